//! An import that was agreed to on a check: it stands on the same store and the same file, or it changes nothing.

use super::*;
use crate::import::Seen;

#[test]
fn an_import_goes_through_on_what_was_seen_and_stops_as_a_check_on_anything_else() {
    let store = store();
    let given = sheet(&[&["Email"], &["a@example.com"], &["b@example.com"]]);
    let mut request = request(matching(&store, &given, MatchType::Email));
    let seen = check_source(&store, &given, &request, &Watch::silent()).unwrap().seen();
    // Another operator adds one of the two.
    let other = sheet(&[&["Email"], &["a@example.com"]]);
    run(&store, &other, &self::request(matching(&store, &other, MatchType::Email)));
    request.options.seen = Some(seen.clone());
    let report = import_source(&store, &given, &request, &Watch::silent()).unwrap();
    assert!(report.entry.is_none() && report.stand != seen.stand);
    assert_eq!((report.counts.of(Outcome::Added), report.counts.of(Outcome::Unchanged)), (1, 1), "the new numbers");
    assert_eq!(store.leads_now().len(), 1, "nothing was changed");
    request.options.seen = Some(report.seen());
    assert!(import_source(&store, &given, &request, &Watch::silent()).unwrap().entry.is_some());
}

#[test]
fn an_import_of_another_file_than_the_one_that_was_checked_changes_nothing() {
    let store = store();
    let given = sheet(&[&["Email"], &["a@example.com"]]);
    let mut request = request(matching(&store, &given, MatchType::Email));
    let seen = check_source(&store, &given, &request, &Watch::silent()).unwrap().seen();
    request.options.seen = Some(Seen { sha256: "another".into(), ..seen });
    let stop = import_source(&store, &given, &request, &Watch::silent());
    assert!(matches!(stop, Err(Stop::File(_))), "{stop:?}");
    assert_eq!(store.leads_now().len(), 0);
}
