//! Taking values out for good: of one person everywhere, and of old imports.
//!
//! Rows keep their outcomes, so every count stays what it was. Whatever is taken out is still in the file's unused
//! pages until the store is written anew, so erasing compacts. Drafts and backups are the caller's to think of.

use std::collections::HashSet;

use redb::{ReadableTable, WriteTransaction};

use super::Store;
use super::block::{self, Builder};
use super::emails::{self, Finder};
use super::imports::{entry_in, read_block, seal_deleted, write_entry};
use super::leads::{self, Becomes};
use super::opening::Why;
use super::record::{Kind, seal};
use super::schema::{BLOCKS, DELETED, EMAILS, LEADS, State};
use super::trouble::Trouble;
use crate::import::LeadStore;
use crate::import::outcome::{Outcome, RowOutcome};
use crate::import::store::StoreError;
use crate::platform::{Change, FieldId, email_key};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What erasing an address took out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Leads that were in the store.
    pub leads: u64,
    /// Rows of imports that held values of the person.
    pub rows: u64,
    /// Leads that once had the address and live on under another one: ID and address. They stay.
    pub elsewhere: Vec<(u64, String)>,
}

impl Store {
    /// Erases everything that the store knows of the person with this address: the lead, its values in the history,
    /// rows that named the address. Compacts, so that nothing of it is left in the file; only counts stay.
    ///
    /// # Errors
    /// A store that cannot be used; a disk without room to compact (erasing again then finishes it).
    pub fn erase(&self, email: &str) -> Result<Erased, StoreError> {
        let key = email_key(email).into_owned();
        let erased = self.write("erasing a person", |txn, state| {
            let (mut ids, mut own) = (HashSet::new(), HashSet::new());
            let count_of_leads = erase_lead(txn, state, &key, &mut ids)?;
            // A lead that was deleted before is only in the rows of imports.
            each_block(txn, |rows| {
                ids.extend(rows.iter().filter(|row| names(row, &key)).filter_map(|row| row.lead));
                own.extend(rows.iter().filter(|row| had(row, &key)).filter_map(|row| row.lead));
                Ok(false)
            })?;
            let living = txn.open_table(LEADS)?;
            let mut gone = HashSet::new();
            let mut elsewhere = Vec::new();
            let mut finder = leads::Finder::new(&living);
            for id in ids {
                match finder.get(id)? {
                    Some(lead) if own.contains(&id) => elsewhere.push((id, lead.email().to_owned())),
                    Some(_) => {}
                    None => {
                        gone.insert(id);
                    }
                }
            }
            elsewhere.sort_unstable();
            drop(finder);
            drop(living);
            let mut count = 0;
            each_block(txn, |rows| {
                let mut changed = false;
                for row in rows.iter_mut() {
                    if names(row, &key) || row.lead.is_some_and(|id| gone.contains(&id)) {
                        strip(row);
                        changed = true;
                        count += 1;
                    }
                }
                Ok(changed)
            })?;
            Ok(Erased { leads: count_of_leads, rows: count, elsewhere })
        })?;
        self.write_anew("erasing a person", Why::Erase)?;
        Ok(erased)
    }

    /// Forgets the previous values of all imports committed before this time (seconds since 1970-01-01 UTC), which
    /// can then not be undone any more; returns how many imports that were.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn forget_previous_values(&self, before: i64) -> Result<u32, StoreError> {
        let old = self.remembered(before)?;
        if old.is_empty() {
            return Ok(0);
        }
        self.write("forgetting old values", |txn, _| {
            for import in &old {
                let mut entry = entry_in(txn, *import)?;
                entry.forgotten = true;
                write_entry(txn, &entry)?;
                each_block_of(txn, Some(*import), |rows| {
                    rows.iter_mut().for_each(forget_values);
                    Ok(true)
                })?;
            }
            Ok(u32::try_from(old.len()).unwrap_or(u32::MAX))
        })
    }
}

impl Store {
    /// Tells how many imports hold previous values that are older at `now` (seconds since 1970-01-01 UTC) than
    /// `history.keep_previous_values_days` allows; none where that is not set.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn outdated(&self, now: i64) -> Result<usize, StoreError> {
        match self.keep_from(now)? {
            Some(before) => Ok(self.remembered(before)?.len()),
            None => Ok(0),
        }
    }

    /// Forgets the previous values that are older at `now` than `history.keep_previous_values_days` allows; returns
    /// how many imports that were. Called whenever leadport has written, so that the setting holds by itself.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn forget_outdated(&self, now: i64) -> Result<u32, StoreError> {
        match self.keep_from(now)? {
            Some(before) => self.forget_previous_values(before),
            None => Ok(0),
        }
    }

    /// Returns the time before which nothing is to be remembered; `None` where everything is.
    fn keep_from(&self, now: i64) -> Result<Option<i64>, StoreError> {
        let days = self.platform()?.settings.number("history.keep_previous_values_days");
        Ok(days.and_then(|days| i64::try_from(days).ok()).map(|days| now.saturating_sub(days.saturating_mul(DAY))))
    }

    fn remembered(&self, before: i64) -> Result<HashSet<u32>, StoreError> {
        self.read(|snapshot| {
            let entries = snapshot.history()?.into_iter();
            Ok(entries.filter(|entry| entry.at < before && !entry.forgotten).map(|entry| entry.import).collect())
        })
    }
}

