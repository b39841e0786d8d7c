//! The cells of one sheet, gathered in 16 bytes each and put in order.
//!
//! They are gathered because a sheet tells its merged ranges and, with some writers, its hidden rows behind the
//! cells, and because cells may stand in any order: the last of two at one place counts, as in Excel.
//! Next: `values` for what single records hold, `rows` for how cells are handed on.

use super::merged::Merged;
use super::records::{Record, record_at};
use super::strings;
use super::values::{self, Held};
use super::workbook::{EOF, Part, Version, Workbook, begin};
use super::{WorkbookStream, cut_off, damaged};
use crate::sheet::fault::FileError;
use crate::sheet::limits::Limits;

/// 65,536 rows of 256 columns: more cells would stand at one place twice.
const MOST_CELLS: usize = 65_536 * 256;

/// A cell in 16 bytes.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    pub row: u16,
    pub column: u16,
    pub format: u16,
    pub kind: Kind,
    /// What the kind says.
    pub bits: u64,
}

/// What the bits of a [`Stored`] cell mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A floating-point number.
    Number,
    /// An index of the shared strings.
    Shared,
    /// Start and length of text of the sheet's own.
    Text,
    Boolean,
    Error,
}

/// The cells of a sheet, by row and column, with the text that is the sheet's own.
pub struct Worksheet {
    pub cells: Vec<Stored>,
    pub text: String,
    pub hidden: Vec<bool>,
    most_text: u64,
    most_cell_text: usize,
    ordered: bool,
    merged: Merged,
    /// The place of a formula whose text comes in a record of its own.
    pending: Option<(u16, u16)>,
    /// The cell format that an IXFE record of BIFF2 gives to the cells behind it.
    told_format: u16,
}

impl Worksheet {
    /// Reads the sheet whose records begin at `start`.
    ///
    /// # Errors
    /// Damaged, protected (before BIFF5), or more than may be held.
    pub fn read(
        stream: &WorkbookStream,
        start: usize,
        workbook: &mut Workbook,
        limits: &Limits,
    ) -> Result<Self, FileError> {
        let WorkbookStream { bytes: stream, whole } = stream;
        let mut sheet = Worksheet {
            cells: Vec::new(),
            text: String::new(),
            hidden: Vec::new(),
            most_text: limits.held_bytes,
            most_cell_text: limits.text_bytes as usize,
            ordered: true,
            merged: Merged::default(),
            pending: None,
            told_format: 0,
        };
        let first = record_at(stream, start).map_err(cut_off)?;
        // A sheet may lack its beginning: then its first record is one like the others.
        let mut at = if begin(first).is_some() { first.end } else { start };
        // Charts lie inside the sheet, each with a beginning and an end of its own.
        let mut inside = 0_u32;
        let mut blank = false;
        loop {
            // Some writers leave out the record that ends a sheet: the stream or the next sheet ends it. More zeros than fill up a
            // sector are a part of the file that was never written.
            if *whole && inside == 0 && !blank && is_padding(&stream[at..]) {
                break;
            }
            let record = record_at(stream, at).map_err(cut_off)?;
            at = record.end;
            blank = record.id == 0 && record.data.is_empty();
            match record.id {
                EOF if inside == 0 => break,
                EOF => inside -= 1,
                _ if inside == 0 && matches!(begin(record), Some((_, Part::Worksheet))) => break,
                0x0009 | 0x0209 | 0x0409 | 0x0809 => inside += 1,
                _ if inside > 0 => {}
                _ => sheet.record(record, stream, workbook)?,
            }
        }
        sheet.put_in_order();
        Ok(sheet)
    }

    fn record(&mut self, record: Record<'_>, stream: &[u8], workbook: &mut Workbook) -> Result<(), FileError> {
        let broken = || damaged(&format!("a record of type {:04X} at byte {} is too short", record.id, record.start));
        match record.id {
            0x0208 => self.row(record),
            0x00e5 => self.merged.note(record.data),
            0x0044 => self.told_format = record.u16(0).unwrap_or(0),
            values::STRING_2 | values::STRING => self.formula_text(record, stream, workbook).ok_or_else(broken)?,
            0x00bd => values::many(record, |row, column, format, number| {
                self.push(row, column, format, Kind::Number, number.to_bits());
            })
            .ok_or_else(broken)?,
            0x002f => return Err(FileError::protected()),
            _ => {
                if workbook.notes_in_sheets() {
                    workbook.note(record, stream)?;
                }
                self.cell(record, stream, workbook).ok_or_else(broken)?;
            }
        }
        if self.cells.len() > MOST_CELLS {
            return Err(damaged("its sheet holds more cells than there are places"));
        }
        if self.text.len() as u64 > self.most_text {
            let what = format!("The sheet holds more than {} MiB of text.", self.most_text >> 20);
            return Err(FileError::too_big(what, "limits.held_bytes"));
        }
        Ok(())
    }

