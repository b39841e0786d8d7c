//! Custom fields: what field a column without one would make, guessed from its header and all its values.
//!
//! A [`Guess`] is a proposal for the dialog that adds a field; adding it is the platform's affair (`platform::edit`).

use std::collections::HashMap;

use super::evidence::{ColumnEvidence, Shape};
use super::names::field_named;
use super::{ColumnName, Matching};
use crate::platform::{FieldType, Platform};
use crate::text::{folded, plural, thousands, trim};

/// The share of values that must agree with a type.
const AGREED: f64 = 0.98;
/// The most options that a select is guessed with.
const MOST_OPTIONS: usize = 30;
/// The longest text, in characters, that is taken for an option.
const LONGEST_OPTION: usize = 60;

/// What field a column would make.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// The column.
    pub column: ColumnName,
    /// The field's name, from the header.
    pub name: String,
    /// Its type.
    pub kind: FieldType,
    /// Why this type, in words (“1,204 values, all of them dates”).
    pub evidence: String,
    /// The different values with their counts, for a select: its options, the most frequent first.
    pub options: Vec<(String, u64)>,
    /// The key of the group that it would stand in.
    pub group: String,
    /// The name of the field that has this name already; the column is then to be matched with that.
    pub taken_by: Option<String>,
}

/// Guesses the field that a column would make.
#[must_use]
pub fn guess(column: &ColumnName, values: Option<&ColumnEvidence>, platform: &Platform, matching: &Matching) -> Guess {
    let name = name_of(&column.header);
    let (kind, evidence) = values.map_or((FieldType::Text, "no values were read".to_owned()), guess_type);
    let options = match (kind, values) {
        (FieldType::Select, Some(values)) => options_of(values),
        _ => Vec::new(),
    };
    Guess {
        column: column.clone(),
        taken_by: field_named(&name, platform).map(|field| field.name.clone()),
        group: group_of(column, platform, matching),
        name,
        kind,
        evidence,
        options,
    }
}

/// Guesses the fields of several columns together; of two whose names are equal, the second is taken by the first.
#[must_use]
pub fn guess_all<'a>(
    columns: impl IntoIterator<Item = (&'a ColumnName, Option<&'a ColumnEvidence>)>,
    platform: &Platform,
    matching: &Matching,
) -> Vec<Guess> {
    let mut guesses: Vec<Guess> = Vec::new();
    for (column, values) in columns {
        let mut one = guess(column, values, platform, matching);
        let name = folded(&one.name);
        let same = guesses.iter().find(|other| folded(&other.name) == name);
        one.taken_by = one.taken_by.or_else(|| same.map(|other| other.name.clone()));
        guesses.push(one);
    }
    guesses
}

/// Makes a name of a header: one line, no signs around it, `FAIR_STAND` as “Fair stand”.
#[must_use]
pub fn name_of(header: &str) -> String {
    let spaced: String = header.chars().map(|c| if c == '_' || c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let joined = words.join(" ");
    let name = trim(&joined).trim_matches(|c: char| !c.is_alphanumeric() && !"()%€$°".contains(c));
    let name = if name.is_empty() { trim(&joined) } else { name };
    let shouted = name.chars().count() > 4 && !name.chars().any(char::is_lowercase);
    let name = if shouted { name.to_lowercase() } else { name.to_owned() };
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).take(100).collect())
}

/// Guesses the type of a column, the strictest that its values agree with, and says why.
fn guess_type(values: &ColumnEvidence) -> (FieldType, String) {
    let filled = values.filled() - values.errors();
    if filled == 0 {
        return (FieldType::Text, "the column is blank".to_owned());
    }
    let share = |shape: Shape| values.share(shape);
    let agreed = |shape: Shape| share(shape) >= AGREED;
    let is_code = share(Shape::Code) > 0.0;
    let looks = [
        (FieldType::Boolean, Shape::Boolean, "yes or no", values.distinct().is_some_and(|distinct| distinct > 1)),
        (FieldType::Email, Shape::Email, "email addresses", true),
        (FieldType::Phone, Shape::Phone, "phone numbers", share(Shape::International) >= 0.2),
        (FieldType::Url, Shape::Url, "web addresses", true),
        (FieldType::DateTime, Shape::DateTime, "dates with a time", true),
        (FieldType::Date, Shape::Date, "dates", true),
        (FieldType::Time, Shape::Time, "times of day", true),
        (FieldType::Timezone, Shape::Timezone, "time zones", true),
        (FieldType::Country, Shape::Country, "countries", values.distinct().is_none_or(|distinct| distinct > 1)),
        (FieldType::Number, Shape::Number, "numbers", !is_code),
    ];
    for (kind, shape, what, holds) in looks {
        if holds && agreed(shape) {
            let all = if share(shape) >= 1.0 { "all" } else { "nearly all" };
            return (kind, format!("{}, {all} of them {what}", plural(filled, "value", "values")));
        }
    }
    let Some(distinct) = values.distinct() else {
        return (FieldType::Text, format!("{} values, most of them different", thousands(filled)));
    };
    let words = format!(
        "{} in {}",
        plural(distinct as u64, "different value", "different values"),
        plural(filled, "cell", "cells")
    );
    let options = options_of(values);
    let repeated = filled >= options.len() as u64 * 3;
    let short = options.iter().all(|(option, _)| option.chars().count() <= LONGEST_OPTION && !option.contains('\n'));
    if (2..=MOST_OPTIONS).contains(&options.len()) && repeated && short {
        return (FieldType::Select, words);
    }
    (FieldType::Text, words)
}

