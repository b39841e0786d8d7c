//! Reads XLS, the binary workbooks of Excel up to 2003: BIFF5 and BIFF8, and the sheets of Excel 2 to 4 before them.
//!
//! Our own reader: `cfb` finds the workbook's stream, `records` cuts it, `workbook` reads its head, `worksheet` gathers the
//! cells of the first sheet, `rows` hands them on. Nothing is taken from a length that a file merely claims; and yet the
//! whole is run in a child process (`child`), so that a file which nobody foresaw costs one clear error.
//! Formulas are never computed: the value that was saved counts.

mod cfb;
mod codepage;
mod merged;
mod records;
mod rows;
mod strings;
#[cfg(test)]
mod tests;
mod values;
mod workbook;
mod worksheet;

use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::Path;

use records::{CutOff, record_at};
use workbook::{Part, Version, Workbook, begin};
use worksheet::Worksheet;

use super::detect::open_file;
use super::fault::FileError;
use super::{Cancel, Format, Limits, Sheet, SheetInfo, child, format};

/// Opens the first sheet of cells of a workbook, in a child process where one can be had.
///
/// # Errors
/// Whatever the file does wrong, and that reading it came to the limits of the child.
pub fn open(path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Sheet, FileError> {
    child::open(child::Reader::Xls, path, limits, cancel)
}

/// Reads the first sheet of cells of a workbook in this process.
///
/// # Errors
/// Whatever the file does wrong.
pub fn read(path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Sheet, FileError> {
    let (file, bytes) = open_file(path, limits)?;
    let mut start = [0; 8];
    let compound = file.read_exact_at(&mut start, 0).is_ok() && start == cfb::SIGNATURE;
    let stream =
        if compound { cfb::workbook_stream(&file, bytes, limits)? } else { bare_stream(&file, bytes, limits)? };
    let mut workbook = Workbook::read(&stream.bytes, limits)?;
    let first = first_of_cells(&stream.bytes, &workbook)?;
    let listed = &workbook.sheets[first];
    let start = listed.start;
    let others = workbook.sheets.iter().enumerate().filter(|(index, sheet)| *index != first && sheet.cells);
    let info = SheetInfo {
        format: Format::Xls,
        sheet: listed.name.clone(),
        sheets_left_out: others.map(|(_, sheet)| sheet.name.clone()).collect(),
        hidden: listed.hidden,
        declared: None,
        date_system: format::date_system(workbook.epoch_1904),
        bytes,
    };
    let sheet = Worksheet::read(&stream, start, &mut workbook, limits)?;
    Ok(Sheet { info, rows: Box::new(rows::Gathered::new(workbook, sheet, limits.text_bytes, cancel)) })
}

/// The stream of BIFF records that is the workbook.
struct WorkbookStream {
    bytes: Vec<u8>,
    /// Whether it is known to be all there, and not cut off.
    whole: bool,
}

/// Returns the first sheet in tab order that the list and its own first record both take for one of cells.
fn first_of_cells(stream: &[u8], workbook: &Workbook) -> Result<usize, FileError> {
    for (index, sheet) in workbook.sheets.iter().enumerate().filter(|(_, sheet)| sheet.cells) {
        let record = record_at(stream, sheet.start).map_err(cut_off)?;
        match begin(record) {
            Some((_, Part::Worksheet)) => return Ok(index),
            Some((version, _)) if version < Version::Biff5 => return Ok(index),
            Some(_) => {}
            None if reads_as_sheet(stream, sheet.start) => return Ok(index),
            None => return Err(damaged("its list of sheets points at something else")),
        }
    }
    Err(FileError::no_sheet())
}

/// Tells whether records from here on are those of a sheet that lacks its beginning: they hold a cell, and go on to an end.
fn reads_as_sheet(stream: &[u8], start: usize) -> bool {
    let (mut at, mut cells) = (start, false);
    while let Ok(record) = record_at(stream, at) {
        match record.id {
            workbook::EOF => return cells,
            _ if begin(record).is_some() => return false,
            id => cells |= id == 0x00bd || values::is_cell(id),
        }
        at = record.end;
    }
    false
}

/// The sheets of Excel 2 to 4 are streams of records without a compound file round them.
fn bare_stream(mut file: &std::fs::File, bytes: u64, limits: &Limits) -> Result<WorkbookStream, FileError> {
    if bytes > limits.held_bytes {
        let what =
            format!("The file is {} MiB large, more than the {} MiB allowed.", bytes >> 20, limits.held_bytes >> 20);
        return Err(FileError::too_big(what, "limits.held_bytes"));
    }
    let mut stream = Vec::new();
    file.read_to_end(&mut stream).map_err(|error| FileError::io(&error))?;
    Ok(WorkbookStream { bytes: stream, whole: false })
}

/// Says that a workbook is damaged, and how: `what` ends the sentence.
fn damaged(what: &str) -> FileError {
    FileError::damaged(format!("The workbook is damaged: {what}."))
}

fn cut_off(_: CutOff) -> FileError {
    damaged("its records end before the sheet does, so it is cut off")
}
