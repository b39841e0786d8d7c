//! What Fields asks: a column for a field, a field for a column, a saved matching, the owner.

use super::missing::LAST;
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker};
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::matching::ColumnName;
use crate::matching::names::can_be_linked;
use crate::matching::suggest::Suggestion;
use crate::platform::Field;
use crate::text::{folded, safe};

fn columns<'a>(desk: &Desk<'a>) -> impl Iterator<Item = &'a ColumnName> {
    let columns: &'a [ColumnName] = desk.draft.file.as_ref().map_or(&[], |file| &file.columns);
    columns.iter().filter(|column| !column.is_unnamed())
}

fn column_item(column: &ColumnName, desk: &Desk<'_>) -> Item {
    let samples = desk.world.samples(column.column).join(", ");
    let used = desk.draft.link_at(column.column).map(|link| format!("is {} now · ", safe(&link.field)));
    let mark = if used.is_some() { "✓" } else { "" };
    Item::new(column.column.to_string(), column.shown(), format!("{}{samples}", used.unwrap_or_default())).mark(mark)
}

/// Asks which column a field gets.
pub(super) fn column_of(field: &Field, desk: &Desk<'_>) -> Answer {
    let mut items: Vec<Item> = columns(desk).map(|column| column_item(column, desk)).collect();
    let now = desk.draft.link_of(&field.key);
    if now.is_some() {
        items.push(Item::new("none", "No column", "part the field from its column"));
    }
    let at = now.map(|link| link.column.column.to_string()).unwrap_or_default();
    let title = format!("Column for {}", safe(&field.name));
    Answer::ask(Picker::new(Question::ColumnOf(field.key.clone()), title, items).at(&at))
}

/// Asks which field a column is.
pub(super) fn field_of(column: &ColumnName, desk: &Desk<'_>) -> Answer {
    if column.is_unnamed() {
        return Answer::refuse(super::UNNAMED);
    }
    let Some(platform) = desk.world.platform() else { return Answer::Stay };
    let linkable = platform.fields.iter().filter(|field| can_be_linked(field, desk.draft.matching.match_type));
    let items = linkable
        .map(|field| {
            let used = desk.draft.link_of(&field.key).map(|link| format!("is column {} now", link.column.shown()));
            let mark = if used.is_some() { "✓" } else { "" };
            let note = used.unwrap_or_else(|| field.kind.name().to_owned());
            Item::new(&field.key, safe(&field.name), note).mark(mark)
        })
        .collect();
    let title = format!("Field for {}", column.shown());
    Answer::ask(Picker::new(Question::FieldOf(column.column), title, items))
}

fn has_last(desk: &Desk<'_>) -> bool {
    desk.world.preview.as_ref().is_some_and(|preview| preview.last.is_some())
}

/// Tells whether there is a saved matching to load, or the last one for such a file.
pub(super) fn has_saved(desk: &Desk<'_>) -> bool {
    has_last(desk) || !desk.world.loaded.matchings.is_empty()
}

/// Asks which saved matching is put onto the file, one of them selected.
pub(super) fn saved(at: &str, desk: &Desk<'_>) -> Answer {
    let last = has_last(desk);
    if !has_saved(desk) {
        return Answer::refuse("No matching is saved yet: on leaving this step, a name saves this one.");
    }
    let last = last.then(|| Item::new(LAST, LAST, "as an import used it"));
    let saved = desk.world.loaded.matchings.iter();
    let items = last
        .into_iter()
        .chain(saved.map(|saved| {
            let fitting = saved.matching.links.iter().filter(|link| find(&link.column, desk).is_some()).count();
            Item::new(
                &saved.name,
                safe(&saved.name),
                format!("{fitting} of {} columns are here", saved.matching.links.len()),
            )
        }))
        .collect();
    Answer::ask(Picker::new(Question::SavedMatching, "Saved matchings", items).more("rename, remove").at(at))
}

fn find<'a>(wanted: &ColumnName, desk: &Desk<'a>) -> Option<&'a ColumnName> {
    columns(desk).find(|column| folded(&column.header) == folded(&wanted.header))
}

/// Asks how the owner is found.
pub(super) fn owner_kind() -> Answer {
    let items = vec![
        Item::new(
            "one",
            "One owner",
            "all leads that this import adds get one owner; leads that it updates keep theirs",
        ),
        Item::new(
            "column",
            "From a column",
            "a column of usernames, for added and updated leads; each row must have one",
        ),
    ];
    Answer::ask(Picker::new(Question::OwnerKind, "Owner of the lead", items))
}

/// Asks which owner.
pub(super) fn owner_name(desk: &Desk<'_>) -> Answer {
    let Some(platform) = desk.world.platform() else { return Answer::Stay };
    let items = platform
        .owners
        .iter()
        .map(|owner| Item::new(&owner.username, safe(&owner.username), safe(&owner.name)))
        .collect();
    Answer::ask(Picker::new(Question::OwnerName, "Owner of all new leads", items))
}

/// Asks which column holds the owners; the one that looks so is selected.
pub(super) fn owner_column(suggested: Option<&Suggestion>, desk: &Desk<'_>) -> Answer {
    let item = |column: &ColumnName| {
        let item = column_item(column, desk);
        match suggested.filter(|one| one.column == *column) {
            Some(one) => Item { note: format!("{} · {}", one.reason, item.note), ..item }.mark("~"),
            None => item,
        }
    };
    let items = columns(desk).map(item).collect();
    let at = suggested.map(|one| one.column.column.to_string()).unwrap_or_default();
    Answer::ask(Picker::new(Question::OwnerColumn, "Column of usernames", items).at(&at))
}
