//! Timezone: a name of the IANA database, in any case, stored as the database spells it.

use std::borrow::Cow;

use jiff::tz::TimeZoneDatabase;

use super::{Fault, FaultKind, read_clean};
use crate::platform::value::Cell;

/// The rule in words.
pub const RULE: &str = "A time zone by its IANA name, such as Europe/Rome or UTC.";

/// Reads a cell as a time zone.
///
/// # Errors
/// [`FaultKind::TimezoneInvalid`]; `nearest` is the zone whose name or city is most like the text.
pub fn parse(cell: Cell<'_>) -> Result<Cow<'_, str>, Fault> {
    let Cell::Text(raw) = cell else {
        return Err(Fault::new(FaultKind::TimezoneInvalid, "the cell holds no text"));
    };
    read_clean(raw, |text| match find(text) {
        Some(name) if name == text => Ok(Cow::Borrowed(text)),
        Some(name) => Ok(Cow::Owned(name)),
        None => Err(explain(text)),
    })
}

/// Returns a zone's name as the IANA database spells it, by the name in any case.
#[must_use]
pub fn find(name: &str) -> Option<String> {
    // Names are ASCII without blanks; jiff's own stand-in for an unknown zone is none.
    if !name.is_ascii() || name.len() > 60 || name.eq_ignore_ascii_case("Etc/Unknown") {
        return None;
    }
    TimeZoneDatabase::bundled().get(name).ok()?.iana_name().map(str::to_owned)
}

/// Returns the names of all zones of the database, those of cities first in its order.
#[must_use]
pub fn all() -> Vec<String> {
    TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect()
}

fn explain(text: &str) -> Fault {
    let fault = Fault::new(FaultKind::TimezoneInvalid, "the IANA database has no zone of this name");
    if text.len() > 60 {
        return fault;
    }
    let spelled = text.replace(' ', "_");
    if let Some(name) = find(&spelled) {
        return fault.nearest(name);
    }
    let all = all();
    let wanted = crate::text::folded(text);
    let city = |name: &'_ str| crate::text::folded(name.rsplit('/').next().unwrap_or(name));
    if let Some(name) = all.iter().find(|name| name.contains('/') && city(name) == wanted) {
        return fault.nearest(name.clone());
    }
    match crate::text::nearest(text, all.iter().map(String::as_str).filter(|name| name.contains('/'))) {
        Some(name) => fault.nearest(name),
        None => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_in_any_case_and_stored_as_the_database_spells_it() {
        assert!(matches!(parse(Cell::Text("Europe/Rome")), Ok(Cow::Borrowed("Europe/Rome"))));
        assert_eq!(parse(Cell::Text("europe/rome")).unwrap(), "Europe/Rome");
        assert_eq!(parse(Cell::Text("utc")).unwrap(), "UTC");
        assert_eq!(parse(Cell::Text("America/Argentina/Buenos_Aires")).unwrap(), "America/Argentina/Buenos_Aires");
    }

    #[test]
    fn anything_else_is_refused_with_the_zone_that_is_like_it() {
        let nearest = |text| parse(Cell::Text(text)).unwrap_err().nearest;
        assert_eq!(nearest("Europe/Roma").as_deref(), Some("Europe/Rome"));
        assert_eq!(nearest("America/New York").as_deref(), Some("America/New_York"));
        assert_eq!(nearest("Tokyo").as_deref(), Some("Asia/Tokyo"));
        assert_eq!(nearest("?"), None);
        assert!(parse(Cell::Text("Etc/Unknown")).is_err());
        assert!(parse(Cell::Text("+01:00")).is_err());
        assert!(parse(Cell::Text("../../etc/passwd")).is_err());
        assert!(parse(Cell::Number { value: 1.0, digits: 0 }).is_err());
    }
}
