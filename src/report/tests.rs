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
fn the_parts_of_a_document_have_the_short_headers_that_libreoffice_wants() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.ods");
    write_all(Format::Ods, &path);
    let bytes = std::fs::read(&path).unwrap();
    let headers: Vec<_> = bytes.windows(6).filter(|window| window.starts_with(b"PK\x03\x04")).collect();
    assert_eq!(headers.len(), 3);
    assert!(headers.iter().all(|header| header[4] <= 20), "45 would be zip64");
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

fn sheet_file(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("leads.xlsx");
    let mut out = writer(Format::Xlsx, File::create(&path).unwrap()).unwrap();
    out.sheet("Leads", &[Column::new("Email"), Column::new("Born")]).unwrap();
    out.row(&[Out::text("anna@"), Out::Value(Cell::Date(date(1990, 2, 1)))]).unwrap();
    out.row(&[Out::text("bo@x.it"), Out::BLANK]).unwrap();
    out.finish().unwrap();
    path
}

fn source(path: &Path) -> source::Source {
    source::Source::new(path, crate::sheet::Limits::default(), std::sync::Arc::default())
}

fn place(column: u16, header: &str) -> std::sync::Arc<crate::import::problem::Place> {
    crate::import::problem::Place {
        column: Some(column),
        letter: crate::sheet::header::letter(column),
        header: header.to_owned(),
        ..Default::default()
    }
    .into()
}

#[test]
fn the_marked_sheet_comments_the_cells_in_question_and_lists_them() {
    use crate::import::{Code, Problem};
    let folder = tempfile::tempdir().unwrap();
    let problems = [
        Problem::new(Code::SheetsLeftOut).value("Leads").detail("“Notes”"),
        Problem::new(Code::DateAmbiguous).of_column(&place(1, "Born")).detail("Both."),
        Problem::new(Code::EmailInvalid).at(2, &place(0, "Email")).value("anna@"),
        Problem::new(Code::RequiredBlank).at(3, &place(1, "Born")),
    ];
    let path = folder.path().join("marked.xlsx");
    let file = File::create(&path).unwrap();
    marked::write(file, &source(&sheet_file(folder.path())), problems.into_iter(), false).unwrap();
    let parts = parts(&path);
    for place in ["ref=\"B1\"", "ref=\"A2\"", "ref=\"B3\""] {
        assert!(parts.contains(&format!("<comment {place}")), "{place} has a comment");
    }
    assert_eq!(parts.matches("<comment ").count(), 3);
    assert!(parts.contains("email-invalid") && parts.contains("sheets-left-out"), "the second sheet lists them");
    let sheet = crate::sheet::open_table(&path, &crate::sheet::Limits::default(), &std::sync::Arc::default()).unwrap();
    assert_eq!(
        (sheet.info.sheet.as_str(), sheet.info.sheets_left_out.as_slice()),
        ("Leads", ["Problems".to_owned()].as_slice())
    );
}

#[test]
fn a_masked_copy_tells_nobodys_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("masked.xlsx");
    let problem =
        crate::import::Problem::new(crate::import::Code::EmailInvalid).at(2, &place(0, "Email")).value("anna@");
    marked::write(File::create(&path).unwrap(), &source(&sheet_file(folder.path())), [problem].into_iter(), true)
        .unwrap();
    let parts = parts(&path);
    assert!(parts.contains("aaaa@") && parts.contains("9999-99-99") && parts.contains(">Email<"));
    assert!(![">anna@<", "“anna@”", "1990", "bo@x"].iter().any(|data| parts.contains(data)));
}

#[test]
fn a_mended_sheet_has_the_mends_and_everything_else_as_it_was() {
    use crate::import::mend::{Mend, Mends};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mended.xlsx");
    let mut mends = Mends::default();
    mends.put(Mend { row: 2, column: 0, old: "anna@".into(), new: "anna@x.it".into() });
    mends.put(Mend { row: 3, column: 0, old: "no longer".into(), new: "bad".into() });
    mends.put(Mend { row: 3, column: 1, old: String::new(), new: "1991-01-01".into() });
    let kind = |column| (column == 1).then_some(FieldType::Date);
    rejects::write_mended(
        Format::Xlsx,
        File::create(&path).unwrap(),
        &source(&sheet_file(folder.path())),
        &mends,
        &kind,
    )
    .unwrap();
    let mut sheet = crate::sheet::open(&path, &crate::sheet::Limits::default(), &std::sync::Arc::default()).unwrap();
    let mut batch = crate::sheet::Batch::default();
    sheet.rows.next(&mut batch).unwrap();
    let row = |index| batch.row(index).unwrap();
    assert_eq!(row(1).cell(0), Cell::Text("anna@x.it"));
    assert_eq!(row(1).cell(1), Cell::Date(date(1990, 2, 1)));
    assert_eq!(row(2).cell(0), Cell::Text("bo@x.it"));
    assert_eq!(row(2).cell(1), Cell::Date(date(1991, 1, 1)));
}

