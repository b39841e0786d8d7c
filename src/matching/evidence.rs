//! Evidence: what the values of each column look like, gathered in one pass over the rows.
//!
//! One [`Evidence`] is fed every row of a preview or a check ([`Evidence::note_row`]) and answers for all columns
//! afterwards; suggestions, guessed types, tables of values and the proof of date orders stand on it. The file is
//! never read again for a column. Shapes are told from a sample (the first values and every so many-th after), dates
//! and numbers written as text are counted exactly, distinct values exactly up to [`MOST_DISTINCT`].
//! Next: `evidence/shapes.rs` for what a value looks like, `evidence/proof.rs` for dates and decimals.

mod distinct;
mod proof;
mod shapes;

use crate::platform::Platform;
use crate::platform::value::Cell;
use crate::sheet::Row;
use crate::text::trim;

use super::ColumnName;
use distinct::Distinct;
pub use distinct::MOST_DISTINCT;
pub use proof::{DateProof, NumberProof};
use shapes::Prober;
pub use shapes::{Shape, Shapes};

/// How many values of a column are all looked at; after them, every so many-th.
const ALL_OF: u64 = 1_000;
/// The step between the values that are looked at after the first ones.
const STEP: u64 = 128;
/// How many values of a column are looked at in all.
const AT_MOST: u64 = 8_000;
/// How many sample values of a column are kept.
const SAMPLES: usize = 3;

/// What the columns of a file look like.
#[derive(Debug)]
pub struct Evidence {
    prober: Prober,
    columns: Vec<ColumnEvidence>,
    rows: u64,
}

/// What one column looks like.
#[derive(Debug, Default)]
pub struct ColumnEvidence {
    filled: u64,
    errors: u64,
    texts: u64,
    samples: Vec<String>,
    shapes: Shapes,
    dates: DateProof,
    numbers: NumberProof,
    distinct: Distinct,
}

impl Evidence {
    /// Returns evidence that nothing has been noted in yet.
    #[must_use]
    pub fn new(headers: &[ColumnName], platform: &Platform) -> Self {
        let most = headers.iter().map(|column| usize::from(column.column) + 1).max().unwrap_or(0);
        let mut columns = Vec::new();
        columns.resize_with(most, ColumnEvidence::default);
        Evidence { prober: Prober::new(platform), columns, rows: 0 }
    }

    /// Notes a row below the header; blank cells and columns beyond the header are passed over.
    pub fn note_row(&mut self, row: &Row<'_>) {
        self.rows += 1;
        for (column, cell) in row.cells() {
            if let Some(column) = self.columns.get_mut(usize::from(column)) {
                column.note(cell, &self.prober);
            }
        }
    }

    /// Returns how many rows were noted.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Returns what is known of a column (from 0).
    #[must_use]
    pub fn column(&self, column: u16) -> Option<&ColumnEvidence> {
        self.columns.get(usize::from(column))
    }
}

impl ColumnEvidence {
    fn note(&mut self, cell: Cell<'_>, prober: &Prober) {
        if cell.is_blank() {
            return;
        }
        self.filled += 1;
        if let Cell::Error(_) = cell {
            self.errors += 1;
            return;
        }
        if self.samples.len() < SAMPLES {
            self.keep_sample(cell);
        }
        let first = self.filled <= ALL_OF;
        if let Cell::Text(text) = cell {
            self.texts += 1;
            let text = trim(text);
            // A column in which nothing has read as a date or a number so far is not worth the reading of every cell.
            if first || self.dates.is_wanted() {
                self.dates.note(text);
            }
            if first || self.numbers.is_wanted() {
                self.numbers.note(text);
            }
        }
        if first || (self.filled.is_multiple_of(STEP) && self.shapes.looked_at() < AT_MOST) {
            self.shapes.note(cell, prober);
        }
        self.distinct.note(cell);
    }

    fn keep_sample(&mut self, cell: Cell<'_>) {
        let text = cell.text();
        let text = trim(&text);
        if !self.samples.iter().any(|sample| sample == text) {
            self.samples.push(text.to_owned());
        }
    }

    /// Returns how many cells hold something.
    #[must_use]
    pub fn filled(&self) -> u64 {
        self.filled
    }

    /// Returns how many cells hold an error value.
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// Returns how many cells hold text.
    #[must_use]
    pub fn texts(&self) -> u64 {
        self.texts
    }

    /// Returns the first different values, three at most, exactly as the file has them; pass them through `text::safe`.
    #[must_use]
    pub fn samples(&self) -> &[String] {
        &self.samples
    }

    /// Returns what the values look like.
    #[must_use]
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// Returns the share of the values that look like this, 0 to 1; 0 where there is no value.
    #[must_use]
    pub fn share(&self, shape: Shape) -> f64 {
        self.shapes.share(shape)
    }

    /// Returns how the dates written in text can be read.
    #[must_use]
    pub fn dates(&self) -> &DateProof {
        &self.dates
    }

    /// Returns how the numbers written in text can be read.
    #[must_use]
    pub fn numbers(&self) -> &NumberProof {
        &self.numbers
    }

    /// Returns how many different values there are; `None` where there are more than were counted.
    #[must_use]
    pub fn distinct(&self) -> Option<usize> {
        self.distinct.count()
    }

    /// Returns the different values with their counts, the most frequent first; of a column with too many, the most
    /// frequent among the first, with the counts that they had when counting stopped.
    #[must_use]
    pub fn values(&self) -> Vec<(String, u64)> {
        self.distinct.values()
    }
}

#[cfg(test)]
mod tests;
