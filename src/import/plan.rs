//! The plan: what every row does, decided before anything is written.
//!
//! Three stages, none of which writes: [`columns`] makes a matching ready for a file, [`values`] reads the cells of
//! each row by themselves (this can run beside the rest), [`decide`] takes the rows in file order and looks at the
//! store's view and at the rows before. Next: `pipeline`, which lets them run at once; `apply`, which writes.

pub mod afterwards;
pub mod columns;
pub mod decide;
pub mod dialect;
pub mod merge;
pub mod row;
pub mod seen;
pub mod tally;
pub mod values;
