//! The delete column: 1 deletes, 0 or blank does not, anything else is an error.

use super::*;

fn deleting(store: &MemoryStore, given: &Given, match_type: MatchType) -> Request {
    let mut matching = matching(store, given, match_type);
    matching.delete = Some(column(given, "Delete"));
    request(matching)
}

#[test]
fn one_deletes_zero_and_blank_do_not_and_the_rest_is_an_error() {
    let store = store();
    for email in ["a@example.com", "b@example.com", "c@example.com", "d@example.com"] {
        put(&store, &[("email", email)]);
    }
    let number = |value| Cell::Number { value, digits: 0 };
    let given = cells(vec![
        vec![Cell::Text("Email"), Cell::Text("Delete")],
        vec![Cell::Text("a@example.com"), number(1.0)],
        vec![Cell::Text("b@example.com"), Cell::Text(" 1 ")],
        vec![Cell::Text("c@example.com"), number(0.0)],
        vec![Cell::Text("d@example.com"), Cell::Blank],
    ]);
    let report = run(&store, &given, &deleting(&store, &given, MatchType::Email));
    assert_eq!((report.deletes(), report.counts.of(Outcome::Unchanged)), (2, 2));
    assert_eq!(store.leads_now().len(), 2);

    let given = cells(vec![
        vec![Cell::Text("Email"), Cell::Text("Delete")],
        vec![Cell::Text("c@example.com"), Cell::Boolean(true)],
        vec![Cell::Text("d@example.com"), Cell::Text("yes")],
        vec![Cell::Text("e@example.com"), number(2.0)],
        vec![Cell::Text("f@example.com"), Cell::Error("#REF!")],
    ]);
    let report = run(&store, &given, &deleting(&store, &given, MatchType::Email));
    let expected = [(2, Code::DeleteInvalid), (3, Code::DeleteInvalid), (4, Code::DeleteInvalid), (5, Code::CellError)];
    assert_eq!(in_rows(&report), expected);
}

#[test]
fn nothing_to_delete_is_not_found_and_a_warning() {
    let store = store();
    let given = sheet(&[&["Email", "Delete"], &["a@example.com", "1"]]);
    let report = run(&store, &given, &deleting(&store, &given, MatchType::Email));
    assert_eq!((report.errors, report.warnings, report.counts.of(Outcome::NotFound)), (0, 1, 1));
    assert_eq!(in_rows(&report), [(2, Code::DeleteNotFound)]);
    assert_eq!(&*report.problems.get(0).unwrap().value, "a@example.com");
}

#[test]
fn on_a_delete_row_only_key_and_delete_value_count() {
    let store = store();
    store.platform.lock().unwrap().fields.iter_mut().find(|field| field.key == "city").unwrap().required = true;
    put(&store, &[("email", "a@example.com")]);
    let given = sheet(&[
        &["Email", "City", "Score", "Seller", "Delete"],
        &["a@example.com", "", "not a number", "nobody", "1"],
    ]);
    let mut request = deleting(&store, &given, MatchType::Email);
    request.matching.owner = Some(OwnerRule::Column(column(&given, "Seller")));
    let report = run(&store, &given, &request);
    assert_eq!((report.errors, report.deletes()), (0, 1));
}

#[test]
fn matched_by_id_a_delete_row_needs_no_email() {
    let store = store();
    let lead = put(&store, &[("email", "a@example.com")]);
    let given = sheet(&[&["ID", "Email", "Delete"], &["1", "", "1"], &["77", "bad", "1"], &["", "b@example.com", "1"]]);
    let mut request = deleting(&store, &given, MatchType::Id);
    request.options.only_valid = true;
    let report = run(&store, &given, &request);
    assert_eq!(outcomes(&store, 1), [Outcome::Deleted, Outcome::NotFound, Outcome::Skipped]);
    assert_eq!(in_rows(&report), [(3, Code::DeleteNotFound), (4, Code::IdInvalid)]);
    assert!(store.lead(lead).is_none());
}

#[test]
fn an_address_stands_once_in_a_file_delete_rows_included() {
    let store = store();
    put(&store, &[("email", "a@example.com")]);
    let given = sheet(&[&["Email", "Delete"], &["a@example.com", "1"], &["a@example.com", ""]]);
    let report = run(&store, &given, &deleting(&store, &given, MatchType::Email));
    assert_eq!(in_rows(&report), [(3, Code::EmailDuplicate)]);
    assert_eq!(store.leads_now().len(), 1);
}

#[test]
fn an_import_that_would_delete_more_than_allowed_stops_before_anything_is_changed() {
    let store = store();
    put(&store, &[("email", "a@example.com")]);
    put(&store, &[("email", "b@example.com")]);
    let given = sheet(&[&["Email", "Delete"], &["a@example.com", "1"], &["b@example.com", "1"]]);
    let mut request = deleting(&store, &given, MatchType::Email);
    request.options.max_deletes = Some(1);
    let stop = import_source(&store, &given, &request, &Watch::silent());
    assert!(matches!(stop, Err(Stop::TooManyDeletes { deletes: 2, most: 1 })));
    assert_eq!(store.leads_now().len(), 2);
    request.options.max_deletes = Some(2);
    assert_eq!(run(&store, &given, &request).deletes(), 2);
}
