//! Opening redb files: made whole beside their place, mended after a crash, shared by several processes.
//!
//! The lead store and the drafts are opened alike; what stands in them is their own business. Next: `place` for who
//! may open what, `lock` for who writes.

use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;

use redb::{
    ConcurrencyMode, Database, Key, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, Value,
    WriteTransaction,
};

use super::lock::WriterLock;
use super::place::Place;
use super::trouble::Trouble;
use super::view::Handle;

/// redb's cache for one handle, in bytes: more only makes the process bigger (measured).
const CACHE: usize = 64 << 20;

/// How much room a disk must have before anything is written: redb writes copies, even to delete.
const LEAST_ROOM: u64 = 4 << 20;

fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE).set_concurrency_mode(ConcurrencyMode::MultiWriter);
    builder
}

/// Makes a file beside its place, fills it, and moves it there whole; one that is there already is left alone.
pub(crate) fn create(
    place: &Place,
    lock: impl FnOnce() -> Result<WriterLock, Trouble>,
    fill: impl FnOnce(&Database) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    place.create_folder()?;
    let _lock = lock()?;
    if place.file_id()?.is_some() {
        return Ok(());
    }
    place.room_for(LEAST_ROOM)?;
    let new = place.beside(".new");
    let database = builder().create_with_backend(place.backend(place.open_beside(&new, true)?)?)?;
    fill(&database)?;
    database.close()?;
    take_place(place, &new)
}

/// What writing a file anew is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// To leave no byte of what was deleted, however large the new file gets.
    Erase,
    /// To give room back: a new file that is no smaller is thrown away.
    Room,
}

/// Writes the file anew with what `copy` takes over from the old one, under the lock that was taken for it.
///
/// Unlike redb's own compacting this leaves no byte of what was deleted, and asks nobody to stop reading: whoever
/// reads the old file goes on with it until the next look.
pub(crate) fn rewrite(
    place: &Place,
    why: Why,
    copy: impl FnOnce(&ReadTransaction, &WriteTransaction) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let old = to_write(place)?;
    let new = place.beside(".new");
    or_removed(&new, || {
        let database = builder().create_with_backend(place.backend(place.open_beside(&new, true)?)?)?;
        let (from, to) = (old.begin_read()?, database.begin_write()?);
        copy(&from, &to)?;
        to.commit()?;
        database.close()?;
        Ok(from.close()?)
    })?;
    old.close()?;
    if why == Why::Room && std::fs::metadata(&new)?.len() >= std::fs::metadata(place.path())?.len() {
        return Ok(std::fs::remove_file(&new)?);
    }
    take_place(place, &new)
}

/// Makes a file, and leaves nothing of one that does not become whole.
pub(crate) fn or_removed<T>(new: &Path, work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    let made = work();
    if made.is_err() {
        let _ = std::fs::remove_file(new);
    }
    made
}

/// Takes over a table as it is.
pub(crate) fn copy_table<K: Key + 'static, V: Value + 'static>(
    from: &ReadTransaction,
    to: &WriteTransaction,
    table: TableDefinition<'_, K, V>,
) -> Result<(), Trouble> {
    let (old, mut new) = (from.open_table(table)?, to.open_table(table)?);
    let mut end = new.upper_bound_mut(Bound::<K::SelfType<'_>>::Unbounded)?;
    for found in old.iter()? {
        let (key, value) = found?;
        end.insert_before(key.value(), value.value())?;
    }
    Ok(end.close()?)
}

/// Moves a whole file into its place, durably.
pub(crate) fn take_place(place: &Place, new: &Path) -> Result<(), Trouble> {
    std::fs::rename(new, place.path())?;
    std::fs::File::open(place.folder())?.sync_all()?;
    Ok(())
}

/// Opens a file to read. One that its last writer left without closing is opened to write first, which mends it
/// (quickly: redb's quick repair).
pub(crate) fn to_read(place: &Place, lock: impl FnOnce() -> Result<WriterLock, Trouble>) -> Result<Handle, Trouble> {
    let open = || -> Result<Handle, Trouble> {
        let backend = place.backend(place.open(false)?)?;
        Ok(Handle::File(Arc::new(builder().open_read_only_with_backend(backend)?)))
    };
    match open() {
        Err(Trouble::NeedsRepair) => {
            let _lock = lock()?;
            to_write(place)?.close()?;
            open()
        }
        other => other,
    }
}

/// Opens a file to write, under the lock that was taken for it.
pub(crate) fn to_write(place: &Place) -> Result<Database, Trouble> {
    place.room_for(LEAST_ROOM)?;
    Ok(builder().create_with_backend(place.backend(place.open(true)?)?)?)
}

/// Opens a file to write and reads all of it first: damage anywhere is told.
pub(crate) fn to_write_checked(place: &Place) -> Result<Database, Trouble> {
    Ok(builder().set_check_integrity_on_open(true).create_with_backend(place.backend(place.open(true)?)?)?)
}
