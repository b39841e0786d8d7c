//! What a check or an import found and did: everything that screens, commands, reports and mails tell of it.

use super::outcome::{Counts, Entry, FieldChange, Outcome};
use super::problems::ProblemLog;
use super::request::Seen;
use super::rows::RowSet;
use super::store::Stand;
use crate::matching::How;
use crate::platform::FieldId;
use crate::platform::types::{DateOrder, DecimalMark};
use crate::sheet::SheetInfo;

/// What a column of the file was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnHow {
    /// It is matched with a field.
    Field(How),
    /// Its 1 deletes the row's lead.
    Delete,
    /// It holds the owners' usernames.
    Owner,
    /// Nothing.
    None,
}

impl ColumnHow {
    /// Returns its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ColumnHow::Field(How::Name) => "name",
            ColumnHow::Field(How::Given) => "given",
            ColumnHow::Field(How::Saved) => "saved",
            ColumnHow::Field(How::Suggested) => "suggested",
            ColumnHow::Delete => "delete",
            ColumnHow::Owner => "owner",
            ColumnHow::None => "none",
        }
    }
}

/// How many values of a text column read which way: the proof of a date order or a decimal separator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Dates that only fit day/month; numbers whose only decimal separator can be the point.
    pub first_only: u64,
    /// Dates that only fit month/day; numbers whose only decimal separator can be the comma.
    pub second_only: u64,
    /// Values that read both ways, and not as the same.
    pub both: u64,
}

/// One column of the file, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnReport {
    /// Its place, from 0.
    pub column: u16,
    /// Its letter as a spreadsheet program shows it.
    pub letter: String,
    /// The text in its header row.
    pub header: String,
    /// The key of the field that it is matched with.
    pub field: Option<String>,
    /// What it was taken for.
    pub how: ColumnHow,
    /// The order its dates in digits were read in, where it holds such dates.
    pub date_order: Option<DateOrder>,
    /// Its values by date order.
    pub dates: Evidence,
    /// The decimal separator its numbers were read with, where it holds numbers as text.
    pub decimal: Option<DecimalMark>,
    /// Its values by decimal separator.
    pub numbers: Evidence,
}

/// One row that changes something: what a check shows of what an import will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedChange {
    /// The file's row number.
    pub row: u32,
    /// What happens.
    pub outcome: Outcome,
    /// The lead that it happens to, where there is one.
    pub lead: Option<u64>,
    /// The lead's email address.
    pub email: String,
    /// Its fields, old → new: of an added lead all its values, of a deleted one none.
    pub changes: Vec<FieldChange>,
}

/// The contract's limit and what it did to an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitReport {
    /// How many leads the contract allows.
    pub max_leads: u64,
    /// Leads that were added.
    pub added: u64,
    /// Leads that did not enter.
    pub not_added: u64,
}

/// What a check or an import found and did.
#[derive(Debug)]
pub struct Report {
    /// The file's name without its folders.
    pub file: String,
    /// What is known of the sheet.
    pub info: SheetInfo,
    /// SHA-256 of the file in hexadecimal.
    pub sha256: String,
    /// How the store stood.
    pub stand: Stand,
    /// The texts of the header row, by column from 0.
    pub header: Vec<String>,
    /// The row number of the header row; `None` where there is none.
    pub header_row: Option<u32>,
    /// What each column was taken for.
    pub columns: Vec<ColumnReport>,
    /// Rows that are not blank, the header not counted.
    pub rows: u64,
    /// What happened to the rows, or would; all 0 where errors kept an import from changing anything.
    pub counts: Counts,
    /// Problems that block the import.
    pub errors: u64,
    /// Whether an error is about the whole file, so that not even its valid rows can be imported.
    pub blocked: bool,
    /// Problems that do not.
    pub warnings: u64,
    /// All problems.
    pub problems: ProblemLog,
    /// The first rows that change something, some of each outcome.
    pub sample: Vec<PlannedChange>,
    /// How many leads are updated in which field, by field.
    pub changed_fields: Vec<(FieldId, u64)>,
    /// The contract's limit, where there is one.
    pub limit: Option<LimitReport>,
    /// Leads in the store before.
    pub leads_before: u64,
    /// Rows that were skipped: they have errors or were left out.
    pub skipped: RowSet,
    /// Rows whose leads did not enter because of the contract's limit.
    pub over_limit: RowSet,
    /// Mends that no longer fit the file, with what the cell holds now; they were not applied.
    pub stale_mends: Vec<super::mend::Stale>,
    /// The newest import of the very same file, if it was imported before.
    pub same_file: Option<Entry>,
    /// The committed import; `None` for a check, and where nothing was changed.
    pub entry: Option<Entry>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

impl Report {
    /// Returns what the numbers stand on.
    #[must_use]
    pub fn seen(&self) -> Seen {
        Seen { stand: self.stand, sha256: self.sha256.clone() }
    }

    /// Tells whether it says the same of what an import does as another one of the same answers.
    #[must_use]
    pub fn same_numbers(&self, other: &Report) -> bool {
        let numbers = |report: &Report| (report.rows, report.counts, report.errors, report.warnings, report.limit);
        numbers(self) == numbers(other) && self.changed_fields == other.changed_fields
    }

    /// Returns the number of leads that are or would be deleted.
    #[must_use]
    pub fn deletes(&self) -> u64 {
        self.counts.of(Outcome::Deleted)
    }
}
