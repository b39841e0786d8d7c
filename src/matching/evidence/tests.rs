//! What a pass over the rows tells about the columns.

use jiff::civil::date;

use super::*;
use crate::matching::columns_of;
use crate::platform::default::new_platform;
use crate::platform::types::{DateOrder, DecimalMark};
use crate::sheet::Batch;

/// Returns the evidence of one column of cells.
fn of(cells: &[Cell<'_>]) -> Evidence {
    let mut batch = Batch::default();
    for (number, cell) in (2..).zip(cells) {
        batch.push_row(number, false);
        batch.push(0, *cell);
    }
    let mut evidence = Evidence::new(&columns_of(&["A"]), &new_platform("anna"));
    batch.rows().for_each(|row| evidence.note_row(&row));
    evidence
}

fn of_texts(texts: &[&str]) -> Evidence {
    of(&texts.iter().map(|text| Cell::Text(text)).collect::<Vec<_>>())
}

fn column(evidence: &Evidence) -> &ColumnEvidence {
    evidence.column(0).unwrap()
}

#[test]
fn blanks_are_not_counted_and_samples_are_different_values() {
    let evidence = of_texts(&["Roma", " ", "Roma", "\u{a0}Milano ", "Torino", "Bari"]);
    let column = column(&evidence);
    assert_eq!((evidence.rows(), column.filled(), column.distinct()), (6, 5, Some(4)));
    assert_eq!(column.samples(), ["Roma", "Milano", "Torino"]);
    assert_eq!(column.values()[0], ("Roma".to_owned(), 2));
}

#[test]
fn a_column_beyond_the_header_is_passed_over() {
    let mut batch = Batch::default();
    batch.push_row(2, false);
    batch.push(7, Cell::Text("x"));
    let mut evidence = Evidence::new(&columns_of(&["A"]), &new_platform("anna"));
    evidence.note_row(&batch.row(0).unwrap());
    assert!(evidence.column(7).is_none());
    assert_eq!(column(&evidence).filled(), 0);
}

#[test]
fn the_proof_of_a_date_order_is_exact_however_many_rows_there_are() {
    let days: Vec<String> =
        (0..5_000).map(|row| if row % 5 == 4 { "25/12/2024" } else { "03/04/2024" }.into()).collect();
    let evidence = of_texts(&days.iter().map(String::as_str).collect::<Vec<_>>());
    let proof = column(&evidence).dates();
    assert_eq!((proof.only_dmy, proof.only_mdy, proof.both), (1_000, 0, 4_000));
    assert_eq!(proof.order(), Some(DateOrder::Dmy));
    assert_eq!(proof.words().unwrap(), "1,000 values only fit day/month, 0 only month/day, 4,000 both");
}

#[test]
fn dates_whose_order_is_beyond_doubt_prove_nothing() {
    let evidence = of(&[Cell::Text("2024-12-31"), Cell::Text("31 dicembre 2024"), Cell::Date(date(2024, 1, 2))]);
    let column = column(&evidence);
    assert_eq!(column.dates().certain, 2);
    assert_eq!((column.dates().words(), column.dates().order()), (None, None));
    assert!((column.share(Shape::Date) - 1.0).abs() < f64::EPSILON);
}

#[test]
fn undecided_and_contradicted_dates_are_told_apart() {
    let undecided = of_texts(&["03/04/2024", "05/06/2024"]);
    assert!(column(&undecided).dates().is_undecided());
    let contradicted = of_texts(&["25/12/2024", "12/25/2024"]);
    assert!(column(&contradicted).dates().is_contradicted());
    assert_eq!(column(&contradicted).dates().order(), None);
}

#[test]
fn the_proof_of_a_decimal_separator_counts_what_reads_one_way_only() {
    let evidence = of_texts(&["1,5", "1.234", "12", "1.234,5"]);
    let proof = column(&evidence).numbers();
    assert_eq!((proof.only_comma, proof.only_point, proof.both, proof.certain), (2, 0, 1, 1));
    assert_eq!(proof.mark(), Some(DecimalMark::Comma));
    assert_eq!(proof.words().unwrap(), "2 values only fit a decimal comma, 0 only a decimal point, 1 both");
}

#[test]
fn too_many_different_values_stop_the_counting_and_keep_the_most_frequent() {
    let texts: Vec<String> =
        (0..3_000).map(|row| if row % 2 == 0 { "same".into() } else { format!("v{row}") }).collect();
    let evidence = of_texts(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let column = column(&evidence);
    assert_eq!(column.distinct(), None);
    assert_eq!(column.values()[0].0, "same");
    assert!(column.values().len() <= 20);
    assert_eq!(column.filled(), 3_000);
}

#[test]
fn numbers_and_dates_are_different_values_too() {
    let number = Cell::Number { value: 7.0, digits: 3 };
    let evidence = of(&[number, number, Cell::Date(date(2024, 1, 2)), Cell::Boolean(true)]);
    assert_eq!(
        column(&evidence).values(),
        [("007".to_owned(), 2), ("2024-01-02".to_owned(), 1), ("true".to_owned(), 1)]
    );
}

#[test]
fn shapes_are_told_from_values() {
    for (texts, shape) in [
        (["a@b.it", "c@d.com", "x"], Shape::Email),
        (["+39 333 1234567", "0039 02 1234567", "x"], Shape::International),
        (["www.example.com", "https://a.it/b", "x"], Shape::Url),
        (["Europe/Rome", "America/New_York", "x"], Shape::Timezone),
        (["yes", "no", "x"], Shape::Boolean),
        (["9:30", "18:05", "x"], Shape::Time),
        (["ANNA", "anna", "x"], Shape::Username),
        (["Italy", "DE", "x"], Shape::Country),
        (["Sig.ra", "Herr", "x"], Shape::Salutation),
    ] {
        let evidence = of_texts(&texts);
        let share = column(&evidence).share(shape);
        assert!((share - 2.0 / 3.0).abs() < 1e-9, "{texts:?} {shape:?}: {share}");
    }
}

#[test]
fn a_zip_is_no_phone_number_and_a_language_no_country_by_its_look() {
    let evidence = of_texts(&["00123", "20100"]);
    assert!(column(&evidence).share(Shape::Phone) < f64::EPSILON);
    let evidence = of_texts(&["it", "de"]);
    assert!(column(&evidence).share(Shape::Country) < f64::EPSILON);
}

#[test]
fn an_error_value_is_counted_and_looks_like_nothing() {
    let evidence = of(&[Cell::Error("#N/A"), Cell::Text("x")]);
    assert_eq!((column(&evidence).errors(), column(&evidence).filled()), (1, 2));
    assert_eq!(column(&evidence).samples(), ["x"]);
}
