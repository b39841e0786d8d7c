//! Finds the rows of an import and reads pages of them.

use std::sync::atomic::Ordering;

use super::found;
use crate::app::beside::{Found, Page, RowQuery};
use crate::app::job::{News, Trouble};
use crate::import::{LeadStore, RowOutcome};
use crate::run::jobs::{Desk, of_store};
use crate::store::Mode;
use crate::text::folded;

/// How many rows are sent at first, so that the screen has something to show at once.
const FIRST: usize = 256;
/// How many are sent together afterwards.
const THEN: usize = 50_000;
/// After how many rows it is told how many were looked at.
const TOLD: u64 = 20_000;

/// Finds the rows that fit, and tells of them as they are found.
pub(super) fn find(desk: &Desk, query: RowQuery) -> Result<News, Trouble> {
    let store = desk.store(Mode::Read)?;
    let wanted = folded(&query.text);
    let (mut keys, mut walked, mut batch) = (Vec::new(), 0_u64, FIRST);
    store
        .rows(query.import, &mut |row| {
            walked += 1;
            if query.outcome.is_none_or(|outcome| outcome == row.outcome) && contains(&row, &wanted) {
                keys.push(row.row);
                if keys.len() == batch {
                    batch = THEN;
                    let keys = std::mem::take(&mut keys);
                    desk.tell(News::Beside(Found::Rows { query: query.clone(), keys, complete: false }));
                }
            }
            if walked.is_multiple_of(TOLD) {
                desk.tell(News::Beside(Found::Walked(walked)));
            }
            !desk.cancel.load(Ordering::Relaxed)
        })
        .map_err(of_store)?;
    if desk.cancel.load(Ordering::Relaxed) {
        return Ok(News::Cancelled);
    }
    found(Found::Rows { query, keys, complete: true })
}

fn contains(row: &RowOutcome, wanted: &str) -> bool {
    let is_in = |text: &str| folded(text).contains(wanted);
    wanted.is_empty()
        || is_in(&row.email)
        || row.changes.iter().flat_map(|change| [&change.old, &change.new]).flatten().any(|value| is_in(value))
        || row.problems.iter().any(|problem| is_in(&problem.value))
}

/// Reads a page of rows.
pub(super) fn page(desk: &Desk, import: u32, page: &Page<u32>) -> Result<News, Trouble> {
    let store = desk.store(Mode::Read)?;
    let mut rows = Vec::with_capacity(page.keys.len());
    // Rows that lie near one another are walked; far ones are looked up one by one.
    let mut at = 0;
    while let Some(first) = page.keys.get(at).copied() {
        let mut walked = 0;
        store
            .rows_from(import, first, &mut |row| {
                walked += 1;
                if page.keys.get(at) == Some(&row.row) {
                    rows.push(Some(row));
                    at += 1;
                    walked = 0;
                }
                at < page.keys.len() && walked < FIRST && !desk.cancel.load(Ordering::Relaxed)
            })
            .map_err(of_store)?;
        if desk.cancel.load(Ordering::Relaxed) {
            return Ok(News::Cancelled);
        }
        if page.keys.get(at) == Some(&first) {
            rows.push(None);
            at += 1;
        }
    }
    found(Found::RowPage(import, page.from, rows))
}
