//! The map of the house.
pub mod platform;
pub mod sheet;
pub mod text;
