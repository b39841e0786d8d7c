//! The JSON shapes of leads, problems, imports and their rows, as `cli.md`'s readers know them.
//!
//! One function per shape, used by the commands' `--json` and by the `.json` reports alike, so that the two cannot
//! drift apart. [`List`] writes a document with one long list as its items come. Text in JSON is exact.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::moment;
use crate::import::outcome::Kind;
use crate::import::{Counts, Entry, Outcome, Problem, RowOutcome};
use crate::matching::MatchType;
use crate::platform::{FieldId, Lead, Platform};

/// Writes `{…, "name": [item, item, …]}` item by item.
pub struct List<W: Write> {
    out: W,
    empty: bool,
}

impl<W: Write> List<W> {
    /// Begins the document with the members of `head`, then the list called `name`.
    ///
    /// # Errors
    /// Whatever the output says.
    pub fn begin(mut out: W, head: &Map<String, Value>, name: &str) -> io::Result<List<W>> {
        out.write_all(b"{")?;
        for (key, value) in head {
            serde_json::to_writer(&mut out, key)?;
            out.write_all(b": ")?;
            serde_json::to_writer(&mut out, value)?;
            out.write_all(b",\n ")?;
        }
        serde_json::to_writer(&mut out, name)?;
        out.write_all(b": [")?;
        Ok(List { out, empty: true })
    }

    /// Writes the next item.
    ///
    /// # Errors
    /// Whatever the output says.
    pub fn item(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        self.out.write_all(if self.empty { b"\n  " } else { b",\n  " })?;
        self.empty = false;
        Ok(serde_json::to_writer(&mut self.out, value)?)
    }

