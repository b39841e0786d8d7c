//! Custom fields made of columns: guessed, shown as a form, added to the platform at once and matched.
//!
//! The form is a picker whose first line makes the field; every other line sets one thing and comes back. Several marked
//! columns have a table of their forms (`create/several.rs`). Adding is the platform's affair (`platform::edit`), done by a
//! job, all of it or nothing.

mod several;

use super::Fields;
use super::ask::Ask;
use super::reading;
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker, Prompt};
use crate::app::question::{Question, Reply};
use crate::app::screen::Answer;
use crate::matching::{ColumnName, custom};
use crate::platform::edit::NewField;
use crate::platform::{FieldType, Platform};
use crate::text::{plural, safe, thousands, trim};

/// The most options that are offered of a column.
const MOST_OPTIONS: usize = 200;

/// A field that is made of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldOfColumn {
    /// The column that is matched with it.
    pub column: ColumnName,
    /// The field.
    pub new: NewField,
    /// The name of a group that is added before, unless there is one of that name.
    pub new_group: Option<String>,
}

/// A change of the platform from within the step Fields: all of it or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlatformEdit {
    /// Fields for columns.
    Fields(Vec<FieldOfColumn>),
    /// Another option of a select.
    Option {
        /// The key of the field.
        field: String,
        /// The option.
        option: String,
    },
    /// Another owner, by username.
    Owner(String),
}

/// The fields that are being made: one, or a table of several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forms {
    /// Their forms, in the order of the columns.
    pub forms: Vec<Form>,
    /// Which of them is open.
    pub at: usize,
}

/// A field that is being made.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The column.
    pub column: ColumnName,
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: FieldType,
    /// Why this type.
    pub evidence: String,
    /// The key of its group.
    pub group: String,
    /// The name of a new group, if it is to stand in one.
    pub new_group: Option<String>,
    /// Whether it is required.
    pub required: bool,
    /// The values of the column with their counts, and whether each is an option.
    pub options: Vec<(String, u64, bool)>,
}

impl Form {
    fn of(column: &ColumnName, platform: &Platform, desk: &Desk<'_>) -> Form {
        let values = reading::evidence(column.column, desk);
        let guess = custom::guess(column, values, platform, &desk.draft.matching);
        let options = values.map(custom::options_of).unwrap_or_default();
        Form {
            column: column.clone(),
            name: guess.name,
            kind: guess.kind,
            evidence: guess.evidence,
            group: guess.group,
            new_group: None,
            required: false,
            options: options.into_iter().take(MOST_OPTIONS).map(|(value, count)| (value, count, true)).collect(),
        }
    }

    fn chosen(&self) -> impl Iterator<Item = &(String, u64, bool)> {
        self.options.iter().filter(|(_, _, chosen)| *chosen)
    }

    fn edit(&self) -> FieldOfColumn {
        let options = match self.kind {
            FieldType::Select => self.chosen().map(|(value, _, _)| value.clone()).collect(),
            _ => Vec::new(),
        };
        let new = NewField {
            name: self.name.clone(),
            group: self.new_group.clone().unwrap_or_else(|| self.group.clone()),
            kind: Some(self.kind),
            required: self.required,
            options,
            ..NewField::default()
        };
        FieldOfColumn { column: self.column.clone(), new, new_group: self.new_group.clone() }
    }

    /// Returns the group as it is shown.
    fn group_words(&self, desk: &Desk<'_>) -> String {
        let group = desk.world.platform().and_then(|p| p.groups.iter().find(|group| group.key == self.group));
        match (&self.new_group, group) {
            (Some(name), _) => format!("{} (new)", safe(name)),
            (None, Some(group)) => safe(&group.name).into_owned(),
            (None, None) => String::new(),
        }
    }

    /// Returns the options with their counts, the first few of them.
    fn options_words(&self) -> String {
        let shown: Vec<String> =
            self.chosen().take(6).map(|(value, count, _)| format!("{} ×{}", safe(value), thousands(*count))).collect();
        format!("{}: {}", plural(self.chosen().count() as u64, "option", "options"), shown.join(", "))
    }

    /// Asks for the parts of the field, the line with this id selected; `alone` where it is the only one.
    fn ask(&self, at: &str, alone: bool, desk: &Desk<'_>) -> Answer {
        let first = if alone {
            ("Make it", "adds this field to the platform and matches the column with it")
        } else {
            ("Done", "back to all new fields")
        };
        let line = |id: &str, name: &str, note: String| Item::new(id, name, note);
        let mut items = vec![
            line("make", first.0, first.1.to_owned()),
            line("name", "Name", safe(&self.name).into_owned()),
            line("type", "Type", format!("{} · {}", self.kind.name(), self.evidence)),
            line("group", "Group", self.group_words(desk)),
            line("required", "Required", if self.required { "yes" } else { "no" }.into()),
        ];
        if self.kind == FieldType::Select {
            items.push(line("options", "Options", self.options_words()));
        }
        let title = format!("New field from column {}", self.column.shown());
        Answer::ask(Picker::new(Question::Fields(Ask::New), title, items).at(at))
    }

    fn ask_options(&self, at: &str) -> Answer {
        let mut items = vec![Item::new("done", "Done", "Enter on a value makes it an option, or none")];
        items.extend(self.options.iter().enumerate().map(|(index, (value, count, chosen))| {
            Item::new(index.to_string(), safe(value), format!("×{}", thousands(*count))).mark(if *chosen {
                "✓"
            } else {
                ""
            })
        }));
        Answer::ask(Picker::new(Question::Fields(Ask::NewOptions), "Options", items).at(at))
    }
}

