//! What is said of the sheet and the matching as a whole; such problems have no row and come first.

use super::*;
use crate::matching::{How, Link};

#[test]
fn a_blank_sheet_and_one_without_rows_are_errors() {
    let store = store();
    let given = cells(vec![]);
    let report =
        run(&store, &given, &request(Matching { owner: Some(OwnerRule::One("anna".into())), ..Matching::default() }));
    assert_eq!(told(&report), [(Code::SheetEmpty, None, String::new())]);
    let report = by_email(&store, &[&["Email"]]);
    assert_eq!(told(&report), [(Code::SheetNoRows, None, String::new())]);
    assert!(report.entry.is_none());
}

#[test]
fn hidden_rows_count_and_are_told() {
    let store = store();
    let mut given = sheet(&[&["Email"], &["a@example.com"], &["b@example.com"]]);
    given.hidden = vec![3];
    let report = run(&store, &given, &request(matching(&store, &given, MatchType::Email)));
    assert_eq!(told(&report), [(Code::RowsHidden, None, String::new())]);
    assert_eq!(
        report.problems.get(0).unwrap().description(),
        "1 row is hidden, and hidden rows count like all others."
    );
    assert_eq!(report.counts.of(Outcome::Added), 2);
}

#[test]
fn a_column_with_data_and_no_header_is_a_warning() {
    let store = store();
    let report = by_email(&store, &[&["Email", "", "City"], &["a@example.com", "x", "Roma", "", "y"]]);
    assert_eq!(told(&report), [(Code::HeaderBlank, None, "B".into()), (Code::HeaderBlank, None, "E".into())]);
    let letters: Vec<_> = report.columns.iter().map(|column| column.letter.as_str()).collect();
    assert_eq!(letters, ["A", "B", "C", "E"]);
}

#[test]
fn a_header_that_stands_twice_is_an_error_once_either_column_is_matched() {
    let store = store();
    let report = by_email(&store, &[&["Email", "City", "city"], &["a@example.com", "Roma", "Bari"]]);
    assert_eq!(told(&report), [(Code::HeaderDuplicate, None, "B".into())]);
    let report = by_email(&store, &[&["Email", "Stand", "Stand"], &["a@example.com", "1", "2"]]);
    assert_eq!(report.errors, 0);
}

#[test]
fn without_an_email_column_rows_are_still_read_for_their_problems() {
    let store = store();
    let report = by_email(&store, &[&["Mail address", "Score"], &["a@example.com", "x"]]);
    let expected = [(Code::EmailNotMatched, None, String::new()), (Code::NumberInvalid, Some(2), "B".into())];
    assert_eq!(told(&report), expected);
    assert_eq!(report.rows, 1);
}

#[test]
fn matched_by_id_an_id_column_is_a_must() {
    let store = store();
    let report = by_id(&store, &[&["Email"], &["a@example.com"]]);
    assert_eq!(told(&report), [(Code::IdNotMatched, None, String::new())]);
}

#[test]
fn two_columns_for_one_field_are_an_error() {
    let store = store();
    let given = sheet(&[&["Email", "City", "Town"], &["a@example.com", "Roma", "Bari"]]);
    let mut matching = matching(&store, &given, MatchType::Email);
    matching.links.push(Link::new(column(&given, "Town"), "city", How::Given));
    let report = run(&store, &given, &request(matching));
    assert_eq!(told(&report), [(Code::FieldMatchedTwice, None, String::new())]);
    assert!(report.problems.get(0).unwrap().description().contains("B “City” and C “Town”"));
}

#[test]
fn of_two_columns_with_the_name_of_one_field_none_is_taken_in_silence() {
    let store = store();
    let given = sheet(&[&["Email", "FIRST-NAME", "First name"], &["a@example.com", "Anna", "Bea"]]);
    let mut matching = matching(&store, &given, MatchType::Email);
    let report = run(&store, &given, &request(matching.clone()));
    assert_eq!(told(&report), [(Code::FieldMatchedTwice, None, String::new())]);
    let words = report.problems.get(0).unwrap().description();
    assert!(words.contains("B “FIRST-NAME”") && words.contains("C “First name”"), "{words}");

    matching.left_out.push("First name".into());
    assert_eq!(told(&run(&store, &given, &request(matching.clone()))), []);
    matching.left_out.clear();
    matching.link(column(&given, "FIRST-NAME"), "first_name", How::Given);
    assert_eq!(told(&run(&store, &given, &request(matching))), []);
}

#[test]
fn a_matched_column_that_is_not_where_it_was_stops_the_import_and_is_named() {
    let store = store();
    let given = sheet(&[&["Email", "City"], &["a@example.com", "Roma"]]);
    let matching = matching(&store, &given, MatchType::Email);
    let other = sheet(&[&["Email", "Town"], &["a@example.com", "Roma"]]);
    let report = run(&store, &other, &request(matching));
    assert_eq!(told(&report), [(Code::ColumnsChanged, None, String::new())]);
    assert!(report.problems.get(0).unwrap().detail.contains("“City” is now called “Town”"));
}

#[test]
fn matched_columns_that_stand_elsewhere_are_said_to_have_moved_and_are_not_missed_as_well() {
    let store = store();
    let given = sheet(&[&["Email", "City"], &["a@example.com", "Roma"]]);
    let matching = matching(&store, &given, MatchType::Email);
    let other = sheet(&[&["Nr", "Email", "City"], &["1", "a@example.com", "Roma"]]);
    let report = run(&store, &other, &request(matching));
    assert_eq!(told(&report), [(Code::ColumnsChanged, None, String::new())]);
    assert_eq!(
        report.problems.get(0).unwrap().detail,
        "column A “Email” is now column B; column B “City” is now column C".into()
    );
}

#[test]
fn a_match_whose_field_is_gone_is_a_warning_and_the_rest_goes_in() {
    let store = store();
    let given = sheet(&[&["Email", "City"], &["a@example.com", "Roma"]]);
    let mut matching = matching(&store, &given, MatchType::Email);
    matching.link_to_mut("city").unwrap().field = "town".into();
    let report = run(&store, &given, &request(matching));
    assert_eq!(told(&report), [(Code::MatchMissing, None, String::new())]);
    assert_eq!(report.counts.of(Outcome::Added), 1);
}
