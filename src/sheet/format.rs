//! Number formats: whether a number is shown as a date, a time, a duration, or with leading zeros.
//!
//! XLSX and XLS share the codes (ECMA-376 part 1, 18.8.30 and 18.8.31) and the built-in numbers; both resolve a style to
//! a [`Shape`] once and make every number cell through [`cell_of`]. Only the first section of a code counts: it is the
//! one for positive numbers. Percentages and currencies stay numbers.

use jiff::civil::Date;

use crate::platform::value::{self, Cell, DateSystem};

const DAY: i64 = 86_400_000;
/// The days between the epochs of the 1900 and the 1904 date systems.
const DAYS_1904: f64 = 1_462.0;
/// The serial number of 9999-12-31 in the 1900 date system.
const LAST_SERIAL: f64 = 2_958_465.0;
/// Durations beyond this many days (some 27 million years) are numbers that were formatted by mistake.
const LONGEST_DURATION: f64 = 1e10;

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A number, shown with at least `digits` digits before the point (0 or 1: no padding).
    Number {
        /// How many digits.
        digits: u8,
    },
    /// A day; with a time of day only if the number has a fraction.
    Date,
    /// A day and a time of day.
    DateTime,
    /// A time of day.
    Time,
    /// A span of time that may pass 24 hours (`[h]:mm`).
    Duration,
}

/// A number without padding: the shape of `General` and of most formats.
pub const PLAIN: Shape = Shape::Number { digits: 0 };

/// Returns the shape of a built-in number format that the file gives no code for.
///
/// 27 to 36 and 50 to 58 are East Asian dates and times, 71 to 81 Thai ones: what exactly they show depends on the
/// language of the program, but all of them show days or times. A number beyond every date stays a number all the same.
#[must_use]
pub fn builtin(id: u16) -> Shape {
    match id {
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 | 71..=74 => Shape::Date,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 | 75 | 76 | 78 | 80 => Shape::Time,
        22 | 77 | 81 => Shape::DateTime,
        46 | 79 => Shape::Duration,
        _ => PLAIN,
    }
}

/// Returns the shape of a number format code.
#[must_use]
pub fn classify(code: &str) -> Shape {
    let mut found = Found::default();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let tail = &rest[first.len_utf8()..];
        rest = match first {
            ';' if found.anything => break,
            '"' => tail.find('"').map_or("", |end| &tail[end + 1..]),
            '\\' | '_' | '*' => tail.chars().next().map_or("", |next| &tail[next.len_utf8()..]),
            '[' => found.bracket(tail),
            _ => found.letter(first, rest, tail),
        };
    }
    found.shape()
}

/// Returns the date system of a workbook.
#[must_use]
pub fn date_system(epoch_1904: bool) -> DateSystem {
    if epoch_1904 { DateSystem::SINCE_1904 } else { DateSystem::default() }
}

/// Makes the cell of a number: by its shape, in the 1904 date system if `epoch_1904`.
///
/// Spans of time are durations in XLS as in XLSX, although xlrd makes dates of January 1900 of them.
/// A number that is no day of the calendar (beyond the year 9999, negative, or 60: the 29 February 1900 that never was) stays a number.
#[must_use]
pub fn cell_of(serial: f64, shape: Shape, epoch_1904: bool) -> Cell<'static> {
    if !serial.is_finite() {
        return Cell::Error("#NUM!");
    }
    match shape {
        Shape::Number { digits } => Cell::Number { value: serial, digits },
        Shape::Duration => duration(serial),
        Shape::Date | Shape::DateTime | Shape::Time => moment(serial, shape, epoch_1904),
    }
}

fn duration(serial: f64) -> Cell<'static> {
    if serial.abs() > LONGEST_DURATION {
        return Cell::Number { value: serial, digits: 0 };
    }
    Cell::Time(milliseconds(serial))
}

