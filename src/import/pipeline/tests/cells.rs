//! Cells: errors, lengths, cleaning, dialects, regions, mends.

use super::*;
use crate::import::mend::{LeftOut, Mend};
use crate::matching::{BlankRule, UpdateRule};
use crate::platform::types::{DateOrder, DecimalMark};

fn birth_dates(store: &MemoryStore) -> Vec<String> {
    store.leads_now().values().map(|lead| value(lead, "birth_date")).collect()
}

#[test]
fn a_cell_that_holds_an_error_is_an_error_only_in_a_matched_column() {
    let store = store();
    let given = cells(vec![
        vec![Cell::Text("Email"), Cell::Text("City"), Cell::Text("Fair stand")],
        vec![Cell::Text("a@example.com"), Cell::Error("#REF!"), Cell::Error("#N/A")],
    ]);
    let report = run(&store, &given, &request(matching(&store, &given, MatchType::Email)));
    assert_eq!(told(&report), [(Code::CellError, Some(2), "B".into())]);
    assert_eq!(&*report.problems.get(0).unwrap().value, "#REF!");
}

#[test]
fn a_text_over_the_limit_of_its_field_is_an_error() {
    let store = store();
    store.platform.lock().unwrap().fields.iter_mut().find(|field| field.key == "city").unwrap().max_length = 3;
    let report = by_email(&store, &[&["Email", "City"], &["a@example.com", "Bari"], &["b@example.com", "Éze"]]);
    assert_eq!(in_rows(&report), [(2, Code::TextTooLong)]);
}

