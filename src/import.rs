//! What an import does: plan every row, then change everything or nothing.
//!
//! Read [`pipeline`] first: it is the way of a row. [`problem`] is the catalogue of problems, `plan` the pure
//! stage that decides what a row does, `apply` the only stage that writes, [`store`] the traits behind which the
//! lead store stands. A check is an import that stops after the plan. [`undo`] takes an import back.

pub mod apply;
pub mod limits;
#[cfg(test)]
pub(crate) mod memory;
pub mod mend;
pub mod origin;
pub mod outcome;
pub mod over_limit;
pub mod pipeline;
pub mod plan;
pub mod problem;
pub mod problems;
pub mod report;
pub mod request;
pub mod rows;
pub mod store;
pub mod undo;

pub use outcome::{Counts, Entry, Outcome, RowOutcome};
pub use pipeline::{check, import};
pub use problem::{Code, Problem, Severity};
pub use problems::{Cause, ProblemLog};
pub use report::Report;
pub use request::{Options, Progress, Request, Seen, Stop, Watch};
pub use store::{Action, LeadStore, Planned, StoreError, Transaction, View};
