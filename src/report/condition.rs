//! Conditions on leads: `--where 'country=IT'` and `--search TEXT`, and what is typed into the search of the Leads screen.
//!
//! Says which leads are listed and exported; it reads no store itself.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::moment;
use crate::platform::types::{Reading, parse};
use crate::platform::value::Cell;
use crate::platform::{Field, FieldId, FieldType, Lead, Platform};
use crate::text::{folded, loose, nearest, safe, trim};

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    Is,
    IsNot,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
}

/// One condition on one field.
#[derive(Clone, Debug)]
struct Condition {
    field: FieldId,
    kind: FieldType,
    test: Test,
    /// The value as it was written, and in the normal form of the field's type where it has one.
    value: String,
    normal: String,
}

/// Text that any value contains, and the same as a phone number where it can be one.
#[derive(Clone, Debug)]
struct Sought {
    text: String,
    digits: Option<String>,
}

impl Sought {
    /// The fewest digits that are a part of a phone number rather than a number.
    const LEAST: usize = 3;

    fn new(text: &str) -> Sought {
        let punctuation = |c: char| c.is_whitespace() || "+()-./\u{2010}\u{2011}\u{2013}".contains(c);
        let phone = text.chars().all(|c| c.is_ascii_digit() || punctuation(c));
        let all = digits(text);
        let number = all.strip_prefix("00").unwrap_or(&all);
        let enough = phone && number.len() >= Self::LEAST;
        Sought { text: loose(text), digits: enough.then(|| number.to_owned()) }
    }

