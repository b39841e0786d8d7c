//! Power losses, failing disks, full disks, damaged files: never half an import, never a wrong value, never a panic.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use leadport::import::store::{LeadStore, StoreError, StoreFault};
use leadport::matching::Matching;
use leadport::store::{Mode, Store};

use crate::disk::{Event, Failing, Recorder, Watch, wrap};
use crate::model::{Leads, Model, leads, must_stand_between, scramble, step, times};
use crate::sample::{Home, add, entry, open, who};

fn put(path: &Path, image: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, image).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Returns a store's file after so many steps.
fn image_after(steps: u32) -> Vec<u8> {
    let home = Home::new();
    let store = home.store();
    let mut model = Model::after(0);
    for _ in 0..steps {
        step(&store, &mut model).unwrap();
    }
    drop(store);
    fs::read(home.path()).unwrap()
}

/// Lets the events happen to a file up to a moment at which the power fails: what was synced is there, of the rest
/// only some sectors.
fn after_power_loss(base: &[u8], events: &[Event], mut random: u64) -> Vec<u8> {
    let mut next = || {
        random = scramble(random);
        random
    };
    let mut image = base.to_vec();
    let synced = events.iter().rposition(|event| matches!(event, Event::Sync)).map_or(0, |at| at + 1);
    // Sometimes nothing of the rest is lost, sometimes everything, mostly some.
    let keeps = match next() % 4 {
        0 => 0,
        1 => 10,
        _ => next() % 10,
    };
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Write(offset, data) => {
                for (index, sector) in data.chunks(512).enumerate() {
                    if at >= synced && next() % 10 >= keeps {
                        continue;
                    }
                    let from = usize::try_from(*offset).unwrap() + index * 512;
                    if image.len() < from + sector.len() {
                        image.resize(from + sector.len(), 0);
                    }
                    image[from..from + sector.len()].copy_from_slice(sector);
                }
            }
            Event::Length(length) if at < synced || next() % 10 < keeps => {
                image.resize(usize::try_from(*length).unwrap(), 0);
            }
            _ => {}
        }
    }
    image
}

#[test]
fn a_power_loss_at_any_moment_leaves_all_of_an_import_or_nothing() {
    let base = image_after(5);
    let home = Home::new();
    put(&home.path(), &base);
    let recorder = Arc::new(Recorder::default());
    let store =
        Store::open_wrapped(&home.path(), Mode::Write, Duration::from_secs(5), "anna", Some(wrap(&recorder))).unwrap();
    let mut model = Model::after(5);
    for number in 6..=10 {
        step(&store, &mut model).unwrap();
        recorder.meets(Event::Acknowledged(number)).unwrap();
    }
    drop(store);
    let events = recorder.0.lock().unwrap().clone();
    for round in 0..u64::from(times(50, 500, 10_000)) {
        let cut = usize::try_from(scramble(round * 2) % events.len() as u64).unwrap() + 1;
        let acknowledged = events[..cut].iter().rev().find_map(|event| match event {
            Event::Acknowledged(number) => Some(*number),
            _ => None,
        });
        let acknowledged = acknowledged.unwrap_or(5);
        let home = Home::new();
        put(&home.path(), &after_power_loss(&base, &events[..cut], round));
        must_stand_between(&open(&home.path()), acknowledged, acknowledged + 1);
    }
}

/// Takes a step on a disk that fails at its `n`-th change; tells whether the disk failed at all.
fn step_on_a_failing_disk(base: &[u8], steps: u32, n: i64, kind: io::ErrorKind) -> bool {
    let home = Home::new();
    put(&home.path(), base);
    let disk = Arc::new(Failing { left: AtomicI64::new(n), kind });
    let store =
        Store::open_wrapped(&home.path(), Mode::Write, Duration::from_secs(5), "anna", Some(wrap(&disk))).unwrap();
    let result = step(&store, &mut Model::after(steps));
    let failed = disk.left.load(Ordering::SeqCst) < 0;
    if let Err(error) = &result {
        assert!(failed, "{error}");
        let wanted = if kind == io::ErrorKind::StorageFull { StoreFault::Full } else { StoreFault::Denied };
        assert_eq!(error.fault, wanted, "at change {n}: {error}");
    }
    let least = steps + u32::from(result.is_ok());
    // The same handle goes on once the disk does.
    disk.left.store(i64::MAX, Ordering::SeqCst);
    let now = must_stand_between(&store, least, steps + 1);
    step(&store, &mut Model::after(now)).unwrap();
    must_stand_between(&open(&home.path()), now + 1, now + 1);
    failed
}

