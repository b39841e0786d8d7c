//! What can only be seen with a hand in the file: damage below sums that are right.

use std::time::Duration;

use redb::ReadableDatabase;

use super::*;
use crate::import::store::StoreFault;
use crate::matching::Matching;
use crate::store::Mode;

/// Changes one bit of a record and has redb write its own sums over it.
fn damage(path: &Path) {
    let database = opening::to_write(&Place::new(path, None)).unwrap();
    let mut record = {
        let table = database.begin_read().unwrap().open_table(MATCHINGS).unwrap();
        table.get("fair").unwrap().unwrap().value().to_vec()
    };
    *record.last_mut().unwrap() ^= 1;
    let txn = database.begin_write().unwrap();
    txn.open_table(MATCHINGS).unwrap().insert("fair", record.as_slice()).unwrap();
    txn.commit().unwrap();
    database.close().unwrap();
}

#[test]
fn damage_below_sums_that_are_right_is_neither_restored_nor_backed_up() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(&home.path().join("leads.redb"), Mode::Write, Duration::ZERO, "anna").unwrap();
    store.save_matching("fair", &Matching::default()).unwrap();
    let backup = store.backup(None).unwrap();
    damage(&backup);
    assert_eq!(store.restore(&backup).unwrap_err().fault, StoreFault::Damaged);
    assert!(store.verify().unwrap().ok, "the store is as it was");
    assert!(!home.path().join("leads.redb.new").exists());
    damage(store.path());
    let copy = home.path().join("copy.redb");
    assert_eq!(store.backup(Some(&copy)).unwrap_err().fault, StoreFault::Damaged);
    assert!(!copy.exists());
}
