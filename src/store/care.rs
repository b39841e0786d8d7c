//! Looking after a store: what is in it, whether it is whole, backups, compacting.
//!
//! A backup is a copy made under the writer's lock, while no transaction is open; readers go on meanwhile. Restoring
//! keeps the store that it replaces as a backup. Next: `backups` for names, `forget` for taking values out.

use std::io::Read;
use std::path::{Path, PathBuf};

use redb::{ReadableTable, ReadableTableMetadata};
use serde::Serialize;

use super::emails::{self, Item};
use super::imports::read_deleted;
use super::leads;
use super::opening::{self, Why};
use super::place::Place;
use super::record::{Kind, unseal};
use super::schema::{self, COLUMNS, FORMAT, MATCHINGS, META, OUTBOX};
use super::trouble::{Trouble, caught};
use super::view::Snapshot;
use super::{Patience, Store, backups};
use crate::import::store::StoreError;
use crate::platform::email_key;

/// What a store holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Info {
    /// Its file.
    pub path: PathBuf,
    /// The file's size in bytes; 0 where it does not exist yet.
    pub bytes: u64,
    /// The version of its format.
    pub format: u32,
    /// The number of leads.
    pub leads: u64,
    /// The ID that the next lead gets.
    pub next_id: u64,
    /// The number of imports and undos.
    pub imports: u32,
    /// The number of leads that were deleted, with a history still.
    pub deleted: u64,
    /// The number of leads that were erased for good.
    pub erased: u64,
    /// The number of mails that wait.
    pub outbox: u64,
    /// The newest backup in the usual place.
    pub newest_backup: Option<PathBuf>,
}

/// What verifying a store found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Whether everything is as it was written.
    pub ok: bool,
    /// The number of leads that were read.
    pub leads: u64,
    /// What is wrong, in sentences.
    pub problems: Vec<String>,
}

