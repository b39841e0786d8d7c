//! Verifying, backups, compacting, erasing, forgetting, drafts.

use leadport::import::Watch;
use leadport::import::outcome::Outcome;
use leadport::import::problem::{Code, Problem};
use leadport::import::store::{Action, LeadStore, StoreFault};
use leadport::import::undo::{UndoMode, UndoRequest, undo};
use leadport::store::drafts::Drafts;
use leadport::store::{Mode, Store};
use std::path::Path;
use std::time::Duration;

use crate::sample::{Home, add, all, commit, delete, entry, lead, open, planned, update};

fn some_leads(store: &Store) {
    let rows = (0..600).map(|n| add(n + 2, u64::from(n) + 1, &format!("p{n}@example.com"), "Roma")).collect();
    commit(store, rows, entry());
    let rows = (1..=20)
        .map(|id| {
            let before = lead(store, id);
            let row = u32::try_from(id).unwrap();
            if id % 2 == 0 { delete(row, &before) } else { update(row, &before, &format!("q{id}@example.com"), "Bari") }
        })
        .collect();
    commit(store, rows, entry());
}

fn bytes_hold(path: &Path, text: &str) -> bool {
    std::fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_store_that_was_used_verifies_and_tells_what_it_holds() {
    let home = Home::new();
    let store = home.store();
    some_leads(&store);
    let found = store.verify().unwrap();
    assert_eq!((found.ok, found.leads, found.problems), (true, 590, Vec::new()));
    let info = store.info().unwrap();
    assert_eq!((info.leads, info.imports, info.deleted, info.erased, info.next_id), (590, 2, 10, 0, 601));
}

#[test]
fn a_backup_is_restored_and_what_it_replaced_is_kept() {
    let home = Home::new();
    let store = home.store();
    some_leads(&store);
    let backup = store.backup(None).unwrap();
    assert_eq!(store.info().unwrap().newest_backup.as_ref(), Some(&backup));
    let before = all(&store);
    commit(&store, vec![add(2, 601, "late@example.com", "Oslo")], entry());
    assert!(store.backup(Some(&backup)).is_err(), "a backup is never written over");
    let other = open(&home.path());
    assert_eq!(other.view().unwrap().count(), 591);
    let kept = store.restore(&backup).unwrap().unwrap();
    assert_eq!(all(&store), before);
    assert_eq!(other.view().unwrap().count(), 590, "who has the store open follows");
    assert_eq!(open(&kept).view().unwrap().count(), 591);
    assert!(store.verify().unwrap().ok);
}

#[test]
fn a_damaged_backup_is_refused_and_the_store_stays() {
    let home = Home::new();
    let store = home.store();
    some_leads(&store);
    let backup = store.backup(None).unwrap();
    let mut bytes = std::fs::read(&backup).unwrap();
    // Older copies of a page may still lie about: every one that has the lead is damaged.
    for at in 0..bytes.len() - 5 {
        if &bytes[at..at + 5] == b"p300@" {
            bytes[at] ^= 0x20;
        }
    }
    std::fs::write(&backup, bytes).unwrap();
    let refused = store.restore(&backup).unwrap_err();
    assert_eq!(refused.fault, StoreFault::Damaged);
    assert_eq!(store.view().unwrap().count(), 590);
}

#[test]
fn compacting_keeps_everything_and_gives_room_back() {
    let home = Home::new();
    let store = home.store();
    some_leads(&store);
    let before = all(&store);
    let view = store.view().unwrap();
    let (old, new) = store.compact().unwrap();
    assert!(new < old, "{old} bytes before, {new} after");
    assert_eq!(all(&store), before);
    assert_eq!(view.by_id(&[600]).unwrap()[0].as_ref().unwrap().email(), "p599@example.com", "who reads goes on");
    assert!(store.verify().unwrap().ok);
}

#[test]
fn an_erased_person_is_nowhere_in_the_file_and_every_count_stays() {
    let home = Home::new();
    let store = home.store();
    commit(&store, vec![add(2, 1, "Anna@Example.com", "Forlimpopoli"), add(3, 2, "bob@example.com", "Oslo")], entry());
    commit(&store, vec![update(2, &lead(&store, 1), "anna@example.com", "Castrocaro")], entry());
    let mut skipped = planned(3, Outcome::Skipped, Action::Nothing);
    skipped.problems.push(Problem::new(Code::EmailDuplicate).value("ANNA@example.com").detail("Predappio"));
    commit(&store, vec![delete(2, &lead(&store, 1)), skipped, add(4, 3, "anna@example.com", "Rimini")], entry());
    let erased = store.erase(" ANNA@EXAMPLE.COM").unwrap();
    assert_eq!((erased.leads, erased.rows), (1, 5));
    for text in ["nna@", "NNA@", "Forlimpopoli", "Castrocaro", "Predappio", "Rimini"] {
        assert!(!bytes_hold(&home.path(), text), "{text} is still in the file");
    }
    assert_eq!(all(&store), [(2, "bob@example.com".into(), "Oslo".into())]);
    assert_eq!(store.history().unwrap().iter().map(|entry| entry.counts.rows()).collect::<Vec<_>>(), [3, 1, 2]);
    assert!(store.lead_history(3).unwrap().is_empty());
    assert!(store.verify().unwrap().ok);
    commit(&store, vec![add(2, 4, "anna@example.com", "Lugo")], entry());
    assert_eq!(store.info().unwrap().erased, 1);
}

#[test]
fn old_previous_values_are_forgotten_but_not_what_happened() {
    let home = Home::new();
    let store = home.store();
    some_leads(&store);
    assert_eq!(store.forget_previous_values(1_764_000_000).unwrap(), 0, "not those of that very second");
    assert_eq!(store.forget_previous_values(1_764_000_001).unwrap(), 2);
    assert_eq!(store.forget_previous_values(1_764_000_001).unwrap(), 0);
    assert!(store.entry(2).unwrap().unwrap().forgotten);
    let mut rows = Vec::new();
    store
        .rows(2, &mut |row| {
            rows.push(row);
            true
        })
        .unwrap();
    assert_eq!(rows.len(), 20);
    assert!(rows.iter().all(|row| row.before.is_none() && row.previous.is_some()));
    assert_eq!((rows[0].changes.len(), rows[0].changes[0].old.as_ref()), (2, None));
    assert_eq!(store.lead_history(1).unwrap().len(), 2);
    assert!(store.verify().unwrap().ok);
}

#[test]
fn the_retention_setting_takes_effect_by_itself_once_an_import_is_old_enough_and_counts_stay() {
    const DAY: i64 = 86_400;
    let home = Home::new();
    let store = home.store();
    some_leads(&store);
    let committed = store.entry(2).unwrap().unwrap().at;
    let counts: Vec<_> = store.history().unwrap().iter().map(|entry| entry.counts).collect();
    assert_eq!(store.forget_outdated(committed + 10_000 * DAY).unwrap(), 0, "without the setting all is kept");
    let setting = "history.keep_previous_values_days";
    store.change_platform("a test", |platform| platform.settings.set(setting, "30")).unwrap().unwrap();
    let on_time = committed + 30 * DAY;
    assert_eq!((store.outdated(on_time).unwrap(), store.forget_outdated(on_time).unwrap()), (0, 0));
    assert_eq!((store.outdated(on_time + 1).unwrap(), store.forget_outdated(on_time + 1).unwrap()), (2, 2));
    assert_eq!(store.outdated(on_time + 1).unwrap(), 0);
    assert_eq!(store.history().unwrap().iter().map(|entry| entry.counts).collect::<Vec<_>>(), counts);
    let request = UndoRequest {
        import: 2,
        mode: UndoMode::Refuse,
        operator: "anna".into(),
        host: String::new(),
        from: String::new(),
        clock: || 0,
    };
    let told = undo(&store, &request, &Watch::silent()).unwrap_err().to_string();
    assert_eq!(told, "The previous values of import 2 were forgotten, so it can no longer be undone.");
}

#[test]
fn a_place_that_must_not_be_a_store_is_refused_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    drop(home.store());
    let link = home.path().with_file_name("link.redb");
    std::os::unix::fs::symlink(home.path(), &link).unwrap();
    let refused = |path: &Path| Store::open(path, Mode::Write, Duration::ZERO, "anna").unwrap_err();
    assert_eq!(refused(&link).fault, StoreFault::Denied);
    assert_eq!(refused(home.path().parent().unwrap()).fault, StoreFault::Denied);
    let text = home.path().with_file_name("text.redb");
    std::fs::write(&text, "this is no store at all, only a text that somebody has written into it".repeat(9)).unwrap();
    std::fs::set_permissions(&text, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(refused(&text).fault, StoreFault::Damaged);
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o604)).unwrap();
    let error = refused(&home.path());
    assert_eq!(error.fault, StoreFault::Denied);
    assert!(error.suggestion.contains("chmod"), "{}", error.suggestion);
}

