//! Owners, blanks, update rules, required fields, defaults.

use super::*;
use crate::matching::{BlankRule, UpdateRule};

fn change_field(store: &MemoryStore, key: &str, change: impl FnOnce(&mut crate::platform::Field)) {
    let mut platform = store.platform.lock().unwrap();
    change(platform.fields.iter_mut().find(|field| field.key == key).unwrap());
}

#[test]
fn one_owner_is_for_added_leads_and_updated_ones_keep_theirs() {
    let store = store();
    put(&store, &[("email", "a@example.com"), ("owner", "bruno")]);
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Roma"], &["b@example.com", "Roma"]]);
    let owners: Vec<_> = store.leads_now().values().map(|lead| lead.owner().to_owned()).collect();
    assert_eq!(owners, ["bruno", "anna"]);
}

#[test]
fn a_column_of_usernames_is_for_added_and_updated_leads() {
    let store = store();
    put(&store, &[("email", "a@example.com"), ("owner", "anna")]);
    let given = sheet(&[&["Email", "Seller"], &["a@example.com", " BRUNO "], &["b@example.com", "bruno"]]);
    let mut matching = matching(&store, &given, MatchType::Email);
    matching.owner = Some(OwnerRule::Column(column(&given, "Seller")));
    let report = run(&store, &given, &request(matching));
    assert_eq!((report.counts.of(Outcome::Updated), report.counts.of(Outcome::Added)), (1, 1));
    assert!(store.leads_now().values().all(|lead| lead.owner() == "bruno"));
    assert_eq!(report.columns[1].how.name(), "owner");
}

#[test]
fn each_row_must_have_an_owner_that_exists() {
    let store = store();
    let given = sheet(&[&["Email", "Seller"], &["a@example.com", ""], &["b@example.com", "brunno"]]);
    let mut matching = matching(&store, &given, MatchType::Email);
    matching.owner = Some(OwnerRule::Column(column(&given, "Seller")));
    let report = run(&store, &given, &request(matching));
    assert_eq!(in_rows(&report), [(2, Code::OwnerBlank), (3, Code::OwnerUnknown)]);
    assert_eq!(report.problems.get(1).unwrap().nearest.as_deref(), Some("bruno"));
}

#[test]
fn a_username_means_its_owner_however_its_accents_are_written() {
    let store = store();
    store.platform.lock().unwrap().owners[1].username = "andr\u{e9}".into();
    let given = sheet(&[&["Email", "Seller"], &["a@example.com", "andre\u{301}"]]);
    let mut matching = matching(&store, &given, MatchType::Email);
    matching.owner = Some(OwnerRule::Column(column(&given, "Seller")));
    assert_eq!(told(&run(&store, &given, &request(matching))), []);
}

#[test]
fn without_an_owner_nothing_is_imported() {
    let store = store();
    let given = sheet(&[&["Email"], &["a@example.com"]]);
    for owner in [None, Some(OwnerRule::One("nobody".into()))] {
        let mut matching = matching(&store, &given, MatchType::Email);
        matching.owner = owner;
        let mut request = request(matching);
        request.options.only_valid = true;
        let report = run(&store, &given, &request);
        assert_eq!(told(&report), [(Code::OwnerNotMatched, None, String::new())]);
        assert!(report.entry.is_none(), "it is no fault of a row that could be skipped");
    }
}

#[test]
fn blanks_keep_what_is_there_or_clear_it_as_the_matching_or_the_link_says() {
    let (empty, keep, clear) = (BlankRule::Keep, Some(BlankRule::Keep), Some(BlankRule::Clear));
    for (general, link, expected) in [
        (empty, None, "Roma"),
        (BlankRule::Clear, None, ""),
        (BlankRule::Clear, keep, "Roma"),
        (BlankRule::Keep, clear, ""),
    ] {
        let store = store();
        put(&store, &[("email", "a@example.com"), ("city", "Roma"), ("zip", "00100")]);
        let given = sheet(&[&["Email", "City"], &["a@example.com", " "]]);
        let mut matching = matching(&store, &given, MatchType::Email);
        matching.blank = general;
        matching.link_to_mut("city").unwrap().blank = link;
        run(&store, &given, &request(matching));
        let lead = store.lead(1).unwrap();
        assert_eq!((value(&lead, "city").as_str(), value(&lead, "zip").as_str()), (expected, "00100"));
    }
}

