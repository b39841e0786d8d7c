//! What is suggested, why, and what never is.

use super::*;
use crate::matching::columns_of;
use crate::matching::names::initial;
use crate::matching::{MatchType, OwnerRule};
use crate::platform::default::new_platform;
use crate::platform::value::Cell;
use crate::sheet::Batch;

/// A column: its header and its values.
type Column<'a> = (&'a str, &'a [&'a str]);

fn evidence_of(columns: &[Column<'_>], platform: &Platform) -> (Vec<ColumnName>, Evidence) {
    let headers = columns_of(&columns.iter().map(|(header, _)| *header).collect::<Vec<_>>());
    let mut batch = Batch::default();
    for row in 0..columns.iter().map(|(_, values)| values.len()).max().unwrap_or(0) {
        batch.push_row(u32::try_from(row).unwrap() + 2, false);
        for (place, (_, values)) in (0..).zip(columns) {
            batch.push(place, values.get(row).map_or(Cell::Blank, |value| Cell::Text(value)));
        }
    }
    let mut evidence = Evidence::new(&headers, platform);
    batch.rows().for_each(|row| evidence.note_row(&row));
    (headers, evidence)
}

fn suggested(columns: &[Column<'_>]) -> Vec<(String, String)> {
    let platform = new_platform("anna");
    let (headers, evidence) = evidence_of(columns, &platform);
    let matching = initial(&headers, &platform, MatchType::Email);
    let all = suggest(&headers, &platform, &matching, Some(&evidence));
    all.into_iter().map(|one| (one.column.header, one.field)).collect()
}

fn pair(header: &str, field: &str) -> (String, String) {
    (header.to_owned(), field.to_owned())
}

const PHONES: &[&str] = &["+39 333 1234567", "+39 347 7654321", "+44 20 7946 0958"];
const EMAILS: &[&str] = &["anna@example.com", "b.rossi@example.it", "c@example.org"];

#[test]
fn a_reason_names_the_header_and_what_the_values_are() {
    let platform = new_platform("anna");
    let (headers, evidence) = evidence_of(&[("Email", EMAILS), ("Cell?", PHONES)], &platform);
    let matching = initial(&headers, &platform, MatchType::Email);
    let all = suggest(&headers, &platform, &matching, Some(&evidence));
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].reason, "header “Cell?” is like Mobile; 100 % of the values are phone numbers");
    assert!(all[0].score > 0.9 && all[0].score <= 1.0);
}

