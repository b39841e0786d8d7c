//! What one cell of a sheet holds, as every reader hands it on and every field type takes it.
//!
//! A [`Cell`] knows nothing of formats or files. Readers (`sheet`) make it, field types
//! (`platform::types`) turn it into the *normal form* of a field: the one string that is stored,
//! compared, shown and exported for a value.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};

/// One cell, borrowed from the batch of rows it was read into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// No value: an empty cell, or one that holds only white space.
    Blank,
    /// Text as the file holds it: not trimmed, not cleaned, never empty.
    Text(&'a str),
    /// A number. `digits` is how many digits its format shows at least (`00000` → 5; 0 or 1: no padding).
    Number {
        /// The value; never NaN or infinite (readers hand those on as [`Cell::Error`]).
        value: f64,
        /// Least number of digits before the decimal point that the number format shows.
        digits: u8,
    },
    /// TRUE or FALSE.
    Boolean(bool),
    /// A date without a time of day.
    Date(Date),
    /// A date with a time of day.
    DateTime(DateTime),
    /// A time of day or a duration, in milliseconds; may pass 24 hours and may be negative.
    Time(i64),
    /// An error value such as `#N/A` or `#REF!`, as the file spells it.
    Error(&'a str),
}

impl<'a> Cell<'a> {
    /// Tells whether nothing is in the cell: blank, or text of white space and invisible characters only.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Blank => true,
            Cell::Text(text) => crate::text::trim(text).is_empty(),
            _ => false,
        }
    }

    /// Returns the name of the cell's type as `leadport sheet --json` shows it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Cell::Blank => "blank",
            Cell::Text(_) => "text",
            Cell::Number { .. } => "number",
            Cell::Boolean(_) => "boolean",
            Cell::Date(_) => "date",
            Cell::DateTime(_) => "datetime",
            Cell::Time(_) => "time",
            Cell::Error(_) => "error",
        }
    }

    /// Returns the cell's text in the normal form of its type: what a text field would get, before trimming.
    ///
    /// Numbers are their shortest exact decimal, padded with zeros where the format shows them;
    /// dates and times are ISO 8601; a duration is a time of any number of hours (`27:30:00`).
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        match *self {
            Cell::Blank => Cow::Borrowed(""),
            Cell::Text(text) | Cell::Error(text) => Cow::Borrowed(text),
            Cell::Number { value, digits } => Cow::Owned(padded_decimal(value, digits)),
            Cell::Boolean(true) => Cow::Borrowed("true"),
            Cell::Boolean(false) => Cow::Borrowed("false"),
            Cell::Date(date) => Cow::Owned(date.to_string()),
            Cell::DateTime(moment) => Cow::Owned(moment.to_string()),
            Cell::Time(milliseconds) => Cow::Owned(time_text(milliseconds)),
        }
    }

    /// Returns the number behind the cell: its value, or the serial number (1900 date system) of a date or time.
    ///
    /// For telling cells apart only: which number the file holds depends on its date system.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match *self {
            Cell::Number { value, .. } => Some(value),
            Cell::Date(date) => Some(f64::from(serial_of(date))),
            Cell::DateTime(moment) => Some(f64::from(serial_of(moment.date())) + day_fraction(moment)),
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of any cell stay far below 2^53")]
            Cell::Time(milliseconds) => Some(milliseconds as f64 / 86_400_000.0),
            _ => None,
        }
    }
}

/// Writes a finite number as its shortest exact decimal: no exponent, no trailing `.0`, `-0` as `0`.
#[must_use]
pub fn decimal(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    // Whole numbers are exact up to 2^53, most numbers of a sheet are whole, and their digits are cheaper to write.
    if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return (value as i64).to_string();
    }
    format!("{value}")
}

/// Writes a number as [`decimal`] does, with leading zeros up to `digits` digits before the point.
fn padded_decimal(value: f64, digits: u8) -> String {
    let plain = decimal(value);
    let (sign, body) = plain.strip_prefix('-').map_or(("", plain.as_str()), |body| ("-", body));
    let whole = body.find('.').unwrap_or(body.len());
    let missing = usize::from(digits).saturating_sub(whole);
    if missing == 0 {
        return plain;
    }
    format!("{sign}{}{body}", "0".repeat(missing))
}

/// Writes milliseconds as `[-]HH:MM:SS[.fff]`; the hours may be more than 23.
#[must_use]
pub fn time_text(milliseconds: i64) -> String {
    let sign = if milliseconds < 0 { "-" } else { "" };
    let total = milliseconds.unsigned_abs();
    let (seconds, fraction) = (total / 1000, total % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut out = format!("{sign}{hours:02}:{minutes:02}:{seconds:02}");
    if fraction > 0 {
        out.push_str(format!(".{fraction:03}").trim_end_matches('0'));
    }
    out
}

/// Returns the serial number of a date in the 1900 date system (ECMA-376 part 1, 18.17.4.1): 1900-03-01 is 61.
#[must_use]
pub fn serial_of(date: Date) -> i32 {
    let days = days_since_1970(date) + 25_569;
    // The 1900 system counts a 29 February 1900 that never was: serials below 61 stand one lower.
    if days < 61 { days - 1 } else { days }
}

/// Returns the date of a serial number of the 1900 date system; `None` outside 1 ..= 2,958,465 and for 60, which is no date.
#[must_use]
pub fn date_of_serial(serial: i64) -> Option<Date> {
    if !(1..=2_958_465).contains(&serial) || serial == 60 {
        return None;
    }
    let days = if serial < 60 { serial + 1 } else { serial } - 25_569;
    date_of_days(days)
}

/// Which day the serial numbers of a file count from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateSystem(
    /// The days from 1970-01-01 to the day with the number 0; `None` is Excel's system of 1900, in which no one day has it.
    Option<i32>,
);

