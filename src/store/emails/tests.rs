//! The index against a plain set.

use std::collections::BTreeSet;

use redb::backends::InMemoryBackend;
use redb::{Database, ReadableDatabase, WriteTransaction};

use super::*;
use crate::store::schema::EMAILS;

fn index() -> Database {
    let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
    on(&database, |txn| create(&mut txn.open_table(EMAILS).unwrap()));
    database
}

fn on(database: &Database, work: impl FnOnce(&WriteTransaction) -> Result<(), Trouble>) {
    let txn = database.begin_write().unwrap();
    work(&txn).unwrap();
    txn.commit().unwrap();
}

#[expect(clippy::unnecessary_wraps, reason = "the index asks for a function that may fail")]
fn never(_: u64, _: u64) -> Result<bool, Trouble> {
    Ok(false)
}

fn all(database: &Database) -> BTreeSet<Item> {
    let mut found = BTreeSet::new();
    let table = database.begin_read().unwrap().open_table(EMAILS).unwrap();
    walk(&table, |item| {
        found.insert(item);
        Ok(())
    })
    .unwrap();
    found
}

#[test]
fn the_index_holds_what_a_plain_set_holds_after_any_changes() {
    let database = index();
    let mut model = BTreeSet::new();
    let mut random = 1_u64;
    let mut next = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        random ^ (random >> 29)
    };
    for round in 0..40 {
        let out: Vec<Item> = model.iter().copied().filter(|_| next() % 7 == 0).collect();
        // Every third hash falls into one narrow range, and hashes repeat: uneven buckets, twins in one.
        let put: Vec<Item> =
            (0..next() % 900).map(|n| (if n % 3 == 0 { next() % 64 } else { next() }, round * 1000 + n)).collect();
        for item in &out {
            assert!(model.remove(item));
        }
        model.extend(put.iter().copied());
        on(&database, |txn| change(&mut txn.open_table(EMAILS)?, out.clone(), put.clone(), never));
        assert_eq!(all(&database), model);
    }
    let table = database.begin_read().unwrap().open_table(EMAILS).unwrap();
    let mut finder = Finder::new(&table);
    for (hash, id) in &model {
        let mut found = Vec::new();
        finder.find(*hash, |id| found.push(id)).unwrap();
        assert!(found.contains(id));
    }
    finder.find(12_345_678_901_234_567, |_| panic!("nobody has this hash")).unwrap();
}

#[test]
fn one_address_for_two_leads_is_refused_and_one_hash_for_two_addresses_is_not() {
    let database = index();
    on(&database, |txn| change(&mut txn.open_table(EMAILS)?, Vec::new(), vec![(5, 1)], never));
    let txn = database.begin_write().unwrap();
    let refused = change(&mut txn.open_table(EMAILS).unwrap(), Vec::new(), vec![(5, 2)], |_, _| Ok(true));
    assert!(refused.is_err());
    txn.abort().unwrap();
    on(&database, |txn| change(&mut txn.open_table(EMAILS)?, Vec::new(), vec![(5, 2)], never));
    assert_eq!(all(&database), BTreeSet::from([(5, 1), (5, 2)]));
}

#[test]
fn a_bucket_that_is_gone_is_damage_and_not_a_silent_no() {
    let database = index();
    let many = (0..1000).map(|n| (n << 50, n)).collect();
    on(&database, |txn| change(&mut txn.open_table(EMAILS)?, Vec::new(), many, never));
    on(&database, |txn| {
        let mut table = txn.open_table(EMAILS)?;
        let second = table.iter()?.nth(1).unwrap()?.0.value();
        table.remove(second)?;
        Ok(())
    });
    let table = database.begin_read().unwrap().open_table(EMAILS).unwrap();
    assert!(walk(&table, |_| Ok(())).is_err());
    let mut finder = Finder::new(&table);
    assert!((0..1000_u64).any(|n| finder.find(n << 50, |_| ()).is_err()));
}
