//! Filters: causes by `code:`, `column:` and words; the cells of a cause by words, searched by a job of their own.

use std::sync::Arc;

use super::{Check, cause_words};
use crate::app::desk::Desk;
use crate::app::job::{Job, Search, Searched};
use crate::app::list;
use crate::app::screen::Answer;
use crate::import::{Cause, Report};
use crate::text::trim;

/// What can be typed into the filter of the causes, in one sentence.
pub const SYNTAX: &str = "Words of a cause, code:email-invalid, column:C or column:Phone; Esc shows all again.";

/// The order of the causes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Errors before warnings, the most frequent first.
    #[default]
    Weight,
    /// As the columns stand in the file.
    Column,
    /// As the catalogue has the codes.
    Code,
}

impl Order {
    /// Returns the next order, round and round.
    pub(super) fn next(self) -> Self {
        match self {
            Order::Weight => Order::Column,
            Order::Column => Order::Code,
            Order::Code => Order::Weight,
        }
    }

    /// Says it in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Order::Weight => "by weight",
            Order::Column => "by column",
            Order::Code => "by code",
        }
    }
}

/// Returns the causes to show where not all of them are shown as they stand: those that a filter lets through, sorted.
#[must_use]
pub fn shown(filter: &str, order: Order, causes: &[Cause]) -> Option<Arc<[u32]>> {
    let found = fitting(filter, causes);
    if order == Order::Weight {
        return found;
    }
    let mut found: Vec<u32> = found.map_or_else(|| (0..).take(causes.len()).collect(), |found| found.to_vec());
    let column = |cause: &Cause| cause.place.as_ref().and_then(|place| place.column);
    found.sort_by_key(|at| {
        let cause = &causes[*at as usize];
        // What is about no column comes last.
        (cause.code.severity(), (order == Order::Column).then(|| column(cause).unwrap_or(u16::MAX)), cause.code)
    });
    Some(found.into())
}

/// Returns the causes that a filter lets through; `None` where nothing was typed.
fn fitting(filter: &str, causes: &[Cause]) -> Option<Arc<[u32]>> {
    let filter = trim(filter).to_lowercase();
    if filter.is_empty() {
        return None;
    }
    let (mut codes, mut columns, mut words) = (Vec::new(), Vec::new(), Vec::new());
    for word in filter.split_whitespace() {
        match word.split_once(':') {
            Some(("code", code)) => codes.push(code),
            Some(("column", column)) => columns.push(column),
            _ => words.push(word),
        }
    }
    let passes = |cause: &Cause| {
        codes.iter().all(|code| cause.code.id().contains(code)) && columns.iter().all(|column| in_column(cause, column))
    };
    let passing: Vec<u32> =
        (0..).zip(causes).filter(|(_, cause)| passes(cause)).map(|(place, _): (u32, _)| place).collect();
    let text = |at: usize| {
        let cause = &causes[passing[at] as usize];
        format!("{} {}", cause_words(cause), cause.code.kind().name)
    };
    match list::matching(&words.join(" "), passing.len(), text) {
        Some(found) => Some(found.iter().map(|at| passing[*at as usize]).collect()),
        None => Some(passing.into()),
    }
}

/// Tells whether a cause is about the column with this letter, or one whose header or field begins so.
fn in_column(cause: &Cause, column: &str) -> bool {
    let Some(place) = &cause.place else { return false };
    let begins = |name: &str| name.to_lowercase().starts_with(column);
    // One or two characters are a letter; a header that begins so is meant by more of it.
    place.letter.to_lowercase() == column
        || (column.chars().count() > 2 && (begins(&place.header) || begins(&place.field)))
}

impl Check {
    /// Starts the search for what was typed into the filter of the cells.
    pub(super) fn search(&self, desk: &Desk<'_>) -> Answer {
        let words = trim(self.cells.filter().text());
        let (Some(report), false) = (desk.world.report(desk.draft), words.is_empty()) else { return Answer::Stay };
        let Some((at, _)) = self.cause(report).filter(|_| !Self::is_forecast(desk)) else { return Answer::Stay };
        if self.fitting(report, desk).is_some() {
            return Answer::Stay;
        }
        Answer::Run(Job::Search(Arc::clone(report), Search::Fitting(at, words.to_owned())))
    }

    /// Returns the cells that contain what was typed, once they are found; `None` where nothing was typed.
    pub(super) fn fitting(&self, report: &Report, desk: &Desk<'_>) -> Option<Arc<[u32]>> {
        let words = trim(self.cells.filter().text());
        if Self::is_forecast(desk) {
            let text = |at: usize| report.sample.get(at).map_or_else(String::new, |c| format!("{} {}", c.row, c.email));
            return list::matching(words, report.sample.len(), text).map(Arc::from);
        }
        let Some((Search::Fitting(cause, searched), Searched::Fitting(found))) = &desk.world.searched else {
            return None;
        };
        let (at, _) = self.cause(report)?;
        (!words.is_empty() && *cause == at && searched == words).then(|| Arc::clone(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::problem::Place;
    use crate::import::{Code, Problem, ProblemLog};

    fn log() -> ProblemLog {
        let place = |column, letter: &str, header: &str| {
            Arc::new(Place { column: Some(column), letter: letter.into(), header: header.into(), ..Place::default() })
        };
        let (email, phone) = (place(0, "A", "Email"), place(2, "C", "Phone"));
        let mut log = ProblemLog::default();
        log.push(Problem::new(Code::EmailInvalid).at(2, &email));
        log.push(Problem::new(Code::EmailBlank).at(3, &email));
        log.push(Problem::new(Code::PhoneInvalid).at(4, &phone));
        log.finish();
        log
    }

    fn codes(filter: &str) -> Vec<&'static str> {
        let log = log();
        let found = fitting(filter, log.causes()).unwrap();
        found.iter().map(|place| log.causes()[*place as usize].code.id()).collect()
    }

    #[test]
    fn causes_are_sorted_by_column_or_by_code_with_the_filter_still_on() {
        let log = log();
        let codes = |filter: &str, order| -> Vec<&str> {
            let found = shown(filter, order, log.causes()).unwrap();
            found.iter().map(|place| log.causes()[*place as usize].code.id()).collect()
        };
        assert_eq!(codes("", Order::Column), ["email-blank", "email-invalid", "phone-invalid"]);
        assert_eq!(codes("code:invalid", Order::Code), ["email-invalid", "phone-invalid"]);
        assert!(shown("", Order::Weight, log.causes()).is_none());
    }

    #[test]
    fn causes_are_filtered_by_code_by_column_and_by_words() {
        assert_eq!(codes("code:email"), ["email-blank", "email-invalid"]);
        assert_eq!(codes("column:c"), ["phone-invalid"]);
        assert_eq!(codes("column:Phone"), ["phone-invalid"]);
        assert_eq!(codes("column:A code:blank"), ["email-blank"]);
        assert_eq!(codes("column:A not an email"), ["email-invalid"]);
        assert_eq!(codes("code:nothing"), [""; 0]);
        assert!(fitting("  ", log().causes()).is_none());
    }
}
