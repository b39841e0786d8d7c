//! The traits behind which the lead store stands, and what passes through them.
//!
//! `import` states here what it needs; `store` implements it over redb. A [`View`] is a snapshot that nobody can
//! change; a [`Transaction`] is the one place where leads are written. An import opens the transaction first and
//! takes its view from it, so that nothing can change between planning and applying.

use super::outcome::{Entry, Outcome, RowOutcome};
use super::problem::Problem;
use crate::platform::{Change, Lead, Platform, Values};

/// Why the store cannot be used; each is one code of the catalogue (`store-…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// Another process is writing, and the wait is over.
    Busy,
    /// Its content is not what was written.
    Damaged,
    /// The disk is full.
    Full,
    /// No permission, or not a place for a store.
    Denied,
    /// Written by a newer leadport.
    Newer,
    /// None of these: whoever waited for it or had it read was told to stop.
    Interrupted,
}

/// A store that cannot be used: what happened, to what, and what to do.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub struct StoreError {
    /// Which code of the catalogue it is.
    pub fault: StoreFault,
    /// One sentence: what is wrong with which file. Safe to show.
    pub what: String,
    /// One sentence: what to do about it.
    pub suggestion: String,
}

/// By what a store is known to be still as it was: every change of leads or of the platform changes one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    /// How many entries the history has.
    pub imports: u32,
    /// How many leads were erased for good.
    pub erased: u64,
    /// The version of fields, owners and settings.
    pub platform: u64,
}

/// A snapshot of the leads; answers stay the same for as long as it lives.
pub trait View: Send {
    /// Returns the leads with these email keys (`platform::email_key`), in the order of the keys.
    ///
    /// The order of a sheet's rows is the best: those who come again come as they were added.
    ///
    /// # Errors
    /// A store that is damaged or gone.
    fn by_email(&self, keys: &[&str]) -> Result<Vec<Option<Lead>>, StoreError>;

    /// Returns the leads with these IDs, in the order of the IDs.
    ///
    /// # Errors
    /// A store that is damaged or gone.
    fn by_id(&self, ids: &[u64]) -> Result<Vec<Option<Lead>>, StoreError>;

    /// Returns the IDs of the leads that have these email keys, in the order of the keys: cheaper than the leads.
    ///
    /// # Errors
    /// A store that is damaged or gone.
    fn ids_by_email(&self, keys: &[&str]) -> Result<Vec<Option<u64>>, StoreError>;

    /// Walks the rows of an import in file order until `each` answers false.
    ///
    /// # Errors
    /// A store that is damaged or gone.
    fn rows(&self, import: u32, each: &mut dyn FnMut(RowOutcome) -> bool) -> Result<(), StoreError>;

    /// Returns for each change (import and row) the one that it stands for, in the order of the changes.
    ///
    /// A row of an undo that put a lead back stands for the change that it brought back; every other row stands for
    /// itself. A lead is as row `r` of import `n` left it exactly when the origin of its last change is `(n, r)`.
    ///
    /// # Errors
    /// A store that is damaged or gone.
    fn origin(&self, changes: &[Change]) -> Result<Vec<Change>, StoreError>;

    /// Returns the number of leads.
    fn count(&self) -> u64;

    /// Returns the ID that the next added lead gets.
    fn next_id(&self) -> u64;

    /// Returns how the leads stand; the platform's version is not the view's to know and 0 here.
    fn stand(&self) -> Stand;
}

/// What a row does to the store.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Nothing (unchanged, not found, over the limit, skipped).
    Nothing,
    /// Adds a lead; `id` counts up from the view's [`View::next_id`] in the order of the rows.
    Add {
        /// The new lead's ID.
        id: u64,
        /// Its values.
        values: Values,
    },
    /// Changes a lead's values, perhaps its email among them.
    Update {
        /// The lead before.
        before: Lead,
        /// Its values after.
        after: Values,
    },
    /// Removes a lead.
    Delete {
        /// The lead before.
        before: Lead,
    },
    /// Puts a lead that was changed back as it was (undo only).
    Restore {
        /// The lead before.
        before: Lead,
        /// The lead as it was; see [`Action::Return`].
        lead: Lead,
    },
    /// Puts a deleted lead back under its ID (undo only).
    ///
    /// Values, created and updated come back to the letter. The lead's last change is the undo's row, so that its
    /// history stays whole; the row remembers the change that came back, and [`View::origin`] follows it.
    Return {
        /// The lead as it was.
        lead: Lead,
    },
}

