//! What a setting takes: each kind of value with its check, its normal form and its rule in words.

use crate::platform::types::{country, email, timezone};
use crate::platform::value::Cell;

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number from the first to the second.
    Whole(u64, u64),
    /// A size in bytes from the first to the second, with or without a unit.
    Bytes(u64, u64),
    /// A share of a hundred.
    Percent,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A country, stored as two letters.
    Country,
    /// A time zone by its IANA name.
    Timezone,
    /// An email address.
    Email,
    /// The name or address of a machine.
    Host,
    /// An absolute path.
    Path,
    /// Any text in one line.
    Line,
}

/// The binary units, the largest first.
const UNITS: [(&str, u32); 4] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];

impl Kind {
    /// Returns the normal form of a trimmed value; `None` where this kind does not take it.
    pub(super) fn normal(self, value: &str) -> Option<String> {
        if value.is_empty() || value.len() > 1_000 || value.chars().any(char::is_control) {
            return None;
        }
        match self {
            Kind::Whole(least, most) => {
                let number = whole_plain(value)?;
                (least..=most).contains(&number).then(|| number.to_string())
            }
            Kind::Bytes(least, most) => {
                let bytes = whole(value)?;
                (least..=most).contains(&bytes).then(|| shown(bytes))
            }
            Kind::Percent => {
                let number = whole_plain(value.strip_suffix('%').unwrap_or(value).trim_end())?;
                (number <= 100).then(|| number.to_string())
            }
            Kind::Choice(words) => {
                words.iter().find(|word| word.eq_ignore_ascii_case(value)).map(|word| (*word).to_owned())
            }
            Kind::Country => country::find(value).map(str::to_owned),
            Kind::Timezone => timezone::find(value),
            Kind::Email => email::parse(Cell::Text(value)).ok().map(std::borrow::Cow::into_owned),
            Kind::Host => is_host(value).then(|| value.to_ascii_lowercase()),
            Kind::Path => value.starts_with('/').then(|| value.to_owned()),
            Kind::Line => Some(value.to_owned()),
        }
    }

    /// Returns what this kind takes, as the end of a sentence.
    #[must_use]
    pub fn rule(self) -> String {
        let thousands = crate::text::thousands;
        match self {
            Kind::Whole(least, u64::MAX) => format!("a whole number from {}", thousands(least)),
            Kind::Whole(least, most) => format!("a whole number from {} to {}", thousands(least), thousands(most)),
            Kind::Bytes(least, most) => format!("a size from {} to {}, such as 256MiB", shown(least), shown(most)),
            Kind::Percent => "a percentage from 0 to 100".to_owned(),
            Kind::Choice(words) => format!("one of {}", words.join(", ")),
            Kind::Country => "a country, such as IT or Italy".to_owned(),
            Kind::Timezone => "a time zone by its IANA name, such as Europe/Rome".to_owned(),
            Kind::Email => "an email address".to_owned(),
            Kind::Host => "the name or the address of a machine".to_owned(),
            Kind::Path => "a path that begins with /".to_owned(),
            Kind::Line => "a text of one line".to_owned(),
        }
    }
}

/// Reads a whole number, of bytes with their unit: `268435456`, `256MiB`, `256 mb` (units of 1,024).
pub(super) fn whole(value: &str) -> Option<u64> {
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '_' | '\''));
    let number = whole_plain(&value[..value.len() - unit.len()])?;
    let unit = unit.trim();
    if unit.is_empty() || unit.eq_ignore_ascii_case("B") {
        return Some(number);
    }
    let (_, shift) = UNITS.iter().find(|(name, _)| {
        let initial = &name[..1];
        [name, &&*format!("{initial}B"), &initial].iter().any(|spelling| spelling.eq_ignore_ascii_case(unit))
    })?;
    number.checked_mul(1 << shift)
}

/// Reads digits, with or without separators after every three.
fn whole_plain(value: &str) -> Option<u64> {
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.parse().ok();
    }
    let mut groups = value.split([',', '_', '\'']);
    let first = groups.next()?;
    if !(1..=3).contains(&first.len()) || !groups.all(|group| group.len() == 3) {
        return None;
    }
    let digits: String = value.chars().filter(|c| !matches!(c, ',' | '_' | '\'')).collect();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// Writes bytes in the largest unit that holds them without a rest.
fn shown(bytes: u64) -> String {
    for (unit, shift) in UNITS {
        if bytes > 0 && bytes.trailing_zeros() >= shift {
            return format!("{}{unit}", bytes >> shift);
        }
    }
    bytes.to_string()
}

fn is_host(value: &str) -> bool {
    value.parse::<core::net::IpAddr>().is_ok()
        || (value.len() <= 253
            && value.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            }))
}
