//! What leadport is held against: others reading the same file and doing nothing with it.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use calamine::{Data, Ods, Reader, Xls, Xlsx, open_workbook};

use super::Outcome;

/// Reads all cells of the first sheet with calamine, the fastest way that it has, and counts rows.
pub fn calamine(path: &Path) -> Outcome<u64> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => {
            let mut book: Xlsx<_> = open_workbook(path)?;
            let name = book.sheet_names().first().cloned().ok_or("no sheet")?;
            let mut cells = book.worksheet_cells_reader(&name)?;
            let mut rows = 0;
            while let Some(cell) = cells.next_cell()? {
                rows = rows.max(cell.get_position().0 + 1);
            }
            Ok(u64::from(rows))
        }
        Some("ods") => {
            let mut book: Ods<_> = open_workbook(path)?;
            Ok(count(book.worksheet_range_at(0).ok_or("no sheet")??.rows()))
        }
        _ => {
            let mut book: Xls<_> = open_workbook(path)?;
            Ok(count(book.worksheet_range_at(0).ok_or("no sheet")??.rows()))
        }
    }
}

fn count<'a>(rows: impl Iterator<Item = &'a [Data]>) -> u64 {
    rows.filter(|row| row.iter().any(|cell| *cell != Data::Empty)).count() as u64
}

/// The part of the file that holds the rows.
fn rows_part(path: &Path) -> &'static str {
    if path.extension().is_some_and(|ending| ending == "ods") { "content.xml" } else { "xl/worksheets/sheet1.xml" }
}

/// Inflates the rows and looks at nothing.
pub fn inflate(path: &Path) -> Outcome<u64> {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?))?;
    let mut part = archive.by_name(rows_part(path))?;
    let mut buffer = vec![0; 256 << 10];
    let mut bytes = 0;
    loop {
        let read = part.read(&mut buffer)?;
        if read == 0 {
            return Ok(bytes);
        }
        bytes += read as u64;
    }
}

/// Inflates the rows and cuts them into XML events with quick-xml.
pub fn tokens(path: &Path) -> Outcome<u64> {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?))?;
    let part = archive.by_name(rows_part(path))?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(256 << 10, part));
    let mut buffer = Vec::new();
    let mut events = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            quick_xml::events::Event::Eof => return Ok(events),
            _ => events += 1,
        }
    }
}