impl Store {
    /// Returns what the store holds.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn info(&self) -> Result<Info, StoreError> {
        self.read(|snapshot| {
            Ok(Info {
                path: self.path().to_owned(),
                bytes: std::fs::metadata(self.path()).map_or(0, |file| file.len()),
                format: FORMAT,
                leads: snapshot.state.leads,
                next_id: snapshot.state.next_id,
                imports: snapshot.state.imports,
                deleted: snapshot.deleted.len()?.saturating_sub(snapshot.state.erased),
                erased: snapshot.state.erased,
                outbox: snapshot.txn.open_table(OUTBOX)?.len()?,
                newest_backup: backups::newest(self.path()),
            })
        })
    }

    /// Reads everything: redb's own check, every seal, and whether index, leads, history and counts agree.
    ///
    /// Damage is part of the answer, not an error.
    ///
    /// # Errors
    /// A store that is in use or cannot be opened at all.
    pub fn verify(&self) -> Result<Verification, StoreError> {
        let mut problems = Vec::new();
        let mut note = |result: Result<(), Trouble>| -> Result<(), StoreError> {
            match result {
                Ok(()) => Ok(()),
                Err(trouble @ (Trouble::Damaged(_) | Trouble::NeedsRepair)) => {
                    problems.push(self.place.tell(trouble).what);
                    Ok(())
                }
                Err(trouble) => Err(self.place.tell(trouble)),
            }
        };
        self.place.attempt(|| self.patience.check())?;
        if self.place.attempt(|| self.place.file_id())?.is_some() {
            note(caught(|| self.check_pages()))?;
        }
        let mut leads = 0;
        let snapshot = caught(|| self.snapshot());
        match snapshot {
            Err(trouble) => note(Err(trouble))?,
            Ok(snapshot) => {
                note(caught(|| check_leads(&snapshot, &mut leads, &self.patience)))?;
                note(caught(|| check_history(&snapshot, &self.patience)))?;
                note(caught(|| check_rest(&snapshot)))?;
            }
        }
        problems.dedup();
        Ok(Verification { ok: problems.is_empty(), leads, problems })
    }

    fn check_pages(&self) -> Result<(), Trouble> {
        let _lock = self.lock("verifying the store")?;
        let mut database = opening::to_write(&self.place)?;
        if database.check_integrity()? {
            return Ok(());
        }
        Err(Trouble::damaged("its pages were not in order, and were mended"))
    }

    /// Copies the store to a file: to `to`, or by time into the folder of its backups; returns the copy's path.
    ///
    /// # Errors
    /// A store that is in use, damaged or cannot be used, a disk without room, a file that is there already.
    pub fn backup(&self, to: Option<&Path>) -> Result<PathBuf, StoreError> {
        self.place.attempt(|| {
            let _lock = self.lock("making a backup")?;
            // A copy of a damaged store would pass for a backup until the day that it is needed.
            check_records(&self.snapshot()?, &self.patience)?;
            let copy = self.place.at(to.map_or_else(|| self.backup_path(), Path::to_owned));
            if copy.path().exists() {
                return Err(
                    copy.denied("is there already, and a backup is never written over", "Give it another name.")
                );
            }
            if to.is_none() {
                copy.create_folder()?;
            } else if !copy.folder().is_dir() {
                return Err(copy.denied("would lie in a folder that does not exist", "Make the folder first."));
            }
            // Opening to write and closing mends what a crash may have left, so that the copy can be opened by anybody.
            opening::to_write(&self.place)?.close()?;
            // Its disk need not be the store's.
            copy.attempt(|| self.copy_to(&copy))?;
            Ok(copy.path().to_owned())
        })
    }

    fn backup_path(&self) -> PathBuf {
        let now = jiff::Timestamp::now().as_second();
        backups::folder(self.path()).join(backups::name(self.path(), now))
    }

    /// Copies the store, under the lock that was taken for it.
    fn copy_to(&self, copy: &Place) -> Result<(), Trouble> {
        copy.room_for(std::fs::metadata(self.path())?.len())?;
        let new = copy.beside(".new");
        opening::or_removed(&new, || {
            copy_file(&self.place, &copy.at(new.clone()), &self.patience)?;
            opening::take_place(copy, &new)
        })
    }

    /// Puts a backup in the place of the store, which is kept as a backup itself; returns where.
    ///
    /// The backup is read whole first: a damaged one is refused and nothing changes.
    ///
    /// # Errors
    /// A backup that is damaged, newer or not a store; a store that is in use.
    pub fn restore(&self, backup: &Path) -> Result<Option<PathBuf>, StoreError> {
        let source = self.place.at(backup.to_owned());
        let new = self.place.at(self.place.beside(".new"));
        self.place.attempt(|| {
            self.place.create_folder()?;
            Ok(())
        })?;
        let lock = self.place.attempt(|| self.lock("restoring a backup"))?;
        source.attempt(|| {
            new.room_for(std::fs::metadata(backup)?.len())?;
            opening::or_removed(new.path(), || {
                copy_file(&source, &new, &self.patience)?;
                let database = opening::to_write_checked(&new)?;
                schema::migrate(&database)?;
                database.close()?;
                let handle = opening::to_read(&new, || self.lock("restoring a backup"))?;
                check_records(&Snapshot::begin(handle, new.clone())?, &self.patience)
            })
        })?;
        self.place.attempt(|| {
            // One that was cut to nothing is not worth keeping, and would pass for the newest backup.
            let kept = match std::fs::symlink_metadata(self.path()) {
                Ok(found) if found.len() > 0 => Some(self.set_aside()?),
                _ => None,
            };
            opening::take_place(&self.place, new.path())?;
            drop(lock);
            self.snapshot()?;
            Ok(kept)
        })
    }

    /// Moves the store to its backups; it may be damaged.
    fn set_aside(&self) -> Result<PathBuf, Trouble> {
        let mut kept = self.place.at(self.backup_path());
        kept.create_folder()?;
        if kept.path().exists() {
            kept = kept.at(kept.path().with_extension("before-restore.redb"));
        }
        std::fs::hard_link(self.path(), kept.path()).or_else(|_| std::fs::copy(self.path(), kept.path()).map(drop))?;
        Ok(kept.path().to_owned())
    }

    /// Gives room that is no longer used back to the disk; returns the bytes before and after.
    ///
    /// The file is written anew, and only where that gains room takes the place of the old one. Readers are not disturbed.
    ///
    /// # Errors
    /// A store that is in use by another writer, a disk without room for a second copy.
    pub fn compact(&self) -> Result<(u64, u64), StoreError> {
        self.write_anew("compacting the store", Why::Room)
    }

    /// Writes the file anew, so that nothing that was deleted is left in it; returns the bytes before and after.
    pub(super) fn write_anew(&self, doing: &str, why: Why) -> Result<(u64, u64), StoreError> {
        self.place.attempt(|| {
            self.refuse_if_reading()?;
            let _lock = self.lock(doing)?;
            let before = std::fs::metadata(self.path())?.len();
            self.place.room_for(before)?;
            opening::rewrite(&self.place, why, |from, to| {
                schema::copy(from, to)?;
                // What was deleted for good must leave the file too, whoever loses patience.
                if why == Why::Room { self.patience.check() } else { Ok(()) }
            })?;
            Ok((before, std::fs::metadata(self.path())?.len()))
        })
    }
}