    /// Tells whether a phone number contains it, however both are written: with blanks, `+`, `00`, or the `0` that
    /// most countries put before a national number and drop behind their code.
    fn is_in_phone(&self, value: &str) -> bool {
        let Some(wanted) = &self.digits else { return false };
        let all = digits(value);
        let national = wanted.strip_prefix('0').filter(|rest| rest.len() >= Self::LEAST);
        all.contains(wanted) || national.is_some_and(|rest| all.contains(rest))
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Why a condition is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct ConditionError {
    /// What is wrong with it, in one sentence.
    pub what: String,
    /// What to do about it, in one sentence.
    pub suggestion: String,
}

/// Which leads are wanted.
#[derive(Clone, Debug)]
pub struct Filter {
    conditions: Vec<Condition>,
    search: Vec<Sought>,
    phones: Vec<FieldId>,
    time_zone: Option<String>,
}

impl Filter {
    /// Reads conditions and a search text.
    ///
    /// # Errors
    /// A condition without a comparison, or on a field that does not exist.
    pub fn read(conditions: &[String], search: Option<&str>, platform: &Platform) -> Result<Filter, ConditionError> {
        let conditions = conditions.iter().map(|text| condition(text, platform)).collect::<Result<_, _>>()?;
        Ok(Filter::new(conditions, search.into_iter().collect(), platform))
    }

    /// Reads what a person typed: parts between semicolons, each a condition if it begins with a field's name, else
    /// text that any value contains.
    #[must_use]
    pub fn typed(text: &str, platform: &Platform) -> Filter {
        let (mut conditions, mut search) = (Vec::new(), Vec::new());
        for part in text.split(';').map(trim).filter(|part| !part.is_empty()) {
            match condition(part, platform) {
                Ok(condition) => conditions.push(condition),
                Err(_) => search.push(part),
            }
        }
        Filter::new(conditions, search, platform)
    }

    fn new(conditions: Vec<Condition>, search: Vec<&str>, platform: &Platform) -> Filter {
        let phones = platform.fields.iter().filter(|field| field.kind == FieldType::Phone).map(|field| field.id);
        Filter {
            conditions,
            search: search.into_iter().map(Sought::new).filter(|sought| !sought.text.is_empty()).collect(),
            phones: phones.collect(),
            time_zone: platform.settings.get("platform.time_zone").map(str::to_owned),
        }
    }

    /// Tells whether a lead is wanted.
    #[must_use]
    pub fn takes(&self, lead: &Lead) -> bool {
        self.conditions.iter().all(|condition| self.holds(condition, lead))
            && self.search.iter().all(|sought| {
                lead.values.iter().any(|(field, value)| {
                    loose(value).contains(&sought.text) || (self.phones.contains(&field) && sought.is_in_phone(value))
                })
            })
    }

    fn holds(&self, condition: &Condition, lead: &Lead) -> bool {
        let zone = self.time_zone.as_deref();
        let value: Cow<'_, str> = match condition.field {
            FieldId::ID => Cow::Owned(lead.id.to_string()),
            FieldId::CREATED => Cow::Owned(moment(lead.created, zone)),
            FieldId::UPDATED => Cow::Owned(moment(lead.updated, zone)),
            field => Cow::Borrowed(lead.values.get(field).unwrap_or("")),
        };
        let same = || {
            value.as_ref() == condition.normal
                || value.to_lowercase() == condition.value.to_lowercase()
                || (condition.kind == FieldType::Number
                    && order(&value, &condition.normal, condition.kind) == Some(Ordering::Equal))
        };
        match condition.test {
            Test::Is => same(),
            Test::IsNot => !same(),
            Test::Less => order(&value, &condition.normal, condition.kind).is_some_and(Ordering::is_lt),
            Test::AtMost => order(&value, &condition.normal, condition.kind).is_some_and(Ordering::is_le),
            Test::More => order(&value, &condition.normal, condition.kind).is_some_and(Ordering::is_gt),
            Test::AtLeast => order(&value, &condition.normal, condition.kind).is_some_and(Ordering::is_ge),
            Test::Contains => {
                let sought = Sought::new(&condition.value);
                let phone = condition.kind == FieldType::Phone && sought.is_in_phone(&value);
                phone || loose(&value).contains(&sought.text)
            }
        }
    }
}

/// Compares two values of a type; a blank is neither less nor more than anything.
fn order(one: &str, other: &str, kind: FieldType) -> Option<Ordering> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    if kind == FieldType::Number {
        return one.parse::<f64>().ok()?.partial_cmp(&other.parse::<f64>().ok()?);
    }
    if is_moment(kind) {
        // ISO dates and times stand in the order of their text; a bound that is a whole day, month or year is that long.
        return Some(one.chars().take(other.len()).cmp(other.chars()));
    }
    Some(one.to_lowercase().cmp(&other.to_lowercase()))
}

fn is_moment(kind: FieldType) -> bool {
    matches!(kind, FieldType::Date | FieldType::DateTime | FieldType::Time)
}

fn condition(text: &str, platform: &Platform) -> Result<Condition, ConditionError> {
    let at = text.find(['=', '!', '<', '>', '~']).filter(|at| *at > 0).ok_or_else(|| unclear(text))?;
    let (name, rest) = text.split_at(at);
    let (compared, value) = match rest {
        _ if rest.starts_with("!=") => (Test::IsNot, &rest[2..]),
        _ if rest.starts_with("<=") => (Test::AtMost, &rest[2..]),
        _ if rest.starts_with(">=") => (Test::AtLeast, &rest[2..]),
        _ if rest.starts_with('=') => (Test::Is, &rest[1..]),
        _ if rest.starts_with('<') => (Test::Less, &rest[1..]),
        _ if rest.starts_with('>') => (Test::More, &rest[1..]),
        _ if rest.starts_with('~') => (Test::Contains, &rest[1..]),
        _ => return Err(unclear(text)),
    };
    let on = field(trim(name), platform)?;
    // Signs of other languages: `==`, `<>`, `=>`.
    if value.starts_with(['=', '<', '>']) {
        return Err(unclear(text));
    }
    let value = trim(value).to_owned();
    let read = normal(on, &value, platform);
    let ordered = !matches!(compared, Test::Is | Test::IsNot | Test::Contains);
    let whole = whole(&value).filter(|_| ordered && matches!(on.kind, FieldType::Date | FieldType::DateTime));
    let normal = match (read, whole) {
        _ if ordered && value.is_empty() => return Err(unclear(text)),
        (Some(_), Some(whole)) => whole.to_owned(),
        // A year or a month is no date by itself.
        (None, Some(whole)) if whole.len() < 10 => whole.to_owned(),
        (Some(read), None) => read,
        (None, _) if ordered && (on.kind == FieldType::Number || is_moment(on.kind)) => return Err(unread(&value, on)),
        (None, _) => value.clone(),
    };
    Ok(Condition { field: on.id, kind: on.kind, test: compared, value, normal })
}

