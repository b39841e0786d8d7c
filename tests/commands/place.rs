//! Where the store lies: what a slip in its name does, and what is no store at all.

use crate::room::Room;

#[test]
fn looking_at_a_store_that_is_not_there_says_so_and_does_not_make_it() {
    let room = Room::new();
    for line in [
        "leads list",
        "leads count",
        "leads export",
        "history",
        "quality",
        "store info",
        "settings list",
        "matchings list",
        "outbox list",
        "outbox send",
        "template -o @template.xlsx",
        "check sample-data/leads.xlsx",
    ] {
        let ran = room.run(line).exits(0);
        assert!(ran.err.contains("There is no store ") && ran.err.contains("leads.redb"), "{line}: {}", ran.err);
        assert!(!room.run(&format!("{line} -q")).exits(0).err.contains("store"), "{line}");
        assert_eq!(room.path("store").read_dir().unwrap().count(), 0, "{line} made something");
    }
}

#[test]
fn what_would_make_no_sense_on_a_new_store_is_refused() {
    let room = Room::new();
    for line in
        ["undo 1", "leads erase anna@example.com", "store verify", "store backup", "store compact", "outbox remove 1"]
    {
        let ran = room.run(line).exits(4);
        assert!(ran.err.contains("There is no store ") && ran.err.contains("slip"), "{line}: {}", ran.err);
        assert_eq!(room.path("store").read_dir().unwrap().count(), 0, "{line} made something");
    }
}

#[test]
fn an_import_says_that_it_makes_a_new_store_and_where() {
    let room = Room::new();
    let ran = room.run("import sample-data/leads.xlsx --json").exits(0);
    let said = format!("A new store was made: {}", room.store().display());
    assert!(ran.err.contains(&said), "{}", ran.err);
    assert_eq!(ran.json()["import"], 1);
    let again = room.run("import sample-data/leads.xlsx").exits(0);
    assert!(!again.err.contains("new store"), "{}", again.err);
}

#[test]
fn a_store_named_in_a_folder_that_is_not_there_is_refused_by_all() {
    let room = Room::new();
    for line in
        ["import sample-data/leads.xlsx", "check sample-data/leads.xlsx", "leads list", "settings list", "", "x.xlsx"]
    {
        let ran = room.run(&format!("{line} --store @slip/leads.redb")).exits(4);
        assert!(ran.err.contains("There is no folder ") && ran.err.contains("mkdir -p"), "{line}: {}", ran.err);
        assert!(!room.path("slip").exists(), "{line}");
    }
}

#[test]
fn the_users_own_folder_is_made_for_the_first_import() {
    let room = Room::new();
    let mut command = room.command("import sample-data/leads.xlsx");
    let ran: crate::room::Ran = command.env_remove("LEADPORT_STORE").output().unwrap().into();
    assert!(ran.exits(0).err.contains("data/leadport/leads.redb"));
    assert!(room.path("data/leadport/leads.redb").exists());
}

#[test]
fn a_sheet_named_as_the_store_is_said_to_be_no_store() {
    let room = Room::new();
    let sheet = room.sheet("leads.xlsx", &[&["Email"], &["anna@example.com"]]);
    let before = std::fs::read(&sheet).unwrap();
    for line in ["leads list", "import sample-data/leads.xlsx"] {
        let ran = room.run(&format!("{line} --store @leads.xlsx")).exits(4);
        assert!(ran.err.contains("is a spreadsheet") && !ran.err.contains("chmod"), "{line}: {}", ran.err);
    }
    std::fs::write(room.path("notes.txt"), "Call Anna back about the fair.").unwrap();
    let ran = room.run("leads list --store @notes.txt").exits(4);
    assert!(ran.err.contains("is not a store of leadport") && !ran.err.contains("chmod"), "{}", ran.err);
    assert_eq!(std::fs::read(&sheet).unwrap(), before);
}

#[test]
fn compacting_never_leaves_a_store_that_is_larger() {
    let room = Room::new();
    room.run("import sample-data/leads.xlsx").exits(0);
    let mut last = u64::MAX;
    for _ in 0..3 {
        let document = room.json("store compact");
        let (before, after) = (document["before"].as_u64().unwrap(), document["after"].as_u64().unwrap());
        assert!(after <= before && after <= last, "{document}");
        assert_eq!(std::fs::metadata(room.store()).unwrap().len(), after);
        last = after;
    }
    assert!(room.run("store compact").exits(0).err.contains("nothing to gain"));
    assert_eq!(room.json("store verify")["ok"], true);
}

#[test]
fn the_list_of_keymaps_shows_every_action_with_its_keys_and_its_sentence() {
    let room = Room::new();
    let shown = room.run("keymap list").exits(0).out;
    let document = room.json("keymap list");
    assert_eq!(document["keymaps"].as_array().unwrap().len(), 3);
    for entry in leadport::keys::action::ACTIONS {
        assert!(shown.contains(entry.id) && shown.contains(entry.sentence), "{} in {shown}", entry.id);
        let listed = document["actions"].as_array().unwrap().iter().any(|action| action["action"] == entry.id);
        assert!(listed, "{}", entry.id);
    }
}

#[test]
fn colour_is_as_told_on_standard_error_too() {
    let room = Room::new();
    assert!(room.run("leads show 1 --color always").exits(2).err.starts_with('\u{1b}'));
    assert!(room.run("leads show 1 --color never").exits(2).err.starts_with("error: "));
}

#[test]
fn a_phone_number_is_searched_for_however_it_is_typed() {
    let room = Room::new();
    room.sheet("one.xlsx", &[&["Email", "Phone"], &["anna@example.com", "+39 02 1234567"]]);
    room.run("import @one.xlsx").exits(0);
    for text in ["0212345", "+39021234567", "02 1234 567", "0039-02-1234567"] {
        let ran = room.run_of(&["leads", "count", "--search", text]);
        assert_eq!(ran.exits(0).out.trim(), "1", "{text}");
    }
    assert_eq!(room.run_of(&["leads", "count", "--search", "0299999"]).out.trim(), "0");
}

#[test]
fn what_is_refused_says_what_is_in_the_way() {
    let room = Room::new();
    room.sheet("one.xlsx", &[&["Email", "City"], &["anna@example.com", "Roma"]]);
    room.run("import @one.xlsx").exits(0);
    room.run("owners add marco").exits(0);
    for (line, said) in [
        ("fields remove city", "1 lead has a value of the field “City”"),
        ("owners remove anna", "1 lead belongs to the owner “anna”"),
        ("owners add marco", "“marco” exists already"),
        ("fields add city --group address", "“city” is too like “City”, which exists already"),
    ] {
        let ran = room.run(line).exits(5);
        assert!(ran.err.contains(said), "{line}: {}", ran.err);
    }
    assert_eq!(room.run("outbox send").exits(0).out, "No mail waits.\n");
}

#[test]
fn verbose_names_store_configuration_and_operator() {
    let room = Room::new();
    let ran = room.run("leads count -v").exits(0);
    for said in ["Store: ", "Configuration: none", "Operator: anna"] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}
