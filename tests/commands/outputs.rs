//! Outputs beside an import, waiting, and signals: whatever fails or stops them, nobody is told anything untrue.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use leadport::import::LeadStore;
use leadport::import::store::Who;
use leadport::store::{Mode, Store};
use rustix::process::{Pid, Signal, kill_process};

use crate::room::{Ran, Room, number};

fn room() -> Room {
    let room = Room::new();
    let rows: Vec<String> = (0..40).map(|row| format!("lead{row}@x.it")).collect();
    let mut all: Vec<Vec<&str>> = vec![vec!["Email", "Country"]];
    all.extend(rows.iter().map(|email| vec![email.as_str(), "IT"]));
    all.extend((0..3).map(|_| vec!["nobody", "IT"]));
    room.sheet("mixed.xlsx", &all.iter().map(Vec::as_slice).collect::<Vec<_>>());
    room
}

const IMPORT: &str = "import @mixed.xlsx --only-valid --no-mail";

fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), signal).unwrap();
}

/// A small disk, there for as long as the test.
struct Disk(PathBuf);

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Mounts a small disk at `path`; `None` where there is no right to.
fn small_disk(path: &Path) -> Option<Disk> {
    fs::create_dir(path).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(path).status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("passed over: no right to mount a small disk here");
        return None;
    }
    Some(Disk(path.to_owned()))
}

fn fill(path: &Path) {
    let mut filler = fs::File::create(path.join("filler")).unwrap();
    while filler.write_all(&[1; 4096]).is_ok() {}
}

#[test]
fn on_a_full_disk_no_output_is_cut_off_and_none_replaces_a_good_one() {
    let room = room();
    let small = room.path("small");
    let Some(_disk) = small_disk(&small) else { return };
    let names = ["keep.xlsx", "keep.ods", "keep.csv"];
    for name in names {
        fs::write(small.join(name), "good").unwrap();
    }
    fill(&small);
    let mut told = Vec::new();
    for name in names {
        told.push(room.run(&format!("{IMPORT} --json --rejects @small/{name}")));
        told.push(room.run(&format!("{IMPORT} --json --report @small/{name}")));
        told.push(room.run(&format!("leads export -o @small/{name}")));
    }
    told.push(room.run("template -o @small/keep.xlsx"));
    let check = room.run("check @mixed.xlsx --problems @small/keep.xlsx");
    let kept: Vec<String> = names.iter().map(|name| fs::read_to_string(small.join(name)).unwrap()).collect();
    let litter = fs::read_dir(&small).unwrap().count();
    assert_eq!((kept, litter), (vec!["good".to_owned(); 3], 4), "3 good files and the filler");
    for ran in told {
        let ran = ran.exits(6);
        assert!(ran.err.starts_with("error: ") || ran.err.contains("\nerror: "), "{}", ran.err);
        assert!(ran.err.contains("disk is full") && !ran.err.contains("CSV"), "{}", ran.err);
        assert!(!ran.err.contains("ZipWriter"), "{}", ran.err);
    }
    assert!(check.exits(1).err.contains("small/keep.xlsx is missing"));
}

#[test]
fn an_output_that_fails_after_the_commit_is_named_and_the_import_is_told_all_the_same() {
    let room = room();
    let small = room.path("small");
    let Some(_disk) = small_disk(&small) else { return };
    fill(&small);
    let ran = room.run(&format!("{IMPORT} --json --report @small/r.xlsx --rejects @rejects.csv"));
    let ran = ran.exits(6);
    assert_eq!((number(&ran.json(), "import"), number(&ran.json(), "added")), (1, 40));
    let report = small.join("r.xlsx").display().to_string();
    assert!(ran.err.contains(&format!("error: Import 1 is done, but {report} is missing.")), "{}", ran.err);
    assert!(ran.err.contains(&format!("leadport report 1 -o {report}")), "{}", ran.err);
    assert!(room.path("rejects.csv").exists(), "one output that fails keeps no other from being written");
}

#[test]
fn the_rejects_can_be_had_later_by_a_dry_run() {
    let room = room();
    room.run(IMPORT).exits(0);
    room.run("import @mixed.xlsx --only-valid --dry-run --rejects @rejects.csv").exits(0);
    assert_eq!(fs::read_to_string(room.path("rejects.csv")).unwrap().lines().count(), 4);
    assert_eq!(room.json("history")["imports"].as_array().unwrap().len(), 1);
}

