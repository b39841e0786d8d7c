//! What is seen is what is meant: the file that is named, a relative path, what a key acts on.

use std::fs;
use std::path::Path;

use leadport::app::draft::SourceFile;
use leadport::app::event::{Event, Moment};
use leadport::app::screens::fields::Pane;
use leadport::app::step::Step;
use leadport::app::{App, Setup};
use leadport::keys::{Chord, file};
use leadport::store::Mode;
use leadport::ui::Look;

use super::stage::{LISTS, NOW, Stage};
use super::triage::sheet;

const WINDOW: (u16, u16) = (80, 24);

/// Three sheets in a folder, one in a folder inside, and the program at File.
fn at_file(folder: &Path) -> Stage {
    fs::create_dir(folder.join("inside")).expect("a folder");
    for name in ["a.xlsx", "b.xlsx", "c.xlsx", "inside/d.xlsx"] {
        sheet(&folder.join(name), &[&["Email", "Delete"], &["a@example.com", "0"]]);
    }
    let mut stage = Stage::at(folder, "default", None, WINDOW, Vec::new());
    stage.press("n");
    stage
}

fn taken(stage: &Stage) -> Option<String> {
    stage.app.draft.file.as_ref().map(SourceFile::name)
}

#[test]
fn enter_and_next_take_the_file_that_was_typed_pasted_or_opened_before_and_not_the_one_of_the_list() {
    for go_on in ["enter", "n"] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut stage = at_file(folder.path());
        stage.press("p").type_text("c.xlsx").press("enter").press(go_on);
        assert_eq!((taken(&stage).as_deref(), stage.app.draft.step), (Some("c.xlsx"), Step::MatchType));
        stage.press("b");
        stage.event(Event::Paste(format!("{LISTS}/b.xlsx")));
        stage.press(go_on);
        assert_eq!(taken(&stage).as_deref(), Some("b.xlsx"), "{}", stage.picture());
        stage.press("b home");
        stage.app.world.loaded.recent = vec![Path::new(LISTS).join("c.xlsx")];
        stage.press("r enter").press(go_on);
        assert_eq!(taken(&stage).as_deref(), Some("c.xlsx"), "{}", stage.picture());
    }
}

#[test]
fn the_list_stands_at_a_named_file_and_moving_on_from_it_chooses_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_file(folder.path());
    stage.press("p").type_text("b.xlsx").press("enter");
    assert!(stage.shows("▸ b.xlsx"), "{}", stage.picture());
    stage.press("down enter");
    assert_eq!(taken(&stage).as_deref(), Some("c.xlsx"), "{}", stage.picture());
}

#[test]
fn ctrl_n_while_a_path_is_typed_goes_on_with_that_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_file(folder.path());
    stage.press("p").type_text("c.xlsx").press("ctrl-n");
    assert_eq!((taken(&stage).as_deref(), stage.app.draft.step), (Some("c.xlsx"), Step::MatchType));
}

#[test]
fn a_relative_path_is_meant_from_the_folder_where_the_typing_began() {
    for typed in ["inside/d.xlsx", "./inside/d.xlsx", "../lists/inside/d.xlsx"] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut stage = at_file(folder.path());
        stage.press("p ctrl-u").type_text(typed).press("enter");
        assert_eq!(stage.app.screens.file.target(), Some(&*Path::new(LISTS).join("inside/d.xlsx")), "{typed}");
        stage.press("enter");
        assert_eq!(taken(&stage).as_deref(), Some("d.xlsx"), "{typed}: {}", stage.picture());
    }
}

#[test]
fn tab_completes_a_relative_path_through_its_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_file(folder.path());
    stage.press("p ctrl-u").type_text("in").press("tab").type_text("d").press("tab");
    assert!(stage.shows("Path ▸ inside/d.xlsx"), "{}", stage.picture());
}

#[test]
fn a_typed_folder_that_is_not_there_is_left_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_file(folder.path());
    stage.press("p ctrl-u").type_text("nowhere/x.xlsx").press("esc");
    assert!(stage.shows("a.xlsx"), "{}", stage.picture());
    stage.press("p ctrl-u").type_text("nowhere/x.xlsx").press("enter");
    assert!(stage.shows("There is no such file") && stage.shows("a.xlsx"), "{}", stage.picture());
}

