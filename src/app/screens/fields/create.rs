//! A custom field made of a column: guessed, shown as a form, added to the platform at once and matched.
//!
//! The form is a picker whose first line makes the field; every other line sets one thing and comes back. Adding is the
//! platform's affair (`platform::edit`), done by a job.

use super::Fields;
use super::ask::Ask;
use super::reading;
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker, Prompt};
use crate::app::job::Job;
use crate::app::question::{Question, Reply};
use crate::app::screen::Answer;
use crate::matching::{ColumnName, custom};
use crate::platform::edit::NewField;
use crate::platform::{FieldType, Platform};
use crate::text::{plural, safe, thousands, trim};

/// The most options that are offered of a column.
const MOST_OPTIONS: usize = 200;

/// A change of the platform from within the step Fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlatformEdit {
    /// A field, in a new group where one is named, for a column.
    Field {
        /// The column that is matched with it.
        column: ColumnName,
        /// The field.
        new: NewField,
        /// The name of a group that is added before.
        new_group: Option<String>,
    },
    /// Another option of a select.
    Option {
        /// The key of the field.
        field: String,
        /// The option.
        option: String,
    },
}

/// The field that is being made.
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

    fn edit(&self) -> PlatformEdit {
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
        PlatformEdit::Field { column: self.column.clone(), new, new_group: self.new_group.clone() }
    }

    /// Asks for the parts of the field, the line with this id selected.
    fn ask(&self, at: &str, desk: &Desk<'_>) -> Answer {
        let group = desk.world.platform().and_then(|p| p.groups.iter().find(|group| group.key == self.group));
        let group = match (&self.new_group, group) {
            (Some(name), _) => format!("{} (new)", safe(name)),
            (None, Some(group)) => safe(&group.name).into_owned(),
            (None, None) => String::new(),
        };
        let line = |id: &str, name: &str, note: String| Item::new(id, name, note);
        let mut items = vec![
            line("make", "Make this field and match it", String::new()),
            line("name", "Name", safe(&self.name).into_owned()),
            line("type", "Type", format!("{} · {}", self.kind.name(), self.evidence)),
            line("group", "Group", group),
            line("required", "Required", if self.required { "yes" } else { "no" }.into()),
        ];
        if self.kind == FieldType::Select {
            let shown: Vec<String> = self
                .chosen()
                .take(6)
                .map(|(value, count, _)| format!("{} ×{}", safe(value), thousands(*count)))
                .collect();
            let count = plural(self.chosen().count() as u64, "option", "options");
            items.push(line("options", "Options", format!("{count}: {}", shown.join(", "))));
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
    /// Opens the form for the selected column.
    pub(super) fn create(&mut self, desk: &Desk<'_>) -> Answer {
        let Some(platform) = desk.world.platform() else { return Answer::Stay };
        let Some(column) = self.column(desk) else {
            return Answer::refuse("Every column has its place already: there is none to make a field of.");
        };
        if column.is_unnamed() {
            return Answer::refuse("A column without a header cannot be matched: give it one in the file.");
        }
        let form = match self.form.take().filter(|form| form.column == *column) {
            Some(form) => form,
            None => Form::of(column, platform, desk),
        };
        let answer = form.ask("make", desk);
        self.form = Some(form);
        answer
    }

    /// Takes the answers of the form.
    pub(super) fn created(&mut self, ask: &Ask, reply: &Reply, desk: &Desk<'_>) -> Answer {
        let (Some(form), Some(platform)) = (&mut self.form, desk.world.platform()) else { return Answer::Stay };
        match (ask, reply) {
            (Ask::New, Reply::Item(id)) => match id.as_str() {
                "name" => {
                    let text = "What the field is called; no two fields may differ only by case, spaces or accents.";
                    return Answer::ask(Prompt::new(
                        Question::Fields(Ask::NewName),
                        "Name of the field",
                        text,
                        &form.name,
                    ));
                }
                "type" => {
                    let items = FieldType::ALL.map(|kind| Item::new(kind.name(), kind.name(), kind.rule())).into();
                    let picker = Picker::new(Question::Fields(Ask::NewType), "Type of the field", items);
                    return Answer::ask(picker.text(&form.evidence).at(form.kind.name()));
                }
                "group" => {
                    let mut items: Vec<Item> =
                        super::rows::groups(platform).iter().map(|g| Item::new(&g.key, safe(&g.name), "")).collect();
                    items.push(Item::new("", "A new group …", ""));
                    let picker = Picker::new(Question::Fields(Ask::NewGroup), "Group of the field", items);
                    return Answer::ask(picker.at(&form.group));
                }
                "required" => {
                    form.required = !form.required;
                    return form.ask("required", desk);
                }
                "options" => return form.ask_options("done"),
                _ => return make(form, platform, desk),
            },
            (Ask::New, _) => {
                self.form = None;
                return Answer::Stay;
            }
            (Ask::NewName, Reply::Text(name)) if !trim(name).is_empty() => trim(name).clone_into(&mut form.name),
            (Ask::NewType, Reply::Item(name)) => {
                form.kind = FieldType::from_name(name).unwrap_or(form.kind);
                return form.ask("type", desk);
            }
            (Ask::NewGroup, Reply::Item(group)) if group.is_empty() => {
                let prompt = Prompt::new(Question::Fields(Ask::NewGroupName), "A new group", "What is it called?", "");
                return Answer::ask(prompt);
            }
            (Ask::NewGroup, Reply::Item(group)) => {
                form.group.clone_from(group);
                form.new_group = None;
                return form.ask("group", desk);
            }
            (Ask::NewGroupName, Reply::Text(name)) if !trim(name).is_empty() => {
                form.new_group = Some(trim(name).to_owned());
                return form.ask("group", desk);
            }
            (Ask::NewOptions, Reply::Item(id)) => {
                let Some(option) = id.parse().ok().and_then(|at: usize| form.options.get_mut(at)) else {
                    return form.ask("make", desk);
                };
                option.2 = !option.2;
                return form.ask_options(id);
            }
            _ => {}
        }
        form.ask("make", desk)
    }
}

/// Sends the field on its way, unless its name is taken.
fn make(form: &Form, platform: &Platform, desk: &Desk<'_>) -> Answer {
    if let Some(field) = crate::matching::names::field_named(&form.name, platform) {
        let words = format!(
            "A field is called {} already: match the column with that one, or give this another name.",
            safe(&field.name)
        );
        return Answer::All(vec![Answer::Refuse(words), form.ask("name", desk)]);
    }
    if form.kind == FieldType::Select && form.chosen().next().is_none() {
        let words = "A select needs options: choose some, or another type.";
        return Answer::All(vec![Answer::refuse(words), form.ask("options", desk)]);
    }
    Answer::Run(Job::EditPlatform(Box::new(form.edit())))
}
