//! Check in depth, by keystrokes: from an error list to a clean import, mends, filters, another file.

use std::path::Path;

use leadport::app::dialog::Overlay;
use leadport::app::step::Step;
use leadport::import::mend::{Mend, Mends};
use leadport::import::{LeadStore, Outcome, Report, Severity};
use leadport::keys::Chord;
use leadport::platform::FieldType;
use leadport::report::source::Source;
use leadport::report::{Format, rejects};
use leadport::sheet::{Cancel, Limits};
use rust_xlsxwriter::Workbook;

use super::stage::{LISTS, Stage};

pub const WINDOW: (u16, u16) = (80, 24);

/// Writes a sheet of these rows, its header first.
pub fn sheet(path: &Path, rows: &[&[&str]]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write(row, column, *cell).expect("a cell");
        }
    }
    book.save(path).expect("the sheet");
}

/// Opens a sheet of these rows and goes on to Check.
pub fn at_check(folder: &Path, rows: &[&[&str]]) -> Stage {
    sheet(&folder.join("list.xlsx"), rows);
    let mut stage = Stage::at(folder, "default", Some("list.xlsx"), WINDOW, Vec::new());
    stage.press("n n n enter");
    assert_eq!(stage.app.draft.step, Step::Check, "{}", stage.picture());
    stage
}

/// Opens a copy of the sample with problems and goes on to its error list.
pub fn at_problems(folder: &Path) -> Stage {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/problems.xlsx");
    std::fs::copy(sample, folder.join("list.xlsx")).expect("a copy");
    let mut stage = Stage::at(folder, "default", Some("list.xlsx"), WINDOW, Vec::new());
    stage.press("n n n enter");
    assert!(stage.shows("25 problems in 20 causes"), "{}", stage.picture());
    stage
}

pub fn report(stage: &Stage) -> &Report {
    stage.app.world.check.done().expect("a check")
}

/// Presses keys and counts them.
fn counted(stage: &mut Stage, keys: &str) -> usize {
    stage.press(keys);
    Chord::parse_sequence(keys).expect("keys").len()
}

#[test]
fn the_problems_are_mended_here_to_a_clean_import_in_under_40_keystrokes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_problems(folder.path());
    // What is certain; then the rows whose address nobody knows: two are none, one is blank, one stands twice.
    let mut keys = counted(&mut stage, "F d d home d d");
    // The cells that can as well be blank.
    while report(&stage).errors > 0 {
        keys += counted(&mut stage, "e ctrl-u enter");
        assert!(keys < 40, "{}", stage.picture());
    }
    keys += counted(&mut stage, "n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    assert!(keys < 40, "{keys} keys");
    let counts = stage.store().history().expect("the history")[0].counts;
    assert_eq!((counts.of(Outcome::Added), counts.of(Outcome::Skipped)), (28, 4));
    let source = std::fs::read(folder.path().join("list.xlsx")).expect("the file");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/problems.xlsx");
    assert_eq!(source, std::fs::read(sample).expect("the sample"), "the file is never written to");
}

/// Mends a sheet as its owner would: the file itself is written anew.
fn mend_the_file(path: &Path, report: &Report) {
    let errors = report.problems.iter().filter(|problem| problem.severity() == Severity::Error);
    let mends = errors.filter_map(|problem| {
        let (row, column) = (problem.row?, problem.place.as_ref()?.column?);
        let is_address = problem.code.id().starts_with("email");
        let new = if is_address { format!("mended{row}@example.com") } else { String::new() };
        Some(Mend { row, column, old: problem.value.to_string(), new })
    });
    let mends = Mends::from(mends.collect::<Vec<_>>());
    let source = Source::new(path, Limits::default(), Cancel::default());
    let mended = path.with_extension("new");
    let file = std::fs::File::create(&mended).expect("a file");
    rejects::write_mended(Format::Xlsx, file, &source, &mends, &|_| Some(FieldType::Text)).expect("the mended sheet");
    std::fs::rename(mended, path).expect("the mended sheet in its place");
}

