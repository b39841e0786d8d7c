//! Fields, groups, owners and settings by command.

use crate::room::Room;

#[test]
fn a_field_is_added_changed_moved_to_another_server_and_removed() {
    let (room, other) = (Room::new(), Room::new());
    room.run("groups add Events").exits(0);
    room.run("fields add Fair --type select --group events --option Roma --option Bari --default Roma").exits(0);
    room.run("fields edit fair --name Fairs --required").exits(0);
    room.run("fields export -o @fields.toml").exits(0);
    std::fs::copy(room.path("fields.toml"), other.path("fields.toml")).unwrap();
    other.run("fields import @fields.toml").exits(0);
    assert_eq!(other.json("fields list"), room.json("fields list"));
    room.run("fields remove fair").exits(0);
    room.run("fields remove email").exits(5);
    room.run("fields add City --group address").exits(5);
}

#[test]
fn a_field_with_values_is_removed_only_when_confirmed() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email", "City"], &["a@x.it", "Roma"]]);
    room.run("import @x.xlsx").exits(0);
    let ran = room.run("fields remove city").exits(5);
    assert!(ran.err.contains("--yes"), "{}", ran.err);
    room.run("fields remove city --yes").exits(0);
    assert_eq!(room.json("leads show 1")["values"], serde_json::json!({ "email": "a@x.it" }));
}

#[test]
fn an_owner_with_leads_stays() {
    let room = Room::new();
    room.run("owners add marco --name Marco --email marco@example.com").exits(0);
    room.sheet("x.xlsx", &[&["Email"], &["a@x.it"]]);
    room.run("import @x.xlsx --owner marco").exits(0);
    room.run("owners remove marco").exits(5);
    room.run("owners edit marco --email nonsense").exits(5);
    assert_eq!(room.json("owners list")["owners"][1]["email"], "marco@example.com");
}

#[test]
fn a_setting_is_set_read_and_taken_back() {
    let room = Room::new();
    room.run("settings set contract.max_leads 50000").exits(0);
    assert_eq!(room.run("settings get contract.max_leads").exits(0).out, "50000\n");
    room.run("settings unset contract.max_leads").exits(0);
    assert_eq!(room.json("settings get contract.max_leads")["value"], serde_json::Value::Null);
    room.run("settings set contract.leads 1").exits(5);
}

#[test]
fn a_backup_is_restored_over_a_damaged_store() {
    let room = Room::new();
    room.run("import sample-data/leads.xlsx").exits(0);
    room.run("store backup @copy.redb").exits(0);
    std::fs::write(room.store(), "damaged").unwrap();
    room.run("leads count").exits(4);
    room.run("store restore @copy.redb").exits(0);
    assert_eq!(room.json("leads count")["count"], 201);
}

#[test]
fn a_person_is_erased_everywhere() {
    let room = Room::new();
    room.sheet("x.xlsx", &[&["Email", "City"], &["secret.person@x.it", "Roma"], &["b@x.it", "Bari"]]);
    room.run("import @x.xlsx").exits(0);
    room.run_of(&["leads", "erase", "secret.person@x.it"]).exits(0);
    assert_eq!(room.json("leads count")["count"], 1);
    let bytes = std::fs::read(room.store()).unwrap();
    assert!(!bytes.windows(13).any(|window| window == b"secret.person"), "not a byte of it is left in the store");
}
