//! Which emails would belong to two leads once all rows are done.
//!
//! Rows that are matched by ID may hand an address on: two leads may swap theirs. Whether an address is free is
//! known only after the last row, and a row that fails keeps its own lead's address, which may fail another row.

use std::collections::{BTreeMap, HashMap};

/// What rows take and give of addresses that leads of the store have.
#[derive(Debug, Default)]
pub struct Afterwards {
    wants: Vec<Want>,
    /// The leads whose addresses are given up, first and last of each run: nearly always they come one after the other.
    given_up: Vec<(u64, u64)>,
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
    pub fn give_up(&mut self, lead: u64) {
        match self.given_up.last_mut() {
            Some((_, last)) if lead.checked_sub(1) == Some(*last) => *last = lead,
            _ => self.given_up.push((lead, lead)),
        }
    }

    /// Returns the rows whose address still belongs to another lead after all rows, with that lead.
    #[must_use]
    pub fn taken(&self) -> BTreeMap<u32, u64> {
        let mut taken = BTreeMap::new();
        if self.wants.is_empty() {
            return taken;
        }
        let by_holder: HashMap<u64, &Want> = self.wants.iter().map(|want| (want.holder, want)).collect();
        let mut given_up = self.given_up.clone();
        given_up.sort_unstable();
        for at in 1..given_up.len() {
            given_up[at].1 = given_up[at].1.max(given_up[at - 1].1);
        }
        let is_given_up = |lead: u64| {
            let runs = given_up.partition_point(|(first, _)| *first <= lead);
            given_up[..runs].last().is_some_and(|(_, last)| lead <= *last)
        };
        for first in self.wants.iter().filter(|want| !is_given_up(want.holder)) {
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
            after.give_up(lead);
        }
        assert!(after.taken().is_empty());
    }

    #[test]
    fn runs_of_leads_give_up_their_addresses_whatever_their_order() {
        let mut after = Afterwards::default();
        for lead in [7, 8, 9, 3, 4, 20, 8] {
            after.give_up(lead);
        }
        for lead in 1..=21 {
            after.want(u32::try_from(lead).unwrap(), lead, None);
        }
        let free = [3, 4, 7, 8, 9, 20];
        assert!(after.taken().into_values().eq((1..=21).filter(|lead| !free.contains(lead))));
    }

    #[test]
    fn a_row_that_fails_fails_those_that_wait_for_its_address() {
        let mut after = Afterwards::default();
        // Row 2 wants the address of lead 9, which nobody moves; row 3 that of row 2's lead, row 4 that of row 3's.
        for (row, lead, holder) in [(2, 1, 9), (3, 2, 1), (4, 3, 2)] {
            after.want(row, holder, Some(lead));
            after.give_up(lead);
        }
        after.give_up(7);
        after.want(6, 7, None);
        assert_eq!(after.taken(), [(2, 9), (3, 1), (4, 2)].into());
    }
}