#[test]
fn the_file_is_mended_and_read_again_to_a_clean_import_in_under_40_keystrokes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_problems(folder.path());
    let matching = stage.app.draft.matching.clone();
    // The marked sheet is what its owner mends by.
    let mut keys = counted(&mut stage, "x enter enter");
    assert!(stage.shows("Saved: "), "{}", stage.picture());
    mend_the_file(&folder.path().join("list.xlsx"), report(&stage));
    keys += counted(&mut stage, "r");
    assert_eq!((report(&stage).errors, &stage.app.draft.matching), (0, &matching), "{}", stage.picture());
    keys += counted(&mut stage, "n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    assert!(keys < 40, "{keys} keys");
    assert_eq!(stage.store().history().expect("the history")[0].counts.of(Outcome::Added), 32);
}

#[test]
fn causes_are_filtered_by_column_and_code_and_cells_by_what_they_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_problems(folder.path());
    stage.press("/").type_text("column:b code:invalid");
    insta::assert_snapshot!("check_filter_80x24", stage.picture());
    let shown = |stage: &Stage| (stage.app.screens.check.causes.len(), stage.app.screens.check.cells.len());
    assert_eq!(shown(&stage), (1, 3), "{}", stage.picture());
    stage.press("enter tab /").type_text("anna");
    assert_eq!(shown(&stage), (1, 2), "{}", stage.picture());
    assert!(stage.shows("1 of 2 found in 3"), "{}", stage.picture());
    stage.press("enter d");
    assert_eq!(shown(&stage), (1, 1), "the filter stays while rows are mended: {}", stage.picture());
    stage.press("esc shift-tab esc");
    assert!(shown(&stage).0 > 10 && shown(&stage).1 == 2, "{}", stage.picture());
}

#[test]
fn causes_are_sorted_by_column_and_the_selected_one_stays_selected() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_problems(folder.path());
    let selected = |stage: &Stage| stage.app.screens.check.cause(report(stage)).map(|(at, _)| at);
    stage.press("down down");
    let before = selected(&stage);
    stage.press("s");
    assert!(stage.shows("by column"), "{}", stage.picture());
    assert_eq!(selected(&stage), before);
    let columns: Vec<_> = (0..stage.app.screens.check.causes.len())
        .filter_map(|line| stage.app.screens.check.causes.item(line))
        .map(|at| &report(&stage).problems.causes()[at])
        .filter(|cause| cause.code.severity() == Severity::Error)
        .filter_map(|cause| cause.place.as_ref()?.column)
        .collect();
    assert!(columns.is_sorted() && columns.len() == 16, "{columns:?}");
    stage.press("s s");
    assert!(!stage.shows("by column") && !stage.shows("by code"), "{}", stage.picture());
}

#[test]
fn the_next_problem_is_found_across_the_causes_that_are_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_problems(folder.path());
    let row = |stage: &Stage| stage.app.screens.check.problem(report(stage), false).and_then(|problem| problem.row);
    stage.press("] ] ]");
    assert_eq!((stage.app.screens.check.causes.line(), row(&stage)), (1, Some(21)), "{}", stage.picture());
    stage.press("[");
    assert_eq!((stage.app.screens.check.causes.line(), row(&stage)), (0, Some(32)));
    stage.press("#").type_text("28").press("enter");
    assert_eq!(row(&stage), Some(28), "{}", stage.picture());
    stage.press("shift-tab /").type_text("code:email").press("enter home ] ] ] ] ]");
    assert!(stage.shows("That was the last problem"), "{}", stage.picture());
}

#[test]
fn a_mend_whose_cell_changed_in_the_file_is_listed_and_taken_back_with_one_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage =
        at_check(folder.path(), &[&["Email", "Country"], &["a@example.com", "Itlay"], &["b@example", "IT"]]);
    stage.press("F").press("/").type_text("email").press("enter d esc");
    assert_eq!((report(&stage).errors, stage.app.draft.mends.len()), (0, 2), "{}", stage.picture());
    let changed: &[&[&str]] = &[&["Email", "Country"], &["a@example.com", "Spain"], &["c@example.com", "IT"]];
    sheet(&folder.path().join("list.xlsx"), changed);
    stage.press("r");
    insta::assert_snapshot!("check_stale_80x24", stage.picture());
    assert!(stage.shows("mended “Itlay” to “IT”, now “Spain”"), "{}", stage.picture());
    assert!(stage.shows("left out when it held “b@example”"), "{}", stage.picture());
    stage.press("down enter");
    assert!(stage.app.draft.mends.is_empty() && stage.app.overlays.is_empty(), "{}", stage.picture());
    stage.press("u");
    assert_eq!(stage.app.draft.mends.len(), 2, "taken back");
}

