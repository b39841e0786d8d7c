//! After an import: the leads over the contract's limit, retention, the history's filter, undo, erasing.

use std::fs;

use serde_json::json;

use crate::room::{Room, number};

/// Imports four leads where the contract holds two; dates and numbers are texts that read only one way in this file.
fn over_the_limit(room: &Room, more: &str) -> crate::room::Ran {
    room.run("settings set contract.max_leads 2").exits(0);
    room.run("owners add berta").exits(0);
    room.sheet(
        "fair.xlsx",
        &[
            &["E-mail address", "Born", "Points", "Rep", "Town"],
            &["a@x.it", "02/25/1990", "1,5", "anna", "Roma"],
            &["b@x.it", "02/03/1990", "2,5", "anna", "Bari"],
            &["c@x.it", "04/05/1991", "3,5", "berta", "Łódź"],
            &["d@x.it", "06/07/1992", "1.234,5", "berta", "=1+1"],
        ],
    );
    let map = "--map A:=email --map B:=birth_date --map C:=score --map E:=city --owner-column Rep";
    room.run(&format!("import @fair.xlsx {map} {more}"))
}

#[test]
fn the_leads_over_the_limit_are_a_sheet_that_is_imported_with_nothing_matched_by_hand() {
    for ending in ["xlsx", "ods"] {
        let room = Room::new();
        let ran = over_the_limit(&room, &format!("--over-limit @rest.{ending}")).exits(0);
        assert!(ran.err.contains("2 leads over the limit"), "{}", ran.err);
        room.run("settings unset contract.max_leads").exits(0);
        let document = room.json(&format!("import @rest.{ending} --owner-column Owner"));
        assert_eq!((number(&document, "added"), number(&document, "errors")), (2, 0), "{document}");
        let how: Vec<_> = document["columns"].as_array().unwrap().iter().map(|column| column["how"].clone()).collect();
        assert!(how.iter().all(|how| how == "name" || how == "owner"), "{document}");
        let lead = room.json("leads show c@x.it");
        assert_eq!(lead["owner"], "berta");
        let values = json!({"email": "c@x.it", "city": "Łódź", "birth_date": "1991-04-05", "score": "3.5"});
        assert_eq!(lead["values"], values, "dates and numbers are read as the import read them: month first, comma");
        assert_eq!(room.json("leads show d@x.it")["values"]["city"], "=1+1");
        assert_eq!(room.json("leads show d@x.it")["values"]["score"], "1234.5");
    }
}

#[test]
fn the_leads_over_the_limit_can_be_had_later_as_long_as_the_file_is_there_unchanged() {
    let room = Room::new();
    over_the_limit(&room, "").exits(0);
    room.run("settings unset contract.max_leads").exits(0);
    room.sheet("c.xlsx", &[&["Email"], &["c@x.it"]]);
    room.run("import @c.xlsx").exits(0);
    let told = room.json("report 1 --over-limit @rest.xlsx");
    assert_eq!((number(&told, "leads"), number(&told, "left_out")), (1, 1), "c has entered since");
    assert_eq!(number(&room.json("import @rest.xlsx --owner-column Owner"), "added"), 1);
    room.run("report 2 --over-limit @none.xlsx").exits(2);
    room.run("report 1 --over-limit @rest.csv").exits(2);
    room.sheet("fair.xlsx", &[&["E-mail address"], &["z@x.it"]]);
    fs::remove_file(room.path("rest.xlsx")).unwrap();
    let changed = room.run("report 1 --over-limit @rest.xlsx");
    assert!(changed.code != 0 && !room.path("rest.xlsx").exists(), "{}", changed.err);
    fs::remove_file(room.path("fair.xlsx")).unwrap();
    room.run("report 1 --over-limit @rest.xlsx").exits(3);
}

#[test]
fn where_all_leads_enter_there_is_no_sheet_of_the_others() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email"], &["a@x.it"]]);
    let ran = room.run("import @x.xlsx --over-limit @rest.xlsx").exits(0);
    assert!(ran.err.contains("All leads entered") && !room.path("rest.xlsx").exists(), "{}", ran.err);
}

#[test]
fn the_history_is_filtered_by_text_operator_day_and_hash_and_tells_where_from() {
    let room = Room::new();
    room.sheet("spring.xlsx", &[&["Email"], &["a@x.it"]]);
    room.sheet("autumn.xlsx", &[&["Email"], &["b@x.it"]]);
    room.command("import @spring.xlsx").env("SSH_CONNECTION", "203.0.113.9 50000 10.0.0.1 22").output().unwrap();
    room.run("import @autumn.xlsx").exits(0);
    room.run("undo 2").exits(0);
    let found = |filter: &str| -> Vec<u64> {
        let imports = room.json(&format!("history {filter}"))["imports"].as_array().unwrap().clone();
        imports.iter().map(|one| number(one, "import")).collect()
    };
    let one = room.json("history 1")["imports"][0].clone();
    assert_eq!(one["from"], "203.0.113.9");
    let hash = one["sha256"].as_str().unwrap();
    assert_eq!(found(&format!("--search {}", &hash[..8])), [1]);
    assert_eq!(found("--search SPRING"), [1]);
    assert_eq!(found("--search 203.0.113"), [1]);
    assert_eq!(found("--search undo"), [3]);
    assert_eq!((found("--operator anna"), found("--operator berta")), (vec![3, 2, 1], vec![]));
    assert_eq!((found("--since 2020-01-01 --limit 2"), found("--until 2020-01-01")), (vec![3, 2], vec![]));
    room.run("history --since yesterday").exits(2);
    assert!(room.run("history 1").exits(0).out.contains("203.0.113.9"));
}