impl Fields {
    /// Opens the form for the selected column, or the table of forms for the marked ones.
    pub(super) fn create(&mut self, desk: &Desk<'_>) -> Answer {
        let Some(platform) = desk.world.platform() else { return Answer::Stay };
        let marked: Vec<&ColumnName> =
            super::rows::open_columns(desk).into_iter().filter(|column| self.marked.contains(&column.column)).collect();
        let columns: Vec<&ColumnName> =
            if marked.is_empty() { self.column(desk).into_iter().collect() } else { marked };
        if columns.is_empty() {
            return Answer::refuse("Every column has its place already: there is none to make a field of.");
        }
        if columns.iter().any(|column| column.is_unnamed()) {
            return Answer::refuse(super::UNNAMED);
        }
        let before = self.forms.take().unwrap_or_default().forms;
        let form = |column: &ColumnName| {
            let before = before.iter().find(|form| form.column == *column).cloned();
            before.unwrap_or_else(|| Form::of(column, platform, desk))
        };
        let forms = Forms { forms: columns.into_iter().map(form).collect(), at: 0 };
        let answer = forms.ask("make", desk);
        self.forms = Some(forms);
        answer
    }

    /// Takes the answers of the forms.
    pub(super) fn created(&mut self, ask: &Ask, reply: &Reply, desk: &Desk<'_>) -> Answer {
        let (Some(forms), Some(platform)) = (&mut self.forms, desk.world.platform()) else { return Answer::Stay };
        match (ask, reply) {
            (Ask::New, Reply::Closed) if forms.forms.len() > 1 => return forms.ask(&forms.at.to_string(), desk),
            (Ask::New | Ask::NewFields, Reply::Closed) => {
                self.forms = None;
                return Answer::Stay;
            }
            (Ask::NewFields | Ask::NewGroupOfAll | Ask::NewGroupOfAllName, reply) => {
                return forms.replied(ask, reply, platform, desk);
            }
            (Ask::New, Reply::Item(id)) if id == "make" => {
                return if forms.forms.len() > 1 {
                    forms.ask(&forms.at.to_string(), desk)
                } else {
                    forms.make(platform, desk)
                };
            }
            _ => {}
        }
        let alone = forms.forms.len() == 1;
        let Some(form) = forms.forms.get_mut(forms.at) else { return Answer::Stay };
        form.set(ask, reply, platform).unwrap_or_else(|part| form.ask(part, alone, desk))
    }
}

impl Form {
    /// Sets a part of the field, or asks for it; `Err`: the form is shown again, this line selected.
    fn set(&mut self, ask: &Ask, reply: &Reply, platform: &Platform) -> Result<Answer, &'static str> {
        match (ask, reply) {
            (Ask::New, Reply::Item(id)) => match id.as_str() {
                "name" => {
                    let text = "What the field is called; no two fields may differ only by case, spaces or accents.";
                    let question = Question::Fields(Ask::NewName);
                    return Ok(Answer::ask(Prompt::new(question, "Name of the field", text, &self.name)));
                }
                "type" => {
                    let items = FieldType::ALL.map(|kind| Item::new(kind.name(), kind.name(), kind.rule())).into();
                    let picker = Picker::new(Question::Fields(Ask::NewType), "Type of the field", items);
                    return Ok(Answer::ask(picker.text(&self.evidence).at(self.kind.name())));
                }
                "group" => return Ok(ask_group(Ask::NewGroup, &self.group, platform)),
                "options" => return Ok(self.ask_options("done")),
                _ => {
                    self.required = !self.required;
                    return Err("required");
                }
            },
            (Ask::NewName, Reply::Text(name)) if !trim(name).is_empty() => trim(name).clone_into(&mut self.name),
            (Ask::NewType, Reply::Item(name)) => {
                self.kind = FieldType::from_name(name).unwrap_or(self.kind);
                return Err("type");
            }
            (Ask::NewGroup, Reply::Item(group)) if group.is_empty() => return Ok(ask_group_name(Ask::NewGroupName)),
            (Ask::NewGroup, Reply::Item(group)) => {
                self.group.clone_from(group);
                self.new_group = None;
                return Err("group");
            }
            (Ask::NewGroupName, Reply::Text(name)) if !trim(name).is_empty() => {
                self.new_group = Some(trim(name).to_owned());
                return Err("group");
            }
            (Ask::NewOptions, Reply::Item(id)) => {
                let Some(option) = id.parse().ok().and_then(|at: usize| self.options.get_mut(at)) else {
                    return Err("make");
                };
                option.2 = !option.2;
                return Ok(self.ask_options(id));
            }
            _ => {}
        }
        Err("make")
    }
}

/// Asks for a group, or a new one.
fn ask_group(ask: Ask, at: &str, platform: &Platform) -> Answer {
    let mut items: Vec<Item> =
        super::rows::groups(platform).iter().map(|group| Item::new(&group.key, safe(&group.name), "")).collect();
    items.push(Item::new("", "A new group …", ""));
    Answer::ask(Picker::new(Question::Fields(ask), "Group of the field", items).at(at))
}

fn ask_group_name(ask: Ask) -> Answer {
    Answer::ask(Prompt::new(Question::Fields(ask), "A new group", "What is it called?", ""))
}
