//! Mends for many cells at once: a whole cause where the mend is certain, or all cells with the same value.
//!
//! Certain is what the field's type itself names as the value that was meant: the nearest option, country or
//! username, the date of a serial number, an address without the garbage around it, a number without its dress.

use super::{Mend, Mends};
use crate::import::problem::{Code, Problem};
use crate::import::problems::ProblemLog;
use crate::platform::types::country;
use crate::text::likeness;

/// How alike a name is to the one that was certainly meant: one letter of four may be wrong.
const SLIP: f64 = 0.75;

/// Returns what a cell was certainly meant to hold, where that is known.
#[must_use]
pub fn certain(problem: &Problem) -> Option<&str> {
    let nearest = problem.nearest.as_deref().filter(|nearest| !nearest.is_empty())?;
    let is_certain = match problem.code {
        // An address that stands twice or belongs to another lead is well written; nothing about it is certain.
        Code::EmailDuplicate | Code::EmailTaken => false,
        // The nearest name of a list is a suggestion; what differs by a slip of the pen alone is certain.
        Code::RegionInvalid | Code::TimezoneInvalid | Code::SelectUnknown | Code::OwnerUnknown => {
            likeness(&problem.value, nearest) >= SLIP
        }
        // The nearest country is told by its two letters; it was found by one of its names.
        Code::CountryInvalid => country::likeness(&problem.value, nearest) >= SLIP,
        _ => true,
    };
    (problem.row.is_some() && is_certain).then_some(nearest)
}

/// Returns the mend that a problem itself names.
#[must_use]
pub fn of_problem(problem: &Problem) -> Option<Mend> {
    let column = problem.place.as_ref()?.column?;
    Some(Mend { row: problem.row?, column, old: problem.value.to_string(), new: certain(problem)?.to_owned() })
}

/// Returns the mends of all cells of a cause (its place in [`ProblemLog::causes`]) whose mend is certain.
#[must_use]
pub fn of_cause(log: &ProblemLog, cause: usize) -> Vec<Mend> {
    problems_of(log, cause).filter_map(|problem| of_problem(&problem)).collect()
}

/// Returns mends for all cells of a cause that hold the same value.
#[must_use]
pub fn same_value(log: &ProblemLog, cause: usize, value: &str, new: &str) -> Vec<Mend> {
    problems_of(log, cause)
        .filter(|problem| &*problem.value == value)
        .filter_map(|problem| {
            let column = problem.place.as_ref()?.column?;
            Some(Mend { row: problem.row?, column, old: value.to_owned(), new: new.to_owned() })
        })
        .collect()
}

/// Puts many mends on their cells; returns how many cells they change.
pub fn put_all(mends: &mut Mends, all: Vec<Mend>) -> usize {
    let count = all.len();
    for mend in all {
        mends.put(mend);
    }
    count
}

fn problems_of(log: &ProblemLog, cause: usize) -> impl Iterator<Item = Problem> {
    let count = log.causes().get(cause).map_or(0, |cause| cause.count);
    (0..count).map_while(move |index| log.of_cause(cause, index))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::problem::Place;
    use std::sync::Arc;

    fn log() -> ProblemLog {
        let place = Arc::new(Place { column: Some(3), letter: "D".into(), ..Place::default() });
        let mut log = ProblemLog::default();
        for (row, value, nearest) in [(2, "Itlay", Some("Italy")), (5, "??", None), (9, "Itlay", Some("Italy"))] {
            log.push(Problem::new(Code::SelectUnknown).at(row, &place).value(value).nearest(nearest));
        }
        log.finish();
        log
    }

    #[test]
    fn a_whole_cause_is_mended_where_the_mend_is_certain() {
        let mut mends = Mends::default();
        assert_eq!(put_all(&mut mends, of_cause(&log(), 0)), 2);
        let all: Vec<_> =
            mends.iter().map(|mend| (mend.row, mend.column, mend.old.as_str(), mend.new.as_str())).collect();
        assert_eq!(all, [(2, 3, "Itlay", "Italy"), (9, 3, "Itlay", "Italy")]);
    }

    #[test]
    fn a_name_that_is_only_the_nearest_of_its_list_is_suggested_and_not_put_in() {
        let place = Arc::new(Place { column: Some(3), ..Place::default() });
        let region = |value, near| {
            certain(&Problem::new(Code::RegionInvalid).at(2, &place).value(value).nearest(Some(near)))
                .map(str::to_owned)
        };
        assert_eq!(region("Bavaria", "Calabria"), None);
        assert_eq!(region("Calabira", "Calabria"), Some("Calabria".into()));
    }

    #[test]
    fn a_country_that_differs_by_more_than_a_slip_is_suggested_and_not_put_in() {
        use crate::platform::types::country::parse;
        use crate::platform::value::Cell;
        let place = Arc::new(Place { column: Some(3), ..Place::default() });
        let country = |value| {
            let fault = parse(Cell::Text(value)).unwrap_err();
            assert!(fault.nearest.is_some(), "{value} has a nearest country");
            certain(&Problem::of_cell(fault, 2, &place, value)).map(str::to_owned)
        };
        for (value, code) in [("Itlay", "IT"), ("Germny", "DE"), ("Frances", "FR"), ("Svizera", "CH")] {
            assert_eq!(country(value).as_deref(), Some(code), "{value}");
        }
        for value in ["Bavaria", "Londra", "Arabia"] {
            assert_eq!(country(value), None, "{value} is no misspelled country");
        }
    }

    #[test]
    fn all_cells_with_the_same_value_are_mended_at_once() {
        let rows: Vec<_> = same_value(&log(), 0, "??", "").iter().map(|mend| (mend.row, mend.new.clone())).collect();
        assert_eq!(rows, [(5, String::new())]);
    }
}