fn unclear(text: &str) -> ConditionError {
    ConditionError {
        what: format!("The condition “{}” is not understood.", safe(text)),
        suggestion:
            "Write FIELD=VALUE, or with !=, <, <=, >, >= or ~ (contains) instead of =: for instance country=IT.".into(),
    }
}

fn unread(value: &str, field: &Field) -> ConditionError {
    ConditionError {
        what: format!(
            "{} cannot be compared with “{}”, which is no {}.",
            safe(&field.name),
            safe(value),
            field.kind.name()
        ),
        suggestion: "Write numbers as 10.5, dates as 2026-01-31, times as 18:30.".into(),
    }
}

/// Returns a whole year, month or day as it stands at the beginning of a moment in normal form.
fn whole(value: &str) -> Option<&str> {
    let fits = value.len() <= 10
        && value
            .bytes()
            .zip(*b"dddd-dd-dd")
            .all(|(is, form)| if form == b'd' { is.is_ascii_digit() } else { is == form });
    (fits && matches!(value.len(), 4 | 7 | 10)).then_some(value)
}

/// Finds a field by its key, else by its name.
fn field<'a>(name: &str, platform: &'a Platform) -> Result<&'a Field, ConditionError> {
    let wanted = folded(name);
    let found = platform
        .field_by_key(name)
        .or_else(|| platform.fields.iter().find(|field| folded(&field.name) == wanted || folded(&field.key) == wanted));
    found.ok_or_else(|| {
        let meant = nearest(name, platform.fields.iter().map(|field| field.key.as_str()));
        let suggestion = meant.map_or("See leadport fields list.".to_owned(), |key| {
            format!("Did you mean {key}? See leadport fields list.")
        });
        ConditionError { what: format!("There is no field {}.", safe(name)), suggestion }
    })
}

