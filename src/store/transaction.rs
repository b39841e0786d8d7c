//! Writing an import: leads, index, outcomes, entry, all in one durable transaction or not at all.
//!
//! New leads are appended through a cursor, changed ones are held back and written in the order of their IDs, the index
//! of email addresses is changed once at the end, outcomes go into blocks: see `leads`,
//! `emails` and `block` for why. The lock, the
//! database and redb's transaction live as long as this; dropping it leaves the store as it was. Next: `commit`.

mod commit;

pub(crate) use commit::{write_letter, write_matching};

use std::ops::Bound;
use std::sync::Arc;

use redb::{Database, ReadableTable, WriteTransaction};

use super::block::{Before, Builder, Row, key};
use super::emails::{self, Item};
use super::imports::{check_state, note_deleted, read_deleted};
use super::leads::{self, Becomes, Packer, body};
use super::lock::WriterLock;
use super::opening;
use super::place::Place;
use super::record::{Kind, seal};
use super::schema::{BLOCKS, DELETED, ENTRIES, LEADS, META, State, read_state};
use super::trouble::{Trouble, caught};
use super::view::{Handle, Snapshot};
use crate::import::outcome::{Counts, Entry};
use crate::import::store::{Action, Extra, Planned, StoreError, Transaction, View};
use crate::platform::{Change, FieldId, Lead, Values, email_key};

/// A transaction on an open database, under the writer's lock.
pub(crate) struct Writing {
    txn: Option<WriteTransaction>,
    database: Option<Arc<Database>>,
    place: Place,
    state: State,
    import: u32,
    at: i64,
    /// What the email index loses and gains at the end.
    out: Vec<Item>,
    put: Vec<Item>,
    /// The leads that change or go, and how many bytes they take until they are written.
    changed: Vec<Becomes>,
    pending: usize,
    /// The notes of deleted leads that are written, or taken back, with them.
    deleted: Vec<(u64, Option<Change>)>,
    block: Builder,
    last_row: Option<u32>,
    counts: Counts,
    extras: Vec<Extra>,
    _lock: WriterLock,
}

/// How many bytes of changed leads are held back: the more of them, the fewer packs are written twice.
const MOST_PENDING: usize = 24 << 20;

/// The blocks that a batch filled, by key.
type Blocks = Vec<(u64, Vec<u8>)>;

impl Writing {
    /// Begins a transaction on a database that was just opened.
    pub(crate) fn begin(place: Place, database: Database, lock: WriterLock, at: i64) -> Result<Self, Trouble> {
        let txn = database.begin_write()?;
        let state = read_state(&txn.open_table(META)?)?;
        check_state(state, &txn.open_table(ENTRIES)?, &txn.open_table(LEADS)?)?;
        Ok(Writing {
            txn: Some(txn),
            database: Some(Arc::new(database)),
            place,
            state,
            import: state.imports + 1,
            at,
            out: Vec::new(),
            put: Vec::new(),
            changed: Vec::new(),
            pending: 0,
            deleted: Vec::new(),
            block: Builder::default(),
            last_row: None,
            counts: Counts::default(),
            extras: Vec::new(),
            _lock: lock,
        })
    }

    fn write(&mut self, rows: Vec<Planned>) -> Result<(), Trouble> {
        // Out of its place while tables borrow it: after a failure nothing is left that could be committed.
        let txn = self.txn.take().ok_or_else(spoilt)?;
        let mut blocks = Blocks::new();
        let mut packer = Packer::default();
        let mut leads = txn.open_table(LEADS)?;
        let mut end = leads.upper_bound_mut(Bound::<u64>::Unbounded)?;
        for planned in rows {
            self.keep_outcome(&txn, &planned, &mut blocks)?;
            let row = planned.row;
            let Action::Add { id, values } = planned.action else {
                self.postpone(row, planned.action);
                continue;
            };
            if id != self.state.next_id {
                return Err(disorder("leads"));
            }
            let change = Change { import: self.import, row };
            if let Some((key, pack)) = packer.push(id, self.at, self.at, change, &values) {
                end.insert_before(key, pack.as_slice())?;
            }
            self.put.push((emails::hash_of(self.state.keys, email(&values)), id));
            self.state.next_id += 1;
            self.state.leads += 1;
        }
        if let Some((key, pack)) = packer.finish() {
            end.insert_before(key, pack.as_slice())?;
        }
        end.close()?;
        drop(leads);
        if self.pending > MOST_PENDING {
            self.write_changed(&txn)?;
        }
        write_blocks(&txn, &blocks)?;
        self.txn = Some(txn);
        Ok(())
    }