#[test]
fn drafts_are_kept_one_per_file_and_listed_newest_first() {
    let home = Home::new();
    let path = home.path().with_file_name("drafts.redb");
    let (one, other) = (Drafts::open(&path), Drafts::open(&path));
    assert!(one.list().unwrap().is_empty());
    one.save("/a.xlsx", 10, b"first").unwrap();
    other.save("/b.xlsx", 20, b"second").unwrap();
    one.save("/a.xlsx", 30, b"third").unwrap();
    let listed = other.list().unwrap();
    assert_eq!(
        listed.iter().map(|draft| (draft.file.as_str(), draft.saved)).collect::<Vec<_>>(),
        [("/a.xlsx", 30), ("/b.xlsx", 20)]
    );
    assert_eq!(one.get("/b.xlsx").unwrap().unwrap().content, b"second");
    assert!(one.remove("/b.xlsx").unwrap() && !other.remove("/b.xlsx").unwrap());
}

#[test]
fn an_erased_draft_is_nowhere_in_the_file() {
    let home = Home::new();
    let path = home.path().with_file_name("drafts.redb");
    let drafts = Drafts::open(&path);
    drafts.save("/a.xlsx", 10, b"anna@example.com").unwrap();
    drafts.save("/b.xlsx", 10, b"bob@example.com").unwrap();
    assert_eq!(drafts.erase(|draft| draft.content.starts_with(b"anna")).unwrap(), 1);
    assert!(!bytes_hold(&path, "anna@") && bytes_hold(&path, "bob@"));
}

