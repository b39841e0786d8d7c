//! Reading: a snapshot of the store, which stays the same however long it lives and whoever writes meanwhile.
//!
//! Looks leads up in batches, sorted before they meet the tables; every record passes its seal, and a lead that
//! should be there and is not is damage. Next: `emails` for the index, `imports` for the history.

use std::cell::Cell;
use std::sync::Arc;

use redb::{Database, ReadOnlyDatabase, ReadOnlyTable, ReadTransaction, ReadableDatabase};

use super::emails::{self, Finder};
use super::follow::follow;
use super::imports::{Rows, check_state};
use super::leads;
use super::place::Place;
use super::schema::{BLOCKS, DELETED, EMAILS, ENTRIES, LEADS, META, State, read_state};
use super::trouble::Trouble;
use crate::import::outcome::RowOutcome;
use crate::import::store::{Stand, StoreError, View};
use crate::platform::{Change, Lead, email_key};

pub(crate) type Records<K> = ReadOnlyTable<K, &'static [u8]>;

/// An open database; kept by everything that reads from it, for closing it ends their reading.
#[derive(Clone)]
pub(crate) enum Handle {
    /// A file, never written to.
    File(Arc<ReadOnlyDatabase>),
    /// A writer's database, or one in memory that stands for a store that does not exist yet.
    Whole(Arc<Database>),
}

impl Handle {
    pub(crate) fn begin_read(&self) -> Result<ReadTransaction, Trouble> {
        Ok(match self {
            Handle::File(database) => database.begin_read()?,
            Handle::Whole(database) => database.begin_read()?,
        })
    }
}

/// The tables of the store as they were when it was begun.
pub(crate) struct Snapshot {
    pub(crate) leads: Records<u64>,
    pub(crate) emails: Records<u64>,
    pub(crate) deleted: Records<u64>,
    pub(crate) entries: Records<u32>,
    pub(crate) blocks: Records<u64>,
    pub(crate) state: State,
    pub(crate) txn: ReadTransaction,
    /// The ID behind the lead that was found last: see `follow`.
    next: Cell<u64>,
    place: Place,
    _handle: Handle,
}

impl Snapshot {
    /// Begins a snapshot.
    pub(crate) fn begin(handle: Handle, place: Place) -> Result<Self, Trouble> {
        let txn = handle.begin_read()?;
        let snapshot = Snapshot {
            leads: txn.open_table(LEADS)?,
            emails: txn.open_table(EMAILS)?,
            deleted: txn.open_table(DELETED)?,
            entries: txn.open_table(ENTRIES)?,
            blocks: txn.open_table(BLOCKS)?,
            state: read_state(&txn.open_table(META)?)?,
            txn,
            next: Cell::new(1),
            place,
            _handle: handle,
        };
        check_state(snapshot.state, &snapshot.entries, &snapshot.leads)?;
        Ok(snapshot)
    }

    /// Returns one lead.
    pub(crate) fn lead(&self, id: u64) -> Result<Option<Lead>, Trouble> {
        self.checked(id, leads::get(&self.leads, id)?)
    }

    fn checked(&self, id: u64, found: Option<Lead>) -> Result<Option<Lead>, Trouble> {
        if found.is_none() {
            self.absent(id)?;
        }
        Ok(found)
    }

    /// Makes sure that a lead without a record is one that was never added, or was deleted.
    fn absent(&self, id: u64) -> Result<(), Trouble> {
        if id == 0 || id >= self.state.next_id || self.deleted.get(id)?.is_some() {
            return Ok(());
        }
        Err(Trouble::damaged(format!("the lead {id} is missing")))
    }

    /// Calls `each` with the place and the lead of every ID that has one.
    fn each_lead(&self, wanted: &mut [(u64, usize)], mut each: impl FnMut(usize, Lead)) -> Result<(), Trouble> {
        wanted.sort_unstable();
        let mut finder = leads::Finder::new(&self.leads);
        for (id, place) in wanted.iter() {
            if let Some(lead) = self.checked(*id, finder.get(*id)?)? {
                each(*place, lead);
            }
        }
        Ok(())
    }

