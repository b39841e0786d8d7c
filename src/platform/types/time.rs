//! Time: a time of day, as `HH:MM:SS`.

use std::borrow::Cow;

use super::date::push_two;
use super::{Fault, FaultKind, read_clean};
use crate::platform::value::{self, Cell};

/// The rule in words.
pub const RULE: &str = "A time of day: a time cell, 9:30, 09:30:15, or 9.30 pm.";

const DAY: i64 = 86_400_000;

/// Reads a cell as a time of day.
///
/// # Errors
/// [`FaultKind::TimeInvalid`]; `nearest` is the time of a date-time cell, or of a bare fraction of a day.
pub fn parse(cell: Cell<'_>) -> Result<Cow<'_, str>, Fault> {
    match cell {
        Cell::Time(milliseconds) if (0..DAY).contains(&milliseconds) => Ok(Cow::Owned(value::time_text(milliseconds))),
        Cell::Time(milliseconds) => Err(fault(format!("{} is no time of day", value::time_text(milliseconds)))),
        Cell::Text(raw) => read_clean(raw, |text| match read(text) {
            Some(_) if is_iso(text.as_bytes()) => Ok(Cow::Borrowed(text)),
            Some(time) => Ok(Cow::Owned(time.iso())),
            None => Err(fault(explain(text))),
        }),
        Cell::DateTime(moment) => {
            let text = super::datetime::iso(moment);
            Err(fault("the cell holds a date too").nearest(&text[11..]))
        }
        Cell::Number { value, .. } if (0.0..1.0).contains(&value) => {
            #[expect(clippy::cast_possible_truncation, reason = "a fraction of a day has at most 86,400 seconds")]
            let milliseconds = ((value * 86_400.0).round() as i64 * 1000).min(DAY - 1000);
            Err(fault("it is a number without the form of a time").nearest(value::time_text(milliseconds)))
        }
        Cell::Number { .. } => Err(fault("it is a number, not a time")),
        _ => Err(fault("the cell holds a date without a time, or TRUE or FALSE")),
    }
}

/// A time of day as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub hour: i8,
    pub minute: i8,
    pub second: i8,
    pub nanosecond: i32,
}

impl Time {
    fn iso(self) -> String {
        let mut out = String::with_capacity(12);
        self.push_iso(&mut out);
        out
    }

    /// Writes the time behind other text as `HH:MM:SS`, with as many decimals as it has.
    pub(super) fn push_iso(self, out: &mut String) {
        push_two(out, self.hour);
        out.push(':');
        push_two(out, self.minute);
        out.push(':');
        push_two(out, self.second);
        if self.nanosecond > 0 {
            out.push_str(format!(".{:09}", self.nanosecond).trim_end_matches('0'));
        }
    }
}

/// Reads clean text as a time: `9:30`, `9.30`, `09:30:15.5`, each with or without am or pm; `9 pm`.
pub(super) fn read(text: &str) -> Option<Time> {
    let (clock, half) = split_half(text);
    let mut numbers = [0i8; 3];
    let mut count = 0;
    let mut separator = None;
    let mut rest = clock;
    let mut nanosecond = 0;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&digits) || (count > 0 && digits != 2) {
            return None;
        }
        numbers[count] = rest[..digits].parse().ok()?;
        count += 1;
        rest = &rest[digits..];
        let Some(mark) = rest.chars().next() else { break };
        rest = &rest[mark.len_utf8()..];
        if count == 3 {
            nanosecond = matches!(mark, '.' | ',').then(|| decimals(rest)).flatten()?;
            break;
        }
        if !matches!(mark, ':' | '.') || *separator.get_or_insert(mark) != mark {
            return None;
        }
    }
    let [hour, minute, second] = numbers;
    let hour = match half {
        None if count > 1 && hour < 24 => hour,
        Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
        _ => return None,
    };
    (minute < 60 && second < 60).then_some(Time { hour, minute, second, nanosecond })
}

/// Takes am or pm off the end; `true` is pm.
fn split_half(text: &str) -> (&str, Option<bool>) {
    for (ending, afternoon) in
        [("am", false), ("a.m.", false), ("a.m", false), ("pm", true), ("p.m.", true), ("p.m", true)]
    {
        let Some(start) = text.len().checked_sub(ending.len()) else { continue };
        if let (Some(clock), Some(last)) = (text.get(..start), text.get(start..))
            && last.eq_ignore_ascii_case(ending)
        {
            return (clock.trim_end(), Some(afternoon));
        }
    }
    (text, None)
}

/// Reads the decimals of a second as nanoseconds.
fn decimals(digits: &str) -> Option<i32> {
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let missing = u32::try_from(9 - digits.len()).ok()?;
    digits.parse::<i32>().ok()?.checked_mul(10i32.pow(missing))
}

fn is_iso(text: &[u8]) -> bool {
    text.len() == 8
        && text
            .iter()
            .enumerate()
            .all(|(index, byte)| if matches!(index, 2 | 5) { *byte == b':' } else { byte.is_ascii_digit() })
}

fn explain(text: &str) -> &'static str {
    if text.starts_with("24:00") || text.starts_with("24.00") {
        return "a day ends at 23:59:59, and midnight is 00:00";
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return "there is no : between hours and minutes";
    }
    "it is no time of day in any known form"
}

fn fault(why: impl Into<Cow<'static, str>>) -> Fault {
    Fault::new(FaultKind::TimeInvalid, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        let cases = [
            ("9:30", Some("09:30:00")),
            ("09:30:15", Some("09:30:15")),
            ("9.30", Some("09:30:00")),
            ("9.30 pm", Some("21:30:00")),
            ("9.30pm", Some("21:30:00")),
            ("9:30 P.M.", Some("21:30:00")),
            ("9:30 a.m.", Some("09:30:00")),
            ("9 pm", Some("21:00:00")),
            ("12:00 am", Some("00:00:00")),
            ("12:00 pm", Some("12:00:00")),
            ("00:00", Some("00:00:00")),
            ("23:59:59", Some("23:59:59")),
            ("09:30:15.250", Some("09:30:15.25")),
            ("09:30:15,5", Some("09:30:15.5")),
            ("09.30.15", Some("09:30:15")),
            ("24:00", None),
            ("9", None),
            ("930", None),
            ("9:60", None),
            ("9:30:60", None),
            ("9:3", None),
            ("13:00 pm", None),
            ("0:30 am", None),
            ("9:30.15.5", None),
            ("9:", None),
            (":30", None),
            ("9:30 Uhr", None),
            ("9:30é", None),
            ("-9:30", None),
            ("pm", None),
            ("noon", None),
        ];
        for (text, time) in cases {
            assert_eq!(parse(Cell::Text(text)).ok().as_deref(), time, "{text}");
        }
    }

    #[test]
    fn time_cells_are_times_of_day_and_durations_are_not() {
        assert_eq!(parse(Cell::Time(34_200_000)).unwrap(), "09:30:00");
        assert_eq!(parse(Cell::Time(99_000_000)).unwrap_err().why, "27:30:00 is no time of day");
        assert!(parse(Cell::Time(-1)).is_err());
        let number = parse(Cell::Number { value: 0.395_833_333, digits: 0 }).unwrap_err();
        assert_eq!(number.nearest.as_deref(), Some("09:30:00"));
        let moment = jiff::civil::date(2024, 1, 2).at(9, 30, 0, 0);
        assert_eq!(parse(Cell::DateTime(moment)).unwrap_err().nearest.as_deref(), Some("09:30:00"));
    }
}