    /// Adds the row to the block that is being filled, and the block to `blocks` once it is full.
    fn keep_outcome(&mut self, txn: &WriteTransaction, planned: &Planned, blocks: &mut Blocks) -> Result<(), Trouble> {
        if self.last_row.is_some_and(|last| last >= planned.row) {
            return Err(disorder("rows"));
        }
        self.last_row = Some(planned.row);
        let (lead, address, previous, before, restores) = match &planned.action {
            Action::Nothing => (planned.lead, &*planned.email, None, Before::Nothing, None),
            Action::Add { id, values } => (Some(*id), email(values), None, Before::Nothing, None),
            Action::Update { before, after } => {
                (Some(before.id), email(after), Some(before.change), Before::Changed(before, after), None)
            }
            Action::Restore { before, lead } => {
                let changed = Before::Changed(before, &lead.values);
                (Some(lead.id), lead.email(), Some(before.change), changed, Some(lead.change))
            }
            Action::Delete { before } => {
                (Some(before.id), before.email(), Some(before.change), Before::Deleted(before), None)
            }
            Action::Return { lead } => {
                (Some(lead.id), lead.email(), Some(deletion(txn, lead.id)?), Before::Nothing, Some(lead.change))
            }
        };
        self.counts.add(planned.outcome);
        self.block.push(&Row {
            number: planned.row,
            outcome: planned.outcome,
            lead,
            email: if address.is_empty() { &planned.email } else { address },
            previous,
            before,
            restores,
            problems: &planned.problems,
        });
        if self.block.is_full() {
            blocks.extend(self.finish_block());
        }
        Ok(())
    }

    fn finish_block(&mut self) -> Option<(u64, Vec<u8>)> {
        let key = key(self.import, self.block.first()?);
        let mut record = Vec::new();
        seal(&mut record, Kind::Block, &key.to_le_bytes(), |out| self.block.finish(out));
        Some((key, record))
    }

    /// Notes what an action changes in the index and among the leads that are there.
    fn postpone(&mut self, row: u32, action: Action) {
        let change = Change { import: self.import, row };
        let (id, body, is_there) = match action {
            Action::Nothing | Action::Add { .. } => return,
            Action::Update { before, after } => {
                self.readdress(&before, &after);
                (before.id, Some(body(before.created, self.at, change, &after)), true)
            }
            Action::Restore { before, lead } => {
                self.readdress(&before, &lead.values);
                (before.id, Some(body(lead.created, lead.updated, change, &lead.values)), true)
            }
            Action::Delete { before } => {
                self.out.push((emails::hash_of(self.state.keys, before.email()), before.id));
                self.state.leads = self.state.leads.saturating_sub(1);
                self.deleted.push((before.id, Some(change)));
                (before.id, None, true)
            }
            Action::Return { lead } => {
                self.put.push((emails::hash_of(self.state.keys, lead.email()), lead.id));
                self.state.leads += 1;
                self.deleted.push((lead.id, None));
                (lead.id, Some(body(lead.created, lead.updated, change, &lead.values)), false)
            }
        };
        self.pending += body.as_ref().map_or(0, Vec::len) + size_of::<(Becomes, u64, Option<Change>)>();
        self.changed.push(Becomes { id, body, is_there });
    }