/// Returns a value as the field would store it, so that `country=Italy` finds IT.
///
/// `None` where the field cannot read it; blanks and owners stay as they are.
fn normal(field: &Field, value: &str, platform: &Platform) -> Option<String> {
    if value.is_empty() || field.id == FieldId::OWNER {
        return Some(value.to_owned());
    }
    let how = Reading {
        country: platform.settings.get("platform.country"),
        time_zone: platform.settings.get("platform.time_zone"),
        ..Reading::default()
    };
    parse(field, Cell::Text(value), &how).ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Values;
    use crate::platform::default::new_platform;

    fn lead(values: &[(&str, &str)], platform: &Platform) -> Lead {
        let mut packed = Values::default();
        for (key, value) in values {
            packed.set(platform.field_by_key(key).unwrap().id, value);
        }
        Lead { id: 7, created: 0, updated: 0, change: crate::platform::Change::default(), values: packed }
    }

    #[test]
    fn conditions_compare_by_the_type_of_the_field() {
        let platform = new_platform("anna");
        let anna = lead(
            &[
                ("email", "anna@x.it"),
                ("country", "IT"),
                ("score", "9"),
                ("birth_date", "1990-02-01"),
                ("city", "Forlì"),
            ],
            &platform,
        );
        for (text, holds) in [
            ("country=IT", true),
            ("country=italy", true),
            ("Country=FR", false),
            ("country!=FR", true),
            ("score<10", true),
            ("score>10", false),
            ("birth_date>1990-01-31", true),
            ("city~forli", true),
            ("city=forlì", true),
            ("phone=", true),
            ("phone!=", false),
            ("city!=", true),
            ("id=7", true),
            ("phone<5", false),
            ("id>=7", true),
            ("id<=6", false),
            ("score >= 9", true),
            ("score<=8.5", false),
            ("birth_date>=1990-02-01", true),
            ("birth_date<=1990", true),
            ("birth_date>1990", false),
            ("birth_date<01/02/1991", true),
            ("created<=1970-01-01", true),
            ("created>1970-01-01", false),
            ("created<1970-01-01T00:00:01", true),
        ] {
            let filter = Filter::read(&[text.to_owned()], None, &platform).unwrap();
            assert_eq!(filter.takes(&anna), holds, "{text}");
        }
        assert!(Filter::read(&[], Some("FORLI"), &platform).unwrap().takes(&anna));
        assert!(!Filter::read(&[], Some("Milano"), &platform).unwrap().takes(&anna));
    }

    #[test]
    fn punctuation_that_is_searched_for_must_be_there() {
        let platform = new_platform("anna");
        let anna = lead(&[("email", "anna@x.it"), ("website", "https://x.it/?a=1&b=2")], &platform);
        for (text, takes) in [("a1@", false), ("@@", false), ("a=1", true), ("ANNA@", true), ("na@x.", true)] {
            assert_eq!(Filter::read(&[], Some(text), &platform).unwrap().takes(&anna), takes, "{text}");
        }
        assert!(!Filter::read(&["website~a1".to_owned()], None, &platform).unwrap().takes(&anna));
    }

    #[test]
    fn a_phone_number_is_found_however_it_is_written() {
        let platform = new_platform("anna");
        let anna = lead(&[("email", "anna@x.it"), ("phone", "+390212345678"), ("mobile", "+442079460018")], &platform);
        for (text, takes) in [
            ("+39 02 1234 5678", true),
            ("0039 02-12345678", true),
            ("(02) 1234.5678", true),
            ("0212345", true),
            ("02 123", true),
            ("020 7946 0018", true),
            ("7946/0018", true),
            ("+44 (0)20", false),
            ("0299", false),
            ("02 12 anna", false),
        ] {
            assert_eq!(Filter::read(&[], Some(text), &platform).unwrap().takes(&anna), takes, "--search {text}");
            assert_eq!(Filter::typed(text, &platform).takes(&anna), takes, "/ {text}");
        }
        assert!(Filter::read(&["phone~02 1234 5678".to_owned()], None, &platform).unwrap().takes(&anna));
        assert!(!Filter::read(&["phone~020 7946".to_owned()], None, &platform).unwrap().takes(&anna));
    }

    #[test]
    fn what_is_typed_is_a_condition_where_it_names_a_field_and_text_elsewhere() {
        let platform = new_platform("anna");
        let anna = lead(&[("email", "anna@x.it"), ("country", "IT"), ("website", "https://x.it/?a=b")], &platform);
        for (text, takes) in [
            ("country=IT", true),
            ("country = FR", false),
            ("country=IT; anna", true),
            ("country=IT; berta", false),
            ("?a=b", true),
            ("", true),
            (";;", true),
        ] {
            assert_eq!(Filter::typed(text, &platform).takes(&anna), takes, "{text}");
        }
    }

    #[test]
    fn a_condition_that_is_not_understood_is_refused() {
        let platform = new_platform("anna");
        let strange = ["city==Torino", "city<>Torino", "score=>10", "score<abc", "score>10,5", "score>"];
        let unread = ["created<yesterday", "birth_date>=1990-13-01", "call_time<noon", "id>x"];
        for text in ["country", "=IT", "contry=IT", "a!b"].into_iter().chain(strange).chain(unread) {
            assert!(Filter::read(&[text.to_owned()], None, &platform).is_err(), "{text}");
        }
    }
}
