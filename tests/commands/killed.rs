//! Killed or interrupted at any moment, an import is there whole or not at all.

use std::fs;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};

use crate::room::Room;

const ROWS: usize = 4_000;

fn room() -> Room {
    let room = Room::new();
    room.sheet("first.xlsx", &[&["Email"], &["first@x.it"]]);
    room.run("import @first.xlsx").exits(0);
    let rows: Vec<[String; 3]> =
        (0..ROWS).map(|row| [format!("lead{row}@x.it"), format!("Name {row}"), "Roma".into()]).collect();
    let rows: Vec<[&str; 3]> = rows.iter().map(|row| [row[0].as_str(), row[1].as_str(), row[2].as_str()]).collect();
    let mut all: Vec<&[&str]> = vec![&["Email", "First name", "City"]];
    all.extend(rows.iter().map(<[&str; 3]>::as_slice));
    room.sheet("many.xlsx", &all);
    room
}

/// Starts the import and stops it with a signal once the store's file has grown by `bytes` (or it came to its end first).
fn stop_at(room: &Room, bytes: u64, signal: Signal) -> Option<i32> {
    let before = fs::metadata(room.store()).unwrap().len();
    let mut child = room.command("import @many.xlsx").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    while child.try_wait().unwrap().is_none() {
        if fs::metadata(room.store()).unwrap().len() >= before + bytes {
            let _ = kill_process(pid, signal);
            break;
        }
        std::thread::yield_now();
    }
    child.wait().unwrap().code()
}

#[test]
fn killed_at_any_moment_the_store_holds_what_it_held_or_all_of_it() {
    for bytes in [0, 1, 50_000, 200_000, 400_000, 800_000] {
        let room = room();
        stop_at(&room, bytes, Signal::KILL);
        assert_eq!(room.json("store verify")["ok"], true);
        let count = room.json("leads count")["count"].as_u64().unwrap();
        let imports = room.json("history")["imports"].as_array().unwrap().len();
        assert!(
            (count, imports) == (1, 1) || (count, imports) == (1 + ROWS as u64, 2),
            "{count} leads, {imports} imports"
        );
        room.run("import @many.xlsx").exits(0);
        assert_eq!(room.json("leads count")["count"], 1 + ROWS as u64);
    }
}

#[test]
fn interrupted_it_exits_with_130_and_nothing_was_changed() {
    let room = room();
    let code = stop_at(&room, 1, Signal::INT);
    let count = room.json("leads count")["count"].as_u64().unwrap();
    match code {
        Some(130) => assert_eq!(count, 1),
        Some(0) => assert_eq!(count, 1 + ROWS as u64),
        other => panic!("exit code {other:?}"),
    }
}