fn moment(serial: f64, shape: Shape, epoch_1904: bool) -> Cell<'static> {
    let number = Cell::Number { value: serial, digits: 0 };
    if (0.0..1.0).contains(&serial) && (shape == Shape::Time || serial > 0.0 || !epoch_1904) {
        return Cell::Time(milliseconds(serial));
    }
    let serial = if epoch_1904 { serial + DAYS_1904 } else { serial };
    if !(1.0..LAST_SERIAL + 1.0).contains(&serial) {
        return number;
    }
    let total = milliseconds(serial);
    let (day, time) = (total.div_euclid(DAY), total.rem_euclid(DAY));
    let Some(date) = value::date_of_serial(day) else { return number };
    if time == 0 && shape == Shape::Date { Cell::Date(date) } else { date_time(date, time).unwrap_or(number) }
}

fn date_time(date: Date, milliseconds: i64) -> Option<Cell<'static>> {
    let part = |value: i64| i8::try_from(value).ok();
    let seconds = milliseconds / 1000;
    let nanoseconds = i32::try_from(milliseconds % 1000 * 1_000_000).ok()?;
    Some(Cell::DateTime(date.at(part(seconds / 3600)?, part(seconds / 60 % 60)?, part(seconds % 60)?, nanoseconds)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "callers bound the days, so the product stays below 2^63"
)]
fn milliseconds(days: f64) -> i64 {
    (days * DAY as f64).round() as i64
}

/// What was met so far in the first section of a code.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a letter that was or was not met")]
struct Found {
    /// Anything that shows: only then does a `;` end the first section.
    anything: bool,
    day: bool,
    month: bool,
    hour: bool,
    second: bool,
    elapsed: bool,
    /// Zeros before the decimal point, and whether the point or an exponent has come.
    zeros: u8,
    after_point: bool,
    /// Placeholders for digits that are not fractions of a second.
    digits: bool,
    not_padding: bool,
}