#[test]
fn an_import_that_standard_output_cannot_take_is_told_on_standard_error() {
    let room = room();
    for (line, said) in [
        (format!("{IMPORT} --json"), "Import 1 is done"),
        (format!("{IMPORT} --report @r.csv"), "Import 2 is done"),
        ("undo 2 --json".to_owned(), "Import 3 is done"),
        ("history --json".to_owned(), "Standard output could not be written: the disk is full."),
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ran: Ran = room.command(&line).stdout(full).stderr(Stdio::piped()).output().unwrap().into();
        let ran = ran.exits(6);
        assert!(ran.err.contains(said), "{line}: {}", ran.err);
    }
    assert!(room.path("r.csv").exists());
}

#[test]
fn a_reader_that_goes_away_early_does_not_make_bad_data_good() {
    let room = room();
    let code = |line: &str| {
        let mut child = room.command(line).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        drop(child.stdout.take());
        child.wait().unwrap().code()
    };
    assert_eq!(code("check @mixed.xlsx --json"), Some(1));
    assert_eq!(code("check @mixed.xlsx"), Some(1));
    assert_eq!(code(&format!("{IMPORT} --json")), Some(0));
}

#[test]
fn a_path_that_no_disk_takes_is_refused_before_anything_is_imported() {
    let room = room();
    let long = "r".repeat(300);
    room.run(&format!("{IMPORT} --report @{long}.csv")).exits(2);
    room.run(&format!("{IMPORT} --report @mixed.xlsx/r.csv")).exits(2);
    assert!(!room.store().exists());
}

#[test]
fn two_outputs_of_one_name_are_refused() {
    let room = room();
    fs::create_dir(room.path("sub")).unwrap();
    for (one, other) in [("b.xlsx", "b.xlsx"), ("b.xlsx", "sub/../b.xlsx"), ("./b.xlsx", "b.xlsx")] {
        let ran = room.run(&format!("{IMPORT} --rejects @{one} --report @{other}")).exits(2);
        assert!(ran.err.contains("--rejects and --report would be one file"), "{}", ran.err);
        room.run(&format!("{IMPORT} --report @{one} --report @{other}")).exits(2);
    }
    room.run(&format!("{IMPORT} --rejects @b.xlsx --report @sub/b.xlsx")).exits(0);
}

#[test]
fn what_lies_beside_the_store_is_not_written_over() {
    let room = room();
    room.run(IMPORT).exits(0);
    room.run("leads export --format csv -o @store/leads.redb.lock").exits(2);
    fs::write(room.path("m.json"), "[]").unwrap();
    room.run("check @mixed.xlsx --mends @m.json --problems @m.json").exits(2);
    assert_eq!(fs::read_to_string(room.path("m.json")).unwrap(), "[]");
}