#[test]
fn a_disk_that_fails_at_any_write_or_sync_of_an_import_or_an_undo_leaves_all_or_nothing() {
    // Step 6 is an import, step 8 an undo.
    for steps in [5, 7] {
        let base = image_after(steps);
        let every = i64::from(times(3, 1, 1));
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::Other] {
            let mut n = 0;
            while step_on_a_failing_disk(&base, steps, n, kind) {
                n += every;
            }
            assert!(n > 5, "a step writes more often than that");
        }
    }
}

#[test]
fn a_full_disk_is_told_and_the_store_is_whole_and_usable_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let mount = |arguments: &[&str]| {
        let done = std::process::Command::new(arguments[0]).args(&arguments[1..]).arg(folder.path()).output();
        done.is_ok_and(|done| done.status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "tmpfs"]) {
        eprintln!("passed over: no right to mount a small disk here");
        return;
    }
    let tried = catch_unwind(AssertUnwindSafe(|| {
        let path = folder.path().join("leads.redb");
        let store = open(&path);
        let mut done = 0_u64;
        let refused = loop {
            match import_big(&store, done) {
                Ok(()) => done += 1,
                Err(error) => break error,
            }
            assert!(done < 100, "the disk never fills");
        };
        assert_eq!(refused.fault, StoreFault::Full, "{refused}");
        assert!(refused.suggestion.contains("room"));
        assert_eq!(store.view().unwrap().count(), done * 2000);
        assert_eq!(open(&path).view().unwrap().count(), done * 2000);
        assert!(
            std::process::Command::new("mount")
                .args(["-o", "remount,size=40m"])
                .arg(folder.path())
                .status()
                .unwrap()
                .success()
        );
        import_big(&store, done).unwrap();
        assert!(store.verify().unwrap().ok);
    }));
    assert!(mount(&["umount"]));
    tried.unwrap();
}

fn import_big(store: &Store, number: u64) -> Result<(), StoreError> {
    let mut transaction = store.begin(&who())?;
    let first = transaction.view()?.next_id();
    let rows = (0..2000_u32).map(|n| {
        let id = first + u64::from(n);
        add(n + 2, id, &format!("{number}.{n}@example.com"), &"x".repeat(400))
    });
    transaction.apply(rows.collect())?;
    transaction.commit(entry()).map(drop)
}

/// Damages a file somewhere, in one of the ways in which disks and copies do.
fn damage(image: &mut Vec<u8>, mut random: u64) {
    let mut next = || {
        random = scramble(random);
        usize::try_from(random >> 1).unwrap()
    };
    let pages = image.len() / 4096;
    let page = next() % pages * 4096;
    match next() % 6 {
        0 | 1 => {
            let at = next() % image.len();
            image[at] ^= 1 << (next() % 8);
        }
        2 => (page..page + 4096).for_each(|at| image[at] = next().to_le_bytes()[1]),
        3 => image[page..page + 4096].fill(0),
        4 => {
            let other = next() % pages * 4096;
            image.copy_within(other..other + 4096, page);
        }
        _ => image.truncate(next() % image.len()),
    }
}

/// Tells whether the one page that was damaged is a leaf now whose records begin with the same key as before.
fn put_over_itself(base: &[u8], image: &[u8]) -> bool {
    // redb's docs/design.md, "Leaf page": type, number of records, where each ends, then keys, here of eight bytes.
    let first_key = |page: &[u8]| {
        let records = usize::from(u16::from_le_bytes([page[2], page[3]]));
        page.get(4 + 4 * records..12 + 4 * records).filter(|_| page[0] == 1).map(<[u8]>::to_vec)
    };
    let mut pages = base.chunks(4096).zip(image.chunks(4096)).filter(|(old, new)| old != new);
    let (changed, more) = (pages.next(), pages.next());
    more.is_none()
        && changed.is_some_and(|(old, new)| first_key(old).is_some() && first_key(old) == first_key(new))
        && base.chunks(4096).any(|page| changed.is_some_and(|(_, new)| page == new))
}

