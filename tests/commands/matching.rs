//! Matching on the command line: values, owners, rules, proofs, saved matchings.

use serde_json::json;

use crate::room::{Room, number};

/// Writes a sheet with countries and sellers as they are not on the platform, and returns the arguments that take it.
fn fair(room: &Room) -> Vec<String> {
    room.run("owners add marco").exits(0);
    room.sheet(
        "fair.xlsx",
        &[
            &["Email", "Country", "Seller"],
            &["a@x.it", "Teutonia", "M.Rossi"],
            &["b@x.it", "n/d", "m.rossi"],
            &["c@x.it", "Italia", "anna"],
        ],
    );
    let path = room.path("fair.xlsx").display().to_string();
    ["import", &path, "--owner-column", "Seller"].map(str::to_owned).to_vec()
}

fn run(room: &Room, arguments: &[String], more: &[&str]) -> crate::room::Ran {
    let all: Vec<&str> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
    room.run_of(&all)
}

const VALUES: [&str; 6] =
    ["--value", "country=Teutonia:DE", "--value", "country=n/d:", "--value", "owner=m.rossi:marco"];

#[test]
fn single_values_and_usernames_are_mapped_once_for_the_whole_column() {
    let room = Room::new();
    let fair = fair(&room);
    let refused = run(&room, &fair, &["--json"]).exits(1).json();
    let counts = refused["problem_counts"].as_array().unwrap();
    let count = |code: &str| counts.iter().find(|cause| cause["code"] == code).map(|cause| cause["count"].clone());
    assert_eq!((count("owner-unknown"), count("country-invalid")), (Some(json!(2)), Some(json!(2))), "{refused}");
    run(&room, &fair, &VALUES).exits(0);
    let one = |id: u64| room.json(&format!("leads show {id}"));
    assert_eq!((one(1)["owner"].as_str(), one(1)["values"]["country"].as_str()), (Some("marco"), Some("DE")));
    assert_eq!((one(2)["owner"].as_str(), one(2)["values"]["country"].as_str()), (Some("marco"), None));
    assert_eq!((one(3)["owner"].as_str(), one(3)["values"]["country"].as_str()), (Some("anna"), Some("IT")));
}

#[test]
fn what_values_and_usernames_mean_is_saved_and_moves_to_another_server() {
    let room = Room::new();
    let fair = fair(&room);
    run(&room, &fair, &[&VALUES[..], &["--save-matching", "weekly"]].concat()).exits(0);
    room.run("matchings export weekly -o @weekly.toml").exits(0);
    let shown = room.json("matchings show weekly");
    assert_eq!(shown["owner_values"], json!({ "m.rossi": "marco" }));
    let other = Room::new();
    other.run("owners add marco").exits(0);
    std::fs::copy(room.path("weekly.toml"), other.path("weekly.toml")).unwrap();
    std::fs::copy(room.path("fair.xlsx"), other.path("fair.xlsx")).unwrap();
    other.run("matchings import @weekly.toml").exits(0);
    assert_eq!(number(&other.json("import @fair.xlsx --matching weekly"), "added"), 3);
    assert_eq!(other.json("leads show 2")["owner"], "marco");
}

#[test]
fn an_owner_whom_a_saved_matching_means_and_who_is_gone_is_told() {
    let room = Room::new();
    let fair = fair(&room);
    run(&room, &fair, &[&VALUES[..], &["--save-matching", "weekly", "--dry-run"]].concat()).exits(0);
    room.run("check @fair.xlsx --owner-column Seller --value owner=m.rossi:marco --save-matching weekly");
    room.run("owners remove marco").exits(0);
    let document = room.run("check @fair.xlsx --matching weekly --json").exits(1).json();
    let missing = &document["problems"][0];
    assert_eq!(missing["code"], "match-missing", "{missing}");
    let words = missing["description"].as_str().unwrap();
    assert!(words.contains("marco") && words.contains("m.rossi"), "{words}");
}

#[test]
fn a_value_that_is_none_is_refused_with_what_to_do() {
    let room = Room::new();
    let fair = fair(&room);
    for (given, said) in [
        ("country=Teutonia:Germny", "“DE” was probably meant"),
        ("country=Teutonia", "FIELD_KEY=VALUE:BECOMES"),
        ("contry=Teutonia:DE", "“country” was probably meant"),
        ("owner=m.rossi:marko", "“marco” was probably meant"),
        ("city=Roma:Rom", "--map 'HEADER=city'"),
    ] {
        let ran = run(&room, &fair, &["--value", given]).exits(2);
        assert!(ran.err.contains(said), "{given}: {}", ran.err);
    }
}

