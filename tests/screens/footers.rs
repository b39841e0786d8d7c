//! The footer offers what works here and now: none of its keys is refused.

use leadport::app::message::Weight;
use leadport::keys::{Chord, Key};

use super::stage::Stage;
use super::triage::{WINDOW, at_check, sheet};

/// Returns the chord that a footer shows.
fn chord(shown: &str) -> Chord {
    match shown {
        "Enter" => Key::Enter.into(),
        "Esc" => Key::Esc.into(),
        "Tab" => Key::Tab.into(),
        "Space" => Chord::parse("space").expect("a key"),
        "Backspace" => Key::Backspace.into(),
        "↓" | "Down" => Key::Down.into(),
        "←" | "Left" => Key::Left.into(),
        "→" | "Right" => Key::Right.into(),
        one if one.chars().count() == 1 => Chord::char(one.chars().next().expect("a letter")),
        other => Chord::parse(&other.to_lowercase()).expect("a key"),
    }
}

/// Presses every key that the footer offers, each in a program of its own, and looks whether it is refused.
fn none_is_refused(begin: impl Fn() -> Stage, keys: &str) {
    let come = || {
        let mut stage = begin();
        if !keys.is_empty() {
            stage.press(keys);
        }
        stage
    };
    let offers = come().app.offers();
    assert!(offers.iter().any(|(_, label)| *label == "help"), "{offers:?}");
    for (key, label) in offers {
        if matches!(label, "help" | "menu" | "quit" | "cancel") {
            continue;
        }
        let mut stage = come();
        let told = stage.app.messages.all().count();
        stage.event(leadport::app::event::Event::Key(chord(&key)));
        let new = stage.app.messages.all().count() - told;
        let refused = stage.app.messages.all().take(new).find(|(_, message)| message.weight != Weight::Note);
        assert!(refused.is_none(), "after {keys}: {key} {label}: {refused:?}\n{}", stage.picture());
    }
}

#[test]
fn no_key_of_the_footer_of_the_wizard_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: &[&[&str]] = &[
        &["Mail", "Country", "Cell?", "Hall", ""],
        &["bad", "Itlay", "333 1234567", "N", "x"],
        &["", "IT", "", "S", "y"],
    ];
    sheet(&folder.path().join("fair.xlsx"), rows);
    let begin = || Stage::at(folder.path(), "default", Some("fair.xlsx"), WINDOW, Vec::new());
    // File, Match type, Fields in every pane: nothing saved, Email not matched yet, a column without a header.
    for keys in [
        "",
        "b",
        "n",
        "n n",
        "n n tab",
        "n n tab end",
        "n n tab tab",
        "n n shift-tab",
        "n n shift-tab shift-tab",
        "n n w",
    ] {
        none_is_refused(begin, keys);
    }
    // The fields of the group Address: a country, which has a table of values; a text, which has none.
    none_is_refused(begin, "n n A shift-tab down down down tab");
    none_is_refused(begin, "n n A shift-tab down down down tab end up");
    none_is_refused(|| Stage::at(folder.path(), "default", None, WINDOW, Vec::new()), "n");
}

#[test]
fn no_key_of_the_footer_of_check_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    // Errors with a certain mend and without; a warning about the whole file beside them.
    let whole: &[&[&str]] = &[&["Email", "", "Country"], &["bad", "x", "Itlay"], &["", "y", "Atlantis"]];
    let rows: &[&[&str]] = &[&["Email", "Country"], &["bad", "Itlay"], &["a@example.com", "Atlantis"], &["", "IT"]];
    for rows in [rows, whole] {
        let begin = || {
            sheet(&folder.path().join("list.xlsx"), rows);
            let mut stage = Stage::at(folder.path(), "default", Some("list.xlsx"), WINDOW, Vec::new());
            stage.press("n n n enter");
            stage
        };
        for keys in ["", "down", "down down", "tab", "down tab", "end tab"] {
            none_is_refused(begin, keys);
        }
    }
    let good: &[&[&str]] = &[&["Email", "City"], &["a@example.com", "Roma"]];
    for keys in ["", "tab", "n"] {
        none_is_refused(|| at_check(folder.path(), good), keys);
    }
}

#[test]
fn no_key_of_the_footer_beside_the_wizard_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let good: &[&[&str]] = &[&["Email", "City"], &["a@example.com", "Roma"]];
    let begin = || {
        let mut stage = at_check(folder.path(), good);
        stage.press("n");
        stage
    };
    let open = |place: &'static str| {
        move || {
            let mut stage = begin();
            stage.press("m").type_text(place).press("enter");
            stage
        }
    };
    for keys in ["", "enter", "enter tab", "enter tab tab", "U right enter", "U right enter down"] {
        none_is_refused(open("imports"), keys);
    }
    for keys in ["", "enter", "enter tab"] {
        none_is_refused(open("leads of"), keys);
    }
    for keys in ["", "down down down down", "tab", "tab down"] {
        none_is_refused(open("fields of"), keys);
    }
    none_is_refused(open("owners"), "");
    none_is_refused(open("settings"), "");
    none_is_refused(open("quality"), "");
    none_is_refused(|| Stage::at(folder.path(), "default", None, WINDOW, Vec::new()), "m I m p o r t s enter");
}
