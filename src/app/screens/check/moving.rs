//! Moving among problems: to the next one across causes, to a row, and what the lists show.

use super::{Check, filter, number};
use crate::app::desk::Desk;
use crate::app::list::List;
use crate::app::screen::Answer;
use crate::import::{Cause, Problem, Severity};
use crate::text::safe;

impl Check {
    /// Goes to the next problem, across the causes that are shown.
    pub(super) fn step(&mut self, forward: bool, desk: &Desk<'_>) -> Answer {
        if Self::report(desk).is_none() || self.causes.is_empty() {
            return Answer::Stay;
        }
        self.pane = super::Pane::Cells;
        let (cause, cell) = (self.causes.line(), self.cells.line());
        if forward && cell + 1 < self.cells.len() {
            self.select_cell(cell + 1);
        } else if !forward && cell > 0 && !self.cells.is_empty() {
            self.select_cell(cell - 1);
        } else if let Some(next) = if forward { cause.checked_add(1) } else { cause.checked_sub(1) }
            && let Some(cause) = self.causes.item(next)
        {
            self.causes.select(cause);
            self.lay_out(desk);
            self.select_cell(if forward { 0 } else { self.cells.len().saturating_sub(1) });
        } else {
            return Answer::refuse(if forward { "That was the last problem." } else { "This is the first problem." });
        }
        Answer::Stay
    }

    fn select_cell(&mut self, line: usize) {
        if let Some(item) = self.cells.item(line) {
            self.cells.select(item);
        }
    }

    /// Selects the first problem from a row on.
    pub(super) fn jump(&mut self, text: &str, desk: &Desk<'_>) -> Answer {
        let Some(row) = number(text).and_then(|row| u32::try_from(row).ok()) else {
            return Answer::refuse(format!("“{}” is not a row number.", safe(text)));
        };
        let Some(report) = Self::report(desk) else { return Answer::Stay };
        let Some(found) = report.problems.get(report.problems.first_from_row(row)) else {
            return Answer::refuse(format!("There is no problem from row {row} on."));
        };
        let of_problem = |problem: &Problem| problem.place.as_ref().and_then(|place| place.column);
        let same = |cause: &Cause| (cause.code, key(cause).1) == (found.code, of_problem(&found));
        let Some(at) = report.problems.causes().iter().position(same) else { return Answer::Stay };
        self.causes.clear_filter();
        self.causes.select(at);
        self.lay_out(desk);
        self.cells.clear_filter();
        self.pane = super::Pane::Cells;
        // The cells of a cause ascend by row, so the place is found by halving.
        let (mut low, mut high) = (0, report.problems.causes()[at].count);
        while low < high {
            let middle = low.midpoint(high);
            if report.problems.of_cause(at, middle).and_then(|problem| problem.row).is_some_and(|found| found < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.cells.select(usize::try_from(low).unwrap_or(0));
        Answer::Stay
    }

    /// Tells the lists what they show; the cause that was worked on stays selected wherever it stands in a new check.
    pub(super) fn lay_out(&mut self, desk: &Desk<'_>) {
        let Some(report) = Self::report(desk) else { return };
        let causes = report.problems.causes();
        let found = filter::shown(self.causes.filter().text(), self.order, causes);
        self.causes.refresh_found(causes.len(), found.as_ref());
        if self.shown.as_ref() != desk.world.checked.as_ref() {
            self.shown.clone_from(&desk.world.checked);
            let kept = self.cause.and_then(|kept| causes.iter().position(|cause| key(cause) == kept));
            let is_warning = |at: usize| causes.get(at).is_some_and(|cause| cause.code.severity() == Severity::Warning);
            if let Some(at) = kept {
                self.causes.select(at);
            } else if report.errors > 0 && self.causes.selected().is_some_and(is_warning) {
                // The cause is mended, and what is still to be done comes before what need not be.
                self.causes.select(0);
            }
        }
        // The rows of the forecast are of no cause: their list begins at its top.
        let cause = self.cause(report).filter(|_| !Self::is_forecast(desk)).map(|(_, cause)| key(cause));
        if self.cause != cause {
            self.cells = List::default();
            self.cause = cause;
        }
        let count = match self.cause(report) {
            Some((_, cause)) if Self::shows_problems(report, desk.draft.only_valid) => {
                usize::try_from(cause.count).unwrap_or(usize::MAX)
            }
            Some(_) | None if Self::shows_problems(report, desk.draft.only_valid) => 0,
            _ => report.sample.len(),
        };
        let found = self.fitting(report, desk);
        self.cells.refresh_found(count, found.as_ref());
    }
}

/// Returns what a cause is known by in another check.
fn key(cause: &Cause) -> (crate::import::Code, Option<u16>) {
    (cause.code, cause.place.as_ref().and_then(|place| place.column))
}
