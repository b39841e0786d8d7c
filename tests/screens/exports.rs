//! What Check saves: rejects, marked sheets, lists, masked copies; looked at with openpyxl and LibreOffice where they are.

use std::path::Path;
use std::process::Command;

use leadport::app::event::Event;
use leadport::app::step::Step;
use leadport::import::mend::exchange::Written;
use leadport::import::{LeadStore, Outcome};

use super::stage::LISTS;
use super::triage::{at_check, at_problems, report};

#[test]
fn only_the_valid_rows_go_in_by_an_open_choice_and_the_rejects_import_once_mended() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: &[&[&str]] = &[
        &["Email", "First name"],
        &["a@example.com", "Anna"],
        &["bea.example.com", "Bea"],
        &["c@example.com", "Carla"],
    ];
    let mut stage = at_check(folder.path(), rows);
    stage.press("o enter");
    assert!(!stage.app.draft.only_valid, "the harmless answer is the default");
    stage.press("o right enter");
    assert!(stage.app.draft.only_valid && stage.shows("Only the valid rows"), "{}", stage.picture());
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    assert!(stage.shows("list.rejects.xlsx"), "{}", stage.picture());
    let counts = stage.store().history().expect("the history")[0].counts;
    assert_eq!((counts.of(Outcome::Added), counts.of(Outcome::Skipped)), (2, 1));
    let rejects = folder.path().join("list.rejects.xlsx");
    if !python("import openpyxl", &[]) {
        eprintln!("passed over: no python3 with openpyxl on this machine");
        return;
    }
    let script = "import sys, openpyxl\nbook = openpyxl.load_workbook(sys.argv[1])\nsheet = book.worksheets[0]\n\
                  assert [c.value for c in sheet[1]] == ['Email', 'First name', 'Problem', 'What to do'], sheet[1]\n\
                  assert sheet.max_row == 2 and 'no @' in sheet['C2'].value\n\
                  sheet['A2'] = 'bea@example.com'\nbook.save(sys.argv[1])";
    assert!(python(script, &[&rejects]));
    stage.press("enter");
    stage.event(Event::Paste(format!("{LISTS}/list.rejects.xlsx")));
    stage.press("n n n enter");
    assert_eq!((stage.app.draft.step, report(&stage).errors), (Step::Check, 0), "{}", stage.picture());
    stage.press("n");
    assert_eq!(stage.store().view().expect("a view").count(), 3);
}

/// Runs a Python script; false where it fails, or where there is no Python.
fn python(script: &str, arguments: &[&Path]) -> bool {
    let output = Command::new("python3").arg("-c").arg(script).args(arguments).output();
    let Ok(output) = output else { return false };
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    }
    output.status.success()
}

#[test]
fn every_file_that_check_can_save_is_written_and_opens_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_problems(folder.path());
    let endings =
        ["problems.xlsx", "list.xlsx", "problems.csv", "problems.json", "masked.xlsx", "masked.csv", "rejects.xlsx"];
    for (place, ending) in endings.iter().enumerate() {
        stage.press("x");
        for _ in 0..place {
            stage.press("down");
        }
        stage.press("enter enter");
        assert!(folder.path().join(format!("list.{ending}")).exists(), "{ending}: {}", stage.picture());
    }
    stage.press("F x").type_text("corrected").press("enter enter x").type_text("mends alone").press("enter enter");
    let mends = std::fs::read_to_string(folder.path().join("list.mends.json")).expect("the mends");
    let columns = &stage.app.draft.file.as_ref().expect("a file").columns;
    let read = Written::read(&mends).and_then(|written| written.onto(columns)).expect("mends, as --mends takes them");
    assert_eq!((mends.contains(r#""column": "Email""#), read), (true, stage.app.draft.mends.clone()), "{mends}");
    let text = std::fs::read_to_string(folder.path().join("list.masked.csv")).expect("the list");
    assert!(!text.contains("anna.example") && text.contains("aaaa.aaaaaaa.aaa"), "{text}");
    if !python("import openpyxl", &[]) {
        eprintln!("passed over: no python3 with openpyxl on this machine");
        return;
    }
    assert!(python(LOOK, &[folder.path()]), "openpyxl finds the comments at the right cells");
    let out = folder.path().join("office");
    let home = format!("-env:UserInstallation=file://{}/home", out.display());
    let converted = Command::new("soffice")
        .args([home.as_str(), "--headless", "--convert-to", "xlsx", "--outdir"])
        .args([&out, &folder.path().join("list.problems.xlsx")])
        .output();
    match converted {
        Err(_) => eprintln!("passed over: no LibreOffice on this machine"),
        Ok(output) => {
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(out.join("list.problems.xlsx").exists(), "LibreOffice opens the marked sheet: {words}");
            assert!(python(LOOK_AGAIN, &[folder.path()]), "LibreOffice keeps the comments at their cells");
        }
    }
}

/// Looks with openpyxl: each listed problem of a row has a comment that names it at its cell, and its cell a colour.
const LOOK: &str = r#"
import sys, csv, openpyxl
folder = sys.argv[1]
listed = list(csv.DictReader(open(folder + "/list.problems.csv", encoding="utf-8-sig")))
assert len(listed) == 25, len(listed)
marked = openpyxl.load_workbook(folder + "/list.problems.xlsx")
sheet = marked.worksheets[0]
for problem in listed:
    if not problem["row"]:
        continue
    cell = sheet[problem["letter"] + problem["row"]]
    assert cell.comment and problem["name"] in cell.comment.text, (cell.coordinate, cell.comment)
    assert cell.fill.fgColor.rgb.endswith("FFC7CE"), cell.fill.fgColor.rgb
places = {problem["letter"] + problem["row"] for problem in listed if problem["row"]}
others = {c.coordinate for row in sheet.iter_rows(min_row=2) for c in row if c.comment} - places
assert not others, others
assert marked.worksheets[1].max_row == 26
plain = openpyxl.load_workbook(folder + "/list.list.xlsx").worksheets[0]
assert [c.value for c in plain[1]][:4] == ["code", "severity", "row", "letter"] and plain.max_row == 26
masked = openpyxl.load_workbook(folder + "/list.masked.xlsx")
texts = [str(c.value) for s in masked.worksheets for row in s.iter_rows(min_row=2) for c in row if c.value is not None]
comments = [c.comment.text for s in masked.worksheets for row in s.iter_rows() for c in row if c.comment]
assert not any("anna.example" in t or "Itlay" in t or "row1@" in t.lower() for t in texts + comments)
rejects = openpyxl.load_workbook(folder + "/list.rejects.xlsx").worksheets[0]
assert [c.value for c in rejects[1]][-2:] == ["Problem", "What to do"] and rejects.max_row == 19, rejects.max_row
mended = openpyxl.load_workbook(folder + "/list.mended.xlsx").worksheets[0]
assert mended.max_row == 33 and mended["J27"].value == "IT", mended["J27"].value
"#;

/// Looks at what LibreOffice read and saved again: the same comments at the same cells.
const LOOK_AGAIN: &str = r#"
import sys, openpyxl
def comments(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    found = (c for row in sheet.iter_rows(max_row=40) for c in row if c.comment)
    return {c.coordinate: "".join(c.comment.text.split()) for c in found}
ours, theirs = (comments(sys.argv[1] + name) for name in ("/list.problems.xlsx", "/office/list.problems.xlsx"))
assert len(ours) == 24 and set(ours) == set(theirs), (set(ours) ^ set(theirs))
assert all(ours[place][:40] in theirs[place] for place in ours)
"#;