#[test]
fn mends_are_listed_and_each_is_taken_back_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_problems(folder.path());
    stage.press("F v");
    insta::assert_snapshot!("check_mends_80x24", stage.picture());
    let mends = stage.app.draft.mends.len();
    stage.type_text("Itlay").press("enter");
    assert_eq!(stage.app.draft.mends.len(), mends - 1);
    assert!(stage.app.draft.mends.iter().all(|mend| mend.old != "Itlay"));
}

#[test]
fn a_column_of_bare_numbers_is_read_as_dates_by_one_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Email").expect("a cell");
    sheet.write(0, 1, "Birth date").expect("a cell");
    for row in 1..=300_u32 {
        sheet.write(row, 0, format!("a{row}@example.com")).expect("a cell");
        sheet.write(row, 1, 32_000 + row).expect("a cell");
    }
    book.save(folder.path().join("list.xlsx")).expect("the sheet");
    let mut stage = Stage::at(folder.path(), "default", Some("list.xlsx"), WINDOW, Vec::new());
    stage.press("n n n enter");
    assert_eq!(report(&stage).errors, 300);
    stage.press("f");
    assert_eq!((report(&stage).errors, stage.app.draft.mends.len()), (0, 0), "{}", stage.picture());
    assert!(stage.shows("read as dates"), "{}", stage.picture());
    stage.press("u");
    assert_eq!(report(&stage).errors, 300);
}

#[test]
fn two_rows_with_one_address_stand_side_by_side_and_one_of_them_is_kept() {
    let rows: &[&[&str]] = &[
        &["Email", "First name", "City"],
        &["anna@example.com", "Anna", "Roma"],
        &["bea@example.com", "Bea", "Torino"],
        &["ANNA@example.com", "Annamaria", "Roma"],
    ];
    for (keys, rows_out) in [("right enter", vec![4]), ("right right enter", vec![2]), ("left enter", vec![2, 4])] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut stage = at_check(folder.path(), rows);
        stage.press("enter enter");
        if rows_out == [4] {
            insta::assert_snapshot!("check_duplicate_80x24", stage.picture());
        }
        assert!(stage.shows("Annamaria") && !stage.shows("Torino"), "{}", stage.picture());
        stage.press(keys);
        let out: Vec<u32> = stage.app.draft.mends.left_out_rows().map(|row| row.row).collect();
        assert_eq!((out, report(&stage).errors), (rows_out, 0), "{}", stage.picture());
        let twins = stage.app.draft.mends.left_out_rows().map(|row| (row.row, row.twin));
        assert!(twins.into_iter().all(|(row, twin)| twin == Some(6 - row)), "the choice is known to the rejects");
    }
}

#[test]
fn renamed_moved_added_and_removed_columns_are_named_one_by_one_and_nothing_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage =
        at_check(folder.path(), &[&["Email", "City", "Notes", "Phone"], &["bad", "Roma", "x", "+39 02 1234567"]]);
    let matching = stage.app.draft.matching.clone();
    let changed: &[&[&str]] = &[&["City", "Email", "Phone number", "Score"], &["Roma", "a@example.com", "12", "1"]];
    sheet(&folder.path().join("list.xlsx"), changed);
    stage.press("r");
    insta::assert_snapshot!("check_columns_changed_80x24", stage.picture());
    assert!(stage.shows("columns-changed"), "{}", stage.picture());
    stage.press("enter");
    assert_eq!((stage.app.draft.step, &stage.app.draft.matching), (Step::Check, &matching), "the default stays");
    stage.press("r right enter");
    while stage.shows("Leave all as it is") {
        stage.press("right enter");
    }
    assert!(stage.app.draft.step < Step::Check, "{}", stage.picture());
    let email = stage.app.draft.link_of("email").expect("what still fits is kept");
    assert_eq!(email.column.column, 1);
}

