//! Reads OpenDocument spreadsheets (ISO/IEC 26300) as a stream of rows: zipped (ODS) and flat (FODS).
//!
//! Our own reader, because a whole sheet in memory costs gigabytes: `source` inflates in a thread, `xml` cuts the bytes
//! into tokens, `names` knows what they are called, `table` walks rows and cells. It ends behind the first table.
//! Styles are kept only as far as they change a value (`styles`). Next: `table`.

mod behind;
mod cell;
mod names;
mod package;
mod plain;
mod source;
mod styles;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod xml;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use behind::Behind;
use names::{Attribute, Element, Names};
use source::{Source, Whole};
use styles::Styles;
use xml::{Attributes, Token, Xml, XmlFault};

use super::container::Container;
use super::detect::open_file;
use super::fault::{FileError, FileFault};
use super::{Cancel, Format, Limits, Sheet, SheetInfo};
use crate::platform::value::DateSystem;

/// Flat files up to this size are looked through for the names of their other sheets.
const FLAT_SCANNED: u64 = 32 << 20;

/// Opens the first table of an ODS or FODS file; reads on from there as rows are asked for.
///
/// # Errors
/// Whatever the file does wrong up to its first table.
pub fn open(path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Sheet, FileError> {
    let (file, bytes) = open_file(path, limits)?;
    let mut first = [0; 2];
    (&file).read_exact(&mut first).map_err(|error| FileError::io(&error))?;
    let mut styles = Styles::default();
    if first == *b"PK" {
        let container = Container::open(Arc::new(file), bytes, limits)?;
        let content = package::content(&container)?;
        package::common_styles(&container, limits, &mut styles);
        let others = package::sheets(&container, limits);
        let mut sheet = first_table(content, styles, limits, cancel, others.is_none())?;
        sheet.info.sheets_left_out = others.unwrap_or_default();
        if let Some(at) = sheet.info.sheets_left_out.iter().position(|name| *name == sheet.info.sheet) {
            sheet.info.sheets_left_out.remove(at);
        }
        sheet.info.bytes = bytes;
        return Ok(sheet);
    }
    let flat = || flat_source(path, limits);
    let mut sheet = first_table(flat()?, styles, limits, cancel, bytes > FLAT_SCANNED)?;
    if bytes <= FLAT_SCANNED {
        let mut others = package::tables_of(flat()?, limits);
        if !others.is_empty() {
            others.remove(0);
        }
        sheet.info.sheets_left_out = others;
    }
    sheet.info.format = Format::Fods;
    sheet.info.bytes = bytes;
    Ok(sheet)
}

fn flat_source(path: &Path, limits: &Limits) -> Result<Source, FileError> {
    let (file, bytes): (File, u64) = open_file(path, limits)?;
    Source::threaded(Whole::new(file, bytes)).map_err(|error| FileError::io(&error))
}

/// Reads up to the first table: the styles on the way, and the table's own start tag. With `look` the names of the sheets behind it
/// are not known, and are looked for once the rows are read.
fn first_table(
    source: Source,
    mut styles: Styles,
    limits: &Limits,
    cancel: &Cancel,
    look: bool,
) -> Result<Sheet, FileError> {
    let (mut xml, mut names) = (Xml::new(source, limits.depth), Names::default());
    let mut in_body = false;
    let mut date_system = DateSystem::OPEN_DOCUMENT;
    loop {
        let skip = match xml.next().map_err(broken)? {
            Token::Start { name, attributes, empty, depth } => {
                let element = names.element(depth, name, attributes);
                styles.start(element, attributes, &mut names);
                match element {
                    Element::Body => in_body = true,
                    Element::NullDate if in_body => {
                        let mut given = Attributes::new(attributes);
                        let day = given.find(|(name, _)| names.attribute(name) == Attribute::DateValue);
                        let day = day.and_then(|(_, day)| std::str::from_utf8(day).ok()?.get(..10)?.parse().ok());
                        date_system = day.map_or(date_system, DateSystem::since);
                    }
                    Element::OtherDocument if in_body && depth <= 3 => return Err(no_spreadsheet()),
                    Element::Table if in_body => {
                        styles.resolve();
                        let behind = look.then(|| Behind::new(name));
                        let mut info = info_of(attributes, &mut names, &styles);
                        info.date_system = date_system;
                        info.bytes = xml.source().progress().1;
                        if empty {
                            return Ok(Sheet { info, rows: Box::new(Nothing) });
                        }
                        let table = table::Table::new(xml, names, styles, limits, cancel, behind);
                        return Ok(Sheet { info, rows: Box::new(table) });
                    }
                    _ => {}
                }
                in_body && element == Element::Apart && !empty
            }
            Token::Eof => return Err(FileError::no_sheet()),
            _ => false,
        };
        if skip {
            xml.skip().map_err(broken)?;
        }
    }
}

fn info_of(attributes: &[u8], names: &mut Names, styles: &Styles) -> SheetInfo {
    let style = Attributes::new(attributes).find(|(name, _)| names.attribute(name) == Attribute::StyleName);
    let shown = Attributes::new(attributes).find(|(name, _)| names.attribute(name) == Attribute::Display);
    SheetInfo {
        format: Format::Ods,
        sheet: package::table_name(attributes, names).unwrap_or_default(),
        sheets_left_out: Vec::new(),
        hidden: style.is_some_and(|(_, style)| styles.hides(style))
            || shown.is_some_and(|(_, shown)| shown == b"false"),
        declared: None,
        date_system: DateSystem::OPEN_DOCUMENT,
        bytes: 0,
    }
}

/// A table without anything in it.
struct Nothing;

impl super::Rows for Nothing {
    fn next(&mut self, batch: &mut super::Batch) -> Result<(), FileError> {
        batch.clear();
        Ok(())
    }

    fn progress(&self) -> (u64, u64) {
        (1, 1)
    }
}

fn no_spreadsheet() -> FileError {
    FileError::new(
        FileFault::NotASpreadsheet,
        "This is an OpenDocument file, but no spreadsheet: a text document, a drawing or a presentation.",
        "Put the table into a spreadsheet and save that as .ods or .xlsx.",
    )
}

/// Says in a sentence what is wrong with the content.
fn broken(fault: XmlFault) -> FileError {
    match fault {
        XmlFault::Ended => FileError::damaged("The sheet's XML ends in the middle: the file is cut off."),
        XmlFault::Malformed(what, at) => FileError::damaged(format!("The sheet's XML is broken at byte {at}: {what}.")),
        XmlFault::TooDeep => {
            FileError::too_big("The elements of the sheet's XML are nested deeper than allowed.", "limits.depth")
        }
        XmlFault::TooLong => FileError::damaged("The sheet's XML is broken: a tag is longer than any spreadsheet has."),
        XmlFault::Read(error) => FileError::io(&error),
    }
}

fn unreadable_text(row: u64) -> FileError {
    FileError::damaged(format!(
        "The text of a cell in row {row} is no valid text (UTF-8, and XML's own entities only)."
    ))
}