/// Asks everything that can be asked; what is answered must be right.
fn ask(path: &Path, expected: &Leads) -> Result<(), StoreError> {
    let store = Store::open(path, Mode::Read, Duration::from_secs(5), "anna")?;
    let mut first = Ok(());
    let mut note = |result: Result<(), StoreError>| {
        if first.is_ok() {
            first = result;
        }
    };
    note(leads(&store).map(|found| assert_eq!(&found, expected, "walking")));
    note(by_id_and_email(&store, expected));
    note(store.history().map(|history| assert_eq!(history.len(), 6)));
    for import in 1..=6 {
        let mut count = 0;
        let walked = store.rows(import, &mut |_| {
            count += 1;
            true
        });
        note(walked.and_then(|()| {
            if let Some(entry) = store.entry(import)? {
                assert_eq!(count, entry.counts.rows());
            }
            Ok(())
        }));
    }
    for id in expected.keys().step_by(10) {
        note(store.lead_history(*id).map(|history| assert!(!history.is_empty())));
    }
    note(store.platform().map(|platform| assert!(platform.field_by_key("email").is_some())));
    note(store.matching("weekly").map(|matching| assert!(matching.is_none_or(|found| found == Matching::default()))));
    first
}

fn by_id_and_email(store: &Store, expected: &Leads) -> Result<(), StoreError> {
    let view = store.view()?;
    let ids: Vec<u64> = expected.keys().copied().collect();
    for (lead, id) in view.by_id(&ids)?.iter().zip(&ids) {
        assert_eq!(lead.as_ref().unwrap().email(), expected[id].0);
    }
    let mut keys: Vec<&str> = expected.values().map(|lead| lead.0.as_str()).collect();
    keys.push("nobody@example.com");
    let found = view.ids_by_email(&keys)?;
    for (found, id) in found.iter().zip(ids.iter().map(Some).chain([None])) {
        assert_eq!(found.as_ref(), id);
    }
    Ok(())
}

#[test]
fn damage_anywhere_is_told_and_never_a_panic_or_a_wrong_answer() {
    // Only what the store itself catches may panic, and that in silence.
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !leadport::store::panics_are_caught() {
            before(panic);
        }
    }));
    let base = image_after(6);
    let expected = Model::after(6).leads;
    let home = Home::new();
    put(&home.path(), &base);
    open(&home.path()).save_matching("weekly", &Matching::default()).unwrap();
    let backup = open(&home.path()).backup(None).unwrap();
    let base = fs::read(home.path()).unwrap();
    let mut told = 0;
    for round in 0..u64::from(times(120, 2_000, 20_000)) {
        let mut image = base.clone();
        damage(&mut image, round);
        put(&home.path(), &image);
        let answered = catch_unwind(AssertUnwindSafe(|| ask(&home.path(), &expected))).unwrap_or_else(|wrong| {
            // An older copy of the same record has a seal that fits: looking for damage finds it, reading cannot.
            let found = Store::open(&home.path(), Mode::Write, Duration::from_secs(5), "anna").and_then(|s| s.verify());
            if !put_over_itself(&base, &image) || found.is_ok_and(|found| found.ok) {
                resume_unwind(wrong);
            }
            put(&home.path(), &image);
            Ok(())
        });
        if let Err(error) = answered {
            told += 1;
            if error.fault == StoreFault::Damaged {
                assert!(error.suggestion.contains(backup.file_name().unwrap().to_str().unwrap()), "{error:?}");
            }
        }
        // Writing to it, and looking for the damage, may fail but never panic, hang or write over a good lead.
        if let Ok(store) = Store::open(&home.path(), Mode::Write, Duration::from_secs(5), "anna") {
            let _ = store.verify();
            let mut model = Model::after(6);
            if catch_unwind(AssertUnwindSafe(|| step(&store, &mut model))).is_ok_and(|result| result.is_ok()) {
                let found = leads(&store);
                assert!(found.is_err() || found.is_ok_and(|found| found == model.leads), "round {round}");
            }
        }
    }
    assert!(told > 10, "only {told} damages were told");
}
