//! What each option does, and what it says when it is not understood.

use super::*;
use crate::matching::columns_of;
use crate::matching::names::initial;
use crate::platform::default::new_platform;

const HEADERS: [&str; 8] = ["Email", "Phone", "Cell", "a=b", "Del", "Seller", "Birth date", "Score"];

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn with(options: &Options) -> Result<Matching, OptionError> {
    let (headers, platform) = (columns_of(&HEADERS), new_platform("anna"));
    let mut matching = initial(&headers, &platform, options.match_type.unwrap_or_default());
    options.apply(&mut matching, &headers, &platform)?;
    options.apply_rules(&mut matching, &headers, &platform)?;
    Ok(matching)
}

fn mapped(map: &[&str]) -> Result<Vec<(u16, String, How)>, OptionError> {
    let matching = with(&Options { map: owned(map), ..Options::default() })?;
    Ok(matching.links.into_iter().map(|link| (link.column.column, link.field, link.how)).collect())
}

fn words(error: &OptionError) -> String {
    format!("{error} {}", error.suggestion())
}

#[test]
fn a_column_that_is_given_takes_the_place_of_an_equal_name() {
    let links = mapped(&["Cell=phone"]).unwrap();
    assert!(links.contains(&(2, "phone".into(), How::Given)));
    assert!(!links.iter().any(|(column, ..)| *column == 1), "the equal name gives way");
}

#[test]
fn a_column_is_left_out_or_named_by_letter_and_a_header_may_hold_an_equals_sign() {
    let links = mapped(&["Phone=", "C:=Mobile", "a=b=notes"]).unwrap();
    assert!(links.contains(&(2, "mobile".into(), How::Given)));
    assert!(links.contains(&(3, "notes".into(), How::Given)));
    assert!(!links.iter().any(|(column, ..)| *column == 1));
}

#[test]
fn two_columns_given_for_one_field_both_stay_to_be_told_as_a_problem() {
    let links = mapped(&["Cell=phone", "Seller=phone"]).unwrap();
    assert_eq!(links.iter().filter(|(_, field, _)| field == "phone").count(), 2);
}

#[test]
fn an_unknown_header_or_field_names_the_nearest() {
    let error = mapped(&["Birthdate_=birth_date", "Phne=phone"]).unwrap_err();
    assert_eq!(
        words(&error).split(';').next(),
        Some("No column of the file is called “Phne” (--map). “Phone” was probably meant")
    );
    let error = mapped(&["Phone=mobil"]).unwrap_err();
    assert!(words(&error).contains("“mobile” was probably meant"), "{}", words(&error));
    assert!(matches!(mapped(&["Phone"]), Err(OptionError::NoEquals { .. })));
    assert!(matches!(mapped(&["ZZ:=phone"]), Err(OptionError::NoColumn { .. })));
}

#[test]
fn the_platform_s_own_fields_are_refused_with_what_to_do_instead() {
    assert!(words(&mapped(&["Seller=owner"]).unwrap_err()).contains("--owner-column"));
    assert!(words(&mapped(&["Seller=id"]).unwrap_err()).contains("--match id"));
    assert!(words(&mapped(&["Seller=created"]).unwrap_err()).contains("by itself"));
    let by_id = Options { match_type: Some(MatchType::Id), map: owned(&["Seller=id"]), ..Options::default() };
    assert!(with(&by_id).unwrap().link_to("id").is_some());
}

#[test]
fn one_column_has_one_use() {
    assert!(matches!(mapped(&["Cell=phone", "cell=mobile"]), Err(OptionError::GivenTwice { .. })));
    let options = Options { map: owned(&["Del=notes"]), delete_column: Some("Del".into()), ..Options::default() };
    assert!(matches!(with(&options), Err(OptionError::GivenTwice { .. })));
}

#[test]
fn delete_and_owner_columns_leave_the_fields() {
    let options =
        Options { delete_column: Some("Score".into()), owner_column: Some("F:".into()), ..Options::default() };
    let matching = with(&options).unwrap();
    assert_eq!(matching.delete.map(|column| column.column), Some(7));
    assert!(matches!(matching.owner, Some(OwnerRule::Column(column)) if column.column == 5));
    assert!(!matching.links.iter().any(|link| link.field == "score"));
}

