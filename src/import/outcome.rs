//! What happened to a row, counted and kept.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::matching::Matching;
use crate::platform::{Change, FieldId, Lead, Values};

/// What happened to a row, or would happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A new lead.
    Added,
    /// A lead whose values changed.
    Updated,
    /// A lead whose values are all as stored; nothing was written.
    Unchanged,
    /// A lead that the row's delete column removed.
    Deleted,
    /// A delete row whose lead does not exist.
    NotFound,
    /// A new lead that the contract had no room for.
    OverLimit,
    /// A row with errors, left out because only the valid rows were imported, or left out by the operator.
    Skipped,
}

impl Outcome {
    /// All outcomes, in the order in which they are shown.
    pub const ALL: [Outcome; 7] = [
        Outcome::Added,
        Outcome::Updated,
        Outcome::Unchanged,
        Outcome::Deleted,
        Outcome::NotFound,
        Outcome::OverLimit,
        Outcome::Skipped,
    ];

    /// Returns the outcome's name in JSON and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Added => "added",
            Outcome::Updated => "updated",
            Outcome::Unchanged => "unchanged",
            Outcome::Deleted => "deleted",
            Outcome::NotFound => "not_found",
            Outcome::OverLimit => "over_limit",
            Outcome::Skipped => "skipped",
        }
    }

    /// Returns the outcome's name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Outcome::NotFound => "not found",
            Outcome::OverLimit => "over the limit",
            other => other.name(),
        }
    }
}

/// How many rows had which outcome; the sum is the number of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows by outcome, in the order of [`Outcome::ALL`].
    pub by_outcome: [u64; 7],
}

impl Counts {
    /// Counts one row.
    pub fn add(&mut self, outcome: Outcome) {
        self.by_outcome[outcome as usize] += 1;
    }

    /// Returns how many rows had this outcome.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.by_outcome[outcome as usize]
    }

    /// Returns the number of rows.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.by_outcome.iter().sum()
    }
}

/// Whether an entry of the history brought rows in or put them back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An import of a file.
    Import,
    /// The undo of the entry with this number.
    Undo {
        /// The entry that was undone.
        of: u32,
    },
}

/// One committed run: what the history keeps of it beside its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1; the store gives it at commit.
    pub import: u32,
    /// Import or undo.
    pub kind: Kind,
    /// The file's name without its folders; for an undo, that of the import.
    pub file: String,
    /// The file's path as it was given.
    pub path: String,
    /// SHA-256 of the file in hexadecimal; empty for an undo.
    pub sha256: String,
    /// The file's size in bytes.
    pub bytes: u64,
    /// The file's format.
    pub format: String,
    /// The sheet that was read.
    pub sheet: String,
    /// Who ran it.
    pub operator: String,
    /// The machine it ran on.
    pub host: String,
    /// Where the operator came from (the address of the SSH connection), if known.
    pub from: String,
    /// When it was committed: seconds since 1970-01-01 UTC.
    pub at: i64,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// How columns and fields were matched.
    pub matching: Matching,
    /// What happened to the rows.
    pub counts: Counts,
    /// Warnings that the operator saw.
    pub warnings: u64,
    /// The contract's limit at the time, if there was one.
    pub max_leads: Option<u64>,
    /// The number of leads after it.
    pub leads_after: u64,
    /// Which undo took it back, if one did.
    pub undone_by: Option<u32>,
    /// Whether its previous values were forgotten (retention, erasure); it can then not be undone.
    pub forgotten: bool,
}

/// One field's change on one lead; `None` is blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field.
    pub field: FieldId,
    /// The value before.
    pub old: Option<String>,
    /// The value after.
    pub new: Option<String>,
}

/// Returns the fields in which two leads' values differ, in the order of the fields.
#[must_use]
pub fn changes(before: &Values, after: &Values) -> Vec<FieldChange> {
    let mut found = Vec::new();
    let mut old = before.iter().peekable();
    let mut put = |field, old: Option<&str>, new: Option<&str>| {
        found.push(FieldChange { field, old: old.map(str::to_owned), new: new.map(str::to_owned) });
    };
    for (field, new) in after.iter() {
        while let Some((other, text)) = old.next_if(|(other, _)| *other < field) {
            put(other, Some(text), None);
        }
        match old.next_if(|(other, _)| *other == field) {
            Some((_, text)) if text == new => {}
            Some((_, text)) => put(field, Some(text), Some(new)),
            None => put(field, None, Some(new)),
        }
    }
    for (other, text) in old {
        put(other, Some(text), None);
    }
    found
}

/// What the store keeps of one row of an import: enough to report it and to take it back.
#[derive(Clone, Debug, PartialEq)]
pub struct RowOutcome {
    /// The file's row number; for an undo, its own running number from 1.
    pub row: u32,
    /// What happened.
    pub outcome: Outcome,
    /// The lead that it happened to, where there is one.
    pub lead: Option<u64>,
    /// The email address of the row's lead after the change (before it, for a deleted one); empty where there is none.
    pub email: String,
    /// What the row changed on a lead that was there before and after.
    pub changes: Vec<FieldChange>,
    /// The lead as it was before: for deleted rows whole, for updated ones with the values of the changed fields
    /// only (see [`RowOutcome::taken_back`]); `None` for the rest and where previous values were forgotten.
    pub before: Option<Lead>,
    /// What had changed the lead before this row did; `None` for a row that added it or did nothing to it.
    pub previous: Option<Change>,
    /// For a row of an undo that put a lead back: the change that came back with it.
    pub restores: Option<Change>,
    /// The errors of a skipped row.
    pub problems: Vec<Problem>,
}

impl RowOutcome {
    /// Returns the lead as it was before this updated row, from the lead as the row left it.
    ///
    /// `None` where the row updated nothing or its previous values were forgotten.
    #[must_use]
    pub fn taken_back(&self, now: &Lead) -> Option<Lead> {
        let before = self.before.as_ref().filter(|_| self.outcome == Outcome::Updated)?;
        let mut lead = Lead { values: now.values.clone(), ..before.clone() };
        for change in &self.changes {
            lead.values.set(change.field, change.old.as_deref().unwrap_or(""));
        }
        Some(lead)
    }
}
