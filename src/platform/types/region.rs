//! Region: a name or code of the region list of the lead's country, where there is one; else text.
//!
//! The normal form is the name as listed. `region/regions.rs` has the lists.

mod regions;

use std::borrow::Cow;

use super::{Fault, FaultKind, Reading, read_clean, text};
use crate::platform::value::Cell;
use regions::REGIONS;

/// The rule in words.
pub const RULE: &str =
    "A region by its name or code (Milano, MI), where the lead's country has a list of regions; any text elsewhere.";

/// Reads a cell as a region of the lead's country.
///
/// # Errors
/// [`FaultKind::RegionInvalid`] where the country has a list and the text is not in it; `nearest` is the one most like it.
pub fn parse<'a>(cell: Cell<'a>, how: &Reading<'_>) -> Result<Cow<'a, str>, Fault> {
    let Some(country) = how.lead_country.filter(|country| has_list(country)) else {
        return Ok(text::parse(cell));
    };
    match cell {
        Cell::Text(raw) => read_clean(raw, |text| match find(country, text) {
            Some(name) if name == text => Ok(Cow::Borrowed(text)),
            Some(name) => Ok(Cow::Borrowed(name)),
            None => Err(explain(country, text)),
        }),
        _ => Err(fault(country)),
    }
}

/// Tells whether a country, by its two letters, has a list of regions.
#[must_use]
pub fn has_list(country: &str) -> bool {
    !of_country(country).is_empty()
}

/// Returns the name of a region as listed, by any of its names or its code.
///
/// Letters are a code only where nothing stands between them: `n/a` is not Napoli.
#[must_use]
pub fn find(country: &str, text: &str) -> Option<&'static str> {
    let regions = of_country(country);
    let wanted = crate::text::folded(text);
    if wanted.len() <= 3 && text.chars().count() > wanted.len() {
        return None;
    }
    regions.binary_search_by(|region| region.1.cmp(&wanted)).ok().map(|index| regions[index].2)
}

fn of_country(country: &str) -> &'static [(&'static str, &'static str, &'static str)] {
    let start = REGIONS.partition_point(|region| region.0 < country);
    let end = REGIONS.partition_point(|region| region.0 <= country);
    &REGIONS[start..end]
}

fn explain(country: &str, text: &str) -> Fault {
    let fault = fault(country);
    // "Milano (MI)" and "Provincia di Milano" name their region and something else.
    let without_brackets = text.split('(').next().unwrap_or(text);
    let lower = without_brackets.to_lowercase();
    let start =
        ["provincia di ", "provincia del ", "prov. di ", "regione ", "state of ", "province of ", "kanton ", "canton "]
            .iter()
            .find(|start| lower.starts_with(**start))
            .map_or(0, |start| start.len());
    if let Some(name) = without_brackets.get(start..).and_then(|rest| find(country, rest)) {
        return fault.nearest(name);
    }
    let wanted = crate::text::folded(text);
    let names = of_country(country).iter().map(|region| region.1).filter(|name| name.len() > 3);
    match crate::text::nearest(&wanted, names).filter(|_| wanted.len() > 3).and_then(|name| find(country, name)) {
        Some(name) => fault.nearest(name),
        None => fault,
    }
}

fn fault(country: &str) -> Fault {
    let name = super::country::name(country).unwrap_or("the country");
    Fault::new(FaultKind::RegionInvalid, format!("it is not in the list of regions of {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_country(country: Option<&str>, text: &str) -> Result<String, Fault> {
        parse(Cell::Text(text), &Reading { lead_country: country, ..Reading::default() }).map(Cow::into_owned)
    }

    #[test]
    fn the_list_is_sorted_and_folded() {
        assert!(REGIONS.is_sorted_by_key(|region| (region.0, region.1)));
        for &(country, folded, name) in &REGIONS {
            assert_eq!(crate::text::folded(folded), folded);
            assert_eq!(find(country, name), Some(name));
        }
    }

    #[test]
    fn a_region_is_known_by_its_name_or_code() {
        for (country, text, name) in [
            ("IT", "MI", "Milano"),
            ("IT", "milano", "Milano"),
            ("IT", "Milan", "Milano"),
            ("IT", "Forli Cesena", "Forlì-Cesena"),
            ("IT", "Lombardia", "Lombardia"),
            ("IT", "AO", "Valle d'Aosta"),
            ("US", "CA", "California"),
            ("US", "new york", "New York"),
            ("CA", "Québec", "Quebec"),
            ("DE", "Bavaria", "Bayern"),
            ("CH", "ZH", "Zürich"),
            ("AT", "NÖ", "Niederösterreich"),
        ] {
            assert_eq!(in_country(Some(country), text).as_deref(), Ok(name), "{text}");
        }
    }

    #[test]
    fn without_a_country_or_a_list_any_text_is_a_region() {
        assert_eq!(in_country(None, "Narnia").as_deref(), Ok("Narnia"));
        assert_eq!(in_country(Some("VA"), "Narnia").as_deref(), Ok("Narnia"));
        assert_eq!(parse(Cell::Number { value: 7.0, digits: 2 }, &Reading::default()).unwrap(), "07");
    }

    #[test]
    fn a_region_that_is_not_listed_names_the_nearest() {
        let fault = in_country(Some("IT"), "Atlantide").unwrap_err();
        assert_eq!(fault.why, "it is not in the list of regions of Italy");
        assert_eq!(fault.nearest, None);
        let nearest = |text| in_country(Some("IT"), text).unwrap_err().nearest;
        assert_eq!(nearest("Milnao").as_deref(), Some("Milano"));
        assert_eq!(nearest("Milano (MI)").as_deref(), Some("Milano"));
        assert_eq!(nearest("Provincia di Bologna").as_deref(), Some("Bologna"));
        assert_eq!(nearest("XX"), None);
        assert_eq!(nearest("n/a"), None);
    }
}
