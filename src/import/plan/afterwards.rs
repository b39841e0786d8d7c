//! Which emails would belong to two leads once all rows are done.
//!
//! Rows that are matched by ID may hand an address on: two leads may swap theirs. Whether an address is free is
//! known only after the last row, and a row that fails keeps its own lead's address, which may fail another row.

use std::collections::{BTreeMap, HashMap};

/// What rows take and give of addresses that leads of the store have.
#[derive(Debug, Default)]
pub struct Afterwards {
    wants: Vec<Want>,
    given_up: HashMap<u64, u32>,
}

#[derive(Clone, Copy, Debug)]
struct Want {
    row: u32,
    holder: u64,
    gives_up: Option<u64>,
}

impl Afterwards {
    /// Notes that a row takes the address of a lead, and whose address it gives up by that.
    pub fn want(&mut self, row: u32, holder: u64, gives_up: Option<u64>) {
        self.wants.push(Want { row, holder, gives_up });
    }

    /// Notes that a row makes a lead give up its address.
    pub fn give_up(&mut self, lead: u64, row: u32) {
        self.given_up.insert(lead, row);
    }

    /// Returns the rows whose address still belongs to another lead after all rows, with that lead.
    #[must_use]
    pub fn taken(&self) -> BTreeMap<u32, u64> {
        let by_holder: HashMap<u64, &Want> = self.wants.iter().map(|want| (want.holder, want)).collect();
        let mut taken = BTreeMap::new();
        for first in self.wants.iter().filter(|want| !self.given_up.contains_key(&want.holder)) {
            let mut next = Some(first);
            while let Some(want) = next {
                if taken.insert(want.row, want.holder).is_some() {
                    break;
                }
                next = want.gives_up.and_then(|lead| by_holder.get(&lead).copied());
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_leaves_nobody_without() {
        let mut after = Afterwards::default();
        for (row, lead, holder) in [(2, 1, 2), (3, 2, 3), (4, 3, 1)] {
            after.want(row, holder, Some(lead));
            after.give_up(lead, row);
        }
        assert!(after.taken().is_empty());
    }

    #[test]
    fn a_row_that_fails_fails_those_that_wait_for_its_address() {
        let mut after = Afterwards::default();
        // Row 2 wants the address of lead 9, which nobody moves; row 3 that of row 2's lead, row 4 that of row 3's.
        for (row, lead, holder) in [(2, 1, 9), (3, 2, 1), (4, 3, 2)] {
            after.want(row, holder, Some(lead));
            after.give_up(lead, row);
        }
        after.give_up(7, 5);
        after.want(6, 7, None);
        assert_eq!(after.taken(), [(2, 9), (3, 1), (4, 2)].into());
    }
}
