//! The screens beside the wizard: imports, leads, quality, fields, owners, settings; pictures, and what keys do.

use std::sync::Arc;

use super::stage::Stage;
use leadport::app::screens::imports::one;
use leadport::import::undo::UndoReport;
use leadport::import::{LeadStore, Outcome};
use leadport::platform::edit::OwnerChange;

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
    assert!(has(&stage) && stage.shows("have a value of the field"), "{}", stage.picture());
    stage.press("right enter");
    assert!(!has(&stage), "{}", stage.picture());
}

#[test]
fn groups_are_added_renamed_and_removed_and_their_fields_go_where_it_is_said() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "fields of");
    stage.press("tab a").type_text("Fairs").press("enter");
    assert!(stage.shows("The group Fairs is added"), "{}", stage.picture());
    stage.press("end enter enter ctrl-u").type_text("Trade fairs").press("enter");
    let names = |stage: &Stage| -> Vec<String> {
        let platform = stage.store().platform().expect("the platform");
        platform.groups.iter().map(|group| group.name.clone()).collect()
    };
    assert_eq!(names(&stage).last().map(String::as_str), Some("Trade fairs"), "{}", stage.picture());
    stage.press("x right enter");
    assert!(!names(&stage).contains(&"Trade fairs".into()), "an empty group goes: {}", stage.picture());
    stage.press("home down down x");
    assert!(stage.shows("Which group do they go to?"), "{}", stage.picture());
    stage.press("enter");
    assert!(names(&stage).contains(&"Contact".into()), "the first answer keeps it");
    stage.press("x down enter");
    assert!(!names(&stage).contains(&"Contact".into()), "{}", stage.picture());
    let phone = stage.store().platform().expect("the platform").field_by_key("phone").cloned().expect("it stays");
    assert_eq!(phone.group, "identity");
}

#[test]
fn the_selected_group_says_which_fields_are_listed() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "fields of");
    stage.press("tab down down");
    assert!(stage.shows("3 fields") && stage.shows("Website") && !stage.shows("VAT number"), "{}", stage.picture());
}

#[test]
fn the_history_of_a_lead_and_its_fields_are_filtered_by_what_is_typed() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "leads");
    stage.press("enter /").type_text("vat").press("enter");
    assert!(stage.shows("VAT number") && !stage.shows("First name"), "{}", stage.picture());
    stage.press("esc tab /").type_text("zzz").press("enter");
    assert!(!stage.shows("added"), "{}", stage.picture());
    stage.press("esc");
    assert!(stage.shows("added"), "{}", stage.picture());
}

/// A second import has changed leads of the first, whose undo is asked for: the list of those leads.
fn asked_to_undo_what_was_changed_since() -> (Stage, Arc<UndoReport>) {
    let mut stage = with_an_import((80, 24));
    stage.press("enter").press("p").press("ctrl-u").type_text("update.xlsx").press("enter");
    stage.press("n n n n enter n");
    go(&mut stage, "imports");
    stage.press("down U");
    let report = stage.app.world.beside.undo.clone().expect("the undo was looked at");
    (stage, report)
}

#[test]
fn leads_changed_since_are_filtered_by_what_is_typed() {
    let (mut stage, report) = asked_to_undo_what_was_changed_since();
    let (first, last) = (&report.conflicts[0].email, &report.conflicts[report.conflicts.len() - 1].email);
    assert!(stage.shows(first), "{}", stage.picture());
    stage.press("/").type_text(last).press("enter");
    assert!(stage.shows(last), "{}", stage.picture());
    stage.press("esc esc");
    assert!(stage.shows("Nothing was undone"), "{}", stage.picture());
}

#[test]
fn what_happened_to_a_lead_since_an_import_is_read_whole_below_the_list() {
    let (mut stage, report) = asked_to_undo_what_was_changed_since();
    let words = |at: usize| one::conflict_words(&report.conflicts[at], &stage.app.desk());
    let longest = (0..report.conflicts.len()).max_by_key(|at| words(*at).len()).expect("a lead");
    let last = words(longest).rsplit(' ').next().expect("a word").to_owned();
    assert!(words(longest).len() > 78, "{}", words(longest));
    for _ in 0..longest {
        stage.press("down");
    }
    assert!(stage.picture().lines().rev().take(8).any(|line| line.contains(&last)), "{last}: {}", stage.picture());
    stage.press("y");
    assert!(stage.copied[0].ends_with(&last), "{:?}", stage.copied);
}

#[test]
fn the_imports_are_read_again_with_one_key_and_the_selected_one_stays_selected() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "imports");
    let store = stage.open_store(leadport::store::Mode::Write);
    let request = leadport::import::undo::UndoRequest {
        import: 1,
        mode: leadport::import::undo::UndoMode::Refuse,
        operator: "bruno".into(),
        host: String::new(),
        from: String::new(),
        clock: || super::stage::NOW,
    };
    leadport::import::undo::undo(&store, &request, &leadport::import::Watch::silent()).expect("an undo");
    drop(store);
    assert!(!stage.shows("undo of 1"), "{}", stage.picture());
    stage.press("r");
    assert!(stage.shows("undo of 1"), "{}", stage.picture());
    assert_eq!(stage.app.screens.imports.list.selected(), Some(1), "the selected import has moved down by one");
    stage.press("enter");
    assert!(stage.shows("Import 1"), "{}", stage.picture());
}

