//! What one cell's attributes say: its type and value, and how often it is repeated.
//!
//! The values are parsed here; the text that stands for a value that is missing or broken is `text`'s.

use jiff::civil::{Date, DateTime};

use super::names::{Attribute, Names};
use super::styles::Styles;
use super::xml::{Attributes, unescape_into};

/// A value as the attributes have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// No value, or one that cannot be read: the text counts.
    Text,
    /// The text is the name of an error.
    Error,
    Number(f64),
    Boolean(bool),
    Date(Date),
    DateTime(DateTime),
    Time(i64),
}

/// A start tag of a cell, read.
pub struct Head {
    /// How many columns it fills.
    pub repeated: u64,
    pub value: Value,
    /// Whether the cell holds a formula, so that its text may name an error.
    pub formula: bool,
    /// Whether the value is kept in an attribute as text; it is then in the string given to [`Head::read`].
    pub kept: bool,
    /// The least digits that the cell's own style shows; `None` where the cell has no style.
    pub digits: Option<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    None,
    Number,
    Date,
    Time,
    Boolean,
    Text,
    Error,
}

impl Head {
    /// Reads a start tag; text kept in an attribute goes to `kept`. `None` where a repeat count is no count.
    pub fn read(attributes: &[u8], names: &mut Names, styles: &Styles, kept: &mut String) -> Option<Self> {
        let mut head = Head { repeated: 1, value: Value::Text, formula: false, kept: false, digits: None };
        let mut kind = Type::None;
        let (mut value, mut typed) = (None, None);
        for (name, raw) in Attributes::new(attributes) {
            match names.attribute(name) {
                Attribute::ColumnsRepeated => head.repeated = whole(raw)?.max(1),
                Attribute::ValueType => kind = if kind == Type::Error { kind } else { type_of(raw) },
                Attribute::ExtendedValueType if raw == b"error" => kind = Type::Error,
                Attribute::Value => value = Some(raw),
                Attribute::DateValue | Attribute::TimeValue | Attribute::BooleanValue => typed = Some(raw),
                Attribute::StringValue => head.kept = unescape_into(raw, kept).is_some(),
                Attribute::StyleName if styles.pad() => head.digits = Some(styles.digits(raw)),
                Attribute::Formula => head.formula = true,
                _ => {}
            }
        }
        // A writer may leave a value of another type beside the one that the type asks for.
        let own = matches!(kind, Type::Date | Type::Time | Type::Boolean);
        let (first, second) = if own { (typed, value) } else { (value, typed) };
        head.value = value_of(kind, first.or(second));
        Some(head)
    }
}

fn type_of(name: &[u8]) -> Type {
    match name {
        b"float" | b"percentage" | b"currency" => Type::Number,
        b"date" => Type::Date,
        b"time" => Type::Time,
        b"boolean" => Type::Boolean,
        b"string" => Type::Text,
        _ => Type::None,
    }
}

fn value_of(kind: Type, raw: Option<&[u8]>) -> Value {
    let Some(text) = raw.and_then(|raw| std::str::from_utf8(raw).ok()).map(str::trim) else {
        return if kind == Type::Error { Value::Error } else { Value::Text };
    };
    match kind {
        Type::Error => Value::Error,
        Type::Number | Type::None => number(text),
        Type::Date => date(text),
        Type::Time => time(text).map_or(Value::Text, Value::Time),
        Type::Boolean => match text {
            "true" | "TRUE" | "1" => Value::Boolean(true),
            "false" | "FALSE" | "0" => Value::Boolean(false),
            _ => Value::Text,
        },
        Type::Text => Value::Text,
    }
}

fn number(text: &str) -> Value {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Number(number),
        // "NaN" and "inf" are what some writers leave of an error.
        Ok(_) => Value::Error,
        Err(_) => Value::Text,
    }
}

/// Reads `2026-11-22`, with or without a time of day; a zone is left aside, as spreadsheets do.
fn date(text: &str) -> Value {
    let (day, rest) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let mut parts = day.splitn(3, '-');
    let mut part = || parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let (Some(year), Some(month), Some(day)) = (part(), part(), part()) else { return Value::Text };
    let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else { return Value::Text };
    let Ok(date) = Date::new(year, month, day) else { return Value::Text };
    if rest.is_empty() {
        return Value::Date(date);
    }
    let end = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let Some(milliseconds) = clock(&rest[..end]) else { return Value::Text };
    let days = i64::from(milliseconds >= 86_400_000);
    let Some(date) =
        crate::platform::value::date_of_days(i64::from(crate::platform::value::days_since_1970(date)) + days)
    else {
        return Value::Text;
    };
    let rest = milliseconds % 86_400_000;
    if rest == 0 {
        return Value::Date(date);
    }
    let part = |value: i64| i8::try_from(value).unwrap_or(0);
    let (hour, minute, second) = (part(rest / 3_600_000), part(rest / 60_000 % 60), part(rest / 1000 % 60));
    let fraction = i32::try_from(rest % 1000).unwrap_or(0) * 1_000_000;
    Value::DateTime(date.at(hour, minute, second, fraction))
}

/// Reads `18:30`, `18:30:59` or `18:30:59.123` as milliseconds; at most 24:00.
fn clock(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, ':');
    let hours = small(parts.next()?)?;
    let minutes = small(parts.next()?)?;
    let seconds = parts.next().map_or(Some(0), thousandths)?;
    let total = (hours * 60 + minutes) * 60_000 + seconds;
    (total <= 86_400_000).then_some(total)
}

/// Reads an ISO 8601 duration such as `PT27H30M00.5S`, `P1DT2H` or `-PT5M` as milliseconds; years and months have no length.
fn time(text: &str) -> Option<i64> {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let Some(rest) = rest.strip_prefix('P') else {
        return Some(sign * clock(rest)?);
    };
    let (days, clock) = rest.split_once('T').unwrap_or((rest, ""));
    let mut total = if days.is_empty() { 0 } else { small(days.strip_suffix('D')?)?.checked_mul(86_400_000)? };
    let mut rest = clock;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let (amount, unit) = (&rest[..end], rest.as_bytes()[end]);
        total = total.checked_add(match unit {
            b'H' => small(amount)?.checked_mul(3_600_000)?,
            b'M' => small(amount)?.checked_mul(60_000)?,
            b'S' => thousandths(amount)?,
            _ => return None,
        })?;
        rest = &rest[end + 1..];
    }
    Some(sign * total)
}

fn small(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Reads seconds with a fraction as the nearest milliseconds.
fn thousandths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digit = |at: usize| fraction.as_bytes().get(at).map_or(0, |byte| i64::from(byte - b'0'));
    let rounded = i64::from(digit(3) >= 5);
    Some(small(whole)? * 1000 + digit(0) * 100 + digit(1) * 10 + digit(2) + rounded)
}

/// Reads a count: digits only, within 64 bits.
pub fn whole(raw: &[u8]) -> Option<u64> {
    let raw = raw.trim_ascii();
    if raw.is_empty() || raw.len() > 19 {
        return None;
    }
    raw.iter().try_fold(0_u64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0')))
}

/// Tells whether the shown text of a formula names an error.
pub fn names_an_error(text: &str) -> bool {
    let text = text.trim();
    text.strip_prefix("Err:").is_some_and(|code| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit()))
        || matches!(
            text,
            "#N/A"
                | "#REF!"
                | "#VALUE!"
                | "#DIV/0!"
                | "#NAME?"
                | "#NUM!"
                | "#NULL!"
                | "#SPILL!"
                | "#CALC!"
                | "#GETTING_DATA"
        )
}
