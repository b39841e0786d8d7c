//! Suggestions: the likely matches beside equal names, each with a score and a reason in words.
//!
//! A suggestion counts for nothing until it is accepted ([`accept`], [`accept_all`]). It never puts two columns on one
//! field and never touches what is linked. Words come first (`suggest/words.rs` and its table), then what the values
//! look like (`evidence`), which can also speak against a word, or for a column whose header says nothing.

mod words;

use std::fmt::Write as _;

use super::evidence::{ColumnEvidence, Evidence, Shape};
use super::names::{Standing, standing};
use super::{ColumnName, How, Matching};
use crate::platform::{Field, FieldType, Platform};
use crate::text::{folded, safe, trim};
use words::{Known, Words};

/// The share of values from which on their look alone makes a suggestion.
const TELLING: f64 = 0.95;
/// How many values must have been looked at before they speak for or against anything.
const ENOUGH: u64 = 3;

/// A likely match that waits to be accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The column.
    pub column: ColumnName,
    /// The key of the field; for [`delete_column`] and [`owner_column`] it is `delete` and `owner`.
    pub field: String,
    /// How sure it is, above 0 up to 1.
    pub score: f64,
    /// Why, in words, safe to show (`header “Cell?” is like Mobile; 98 % of the values are phone numbers`).
    pub reason: String,
}

/// Returns the likely matches of columns and fields that are still free, in the order of the columns: at most one for a
/// column, at most one for a field.
#[must_use]
pub fn suggest(
    headers: &[ColumnName],
    platform: &Platform,
    matching: &Matching,
    evidence: Option<&Evidence>,
) -> Vec<Suggestion> {
    let words = Words::new(platform, matching.match_type);
    let mut likely: Vec<Suggestion> = Vec::new();
    for column in open(headers, platform, matching) {
        let values = known_values(evidence, column);
        likely
            .extend(by_name(column, values, &words, platform).or_else(|| by_values(column, values, &words, platform)));
    }
    likely.retain(|one| matching.link_to(&one.field).is_none());
    // The surest first; of two that are as sure, the one further left: the order of the columns is kept by a stable sort.
    likely.sort_by(|one, other| other.score.total_cmp(&one.score));
    let mut chosen: Vec<Suggestion> = Vec::new();
    for one in likely {
        if chosen.iter().all(|other| other.field != one.field) {
            chosen.push(one);
        }
    }
    chosen.extend(surname_beside_first_name(headers, platform, matching, evidence, &chosen));
    chosen.sort_by_key(|one| one.column.column);
    chosen
}

/// Accepts a suggestion: links it, unless its column or its field has been used since; tells whether it did.
pub fn accept(matching: &mut Matching, suggestion: &Suggestion) -> bool {
    if matching.uses(suggestion.column.column) || matching.link_to(&suggestion.field).is_some() {
        return false;
    }
    matching.link(suggestion.column.clone(), &suggestion.field, How::Suggested);
    true
}

/// Accepts all suggestions that still can be; returns how many.
pub fn accept_all(matching: &mut Matching, suggestions: &[Suggestion]) -> usize {
    suggestions.iter().filter(|suggestion| accept(matching, suggestion)).count()
}

/// Returns the column that probably says which leads to delete: called so, and holding nothing but 1, 0 and blanks.
/// It is offered only, never used by accepting all.
#[must_use]
pub fn delete_column(
    headers: &[ColumnName],
    platform: &Platform,
    matching: &Matching,
    evidence: Option<&Evidence>,
) -> Option<Suggestion> {
    if matching.delete.is_some() {
        return None;
    }
    let words = Words::new(platform, matching.match_type);
    let column = open(headers, platform, matching).find(|column| {
        let fits = known_values(evidence, column).is_none_or(|values| values.share(Shape::Boolean) >= TELLING);
        fits && words.is(&column.header, "delete")
    })?;
    let reason = format!("header “{}” says that its rows delete leads", shown(column));
    Some(Suggestion { column: column.clone(), field: "delete".into(), score: 0.8, reason })
}

