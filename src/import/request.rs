//! What is asked of an import, how it is watched, and why it may stop.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::mend::Mends;
use super::outcome::Counts;
use super::problem::Problem;
use super::report::Report;
use super::store::{Extra, Stand, StoreError};
use crate::matching::Matching;
use crate::sheet::{Cancel, FileError, FileFault, Limits};

/// One import or check, with everything that it must know beside the store.
#[derive(Clone, Debug)]
pub struct Request {
    /// The file.
    pub path: PathBuf,
    /// What the file may cost.
    pub limits: Limits,
    /// Which column is which field.
    pub matching: Matching,
    /// What may differ from import to import.
    pub options: Options,
    /// Who runs it.
    pub operator: String,
    /// The machine that it runs on.
    pub host: String,
    /// Where the operator came from (the address of the SSH connection), if known.
    pub from: String,
    /// The clock: seconds since 1970-01-01 UTC.
    pub clock: fn() -> i64,
    /// What is written along with the import's commit.
    pub closing: Closing,
}

/// Says what is written along with an import's commit: its mail, its matching.
///
/// Asked once, when all rows are decided; the report's entry has its number already.
#[derive(Clone, Default)]
pub struct Closing(Option<Extras>);

type Extras = Arc<dyn Fn(&Report) -> Vec<Extra> + Send + Sync>;

impl Closing {
    /// Returns a closing that asks `extras`.
    #[must_use]
    pub fn new(extras: impl Fn(&Report) -> Vec<Extra> + Send + Sync + 'static) -> Self {
        Closing(Some(Arc::new(extras)))
    }

    /// Returns what is written along.
    #[must_use]
    pub fn extras(&self, report: &Report) -> Vec<Extra> {
        self.0.as_ref().map_or_else(Vec::new, |extras| extras(report))
    }
}

impl fmt::Debug for Closing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Closing").field(&self.0.is_some()).finish()
    }
}

/// What may differ from import to import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether rows with errors are left out instead of stopping the import.
    pub only_valid: bool,
    /// Stops the import before anything is changed if it would delete more leads.
    pub max_deletes: Option<u64>,
    /// Corrections that lie over the file.
    pub mends: Mends,
    /// What the check stood on that the operator has seen; an import that stands on something else stops as a check.
    pub seen: Option<Seen>,
    /// Warnings that were known before the file is read: matches of a saved matching that are missing.
    pub known: Vec<Problem>,
}

/// What a check stood on: its numbers hold for an import that stands on the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How the store stood.
    pub stand: Stand,
    /// SHA-256 of the file in hexadecimal.
    pub sha256: String,
}

/// How far a check or an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows decided in this pass.
    pub rows: u64,
    /// Units of the file read, and units in all (never 0).
    pub done: (u64, u64),
    /// What happened to the rows so far.
    pub counts: Counts,
    /// Which pass it is, from 1; a column that turns out to read the other way starts another one.
    pub pass: u32,
    /// Whether all rows are decided and the store is making them durable; it can no longer be cancelled.
    pub committing: bool,
}

/// How a check or an import is watched and stopped.
pub struct Watch {
    /// Set by somebody else to stop the work; nothing is changed then.
    pub cancel: Cancel,
    /// Called a few times a second at most, from the thread that decides.
    pub progress: Box<dyn Fn(Progress) + Send + Sync>,
}

impl Watch {
    /// Returns a watch that never stops the work and tells nobody.
    #[must_use]
    pub fn silent() -> Self {
        Watch { cancel: Cancel::default(), progress: Box::new(|_| {}) }
    }

    /// Tells whether the work is to stop.
    #[must_use]
    pub fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("cancel", &self.cancel).finish_non_exhaustive()
    }
}

/// Why a check, an import or an undo came to no end; nothing was changed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Stop {
    /// The operator cancelled it.
    #[error("It was cancelled; nothing was changed.")]
    Cancelled,
    /// The file cannot be taken.
    #[error(transparent)]
    File(FileError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// More leads would be deleted than was allowed.
    #[error("The import would delete {}, and at most {most} were allowed; nothing was changed.", crate::text::plural(*.deletes, "lead", "leads"))]
    TooManyDeletes {
        /// Leads that it would delete.
        deletes: u64,
        /// Leads that it may delete.
        most: u64,
    },
    /// There is no such entry in the history.
    #[error("There is no import {0} in the history.")]
    NoSuchImport(u32),
    /// The entry was undone before.
    #[error("Import {import} was undone already, by number {by}.")]
    AlreadyUndone {
        /// The entry.
        import: u32,
        /// Its undo.
        by: u32,
    },
    /// The entry's previous values were forgotten.
    #[error("The previous values of import {0} were forgotten, so it can no longer be undone.")]
    Forgotten(u32),
    /// A part of the program failed on this file; the program itself goes on.
    #[error("The import failed inside: {0}. Nothing was changed.")]
    Failed(String),
}

impl From<FileError> for Stop {
    fn from(error: FileError) -> Self {
        if error.fault == FileFault::Cancelled { Stop::Cancelled } else { Stop::File(error) }
    }
}
