//! Fields, groups and owners changed as an operator would.

use super::*;
use crate::platform::default::new_platform;
use crate::platform::{FieldType, Platform};

fn field(name: &str) -> NewField {
    NewField { name: name.to_owned(), group: "Profile".to_owned(), ..NewField::default() }
}

fn keys(platform: &Platform, group: &str) -> Vec<String> {
    platform.fields.iter().filter(|field| field.group == group).map(|field| field.key.clone()).collect()
}

#[test]
fn a_new_field_gets_a_key_an_id_and_the_last_place_of_its_group() {
    let mut platform = new_platform("anna");
    let (version, next) = (platform.version, platform.next_field);
    let id = platform.add_field(&field(" Città  natale ")).unwrap();
    assert_eq!(id, next);
    let added = platform.field(id).unwrap();
    assert_eq!((&*added.key, &*added.name, added.order), ("citta_natale", "Città  natale", 4));
    assert_eq!(platform.version, version + 1);
    let first = NewField { order: Some(1), ..field("Nickname") };
    platform.add_field(&first).unwrap();
    assert_eq!(keys(&platform, "profile"), ["nickname", "birth_date", "language", "notes", "citta_natale"]);
}

#[test]
fn two_names_never_differ_by_case_spaces_accents_or_punctuation_alone() {
    let mut platform = new_platform("anna");
    for name in ["FIRST NAME", "First-Name", "first_name", "Fïrst  nàme", "E-mail", "id"] {
        let error = platform.add_field(&field(name)).unwrap_err();
        assert!(matches!(error, EditError::Taken { .. }), "{name}");
    }
    let rename = FieldChange { name: Some("Last  Name".into()), ..FieldChange::default() };
    assert!(matches!(platform.edit_field("first_name", &rename, InUse::NOT), Err(EditError::Taken { .. })));
    let recase = FieldChange { name: Some("FIRST NAME".into()), ..FieldChange::default() };
    platform.edit_field("first_name", &recase, InUse::NOT).unwrap();
    assert_eq!(platform.field_by_key("first_name").unwrap().name, "FIRST NAME");
}

#[test]
fn a_name_that_gives_no_key_or_a_taken_one_gets_a_free_one() {
    let mut platform = new_platform("anna");
    platform.add_field(&field("電話")).unwrap();
    platform.add_field(&field("住所")).unwrap();
    assert!(platform.field_by_key("field").is_some() && platform.field_by_key("field_2").is_some());
    let own = NewField { key: Some("Bad Key".into()), ..field("Own") };
    assert!(matches!(platform.add_field(&own), Err(EditError::KeyInvalid { .. })));
    for name in ["", "  ", "–", "a\nb"] {
        assert!(matches!(platform.add_field(&field(name)), Err(EditError::NameInvalid { .. })), "{name:?}");
    }
}

#[test]
fn options_and_default_must_fit_the_type() {
    let mut platform = new_platform("anna");
    let select = |options: &[&str], default: Option<&str>| NewField {
        kind: Some(FieldType::Select),
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        default: default.map(str::to_owned),
        ..field("Colour")
    };
    assert_eq!(platform.add_field(&select(&[], None)), Err(EditError::NoOptions));
    assert!(matches!(platform.add_field(&select(&["Red", "RED"], None)), Err(EditError::OptionInvalid(_))));
    assert!(matches!(platform.add_field(&select(&["Red", " "], None)), Err(EditError::OptionInvalid(_))));
    assert!(matches!(platform.add_field(&select(&["Red"], Some("Blue"))), Err(EditError::DefaultInvalid { .. })));
    platform.add_field(&select(&["Red", "Blue"], Some("blue"))).unwrap();
    assert_eq!(platform.field_by_key("colour").unwrap().default.as_deref(), Some("Blue"));
    let wrong = NewField { kind: Some(FieldType::Number), default: Some("many".into()), ..field("Count") };
    assert!(platform.add_field(&wrong).is_err());
    let text = NewField { options: vec!["a".into()], ..field("Text") };
    assert_eq!(platform.add_field(&text), Err(EditError::OptionsNotTaken));
}

#[test]
fn protected_fields_can_be_moved_but_not_changed_or_removed() {
    let mut platform = new_platform("anna");
    let rename = FieldChange { name: Some("Mail".into()), ..FieldChange::default() };
    assert!(matches!(platform.edit_field("email", &rename, InUse::NOT), Err(EditError::Protected { .. })));
    let optional = FieldChange { required: Some(false), ..FieldChange::default() };
    assert!(matches!(platform.edit_field("email", &optional, InUse::NOT), Err(EditError::Protected { .. })));
    assert!(matches!(platform.remove_field("owner", InUse::NOT), Err(EditError::Protected { .. })));
    let moved = FieldChange { group: Some("Contact".into()), order: Some(1), ..FieldChange::default() };
    platform.edit_field("email", &moved, InUse::NOT).unwrap();
    assert_eq!(keys(&platform, "contact")[0], "email");
}