#[test]
fn cleaned_values_are_told_once_per_column_with_their_count() {
    let store = store();
    let rows: &[&[&'static str]] =
        &[&["Email", "City"], &["a@example.com", "Ro\u{7}ma"], &["b@example.com", "Ba\u{1}ri"]];
    let report = by_email(&store, rows);
    assert_eq!(told(&report), [(Code::ValueCleaned, None, "B".into())]);
    assert!(report.problems.get(0).unwrap().detail.contains("2 values"));
    assert_eq!(value(&store.lead(1).unwrap(), "city"), "Roma");
}

#[test]
fn what_is_removed_from_the_edges_of_a_value_or_leaves_nothing_of_it_is_told_too() {
    let store = store();
    let rows: &[&[&'static str]] = &[
        &["Email", "City"],
        &["a@example.com", "\u{1b}Roma"],
        &["b@example.com", "Bari\u{0}"],
        &["c@example.com", "\u{7f}\u{85}"],
        &["d@example.com", " Lugo\r\n"],
    ];
    let report = by_email(&store, rows);
    assert_eq!(told(&report), [(Code::ValueCleaned, None, "B".into())]);
    assert!(report.problems.get(0).unwrap().detail.contains("3 values"));
}

#[test]
fn the_first_date_that_reads_one_way_settles_the_column_for_all_its_rows() {
    let store = store();
    let rows: &[&[&'static str]] = &[
        &["Email", "Birth date"],
        &["a@example.com", "02/03/2001"],
        &["b@example.com", "04/05/2001"],
        &["c@example.com", "02/03/2001"],
        &["d@example.com", "12/31/2001"],
    ];
    let report = by_email(&store, rows);
    assert_eq!(report.errors, 0);
    assert_eq!(birth_dates(&store), ["2001-02-03", "2001-04-05", "2001-02-03", "2001-12-31"]);
    let column = &report.columns[1];
    assert_eq!(column.date_order, Some(DateOrder::Mdy));
    assert_eq!((column.dates.first_only, column.dates.second_only, column.dates.both), (0, 1, 3));
}

#[test]
fn a_later_date_that_contradicts_is_an_error_of_its_own_and_counted() {
    let store = store();
    let rows: &[&[&'static str]] =
        &[&["Email", "Birth date"], &["a@example.com", "31/12/2001"], &["b@example.com", "12/31/2001"]];
    let report = by_email(&store, rows);
    assert_eq!(in_rows(&report), [(3, Code::DateInvalid)]);
    assert_eq!((report.columns[1].dates.first_only, report.columns[1].dates.second_only), (1, 1));
}

#[test]
fn bare_numbers_that_are_dates_count_from_the_day_that_the_file_says() {
    let store = store();
    let number = Cell::Number { value: 43_541.0, digits: 0 };
    let mut given = cells(vec![
        vec![Cell::Text("Email"), Cell::Text("Birth date")],
        vec![Cell::Text("a@example.com"), number],
        vec![Cell::Text("b@example.com"), Cell::Text("43542")],
    ]);
    given.date_system = DateSystem::SINCE_1904;
    let mut request = request(matching(&store, &given, MatchType::Email));
    let report = run(&store, &given, &request);
    assert_eq!(in_rows(&report), [(2, Code::DateIsNumber), (3, Code::DateIsNumber)]);
    assert_eq!(report.problems.get(0).unwrap().nearest.as_deref(), Some("2023-03-18"));
    request.matching.links.iter_mut().for_each(|link| link.serial_dates = link.column.column == 1);
    run(&store, &given, &request);
    assert_eq!(birth_dates(&store), ["2023-03-18", "2023-03-19"]);
}

#[test]
fn the_date_of_a_row_that_deletes_settles_nothing() {
    let store = store();
    put(&store, &[("email", "a@example.com")]);
    let rows = |delete| {
        let rows: &[&[&'static str]] = &[
            &["Email", "Birth date", "Delete"],
            &["a@example.com", "12/31/2001", delete],
            &["b@example.com", "02/03/2001", ""],
        ];
        sheet(rows)
    };
    let given = rows("1");
    let mut matching = matching(&store, &given, MatchType::Email);
    matching.delete = Some(column(&given, "Delete"));
    let mut request = request(matching);
    let report = run(&store, &given, &request);
    assert_eq!(told(&report), [(Code::DateAmbiguous, None, "B".into())]);
    assert_eq!(birth_dates(&store), ["2001-03-02"]);
    let mend = Mend { row: 2, column: 2, old: "yes".into(), new: "1".into() };
    request.options.mends = vec![mend].into();
    let report = run(&store, &rows("yes"), &request);
    assert_eq!(report.columns[1].dates.second_only, 0, "nor where it deletes by a mend");
}

#[test]
fn dates_that_all_read_both_ways_are_a_warning_and_the_setting_decides() {
    let rows: &[&[&'static str]] = &[&["Email", "Birth date"], &["a@example.com", "02/03/2001"]];
    for (setting, expected) in [(None, "2001-03-02"), (Some("mdy"), "2001-02-03")] {
        let store = store();
        if let Some(setting) = setting {
            store.platform.lock().unwrap().settings.0.insert("import.date_order".into(), setting.into());
        }
        let report = by_email(&store, rows);
        assert_eq!(told(&report), [(Code::DateAmbiguous, None, "B".into())]);
        assert_eq!(birth_dates(&store), [expected]);
    }
}

#[test]
fn a_date_order_set_by_hand_is_not_asked_about() {
    let store = store();
    let given = sheet(&[&["Email", "Birth date"], &["a@example.com", "02/03/2001"]]);
    let mut matching = matching(&store, &given, MatchType::Email);
    matching.date_order = Some(DateOrder::Mdy);
    let report = run(&store, &given, &request(matching));
    assert_eq!((report.warnings, birth_dates(&store)), (0, vec!["2001-02-03".into()]));
}

#[test]
fn the_decimal_separator_is_settled_like_the_date_order() {
    let store = store();
    let rows: &[&[&'static str]] = &[
        &["Email", "Score"],
        &["a@example.com", "1.234"],
        &["b@example.com", "7"],
        &["c@example.com", "5"],
        &["d@example.com", "1.234,5"],
    ];
    let report = by_email(&store, rows);
    let scores: Vec<_> = store.leads_now().values().map(|lead| value(lead, "score")).collect();
    assert_eq!(scores, ["1234", "7", "5", "1234.5"]);
    assert_eq!(report.columns[1].decimal, Some(DecimalMark::Comma));
    let report = by_email(&store, &[&["Email", "Score"], &["e@example.com", "1.234"]]);
    assert_eq!(told(&report), [(Code::NumberAmbiguous, None, "B".into())]);
}

#[test]
fn a_mend_lies_over_its_cell_and_one_that_no_longer_fits_is_listed() {
    let store = store();
    let given = sheet(&[&["Email", "City"], &["anna@", "Roma"], &["b@example.com", "Bari"]]);
    let mut request = request(matching(&store, &given, MatchType::Email));
    let mend = |row, column, old: &str, new: &str| Mend { row, column, old: old.into(), new: new.into() };
    request.options.mends =
        vec![mend(2, 0, "anna@", "anna@example.com"), mend(3, 1, "Barri", "Bari!"), mend(9, 1, "x", "y")].into();
    let report = run(&store, &given, &request);
    assert_eq!((report.errors, value(&store.lead(1).unwrap(), "email")), (0, "anna@example.com".into()));
    assert_eq!(value(&store.lead(2).unwrap(), "city"), "Bari");
    let stale: Vec<_> = report.stale_mends.iter().map(|stale| (stale.mend.row, stale.now.as_deref())).collect();
    assert_eq!(stale, [(3, Some("Bari")), (9, None)]);
}

#[test]
fn a_mended_number_is_not_read_by_the_separator_of_its_column() {
    let store = store();
    let given = sheet(&[&["Email", "Score"], &["a@example.com", "1,5x"], &["b@example.com", "2,5"]]);
    let mut request = request(matching(&store, &given, MatchType::Email));
    request.options.mends = vec![Mend { row: 2, column: 1, old: "1,5x".into(), new: "1.5".into() }].into();
    run(&store, &given, &request);
    let scores: Vec<_> = store.leads_now().values().map(|lead| value(lead, "score")).collect();
    assert_eq!(scores, ["1.5", "2.5"]);
}

#[test]
fn the_values_as_mended_settle_a_column_and_rows_left_out_settle_nothing() {
    let given = sheet(&[
        &["Email", "Birth date", "Score"],
        &["a@example.com", "12/31/2001", "1.5"],
        &["b@example.com", "02/03/2001", "1,234"],
        &["c@example.com", "12/30/2001", "7.25"],
        &["d@example.com", "05/04/2001", "9"],
    ]);
    let store = store();
    let mut request = request(matching(&store, &given, MatchType::Email));
    let mend = |row, column, old: &str, new: &str| Mend { row, column, old: old.into(), new: new.into() };
    request.options.mends = vec![mend(2, 1, "12/31/2001", "2001-12-31"), mend(2, 2, "1.5", "2")].into();
    request.options.mends.leave_out(LeftOut { row: 4, old: "c@example.com".into(), ..LeftOut::default() });
    let report = run(&store, &given, &request);
    assert_eq!(report.errors, 0, "{:?}", told(&report));
    assert_eq!(birth_dates(&store), ["2001-12-31", "2001-03-02", "2001-04-05"], "nothing decides, so day/month");
    let (dates, numbers) = (report.columns[1].dates, report.columns[2].numbers);
    assert_eq!((dates.first_only, dates.second_only, dates.both), (0, 0, 2));
    assert_eq!((numbers.first_only, numbers.second_only, numbers.both), (0, 0, 1));
    request.options.mends = vec![mend(4, 1, "12/30/2001", "30/12/2001"), mend(2, 1, "12/31/2001", "")].into();
    let column = &run(&store, &given, &request).columns[1];
    assert_eq!((column.dates.first_only, column.dates.second_only), (1, 0), "a mend that is written so is proof");
}

#[test]
fn a_row_known_by_a_mended_cell_is_left_out_only_while_that_mend_fits() {
    let store = store();
    let given = sheet(&[&["Email"], &["a@example.com"], &["b@example.com"]]);
    let mut request = request(matching(&store, &given, MatchType::Email));
    let mend = |row, old: &str, new: &str| Mend { row, column: 0, old: old.into(), new: new.into() };
    request.options.mends = vec![mend(2, "a@example.com", "b@example.com"), mend(3, "a@", "x@example.com")].into();
    for (row, old) in [(2, "b@example.com"), (3, "a@")] {
        request.options.mends.leave_out(LeftOut { row, old: old.into(), ..LeftOut::default() });
    }
    let report = run(&store, &given, &request);
    assert_eq!(outcomes(&store, 1), [Outcome::Skipped, Outcome::Added]);
    assert_eq!(report.stale_mends.iter().map(|stale| stale.mend.row).collect::<Vec<_>>(), [3, 3]);
}

#[test]
fn a_row_is_left_out_as_long_as_it_is_the_same_row() {
    let store = store();
    let given = sheet(&[&["Email"], &["a@example.com"], &["b@example.com"], &["c@example.com"]]);
    let mut request = request(matching(&store, &given, MatchType::Email));
    for (row, old) in [(2, "a@example.com"), (3, "x@example.com"), (9, "z@example.com")] {
        request.options.mends.leave_out(LeftOut { row, column: 0, old: old.into(), twin: None });
    }
    let report = run(&store, &given, &request);
    assert_eq!(outcomes(&store, 1), [Outcome::Skipped, Outcome::Added, Outcome::Added]);
    let stale: Vec<_> =
        report.stale_mends.iter().map(|stale| (stale.mend.row, stale.left_out, stale.now.as_deref())).collect();
    assert_eq!(stale, [(3, true, Some("b@example.com")), (9, true, None)]);
}

fn regions(store: &MemoryStore) -> Vec<String> {
    store.leads_now().values().map(|lead| value(lead, "region")).collect()
}

#[test]
fn a_region_is_read_in_the_country_of_its_row_wherever_that_stands() {
    let store = store();
    let rows: &[&[&'static str]] =
        &[&["Email", "Region", "Country"], &["a@example.com", "MI", "Italy"], &["b@example.com", "MI", "Malta"]];
    by_email(&store, rows);
    assert_eq!(regions(&store), ["Milano", "MI"]);
}

#[test]
fn without_a_country_in_the_row_a_region_is_read_in_the_country_of_its_lead() {
    let store = store();
    put(&store, &[("email", "a@example.com"), ("country", "IT")]);
    put(&store, &[("email", "b@example.com")]);
    by_email(
        &store,
        &[&["Email", "Region"], &["a@example.com", "MI"], &["b@example.com", "MI"], &["c@example.com", "MI"]],
    );
    assert_eq!(regions(&store), ["Milano", "MI", "MI"]);
    let report = by_email(&store, &[&["Email", "Region", "Country"], &["a@example.com", "Nowhere", ""]]);
    assert_eq!(told(&report), [(Code::RegionInvalid, Some(2), "B".into())]);
}

#[test]
fn a_region_is_read_in_the_country_that_its_lead_has_after_the_row() {
    for (rule, stored, country, region, expected) in [
        // The country is cleared, and without one a region is text.
        (UpdateRule::Overwrite, "IT", "", "CA", Ok("CA")),
        // The row's country never becomes the lead's: Germany has no CA.
        (UpdateRule::Never, "DE", "US", "CA", Err(())),
        (UpdateRule::IfEmpty, "DE", "IT", "Sachsen", Ok("Sachsen")),
        (UpdateRule::IfEmpty, "", "IT", "CA", Ok("Cagliari")),
    ] {
        let store = store();
        put(&store, &[("email", "a@example.com"), ("country", stored)]);
        let given = sheet(&[&["Email", "Region", "Country"], &["a@example.com", region, country]]);
        let mut matching = matching(&store, &given, MatchType::Email);
        matching.blank = BlankRule::Clear;
        matching.link_to_mut("country").unwrap().update = rule;
        let report = run(&store, &given, &request(matching));
        match expected {
            Ok(expected) => assert_eq!(regions(&store), [expected], "{stored} {country} {region}"),
            Err(()) => assert_eq!(told(&report), [(Code::RegionInvalid, Some(2), "B".into())]),
        }
    }
}
