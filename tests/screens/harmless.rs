//! What must not be overlooked or lost: a file that changed, files that an export would replace, a hasty Enter.

use std::fs;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use leadport::app::event::Event;
use leadport::app::step::Step;
use leadport::import::LeadStore;
use leadport::keys::file;

use super::stage::{LISTS, Stage};
use super::triage::{WINDOW, at_check, report, sheet};

const WRONG: &[&[&str]] = &[&["Email", "Country"], &["a@example.com", "Itlay"], &["bad", "IT"], &["worse", "IT"]];

/// Somebody writes the file, so many seconds later, and the watcher tells of it.
fn changes(stage: &mut Stage, real: &Path, seconds: u64) {
    let known = stage.app.draft.file.clone().expect("a file");
    let later = UNIX_EPOCH + Duration::from_secs(known.modified.unsigned_abs() + seconds);
    fs::File::options().append(true).open(real).and_then(|file| file.set_modified(later)).expect("a file of mine");
    stage.event(Event::FileChanged(known.path, known.bytes, known.modified + i64::try_from(seconds).expect("few")));
}

#[test]
fn a_file_that_has_changed_is_told_of_beside_every_other_message_with_the_key_that_reads_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), WRONG);
    stage.press("d");
    assert!(stage.shows("is left out of the import"), "{}", stage.picture());
    changes(&mut stage, &folder.path().join("list.xlsx"), 100);
    assert!(stage.shows("list.xlsx has changed: r reads it again"), "{}", stage.picture());
    stage.press("d");
    assert!(stage.shows("is left out of the import") && stage.shows("list.xlsx has changed"), "{}", stage.picture());
    stage.app.keymap = file::read("own", "[check]\nagain = [\"ctrl-o\"]").0;
    assert!(stage.shows("list.xlsx has changed: Ctrl-O reads it again"), "{}", stage.picture());
    // Before it is read it is written once more, which the watcher has not told of yet.
    changes(&mut stage, &folder.path().join("list.xlsx"), 200);
    let path = stage.app.draft.file.as_ref().expect("a file").path.clone();
    stage.event(Event::FileChanged(path, 7, 7));
    stage.press("ctrl-o");
    assert!(!stage.shows("has changed"), "{}", stage.picture());
}

#[test]
fn the_words_of_every_message_name_the_keys_of_the_keymap() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), WRONG);
    let own = "[global]\nundo = [\"ctrl-o\"]\n[check]\nedit = [\"E\"]\nleave-out = []";
    stage.app.keymap = file::read("own", own).0;
    stage.press("f");
    assert!(stage.shows("E edits a cell, “leave row out”"), "{}", stage.picture());
    stage.press("F");
    assert!(stage.shows("Ctrl-O takes it back"), "{}", stage.picture());
}

#[test]
fn another_file_is_named_as_at_file_with_quotes_a_tilde_or_escaped_blanks() {
    let better: &[&[&str]] = &[&["Email", "Country"], &["a@example.com", "IT"]];
    for typed in ["'list 2.xlsx'", "\"/srv/lists/list 2.xlsx\" ", "~/list\\ 2.xlsx", "list\\ 2.xlsx"] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut stage = at_check(folder.path(), WRONG);
        stage.app.world.home = Some(LISTS.into());
        sheet(&folder.path().join("list 2.xlsx"), better);
        stage.press("R ctrl-u").type_text(typed).press("enter");
        assert_eq!(report(&stage).errors, 0, "{typed}: {}", stage.picture());
    }
}

#[test]
fn another_file_that_cannot_be_read_is_asked_for_again_with_what_was_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), WRONG);
    stage.press("R ctrl-u").type_text("nowhere.xlsx").press("enter");
    assert!(stage.shows("/srv/lists/nowhere.xlsx") && !stage.app.overlays.is_empty(), "{}", stage.picture());
    stage.press("esc");
    assert!(report(&stage).errors > 0 && stage.app.draft.step == Step::Check, "{}", stage.picture());
    let preview = stage.app.world.preview.as_ref().expect("a preview");
    assert!(preview.path.ends_with("list.xlsx"), "the draft's own file is looked into again");
}