#[test]
fn values_in_the_store_are_asked_for_before_a_type_changes_or_a_field_goes() {
    let mut platform = new_platform("anna");
    let held = InUse { leads: 7, confirmed: false };
    let number = FieldChange { kind: Some(FieldType::Number), ..FieldChange::default() };
    let error = platform.edit_field("notes", &number, held).unwrap_err();
    assert_eq!(error.to_string(), "7 leads have a value of the field “Notes”");
    assert!(platform.remove_field("notes", held).is_err());
    let text = FieldChange { kind: Some(FieldType::Text), ..FieldChange::default() };
    platform.edit_field("score", &text, held).unwrap();
    platform.edit_field("notes", &number, InUse { confirmed: true, ..held }).unwrap();
    platform.remove_field("notes", InUse { confirmed: true, ..held }).unwrap();
    assert!(platform.field_by_key("notes").is_none());
    let next = platform.next_field;
    assert_eq!(platform.add_field(&field("Notes")), Ok(next), "an id is never given twice");
}

#[test]
fn a_group_with_fields_is_removed_only_when_they_have_a_place_to_go() {
    let mut platform = new_platform("anna");
    let error = platform.remove_group("Profile", None).unwrap_err();
    assert_eq!(error.to_string(), "the group “Profile” still has 3 fields");
    platform.remove_group("profile", Some("Contact")).unwrap();
    let contact = ["phone", "mobile", "website", "birth_date", "language", "notes"];
    assert_eq!(keys(&platform, "contact"), contact);
    let orders: Vec<_> =
        platform.fields.iter().filter(|field| field.group == "contact").map(|field| field.order).collect();
    assert_eq!(orders, [1, 2, 3, 4, 5, 6]);
    let groups: Vec<_> = platform.groups.iter().map(|group| group.order).collect();
    assert_eq!(groups, [1, 2, 3, 4, 5]);
}

#[test]
fn groups_are_added_renamed_and_moved() {
    let mut platform = new_platform("anna");
    assert_eq!(platform.add_group("Trade fair", Some(2)).as_deref(), Ok("trade_fair"));
    assert!(matches!(platform.add_group("TRADE-FAIR", None), Err(EditError::Taken { .. })));
    platform.edit_group("Trade fair", &GroupChange { name: Some("Fairs".into()), order: Some(1) }).unwrap();
    assert_eq!((&*platform.groups[0].key, &*platform.groups[0].name), ("trade_fair", "Fairs"));
    assert!(
        matches!(platform.edit_group("Contcat", &GroupChange::default()), Err(EditError::NoGroup { nearest: Some(near), .. }) if near == "contact")
    );
    let order: Vec<_> = platform.fields.iter().map(|field| &*field.group).collect();
    assert_eq!(order.first(), Some(&"identity"));
}

#[test]
fn the_last_owner_and_owners_with_leads_stay() {
    let mut platform = new_platform("anna");
    assert_eq!(platform.remove_owner("anna", InUse::NOT), Err(EditError::Last("owner")));
    platform.add_owner("Bruno", "Bruno Bianchi", "bruno@example.com").unwrap();
    assert!(matches!(platform.add_owner("BRUNO", "", ""), Err(EditError::Taken { .. })));
    assert!(matches!(platform.add_owner("carla rossi", "", ""), Err(EditError::UsernameInvalid(_))));
    assert!(matches!(platform.add_owner("carla", "", "carla"), Err(EditError::EmailInvalid(_))));
    let held = InUse { leads: 1, confirmed: true };
    assert!(matches!(platform.remove_owner("bruno", held), Err(EditError::InUse { .. })));
    platform.edit_owner("bruno", &OwnerChange { name: None, email: Some(String::new()) }).unwrap();
    assert_eq!(platform.owner("bruno").unwrap().email, "");
    assert!(matches!(platform.find_owner("brunno"), Err(EditError::NoOwner { nearest: Some(_), .. })));
    platform.remove_owner("bruno", InUse::NOT).unwrap();
}

#[test]
fn every_refusal_says_what_to_do() {
    let mut platform = new_platform("anna");
    let error = platform.remove_field("first_nmae", InUse::NOT).unwrap_err();
    assert_eq!(error.suggestion(), "Did you mean first_name?");
    let error = platform.add_field(&field("Email")).unwrap_err();
    assert!(error.suggestion().starts_with("Choose a name"));
}
