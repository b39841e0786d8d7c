//! Everything that can go wrong below, caught and told as a [`StoreError`].
//!
//! Inside the store functions return [`Trouble`]; at its edge [`Place::attempt`] catches panics (redb panics on some
//! damages) and says which file, what happened and what to do. Nothing else in the store makes a `StoreError`.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::backups;
use super::place::Place;
use crate::import::store::{StoreError, StoreFault};
use crate::text::safe;

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Tells whether a panic of this thread will be caught by the store and told as damage: a panic hook stays silent then.
#[must_use]
pub fn panics_are_caught() -> bool {
    CATCHING.get()
}

/// What went wrong, not yet told.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The content is not what was written: the end of a sentence that begins with the store.
    Damaged(String),
    /// Written by a newer leadport.
    Newer,
    /// The operating system refused.
    Io(io::Error),
    /// Not a place for a store, or not for this use: the whole sentence, and what to do.
    Denied(String, String),
    /// Somebody else is writing: the whole sentence.
    Busy(String),
    /// Not enough room: how many bytes there should be, and are.
    Full(u64, u64),
    /// The operator gave up.
    Interrupted,
    /// The file was not closed by its last writer; opening it for writing mends it.
    NeedsRepair,
    /// Another room's function said so.
    Told(StoreError),
}

impl Trouble {
    /// Returns the trouble of a content that is not what was written.
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Trouble::Damaged(what.into())
    }

    /// Tells whether the handle that met it is of no further use.
    pub(crate) fn spoils_the_handle(&self) -> bool {
        !matches!(self, Trouble::Told(_) | Trouble::Busy(_) | Trouble::Denied(..) | Trouble::Interrupted)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Trouble::Io(error)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Trouble::Told(error)
    }
}

impl From<redb::Error> for Trouble {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Io(error) => Trouble::Io(error),
            redb::Error::RepairAborted => Trouble::NeedsRepair,
            redb::Error::UpgradeRequired(_) | redb::Error::LockProtocolMismatch => Trouble::Newer,
            redb::Error::DatabaseAlreadyOpen | redb::Error::WouldBlock => {
                Trouble::Busy("Another program has the store open for itself alone.".to_owned())
            }
            redb::Error::PreviousIo | redb::Error::DatabaseClosed => {
                Trouble::Io(io::Error::other("an earlier access to it failed"))
            }
            redb::Error::ReadTransactionStillInUse(_) | redb::Error::TransactionInProgress => {
                Trouble::Busy("The store is being read by another leadport.".to_owned())
            }
            redb::Error::Unsupported => Trouble::Denied(
                "The file system cannot lock parts of a file, which a shared store needs.".to_owned(),
                "Move the store to a local disk, or name another place with --store.".to_owned(),
            ),
            other => Trouble::Damaged(format!("its content is not what was written ({})", safe(&other.to_string()))),
        }
    }
}

macro_rules! from_redb {
    ($($kind:ident)*) => {$(
        impl From<redb::$kind> for Trouble {
            fn from(error: redb::$kind) -> Self {
                redb::Error::from(error).into()
            }
        }
    )*};
}

from_redb!(StorageError TableError TransactionError CommitError DatabaseError CompactionError CursorError);

/// Runs `work`; a panic in it is damage.
pub(crate) fn caught<T>(work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    let outer = CATCHING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(outer);
    result.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        let words = words.unwrap_or("no reason given").lines().next().unwrap_or_default();
        Err(Trouble::Damaged(format!("its pages do not fit together ({})", safe(words))))
    })
}

impl Place {
    /// Runs `work` and tells its trouble, a panic among it, as an error about this place.
    pub(crate) fn attempt<T>(&self, work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, StoreError> {
        caught(work).map_err(|trouble| self.tell(trouble))
    }

    /// Says what went wrong with this place, and what to do.
    pub(crate) fn tell(&self, trouble: Trouble) -> StoreError {
        let name = safe(&self.path().display().to_string()).into_owned();
        let (fault, what, suggestion) = match trouble {
            Trouble::Told(error) => return error,
            Trouble::Damaged(what) => {
                (StoreFault::Damaged, format!("The store {name} is damaged: {what}."), self.mending())
            }
            Trouble::Newer => (
                StoreFault::Newer,
                format!("The store {name} was written by a newer leadport."),
                "Install the newest leadport on this machine, or name another store with --store.".to_owned(),
            ),
            Trouble::Busy(what) => (
                StoreFault::Busy,
                what,
                "Wait until that is done, or wait longer with --wait SECONDS; nothing was changed.".to_owned(),
            ),
            Trouble::Denied(what, suggestion) => (StoreFault::Denied, what, suggestion),
            Trouble::Interrupted => (
                StoreFault::Interrupted,
                "Interrupted; nothing was changed.".to_owned(),
                "Run the command again when you like.".to_owned(),
            ),
            Trouble::Full(wanted, free) => (
                StoreFault::Full,
                format!(
                    "The disk of the store {name} has no room: {} are free, about {} are needed.",
                    size(free),
                    size(wanted)
                ),
                "Make room on that disk and try again; nothing was changed.".to_owned(),
            ),
            Trouble::NeedsRepair => (
                StoreFault::Damaged,
                format!("The store {name} was not closed by its last writer and could not be mended."),
                self.mending(),
            ),
            Trouble::Io(error) => return self.tell_io(&name, &error),
        };
        StoreError { fault, what, suggestion }
    }

    fn tell_io(&self, name: &str, error: &io::Error) -> StoreError {
        use io::ErrorKind as Kind;
        let reason = safe(&error.to_string()).into_owned();
        let (fault, what, suggestion) = match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge | Kind::WriteZero => (
                StoreFault::Full,
                format!("The disk of the store {name} is full."),
                "Make room on that disk and try again; nothing was changed.".to_owned(),
            ),
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => (
                StoreFault::Denied,
                format!("The store {name} cannot be used: {reason}."),
                "Ask its owner for the right to read and write it, or name another store with --store.".to_owned(),
            ),
            Kind::NotFound => (
                StoreFault::Denied,
                format!("There is no store {name}."),
                "Name the store with --store, or import a file to begin one.".to_owned(),
            ),
            Kind::IsADirectory => (
                StoreFault::Denied,
                format!("{name} is a folder, not a store."),
                "Name a file in it with --store.".to_owned(),
            ),
            Kind::InvalidData | Kind::UnexpectedEof => (
                StoreFault::Damaged,
                format!("{name} is not a store of leadport, or it is damaged ({reason})."),
                self.mending(),
            ),
            _ => (
                StoreFault::Denied,
                format!("The store {name} could not be read or written: {reason}."),
                "Look whether the disk is in order, then try again; nothing was changed.".to_owned(),
            ),
        };
        StoreError { fault, what, suggestion }
    }

    fn mending(&self) -> String {
        match backups::newest(self.path()) {
            Some(backup) => format!(
                "Restore the newest backup with: leadport store restore {}",
                safe(&backup.display().to_string())
            ),
            None if std::fs::metadata(self.path()).is_ok_and(|file| file.len() == 0) => {
                "There is no backup beside it: look whether somebody keeps a copy. If it never held a lead, remove \
                 the file, and the next import makes a new store."
                    .to_owned()
            }
            None => "There is no backup beside it: look whether somebody keeps a copy, and put it in its place with \
                     leadport store restore."
                .to_owned(),
        }
    }
}

/// Writes a number of bytes for people.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} bytes"),
        10_000..=9_999_999 => format!("{} KB", bytes / 1_000),
        10_000_000..=9_999_999_999 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", bytes / 1_000_000_000),
    }
}