#[test]
fn one_problem_and_a_summary_are_copied_as_plain_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_problems(folder.path());
    stage.press("y x").type_text("summary").press("enter");
    assert!(
        stage.copied[0].starts_with("Row 4, column B Email: “anna.example.com” is not an email"),
        "{:?}",
        stage.copied
    );
    assert!(stage.copied[1].contains("- 3 × Not an email address, column B Email"), "{}", stage.copied[1]);
}

#[test]
fn another_file_in_its_place_keeps_settings_and_mends() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: &[&[&str]] = &[&["Email", "Country"], &["a@example.com", "Itlay"], &["bad", "IT"]];
    let mut stage = at_check(folder.path(), rows);
    stage.press("/").type_text("country").press("enter f esc");
    assert_eq!(stage.app.draft.mends.len(), 1, "{}", stage.picture());
    let better: &[&[&str]] = &[&["Email", "Country"], &["a@example.com", "Itlay"], &["b@example.com", "IT"]];
    sheet(&folder.path().join("list-2.xlsx"), better);
    stage.press("R ctrl-u").type_text(&format!("{LISTS}/list-2.xlsx")).press("enter");
    assert!(!matches!(stage.app.overlays.last(), Some(Overlay::Dialog(_))), "{}", stage.picture());
    assert_eq!((report(&stage).errors, stage.app.draft.mends.len()), (0, 1), "{}", stage.picture());
    assert_eq!(stage.drafts.len(), 1, "the draft moves with the file");
}

#[test]
fn in_the_forecast_the_keys_act_on_the_row_under_the_cursor_and_on_no_hidden_problem() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: &[&[&str]] = &[&["Email", "City"], &["bad", "x"], &["a@example.com", "Rome"], &["b@example.com", "Bari"]];
    let mut stage = at_check(folder.path(), rows);
    stage.press("o right enter tab home");
    assert!(stage.app.draft.only_valid && stage.shows("Rows that change something"), "{}", stage.picture());
    stage.press("d e f y");
    assert!(stage.app.draft.mends.is_empty() && stage.app.overlays.is_empty(), "{}", stage.picture());
    assert!(stage.copied.iter().all(|text| text.starts_with("Row 3: a@example.com\n")), "{:?}", stage.copied);
    stage.press("enter");
    assert!(stage.shows("Row 3") && stage.shows("a@example.com"), "{}", stage.picture());
    assert!(stage.shows("(blank) → Rome"), "what the import does stands whole: {}", stage.picture());
    assert!(!stage.app.overlays.is_empty(), "{}", stage.picture());
}

#[test]
fn a_header_that_merged_cells_cover_is_no_column_however_long_the_sheet_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 1, "Email", &rust_xlsxwriter::Format::new()).expect("a merged range");
    sheet.write(0, 1, "City").expect("a cell that it covers");
    for row in 1..6_000 {
        sheet.write(row, 0, format!("p{row}@example.com")).expect("a cell");
    }
    book.save(folder.path().join("list.xlsx")).expect("the sheet");
    let stage = Stage::at(folder.path(), "default", Some("list.xlsx"), WINDOW, Vec::new());
    let preview = stage.app.world.preview.as_ref().expect("a look into the file");
    let headers: Vec<_> = preview.columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!((headers, stage.app.world.counted), (vec!["Email"], Some(5_999)), "{}", stage.picture());
}

#[test]
fn a_mend_that_does_not_fit_is_asked_for_again_with_what_was_typed_and_esc_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: &[&[&str]] = &[&["Email", "Country"], &["a@example.com", "Atlantis"], &["b@example.com", "Atlantis"]];
    let mut stage = at_check(folder.path(), rows);
    stage.press("e ctrl-u").type_text("Nowhere").press("enter");
    assert!(stage.shows("Nowhere") && !stage.app.overlays.is_empty(), "{}", stage.picture());
    stage.press("ctrl-u").type_text("Italy").press("enter");
    assert!(stage.shows("2 cells hold “Atlantis”"), "{}", stage.picture());
    stage.press("esc");
    assert!(stage.app.draft.mends.is_empty() && stage.app.overlays.is_empty(), "{}", stage.picture());
}
