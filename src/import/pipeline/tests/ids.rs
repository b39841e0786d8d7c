//! Matching by ID: what counts is the state after the whole import.

use super::*;

fn three() -> MemoryStore {
    let store = store();
    for email in ["a@example.com", "b@example.com", "c@example.com"] {
        put(&store, &[("email", email)]);
    }
    store
}

fn emails(store: &MemoryStore) -> Vec<String> {
    store.leads_now().values().map(|lead| lead.email().to_owned()).collect()
}

#[test]
fn a_known_id_updates_the_email_too_a_blank_one_adds_and_an_unknown_one_is_an_error() {
    let store = three();
    let report = by_id(&store, &[&["ID", "Email"], &["2", "new@example.com"], &["", "d@example.com"]]);
    assert_eq!((report.counts.of(Outcome::Updated), report.counts.of(Outcome::Added)), (1, 1));
    assert_eq!(emails(&store), ["a@example.com", "new@example.com", "c@example.com", "d@example.com"]);
    let report = by_id(&store, &[&["ID", "Email"], &["99", "z@example.com"], &["x1", "y@example.com"]]);
    assert_eq!(in_rows(&report), [(2, Code::IdUnknown), (3, Code::IdInvalid)]);
}

#[test]
fn the_same_id_twice_is_an_error_that_names_the_first_row() {
    let store = three();
    let report =
        by_id(&store, &[&["ID", "Email"], &["1", "a@example.com"], &["3", "c@example.com"], &["1", "x@example.com"]]);
    assert_eq!(in_rows(&report), [(4, Code::IdDuplicate)]);
    assert_eq!(&*report.problems.get(0).unwrap().detail, "2");
}

#[test]
fn an_id_may_be_a_number_or_text() {
    let store = three();
    let given = cells(vec![
        vec![Cell::Text("ID"), Cell::Text("Email")],
        vec![Cell::Number { value: 1.0, digits: 0 }, Cell::Text("a1@example.com")],
        vec![Cell::Text(" 002 "), Cell::Text("b1@example.com")],
        vec![Cell::Number { value: 1.5, digits: 0 }, Cell::Text("d@example.com")],
    ]);
    let mut request = request(matching(&store, &given, MatchType::Id));
    request.options.only_valid = true;
    let report = run(&store, &given, &request);
    assert_eq!(in_rows(&report), [(4, Code::IdInvalid)]);
    assert_eq!(emails(&store), ["a1@example.com", "b1@example.com", "c@example.com"]);
}

#[test]
fn a_date_is_no_id_whatever_number_is_behind_it() {
    let store = three();
    let third = crate::platform::value::date_of_serial(3).unwrap();
    let given = cells(vec![
        vec![Cell::Text("ID"), Cell::Text("Email"), Cell::Text("Delete")],
        vec![Cell::Date(third), Cell::Text("z@example.com"), Cell::Blank],
        vec![Cell::DateTime(third.at(0, 0, 0, 0)), Cell::Text("y@example.com"), Cell::Blank],
        vec![Cell::Time(2 * 86_400_000), Cell::Blank, Cell::Text("1")],
    ]);
    let mut matching = matching(&store, &given, MatchType::Id);
    matching.delete = Some(column(&given, "Delete"));
    let mut request = request(matching);
    request.options.only_valid = true;
    let report = run(&store, &given, &request);
    assert_eq!(in_rows(&report), [(2, Code::IdInvalid), (3, Code::IdInvalid), (4, Code::IdInvalid)]);
    assert!(report.problems.get(0).unwrap().detail.contains("General"), "says what to do");
    assert_eq!(emails(&store), ["a@example.com", "b@example.com", "c@example.com"]);
}

#[test]
fn two_leads_may_swap_their_emails() {
    let store = three();
    let report = by_id(&store, &[&["ID", "Email"], &["1", "b@example.com"], &["2", "a@example.com"]]);
    assert_eq!(report.counts.of(Outcome::Updated), 2);
    assert_eq!(emails(&store), ["b@example.com", "a@example.com", "c@example.com"]);
}

