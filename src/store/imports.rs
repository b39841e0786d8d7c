//! The history: entries, their rows, and what happened to one lead.
//!
//! A lead's record names the row that changed it last, that row names the change before it, and so on: the history
//! of a lead costs as much as it has changes. Next: `block` for how rows are kept, `forget` for what takes values
//! out of them.

use std::collections::HashMap;
use std::ops::Bound;

use redb::{ReadableTable, WriteTransaction};

use super::block;
use super::record::{Kind, broken, sealed, unseal};
use super::schema::{DELETED, ENTRIES, FILES, State};
use super::trouble::Trouble;
use super::view::Snapshot;
use crate::import::outcome::{Entry, Kind as EntryKind, RowOutcome};
use crate::platform::Change;

/// Reads an entry's record.
pub(crate) fn read_entry(import: u32, record: &[u8]) -> Result<Entry, Trouble> {
    let key = import.to_le_bytes();
    serde_json::from_slice(unseal(Kind::Entry, &key, record)?).map_err(|_| broken(Kind::Entry, &key))
}

/// Writes an entry.
pub(crate) fn write_entry(txn: &WriteTransaction, entry: &Entry) -> Result<(), Trouble> {
    let content = serde_json::to_vec(entry).map_err(|error| {
        Trouble::damaged(format!("the entry of import {} cannot be written ({error})", entry.import))
    })?;
    let record = sealed(Kind::Entry, &entry.import.to_le_bytes(), &content);
    txn.open_table(ENTRIES)?.insert(entry.import, record.as_slice())?;
    Ok(())
}

/// Reads an entry within a transaction; there must be one.
pub(crate) fn entry_in(txn: &WriteTransaction, import: u32) -> Result<Entry, Trouble> {
    let table = txn.open_table(ENTRIES)?;
    let record = table.get(import)?.ok_or_else(|| missing_entry(import))?;
    read_entry(import, record.value())
}

/// Makes sure that the store's numbers fit its history.
///
/// An old copy of their page, in the place of the new one, has a seal that fits; it would give a number twice.
pub(crate) fn check_state(
    state: State,
    entries: &impl ReadableTable<u32, &'static [u8]>,
    packs: &impl ReadableTable<u64, &'static [u8]>,
) -> Result<(), Trouble> {
    let last = entries.last()?.map_or(0, |found| found.0.value());
    if last != state.imports || packs.last()?.is_some_and(|found| found.0.value() >= state.next_id) {
        return Err(Trouble::damaged("its numbers are older than its history"));
    }
    Ok(())
}

fn missing_entry(import: u32) -> Trouble {
    Trouble::damaged(format!("the entry of import {import} is missing"))
}

/// Notes at the entry that an undo took back that it did, and follows what that entry itself had undone.
pub(crate) fn note_undo(txn: &WriteTransaction, undo: &Entry) -> Result<(), Trouble> {
    let mut by = Some(undo.import);
    let mut kind = undo.kind;
    // The undo of an undo brings the import back, whose own undo it may have been, and so on down.
    while let EntryKind::Undo { of } = kind {
        let mut entry = entry_in(txn, of)?;
        entry.undone_by = by;
        write_entry(txn, &entry)?;
        by = if by.is_some() { None } else { Some(of) };
        kind = entry.kind;
    }
    Ok(())
}

fn file_key(sha256: &str, import: u32) -> Vec<u8> {
    let mut key = sha256.as_bytes().to_vec();
    key.extend_from_slice(&import.to_be_bytes());
    key
}

/// Notes which file an import read.
pub(crate) fn note_file(txn: &WriteTransaction, sha256: &str, import: u32) -> Result<(), Trouble> {
    if !sha256.is_empty() {
        txn.open_table(FILES)?.insert(file_key(sha256, import).as_slice(), ())?;
    }
    Ok(())
}

impl Snapshot {
    /// Returns one entry; a number that was given must have one.
    pub(crate) fn entry(&self, import: u32) -> Result<Option<Entry>, Trouble> {
        match self.entries.get(import)? {
            Some(record) => read_entry(import, record.value()).map(Some),
            None if import == 0 || import > self.state.imports => Ok(None),
            None => Err(missing_entry(import)),
        }
    }

    /// Returns all entries, newest first.
    pub(crate) fn history(&self) -> Result<Vec<Entry>, Trouble> {
        let mut entries = Vec::new();
        for import in (1..=self.state.imports).rev() {
            entries.extend(self.entry(import)?);
        }
        Ok(entries)
    }

    /// Returns the newest import of a file that was not undone.
    pub(crate) fn same_file(&self, sha256: &str) -> Result<Option<Entry>, Trouble> {
        let table = self.txn.open_table(FILES)?;
        let (low, high) = (file_key(sha256, 0), file_key(sha256, u32::MAX));
        for found in table.range(low.as_slice()..=high.as_slice())?.rev() {
            let key = found?.0;
            let number = key.value().last_chunk::<4>().map_or(0, |number| u32::from_be_bytes(*number));
            let entry = self.entry(number)?.filter(|entry| entry.sha256 == sha256 && entry.undone_by.is_none());
            if entry.is_some() {
                return Ok(entry);
            }
        }
        Ok(None)
    }

    /// Walks the rows of an import until `each` answers false.
    pub(crate) fn walk_rows(&self, import: u32, each: &mut dyn FnMut(RowOutcome) -> bool) -> Result<(), Trouble> {
        let Some(entry) = self.entry(import)? else { return Ok(()) };
        let mut count = 0;
        for found in self.blocks.range(block::key(import, 0)..=block::key(import, u32::MAX))? {
            let (key, record) = found?;
            for row in read_block(key.value(), record.value())? {
                count += 1;
                if !each(row) {
                    return Ok(());
                }
            }
        }
        if count == entry.counts.rows() {
            return Ok(());
        }
        let rows = entry.counts.rows();
        Err(Trouble::damaged(format!("import {import} has {count} rows and should have {rows}")))
    }

