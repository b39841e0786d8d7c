//! Rows as they travel: many rows of cells in three flat vectors, so that no cell costs an allocation.
//!
//! A reader fills a [`Batch`] through [`Batch::push_row`] and [`Batch::push`]; everyone else walks it through
//! [`Batch::rows`] and [`Row::cells`]. Batches are reused: `clear` keeps the memory.

use jiff::civil::{Date, DateTime};

use crate::platform::value::{self, Cell};

/// Up to some thousand rows of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    rows: Vec<RowSpan>,
    cells: Vec<Stored>,
    text: String,
}

#[derive(Clone, Copy, Debug)]
struct RowSpan {
    number: u32,
    hidden: bool,
    first: u32,
}

/// A cell in 16 bytes: its kind, its column, and eight bytes that mean what the kind says.
#[derive(Clone, Copy, Debug)]
struct Stored {
    kind: Kind,
    digits: u8,
    column: u16,
    length: u32,
    bits: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Boolean,
    Date,
    DateTime,
    Time,
    Error,
}

impl Batch {
    /// Forgets the rows and keeps the memory.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.cells.clear();
        self.text.clear();
    }

    /// Returns the number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the number of cells in all rows.
    #[must_use]
    pub fn cell_count(&self) -> usize {
        self.cells.len()
    }

    /// Returns the bytes of text that the batch holds; readers end a batch when it grows past some megabytes.
    #[must_use]
    pub fn text_len(&self) -> usize {
        self.text.len()
    }

    /// Returns the bytes that rows, cells and texts take in memory.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.text.len() + self.cells.len() * size_of::<Stored>() + self.rows.len() * size_of::<RowSpan>()
    }

    /// Walks the columns (from 0) of all cells, row after row.
    pub fn columns(&self) -> impl Iterator<Item = u16> {
        self.cells.iter().map(|cell| cell.column)
    }

    /// Begins a row; `number` is the file's own row number, from 1.
    ///
    /// # Panics
    /// Never on a batch of a sensible size: only with 2^32 cells in it.
    pub fn push_row(&mut self, number: u32, hidden: bool) {
        let first = u32::try_from(self.cells.len()).expect("a batch holds far fewer than 2^32 cells");
        self.rows.push(RowSpan { number, hidden, first });
    }

    /// Takes back the row begun last, with its cells (it turned out to be blank).
    pub fn pop_row(&mut self) {
        if let Some(row) = self.rows.pop() {
            self.cells.truncate(row.first as usize);
        }
    }

    /// Ends the row begun last: takes it back if it is empty, and tells whether it is there.
    ///
    /// Unless they are `sorted`, its cells are put in order; of two in one column the last counts.
    pub fn end_row(&mut self, sorted: bool) -> bool {
        let Some(row) = self.rows.last() else { return false };
        let first = row.first as usize;
        if self.cells.len() == first {
            self.rows.pop();
            return false;
        }
        if !sorted {
            // The last of equals must come first, for `dedup` keeps the first.
            self.cells[first..].reverse();
            self.cells[first..].sort_by_key(|cell| cell.column);
            let mut row = self.cells.split_off(first);
            row.dedup_by_key(|cell| cell.column);
            self.cells.append(&mut row);
        }
        true
    }

    /// Keeps only the rows that `wanted` tells to.
    pub fn keep_rows(&mut self, wanted: impl Fn(Row<'_>) -> bool) {
        let keep: Vec<bool> = self.rows().map(wanted).collect();
        if keep.iter().all(|&kept| kept) {
            return;
        }
        let (mut rows, mut cells) = (Vec::with_capacity(self.rows.len()), Vec::with_capacity(self.cells.len()));
        for (index, row) in self.rows.iter().enumerate().filter(|(index, _)| keep[*index]) {
            let end = self.rows.get(index + 1).map_or(self.cells.len(), |next| next.first as usize);
            let first = u32::try_from(cells.len()).unwrap_or(u32::MAX);
            cells.extend_from_slice(&self.cells[row.first as usize..end]);
            rows.push(RowSpan { first, ..*row });
        }
        (self.rows, self.cells) = (rows, cells);
    }

    /// Keeps only the cells that `wanted` tells to, by their row's place in the batch and their column; a row left without any goes too.
    pub fn keep_cells(&mut self, wanted: impl Fn(usize, u16) -> bool) {
        let (mut rows, mut cells) = (Vec::with_capacity(self.rows.len()), Vec::with_capacity(self.cells.len()));
        for (index, row) in self.rows.iter().enumerate() {
            let end = self.rows.get(index + 1).map_or(self.cells.len(), |next| next.first as usize);
            let before = cells.len();
            cells.extend(self.cells[row.first as usize..end].iter().filter(|cell| wanted(index, cell.column)));
            if cells.len() > before {
                rows.push(RowSpan { first: u32::try_from(before).unwrap_or(u32::MAX), ..*row });
            }
        }
        (self.rows, self.cells) = (rows, cells);
    }

    /// Adds a cell to the row begun last; blank cells are not kept. Columns count from 0 and must ascend
    /// (or be put in order by [`Batch::end_row`]).
    pub fn push(&mut self, column: u16, cell: Cell<'_>) {
        match cell {
            Cell::Blank => {}
            Cell::Text(text) => self.push_text(column, Kind::Text, text),
            Cell::Error(text) => self.push_text(column, Kind::Error, text),
            Cell::Number { value, digits } => self.push_bits(column, Kind::Number, digits, value.to_bits()),
            Cell::Boolean(value) => self.push_bits(column, Kind::Boolean, 0, u64::from(value)),
            Cell::Date(date) => self.push_bits(column, Kind::Date, 0, pack_date(date)),
            Cell::DateTime(moment) => self.push_bits(column, Kind::DateTime, 0, pack_date_time(moment)),
            Cell::Time(milliseconds) => self.push_bits(column, Kind::Time, 0, milliseconds.cast_unsigned()),
        }
    }

    /// Adds a text cell whose bytes `write` appends itself; nothing is kept when it appends nothing.
    pub fn push_text_with(&mut self, column: u16, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        self.end_text(column, Kind::Text, start);
    }

    fn push_text(&mut self, column: u16, kind: Kind, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.end_text(column, kind, start);
    }

    fn end_text(&mut self, column: u16, kind: Kind, start: usize) {
        let length = u32::try_from(self.text.len() - start).expect("limits keep a cell's text far below 4 GiB");
        if length > 0 || kind == Kind::Error {
            self.cells.push(Stored { kind, digits: 0, column, length, bits: start as u64 });
        }
    }

    fn push_bits(&mut self, column: u16, kind: Kind, digits: u8, bits: u64) {
        self.cells.push(Stored { kind, digits, column, length: 0, bits });
    }

    /// Returns the row at `index`.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        let span = self.rows.get(index)?;
        let end = self.rows.get(index + 1).map_or(self.cells.len(), |next| next.first as usize);
        Some(Row {
            number: span.number,
            hidden: span.hidden,
            cells: &self.cells[span.first as usize..end],
            text: &self.text,
        })
    }

    /// Walks the rows in file order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).filter_map(|index| self.row(index))
    }
}

