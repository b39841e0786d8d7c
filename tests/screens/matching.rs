//! Saved matchings, owners and several new fields at once, by keystrokes.

use std::path::Path;

use leadport::app::step::Step;
use leadport::import::LeadStore;
use leadport::matching::OwnerRule;
use leadport::platform::edit::{FieldChange, InUse};
use leadport::platform::{FieldType, Lead};
use leadport::store::Mode;
use rust_xlsxwriter::Workbook;

use super::stage::Stage;

const HEADERS: [&str; 7] = ["Email", "First name", "Cell?", "Seller", "Hall", "Signed on", "Chairs"];

/// Writes a sheet as fairs export them, with these headers.
fn fair(folder: &Path, name: &str, headers: [&str; 7]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, headers).expect("the headers");
    for row in 1..=30_u32 {
        let seller = ["anna", "ANNA", "marco", "m.rossi"][row as usize % 4];
        let hall = ["North", "South", "East"][row as usize % 3];
        let texts = [
            format!("guest{row}@example.com"),
            format!("Guest {row}"),
            format!("+39 333 12345{row:02}"),
            seller.to_owned(),
            hall.to_owned(),
            format!("{}/03/2026", row % 28 + 1),
        ];
        sheet.write_row(row, 0, texts).expect("a row");
        sheet.write(row, 6, row * 2).expect("a number");
    }
    book.save(folder.join(name)).expect("the sheet");
}

/// Opens the sheet at Fields, on a store that has the owner marco beside anna.
fn at_fields(folder: &Path) -> Stage {
    fair(folder, "fair.xlsx", HEADERS);
    let stage = Stage::at(folder, "default", None, (80, 24), Vec::new());
    let store = stage.open_store(Mode::Write);
    store.change_platform("a test", |platform| platform.add_owner("marco", "", "")).expect("the store").expect("marco");
    drop(store);
    let mut stage = stage.again("fair.xlsx");
    stage.press("n n");
    stage
}

fn field_of(stage: &Stage, header: &str) -> Option<String> {
    let link = stage.app.draft.matching.links.iter().find(|link| link.column.header == header)?;
    Some(link.field.clone())
}

fn lead(stage: &Stage, email: &str) -> Lead {
    let mut found = stage.store().view().expect("a view").by_email(&[email]).expect("the store");
    found.remove(0).expect("a lead")
}

#[test]
fn three_unknown_columns_become_a_select_a_date_and_a_number_and_are_imported_without_leaving_fields() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path());
    // Fields → Columns; past Seller to Hall, Signed on, Chairs.
    stage.press("A tab down space space space c");
    insta::assert_snapshot!("fields_new_three_80x24", stage.picture());
    assert!(stage.shows("3 new fields") && stage.shows("adds these fields"), "{}", stage.picture());
    stage.press("enter");
    assert_eq!(stage.app.draft.step, Step::Fields);
    let platform = stage.store().platform().expect("the platform");
    let kind = |name: &str| platform.fields.iter().find(|field| field.name == name).map(|field| field.kind);
    let kinds = (kind("Hall"), kind("Signed on"), kind("Chairs"));
    assert_eq!(kinds, (Some(FieldType::Select), Some(FieldType::Date), Some(FieldType::Number)));
    let hall = platform.fields.iter().find(|field| field.name == "Hall").expect("the field");
    assert_eq!(hall.options.len(), 3);
    assert_eq!(field_of(&stage, "Signed on").as_deref(), Some("signed_on"));
    stage.press("n enter n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    let lead = lead(&stage, "guest5@example.com");
    let value = |name: &str| {
        let field = platform.fields.iter().find(|field| field.name == name).expect("the field");
        lead.values.get(field.id).map(str::to_owned)
    };
    let values = (value("Hall"), value("Signed on"), value("Chairs"));
    assert_eq!(values, (Some("East".into()), Some("2026-03-06".into()), Some("10".into())));
}

