//! What every format of a report must keep: no cell runs, and every value comes back to the letter.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use jiff::civil::date;

use super::*;

const HOSTILE: [&str; 8] = [
    "=1+1",
    "+39",
    "-2+3",
    "@SUM(A1:A9)",
    "=HYPERLINK(\"http://x\")",
    "_x0041_",
    "<f>1</f> & \u{1}",
    "  two  blanks\n\tand a tab ",
];

fn write_all(format: Format, path: &Path) {
    let mut out = writer(format, File::create(path).unwrap()).unwrap();
    out.sheet("Leads", &[Column::new("=Name"), Column::new("Number"), Column::new("When")]).unwrap();
    for text in HOSTILE {
        out.row(&[Out::text(text), Out::count(393_331_234_567), Out::Value(Cell::Date(date(2026, 11, 22)))]).unwrap();
    }
    out.row(&[
        Out::Value(Cell::DateTime(date(2026, 11, 22).at(18, 30, 15, 0))),
        Out::Value(Cell::Number { value: 123.0, digits: 5 }),
        Out::Value(Cell::Time(34_200_000)),
    ])
    .unwrap();
    out.row(&[Out::Value(Cell::Boolean(true)), Out::BLANK, Out::Plain("+393331234567")]).unwrap();
    out.finish().unwrap();
}

fn parts(path: &Path) -> String {
    let mut zip = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut all = String::new();
    for index in 0..zip.len() {
        zip.by_index(index).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

#[test]
fn no_cell_of_a_workbook_or_document_is_a_formula() {
    let folder = tempfile::tempdir().unwrap();
    for format in [Format::Xlsx, Format::Ods] {
        let path = folder.path().join(format.name());
        write_all(format, &path);
        let parts = parts(&path);
        assert!(parts.contains("=1+1"), "the text is there as it is");
        assert!(
            !parts.contains("<f>") && !parts.contains("<f ") && !parts.contains("table:formula"),
            "{}",
            format.name()
        );
    }
}

#[test]
fn a_csv_quotes_what_would_run_and_leaves_typed_values_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    write_all(Format::Csv, &path);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("'=Name,Number,When\n'=1+1,393331234567,2026-11-22\n'+39,"), "{text}");
    assert!(text.ends_with("true,,+393331234567\n"), "{text}");
}

#[test]
fn our_own_reader_sees_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    for format in [Format::Xlsx, Format::Ods] {
        let path = folder.path().join(format!("x.{}", format.name()));
        write_all(format, &path);
        let Ok(mut sheet) = crate::sheet::open(&path, &crate::sheet::Limits::default(), &std::sync::Arc::default())
        else {
            panic!("{} does not open", format.name());
        };
        let mut batch = crate::sheet::Batch::default();
        sheet.rows.next(&mut batch).unwrap();
        for (index, text) in HOSTILE.iter().enumerate().filter(|(_, text)| !text.contains('\u{1}')) {
            let row = batch.row(index + 1).unwrap();
            assert_eq!(row.cell(0), Cell::Text(text), "{}", format.name());
            assert_eq!(row.cell(1), Cell::Number { value: 393_331_234_567.0, digits: 0 });
            assert_eq!(row.cell(2), Cell::Date(date(2026, 11, 22)));
        }
        let row = batch.row(HOSTILE.len() + 1).unwrap();
        assert_eq!(row.cell(0).text(), "2026-11-22T18:30:15");
        assert_eq!(row.cell(1).text(), "00123");
        assert_eq!(row.cell(2), Cell::Time(34_200_000));
    }
}

#[test]
fn a_value_is_typed_only_where_it_comes_back_to_the_letter() {
    assert_eq!(Out::of_field(FieldType::Number, "12.5"), Out::Value(Cell::Number { value: 12.5, digits: 0 }));
    assert_eq!(Out::of_field(FieldType::Number, "12345678901234567890123"), Out::Plain("12345678901234567890123"));
    assert_eq!(Out::of_field(FieldType::Phone, "+393331234567"), Out::Plain("+393331234567"));
    assert_eq!(Out::of_field(FieldType::Phone, "+39=1"), Out::Value(Cell::Text("+39=1")));
    assert_eq!(Out::of_field(FieldType::Date, "2026-11-22"), Out::Value(Cell::Date(date(2026, 11, 22))));
    assert_eq!(Out::of_field(FieldType::Time, "09:30:00"), Out::Value(Cell::Time(34_200_000)));
    assert_eq!(Out::of_field(FieldType::Text, "007"), Out::Value(Cell::Text("007")));
}

#[test]
fn a_moment_is_shown_in_the_platforms_time_zone() {
    assert_eq!(moment(0, None), "1970-01-01T00:00:00");
    assert_eq!(moment(0, Some("Europe/Rome")), "1970-01-01T01:00:00");
}
