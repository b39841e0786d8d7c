//! The lead store under everything that can happen to it: use, crashes, faults, damage, crowds.

mod care;
mod everyday;
mod sample;
mod speed;
