//! Turns a file into a header and a stream of rows: formats, limits and Excel's habits live here.
//!
//! The way of a row: [`open`] tells the format from the content (`detect`), checks the container
//! against [`Limits`] (`limits`), and returns a [`Sheet`] whose [`Rows`] fill one [`Batch`] after
//! another. `header` finds the header row among them ([`open_table`] does both). Nothing here knows what a lead is; whatever a
//! file does wrong comes back as a [`FileError`], never as a panic.
//!
//! Next: `batch` for how rows are held, `xlsx`, `ods`, `xls` for the formats.

pub mod batch;
pub mod child;
pub mod container;
pub mod detect;
pub mod fault;
pub mod fingerprint;
pub mod format;
pub mod header;
pub mod limits;
pub mod ods;
pub mod xls;
pub mod xlsx;
pub mod xml;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::platform::value::DateSystem;

pub use batch::{Batch, Row};
pub use fault::{FileError, FileFault};
pub use header::{Column, Header, Table, open_table};
pub use limits::Limits;

/// A spreadsheet format that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML (ECMA-376), transitional or strict, with or without macros.
    Xlsx,
    /// The binary formats BIFF5 and BIFF8 of Excel 5 to 2003.
    Xls,
    /// OpenDocument spreadsheet (ISO/IEC 26300), zipped.
    Ods,
    /// OpenDocument spreadsheet as one flat XML file.
    Fods,
}

impl Format {
    /// Returns the short name used in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Xls => "xls",
            Format::Ods => "ods",
            Format::Fods => "fods",
        }
    }
}

/// What is known of a sheet before its rows are read.
#[derive(Clone, Debug)]
pub struct SheetInfo {
    /// The format that the content has, whatever the file's name says.
    pub format: Format,
    /// The name of the sheet that is read: the first in tab order.
    pub sheet: String,
    /// The names of the other worksheets, in tab order.
    pub sheets_left_out: Vec<String>,
    /// Whether the sheet that is read is hidden.
    pub hidden: bool,
    /// Rows and columns as the file declares them, where it does; may be wrong.
    pub declared: Option<(u32, u32)>,
    /// Which day its serial numbers count from; cells that are dates are so already.
    pub date_system: DateSystem,
    /// The size of the file in bytes.
    pub bytes: u64,
}

/// A source of rows in file order.
pub trait Rows: Send {
    /// Clears `batch` and fills it with the next rows; an empty batch means that the sheet is at its end.
    ///
    /// Rows that are blank throughout may be left out. Row numbers ascend strictly over all batches, and
    /// within a row the columns ascend strictly.
    ///
    /// # Errors
    /// Whatever the file does wrong, as far as it was read.
    fn next(&mut self, batch: &mut Batch) -> Result<(), FileError>;

    /// Returns how far the reading is: units done and units in all (compressed bytes, say; never 0 in all).
    fn progress(&self) -> (u64, u64);

    /// Takes what is known only now that the rows are at their end.
    fn behind(&mut self) -> Behind {
        Behind::default()
    }
}

/// What is known of a sheet only once its rows were read.
#[derive(Clone, Debug, Default)]
pub struct Behind {
    /// The names of sheets behind this one that are not in [`SheetInfo::sheets_left_out`].
    pub sheets: Vec<String>,
    /// Cells with a formula whose value was never saved, and that therefore count as blank.
    pub valueless_formulas: u64,
}

/// A sheet that is open: what is known of it, and its rows from the first.
pub struct Sheet {
    /// What is known before the rows are read.
    pub info: SheetInfo,
    /// The rows, the header row among them.
    pub rows: Box<dyn Rows>,
}

/// A flag that another thread sets to stop the reading; the reader then answers [`FileFault::Cancelled`].
pub type Cancel = Arc<AtomicBool>;

/// Opens the first sheet of a file, telling its format from the content.
///
/// Reads only what it must (container directory, workbook, styles, shared strings); rows are read as they are asked for.
///
/// # Errors
/// Every [`FileFault`], with a sentence that says what the file is instead and what to do.
pub fn open(path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Sheet, FileError> {
    open_by(path, limits, cancel, xlsx::Reader::Fast)
}

/// Opens a sheet as [`open`] does, but looks through it before the first row is handed on: for one that was found to be
/// [`FileFault::OutOfOrder`] too late, when rows had been handed on already. Rows are put in order, and what merged ranges cover is left out.
///
/// # Errors
/// As [`open`], and too big where rows that stand out of order are more than may be held.
pub fn open_in_order(path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Sheet, FileError> {
    open_by(path, limits, cancel, xlsx::Reader::Gathering)
}

fn open_by(path: &Path, limits: &Limits, cancel: &Cancel, reader: xlsx::Reader) -> Result<Sheet, FileError> {
    let sheet = match detect::detect(path, limits)? {
        Format::Xlsx => xlsx::open_with(path, limits, cancel, reader).map(|(sheet, _)| sheet),
        Format::Ods | Format::Fods => ods::open(path, limits, cancel),
        Format::Xls => xls::open(path, limits, cancel),
    }?;
    Ok(Sheet { rows: Box::new(limits::Counted::new(sheet.rows, limits, cancel)), info: sheet.info })
}