#[test]
fn an_owner_must_exist_and_there_is_one_way_to_choose() {
    let one = |owner: &str| with(&Options { owner: Some(owner.into()), ..Options::default() });
    assert_eq!(one(" ANNA ").unwrap().owner, Some(OwnerRule::One("anna".into())));
    assert!(words(&one("anan").unwrap_err()).contains("“anna” was probably meant"));
    let both = Options { owner: Some("anna".into()), owner_column: Some("Seller".into()), ..Options::default() };
    assert_eq!(with(&both).unwrap_err(), OptionError::TwoOwners);
}

#[test]
fn rules_hold_for_all_fields_or_for_one() {
    let matching = with(&Options {
        blank: owned(&["clear", "phone=keep"]),
        update: owned(&["phone=if-empty"]),
        date_order: owned(&["mdy", "birth_date=auto"]),
        decimal: owned(&["score=comma"]),
        serial_dates: owned(&["Birth date"]),
        ..Options::default()
    })
    .unwrap();
    assert_eq!(matching.blank, BlankRule::Clear);
    assert_eq!(matching.date_order, Some(DateOrder::Mdy));
    let phone = matching.link_to("phone").unwrap();
    assert_eq!((phone.blank, phone.update), (Some(BlankRule::Keep), UpdateRule::IfEmpty));
    assert_eq!(matching.link_to("score").unwrap().decimal, Some(DecimalMark::Comma));
    assert!(matching.link_to("birth_date").unwrap().serial_dates);
}

#[test]
fn a_rule_that_cannot_hold_is_refused() {
    let update = |text: &str| with(&Options { update: owned(&[text]), ..Options::default() });
    assert!(words(&update("notes=never").unwrap_err()).contains("--map 'HEADER=notes'"));
    assert!(words(&update("phone=sometimes").unwrap_err()).contains("overwrite, if-empty or never"));
    let serial = with(&Options { serial_dates: owned(&["Phone"]), ..Options::default() });
    assert!(matches!(serial, Err(OptionError::WrongType { .. })));
    let order = with(&Options { date_order: owned(&["phone=dmy"]), ..Options::default() });
    assert!(matches!(order, Err(OptionError::WrongType { .. })));
}

fn valued(value: &[&str]) -> Result<Matching, OptionError> {
    let map = owned(&["Cell=country", "a=b=call_time"]);
    with(&Options { map, owner_column: Some("Seller".into()), value: owned(value), ..Options::default() })
}

#[test]
fn a_single_value_is_mapped_for_its_whole_column() {
    let matching = valued(&["country=Alemania:DE", "Country=n/d:", "call_time=noon: sharp:12:30"]).unwrap();
    let link = matching.link_to("country").unwrap();
    assert_eq!(link.values.get("alemania").map(String::as_str), Some("DE"));
    assert_eq!(link.values.get("n/d").map(String::as_str), Some(""));
    let noon = &matching.link_to("call_time").unwrap().values;
    assert_eq!(noon.values().collect::<Vec<_>>(), ["12:30"], "a colon may stand on both sides: {noon:?}");
}

#[test]
fn a_username_is_mapped_to_an_owner() {
    let matching = valued(&["owner=A.Rossi:ANNA"]).unwrap();
    assert_eq!(matching.owner_values.get("a.rossi").map(String::as_str), Some("anna"));
    let error = valued(&["owner=A.Rossi:anan"]).unwrap_err();
    assert!(words(&error).starts_with("There is no owner “anan” (--value). “anna” was probably meant"), "{error}");
    let options = Options { value: owned(&["owner=A.Rossi:anna"]), ..Options::default() };
    assert_eq!(with(&options), Err(OptionError::NoOwnerColumn));
}

#[test]
fn a_value_that_the_field_does_not_take_names_the_nearest() {
    let error = valued(&["country=BRD:Germny"]).unwrap_err();
    assert!(words(&error).contains("“DE” was probably meant"), "{}", words(&error));
    assert!(matches!(valued(&["country=BRD"]), Err(OptionError::NoColon { .. })));
    assert!(matches!(valued(&["city=Rom:Roma"]), Err(OptionError::NotMatched { .. })));
    assert!(matches!(valued(&["BRD"]), Err(OptionError::NoEquals { .. })));
}