/// Runs a command while somebody else is writing, sends it a signal as soon as it says for whom it waits.
fn waiting(room: &Room, line: &str, with: Signal) -> (Ran, Duration) {
    let store = Store::open(&room.store(), Mode::Write, Duration::ZERO, "anna").unwrap();
    let who = Who { operator: "marco".into(), doing: "importing big.xlsx".into(), at: 0 };
    let transaction = store.begin(&who).unwrap();
    let mut child = room
        .command(&format!("{line} --wait 60"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    let mut said = Vec::new();
    let mut err = child.stderr.take().unwrap();
    let mut byte = [0];
    while err.read(&mut byte).unwrap() == 1 {
        said.push(byte[0]);
        if byte[0] == b'\n' {
            break;
        }
    }
    let sent = Instant::now();
    signal(&child, with);
    err.read_to_end(&mut said).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(transaction);
    let ran = Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(said).unwrap(),
    };
    (ran, sent.elapsed())
}

#[test]
fn whoever_waits_is_told_for_whom_and_a_signal_ends_the_wait() {
    let room = room();
    room.run(IMPORT).exits(0);
    for (line, with) in [
        (IMPORT, Signal::TERM),
        ("undo 1", Signal::INT),
        ("settings set contract.max_leads 9", Signal::TERM),
        ("store compact", Signal::HUP),
        ("store verify", Signal::INT),
        ("store backup", Signal::TERM),
    ] {
        let (ran, took) = waiting(&room, line, with);
        let ran = ran.exits(130);
        assert!(ran.err.contains("marco has been importing big.xlsx"), "{line}: {}", ran.err);
        assert_eq!(ran.err.matches("marco").count(), 1, "{line}: {}", ran.err);
        assert!(ran.err.contains("Interrupted; nothing was changed."), "{line}: {}", ran.err);
        assert!(took < Duration::from_secs(20), "{line}: {took:?}");
    }
}

#[test]
fn a_signal_after_the_commit_never_says_that_nothing_was_changed() {
    let room = Room::new();
    let rows: Vec<String> = (0..3_000).map(|row| format!("lead{row}@x.it")).collect();
    let mut all: Vec<Vec<&str>> = vec![vec!["Email", "Country"]];
    all.extend(rows.iter().map(|email| vec![email.as_str(), "IT"]));
    all.extend((0..3_000).map(|_| vec!["nobody", "IT"]));
    room.sheet("many.xlsx", &all.iter().map(Vec::as_slice).collect::<Vec<_>>());
    room.run("settings set contract.max_leads 2000").exits(0);
    let outputs = "--problems @p.xlsx --over-limit @o.xlsx --rejects @r.xlsx";
    let mut child = room
        .command(&format!("import @many.xlsx --only-valid --no-mail --json {outputs}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The document is printed as soon as the import stands, and the outputs are written then.
    let mut out = child.stdout.take().unwrap();
    let mut first = [0];
    out.read_exact(&mut first).unwrap();
    signal(&child, Signal::TERM);
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let ended = child.wait_with_output().unwrap();
    let err = String::from_utf8(ended.stderr).unwrap();
    let document: serde_json::Value = serde_json::from_str(&format!("{{{rest}")).unwrap();
    assert_eq!((first, number(&document, "import"), number(&document, "added")), ([b'{'], 1, 2_000));
    assert_eq!(ended.status.code(), Some(6), "{err}");
    assert!(err.contains("Import 1 is done, but") && err.contains("is missing. Interrupted."), "{err}");
    assert!(!err.contains("nothing was changed"), "{err}");
    assert_eq!(room.json("history")["imports"].as_array().unwrap().len(), 1);
}

#[test]
fn an_interrupted_report_leaves_nothing_beside_its_place() {
    let room = Room::new();
    let rows: Vec<String> = (0..20_000).map(|row| format!("lead{row}@x.it")).collect();
    let mut all: Vec<Vec<&str>> = vec![vec!["Email"]];
    all.extend(rows.iter().map(|email| vec![email.as_str()]));
    room.sheet("many.xlsx", &all.iter().map(Vec::as_slice).collect::<Vec<_>>());
    room.run("import @many.xlsx --no-mail").exits(0);
    fs::create_dir(room.path("out")).unwrap();
    let child = room.command("report 1 -o @out/r.csv").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Its place is prepared once signals are caught.
    while fs::read_dir(room.path("out")).unwrap().count() == 0 {
        std::thread::yield_now();
    }
    signal(&child, Signal::TERM);
    let ran: Ran = child.wait_with_output().unwrap().into();
    let left = fs::read_dir(room.path("out")).unwrap().count();
    match ran.code {
        130 => assert!(left == 0 && ran.err.contains("Interrupted"), "{left} {}", ran.err),
        // It came to its end first.
        0 => assert_eq!(left, 1),
        other => panic!("exit code {other}: {}", ran.err),
    }
}

#[test]
fn a_small_file_that_never_ends_or_is_none_is_refused_at_once() {
    let room = room();
    assert!(Command::new("mkfifo").arg(room.path("pipe.toml")).status().unwrap().success());
    fs::write(room.path("latin.toml"), b"name = \"\xe9\"").unwrap();
    for (file, why) in [
        ("/dev/zero", "it is a device or a pipe"),
        ("@pipe.toml", "it is a device or a pipe"),
        ("@store", "it is a folder"),
        ("@latin.toml", "it is no text in UTF-8"),
        ("@mixed.xlsx", "it is no text in UTF-8"),
    ] {
        for line in [
            "matchings import FILE",
            "fields import FILE",
            "keymap check FILE",
            "check @mixed.xlsx --mends FILE",
            "leads count --config FILE",
        ] {
            let ran = room.run(&line.replace("FILE", file)).exits(5);
            assert!(ran.err.contains(why), "{line}, {file}: {}", ran.err);
        }
    }
    let mut child = room
        .command("matchings import /dev/stdin --name fair")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    room.run_of(&["check", room.path("mixed.xlsx").to_str().unwrap(), "--save-matching", "plain"]);
    let text = room.run("matchings export plain").exits(0).out;
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "what a shell hands over as /dev/stdin is read");
}