/// One row, decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The file's row number.
    pub row: u32,
    /// What happens to it.
    pub outcome: Outcome,
    /// The lead that it is about, where there is one.
    pub lead: Option<u64>,
    /// The email address of a row whose action does not hold one (unchanged, not found, over the limit, skipped).
    pub email: Box<str>,
    /// What it does to the store.
    pub action: Action,
    /// All problems of the row.
    pub problems: Vec<Problem>,
}

/// Who asks for a transaction; shown to others who wait for it.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// The operator's name.
    pub operator: String,
    /// What is being done, as the end of "anna is …" ("importing leads.xlsx").
    pub doing: String,
    /// When it began: seconds since 1970-01-01 UTC; the leads that it adds or changes get it as their time.
    pub at: i64,
}

/// What is written in the same transaction as an import, beside its leads and rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Extra {
    /// The entry's matching is the one to offer when a file with these columns comes again.
    Columns(String),
    /// The entry's matching is saved under this name, over one of that name.
    Matching(String),
    /// A mail for the outbox, in the form that `mail` gives it.
    Outbox(serde_json::Value),
}

/// Everything that one import changes, or nothing of it: dropped without a commit, the store is as it was.
pub trait Transaction: Send {
    /// Returns the number that the entry gets at commit.
    fn import(&self) -> u32;

    /// Returns the time that its leads get as created and updated: seconds since 1970-01-01 UTC.
    fn at(&self) -> i64;

    /// Makes sure that the disk has room for about so many bytes.
    ///
    /// # Errors
    /// [`StoreFault::Full`] where it has not.
    fn room_for(&self, _bytes: u64) -> Result<(), StoreError> {
        Ok(())
    }

    /// Adds something to what the commit writes.
    fn attach(&mut self, extra: Extra);

    /// Returns a view of the store as the transaction found it; it does not show what the transaction writes.
    ///
    /// # Errors
    /// A store that is damaged or gone.
    fn view(&self) -> Result<Box<dyn View>, StoreError>;

    /// Writes the actions and keeps the outcomes of rows, in file order over all calls.
    ///
    /// An email that moves from one lead to another may do so in any order within the transaction.
    ///
    /// # Errors
    /// A full disk, a damaged store; the transaction is then good only for dropping.
    fn apply(&mut self, rows: Vec<Planned>) -> Result<(), StoreError>;

    /// Makes everything durable, gives the entry its number, its counts, its time (where it has none) and the leads
    /// after it, and returns it. An undo is noted at the entry that it took back.
    ///
    /// # Errors
    /// A full disk, a damaged store; nothing has changed then.
    fn commit(self: Box<Self>, entry: Entry) -> Result<Entry, StoreError>;
}

/// A lead store as the import, undo, reports and surveys see it.
pub trait LeadStore: Send + Sync {
    /// Returns fields, groups, owners and settings.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn platform(&self) -> Result<Platform, StoreError>;

    /// Returns a snapshot of the leads.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn view(&self) -> Result<Box<dyn View>, StoreError>;

    /// Begins a transaction, waiting for another writer as long as the store was opened to wait.
    ///
    /// # Errors
    /// [`StoreFault::Busy`] with who is writing since when; a store that cannot be used.
    fn begin(&self, who: &Who) -> Result<Box<dyn Transaction>, StoreError>;

    /// Returns one entry of the history.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn entry(&self, import: u32) -> Result<Option<Entry>, StoreError>;

    /// Returns the history, newest first.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn history(&self) -> Result<Vec<Entry>, StoreError>;

    /// Returns what happened to a lead, newest first, each with the number of its import; for a deleted lead too.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn lead_history(&self, id: u64) -> Result<Vec<(u32, RowOutcome)>, StoreError>;

    /// Returns the newest import of the file with this SHA-256 (hexadecimal) that was not undone.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn same_file(&self, sha256: &str) -> Result<Option<Entry>, StoreError>;

    /// Walks the rows of an import in file order until `each` answers false.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn rows(&self, import: u32, each: &mut dyn FnMut(RowOutcome) -> bool) -> Result<(), StoreError>;

    /// Walks all leads by ID until `each` answers false.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn leads(&self, each: &mut dyn FnMut(Lead) -> bool) -> Result<(), StoreError>;
}
