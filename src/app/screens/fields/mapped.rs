//! Values: what the different values of a column become, and saying it for those that the field does not take.
//!
//! The table is `matching::values`; what is said here is kept in the link, and so in a saved matching.

use super::ask::Ask;
use super::rules::replace;
use super::{Fields, Pane, owners, reading};
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker, Prompt};
use crate::app::job::Job;
use crate::app::question::{Question, Reply};
use crate::app::screen::Answer;
use crate::keys::Action;
use crate::matching::Link;
use crate::matching::values::{self, Becomes, ValueTable};
use crate::platform::types::{country, timezone};
use crate::platform::value::Cell;
use crate::platform::{Field, FieldType};
use crate::text::{plural, safe, thousands, trim};

use super::create::PlatformEdit;

pub(super) const NOT_READ: &str = "The file is still being read; the values are known when it is.";

/// The most different values of a column whose unknown ones are told without being asked for.
const FEW: usize = 100;
/// How many unknown values the message line names.
const NAMED: usize = 2;

impl Fields {
    /// Shows the values of the selected field's column, or the owners in the column of owners.
    pub(super) fn values(&self, desk: &Desk<'_>) -> Answer {
        if self.pane == Pane::Owner {
            let Some(column) = owners::column(desk) else {
                let owner = desk.key(Action::Owner);
                return Answer::refuse(format!(
                    "The owner is not read from a column; {owner} chooses one of usernames."
                ));
            };
            return owners::show(column, &desk.draft.matching, "", desk);
        }
        match self.field(desk).filter(|_| self.pane == Pane::Fields) {
            Some(field) => ask(&field.key, "", desk),
            None => Answer::refuse("Move to a field that has a column to see what its values become."),
        }
    }
}

/// Shows the values of a field's column, one of them selected.
pub(super) fn ask(key: &str, at: &str, desk: &Desk<'_>) -> Answer {
    let Some(platform) = desk.world.platform() else { return Answer::Stay };
    let (Some(field), Some(link)) = (platform.field_by_key(key), desk.draft.link_of(key)) else {
        return Answer::refuse("The field has no column yet.");
    };
    if !values::has_table(field.kind) {
        return Answer::refuse(format!(
            "{} takes any value of its type; only fields that take certain values have a table of them.",
            safe(&field.name)
        ));
    }
    show(link, field, at, desk)
}

fn show(link: &Link, field: &Field, at: &str, desk: &Desk<'_>) -> Answer {
    let Some(platform) = desk.world.platform() else { return Answer::Stay };
    let Some(found) = reading::evidence(link.column.column, desk) else { return Answer::refuse(NOT_READ) };
    let table = values::table(link, field, found, platform);
    let title = format!("{} → {}", link.column.shown(), safe(&field.name));
    let picker = Picker::new(Question::Fields(Ask::Values(field.key.clone())), title, items(&table));
    Answer::ask(picker.text(summary(&table)).at(at))
}

/// Returns in one line which values of a matched column the field does not take, of all rows; `None` where it takes all, and
/// where the column has so many different values that a table of them would not help.
#[must_use]
pub fn unknown(link: &Link, field: &Field, desk: &Desk<'_>) -> Option<String> {
    let found = reading::evidence(link.column.column, desk)?;
    if !values::has_table(field.kind) || found.distinct().is_none_or(|distinct| distinct > FEW) {
        return None;
    }
    let (count, named) = named_unknown(&values::table(link, field, found, desk.world.platform()?))?;
    let count = plural(count, "value is not known", "values are not known");
    Some(format!("{}: {count} ({named}); {} says what they mean.", link.column.letter(), desk.key(Action::Values)))
}

/// Returns how many values of a table are unknown, and the first of them by name with their counts.
pub(super) fn named_unknown(table: &ValueTable) -> Option<(u64, String)> {
    let unknown: Vec<_> = table.rows.iter().filter(|row| matches!(row.becomes, Becomes::Unknown { .. })).collect();
    let one = |row: &&values::ValueRow| {
        let shown = format!("{} ×{}", safe(&row.value), thousands(row.count));
        match &row.becomes {
            Becomes::Unknown { nearest: Some(nearest) } => format!("{shown}, perhaps {}", safe(nearest)),
            _ => shown,
        }
    };
    let mut named: Vec<String> = unknown.iter().take(NAMED).map(one).collect();
    if unknown.len() > NAMED {
        named.push("…".into());
    }
    (!unknown.is_empty()).then(|| (unknown.len() as u64, named.join("; ")))
}

fn summary(table: &ValueTable) -> String {
    let more = if table.complete { "" } else { " (the column has more than are counted)" };
    match table.unknown_cells() {
        0 => format!("Every value is known{more}."),
        cells => {
            format!("{} in values that are not known{more}; Enter says what one is.", plural(cells, "cell", "cells"))
        }
    }
}

