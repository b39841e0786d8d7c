//! The header row and the columns under it: the first row that is not blank, whatever stands above or left of it.
//!
//! [`open_table`] is the convenient way into this room: it opens a sheet, takes the header row off it and leaves the rows below,
//! blank ones passed over, under the file's own numbers. Whether two headers are the same name is for `matching` to say.

use std::path::Path;

use super::batch::{Batch, Row};
use super::fault::FileError;
use super::limits::{GRID_COLUMNS, Limits};
use super::{Behind, Cancel, Rows, Sheet, SheetInfo};

/// The header row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The row's own number, from 1.
    pub row: u32,
    /// The columns that have a header, from left to right.
    pub columns: Vec<Column>,
}

/// A column that has a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Which column, from 0.
    pub index: u16,
    /// Its header: trimmed, with line breaks and runs of blanks made one space; never empty.
    pub header: String,
}

impl Column {
    /// Returns the column's letter (A, B … AA).
    #[must_use]
    pub fn letter(&self) -> String {
        letter(self.index)
    }
}

impl Header {
    /// Makes the header of a row; columns without text in it have none.
    #[must_use]
    pub fn of_row(row: Row<'_>) -> Self {
        let named = row.cells().filter_map(|(index, cell)| {
            let header = one_line(&cell.text());
            (!header.is_empty()).then_some(Column { index, header })
        });
        Header { row: row.number, columns: named.collect() }
    }

    /// Returns the header of a column.
    #[must_use]
    pub fn of_column(&self, index: u16) -> Option<&str> {
        let place = self.columns.binary_search_by_key(&index, |column| column.index).ok()?;
        Some(&self.columns[place].header)
    }
}

/// A sheet as a table: its header row, and the rows below.
pub struct Table {
    /// What is known of the sheet.
    pub info: SheetInfo,
    /// The header row; `None` if the sheet is blank throughout.
    pub header: Option<Header>,
    /// The rows after the header row that are not blank.
    pub rows: Box<dyn Rows>,
}

/// Opens the first sheet of a file and reads its header row.
///
/// # Errors
/// As [`super::open`], and whatever is wrong before the header row.
pub fn open_table(path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Table, FileError> {
    Table::of_sheet(super::open(path, limits, cancel)?)
}

impl Table {
    /// Takes the header row off a sheet.
    ///
    /// # Errors
    /// Whatever is wrong before the header row.
    pub fn of_sheet(sheet: Sheet) -> Result<Self, FileError> {
        let mut rows = Below { rows: sheet.rows, first: None };
        let mut batch = Batch::default();
        rows.next(&mut batch)?;
        let header = batch.row(0).map(Header::of_row);
        let number = header.as_ref().map_or(0, |header| header.row);
        batch.keep_rows(|row| row.number != number);
        rows.first = Some(batch);
        Ok(Table { info: sheet.info, header, rows: Box::new(rows) })
    }
}

/// The rows below the header row: first what came with it, then the rest, without the blank ones.
struct Below {
    rows: Box<dyn Rows>,
    first: Option<Batch>,
}

impl Rows for Below {
    fn next(&mut self, batch: &mut Batch) -> Result<(), FileError> {
        if let Some(first) = self.first.take() {
            *batch = first;
            if !batch.is_empty() {
                return Ok(());
            }
        }
        loop {
            self.rows.next(batch)?;
            if batch.is_empty() {
                return Ok(());
            }
            batch.keep_rows(|row| !row.is_blank());
            if !batch.is_empty() {
                return Ok(());
            }
        }
    }

    fn progress(&self) -> (u64, u64) {
        self.rows.progress()
    }

    fn behind(&mut self) -> Behind {
        self.rows.behind()
    }
}

/// Which columns hold data: told by the rows that pass, for columns that have data but no header.
#[derive(Clone, Debug)]
pub struct ColumnsSeen {
    seen: Box<[bool]>,
}

impl Default for ColumnsSeen {
    fn default() -> Self {
        ColumnsSeen { seen: vec![false; usize::from(GRID_COLUMNS)].into_boxed_slice() }
    }
}

impl ColumnsSeen {
    /// Notes the columns of all cells of a batch that hold something.
    pub fn see(&mut self, batch: &Batch) {
        for row in batch.rows() {
            for (column, cell) in row.cells() {
                if let Some(seen) = self.seen.get_mut(usize::from(column)).filter(|seen| !**seen) {
                    *seen = !cell.is_blank();
                }
            }
        }
    }

    /// Returns the columns, from 0, that hold data and have no header.
    #[must_use]
    pub fn without_header(&self, header: &Header) -> Vec<u16> {
        let seen = (0..GRID_COLUMNS).zip(&self.seen).filter(|(_, seen)| **seen);
        seen.map(|(column, _)| column).filter(|&column| header.of_column(column).is_none()).collect()
    }
}

/// Returns the letter of a column that counts from 0: A, B … Z, AA … XFD.
#[must_use]
pub fn letter(column: u16) -> String {
    let mut left = u32::from(column) + 1;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(char::from_u32(u32::from(b'A') + left % 26).unwrap_or('A'));
        left /= 26;
    }
    letters.into_iter().rev().collect()
}