/// Returns the column that probably holds the usernames of owners. It is offered only, never used by accepting all.
#[must_use]
pub fn owner_column(
    headers: &[ColumnName],
    platform: &Platform,
    matching: &Matching,
    evidence: Option<&Evidence>,
) -> Option<Suggestion> {
    let taken = |column: &ColumnName| matching.uses(column.column);
    let words = Words::new(platform, matching.match_type);
    let mut best: Option<Suggestion> = None;
    for column in headers.iter().filter(|column| !column.is_unnamed() && !taken(column)) {
        let Some(values) = known_values(evidence, column) else { continue };
        let share = values.share(Shape::Username);
        let named = words.is(&column.header, "owner");
        if share < if named { 0.5 } else { TELLING } {
            continue;
        }
        let score = if named { 0.6 + 0.4 * share } else { 0.9 * share };
        if best.as_ref().is_some_and(|best| best.score >= score) {
            continue;
        }
        let reason = format!("{} of the values are usernames", percent(share));
        best = Some(Suggestion { column: column.clone(), field: "owner".into(), score, reason });
    }
    best
}

/// Walks the columns that could be matched and are not.
fn open<'a>(
    headers: &'a [ColumnName],
    platform: &'a Platform,
    matching: &'a Matching,
) -> impl Iterator<Item = &'a ColumnName> {
    headers.iter().filter(|column| {
        !matching.uses(column.column) && standing(column, headers, platform, matching.match_type) == Standing::Open
    })
}

fn known_values<'a>(evidence: Option<&'a Evidence>, column: &ColumnName) -> Option<&'a ColumnEvidence> {
    evidence?.column(column.column).filter(|values| values.shapes().looked_at() >= ENOUGH)
}

/// Suggests by what the header is known as, unless the values speak against it.
fn by_name(
    column: &ColumnName,
    values: Option<&ColumnEvidence>,
    words: &Words,
    platform: &Platform,
) -> Option<Suggestion> {
    let Known::As { field: Some(id), score, maybe, .. } = words.look_up(&column.header) else { return None };
    let field = platform.field(id)?;
    let share = values.map(|values| values.shapes().share_of_type(field));
    if values.is_some_and(|values| contradicts(field, values)) {
        return None;
    }
    let is_typed = what(field).is_some();
    if maybe && is_typed && share.is_none_or(|share| share < 0.8) {
        return None;
    }
    let mut reason = format!("header “{}” is like {}", shown(column), safe(&field.name));
    let mut score = score;
    if let (Some(share), Some(what)) = (share, what(field)) {
        score += (1.0 - score) * 0.5 * share;
        let _ = write!(reason, "; {} of the values are {what}", percent(share));
    }
    Some(Suggestion { column: column.clone(), field: field.key.clone(), score, reason })
}

/// Suggests by what the values look like, where the header is known as nothing, or as a name that an address can be.
fn by_values(
    column: &ColumnName,
    values: Option<&ColumnEvidence>,
    words: &Words,
    platform: &Platform,
) -> Option<Suggestion> {
    let values = values?;
    let says_nothing = match words.look_up(&column.header) {
        Known::Unknown => true,
        Known::As { field: None, thing, .. } if thing == "full_name" => false,
        _ => return None,
    };
    let several = values.distinct().is_none_or(|distinct| distinct > 1);
    let looks = [
        (Shape::Email, "email", 0.85, true),
        (Shape::International, "phone", 0.7, says_nothing),
        (Shape::Url, "website", 0.7, says_nothing),
        (Shape::Timezone, "time_zone", 0.75, says_nothing),
        (Shape::Country, "country", 0.7, says_nothing && several),
    ];
    for (shape, key, score, holds) in looks {
        let share = values.share(shape);
        let Some(field) = platform.field_by_key(key) else { continue };
        if holds
            && share >= TELLING
            && !contradicts(field, values)
            && let Some(what) = what(field)
        {
            let reason = format!("{} of the values are {what}", percent(share));
            return Some(Suggestion { column: column.clone(), field: field.key.clone(), score: score * share, reason });
        }
    }
    let selects = platform.fields.iter().filter(|field| says_nothing && field.kind == FieldType::Select);
    let (field, share) = selects
        .map(|field| (field, values.shapes().share_of_options(field.id)))
        .max_by(|one, other| one.1.total_cmp(&other.1))
        .filter(|(_, share)| *share >= TELLING && several)?;
    let reason = format!("{} of the values are options of {}", percent(share), safe(&field.name));
    Some(Suggestion { column: column.clone(), field: field.key.clone(), score: 0.65 * share, reason })
}