/// Returns the different values with their counts; spellings of one value together, under the most frequent.
#[must_use]
pub fn options_of(values: &ColumnEvidence) -> Vec<(String, u64)> {
    let mut options: Vec<(String, u64)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (value, count) in values.values() {
        let place = *places.entry(crate::text::loose(&value)).or_insert(options.len());
        match options.get_mut(place) {
            Some((_, sum)) => *sum += count,
            None => options.push((value, count)),
        }
    }
    options.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    options
}

/// Returns the group of the field that the nearest column to the left is linked to, else of the nearest to the right, else
/// the last group.
fn group_of(column: &ColumnName, platform: &Platform, matching: &Matching) -> String {
    let distance = |place: u16| (place > column.column, place.abs_diff(column.column));
    let neighbour = matching.links.iter().min_by_key(|link| distance(link.column.column));
    neighbour
        .and_then(|link| platform.field_by_key(&link.field))
        .map(|field| field.group.clone())
        .or_else(|| platform.groups.iter().max_by_key(|group| group.order).map(|group| group.key.clone()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::evidence::Evidence;
    use crate::matching::names::initial;
    use crate::matching::{MatchType, columns_of};
    use crate::platform::default::new_platform;
    use crate::platform::value::Cell;
    use crate::sheet::Batch;

    fn of_cells(header: &str, cells: &[Cell<'_>]) -> Guess {
        let headers = columns_of(&[header]);
        let platform = new_platform("anna");
        let mut batch = Batch::default();
        for (number, cell) in (2..).zip(cells) {
            batch.push_row(number, false);
            batch.push(0, *cell);
        }
        let mut evidence = Evidence::new(&headers, &platform);
        batch.rows().for_each(|row| evidence.note_row(&row));
        guess(&headers[0], evidence.column(0), &platform, &Matching::default())
    }

    fn of(header: &str, values: &[&str]) -> Guess {
        of_cells(header, &values.iter().map(|value| Cell::Text(value)).collect::<Vec<_>>())
    }

    #[test]
    fn a_type_is_guessed_from_all_values_and_said_why() {
        let guess = of("Contract until", &["2024-01-31", "31/12/2024", "1.2.2025"]);
        assert_eq!((guess.kind, guess.evidence.as_str()), (FieldType::Date, "3 values, all of them dates"));
        assert_eq!(of("Fair stand", &["12", "7", "44"]).kind, FieldType::Number);
        assert_eq!(of("VIP", &["yes", "no", "yes"]).kind, FieldType::Boolean);
        assert_eq!(of("Second mail", &["a@b.it", "c@d.it"]).kind, FieldType::Email);
        assert_eq!(of("Remark", &["likes tea", "call again", "no budget"]).kind, FieldType::Text);
        assert_eq!(of("Blank", &[]).evidence, "the column is blank");
    }

    #[test]
    fn digits_with_a_zero_before_them_are_text() {
        assert_eq!(of("Badge", &["00123", "00124", "12345"]).kind, FieldType::Text);
        assert_eq!(of_cells("Badge", &[Cell::Number { value: 7.0, digits: 5 }]).kind, FieldType::Text);
    }

    #[test]
    fn few_values_that_come_again_are_a_select_with_its_options_counted() {
        let guess = of("Badge type", &["Visitor", "Press", "visitor", "Visitor", "Press", "Visitor"]);
        assert_eq!(guess.kind, FieldType::Select);
        assert_eq!(guess.options, [("Visitor".to_owned(), 4), ("Press".to_owned(), 2)]);
        assert_eq!(guess.evidence, "3 different values in 6 cells");
    }

    #[test]
    fn a_name_is_made_of_the_header() {
        for (header, name) in [
            ("FAIR_STAND", "Fair stand"),
            ("  fair\u{a0}stand: ", "Fair stand"),
            ("VIP", "VIP"),
            ("Budget (€)", "Budget (€)"),
            ("Newsletter?", "Newsletter"),
            ("#", "#"),
            ("", ""),
        ] {
            assert_eq!(name_of(header), name, "{header}");
        }
    }

    #[test]
    fn a_name_that_a_field_has_already_is_told() {
        assert_eq!(of("E-MAIL", &["a@b.it"]).taken_by.as_deref(), Some("Email"));
        let headers = columns_of(&["Fair stand", "FAIR-STAND"]);
        let platform = new_platform("anna");
        let both = guess_all(headers.iter().map(|column| (column, None)), &platform, &Matching::default());
        assert_eq!((both[0].taken_by.as_deref(), both[1].taken_by.as_deref()), (None, Some("Fair stand")));
    }

    #[test]
    fn the_group_is_that_of_the_nearest_match_to_the_left() {
        let headers = columns_of(&["Email", "Phone", "Fax", "City"]);
        let platform = new_platform("anna");
        let matching = initial(&headers, &platform, MatchType::Email);
        assert_eq!(guess(&headers[2], None, &platform, &matching).group, "contact");
        assert_eq!(guess(&headers[2], None, &platform, &Matching::default()).group, "marketing");
    }
}
