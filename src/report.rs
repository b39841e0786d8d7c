//! Writes leads, outcomes and problems as XLSX, ODS, CSV and JSON.
//!
//! A report is a header and rows of [`Out`] cells handed to a [`SheetWriter`]; one file per format writes them as they
//! come, so memory does not grow with the report. Text is always written as text: no spreadsheet program ever runs a cell.
//! Files come into being through [`Destination`]: whole or not at all. Nothing here asks a store or a sheet by itself.
//!
//! Next: `leads`, `rows` (the report of an import), `problems`, `rejects`, `template`: what is written;
//! `xlsx`, `ods`, `csv`: how.

pub mod condition;
pub mod csv;
pub mod destination;
mod disk;
pub mod json;
pub mod leads;
pub mod marked;
pub mod ods;
pub mod over_limit;
pub mod problems;
pub mod rejects;
pub mod rows;
pub mod source;
pub mod template;
pub mod xlsx;

use std::fs::File;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::platform::FieldType;
use crate::platform::value::{Cell, decimal};

pub use destination::Destination;

/// A format that reports and exports are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML.
    Xlsx,
    /// OpenDocument spreadsheet.
    Ods,
    /// Comma-separated values, UTF-8 (RFC 4180).
    Csv,
    /// One JSON document.
    Json,
}

impl Format {
    /// All formats in the order in which they are offered.
    pub const ALL: [Format; 4] = [Format::Xlsx, Format::Ods, Format::Csv, Format::Json];

    /// Returns the format's name, which is also the ending of its files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Ods => "ods",
            Format::Csv => "csv",
            Format::Json => "json",
        }
    }

    /// Returns the format with this name, whatever its case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name))
    }

    /// Returns the format that the ending of a path names.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Format> {
        Format::from_name(path.extension()?.to_str()?)
    }
}

/// What a writer puts into one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Out<'a> {
    /// A value of its own type; text in CSV is kept from being run.
    Value(Cell<'a>),
    /// Text whose form is known to be harmless (a phone number, a long number): written as it is everywhere.
    Plain(&'a str),
}

impl<'a> Out<'a> {
    /// Nothing.
    pub const BLANK: Out<'static> = Out::Value(Cell::Blank);

    /// Returns text, or nothing where it is empty.
    #[must_use]
    pub fn text(text: &'a str) -> Out<'a> {
        Out::Value(if text.is_empty() { Cell::Blank } else { Cell::Text(text) })
    }

    /// Returns a whole number; one that a spreadsheet program could not hold exactly stays text.
    #[must_use]
    pub fn count(number: u64) -> Out<'static> {
        #[expect(clippy::cast_precision_loss, reason = "counts and IDs stay far below 2^53")]
        Out::Value(Cell::Number { value: number as f64, digits: 0 })
    }

    /// Returns a value in the normal form of a field type as a cell of that type, where it comes back to the letter.
    #[must_use]
    pub fn of_field(kind: FieldType, normal: &'a str) -> Out<'a> {
        if normal.is_empty() {
            return Out::BLANK;
        }
        match kind {
            FieldType::Number => match normal.parse::<f64>() {
                Ok(value) if value.is_finite() && decimal(value) == normal => {
                    Out::Value(Cell::Number { value, digits: 0 })
                }
                Ok(_) => Out::Plain(normal),
                Err(_) => Out::text(normal),
            },
            // LibreOffice makes a formula of every true and false in a workbook, and no cell of ours may be one.
            FieldType::Boolean if matches!(normal, "true" | "false") => Out::Plain(normal),
            FieldType::Date => typed(normal, normal.parse::<Date>().ok().map(Cell::Date)),
            FieldType::DateTime => typed(normal, normal.parse::<DateTime>().ok().map(Cell::DateTime)),
            FieldType::Time => {
                let time = normal.parse::<Time>().ok().map(|time| {
                    let seconds =
                        i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
                    Cell::Time(seconds * 1000 + i64::from(time.subsec_nanosecond() / 1_000_000))
                });
                typed(normal, time)
            }
            FieldType::Phone if is_phone(normal) => Out::Plain(normal),
            _ => Out::text(normal),
        }
    }
}

/// Keeps a typed cell only where its text is the normal form again.
fn typed<'a>(normal: &'a str, cell: Option<Cell<'a>>) -> Out<'a> {
    cell.filter(|cell| cell.text() == normal).map_or(Out::text(normal), Out::Value)
}

/// Tells whether a text is digits with at most a leading `+` (E.164).
fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Column {
    /// The text in the header row.
    pub name: String,
    /// Its width in characters.
    pub width: u16,
}

impl Column {
    /// Returns a column with this header and a width that fits it.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Column {
        let name = name.into();
        let width = u16::try_from(name.chars().count()).unwrap_or(40).clamp(10, 40) + 2;
        Column { name, width }
    }

    /// Gives the column a width in characters.
    #[must_use]
    pub fn wide(mut self, width: u16) -> Column {
        self.width = width;
        self
    }
}

/// A report that cannot be written: what, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct ReportError {
    /// One sentence: what is wrong with which file. Safe to show.
    pub what: String,
    /// One sentence: what to do about it.
    pub suggestion: String,
    /// Whether the reader of a pipe has gone: nothing to complain about.
    pub broken_pipe: bool,
}