    /// Finds the lead with one address.
    fn find_lead(&self, key: &str) -> Result<Option<Lead>, Trouble> {
        let mut found = None;
        for id in emails::candidates(&self.emails, emails::hash(self.state.keys, key))? {
            let lead = leads::get(&self.leads, id)?.ok_or_else(nobody)?;
            if email_key(lead.email()) == key {
                found = Some(lead);
            }
        }
        Ok(found)
    }

    fn find_leads(&self, keys: &[&str]) -> Result<Vec<Option<Lead>>, Trouble> {
        if let [key] = keys {
            return Ok(vec![self.find_lead(key)?]);
        }
        let mut out: Vec<Option<Lead>> = vec![None; keys.len()];
        follow(&self.leads, self.next.get(), keys, &mut out)?;
        let rest = keys.iter().copied().enumerate().filter(|(place, _)| out[*place].is_none());
        let mut candidates = self.candidates(rest)?;
        let mut met = 0;
        self.each_lead(&mut candidates, |place, lead| {
            met += 1;
            if email_key(lead.email()) == keys[place] {
                out[place] = Some(lead);
            }
        })?;
        if met < candidates.len() {
            return Err(nobody());
        }
        if let Some(last) = out.iter().flatten().next_back() {
            self.next.set(last.id + 1);
        }
        Ok(out)
    }

    /// Returns the leads that may have these addresses, each with the place of its address.
    fn candidates<'k>(&self, keys: impl Iterator<Item = (usize, &'k str)>) -> Result<Vec<(u64, usize)>, Trouble> {
        let mut hashes: Vec<(u64, usize)> =
            keys.map(|(place, key)| (emails::hash(self.state.keys, key), place)).collect();
        hashes.sort_unstable();
        let mut found = Vec::with_capacity(hashes.len());
        let mut finder = Finder::new(&self.emails);
        for (hash, place) in hashes {
            finder.find(hash, |id| found.push((id, place)))?;
        }
        Ok(found)
    }

    /// Walks all leads by ID until `each` answers false.
    pub(crate) fn walk(&self, each: &mut dyn FnMut(Lead) -> bool) -> Result<(), Trouble> {
        let mut count = 0;
        let ended = leads::walk(&self.leads, |lead| {
            count += 1;
            Ok(each(lead))
        })?;
        if !ended {
            return Ok(());
        }
        if count == self.state.leads {
            return Ok(());
        }
        Err(Trouble::damaged(format!("it has {count} leads and should have {}", self.state.leads)))
    }

    fn find_origins(&self, changes: &[Change]) -> Result<Vec<Change>, Trouble> {
        let mut rows = Rows::new(self);
        changes.iter().map(|change| rows.origin(*change)).collect()
    }
}

fn nobody() -> Trouble {
    Trouble::damaged("the index of email addresses names a lead that is not there")
}

impl View for Snapshot {
    fn by_email(&self, keys: &[&str]) -> Result<Vec<Option<Lead>>, StoreError> {
        self.place.attempt(|| self.find_leads(keys))
    }

    fn by_id(&self, ids: &[u64]) -> Result<Vec<Option<Lead>>, StoreError> {
        self.place.attempt(|| {
            let mut wanted: Vec<(u64, usize)> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
            let mut out = vec![None; ids.len()];
            self.each_lead(&mut wanted, |place, lead| out[place] = Some(lead))?;
            Ok(out)
        })
    }

    fn ids_by_email(&self, keys: &[&str]) -> Result<Vec<Option<u64>>, StoreError> {
        // A hash is only a candidate, so the leads are read all the same; only misses are cheaper.
        Ok(self.by_email(keys)?.into_iter().map(|lead| lead.map(|lead| lead.id)).collect())
    }

    fn origin(&self, changes: &[Change]) -> Result<Vec<Change>, StoreError> {
        self.place.attempt(|| self.find_origins(changes))
    }

    fn rows(&self, import: u32, each: &mut dyn FnMut(RowOutcome) -> bool) -> Result<(), StoreError> {
        self.place.attempt(|| self.walk_rows(import, each))
    }

    fn count(&self) -> u64 {
        self.state.leads
    }

    fn next_id(&self) -> u64 {
        self.state.next_id
    }

    fn stand(&self) -> Stand {
        Stand { imports: self.state.imports, erased: self.state.erased, platform: 0 }
    }
}
