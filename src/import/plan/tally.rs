//! What a plan adds up to: counts, problems, the first changes, the rows that did not enter.

use crate::import::outcome::{Counts, Outcome, changes};
use crate::import::problem::Severity;
use crate::import::problems::ProblemLog;
use crate::import::report::PlannedChange;
use crate::import::rows::RowSet;
use crate::import::store::{Action, Planned};
use crate::platform::Values;

/// How many changes of each outcome are kept to be looked at.
const SAMPLE: u64 = 1_000;

/// What a plan adds up to.
#[derive(Debug, Default)]
pub struct Tally {
    /// What happens to the rows.
    pub counts: Counts,
    /// All problems.
    pub problems: ProblemLog,
    /// The first rows that change something.
    pub sample: Vec<PlannedChange>,
    /// How many updates change which part (`Columns::parts`).
    pub changed: Vec<u64>,
    /// Rows that were skipped.
    pub skipped: RowSet,
    /// Rows over the contract's limit.
    pub over_limit: RowSet,
}

impl Tally {
    /// Counts one decided row.
    pub fn count(&mut self, planned: &Planned) {
        for problem in &planned.problems {
            self.problems.push(problem.clone());
        }
        self.counts.add(planned.outcome);
        match planned.outcome {
            Outcome::Skipped => self.skipped.push(planned.row),
            Outcome::OverLimit => self.over_limit.push(planned.row),
            _ => {}
        }
        if self.counts.of(planned.outcome) <= SAMPLE {
            self.sample.extend(shown(planned));
        }
    }

    /// Tells whether there is an error among the problems.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.problems.count(Severity::Error) > 0
    }
}

/// Returns a row that changes something as it is shown.
fn shown(planned: &Planned) -> Option<PlannedChange> {
    let none = Values::default();
    let (email, changes) = match &planned.action {
        Action::Nothing => return None,
        Action::Add { values, .. } => (values.get(crate::platform::FieldId::EMAIL), changes(&none, values)),
        Action::Update { before, after } => {
            (after.get(crate::platform::FieldId::EMAIL), changes(&before.values, after))
        }
        Action::Delete { before } => (Some(before.email()), Vec::new()),
        Action::Restore { lead, before } => (Some(lead.email()), changes(&before.values, &lead.values)),
        Action::Return { lead } => (Some(lead.email()), changes(&none, &lead.values)),
    };
    Some(PlannedChange {
        row: planned.row,
        outcome: planned.outcome,
        lead: planned.lead,
        email: email.unwrap_or("").to_owned(),
        changes,
    })
}
