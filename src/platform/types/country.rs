//! Country: ISO 3166 letters or number, or a name in English or Italian; stored as two letters.
//!
//! `country/countries.rs` has the countries, `country/names.rs` everything that they are called.

mod countries;
mod names;

use std::borrow::Cow;

use super::{Fault, FaultKind, read_clean};
use crate::platform::value::Cell;
use countries::{COUNTRIES, Country};
use names::NAMES;

/// The rule in words.
pub const RULE: &str =
    "A country: its two or three letters (IT, ITA) or number (380) of ISO 3166, or its name in English or Italian.";

/// The fewest letters of a name that others can be like.
const LEAST: usize = 4;

/// Reads a cell as a country.
///
/// # Errors
/// [`FaultKind::CountryInvalid`]; `nearest` is the country whose name is most like the text.
pub fn parse(cell: Cell<'_>) -> Result<Cow<'_, str>, Fault> {
    match cell {
        Cell::Text(raw) => read_clean(raw, |text| match find(text) {
            Some(code) if code == text => Ok(Cow::Borrowed(text)),
            Some(code) => Ok(Cow::Borrowed(code)),
            None => Err(explain(text)),
        }),
        Cell::Number { .. } => match by_number(&cell.text()) {
            Some(code) => Ok(Cow::Borrowed(code)),
            None => Err(fault("no country of ISO 3166 has this number")),
        },
        _ => Err(fault("the cell holds a date, a time, TRUE or FALSE")),
    }
}

/// Returns the two letters of the country that a text names.
///
/// Letters are a code only where nothing stands between them: `n/a` is not Namibia.
#[must_use]
pub fn find(text: &str) -> Option<&'static str> {
    let code = match text.len() {
        2 => by_code(text).or_else(|| by_code(&text.to_ascii_uppercase())),
        3 => COUNTRIES.iter().find(|country| country.1.eq_ignore_ascii_case(text)),
        _ => None,
    };
    if let Some(country) = code {
        return Some(country.0);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return by_number(text);
    }
    let folded = crate::text::folded(text);
    NAMES.binary_search_by(|(name, _)| (*name).cmp(&folded)).ok().map(|index| NAMES[index].1)
}

/// Returns how like a text is to the likest name of a country, given by its two letters: 1 is the same.
#[must_use]
pub fn likeness(text: &str, code: &str) -> f64 {
    let names = NAMES.iter().filter(|(name, of)| *of == code && name.len() >= LEAST);
    names.map(|(name, _)| crate::text::likeness(text, name)).fold(0.0, f64::max)
}

/// Returns the English name of a country by its two letters.
#[must_use]
pub fn name(code: &str) -> Option<&'static str> {
    by_code(code).map(|country| country.3)
}

/// Returns two letters and English name of all countries, by their letters.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    COUNTRIES.iter().map(|country| (country.0, country.3))
}

fn by_code(code: &str) -> Option<&'static Country> {
    COUNTRIES.binary_search_by(|country| country.0.cmp(code)).ok().map(|index| &COUNTRIES[index])
}

fn by_number(digits: &str) -> Option<&'static str> {
    let number: u16 = digits.parse().ok().filter(|number| *number > 0)?;
    COUNTRIES.iter().find(|country| country.2 == number).map(|country| country.0)
}

fn explain(text: &str) -> Fault {
    let fault = fault("no country of ISO 3166 is called so");
    let wanted = crate::text::folded(text);
    // Two or three letters that are no code are like too many others.
    if wanted.chars().count() < LEAST {
        return fault;
    }
    let names = NAMES.iter().map(|(name, _)| *name).filter(|name| name.len() >= LEAST);
    match crate::text::nearest(&wanted, names).and_then(find) {
        Some(code) => fault.nearest(code),
        None => fault,
    }
}

fn fault(why: &'static str) -> Fault {
    Fault::new(FaultKind::CountryInvalid, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        parse(Cell::Text(text)).ok().map(Cow::into_owned)
    }

    #[test]
    fn the_tables_are_sorted_and_agree() {
        assert!(COUNTRIES.is_sorted_by_key(|country| country.0));
        assert!(NAMES.is_sorted_by_key(|(name, _)| *name));
        for &(name, code) in &NAMES {
            assert_eq!(crate::text::folded(name), name);
            assert!(by_code(code).is_some(), "{name}");
        }
        for &(two, three, number, english, italian) in &COUNTRIES {
            assert_eq!(of(english).as_deref(), Some(two), "{english}");
            assert_eq!(of(italian).as_deref(), Some(two), "{italian}");
            assert_eq!(of(three).as_deref(), Some(two), "{three}");
            if number > 0 {
                assert_eq!(of(&format!("{number:03}")).as_deref(), Some(two));
            }
        }
    }

    #[test]
    fn a_country_is_known_by_all_that_it_is_called() {
        for (text, code) in [
            ("IT", "IT"),
            ("it", "IT"),
            ("ITA", "IT"),
            ("380", "IT"),
            ("Italy", "IT"),
            ("ITALIA", "IT"),
            ("Deutschland", "DE"),
            ("Germania", "DE"),
            ("U.S.A.", "US"),
            ("United States of America", "US"),
            ("Stati Uniti", "US"),
            ("UK", "GB"),
            ("England", "GB"),
            ("Côte d’Ivoire", "CI"),
            ("Cote d'Ivoire", "CI"),
            ("Österreich", "AT"),
            ("Czech Republic", "CZ"),
            ("Paesi Bassi", "NL"),
            ("Holland", "NL"),
            ("South Korea", "KR"),
            ("Türkiye", "TR"),
            ("8", "AL"),
            ("004", "AF"),
        ] {
            assert_eq!(of(text).as_deref(), Some(code), "{text}");
        }
        assert_eq!(parse(Cell::Number { value: 380.0, digits: 0 }).unwrap(), "IT");
        assert!(matches!(parse(Cell::Text("IT")), Ok(Cow::Borrowed("IT"))));
    }

    #[test]
    fn a_misspelt_country_is_offered_and_nonsense_is_not() {
        let nearest = |text| parse(Cell::Text(text)).unwrap_err().nearest;
        assert_eq!(nearest("Itlay").as_deref(), Some("IT"));
        assert_eq!(nearest("Germny").as_deref(), Some("DE"));
        assert_eq!(nearest("XX"), None);
        for text in ["n/a", "n.a.", "N/D", "-", "?"] {
            assert_eq!(nearest(text), None, "{text}");
        }
        assert_eq!(nearest("Atlantis City"), None);
        assert!(parse(Cell::Number { value: 3.0, digits: 0 }).is_err());
        assert!(parse(Cell::Boolean(true)).is_err());
    }
}