#[test]
fn a_row_left_out_by_hand_is_not_in_the_mended_sheet() {
    use crate::import::mend::{LeftOut, Mends};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mended.xlsx");
    let mut mends = Mends::default();
    mends.leave_out(LeftOut { row: 2, column: 0, old: "anna@".into(), twin: None });
    mends.leave_out(LeftOut { row: 3, column: 0, old: "another".into(), twin: None });
    let file = File::create(&path).unwrap();
    rejects::write_mended(Format::Xlsx, file, &source(&sheet_file(folder.path())), &mends, &|_| None).unwrap();
    let mut emails = Vec::new();
    let mut each = |_: &crate::sheet::SheetInfo, row: &crate::sheet::Row<'_>| {
        emails.push(row.cell(0).text().into_owned());
        Ok(())
    };
    source(&path).walk(&mut each).unwrap();
    assert_eq!(emails, ["Email", "bo@x.it"], "the row that holds something else by now is not the one left out");
}

#[test]
fn a_row_left_out_by_its_mended_cell_is_not_in_the_mended_sheet() {
    use crate::import::mend::{LeftOut, Mend, Mends};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mended.xlsx");
    let mut mends = Mends::from(vec![Mend { row: 2, column: 0, old: "anna@".into(), new: "bo@x.it".into() }]);
    mends.leave_out(LeftOut { row: 2, old: "bo@x.it".into(), ..LeftOut::default() });
    let file = File::create(&path).unwrap();
    rejects::write_mended(Format::Xlsx, file, &source(&sheet_file(folder.path())), &mends, &|_| None).unwrap();
    assert_eq!(rows_of(&path).iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["Email", "bo@x.it"]);
}

/// Returns the texts of all rows.
fn rows_of(path: &Path) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut each = |_: &crate::sheet::SheetInfo, row: &crate::sheet::Row<'_>| {
        rows.push((0..6).map(|column| row.cell(column).text().into_owned()).collect());
        Ok(())
    };
    source(path).walk(&mut each).unwrap();
    rows
}

