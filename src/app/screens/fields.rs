//! Fields: which column is which field; the heart of the wizard.
//!
//! Five panes: saved matchings, owner, groups, the group's fields, columns without a field. Every choice is a
//! [`Change`] of the links; the screen itself only knows what is selected and marked. `rows` says what stands in the
//! panes, `pickers` what is asked, `replies` what follows from the answers, `words` what the footer and the message line
//! say.

pub mod ask;
pub mod create;
pub mod mapped;
pub mod missing;
pub mod owners;
pub mod pickers;
pub mod reading;
pub mod row;
pub mod rows;
pub mod rules;

mod keep;
mod replies;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::app::desk::Desk;
use crate::app::draft::Change;
use crate::app::job::Slot;
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::message::Message;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen};
use crate::keys::{Action, Context};
use crate::matching::saved;
use crate::matching::suggest::{self, Suggestion};
use crate::matching::{ColumnName, How, Link};
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

/// Why a column without a header is not matched.
const UNNAMED: &str = "A column without a header cannot be matched: give it one in the file.";

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
    /// The column that probably holds the usernames of owners.
    pub owner: Option<Suggestion>,
    /// Which usernames of the column of owners are no owner's, in one line.
    pub unknown_owners: Option<String>,
    /// Which values of matched columns their fields do not take, in one line, by the key of the field.
    pub unknown_values: BTreeMap<String, String>,
    /// The columns that are marked, to make fields of them together.
    pub marked: BTreeSet<u16>,
    /// The custom fields that are being made.
    pub forms: Option<create::Forms>,
    /// The row that is shown instead of the panes.
    pub row: Option<row::RowView>,
    /// What the suggestions were made of.
    seen: Option<rows::Seen>,
    /// The key of the group whose fields are listed; the missing matches have none.
    listed: Option<String>,
    /// What is asked again once the platform has what was added.
    again: Option<Ask>,
    /// Whether the group Missing is to be selected.
    to_missing: bool,
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
            Pane::Saved => pickers::saved("", desk),
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
        let field = self.field(desk).filter(|_| self.pane == Pane::Fields);
        let Some(link) = field.and_then(|field| desk.draft.link_of(&field.key)) else {
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
        if let Some(answer) = self.accept_owner().filter(|_| !all) {
            return answer;
        }
        let chosen: Vec<_> =
            if all { self.suggestions.clone() } else { self.suggestion_here(desk).cloned().into_iter().collect() };
        if chosen.is_empty() {
            return Answer::refuse("There is no suggestion here; ~ marks those that there are.");
        }
        let mut matching = desk.draft.matching.clone();
        let count = suggest::accept_all(&mut matching, &chosen) as u64;
        let is_new = |link: &&mut Link| desk.draft.link_of(&link.field).is_none();
        if let Some(platform) = desk.world.platform() {
            for link in matching.links.iter_mut().filter(is_new) {
                saved::keep_rules(link, &desk.draft.missing, platform);
            }
        }
        let words = format!("{} accepted", plural(count, "suggestion", "suggestions"));
        let told = format!("{words}; {} takes it back.", desk.key(Action::Undo));
        Answer::All(vec![Answer::Change(Change::Links(matching.links, words)), Answer::Tell(told)])
    }

    /// Looks for suggestions, if anything has changed that they are made of.
    fn suggest(&mut self, platform: &Platform, desk: &Desk<'_>) {
        let seen = rows::Seen::of(desk);
        if self.seen.as_ref() == Some(&seen) {
            return;
        }
        self.seen = Some(seen);
        let headers = desk.draft.file.as_ref().map_or(&[][..], |file| &file.columns);
        let evidence = reading::evidence_of_file(desk);
        let matching = &desk.draft.matching;
        self.suggestions = suggest::suggest(headers, platform, matching, evidence);
        let chosen = owners::column(desk).is_some();
        self.owner = suggest::owner_column(headers, platform, matching, evidence).filter(|_| !chosen);
        self.unknown_owners = owners::unknown(desk);
        let linked = matching.links.iter().filter_map(|link| Some((link, platform.field_by_key(&link.field)?)));
        self.unknown_values =
            linked.filter_map(|(link, field)| Some((field.key.clone(), mapped::unknown(link, field, desk)?))).collect();
    }

    /// Marks the selected column without a field, or takes the mark away, and goes on to the next.
    fn mark(&mut self, desk: &Desk<'_>) -> Answer {
        if self.column(desk).is_some_and(ColumnName::is_unnamed) {
            return Answer::refuse(UNNAMED);
        }
        let Some(column) = self.column(desk).filter(|_| self.pane == Pane::Columns) else {
            return Answer::refuse("Columns without a field are marked, to make fields of several at once.");
        };
        if !self.marked.remove(&column.column) {
            self.marked.insert(column.column);
        }
        self.columns.act(Action::Down);
        Answer::Stay
    }
}

/// Links a column with a field, in place of what either was matched with before.
fn link(column: &ColumnName, field: &str, desk: &Desk<'_>) -> Answer {
    let apart = |link: &&Link| link.field != field && link.column.column != column.column;
    let mut links: Vec<Link> = desk.draft.matching.links.iter().filter(apart).cloned().collect();
    let mut new = Link::new(column.clone(), field, How::Given);
    if let Some(platform) = desk.world.platform() {
        saved::keep_rules(&mut new, &desk.draft.missing, platform);
    }
    links.push(new);
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
        self.offered_here(desk)
    }

    fn enter(&mut self, desk: &Desk<'_>) -> Answer {
        self.offer_last(desk)
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.row.is_some()
            && let Some(answer) = self.act_in_row(action, desk)
        {
            return answer;
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
            Action::Toggle => self.mark(desk),
            Action::Saved => pickers::saved("", desk),
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
        self.replied(question, reply, desk)
    }

    fn told(&mut self, slot: Slot, desk: &Desk<'_>) -> Answer {
        self.ask_again(slot, desk)
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let Some(platform) = desk.world.platform() else { return };
        let groups = rows::groups(platform);
        let open = missing::open(desk);
        let missing = usize::from(!open.is_empty());
        self.groups.refresh(groups.len() + missing, |at| groups.get(at).map_or("Missing".into(), |g| g.name.clone()));
        if std::mem::take(&mut self.to_missing) && missing > 0 {
            self.groups.select(groups.len());
            self.pane = Pane::Fields;
        }
        let group = self.groups.selected().and_then(|at| groups.get(at)).map_or("", |group| &group.key);
        let fields = rows::fields(platform, group, desk.draft.matching.match_type);
        // Another group is begun at its first field.
        if self.listed.as_deref() != Some(group) {
            self.listed = Some(group.to_owned());
            self.fields = List::default();
        }
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
        self.marked.retain(|place| columns.iter().any(|column| column.column == *place));
        self.suggest(platform, desk);
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
        self.hint_here(desk)
    }
}