impl ReportError {
    /// Makes an error.
    pub fn new(what: impl Into<String>, suggestion: impl Into<String>) -> ReportError {
        ReportError { what: what.into(), suggestion: suggestion.into(), broken_pipe: false }
    }

    /// Makes the error of standard output that cannot be written.
    #[must_use]
    pub fn of_standard_output(error: io::Error) -> ReportError {
        let words = format!("Standard output could not be written: {}.", reason(&error));
        ReportError { what: words, ..error.into() }
    }
}

impl From<io::Error> for ReportError {
    fn from(error: io::Error) -> Self {
        let suggestion = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "Make room on the disk, or write to another one."
            }
            _ => "Look whether the folder can still be written to, and try again.",
        };
        let reason = reason(&error);
        let broken_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        ReportError { broken_pipe, ..ReportError::new(format!("The file could not be written: {reason}."), suggestion) }
    }
}

/// Says why something could not be written.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}

/// Writes sheets of a header and rows, from the first row to the last.
pub trait SheetWriter {
    /// Begins a sheet with its header; CSV takes one sheet only.
    ///
    /// # Errors
    /// A disk that is full or gone.
    fn sheet(&mut self, name: &str, columns: &[Column]) -> Result<(), ReportError>;

    /// Writes the next row of the sheet begun last; cells that are missing at its end are blank.
    ///
    /// # Errors
    /// A disk that is full or gone.
    fn row(&mut self, cells: &[Out<'_>]) -> Result<(), ReportError>;

    /// Writes what stands at the end of the file.
    ///
    /// # Errors
    /// A disk that is full or gone.
    fn finish(self: Box<Self>) -> Result<(), ReportError>;
}

/// Returns the writer of a format; `None` for JSON, whose documents are no sheets.
#[must_use]
pub fn writer(format: Format, file: File) -> Option<Box<dyn SheetWriter>> {
    match format {
        Format::Xlsx => Some(Box::new(xlsx::Xlsx::new(file))),
        Format::Ods => Some(Box::new(ods::Ods::new(file))),
        Format::Csv => Some(Box::new(csv::Csv::new(file))),
        Format::Json => None,
    }
}

/// The most rows that a sheet of XLSX or ODS holds, its header counted; what is more goes to another sheet.
const MOST_ROWS: u32 = 1_048_576;

/// Names the n-th sheet of a report that needs several.
fn next_name(name: &str, part: u32) -> String {
    format!("{name} {part}")
}

/// Returns a moment as a date with time in a time zone (an IANA name; `None` is UTC), in normal form.
#[must_use]
pub fn moment(seconds: i64, time_zone: Option<&str>) -> String {
    let zone = time_zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    Timestamp::from_second(seconds).map_or_else(|_| String::new(), |at| zone.to_datetime(at).to_string())
}

#[cfg(test)]
mod tests;
