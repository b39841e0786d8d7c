//! Date: date cells, ISO text, text by the column's date order, and month names in English and Italian.
//!
//! The normal form is the ISO date. Years run from 1900 to 9999: an earlier one is a typing error or the empty date
//! of another program (1899-12-30), and two digits are never completed in silence. Next: `date/words.rs` for
//! dates with month names.

mod words;

use std::borrow::Cow;

use jiff::civil::Date;

use super::{DateOrder, Fault, FaultKind, Reading, read_clean};
use crate::platform::value::{Cell, DateSystem};

/// The rule in words.
pub const RULE: &str = "A date cell, an ISO date (2024-12-31), digits in the column's order (31/12/2024), or a month by name (31 Dec 2024, 31 dicembre 2024). Years have four digits, from 1900.";

/// The first year that is taken for one.
const FIRST_YEAR: i16 = 1900;

/// In which orders a text reads as a date; a text with the year first or a month name reads in all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    /// It is a date as day, month, year.
    pub dmy: bool,
    /// It is a date as month, day, year.
    pub mdy: bool,
    /// It is a date as year, month, day.
    pub ymd: bool,
}

/// Reads a cell as a date; of a date with a time, the date.
///
/// # Errors
/// [`FaultKind::DateInvalid`], or [`FaultKind::DateIsNumber`] whose `nearest` is the date that the number would be.
pub fn parse<'a>(cell: Cell<'a>, how: &Reading<'_>) -> Result<Cow<'a, str>, Fault> {
    match cell {
        Cell::Date(date) => checked(date).map(|date| Cow::Owned(iso(date))),
        Cell::DateTime(moment) => checked(moment.date()).map(|date| Cow::Owned(iso(date))),
        Cell::Number { value, .. } => from_number(value, how).map(|date| Cow::Owned(iso(date))),
        Cell::Text(raw) => read_clean(raw, |text| {
            let date = read(text, how)?;
            if is_iso(text.as_bytes()) {
                return Ok(Cow::Borrowed(text));
            }
            Ok(Cow::Owned(iso(date)))
        }),
        Cell::Time(_) => Err(fault("the cell holds a time without a date")),
        _ => Err(fault("the cell holds TRUE or FALSE")),
    }
}

/// Tells in which orders a text reads as a date, for settling a column's order; a time behind it is passed over.
#[must_use]
pub fn readings(text: &str) -> Readings {
    let text = crate::text::trim(text);
    let all = Readings { dmy: true, mdy: true, ymd: true };
    if is_iso(text.as_bytes().get(..10).unwrap_or_default()) {
        return all;
    }
    if let Some(parts) = Parts::of(text) {
        return parts.readings();
    }
    let of_day = |day| match Parts::of(day) {
        Some(parts) => Some(parts.readings()).filter(|readings| *readings != Readings::default()),
        None => words::read(day).is_ok().then_some(all),
    };
    super::datetime::days(text).find_map(of_day).or_else(|| of_day(text)).unwrap_or_default()
}

/// Reads clean text as a date.
pub(super) fn read(text: &str, how: &Reading<'_>) -> Result<Date, Fault> {
    if let Some(digits) = digits_only(text) {
        return read_digits(digits, how);
    }
    if let Some(parts) = Parts::of(text) {
        return read_parts(&parts, how.date_order);
    }
    if let Some(day) = midnight(text) {
        return read(day, how);
    }
    if let Ok(value) = text.replace(',', ".").parse::<f64>()
        && value.is_finite()
    {
        return from_number(value, how);
    }
    words::read(text).map_err(|invalid| match super::datetime::split(text, how) {
        Some((day, _)) => fault("there is a time behind the date").nearest(iso(day)),
        None => invalid,
    })
}

/// Reads a bare number: a date only where the operator said that this column's numbers are.
fn from_number(value: f64, how: &Reading<'_>) -> Result<Date, Fault> {
    let is_number = Fault::new(FaultKind::DateIsNumber, "it is a number without the form of a date");
    let Some(date) = date_of_number(value, how.date_system) else {
        return Err(fault("it is a number that stands for no date"));
    };
    if how.serial_dates { Ok(date) } else { Err(is_number.nearest(iso(date))) }
}

