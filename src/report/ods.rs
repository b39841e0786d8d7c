//! OpenDocument spreadsheet (ISO/IEC 26300), written row by row straight into the zip.
//!
//! Every cell states its type; text is paragraphs of escaped text and never a `table:formula`. Dates and times are
//! typed values. White space that XML would fold is written with the elements made for it.

use std::fs::File;
use std::io::Write;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::disk::Disk;
use super::xlsx::error_of;
use super::{Column, MOST_ROWS, Out, ReportError, SheetWriter, next_name};
use crate::platform::value::Cell;

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"#;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3"><office:automatic-styles><style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style><number:date-style style:name="nd"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style><number:date-style style:name="nm"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/><number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/><number:text>:</number:text><number:seconds number:style="long"/></number:date-style><number:time-style style:name="nt" number:truncate-on-overflow="false"><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/><number:text>:</number:text><number:seconds number:style="long"/></number:time-style><style:style style:name="date" style:family="table-cell" style:data-style-name="nd"/><style:style style:name="moment" style:family="table-cell" style:data-style-name="nm"/><style:style style:name="time" style:family="table-cell" style:data-style-name="nt"/>"#;

/// LibreOffice refuses a document whose parts have the long headers of zip64, and without them 4 GiB is the most.
const MOST_BYTES: u64 = 0xF000_0000;

/// Writes sheets into an ODS document.
pub struct Ods {
    file: Option<Disk>,
    zip: Option<ZipWriter<Disk>>,
    line: String,
    written: u64,
    name: String,
    columns: Vec<Column>,
    part: u32,
    next: u32,
}

impl Ods {
    /// Returns a writer into a file.
    #[must_use]
    pub fn new(file: File) -> Ods {
        Ods {
            file: Some(Disk::new(file)),
            zip: None,
            line: String::new(),
            written: 0,
            name: String::new(),
            columns: Vec::new(),
            part: 1,
            next: 0,
        }
    }

    /// Writes everything before the first table. Column styles of all widths stand there, for they come before the tables.
    fn open(&mut self) -> Result<(), ReportError> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let mut zip = ZipWriter::new(file);
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file("mimetype", stored).map_err(fault)?;
        zip.write_all(MIMETYPE.as_bytes())?;
        zip.start_file("META-INF/manifest.xml", deflated).map_err(fault)?;
        zip.write_all(MANIFEST.as_bytes())?;
        zip.start_file("content.xml", deflated).map_err(fault)?;
        zip.write_all(HEAD.as_bytes())?;
        for width in WIDTHS {
            let millimetres = u32::from(width) * 2;
            write!(
                zip,
                r#"<style:style style:name="w{width}" style:family="table-column"><style:table-column-properties style:column-width="{millimetres}mm"/></style:style>"#
            )?;
        }
        zip.write_all(b"</office:automatic-styles><office:body><office:spreadsheet>")?;
        self.zip = Some(zip);
        Ok(())
    }

    fn begin(&mut self, name: &str) -> Result<(), ReportError> {
        self.open()?;
        self.close();
        self.line.push_str("<table:table table:name=\"");
        escape(name, &mut self.line);
        self.line.push_str("\">");
        for column in &self.columns {
            let width = WIDTHS.into_iter().find(|width| *width >= column.width).unwrap_or(60);
            self.line.extend(["<table:table-column table:style-name=\"w", &width.to_string(), "\"/>"]);
        }
        self.line.push_str("<table:table-header-rows><table:table-row>");
        for column in &self.columns {
            self.line.push_str("<table:table-cell table:style-name=\"head\" office:value-type=\"string\">");
            paragraphs(&column.name, &mut self.line);
            self.line.push_str("</table:table-cell>");
        }
        self.line.push_str("</table:table-row></table:table-header-rows>");
        self.next = 1;
        self.flush()
    }

    /// Ends the table that is open, if one is.
    fn close(&mut self) {
        if self.next > 0 {
            self.line.push_str("</table:table>");
        }
        self.next = 0;
    }

    fn flush(&mut self) -> Result<(), ReportError> {
        self.written += self.line.len() as u64;
        if self.written > MOST_BYTES {
            return Err(ReportError::new(
                "The document would hold more than 4 GiB, and no spreadsheet program opens such an ODS.",
                "Write it as XLSX or CSV instead.",
            ));
        }
        if let Some(zip) = &mut self.zip {
            zip.write_all(self.line.as_bytes())?;
            zip.get_ref().map_or(Ok(()), Disk::check)?;
        }
        self.line.clear();
        Ok(())
    }
}

/// The column widths that have a style, in characters.
const WIDTHS: [u16; 6] = [10, 14, 20, 30, 44, 60];

impl SheetWriter for Ods {
    fn sheet(&mut self, name: &str, columns: &[Column]) -> Result<(), ReportError> {
        name.clone_into(&mut self.name);
        self.columns = columns.to_vec();
        self.part = 1;
        self.begin(name)
    }

