//! Reads a source sheet again for the reports that are a copy of it: the marked sheet, the rejects, the mended sheet.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use super::ReportError;
use crate::sheet::fingerprint::{fingerprint, hexadecimal};
use crate::sheet::{self, Batch, Cancel, FileError, FileFault, Limits, Row, SheetInfo};

/// The file that a report is a copy of.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path.
    pub path: PathBuf,
    /// What it may cost.
    pub limits: Limits,
    /// Set by somebody else to stop the work.
    pub cancel: Cancel,
    /// Whether its rows must be put in order before the first is told.
    in_order: Cell<bool>,
}

/// Why a copy came to no end: the file was there when it was checked, but may be gone by now.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The source cannot be read any more.
    #[error(transparent)]
    File(#[from] FileError),
    /// The copy cannot be written.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl Source {
    /// Returns a file as a source.
    #[must_use]
    pub fn new(path: &Path, limits: Limits, cancel: Cancel) -> Self {
        Source { path: path.to_owned(), limits, cancel, in_order: Cell::new(false) }
    }

    /// Refuses a file that is not the one that was read, whose rows the problems and the rejects are told by.
    ///
    /// # Errors
    /// A file that has another fingerprint by now, with `advice` on what to do; one that can no longer be read.
    pub fn require(&self, sha256: &str, advice: &str) -> Result<(), CopyError> {
        let now = fingerprint(&self.path).map_err(|error| FileError::io(&error))?;
        if sha256.is_empty() || hexadecimal(&now) == sha256 {
            return Ok(());
        }
        Err(ReportError::new("The file has changed since it was checked.", advice).into())
    }

    /// Does work that walks the rows, from its beginning; once more where they are found out of order only behind some that were told, and from
    /// then on they are put in order first.
    ///
    /// # Errors
    /// What the work says.
    pub fn restart<T>(&self, work: &mut dyn FnMut() -> Result<T, CopyError>) -> Result<T, CopyError> {
        match work() {
            Err(CopyError::File(error)) if error.fault == FileFault::OutOfOrder && !self.in_order.replace(true) => {
                work()
            }
            done => done,
        }
    }

    /// Walks all rows that are not blank, the header row first; `each` is told what is known of the sheet as well.
    ///
    /// To be asked within [`Source::restart`], unless a walk came to its end before.
    ///
    /// # Errors
    /// A file that can no longer be read; whatever `each` says.
    pub fn walk(
        &self,
        each: &mut dyn FnMut(&SheetInfo, &Row<'_>) -> Result<(), CopyError>,
    ) -> Result<SheetInfo, CopyError> {
        let open = if self.in_order.get() { sheet::open_in_order } else { sheet::open };
        let mut source = open(&self.path, &self.limits, &self.cancel)?;
        let mut batch = Batch::default();
        loop {
            source.rows.next(&mut batch)?;
            if batch.is_empty() {
                return Ok(source.info);
            }
            for row in batch.rows().filter(|row| !row.is_blank()) {
                each(&source.info, &row)?;
            }
        }
    }
}

/// Returns a name that a sheet of a workbook may have: at most 31 characters, none of `[ ] : * ? / \`, no quote at its ends.
#[must_use]
pub fn sheet_name(name: &str, otherwise: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_control() || matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { '_' } else { c })
        .take(28)
        .collect();
    let name = name.trim_matches('\'').trim();
    if name.is_empty() || name.eq_ignore_ascii_case("history") { otherwise.to_owned() } else { name.to_owned() }
}
