//! Mends: corrections that lie as a layer over the file, applied between reading and planning.
//!
//! A mend names its row, its column, what the cell held and what it is read as instead; the file itself is never
//! written to. A mend whose cell holds something else by now is *stale*: it is listed and not applied.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::platform::FieldType;
use crate::platform::value::Cell;
use crate::sheet::Row;

/// One corrected cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mend {
    /// The file's row number.
    pub row: u32,
    /// The column, from 0.
    pub column: u16,
    /// What the cell holds, as text; empty for a blank cell.
    pub old: String,
    /// What it is read as, in the normal form of its field; empty for blank.
    pub new: String,
}

impl Mend {
    /// Returns the mended cell for a field of this type.
    ///
    /// A number with decimals is handed on as one, so that the column's decimal separator does not read it again.
    #[must_use]
    pub fn cell(&self, kind: Option<FieldType>) -> Cell<'_> {
        if self.new.is_empty() {
            return Cell::Blank;
        }
        if kind == Some(FieldType::Number)
            && self.new.contains('.')
            && let Ok(value) = self.new.parse::<f64>()
            && value.is_finite()
        {
            return Cell::Number { value, digits: 0 };
        }
        Cell::Text(&self.new)
    }

    /// Tells whether the row still holds what the mend was made for.
    #[must_use]
    pub fn fits(&self, row: Row<'_>) -> bool {
        row.cell(self.column).text() == self.old
    }
}

/// A mend that no longer fits, with what its cell holds now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The mend.
    pub mend: Mend,
    /// What the cell holds now; `None` where the row is gone.
    pub now: Option<String>,
}

/// The layer of mends, by row and column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Mend>", into = "Vec<Mend>")]
pub struct Mends {
    cells: BTreeMap<(u32, u16), Mend>,
}

impl From<Vec<Mend>> for Mends {
    fn from(list: Vec<Mend>) -> Self {
        Mends { cells: list.into_iter().map(|mend| ((mend.row, mend.column), mend)).collect() }
    }
}

impl From<Mends> for Vec<Mend> {
    fn from(mends: Mends) -> Self {
        mends.cells.into_values().collect()
    }
}

impl Mends {
    /// Puts a mend on its cell, in place of an earlier one, and returns that.
    pub fn put(&mut self, mend: Mend) -> Option<Mend> {
        self.cells.insert((mend.row, mend.column), mend)
    }

    /// Takes the mend of a cell back.
    pub fn take(&mut self, row: u32, column: u16) -> Option<Mend> {
        self.cells.remove(&(row, column))
    }

    /// Returns the mend of a cell.
    #[must_use]
    pub fn get(&self, row: u32, column: u16) -> Option<&Mend> {
        self.cells.get(&(row, column))
    }

    /// Walks the mends of a row from left to right.
    pub fn of_row(&self, row: u32) -> impl Iterator<Item = &Mend> {
        self.cells.range((row, 0)..=(row, u16::MAX)).map(|(_, mend)| mend)
    }

    /// Walks all mends by row and column.
    pub fn iter(&self) -> impl Iterator<Item = &Mend> {
        self.cells.values()
    }

    /// Returns the number of mends.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Tells whether there is no mend.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}