/// Returns the date that a bare number would be: a serial number, or eight digits as year, month, day.
fn date_of_number(value: f64, system: DateSystem) -> Option<Date> {
    #[expect(clippy::cast_possible_truncation, reason = "a number outside the range saturates and is no date")]
    let whole = value.floor() as i64;
    if let Some(date) = system.date(whole) {
        return Some(date);
    }
    let year = i16::try_from(whole / 10_000).ok()?;
    let (month, day) = ((whole / 100 % 100) as i8, (whole % 100) as i8);
    Date::new(year, month, day).ok().filter(|date| date.year() >= FIRST_YEAR)
}

fn digits_only(text: &str) -> Option<&str> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then_some(text)
}

/// Reads a text of digits alone: ISO 8601's basic format, or a bare number.
fn read_digits(digits: &str, how: &Reading<'_>) -> Result<Date, Fault> {
    if digits.len() == 8 {
        let number = |from: usize, to: usize| digits[from..to].parse::<u16>().unwrap_or(0);
        if let Ok(date) = build(number(0, 4), number(4, 6), number(6, 8)) {
            return Ok(date);
        }
        let (first, second, year) = (number(0, 2), number(2, 4), number(4, 8));
        let (month, day) = if how.date_order == DateOrder::Mdy { (first, second) } else { (second, first) };
        let invalid = fault("eight digits are read as year, month, day");
        return Err(match build(year, month, day) {
            Ok(date) => invalid.nearest(iso(date)),
            Err(_) => invalid,
        });
    }
    from_number(digits.parse().unwrap_or(f64::MAX), how)
}

/// Returns the date's text where nothing but midnight stands behind it (`2024-12-31 00:00:00`).
fn midnight(text: &str) -> Option<&str> {
    let (day, time) = text.rsplit_once([' ', 'T'])?;
    matches!(time.trim_end_matches(".000"), "00:00" | "00:00:00" | "0:00" | "0:00:00").then(|| day.trim_end())
}

/// Three numbers with one kind of separator between them, and how many digits each has.
struct Parts {
    numbers: [u16; 3],
    digits: [u8; 3],
}

impl Parts {
    /// Takes `31/12/2024`, `2024-12-31`, `31. 12. 2024`, `31 12 2024` apart; `None` for every other shape.
    fn of(text: &str) -> Option<Parts> {
        let text = text.strip_suffix('.').unwrap_or(text);
        let mut parts = Parts { numbers: [0; 3], digits: [0; 3] };
        let mut at = 0;
        let mut separator = None;
        let mut gap = None;
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => {
                    if gap.take().is_some_and(|new| *separator.get_or_insert(new) != new) || parts.digits[at] >= 4 {
                        return None;
                    }
                    parts.numbers[at] = parts.numbers[at] * 10 + u16::from(byte - b'0');
                    parts.digits[at] += 1;
                }
                b'/' | b'-' | b'.' | b' ' => {
                    match gap {
                        None if parts.digits[at] > 0 && at < 2 => at += 1,
                        Some(b' ') if byte != b' ' => {}
                        Some(_) if byte == b' ' => continue,
                        _ => return None,
                    }
                    gap = Some(byte);
                }
                _ => return None,
            }
        }
        (at == 2 && gap.is_none() && parts.digits[2] > 0).then_some(parts)
    }

    fn readings(&self) -> Readings {
        let reads = |order| self.date(order).is_ok();
        if self.year_first() {
            let is_date = reads(DateOrder::Ymd);
            return Readings { dmy: is_date, mdy: is_date, ymd: is_date };
        }
        Readings { dmy: reads(DateOrder::Dmy), mdy: reads(DateOrder::Mdy), ymd: false }
    }

    fn year_first(&self) -> bool {
        self.digits[0] > 2
    }

    /// Returns the date in an order, the year where its digits are, or what is wrong with it.
    fn date(&self, order: DateOrder) -> Result<Date, Cow<'static, str>> {
        let [first, second, third] = self.numbers;
        let (place, year, month, day) = match order {
            _ if self.year_first() => (0, first, second, third),
            DateOrder::Ymd => (0, first, second, third),
            DateOrder::Dmy => (2, third, second, first),
            DateOrder::Mdy => (2, third, first, second),
        };
        if (0..3).any(|index| index != place && self.digits[index] > 2) {
            return Err("the year does not stand where the column has it".into());
        }
        match self.digits[place] {
            4 => build(year, month, day),
            2 => Err("its year has two digits only".into()),
            count => Err(format!("its year has {}", crate::text::plural(u64::from(count), "digit", "digits")).into()),
        }
    }

    /// Returns the same with a year of two digits completed as Excel does: 00 to 29 are 2000 and later.
    fn completed(&self, order: DateOrder) -> Option<Date> {
        let place = if order == DateOrder::Ymd { 0 } else { 2 };
        if self.digits[place] != 2 {
            return None;
        }
        let mut numbers = self.numbers;
        numbers[place] += if numbers[place] < 30 { 2000 } else { 1900 };
        let mut digits = self.digits;
        digits[place] = 4;
        Parts { numbers, digits }.date(order).ok()
    }
}

