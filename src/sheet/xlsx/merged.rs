//! The cells that merged ranges cover: they are not seen, so they are not text.
//!
//! A sheet names its merged ranges behind its rows, so they are known in time only where no row was handed on before: in a sheet of one
//! batch, or in one that is read a second time (`rows` says when). Rows are asked about from top to bottom: what reaches down into a row is
//! kept for each column, so that neither many ranges nor long ones cost more than being marked once.

use super::super::batch::Batch;
use super::super::fault::FileError;
use super::super::limits::{GRID_COLUMNS, Limits};
use super::super::xml::{Node, Xml};
use super::reference::{self, Reference};
use super::stream::Stream;

/// Columns marked at most over all ranges, so that a file full of ranges of whole rows costs no time: some hundred times what any sheet needs.
const MOST_MARKED: u64 = 1 << 30;

/// What a range is counted as, in bytes: a list that grows takes twice its size for a moment.
const HELD: u64 = 64;

/// The merged ranges of a sheet, and how far down it they were asked about.
#[derive(Default)]
pub(super) struct Merged {
    /// From top to bottom.
    ranges: Vec<Range>,
    /// The ranges before this one begin above the row that was asked about last.
    next: usize,
    /// For each column the last row that one of those covers.
    until: Vec<u32>,
    /// The last row that any of those covers.
    deepest: u32,
    marked: u64,
}

#[derive(Clone, Copy)]
struct Range {
    top: u32,
    bottom: u32,
    left: u16,
    right: u16,
}

impl Merged {
    /// Reads what stands behind the rows. Damage there ends the list and costs no cell.
    pub(super) fn read(xml: &mut Xml<Stream>, limits: &Limits) -> Result<Self, FileError> {
        let mut ranges = Vec::new();
        loop {
            match xml.next() {
                Ok(Node::Start(tag)) if tag.name() == "mergeCell" => {
                    ranges.extend(tag.attribute("ref").and_then(|words| range(words.trim())));
                    if ranges.len() as u64 * HELD > limits.held_bytes {
                        let what = format!("The sheet has more than {} merged ranges.", ranges.len() - 1);
                        return Err(FileError::too_big(what, "limits.held_bytes"));
                    }
                }
                Ok(Node::End("mergeCells", _) | Node::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        ranges.sort_unstable_by_key(|range| range.top);
        Ok(Merged { ranges, ..Merged::default() })
    }

    /// Returns the last row, up to the given one, that a range reaches; `None` where all begin below it.
    pub(super) fn reach(&self, row: u32) -> Option<u32> {
        let above = self.ranges.iter().take_while(|range| range.top <= row);
        above.map(|range| range.bottom.min(row)).max()
    }

    /// Begins anew at the top.
    pub(super) fn rewind(&mut self) {
        *self = Merged { ranges: std::mem::take(&mut self.ranges), ..Merged::default() };
    }

    /// Tells whether a cell of the rows is covered; they follow those that were asked about before.
    pub(super) fn covers_any(&mut self, rows: &Batch) -> Result<bool, FileError> {
        Ok(!self.covered(rows)?.is_empty())
    }

    /// Takes the covered cells out of the rows, which follow those that were asked about before.
    pub(super) fn take_out(&mut self, rows: &mut Batch) -> Result<(), FileError> {
        let covered = self.covered(rows)?;
        if !covered.is_empty() {
            rows.keep_cells(|row, column| covered.binary_search(&(row, column)).is_err());
        }
        Ok(())
    }

    /// The covered cells, in their order: by their row's place and their column.
    fn covered(&mut self, rows: &Batch) -> Result<Vec<(usize, u16)>, FileError> {
        let mut covered = Vec::new();
        if self.ranges.is_empty() {
            return Ok(covered);
        }
        for (place, row) in rows.rows().enumerate() {
            self.go_to(row.number)?;
            if self.deepest >= row.number {
                let until = |column: u16| self.until.get(usize::from(column)).copied().unwrap_or_default();
                let hidden = row.cells().map(|(column, _)| column).filter(|column| until(*column) >= row.number);
                covered.extend(hidden.map(|column| (place, column)));
            }
        }
        Ok(covered)
    }

    /// Marks what begins above a row or in it.
    fn go_to(&mut self, row: u32) -> Result<(), FileError> {
        while let Some(range) = self.ranges.get(self.next).copied().filter(|range| range.top < row) {
            self.mark(range)?;
            self.next += 1;
        }
        let mut next = self.next;
        while let Some(range) = self.ranges.get(next).copied().filter(|range| range.top == row) {
            // The first cell of a range is the one that shows.
            self.mark(Range { left: range.left + 1, ..range })?;
            next += 1;
        }
        Ok(())
    }

    fn mark(&mut self, range: Range) -> Result<(), FileError> {
        self.until.resize(usize::from(GRID_COLUMNS), 0);
        let columns = self.until.get_mut(usize::from(range.left)..=usize::from(range.right)).unwrap_or_default();
        self.marked += columns.len() as u64;
        if self.marked > MOST_MARKED {
            return Err(FileError::damaged("The sheet's merged ranges lie over one another, far too many of them."));
        }
        for until in columns {
            *until = range.bottom.max(*until);
        }
        self.deepest = self.deepest.max(range.bottom);
        Ok(())
    }
}

fn range(words: &str) -> Option<Range> {
    let (first, last) = words.split_once(':')?;
    let (Reference::At(left, top), Reference::At(right, bottom)) =
        (reference::parse(first.as_bytes()), reference::parse(last.as_bytes()))
    else {
        return None;
    };
    (left <= right && top <= bottom).then_some(Range { top, bottom, left, right })
}
