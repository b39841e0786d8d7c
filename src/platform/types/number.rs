//! Number: number cells, and text by the column's decimal separator.
//!
//! The normal form is the shortest exact decimal. Text is never turned into a float on its way, so no digit is
//! lost; what reads two ways or means something beside a number (a currency, a percentage) is refused.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{DecimalMark, Fault, FaultKind, Reading, read_clean};
use crate::platform::value::{self, Cell};

/// The rule in words.
pub const RULE: &str = "A number cell, or digits with the column's decimal separator and thousands separators (1,234.5 or 1.234,5). No currency, no percent sign.";

/// Which decimal separators a text can be read with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    /// It is a number where the point separates the decimals.
    pub point: bool,
    /// It is a number where the comma separates the decimals.
    pub comma: bool,
    /// Both readings hold and give different numbers (`1.234`).
    pub differ: bool,
}

/// Reads a cell as a number.
///
/// # Errors
/// [`FaultKind::NumberInvalid`]; `nearest` is the number where only its dress is wrong.
pub fn parse<'a>(cell: Cell<'a>, how: &Reading<'_>) -> Result<Cow<'a, str>, Fault> {
    match cell {
        Cell::Number { value, .. } => Ok(Cow::Owned(value::decimal(value))),
        Cell::Text(raw) => read_clean(raw, |text| read(text, how.decimal)),
        Cell::Boolean(value) => Err(fault("the cell holds TRUE or FALSE").nearest(if value { "1" } else { "0" })),
        // Excel turns 1-2 into a date by itself: its serial number is not what was typed.
        _ => Err(fault(format!("the cell holds {}, which is no number", cell.text()))),
    }
}

/// Tells with which decimal separators a text reads as a number, for settling a column's separator.
#[must_use]
pub fn readings(text: &str) -> Readings {
    let text = crate::text::trim(text);
    if is_canonical_integer(text) {
        return Readings { point: true, comma: true, differ: false };
    }
    let (point, comma) = (canonical(text, DecimalMark::Point), canonical(text, DecimalMark::Comma));
    Readings {
        point: point.is_some(),
        comma: comma.is_some(),
        differ: point.is_some() && comma.is_some() && point != comma,
    }
}

/// Compares two numbers in normal form by their value, however many digits they have.
#[must_use]
pub fn compare(one: &str, other: &str) -> Ordering {
    let negative = (one.starts_with('-'), other.starts_with('-'));
    match negative {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (true, true) => magnitude(&other[1..], &one[1..]),
        (false, false) => magnitude(one, other),
    }
}

fn magnitude(one: &str, other: &str) -> Ordering {
    let (whole, fraction) = one.split_once('.').unwrap_or((one, ""));
    let (other_whole, other_fraction) = other.split_once('.').unwrap_or((other, ""));
    whole.len().cmp(&other_whole.len()).then_with(|| whole.cmp(other_whole)).then_with(|| fraction.cmp(other_fraction))
}

fn read(text: &str, mark: DecimalMark) -> Result<Cow<'_, str>, Fault> {
    if is_canonical_integer(text) {
        return Ok(Cow::Borrowed(text));
    }
    match canonical(text, mark) {
        Some(number) if number == text => Ok(Cow::Borrowed(text)),
        Some(number) => Ok(Cow::Owned(number)),
        None => Err(explain(text, mark)),
    }
}

fn is_canonical_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    match digits {
        [b'0'] => digits.len() == text.len(),
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// Returns the number in normal form; `None` where the text is no number with this decimal mark.
///
/// Thousands separators are blanks, apostrophes or the other mark; one kind only, three digits after each, and
/// never behind a leading zero (`0.500` is not five hundred).
fn canonical(text: &str, mark: DecimalMark) -> Option<String> {
    let (negative, body) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let decimal = if mark == DecimalMark::Point { '.' } else { ',' };
    let (mut whole, mut fraction) = (String::with_capacity(body.len()), "");
    let mut separator = None;
    let mut run = 0;
    for (index, c) in body.char_indices() {
        if c.is_ascii_digit() {
            whole.push(c);
            run += 1;
            continue;
        }
        if separator.is_some() && run != 3 {
            return None;
        }
        if c == decimal {
            fraction = &body[index + 1..];
            if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            run = 3;
            break;
        }
        let kind = thousands_kind(c)?;
        let first_may_be_split = separator.is_some() || ((1..=3).contains(&run) && !whole.starts_with('0'));
        if !first_may_be_split || separator.is_some_and(|before| before != kind) {
            return None;
        }
        separator = Some(kind);
        run = 0;
    }
    if (separator.is_some() && run != 3) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let mut out = String::with_capacity(whole.len() + fraction.len() + 3);
    if negative && !(whole.is_empty() && fraction.is_empty()) {
        out.push('-');
    }
    out.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    Some(out)
}

/// Returns the kind of a thousands separator, all blanks being one kind and all apostrophes another.
fn thousands_kind(c: char) -> Option<char> {
    match c {
        ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => Some(' '),
        '\'' | '\u{2019}' => Some('\''),
        // The decimal mark itself was met before, so this is the other one.
        '.' | ',' => Some(c),
        _ => None,
    }
}

fn explain(text: &str, mark: DecimalMark) -> Fault {
    let (other, name) = match mark {
        DecimalMark::Point => (DecimalMark::Comma, "comma"),
        DecimalMark::Comma => (DecimalMark::Point, "point"),
    };
    if let Some(number) = canonical(text, other) {
        return fault(format!("it is a number only if the {name} separates its decimals")).nearest(number);
    }
    if text.contains('%') {
        return fault("it has a percent sign, which can mean 50 or 0.5");
    }
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return fault("there is no digit in it");
    }
    let bare = text.trim_matches(|c: char| c.is_alphabetic() || "€$£¥₹ \u{a0}\u{202f}".contains(c));
    if bare.len() < text.len()
        && let Some(number) = canonical(bare, mark)
    {
        return fault("something stands beside the number").nearest(number);
    }
    if text.contains(['e', 'E'])
        && let Ok(number) = text.parse::<f64>()
        && number.is_finite()
    {
        return fault("it is in scientific notation").nearest(value::decimal(number));
    }
    if text.contains(|c: char| c.is_alphabetic()) {
        return fault("there are letters in it");
    }
    fault("its separators do not stand where a number has them")
}

fn fault(why: impl Into<Cow<'static, str>>) -> Fault {
    Fault::new(FaultKind::NumberInvalid, why)
}

#[cfg(test)]
mod tests;