fn read_parts(parts: &Parts, order: DateOrder) -> Result<Date, Fault> {
    let why = match parts.date(order) {
        Ok(date) => return Ok(date),
        Err(why) => why,
    };
    if let Some(date) = parts.completed(order) {
        return Err(fault(why).nearest(iso(date)));
    }
    let other = match order {
        DateOrder::Dmy => DateOrder::Mdy,
        DateOrder::Mdy | DateOrder::Ymd => DateOrder::Dmy,
    };
    match parts.date(other) {
        Ok(date) if !parts.year_first() => Err(fault(why).nearest(iso(date))),
        _ => Err(fault(why)),
    }
}

/// Builds a date, or says which part of it cannot be.
pub(super) fn build(year: u16, month: u16, day: u16) -> Result<Date, Cow<'static, str>> {
    if !(1..=12).contains(&month) {
        return Err(format!("there is no month {month}").into());
    }
    let (Ok(year), Ok(month), Ok(day_number)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
        return Err(format!("there is no day {day}").into());
    };
    if year < FIRST_YEAR {
        return Err(format!("the year {year} is before {FIRST_YEAR}").into());
    }
    Date::new(year, month, day_number).map_err(|_| {
        let name = words::MONTHS[usize::from(month.unsigned_abs()) - 1].0;
        match Date::new(year, month, 1) {
            Ok(first) => format!("{name} {year} has {} days and no day {day}", first.days_in_month()).into(),
            Err(_) => format!("there is no year {year}").into(),
        }
    })
}

fn checked(date: Date) -> Result<Date, Fault> {
    if date.year() < FIRST_YEAR {
        return Err(fault(format!("the year {} is before {FIRST_YEAR}", date.year())));
    }
    Ok(date)
}

/// Tells whether text has the shape `YYYY-MM-DD`.
fn is_iso(text: &[u8]) -> bool {
    text.len() == 10
        && text
            .iter()
            .enumerate()
            .all(|(index, byte)| if matches!(index, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() })
}

/// Writes a date as `YYYY-MM-DD`.
pub(super) fn iso(date: Date) -> String {
    let mut out = String::with_capacity(19);
    push_iso(&mut out, date);
    out
}

/// Writes a date behind other text as `YYYY-MM-DD`.
pub(super) fn push_iso(out: &mut String, date: Date) {
    let year = date.year().unsigned_abs();
    for divisor in [1000, 100, 10, 1] {
        out.push(digit(year / divisor % 10));
    }
    for number in [date.month(), date.day()] {
        out.push('-');
        push_two(out, number);
    }
}

/// Writes a number below 100 with two digits.
pub(super) fn push_two(out: &mut String, number: i8) {
    let number = u16::from(number.unsigned_abs());
    out.push(digit(number / 10 % 10));
    out.push(digit(number % 10));
}

fn digit(number: u16) -> char {
    char::from_digit(u32::from(number), 10).unwrap_or('0')
}

fn fault(why: impl Into<Cow<'static, str>>) -> Fault {
    Fault::new(FaultKind::DateInvalid, why)
}

#[cfg(test)]
mod tests;
