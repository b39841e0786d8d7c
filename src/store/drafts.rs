//! The operator's drafts: what was answered so far for each file, in a small file of their own.
//!
//! Apart from the lead store, so that saving an answer never waits for an import and never slows one down. A draft is
//! kept under its file's path; what is in it is the wizard's business. Several leadports of one operator may be open
//! at once. A drafts file that is damaged is set aside and begun anew: a draft is worth less than being able to work.

use std::path::{Path, PathBuf};
use std::time::Duration;

use redb::{Database, ReadableTable, TableDefinition, WriteTransaction};

use super::lock::WriterLock;
use super::opening::{self, Why};
use super::place::Place;
use super::record::{Kind, broken, sealed, unseal};
use super::trouble::Trouble;
use crate::import::store::{StoreError, StoreFault, Who};

const DRAFTS: TableDefinition<&str, &[u8]> = TableDefinition::new("drafts");

const WAIT: Duration = Duration::from_secs(5);

/// The drafts of one operator.
#[derive(Clone)]
pub struct Drafts {
    place: Place,
}

/// One draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The path of the file that it is about.
    pub file: String,
    /// When it was saved: seconds since 1970-01-01 UTC.
    pub saved: i64,
    /// What was saved.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for Drafts {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Drafts").field("path", &self.place.path()).finish()
    }
}

impl Drafts {
    /// Returns the drafts in this file; it is made with the first draft.
    #[must_use]
    pub fn open(path: &Path) -> Self {
        Drafts { place: Place::new(path, None) }
    }

    /// Returns all drafts, the newest first.
    ///
    /// # Errors
    /// A file that cannot be used.
    pub fn list(&self) -> Result<Vec<Draft>, StoreError> {
        self.or_anew(|| {
            if self.place.file_id()?.is_none() {
                return Ok(Vec::new());
            }
            let table = opening::to_read(&self.place, || self.lock())?.begin_read()?.open_table(DRAFTS)?;
            let mut drafts = Vec::new();
            for found in table.iter()? {
                let (file, record) = found?;
                drafts.push(read(file.value(), record.value())?);
            }
            drafts.sort_by(|one: &Draft, other| (other.saved, &other.file).cmp(&(one.saved, &one.file)));
            Ok(drafts)
        })
    }

    /// Returns the draft for a file.
    ///
    /// # Errors
    /// A file that cannot be used.
    pub fn get(&self, file: &str) -> Result<Option<Draft>, StoreError> {
        Ok(self.list()?.into_iter().find(|draft| draft.file == file))
    }

    /// Saves the draft for a file, over one that is there.
    ///
    /// # Errors
    /// A file that cannot be used, a full disk.
    pub fn save(&self, file: &str, saved: i64, content: &[u8]) -> Result<(), StoreError> {
        let all = [&saved.to_le_bytes()[..], content].concat();
        let record = sealed(Kind::Draft, file.as_bytes(), &all);
        self.or_anew(|| {
            if self.place.file_id()?.is_none() {
                opening::create(&self.place, || self.lock(), make)?;
            }
            self.write(|txn| {
                txn.open_table(DRAFTS)?.insert(file, record.as_slice())?;
                Ok(())
            })
        })
    }

    /// Removes the draft for a file and tells whether there was one.
    ///
    /// # Errors
    /// A file that cannot be used, a full disk.
    pub fn remove(&self, file: &str) -> Result<bool, StoreError> {
        self.or_anew(|| {
            if self.place.file_id()?.is_none() {
                return Ok(false);
            }
            self.write(|txn| Ok(txn.open_table(DRAFTS)?.remove(file)?.is_some()))
        })
    }

    /// Removes every draft whose content `is_about` answers true for, and everything that earlier drafts left in the
    /// file: for erasing a person. Returns how many there were.
    ///
    /// # Errors
    /// A file that cannot be used.
    pub fn erase(&self, mut is_about: impl FnMut(&Draft) -> bool) -> Result<usize, StoreError> {
        let mut count = 0;
        for draft in self.list()? {
            if is_about(&draft) {
                self.remove(&draft.file)?;
                count += 1;
            }
        }
        self.or_anew(|| {
            if self.place.file_id()?.is_none() {
                return Ok(());
            }
            let _lock = self.lock()?;
            opening::rewrite(&self.place, Why::Erase, |from, to| opening::copy_table(from, to, DRAFTS))
        })?;
        Ok(count)
    }

    fn lock(&self) -> Result<WriterLock, Trouble> {
        let who = Who { operator: "Another window".to_owned(), doing: "saving its draft".to_owned(), at: 0 };
        WriterLock::take(&self.place, &who, &WAIT.into())
    }

    fn write<T>(&self, work: impl FnOnce(&WriteTransaction) -> Result<T, Trouble>) -> Result<T, Trouble> {
        let _lock = self.lock()?;
        let database = opening::to_write(&self.place)?;
        let txn = database.begin_write()?;
        let result = work(&txn)?;
        txn.commit()?;
        database.close()?;
        Ok(result)
    }

    /// Runs `work`; where the file is damaged it is set aside and `work` runs once more, without it.
    fn or_anew<T>(&self, work: impl Fn() -> Result<T, Trouble>) -> Result<T, StoreError> {
        match self.place.attempt(&work) {
            Err(error) if error.fault == StoreFault::Damaged => {
                let aside: PathBuf = self.place.beside(".damaged");
                std::fs::rename(self.place.path(), aside).map_err(|_| error)?;
                self.place.attempt(&work)
            }
            other => other,
        }
    }
}

fn make(database: &Database) -> Result<(), Trouble> {
    let txn = database.begin_write()?;
    txn.open_table(DRAFTS)?;
    Ok(txn.commit()?)
}

fn read(file: &str, record: &[u8]) -> Result<Draft, Trouble> {
    let content = unseal(Kind::Draft, file.as_bytes(), record)?;
    let (saved, content) = content.split_first_chunk::<8>().ok_or_else(|| broken(Kind::Draft, file.as_bytes()))?;
    Ok(Draft { file: file.to_owned(), saved: i64::from_le_bytes(*saved), content: content.to_vec() })
}