/// One row of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The file's own row number, from 1, as a spreadsheet program shows it.
    pub number: u32,
    /// Whether the file hides the row.
    pub hidden: bool,
    cells: &'a [Stored],
    text: &'a str,
}

impl<'a> Row<'a> {
    /// Walks the cells that are not blank, with their columns (from 0), from left to right.
    pub fn cells(&self) -> impl Iterator<Item = (u16, Cell<'a>)> + use<'a> {
        let text = self.text;
        self.cells.iter().map(move |cell| (cell.column, cell.cell(text)))
    }

    /// Returns the cell of a column (from 0); blank where the row has none.
    #[must_use]
    pub fn cell(&self, column: u16) -> Cell<'a> {
        self.cells
            .binary_search_by_key(&column, |cell| cell.column)
            .map_or(Cell::Blank, |index| self.cells[index].cell(self.text))
    }

    /// Tells whether no cell of the row holds anything.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells().all(|(_, cell)| cell.is_blank())
    }
}

impl Stored {
    fn cell(self, text: &str) -> Cell<'_> {
        match self.kind {
            Kind::Text => Cell::Text(self.slice(text)),
            Kind::Error => Cell::Error(self.slice(text)),
            Kind::Number => Cell::Number { value: f64::from_bits(self.bits), digits: self.digits },
            Kind::Boolean => Cell::Boolean(self.bits != 0),
            Kind::Date => unpack_date(self.bits).map_or(Cell::Blank, Cell::Date),
            Kind::DateTime => unpack_date_time(self.bits).map_or(Cell::Blank, Cell::DateTime),
            Kind::Time => Cell::Time(self.bits.cast_signed()),
        }
    }

    fn slice(self, text: &str) -> &str {
        let start = usize::try_from(self.bits).unwrap_or(usize::MAX);
        text.get(start..start.saturating_add(self.length as usize)).unwrap_or("")
    }
}

fn pack_date(date: Date) -> u64 {
    i64::from(value::days_since_1970(date)).cast_unsigned()
}

fn unpack_date(bits: u64) -> Option<Date> {
    value::date_of_days(bits.cast_signed())
}

/// Milliseconds since 1970-01-01T00:00:00; finer parts of a second are beyond what sheets hold.
fn pack_date_time(moment: DateTime) -> u64 {
    let days = i64::from(value::days_since_1970(moment.date()));
    let seconds = i64::from(moment.hour()) * 3600 + i64::from(moment.minute()) * 60 + i64::from(moment.second());
    let milliseconds = seconds * 1000 + i64::from(moment.subsec_nanosecond() / 1_000_000);
    (days * 86_400_000 + milliseconds).cast_unsigned()
}

fn unpack_date_time(bits: u64) -> Option<DateTime> {
    let total = bits.cast_signed();
    let date = value::date_of_days(total.div_euclid(86_400_000))?;
    let milliseconds = i32::try_from(total.rem_euclid(86_400_000)).ok()?;
    let (seconds, fraction) = (milliseconds / 1000, milliseconds % 1000);
    let part = |value: i32| i8::try_from(value).ok();
    Some(date.at(part(seconds / 3600)?, part(seconds / 60 % 60)?, part(seconds % 60)?, fraction * 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_kind_of_cell_comes_out_as_it_went_in() {
        let cells = [
            Cell::Text("Chloé"),
            Cell::Number { value: 123.5, digits: 5 },
            Cell::Boolean(true),
            Cell::Date(date(1899, 12, 31)),
            Cell::DateTime(date(2026, 11, 22).at(18, 30, 59, 123_000_000)),
            Cell::Time(-5),
            Cell::Error("#N/A"),
        ];
        let mut batch = Batch::default();
        batch.push_row(7, true);
        for (column, cell) in (0_u16..).step_by(2).zip(cells) {
            batch.push(column, cell);
        }
        let row = batch.row(0).expect("one row was pushed");
        assert_eq!((row.number, row.hidden), (7, true));
        assert_eq!(row.cells().map(|(_, cell)| cell).collect::<Vec<_>>(), cells);
        assert_eq!(row.cell(2), cells[1]);
        assert_eq!(row.cell(3), Cell::Blank);
    }
}
