//! What is told only behind rows that it changes, a row that belongs before them or merged ranges that cover their cells: nothing is lost and
//! nothing invented, in a look, a check, an import or a copy.

use std::process::Command;

use crate::reading::xlsx;

/// The program with a store of its own.
struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Office {
        Office { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Puts a workbook with this sheet into the folder.
    fn file(&self, sheet: &str) -> String {
        self.put("leads.xlsx", &xlsx(sheet.as_bytes(), &[]))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("the file is written");
        path.to_str().expect("a path of plain letters").to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("a path of plain letters").to_owned()
    }

    /// Runs the program, which ends with this code, and returns its document.
    fn leadport(&self, code: i32, arguments: &[&str]) -> serde_json::Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadport"));
        command.env("HOME", self.folder.path()).args(["--json", "--as", "anna", "--store", &self.path("leads.redb")]);
        let output = command.args(arguments).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stdout);
        let fault = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said} {fault}");
        serde_json::from_slice(&output.stdout).expect("one document of JSON")
    }

    /// Returns the values of all rows that the program sees in a file, by the row's number.
    fn rows(&self, file: &str) -> Vec<(u64, Vec<String>)> {
        let seen = self.leadport(0, &["sheet", file, "--limit", "0"]);
        let rows = seen["rows"].as_array().expect("the rows").iter().map(|row| {
            let cells = row["cells"].as_array().expect("the cells").iter();
            let texts = cells.map(|cell| cell["value"].as_str().expect("a text").to_owned()).collect();
            (row["row"].as_u64().expect("a number"), texts)
        });
        rows.collect()
    }
}

/// A row of texts.
fn row(number: u32, texts: &[&str]) -> String {
    let cells = texts
        .iter()
        .zip(["A", "B", "C"])
        .map(|(text, column)| format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#));
    format!(r#"<row r="{number}">{}</row>"#, cells.collect::<String>())
}

/// A header and 9,000 leads with an address and a city; that in row 4 has no address that works. Rows in the given order.
fn rows(order: impl Iterator<Item = u32>) -> String {
    let lead = |number: u32| match number {
        1 => row(1, &["Email", "City"]),
        4 => row(4, &["nobody@", "Roma"]),
        _ => row(number, &[&format!("p{number}@example.com"), &format!("City {number}")]),
    };
    format!("<sheetData>{}</sheetData>", order.map(lead).collect::<String>())
}

#[test]
fn a_row_that_stands_thousands_of_rows_too_late_is_read_in_its_place() {
    let office = Office::new();
    let order = (1..=9_001).filter(|number| *number != 3).chain([3]);
    let file = office.file(&format!("<worksheet>{}</worksheet>", rows(order)));
    let seen = office.rows(&file);
    assert_eq!((seen.len(), &seen[1]), (9_000, &(3, vec!["p3@example.com".to_owned(), "City 3".to_owned()])));
    let (marked, rejects) = (office.path("marked.xlsx"), office.path("rejects.xlsx"));
    let imported = office
        .leadport(0, &["import", &file, "--only-valid", "--no-mail", "--problems", &marked, "--rejects", &rejects]);
    assert_eq!((&imported["added"], &imported["skipped"]), (&8_999.into(), &1.into()), "{imported}");
    let lead = office.leadport(0, &["leads", "show", "p3@example.com"]);
    assert_eq!(lead["id"], 2, "leads get their IDs in the order of the rows");
    // The copies have the rows in their places too.
    let marked = office.rows(&marked);
    assert_eq!(marked, seen);
    let rejected = office.rows(&rejects);
    assert_eq!((rejected.len(), &rejected[0].1[..2]), (1, &["nobody@".to_owned(), "Roma".to_owned()][..]));
}

#[test]
fn what_merged_ranges_cover_is_not_imported_and_not_copied_however_long_the_sheet_is() {
    let office = Office::new();
    let ranges = r#"<mergeCells count="2"><mergeCell ref="A6:B6"/><mergeCell ref="B5000:B5002"/></mergeCells>"#;
    let file = office.file(&format!("<worksheet>{}{ranges}</worksheet>", rows(1..=9_001)));
    let expected = |number: u64| match number {
        4 => vec!["nobody@".to_owned(), "Roma".to_owned()],
        6 | 5_001 | 5_002 => vec![format!("p{number}@example.com"), String::new()],
        _ => vec![format!("p{number}@example.com"), format!("City {number}")],
    };
    let expected: Vec<_> = (2..=9_001).map(|number| (number, expected(number))).collect();
    assert_eq!(office.rows(&file), expected);
    let marked = office.path("marked.xlsx");
    let imported = office.leadport(0, &["import", &file, "--only-valid", "--no-mail", "--problems", &marked]);
    assert_eq!((&imported["added"], &imported["skipped"]), (&8_999.into(), &1.into()), "{imported}");
    for (email, city) in [("p5@example.com", Some("City 5")), ("p6@example.com", None), ("p5002@example.com", None)] {
        let lead = office.leadport(0, &["leads", "show", email]);
        assert_eq!(lead["values"]["city"].as_str(), city, "{lead}");
    }
    assert_eq!(office.rows(&marked), expected);
}
