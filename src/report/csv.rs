//! Comma-separated values: one header line, one line per row, UTF-8, quoted as RFC 4180 says.
//!
//! A spreadsheet program runs a text that begins like a formula, so such a text gets a `'` in front (OWASP ASVS 5.0,
//! 1.2.10). Numbers, dates and phone numbers of typed columns are left alone, and JSON is always exact.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufWriter;

use super::{Column, Out, ReportError, SheetWriter};
use crate::platform::value::Cell;

/// Writes one sheet as CSV.
pub struct Csv {
    out: csv::Writer<BufWriter<File>>,
    width: usize,
}

impl Csv {
    /// Returns a writer into a file.
    #[must_use]
    pub fn new(file: File) -> Csv {
        let out = csv::WriterBuilder::new().flexible(true).from_writer(BufWriter::with_capacity(1 << 16, file));
        Csv { out, width: 0 }
    }
}

impl SheetWriter for Csv {
    fn sheet(&mut self, _name: &str, columns: &[Column]) -> Result<(), ReportError> {
        self.width = columns.len();
        for column in columns {
            self.out.write_field(guarded(&column.name).as_bytes()).map_err(fault)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(fault)
    }

    fn row(&mut self, cells: &[Out<'_>]) -> Result<(), ReportError> {
        for cell in cells {
            let text = match *cell {
                Out::Plain(text) => Cow::Borrowed(text),
                Out::Value(Cell::Text(text) | Cell::Error(text)) => guarded(text),
                Out::Value(cell) => cell.text(),
            };
            self.out.write_field(text.as_bytes()).map_err(fault)?;
        }
        for _ in cells.len()..self.width {
            self.out.write_field(b"").map_err(fault)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(fault)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ReportError> {
        Ok(self.out.flush()?)
    }
}

/// Puts a `'` before a text that a spreadsheet program would run: one whose first character, blanks aside,
/// is one of `= + - @` (full-width forms too), or that begins with a tab, a line break or a NUL.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    let control = text.starts_with(['\t', '\r', '\n', '\0']);
    let begins = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if control || begins { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn fault(error: csv::Error) -> ReportError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => ReportError::new(format!("The file could not be written: {other:?}."), "Try another format."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_would_run_is_quoted_and_others_are_not() {
        for text in ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "Anna", "a=b", "1-2", "'x"] {
            assert_eq!(guarded(text), text);
        }
    }
}