#[test]
fn each_of_several_new_fields_is_set_in_its_own_form_and_all_get_one_new_group() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path());
    stage.press("A tab down down space space c");
    // The first one: another name, required; then one new group for both.
    stage.press("down enter down enter ctrl-u").type_text("Contract date").press("enter");
    stage.press("down down down down enter");
    assert!(stage.shows("Required") && stage.shows("yes"), "{}", stage.picture());
    stage.press("esc").type_text("Group of").press("enter").type_text("new group").press("enter");
    stage.type_text("Trade fair").press("enter");
    stage.press("up");
    assert!(stage.shows("Trade fair (new)"), "{}", stage.picture());
    stage.type_text("Make them").press("enter");
    let platform = stage.store().platform().expect("the platform");
    let group = platform.groups.iter().find(|group| group.name == "Trade fair").expect("the group").key.clone();
    let of_group: Vec<_> = platform.fields.iter().filter(|field| field.group == group).collect();
    let names: Vec<_> = of_group.iter().map(|field| (field.name.as_str(), field.required)).collect();
    assert_eq!(names, [("Contract date", true), ("Chairs", false)]);
    stage.press("u");
    assert_eq!(field_of(&stage, "Chairs"), None, "one key takes all these matches back");
    assert_eq!(field_of(&stage, "Signed on"), None);
}

#[test]
fn two_new_fields_of_one_name_are_refused_before_anything_is_added() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path());
    let before = stage.store().platform().expect("the platform").fields.len();
    stage.press("A tab down down space space c down enter down enter ctrl-u").type_text("CHAIRS").press("enter enter");
    stage.type_text("Make them").press("enter");
    assert!(stage.shows("makes a field Chairs too"), "{}", stage.picture());
    assert_eq!(stage.store().platform().expect("the platform").fields.len(), before);
}

#[test]
fn a_column_of_usernames_is_suggested_and_whom_unknown_ones_mean_is_said_before_the_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path());
    stage.press("shift-tab shift-tab");
    assert!(stage.shows("from column: ~ D Seller"), "{}", stage.picture());
    assert!(stage.shows("of the values are usernames"), "{}", stage.picture());
    stage.press("a");
    let owner = stage.app.draft.matching.owner.clone();
    assert!(matches!(owner, Some(OwnerRule::Column(column)) if column.header == "Seller"));
    insta::assert_snapshot!("fields_owner_column_80x24", stage.picture());
    assert!(stage.shows("1 username is no owner’s (m.rossi ×7"), "{}", stage.picture());
    stage.press("v enter");
    assert!(stage.shows("m.rossi means"), "{}", stage.picture());
    stage.type_text("marco").press("enter");
    insta::assert_snapshot!("fields_owners_80x24", stage.picture());
    assert!(stage.shows("→ marco, as you said") && stage.shows("Every username is an owner’s"), "{}", stage.picture());
    stage.press("esc A n").type_text("weekly").press("enter n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    assert_eq!(lead(&stage, "guest3@example.com").owner(), "marco", "row 3 says m.rossi");
    let saved = stage.store().matching("weekly").expect("the store").expect("saved");
    assert_eq!(saved.owner_values.get("m.rossi").map(String::as_str), Some("marco"));
}

#[test]
fn an_unknown_username_becomes_an_owner_and_the_table_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path());
    stage.press("o down enter enter");
    assert!(stage.shows("7 rows with usernames that are no owner’s"), "{}", stage.picture());
    stage.press("enter").type_text("new owner").press("enter");
    assert!(stage.shows("Every username is an owner’s"), "{}", stage.picture());
    assert!(stage.store().platform().expect("the platform").owner("m.rossi").is_some());
}

#[test]
fn both_owner_options_tell_their_rule_in_a_whole_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path());
    stage.press("o");
    insta::assert_snapshot!("fields_owner_kind_80x24", stage.picture());
    assert!(stage.shows("leads that it updates keep") && stage.shows("theirs"), "{}", stage.picture());
    stage.press("down");
    assert!(stage.shows("each row must have one"), "{}", stage.picture());
}

#[test]
fn a_saved_matching_is_renamed_and_removed_in_its_list_and_removing_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path());
    stage.press("n").type_text("weekly").press("enter b l tab");
    stage.press("enter ctrl-u").type_text("fairs").press("enter");
    assert!(stage.shows("“weekly” is called “fairs” now"), "{}", stage.picture());
    assert_eq!(stage.app.draft.matching_name.as_deref(), Some("fairs"));
    assert!(stage.store().matching("fairs").expect("the store").is_some());
    assert!(stage.store().matching("weekly").expect("the store").is_none());
    stage.press("l tab down enter");
    assert!(stage.shows("Keep it"), "{}", stage.picture());
    stage.press("enter");
    assert!(stage.store().matching("fairs").expect("the store").is_some(), "the default answer is the harmless one");
    stage.press("esc l tab down enter y");
    assert!(stage.store().matching("fairs").expect("the store").is_none());
    assert!(!stage.app.draft.matching.links.is_empty(), "what is matched here stays");
}