impl Found {
    /// Takes what follows a `[`: elapsed time, or a colour, condition or language that says nothing of the shape.
    fn bracket<'a>(&mut self, tail: &'a str) -> &'a str {
        let Some(end) = tail.find(']') else { return "" };
        let inside = &tail[..end];
        let only = |letter: u8| !inside.is_empty() && inside.bytes().all(|byte| byte.eq_ignore_ascii_case(&letter));
        if only(b'h') || only(b'm') || only(b's') {
            self.elapsed = true;
            self.anything = true;
        }
        &tail[end + 1..]
    }

    /// Takes a character outside quotes and brackets, and returns what is left after it.
    fn letter<'a>(&mut self, first: char, rest: &'a str, tail: &'a str) -> &'a str {
        for word in ["general", "standard", "am/pm", "a/p"] {
            if let Some(start) = rest.get(..word.len())
                && start.eq_ignore_ascii_case(word)
            {
                self.anything = true;
                return &rest[word.len()..];
            }
        }
        match first {
            'd' | 'D' | 'y' | 'Y' => self.day = true,
            'm' | 'M' => self.month = true,
            'h' | 'H' => self.hour = true,
            's' | 'S' => self.second = true,
            '0' => self.zero(),
            '#' | '?' | '@' => {
                self.digits |= !self.after_seconds();
                self.not_padding = true;
            }
            '.' => self.after_point = true,
            'E' | 'e' if tail.starts_with(['+', '-']) => self.not_padding = true,
            '%' | '/' => self.not_padding |= self.zeros > 0,
            _ => {}
        }
        self.anything = true;
        tail
    }

    fn zero(&mut self) {
        self.digits |= !self.after_seconds();
        if !self.after_point {
            self.zeros = self.zeros.saturating_add(1);
        }
    }

    /// `ss.000`: the zeros are fractions of a second.
    fn after_seconds(&self) -> bool {
        (self.second || self.elapsed) && self.after_point
    }

    fn shape(&self) -> Shape {
        let time = self.hour || self.second;
        let date = self.day || (self.month && !time && !self.elapsed);
        if self.digits || !(date || time || self.elapsed) {
            let padded = self.zeros > 1 && !self.not_padding;
            return Shape::Number { digits: if padded { self.zeros } else { 0 } };
        }
        match (self.elapsed, date, time) {
            (true, false, _) => Shape::Duration,
            (_, true, true) | (true, true, _) => Shape::DateTime,
            (_, true, false) => Shape::Date,
            _ => Shape::Time,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn codes_of_dates_times_and_durations_are_told_from_numbers() {
        for (code, shape) in [
            ("General", PLAIN),
            ("Standard", PLAIN),
            ("0", PLAIN),
            ("#,##0.00", PLAIN),
            ("00000", Shape::Number { digits: 5 }),
            ("000\\-00\\-0000", Shape::Number { digits: 9 }),
            ("[<=99999]00000;00000\\-0000", Shape::Number { digits: 5 }),
            ("000.00", Shape::Number { digits: 3 }),
            ("0.00E+00", PLAIN),
            ("00%", PLAIN),
            ("# ?/?", PLAIN),
            ("@", PLAIN),
            ("[Red]#,##0.00 \"days\"", PLAIN),
            ("#,##0\\ \"USD\";[Red]\\-#,##0\\ \"USD\"", PLAIN),
            ("_-* #,##0.00\\ [$€-407]_-;\\-* #,##0.00\\ [$€-407]_-", PLAIN),
            ("0 \"hms\"", PLAIN),
            ("[>=1000]0.0,\"k\";0", PLAIN),
            ("yyyy-mm-dd", Shape::Date),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Shape::Date),
            ("[$-409]d\\-mmm\\-yy;@", Shape::Date),
            ("[$-411]ge.m.d", Shape::Date),
            ("yyyy\"年\"m\"月\"d\"日\"", Shape::Date),
            ("mmm", Shape::Date),
            ("mm/yy", Shape::Date),
            ("m/d/yy h:mm", Shape::DateTime),
            ("[$-410]dd/mm/yyyy\\ hh:mm:ss", Shape::DateTime),
            ("h:mm AM/PM", Shape::Time),
            ("hh:mm:ss.000", Shape::Time),
            ("mm:ss.0", Shape::Time),
            ("[h]:mm", Shape::Duration),
            ("[HH]:MM:SS", Shape::Duration),
            ("[mm]:ss.00", Shape::Duration),
            ("[Blue]h:mm;@", Shape::Time),
            (";;;", PLAIN),
            ("", PLAIN),
        ] {
            assert_eq!(classify(code), shape, "{code}");
        }
    }

    #[test]
    fn a_number_beyond_every_date_stays_a_number_whatever_its_format() {
        for serial in [393_331_234_567.0, -1.0, 60.0, 2_958_466.0] {
            assert_eq!(cell_of(serial, Shape::Date, false), Cell::Number { value: serial, digits: 0 }, "{serial}");
        }
    }

    #[test]
    fn a_day_at_midnight_is_a_date_and_one_with_a_time_keeps_it() {
        assert_eq!(cell_of(44_927.0, Shape::Date, false), Cell::Date(date(2023, 1, 1)));
        assert_eq!(cell_of(44_927.5, Shape::Date, false), Cell::DateTime(date(2023, 1, 1).at(12, 0, 0, 0)));
        assert_eq!(cell_of(44_927.0, Shape::DateTime, false), Cell::DateTime(date(2023, 1, 1).at(0, 0, 0, 0)));
        assert_eq!(
            cell_of(44_926.999_999_999_9, Shape::Date, false),
            Cell::Date(date(2023, 1, 1)),
            "rounding passes midnight"
        );
    }

    #[test]
    fn the_1904_system_counts_from_its_own_first_day() {
        assert_eq!(cell_of(0.0, Shape::Date, true), Cell::Date(date(1904, 1, 1)));
        assert_eq!(cell_of(43_465.0, Shape::Date, true), Cell::Date(date(2023, 1, 1)));
    }

    #[test]
    fn times_and_durations_are_milliseconds() {
        assert_eq!(cell_of(0.75, Shape::Time, false), Cell::Time(64_800_000));
        assert_eq!(cell_of(1.145_833_333_333_333_3, Shape::Duration, false), Cell::Time(99_000_000));
        assert_eq!(cell_of(1e300, Shape::Duration, false), Cell::Number { value: 1e300, digits: 0 });
    }
}