/// Returns the column, from 0, of a letter in either case; `None` if it is none, or beyond XFD.
#[must_use]
pub fn column_of_letter(letter: &str) -> Option<u16> {
    if letter.is_empty() || letter.len() > 3 || !letter.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let number = letter.bytes().fold(0, |sum, byte| sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    u16::try_from(number - 1).ok().filter(|&column| column < GRID_COLUMNS)
}

/// A header on one line: what is invisible around it goes, line breaks and runs of blanks become one space.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in
        crate::text::trim(text).split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::value::Cell;

    /// Rows that stand in two batches.
    struct Given(Vec<Batch>);

    impl Rows for Given {
        fn next(&mut self, batch: &mut Batch) -> Result<(), FileError> {
            *batch = if self.0.is_empty() { Batch::default() } else { self.0.remove(0) };
            Ok(())
        }

        fn progress(&self) -> (u64, u64) {
            (0, 1)
        }
    }

    fn batch(rows: &[(u32, &[(u16, &str)])]) -> Batch {
        let mut batch = Batch::default();
        for (number, cells) in rows {
            batch.push_row(*number, false);
            for (column, text) in *cells {
                batch.push(*column, Cell::Text(text));
            }
        }
        batch
    }

    fn table(batches: Vec<Batch>) -> Table {
        let info = SheetInfo {
            format: crate::sheet::Format::Xlsx,
            sheet: "Leads".into(),
            sheets_left_out: Vec::new(),
            hidden: false,
            declared: None,
            date_system: crate::platform::value::DateSystem::default(),
            bytes: 0,
        };
        Table::of_sheet(Sheet { info, rows: Box::new(Given(batches)) }).unwrap()
    }

    #[test]
    fn the_first_row_that_is_not_blank_is_the_header_row() {
        let first = batch(&[(2, &[(0, " "), (3, "\u{a0}")])]);
        let second = batch(&[
            (3, &[(1, " E-mail\r\n address "), (2, "\t"), (4, "Name")]),
            (5, &[(1, "a@b.it")]),
            (6, &[(2, "\u{200b}")]),
        ]);
        let mut table = table(vec![first, second, batch(&[(9, &[(2, "x")])])]);
        let header = table.header.clone().unwrap();
        assert_eq!(header.row, 3);
        let named: Vec<_> = header.columns.iter().map(|column| (column.letter(), column.header.as_str())).collect();
        assert_eq!(named, [("B".to_owned(), "E-mail address"), ("E".to_owned(), "Name")]);
        let (mut rows, mut numbers, mut seen) = (Batch::default(), Vec::new(), ColumnsSeen::default());
        loop {
            table.rows.next(&mut rows).unwrap();
            if rows.is_empty() {
                break;
            }
            seen.see(&rows);
            numbers.extend(rows.rows().map(|row| row.number));
        }
        assert_eq!(numbers, [5, 9], "blank rows are passed over and the numbers stay the file's own");
        assert_eq!(seen.without_header(&header), [2]);
    }

    #[test]
    fn a_blank_sheet_has_no_header() {
        assert_eq!(table(vec![batch(&[(1, &[(0, " ")])])]).header, None);
    }

    #[test]
    fn letters_and_columns_are_each_others_inverse() {
        for column in 0..GRID_COLUMNS {
            assert_eq!(column_of_letter(&letter(column)), Some(column));
        }
        assert_eq!((letter(25), letter(26), letter(16_383)), ("Z".into(), "AA".into(), "XFD".into()));
        assert_eq!(column_of_letter("aa"), Some(26));
        for none in ["", "XFE", "A1", "ABCD", "é"] {
            assert_eq!(column_of_letter(none), None);
        }
    }
}
