//! Datetime: a date with a time of day, as it is on the clock of the platform's time zone.
//!
//! The normal form is `YYYY-MM-DDTHH:MM:SS`. What carries an offset is converted; what carries none is taken
//! to be the platform's own time already. A date alone is midnight.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

use super::time::{self, Time};
use super::{Fault, FaultKind, Reading, date, read_clean};
use crate::platform::value::{Cell, DateSystem};

/// The rule in words.
pub const RULE: &str = "A date with a time (2024-12-31 09:30, 31/12/2024 9.30 pm); a date alone is midnight. An offset (Z, +02:00) is converted to the platform's time zone.";

/// Reads a cell as a date with a time.
///
/// # Errors
/// [`FaultKind::DatetimeInvalid`], or [`FaultKind::DateIsNumber`] whose `nearest` is the moment that the number would be.
pub fn parse<'a>(cell: Cell<'a>, how: &Reading<'_>) -> Result<Cow<'a, str>, Fault> {
    match cell {
        Cell::DateTime(moment) => checked(moment),
        Cell::Date(day) => checked(day.at(0, 0, 0, 0)),
        Cell::Text(raw) => read_clean(raw, |text| {
            if let Some(moment) = read_iso(text) {
                return moment.map(|()| Cow::Borrowed(text));
            }
            read(text, how).map(|moment| Cow::Owned(iso(moment)))
        }),
        Cell::Number { value, .. } => checked(from_number(value, how)?),
        Cell::Time(_) => Err(fault("the cell holds a time without a date")),
        _ => Err(fault("the cell holds TRUE or FALSE")),
    }
}

/// Writes a moment as `YYYY-MM-DDTHH:MM:SS`, with as many decimals of a second as it has.
pub(super) fn iso(moment: DateTime) -> String {
    let mut out = date::iso(moment.date());
    out.push('T');
    let time = Time {
        hour: moment.hour(),
        minute: moment.minute(),
        second: moment.second(),
        nanosecond: moment.subsec_nanosecond(),
    };
    time.push_iso(&mut out);
    out
}

/// Checks text that has the normal form already; `None` where it has another form.
fn read_iso(text: &str) -> Option<Result<(), Fault>> {
    let bytes = text.as_bytes();
    if bytes.len() != 19 || bytes[10] != b'T' || bytes[4] != b'-' || bytes[7] != b'-' || bytes[13] != b':' {
        return None;
    }
    let (day, clock) = (text.get(..10)?, text.get(11..)?);
    time::read(clock).filter(|_| bytes[16] == b':')?;
    Some(date::read(day, &Reading::default()).map(|_| ()).map_err(as_datetime))
}

/// Reads a bare number: a moment only where the operator said that this column's numbers are.
fn from_number(value: f64, how: &Reading<'_>) -> Result<DateTime, Fault> {
    let Some(moment) = of_serial(value, how.date_system) else {
        return Err(fault("it is a number that stands for no date"));
    };
    if how.serial_dates {
        return Ok(moment);
    }
    Err(Fault::new(FaultKind::DateIsNumber, "it is a number without the form of a date").nearest(iso(moment)))
}

/// Returns the number of a text that is one with decimals (`45000.5`).
fn with_decimals(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once(['.', ','])?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(decimals)).then(|| format!("{whole}.{decimals}").parse().ok()).flatten()
}

/// Reads clean text as a moment on the platform's clock.
fn read(text: &str, how: &Reading<'_>) -> Result<DateTime, Fault> {
    let (local, offset) = split_offset(text);
    if let Some((day, time)) = split(local, how) {
        let moment = at(day, time);
        return match offset {
            Some(offset) => convert(moment, offset, how.time_zone),
            None => Ok(moment),
        };
    }
    if let Some(value) = with_decimals(text) {
        return from_number(value, how);
    }
    let plain = date::read(text, how).map(|day| day.at(0, 0, 0, 0));
    plain.map_err(|mut invalid| {
        // The suggestion must be a moment, as everything that this field holds.
        invalid.nearest = invalid.nearest.map(|day| if day.len() == 10 { format!("{day}T00:00:00") } else { day });
        as_datetime(invalid)
    })
}

/// Splits text into a date and the time behind it.
pub(super) fn split(text: &str, how: &Reading<'_>) -> Option<(Date, Time)> {
    breaks(text).find_map(|(day, time)| Some((date::read(day, how).ok()?, time)))
}

/// Returns what stands before a time, and an offset, at the end of the text: the date, if it is one.
pub(super) fn days(text: &str) -> impl Iterator<Item = &str> {
    breaks(split_offset(text).0).map(|(day, _)| day)
}

