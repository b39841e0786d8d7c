//! What the store does on a day without accidents.

use leadport::import::outcome::Outcome;
use leadport::import::problem::{Code, Problem};
use leadport::import::store::{Action, Extra, LeadStore, StoreFault};
use leadport::mail::{Mail, Outbox};
use leadport::matching::Matching;
use leadport::platform::{Change, Lead};
use leadport::store::{Mode, Store};
use std::time::Duration;

use crate::sample::{Home, add, all, commit, delete, entry, lead, open, planned, undo_of, update, who};

#[test]
fn a_new_store_is_private_and_holds_the_default_platform() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let store = home.store();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.path()), 0o600);
    assert_eq!(mode(home.path().parent().unwrap()), 0o700);
    let platform = store.platform().unwrap();
    assert_eq!(platform.owners[0].username, "anna");
    assert!(platform.field_by_key("first_name").is_some());
    assert_eq!((store.view().unwrap().count(), store.view().unwrap().next_id()), (0, 1));
}

#[test]
fn looking_at_a_store_that_is_not_there_shows_an_empty_one_and_makes_nothing() {
    let home = Home::new();
    let store = Store::open(&home.path(), Mode::Read, Duration::ZERO, "anna").unwrap();
    assert_eq!(store.view().unwrap().count(), 0);
    assert!(!home.path().parent().unwrap().exists());
    assert_eq!(store.begin(&who()).err().unwrap().fault, StoreFault::Denied);
    commit(&home.store(), vec![add(2, 1, "anna@example.com", "Roma")], entry());
    assert_eq!(store.view().unwrap().count(), 1, "the one who looks follows the one who writes");
}

#[test]
fn what_was_committed_is_found_by_email_by_id_and_by_walking() {
    let home = Home::new();
    let store = home.store();
    let done =
        commit(&store, vec![add(2, 1, "Anna@Example.com", "Roma"), add(3, 2, "bob@example.com", "Oslo")], entry());
    assert_eq!((done.import, done.leads_after, done.counts.of(Outcome::Added)), (1, 2, 2));
    let view = open(&home.path()).view().unwrap();
    let found = view.by_email(&["nobody@example.com", "anna@example.com", "bob@example.com"]).unwrap();
    assert_eq!(
        found.iter().map(|lead| lead.as_ref().map(|lead| lead.id)).collect::<Vec<_>>(),
        [None, Some(1), Some(2)]
    );
    assert_eq!(view.ids_by_email(&["bob@example.com"]).unwrap(), [Some(2)]);
    let found = view.by_id(&[2, 99, 1, 0]).unwrap();
    assert_eq!(
        found.iter().map(|lead| lead.as_ref().map_or("", Lead::email)).collect::<Vec<_>>(),
        ["bob@example.com", "", "Anna@Example.com", ""]
    );
    assert_eq!(lead(&store, 1).change, Change { import: 1, row: 2 });
    assert_eq!(
        all(&store),
        [(1, "Anna@Example.com".into(), "Roma".into()), (2, "bob@example.com".into(), "Oslo".into())]
    );
}

#[test]
fn a_transaction_that_is_dropped_leaves_no_trace() {
    let home = Home::new();
    let store = home.store();
    let mut transaction = store.begin(&who()).unwrap();
    transaction.apply(vec![add(2, 1, "anna@example.com", "Roma")]).unwrap();
    assert_eq!(transaction.view().unwrap().count(), 0);
    drop(transaction);
    assert_eq!((store.view().unwrap().next_id(), store.history().unwrap().len()), (1, 0));
}

#[test]
fn two_leads_may_swap_their_addresses_in_one_import() {
    let home = Home::new();
    let store = home.store();
    commit(&store, vec![add(2, 1, "a@example.com", "Roma"), add(3, 2, "b@example.com", "Oslo")], entry());
    let (one, two) = (lead(&store, 1), lead(&store, 2));
    commit(&store, vec![update(2, &one, "b@example.com", "Roma"), update(3, &two, "a@example.com", "Oslo")], entry());
    assert_eq!(store.view().unwrap().ids_by_email(&["a@example.com", "b@example.com"]).unwrap(), [Some(2), Some(1)]);
}

