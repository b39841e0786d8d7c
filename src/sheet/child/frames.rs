//! How rows travel from the child to its parent: frames of a kind, a length and their bytes.
//!
//! The parent trusts nothing: a frame over a fixed size, a text that is no UTF-8, a column that does not ascend, and whatever
//! is left over or missing make the frame void. Both ends are the same program, so there is no version.

use std::io::{self, Read, Write};

use jiff::civil::DateTime;

use crate::platform::value::{self, Cell, DateSystem};
use crate::sheet::fault::{FileError, FileFault};
use crate::sheet::{Batch, Format, SheetInfo};

/// No frame is longer: batches end at some megabytes of text and a quarter of a million cells.
const LONGEST: usize = 128 << 20;

const INFO: u8 = b'i';
const ROWS: u8 = b'r';
const FAULT: u8 = b'f';
const END: u8 = b'e';

const DAY: i64 = 86_400_000;

/// A frame as it arrived.
pub enum Frame {
    Info(SheetInfo),
    /// Rows for [`unpack_rows`], and how far the child is.
    Rows(Vec<u8>, (u64, u64)),
    Fault(FileError),
    End,
}

const FORMATS: [Format; 4] = [Format::Xlsx, Format::Xls, Format::Ods, Format::Fods];
const FAULTS: [FileFault; 9] = [
    FileFault::Missing,
    FileFault::Unreadable,
    FileFault::NotASpreadsheet,
    FileFault::Protected,
    FileFault::Damaged,
    FileFault::TooBig,
    FileFault::NoSheet,
    FileFault::Cancelled,
    FileFault::OutOfOrder,
];

pub fn write_info(out: &mut impl Write, info: &SheetInfo) -> io::Result<()> {
    let mut bytes = vec![place_of(&FORMATS, &info.format), u8::from(info.hidden)];
    bytes.extend(info.bytes.to_le_bytes());
    bytes.extend(info.date_system.day_zero().map_or(i64::MAX, i64::from).to_le_bytes());
    put_text(&mut bytes, &info.sheet);
    for name in &info.sheets_left_out {
        put_text(&mut bytes, name);
    }
    write(out, INFO, &bytes)
}

pub fn write_fault(out: &mut impl Write, error: &FileError) -> io::Result<()> {
    let mut bytes = vec![place_of(&FAULTS, &error.fault)];
    put_text(&mut bytes, &error.what);
    put_text(&mut bytes, &error.suggestion);
    write(out, FAULT, &bytes)
}

pub fn write_end(out: &mut impl Write) -> io::Result<()> {
    write(out, END, &[])
}

pub fn write_rows(out: &mut impl Write, batch: &Batch, progress: (u64, u64)) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(batch.cell_count() * 12 + batch.text_len());
    bytes.extend(progress.0.to_le_bytes());
    bytes.extend(progress.1.to_le_bytes());
    for row in batch.rows() {
        bytes.extend(row.number.to_le_bytes());
        bytes.push(u8::from(row.hidden));
        let cells = u32::try_from(row.cells().count()).unwrap_or(0);
        bytes.extend(cells.to_le_bytes());
        for (column, cell) in row.cells() {
            bytes.extend(column.to_le_bytes());
            put_cell(&mut bytes, cell);
        }
    }
    write(out, ROWS, &bytes)
}

fn write(out: &mut impl Write, kind: u8, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::Error::other("a frame too long"))?;
    out.write_all(&[kind])?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)
}

fn place_of<T: PartialEq>(list: &[T], one: &T) -> u8 {
    list.iter().position(|other| other == one).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend(u32::try_from(text.len()).unwrap_or(0).to_le_bytes());
    bytes.extend(text.as_bytes());
}

fn put_cell(bytes: &mut Vec<u8>, cell: Cell<'_>) {
    match cell {
        Cell::Blank => bytes.push(0),
        Cell::Text(text) => {
            bytes.push(1);
            put_text(bytes, text);
        }
        Cell::Number { value, digits } => {
            bytes.extend([2, digits]);
            bytes.extend(value.to_le_bytes());
        }
        Cell::Boolean(value) => bytes.extend([3, u8::from(value)]),
        Cell::Date(date) => {
            bytes.push(4);
            bytes.extend(i64::from(value::days_since_1970(date)).to_le_bytes());
        }
        Cell::DateTime(moment) => {
            bytes.push(5);
            bytes.extend(milliseconds(moment).to_le_bytes());
        }
        Cell::Time(milliseconds) => {
            bytes.push(6);
            bytes.extend(milliseconds.to_le_bytes());
        }
        Cell::Error(text) => {
            bytes.push(7);
            put_text(bytes, text);
        }
    }
}

