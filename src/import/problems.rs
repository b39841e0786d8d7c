//! All problems of a file: counted exactly, held within bounds, found again at once.
//!
//! The first thousands stay in memory, the rest goes to a temporary file that has no name and vanishes with the
//! program ([`spool`]). A list of a million scrolls like one of ten: any of them is found by its place, among all
//! or among those of one cause.

use std::collections::HashMap;
use std::sync::Arc;

use super::problem::{Code, Place, Problem, Severity};

mod spool;

use spool::Spool;

/// All problems of one code in one column, or without a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What is wrong.
    pub code: Code,
    /// The column or field.
    pub place: Option<Arc<Place>>,
    /// How many problems it has.
    pub count: u64,
    /// The problems, by their places among all.
    among: Among,
}

/// Which of all problems belong to a cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Among {
    general: Vec<u32>,
    in_rows: Vec<u32>,
}

type Key = (Code, Option<u16>, String);

/// All problems of a file.
#[derive(Debug, Default)]
pub struct ProblemLog {
    general: Vec<Problem>,
    in_rows: Spool,
    causes: Vec<Cause>,
    by_key: HashMap<Key, usize>,
    last: Option<usize>,
    errors: u64,
    warnings: u64,
}

impl ProblemLog {
    /// Adds a problem; those of rows come in row order.
    pub fn push(&mut self, problem: Problem) {
        match problem.severity() {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
        let cause = self.cause_of(&problem);
        self.causes[cause].count += 1;
        if problem.row.is_none() {
            self.general.push(problem);
            return;
        }
        if let Some(ordinal) = self.in_rows.push(problem) {
            self.causes[cause].among.in_rows.push(ordinal);
        }
    }

    /// Puts what was added into its order: causes by weight, problems without a row by the catalogue.
    pub fn finish(&mut self) {
        self.general.sort_by_key(|problem| (problem.code, problem.place.as_ref().and_then(|place| place.column)));
        for cause in &mut self.causes {
            cause.among.general.clear();
        }
        for (at, problem) in (0_u32..).zip(&self.general) {
            if let Some(cause) = self.by_key.get(&key_of(problem)) {
                self.causes[*cause].among.general.push(at);
            }
        }
        self.causes.sort_by(|one, other| {
            let weight = |cause: &Cause| (cause.code.severity(), std::cmp::Reverse(cause.count), cause.code);
            weight(one).cmp(&weight(other))
        });
        self.by_key.clear();
        self.last = None;
    }

    fn cause_of(&mut self, problem: &Problem) -> usize {
        let same = |cause: &Cause| match (&cause.place, &problem.place) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        if let Some(last) = self.last
            && self.causes[last].code == problem.code
            && same(&self.causes[last])
        {
            return last;
        }
        let next = self.causes.len();
        let cause = *self.by_key.entry(key_of(problem)).or_insert(next);
        if cause == next {
            let place = problem.place.clone();
            self.causes.push(Cause { code: problem.code, place, count: 0, among: Among::default() });
        }
        self.last = Some(cause);
        cause
    }

    /// Returns the number of problems that can be looked at.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.general.len() as u64 + self.in_rows.len()
    }

    /// Tells whether there is no problem.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.errors + self.warnings == 0
    }

    /// Returns how many problems were counted and could not be kept, because there was no room for the temporary file.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.in_rows.lost()
    }

    /// Returns how many problems have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> u64 {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
        }
    }

    /// Returns the causes: errors before warnings, the most frequent first.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Returns a problem by its place among all: those without a row first, then in row order.
    #[must_use]
    pub fn get(&self, index: u64) -> Option<Problem> {
        let general = self.general.len() as u64;
        if index < general {
            return self.general.get(usize::try_from(index).ok()?).cloned();
        }
        self.in_rows.get(index - general)
    }

    /// Returns a problem of one cause (its place in [`ProblemLog::causes`]) by its place among them.
    #[must_use]
    pub fn of_cause(&self, cause: usize, index: u64) -> Option<Problem> {
        self.get(self.index_of(cause, index)?)
    }

    /// Returns the place among all of a problem of one cause.
    #[must_use]
    pub fn index_of(&self, cause: usize, index: u64) -> Option<u64> {
        let among = &self.causes.get(cause)?.among;
        let index = usize::try_from(index).ok()?;
        if let Some(at) = among.general.get(index) {
            return Some(u64::from(*at));
        }
        let ordinal = among.in_rows.get(index - among.general.len())?;
        Some(self.general.len() as u64 + u64::from(*ordinal))
    }

    /// Returns the place among all of the first problem in this row or below; [`ProblemLog::len`] where there is none.
    #[must_use]
    pub fn first_from_row(&self, row: u32) -> u64 {
        self.general.len() as u64 + self.in_rows.first_from_row(row)
    }

    /// Returns the places in a cause of its problems that contain all these words, whatever their case: in the row's
    /// number, the value, what was probably meant. Ends early once `stopped` says so.
    #[must_use]
    pub fn fitting(&self, cause: usize, words: &str, stopped: &dyn Fn() -> bool) -> Vec<u32> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let count = self.causes.get(cause).map_or(0, |cause| u32::try_from(cause.count).unwrap_or(u32::MAX));
        let fits = |problem: &Problem| {
            let row = problem.row.map_or_else(String::new, |row| row.to_string());
            let text = format!("{row} {} {}", problem.value, problem.nearest.as_deref().unwrap_or("")).to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let places = (0..count).take_while(|place| place % 1024 != 0 || !stopped());
        places.filter(|place| self.of_cause(cause, u64::from(*place)).is_some_and(|problem| fits(&problem))).collect()
    }

    /// Walks all problems: those without a row first, then in row order.
    pub fn iter(&self) -> impl Iterator<Item = Problem> + Clone {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

fn key_of(problem: &Problem) -> Key {
    match &problem.place {
        Some(place) => (problem.code, place.column, place.field.clone()),
        None => (problem.code, None, String::new()),
    }
}

#[cfg(test)]
mod tests;