pub(super) fn items(table: &ValueTable) -> Vec<Item> {
    let one = |row: &values::ValueRow| {
        let (mark, note) = match &row.becomes {
            Becomes::Value(value) => ("✓", format!("→ {}", safe(value))),
            Becomes::Mapped(value) if value.is_empty() => ("✓", "→ blank, as you said".to_owned()),
            Becomes::Mapped(value) => ("✓", format!("→ {}, as you said", safe(value))),
            Becomes::Unknown { nearest: Some(nearest) } => ("✗", format!("→ ?  perhaps {}", safe(nearest))),
            Becomes::Unknown { nearest: None } => ("✗", "→ ?".to_owned()),
        };
        Item::new(&row.value, format!("{} ×{}", safe(&row.value), thousands(row.count)), note).mark(mark)
    };
    table.rows.iter().map(one).collect()
}

/// Asks what a value of the column becomes.
pub(super) fn ask_value(key: &str, value: &str, desk: &Desk<'_>) -> Answer {
    let Some(field) = desk.world.platform().and_then(|platform| platform.field_by_key(key)) else {
        return Answer::Stay;
    };
    let mut items = Vec::new();
    let how = crate::platform::types::Reading::default();
    if let Err(fault) = crate::platform::types::parse(field, Cell::Text(value), &how)
        && let Some(nearest) = fault.nearest
    {
        items.push(Item::new(format!("={nearest}"), safe(&nearest), "the nearest value").mark("~"));
    }
    items.push(Item::new("blank", "Blank", "as if the cell were empty"));
    items.push(Item::new("own", "As it is", "what the field makes of it"));
    match field.kind {
        FieldType::Select => {
            items.push(Item::new("option", "A new option", format!("{} gets the option", safe(&field.name))));
            items.extend(field.options.iter().map(|option| Item::new(format!("={option}"), safe(option), "")));
        }
        FieldType::Boolean => items.extend(["true", "false"].map(|v| Item::new(format!("={v}"), v, ""))),
        FieldType::Country => {
            items.extend(country::all().map(|(code, name)| Item::new(format!("={code}"), name, code)));
        }
        FieldType::Timezone => {
            items.extend(timezone::all().into_iter().map(|name| Item::new(format!("={name}"), &name, "")));
        }
        _ => items.push(Item::new("text", "Another value …", "typed by you")),
    }
    let question = Question::Fields(Ask::Value(key.to_owned(), value.to_owned()));
    Answer::ask(Picker::new(question, format!("{} is read as", safe(value)), items))
}

/// Takes what a value of the column becomes.
pub(super) fn set(key: &str, value: &str, reply: &Reply, desk: &Desk<'_>) -> Answer {
    let Some(platform) = desk.world.platform() else { return Answer::Stay };
    let (Some(field), Some(link)) = (platform.field_by_key(key), desk.draft.link_of(key)) else { return Answer::Stay };
    let becomes = match reply {
        Reply::Item(id) if id == "option" => {
            let edit = PlatformEdit::Option { field: key.to_owned(), option: trim(value).to_owned() };
            return Answer::Run(Job::EditPlatform(Box::new(edit)));
        }
        Reply::Item(id) if id == "text" => {
            let question = Question::Fields(Ask::ValueText(key.to_owned(), value.to_owned()));
            let text = format!("Every {} of the column is read as", safe(value));
            return Answer::ask(Prompt::new(question, "Read as", text, ""));
        }
        Reply::Item(id) if id == "own" => None,
        Reply::Item(id) => Some(id.strip_prefix('=').unwrap_or_default().to_owned()),
        Reply::Text(text) => Some(trim(text).to_owned()),
        _ => return ask(key, value, desk),
    };
    if let Some(refused) = becomes.as_deref().and_then(|becomes| refused(field, becomes)) {
        return Answer::All(vec![Answer::Refuse(refused), ask(key, value, desk)]);
    }
    let mut link = link.clone();
    values::map_value(&mut link, value, becomes.as_deref());
    let shown = match becomes.as_deref() {
        None => "as it is".to_owned(),
        Some("") => "blank".to_owned(),
        Some(becomes) => safe(becomes).into_owned(),
    };
    let words = format!("{}: {} is read as {shown}", safe(&field.name), safe(value));
    let shown = show(&link, field, value, desk);
    Answer::All(vec![Answer::Tell(format!("{words}.")), replace(link, words, desk), shown])
}

fn refused(field: &Field, value: &str) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    let how = crate::platform::types::Reading::default();
    let fault = crate::platform::types::parse(field, Cell::Text(value), &how).err()?;
    Some(format!("{} is no value of {}: {}.", safe(value), safe(&field.name), fault.why))
}
