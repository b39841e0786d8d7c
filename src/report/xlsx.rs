//! Office Open XML, written row by row in constant memory.
//!
//! Strings go out as inline strings, so a text that looks like a formula stays a text. Dates, times and numbers are
//! typed cells with a format that shows them in full. Used by every report that is a plain list; `marked` and
//! `template` have cells of their own kinds.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError};
use zip::result::ZipError;

use super::disk::Disk;
use super::{Column, MOST_ROWS, Out, ReportError, SheetWriter, next_name};
use crate::platform::value::Cell;

/// Writes sheets into an XLSX workbook.
pub struct Xlsx {
    file: File,
    book: Workbook,
    formats: Formats,
    name: String,
    columns: Vec<Column>,
    sheets: usize,
    part: u32,
    next: u32,
}

impl Xlsx {
    /// Returns a writer into a file.
    #[must_use]
    pub fn new(file: File) -> Xlsx {
        Xlsx {
            file,
            book: Workbook::new(),
            formats: Formats::new(),
            name: String::new(),
            columns: Vec::new(),
            sheets: 0,
            part: 1,
            next: 0,
        }
    }

    fn begin(&mut self, name: &str) -> Result<(), ReportError> {
        self.close()?;
        let head = self.formats.head.clone();
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(fault)?;
        sheet.set_name(name).map_err(fault)?;
        for (column, head_of) in (0_u16..).zip(&self.columns) {
            sheet.set_column_width(column, f64::from(head_of.width)).map_err(fault)?;
            sheet.write_string_with_format(0, column, fitting(&head_of.name), &head).map_err(fault)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(fault)?;
        self.sheets += 1;
        self.next = 1;
        Ok(())
    }

    /// Lets the header of the sheet that is full filter its rows.
    fn close(&mut self) -> Result<(), ReportError> {
        let last = u16::try_from(self.columns.len()).unwrap_or(u16::MAX);
        if self.sheets > 0 && self.next > 1 && last > 1 {
            let last_row = self.next - 1;
            self.current()?.autofilter(0, 0, last_row, last - 1).map_err(fault)?;
        }
        Ok(())
    }

    fn current(&mut self) -> Result<&mut Worksheet, ReportError> {
        self.book.worksheet_from_index(self.sheets - 1).map_err(fault)
    }
}

impl SheetWriter for Xlsx {
    fn sheet(&mut self, name: &str, columns: &[Column]) -> Result<(), ReportError> {
        self.close()?;
        name.clone_into(&mut self.name);
        self.columns = columns.to_vec();
        self.part = 1;
        self.next = 0;
        self.begin(name)
    }