    /// Ends the list and the document, with the members of `tail` behind the list.
    ///
    /// # Errors
    /// Whatever the output says.
    pub fn end(mut self, tail: &Map<String, Value>) -> io::Result<()> {
        self.out.write_all(if self.empty { b"]" } else { b"\n ]" })?;
        for (key, value) in tail {
            self.out.write_all(b",\n ")?;
            serde_json::to_writer(&mut self.out, key)?;
            self.out.write_all(b": ")?;
            serde_json::to_writer(&mut self.out, value)?;
        }
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}

/// Returns a lead: ID, owner, created and updated beside its values; blank fields are left out.
#[must_use]
pub fn lead(lead: &Lead, platform: &Platform) -> Value {
    let zone = platform.settings.get("platform.time_zone");
    let mut values = Map::new();
    for field in &platform.fields {
        if is_beside_values(field.id) {
            continue;
        }
        if let Some(value) = lead.values.get(field.id) {
            values.insert(field.key.clone(), value.into());
        }
    }
    json!({
        "id": lead.id,
        "owner": lead.values.get(FieldId::OWNER),
        "created": moment(lead.created, zone),
        "updated": moment(lead.updated, zone),
        "values": values,
    })
}

/// Tells whether a field stands beside the values of a lead and not among them.
#[must_use]
pub fn is_beside_values(field: FieldId) -> bool {
    [FieldId::ID, FieldId::OWNER, FieldId::CREATED, FieldId::UPDATED].contains(&field)
}

/// Returns a problem with its place, its value and its words; what it has no place for is null.
#[must_use]
pub fn problem(problem: &Problem) -> Value {
    let place = problem.place.as_deref();
    let column = place.filter(|place| place.column.is_some());
    json!({
        "code": problem.code.id(),
        "severity": problem.severity().name(),
        "row": problem.row,
        "letter": column.map(|place| place.letter.as_str()),
        "header": column.map(|place| place.header.as_str()),
        "field": place.map(|place| place.field.as_str()).filter(|field| !field.is_empty()),
        "value": &*problem.value,
        "name": problem.name(),
        "description": problem.description(),
        "suggestion": problem.suggestion(),
    })
}

/// Adds the counts of all outcomes under their names.
pub fn put_counts(object: &mut Map<String, Value>, counts: &Counts) {
    for outcome in Outcome::ALL {
        object.insert(outcome.name().to_owned(), counts.of(outcome).into());
    }
}

/// Returns an entry of the history.
#[must_use]
pub fn entry(entry: &Entry, platform: &Platform) -> Value {
    let mut object = entry_head(entry, platform);
    object.insert("rows".to_owned(), entry.counts.rows().into());
    put_counts(&mut object, &entry.counts);
    object.insert("undone_by".to_owned(), entry.undone_by.into());
    entry_tail(entry, &mut object);
    Value::Object(object)
}

/// Returns what stands before the rows in the report of an import.
#[must_use]
pub fn report_head(entry: &Entry, platform: &Platform) -> Map<String, Value> {
    let mut object = entry_head(entry, platform);
    put_counts(&mut object, &entry.counts);
    object.insert("undone_by".to_owned(), entry.undone_by.into());
    entry_tail(entry, &mut object);
    object
}

fn entry_head(entry: &Entry, platform: &Platform) -> Map<String, Value> {
    let zone = platform.settings.get("platform.time_zone");
    let mut object = Map::new();
    object.insert("import".to_owned(), entry.import.into());
    let kind = if matches!(entry.kind, Kind::Import) { "import" } else { "undo" };
    object.insert("kind".to_owned(), kind.into());
    object.insert("file".to_owned(), entry.file.as_str().into());
    object.insert("operator".to_owned(), entry.operator.as_str().into());
    object.insert("at".to_owned(), moment(entry.at, zone).into());
    object
}

fn entry_tail(entry: &Entry, object: &mut Map<String, Value>) {
    if let Kind::Undo { of } = entry.kind {
        object.insert("undo_of".to_owned(), of.into());
    }
    object.insert("format".to_owned(), entry.format.as_str().into());
    object.insert("sheet".to_owned(), entry.sheet.as_str().into());
    object.insert("match".to_owned(), match_name(entry.matching.match_type).into());
    object.insert("sha256".to_owned(), entry.sha256.as_str().into());
    object.insert("host".to_owned(), entry.host.as_str().into());
    object.insert("from".to_owned(), entry.from.as_str().into());
    object.insert("warnings".to_owned(), entry.warnings.into());
    object.insert("limit".to_owned(), limit(entry.max_leads, &entry.counts));
    object.insert("leads_after".to_owned(), entry.leads_after.into());
    object.insert("forgotten".to_owned(), entry.forgotten.into());
    object.insert("seconds".to_owned(), seconds(entry.milliseconds));
}

/// Returns what the contract's limit did, or null without one.
#[must_use]
pub fn limit(max_leads: Option<u64>, counts: &Counts) -> Value {
    max_leads.map_or(Value::Null, |max_leads| {
        json!({
            "max_leads": max_leads,
            "added": counts.of(Outcome::Added),
            "not_added": counts.of(Outcome::OverLimit),
        })
    })
}

/// Returns milliseconds as seconds.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "milliseconds of any run stay far below 2^53")]
pub fn seconds(milliseconds: u64) -> Value {
    json!(milliseconds as f64 / 1000.0)
}

/// Returns a match type's name as commands and files spell it.
#[must_use]
pub fn match_name(match_type: MatchType) -> &'static str {
    match match_type {
        MatchType::Email => "email",
        MatchType::Id => "id",
    }
}

/// Returns a row of an import with its outcome and what it changed.
#[must_use]
pub fn row(row: &RowOutcome, platform: &Platform) -> Value {
    let changes: Vec<_> = row
        .changes
        .iter()
        .map(|change| {
            let key = platform.field(change.field).map_or_else(String::new, |field| field.key.clone());
            json!({ "field": key, "old": change.old, "new": change.new })
        })
        .collect();
    let mut object = Map::new();
    object.insert("row".to_owned(), row.row.into());
    object.insert("outcome".to_owned(), row.outcome.name().into());
    object.insert("id".to_owned(), row.lead.into());
    object.insert("email".to_owned(), row.email.as_str().into());
    object.insert("changes".to_owned(), changes.into());
    if !row.problems.is_empty() {
        object.insert("problems".to_owned(), row.problems.iter().map(problem).collect());
    }
    Value::Object(object)
}
