//! Fields, groups, owners and settings: one record, changed in a short transaction.
//!
//! What may be changed and how is the platform's own business; here it is only read fresh under the writer's lock,
//! changed, and written, so that two operators who edit at once lose nothing of each other.

use super::Store;
use super::schema::{META, read_platform, write_platform};
use crate::import::store::StoreError;
use crate::platform::Platform;

impl Store {
    /// Changes the platform; where `change` refuses, nothing is written and its error is the inner one.
    ///
    /// The platform's version grows by one with every change. `doing` is shown to others who wait ("adding a field").
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn change_platform<T, E>(
        &self,
        doing: &str,
        change: impl FnOnce(&mut Platform) -> Result<T, E>,
    ) -> Result<Result<T, E>, StoreError> {
        self.write_if(doing, |txn, _| {
            let before = read_platform(&txn.open_table(META)?)?;
            let mut platform = before.clone();
            let result = change(&mut platform);
            let keep = result.is_ok() && platform != before;
            if keep {
                platform.version = before.version + 1;
                write_platform(txn, &platform)?;
            }
            Ok((keep, result))
        })
    }
}
