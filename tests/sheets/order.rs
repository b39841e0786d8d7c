//! Rows that stand out of order far behind the first ones: nothing of them is lost, in a look, a check or an import.

use std::process::Command;

use crate::reading::xlsx_rows;

#[test]
fn a_row_that_stands_thousands_of_rows_too_late_is_read_in_its_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("leads.xlsx");
    let row = |row: u32| {
        let email = if row == 1 { "Email".to_owned() } else { format!("p{row}@example.com") };
        format!(r#"<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{email}</t></is></c></row>"#)
    };
    let rows: String = (1..=9_000).filter(|number| *number != 3).chain([3]).map(row).collect();
    std::fs::write(&path, xlsx_rows(&rows)).expect("the file is written");
    let leadport = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadport"));
        command.env("HOME", folder.path()).args(["--json", "--as", "anna", "--store"]);
        command.arg(folder.path().join("leads.redb")).args(arguments);
        let output = command.output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{arguments:?}: {said} {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("one document of JSON")
    };
    let file = path.to_str().expect("a path of plain letters");
    let seen = leadport(&["sheet", file, "--limit", "0"]);
    assert_eq!((&seen["rows_total"], &seen["rows"][1]["row"]), (&8_999.into(), &3.into()));
    assert_eq!(seen["rows"][1]["cells"][0]["value"], "p3@example.com");
    let imported = leadport(&["import", file, "--no-mail"]);
    assert_eq!((&imported["added"], &imported["errors"]), (&8_999.into(), &0.into()), "{imported}");
    let lead = leadport(&["leads", "show", "p3@example.com"]);
    assert_eq!(lead["id"], 2, "leads get their IDs in the order of the rows");
}
