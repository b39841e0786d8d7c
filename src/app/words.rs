//! Words for people that several screens share: ages, sizes, times.

use super::message::Weight;
use crate::text::plural;

/// Returns how long ago something was: "just now", "12 minutes ago", "3 days ago".
#[must_use]
pub fn ago(now: i64, then: i64) -> String {
    let seconds = u64::try_from(now.saturating_sub(then)).unwrap_or(0);
    let (count, one, many) = match seconds {
        0..=59 => return "just now".into(),
        60..=3_599 => (seconds / 60, "minute", "minutes"),
        3_600..=86_399 => (seconds / 3_600, "hour", "hours"),
        _ => (seconds / 86_400, "day", "days"),
    };
    format!("{} ago", plural(count, one, many))
}

/// Returns a size in bytes as people read it: "812 B", "1.4 MB".
#[must_use]
pub fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut rest = bytes;
    let mut unit = 0;
    while rest >= 999_950 && unit + 1 < units.len() {
        rest /= 1_000;
        unit += 1;
    }
    format!("{}.{} {}", rest / 1_000, rest % 1_000 / 100, units[unit])
}

/// Returns a moment as a date and a time in UTC: "2026-11-22 18:30".
#[must_use]
pub fn moment(unix: i64) -> String {
    jiff::Timestamp::from_second(unix)
        .map_or_else(|_| String::from("?"), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

/// Returns a duration as people read it: "4 s", "2 min 05 s".
#[must_use]
pub fn duration(seconds: u64) -> String {
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {:02} s", seconds / 60, seconds % 60) }
}

/// Returns the mark before a message.
#[must_use]
pub fn mark_of(weight: Weight) -> &'static str {
    match weight {
        Weight::Note => "✓",
        Weight::Warning => "!",
        Weight::Error => "✗",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_and_sizes_read_as_people_say_them() {
        assert_eq!([ago(100, 90), ago(1_000, 280), ago(0, 50)], ["just now", "12 minutes ago", "just now"]);
        assert_eq!([size(999), size(1_400_000), size(184_000_000)], ["999 B", "1.4 MB", "184.0 MB"]);
        assert_eq!(duration(125), "2 min 05 s");
    }
}
