//! The screens beside the wizard: imports, leads, quality, fields, owners, settings; pictures, and what keys do.

use super::stage::Stage;
use leadport::import::{LeadStore, Outcome};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (60, 16)];

/// Opens the program and imports a sample, by keystrokes.
fn with_an_import(size: (u16, u16)) -> Stage {
    let mut stage = Stage::open(Some("leads.xlsx"), size);
    stage.press("n n n enter n");
    assert!(stage.store().history().expect("the history").len() == 1, "{}", stage.picture());
    stage
}

/// Goes to a place of the menu.
fn go(stage: &mut Stage, place: &str) {
    stage.press("m").type_text(place).press("enter");
}

/// Returns the picture with every moment the same, for leads get the time of the machine.
fn picture(stage: &Stage) -> String {
    let picture = stage.picture();
    let moment = |at: usize| {
        let shape = |text: &str| {
            text.chars()
                .zip("0000-00-00 00:00".chars())
                .all(|(c, s)| if s == '0' { c.is_ascii_digit() } else { c == s })
        };
        picture.get(at..at + 16).is_some_and(shape)
    };
    let mut out = String::new();
    let mut skip = 0;
    for (at, c) in picture.char_indices() {
        if skip == 0 && moment(at) {
            out.push_str("2027-01-15 08:00");
            skip = 16;
        }
        if skip > 0 {
            skip -= 1;
        } else {
            out.push(c);
        }
    }
    out
}

fn pictures(name: &str, show: impl Fn(&mut Stage)) {
    for size in SIZES {
        let mut stage = with_an_import(size);
        show(&mut stage);
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), picture(&stage));
    }
}

#[test]
fn imports() {
    pictures("imports", |stage| go(stage, "imports"));
}

#[test]
fn one_import() {
    pictures("imports_one", |stage| {
        go(stage, "imports");
        stage.press("enter");
    });
}

#[test]
fn leads() {
    pictures("leads", |stage| go(stage, "leads"));
}

#[test]
fn one_lead() {
    pictures("leads_one", |stage| {
        go(stage, "leads");
        stage.press("enter");
    });
}

#[test]
fn quality() {
    pictures("quality", |stage| go(stage, "quality"));
}

#[test]
fn all_fields() {
    pictures("all_fields", |stage| go(stage, "fields of"));
}

#[test]
fn owners() {
    pictures("owners", |stage| go(stage, "owners"));
}

#[test]
fn settings() {
    pictures("settings", |stage| go(stage, "settings"));
}

#[test]
fn an_undo_says_what_it_does_and_its_default_answer_does_nothing() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "imports");
    stage.press("enter U");
    assert!(stage.shows("201 leads removed"), "{}", stage.picture());
    stage.press("enter");
    assert_eq!(stage.store().view().expect("a view").count(), 201);
    stage.press("U right enter");
    assert_eq!(stage.store().view().expect("a view").count(), 0);
    assert!(stage.shows("Import 1 is undone, by number 2"), "{}", stage.picture());
}

#[test]
fn leads_changed_since_are_listed_and_nothing_is_undone_until_decided() {
    let mut stage = with_an_import((80, 24));
    stage.press("enter").press("p").press("ctrl-u").type_text("update.xlsx").press("enter");
    stage.press("n n n n enter n");
    let entries = stage.store().history().expect("the history");
    assert_eq!(entries.len(), 2, "{}", stage.picture());
    let updated = entries[0].counts.of(Outcome::Updated);
    go(&mut stage, "imports");
    stage.press("down U");
    assert!(stage.shows(&format!("{updated} leads changed since")), "{}", stage.picture());
    stage.press("enter enter");
    assert_eq!(stage.store().history().expect("the history").len(), 2, "the default undoes nothing");
    stage.press("enter right right enter");
    assert_eq!(stage.store().history().expect("the history").len(), 3, "{}", stage.picture());
}

#[test]
fn a_search_among_leads_takes_conditions_and_text() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "leads");
    assert!(stage.shows("201 leads"), "{}", stage.picture());
    stage.press("/").type_text("country=IT; rossi").press("enter");
    assert!(stage.shows("leads ━") && !stage.shows("201 leads"), "{}", stage.picture());
    stage.press("esc");
    assert!(stage.shows("201 leads"), "{}", stage.picture());
}

#[test]
fn a_finding_of_the_survey_opens_its_leads() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "quality");
    assert!(stage.shows("Survey of all leads"), "{}", stage.picture());
    stage.press("down down down enter");
    assert!(stage.shows("likely duplicates") || stage.shows("no such lead"), "{}", stage.picture());
}

#[test]
fn a_setting_is_checked_as_it_is_typed_and_taken_back_to_its_default() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "settings");
    stage.press("enter").type_text("many").press("enter");
    assert!(stage.shows("takes a whole number"), "{}", stage.picture());
    stage.press("ctrl-u").type_text("500").press("enter");
    let limit = |stage: &Stage| stage.store().platform().expect("the platform").settings.max_leads();
    assert_eq!(limit(&stage), Some(500));
    stage.press("x right enter");
    assert_eq!(limit(&stage), None);
}

#[test]
fn an_owner_is_added_and_the_one_who_has_leads_stays() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "owners");
    stage.press("a").type_text("berta").press("enter");
    let owners = |stage: &Stage| stage.store().platform().expect("the platform").owners.len();
    assert_eq!(owners(&stage), 2, "{}", stage.picture());
    stage.press("home x right enter");
    assert_eq!(owners(&stage), 2, "{}", stage.picture());
    stage.press("end x right enter");
    assert_eq!(owners(&stage), 1, "{}", stage.picture());
}

#[test]
fn a_field_with_values_is_removed_only_after_their_number_was_told() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "fields of");
    stage.press("/").type_text("vat_number").press("enter x right enter");
    let has = |stage: &Stage| stage.store().platform().expect("the platform").field_by_key("vat_number").is_some();
    assert!(has(&stage) && stage.shows("would be touched"), "{}", stage.picture());
    stage.press("right enter");
    assert!(!has(&stage), "{}", stage.picture());
}

#[test]
fn the_summary_leads_to_the_leads_the_survey_and_the_undo_of_its_import() {
    for (key, shown) in [
        ("l", "leads of import 1"),
        ("s", "Survey of import 1"),
        ("U", "Undo import 1, leads.xlsx?"),
        ("d", "Report of import 1"),
    ] {
        let mut stage = with_an_import((80, 24));
        stage.press(key);
        assert!(stage.shows(shown), "{}", stage.picture());
    }
}
