//! Fields: which column is which field; the heart of the wizard.
//!
//! Five panes: saved matchings, owner, groups, the group's fields, columns without a field. Every choice is a
//! [`Change`] of the links; the screen itself only knows what is selected. `rows` says what stands in the panes,
//! `pickers` what is asked.

pub mod ask;
pub mod create;
pub mod mapped;
pub mod missing;
pub mod pickers;
pub mod reading;
pub mod row;
pub mod rows;
pub mod rules;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Prompt};
use crate::app::draft::Change;
use crate::app::job::Job;
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::message::Message;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen, note, warn};
use crate::keys::{Action, Context};
use crate::matching::suggest::{self, Suggestion};
use crate::matching::{ColumnName, How, Link, OwnerRule};
use crate::platform::{Field, Platform};
use crate::text::{plural, safe};
use ask::Ask;
use reading::Trouble;

/// The panes in the order of Tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The group's fields.
    #[default]
    Fields,
    /// The columns without a field.
    Columns,
    /// The saved matchings.
    Saved,
    /// The owner of the lead.
    Owner,
    /// The groups.
    Groups,
}

const PANES: [Pane; 5] = [Pane::Saved, Pane::Owner, Pane::Groups, Pane::Fields, Pane::Columns];

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Fields {
    /// The pane that has the keyboard.
    pub pane: Pane,
    /// The groups.
    pub groups: List,
    /// The fields of the selected group.
    pub fields: List,
    /// The columns without a field.
    pub columns: List,
    /// The likely matches that wait to be accepted.
    pub suggestions: Vec<Suggestion>,
    /// What is wrong with the first rows of matched columns, by the key of the field.
    pub troubles: BTreeMap<String, Trouble>,
    /// The custom field that is being made.
    pub form: Option<create::Form>,
    /// The row that is shown instead of the panes.
    pub row: Option<row::RowView>,
    /// The file for which the last matching was offered.
    offered: Option<PathBuf>,
}

