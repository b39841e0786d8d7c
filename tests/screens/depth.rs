//! Fields in depth, by keystrokes: suggestions, custom fields, column rules, values, the row view, saved matchings.

use std::path::Path;

use leadport::app::draft::Draft;
use leadport::import::LeadStore;
use leadport::matching::{BlankRule, UpdateRule};
use leadport::platform::FieldType;
use rust_xlsxwriter::Workbook;

use super::stage::Stage;

const HEADERS: [&str; 7] = ["E-mail", "First name", "Cell?", "Fair stand", "Country", "Birth date", "Score"];

/// Writes a sheet as fairs export them, with these headers.
fn fair(folder: &Path, headers: [&str; 7]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(headers) {
        sheet.write(0, column, header).expect("a header");
    }
    for row in 1..=30_u32 {
        let stand = ["Hall 1", "Hall 2", "Hall 3"][row as usize % 3];
        let country = if row % 5 == 0 { "n/d" } else { "Deutschland" };
        let born = if row == 4 { "soon".to_owned() } else { format!("{}/03/1980", row % 28 + 1) };
        let cells = [format!("guest{row}@example.com"), format!("Guest {row}"), format!("+39 333 12345{row:02}")];
        let cells = cells.into_iter().chain([stand, country].map(str::to_owned)).chain([born, row.to_string()]);
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).expect("a cell");
        }
    }
    book.save(folder.join("fair.xlsx")).expect("the sheet");
}

fn at_fields(folder: &Path, headers: [&str; 7]) -> Stage {
    fair(folder, headers);
    let mut stage = Stage::at(folder, "default", Some("fair.xlsx"), (80, 24), Vec::new());
    stage.press("n n");
    stage
}

fn field_of<'a>(draft: &'a Draft, header: &str) -> Option<&'a str> {
    let link = draft.matching.links.iter().find(|link| link.column.header == header)?;
    Some(link.field.as_str())
}

#[test]
fn a_suggestion_says_how_sure_it_is_and_why_and_counts_once_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path(), HEADERS);
    stage.press("shift-tab down tab down");
    insta::assert_snapshot!("fields_suggested_80x24", stage.picture());
    assert!(stage.shows("% sure; header"), "{}", stage.picture());
    assert_eq!(field_of(&stage.app.draft, "Cell?"), None);
    stage.press("a");
    assert_eq!(field_of(&stage.app.draft, "Cell?"), Some("mobile"));
    stage.press("u");
    assert_eq!(field_of(&stage.app.draft, "Cell?"), None);
}

#[test]
fn a_column_becomes_a_select_with_its_values_as_options_in_two_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path(), HEADERS);
    stage.press("A tab").press("c");
    insta::assert_snapshot!("fields_new_80x24", stage.picture());
    stage.press("enter");
    let platform = stage.store().platform().expect("the platform");
    let field = platform.fields.iter().find(|field| field.name == "Fair stand").expect("the field");
    assert_eq!(field.kind, FieldType::Select);
    assert_eq!(field.options.len(), 3);
    assert_eq!(field_of(&stage.app.draft, "Fair stand"), Some(field.key.as_str()));
}

#[test]
fn a_name_that_differs_only_by_case_is_refused_and_the_form_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path(), HEADERS);
    stage.press("A tab c down enter ctrl-u").type_text("FIRST  name").press("enter enter");
    assert!(stage.shows("First name already"), "{}", stage.picture());
    let platform = stage.store().platform().expect("the platform");
    assert!(platform.fields.iter().all(|field| field.name != "FIRST  name"));
}

/// Selects the field Birth date in the group Profile.
fn at_birth_date(stage: &mut Stage) {
    stage.press("A shift-tab home down down down down tab home");
}

#[test]
fn what_does_not_parse_is_shown_at_once_and_the_rules_of_a_column_are_set_in_one_dialog() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path(), HEADERS);
    at_birth_date(&mut stage);
    assert!(stage.shows("1 cell of the first 30 rows: row 5"), "{}", stage.picture());
    stage.press("e");
    insta::assert_snapshot!("fields_rules_80x24", stage.picture());
    assert!(stage.shows("only fit day/month"), "{}", stage.picture());
    stage.press("enter down enter enter esc");
    let link = stage.app.draft.link_of("birth_date").expect("the link");
    assert_eq!((link.update, link.blank), (UpdateRule::IfEmpty, Some(BlankRule::Clear)));
}