#[test]
fn a_column_overwrites_or_fills_what_is_empty_or_never_touches_a_lead_that_exists() {
    for (rule, city, zip) in [
        (UpdateRule::Overwrite, "Milano", "20100"),
        (UpdateRule::IfEmpty, "Roma", "20100"),
        (UpdateRule::Never, "Roma", ""),
    ] {
        let store = store();
        put(&store, &[("email", "a@example.com"), ("city", "Roma")]);
        let given =
            sheet(&[&["Email", "City", "Zip"], &["a@example.com", "Milano", "20100"], &["b@example.com", "Bari", "7"]]);
        let mut matching = matching(&store, &given, MatchType::Email);
        for key in ["city", "zip"] {
            matching.link_to_mut(key).unwrap().update = rule;
        }
        run(&store, &given, &request(matching));
        let lead = store.lead(1).unwrap();
        assert_eq!((value(&lead, "city").as_str(), value(&lead, "zip").as_str()), (city, zip), "{rule:?}");
        assert_eq!(value(&store.lead(2).unwrap(), "city"), "Bari", "added leads always get the value");
    }
}

#[test]
fn a_required_field_must_be_matched() {
    let store = store();
    change_field(&store, "city", |field| field.required = true);
    let report = by_email(&store, &[&["Email"], &["a@example.com"]]);
    assert_eq!(told(&report), [(Code::RequiredNotMatched, None, String::new())]);
    assert_eq!(report.problems.get(0).unwrap().place.unwrap().field, "city");
}

#[test]
fn a_required_field_is_not_blank_for_an_added_lead_and_only_if_kept_for_an_updated_one() {
    let rows: &[&[&'static str]] = &[&["Email", "City"], &["a@example.com", ""], &["b@example.com", ""]];
    for (blank, expected) in [
        (BlankRule::Keep, vec![(3, Code::RequiredBlank)]),
        (BlankRule::Clear, vec![(2, Code::RequiredBlank), (3, Code::RequiredBlank)]),
    ] {
        let store = store();
        change_field(&store, "city", |field| field.required = true);
        put(&store, &[("email", "a@example.com"), ("city", "Roma")]);
        let given = sheet(rows);
        let mut matching = matching(&store, &given, MatchType::Email);
        matching.blank = blank;
        assert_eq!(in_rows(&run(&store, &given, &request(matching))), expected);
    }
}

#[test]
fn a_default_fills_the_blanks_of_added_leads_only() {
    let store = store();
    change_field(&store, "city", |field| field.default = Some("Roma".into()));
    change_field(&store, "source", |field| field.default = Some("fair".into()));
    put(&store, &[("email", "a@example.com")]);
    let rows: &[&[&'static str]] =
        &[&["Email", "City"], &["a@example.com", ""], &["b@example.com", ""], &["c@example.com", "Bari"]];
    let report = by_email(&store, rows);
    assert_eq!(report.counts.of(Outcome::Unchanged), 1);
    let all: Vec<_> = store.leads_now().values().map(|lead| (value(lead, "city"), value(lead, "source"))).collect();
    let expected = [("", ""), ("Roma", "fair"), ("Bari", "fair")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(all, expected);
}

#[test]
fn values_can_be_mapped_once_for_a_whole_column() {
    let store = store();
    let given =
        sheet(&[&["Email", "City"], &["a@example.com", "N/D"], &["b@example.com", "roma"], &["c@example.com", "Bari"]]);
    let mut matching = matching(&store, &given, MatchType::Email);
    let values = &mut matching.link_to_mut("city").unwrap().values;
    values.insert("n/d".into(), String::new());
    values.insert("roma".into(), "Roma".into());
    run(&store, &given, &request(matching));
    let cities: Vec<_> = store.leads_now().values().map(|lead| value(lead, "city")).collect();
    assert_eq!(cities, ["", "Roma", "Bari"]);
}
