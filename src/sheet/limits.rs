//! How much of everything a file may hold, and the one place where rows are counted against it.
//!
//! What is *kept* in memory is bounded tightly, what is *streamed* generously: a full sheet of 1,048,576 rows
//! and 64 columns must pass. Containers and parsers check bytes and depth themselves, before they take memory;
//! rows, columns and cells are counted here for every format alike ([`Counted`]).

use std::sync::atomic::Ordering;

use super::batch::Batch;
use super::fault::FileError;
use super::{Behind, Cancel, Rows};

/// Limits that hold before memory is taken; every one can be raised by the setting named beside it in `limits`.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Bytes of all parts that are inflated, as the container declares them.
    pub inflated_bytes: u64,
    /// Bytes of a part that is held in memory (shared strings, styles, workbook).
    pub held_bytes: u64,
    /// Rows of the sheet.
    pub rows: u32,
    /// Columns that hold data.
    pub columns: u32,
    /// Cells that hold data.
    pub cells: u64,
    /// Bytes of one cell's text.
    pub text_bytes: u32,
    /// Entries of the zip's directory.
    pub entries: u32,
    /// How many times larger than in the file a part of more than 100 MiB may be once inflated.
    pub ratio: u64,
    /// Depth of nested XML elements.
    pub depth: u32,
    /// Address space of the child process that reads XLS, in bytes.
    pub child_memory: u64,
    /// Processor seconds of the child process that reads XLS.
    pub child_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 1 << 30,
            inflated_bytes: 8 << 30,
            held_bytes: 256 << 20,
            rows: 1_048_576,
            columns: 1_024,
            cells: 200_000_000,
            text_bytes: 131_068,
            entries: 10_000,
            ratio: 200,
            depth: 256,
            child_memory: 1 << 30,
            child_seconds: 60,
        }
    }
}

/// The most columns a sheet of any format has (XFD is the last).
pub const GRID_COLUMNS: u16 = 16_384;
/// The most rows a sheet of any format has.
pub const GRID_ROWS: u32 = 1_048_576;

/// Rows of any format, counted against the limits and stopped when cancelled.
pub struct Counted {
    rows: Box<dyn Rows>,
    limits: Limits,
    cancel: Cancel,
    seen_rows: u64,
    seen_cells: u64,
    columns: Box<[bool]>,
    seen_columns: u32,
}

impl Counted {
    /// Wraps the rows of a reader.
    #[must_use]
    pub fn new(rows: Box<dyn Rows>, limits: &Limits, cancel: &Cancel) -> Self {
        Counted {
            rows,
            limits: limits.clone(),
            cancel: cancel.clone(),
            seen_rows: 0,
            seen_cells: 0,
            columns: vec![false; usize::from(u16::MAX) + 1].into_boxed_slice(),
            seen_columns: 0,
        }
    }

    fn count(&mut self, batch: &Batch) -> Result<(), FileError> {
        self.seen_rows += batch.len() as u64;
        if self.seen_rows > u64::from(self.limits.rows) {
            return Err(FileError::too_big(
                format!("The sheet has more than {} rows.", self.limits.rows),
                "limits.rows",
            ));
        }
        self.seen_cells += batch.cell_count() as u64;
        if self.seen_cells > self.limits.cells {
            return Err(FileError::too_big(
                format!("The sheet has more than {} cells.", self.limits.cells),
                "limits.cells",
            ));
        }
        for column in batch.columns() {
            let seen = &mut self.columns[usize::from(column)];
            self.seen_columns += u32::from(!*seen);
            *seen = true;
        }
        if self.seen_columns > self.limits.columns {
            let what = format!("The sheet has data in more than {} columns.", self.limits.columns);
            return Err(FileError::too_big(what, "limits.columns"));
        }
        Ok(())
    }
}

impl Rows for Counted {
    fn next(&mut self, batch: &mut Batch) -> Result<(), FileError> {
        if self.cancel.load(Ordering::Relaxed) {
            batch.clear();
            return Err(FileError::cancelled());
        }
        self.rows.next(batch)?;
        self.count(batch)
    }

    fn progress(&self) -> (u64, u64) {
        self.rows.progress()
    }

    fn behind(&mut self) -> Behind {
        self.rows.behind()
    }
}
