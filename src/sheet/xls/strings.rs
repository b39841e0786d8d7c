//! Text in BIFF records: the Unicode strings of BIFF8, the byte strings of the versions before, and the table of shared strings.
//!
//! What follows the characters (fonts of runs, phonetic hints) is passed over: it is no text of the cell.

use super::codepage::CodePage;
use super::records::Pieces;

/// Appends a Unicode string of `length` characters whose option byte comes next; `None` where the record ends too early.
pub fn unicode(pieces: &mut Pieces<'_>, length: usize, out: &mut String) -> Option<()> {
    let options = pieces.u8()?;
    let runs = if options & 8 != 0 { usize::from(pieces.u16()?) } else { 0 };
    let extra = if options & 4 != 0 { pieces.u32()? as usize } else { 0 };
    characters(pieces, length, options & 1 != 0, out)?;
    // A last string may lack what follows its characters: nothing is lost by that.
    let _ = pieces.pass_over(runs * 4) && pieces.pass_over(extra);
    Some(())
}

fn characters(pieces: &mut Pieces<'_>, length: usize, wide: bool, out: &mut String) -> Option<()> {
    let (mut left, mut wide) = (length, wide);
    let mut high = None;
    while left > 0 {
        if pieces.piece().is_empty() {
            if !pieces.next_piece() {
                return None;
            }
            // Each continuation says anew whether its characters have one byte or two.
            wide = pieces.u8()? & 1 != 0;
            continue;
        }
        if !wide {
            let bytes = pieces.take(left);
            left -= bytes.len();
            latin(bytes, out);
            continue;
        }
        let bytes = pieces.take((left * 2).min(pieces.piece().len().next_multiple_of(2)));
        left -= bytes.len().div_ceil(2);
        utf16(bytes, &mut high, out);
    }
    if high.is_some() {
        out.push('\u{fffd}');
    }
    Some(())
}

/// One byte a character: the first 256 of Unicode, whatever the workbook's code page.
fn latin(bytes: &[u8], out: &mut String) {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => out.push_str(text),
        _ => out.extend(bytes.iter().map(|&byte| char::from(byte))),
    }
}

/// Two bytes a unit; a pair of surrogates may be cut by a continuation, so its first half is kept in `high`.
fn utf16(bytes: &[u8], high: &mut Option<u16>, out: &mut String) {
    for two in bytes.chunks_exact(2) {
        let unit = u16::from_le_bytes([two[0], two[1]]);
        let before = high.take();
        if let Some(first) = before
            && (0xdc00..0xe000).contains(&unit)
        {
            let code = 0x1_0000 + ((u32::from(first) - 0xd800) << 10) + (u32::from(unit) - 0xdc00);
            out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            continue;
        }
        if before.is_some() {
            out.push('\u{fffd}');
        }
        if (0xd800..0xdc00).contains(&unit) {
            *high = Some(unit);
        } else {
            out.push(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}'));
        }
    }
}

/// Appends a byte string of `length` bytes.
pub fn bytes(pieces: &mut Pieces<'_>, length: usize, page: CodePage, out: &mut String) -> Option<()> {
    let mut raw = Vec::new();
    while raw.len() < length {
        if !pieces.next_piece() {
            return None;
        }
        raw.extend_from_slice(pieces.take(length - raw.len()));
    }
    page.decode_into(&raw, out);
    Some(())
}

/// The strings that cells share, in one piece of memory.
#[derive(Default)]
pub struct Shared {
    text: String,
    ends: Vec<u32>,
}

/// Why shared strings cannot be taken.
pub enum SharedFault {
    /// The record ends inside a string.
    CutOff,
    /// More text than may be held.
    TooBig,
}

impl Shared {
    /// Reads the table; the number of strings that it declares is only an upper bound.
    pub fn read(mut pieces: Pieces<'_>, most_bytes: u64) -> Result<Self, SharedFault> {
        let mut shared = Shared::default();
        pieces.u32().ok_or(SharedFault::CutOff)?;
        let declared = pieces.u32().ok_or(SharedFault::CutOff)?;
        for _ in 0..declared {
            // A table that ends between two strings holds fewer than it says; a cell that wants one of those is told.
            if !pieces.next_piece() {
                break;
            }
            let length = usize::from(pieces.u16().ok_or(SharedFault::CutOff)?);
            unicode(&mut pieces, length, &mut shared.text).ok_or(SharedFault::CutOff)?;
            let end = u32::try_from(shared.text.len()).ok().filter(|end| u64::from(*end) <= most_bytes);
            shared.ends.push(end.ok_or(SharedFault::TooBig)?);
        }
        Ok(shared)
    }

    /// Returns a string by its index.
    pub fn get(&self, index: u32) -> Option<&str> {
        let index = index as usize;
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}
