//! The table is sound, and headers are found in it.

use super::*;
use crate::platform::default::new_platform;

fn words() -> Words {
    Words::new(&new_platform("anna"), MatchType::Email)
}

fn known(header: &str) -> Option<String> {
    match words().look_up(header) {
        Known::As { thing, .. } => Some(thing),
        Known::Aside | Known::Unknown => None,
    }
}

#[test]
fn no_word_means_two_things() {
    let table: Table = TABLE.parse().unwrap();
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut clashes = Vec::new();
    for (name, section) in table.iter().filter_map(|(name, value)| Some((name, value.as_table()?))) {
        for word in section.values().flat_map(words_of) {
            let word = folded(&word);
            if let Some(other) = seen.insert(word.clone(), name.clone())
                && other != *name
            {
                clashes.push(format!("{word}: {other} and {name}"));
            }
        }
    }
    assert!(clashes.is_empty(), "{clashes:#?}");
}

#[test]
fn every_field_of_a_new_platform_has_words() {
    let table: Table = TABLE.parse().unwrap();
    for field in new_platform("anna").fields {
        assert!(table.get(&field.key).is_some_and(Value::is_table), "{}", field.key);
    }
}

#[test]
fn headers_come_apart_at_signs_digits_and_capitals() {
    assert_eq!(tokens("MobilePhone1"), ["mobile", "phone", "1"]);
    assert_eq!(tokens("E-mail 1 - Value"), ["e", "mail", "1", "value"]);
    assert_eq!(tokens("P.IVA"), ["p", "iva"]);
    assert_eq!(tokens("Citta\u{300}"), ["citta"]);
    assert_eq!(tokens("FNAME"), ["fname"]);
    assert!(tokens("#").is_empty());
}

#[test]
fn synonyms_are_found_whatever_their_order_and_dress() {
    for (header, thing) in [
        ("E-mail Address", "email"),
        ("Cell?", "mobile"),
        ("Name (First)", "first_name"),
        ("C.A.P.", "zip"),
        ("RAGIONE SOCIALE", "company"),
        ("Geburtsdatum", "birth_date"),
        ("Nom de famille", "last_name"),
        ("Business Phone", "phone"),
        ("Address 1 - City", "city"),
        ("Contact: Email *", "email"),
    ] {
        assert_eq!(known(header).as_deref(), Some(thing), "{header}");
    }
}

#[test]
fn a_slip_of_spelling_is_forgiven_and_another_word_is_not() {
    assert_eq!(known("Telphone").as_deref(), Some("phone"));
    assert_eq!(known("Fisrt name").as_deref(), Some("first_name"));
    assert_eq!(known("Compnay").as_deref(), Some("company"));
    for other in ["Store", "Birth stone", "Religion of state", "Stand", "Fair stand"] {
        assert_eq!(known(other), None, "{other}");
    }
}

#[test]
fn a_second_one_of_its_kind_is_no_word_for_the_first() {
    for header in ["Email 2", "Phone 1 - Type", "Secondary email", "Altro telefono", "Assistant phone"] {
        assert_eq!(words().look_up(header), Known::Aside, "{header}");
    }
}

#[test]
fn a_custom_field_takes_its_own_word_and_no_other_of_a_mixed_lot() {
    let mut platform = new_platform("anna");
    let mut field = platform.fields[2].clone();
    field.id = platform.next_field;
    (field.key, field.name) = ("linkedin".into(), "LinkedIn".into());
    platform.fields.push(field.clone());
    let words = Words::new(&platform, MatchType::Email);
    assert!(matches!(words.look_up("Company LinkedIn"), Known::As { field: Some(id), .. } if id == field.id));
    assert!(matches!(words.look_up("Facebook"), Known::As { field: None, .. }));
}