#[test]
fn one_address_for_two_leads_is_never_committed() {
    let home = Home::new();
    let store = home.store();
    commit(&store, vec![add(2, 1, "a@example.com", "Roma")], entry());
    let mut transaction = store.begin(&who()).unwrap();
    transaction.apply(vec![add(2, 2, "A@example.com", "Oslo")]).unwrap();
    assert_eq!(transaction.commit(entry()).unwrap_err().fault, StoreFault::Damaged);
    assert_eq!(all(&store).len(), 1);
}

#[test]
fn ids_and_rows_that_do_not_count_up_are_refused() {
    let home = Home::new();
    let store = home.store();
    let refused = |rows: Vec<_>| {
        let mut transaction = store.begin(&who()).unwrap();
        let failed = transaction.apply(rows).is_err();
        failed && transaction.commit(entry()).is_err()
    };
    assert!(refused(vec![add(2, 2, "a@example.com", "")]));
    assert!(refused(vec![add(3, 1, "a@example.com", ""), add(3, 2, "b@example.com", "")]));
    assert_eq!(store.view().unwrap().count(), 0);
}

#[test]
fn the_rows_of_an_import_come_back_with_outcomes_and_problems() {
    let home = Home::new();
    let store = home.store();
    let mut rows: Vec<_> = (0..700).map(|n| add(n + 2, u64::from(n) + 1, &format!("{n}@example.com"), "")).collect();
    let mut skipped = planned(800, Outcome::Skipped, Action::Nothing);
    skipped.problems.push(Problem::new(Code::EmailInvalid).value("anna@"));
    skipped.email = "anna@".into();
    rows.push(skipped);
    let done = commit(&store, rows, entry());
    let mut found = Vec::new();
    store
        .rows(done.import, &mut |row| {
            found.push(row);
            true
        })
        .unwrap();
    assert_eq!(found.len(), 701);
    assert_eq!((found[650].row, found[650].lead, found[650].email.as_str()), (652, Some(651), "650@example.com"));
    assert_eq!((found[700].outcome, found[700].problems[0].code), (Outcome::Skipped, Code::EmailInvalid));
}

#[test]
fn an_undo_puts_everything_back_to_the_letter_and_the_history_stays_whole() {
    let home = Home::new();
    let store = home.store();
    commit(&store, vec![add(2, 1, "a@example.com", "Roma"), add(3, 2, "b@example.com", "Oslo")], entry());
    let (one, two) = (lead(&store, 1), lead(&store, 2));
    commit(&store, vec![update(2, &one, "c@example.com", "Bari"), delete(3, &two)], entry());
    let now = lead(&store, 1);
    let mut rows = Vec::new();
    store
        .rows(2, &mut |row| {
            rows.push(row);
            true
        })
        .unwrap();
    assert_eq!(rows[0].taken_back(&now).as_ref(), Some(&one));
    assert_eq!(rows[1].before.as_ref(), Some(&two));
    let undo = vec![
        planned(1, Outcome::Updated, Action::Restore { before: now, lead: one.clone() }),
        planned(2, Outcome::Added, Action::Return { lead: two.clone() }),
    ];
    commit(&store, undo, undo_of(2));
    assert_eq!(store.entry(2).unwrap().unwrap().undone_by, Some(3));
    let view = store.view().unwrap();
    for before in [&one, &two] {
        let after = lead(&store, before.id);
        assert_eq!((&after.values, after.created, after.updated), (&before.values, before.created, before.updated));
        assert_eq!(view.origin(&[after.change]).unwrap(), [before.change]);
    }
    let steps = |id| -> Vec<(u32, Outcome)> {
        store.lead_history(id).unwrap().iter().map(|(import, row)| (*import, row.outcome)).collect()
    };
    assert_eq!(steps(1), [(3, Outcome::Updated), (2, Outcome::Updated), (1, Outcome::Added)]);
    assert_eq!(steps(2), [(3, Outcome::Added), (2, Outcome::Deleted), (1, Outcome::Added)]);
    // The undo of the undo brings import 2 back, and import 2 may be undone again.
    let again = vec![planned(1, Outcome::Deleted, Action::Delete { before: lead(&store, 2) })];
    commit(&store, again, undo_of(3));
    assert_eq!(store.entry(2).unwrap().unwrap().undone_by, None);
    assert_eq!(store.entry(3).unwrap().unwrap().undone_by, Some(4));
    assert_eq!(steps(2).len(), 4, "a deleted lead has its history too");
}