#[test]
fn how_an_import_was_set_is_read_whole_by_enter() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "imports");
    stage.press("enter tab");
    let hash = stage.store().history().expect("the history")[0].sha256.clone();
    assert!(!stage.shows(&hash));
    stage.press("end enter");
    assert!(stage.shows(&hash[..60]), "{}", stage.picture());
}

#[test]
fn a_long_value_of_a_lead_is_read_whole_below_its_fields() {
    let folder = tempfile::tempdir().expect("a folder");
    let notes = "She asked for a call after the fair, in the morning if possible, and wants the price list.";
    super::triage::sheet(&folder.path().join("list.xlsx"), &[&["Email", "Notes"], &["a@example.com", notes]]);
    let mut stage = Stage::at(folder.path(), "default", Some("list.xlsx"), (80, 24), Vec::new());
    stage.press("n n n enter n l enter /").type_text("notes").press("enter");
    assert!(stage.shows("in the morning if possible") && stage.shows("price list."), "{}", stage.picture());
}

#[test]
fn an_import_is_found_in_the_history_by_the_hash_of_its_file() {
    let mut stage = with_an_import((80, 24));
    go(&mut stage, "imports");
    let hash = stage.store().history().expect("the history")[0].sha256.clone();
    stage.press("/").type_text(&hash[..8]).press("enter");
    assert!(stage.shows("leads.xlsx"), "{}", stage.picture());
    stage.press("esc /").type_text("ffffffff").press("enter");
    assert!(!stage.shows("import        leads"), "{}", stage.picture());
}

#[test]
fn the_summary_says_why_no_mail_goes_out() {
    let stage = with_an_import((80, 24));
    assert!(stage.shows("No mail: the operator has no email address"), "{}", stage.picture());
}

#[test]
fn the_summary_says_that_the_mail_waits_and_why() {
    let mut stage = Stage::open(Some("leads.xlsx"), (80, 24));
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port();
    for (name, value) in [("mail.host", "127.0.0.1"), ("mail.tls", "none"), ("mail.port", port.to_string().as_str())] {
        stage.write(|platform| platform.settings.set(name, value).map(drop).expect(name));
    }
    stage.write(|platform| {
        let change = OwnerChange { email: Some("anna@example.com".into()), ..OwnerChange::default() };
        platform.edit_owner("anna", &change).expect("an owner");
    });
    stage.press("n n n enter n");
    assert!(stage.shows("Mail: waits") && stage.shows("nothing answers"), "{}", stage.picture());
}

#[test]
fn the_leads_over_the_limit_are_saved_from_the_summary_and_imported_with_nothing_matched_by_hand() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rest.xlsx");
    let mut stage = Stage::open(Some("leads.xlsx"), (80, 24));
    stage.write(|platform| platform.settings.set("contract.max_leads", "150").map(drop).expect("a limit"));
    stage.press("n n n enter n");
    assert!(stage.shows("150 were added, 51 were not") && stage.shows("ready to import"), "{}", stage.picture());
    stage.press("o ctrl-u").type_text(path.to_str().expect("a path")).press("enter");
    assert!(stage.shows("51 leads over the limit"), "{}", stage.picture());
    stage.write(|platform| platform.settings.unset("contract.max_leads").map(drop).expect("no limit"));
    stage.press("enter p ctrl-u").type_text(path.to_str().expect("a path")).press("enter n n n n enter n");
    assert_eq!(stage.store().view().expect("a view").count(), 201, "{}", stage.picture());
    let whole = with_an_import((80, 24));
    let all = |stage: &Stage| {
        let mut all = Vec::new();
        stage
            .store()
            .leads(&mut |lead| {
                all.push((lead.id, lead.values));
                true
            })
            .expect("the leads");
        all
    };
    assert_eq!(all(&stage), all(&whole), "every value is what it would have been without a limit");
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

#[test]
fn an_undo_that_was_agreed_to_is_not_asked_about_again_while_it_goes_on() {
    let mut stage = with_an_import((80, 24));
    stage.press("U");
    assert!(stage.shows("Undo import 1, leads.xlsx?"), "{}", stage.picture());
    stage.press("right enter");
    assert!(stage.shows("Import 1 is undone, by number 2"), "{}", stage.picture());
    assert!(!stage.shows("Undo import 1, leads.xlsx?"), "{}", stage.picture());
}

#[test]
fn the_menu_stands_on_the_left_of_a_wide_window_and_over_a_narrow_one() {
    let column = |stage: &Stage, word: &str| {
        let picture = stage.picture();
        let line = picture.lines().position(|line| line.contains(word)).expect("it is in the menu");
        (line, picture.lines().nth(line).is_some_and(|line| line.contains("Leads") && line.contains("Settings")))
    };
    let mut wide = Stage::open(None, (120, 40));
    assert!(!wide.shows("Menu m"), "the wizard has its steps instead");
    go(&mut wide, "owners");
    assert!(wide.shows("Menu m") && wide.shows("▸ Owners"), "{}", wide.picture());
    assert!(!column(&wide, "Settings").1);
    let mut narrow = Stage::open(None, (119, 40));
    go(&mut narrow, "owners");
    assert!(!narrow.shows("Menu m"));
    assert_eq!(column(&narrow, "Settings"), (1, true));
}