impl Fields {
    /// Returns the selected field.
    #[must_use]
    pub fn field<'a>(&self, desk: &Desk<'a>) -> Option<&'a Field> {
        let platform = desk.world.platform()?;
        let group = rows::groups(platform).get(self.groups.selected()?)?.key.clone();
        rows::fields(platform, &group, desk.draft.matching.match_type).get(self.fields.selected()?).copied()
    }

    /// Returns the selected column without a field.
    #[must_use]
    pub fn column<'a>(&self, desk: &Desk<'a>) -> Option<&'a ColumnName> {
        rows::open_columns(desk).get(self.columns.selected()?).copied()
    }

    fn list(&mut self) -> Option<&mut List> {
        match self.pane {
            Pane::Groups => Some(&mut self.groups),
            Pane::Fields => Some(&mut self.fields),
            Pane::Columns => Some(&mut self.columns),
            Pane::Saved | Pane::Owner => None,
        }
    }

    fn move_pane(&mut self, by: usize) -> Answer {
        let at = PANES.iter().position(|pane| *pane == self.pane).unwrap_or(0);
        self.pane = PANES[(at + by) % PANES.len()];
        Answer::Stay
    }

    fn choose(&mut self, desk: &Desk<'_>) -> Answer {
        match self.pane {
            Pane::Saved => pickers::saved(desk),
            Pane::Owner => pickers::owner_kind(),
            Pane::Groups => {
                self.pane = Pane::Fields;
                Answer::Stay
            }
            Pane::Fields if self.is_missing(desk) => self.solve(desk),
            Pane::Fields => self.field(desk).map_or(Answer::Stay, |field| pickers::column_of(field, desk)),
            Pane::Columns => self.column(desk).map_or(Answer::Stay, |column| pickers::field_of(column, desk)),
        }
    }

    fn unmatch(&self, desk: &Desk<'_>) -> Answer {
        if let Some((at, _)) = self.missing_here(desk).filter(|_| self.pane == Pane::Fields) {
            return missing::dismiss(at, desk);
        }
        let Some(link) = self.field(desk).and_then(|field| desk.draft.link_of(&field.key)) else {
            return Answer::refuse("Move to a field that has a column to part them.");
        };
        let words = format!("{} parted from {}", link.column.shown(), safe(&link.field));
        let links = desk.draft.matching.links.iter().filter(|other| other.field != link.field).cloned().collect();
        Answer::Change(Change::Links(links, words))
    }

    /// Returns the suggestion for what is selected.
    #[must_use]
    pub fn suggestion_here(&self, desk: &Desk<'_>) -> Option<&Suggestion> {
        let field = self.field(desk).filter(|_| self.pane == Pane::Fields).map(|field| field.key.as_str());
        let column = self.column(desk).filter(|_| self.pane == Pane::Columns).map(|column| column.column);
        let here = |one: &&Suggestion| Some(one.field.as_str()) == field || Some(one.column.column) == column;
        self.suggestions.iter().find(here)
    }

    fn accept(&self, all: bool, desk: &Desk<'_>) -> Answer {
        let chosen: Vec<_> =
            if all { self.suggestions.clone() } else { self.suggestion_here(desk).cloned().into_iter().collect() };
        if chosen.is_empty() {
            return Answer::refuse("There is no suggestion here; ~ marks those that there are.");
        }
        let mut matching = desk.draft.matching.clone();
        let count = suggest::accept_all(&mut matching, &chosen) as u64;
        let words = format!("{} accepted", plural(count, "suggestion", "suggestions"));
        Answer::Change(Change::Links(matching.links, words))
    }

    /// Leaves the step, if what a matching must have is there: asks for a name to save it under.
    fn next(desk: &Desk<'_>) -> Answer {
        if let Some(missing) = rows::missing(desk).into_iter().next() {
            return Answer::Refuse(missing);
        }
        let name = desk.draft.matching_name.clone().unwrap_or_default();
        let text = "A name keeps this matching for the next file like this one; blank moves on without.";
        Answer::ask(Prompt::new(Question::MatchingName, "Save this matching", text, name))
    }

    fn named(name: &str, desk: &Desk<'_>) -> Answer {
        let name = crate::text::trim(name);
        let saved = desk.world.loaded.matchings.iter().find(|saved| saved.name == name);
        match saved {
            _ if name.is_empty() => Answer::Next,
            Some(saved) if saved.matching == noted(desk) => Answer::Next,
            Some(_) => Answer::ask(
                Dialog::ask(
                    Question::MatchingOverwrite(name.to_owned()),
                    "The name is taken",
                    "Another name",
                    "Replace it",
                )
                .text(format!("A matching is saved as “{}” already.", safe(name))),
            ),
            None => Self::save(name, desk),
        }
    }

    fn save(name: &str, desk: &Desk<'_>) -> Answer {
        let file = desk.draft.file.clone().unwrap_or_default();
        let job = Job::SaveMatching(name.to_owned(), Box::new(noted(desk)), Box::new(file));
        Answer::All(vec![Answer::Run(job), Answer::Change(Change::Named(name.to_owned())), Answer::Next])
    }
}

/// Returns the matching with the present names of its fields, so that a renamed one is noticed when it is loaded.
fn noted(desk: &Desk<'_>) -> crate::matching::Matching {
    let mut matching = desk.draft.matching.clone();
    if let Some(platform) = desk.world.platform() {
        matching.note_names(platform);
    }
    matching
}

/// Links a column with a field, in place of what either was matched with before.
fn link(column: &ColumnName, field: &str, desk: &Desk<'_>) -> Answer {
    let apart = |link: &&Link| link.field != field && link.column.column != column.column;
    let mut links: Vec<Link> = desk.draft.matching.links.iter().filter(apart).cloned().collect();
    links.push(Link::new(column.clone(), field, How::Given));
    links.sort_by_key(|link| link.column.column);
    let name =
        desk.world.platform().and_then(|platform| platform.field_by_key(field)).map_or(field, |field| &field.name);
    Answer::Change(Change::Links(links, format!("{} matched with {}", column.shown(), safe(name))))
}

fn column_named<'a>(id: &str, desk: &Desk<'a>) -> Option<&'a ColumnName> {
    let column: u16 = id.parse().ok()?;
    desk.draft.file.as_ref()?.columns.iter().find(|other| other.column == column)
}