#[test]
fn each_field_has_its_own_rule_for_updates_and_blanks() {
    let room = Room::new();
    let header = ["Email", "Phone", "City", "Notes", "Company"];
    room.sheet("one.xlsx", &[&header, &["a@x.it", "+39021234567", "Roma", "old", ""]]);
    room.sheet("two.xlsx", &[&header, &["a@x.it", "+39027654321", "Bari", "", "Acme"]]);
    room.run("import @one.xlsx").exits(0);
    room.run(
        "import @two.xlsx --update phone=if-empty --update company=if-empty --update city=never --blank notes=clear",
    )
    .exits(0);
    let values = room.json("leads show 1")["values"].clone();
    assert_eq!(values, json!({ "email": "a@x.it", "phone": "+39021234567", "city": "Roma", "company": "Acme" }));
}

#[test]
fn a_check_says_how_dates_and_numbers_were_read_and_why() {
    let room = Room::new();
    room.sheet(
        "dates.xlsx",
        &[
            &["Email", "Birth date", "Score"],
            &["a@x.it", "25/12/1980", "1.234,5"],
            &["b@x.it", "01/02/1981", "1.234"],
            &["c@x.it", "13/02/1981", "7"],
        ],
    );
    let ran = room.run("check @dates.xlsx").exits(0);
    let dates = "B Birth date: dates read as day/month/year: 2 values only fit day/month, 0 only month/day, 1 both";
    assert!(ran.out.contains(dates), "{}", ran.out);
    assert!(ran.out.contains("C Score: numbers read as 1.234,5: 1 value only fit"), "{}", ran.out);
    let columns = room.json("check @dates.xlsx")["columns"].clone();
    assert_eq!(columns[1]["dates"], json!({ "order": "dmy", "only_day_month": 2, "only_month_day": 0, "both": 1 }));
    assert_eq!(columns[2]["numbers"]["decimal"], "comma");
    assert!(columns[0].get("dates").is_none());
}

#[test]
fn bare_numbers_become_dates_by_one_option() {
    let room = Room::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Email", "Born"]).unwrap();
    sheet.write(1, 0, "a@x.it").unwrap().write(1, 1, 44_927).unwrap();
    book.save(room.path("serial.xlsx")).unwrap();
    let path = room.path("serial.xlsx").display().to_string();
    let map = ["import", &path, "--map", "Born=birth_date"];
    let refused = room.run_of(&[&map[..], &["--json"]].concat()).exits(1).json();
    assert_eq!(refused["problems"][0]["code"], "date-is-number");
    room.run_of(&[&map[..], &["--serial-dates", "Born"]].concat()).exits(0);
    assert_eq!(room.json("leads show 1")["values"]["birth_date"], "2023-01-01");
}

#[test]
fn a_saved_matching_gets_another_name_unless_that_is_taken() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email"], &["a@x.it"]]);
    room.run("import @x.xlsx --save-matching weekly").exits(0);
    room.run("import @x.xlsx --save-matching monthly").exits(0);
    room.run("matchings rename weekly monthly").exits(5);
    room.run("matchings rename weekly fairs").exits(0);
    room.run("matchings rename weekly fairs").exits(5);
    let names = room.json("matchings list")["matchings"].clone();
    let names: Vec<_> = names.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["fairs", "monthly"]);
}

#[test]
fn a_matching_that_is_saved_again_without_its_missing_matches_says_so_and_a_solved_one_keeps_its_rules() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email", "Town", "Tel."], &["a@x.it", "Roma", "061234567"]]);
    let maps = "--map Town=city --update city=if-empty --map Tel.=phone";
    room.run(&format!("check @x.xlsx {maps} --save-matching weekly")).exits(0);
    room.sheet("y.xlsx", &[&["Email", "Where"], &["a@x.it", "Roma"]]);
    let again = room.run("check @y.xlsx --matching weekly --map Where=city --save-matching weekly").exits(0);
    let told = again.err;
    assert!(told.contains("Warning: Saving the matching as “weekly” again loses 1 match"), "{told}");
    assert!(told.contains("Tel. → Phone") && !told.contains("Nothing was changed"), "{told}");
    assert!(told.contains("the matching is saved as “weekly”"), "{told}");
    let city = room.json("matchings show weekly")["links"]
        .as_array()
        .unwrap()
        .iter()
        .find(|link| link["field"] == "city")
        .cloned();
    let city = city.unwrap();
    assert_eq!((city["header"].as_str(), city["update"].as_str()), (Some("Where"), Some("if-empty")), "{city}");
}
