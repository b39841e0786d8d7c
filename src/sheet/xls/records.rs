//! BIFF records, one after another, and the bytes of one that goes on in CONTINUE records.
//!
//! Knows lengths, not meanings. [`Pieces`] hides where a record is continued, but for text, where each
//! continuation says anew how its characters are stored. Next: `strings`, `workbook`, `worksheet`.

pub const CONTINUE: u16 = 0x003c;

/// One record.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub id: u16,
    pub data: &'a [u8],
    /// Where the record begins in the stream.
    pub start: usize,
    /// Where the next one begins.
    pub end: usize,
}

/// Why there is no further record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutOff;

/// Returns the record at a place of the stream; an error where the stream ends inside it.
pub fn record_at(stream: &[u8], start: usize) -> Result<Record<'_>, CutOff> {
    let head = stream.get(start..start.saturating_add(4)).ok_or(CutOff)?;
    let (id, length) = (u16::from_le_bytes([head[0], head[1]]), usize::from(u16::from_le_bytes([head[2], head[3]])));
    let end = start + 4 + length;
    let data = stream.get(start + 4..end).ok_or(CutOff)?;
    Ok(Record { id, data, start, end })
}

impl<'a> Record<'a> {
    /// Returns the 16-bit number at a place of the record.
    pub fn u16(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.data.get(at..at + 2)?.try_into().ok()?))
    }

    /// Returns the 32-bit number at a place of the record.
    pub fn u32(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.data.get(at..at + 4)?.try_into().ok()?))
    }

    /// Returns the floating-point number at a place of the record.
    pub fn f64(&self, at: usize) -> Option<f64> {
        Some(f64::from_le_bytes(self.data.get(at..at + 8)?.try_into().ok()?))
    }

    /// Walks the record's bytes from a place on, and those of its continuations.
    pub fn pieces(&self, stream: &'a [u8], from: usize) -> Pieces<'a> {
        Pieces { stream, piece: self.data.get(from..).unwrap_or_default(), next: self.end }
    }
}

/// The bytes of a record and of the CONTINUE records behind it.
#[derive(Clone)]
pub struct Pieces<'a> {
    stream: &'a [u8],
    piece: &'a [u8],
    next: usize,
}

impl<'a> Pieces<'a> {
    /// Returns what is left of the present piece.
    pub fn piece(&self) -> &'a [u8] {
        self.piece
    }

    /// Goes on to the next piece that holds anything, once the present one is used up; false where there is none.
    pub fn next_piece(&mut self) -> bool {
        while self.piece.is_empty() {
            let Ok(record) = record_at(self.stream, self.next) else { return false };
            if record.id != CONTINUE {
                return false;
            }
            self.piece = record.data;
            self.next = record.end;
        }
        true
    }

    /// Takes bytes of the present piece.
    pub fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.piece.split_at(count.min(self.piece.len()));
        self.piece = rest;
        taken
    }

    /// Takes one byte, from the next piece if need be.
    pub fn u8(&mut self) -> Option<u8> {
        if !self.next_piece() {
            return None;
        }
        self.take(1).first().copied()
    }

    /// Takes a 16-bit number.
    pub fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    /// Takes a 32-bit number.
    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes([self.u8()?, self.u8()?, self.u8()?, self.u8()?]))
    }

    /// Passes over bytes, wherever they are; false where there are not as many.
    pub fn pass_over(&mut self, count: usize) -> bool {
        let mut left = count;
        while left > 0 {
            if !self.next_piece() {
                return false;
            }
            left -= self.take(left).len();
        }
        true
    }
}
