//! The rows of one sheet as batches: which reader is at work, when it gives way to the other, and what a file says too late.
//!
//! Two things may be found out behind rows that they change: that a row belongs further up, and that merged ranges, which stand behind
//! all rows, cover cells with values. While no batch was handed on, both are put right. After that the reading ends with
//! [`FileFault::OutOfOrder`], and whoever asked reads the file anew with [`Reader::Gathering`], which looks through it before it begins.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::batch::Batch;
use super::super::container::{Container, Entry};
use super::super::fault::{FileError, FileFault};
use super::super::limits::Limits;
use super::super::xml::Xml;
use super::super::{Behind, Cancel, Rows};
use super::Reader;
use super::careful::{Careful, Flow, Place};
use super::cell::Book;
use super::fast::{self, Fast, Step};
use super::merged::Merged;
use super::stream::Stream;

/// A batch ends with whichever of these comes first.
const BATCH_ROWS: usize = 4_096;
const BATCH_CELLS: usize = 256 << 10;
const BATCH_TEXT: usize = 4 << 20;

/// How often the fast reader has called the careful one.
pub type Fallbacks = Arc<AtomicU64>;

/// The rows of a sheet.
pub(super) struct SheetRows {
    container: Container,
    entry: Entry,
    book: Book,
    limits: Limits,
    cancel: Cancel,
    work: Work,
    reader: Reader,
    /// Whether the sheet is still to be looked through before its first row is handed on.
    look: bool,
    /// The merged ranges, once they are known.
    merged: Option<Merged>,
    /// Whether a batch was handed on already, and so no row may be put before it any more.
    handed_on: bool,
    /// The last row that was handed on.
    last_row: u32,
    fallbacks: Fallbacks,
}

enum Work {
    Fast(Box<Fast>),
    Careful(Box<Careful>),
    /// All rows, read at once because the file has them out of order; each with its number and its place among them.
    Sorted {
        rows: Box<Batch>,
        order: std::vec::IntoIter<(u32, usize)>,
    },
    Done,
}

impl Work {
    /// Begins with the first row.
    fn begin(
        container: &Container,
        entry: &Entry,
        limits: &Limits,
        reader: Reader,
        fallbacks: &Fallbacks,
    ) -> Result<Work, FileError> {
        let stream = Stream::of_part(container.part(entry, false)?, entry.size);
        let fast = if reader == Reader::Careful { Err(stream) } else { Fast::new(stream, limits, fallbacks)? };
        Ok(match fast {
            Ok(fast) => Work::Fast(Box::new(fast)),
            Err(stream) => {
                Work::Careful(Box::new(Careful::new(Xml::new(stream, "The sheet", limits), Place::default())))
            }
        })
    }
}

impl SheetRows {
    pub(super) fn new(
        container: &Container,
        entry: &Entry,
        book: Book,
        limits: &Limits,
        cancel: &Cancel,
        reader: Reader,
    ) -> Result<Self, FileError> {
        let fallbacks = Fallbacks::default();
        let work = Work::begin(container, entry, limits, reader, &fallbacks)?;
        Ok(SheetRows {
            container: container.clone(),
            entry: entry.clone(),
            book,
            limits: limits.clone(),
            cancel: cancel.clone(),
            work,
            reader,
            look: reader == Reader::Gathering,
            merged: None,
            handed_on: false,
            last_row: 0,
            fallbacks,
        })
    }

    pub(super) fn fallbacks(&self) -> Fallbacks {
        self.fallbacks.clone()
    }

    /// Returns rows and columns as the file declares them.
    pub(super) fn declared(&self) -> Option<(u32, u32)> {
        match &self.work {
            Work::Fast(fast) => fast::declared(fast),
            _ => None,
        }
    }