    /// Returns what happened to a lead, newest first.
    pub(crate) fn lead_history(&self, id: u64) -> Result<Vec<(u32, RowOutcome)>, Trouble> {
        let last = match self.lead(id)? {
            Some(lead) => Some(lead.change),
            None => self.deleted.get(id)?.map(|record| read_deleted(id, record.value())).transpose()?,
        };
        let mut rows = Rows::new(self);
        let mut out = Vec::new();
        let mut next = last.filter(|change| change.import != 0);
        while let Some(change) = next {
            let row = rows.row(change)?;
            if row.lead != Some(id) || row.previous.is_some_and(|previous| previous.import >= change.import) {
                return Err(Trouble::damaged(format!("the history of the lead {id} leads to another's")));
            }
            next = row.previous.filter(|change| change.import != 0);
            out.push((change.import, row));
        }
        Ok(out)
    }
}

/// Reads the note of a deleted lead: which row deleted it.
pub(crate) fn read_deleted(id: u64, record: &[u8]) -> Result<Change, Trouble> {
    let key = id.to_le_bytes();
    let content: [u8; 8] = unseal(Kind::Deleted, &key, record)?.try_into().map_err(|_| broken(Kind::Deleted, &key))?;
    let [import, row] = [&content[..4], &content[4..]].map(|half| half.try_into().map_or(0, u32::from_le_bytes));
    Ok(Change { import, row })
}

/// Returns the note of a lead that a row deleted.
pub(crate) fn seal_deleted(id: u64, change: Change) -> Vec<u8> {
    let content = [change.import.to_le_bytes(), change.row.to_le_bytes()].concat();
    sealed(Kind::Deleted, &id.to_le_bytes(), &content)
}

/// Keeps and takes back the notes of leads, sorted by their IDs: which row deleted each, `None` for one that came back.
pub(crate) fn note_deleted(txn: &WriteTransaction, mut notes: &[(u64, Option<Change>)]) -> Result<(), Trouble> {
    let mut table = txn.open_table(DELETED)?;
    while let Some((first, change)) = notes.first() {
        let Some(change) = change else {
            table.remove(first)?;
            notes = &notes[1..];
            continue;
        };
        let next = table.range(*first..)?.next().transpose()?.map(|found| found.0.value());
        if next == Some(*first) {
            table.insert(first, seal_deleted(*first, *change).as_slice())?;
            notes = &notes[1..];
            continue;
        }
        // Up to the next note that is there they are put in one after the other, which costs a third of finding a
        // place for each.
        let mut gap = table.upper_bound_mut(Bound::Excluded(first))?;
        while let Some(((id, Some(change)), rest)) = notes.split_first()
            && next.is_none_or(|next| *id < next)
        {
            gap.insert_before(id, seal_deleted(*id, *change).as_slice())?;
            notes = rest;
        }
        gap.close()?;
    }
    Ok(())
}

/// Reads a block's record.
pub(crate) fn read_block(key: u64, record: &[u8]) -> Result<Vec<RowOutcome>, Trouble> {
    let content = unseal(Kind::Block, &key.to_le_bytes(), record)?;
    let first = u32::try_from(key & u64::from(u32::MAX)).unwrap_or_default();
    block::read(first, content).ok_or_else(|| broken(Kind::Block, &key.to_le_bytes()))
}

/// Single rows by import and number; keeps the block it read last.
pub(crate) struct Rows<'a> {
    snapshot: &'a Snapshot,
    block: Option<(u32, Vec<RowOutcome>)>,
    undos: HashMap<u32, bool>,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot) -> Self {
        Rows { snapshot, block: None, undos: HashMap::new() }
    }

    /// Returns one row; it must be there.
    pub(crate) fn row(&mut self, change: Change) -> Result<RowOutcome, Trouble> {
        let known = self.block.as_ref().is_some_and(|(import, rows)| {
            *import == change.import
                && rows.first().is_some_and(|row| row.row <= change.row)
                && rows.last().is_some_and(|row| row.row >= change.row)
        });
        if !known {
            let keys = block::key(change.import, 0)..=block::key(change.import, change.row);
            let found = self.snapshot.blocks.range(keys)?.next_back().transpose()?;
            let (key, record) = found.ok_or_else(|| missing_row(change))?;
            self.block = Some((change.import, read_block(key.value(), record.value())?));
        }
        let rows = self.block.as_ref().map_or(&[][..], |(_, rows)| rows);
        let at = rows.binary_search_by_key(&change.row, |row| row.row).map_err(|_| missing_row(change))?;
        Ok(rows[at].clone())
    }

    /// Returns the change that this one stands for: a row of an undo stands for the change that it brought back.
    pub(crate) fn origin(&mut self, mut change: Change) -> Result<Change, Trouble> {
        while self.is_undo(change.import)? {
            match self.row(change)?.restores {
                Some(restored) if restored.import < change.import => change = restored,
                _ => break,
            }
        }
        Ok(change)
    }

    fn is_undo(&mut self, import: u32) -> Result<bool, Trouble> {
        if let Some(known) = self.undos.get(&import) {
            return Ok(*known);
        }
        let entry = self.snapshot.entry(import)?;
        let is_undo = entry.is_some_and(|entry| matches!(entry.kind, EntryKind::Undo { .. }));
        self.undos.insert(import, is_undo);
        Ok(is_undo)
    }
}

fn missing_row(change: Change) -> Trouble {
    Trouble::damaged(format!("the row {} of import {} is missing", change.row, change.import))
}
