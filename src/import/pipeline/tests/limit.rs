//! The contract's limit: rows count in file order, updates and deletes are never limited.

use super::*;

fn limited(most: &str) -> MemoryStore {
    let store = store();
    store.platform.lock().unwrap().settings.0.insert("contract.max_leads".into(), most.into());
    store
}

#[test]
fn leads_are_added_in_file_order_while_the_store_holds_fewer_than_the_limit() {
    let store = limited("3");
    put(&store, &[("email", "a@example.com")]);
    let rows: &[&[&'static str]] = &[
        &["Email", "City"],
        &["b@example.com", ""],
        &["a@example.com", "Roma"],
        &["c@example.com", ""],
        &["d@example.com", ""],
        &["e@example.com", ""],
    ];
    let report = by_email(&store, rows);
    let (added, over) = (Outcome::Added, Outcome::OverLimit);
    assert_eq!(outcomes(&store, 1), [added, Outcome::Updated, added, over, over]);
    assert_eq!(report.over_limit.iter().collect::<Vec<_>>(), [5, 6]);
    let limit = report.limit.unwrap();
    assert_eq!((limit.max_leads, limit.added, limit.not_added), (3, 2, 2));
    assert_eq!(told(&report), [(Code::LimitReached, None, String::new())]);
    assert_eq!(store.rows_of(1)[3].email, "d@example.com");
}

#[test]
fn a_delete_in_an_earlier_row_makes_room_and_one_in_a_later_row_does_not() {
    let store = limited("1");
    put(&store, &[("email", "a@example.com")]);
    let given = sheet(&[&["Email", "Delete"], &["b@example.com", ""], &["a@example.com", "1"], &["c@example.com", ""]]);
    let mut matching = matching(&store, &given, MatchType::Email);
    matching.delete = Some(column(&given, "Delete"));
    run(&store, &given, &request(matching));
    assert_eq!(outcomes(&store, 1), [Outcome::OverLimit, Outcome::Deleted, Outcome::Added]);
}

#[test]
fn without_a_limit_there_is_nothing_to_tell() {
    let store = store();
    let report = by_email(&store, &[&["Email"], &["a@example.com"]]);
    assert!(report.limit.is_none() && report.over_limit.is_empty());
}