#[test]
fn an_address_that_another_lead_keeps_is_taken_and_names_that_lead() {
    let store = three();
    let report = by_id(&store, &[&["ID", "Email"], &["1", "C@example.com"], &["", "b@example.com"]]);
    assert_eq!(in_rows(&report), [(2, Code::EmailTaken), (3, Code::EmailTaken)]);
    let problem = report.problems.get(0).unwrap();
    assert_eq!((&*problem.value, &*problem.detail), ("C@example.com", "3"));
    assert_eq!(emails(&store), ["a@example.com", "b@example.com", "c@example.com"]);
}

#[test]
fn a_deleted_lead_gives_its_address_free_even_in_a_later_row() {
    let store = three();
    let given = sheet(&[&["ID", "Email", "Delete"], &["", "a@example.com", ""], &["1", "", "1"]]);
    let mut matching = matching(&store, &given, MatchType::Id);
    matching.delete = Some(column(&given, "Delete"));
    let report = run(&store, &given, &request(matching));
    assert_eq!((report.errors, report.counts.of(Outcome::Added), report.counts.of(Outcome::Deleted)), (0, 1, 1));
    assert_eq!(emails(&store), ["b@example.com", "c@example.com", "a@example.com"]);
}

#[test]
fn a_skipped_row_keeps_its_address_and_fails_the_rows_that_wanted_it() {
    let store = three();
    // Row 2 fails by its score, so lead 1 keeps a@; row 3 wanted a@, row 4 b@, which lead 2 keeps now.
    let rows: &[&[&'static str]] = &[
        &["ID", "Email", "Score"],
        &["1", "x@example.com", "?"],
        &["2", "a@example.com", "1"],
        &["3", "b@example.com", "1"],
        &["", "d@example.com", "1"],
    ];
    let report = only_valid(&store, rows, MatchType::Id);
    assert_eq!(in_rows(&report), [(2, Code::NumberInvalid), (3, Code::EmailTaken), (4, Code::EmailTaken)]);
    assert_eq!(emails(&store), ["a@example.com", "b@example.com", "c@example.com", "d@example.com"]);
    assert_eq!(store.lead(4).map(|lead| lead.id), Some(4), "a skipped row takes no ID");
}

#[test]
fn an_added_lead_whose_address_is_taken_leaves_its_room_to_a_later_row() {
    let store = three();
    store.platform.lock().unwrap().settings.0.insert("contract.max_leads".into(), "4".into());
    let rows: &[&[&'static str]] =
        &[&["ID", "Email"], &["", "a@example.com"], &["", "d@example.com"], &["", "e@example.com"]];
    let report = only_valid(&store, rows, MatchType::Id);
    assert_eq!(outcomes(&store, 1), [Outcome::Skipped, Outcome::Added, Outcome::OverLimit]);
    assert_eq!(report.limit.map(|limit| (limit.added, limit.not_added)), Some((1, 1)));
}

#[test]
fn an_email_that_is_never_updated_stays_and_stays_taken() {
    let store = three();
    let given = sheet(&[&["ID", "Email"], &["1", "z@example.com"], &["", "a@example.com"]]);
    let mut matching = matching(&store, &given, MatchType::Id);
    matching.link_to_mut("email").unwrap().update = crate::matching::UpdateRule::Never;
    let report = run(&store, &given, &request(matching));
    assert_eq!(in_rows(&report), [(3, Code::EmailTaken)]);
}

#[test]
fn ids_are_never_given_twice() {
    let store = store();
    by_email(&store, &[&["Email"], &["a@example.com"], &["b@example.com"]]);
    let given = sheet(&[&["Email", "Delete"], &["b@example.com", "1"]]);
    let mut deleting = matching(&store, &given, MatchType::Email);
    deleting.delete = Some(column(&given, "Delete"));
    run(&store, &given, &request(deleting));
    by_email(&store, &[&["Email"], &["b@example.com"]]);
    assert_eq!(store.leads_now().keys().copied().collect::<Vec<_>>(), [1, 3]);
}
