//! The head of a workbook: its version, its sheets, shared strings, number formats, code page and date system.
//!
//! BIFF2 to BIFF4 hold a single sheet without such a head; their few formats are noted while that sheet is read.
//! Next: `worksheet`.

use std::collections::HashMap;

use super::codepage::CodePage;
use super::records::{Record, record_at};
use super::strings::{self, Shared, SharedFault};
use super::{cut_off, damaged};
use crate::sheet::fault::FileError;
use crate::sheet::format::{self, PLAIN, Shape};
use crate::sheet::limits::Limits;

/// The generations of the format that differ in how records are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    Biff2,
    Biff3,
    Biff4,
    /// Excel 5 and 95.
    Biff5,
    /// Excel 97 to 2003.
    Biff8,
}

/// What a beginning-of-file record starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Globals,
    Worksheet,
    Other,
}

pub const EOF: u16 = 0x000a;

/// One sheet as the head lists it.
pub struct Listed {
    pub name: String,
    pub hidden: bool,
    /// Where its records begin in the stream.
    pub start: usize,
    /// Whether the list calls it a sheet of cells.
    pub cells: bool,
}

/// What the head of a workbook says.
#[expect(clippy::struct_excessive_bools, reason = "each is something that a head says or does not say")]
pub struct Workbook {
    pub version: Version,
    pub sheets: Vec<Listed>,
    pub strings: Shared,
    pub epoch_1904: bool,
    pub page: CodePage,
    /// Whether a CODEPAGE record, or before it a font, has told the page.
    page_told: bool,
    /// Whether the stream is one sheet, which says itself what else a head would.
    alone: bool,
    formats: HashMap<u16, Shape>,
    /// The number of formats met so far; before BIFF5 they are counted, not numbered.
    counted: u16,
    cell_formats: Vec<u16>,
    /// Whether there are no cell formats, so that cells name their number format (Excel 2.0).
    no_cell_formats: bool,
}

/// Reads a beginning-of-file record.
pub fn begin(record: Record<'_>) -> Option<(Version, Part)> {
    let version = match record.id {
        0x0009 => Version::Biff2,
        0x0209 => Version::Biff3,
        0x0409 => Version::Biff4,
        // Home-made writers put older versions, or none, into the record of BIFF5.
        0x0809 => match record.u16(0)? >> 8 {
            2 => Version::Biff2,
            3 => Version::Biff3,
            4 => Version::Biff4,
            6 => Version::Biff8,
            _ => Version::Biff5,
        },
        _ => return None,
    };
    let part = match record.u16(2)? {
        0x0005 | 0x0100 => Part::Globals,
        0x0010 => Part::Worksheet,
        _ => Part::Other,
    };
    Some((version, part))
}

impl Workbook {
    /// Reads the head of a workbook; a stream that begins with a sheet at once has none.
    ///
    /// # Errors
    /// Protected, damaged, or more text than may be held.
    pub fn read(stream: &[u8], limits: &Limits) -> Result<Self, FileError> {
        let first = record_at(stream, 0).map_err(cut_off)?;
        let (version, part) = begin(first).ok_or_else(|| damaged("its workbook stream does not begin as one does"))?;
        let mut workbook = Workbook {
            version,
            sheets: Vec::new(),
            strings: Shared::default(),
            epoch_1904: false,
            page: CodePage::default(),
            page_told: false,
            alone: part != Part::Globals,
            formats: HashMap::new(),
            counted: 0,
            cell_formats: Vec::new(),
            no_cell_formats: false,
        };
        if part != Part::Globals {
            workbook.sheets.push(Listed {
                name: "Sheet1".into(),
                hidden: false,
                start: 0,
                cells: part == Part::Worksheet,
            });
            return Ok(workbook);
        }
        let mut at = first.end;
        loop {
            let record = record_at(stream, at).map_err(cut_off)?;
            at = record.end;
            match record.id {
                EOF => return Ok(workbook),
                // A head without its end: the first sheet begins.
                0x0809 if !workbook.sheets.is_empty() => return Ok(workbook),
                // The workspaces of Excel 4: each sheet lies behind a record with its length and name.
                0x008f if workbook.version == Version::Biff4 => {
                    let mut name = String::new();
                    let mut pieces = record.pieces(stream, 4);
                    let length = pieces.u8().map_or(0, usize::from);
                    let _ = strings::bytes(&mut pieces, length, workbook.page, &mut name);
                    workbook.sheets.push(Listed { name, hidden: false, start: at, cells: true });
                    at = at.saturating_add(record.u32(0).map_or(0, |length| length as usize));
                }
                0x0085 if workbook.version >= Version::Biff5 => {
                    let listed =
                        workbook.listed(record, stream).ok_or_else(|| damaged("its list of sheets is broken"))?;
                    workbook.sheets.push(listed);
                }
                0x00fc => {
                    let strings = Shared::read(record.pieces(stream, 0), limits.held_bytes);
                    workbook.strings = strings.map_err(|fault| shared_fault(&fault, limits))?;
                }
                _ => workbook.note(record, stream)?,
            }
        }
    }