/// Breaks text at each T, blank or comma with a time behind it.
fn breaks(text: &str) -> impl Iterator<Item = (&str, Time)> {
    let breaks = text.char_indices().filter(|(_, c)| matches!(c, 'T' | 't' | ' ' | ',' | '\u{a0}' | '\u{202f}'));
    breaks.filter_map(|(index, c)| {
        let clock = text[index + c.len_utf8()..].trim_start();
        // A time begins with a digit; asking for it first spares the reading of a date at every blank.
        let time = clock.starts_with(|c: char| c.is_ascii_digit()).then(|| time::read(clock))??;
        Some((text[..index].trim_end_matches([' ', ',']), time))
    })
}

/// Takes an offset from UTC off the end: `Z`, `UTC`, `GMT`, `+02:00`, `-0530`, `+02`.
fn split_offset(text: &str) -> (&str, Option<Offset>) {
    for name in ["Z", "z", "UTC", "GMT"] {
        if let Some(local) = text.strip_suffix(name)
            && local.trim_end().ends_with(|c: char| c.is_ascii_digit())
        {
            return (local.trim_end(), Some(Offset::UTC));
        }
    }
    // An offset needs a time before it: the - of a date is none.
    let Some(colon) = text.find(':') else { return (text, None) };
    let Some(sign) = text[colon..].rfind(['+', '-']).map(|sign| sign + colon) else { return (text, None) };
    match offset(&text[sign + 1..]) {
        Some(seconds) => {
            let seconds = if text[sign..].starts_with('-') { -seconds } else { seconds };
            (text[..sign].trim_end(), Offset::from_seconds(seconds).ok())
        }
        None => (text, None),
    }
}

/// Reads `02:00`, `0200` or `02` as seconds.
fn offset(text: &str) -> Option<i32> {
    let digits: String = text.chars().filter(|c| *c != ':').collect();
    let shape_holds = text.len() == digits.len() || (text.len() == 5 && text.as_bytes()[2] == b':');
    if !shape_holds || !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 =
        digits.get(2..).filter(|minutes| !minutes.is_empty()).map_or(Some(0), |minutes| minutes.parse().ok())?;
    (hours <= 14 && minutes < 60).then_some(hours * 3600 + minutes * 60)
}

fn convert(moment: DateTime, offset: Offset, zone: Option<&str>) -> Result<DateTime, Fault> {
    let zone = zone.and_then(|name| TimeZoneDatabase::bundled().get(name).ok()).unwrap_or(TimeZone::UTC);
    let timestamp = offset.to_timestamp(moment).map_err(|_| fault("its offset leads out of the calendar"))?;
    Ok(timestamp.to_zoned(zone).datetime())
}

fn at(day: Date, time: Time) -> DateTime {
    day.at(time.hour, time.minute, time.second, time.nanosecond)
}

/// Returns the moment of a serial number, to the second.
fn of_serial(value: f64, system: DateSystem) -> Option<DateTime> {
    #[expect(clippy::cast_possible_truncation, reason = "a number outside the range saturates and is no date")]
    let seconds = (value * 86_400.0).round() as i64;
    let day = system.date(seconds.div_euclid(86_400))?;
    let rest = i32::try_from(seconds.rem_euclid(86_400)).ok()?;
    let part = |number: i32| i8::try_from(number).ok();
    Some(day.at(part(rest / 3600)?, part(rest / 60 % 60)?, part(rest % 60)?, 0))
}

fn checked(moment: DateTime) -> Result<Cow<'static, str>, Fault> {
    if moment.year() < 1900 {
        return Err(fault(format!("the year {} is before 1900", moment.year())));
    }
    Ok(Cow::Owned(iso(moment)))
}

fn as_datetime(mut fault: Fault) -> Fault {
    if fault.kind == FaultKind::DateInvalid {
        fault.kind = FaultKind::DatetimeInvalid;
    }
    fault
}