/// Takes the lead with this address out of the store, and its ID into `ids`.
fn erase_lead(txn: &WriteTransaction, state: &mut State, key: &str, ids: &mut HashSet<u64>) -> Result<u64, Trouble> {
    let hash = emails::hash(state.keys, key);
    let mut index = txn.open_table(EMAILS)?;
    let mut candidates = Vec::new();
    Finder::new(&index).find(hash, |id| candidates.push(id))?;
    let mut packs = txn.open_table(LEADS)?;
    let mut count = 0;
    for id in candidates {
        let found = leads::Finder::new(&packs).get(id)?;
        let lead = found.ok_or_else(|| Trouble::damaged(format!("the lead {id} is missing")))?;
        if email_key(lead.email()) != key {
            continue;
        }
        leads::change(&mut packs, vec![Becomes { id, body: None, is_there: true }])?;
        emails::change(&mut index, vec![(hash, id)], Vec::new(), |_, _| Ok(false))?;
        txn.open_table(DELETED)?.insert(id, seal_deleted(id, Change::default()).as_slice())?;
        state.leads = state.leads.saturating_sub(1);
        state.erased += 1;
        ids.insert(id);
        count += 1;
    }
    Ok(count)
}

/// Tells whether a row names an address: as its own, as one that it changed, or in its problems.
fn names(row: &RowOutcome, key: &str) -> bool {
    let is = |text: &str| !text.is_empty() && email_key(text) == key;
    let changed = row.changes.iter().filter(|change| change.field == FieldId::EMAIL);
    is(&row.email)
        || row.before.as_ref().is_some_and(|lead| is(lead.email()))
        || changed.flat_map(|change| [&change.old, &change.new]).flatten().any(|text| is(text))
        || row.problems.iter().any(|problem| is(&problem.value))
}

/// Tells whether the lead of a row had an address: before it, or by it.
fn had(row: &RowOutcome, key: &str) -> bool {
    let is = |text: &str| !text.is_empty() && email_key(text) == key;
    let mut changed = row.changes.iter().filter(|change| change.field == FieldId::EMAIL);
    (row.outcome != Outcome::Skipped && is(&row.email))
        || row.before.as_ref().is_some_and(|lead| is(lead.email()))
        || changed.any(|change| [&change.old, &change.new].into_iter().flatten().any(|text| is(text)))
}

/// Takes everything personal out of a row.
fn strip(row: &mut RowOutcome) {
    row.email.clear();
    row.changes.clear();
    row.before = None;
    for problem in &mut row.problems {
        problem.erase();
    }
}

/// Takes the values before and after out of a row; which fields changed stays.
fn forget_values(row: &mut RowOutcome) {
    row.before = None;
    for change in &mut row.changes {
        change.old = None;
        change.new = None;
    }
}

fn each_block(
    txn: &WriteTransaction,
    change: impl FnMut(&mut Vec<RowOutcome>) -> Result<bool, Trouble>,
) -> Result<(), Trouble> {
    each_block_of(txn, None, change)
}

/// Hands every block (of one import) to `change`, and writes it again where that answers true.
fn each_block_of(
    txn: &WriteTransaction,
    import: Option<u32>,
    mut change: impl FnMut(&mut Vec<RowOutcome>) -> Result<bool, Trouble>,
) -> Result<(), Trouble> {
    let mut table = txn.open_table(BLOCKS)?;
    let (mut next, end) = match import {
        Some(import) => (block::key(import, 0), block::key(import, u32::MAX)),
        None => (0, u64::MAX),
    };
    // One at a time: the table cannot be changed while it is walked.
    loop {
        let Some((key, mut rows)) = table
            .range(next..=end)?
            .next()
            .transpose()?
            .map(|(key, record)| Ok::<_, Trouble>((key.value(), read_block(key.value(), record.value())?)))
            .transpose()?
        else {
            return Ok(());
        };
        if change(&mut rows)? {
            let mut builder = Builder::default();
            for row in &rows {
                builder.push(&block::again(row));
            }
            let mut record = Vec::new();
            seal(&mut record, Kind::Block, &key.to_le_bytes(), |out| builder.finish(out));
            table.insert(key, record.as_slice())?;
        }
        next = key + 1;
    }
}
