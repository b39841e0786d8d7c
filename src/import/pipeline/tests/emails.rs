//! Emails: a must, unique in the file and in the store, compared without case.

use super::*;
use crate::import::mend::LeftOut;

#[test]
fn known_addresses_update_and_unknown_ones_add() {
    let store = store();
    put(&store, &[("email", "a@example.com"), ("city", "Roma")]);
    let report = by_email(&store, &[&["Email", "City"], &["a@example.com", "Milano"], &["b@example.com", "Napoli"]]);
    assert_eq!((report.counts.of(Outcome::Updated), report.counts.of(Outcome::Added)), (1, 1));
    assert_eq!(value(&store.lead(1).unwrap(), "city"), "Milano");
    assert_eq!(value(&store.lead(2).unwrap(), "city"), "Napoli");
}

#[test]
fn a_spelling_that_differs_only_by_case_blanks_or_composition_leaves_the_stored_one() {
    let store = store();
    put(&store, &[("email", "Anna@example.com")]);
    put(&store, &[("email", "anna@caf\u{e9}.com")]);
    let rows: &[&[&'static str]] = &[&["Email"], &[" ANNA@example.com\u{a0}"], &["ANNA@CAFE\u{301}.com"]];
    let report = by_email(&store, rows);
    assert_eq!(report.counts.of(Outcome::Unchanged), 2);
    assert_eq!((value(&store.lead(1).unwrap(), "email"), store.written()), ("Anna@example.com".into(), 0));
}

#[test]
fn unchanged_rows_write_nothing() {
    let store = store();
    let rows: &[&[&'static str]] = &[&["Email", "City"], &["a@example.com", "Roma"], &["b@example.com", ""]];
    by_email(&store, rows);
    let before = store.leads_now();
    let report = by_email(&store, rows);
    assert_eq!(report.counts.of(Outcome::Unchanged), 2);
    assert_eq!((store.leads_now(), store.written()), (before, 2));
}

#[test]
fn a_blank_or_bad_address_is_an_error_and_nothing_is_imported() {
    let store = store();
    let report = by_email(&store, &[&["Email", "City"], &["", "Roma"], &["anna@", "Milano"], &["b@example.com", ""]]);
    assert_eq!(in_rows(&report), [(2, Code::EmailBlank), (3, Code::EmailInvalid)]);
    assert!(report.entry.is_none() && store.leads_now().is_empty());
}

#[test]
fn the_later_of_two_rows_with_one_address_is_the_error_and_names_the_first() {
    let store = store();
    let rows: &[&[&'static str]] =
        &[&["Email"], &["a@example.com"], &["b@example.com"], &["A@Example.com "], &["a@example.com"]];
    let report = by_email(&store, rows);
    assert_eq!(in_rows(&report), [(4, Code::EmailDuplicate), (5, Code::EmailDuplicate)]);
    let problem = report.problems.get(0).unwrap();
    assert_eq!((&*problem.value, &*problem.detail), ("A@Example.com ", "2"));
}

#[test]
fn every_problem_of_a_row_is_reported_from_left_to_right() {
    let store = store();
    let rows: &[&[&'static str]] = &[
        &["Score", "Email", "Birth date", "Owner name"],
        &["x", "a@example.com", "", ""],
        &["many", "a@example.com", "32/13/2020", ""],
    ];
    let report = by_email(&store, rows);
    let expected =
        [(2, Code::NumberInvalid), (3, Code::NumberInvalid), (3, Code::EmailDuplicate), (3, Code::DateInvalid)];
    assert_eq!(in_rows(&report), expected);
}

#[test]
fn with_only_the_valid_rows_the_rest_is_skipped() {
    let store = store();
    let rows: &[&[&'static str]] = &[&["Email", "Score"], &["a@example.com", "1"], &["b@example.com", "?"], &["", "2"]];
    let report = only_valid(&store, rows, MatchType::Email);
    assert_eq!(outcomes(&store, 1), [Outcome::Added, Outcome::Skipped, Outcome::Skipped]);
    assert_eq!(report.skipped.iter().collect::<Vec<_>>(), [3, 4]);
    let skipped = &store.rows_of(1)[1];
    assert_eq!((skipped.email.as_str(), skipped.problems.len()), ("b@example.com", 1));
}

#[test]
fn rows_that_the_operator_left_out_are_skipped_without_a_problem() {
    let store = store();
    let given = sheet(&[&["Email"], &["a@example.com"], &["a@example.com"], &["bad"]]);
    let mut request = request(matching(&store, &given, MatchType::Email));
    for (row, old) in [(2, "a@example.com"), (4, "bad")] {
        request.options.mends.leave_out(LeftOut { row, column: 0, old: old.into(), twin: None });
    }
    let report = run(&store, &given, &request);
    assert_eq!((report.errors, report.counts.of(Outcome::Added), report.counts.of(Outcome::Skipped)), (0, 1, 2));
    assert_eq!(outcomes(&store, 1), [Outcome::Skipped, Outcome::Added, Outcome::Skipped]);
}