#[test]
fn an_undo_names_for_each_field_the_import_that_changed_it() {
    let room = Room::new();
    room.sheet("1.xlsx", &[&["Email", "City", "Notes"], &["a@x.it", "Roma", "x"]]);
    room.sheet("2.xlsx", &[&["Email", "City"], &["a@x.it", "Bari"]]);
    room.sheet("3.xlsx", &[&["Email", "Notes"], &["a@x.it", "y"]]);
    for name in ["1", "2", "3"] {
        room.run(&format!("import @{name}.xlsx")).exits(0);
    }
    let told = room.run("undo 1").exits(1).out;
    assert!(told.contains("City by import 2") && told.contains("Notes by import 3"), "{told}");
    let changed = room.run("undo 1 --json").exits(1).json()["changed"][0]["changes"].clone();
    let by: Vec<_> =
        changed.as_array().unwrap().iter().map(|change| (change["field"].clone(), change["by"].clone())).collect();
    assert_eq!(by, [(json!("city"), json!(2)), (json!("notes"), json!(3))]);
}

#[test]
fn nothing_is_forgotten_without_the_setting_and_the_command_says_which_one_it_is() {
    let room = Room::new();
    room.sheet("1.xlsx", &[&["Email"], &["a@x.it"]]);
    room.run("import @1.xlsx").exits(0);
    let told = room.run("store forget").exits(5);
    assert!(told.err.contains("history.keep_previous_values_days"), "{}", told.err);
    room.run("settings set history.keep_previous_values_days 30").exits(0);
    assert_eq!(room.json("store forget")["forgotten"], 0, "it is of today");
    room.run("undo 1").exits(0);
}

#[test]
fn erasing_an_old_address_names_the_lead_that_the_person_is_now_and_those_that_mention_it() {
    let room = Room::new();
    room.sheet("1.xlsx", &[&["Email", "City"], &["old.addr@x.it", "Roma"], &["b@x.it", "ask old.addr@x.it"]]);
    room.sheet("2.xlsx", &[&["ID", "Email"], &["1", "new.addr@x.org"]]);
    room.run("import @1.xlsx").exits(0);
    room.run("import @2.xlsx --match id").exits(0);
    let told = room.run("leads erase old.addr@x.it").exits(0);
    assert!(told.err.contains("This person is lead 1 now, new.addr@x.org: leads erase new.addr@x.org"), "{}", told.err);
    assert!(told.err.contains("1 lead mentions the address"), "{}", told.err);
    assert_eq!(room.json("leads count")["count"], 2);
    let after = room.json("leads erase new.addr@x.org");
    assert!(after["elsewhere"].as_array().is_some_and(Vec::is_empty), "{after}");
}

#[test]
fn erasing_says_what_it_did_and_that_backups_still_hold_the_person() {
    let room = Room::new();
    room.sheet("1.xlsx", &[&["Email", "City"], &["Secret.Person@x.it", "Roma"], &["b@x.it", "Bari"]]);
    room.sheet("2.xlsx", &[&["Email", "City"], &["secret.person@x.it", "Lodi"]]);
    room.run("import @1.xlsx").exits(0);
    room.run("import @2.xlsx").exits(0);
    room.run("store backup @copy.redb").exits(0);
    let told = room.run("leads erase secret.person@X.IT").exits(0);
    assert!(told.err.contains("Backups"), "{}", told.err);
    let bytes = fs::read(room.store()).unwrap();
    assert!(!bytes.windows(13).any(|window| window.eq_ignore_ascii_case(b"secret.person")));
    assert_eq!(number(&room.json("history")["imports"][1], "added"), 2, "counts stay");
    let rows = room.json("report 2 --format json")["rows"].clone();
    assert!(!rows.to_string().contains("Lodi") && !rows.to_string().contains("Roma"), "{rows}");
    room.run("leads show secret.person@x.it").exits(2);
    let told = room.run("undo 2").exits(1);
    assert!(told.out.contains("erased; it cannot come back"), "{}", told.out);
    let told = room.run("undo 2 --skip-changed").exits(1);
    assert!(told.err.contains("stays in effect"), "nothing else was there to put back: {}", told.err);
    assert_eq!(room.json("leads count")["count"], 1);
}
