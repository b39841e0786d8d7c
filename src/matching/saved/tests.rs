//! A saved matching finds its columns and fields again, or says which it does not.

use super::*;
use crate::matching::names::initial;
use crate::matching::{BlankRule, MatchType, UpdateRule, columns_of};
use crate::platform::default::new_platform;
use crate::platform::types::DateOrder;

fn saved(headers: &[&str], platform: &Platform) -> Matching {
    let headers = columns_of(headers);
    let mut matching = initial(&headers, platform, MatchType::Email);
    matching.blank = BlankRule::Clear;
    matching.date_order = Some(DateOrder::Mdy);
    if let Some(link) = matching.link_to_mut("phone") {
        link.update = UpdateRule::IfEmpty;
        link.values.insert("n/d".into(), String::new());
    }
    matching.note_names(platform);
    matching
}

#[test]
fn everything_comes_back_onto_the_same_columns_in_another_order() {
    let platform = new_platform("anna");
    let mut matching = saved(&["Email", "Phone", "Del", "City"], &platform);
    matching.delete = Some(columns_of(&["Email", "Phone", "Del"])[2].clone());
    matching.owner = Some(OwnerRule::One("anna".into()));
    let loaded = load(&matching, &columns_of(&["City", "del", "E-mail", "Phone"]), &platform);
    assert!(loaded.missing.is_empty());
    let phone = loaded.matching.link_to("phone").unwrap();
    assert_eq!((phone.column.column, phone.how, phone.update), (3, How::Saved, UpdateRule::IfEmpty));
    assert_eq!(phone.values.get("n/d").map(String::as_str), Some(""));
    assert_eq!(loaded.matching.delete.as_ref().map(|column| column.column), Some(1));
    assert_eq!(loaded.matching.owner, Some(OwnerRule::One("anna".into())));
    assert_eq!((loaded.matching.blank, loaded.matching.date_order), (BlankRule::Clear, Some(DateOrder::Mdy)));
}

#[test]
fn a_renamed_column_and_a_renamed_field_are_both_missing_with_both_names() {
    let mut platform = new_platform("anna");
    let matching = saved(&["Email", "Phone", "City"], &platform);
    let place = platform.fields.iter().position(|field| field.key == "city").unwrap();
    platform.fields[place].name = "Town".into();
    let loaded = load(&matching, &columns_of(&["Email", "Ring me", "City"]), &platform);
    let words: Vec<_> = loaded.missing.iter().map(Missing::words).collect();
    assert_eq!(
        words,
        [
            "The column “Phone”, which was matched with the field Phone, is not in the file.",
            "The field City, which the column “City” was matched with, is now called Town.",
        ]
    );
    assert_eq!(loaded.matching.links.len(), 1);
    let solved = loaded.missing[1].solved(&platform).unwrap();
    assert_eq!((solved.field.as_str(), solved.field_name.as_str(), solved.column.column), ("city", "Town", 2));
}

#[test]
fn what_solves_a_missing_match_keeps_the_rules_of_the_saved_one() {
    let platform = new_platform("anna");
    let matching = saved(&["Email", "Phone", "City"], &platform);
    let headers = columns_of(&["Email", "Ring me", "City"]);
    let loaded = load(&matching, &headers, &platform);
    let mut link = Link::new(headers[1].clone(), "phone", How::Given);
    keep_rules(&mut link, &loaded.missing, &platform);
    assert_eq!((link.column.column, link.how, link.update), (1, How::Given, UpdateRule::IfEmpty));
    assert_eq!(link.values.get("n/d").map(String::as_str), Some(""));
    let mut other = Link::new(headers[1].clone(), "mobile", How::Given);
    keep_rules(&mut other, &loaded.missing, &platform);
    assert_eq!(other, Link::new(headers[1].clone(), "mobile", How::Given));
}

#[test]
fn a_field_that_is_gone_is_missing_and_one_with_another_key_is_found_by_name() {
    let platform = new_platform("anna");
    let matching = saved(&["Email", "Phone", "City"], &platform);
    let mut other = platform.clone();
    other.fields.retain(|field| field.key != "phone");
    let place = other.fields.iter().position(|field| field.key == "city").unwrap();
    other.fields[place].key = "town".into();
    let loaded = load(&matching, &columns_of(&["Email", "Phone", "City"]), &other);
    assert_eq!(loaded.missing.len(), 1);
    assert!(loaded.missing[0].words().ends_with("is no longer on the platform."));
    assert!(loaded.matching.link_to("town").is_some());
}

