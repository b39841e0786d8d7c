//! The lead store under everything that can happen to it: use, crashes, faults, damage, crowds.

mod everyday;
mod sample;
