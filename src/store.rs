//! The lead store: one redb file that several processes share.
//!
//! Implements the traits that `import` states ([`LeadStore`], [`View`], [`Transaction`]) and what the commands need
//! beside them. Reading never waits and never writes: it goes through a read-only handle that follows the others'
//! commits. Writing takes the writer's lock, opens the file anew, runs one transaction and closes it again, so a
//! handle that a full disk or a damage has killed is never used twice. A store that does not exist yet reads as an
//! empty one, and is made by the first who opens it to write.
//!
//! `place` says where a store may lie, `schema` what stands in it, `record` how every record is sealed, `view` how it
//! is read, `transaction` how an import is written, `care` how it is verified, backed up and compacted; `drafts` is
//! a small store of its own. Nothing outside this room names redb.

mod backups;
mod block;
pub mod care;
pub mod drafts;
mod emails;
mod follow;
pub mod forget;
mod imports;
mod leads;
mod lock;
mod matchings;
mod opening;
mod outbox;
mod pages;
mod place;
mod platform;
mod record;
mod schema;
mod siphash;
mod transaction;
mod trouble;
mod varint;
mod view;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use redb::backends::InMemoryBackend;
use redb::{Database, WriteTransaction};

use crate::import::outcome::{Entry, RowOutcome};
use crate::import::store::{LeadStore, StoreError, Transaction, View, Who};
use crate::platform::{Lead, Platform};

use lock::WriterLock;
use place::{FileId, Place};
use schema::{Age, META, State};
use transaction::Writing;
use trouble::Trouble;
use view::{Handle, Snapshot};

pub use lock::{Meanwhile, Patience};
pub use place::Wrap;
pub use trouble::panics_are_caught;

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Only to look: a store that does not exist is not made, and reads as an empty one.
    Read,
    /// To look and to write: a store that does not exist is made.
    Write,
}

/// A lead store.
pub struct Store {
    place: Place,
    mode: Mode,
    patience: Patience,
    operator: String,
    reader: Mutex<Option<Reader>>,
}

/// The handle that reads go through, and the file that it read; `None` is a store that does not exist yet.
struct Reader {
    handle: Handle,
    file: Option<FileId>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Store").field("path", &self.place.path()).field("mode", &self.mode).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store at a path, for an operator who waits for another writer as `patience` says.
    ///
    /// # Errors
    /// A path that cannot be a store, a store that is damaged or newer; `Busy` where it must be made or mended and
    /// somebody else is writing.
    pub fn open(path: &Path, mode: Mode, patience: impl Into<Patience>, operator: &str) -> Result<Self, StoreError> {
        Store::open_wrapped(path, mode, patience, operator, None)
    }

    /// Returns the store at a path without reading it: for restoring one that is damaged.
    #[must_use]
    pub fn unread(path: &Path, patience: impl Into<Patience>, operator: &str) -> Self {
        Store {
            place: Place::new(path, None),
            mode: Mode::Write,
            patience: patience.into(),
            operator: operator.to_owned(),
            reader: Mutex::new(None),
        }
    }

    /// Opens a store whose file is reached through `wrap`: for tests that lose writes and break disks.
    ///
    /// # Errors
    /// See [`Store::open`].
    pub fn open_wrapped(
        path: &Path,
        mode: Mode,
        patience: impl Into<Patience>,
        operator: &str,
        wrap: Option<Wrap>,
    ) -> Result<Self, StoreError> {
        let store = Store {
            place: Place::new(path, wrap),
            mode,
            patience: patience.into(),
            operator: operator.to_owned(),
            reader: Mutex::new(None),
        };
        store.place.attempt(|| {
            if mode == Mode::Write && store.place.file_id()?.is_none() {
                let lock = || store.lock("making the store");
                opening::create(&store.place, lock, |database| schema::create(database, operator))?;
            }
            store.snapshot().map(drop)
        })?;
        Ok(store)
    }

    /// Tells whether there is a file at this path, a store or not.
    #[must_use]
    pub fn is_there(path: &Path) -> bool {
        Place::new(path, None).file_id().map_or(true, |found| found.is_some())
    }

