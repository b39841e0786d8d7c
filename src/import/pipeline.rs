//! The way of a row: read, turned into values, decided, and (for an import) written.

use super::report::Report;
use super::request::{Request, Stop, Watch};
use super::store::LeadStore;

/// Checks a file: says what its import would do and what is wrong, and changes nothing.
///
/// # Errors
/// Why it came to no end: cancelled, the file, the store.
pub fn check(store: &dyn LeadStore, request: &Request, watch: &Watch) -> Result<Report, Stop> {
    let _ = (store, request, watch);
    Err(Stop::Cancelled)
}

/// Imports a file in one durable transaction; where errors forbid it, the report says so and nothing was changed.
///
/// # Errors
/// Why it came to no end: cancelled, the file, the store, more deletes than allowed.
pub fn import(store: &dyn LeadStore, request: &Request, watch: &Watch) -> Result<Report, Stop> {
    let _ = (store, request, watch);
    Err(Stop::Cancelled)
}
