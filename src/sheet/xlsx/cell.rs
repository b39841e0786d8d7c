//! From a `c` element to a cell: what its type, style and raw value mean (ECMA-376 part 1, 18.3.1.4 and 18.18.11).
//!
//! Both readers, careful and fast, end here, so that they cannot disagree about a value. A value that contradicts its type is one bad
//! cell, never the end of the sheet.

use jiff::civil::{Date, DateTime, Time};

use super::super::batch::Batch;
use super::super::fault::FileError;
use super::super::format::{self, Shape};
use super::strings::Strings;
use super::text;
use crate::platform::value::Cell;

/// What the values of a sheet refer to.
pub(super) struct Book {
    pub strings: Strings,
    /// The shape of every cell style.
    pub shapes: Vec<Shape>,
    pub epoch_1904: bool,
    /// The most bytes of one cell's text.
    pub most_text: usize,
    /// Formulas without a saved value among the cells that were read.
    pub valueless: u64,
}

/// The type that a cell declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Shared,
    Formula,
    Inline,
    Boolean,
    Error,
    Date,
    Unknown,
}

impl Kind {
    /// The type by the attribute `t`.
    pub(super) fn of(name: &[u8]) -> Kind {
        match name {
            b"" | b"n" => Kind::Number,
            b"s" => Kind::Shared,
            b"str" => Kind::Formula,
            b"inlineStr" => Kind::Inline,
            b"b" => Kind::Boolean,
            b"e" => Kind::Error,
            b"d" => Kind::Date,
            _ => Kind::Unknown,
        }
    }
}

impl Book {
    /// Adds the cell with the raw value `value` (its references resolved) to the row begun last.
    pub(super) fn push(
        &mut self,
        batch: &mut Batch,
        column: u16,
        kind: Kind,
        style: usize,
        value: &str,
    ) -> Result<(), FileError> {
        if matches!(kind, Kind::Formula | Kind::Inline | Kind::Unknown) {
            return self.push_text(batch, column, value);
        }
        let value = value.trim_matches([' ', '\t', '\n', '\r']);
        if value.is_empty() && kind != Kind::Error {
            return Ok(());
        }
        match kind {
            Kind::Number => self.push_number(batch, column, style, value),
            Kind::Shared => return self.push_shared(batch, column, value),
            Kind::Boolean => match value {
                "1" => batch.push(column, Cell::Boolean(true)),
                "0" => batch.push(column, Cell::Boolean(false)),
                _ if value.eq_ignore_ascii_case("true") => batch.push(column, Cell::Boolean(true)),
                _ if value.eq_ignore_ascii_case("false") => batch.push(column, Cell::Boolean(false)),
                _ => match value.parse::<f64>() {
                    Ok(number) => batch.push(column, Cell::Boolean(number != 0.0)),
                    Err(_) => batch.push(column, Cell::Error(value)),
                },
            },
            Kind::Date => match iso(value) {
                Some(cell) => batch.push(column, cell),
                None => return self.push_text(batch, column, value),
            },
            _ => batch.push(column, Cell::Error(value)),
        }
        Ok(())
    }

    /// Adds a text; `_xHHHH_` in it is resolved.
    pub(super) fn push_text(&self, batch: &mut Batch, column: u16, value: &str) -> Result<(), FileError> {
        if value.len() > self.most_text {
            return Err(text::too_long(self.most_text));
        }
        batch.push_text_with(column, |out| {
            let start = out.len();
            out.push_str(value);
            text::unescape(out, start);
        });
        Ok(())
    }

    fn push_shared(&mut self, batch: &mut Batch, column: u16, value: &str) -> Result<(), FileError> {
        match value.parse::<usize>() {
            Ok(index) => match self.strings.get(index)? {
                Some(text) => batch.push_text_with(column, |out| out.push_str(text)),
                None => batch.push(column, Cell::Error("#REF!")),
            },
            Err(_) => batch.push(column, Cell::Error("#REF!")),
        }
        Ok(())
    }

    fn push_number(&self, batch: &mut Batch, column: u16, style: usize, value: &str) {
        let Some(number) = short_integer(value).or_else(|| value.parse::<f64>().ok()) else {
            batch.push(column, Cell::Error(value));
            return;
        };
        let shape = self.shapes.get(style).copied().unwrap_or(format::PLAIN);
        batch.push(column, format::cell_of(number, shape, self.epoch_1904));
    }
}

/// A whole number of up to 15 digits, which is exact: most numbers are, and need no general parser.
fn short_integer(value: &str) -> Option<f64> {
    if value.len() > 15 {
        return None;
    }
    let mut number: u64 = 0;
    for byte in value.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + u64::from(byte - b'0');
    }
    #[expect(clippy::cast_precision_loss, reason = "15 digits are below 2^53")]
    Some(number as f64)
}

/// Reads a value of type `d`: a date, a time, both, or a duration, in ISO 8601.
fn iso(value: &str) -> Option<Cell<'static>> {
    if let Some(duration) = value.strip_prefix("PT") {
        return iso_duration(duration);
    }
    let (date, time) = match value.split_once(['T', ' ']) {
        Some((date, time)) => (Some(date), Some(time)),
        None if value.contains(':') => (None, Some(value)),
        None => (Some(value), None),
    };
    // Strict workbooks have no time zone; one that a writer adds does not move the clock that the cell shows.
    let time = time.map(|time| milliseconds_of(&time[..time.find(['Z', '+', '-']).unwrap_or(time.len())]));
    let date = date.map(|date| date.trim_end_matches('Z').parse::<Date>().ok());
    match (date, time) {
        (Some(date), None) => Some(Cell::Date(date?)),
        (None, Some(time)) => Some(Cell::Time(time?)),
        (Some(date), Some(time)) => {
            let moment: DateTime = date?.to_datetime(Time::midnight());
            Some(Cell::DateTime(moment.checked_add(jiff::SignedDuration::from_millis(time?)).ok()?))
        }
        (None, None) => None,
    }
}

/// `hh:mm` or `hh:mm:ss.fff`, to the nearest millisecond.
fn milliseconds_of(time: &str) -> Option<i64> {
    let mut parts = time.split(':');
    let hours: u32 = parts.next()?.parse().ok()?;
    let minutes: u32 = parts.next()?.parse().ok()?;
    let seconds: f64 = parts.next().map_or(Some(0.0), |seconds| seconds.parse().ok())?;
    if parts.next().is_some() || hours > 24 || minutes > 59 || !(0.0..61.0).contains(&seconds) {
        return None;
    }
    Some(total(f64::from(hours), f64::from(minutes), seconds))
}

/// What follows `PT`: `8H30M`, `6M`, `90.5S`.
fn iso_duration(mut rest: &str) -> Option<Cell<'static>> {
    let mut parts = [0.0, 0.0, 0.0];
    if rest.is_empty() {
        return None;
    }
    while let Some(end) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let place = ["H", "M", "S"].iter().position(|unit| rest[end..].starts_with(unit))?;
        parts[place] = rest[..end].parse::<f64>().ok().filter(|part| (0.0..1e9).contains(part))?;
        rest = &rest[end + 1..];
    }
    rest.is_empty().then(|| Cell::Time(total(parts[0], parts[1], parts[2])))
}

#[expect(clippy::cast_possible_truncation, reason = "callers bound every part below 10^9")]
fn total(hours: f64, minutes: f64, seconds: f64) -> i64 {
    ((hours * 3600.0 + minutes * 60.0 + seconds) * 1000.0).round() as i64
}