    /// Returns the path of the store's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    fn who(&self, doing: &str) -> Who {
        Who { operator: self.operator.clone(), doing: doing.to_owned(), at: 0 }
    }

    fn lock(&self, doing: &str) -> Result<WriterLock, Trouble> {
        WriterLock::take(&self.place, &self.who(doing), &self.patience)
    }

    /// Begins a snapshot of what was committed last.
    fn snapshot(&self) -> Result<Snapshot, Trouble> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let file = self.place.file_id()?;
        if reader.as_ref().is_none_or(|reader| reader.file != file) {
            *reader = None;
            *reader = Some(Reader { handle: self.open_to_read(file)?, file });
        }
        let handle = reader.as_ref().map(|reader| reader.handle.clone());
        let snapshot = Snapshot::begin(handle.ok_or(Trouble::NeedsRepair)?, self.place.clone());
        if snapshot.as_ref().is_err_and(Trouble::spoils_the_handle) {
            *reader = None;
        }
        snapshot
    }

    fn open_to_read(&self, file: Option<FileId>) -> Result<Handle, Trouble> {
        if file.is_none() {
            if self.mode == Mode::Write {
                return Err(std::io::Error::from(std::io::ErrorKind::NotFound).into());
            }
            let database = Database::builder().create_with_backend(InMemoryBackend::new())?;
            schema::create(&database, &self.operator)?;
            return Ok(Handle::Whole(Arc::new(database)));
        }
        let handle = opening::to_read(&self.place, || self.lock("mending the store after a crash"))?;
        if let Age::Older(_) = schema::age(&handle.begin_read()?)? {
            let _lock = self.lock("bringing the store to the newest format")?;
            schema::migrate(&opening::to_write(&self.place)?)?;
        }
        Ok(handle)
    }

    fn refuse_if_reading(&self) -> Result<(), Trouble> {
        if self.mode == Mode::Write {
            return Ok(());
        }
        Err(Trouble::Denied(
            "The store was opened only to look at it.".to_owned(),
            "This is a mistake in leadport: please report what you did.".to_owned(),
        ))
    }

    /// Runs `work` in a short transaction of its own.
    fn write<T>(
        &self,
        doing: &str,
        work: impl FnOnce(&WriteTransaction, &mut State) -> Result<T, Trouble>,
    ) -> Result<T, StoreError> {
        self.write_if(doing, |txn, state| Ok((true, work(txn, state)?)))
    }

    /// Runs `work` in a short transaction of its own, which is given up where `work` answers false.
    fn write_if<T>(
        &self,
        doing: &str,
        work: impl FnOnce(&WriteTransaction, &mut State) -> Result<(bool, T), Trouble>,
    ) -> Result<T, StoreError> {
        self.place.attempt(|| {
            self.refuse_if_reading()?;
            let _lock = self.lock(doing)?;
            let database = opening::to_write(&self.place)?;
            let txn = database.begin_write()?;
            let before = schema::read_state(&txn.open_table(META)?)?;
            let mut state = before;
            let (keep, result) = work(&txn, &mut state)?;
            if !keep {
                return Ok(result);
            }
            if state != before {
                schema::write_state(&txn, state)?;
            }
            txn.commit()?;
            Ok(result)
        })
    }

    fn read<T>(&self, work: impl FnOnce(&Snapshot) -> Result<T, Trouble>) -> Result<T, StoreError> {
        self.place.attempt(|| work(&self.snapshot()?))
    }
}

impl LeadStore for Store {
    fn platform(&self) -> Result<Platform, StoreError> {
        self.read(|snapshot| schema::read_platform(&snapshot.txn.open_table(META)?))
    }

    fn view(&self) -> Result<Box<dyn View>, StoreError> {
        self.place.attempt(|| Ok(Box::new(self.snapshot()?) as Box<dyn View>))
    }

    fn begin(&self, who: &Who) -> Result<Box<dyn Transaction>, StoreError> {
        self.place.attempt(|| {
            self.refuse_if_reading()?;
            let lock = WriterLock::take(&self.place, who, &self.patience)?;
            let database = opening::to_write(&self.place)?;
            let at = if who.at == 0 { jiff::Timestamp::now().as_second() } else { who.at };
            Ok(Box::new(Writing::begin(self.place.clone(), database, lock, at)?) as Box<dyn Transaction>)
        })
    }

    fn entry(&self, import: u32) -> Result<Option<Entry>, StoreError> {
        self.read(|snapshot| snapshot.entry(import))
    }

    fn history(&self) -> Result<Vec<Entry>, StoreError> {
        self.read(Snapshot::history)
    }

    fn lead_history(&self, id: u64) -> Result<Vec<(u32, RowOutcome)>, StoreError> {
        self.read(|snapshot| snapshot.lead_history(id))
    }

    fn same_file(&self, sha256: &str) -> Result<Option<Entry>, StoreError> {
        self.read(|snapshot| snapshot.same_file(sha256))
    }

    fn rows(&self, import: u32, each: &mut dyn FnMut(RowOutcome) -> bool) -> Result<(), StoreError> {
        self.read(|snapshot| snapshot.walk_rows(import, each))
    }

    fn leads(&self, each: &mut dyn FnMut(Lead) -> bool) -> Result<(), StoreError> {
        self.read(|snapshot| snapshot.walk(each))
    }
}
