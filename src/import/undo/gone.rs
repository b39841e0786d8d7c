//! Tells whether a lead that is gone is gone because of the row that is undone, or because of a later one.
//!
//! A lead that is there says by its last change who touched it; one that is gone says it by its history only. That
//! is read for the few leads that were put back in between: all others are gone since the row. Next: `put_back.rs`.

use std::collections::HashSet;

use crate::import::outcome::{Entry, Kind, Outcome, RowOutcome};
use crate::import::store::{LeadStore, StoreError};

/// Returns the leads that undos put back after an entry that deleted leads.
pub fn came_back_since(store: &dyn LeadStore, of: &Entry) -> Result<HashSet<u64>, StoreError> {
    let mut leads = HashSet::new();
    if of.counts.of(Outcome::Deleted) == 0 {
        return Ok(leads);
    }
    for later in store.history()?.into_iter().take_while(|entry| entry.import > of.import) {
        if matches!(later.kind, Kind::Undo { .. }) && later.counts.of(Outcome::Added) > 0 {
            store.rows(later.import, &mut |row| {
                leads.extend(row.lead.filter(|_| row.outcome == Outcome::Added));
                true
            })?;
        }
    }
    Ok(leads)
}

/// Tells whether a lead that is gone is so as a row of an entry left it.
pub fn as_left(store: &dyn LeadStore, id: u64, import: u32, row: u32) -> Result<bool, StoreError> {
    let history = store.lead_history(id)?;
    let Some(left) = history.iter().position(|(by, other)| (*by, other.row) == (import, row)) else {
        return Ok(false);
    };
    Ok(made_by(store, &history, 0)? == made_by(store, &history, left)?)
}

/// Returns the place in a lead's history (newest first) of the row that made it what it was after another one; `None`
/// where it had never been.
///
/// An undo makes nothing of its own: after it the lead is as it was before the undone row.
fn made_by(store: &dyn LeadStore, history: &[(u32, RowOutcome)], mut at: usize) -> Result<Option<usize>, StoreError> {
    while let Some((import, _)) = history.get(at) {
        let Some(Kind::Undo { of }) = store.entry(*import)?.map(|entry| entry.kind) else { return Ok(Some(at)) };
        let Some(undone) = history.iter().skip(at).position(|(import, _)| *import == of) else { return Ok(Some(at)) };
        at += undone + 1;
    }
    Ok(None)
}