#[test]
fn loading_asks_nothing_and_saving_over_another_asks() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path());
    stage.press("n").type_text("weekly").press("enter b A");
    assert!(field_of(&stage, "Cell?").is_some());
    stage.press("l enter");
    assert!(stage.app.overlays.is_empty(), "{}", stage.picture());
    assert_eq!(field_of(&stage, "Cell?"), None);
    assert!(stage.shows("u brings them back"), "{}", stage.picture());
    stage.press("u");
    assert!(field_of(&stage, "Cell?").is_some());
    stage.press("n enter");
    assert!(stage.shows("The name is taken"), "{}", stage.picture());
    stage.press("right enter");
    assert_eq!(stage.app.draft.step, Step::Check);
    let saved = stage.store().matching("weekly").expect("the store").expect("saved");
    assert!(saved.links.iter().any(|link| link.column.header == "Cell?"));
}

#[test]
fn a_renamed_column_and_a_renamed_field_are_both_missing_with_both_names_until_solved_or_dismissed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path());
    stage.press("A n").type_text("weekly").press("enter");
    let store = stage.open_store(Mode::Write);
    let change = FieldChange { name: Some("Portable".into()), ..FieldChange::default() };
    store
        .change_platform("a test", |platform| platform.edit_field("mobile", &change, InUse::NOT))
        .expect("the store")
        .expect("renamed");
    drop(store);
    let mut headers = HEADERS;
    headers[1] = "Given";
    fair(folder.path(), "next.xlsx", headers);
    let mut stage = stage.again("next.xlsx");
    stage.press("n n l enter");
    insta::assert_snapshot!("fields_two_missing_80x24", stage.picture());
    for name in ["First name (gone)", "C Cell?", "Mobile (now Portable)"] {
        assert!(stage.shows(name), "{name}\n{}", stage.picture());
    }
    // Away and back: they stay. The first is solved by a column, the second by agreeing.
    stage.press("b n tab end");
    assert!(stage.shows("Missing") && stage.app.draft.missing.len() == 2);
    stage.press("shift-tab home enter").type_text("Given").press("enter");
    assert_eq!(field_of(&stage, "Given").as_deref(), Some("first_name"));
    assert!(!stage.shows("First name (gone)") && stage.shows("now Portable"), "{}", stage.picture());
    stage.press("enter");
    assert_eq!(field_of(&stage, "Cell?").as_deref(), Some("mobile"));
    assert!(!stage.shows("Missing"), "{}", stage.picture());
}

#[test]
fn the_matching_of_an_import_is_offered_when_a_file_with_the_same_columns_comes_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_fields(folder.path());
    stage.press("A n enter n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    fair(folder.path(), "next.xlsx", HEADERS);
    let mut next = stage.again("next.xlsx");
    next.press("n n");
    insta::assert_snapshot!("fields_last_80x24", next.picture());
    assert!(next.shows("A file with the same columns was imported before"), "{}", next.picture());
    assert_eq!(field_of(&next, "Cell?"), None);
    next.press("y");
    assert_eq!(field_of(&next, "Cell?").as_deref(), Some("mobile"));
    assert!(next.app.overlays.is_empty());
    let mut other = HEADERS;
    other[6] = "Tables";
    fair(folder.path(), "other.xlsx", other);
    let mut stage = stage.again("other.xlsx");
    stage.press("n n");
    assert!(stage.app.overlays.is_empty(), "other columns, nothing to offer");
}

#[test]
fn the_row_view_says_what_is_cleaned_defaulted_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Email", "Phone", "City", "Company"]).expect("headers");
    sheet.write_row(1, 0, ["a@example.com", "+39 02 1234567", "", ""]).expect("a row");
    book.save(folder.path().join("few.xlsx")).expect("the sheet");
    let stage = Stage::at(folder.path(), "default", None, (80, 24), Vec::new());
    let change = FieldChange { default: Some(Some("Acme".into())), ..FieldChange::default() };
    stage
        .open_store(Mode::Write)
        .change_platform("a test", |platform| platform.edit_field("company", &change, InUse::NOT))
        .expect("the store")
        .expect("a default");
    let mut stage = stage.again("few.xlsx");
    stage.press("n n w down");
    assert!(stage.shows("+39021234567 (cleaned)"), "{}", stage.picture());
    stage.press("down");
    assert!(stage.shows("– (blank; a lead that exists keeps its own)"), "{}", stage.picture());
    stage.press("down");
    assert!(
        stage.shows("D Company (blank) → Company: Acme (default of a new lead; a lead that exists"),
        "{}",
        stage.picture()
    );
}