#[test]
fn rejects_have_the_files_cells_and_words_that_make_sense_beside_them() {
    use crate::import::mend::{LeftOut, Mend, Mends};
    use crate::import::rows::RowSet;
    use crate::import::{Code, Problem, ProblemLog};
    use crate::matching::{How, Link, Matching, columns_of};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.xlsx");
    let mut out = writer(Format::Xlsx, File::create(&path).unwrap()).unwrap();
    let rows = [
        ["Email", "Country"],
        ["a@x.it", "Itlay"],
        ["b@", "Itlay"],
        ["a@x.it", ""],
        ["b@x.it", "Spain"],
        ["b@x.it", ""],
        ["c@x.it", ""],
        ["c@x.it", ""],
        ["d@x.it", ""],
        ["e@", ""],
        ["e@", ""],
    ];
    out.sheet("Leads", &rows[0].map(Column::new)).unwrap();
    for row in &rows[1..] {
        out.row(&row.map(Out::text)).unwrap();
    }
    out.finish().unwrap();
    let mend = |row, column, old: &str, new: &str| Mend { row, column, old: old.into(), new: new.into() };
    let mut mends = Mends::from(vec![mend(3, 0, "b@", "b@x"), mend(3, 1, "Itlay", "IT"), mend(9, 1, "x", "y")]);
    for (row, old, twin) in
        [(6, "b@x.it", Some(5)), (7, "c@x.it", Some(8)), (8, "c@x.it", Some(7)), (9, "d@x.it", None)]
    {
        mends.leave_out(LeftOut { row, column: 0, old: old.into(), twin });
    }
    let names = columns_of(&["Email", "Country"]);
    let matching = Matching { links: vec![Link::new(names[0].clone(), "email", How::Given)], ..Matching::default() };
    let email = crate::import::problem::Place { field: "email".into(), ..(*place(0, "Email")).clone() }.into();
    let (mut problems, mut left_out) = (ProblemLog::default(), RowSet::default());
    problems.push(Problem::new(Code::EmailInvalid).at(3, &email).value("b@x"));
    problems.push(Problem::new(Code::EmailDuplicate).at(4, &email).value("a@x.it").detail("2"));
    problems.push(Problem::new(Code::EmailInvalid).at(10, &email).value("e@"));
    problems.push(Problem::new(Code::EmailDuplicate).at(11, &email).value("e@").detail("10"));
    problems.finish();
    for row in [3, 4, 6, 7, 8, 9, 10, 11] {
        left_out.push(row);
    }
    let reasons = rejects::Reasons { problems: &problems, mends: &mends, matching: &matching };
    let out = folder.path().join("rejects.xlsx");
    rejects::write(Format::Xlsx, File::create(&out).unwrap(), &source(&path), &left_out, &reasons).unwrap();
    let told = rows_of(&out);
    let told: Vec<[&str; 4]> = told[1..].iter().map(|row| [0, 1, 2, 3].map(|column| row[column].as_str())).collect();
    let no_address = "Correct the address, for instance anna@example.com.";
    let updates = |row| {
        format!(
            "Delete the row, or correct the cell if it is another lead: imported as it is, it updates the lead of row {row} with its own values."
        )
    };
    let both = |row| format!("Row {row} of list.xlsx is in this file too: keep one of the two and delete the other.");
    assert_eq!(
        told,
        [
            [
                "b@",
                "Itlay",
                "A: “b@” was mended to “b@x”: “b@x” is not an email address.\nB: “Itlay” was mended to “IT”; the cell here is the file's own.",
                &format!("{no_address}\nWrite “IT” in column B."),
            ],
            ["a@x.it", "", "A: “a@x.it” stands in row 2 of list.xlsx already.", &updates(2)],
            ["b@x.it", "", "A: left out by hand: row 5 of list.xlsx has “b@x.it” as well and was kept.", &updates(5)],
            [
                "c@x.it",
                "",
                "A: left out by hand: row 8 of list.xlsx has “c@x.it” as well and was left out too.",
                &both(8)
            ],
            [
                "c@x.it",
                "",
                "A: left out by hand: row 7 of list.xlsx has “c@x.it” as well and was left out too.",
                &both(7)
            ],
            ["d@x.it", "", "Left out by hand.", "Import the row if it is to go in after all."],
            ["e@", "", "A: “e@” is not an email address.", no_address],
            ["e@", "", "A: “e@” stands in row 10 of list.xlsx already.", &both(10)],
        ]
    );
}

#[test]
fn a_file_that_changed_since_it_was_checked_is_not_copied_from() {
    use crate::sheet::fingerprint::{fingerprint, hexadecimal};
    let folder = tempfile::tempdir().unwrap();
    let path = sheet_file(folder.path());
    let seen = hexadecimal(&fingerprint(&path).unwrap());
    source(&path).require(&seen, "Press r.").unwrap();
    std::fs::write(&path, "other").unwrap();
    let refused = source(&path).require(&seen, "Press r.").unwrap_err();
    assert_eq!(refused.to_string(), "The file has changed since it was checked.");
}

#[test]
fn an_error_of_the_sheet_is_still_an_error_in_its_copies() {
    let folder = tempfile::tempdir().unwrap();
    let errors = ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#VALUE!"];
    let mut paths = Vec::new();
    for format in [Format::Xlsx, Format::Ods] {
        let path = folder.path().join(format!("errors.{}", format.name().to_lowercase()));
        let mut out = writer(format, File::create(&path).unwrap()).unwrap();
        out.sheet("Leads", &[Column::new("Email")]).unwrap();
        for error in errors {
            out.row(&[Out::Value(Cell::Error(error))]).unwrap();
        }
        out.row(&[Out::Value(Cell::Error("=cmd()"))]).unwrap();
        out.finish().unwrap();
        assert!(!parts(&path).contains("cmd"), "no letter of the formula is the file's");
        paths.push(path);
    }
    let marked = folder.path().join("marked.xlsx");
    let problems = [2, 9].map(|row| {
        crate::import::Problem::new(crate::import::Code::CellError).at(row, &place(0, "Email")).value("#N/A")
    });
    let file = File::create(&marked).unwrap();
    marked::write(file, &source(&paths[0]), problems.into_iter(), false).unwrap();
    paths.push(marked);
    for path in paths {
        let mut found = Vec::new();
        let mut each = |_: &crate::sheet::SheetInfo, row: &crate::sheet::Row<'_>| {
            if let Cell::Error(text) = row.cell(0) {
                found.push(text.to_owned());
            }
            Ok(())
        };
        source(&path).walk(&mut each).unwrap();
        assert_eq!(found, [&errors[..], &["#VALUE!"]].concat(), "{}", path.display());
    }
}