#[test]
fn a_damaged_drafts_file_is_set_aside_and_nobody_is_stuck() {
    let home = Home::new();
    let path = home.path().with_file_name("drafts.redb");
    let drafts = Drafts::open(&path);
    drafts.save("/a.xlsx", 10, b"first").unwrap();
    std::fs::write(&path, vec![7_u8; 9000]).unwrap();
    assert!(drafts.list().unwrap().is_empty());
    drafts.save("/a.xlsx", 11, b"again").unwrap();
    assert_eq!(drafts.list().unwrap().len(), 1);
    assert!(path.with_file_name("drafts.redb.damaged").exists());
}

#[test]
fn a_store_that_was_cut_to_nothing_is_damaged_and_its_ids_do_not_begin_again() {
    let home = Home::new();
    let store = home.store();
    some_leads(&store);
    let cut = || std::fs::write(home.path(), b"").unwrap();
    let refused = || Store::open(&home.path(), Mode::Write, Duration::ZERO, "anna").unwrap_err();
    let backup = store.backup(None).unwrap();
    cut();
    assert_eq!(refused().fault, StoreFault::Damaged);
    assert!(refused().suggestion.contains(&backup.display().to_string()), "{}", refused().suggestion);
    assert_eq!(store.restore(&backup).unwrap(), None, "nothing is not worth keeping");
    assert_eq!(home.store().info().unwrap().next_id, 601);
    std::fs::remove_file(&backup).unwrap();
    cut();
    assert!(refused().suggestion.contains("remove the file"), "{}", refused().suggestion);
}

#[test]
fn a_backup_says_which_file_is_in_its_way_and_makes_no_folders() {
    let home = Home::new();
    let store = home.store();
    let there = home.path().with_file_name("there.redb");
    std::fs::write(&there, b"mine").unwrap();
    let told = store.backup(Some(&there)).unwrap_err().what;
    assert!(told.contains("there.redb is there already"), "{told}");
    let nowhere = home.path().with_file_name("nowhere");
    let told = store.backup(Some(&nowhere.join("b.redb"))).unwrap_err().what;
    assert!(told.contains("a folder that does not exist") && !nowhere.exists(), "{told}");
}