/// Milliseconds since 1970-01-01T00:00:00, which is as fine as a batch holds.
fn milliseconds(moment: DateTime) -> i64 {
    let seconds = i64::from(moment.hour()) * 3600 + i64::from(moment.minute()) * 60 + i64::from(moment.second());
    let of_day = seconds * 1000 + i64::from(moment.subsec_nanosecond() / 1_000_000);
    i64::from(value::days_since_1970(moment.date())) * DAY + of_day
}

fn moment(milliseconds: i64) -> Option<DateTime> {
    let date = value::date_of_days(milliseconds.div_euclid(DAY))?;
    let rest = milliseconds.rem_euclid(DAY);
    let part = |value: i64| i8::try_from(value).ok();
    let fraction = i32::try_from(rest % 1000).ok()? * 1_000_000;
    Some(date.at(part(rest / 3_600_000)?, part(rest / 60_000 % 60)?, part(rest / 1000 % 60)?, fraction))
}

/// Reads the next frame; `None` where the pipe is at its end before one.
///
/// # Errors
/// A frame that is cut off, too long, or makes no sense.
pub fn read(input: &mut impl Read) -> io::Result<Option<Frame>> {
    let mut kind = [0; 1];
    if input.read(&mut kind)? == 0 {
        return Ok(None);
    }
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    let frame = match kind[0] {
        INFO => unpack_info(&bytes).map(Frame::Info),
        FAULT => unpack_fault(&bytes).map(Frame::Fault),
        END => Some(Frame::End),
        ROWS => {
            let mut rest = Bytes(&bytes);
            let progress = rest.u64().zip(rest.u64());
            progress.map(|(done, total)| Frame::Rows(bytes.split_off(16), (done, total.max(1))))
        }
        _ => None,
    };
    frame.map(Some).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn unpack_info(bytes: &[u8]) -> Option<SheetInfo> {
    let mut rest = Bytes(bytes);
    let format = *FORMATS.get(usize::from(rest.u8()?))?;
    let hidden = rest.u8()? != 0;
    let bytes = rest.u64()?;
    let date_system = DateSystem::of_day_zero(i32::try_from(rest.i64()?).ok());
    let sheet = rest.text()?.to_owned();
    let mut sheets_left_out = Vec::new();
    while !rest.0.is_empty() {
        sheets_left_out.push(rest.text()?.to_owned());
    }
    Some(SheetInfo { format, sheet, sheets_left_out, hidden, declared: None, date_system, bytes })
}

fn unpack_fault(bytes: &[u8]) -> Option<FileError> {
    let mut rest = Bytes(bytes);
    let fault = *FAULTS.get(usize::from(rest.u8()?))?;
    let what = rest.text()?;
    Some(FileError::new(fault, what, rest.text()?))
}

/// Puts the rows of a frame into a batch; `None` where they make no sense.
pub fn unpack_rows(bytes: &[u8], batch: &mut Batch) -> Option<()> {
    let mut rest = Bytes(bytes);
    let mut last_row = 0;
    while !rest.0.is_empty() {
        let number = rest.u32()?;
        let hidden = rest.u8()? != 0;
        if number <= last_row {
            return None;
        }
        last_row = number;
        batch.push_row(number, hidden);
        let mut least = 0;
        for _ in 0..rest.u32()? {
            let column = rest.u16()?;
            if u32::from(column) < least {
                return None;
            }
            least = u32::from(column) + 1;
            batch.push(column, rest.cell()?);
        }
    }
    Some(())
}

/// Bytes that are taken from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take().map(u8::from_le_bytes)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn i64(&mut self) -> Option<i64> {
        self.take().map(i64::from_le_bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.u32()? as usize;
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(taken).ok()
    }

    fn cell(&mut self) -> Option<Cell<'a>> {
        Some(match self.u8()? {
            0 => Cell::Blank,
            1 => Cell::Text(self.text()?),
            2 => {
                let digits = self.u8()?;
                Cell::Number { value: f64::from_bits(self.u64()?), digits }
            }
            3 => Cell::Boolean(self.u8()? != 0),
            4 => Cell::Date(value::date_of_days(self.i64()?)?),
            5 => Cell::DateTime(moment(self.i64()?)?),
            6 => Cell::Time(self.i64()?),
            7 => Cell::Error(self.text()?),
            _ => return None,
        })
    }
}