#[test]
fn an_equal_name_is_never_displaced_and_no_field_gets_two_columns() {
    let columns: [Column<'_>; 4] =
        [("Email", EMAILS), ("E-mail address", EMAILS), ("Cell", PHONES), ("Mobile phone", PHONES)];
    assert_eq!(suggested(&columns), [pair("Cell", "mobile")]);
}

#[test]
fn values_can_speak_against_a_header() {
    assert!(suggested(&[("Mail", &["yes", "no", "yes", "no"])]).is_empty());
    assert!(suggested(&[("Title", &["Mr", "Mrs", "Dr."])]).is_empty());
    assert_eq!(suggested(&[("Title", &["CEO", "Buyer", "Sales manager"])]), [pair("Title", "job_title")]);
    assert!(suggested(&[("Nome", &["Anna Rossi", "Mario Bianchi", "Ugo Verdi"])]).is_empty());
}

#[test]
fn some_words_need_the_values_to_agree() {
    assert_eq!(suggested(&[("Stato", &["Italia", "Francia", "Germania"])]), [pair("Stato", "country")]);
    assert!(suggested(&[("Stato", &["nuovo", "chiuso", "perso"])]).is_empty());
}

#[test]
fn values_alone_suggest_where_the_header_says_nothing() {
    assert_eq!(suggested(&[("Spalte1", EMAILS)]), [pair("Spalte1", "email")]);
    assert_eq!(suggested(&[("Spalte1", PHONES)]), [pair("Spalte1", "phone")]);
    assert!(suggested(&[("Fax", PHONES)]).is_empty(), "a fax number is known to be something else");
    assert!(suggested(&[("Spalte1", &["1", "2", "3"])]).is_empty());
}

#[test]
fn name_is_the_last_name_beside_a_first_name_only() {
    let first: &[&str] = &["Anna", "Ugo", "Eva"];
    let last: &[&str] = &["Rossi", "Bianchi", "Verdi"];
    assert_eq!(
        suggested(&[("Vorname", first), ("Name", last)]),
        [pair("Vorname", "first_name"), pair("Name", "last_name")]
    );
    assert!(suggested(&[("Name", last)]).is_empty());
    assert!(suggested(&[("First name", first), ("Name", &["Anna Rossi", "Ugo Bianchi", "Eva Verdi"])]).is_empty());
}

#[test]
fn accepting_links_and_refuses_what_has_been_used_since() {
    let platform = new_platform("anna");
    let (headers, evidence) = evidence_of(&[("Mail", EMAILS), ("Cell", PHONES)], &platform);
    let mut matching = initial(&headers, &platform, MatchType::Email);
    let all = suggest(&headers, &platform, &matching, Some(&evidence));
    assert!(matching.links.is_empty(), "nothing counts before it is accepted");
    matching.link(headers[1].clone(), "phone", How::Given);
    assert_eq!(accept_all(&mut matching, &all), 1);
    assert_eq!(matching.link_to("email").map(|link| link.how), Some(How::Suggested));
    assert!(matching.link_to("mobile").is_none());
    assert!(suggest(&headers, &platform, &matching, Some(&evidence)).is_empty());
}

#[test]
fn a_delete_column_is_offered_by_name_and_values_and_never_among_the_matches() {
    let platform = new_platform("anna");
    let columns: [Column<'_>; 2] = [("Email", EMAILS), ("Elimina", &["1", "0", "0"])];
    let (headers, evidence) = evidence_of(&columns, &platform);
    let mut matching = initial(&headers, &platform, MatchType::Email);
    let found = delete_column(&headers, &platform, &matching, Some(&evidence)).unwrap();
    assert_eq!(found.column.column, 1);
    assert!(suggest(&headers, &platform, &matching, Some(&evidence)).is_empty());
    matching.delete = Some(found.column);
    assert!(delete_column(&headers, &platform, &matching, Some(&evidence)).is_none());
    let (headers, evidence) = evidence_of(&[("Delete", &["Anna", "Ugo", "Eva"])], &platform);
    assert!(delete_column(&headers, &platform, &Matching::default(), Some(&evidence)).is_none());
}

#[test]
fn a_column_of_usernames_is_offered_as_the_owner() {
    let mut platform = new_platform("anna");
    let mut ugo = platform.owners[0].clone();
    ugo.username = "ugo".into();
    platform.owners.push(ugo);
    let columns: [Column<'_>; 2] = [("Email", EMAILS), ("Gestito da", &["anna", "UGO", "ugo"])];
    let (headers, evidence) = evidence_of(&columns, &platform);
    let mut matching = initial(&headers, &platform, MatchType::Email);
    let found = owner_column(&headers, &platform, &matching, Some(&evidence)).unwrap();
    assert_eq!((found.column.column, found.reason.as_str()), (1, "100 % of the values are usernames"));
    matching.owner = Some(OwnerRule::Column(found.column));
    assert!(owner_column(&headers, &platform, &matching, Some(&evidence)).is_none());
}

#[test]
fn the_values_of_a_select_are_known_by_their_options() {
    let mut platform = new_platform("anna");
    let mut field = platform.fields[2].clone();
    field.id = platform.next_field;
    (field.key, field.name, field.kind) = ("plan".into(), "Plan".into(), FieldType::Select);
    field.options = vec!["Gold".into(), "Silver".into()];
    platform.fields.push(field);
    let (headers, evidence) = evidence_of(&[("Pacchetto", &["gold", "Silver", "Gold"])], &platform);
    let all = suggest(&headers, &platform, &Matching::default(), Some(&evidence));
    assert_eq!(all[0].field, "plan");
    assert_eq!(all[0].reason, "100 % of the values are options of Plan");
}

#[test]
fn headers_alone_are_enough_where_no_row_was_read() {
    let headers = columns_of(&["Posta elettronica", "Cellulare", "Stato"]);
    let all = suggest(&headers, &new_platform("anna"), &Matching::default(), None);
    let fields: Vec<_> = all.iter().map(|one| &*one.field).collect();
    assert_eq!(fields, ["email", "mobile"]);
}
