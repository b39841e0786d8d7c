//! Reading from the middle: for screens that show a page of a long list.
//!
//! Walking from the beginning is `imports` and `view`; nothing here counts, for a page does not know the whole.

use super::Store;
use super::block;
use super::imports::read_block;
use super::trouble::Trouble;
use crate::import::outcome::RowOutcome;
use crate::import::store::StoreError;

impl Store {
    /// Walks the rows of an import from a row number on, in file order, until `each` answers false.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn rows_from(&self, import: u32, row: u32, each: &mut dyn FnMut(RowOutcome) -> bool) -> Result<(), StoreError> {
        self.place.attempt(|| {
            let snapshot = self.snapshot()?;
            let before =
                snapshot.blocks.range(block::key(import, 0)..=block::key(import, row))?.next_back().transpose()?;
            let first = before.map_or_else(|| block::key(import, row), |(key, _)| key.value());
            for found in snapshot.blocks.range(first..=block::key(import, u32::MAX))? {
                let (key, record) = found?;
                for outcome in read_block(key.value(), record.value())? {
                    if outcome.row >= row && !each(outcome) {
                        return Ok(());
                    }
                }
            }
            Ok::<(), Trouble>(())
        })
    }
}
