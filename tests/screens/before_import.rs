//! Between Check and Import: many deletes want their number typed, and a store that has changed is told of.

use std::path::Path;

use leadport::app::event::Event;
use leadport::app::step::Step;
use leadport::import::request::Closing;
use leadport::import::store::Who;
use leadport::import::{LeadStore, Options, Outcome, Request, Watch, import};
use leadport::sheet::Limits;
use leadport::store::Mode;
use rust_xlsxwriter::Workbook;

use super::stage::{LISTS, NOW, Stage};
use super::triage::{WINDOW, at_check, report, sheet};

/// Imports twenty leads, then opens a sheet that deletes some of them.
fn deleting(folder: &Path, deletes: usize) -> Stage {
    let address = |number: usize| format!("a{number}@example.com");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Email").expect("a cell");
    for number in 1..=20_u32 {
        sheet.write(number, 0, address(number as usize)).expect("a cell");
    }
    book.save(folder.join("list.xlsx")).expect("the sheet");
    let mut stage = Stage::at(folder, "default", Some("list.xlsx"), WINDOW, Vec::new());
    stage.press("n n n enter n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    let gone: Vec<String> = (1..=deletes).map(address).collect();
    let mut rows: Vec<Vec<&str>> = vec![vec!["Email", "Gone"]];
    rows.extend(gone.iter().map(|email| vec![email.as_str(), "1"]));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    super::triage::sheet(&folder.join("gone.xlsx"), &rows);
    stage.press("enter");
    stage.event(Event::Paste(format!("{LISTS}/gone.xlsx")));
    stage.press("n").press("tab enter").type_text("Gone").press("enter n esc n enter");
    assert_eq!(stage.app.draft.step, Step::Check, "{}", stage.picture());
    stage
}

#[test]
fn an_import_that_deletes_more_than_a_tenth_of_the_store_wants_the_number_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = deleting(folder.path(), 3);
    stage.press("n");
    insta::assert_snapshot!("check_deletes_80x24", stage.picture());
    stage.type_text("2").press("enter");
    assert_eq!(stage.app.draft.step, Step::Check, "{}", stage.picture());
    stage.press("n esc");
    assert_eq!((stage.app.draft.step, stage.store().view().expect("a view").count()), (Step::Check, 20));
    stage.press("n").type_text("3").press("enter");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    assert_eq!(stage.store().view().expect("a view").count(), 17);
}

#[test]
fn few_deletes_and_deletes_within_the_settings_are_not_asked_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = deleting(folder.path(), 2);
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::Summary, "a tenth is not more than a tenth: {}", stage.picture());
}

#[test]
fn an_import_goes_on_where_the_store_changed_and_the_numbers_did_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), &[&["Email"], &["a@example.com"], &["b@example.com"]]);
    let store = stage.open_store(Mode::Write);
    let set = |platform: &mut leadport::platform::Platform| platform.settings.set("contract.max_leads", "100");
    store.change_platform("setting", set).expect("the store").expect("the setting");
    drop(store);
    stage.press("n");
    // A limit that is not reached is another number all the same: it is shown.
    assert_eq!(stage.app.draft.step, Step::Check, "{}", stage.picture());
    let store = stage.open_store(Mode::Write);
    let set = |platform: &mut leadport::platform::Platform| platform.settings.set("mail.host", "mail.example.com");
    store.change_platform("setting", set).expect("the store").expect("the setting");
    drop(store);
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    assert_eq!(stage.store().view().expect("a view").count(), 2);
}

/// Another operator imports a file with the same columns meanwhile.
fn imported_by_another(stage: &Stage, path: &Path) {
    let request = Request {
        path: path.to_owned(),
        limits: Limits::default(),
        matching: stage.app.draft.matching.clone(),
        options: Options::default(),
        operator: "bruno".into(),
        host: String::new(),
        from: String::new(),
        clock: || NOW,
        closing: Closing::default(),
    };
    let report = import(&stage.open_store(Mode::Write), &request, &Watch::silent()).expect("an import");
    assert!(report.entry.is_some());
}

#[test]
fn an_import_whose_numbers_moved_since_the_check_stops_and_shows_the_new_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: &[&[&str]] = &[&["Email"], &["a@example.com"], &["b@example.com"]];
    let mut stage = at_check(folder.path(), rows);
    let other = folder.path().join("other.xlsx");
    sheet(&other, &[&["Email"], &["a@example.com"]]);
    imported_by_another(&stage, &other);
    stage.press("n");
    insta::assert_snapshot!("check_moved_80x24", stage.picture());
    assert_eq!(stage.app.draft.step, Step::Check);
    assert!(stage.shows("The store has changed since the check"), "{}", stage.picture());
    assert_eq!(report(&stage).counts.of(Outcome::Added), 1);
    assert_eq!(stage.store().view().expect("a view").count(), 1, "nothing was imported");
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    assert_eq!(stage.store().view().expect("a view").count(), 2);
}

#[test]
fn an_import_that_waits_for_another_writer_says_for_whom_and_can_be_cancelled() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), &[&["Email"], &["a@example.com"]]);
    let store = stage.open_store(Mode::Write);
    let who = Who { operator: "zoe".into(), doing: "importing more.xlsx".into(), at: 0 };
    let writing = store.begin(&who).expect("a transaction");
    stage.gives_up = true;
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::Check, "{}", stage.picture());
    assert!(stage.shows("was cancelled; nothing was changed"), "{}", stage.picture());
    stage.press("ctrl-g");
    assert!(stage.shows("Waiting up to 1 s: zoe has been importing"), "{}", stage.picture());
    drop(writing);
    stage.press("esc n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
}

#[test]
fn what_others_add_meanwhile_is_there_when_a_step_is_entered() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), &[&["Email"], &["a@example.com"]]);
    let store = stage.open_store(Mode::Write);
    let added = store.change_platform("adding", |platform| platform.add_owner("zoe", "", ""));
    added.expect("the store").expect("an owner");
    let matching = stage.app.draft.matching.clone();
    store.save_matching("fair", &matching).expect("a saved matching");
    stage.press("b");
    let loaded = &stage.app.world.loaded;
    assert!(loaded.platform.iter().any(|platform| platform.owners.iter().any(|owner| owner.username == "zoe")));
    assert_eq!(loaded.matchings.len(), 1);
    assert_eq!(stage.app.draft.matching, matching, "the choices stay");
}

#[test]
fn leaving_promises_no_draft_where_none_can_be_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), &[&["Email"], &["a@example.com"]]);
    stage.press("q");
    assert!(stage.shows("leadport offers to go on"), "{}", stage.picture());
    stage.press("esc");
    stage.event(Event::Trouble("Answers are not kept for next time.".into()));
    stage.press("q");
    assert!(stage.shows("could not be kept"), "{}", stage.picture());
}

#[test]
fn the_old_and_the_new_value_of_a_row_can_be_read_and_copied_before_the_import() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = "a name that is far too long for a line of the list of rows";
    let mut stage = at_check(folder.path(), &[&["Email", "First name"], &["a@example.com", name]]);
    let other = folder.path().join("other.xlsx");
    sheet(&other, &[&["Email", "First name"], &["a@example.com", "Zoe"]]);
    imported_by_another(&stage, &other);
    stage.press("r tab y");
    let told = format!("Row 2: a@example.com\nOutcome: updated\nFirst name: Zoe → {name}");
    assert_eq!(stage.copied, [told], "{}", stage.picture());
    stage.press("enter down");
    assert!(stage.shows(&format!("Zoe → {name}")), "{}", stage.picture());
}
