//! What single records of a sheet hold: where their cell is, and its value (MS-XLS 2.4, OpenOffice's "Excel file format" 5).

use super::records::Record;
use super::workbook::Version;

/// The value of a cell record.
pub enum Held {
    Number(f64),
    /// An index of the shared strings.
    Shared(u32),
    Boolean(bool),
    /// An error's code, for [`error_name`].
    Error(u8),
    /// Text in the record itself.
    Text,
    /// A formula's text, in a STRING record that comes later.
    TextFollows,
    /// A formula's empty text.
    Nothing,
}

/// Where a cell is, and where in its record the value begins.
pub struct Place {
    pub row: u16,
    pub column: u16,
    pub format: u16,
    /// The number format's own number, which records of BIFF2 have beside the cell format.
    pub number_format: Option<u16>,
    pub from: usize,
}

const INTEGER_2: u16 = 0x0002;
const NUMBER_2: u16 = 0x0003;
const LABEL_2: u16 = 0x0004;
const BOOLERR_2: u16 = 0x0005;
const FORMULA: u16 = 0x0006;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOLERR: u16 = 0x0205;
const FORMULA_3: u16 = 0x0206;
const FORMULA_4: u16 = 0x0406;
const RK: u16 = 0x027e;
const RSTRING: u16 = 0x00d6;
const LABELSST: u16 = 0x00fd;
/// The text of a formula, as BIFF2 has it.
pub const STRING_2: u16 = 0x0007;
/// The text of a formula since BIFF3.
pub const STRING: u16 = 0x0207;

/// Tells whether records of a type hold one cell with a value.
pub fn is_cell(id: u16) -> bool {
    matches!(
        id,
        INTEGER_2
            | NUMBER_2
            | LABEL_2
            | BOOLERR_2
            | FORMULA
            | NUMBER
            | LABEL
            | BOOLERR
            | FORMULA_3
            | FORMULA_4
            | RK
            | RSTRING
            | LABELSST
    )
}

/// Tells whether a record is laid out as in BIFF2. Its type decides, not the version of the stream: home-made writers mix them.
fn is_old(id: u16, version: Version) -> bool {
    matches!(id, INTEGER_2 | NUMBER_2 | LABEL_2 | BOOLERR_2) || (id == FORMULA && version == Version::Biff2)
}

/// Tells whether the text of a record has its length in one byte and one byte a character.
pub fn is_short_text(id: u16) -> bool {
    matches!(id, LABEL_2 | STRING_2)
}

/// Returns where the cell of a record is; `None` for records of other types, and for those that are too short.
pub fn place(record: Record<'_>, version: Version) -> Option<Place> {
    if !is_cell(record.id) {
        return None;
    }
    let (row, column) = (record.u16(0)?, record.u16(2)?);
    if !is_old(record.id, version) {
        return Some(Place { row, column, format: record.u16(4)?, number_format: None, from: 6 });
    }
    // BIFF2 has three bytes of looks in the place of the format's number: six bits for it, six for that of the number format.
    let (format, number_format) = (record.data.get(4)? & 0x3f, record.data.get(5)? & 0x3f);
    Some(Place { row, column, format: u16::from(format), number_format: Some(u16::from(number_format)), from: 7 })
}

/// Returns the value that a cell's record holds; `None` where it is too short for one.
pub fn held(record: Record<'_>, from: usize) -> Option<Held> {
    Some(match record.id {
        INTEGER_2 => Held::Number(f64::from(record.u16(from)?)),
        NUMBER | NUMBER_2 => Held::Number(record.f64(from)?),
        RK => Held::Number(rk(record.u32(from)?)),
        LABELSST => Held::Shared(record.u32(from)?),
        BOOLERR | BOOLERR_2 => {
            let (value, is_error) = (*record.data.get(from)?, *record.data.get(from + 1)?);
            if is_error == 0 { Held::Boolean(value != 0) } else { Held::Error(value) }
        }
        FORMULA | FORMULA_3 | FORMULA_4 => formula(record.data.get(from..from + 8)?.try_into().ok()?),
        LABEL | LABEL_2 | RSTRING => {
            let least = if is_short_text(record.id) { 1 } else { 2 };
            record.data.get(from..from + least)?;
            Held::Text
        }
        _ => return None,
    })
}

/// The value that a formula had when the file was saved.
fn formula(result: [u8; 8]) -> Held {
    if result[6..] != [0xff, 0xff] {
        return Held::Number(f64::from_le_bytes(result));
    }
    match result[0] {
        0 => Held::TextFollows,
        1 => Held::Boolean(result[2] != 0),
        2 => Held::Error(result[2]),
        _ => Held::Nothing,
    }
}

/// Walks the numbers of an MULRK record; `None` where it is too short to hold a place. Its own last column is not needed.
pub fn many(record: Record<'_>, mut each: impl FnMut(u16, u16, u16, f64)) -> Option<()> {
    let (row, first) = (record.u16(0)?, record.u16(2)?);
    let cells = record.data.get(4..record.data.len().checked_sub(2)?)?;
    let last = record.u16(record.data.len() - 2)?;
    if last < first || cells.len() / 6 < usize::from(last - first) + 1 {
        return None;
    }
    for (column, cell) in (first..=last).zip(cells.chunks_exact(6)) {
        let number = u32::from_le_bytes([cell[2], cell[3], cell[4], cell[5]]);
        each(row, column, u16::from_le_bytes([cell[0], cell[1]]), rk(number));
    }
    Some(())
}

/// A number in 32 bits: the upper 30 of a floating-point number or a whole number, perhaps a hundred times too large.
fn rk(bits: u32) -> f64 {
    let number =
        if bits & 2 != 0 { f64::from(bits.cast_signed() >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    if bits & 1 != 0 { number / 100.0 } else { number }
}

/// Returns the name of an error value.
pub fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        _ => "#ERROR!",
    }
}