#[test]
fn accepting_all_says_how_many_and_another_group_begins_at_its_first_field() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path(), HEADERS);
    stage.press("A");
    assert!(stage.shows("suggestion") && stage.shows("accepted; u takes it back"), "{}", stage.picture());
    stage.press("end shift-tab down tab");
    let field = stage.app.screens.fields.field(&stage.app.desk()).expect("a field");
    assert_eq!(field.key, "phone", "{}", stage.picture());
}

#[test]
fn dates_that_read_both_ways_are_said_to_and_the_settings_to_decide_until_somebody_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: &[&[&str]] = &[&["Email", "Birth date", "Score"], &["a@example.com", "03/04/1980", "1.234"]];
    super::triage::sheet(&folder.path().join("list.xlsx"), rows);
    let mut stage = Stage::at(folder.path(), "default", Some("list.xlsx"), (80, 24), Vec::new());
    stage.press("n n shift-tab down down down down tab");
    let hint = "B: both readings are possible: day/month/year, from the settings; e sets it.";
    assert!(stage.shows(hint) && stage.shows("! Birth date"), "{}", stage.picture());
    stage.press("e");
    assert!(stage.shows("day/month/year, both readings are possible"), "{}", stage.picture());
    assert!(stage.shows("0 values only fit day/month, 0 only month/day, 1 both"), "{}", stage.picture());
    assert!(stage.shows("The settings"), "{}", stage.picture());
    stage.press("down down enter esc");
    assert!(!stage.shows("both readings") && stage.shows("✓ Birth date"), "{}", stage.picture());
    stage.press("e");
    assert!(stage.shows("day/month/year, set by hand"), "{}", stage.picture());
    stage.press("esc shift-tab down tab end up up");
    while !stage.shows("▸ Score") && !stage.shows("! Score") {
        stage.press("up");
    }
    let hint = "C: both readings are possible: point (1,234.5), from the settings; e sets it.";
    assert!(stage.shows("! Score"), "{}", stage.picture());
    stage.press("home down down");
    assert!(stage.shows(hint), "{}", stage.picture());
}

#[test]
fn an_unknown_value_is_said_to_be_blank_for_the_whole_column() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path(), HEADERS);
    stage.press("A shift-tab home down down down tab end up");
    assert!(stage.shows("E: 1 value is not known (n/d ×6); v says what they mean."), "{}", stage.picture());
    stage.press("v");
    insta::assert_snapshot!("fields_values_80x24", stage.picture());
    assert!(stage.shows("n/d ×6"), "{}", stage.picture());
    stage.press("enter").type_text("Blank").press("enter");
    assert!(stage.shows("→ blank, as you said"), "{}", stage.picture());
    assert_eq!(stage.app.draft.link_of("country").expect("the link").values.len(), 1);
}

#[test]
fn the_row_view_shows_a_row_s_cells_beside_the_lead_s_values() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path(), HEADERS);
    stage.press("A w right right right");
    insta::assert_snapshot!("fields_row_80x24", stage.picture());
    assert!(stage.shows("+393331234504 (cleaned)"), "{}", stage.picture());
    stage.press("esc");
    assert!(stage.shows("Saved matching"));
}

#[test]
fn a_saved_matching_lists_what_is_missing_with_both_names_until_it_is_solved() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path(), HEADERS);
    stage.press("A n").type_text("monthly").press("enter b");
    let mut headers = HEADERS;
    headers[1] = "Given";
    fair(folder.path(), headers);
    let saved = stage.app.world.loaded.matchings.clone();
    let mut stage = at_fields(folder.path(), headers);
    stage.app.world.loaded.matchings = saved;
    stage.press("l enter");
    while stage.shows("Leave all as it is") {
        stage.press("right enter");
    }
    assert_eq!(stage.app.draft.missing.len(), 1);
    stage.press("shift-tab end tab");
    insta::assert_snapshot!("fields_missing_80x24", stage.picture());
    assert!(stage.shows("First name (gone)"), "{}", stage.picture());
    stage.press("x");
    assert!(stage.app.draft.missing.is_empty());
    stage.press("u");
    assert_eq!(stage.app.draft.missing.len(), 1, "taken back");
}
