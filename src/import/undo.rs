//! The undo of an import (or of an undo): puts every lead that it touched back as it was.
//!
//! Leads that a later entry touched are conflicts: they are listed and nothing is undone, until told to skip or to
//! overwrite them. An undo is an entry of the history itself, and can be undone.

use super::outcome::{Counts, Entry, FieldChange};
use super::request::{Stop, Watch};
use super::store::LeadStore;

/// What to do about leads that were changed since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UndoMode {
    /// Undo nothing if there is such a lead.
    #[default]
    Refuse,
    /// Leave those leads as they are and undo the rest.
    SkipChanged,
    /// Put those leads back as well, losing the later changes.
    Overwrite,
}

/// One undo, with everything that it must know beside the store.
#[derive(Clone, Debug)]
pub struct UndoRequest {
    /// The number of the entry that is undone.
    pub import: u32,
    /// What to do about leads that were changed since.
    pub mode: UndoMode,
    /// Who runs it.
    pub operator: String,
    /// The machine that it runs on.
    pub host: String,
    /// Where the operator came from, if known.
    pub from: String,
    /// The clock: seconds since 1970-01-01 UTC.
    pub clock: fn() -> i64,
}

/// Why a lead cannot simply be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// A later entry changed it: fields with what the undone import left and what is there now.
    Changed {
        /// The entry that changed it last.
        by: u32,
        /// The fields that differ.
        fields: Vec<FieldChange>,
    },
    /// A later entry deleted it.
    Deleted {
        /// The entry that deleted it.
        by: u32,
    },
    /// Its old email address belongs to another lead by now; it cannot be overwritten.
    EmailTaken {
        /// The address.
        email: String,
        /// The lead that has it.
        lead: u64,
    },
}

/// A lead that cannot simply be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The lead.
    pub lead: u64,
    /// Its email address, as the undone import left it.
    pub email: String,
    /// What happened since.
    pub since: Since,
}

/// What an undo found and did.
#[derive(Clone, Debug)]
pub struct UndoReport {
    /// The entry that was to be undone.
    pub of: Entry,
    /// What happened to the leads, or would: removed ones are deleted, restored ones updated, returned ones added.
    pub counts: Counts,
    /// How many leads were changed since.
    pub changed_since: u64,
    /// The first of them.
    pub conflicts: Vec<Conflict>,
    /// The committed undo; `None` where nothing was undone.
    pub entry: Option<Entry>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// Says what an undo would do, and changes nothing.
///
/// # Errors
/// No such entry, undone or forgotten already, a store that cannot be used, cancelled.
pub fn check(store: &dyn LeadStore, request: &UndoRequest, watch: &Watch) -> Result<UndoReport, Stop> {
    let _ = (store, request, watch);
    Err(Stop::Cancelled)
}

/// Undoes an entry of the history; with conflicts and [`UndoMode::Refuse`], nothing.
///
/// # Errors
/// No such entry, undone or forgotten already, a store that cannot be used, cancelled.
pub fn undo(store: &dyn LeadStore, request: &UndoRequest, watch: &Watch) -> Result<UndoReport, Stop> {
    let _ = (store, request, watch);
    Err(Stop::Cancelled)
}
