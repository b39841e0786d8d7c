//! The rules of an import, as a script meets them.

use crate::room::{Room, number};

fn outcomes(document: &serde_json::Value) -> [u64; 7] {
    ["added", "updated", "unchanged", "deleted", "not_found", "over_limit", "skipped"].map(|key| number(document, key))
}

#[test]
fn two_leads_may_swap_their_emails() {
    let room = Room::new();
    room.sheet("one.xlsx", &[&["Email"], &["a@x.it"], &["b@x.it"]]);
    room.run("import @one.xlsx").exits(0);
    room.sheet("swap.xlsx", &[&["ID", "Email"], &["1", "b@x.it"], &["2", "a@x.it"]]);
    assert_eq!(outcomes(&room.json("import @swap.xlsx --match id")), [0, 2, 0, 0, 0, 0, 0]);
    assert_eq!(room.json("leads show 1")["values"]["email"], "b@x.it");
}

#[test]
fn one_owner_is_for_added_leads_and_a_column_for_updated_ones_too() {
    let room = Room::new();
    room.run("owners add marco").exits(0);
    room.sheet("one.xlsx", &[&["Email", "City"], &["a@x.it", "Roma"]]);
    room.run("import @one.xlsx").exits(0);
    room.sheet("two.xlsx", &[&["Email", "City", "Who"], &["a@x.it", "Bari", "marco"], &["b@x.it", "Bari", "marco"]]);
    room.run("import @two.xlsx --owner marco").exits(0);
    let owner = |id: u64| room.json(&format!("leads show {id}"))["owner"].clone();
    assert_eq!((owner(1), owner(2)), ("anna".into(), "marco".into()));
    room.run("import @two.xlsx --owner-column Who").exits(0);
    assert_eq!(owner(1), "marco");
}

#[test]
fn blanks_keep_or_clear_as_told() {
    let room = Room::new();
    room.sheet("one.xlsx", &[&["Email", "City", "Company"], &["a@x.it", "Roma", "Acme"]]);
    room.sheet("blank.xlsx", &[&["Email", "City", "Company"], &["a@x.it", "", ""]]);
    room.run("import @one.xlsx").exits(0);
    assert_eq!(outcomes(&room.json("import @blank.xlsx")), [0, 0, 1, 0, 0, 0, 0]);
    room.run("import @blank.xlsx --blank city=clear").exits(0);
    assert_eq!(room.json("leads show 1")["values"], serde_json::json!({ "email": "a@x.it", "company": "Acme" }));
    room.run("import @blank.xlsx --blank clear").exits(0);
    assert_eq!(room.json("leads show 1")["values"], serde_json::json!({ "email": "a@x.it" }));
}

#[test]
fn a_column_may_be_named_by_its_letter_and_left_unmatched() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email", "City", "Cell?"], &["a@x.it", "Roma", "+393331234567"]]);
    room.run_of(&["import", room.path("x.xlsx").to_str().unwrap(), "--map", "C:=mobile", "--map", "City="]).exits(0);
    let values = room.json("leads show 1")["values"].clone();
    assert_eq!(values, serde_json::json!({ "email": "a@x.it", "mobile": "+393331234567" }));
}

#[test]
fn a_matching_is_saved_and_used_again() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email", "Wohnort"], &["a@x.it", "Roma"]]);
    room.run("import @x.xlsx --map Wohnort=city --save-matching weekly").exits(0);
    let again = room.json("check @x.xlsx --matching weekly");
    assert_eq!((number(&again, "unchanged"), again["columns"][1]["how"].as_str()), (1, Some("saved")));
    room.run("matchings export weekly -o @weekly.toml").exits(0);
    room.run("matchings remove weekly").exits(0);
    room.run("check @x.xlsx --matching weekly").exits(5);
    room.run("matchings import @weekly.toml").exits(0);
    assert_eq!(number(&room.json("check @x.xlsx --matching weekly"), "unchanged"), 1);
}