#[test]
fn x_parts_no_field_that_does_not_have_the_keyboard() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n n");
    let before = stage.app.draft.matching.clone();
    for _ in 0..4 {
        stage.press("tab");
        assert_ne!(stage.app.screens.fields.pane, Pane::Fields);
        stage.press("x");
        assert_eq!(stage.app.draft.matching, before, "{}", stage.picture());
    }
    stage.press("tab x");
    assert_ne!(stage.app.draft.matching, before, "{}", stage.picture());
}

#[test]
fn the_delete_column_is_found_by_its_own_name_before_the_line_that_chooses_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = at_file(folder.path());
    stage.press("p").type_text("a.xlsx").press("enter n tab enter").type_text("delete").press("enter");
    let chosen = stage.app.draft.matching.delete.as_ref().map(|column| column.header.clone());
    assert_eq!(chosen.as_deref(), Some("Delete"), "{}", stage.picture());
}

#[test]
fn a_matching_that_somebody_saved_meanwhile_is_not_overwritten_without_a_question() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n n n");
    let mut theirs = stage.app.draft.matching.clone();
    theirs.links.truncate(3);
    stage.open_store(Mode::Write).save_matching("fair", &theirs).expect("a matching");
    stage.type_text("fair").press("enter");
    assert!(stage.shows("Somebody else has saved “fair” meanwhile: theirs stays"), "{}", stage.picture());
    assert_eq!(stage.store().matching("fair").expect("the store"), Some(theirs.clone()));
    stage.press("b n enter");
    assert!(stage.shows("A matching is saved as “fair” already."), "{}", stage.picture());
    assert_eq!(stage.store().matching("fair").expect("the store"), Some(theirs));
    stage.press("y");
    let saved = stage.store().matching("fair").expect("the store").expect("the matching");
    assert_eq!(saved.links.len(), stage.app.draft.matching.links.len(), "{}", stage.picture());
    // What was saved here is known: another change of it asks as ever, and is no change of somebody else.
    stage.press("b x n enter y");
    assert!(!stage.shows("Somebody else"), "{}", stage.picture());
}

#[test]
fn a_new_import_begins_without_the_filters_and_panes_of_the_one_before() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n down down n shift-tab /").type_text("addr").press("enter n enter n enter");
    assert_eq!(stage.app.draft.step, Step::File, "{}", stage.picture());
    stage.event(Event::Paste(format!("{LISTS}/leads.xlsx")));
    stage.press("n");
    assert_eq!(stage.app.screens.match_type.list.selected(), Some(0), "{}", stage.picture());
    stage.press("n");
    assert_eq!(stage.app.screens.fields.pane, Pane::Fields);
    assert!(stage.shows("Contact") && stage.shows("Address"), "{}", stage.picture());
}

#[test]
fn what_is_told_at_the_very_beginning_has_its_time() {
    let text = file::built_in("default").expect("a built-in keymap");
    let complaints = vec!["The first import makes a new store.".into()];
    let at = Moment { unix: NOW, ms: 0 };
    let keymap = file::read("default", text).0;
    let mut app = App::new(Setup { keymap, complaints, size: WINDOW, at, ..Setup::default() });
    for chord in Chord::parse_sequence("ctrl-g").expect("keys") {
        app.update(Moment { unix: NOW + 1, ms: 1_000 }, Event::Key(chord));
    }
    let Some(leadport::app::dialog::Overlay::Picker(messages)) = app.overlays.last() else { panic!("the messages") };
    assert_eq!(messages.items.iter().map(|item| item.note.as_str()).collect::<Vec<_>>(), ["just now"]);
}

#[test]
fn without_utf8_a_cut_is_marked_and_no_part_of_a_name() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n n n enter");
    let picture = stage.picture();
    let cut = picture.lines().find(|line| line.contains('…')).expect("something is cut");
    let ascii = stage.picture_in(WINDOW, Look { utf8: false, ..Look::default() });
    let row = picture.lines().position(|line| line == cut).expect("the line");
    assert!(ascii.lines().nth(row).is_some_and(|line| line.contains('~')), "{ascii}");
}

#[test]
fn giving_up_on_rules_says_that_there_is_an_import_and_where_it_is_given_up() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n b b X");
    assert!(
        stage.shows("The import of leads.xlsx is given up from File to Check: n goes there."),
        "{}",
        stage.picture()
    );
}
