//! Finds leads, reads pages of them and single ones with their history.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::found;
use crate::app::beside::{Found, LeadEvent, LeadQuery, LeadScope, LeadStory, Page};
use crate::app::job::{News, Trouble};
use crate::import::{LeadStore, StoreError};
use crate::platform::{Lead, Platform};
use crate::report::condition::Filter;
use crate::run::jobs::{Desk, of_store};
use crate::store::{Mode, Store};

/// How many leads are sent at first, so that the screen has something to show at once.
const FIRST: usize = 256;
/// How many are sent together afterwards.
const THEN: usize = 50_000;
/// After how many leads it is told how many were looked at.
const TOLD: u64 = 20_000;
/// How many leads are looked up together.
const CHUNK: usize = 2_048;

/// Walks the leads that fit, by ID, until `each` answers false or the work is stopped.
pub(super) fn walk(
    desk: &Desk,
    store: &Store,
    platform: &Platform,
    query: &LeadQuery,
    each: &mut dyn FnMut(&Lead) -> bool,
) -> Result<(), StoreError> {
    let filter = Filter::typed(&query.text, platform);
    let mut walked = 0_u64;
    let mut look = |lead: &Lead| {
        walked += 1;
        if walked.is_multiple_of(TOLD) {
            desk.tell(News::Beside(Found::LeadsWalked(walked)));
        }
        !desk.cancel.load(Ordering::Relaxed) && (!filter.takes(lead) || each(lead))
    };
    let ids: Vec<u64> = match &query.scope {
        LeadScope::All => return store.leads(&mut |lead| look(&lead)),
        LeadScope::Some(ids, _) => ids.to_vec(),
        LeadScope::Import(import) => {
            let mut ids = BTreeSet::new();
            store.rows(*import, &mut |row| {
                ids.extend(row.lead);
                !desk.cancel.load(Ordering::Relaxed)
            })?;
            ids.into_iter().collect()
        }
    };
    let view = store.view()?;
    for chunk in ids.chunks(CHUNK) {
        for lead in view.by_id(chunk)?.into_iter().flatten() {
            if !look(&lead) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Finds the leads that fit, and tells of them as they are found.
pub(super) fn find(desk: &Desk, query: LeadQuery) -> Result<News, Trouble> {
    let store = desk.store(Mode::Read)?;
    let platform = store.platform().map_err(of_store)?;
    let (mut keys, mut batch) = (Vec::new(), FIRST);
    walk(desk, &store, &platform, &query, &mut |lead| {
        keys.push(lead.id);
        if keys.len() == batch {
            batch = THEN;
            let keys = std::mem::take(&mut keys);
            desk.tell(News::Beside(Found::Leads { query: query.clone(), keys, complete: false }));
        }
        true
    })
    .map_err(of_store)?;
    if desk.cancel.load(Ordering::Relaxed) {
        return Ok(News::Cancelled);
    }
    found(Found::Leads { query, keys, complete: true })
}

/// Reads a page of leads.
pub(super) fn page(desk: &Desk, page: &Page<u64>) -> Result<News, Trouble> {
    let store = desk.store(Mode::Read)?;
    let leads = store.view().and_then(|view| view.by_id(&page.keys)).map_err(of_store)?;
    found(Found::LeadPage(page.from, leads))
}

/// Reads one lead with its history.
pub(super) fn one(desk: &Desk, id: u64) -> Result<News, Trouble> {
    let store = desk.store(Mode::Read)?;
    let lead = store.view().and_then(|view| view.by_id(&[id])).map_err(of_store)?.into_iter().flatten().next();
    let mut history = Vec::new();
    for (import, row) in store.lead_history(id).map_err(of_store)? {
        let at = store.entry(import).map_err(of_store)?.map_or(0, |entry| entry.at);
        history.push(LeadEvent { import, at, row });
    }
    found(Found::Lead(Arc::new(LeadStory { id, lead, history })))
}