fn fault(why: impl Into<Cow<'static, str>>) -> Fault {
    Fault::new(FaultKind::DatetimeInvalid, why)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::platform::types::DateOrder;

    fn in_rome(text: &str) -> Result<String, Fault> {
        let how = Reading { time_zone: Some("Europe/Rome"), ..Reading::default() };
        parse(Cell::Text(text), &how).map(Cow::into_owned)
    }

    #[test]
    fn a_date_and_a_time_are_read_in_every_form_of_either() {
        let cases = [
            ("2024-12-31T09:30:15", "2024-12-31T09:30:15"),
            ("2024-12-31 09:30:15", "2024-12-31T09:30:15"),
            ("2024-12-31 09:30", "2024-12-31T09:30:00"),
            ("2024-12-31T09:30:15.250", "2024-12-31T09:30:15.25"),
            ("31/12/2024 9:30", "2024-12-31T09:30:00"),
            ("31/12/2024, 9.30 pm", "2024-12-31T21:30:00"),
            ("31.12.2024 09.30", "2024-12-31T09:30:00"),
            ("31 12 2024 9:30", "2024-12-31T09:30:00"),
            ("5 March 2024 9:30 pm", "2024-03-05T21:30:00"),
            ("5 marzo 2024, 21:30", "2024-03-05T21:30:00"),
            ("March 5, 2024 9 pm", "2024-03-05T21:00:00"),
            ("2024-12-31", "2024-12-31T00:00:00"),
            ("31/12/2024", "2024-12-31T00:00:00"),
        ];
        for (text, iso) in cases {
            assert_eq!(in_rome(text).as_deref(), Ok(iso), "{text}");
        }
        let mdy = Reading { date_order: DateOrder::Mdy, ..Reading::default() };
        assert_eq!(parse(Cell::Text("12/31/2024 9:30"), &mdy).unwrap(), "2024-12-31T09:30:00");
    }

    #[test]
    fn an_offset_is_converted_to_the_platforms_time_zone() {
        let cases = [
            ("2024-12-31T23:30:00Z", "2025-01-01T00:30:00"),
            ("2024-07-01T10:00:00+00:00", "2024-07-01T12:00:00"),
            ("2024-07-01 10:00 UTC", "2024-07-01T12:00:00"),
            ("2024-07-01T10:00:00-0500", "2024-07-01T17:00:00"),
            ("2024-07-01T10:00:00+05:30", "2024-07-01T06:30:00"),
            ("2024-07-01T10:00:00+02", "2024-07-01T10:00:00"),
        ];
        for (text, iso) in cases {
            assert_eq!(in_rome(text).as_deref(), Ok(iso), "{text}");
        }
        let utc = parse(Cell::Text("2024-07-01T10:00:00+02:00"), &Reading::default());
        assert_eq!(utc.unwrap(), "2024-07-01T08:00:00");
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "2024-02-30T10:00:00",
            "2024-02-03T25:00:00",
            "tomorrow",
            "9:30",
            "2024-07-01T10:00:00+99:00",
            "é2024-07-01T10:00:00",
            "31/12/24 9:30",
        ] {
            assert_eq!(in_rome(text).unwrap_err().kind, FaultKind::DatetimeInvalid, "{text}");
        }
        let number = parse(Cell::Number { value: 45_292.5, digits: 0 }, &Reading::default()).unwrap_err();
        assert_eq!((number.kind, number.nearest.as_deref()), (FaultKind::DateIsNumber, Some("2024-01-01T12:00:00")));
        let serial = Reading { serial_dates: true, ..Reading::default() };
        assert_eq!(parse(Cell::Number { value: 45_292.5, digits: 0 }, &serial).unwrap(), "2024-01-01T12:00:00");
    }

    #[test]
    fn a_serial_number_keeps_its_time_as_text_too() {
        let serial = Reading { serial_dates: true, ..Reading::default() };
        for (text, iso) in [
            ("45292.5", "2024-01-01T12:00:00"),
            ("45292,75", "2024-01-01T18:00:00"),
            ("45292", "2024-01-01T00:00:00"),
            ("31.12.2024", "2024-12-31T00:00:00"),
        ] {
            assert_eq!(parse(Cell::Text(text), &serial).as_deref(), Ok(iso), "{text}");
        }
        let fault = parse(Cell::Text("45292.5"), &Reading::default()).unwrap_err();
        assert_eq!((fault.kind, fault.nearest.as_deref()), (FaultKind::DateIsNumber, Some("2024-01-01T12:00:00")));
    }

    #[test]
    fn date_cells_are_midnight() {
        let how = Reading::default();
        assert_eq!(parse(Cell::Date(date(2024, 2, 29)), &how).unwrap(), "2024-02-29T00:00:00");
        assert_eq!(parse(Cell::DateTime(date(2024, 2, 29).at(13, 5, 7, 0)), &how).unwrap(), "2024-02-29T13:05:07");
        assert!(matches!(parse(Cell::Text("2024-02-29T13:05:07"), &how), Ok(Cow::Borrowed(_))));
    }
}
