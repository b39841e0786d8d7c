//! The JSON documents, to the letter.

use crate::room::{Room, keys, number};

#[test]
fn a_check_prints_one_document_in_the_order_that_scripts_know() {
    let room = Room::new();
    let ran = room.run("check sample-data/leads.xlsx --json").exits(0);
    let document = ran.json();
    assert_eq!(
        keys(&document),
        [
            "import",
            "file",
            "format",
            "sheet",
            "sheets_left_out",
            "match",
            "columns",
            "rows",
            "added",
            "updated",
            "unchanged",
            "deleted",
            "not_found",
            "over_limit",
            "skipped",
            "errors",
            "warnings",
            "problem_counts",
            "problems",
            "problems_left_out",
            "limit",
            "seconds"
        ]
    );
    assert!(document["import"].is_null() && document["limit"].is_null());
    assert_eq!(keys(&document["columns"][0]), ["letter", "header", "field", "how"]);
    assert_eq!(document["columns"][0]["field"], "email");
    assert_eq!(document["sheets_left_out"], serde_json::json!(["Notes"]));
    assert_eq!(keys(&document["problem_counts"][0]), ["code", "severity", "letter", "header", "count"]);
    assert_eq!(
        keys(&document["problems"][0]),
        ["code", "severity", "row", "letter", "header", "field", "value", "name", "description", "suggestion"]
    );
    assert!(document["problems"][0]["row"].is_null() && document["problems"][0]["letter"].is_null());
    assert!(!room.store().exists(), "a check leaves no store behind");
}

#[test]
fn the_counts_of_a_check_add_up_to_the_rows() {
    let room = Room::new();
    let document = room.run("check sample-data/problems.xlsx --json").exits(1).json();
    let sum: u64 = ["added", "updated", "unchanged", "deleted", "not_found", "over_limit", "skipped"]
        .iter()
        .map(|key| number(&document, key))
        .sum();
    assert_eq!(sum, number(&document, "rows"));
}

#[test]
fn a_sheet_shows_what_the_reader_sees() {
    let room = Room::new();
    let document = room.json("sheet sample-data/leads.xlsx --limit 0");
    assert_eq!(
        keys(&document),
        ["file", "format", "sheet", "sheets_left_out", "header_row", "columns", "rows_total", "rows", "problems"]
    );
    assert_eq!(keys(&document["columns"][0]), ["letter", "header"]);
    assert_eq!(number(&document, "rows_total"), 201);
    let row = &document["rows"][0];
    assert_eq!(keys(row), ["row", "cells"]);
    assert_eq!(row["row"], 2);
    assert_eq!(keys(&row["cells"][0]), ["type", "value"]);
    let cells = row["cells"].as_array().unwrap();
    assert_eq!(cells.len(), document["columns"].as_array().unwrap().len());
    let types: Vec<_> = cells.iter().map(|cell| cell["type"].as_str().unwrap()).collect();
    assert!(
        ["text", "number", "boolean", "date", "datetime", "time"].iter().all(|kind| types.contains(kind)),
        "{types:?}"
    );
    assert_eq!(room.json("sheet sample-data/leads.xlsx --limit 3")["rows"].as_array().unwrap().len(), 3);
}

#[test]
fn the_counts_of_the_history_add_up_to_the_rows_for_people_too() {
    let room = Room::new();
    room.sheet("one.xlsx", &[&["Email", "City"], &["anna@x.it", "Roma"], &["bo@x.it", ""]]);
    room.run("import @one.xlsx").exits(0);
    let told =
        |ran: &str| ran.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    let table = told(&room.run("history").exits(0).out);
    assert!(table[0].ends_with("Rows Added Updated Deleted Undone by"), "{table:?}");
    room.run("settings set contract.max_leads 3").exits(0);
    let rows: &[&[&str]] =
        &[&["Email", "City"], &["anna@x.it", "Roma"], &["bad", ""], &["c@x.it", ""], &["d@x.it", ""], &["e@x.it", ""]];
    room.sheet("two.xlsx", rows);
    room.run("import @two.xlsx --only-valid").exits(0);
    let table = told(&room.run("history").exits(0).out);
    assert!(table[0].ends_with("Rows Added Updated Deleted Unchanged Over limit Skipped Undone by"), "{table:?}");
    assert!(
        table.iter().any(|line| line.starts_with("2 import two.xlsx") && line.ends_with(" 5 1 0 0 1 2 1")),
        "{table:?}"
    );
}

#[test]
fn a_survey_without_leads_says_that_there_is_nothing_to_score() {
    let room = Room::new();
    room.sheet("one.xlsx", &[&["Email"], &["anna@x.it"]]);
    room.run("import @one.xlsx").exits(0);
    assert_eq!(room.json("quality --import 1")["score"].as_u64(), Some(100));
    room.run("undo 1").exits(0);
    let survey = room.json("quality --import 1 --html @page.html");
    assert!(survey["score"].is_null() && survey["leads"] == 0, "{survey}");
    let why = "nothing to score: no lead of import 1 is in the store any more";
    assert!(room.run("quality --import 1").exits(0).out.contains(why));
    assert!(std::fs::read_to_string(room.path("page.html")).unwrap().contains(why));
}