fn copy_file(from: &Place, to: &Place, patience: &Patience) -> Result<(), Trouble> {
    const PART: u64 = 1 << 22;
    let mut source = from.open(false)?;
    let mut target = to.open_beside(to.path(), true)?;
    patience.check()?;
    while std::io::copy(&mut (&mut source).take(PART), &mut target)? == PART {
        patience.check()?;
    }
    target.sync_all()?;
    Ok(())
}

/// Reads every record by its own seal: the sums of redb's pages are right again over damage that was there before it
/// wrote them anew.
fn check_records(snapshot: &Snapshot, patience: &Patience) -> Result<(), Trouble> {
    check_leads(snapshot, &mut 0, patience)?;
    check_history(snapshot, patience)?;
    check_rest(snapshot)
}

/// Checks every lead, and that the index holds each under its address and nothing else.
fn check_leads(snapshot: &Snapshot, count: &mut u64, patience: &Patience) -> Result<(), Trouble> {
    let mut index: Vec<(u64, u64)> = Vec::new();
    let mut last: Option<Item> = None;
    emails::walk(&snapshot.emails, |item| {
        if let Some(twin) = last.filter(|last| last.0 == item.0) {
            let address = |id| Ok::<_, Trouble>(snapshot.lead(id)?.map(|lead| email_key(lead.email()).into_owned()));
            if address(twin.1)? == address(item.1)? {
                return Err(Trouble::damaged(format!("the leads {} and {} have one email address", twin.1, item.1)));
            }
        }
        last = Some(item);
        index.push((item.1, item.0));
        Ok(())
    })?;
    index.sort_unstable();
    let mut expected = index.into_iter();
    leads::walk(&snapshot.leads, |lead| {
        let hash = emails::hash_of(snapshot.state.keys, lead.email());
        if expected.next() != Some((lead.id, hash)) {
            return Err(Trouble::damaged(format!("the index of email addresses does not fit the lead {}", lead.id)));
        }
        if lead.id >= snapshot.state.next_id {
            return Err(Trouble::damaged(format!("the lead {} has an ID that was not given yet", lead.id)));
        }
        *count += 1;
        patience.check()?;
        Ok(true)
    })?;
    if *count != snapshot.state.leads || expected.next().is_some() {
        let should = snapshot.state.leads;
        return Err(Trouble::damaged(format!("it has {count} leads and should have {should}")));
    }
    let deleted = snapshot.deleted.len()?;
    if *count + deleted + 1 != snapshot.state.next_id {
        return Err(Trouble::damaged("leads are missing, or the notes of deleted ones"));
    }
    Ok(())
}

fn check_history(snapshot: &Snapshot, patience: &Patience) -> Result<(), Trouble> {
    for entry in snapshot.history()? {
        patience.check()?;
        snapshot.walk_rows(entry.import, &mut |_| true)?;
    }
    for found in snapshot.deleted.iter()? {
        let (id, record) = found?;
        read_deleted(id.value(), record.value())?;
    }
    Ok(())
}

fn check_rest(snapshot: &Snapshot) -> Result<(), Trouble> {
    schema::read_platform(&snapshot.txn.open_table(META)?)?;
    for (table, kind) in [(MATCHINGS, Kind::Matching), (COLUMNS, Kind::Columns)] {
        for found in snapshot.txn.open_table(table)?.iter()? {
            let (name, record) = found?;
            unseal(kind, name.value().as_bytes(), record.value())?;
        }
    }
    for found in snapshot.txn.open_table(OUTBOX)?.iter()? {
        let (number, record) = found?;
        unseal(Kind::Letter, &number.value().to_le_bytes(), record.value())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