#[test]
fn the_same_file_is_known_again_until_its_import_is_undone() {
    let home = Home::new();
    let store = home.store();
    let mut file = entry();
    file.sha256 = "ab".repeat(32);
    commit(&store, vec![add(2, 1, "a@example.com", "")], file.clone());
    assert_eq!(store.same_file(&file.sha256).unwrap().unwrap().import, 1);
    assert_eq!(store.same_file(&"cd".repeat(32)).unwrap(), None);
    commit(&store, vec![delete(1, &lead(&store, 1))], undo_of(1));
    assert_eq!(store.same_file(&file.sha256).unwrap(), None);
}

#[test]
fn who_is_writing_is_told_to_whoever_waits_in_vain() {
    let home = Home::new();
    let store = home.store();
    let transaction = store.begin(&who()).unwrap();
    let other = Store::open(&home.path(), Mode::Write, Duration::ZERO, "bob").unwrap();
    assert_eq!(other.view().unwrap().count(), 0, "reading does not wait");
    let refused = other.begin(&who()).err().unwrap();
    assert_eq!(refused.fault, StoreFault::Busy);
    assert!(refused.what.starts_with("anna has been importing leads.xlsx since "), "{}", refused.what);
    drop(transaction);
    assert!(other.begin(&who()).is_ok());
}

#[test]
fn what_is_attached_is_committed_with_the_import() {
    let home = Home::new();
    let store = home.store();
    let mut transaction = store.begin(&who()).unwrap();
    let mail = Mail::new(transaction.import(), "anna@example.com", "here", 5);
    transaction.attach(Extra::Outbox(serde_json::to_value(&mail).unwrap()));
    transaction.attach(Extra::Matching("weekly".into()));
    transaction.attach(Extra::Columns("email|city".into()));
    assert!(store.mails().unwrap().is_empty(), "not before the commit");
    transaction.commit(entry()).unwrap();
    let mut mails = store.mails().unwrap();
    assert_eq!(mails, [Mail { number: 1, ..mail }]);
    mails[0].tries = 1;
    store.update(&mails[0]).unwrap();
    assert_eq!(store.mails().unwrap(), mails);
    assert!(store.remove(1).unwrap() && !store.remove(1).unwrap());
    store.update(&mails[0]).unwrap();
    assert!(store.mails().unwrap().is_empty(), "a mail that is gone stays gone");
    assert_eq!(store.matching("weekly").unwrap(), Some(Matching::default()));
    assert_eq!(store.matching_for_columns("email|city").unwrap(), Some(Matching::default()));
    assert_eq!(store.matching_for_columns("email").unwrap(), None);
}

#[test]
fn saved_matchings_are_renamed_and_removed_but_never_over_another() {
    let home = Home::new();
    let store = home.store();
    store.save_matching("a", &Matching::default()).unwrap();
    store.save_matching("b", &Matching::default()).unwrap();
    assert!(!store.rename_matching("a", "b").unwrap() && !store.rename_matching("x", "y").unwrap());
    assert!(store.rename_matching("a", "c").unwrap());
    assert!(store.remove_matching("b").unwrap() && !store.remove_matching("b").unwrap());
    assert_eq!(store.matchings().unwrap(), [("c".to_owned(), Matching::default())]);
}

#[test]
fn a_change_of_the_platform_that_is_refused_changes_nothing() {
    let home = Home::new();
    let store = home.store();
    let set = |value: &str| {
        let value = value.to_owned();
        store.change_platform("setting", |platform| {
            platform.settings.0.insert("contract.max_leads".into(), value.clone());
            if value == "x" { Err("no number") } else { Ok(()) }
        })
    };
    assert_eq!(set("50").unwrap(), Ok(()));
    assert_eq!(set("x").unwrap(), Err("no number"));
    let platform = store.platform().unwrap();
    assert_eq!((platform.settings.max_leads(), platform.version), (Some(50), store.platform().unwrap().version));
    let before = platform.version;
    set("60").unwrap().unwrap();
    assert_eq!(store.platform().unwrap().version, before + 1);
}
