//! The undo, one sentence each, against a store in memory.

use super::*;
use crate::import::memory::MemoryStore;
use crate::import::pipeline::tests::{by_email, by_id, matching, put, request, run as import_run, sheet, store, value};
use crate::matching::MatchType;

pub fn asked(import: u32, mode: UndoMode) -> UndoRequest {
    UndoRequest { import, mode, operator: "anna".into(), host: "crm".into(), from: String::new(), clock: || 2_000 }
}

pub fn undone(store: &MemoryStore, import: u32, mode: UndoMode) -> UndoReport {
    let checked = check(store, &asked(import, mode), &Watch::silent()).expect("the check comes to its end");
    let report = undo(store, &asked(import, mode), &Watch::silent()).expect("the undo comes to its end");
    assert_eq!((checked.counts, checked.changed_since), (report.counts, report.changed_since));
    report
}

/// What of the leads an undo must bring back: everything but the link to their last change.
fn as_seen(store: &MemoryStore) -> Vec<(u64, i64, i64, crate::platform::Values)> {
    store.leads_now().into_values().map(|lead| (lead.id, lead.created, lead.updated, lead.values)).collect()
}

fn deleting(store: &MemoryStore, rows: &[&[&'static str]]) {
    let given = sheet(rows);
    let mut matching = matching(store, &given, MatchType::Email);
    matching.delete = Some(crate::import::pipeline::tests::column(&given, "Delete"));
    import_run(store, &given, &request(matching));
}

#[test]
fn an_undo_removes_what_was_added_restores_what_was_updated_and_returns_what_was_deleted() {
    let store = store();
    put(&store, &[("email", "a@example.com"), ("city", "Roma")]);
    put(&store, &[("email", "b@example.com"), ("city", "Bari")]);
    let before = as_seen(&store);
    deleting(
        &store,
        &[
            &["Email", "City", "Delete"],
            &["a@example.com", "Milano", ""],
            &["b@example.com", "", "1"],
            &["c@example.com", "Napoli", ""],
        ],
    );
    let report = undone(&store, 1, UndoMode::Refuse);
    assert_eq!(as_seen(&store), before);
    let counts = [Outcome::Deleted, Outcome::Updated, Outcome::Added].map(|outcome| report.counts.of(outcome));
    assert_eq!(counts, [1, 1, 1]);
    let entry = report.entry.unwrap();
    assert_eq!((entry.import, entry.kind, entry.file.as_str()), (2, Kind::Undo { of: 1 }, "leads.xlsx"));
    assert_eq!(store.entry(1).unwrap().unwrap().undone_by, Some(2));
}

#[test]
fn leads_changed_since_are_listed_with_what_changed_and_nothing_is_undone() {
    let store = store();
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Roma"], &["b@example.com", "Bari"]]);
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Milano"]]);
    let before = store.leads_now();
    let report = undone(&store, 1, UndoMode::Refuse);
    assert!(report.entry.is_none());
    assert_eq!((store.leads_now(), report.changed_since), (before, 1));
    let Since::Changed { by: 2, fields } = &report.conflicts[0].since else { panic!("{:?}", report.conflicts) };
    assert_eq!((fields[0].change.old.as_deref(), fields[0].change.new.as_deref()), (Some("Roma"), Some("Milano")));
    assert_eq!((report.conflicts[0].lead, report.conflicts[0].email.as_str()), (1, "a@example.com"));
}

#[test]
fn each_changed_field_names_the_import_that_changed_it_and_not_merely_the_last() {
    let store = store();
    by_email(&store, &[&["Email", "City", "Phone"], &["a@example.com", "Roma", "+390212345678"]]);
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Milano"]]);
    by_email(&store, &[&["Email", "Phone"], &["a@example.com", "+390687654321"]]);
    let report = undone(&store, 1, UndoMode::Refuse);
    let Since::Changed { by: 3, fields } = &report.conflicts[0].since else { panic!("{:?}", report.conflicts) };
    let mut told: Vec<_> = fields.iter().map(|field| (field.change.new.as_deref().unwrap(), field.by)).collect();
    told.sort_unstable();
    assert_eq!(told, [("+390687654321", 3), ("Milano", 2)]);
}

#[test]
fn leads_changed_since_can_be_skipped_or_overwritten() {
    for (mode, left) in [(UndoMode::SkipChanged, vec!["Milano"]), (UndoMode::Overwrite, vec![])] {
        let store = store();
        by_email(&store, &[&["Email", "City"], &["a@example.com", "Roma"], &["b@example.com", "Bari"]]);
        by_email(&store, &[&["Email", "City"], &["a@example.com", "Milano"]]);
        let report = undone(&store, 1, mode);
        assert!(report.entry.is_some());
        let cities: Vec<_> = store.leads_now().values().map(|lead| value(lead, "city")).collect();
        assert_eq!(cities, left);
    }
}

#[test]
fn an_overwritten_lead_is_as_it_was_before_the_import_to_the_letter() {
    let store = store();
    put(&store, &[("email", "a@example.com"), ("city", "Roma"), ("zip", "00100")]);
    let before = as_seen(&store);
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Milano"]]);
    by_email(&store, &[&["Email", "Zip"], &["a@example.com", "20100"]]);
    deleting(&store, &[&["Email", "Delete"], &["a@example.com", "1"]]);
    let report = undone(&store, 1, UndoMode::Overwrite);
    assert_eq!(report.counts.of(Outcome::Added), 1);
    assert_eq!(as_seen(&store), before);
}

/// An import adds a lead and one deletes it; that is undone, the undo is undone, and the lead returned by undoing the
/// deletion once more. The numbers are 1 to 5.
fn returned_twice() -> MemoryStore {
    let store = store();
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Roma"]]);
    deleting(&store, &[&["Email", "Delete"], &["a@example.com", "1"]]);
    for import in [2, 3, 2] {
        undone(&store, import, UndoMode::Refuse);
    }
    store
}

#[test]
fn an_undo_does_not_take_back_the_deletion_of_a_later_import() {
    let store = returned_twice();
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Milano"]]);
    deleting(&store, &[&["Email", "Delete"], &["a@example.com", "1"]]);
    let report = undone(&store, 4, UndoMode::Refuse);
    assert!(report.entry.is_none());
    assert_eq!(report.conflicts[0].since, Since::Deleted { by: 7 });
    assert!(store.leads_now().is_empty(), "what import 7 deleted stays deleted");
}

#[test]
fn a_lead_that_went_and_came_and_went_again_by_undos_alone_is_as_the_import_left_it() {
    let store = returned_twice();
    undone(&store, 5, UndoMode::Refuse);
    assert!(store.leads_now().is_empty());
    let report = undone(&store, 2, UndoMode::Refuse);
    assert_eq!((report.changed_since, report.counts.of(Outcome::Added)), (0, 1));
}

#[test]
fn an_undo_that_could_put_nothing_back_leaves_the_import_to_be_undone_later() {
    let store = store();
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Roma"]]);
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Milano"]]);
    let report = undone(&store, 1, UndoMode::SkipChanged);
    assert!(report.entry.is_none());
    undone(&store, 2, UndoMode::Refuse);
    assert_eq!(undone(&store, 1, UndoMode::Refuse).counts.of(Outcome::Deleted), 1);
}

#[test]
fn an_undo_can_be_undone_and_the_import_then_undone_again() {
    let store = store();
    put(&store, &[("email", "a@example.com"), ("city", "Roma")]);
    let before = as_seen(&store);
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Milano"], &["b@example.com", "Bari"]]);
    let after = as_seen(&store);
    undone(&store, 1, UndoMode::Refuse);
    assert_eq!(as_seen(&store), before);
    undone(&store, 2, UndoMode::Refuse);
    assert_eq!(as_seen(&store), after);
    undone(&store, 1, UndoMode::Refuse);
    assert_eq!(as_seen(&store), before);
}

#[test]
fn imports_can_be_undone_from_the_newest_back() {
    let store = store();
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Roma"]]);
    let first = as_seen(&store);
    by_email(&store, &[&["Email", "City"], &["a@example.com", "Milano"]]);
    undone(&store, 2, UndoMode::Refuse);
    assert_eq!(as_seen(&store), first);
    undone(&store, 1, UndoMode::Refuse);
    assert!(store.leads_now().is_empty());
}

#[test]
fn what_cannot_be_undone_says_why() {
    let store = store();
    let stop = |import| undo(&store, &asked(import, UndoMode::Refuse), &Watch::silent()).err().unwrap().to_string();
    assert!(stop(1).contains("no import 1"));
    by_email(&store, &[&["Email"], &["a@example.com"]]);
    undone(&store, 1, UndoMode::Refuse);
    assert!(stop(1).contains("undone already, by number 2"));
    store.inner.lock().unwrap().entries[1].forgotten = true;
    assert!(stop(2).contains("forgotten"));
}

#[test]
fn an_address_that_another_lead_has_by_now_cannot_come_back() {
    for mode in [UndoMode::Refuse, UndoMode::SkipChanged, UndoMode::Overwrite] {
        let store = store();
        put(&store, &[("email", "a@example.com")]);
        put(&store, &[("email", "x@example.com")]);
        deleting(&store, &[&["Email", "Delete"], &["a@example.com", "1"], &["x@example.com", "1"]]);
        by_email(&store, &[&["Email"], &["A@example.com"]]);
        let report = undone(&store, 1, mode);
        let since = Since::EmailTaken { email: "a@example.com".into(), lead: 3 };
        assert_eq!((report.changed_since, &report.conflicts[0].since), (1, &since));
        assert_eq!(store.leads_now().len(), if mode == UndoMode::Refuse { 1 } else { 2 });
    }
}

#[test]
fn a_swap_is_undone_as_a_swap_and_a_skipped_half_keeps_the_other_half() {
    let store = store();
    put(&store, &[("email", "a@example.com")]);
    put(&store, &[("email", "b@example.com")]);
    let before = as_seen(&store);
    by_id(&store, &[&["ID", "Email"], &["1", "b@example.com"], &["2", "a@example.com"]]);
    undone(&store, 1, UndoMode::Refuse);
    assert_eq!(as_seen(&store), before);

    by_id(&store, &[&["ID", "Email"], &["1", "b@example.com"], &["2", "a@example.com"]]);
    by_email(&store, &[&["Email", "City"], &["b@example.com", "Roma"]]);
    let swapped = as_seen(&store);
    let report = undone(&store, 3, UndoMode::SkipChanged);
    assert_eq!((report.changed_since, as_seen(&store)), (2, swapped));
}
