//! A process that writes is killed at random moments; eight processes write at once.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use leadport::import::store::{Action, LeadStore};
use leadport::platform::FieldId;

use crate::model::{Model, must_stand_between, scramble, step, times};
use crate::sample::{Home, add, entry, open, planned, values, who};
use leadport::import::outcome::Outcome;

/// Runs one test of this binary in a process of its own, which knows by the environment that it is meant.
fn child(name: &str, home: &Home, more: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env("LEADPORT_TEST_STORE", home.path())
        .env("LEADPORT_TEST_MORE", more)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn child_path() -> Option<std::path::PathBuf> {
    std::env::var_os("LEADPORT_TEST_STORE").map(Into::into)
}

/// Not a test by itself: the process that is killed below.
#[test]
fn imports_one_after_another() {
    let Some(path) = child_path() else { return };
    let store = open(&path);
    let done = u32::try_from(store.history().unwrap().len()).unwrap();
    let mut model = Model::after(done);
    println!("\nat {done}");
    for number in done + 1.. {
        step(&store, &mut model).unwrap();
        println!("\ndone {number}");
    }
}

#[test]
fn whoever_is_killed_at_any_moment_leaves_all_of_an_import_or_nothing() {
    if child_path().is_some() {
        return;
    }
    let mut home = Home::new();
    let mut steps = 0;
    for round in 0..times(15, 500, 10_000) {
        // The model grows with every step; begin again before that is all that takes time.
        if steps > 60 {
            (home, steps) = (Home::new(), 0);
        }
        let mut child = child("crash::imports_one_after_another", &home, "");
        let out = BufReader::new(child.stdout.take().unwrap());
        let pid = rustix::process::Pid::from_child(&child);
        // Some are killed while they open and mend, most while they import.
        let wait = Duration::from_micros(scramble(u64::from(round)) % 60_000);
        let killer = std::thread::spawn(move || {
            let began = Instant::now();
            while began.elapsed() < wait {
                std::thread::yield_now();
            }
            rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
        });
        let mut acknowledged = steps;
        for line in out.lines() {
            let line = line.unwrap();
            if let Some(number) = line.strip_prefix("done ").or(line.strip_prefix("at ")) {
                // A line may be cut short by the kill; only whole ones end in a line feed, which `lines` hides.
                acknowledged = acknowledged.max(number.parse().unwrap_or(0));
            }
        }
        child.wait().unwrap();
        killer.join().unwrap();
        steps = must_stand_between(&open(&home.path()), acknowledged, acknowledged + 1);
    }
}

/// Not a test by itself: one of the processes that import at once below.
#[test]
fn imports_in_a_crowd() {
    let Some(path) = child_path() else { return };
    let me: u64 = std::env::var("LEADPORT_TEST_MORE").unwrap().parse().unwrap();
    let store = leadport::store::Store::open(
        &path,
        leadport::store::Mode::Write,
        Duration::from_mins(2),
        &format!("operator {me}"),
    )
    .unwrap();
    let until = Instant::now() + Duration::from_secs(u64::from(times(0, 10, 60)));
    let mut done = 0_u64;
    while done < 5 || Instant::now() < until {
        let mut transaction = store.begin(&who()).unwrap();
        let view = transaction.view().unwrap();
        let counter = view.by_email(&["counter@example.com"]).unwrap().remove(0);
        let id = view.next_id();
        let mut rows = Vec::new();
        match counter {
            None => rows.push(add(2, id, "counter@example.com", "1")),
            Some(before) => {
                let count: u64 = before.values.get(FieldId(20)).unwrap().parse().unwrap();
                let after = values("counter@example.com", &(count + 1).to_string());
                rows.push(planned(2, Outcome::Updated, Action::Update { before, after }));
                rows.push(add(3, id, &format!("{me}.{done}@example.com"), "x"));
            }
        }
        let added = rows.len() > 1;
        drop(view);
        transaction.apply(rows).unwrap();
        transaction.commit(entry()).unwrap();
        done += u64::from(added);
        assert!(store.view().unwrap().count() > 0);
    }
    println!("\nadded {done}");
}

#[test]
fn eight_processes_at_once_lose_nothing_of_each_other() {
    if child_path().is_some() {
        return;
    }
    let home = Home::new();
    let children: Vec<Child> = (0..8).map(|me| child("crash::imports_in_a_crowd", &home, &me.to_string())).collect();
    let mut sum = 0;
    for child in children {
        let out = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let line = text.lines().find_map(|line| line.strip_prefix("added ")).expect(&text);
        sum += line.parse::<u64>().unwrap();
    }
    let store = open(&home.path());
    let view = store.view().unwrap();
    let counter = view.by_email(&["counter@example.com"]).unwrap().remove(0).unwrap();
    assert_eq!(counter.values.get(FieldId(20)).unwrap(), (sum + 1).to_string(), "no update is lost");
    assert_eq!(view.count(), sum + 1);
    let found = store.verify().unwrap();
    assert!(found.ok, "{:?}", found.problems);
}