    /// Takes a record that holds one cell; passes over all others.
    fn cell(&mut self, record: Record<'_>, stream: &[u8], workbook: &mut Workbook) -> Option<()> {
        let Some(place) = values::place(record, workbook.version) else {
            return if values::is_cell(record.id) { None } else { Some(()) };
        };
        let (row, column) = (place.row, place.column);
        let format = match place.number_format {
            Some(number_format) => workbook.old_format(place.format, number_format, self.told_format),
            None => place.format,
        };
        self.pending = None;
        match values::held(record, place.from)? {
            Held::Number(number) => self.push(row, column, format, Kind::Number, number.to_bits()),
            Held::Shared(index) => self.push(row, column, format, Kind::Shared, u64::from(index)),
            Held::Boolean(value) => self.push(row, column, format, Kind::Boolean, u64::from(value)),
            Held::Error(code) => self.push(row, column, format, Kind::Error, u64::from(code)),
            Held::TextFollows => self.pending = Some((row, column)),
            Held::Text => return self.label(record, place.from, stream, workbook, (row, column)),
            Held::Nothing => {}
        }
        Some(())
    }

    fn label(
        &mut self,
        record: Record<'_>,
        from: usize,
        stream: &[u8],
        workbook: &Workbook,
        (row, column): (u16, u16),
    ) -> Option<()> {
        let start = self.text.len();
        let mut pieces = record.pieces(stream, from);
        let short = values::is_short_text(record.id);
        let length = if short { u16::from(pieces.u8()?) } else { pieces.u16()? };
        if workbook.version == Version::Biff8 && !short {
            strings::unicode(&mut pieces, usize::from(length), &mut self.text)?;
        } else {
            strings::bytes(&mut pieces, usize::from(length), workbook.page, &mut self.text)?;
        }
        self.end_text(row, column, start);
        Some(())
    }

    fn formula_text(&mut self, record: Record<'_>, stream: &[u8], workbook: &Workbook) -> Option<()> {
        let Some(place) = self.pending.take() else { return Some(()) };
        self.label(record, 0, stream, workbook, place)
    }

    fn end_text(&mut self, row: u16, column: u16, start: usize) {
        let length = (self.text.len() - start).min(self.most_cell_text.saturating_add(1));
        if length > 0 {
            self.push(row, column, 0, Kind::Text, (start as u64) << 32 | length as u64);
        }
    }

    fn push(&mut self, row: u16, column: u16, format: u16, kind: Kind, bits: u64) {
        let place = (row, column);
        self.ordered &= self.cells.last().is_none_or(|last| (last.row, last.column) < place);
        self.cells.push(Stored { row, column, format, kind, bits });
    }

    /// ROW: its height and whether it is shown.
    fn row(&mut self, record: Record<'_>) {
        let (Some(row), Some(options)) = (record.u16(0), record.u16(12)) else { return };
        if options & 0x20 != 0 {
            let row = usize::from(row);
            if self.hidden.len() <= row {
                self.hidden.resize(row + 1, false);
            }
            self.hidden[row] = true;
        }
    }

    fn put_in_order(&mut self) {
        if !self.ordered {
            self.cells.reverse();
            // Stable: of two cells at one place the one that stood last in the file now comes first, and stays.
            self.cells.sort_by_key(|cell| (cell.row, cell.column));
            self.cells.dedup_by_key(|cell| (cell.row, cell.column));
        }
        let merged = std::mem::take(&mut self.merged);
        if merged.any() {
            self.cells.retain(|cell| !merged.covers(cell.row, cell.column));
        }
    }
}

/// Tells whether the stream is at its end, but for what fills up the last sector.
fn is_padding(rest: &[u8]) -> bool {
    rest.len() < 512 && rest.iter().all(|&byte| byte == 0)
}