/// Suggests “Name” as the last name where another column holds the first name.
fn surname_beside_first_name(
    headers: &[ColumnName],
    platform: &Platform,
    matching: &Matching,
    evidence: Option<&Evidence>,
    chosen: &[Suggestion],
) -> Option<Suggestion> {
    let is_used = |key: &str| matching.link_to(key).is_some() || chosen.iter().any(|one| one.field == key);
    let field = platform.field_by_key("last_name")?;
    if is_used("last_name") || !is_used("first_name") {
        return None;
    }
    let column = open(headers, platform, matching).find(|column| folded(&column.header) == "name")?;
    let values = known_values(evidence, column);
    if values.is_some_and(|values| values.share(Shape::Words) >= 0.5 || contradicts(field, values)) {
        return None;
    }
    let reason = format!("header “{}” stands beside a column of first names", shown(column));
    Some(Suggestion { column: column.clone(), field: field.key.clone(), score: 0.7, reason })
}

/// Tells whether the values of a column cannot well be those of a field, whatever its header says.
fn contradicts(field: &Field, values: &ColumnEvidence) -> bool {
    if field.kind == FieldType::Url && values.share(Shape::Social) >= 0.5 {
        return true;
    }
    if what(field).is_some() {
        return values.shapes().share_of_type(field) < 0.5;
    }
    let mostly = |shape: Shape| values.share(shape) >= 0.8;
    let holds_contact = mostly(Shape::Email) || mostly(Shape::Url) || mostly(Shape::International);
    // Figures may stand in notes, zips and fields of one's own; a first name or a city never is one.
    let wordy = ["first_name", "last_name", "company", "job_title", "street", "city", "region", "industry", "language"];
    let holds_figures = wordy.contains(&&*field.key) && (mostly(Shape::Date) || mostly(Shape::Number));
    let not_a_name = matches!(&*field.key, "first_name" | "last_name") && mostly(Shape::Words);
    let not_a_job = field.key == "job_title" && values.share(Shape::Salutation) >= 0.5;
    holds_contact || holds_figures || not_a_name || not_a_job
}

/// Returns what the values of a field are called, for types by which values can be told.
fn what(field: &Field) -> Option<String> {
    let what = match field.kind {
        FieldType::Email => "email addresses",
        FieldType::Phone => "phone numbers",
        FieldType::Url => "web addresses",
        FieldType::Country => "countries",
        FieldType::Timezone => "time zones",
        FieldType::Boolean => "yes or no",
        FieldType::Date => "dates",
        FieldType::DateTime => "dates with or without a time",
        FieldType::Time => "times",
        FieldType::Number => "numbers",
        FieldType::Select => return Some(format!("options of {}", safe(&field.name))),
        FieldType::Text | FieldType::Region | FieldType::Lookup => return None,
    };
    Some(what.to_owned())
}

/// Writes a share as a whole percentage; only all is 100 %.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share lies between 0 and 1")]
fn percent(share: f64) -> String {
    let percent = (share * 100.0).floor() as u32;
    format!("{} %", percent.min(100))
}

fn shown(column: &ColumnName) -> String {
    safe(trim(&column.header)).into_owned()
}

#[cfg(test)]
mod tests;