#[test]
fn an_export_goes_where_a_typed_path_means_and_replaces_a_file_only_after_a_question() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), WRONG);
    stage.app.world.home = Some(LISTS.into());
    let path = folder.path().join("to mend.xlsx");
    fs::write(&path, "mine").expect("a file");
    for answer in ["enter", "esc", "n"] {
        stage.press("x enter ctrl-u").type_text("'~/to mend.xlsx'").press("enter");
        assert!(stage.shows("/srv/lists/to mend.xlsx"), "{}", stage.picture());
        assert!(stage.shows("It has 4 B and was changed 1 hour ago"), "{}", stage.picture());
        stage.press(answer);
        assert_eq!(fs::read_to_string(&path).expect("the file"), "mine", "{answer} replaces nothing");
        assert!(!stage.shows("Writing") && !stage.shows("Saved"), "{}", stage.picture());
    }
    stage.press("x enter ctrl-u").type_text("~/to\\ mend.xlsx").press("enter right enter");
    assert!(stage.shows("Saved: "), "{}", stage.picture());
    assert!(fs::metadata(&path).expect("the file").len() > 1_000);
}

#[test]
fn the_mends_that_no_longer_fit_are_listed_and_a_hasty_enter_takes_none_of_them_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), &[&["Email", "Country"], &["a@example.com", "Itlay"]]);
    stage.press("F");
    assert_eq!(stage.app.draft.mends.len(), 1, "{}", stage.picture());
    sheet(&folder.path().join("list.xlsx"), &[&["Email", "Country"], &["a@example.com", "Spain"]]);
    stage.press("r");
    assert!(stage.shows("1 no longer fits the file"), "{}", stage.picture());
    stage.press("enter");
    assert!(stage.app.overlays.is_empty() && stage.app.draft.mends.len() == 1, "{}", stage.picture());
    stage.press("v down enter");
    assert!(stage.app.draft.mends.is_empty(), "{}", stage.picture());
}

#[test]
fn starting_over_finds_the_columns_again_behind_one_without_a_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), &[&["Email", "City"], &["bad", "Roma"]]);
    sheet(&folder.path().join("list.xlsx"), &[&["Email", "", "City"], &["a@example.com", "note", "Roma"]]);
    stage.press("r");
    assert!(stage.shows("a column without a name was put in"), "{}", stage.picture());
    stage.press("right enter n n enter");
    assert_eq!((stage.app.draft.step, report(&stage).errors), (Step::Check, 0), "{}", stage.picture());
    assert_eq!(stage.app.draft.link_of("city").expect("a link").column.column, 2);
    stage.press("n");
    let lead = stage.store().view().expect("a view").by_email(&["a@example.com"]).expect("the store").remove(0);
    let city = stage.store().platform().expect("the platform").field_by_key("city").expect("a field").id;
    assert_eq!(lead.expect("a lead").values.get(city), Some("Roma"));
}

#[test]
fn a_file_that_changed_between_check_and_import_is_refused_and_no_lead_enters() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_check(folder.path(), &[&["Email"], &["a@example.com"]]);
    sheet(&folder.path().join("list.xlsx"), &[&["Email"], &["a@example.com"], &["b@example.com"]]);
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::Check, "{}", stage.picture());
    assert!(stage.shows("changed"), "{}", stage.picture());
    assert_eq!(stage.store().view().expect("a view").count(), 0, "nothing was imported");
    stage.press("r n");
    assert_eq!(stage.store().view().expect("a view").count(), 2, "{}", stage.picture());
}

#[test]
fn the_limit_is_told_once_before_the_import() {
    let folder = tempfile::tempdir().expect("a folder");
    sheet(&folder.path().join("list.xlsx"), &[&["Email"], &["a@example.com"], &["b@example.com"]]);
    let mut stage = Stage::at(folder.path(), "default", Some("list.xlsx"), WINDOW, Vec::new());
    stage.write(|platform| platform.settings.set("contract.max_leads", "1").map(drop).expect("a limit"));
    stage.press("n n n enter");
    assert_eq!(stage.picture().matches("The contract").count(), 1, "{}", stage.picture());
    assert!(stage.shows("1 will not enter"), "{}", stage.picture());
}

#[test]
fn a_hint_that_is_cut_stands_whole_among_the_messages() {
    let folder = tempfile::tempdir().expect("a folder");
    let many = ["Atlantis", "Utopia", "Nowhere at all", "Somewhere else"].map(|country| ["a@example.com", country]);
    let rows: Vec<&[&str]> = [&["Email", "Country"][..]].into_iter().chain(many.iter().map(|row| &row[..])).collect();
    sheet(&folder.path().join("list.xlsx"), &rows);
    let mut stage = Stage::at(folder.path(), "default", Some("list.xlsx"), WINDOW, Vec::new());
    stage.press("n n shift-tab down down down tab end up");
    let hint = stage.app.notice().expect("a hint").text;
    assert!(hint.len() > 78 && !stage.shows("v says what they mean"), "{hint}");
    stage.press("ctrl-g");
    assert!(stage.shows("v says what") && stage.shows("they mean. · now"), "{}", stage.picture());
}