impl DateSystem {
    /// The system of workbooks that were made on a Macintosh: 1904-01-01 has the number 0.
    pub const SINCE_1904: DateSystem = DateSystem(Some(-24_107));
    /// The system of an OpenDocument sheet that says nothing else: 1899-12-30 has the number 0.
    pub const OPEN_DOCUMENT: DateSystem = DateSystem(Some(-25_569));

    /// Returns the system in which this day has the number 0.
    #[must_use]
    pub fn since(day_zero: Date) -> Self {
        DateSystem(Some(days_since_1970(day_zero)))
    }

    /// Returns the system of these days from 1970-01-01 to its day 0; see [`DateSystem::day_zero`].
    #[must_use]
    pub fn of_day_zero(days: Option<i32>) -> Self {
        DateSystem(days)
    }

    /// Returns the days from 1970-01-01 to the day with the number 0; `None` for Excel's system of 1900.
    #[must_use]
    pub fn day_zero(self) -> Option<i32> {
        self.0
    }

    /// Returns the date of a serial number; `None` where it stands for none, or for one before 1900.
    #[must_use]
    pub fn date(self, serial: i64) -> Option<Date> {
        let Some(zero) = self.0 else { return date_of_serial(serial) };
        let in_range = (0..=2_958_465).contains(&serial);
        let date = in_range.then(|| date_of_days(i64::from(zero) + serial)).flatten();
        date.filter(|date| date.year() >= 1900)
    }
}

/// Returns the days from 1970-01-01 to a date of the proleptic Gregorian calendar.
#[must_use]
pub fn days_since_1970(date: Date) -> i32 {
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Returns the date that lies `days` after 1970-01-01; `None` outside the years -9999 ..= 9999.
#[must_use]
pub fn date_of_days(days: i64) -> Option<Date> {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = i8::try_from(day_of_year - (153 * shifted_month + 2) / 5 + 1).ok()?;
    let month = i8::try_from(if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 }).ok()?;
    let year = i16::try_from(year_of_era + era * 400 + i64::from(month <= 2)).ok()?;
    Date::new(year, month, day).ok()
}

fn day_fraction(moment: DateTime) -> f64 {
    let seconds = i32::from(moment.hour()) * 3600 + i32::from(moment.minute()) * 60 + i32::from(moment.second());
    (f64::from(seconds) + f64::from(moment.subsec_nanosecond()) / 1e9) / 86_400.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_phone_number_is_never_written_with_an_exponent() {
        assert_eq!(decimal(393_331_234_567.0), "393331234567");
        assert_eq!(decimal(0.3), "0.3");
        assert_eq!(decimal(-0.0), "0");
        for value in [1.0, -1.0, 9_007_199_254_740_991.0, 9_007_199_254_740_992.0, -9_007_199_254_740_993.0, 1e21, 0.1]
        {
            assert_eq!(decimal(value), format!("{value}"));
        }
    }

    #[test]
    fn a_format_of_zeros_keeps_the_zeros() {
        assert_eq!(Cell::Number { value: 123.0, digits: 5 }.text(), "00123");
        assert_eq!(Cell::Number { value: -1.5, digits: 3 }.text(), "-001.5");
    }

    #[test]
    fn serials_and_dates_agree_with_excel() {
        for (serial, day) in [
            (1, date(1900, 1, 1)),
            (59, date(1900, 2, 28)),
            (61, date(1900, 3, 1)),
            (44_927, date(2023, 1, 1)),
            (2_958_465, date(9999, 12, 31)),
        ] {
            assert_eq!(date_of_serial(serial), Some(day));
            assert_eq!(i64::from(serial_of(day)), serial);
        }
        assert_eq!(date_of_serial(60), None, "29 February 1900 never was");
        assert_eq!(date_of_serial(0), None);
    }

    #[test]
    fn a_serial_number_is_another_day_in_another_date_system() {
        let of = |system: DateSystem, serial| system.date(serial).map(|date| date.to_string());
        assert_eq!(of(DateSystem::default(), 43_541).as_deref(), Some("2019-03-17"));
        assert_eq!(of(DateSystem::SINCE_1904, 43_541).as_deref(), Some("2023-03-18"));
        assert_eq!(of(DateSystem::SINCE_1904, 0).as_deref(), Some("1904-01-01"));
        assert_eq!(of(DateSystem::OPEN_DOCUMENT, 43_541).as_deref(), Some("2019-03-17"));
        assert_eq!(of(DateSystem::OPEN_DOCUMENT, 5).as_deref(), Some("1900-01-04"));
        assert_eq!(DateSystem::since(date(1904, 1, 1)), DateSystem::SINCE_1904);
        assert_eq!(DateSystem::since(date(1899, 12, 30)), DateSystem::OPEN_DOCUMENT);
        for nothing in [-1, 2_958_466, i64::MIN, i64::MAX] {
            assert_eq!(of(DateSystem::SINCE_1904, nothing), None);
        }
        assert_eq!(of(DateSystem::OPEN_DOCUMENT, 1), None, "1899-12-31 is before 1900");
    }

    #[test]
    fn a_duration_may_pass_a_day() {
        assert_eq!(time_text(99_000_000), "27:30:00");
        assert_eq!(time_text(-1_500), "-00:00:01.5");
    }
}
