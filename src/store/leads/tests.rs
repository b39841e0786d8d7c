//! Packs against a plain map.

use std::collections::BTreeMap;

use redb::backends::InMemoryBackend;
use redb::{Database, ReadableDatabase};

use super::*;
use crate::store::schema::LEADS;

fn lead(id: u64, length: usize) -> Lead {
    let mut values = Values::default();
    values.set(FieldId::EMAIL, &format!("p{id}@example.com"));
    values.set(FieldId(300), &"x".repeat(length));
    Lead { id, created: -9, updated: 1_764_000_000, change: Change { import: 3, row: 70_000 }, values }
}

fn becomes(lead: &Lead, is_there: bool) -> Becomes {
    Becomes { id: lead.id, body: Some(body(lead.created, lead.updated, lead.change, &lead.values)), is_there }
}

fn changed(database: &Database, changes: Vec<Becomes>) -> Result<(), Trouble> {
    let txn = database.begin_write().unwrap();
    let result = change(&mut txn.open_table(LEADS).unwrap(), changes);
    txn.commit().unwrap();
    result
}

#[test]
fn packs_hold_what_a_plain_map_holds_after_any_changes() {
    let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
    let mut model: BTreeMap<u64, Lead> = BTreeMap::new();
    let mut random = 3_u64;
    let mut next = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        random >> 33
    };
    for _ in 0..60 {
        let mut changes = BTreeMap::new();
        for _ in 0..next() % 200 {
            let id = next() % 900 + 1;
            // Long texts fill a pack alone; most are short.
            let length = usize::try_from(if next() % 50 == 0 { next() % 40_000 } else { next() % 700 }).unwrap();
            let new = lead(id, length);
            let gone = next() % 4 == 0;
            if gone && model.contains_key(&id) && !changes.contains_key(&id) {
                model.remove(&id);
                changes.insert(id, Becomes { id, body: None, is_there: true });
            } else if !gone && !changes.contains_key(&id) {
                changes.insert(id, becomes(&new, model.contains_key(&id)));
                model.insert(id, new);
            }
        }
        changed(&database, changes.into_values().rev().collect()).unwrap();
        let table = database.begin_read().unwrap().open_table(LEADS).unwrap();
        let mut found = Vec::new();
        walk(&table, |lead| {
            found.push(lead);
            Ok(true)
        })
        .unwrap();
        assert!(found.iter().eq(model.values()));
        let mut finder = Finder::new(&table);
        for id in 0..910 {
            assert_eq!(finder.get(id).unwrap().as_ref(), model.get(&id));
            let other = next() % 910;
            assert_eq!(finder.get(other).unwrap().as_ref(), model.get(&other));
        }
    }
}

#[test]
fn a_lead_that_is_not_as_it_was_read_is_told() {
    let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
    changed(&database, vec![becomes(&lead(5, 1), false)]).unwrap();
    assert!(changed(&database, vec![becomes(&lead(5, 1), false)]).is_err());
    assert!(changed(&database, vec![becomes(&lead(6, 1), true)]).is_err());
    assert!(changed(&database, vec![Becomes { id: 4, body: None, is_there: true }]).is_err());
}

#[test]
fn a_pack_fills_four_pages_and_no_more() {
    let mut packer = Packer::default();
    let mut packs = Vec::new();
    for id in 1..=1000 {
        let lead = lead(id, 560);
        packs.extend(packer.push(id, lead.created, lead.updated, lead.change, &lead.values));
    }
    for (_, record) in packs {
        assert!((15_000..=4 * 4096 - 64).contains(&record.len()), "{}", record.len());
    }
}
