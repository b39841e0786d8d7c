//! Mends: corrections that lie as a layer over the file, applied between reading and planning.
//!
//! A mend names its row, its column, what the cell held and what it is read as instead; a row can also be left out
//! whole. The file itself is never written to. A mend whose cell holds something else by now is *stale*: it is
//! listed and not applied. Next: [`certain`] for whole causes at once, [`typed`] for what an operator types,
//! [`exchange`] for the layer as a file.

use std::collections::BTreeMap;
use std::sync::Arc;

pub mod certain;
pub mod exchange;
pub mod typed;

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

/// A row that is left out, known by one of its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The file's row number.
    pub row: u32,
    /// The column, from 0, of the cell that the row is known by: its email address, say.
    pub column: u16,
    /// What that cell holds, as text.
    pub old: String,
    /// The row that holds the same there, where the operator chose between the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<u32>,
}

/// A mend or a left-out row that no longer fits, with what the cell holds now; it was not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The mend; for a left-out row, the cell that it was known by.
    pub mend: Mend,
    /// Whether it was a left-out row.
    pub left_out: bool,
    /// What the cell holds now; `None` where the row is gone.
    pub now: Option<String>,
}

/// The layer of mends: cells by row and column, and rows that are left out.
///
/// It may hold a hundred thousand cells, and it is copied with every draft: copies share what neither of them changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Listed", into = "Listed")]
pub struct Mends {
    cells: Arc<BTreeMap<(u32, u16), Mend>>,
    left_out: Arc<BTreeMap<u32, LeftOut>>,
}

/// The layer as a draft keeps it.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    #[serde(default)]
    cells: Vec<Mend>,
    #[serde(default)]
    left_out: Vec<LeftOut>,
}

impl From<Listed> for Mends {
    fn from(listed: Listed) -> Self {
        let mut mends = Mends::from(listed.cells);
        mends.left_out = Arc::new(listed.left_out.into_iter().map(|row| (row.row, row)).collect());
        mends
    }
}

impl From<Mends> for Listed {
    fn from(mends: Mends) -> Self {
        Listed { cells: mends.iter().cloned().collect(), left_out: mends.left_out_rows().cloned().collect() }
    }
}

impl From<Vec<Mend>> for Mends {
    fn from(list: Vec<Mend>) -> Self {
        let cells = list.into_iter().map(|mend| ((mend.row, mend.column), mend)).collect();
        Mends { cells: Arc::new(cells), ..Mends::default() }
    }
}

impl Mends {
    /// Puts a mend on its cell and returns the one that was there.
    ///
    /// Where the new one corrects the result of the earlier one, what the file holds is taken from that; a stale
    /// mend is replaced.
    pub fn put(&mut self, mut mend: Mend) -> Option<Mend> {
        let cells = Arc::make_mut(&mut self.cells);
        let before = cells.remove(&(mend.row, mend.column));
        if let Some(before) = before.as_ref().filter(|before| before.new == mend.old) {
            mend.old.clone_from(&before.old);
        }
        if mend.old != mend.new {
            cells.insert((mend.row, mend.column), mend);
        }
        before
    }

    /// Takes the mend of a cell back.
    pub fn take(&mut self, row: u32, column: u16) -> Option<Mend> {
        Arc::make_mut(&mut self.cells).remove(&(row, column))
    }

    /// Leaves a row out.
    pub fn leave_out(&mut self, row: LeftOut) {
        Arc::make_mut(&mut self.left_out).insert(row.row, row);
    }

    /// Takes a left-out row in again.
    pub fn take_in(&mut self, row: u32) -> Option<LeftOut> {
        Arc::make_mut(&mut self.left_out).remove(&row)
    }

    /// Returns the left-out row with this number.
    #[must_use]
    pub fn left_out(&self, row: u32) -> Option<&LeftOut> {
        self.left_out.get(&row)
    }

    /// Tells whether a row is left out: whether the cell that it is known by, in the file or as mended, still holds what
    /// it held then.
    #[must_use]
    pub fn leaves_out(&self, row: Row<'_>) -> bool {
        let Some(out) = self.left_out(row.number) else { return false };
        let mended = || self.get(row.number, out.column).filter(|mend| mend.fits(row));
        row.cell(out.column).text() == out.old || mended().is_some_and(|mend| mend.new == out.old)
    }

    /// Returns a cell as mended, where a mend of it fits; `kind` is the type of the field that it is read for.
    #[must_use]
    pub fn over<'b>(&'b self, row: Row<'b>, column: u16, kind: Option<FieldType>) -> Cell<'b> {
        let mend = self.get(row.number, column).filter(|mend| mend.fits(row));
        mend.map_or_else(|| row.cell(column), |mend| mend.cell(kind))
    }

    /// Walks the left-out rows from top to bottom.
    pub fn left_out_rows(&self) -> impl Iterator<Item = &LeftOut> {
        self.left_out.values()
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

    /// Walks all mended cells by row and column.
    pub fn iter(&self) -> impl Iterator<Item = &Mend> {
        self.cells.values()
    }

    /// Returns the number of mended cells and left-out rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len() + self.left_out.len()
    }

    /// Returns the layer for a file whose columns stand elsewhere; `place` tells where a column went, and what stood in
    /// one that went nowhere is dropped.
    #[must_use]
    pub fn moved(&self, place: &dyn Fn(u16) -> Option<u16>) -> Mends {
        let cells = self.iter().filter_map(|mend| Some(Mend { column: place(mend.column)?, ..mend.clone() }));
        let left_out = self.left_out_rows().filter_map(|row| {
            let column = place(row.column)?;
            Some((row.row, LeftOut { column, ..row.clone() }))
        });
        Mends { left_out: Arc::new(left_out.collect()), ..Mends::from(cells.collect::<Vec<_>>()) }
    }

    /// Tells whether there is neither a mended cell nor a left-out row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mend(row: u32, old: &str, new: &str) -> Mend {
        Mend { row, column: 1, old: old.into(), new: new.into() }
    }

    #[test]
    fn a_mend_of_a_mend_still_fits_the_file() {
        let mut mends = Mends::default();
        assert_eq!(mends.put(mend(2, "Itlay", "Itay")), None);
        assert_eq!(mends.put(mend(2, "Itay", "Italy")), Some(mend(2, "Itlay", "Itay")));
        assert_eq!(mends.get(2, 1), Some(&mend(2, "Itlay", "Italy")));
        mends.put(mend(2, "Italy", "Itlay"));
        assert!(mends.is_empty(), "a cell that is as the file has it needs no mend");
    }

    #[test]
    fn a_mend_of_a_cell_that_changed_in_the_file_replaces_the_stale_one() {
        let mut mends = Mends::default();
        mends.put(mend(2, "bad", "good"));
        mends.put(mend(2, "worse", "better"));
        assert_eq!(mends.get(2, 1), Some(&mend(2, "worse", "better")));
    }

    #[test]
    fn the_layer_is_read_as_it_was_written() {
        let mut mends = Mends::from(vec![mend(3, "a", "b")]);
        mends.leave_out(LeftOut { row: 7, old: "x@".into(), twin: Some(2), ..LeftOut::default() });
        let text = serde_json::to_string(&mends).unwrap();
        assert_eq!(serde_json::from_str::<Mends>(&text).unwrap(), mends);
        let before = r#"{"left_out": [{"row": 7, "column": 0, "old": "x@"}]}"#;
        let row = LeftOut { row: 7, old: "x@".into(), ..LeftOut::default() };
        assert_eq!(
            serde_json::from_str::<Mends>(before).unwrap().left_out(7),
            Some(&row),
            "a draft of an older program"
        );
    }
}
