//! What an import does: plan every row, then change everything or nothing.
//!
//! Read `pipeline` first: it is the way of a row. [`problem`] is the catalogue of problems, `plan` the pure
//! stage that decides what a row does, `apply` the only stage that writes, [`store`] the traits behind which the
//! lead store stands. A check is an import that stops after the plan.

pub mod outcome;
pub mod problem;
pub mod store;

pub use outcome::{Counts, Entry, Outcome, RowOutcome};
pub use problem::{Code, Problem, Severity};
pub use store::{Action, Extra, LeadStore, Planned, StoreError, Transaction, View};