#[test]
fn too_many_deletes_stop_before_anything_is_changed() {
    let room = Room::new();
    room.sheet("one.xlsx", &[&["Email"], &["a@x.it"], &["b@x.it"], &["c@x.it"]]);
    room.run("import @one.xlsx").exits(0);
    room.sheet("delete.xlsx", &[&["Email", "Gone"], &["a@x.it", "1"], &["b@x.it", "1"], &["c@x.it", ""]]);
    room.run("import @delete.xlsx --delete-column Gone --max-deletes 1").exits(1);
    assert_eq!(number(&room.json("leads count"), "count"), 3);
    assert_eq!(number(&room.json("import @delete.xlsx --delete-column Gone --max-deletes 2"), "deleted"), 2);
    room.sheet("again.xlsx", &[&["Email"], &["d@x.it"]]);
    room.run("import @again.xlsx").exits(0);
    assert_eq!(room.json("leads show d@x.it")["id"], 4, "an ID is never used again");
}

#[test]
fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let room = Room::new();
    let document = room.json("import sample-data/leads.xlsx --dry-run");
    assert!(document["import"].is_null() && number(&document, "added") == 201);
    assert!(!room.store().exists());
}

#[test]
fn mends_lie_over_the_file() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email", "Country"], &["a@x.it", "Itlay"]]);
    room.run("check @x.xlsx").exits(1);
    std::fs::write(room.path("mends.json"), r#"[{"row": 2, "column": 1, "old": "Itlay", "new": "IT"}]"#).unwrap();
    room.run("import @x.xlsx --mends @mends.json").exits(0);
    assert_eq!(room.json("leads show 1")["values"]["country"], "IT");
}

#[test]
fn mends_name_their_columns_by_header_so_that_they_fit_when_a_column_has_moved() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Country", "Email"], &["Itlay", "a@x.it"], &["Spain", "b@x.it"], &["", "b@x.it"]]);
    let mends = r#"{"cells": [{"row": 2, "column": "country", "old": "Itlay", "new": "IT"}],
        "left_out": [{"row": 4, "column": "Email", "old": "b@x.it", "twin": 3}]}"#;
    std::fs::write(room.path("mends.json"), mends).unwrap();
    let document = room.json("import @x.xlsx --mends @mends.json");
    assert_eq!(outcomes(&document), [2, 0, 0, 0, 0, 0, 1]);
    assert!(document.get("stale_mends").is_none(), "all of them fit");
    assert_eq!(room.json("leads show 1")["values"]["country"], "IT");
}

#[test]
fn a_wrong_file_of_mends_is_told_where_it_is_wrong_with_an_example_and_leaves_no_store_behind() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email", "Country"], &["a@x.it", "Itlay"]]);
    for (mends, what, to_do) in [
        ("nonsense", "line 1, column 2: this is no JSON", "looks like this: {\"cells\": [{\"row\": 2"),
        (r#"[{"row": 2, "column": 1, "old": "Itlay"}]"#, "entry 1 of “cells”: “new” is missing", "\"new\": \"IT\""),
        (
            r#"[{"row": 2, "column": "Contry", "old": "Itlay", "new": "IT"}]"#,
            "the sheet has no column “Contry”",
            "“Country” was probably meant",
        ),
    ] {
        std::fs::write(room.path("mends.json"), mends).unwrap();
        let error = room.run("check @x.xlsx --mends @mends.json --json").exits(5).json()["error"].clone();
        let said = |key: &str| error[key].as_str().unwrap().to_owned();
        assert!(
            said("message").contains("mends.json are not understood: ") && said("message").contains(what),
            "{error}"
        );
        assert!(said("suggestion").contains(to_do) && !said("suggestion").contains('\n'), "{error}");
        room.run("import @x.xlsx --mends @mends.json").exits(5);
        assert!(!room.store().exists());
    }
}

#[test]
fn mends_that_no_longer_fit_are_listed_and_not_applied() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email", "City"], &["a@x.it", "Rom"], &["b@x.it", "Bari"]]);
    let mends = r#"{"cells": [{"row": 2, "column": "City", "old": "Romm", "new": "Roma"}, {"row": 9, "column": "City", "old": "", "new": "x"}],
        "left_out": [{"row": 3, "column": "Email", "old": "z@x.it"}]}"#;
    std::fs::write(room.path("mends.json"), mends).unwrap();
    let ran = room.run("check @x.xlsx --mends @mends.json --json").exits(0);
    let document = ran.json();
    let stale = |row: u32, letter: &str, header: &str, old: &str, new: Option<&str>, now: Option<&str>| serde_json::json!({ "row": row, "letter": letter, "header": header, "left_out": new.is_none(), "old": old, "new": new, "now": now });
    assert_eq!(
        document["stale_mends"],
        serde_json::json!([
            stale(2, "B", "City", "Romm", Some("Roma"), Some("Rom")),
            stale(3, "A", "Email", "z@x.it", None, Some("b@x.it")),
            stale(9, "B", "City", "", Some("x"), None),
        ])
    );
    assert!(ran.err.contains("3 mends"), "{}", ran.err);
    let told = room.run("import @x.xlsx --mends @mends.json").exits(0).out;
    for line in [
        "The mend of B2 to “Roma” no longer fits the file and was not applied: B2 holds “Rom” instead of “Romm”.",
        "Row 3 is not left out, for it is another one by now: A3 holds “b@x.it” instead of “z@x.it”.",
        "The mend of B9 to “x” no longer fits the file and was not applied: the row is gone.",
    ] {
        assert!(told.contains(line), "{told}");
    }
    assert_eq!(room.json("leads show 1")["values"]["city"], "Rom");
    assert_eq!(number(&room.json("leads count"), "count"), 2);
}

