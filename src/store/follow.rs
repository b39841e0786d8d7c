//! Finding the leads of a sheet that comes again: without the index, for they come in the order of their IDs.
//!
//! Neighbours in a sheet lie far apart in the index, whose buckets are read anew for every batch. But a sheet that is
//! imported again has its rows in the order in which they were added, so the lead behind the one that was found last
//! is looked at first. If it has the address, no other lead has it. What is not found like this the index must tell:
//! see `view`.

use redb::ReadableTable;

use super::leads::Finder;
use super::trouble::Trouble;
use crate::platform::{Lead, email_key};

/// How many IDs are looked at for one address: leads that are gone, or that the sheet has no more, lie between.
const REACH: u64 = 4;
/// After so many addresses in a row that were not there, the order is another one.
const PATIENCE: usize = 32;

/// Finds the leads with these addresses as long as they lie one after the other, from an ID on.
pub(crate) fn follow(
    table: &impl ReadableTable<u64, &'static [u8]>,
    mut next: u64,
    keys: &[&str],
    found: &mut [Option<Lead>],
) -> Result<(), Trouble> {
    let mut finder = Finder::new(table);
    let mut missed = 0;
    for (key, found) in keys.iter().zip(found) {
        missed += 1;
        let near = next..next.saturating_add(REACH);
        for id in near {
            let Some(lead) = finder.get(id)?.filter(|lead| email_key(lead.email()) == *key) else { continue };
            *found = Some(lead);
            next = id + 1;
            missed = 0;
            break;
        }
        if missed > PATIENCE {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;
    use redb::{Database, ReadableDatabase};

    use super::*;
    use crate::platform::{Change, FieldId, Values};
    use crate::store::leads::Packer;
    use crate::store::schema::LEADS;

    /// A table of leads with these IDs, each with an address that tells its ID.
    fn table(ids: &[u64]) -> Database {
        let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        let txn = database.begin_write().unwrap();
        txn.open_table(LEADS).unwrap();
        let mut packer = Packer::default();
        let mut packs = Vec::new();
        for id in ids {
            let mut values = Values::default();
            values.set(FieldId::EMAIL, &format!("P{id}@example.com"));
            packs.extend(packer.push(*id, 0, 0, Change::default(), &values));
        }
        packs.extend(packer.finish());
        for (key, pack) in packs {
            txn.open_table(LEADS).unwrap().insert(key, pack.as_slice()).unwrap();
        }
        txn.commit().unwrap();
        database
    }

    fn found(ids: &[u64], from: u64, wanted: &[u64]) -> Vec<Option<u64>> {
        let database = table(ids);
        let table = database.begin_read().unwrap().open_table(LEADS).unwrap();
        let keys: Vec<String> = wanted.iter().map(|id| format!("p{id}@example.com")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let mut leads = vec![None; keys.len()];
        follow(&table, from, &keys, &mut leads).unwrap();
        leads.into_iter().map(|lead| lead.map(|lead| lead.id)).collect()
    }

    #[test]
    fn leads_in_their_order_are_found_past_new_rows_and_past_leads_that_are_gone() {
        let there: Vec<u64> = (1..1_000).filter(|id| id % 7 != 0).collect();
        let wanted: Vec<u64> = (10..990).filter(|id| id % 5 != 0).flat_map(|id| [id, id + 100_000]).collect();
        let expected = wanted.iter().map(|id| there.contains(id).then_some(*id));
        assert!(found(&there, 9, &wanted).into_iter().eq(expected));
    }

    #[test]
    fn a_lead_is_never_taken_for_another() {
        let there: Vec<u64> = (1..100).collect();
        assert_eq!(found(&there, 1, &[50, 2, 1]), [None, Some(2), None]);
        assert_eq!(found(&there, u64::MAX, &[50]), [None]);
        assert_eq!(found(&[], 1, &[50]), [None]);
    }
}
