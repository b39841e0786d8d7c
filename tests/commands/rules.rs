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
    std::fs::write(room.path("mends.json"), "nonsense").unwrap();
    room.run("check @x.xlsx --mends @mends.json").exits(5);
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
    let words = "The column ‘Wohnort’, which was matched with the field City, is not in the file.";
    assert!(told.lines().any(|line| line == words), "{told}");
    let solved = room.json("check @y.xlsx --matching weekly --map Ort=city");
    assert_eq!((number(&solved, "warnings"), number(&solved, "updated")), (0, 1));
}
