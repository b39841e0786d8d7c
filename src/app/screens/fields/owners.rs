//! The owner of the lead: one owner or a column of usernames, and whom single usernames mean.
//!
//! A column whose values are usernames is suggested; usernames that are no owner's are listed with their counts before the
//! check, and whom they mean is kept in the matching (`matching::values`). Next: `mapped` for the values of other columns.

use super::ask::Ask;
use super::create::PlatformEdit;
use super::mapped::{NOT_READ, items, named_unknown};
use super::{Fields, Pane, column_named, reading};
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker};
use crate::app::draft::Change;
use crate::app::job::Job;
use crate::app::message::Message;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, note, warn};
use crate::keys::Action;
use crate::matching::evidence::ColumnEvidence;
use crate::matching::suggest::Suggestion;
use crate::matching::values::{self, Becomes, ValueTable};
use crate::matching::{ColumnName, Matching, OwnerRule};
use crate::text::{plural, safe, trim};

impl Fields {
    /// Accepts the suggested column of usernames.
    pub(super) fn accept_owner(&self) -> Option<Answer> {
        let suggestion = self.owner.as_ref().filter(|_| self.pane == Pane::Owner)?;
        Some(Answer::Change(Change::Owner(OwnerRule::Column(suggestion.column.clone()))))
    }

    /// Returns what the message line says of the owner: the suggested column where the pane is selected, else usernames
    /// that nobody has.
    pub(super) fn owner_hint(&self, desk: &Desk<'_>) -> Option<Message> {
        if let Some(suggestion) = self.owner.as_ref().filter(|_| self.pane == Pane::Owner) {
            return note(suggested(suggestion, desk));
        }
        self.unknown_owners.as_ref().and_then(warn)
    }
}

fn suggested(suggestion: &Suggestion, desk: &Desk<'_>) -> String {
    let (column, key) = (suggestion.column.shown(), desk.key(Action::Accept));
    format!("~ {column}: {}; {key} takes the owners from it.", suggestion.reason)
}

/// Returns the column of usernames that is chosen.
#[must_use]
pub fn column<'a>(desk: &Desk<'a>) -> Option<&'a ColumnName> {
    match &desk.draft.matching.owner {
        Some(OwnerRule::Column(column)) => Some(column),
        _ => None,
    }
}

fn table(column: &ColumnName, matching: &Matching, desk: &Desk<'_>) -> Option<ValueTable> {
    let found = reading::evidence(column.column, desk)?;
    Some(values::owners(matching, found, desk.world.platform()?))
}

/// Returns in one line which usernames of the chosen column are no owner's; `None` where all are, or none was read yet.
#[must_use]
pub fn unknown(desk: &Desk<'_>) -> Option<String> {
    let column = column(desk)?;
    let table = table(column, &desk.draft.matching, desk)?;
    let (count, named) = named_unknown(&table)?;
    let count = plural(count, "username is no owner’s", "usernames are no owner’s");
    Some(format!("{}: {count} ({named}); {} in the pane Owner.", column.letter(), desk.key(Action::Values)))
}

/// Shows whom the usernames of a column mean, one of them selected.
pub(super) fn show(column: &ColumnName, matching: &Matching, at: &str, desk: &Desk<'_>) -> Answer {
    let Some(table) = table(column, matching, desk) else { return Answer::refuse(NOT_READ) };
    let rows = desk.world.evidence.as_ref().map_or(0, |evidence| evidence.rows());
    let filled = reading::evidence(column.column, desk).map_or(0, ColumnEvidence::filled);
    let mut text = match table.unknown_cells() {
        0 => "Every username is an owner’s.".to_owned(),
        cells => {
            format!("{} with usernames that are no owner’s; Enter says whom one means.", plural(cells, "row", "rows"))
        }
    };
    if rows > filled {
        let blank = plural(rows - filled, "row has none: that is an error", "rows have none: those are errors");
        text = format!("{text} {blank}, unless they delete.");
    }
    let picker = Picker::new(Question::Fields(Ask::Owners), format!("Owners in {}", column.shown()), items(&table));
    Answer::ask(picker.text(text).at(at))
}

/// Shows the table where choosing the column has shown usernames that nobody has.
pub(super) fn show_unknown(column: &ColumnName, desk: &Desk<'_>) -> Answer {
    match table(column, &desk.draft.matching, desk).map(|table| table.unknown_cells()) {
        Some(1..) => show(column, &desk.draft.matching, "", desk),
        _ => Answer::Stay,
    }
}

/// Asks whom a username means.
pub(super) fn ask_value(value: &str, desk: &Desk<'_>) -> Answer {
    let Some(platform) = desk.world.platform() else { return Answer::Stay };
    let mut items = Vec::new();
    let is = values::owner(&desk.draft.matching, value, platform);
    if let Becomes::Unknown { nearest: Some(nearest) } = &is {
        items.push(Item::new(format!("={nearest}"), safe(nearest), "the nearest username").mark("~"));
    }
    items.extend(
        platform.owners.iter().map(|o| Item::new(format!("={}", o.username), safe(&o.username), safe(&o.name))),
    );
    if platform.owner(value).is_none() {
        items.push(Item::new("new", "A new owner", format!("{} becomes an owner of the platform", safe(value))));
    }
    if matches!(is, Becomes::Mapped(_)) {
        items.push(Item::new("own", "As it is", "the owner of that username, if there is one"));
    }
    let question = Question::Fields(Ask::OwnerOf(value.to_owned()));
    Answer::ask(Picker::new(question, format!("{} means", safe(value)), items))
}

/// Takes whom a username means.
pub(super) fn set(value: &str, reply: &Reply, desk: &Desk<'_>) -> Answer {
    let Some(column) = column(desk) else { return Answer::Stay };
    let becomes = match reply {
        Reply::Item(id) if id == "new" => {
            return Answer::Run(Job::EditPlatform(Box::new(PlatformEdit::Owner(trim(value).to_owned()))));
        }
        Reply::Item(id) if id == "own" => None,
        Reply::Item(id) => id.strip_prefix('=').map(str::to_owned),
        _ => return show(column, &desk.draft.matching, value, desk),
    };
    let mut matching = desk.draft.matching.clone();
    values::map_owner(&mut matching, value, becomes.as_deref());
    let again = show(column, &matching, value, desk);
    let change = Change::OwnerValue(value.to_owned(), becomes);
    let words = format!("{}.", change.words());
    Answer::All(vec![Answer::Change(change), Answer::Tell(words), again])
}

/// Takes the column of usernames that was chosen.
pub(super) fn take_column(id: &str, desk: &Desk<'_>) -> Answer {
    let Some(column) = column_named(id, desk) else { return Answer::Stay };
    let change = Answer::Change(Change::Owner(OwnerRule::Column(column.clone())));
    Answer::All(vec![change, show_unknown(column, desk)])
}
