//! XLSX: Office Open XML workbooks (ECMA-376), transitional or strict, with or without macros.
//!
//! [`open`] reads the package and the workbook; rows come from two readers that agree to the letter: `fast` scans windows of bytes
//! that look as nearly every writer has them, `careful` takes everything else, row by row or from a row on. Both end in
//! `cell`, where a raw value becomes a cell. Formulas and comments are not looked at: a formula counts as its cached value.
//! What merged ranges cover is no text (`merged`).

mod careful;
mod cell;
mod fast;
mod merged;
mod package;
mod reference;
mod rows;
mod scan;
mod stream;
mod strings;
mod styles;
mod text;
mod workbook;

use std::path::Path;
use std::sync::Arc;

use super::container::{Container, Entry};
use super::detect;
use super::fault::FileError;
use super::limits::Limits;
use super::{Cancel, Format, Sheet, SheetInfo, format};
use cell::Book;
use rows::SheetRows;
use stream::Stream;
use strings::Strings;

/// Which of the two readers reads the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The fast one, with the careful one for what it does not know.
    Fast,
    /// The careful one alone: what the fast one is proved against.
    Careful,
    /// The fast one, which looks through the sheet before it hands on the first row: where rows stand out of order it gathers them all and puts
    /// them in order, and what merged ranges cover is known from the start.
    Gathering,
}

/// Opens the first sheet of a workbook.
///
/// # Errors
/// As [`super::open`].
pub fn open(path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Sheet, FileError> {
    let (sheet, _) = open_with(path, limits, cancel, Reader::Fast)?;
    Ok(sheet)
}

/// Opens the first sheet with a reader of one's choice; the counter says how often the fast reader has called the careful one so far.
///
/// # Errors
/// As [`super::open`].
pub fn open_with(
    path: &Path,
    limits: &Limits,
    cancel: &Cancel,
    reader: Reader,
) -> Result<(Sheet, rows::Fallbacks), FileError> {
    let (file, bytes) = detect::open_file(path, limits)?;
    let container = Container::open(Arc::new(file), bytes, limits)?;
    let workbook = workbook::read(&container, limits)?;
    let first = workbook.sheets.first().ok_or_else(FileError::no_sheet)?;
    let entry = part_of(&container, &first.part)?;
    let strings = match &workbook.strings {
        Some(name) => {
            let entry = part_of(&container, name)?;
            Some(Stream::of_part(container.part(entry, false)?, entry.size))
        }
        None => None,
    };
    let shapes = match &workbook.styles {
        Some(name) => styles::read(container.part(part_of(&container, name)?, true)?, limits)?,
        None => Vec::new(),
    };
    let book = Book {
        strings: Strings::new(strings, limits, reader)?,
        shapes,
        epoch_1904: workbook.epoch_1904,
        most_text: limits.text_bytes as usize,
        valueless: 0,
    };
    let rows = SheetRows::new(&container, entry, book, limits, cancel, reader)?;
    let info = SheetInfo {
        format: Format::Xlsx,
        sheet: first.name.clone(),
        sheets_left_out: workbook.sheets[1..].iter().map(|sheet| sheet.name.clone()).collect(),
        hidden: first.hidden,
        declared: rows.declared(),
        date_system: format::date_system(workbook.epoch_1904),
        bytes,
    };
    let fallbacks = rows.fallbacks();
    Ok((Sheet { info, rows: Box::new(rows) }, fallbacks))
}

fn part_of<'a>(container: &'a Container, name: &str) -> Result<&'a Entry, FileError> {
    container.find(name).ok_or_else(|| FileError::damaged("A part of the workbook is missing from the file."))
}

#[cfg(test)]
mod tests;