#[test]
fn an_import_is_told_by_history_report_and_leads() {
    let room = Room::new();
    room.sheet("one.xlsx", &[&["Email", "City"], &["anna@x.it", "Roma"]]);
    room.sheet("two.xlsx", &[&["Email", "City"], &["anna@x.it", "Milano"], &["bo@x.it", ""]]);
    room.run("import @one.xlsx").exits(0);
    room.run("import @two.xlsx").exits(0);
    let history = room.json("history");
    let first = &history["imports"][0];
    assert_eq!(
        (first["import"].as_u64(), first["kind"].as_str(), first["file"].as_str()),
        (Some(2), Some("import"), Some("two.xlsx"))
    );
    assert_eq!(
        keys(first)[..14],
        [
            "import",
            "kind",
            "file",
            "operator",
            "at",
            "rows",
            "added",
            "updated",
            "unchanged",
            "deleted",
            "not_found",
            "over_limit",
            "skipped",
            "undone_by"
        ]
    );
    let report = room.json("report 2 --format json");
    assert_eq!(keys(&report).first(), Some(&"import"));
    assert_eq!(
        report["rows"],
        serde_json::json!([
            { "row": 2, "outcome": "updated", "id": 1, "email": "anna@x.it",
              "changes": [{ "field": "city", "old": "Roma", "new": "Milano" }] },
            { "row": 3, "outcome": "added", "id": 2, "email": "bo@x.it", "changes": [] },
        ])
    );
    let leads = room.json("leads list");
    let lead = &leads["leads"][0];
    assert_eq!(keys(lead), ["id", "owner", "created", "updated", "values"]);
    assert_eq!(lead["owner"], "anna");
    assert_eq!(lead["values"], serde_json::json!({ "email": "anna@x.it", "city": "Milano" }));
    assert_eq!(room.json("leads export"), leads);
    let shown = room.json("leads show anna@x.it");
    assert_eq!(keys(&shown), ["id", "owner", "created", "updated", "values", "history"]);
    assert_eq!(shown["history"].as_array().unwrap().len(), 2);
    assert_eq!(room.json("leads show 1"), shown);
    assert_eq!(room.json("leads count"), serde_json::json!({ "count": 2 }));
    assert_eq!(room.json("leads count --where city=Milano"), serde_json::json!({ "count": 1 }));
    assert_eq!(room.json("store verify"), serde_json::json!({ "ok": true, "leads": 2, "problems": [] }));
}

#[test]
fn the_platform_is_listed_under_plural_nouns() {
    let room = Room::new();
    let fields = room.json("fields list");
    assert_eq!(
        keys(&fields["fields"][0])[..9],
        ["key", "name", "group", "type", "required", "protected", "options", "default", "order"]
    );
    for noun in ["groups", "owners", "matchings", "outbox", "settings"] {
        assert!(room.json(&format!("{noun} list"))[noun].is_array(), "{noun}");
    }
    assert_eq!(room.json("owners list")["owners"][0]["username"], "anna");
}

#[test]
fn the_contracts_limit_is_in_the_document() {
    let room = Room::new();
    room.run("settings set contract.max_leads 2").exits(0);
    room.sheet("three.xlsx", &[&["Email"], &["a@x.it"], &["b@x.it"], &["c@x.it"]]);
    let document = room.json("import @three.xlsx");
    assert_eq!(document["limit"], serde_json::json!({ "max_leads": 2, "added": 2, "not_added": 1 }));
    assert_eq!((number(&document, "added"), number(&document, "over_limit")), (2, 1));
}

#[test]
fn the_document_holds_a_thousand_problems_and_says_how_many_are_left_out() {
    let room = Room::new();
    let mut rows: Vec<&[&str]> = vec![&["Email"]];
    rows.resize(1_202, &["wrong"]);
    room.sheet("wrong.xlsx", &rows);
    let document = room.run("check @wrong.xlsx --problems @all.csv --json").exits(1).json();
    assert_eq!(document["problems"].as_array().unwrap().len(), 1_000);
    assert_eq!(
        number(&document, "problems_left_out"),
        number(&document, "errors") + number(&document, "warnings") - 1_000
    );
    let all = std::fs::read_to_string(room.path("all.csv")).unwrap();
    assert_eq!(all.lines().count() as u64, 1 + number(&document, "errors") + number(&document, "warnings"));
}

#[test]
fn a_list_of_leads_that_fails_is_one_document_that_can_be_read() {
    let room = Room::new();
    room.run("import sample-data/leads.xlsx").exits(0);
    let document = room.run("leads list --json --where nosuch=1").exits(2).json();
    assert_eq!(document["error"]["code"], "usage");
    room.run("leads export --json --format csv").exits(2);
    let all = room.json("leads list --limit 0")["leads"].as_array().unwrap().len();
    assert_eq!(all as u64, number(&room.json("leads count --limit 0"), "count"));
    assert!(all > 0);
}

#[test]
fn what_is_exported_as_toml_is_a_document_with_json_and_a_matching_has_a_name() {
    let room = Room::new();
    room.run_of(&["check", "sample-data/leads.xlsx", "--save-matching", " "]).exits(2);
    room.run_of(&["check", "sample-data/leads.xlsx", "--save-matching", "a\nb"]).exits(2);
    room.run("import sample-data/leads.xlsx --save-matching fair").exits(0);
    assert!(!room.json("fields export")["fields"].as_array().unwrap().is_empty());
    assert_eq!(room.json("matchings export fair")["name"], "fair");
}