    fn row(&mut self, cells: &[Out<'_>]) -> Result<(), ReportError> {
        if self.next == MOST_ROWS {
            self.part += 1;
            let name = next_name(&self.name, self.part);
            self.begin(&name)?;
        }
        let row = self.next;
        let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(fault)?;
        for (column, cell) in (0_u16..).zip(cells) {
            put(sheet, &mut self.formats, row, column, *cell)?;
        }
        self.next += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ReportError> {
        self.close()?;
        save(&mut self.book, self.file)
    }
}

/// The cell formats of a workbook, made once each.
pub struct Formats {
    /// The header row.
    pub head: Format,
    by_code: BTreeMap<String, Format>,
}

impl Formats {
    /// Returns the formats that every report has.
    #[must_use]
    pub fn new() -> Formats {
        Formats { head: Format::new().set_bold(), by_code: BTreeMap::new() }
    }

    fn of_code(&mut self, code: &str) -> &Format {
        self.by_code.entry(code.to_owned()).or_insert_with(|| Format::new().set_num_format(code))
    }
}

impl Default for Formats {
    fn default() -> Self {
        Formats::new()
    }
}

/// Writes one cell; a date that Excel's calendar does not have (before 1900) is written as text.
///
/// # Errors
/// A disk that is full or gone.
pub fn put(
    sheet: &mut Worksheet,
    formats: &mut Formats,
    row: u32,
    column: u16,
    cell: Out<'_>,
) -> Result<(), ReportError> {
    let written = match cell {
        Out::Value(Cell::Blank) => return Ok(()),
        Out::Plain(text) | Out::Value(Cell::Text(text)) => sheet.write_string(row, column, fitting(text)),
        Out::Value(Cell::Error(text)) => sheet.write_formula(row, column, error(text)),
        Out::Value(Cell::Boolean(value)) => sheet.write_boolean(row, column, value),
        Out::Value(Cell::Number { value, digits: 0 | 1 }) => sheet.write_number(row, column, value),
        Out::Value(cell) => match (code_of(&cell), cell.number()) {
            (Some(code), Some(value)) => sheet.write_number_with_format(row, column, value, formats.of_code(&code)),
            _ => sheet.write_string(row, column, cell.text()),
        },
    };
    written.map(|_| ()).map_err(fault)
}

/// Returns the formula that comes to an error: as text, `#N/A` would be read again as a value.
///
/// No letter of it is the file's.
#[must_use]
pub fn error(text: &str) -> Formula {
    let (name, formula) = error_of(text);
    Formula::new(formula).set_result(name)
}

/// Returns the error that a text names, `#VALUE!` for one that not every program knows, and a formula that comes to it.
#[must_use]
pub fn error_of(text: &str) -> (&'static str, &'static str) {
    const ERRORS: [(&str, &str); 7] = [
        ("#N/A", "NA()"),
        ("#DIV/0!", "1/0"),
        ("#REF!", "#REF!"),
        ("#NAME?", "#NAME?"),
        ("#NUM!", "#NUM!"),
        ("#NULL!", "#NULL!"),
        ("#VALUE!", "#VALUE!"),
    ];
    ERRORS.into_iter().find(|(name, _)| *name == text).unwrap_or(("#VALUE!", "#VALUE!"))
}

/// Returns the number format that shows a cell in its normal form; `None` where Excel has no such cell.
#[must_use]
pub fn code_of(cell: &Cell<'_>) -> Option<String> {
    match *cell {
        Cell::Number { digits, .. } => Some("0".repeat(usize::from(digits))),
        Cell::Date(date) if date.year() >= 1900 => Some("yyyy-mm-dd".to_owned()),
        Cell::DateTime(moment) if moment.year() >= 1900 => Some(
            if moment.subsec_nanosecond() == 0 { "yyyy-mm-dd hh:mm:ss" } else { "yyyy-mm-dd hh:mm:ss.000" }.to_owned(),
        ),
        Cell::Time(milliseconds) if (0..86_400_000).contains(&milliseconds) => {
            Some(if milliseconds % 1000 == 0 { "hh:mm:ss" } else { "hh:mm:ss.000" }.to_owned())
        }
        Cell::Time(milliseconds) if milliseconds >= 0 => Some("[hh]:mm:ss".to_owned()),
        _ => None,
    }
}

/// What stands at the end of a text that was cut, so that nobody takes it for the whole.
const CUT: &str = "… [cut: a cell of XLSX holds 32,767 characters; the other formats have the whole text]";

/// Cuts a text to what a cell of Excel holds, 32,767 UTF-16 units, and says so at its end.
#[must_use]
pub fn fitting(text: &str) -> Cow<'_, str> {
    const MOST: usize = 32_767;
    // No text has more UTF-16 units than bytes.
    if text.len() <= MOST || text.encode_utf16().count() <= MOST {
        return text.into();
    }
    let room = MOST - CUT.encode_utf16().count();
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > room
    });
    end.map_or(text.into(), |(at, _)| format!("{}{CUT}", &text[..at]).into())
}

/// Writes a workbook into its file; what the disk says goes before what the writer says.
pub(super) fn save(book: &mut Workbook, file: File) -> Result<(), ReportError> {
    let mut disk = Disk::new(file);
    let saved = book.save_to_writer(&mut disk);
    disk.end()?;
    saved.map_err(fault)
}

/// Turns the writer's error into one of ours.
pub(super) fn fault(error: XlsxError) -> ReportError {
    match error {
        XlsxError::IoError(error) | XlsxError::ZipError(ZipError::Io(error)) => error.into(),
        other => ReportError::new(format!("The workbook could not be written: {other}."), "Try CSV instead."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_no_cell_holds_is_cut_between_characters_and_says_so() {
        let whole = "🚀".repeat(16_383);
        assert_eq!(fitting(&whole), whole.as_str());
        let cut = fitting(&"🚀".repeat(16_384)).into_owned();
        assert!(cut.ends_with(CUT) && cut.encode_utf16().count() <= 32_767, "{}", cut.len());
    }
}
