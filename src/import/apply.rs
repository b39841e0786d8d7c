//! The only stage that writes: hands decided rows to the store's transaction, and commits or drops it as a whole.

use super::outcome::Entry;
use super::request::Request;
use super::store::{Extra, LeadStore, Planned, StoreError, Transaction, View, Who};
use crate::sheet::SheetInfo;
use crate::text::safe;

/// A transaction that is being written; dropped without [`Writer::commit`], the store stays as it was.
pub struct Writer {
    transaction: Box<dyn Transaction>,
    used: bool,
}

impl Writer {
    /// Begins the transaction of an import.
    ///
    /// # Errors
    /// A store that is in use or cannot be used; a disk that has no room.
    pub fn begin(store: &dyn LeadStore, request: &Request, info: &SheetInfo) -> Result<Self, StoreError> {
        let file = request.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let doing = format!("importing {}", safe(&file));
        let writer = Writer::for_(store, &Who { operator: request.operator.clone(), doing, at: (request.clock)() })?;
        writer.transaction.room_for(info.bytes)?;
        Ok(writer)
    }

    /// Begins a transaction for somebody.
    ///
    /// # Errors
    /// A store that is in use or cannot be used.
    pub fn for_(store: &dyn LeadStore, who: &Who) -> Result<Self, StoreError> {
        Ok(Writer { transaction: store.begin(who)?, used: false })
    }

    /// Returns the store as the transaction found it.
    ///
    /// # Errors
    /// A store that is damaged or gone.
    pub fn view(&self) -> Result<Box<dyn View>, StoreError> {
        self.transaction.view()
    }

    /// Returns the number that the import gets.
    #[must_use]
    pub fn import(&self) -> u32 {
        self.transaction.import()
    }

    /// Returns the time that its leads get.
    #[must_use]
    pub fn at(&self) -> i64 {
        self.transaction.at()
    }

    /// Tells whether anything was written yet.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.used
    }

    /// Writes decided rows.
    ///
    /// # Errors
    /// A full disk, a damaged store; nothing can be committed then.
    pub fn apply(&mut self, rows: Vec<Planned>) -> Result<(), StoreError> {
        self.used = true;
        self.transaction.apply(rows)
    }

    /// Adds something to what the commit writes.
    pub fn attach(&mut self, extra: Extra) {
        self.transaction.attach(extra);
    }

    /// Makes everything durable.
    ///
    /// # Errors
    /// A full disk, a damaged store; nothing has changed then.
    pub fn commit(self, entry: Entry) -> Result<Entry, StoreError> {
        self.transaction.commit(entry)
    }
}