    fn row(&mut self, cells: &[Out<'_>]) -> Result<(), ReportError> {
        if self.next == MOST_ROWS {
            self.part += 1;
            let name = next_name(&self.name, self.part);
            self.begin(&name)?;
        }
        self.line.push_str("<table:table-row>");
        for cell in cells {
            put(*cell, &mut self.line);
        }
        if cells.is_empty() {
            self.line.push_str("<table:table-cell/>");
        }
        self.line.push_str("</table:table-row>");
        self.next += 1;
        if self.line.len() > 1 << 16 { self.flush() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> Result<(), ReportError> {
        self.open()?;
        self.close();
        self.line.push_str("</office:spreadsheet></office:body></office:document-content>");
        self.flush()?;
        if let Some(zip) = self.zip.take() {
            zip.finish().map_err(fault)?.end()?;
        }
        Ok(())
    }
}

fn put(cell: Out<'_>, line: &mut String) {
    let value = match cell {
        Out::Value(Cell::Blank) => return line.push_str("<table:table-cell/>"),
        Out::Plain(text) | Out::Value(Cell::Text(text)) => return string(text, line),
        Out::Value(Cell::Error(text)) => {
            let (name, formula) = error_of(text);
            line.extend(["<table:table-cell table:formula=\"of:=", formula, "\" office:value-type=\"string\" "]);
            line.extend(["office:string-value=\"\" calcext:value-type=\"error\"><text:p>", name]);
            return line.push_str("</text:p></table:table-cell>");
        }
        // A number whose format pads zeros keeps them as text: a style for each length would not say more.
        Out::Value(Cell::Number { digits: 2.., .. }) => None,
        Out::Value(Cell::Number { .. }) => Some(("float", "value", "")),
        Out::Value(Cell::Boolean(_)) => Some(("boolean", "boolean-value", "")),
        Out::Value(Cell::Date(date)) if date.year() >= 0 => Some(("date", "date-value", "date")),
        Out::Value(Cell::DateTime(moment)) if moment.year() >= 0 => Some(("date", "date-value", "moment")),
        Out::Value(Cell::Time(milliseconds)) if milliseconds >= 0 => Some(("time", "time-value", "time")),
        Out::Value(_) => None,
    };
    let Out::Value(cell) = cell else { return };
    let text = cell.text();
    let Some((kind, attribute, style)) = value else { return string(&text, line) };
    line.push_str("<table:table-cell");
    if !style.is_empty() {
        line.extend([" table:style-name=\"", style, "\""]);
    }
    let stated = if let Cell::Time(milliseconds) = cell { duration(milliseconds) } else { text.clone().into_owned() };
    line.extend([" office:value-type=\"", kind, "\" office:", attribute, "=\"", &stated, "\"><text:p>", &text]);
    line.push_str("</text:p></table:table-cell>");
}

fn string(text: &str, line: &mut String) {
    line.push_str("<table:table-cell office:value-type=\"string\">");
    paragraphs(text, line);
    line.push_str("</table:table-cell>");
}

/// Returns milliseconds as an XML Schema duration (`PT09H30M00S`).
fn duration(milliseconds: i64) -> String {
    let (seconds, fraction) = (milliseconds / 1000, milliseconds % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 {
        return format!("PT{hours:02}H{minutes:02}M{seconds:02}S");
    }
    format!("PT{hours:02}H{minutes:02}M{seconds:02}.{fraction:03}S")
}

/// Writes a text as one paragraph per line, with runs of blanks and tabs in the elements that keep them.
fn paragraphs(text: &str, line: &mut String) {
    for paragraph in text.split('\n') {
        let paragraph = paragraph.strip_suffix('\r').unwrap_or(paragraph);
        line.push_str("<text:p>");
        let mut plain = 0;
        let mut after_blank = true;
        let end = paragraph.len();
        for (at, c) in paragraph.char_indices() {
            let folds = c == ' ' && (after_blank || at + 1 == end);
            if folds || c == '\t' {
                escape(&paragraph[plain..at], line);
                line.push_str(if c == '\t' { "<text:tab/>" } else { "<text:s/>" });
                plain = at + 1;
            }
            after_blank = c == ' ';
        }
        escape(&paragraph[plain..], line);
        line.push_str("</text:p>");
    }
}

/// Escapes a text for XML 1.0; characters that XML does not have become U+FFFD.
fn escape(text: &str, line: &mut String) {
    for c in text.chars() {
        match c {
            '&' => line.push_str("&amp;"),
            '<' => line.push_str("&lt;"),
            '>' => line.push_str("&gt;"),
            '"' => line.push_str("&quot;"),
            '\r' => line.push_str("&#13;"),
            '\t' => line.push_str("&#9;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => line.push('\u{fffd}'),
            other => line.push(other),
        }
    }
}

fn fault(error: zip::result::ZipError) -> ReportError {
    match error {
        zip::result::ZipError::Io(error) => error.into(),
        other => ReportError::new(format!("The document could not be written: {other}."), "Try CSV instead."),
    }
}
