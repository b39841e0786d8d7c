//! Choices are taken back where they were made; an import that runs owns its answers to its end.

use leadport::app::event::Event;
use leadport::app::job::Slot;
use leadport::app::step::{Place, Step};
use leadport::import::LeadStore;

use super::stage::{LISTS, Stage};

const WINDOW: (u16, u16) = (80, 24);

/// An import that does not end before it is let go, seen from Owners.
fn importing() -> Stage {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n n n enter");
    stage.hold = Some(Slot::Import);
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::Import, "{}", stage.picture());
    stage.press("m").type_text("Owners").press("enter");
    assert_eq!(stage.app.place, Place::Owners);
    stage
}

#[test]
fn u_beside_the_wizard_leaves_an_import_that_runs_and_its_answers_alone() {
    let mut stage = importing();
    let draft = stage.app.draft.clone();
    stage.press("u u");
    assert_eq!(stage.app.draft, draft, "{}", stage.picture());
    assert!(stage.shows("taken back where they were made"), "{}", stage.picture());
    stage.press("X");
    assert!(stage.shows("The import is running: it is cancelled where it is shown"), "{}", stage.picture());
    stage.press("esc b n u esc");
    assert!(stage.shows("Cancel the import?"), "{}", stage.picture());
}

#[test]
fn the_end_of_an_import_is_told_on_every_screen_and_its_summary_waits_in_the_wizard() {
    let mut stage = importing();
    stage.let_go();
    assert_eq!((stage.app.place, stage.app.draft.step), (Place::Owners, Step::Summary), "nobody is thrown elsewhere");
    assert!(stage.shows("leads.xlsx is imported, as number 1: see Import in the menu."), "{}", stage.picture());
    assert!(stage.drafts.is_empty(), "a finished import is no draft");
    stage.press("esc");
    assert!(stage.shows("The import is done"), "{}", stage.picture());
}

#[test]
fn an_import_that_runs_is_never_taken_for_the_one_of_another_file() {
    let mut stage = importing();
    let mut other = Stage::open(Some("update.xlsx"), WINDOW);
    other.press("n n n enter");
    stage.app.draft = other.app.draft.clone();
    stage.app.world.check = std::mem::take(&mut other.app.world.check);
    stage.app.world.checked = other.app.world.checked.take();
    stage.press("esc n");
    assert_eq!(stage.app.draft.step, Step::Check, "{}", stage.picture());
    assert!(stage.shows("leads.xlsx is still being imported"), "{}", stage.picture());
    stage.let_go();
    assert!(stage.shows("leads.xlsx is imported, as number 1: see Imports in the menu."), "{}", stage.picture());
    assert_eq!(stage.app.draft.step, Step::Check, "the other file stays where it is");
    stage.press("n n");
    let files: Vec<_> = stage.store().history().expect("the history").into_iter().map(|entry| entry.file).collect();
    assert_eq!(files, ["update.xlsx", "leads.xlsx"], "{}", stage.picture());
}

#[test]
fn an_import_that_is_cancelled_or_fails_while_another_screen_is_shown_says_of_which_file() {
    let mut stage = importing();
    stage.app.draft.matching.owner = None;
    if let Some(running) = &mut stage.app.world.importing {
        running.matching.owner = None;
    }
    let Some(ticket) = stage.held_ticket() else { panic!("the import waits") };
    stage.event(Event::Job(ticket, leadport::app::job::News::Cancelled));
    assert!(stage.shows("The import of leads.xlsx was cancelled; nothing was changed."), "{}", stage.picture());
    assert_eq!((stage.app.place, stage.app.draft.step), (Place::Owners, Step::Check));
}

#[test]
fn a_choice_is_taken_back_only_at_the_step_where_it_was_made() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n down enter n");
    let draft = stage.app.draft.clone();
    stage.press("u");
    assert_eq!(stage.app.draft, draft);
    assert!(stage.shows("The last choice was made at Match type, and is taken back there"), "{}", stage.picture());
    stage.press("m").type_text("Settings").press("enter u");
    assert_eq!(stage.app.draft.matching, draft.matching, "{}", stage.picture());
    stage.press("esc b");
    assert!(stage.picture().lines().last().is_some_and(|footer| footer.contains("u undo")), "{}", stage.picture());
    stage.press("u");
    assert_ne!(stage.app.draft.matching.match_type, draft.matching.match_type, "{}", stage.picture());
}

#[test]
fn a_file_is_taken_back_only_at_file_and_after_a_question_whose_default_leaves_it() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n n u");
    assert_eq!(stage.app.draft.step, Step::Fields, "{}", stage.picture());
    stage.press("b b u");
    assert!(stage.shows("leads.xlsx is chosen no more"), "{}", stage.picture());
    stage.press("enter");
    assert!(stage.app.draft.file.is_some(), "Enter leaves it");
    stage.event(Event::Paste(format!("{LISTS}/update.xlsx")));
    stage.press("n y b u");
    assert!(stage.shows("leads.xlsx takes the place of update.xlsx again"), "{}", stage.picture());
    stage.press("y u y");
    assert!(stage.app.draft.file.is_none(), "{}", stage.picture());
}

#[test]
fn a_matching_that_was_saved_is_no_choice_that_u_takes_back() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n n down x n").type_text("fair").press("enter b u");
    assert!(!stage.shows("saved as fair"), "{}", stage.picture());
    assert_eq!(stage.app.draft.matching_name.as_deref(), Some("fair"), "it is saved, whatever is taken back");
}