#[test]
fn an_owner_and_columns_that_are_gone_are_told() {
    let platform = new_platform("anna");
    let mut matching = saved(&["Email"], &platform);
    matching.owner = Some(OwnerRule::One("ugo".into()));
    matching.delete = Some(ColumnName { column: 4, header: "Del".into() });
    let loaded = load(&matching, &columns_of(&["Email"]), &platform);
    assert_eq!(loaded.missing.len(), 2);
    assert_eq!((loaded.matching.owner, loaded.matching.delete), (None, None));
    matching.owner = Some(OwnerRule::Column(ColumnName { column: 3, header: "Seller".into() }));
    let loaded = load(&matching, &columns_of(&["Email"]), &platform);
    assert!(loaded.missing.iter().any(|missing| matches!(missing, Missing::OwnerColumn(_))));
}

#[test]
fn whom_usernames_mean_comes_back_and_an_owner_who_is_gone_is_told() {
    let platform = new_platform("anna");
    let mut matching = saved(&["Email", "Seller"], &platform);
    matching.owner = Some(OwnerRule::Column(columns_of(&["Email", "Seller"])[1].clone()));
    matching.owner_values.insert("a.rossi".into(), "anna".into());
    matching.owner_values.insert("mk".into(), "marco".into());
    assert_eq!(from_toml(&to_toml("weekly", &matching)).unwrap().1, matching);
    let loaded = load(&matching, &columns_of(&["Email", "Seller"]), &platform);
    assert_eq!(loaded.matching.owner_values.get("a.rossi").map(String::as_str), Some("anna"));
    assert_eq!(loaded.matching.owner_values.len(), 1);
    let words: Vec<_> = loaded.missing.iter().map(Missing::words).collect();
    assert_eq!(
        words,
        ["The owner marco, whom the username “mk” in the file was said to mean, is no longer on the platform."]
    );
}

#[test]
fn new_columns_with_equal_names_are_linked_and_those_left_out_are_not() {
    let platform = new_platform("anna");
    let headers = columns_of(&["Email", "Phone"]);
    let mut matching = saved(&["Email", "Phone"], &platform);
    assert_eq!(matching.leave_out(&headers[1]).len(), 1);
    let loaded = load(&matching, &columns_of(&["Email", "Phone", "City"]), &platform);
    assert!(loaded.matching.link_to("phone").is_none());
    assert_eq!(loaded.matching.link_to("city").map(|link| link.how), Some(How::Name));
}

#[test]
fn starting_over_keeps_what_still_fits_as_it_was() {
    let platform = new_platform("anna");
    let matching = saved(&["Email", "Phone", "City"], &platform);
    let carried = carry_over(&matching, &columns_of(&["Email", "Town", "Phone"]), &platform);
    assert_eq!(carried.matching.link_to("phone").map(|link| (link.column.column, link.how)), Some((2, How::Name)));
    assert_eq!(carried.missing.len(), 1);
}

#[test]
fn a_matching_travels_as_toml_and_comes_back_the_same() {
    let platform = new_platform("anna");
    let mut matching = saved(&["Email", "Phone = ☎", "Phone", "Birth date"], &platform);
    matching.owner = Some(OwnerRule::Column(ColumnName { column: 9, header: "Seller \"x\"".into() }));
    matching.left_out.push("City".into());
    let text = to_toml("monthly-fair", &matching);
    assert_eq!(from_toml(&text).unwrap(), ("monthly-fair".to_owned(), matching));
    let plain = Matching::default();
    assert_eq!(from_toml(&to_toml("x", &plain)).unwrap().1, plain);
}

#[test]
fn a_file_that_is_no_matching_is_refused_with_its_line() {
    let text = to_toml("x", &Matching::default()).replace("\"email\"", "\"post\"");
    let error = from_toml(&text).unwrap_err();
    assert!(matches!(&error, ExchangeError::Unreadable { line, .. } if *line > 1), "{error}");
    assert!(matches!(from_toml("hello"), Err(ExchangeError::Unreadable { line: 1, .. })));
    assert!(matches!(from_toml("leadport_matching = 2"), Err(ExchangeError::Newer { version: 2 })));
}
