//! Files that commands write: whole, nothing of them runs, and nothing is written over by a slip.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;

use crate::room::{Room, number};

#[test]
fn an_export_can_be_imported_again_unchanged() {
    let room = Room::new();
    room.run("import sample-data/leads.xlsx").exits(0);
    for format in ["xlsx", "ods"] {
        room.run(&format!("leads export -o @export.{format}")).exits(0);
        let again = room.json(&format!("import @export.{format}"));
        assert_eq!((number(&again, "unchanged"), number(&again, "errors")), (201, 0), "{format}");
    }
}

#[test]
fn no_cell_of_an_export_or_a_report_runs() {
    let room = Room::new();
    room.sheet(
        "formulas.xlsx",
        &[
            &["Email", "Company", "Notes", "Phone"],
            &["anna@x.it", "=1+1", "@SUM(A1)", "+39 333 1234567"],
            &["bo@x.it", "-2+3", "+A1", ""],
        ],
    );
    room.run(
        "import @formulas.xlsx --report @report.csv --report @report.xlsx --report @report.ods --report @report.json",
    )
    .exits(0);
    room.run("leads export -o @leads.csv").exits(0);
    for name in ["report.xlsx", "report.ods"] {
        let mut zip = zip::ZipArchive::new(fs::File::open(room.path(name)).unwrap()).unwrap();
        for index in 0..zip.len() {
            let mut part = String::new();
            zip.by_index(index).unwrap().read_to_string(&mut part).unwrap();
            assert!(!part.contains("<f>") && !part.contains("<f ") && !part.contains("table:formula"), "{name}");
        }
    }
    let csv = fs::read_to_string(room.path("leads.csv")).unwrap();
    assert!(csv.contains(",'=1+1,") && csv.contains(",'@SUM(A1),") && csv.contains(",+393331234567,"), "{csv}");
    let mut lines = csv.lines();
    assert!(lines.next().unwrap().starts_with("ID,Email,First name"));
    assert_eq!(lines.count(), 2);
    let report = fs::read_to_string(room.path("report.csv")).unwrap();
    assert_eq!(report.lines().count(), 3, "one header line and one line per row");
    let exact: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(room.path("report.json")).unwrap()).unwrap();
    assert_eq!(exact["rows"].as_array().unwrap().len(), 2);
}

#[test]
fn files_are_private_and_replaced_whole() {
    let room = Room::new();
    room.run("import sample-data/leads.xlsx").exits(0);
    fs::write(room.path("out.csv"), "old").unwrap();
    let ran = room.run("leads export -o @out.csv").exits(0);
    assert!(ran.err.contains("was there before"), "{}", ran.err);
    assert_eq!(fs::metadata(room.path("out.csv")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(room.store()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn neither_the_sheet_nor_the_store_is_written_over() {
    let room = Room::new();
    room.sheet("leads.xlsx", &[&["Email"], &["anna@x.it"]]);
    let before = fs::read(room.path("leads.xlsx")).unwrap();
    room.run("import @leads.xlsx --report @leads.xlsx").exits(2);
    assert_eq!(fs::read(room.path("leads.xlsx")).unwrap(), before);
    assert!(!room.store().exists(), "the slip is found before anything is done");
    room.run("import @leads.xlsx").exits(0);
    let store = room.store();
    let ran = room.run_of(&["leads", "export", "--format", "csv", "-o", store.to_str().unwrap()]).exits(2);
    assert!(ran.err.contains("not written over"), "{}", ran.err);
    assert_eq!(number(&room.json("leads count"), "count"), 1);
}

#[test]
fn the_marked_sheet_keeps_every_cell_in_its_place() {
    let room = Room::new();
    room.run("check sample-data/problems.xlsx --problems @marked.xlsx").exits(1);
    let (source, marked) =
        (room.json("sheet sample-data/problems.xlsx --limit 0"), room.json("sheet @marked.xlsx --limit 0"));
    assert_eq!(marked["columns"], source["columns"]);
    assert_eq!(marked["sheets_left_out"], serde_json::json!(["Problems"]));
    let text = |document: &serde_json::Value| -> Vec<(u64, Vec<String>)> {
        let cells = |row: &serde_json::Value| {
            row["cells"]
                .as_array()
                .unwrap()
                .iter()
                .map(|cell| cell["value"].as_str().unwrap().chars().take(50).collect())
                .collect()
        };
        document["rows"].as_array().unwrap().iter().map(|row| (number(row, "row"), cells(row))).collect()
    };
    assert_eq!(text(&marked), text(&source));
}

#[test]
fn the_template_has_every_field_as_a_header() {
    let room = Room::new();
    room.run("fields add Interest --type select --group marketing --option Wine --option Beer").exits(0);
    room.run("template -o @template.xlsx").exits(0);
    let sheet = room.run("sheet @template.xlsx --json").exits(1).json();
    assert_eq!(sheet["problems"][0]["code"], "sheet-no-rows");
    let headers: Vec<_> = sheet["columns"].as_array().unwrap().iter().map(|column| column["header"].clone()).collect();
    let fields = room.json("fields list");
    let names: Vec<_> = fields["fields"].as_array().unwrap().iter().map(|field| field["name"].clone()).collect();
    assert_eq!(headers, names);
    let mut zip = zip::ZipArchive::new(fs::File::open(room.path("template.xlsx")).unwrap()).unwrap();
    let mut part = String::new();
    zip.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut part).unwrap();
    assert!(part.contains("dataValidation") && part.contains("Wine,Beer"), "options are drop-downs");
}