#[test]
fn rejects_of_a_mended_file_keep_its_cells_and_go_in_once_what_they_say_is_done() {
    let room = Room::new();
    let rows: &[&[&str]] = &[
        &["Email", "Country", "Employees"],
        &["a@x.it", "Italy", "7"],
        &["b@x.it", "Itlay", "many"],
        &["a@x.it", "Spain", ""],
    ];
    room.sheet("x.xlsx", rows);
    let mends = r#"[{"row": 3, "column": "Country", "old": "Itlay", "new": "IT"}, {"row": 3, "column": "Employees", "old": "many", "new": "lots"}]"#;
    std::fs::write(room.path("mends.json"), mends).unwrap();
    let done = room.json("import @x.xlsx --mends @mends.json --only-valid --rejects @out.csv");
    assert_eq!(outcomes(&done), [1, 0, 0, 0, 0, 0, 2]);
    let rejects = std::fs::read_to_string(room.path("out.csv")).unwrap();
    assert!(rejects.starts_with("Email,Country,Employees,Problem,What to do\nb@x.it,Itlay,many,"), "{rejects}");
    for words in [
        "C: “many” was mended to “lots”: “lots” is not a number",
        "B: “Itlay” was mended to “IT”; the cell here is the file's own.",
        "Write “IT” in column B.",
        "a@x.it,Spain,,A: “a@x.it” stands in row 2 of x.xlsx already.,",
        "imported as it is, it updates the lead of row 2",
    ] {
        assert!(rejects.contains(words), "{words}: {rejects}");
    }
}

#[test]
fn an_undo_that_meets_later_changes_lists_them_and_undoes_nothing() {
    let room = Room::new();
    room.sheet("one.xlsx", &[&["Email", "City"], &["a@x.it", "Roma"], &["b@x.it", "Bari"]]);
    room.sheet("two.xlsx", &[&["Email", "City"], &["a@x.it", "Milano"]]);
    room.run("import @one.xlsx").exits(0);
    room.run("import @two.xlsx").exits(0);
    let refused = room.run("undo 1 --json").exits(1).json();
    assert!(refused["import"].is_null() && refused["changed"][0]["email"] == "a@x.it");
    assert_eq!(number(&room.json("leads count"), "count"), 2);
    assert_eq!(number(&room.json("undo 1 --skip-changed"), "import"), 3);
    assert_eq!(number(&room.json("leads count"), "count"), 1);
    assert_eq!(room.json("history 1")["imports"][0]["undone_by"], 3);
}

#[test]
fn what_a_saved_matching_names_and_the_file_no_longer_has_is_told() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email", "Wohnort"], &["a@x.it", "Roma"]]);
    room.run("import @x.xlsx --map Wohnort=city --save-matching weekly").exits(0);
    room.sheet("y.xlsx", &[&["Email", "Ort"], &["a@x.it", "Bari"]]);
    let document = room.json("check @y.xlsx --matching weekly");
    let missing = &document["problems"][0];
    assert_eq!(missing["code"], "match-missing");
    assert!(
        missing["description"].as_str().is_some_and(|text| text.contains("Wohnort") && text.contains("City")),
        "{missing}"
    );
    let told = room.run("check @y.xlsx --matching weekly").exits(0).out;
    let words = "The column “Wohnort”, which was matched with the field City, is not in the file.";
    assert!(told.lines().any(|line| line == words), "{told}");
    let solved = room.json("check @y.xlsx --matching weekly --map Ort=city");
    assert_eq!((number(&solved, "warnings"), number(&solved, "updated")), (0, 1));
}
