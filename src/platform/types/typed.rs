//! A stored value as what it means: for writers of reports, for sorting, for statistics.
//!
//! The stored text stays the truth: where a meaning would lose digits, the text itself is handed on.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};

use super::{FieldType, number};
use crate::platform::value;

/// A value in its own type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Typed<'a> {
    /// Text, and everything that is shown as it is stored.
    Text(&'a str),
    /// A number that a float holds exactly.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A date.
    Date(Date),
    /// A date with a time, on the platform's clock.
    DateTime(DateTime),
    /// A time of day, in milliseconds.
    Time(i64),
}

impl FieldType {
    /// Returns a stored value in its own type; as text where it is not in the type's normal form (the type was changed since).
    #[must_use]
    pub fn typed(self, normal: &str) -> Typed<'_> {
        let typed = match self {
            FieldType::Number => {
                normal.parse().ok().filter(|float| value::decimal(*float) == normal).map(Typed::Number)
            }
            FieldType::Boolean => match normal {
                "true" => Some(Typed::Boolean(true)),
                "false" => Some(Typed::Boolean(false)),
                _ => None,
            },
            FieldType::Date => normal.parse().ok().map(Typed::Date),
            FieldType::DateTime => normal.parse().ok().map(Typed::DateTime),
            FieldType::Time => milliseconds(normal).map(Typed::Time),
            _ => None,
        };
        typed.unwrap_or(Typed::Text(normal))
    }
}

/// Compares two values of a type in the order in which people expect them: numbers by value, dates by time, text without case.
#[must_use]
pub fn compare(kind: FieldType, one: &str, other: &str) -> Ordering {
    match kind {
        FieldType::Number => number::compare(one, other),
        // ISO forms sort as they are.
        FieldType::Boolean | FieldType::Date | FieldType::DateTime | FieldType::Time => one.cmp(other),
        _ => {
            let lower = |text: &'_ str| text.chars().flat_map(char::to_lowercase).collect::<String>();
            lower(one).cmp(&lower(other)).then_with(|| one.cmp(other))
        }
    }
}

fn milliseconds(text: &str) -> Option<i64> {
    let time: jiff::civil::Time = text.parse().ok()?;
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    Some(seconds * 1000 + i64::from(time.millisecond()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_stored_value_has_the_type_of_its_field() {
        assert_eq!(FieldType::Number.typed("12.5"), Typed::Number(12.5));
        assert_eq!(FieldType::Boolean.typed("true"), Typed::Boolean(true));
        assert_eq!(FieldType::Date.typed("2024-02-29"), Typed::Date(date(2024, 2, 29)));
        assert_eq!(
            FieldType::DateTime.typed("2024-02-29T09:30:15"),
            Typed::DateTime(date(2024, 2, 29).at(9, 30, 15, 0))
        );
        assert_eq!(FieldType::Time.typed("09:30:15.5"), Typed::Time(34_215_500));
        assert_eq!(FieldType::Phone.typed("+391234"), Typed::Text("+391234"));
    }

    #[test]
    fn what_a_type_would_change_stays_text() {
        assert_eq!(FieldType::Number.typed("12345678901234567890"), Typed::Text("12345678901234567890"));
        assert_eq!(FieldType::Number.typed("many"), Typed::Text("many"));
        assert_eq!(FieldType::Date.typed("soon"), Typed::Text("soon"));
        assert_eq!(FieldType::Boolean.typed("yes"), Typed::Text("yes"));
    }

    #[test]
    fn values_sort_as_people_expect() {
        assert_eq!(compare(FieldType::Number, "9", "10"), Ordering::Less);
        assert_eq!(compare(FieldType::Text, "anna", "Bruno"), Ordering::Less);
        assert_eq!(compare(FieldType::Text, "anna", "Anna"), Ordering::Greater);
        assert_eq!(compare(FieldType::Date, "2023-12-31", "2024-01-01"), Ordering::Less);
    }
}
