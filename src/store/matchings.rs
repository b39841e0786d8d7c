//! Saved matchings by name, and the one last used for a file with the same columns.
//!
//! What a matching means and what counts as the same columns is decided in `matching`; a signature is any text.

use redb::ReadableTable;

use super::Store;
use super::record::{Kind, broken, unseal};
use super::schema::{COLUMNS, MATCHINGS};
use super::transaction::write_matching;
use super::trouble::Trouble;
use crate::import::store::StoreError;
use crate::matching::Matching;

impl Store {
    /// Returns all saved matchings, by name.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn matchings(&self) -> Result<Vec<(String, Matching)>, StoreError> {
        self.read(|snapshot| {
            let table = snapshot.txn.open_table(MATCHINGS)?;
            let mut out = Vec::new();
            for found in table.iter()? {
                let (name, record) = found?;
                out.push((name.value().to_owned(), read(Kind::Matching, name.value(), record.value())?));
            }
            Ok(out)
        })
    }

    /// Returns the matching that is saved under a name.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn matching(&self, name: &str) -> Result<Option<Matching>, StoreError> {
        self.read(|snapshot| {
            let table = snapshot.txn.open_table(MATCHINGS)?;
            let record = table.get(name)?;
            record.map(|record| read(Kind::Matching, name, record.value())).transpose()
        })
    }

    /// Returns the matching that was last used for a file with these columns.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn matching_for_columns(&self, signature: &str) -> Result<Option<Matching>, StoreError> {
        self.read(|snapshot| {
            let table = snapshot.txn.open_table(COLUMNS)?;
            let record = table.get(signature)?;
            record.map(|record| read(Kind::Columns, signature, record.value())).transpose()
        })
    }

    /// Saves a matching under a name, over one of that name.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn save_matching(&self, name: &str, matching: &Matching) -> Result<(), StoreError> {
        self.write("saving a matching", |txn, _| write_matching(txn, name, matching))
    }

    /// Removes a saved matching and tells whether there was one.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn remove_matching(&self, name: &str) -> Result<bool, StoreError> {
        self.write("removing a matching", |txn, _| Ok(txn.open_table(MATCHINGS)?.remove(name)?.is_some()))
    }

    /// Gives a saved matching another name; false where there is none, or one has that name already.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn rename_matching(&self, name: &str, new: &str) -> Result<bool, StoreError> {
        self.write("renaming a matching", |txn, _| {
            let mut table = txn.open_table(MATCHINGS)?;
            if table.get(new)?.is_some() {
                return Ok(false);
            }
            let matching = match table.remove(name)? {
                Some(record) => read(Kind::Matching, name, record.value())?,
                None => return Ok(false),
            };
            drop(table);
            write_matching(txn, new, &matching)?;
            Ok(true)
        })
    }
}

fn read(kind: Kind, key: &str, record: &[u8]) -> Result<Matching, Trouble> {
    serde_json::from_slice(unseal(kind, key.as_bytes(), record)?).map_err(|_| broken(kind, key.as_bytes()))
}
