//! Dates whose month is a word, in English or Italian: 5 March 2024, Mar 5, 2024, 1° gennaio 2024.

use jiff::civil::Date;

use super::{Fault, build, fault, iso};

/// The months: the English name first, then what else stands for them.
pub(super) const MONTHS: [(&str, &[&str]); 12] = [
    ("January", &["jan", "gennaio", "genn", "gen"]),
    ("February", &["feb", "febbraio", "febb"]),
    ("March", &["mar", "marzo", "mzo"]),
    ("April", &["apr", "aprile"]),
    ("May", &["maggio", "mag", "magg"]),
    ("June", &["jun", "giugno", "giu"]),
    ("July", &["jul", "luglio", "lug"]),
    ("August", &["aug", "agosto", "ago"]),
    ("September", &["sep", "sept", "settembre", "set", "sett"]),
    ("October", &["oct", "ottobre", "ott"]),
    ("November", &["nov", "novembre"]),
    ("December", &["dec", "dicembre", "dic"]),
];

/// Words that may stand in a date without meaning anything for it.
const PASSED_OVER: [&str; 33] = [
    "st",
    "nd",
    "rd",
    "th",
    "of",
    "the",
    "il",
    "di",
    "º",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
    "lun",
    "mer",
    "gio",
];

/// Reads a date that names its month.
pub(super) fn read(text: &str) -> Result<Date, Fault> {
    if text.len() > 60 {
        return Err(fault("it is no date in any known form"));
    }
    let mut month = None;
    let mut numbers = [(0u16, 0usize); 2];
    let mut count = 0;
    for token in tokens(text) {
        if token.starts_with(|c: char| c.is_ascii_digit()) {
            let Some(slot) = numbers.get_mut(count) else {
                return Err(fault("it is no date in any known form"));
            };
            *slot = (token.parse().unwrap_or(u16::MAX), token.len());
            count += 1;
            continue;
        }
        let word = token.to_lowercase();
        if let Some(number) = month_number(&word)
            && month.is_none()
        {
            month = Some(number);
        } else if !PASSED_OVER.contains(&&*word) {
            return Err(fault("it is no date in any known form"));
        }
    }
    let Some(month) = month else {
        return Err(fault("it is no date in any known form"));
    };
    match (count, numbers) {
        (2, [(day, 1 | 2), (year, 4)] | [(year, 4), (day, 1 | 2)]) => build(year, month, day).map_err(fault),
        (2, [(day, 1 | 2), (year, 2)]) => {
            let completed = build(year + if year < 30 { 2000 } else { 1900 }, month, day);
            let invalid = fault("its year has two digits only");
            Err(completed.map_or(invalid.clone(), |date| invalid.nearest(iso(date))))
        }
        (1, [(_, 4), _]) => Err(fault("it names no day")),
        (1, _) => Err(fault("it names no year")),
        _ => Err(fault("it is no date in any known form")),
    }
}

fn month_number(word: &str) -> Option<u16> {
    (1..)
        .zip(MONTHS)
        .find(|(_, (name, others))| name.eq_ignore_ascii_case(word) || others.contains(&word))
        .map(|(number, _)| number)
}

/// Splits text into runs of digits and runs of letters.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = rest.chars().next()?;
        let end = rest
            .find(|c: char| !c.is_alphanumeric() || c.is_ascii_digit() != first.is_ascii_digit())
            .unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}