fn owner_name<'a>(platform: &'a Platform, name: &str) -> Option<&'a str> {
    platform.owner(name).map(|owner| owner.username.as_str())
}

impl Screen for Fields {
    fn context(&self) -> Option<Context> {
        Some(Context::Fields)
    }

    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if self.row.is_some() {
            return vec![Action::Right.as_offer("next row"), Action::Left.as_offer("row before"), Action::Close.into()];
        }
        if self.pane == Pane::Fields && self.is_missing(desk) {
            let own = [Action::Choose.as_offer("solve"), Action::Unmatch.as_offer("dismiss")];
            return [Action::Next, Action::Back, Action::NextPane].map(Offer::from).into_iter().chain(own).collect();
        }
        let choose = match self.pane {
            Pane::Saved => "load",
            Pane::Owner => "set the owner",
            Pane::Groups => "fields",
            Pane::Fields | Pane::Columns => "match",
        };
        let mut offers: Vec<Offer> =
            vec![Action::Next.into(), Action::Back.into(), Action::NextPane.into(), Action::Choose.as_offer(choose)];
        if !self.suggestions.is_empty() {
            offers.extend([Action::Accept.as_offer("accept ~"), Action::AcceptAll.as_offer("accept all")]);
        }
        if self.pane == Pane::Fields && self.field(desk).is_some_and(|field| desk.draft.link_of(&field.key).is_some()) {
            offers.push(Action::Unmatch.into());
        }
        if self.pane == Pane::Fields && self.field(desk).is_some_and(|field| desk.draft.link_of(&field.key).is_some()) {
            offers.extend([Action::ColumnRules, Action::Values].map(Offer::from));
        }
        if self.pane == Pane::Columns && self.column(desk).is_some() {
            offers.push(Action::CreateField.into());
        }
        offers.extend([Action::Saved.as_offer("saved"), Action::Owner.into(), Action::RowView.into()]);
        offers
    }

    fn enter(&mut self, desk: &Desk<'_>) -> Answer {
        self.offer_last(desk)
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.row.is_some() {
            return self.act_in_row(action, desk).unwrap_or_else(|| self.act(action, desk));
        }
        if self.list().is_some_and(|list| list.act(action)) {
            return Answer::Stay;
        }
        match action {
            Action::Choose => self.choose(desk),
            Action::NextPane => self.move_pane(1),
            Action::PreviousPane => self.move_pane(PANES.len() - 1),
            Action::Right if self.pane == Pane::Groups => self.move_pane(1),
            Action::Left if self.pane == Pane::Fields => {
                self.pane = Pane::Groups;
                Answer::Stay
            }
            Action::Saved => pickers::saved(desk),
            Action::Owner => pickers::owner_kind(),
            Action::Unmatch => self.unmatch(desk),
            Action::Accept => self.accept(false, desk),
            Action::AcceptAll => self.accept(true, desk),
            Action::CreateField => self.create(desk),
            Action::ColumnRules => self.rules(desk),
            Action::Values => self.values(desk),
            Action::RowView => self.row_view(desk),
            Action::Next => Self::next(desk),
            _ => Answer::Pass,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        match (question, reply) {
            (Question::ColumnOf(field), Reply::Item(id)) => match column_named(id, desk) {
                Some(column) => link(column, field, desk),
                None => self.unmatch(desk),
            },
            (Question::FieldOf(column), Reply::Item(field)) => match column_named(&column.to_string(), desk) {
                Some(column) => link(column, field, desk),
                None => Answer::Stay,
            },
            (Question::SavedMatching, Reply::Item(name)) => missing::load(name, desk),
            (Question::Fields(Ask::Rules(field)), Reply::Item(rule)) => rules::set(field, rule, desk),
            (Question::Fields(Ask::Values(field)), Reply::Item(value)) => mapped::ask_value(field, value, desk),
            (Question::Fields(Ask::Value(field, value) | Ask::ValueText(field, value)), reply) => {
                mapped::set(field, value, reply, desk)
            }
            (Question::Fields(Ask::Last), Reply::Button(1)) => missing::load(missing::LAST, desk),
            (Question::Fields(Ask::Rules(_) | Ask::Values(_) | Ask::Last), _) => Answer::Stay,
            (Question::Fields(ask), reply) => self.created(ask, reply, desk),
            (Question::OwnerKind, Reply::Item(kind)) if kind == "one" => pickers::owner_name(desk),
            (Question::OwnerKind, Reply::Item(_)) => pickers::owner_column(desk),
            (Question::OwnerName, Reply::Item(name)) => {
                let name = desk.world.platform().and_then(|platform| owner_name(platform, name)).unwrap_or(name);
                Answer::Change(Change::Owner(OwnerRule::One(name.to_owned())))
            }
            (Question::OwnerColumn, Reply::Item(id)) => match column_named(id, desk) {
                Some(column) => Answer::Change(Change::Owner(OwnerRule::Column(column.clone()))),
                None => Answer::Stay,
            },
            (Question::MatchingName, Reply::Text(name)) => Self::named(name, desk),
            (Question::MatchingOverwrite(name), Reply::Button(1)) => Self::save(name, desk),
            (Question::MatchingOverwrite(_), _) => Self::next(desk),
            _ => Answer::Stay,
        }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let Some(platform) = desk.world.platform() else { return };
        let groups = rows::groups(platform);
        let open = missing::open(desk);
        let missing = usize::from(!open.is_empty());
        self.groups.refresh(groups.len() + missing, |at| groups.get(at).map_or("Missing".into(), |g| g.name.clone()));
        let group = self.groups.selected().and_then(|at| groups.get(at)).map_or("", |group| &group.key);
        let fields = rows::fields(platform, group, desk.draft.matching.match_type);
        if self.is_missing(desk) {
            self.fields.refresh(open.len(), |at| missing::names(open[at].1).0);
        } else {
            self.fields.refresh(fields.len(), |at| fields[at].name.clone());
        }
        if let Some(view) = &mut self.row {
            let (_, lines) = row::lines(view.at, desk);
            view.list.refresh(lines.len(), |at| lines[at].column.clone());
        }
        let columns = rows::open_columns(desk);
        self.columns.refresh(columns.len(), |at| columns[at].shown());
        let headers = desk.draft.file.as_ref().map_or(&[][..], |file| &file.columns);
        let preview = desk.world.preview.as_ref().map(|preview| &preview.path);
        let evidence =
            desk.world.evidence.as_deref().filter(|_| preview == desk.draft.file.as_ref().map(|file| &file.path));
        self.suggestions = suggest::suggest(headers, platform, &desk.draft.matching, evidence);
        let linked =
            desk.draft.matching.links.iter().filter_map(|link| Some((link, platform.field_by_key(&link.field)?)));
        self.troubles = linked
            .filter_map(|(link, field)| Some((field.key.clone(), reading::trouble(link, field, platform, desk)?)))
            .collect();
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.list()?.typing()
    }

    fn is_typing(&self) -> bool {
        match self.pane {
            Pane::Groups => self.groups.is_typing(),
            Pane::Fields => self.fields.is_typing(),
            Pane::Columns => self.columns.is_typing(),
            Pane::Saved | Pane::Owner => false,
        }
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        // The list was told of its lines by `refresh`; typing only narrows them.
        self.refresh(desk);
        Answer::Stay
    }

    fn hint(&self, desk: &Desk<'_>) -> Option<Message> {
        if let Some((_, missing)) = self.missing_here(desk) {
            return warn(format!("{} Enter solves it, x dismisses it.", missing.words()));
        }
        if let Some(one) = self.suggestion_here(desk) {
            return note(rows::suggestion_words(one));
        }
        let field = self.field(desk).filter(|_| self.pane == Pane::Fields);
        if let Some(trouble) = field.and_then(|field| self.troubles.get(&field.key)) {
            return warn(trouble.words());
        }
        let lacking = rows::missing(desk);
        if let Some(first) = lacking.first() {
            return warn(first);
        }
        let waiting = missing::open(desk).len() as u64;
        if waiting > 0 {
            return warn(format!(
                "{} of the saved matching: see the group Missing.",
                plural(waiting, "match is missing", "matches are missing")
            ));
        }
        let count = self.suggestions.len() as u64;
        if count == 0 {
            return None;
        }
        note(format!("{} to be accepted.", plural(count, "suggestion (~) waits", "suggestions (~) wait")))
    }
}
