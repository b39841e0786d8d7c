//! The wizard from the first key to the last.

use super::stage::{LISTS, Stage};
use leadport::app::event::Event;
use leadport::app::step::Step;
use leadport::import::{LeadStore, Outcome};

const WINDOW: (u16, u16) = (80, 24);

#[test]
fn the_whole_way_by_keyboard_alone() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    assert_eq!(stage.app.draft.step, Step::File);
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::MatchType);
    stage.press("n n");
    assert!(stage.shows("Save this matching"));
    stage.press("enter");
    assert_eq!(stage.app.draft.step, Step::Check);
    let planned = stage.app.world.check.done().expect("a check").counts;
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::Summary, "{}", stage.picture());
    let history = stage.store().history().expect("the history");
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].counts, planned);
    assert_eq!(stage.store().view().expect("a view").count(), planned.of(Outcome::Added));
    assert!(stage.drafts.is_empty(), "a finished import is no draft");
}

#[test]
fn vim_and_emacs_go_the_same_way_with_their_own_keys() {
    for (keymap, next) in [("vim", "g t"), ("emacs", "ctrl-x n")] {
        let mut stage = Stage::with_keymap(keymap, Some("leads.xlsx"), WINDOW);
        stage.press(next).press(next).press(next).press("enter").press(next);
        assert_eq!(stage.app.draft.step, Step::Summary, "{keymap}\n{}", stage.picture());
    }
}

#[test]
fn next_is_refused_until_an_email_column_is_matched() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n n");
    let links = &mut stage.app.draft.matching.links;
    links.retain(|link| link.field != "email");
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::Fields);
    assert!(stage.shows("Email"), "{}", stage.picture());
    assert!(stage.app.overlays.is_empty());
}

#[test]
fn every_answer_is_a_draft_at_once_and_the_next_start_goes_on_there() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n down enter n");
    assert_eq!(stage.drafts.len(), 1);
    let drafts = stage.drafts.clone();
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let mut later = Stage::at(&samples, "default", None, WINDOW, drafts.clone());
    assert!(later.shows("Go on where you were?") && later.shows("leads.xlsx, at Fields"), "{}", later.picture());
    later.press("enter");
    assert_eq!((later.app.draft.step, &later.app.draft.matching), (Step::Fields, &drafts[0].matching));
}

#[test]
fn a_named_file_leaves_the_drafts_of_others_alone() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n");
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let mut other = Stage::at(&samples, "default", Some("update.xlsx"), WINDOW, stage.drafts.clone());
    assert!(other.app.overlays.is_empty(), "nothing is asked");
    other.press("n");
    assert_eq!(other.drafts.len(), 2);
}

#[test]
fn back_and_forth_loses_nothing() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n n");
    let before = stage.app.draft.matching.clone();
    stage.press("b b b n n n");
    assert_eq!((stage.app.draft.step, &stage.app.draft.matching), (Step::Fields, &before));
}

#[test]
fn what_a_choice_makes_void_is_told_before_and_no_is_the_default() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n");
    let matched = stage.app.draft.matching.links.last().expect("a link").clone();
    stage.press("tab enter").type_text(&matched.column.header).press("enter");
    assert!(stage.shows("makes other answers void"), "{}", stage.picture());
    stage.press("enter");
    assert!(stage.app.draft.matching.delete.is_none());
    stage.press("enter").type_text(&matched.column.header).press("enter y");
    let chosen = stage.app.draft.matching.delete.as_ref().map(|column| column.column);
    assert_eq!(chosen, Some(matched.column.column));
    assert!(stage.app.draft.link_at(matched.column.column).is_none());
    stage.press("u");
    assert!(stage.app.draft.link_at(matched.column.column).is_some(), "one key takes it back");
}

#[test]
fn giving_up_is_asked_once_and_forgets_the_draft() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("n X");
    assert!(stage.shows("Give this import up?"));
    stage.press("esc");
    assert!(stage.app.draft.file.is_some(), "Esc never destroys anything");
    stage.press("X y");
    assert!(stage.app.draft.file.is_none() && stage.drafts.is_empty());
    assert_eq!(stage.app.draft.step, Step::File);
}

#[test]
fn a_pasted_quoted_path_is_the_file_that_is_meant() {
    let mut stage = Stage::open(None, WINDOW);
    stage.press("n");
    stage.event(Event::Paste(format!("'{LISTS}/update.xlsx'\n")));
    assert!(stage.app.screens.file.target().is_some_and(|path| path.ends_with("update.xlsx")));
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::MatchType, "{}", stage.picture());
}

#[test]
fn a_file_that_cannot_be_taken_says_why_and_the_step_stays() {
    let mut stage = Stage::open(Some("nowhere.xlsx"), WINDOW);
    assert!(stage.shows("There is no such file"), "{}", stage.picture());
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::File);
}

#[test]
fn the_filter_finds_a_file_and_esc_shows_all_again() {
    let mut stage = Stage::open(None, WINDOW);
    stage.press("n /").type_text("probl");
    assert!(stage.app.screens.file.target().is_some_and(|path| path.ends_with("problems.xlsx")), "{}", stage.picture());
    assert!(!stage.shows("leads.ods"));
    stage.press("esc");
    assert!(stage.shows("leads.ods"));
}

#[test]
fn errors_keep_the_import_from_starting() {
    let mut stage = Stage::open(Some("problems.xlsx"), WINDOW);
    stage.press("n n n enter");
    assert_eq!(stage.app.draft.step, Step::Check, "{}", stage.picture());
    stage.press("n");
    assert_eq!(stage.app.draft.step, Step::Check);
    assert_eq!(stage.store().view().expect("a view").count(), 0);
}

#[test]
fn every_key_of_the_footer_is_one_of_the_keymap() {
    for keymap in ["default", "vim", "emacs"] {
        let stage = Stage::with_keymap(keymap, Some("leads.xlsx"), WINDOW);
        for (key, _) in stage.app.offers() {
            let known = stage.app.keymap.bindings.iter().any(|b| leadport::keys::chord::show(&b.keys) == key);
            assert!(known, "{keymap}: {key}");
        }
    }
}

#[test]
fn help_names_every_action_of_the_screen() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    let contexts = stage.app.contexts();
    stage.press("?");
    let Some(leadport::app::dialog::Overlay::Picker(help)) = stage.app.overlays.last() else { panic!("no help") };
    for entry in leadport::keys::action::ACTIONS {
        if entry.contexts.iter().any(|context| contexts.contains(context)) {
            assert!(help.items.iter().any(|item| item.note.contains(entry.sentence)), "{} is missing", entry.id);
        }
    }
}

#[test]
fn a_sentence_too_long_for_its_list_stands_whole_below_it() {
    let mut stage = Stage::open(Some("leads.xlsx"), WINDOW);
    stage.press("?").type_text("shell");
    let picture = stage.picture();
    for word in "Goes back to the shell until you bring leadport to the front again (fg).".split(' ') {
        assert!(picture.contains(word), "{word} is cut off:\n{picture}");
    }
}
