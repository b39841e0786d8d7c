//! The sample sheets do what their README says.

use std::collections::BTreeSet;

use crate::room::{Room, number};

/// The codes of the catalogue that are about cells.
const CELLS: [&str; 29] = [
    "email-blank",
    "email-invalid",
    "email-duplicate",
    "email-taken",
    "id-invalid",
    "id-unknown",
    "id-duplicate",
    "required-blank",
    "owner-blank",
    "owner-unknown",
    "delete-invalid",
    "delete-not-found",
    "cell-error",
    "text-too-long",
    "number-invalid",
    "boolean-invalid",
    "date-invalid",
    "datetime-invalid",
    "time-invalid",
    "phone-invalid",
    "url-invalid",
    "country-invalid",
    "region-invalid",
    "timezone-invalid",
    "date-is-number",
    "date-ambiguous",
    "number-ambiguous",
    "select-unknown",
    "value-cleaned",
];

#[test]
fn the_same_people_are_unchanged_whatever_the_format() {
    for first in ["ods", "xls", "xlsx"] {
        let room = Room::new();
        let added = room.json(&format!("import sample-data/leads.{first}"));
        assert_eq!((number(&added, "rows"), number(&added, "added")), (201, 201));
        for other in ["ods", "xls", "xlsx"] {
            let again = room.json(&format!("import sample-data/leads.{other}"));
            assert_eq!(number(&again, "unchanged"), 201, "{other} after {first}");
        }
    }
}

#[test]
fn the_update_changes_adds_and_deletes_and_can_be_taken_back() {
    let room = Room::new();
    room.run("import sample-data/leads.xlsx").exits(0);
    room.run("owners add marco").exits(0);
    let before = room.json("leads list");
    let update = room.json("import sample-data/update.xlsx --owner-column Owner --delete-column Delete");
    let counts = ["added", "updated", "deleted", "not_found"].map(|key| number(&update, key));
    assert_eq!(counts, [25, 40, 10, 1]);
    assert_eq!(number(&room.json("leads count --where owner=marco"), "count"), 20);
    room.run("undo 2").exits(0);
    assert_eq!(room.json("leads list"), before, "every lead is as it was, to the letter");
}

#[test]
fn the_problems_show_every_cell_problem_of_the_catalogue() {
    let room = prepared();
    let problems = room.path("problems.json");
    let line = "check sample-data/problems.xlsx --match id --owner-column Owner --delete-column Delete --problems @problems.json";
    let document = room.run(&format!("{line} --json")).exits(1).json();
    let found: BTreeSet<&str> =
        document["problem_counts"].as_array().unwrap().iter().map(|cause| cause["code"].as_str().unwrap()).collect();
    for code in CELLS {
        assert!(found.contains(code), "{code} is missing");
    }
    for problem in document["problems"].as_array().unwrap() {
        for key in ["name", "description", "suggestion"] {
            assert!(problem[key].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
        }
        if problem["row"].is_number() {
            assert!(problem["letter"].is_string() && problem["header"].is_string(), "{problem}");
        }
    }
    let listed: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(problems).unwrap()).unwrap();
    assert_eq!(listed["problems"], document["problems"]);
}

/// A store with the sample leads, the owners and the field that the problems want.
fn prepared() -> Room {
    let room = Room::new();
    room.run("import sample-data/leads.xlsx").exits(0);
    room.run("fields add Interest --type select --group marketing --option Wine --option Beer --required").exits(0);
    room
}

#[test]
fn errors_keep_an_import_from_changing_anything() {
    let room = Room::new();
    let document = room.run("import sample-data/problems.xlsx --json").exits(1).json();
    assert!(document["import"].is_null());
    for key in ["added", "updated", "unchanged", "deleted", "not_found", "over_limit", "skipped"] {
        assert_eq!(number(&document, key), 0, "{key}");
    }
    assert_eq!(number(&room.json("leads count"), "count"), 0);
    assert_eq!(room.json("history")["imports"].as_array().unwrap().len(), 0);
}

#[test]
fn the_valid_rows_go_in_and_the_rejects_can_be_mended_and_imported_alone() {
    let room = prepared();
    let options = "--owner-column Owner --delete-column Delete";
    let first = room.json(&format!("import sample-data/problems.xlsx {options} --only-valid --rejects @rejects.xlsx"));
    let skipped = number(&first, "skipped");
    assert!(skipped > 20 && number(&first, "import") == 2);
    let rejects = room.json("sheet @rejects.xlsx --limit 0");
    assert_eq!(number(&rejects, "rows_total"), skipped);
    let headers: Vec<_> =
        rejects["columns"].as_array().unwrap().iter().map(|column| column["header"].as_str().unwrap()).collect();
    assert_eq!(headers[..3], ["ID", "Email", "First name"]);
    assert_eq!(headers[headers.len() - 2..], ["Problem", "What to do"]);
    // Mended: the columns that are right in every row, and addresses that are new.
    let mended: Vec<Vec<String>> =
        (0..skipped).map(|row| vec![format!("mended{row}@example.com"), "Wine".into(), "anna".into()]).collect();
    let mut rows: Vec<Vec<&str>> = vec![vec!["Email", "Interest", "Owner", "Problem", "What to do"]];
    for row in &mended {
        rows.push(row.iter().map(String::as_str).chain(["was wrong", "do it"]).collect());
    }
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    room.sheet("mended.xlsx", &rows);
    let second = room.json("import @mended.xlsx --owner-column Owner");
    assert_eq!((number(&second, "added"), number(&second, "errors")), (skipped, 0));
    let how: Vec<_> =
        second["columns"].as_array().unwrap().iter().map(|column| column["how"].as_str().unwrap()).collect();
    assert_eq!(how, ["name", "name", "owner", "none", "none"], "the two columns of help are known and passed over");
}