    fn readdress(&mut self, before: &Lead, after: &Values) {
        let (old, new) = (before.email(), email(after));
        if old != new && email_key(old) != email_key(new) {
            self.out.push((emails::hash_of(self.state.keys, old), before.id));
            self.put.push((emails::hash_of(self.state.keys, new), before.id));
        }
    }

    /// Writes the leads that were changed since the last time, in the order of their IDs.
    fn write_changed(&mut self, txn: &WriteTransaction) -> Result<(), Trouble> {
        self.pending = 0;
        let (changed, mut deleted) = (std::mem::take(&mut self.changed), std::mem::take(&mut self.deleted));
        if !changed.is_empty() {
            leads::change(&mut txn.open_table(LEADS)?, changed)?;
        }
        deleted.sort_unstable_by_key(|note| note.0);
        note_deleted(txn, &deleted)
    }
}

fn write_blocks(txn: &WriteTransaction, blocks: &Blocks) -> Result<(), Trouble> {
    if blocks.is_empty() {
        return Ok(());
    }
    let mut table = txn.open_table(BLOCKS)?;
    let mut end = table.upper_bound_mut(Bound::<u64>::Unbounded)?;
    for (key, record) in blocks {
        end.insert_before(*key, record.as_slice())?;
    }
    Ok(end.close()?)
}

fn email(values: &Values) -> &str {
    values.get(FieldId::EMAIL).unwrap_or("")
}

/// Returns the row that deleted a lead which is put back.
fn deletion(txn: &WriteTransaction, id: u64) -> Result<Change, Trouble> {
    let deleted = txn.open_table(DELETED)?;
    let record = deleted
        .get(id)?
        .ok_or_else(|| Trouble::damaged(format!("the lead {id} is to be put back, but was not deleted")))?;
    read_deleted(id, record.value())
}

/// The trouble of a caller who does not keep to the order that the traits ask for.
fn disorder(what: &str) -> Trouble {
    Trouble::damaged(format!("the {what} of an import came in the wrong order; nothing was written"))
}

fn spoilt() -> Trouble {
    Trouble::damaged("an earlier step of this import failed; nothing was written")
}

impl Transaction for Writing {
    fn import(&self) -> u32 {
        self.import
    }

    fn at(&self) -> i64 {
        self.at
    }

    fn room_for(&self, bytes: u64) -> Result<(), StoreError> {
        self.place.attempt(|| self.place.room_for(bytes))
    }

    fn attach(&mut self, extra: Extra) {
        self.extras.push(extra);
    }

    fn view(&self) -> Result<Box<dyn View>, StoreError> {
        let place = self.place.clone();
        self.place.attempt(|| {
            let database = self.database.clone().ok_or_else(spoilt)?;
            Ok(Box::new(Snapshot::begin(Handle::Whole(database), place)?) as Box<dyn View>)
        })
    }

    fn apply(&mut self, rows: Vec<Planned>) -> Result<(), StoreError> {
        let place = self.place.clone();
        place.attempt(|| self.write(rows))
    }

    fn commit(mut self: Box<Self>, entry: Entry) -> Result<Entry, StoreError> {
        let place = self.place.clone();
        let result = place.attempt(|| self.commit_entry(entry));
        if result.is_err() {
            self.close();
            // A commit that failed at its very end may be seen by readers until somebody opens the file to write,
            // which takes it back for good; better now than later, if the disk lets us.
            let _ = caught(|| Ok(opening::to_write(&place)?.close()?));
        }
        result
    }
}

impl Writing {
    fn close(&mut self) {
        // On a damaged store giving up may panic too; whoever drops has already been told.
        let (txn, database) = (self.txn.take(), self.database.take());
        let _ = caught(|| {
            drop(txn);
            Ok(())
        });
        let _ = caught(|| {
            drop(database);
            Ok(())
        });
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.close();
    }
}
