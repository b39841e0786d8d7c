//! Thousands of problems in twelve causes: counted exactly, walked like ten, mended, all of them in the exports.
//!
//! With `LEADPORT_LONG=1` the sheet has 200,000 rows and 100,000 problems (run it with `--release`).

use std::path::Path;

use leadport::import::Severity;
use rust_xlsxwriter::Workbook;

use super::stage::Stage;
use super::triage::{WINDOW, report};

const HEADERS: [&str; 9] =
    ["Email", "Phone", "Mobile", "Employees", "Country", "Birth date", "Subscribed", "Score", "Last contact"];

/// Every second row has one of twelve kinds of trouble: a column and what stands in it.
const TROUBLES: [(u16, &str); 12] = [
    (0, "anna.example.com"),
    (0, ""),
    (0, "THE.SAME@example.com"),
    (1, "ask Anna"),
    (2, "ask Bea"),
    (3, "many"),
    (4, "Itlay"),
    (5, "31/02/1990"),
    (5, "#"),
    (6, "maybe"),
    (7, "n/d"),
    (8, "soon"),
];

/// Writes a sheet with half as many problems as rows, and one row in front whose address comes again.
fn write(path: &Path, rows: u32) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().expect("a sheet");
    for (column, header) in (0..).zip(HEADERS) {
        sheet.write(0, column, header).expect("a header");
    }
    sheet.write(1, 0, "the.same@example.com").expect("a cell");
    for row in 0..rows {
        let at = row + 2;
        let trouble = (row % 2 == 0).then(|| TROUBLES[(row / 2) as usize % 12]);
        if trouble.is_none_or(|(column, _)| column != 0) {
            sheet.write(at, 0, format!("a{row}@example.com")).expect("a cell");
        }
        match trouble {
            Some((column, "#")) => sheet.write(at, column, 32_904).map(|_| ()),
            Some((column, text)) if !text.is_empty() => sheet.write(at, column, text).map(|_| ()),
            _ => sheet.write(at, 1, "+39 02 1234567").map(|_| ()),
        }
        .expect("a cell");
    }
    book.save(path).expect("the sheet");
}

#[test]
fn thousands_of_problems_in_twelve_causes_are_counted_walked_mended_and_exported_whole() {
    let rows: u32 = if std::env::var_os("LEADPORT_LONG").is_some() { 200_000 } else { 12_000 };
    let errors = u64::from(rows / 2);
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("list.xlsx"), rows);
    let mut stage = Stage::at(folder.path(), "default", Some("list.xlsx"), WINDOW, Vec::new());
    stage.press("n n n enter");
    let counts: Vec<u64> = report(&stage).problems.causes().iter().map(|cause| cause.count).collect();
    assert_eq!((counts.len(), report(&stage).errors), (12, errors), "{}", stage.picture());
    assert!(counts.iter().all(|count| count.abs_diff(errors / 12) <= 1), "{counts:?}");
    assert_eq!(report(&stage).problems.lost(), 0);

    stage.press("/").type_text("column:e").press("enter tab end");
    let lowest = report(&stage).problems.iter().filter(|problem| &*problem.value == "Itlay").last().expect("a problem");
    assert_eq!(stage.app.screens.check.problem(report(&stage), false), Some(lowest.clone()), "{}", stage.picture());
    stage.press("/").type_text(&lowest.row.expect("a row").to_string());
    assert_eq!(stage.app.screens.check.cells.len(), 1, "{}", stage.picture());
    stage.press("esc esc f");
    assert_eq!(stage.app.draft.mends.len() as u64, (errors - 6).div_ceil(12), "{}", stage.picture());
    assert_eq!(report(&stage).errors, errors - stage.app.draft.mends.len() as u64);
    stage.press("u x down down down enter enter");
    let text = std::fs::read(folder.path().join("list.problems.json")).expect("the list");
    let list: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let list = list["problems"].as_array().expect("a list");
    assert_eq!(list.len() as u64, report(&stage).problems.len(), "all of them are in the export");
    let listed = list.iter().filter(|problem| problem["severity"] == Severity::Error.name()).count() as u64;
    assert_eq!(listed, errors);
}