    /// Reads rows into the batch until it is full; the flow says why it ended.
    fn fill(&mut self, batch: &mut Batch) -> Result<Flow, FileError> {
        while !is_full(batch) {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(FileError::cancelled());
            }
            let flow = match &mut self.work {
                Work::Fast(fast) => match fast.row(&mut self.book, batch)? {
                    Step::Flow(flow) => flow,
                    Step::Over(careful) => {
                        self.work = Work::Careful(careful);
                        continue;
                    }
                },
                Work::Careful(careful) => careful.row(&mut self.book, batch)?,
                Work::Sorted { rows, order } => next_sorted(rows, order, batch),
                Work::Done => Flow::End,
            };
            if flow != Flow::Row {
                return Ok(flow);
            }
        }
        Ok(Flow::Row)
    }

    /// Reads the whole sheet and puts its rows in order.
    fn sort(&mut self) -> Result<(), FileError> {
        let stream = Stream::of_part(self.container.part(&self.entry, false)?, self.entry.size);
        let place = Place { any_order: true, ..Place::default() };
        let mut careful = Careful::new(Xml::new(stream, "The sheet", &self.limits), place);
        let mut rows = Batch::default();
        self.book.valueless = 0;
        while careful.row(&mut self.book, &mut rows)? == Flow::Row {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(FileError::cancelled());
            }
            if rows.held_bytes() as u64 > self.limits.held_bytes {
                let what = format!(
                    "The rows stand out of order, and there are more than {} MiB of them to be put in order.",
                    self.limits.held_bytes >> 20
                );
                return Err(FileError::too_big(what, "limits.held_bytes"));
            }
        }
        self.merged = Some(careful.merged(&self.limits)?);
        careful.inner().drain().map_err(|error| FileError::io(&error))?;
        let mut order: Vec<(u32, usize)> = rows.rows().enumerate().map(|(index, row)| (row.number, index)).collect();
        order.sort_unstable();
        self.work = Work::Sorted { rows: Box::new(rows), order: order.into_iter() };
        Ok(())
    }

    /// Looks through the whole sheet: puts its rows in order if they are not, and else begins anew, with the merged ranges known.
    fn look_through(&mut self) -> Result<(), FileError> {
        let mut rows = Batch::default();
        loop {
            rows.clear();
            match self.fill(&mut rows)? {
                Flow::Row => {}
                Flow::End => break,
                Flow::Disorder => return self.sort(),
            }
        }
        self.merged = Some(self.read_behind()?);
        self.work = self.begin()?;
        self.book.valueless = 0;
        Ok(())
    }

    fn begin(&self) -> Result<Work, FileError> {
        Work::begin(&self.container, &self.entry, &self.limits, self.reader, &self.fallbacks)
    }

    /// Reads what stands behind the rows: the merged ranges.
    fn read_behind(&mut self) -> Result<Merged, FileError> {
        match &mut self.work {
            Work::Fast(fast) => {
                let mut behind = fast.behind();
                let merged = Merged::read(&mut behind, &self.limits)?;
                behind.inner().drain().map_err(|error| FileError::io(&error))?;
                Ok(merged)
            }
            Work::Careful(careful) => careful.merged(&self.limits),
            Work::Sorted { .. } | Work::Done => Ok(Merged::default()),
        }
    }

    /// Tells whether ranges cover a cell of a row that was handed on: reads those rows again, as far down as any range reaches.
    fn covers_handed_on(&mut self, merged: &mut Merged) -> Result<bool, FileError> {
        let Some(reach) = merged.reach(self.last_row) else { return Ok(false) };
        let (work, mut rows) = (self.begin()?, Batch::default());
        let valueless = self.book.valueless;
        let ended = std::mem::replace(&mut self.work, work);
        loop {
            rows.clear();
            let flow = self.fill(&mut rows)?;
            let last = rows.rows().last().map_or(reach, |row| row.number);
            rows.keep_rows(|row| row.number <= reach);
            if merged.covers_any(&rows)? {
                return Ok(true);
            }
            if flow != Flow::Row || last >= reach {
                break;
            }
        }
        merged.rewind();
        self.work = ended;
        self.book.valueless = valueless;
        Ok(false)
    }

    fn finish(&mut self) -> Result<(), FileError> {
        match &mut self.work {
            Work::Fast(fast) => fast.stream().drain(),
            Work::Careful(careful) => careful.inner().drain(),
            Work::Sorted { .. } | Work::Done => Ok(()),
        }
        .map_err(|error| FileError::io(&error))?;
        self.work = Work::Done;
        Ok(())
    }
}

impl Rows for SheetRows {
    fn next(&mut self, batch: &mut Batch) -> Result<(), FileError> {
        if std::mem::take(&mut self.look) {
            self.look_through()?;
        }
        loop {
            batch.clear();
            let mut flow = self.fill(batch)?;
            if flow == Flow::Disorder {
                if self.handed_on {
                    return Err(out_of_order(self.last_row));
                }
                batch.clear();
                self.sort()?;
                flow = self.fill(batch)?;
            }
            if flow == Flow::End && self.merged.is_none() {
                let mut merged = self.read_behind()?;
                if self.covers_handed_on(&mut merged)? {
                    return Err(covered());
                }
                self.merged = Some(merged);
            }
            if let Some(merged) = &mut self.merged {
                merged.take_out(batch)?;
            }
            if flow == Flow::End {
                self.finish()?;
                break;
            }
            // A batch of nothing but covered cells is not the end.
            if !batch.is_empty() {
                break;
            }
        }
        self.handed_on = true;
        self.last_row = batch.rows().last().map_or(self.last_row, |row| row.number);
        Ok(())
    }

    fn behind(&mut self) -> Behind {
        Behind { valueless_formulas: self.book.valueless, ..Behind::default() }
    }

    fn progress(&self) -> (u64, u64) {
        match &self.work {
            Work::Fast(fast) => fast.progress(),
            Work::Careful(careful) => careful.progress(),
            Work::Sorted { order, rows } => ((rows.len() - order.len()) as u64, (rows.len() as u64).max(1)),
            Work::Done => (1, 1),
        }
    }
}

fn out_of_order(last: u32) -> FileError {
    FileError::new(
        FileFault::OutOfOrder,
        format!("The sheet's rows stand out of order, somewhere behind row {last}."),
        "Open the file in Excel or LibreOffice and save it again as .xlsx: that puts its rows in order.",
    )
}

fn covered() -> FileError {
    FileError::new(
        FileFault::OutOfOrder,
        "Merged cells cover others that hold values, which the sheet tells only behind its rows.",
        "Open the file in Excel or LibreOffice, split the merged cells, empty those that should not count, and save it.",
    )
}

fn is_full(batch: &Batch) -> bool {
    batch.len() >= BATCH_ROWS || batch.cell_count() >= BATCH_CELLS || batch.text_len() >= BATCH_TEXT
}

/// Adds the next row of those that were put in order; rows of one number become one.
fn next_sorted(rows: &Batch, order: &mut std::vec::IntoIter<(u32, usize)>, batch: &mut Batch) -> Flow {
    let Some((number, first)) = order.next() else { return Flow::End };
    let rest = order.as_slice().iter().take_while(|(other, _)| *other == number).count();
    let pieces = std::iter::once(first).chain(order.take(rest).map(|(_, index)| index));
    for (piece, row) in pieces.filter_map(|index| rows.row(index)).enumerate() {
        if piece == 0 {
            batch.push_row(number, row.hidden);
        }
        for (column, cell) in row.cells() {
            batch.push(column, cell);
        }
    }
    batch.end_row(rest == 0);
    Flow::Row
}
