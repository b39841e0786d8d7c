//! The lead store under everything that can happen to it: use, crashes, faults, damage, crowds.
//!
//! A little of each by default; `LEADPORT_SLOW=1` for the counts of CI, `LEADPORT_LONG=1` for the long run.

#![expect(clippy::unwrap_used, reason = "what helps a test fails it as the test itself would")]

mod care;
mod crash;
mod disk;
mod everyday;
mod faults;
mod formats;
mod model;
mod sample;
mod speed;