    /// Takes note of a record that may stand in the head or, before BIFF5, in the sheet itself.
    ///
    /// # Errors
    /// Protected: the record says that all others are encrypted.
    pub fn note(&mut self, record: Record<'_>, stream: &[u8]) -> Result<(), FileError> {
        match record.id {
            0x002f => return Err(FileError::protected()),
            0x0022 => self.epoch_1904 = record.u16(0) == Some(1),
            0x0042 => {
                self.page = record.u16(0).map_or_else(CodePage::default, CodePage::of);
                self.page_told = true;
            }
            0x0031 if !self.page_told && self.version == Version::Biff5 => {
                let page = record.data.get(12).and_then(|set| CodePage::of_font(*set));
                self.page_told = page.is_some();
                self.page = page.unwrap_or(self.page);
            }
            0x001e | 0x041e => self.format(record, stream),
            0x00e0 => self.cell_formats.push(record.u16(2).unwrap_or(0)),
            0x0043 => self.cell_formats.push(record.data.get(2).map_or(0, |byte| u16::from(byte & 0x3f))),
            0x0243 | 0x0443 => self.cell_formats.push(record.data.get(1).map_or(0, |byte| u16::from(*byte))),
            _ => {}
        }
        Ok(())
    }

    /// Tells whether sheets hold records that are otherwise the head's.
    pub fn notes_in_sheets(&self) -> bool {
        self.alone || self.version < Version::Biff5
    }

    fn listed(&self, record: Record<'_>, stream: &[u8]) -> Option<Listed> {
        let start = record.u32(0)? as usize;
        let (visibility, kind, length) =
            (*record.data.get(4)?, *record.data.get(5)?, usize::from(*record.data.get(6)?));
        let mut name = String::new();
        let mut pieces = record.pieces(stream, 7);
        // A name that is cut off costs no lead.
        let _ = if self.version == Version::Biff8 {
            strings::unicode(&mut pieces, length, &mut name)
        } else {
            strings::bytes(&mut pieces, length, self.page, &mut name)
        };
        Some(Listed { name, hidden: visibility & 3 != 0, start, cells: kind == 0 })
    }

    /// FORMAT: a number and a code; before BIFF5 only the code, before BIFF4 without the two unused bytes.
    fn format(&mut self, record: Record<'_>, stream: &[u8]) {
        let (numbered, from) = match self.version {
            _ if record.id == 0x001e => (None, 0),
            Version::Biff2 | Version::Biff3 | Version::Biff4 => (None, 2),
            Version::Biff5 | Version::Biff8 => (record.u16(0), 2),
        };
        let id = numbered.unwrap_or(self.counted);
        self.counted = self.counted.saturating_add(1);
        let mut pieces = record.pieces(stream, from);
        let mut code = String::new();
        let read = if self.version == Version::Biff8 && record.id != 0x001e {
            pieces.u16().and_then(|length| strings::unicode(&mut pieces, usize::from(length), &mut code))
        } else {
            pieces.u8().and_then(|length| strings::bytes(&mut pieces, usize::from(length), self.page, &mut code))
        };
        if read.is_some() {
            self.formats.insert(id, format::classify(&code));
        }
    }

    /// Returns the cell format of a cell of BIFF2, which has six bits for its number: 63 stands for the one that was told before the
    /// cell. Where there are no cell formats at all, that of the number format counts.
    pub fn old_format(&mut self, format: u16, number_format: u16, told: u16) -> u16 {
        if self.cell_formats.is_empty() {
            self.no_cell_formats = true;
            self.cell_formats = (0..64).collect();
        }
        match format {
            _ if self.no_cell_formats => number_format,
            63 => told,
            format => format,
        }
    }

    /// Returns the shape that a cell format gives to numbers. A code in the file stands before the built-in of its number.
    pub fn shape(&self, cell_format: u16) -> Shape {
        let Some(&id) = self.cell_formats.get(usize::from(cell_format)) else { return PLAIN };
        self.formats
            .get(&id)
            .copied()
            .unwrap_or_else(|| if self.version >= Version::Biff5 { format::builtin(id) } else { PLAIN })
    }
}

fn shared_fault(fault: &SharedFault, limits: &Limits) -> FileError {
    match fault {
        SharedFault::CutOff => damaged("its table of shared strings is cut off"),
        SharedFault::TooBig => {
            let what = format!("The workbook holds more than {} MiB of text.", limits.held_bytes >> 20);
            FileError::too_big(what, "limits.held_bytes")
        }
    }
}
