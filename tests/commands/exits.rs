//! How commands fail: exit codes, two lines for people, one document for scripts.

use std::io::Read;
use std::process::Stdio;
use std::time::Duration;

use leadport::import::LeadStore;
use leadport::import::store::Who;
use leadport::store::{Mode, Store};

use crate::room::Room;

#[test]
fn a_wrong_command_line_exits_with_2_and_two_lines() {
    let room = Room::new();
    for line in [
        "import",
        "sheet a b",
        "leads list --where nonsense",
        "chekc",
        "import @x.xlsx --report @r.txt",
        "frobnicate x y",
    ] {
        let ran = room.run(line).exits(2);
        assert_eq!(ran.err.trim_end().lines().count(), 2, "{line}: {}", ran.err);
        assert!(ran.out.is_empty() && ran.err.starts_with("error: "), "{line}: {}", ran.err);
    }
    assert!(room.run("chekc").err.contains("leadport check"));
}

#[test]
fn a_value_that_an_option_does_not_take_is_answered_with_those_that_it_takes() {
    let room = Room::new();
    let ran = room.run("report 1 --format doc").exits(2);
    assert!(ran.err.contains("xlsx, ods, csv, json"), "{}", ran.err);
}

#[test]
fn the_wizard_without_a_terminal_names_the_commands_in_a_line_of_their_own() {
    let room = Room::new();
    let ran = room.run("").exits(2);
    assert_eq!(ran.err.trim_end().lines().count(), 2, "{}", ran.err);
    assert!(ran.err.lines().nth(1).unwrap().contains("leadport import FILE"), "{}", ran.err);
}

#[test]
fn a_name_that_says_no_format_is_refused_with_json_too() {
    let room = Room::new();
    for line in ["leads export -o @leads.txt", "leads export -o @leads.txt --json"] {
        room.run(line).exits(2);
        assert!(!room.path("leads.txt").exists(), "{line}");
    }
    room.run("leads export -o @leads.txt --format csv --json").exits(0);
    assert!(room.path("leads.txt").exists());
}

#[test]
fn with_json_an_error_is_a_document_on_standard_output() {
    let room = Room::new();
    for (line, exit, code) in [
        ("check @none.xlsx", 3, "file-missing"),
        ("check --nonsense", 2, "usage"),
        ("settings set contract.max_leads many", 5, "setting"),
        ("matchings show nobody", 5, "setting"),
        ("report 9", 2, "unknown"),
        ("history 9", 2, "unknown"),
        ("quality --import 9", 2, "unknown"),
        ("leads show nobody@example.com", 2, "unknown"),
        ("leads show 12", 2, "unknown"),
        ("fields edit nothing --name X", 5, "setting"),
        ("groups remove nothing", 5, "setting"),
        ("owners remove nobody", 5, "setting"),
        ("settings get nothing", 5, "setting"),
        ("keymap show nothing", 5, "setting"),
        ("check sample-data/leads.xlsx --matching nothing", 5, "setting"),
        ("undo 9", 4, "store-denied"),
        ("leads erase nobody@example.com", 4, "store-denied"),
    ] {
        let ran = room.run(&format!("{line} --json")).exits(exit);
        let error = &ran.json()["error"];
        assert_eq!(error["code"], code, "{line}");
        assert!(
            error["message"].is_string() && error["suggestion"].as_str().is_some_and(|text| !text.is_empty()),
            "{line}"
        );
        assert!(!ran.err.contains("error"), "{line}: {}", ran.err);
    }
    room.run("owners add bo").exits(0);
    for line in ["undo 9", "outbox remove 9"] {
        assert_eq!(room.run(&format!("{line} --json")).exits(2).json()["error"]["code"], "unknown", "{line}");
    }
}

#[test]
fn a_file_that_cannot_be_taken_exits_with_3_and_makes_no_store() {
    let room = Room::new();
    std::fs::write(room.path("page.xlsx"), "<html><body><table><tr><td>x</td></tr></table></body></html>").unwrap();
    std::fs::write(room.path("empty.xlsx"), "").unwrap();
    for name in ["page.xlsx", "empty.xlsx", "none.xlsx", ""] {
        let ran = room.run(&format!("import @{name}")).exits(3);
        assert_eq!(ran.err.trim_end().lines().count(), 2, "{}", ran.err);
    }
    assert!(!room.store().exists(), "a file that cannot be taken makes no store");
}

#[test]
fn a_store_that_cannot_be_used_exits_with_4() {
    let room = Room::new();
    std::fs::create_dir_all(room.store().parent().unwrap()).unwrap();
    std::fs::write(room.store(), "this is no store").unwrap();
    let ran = room.run("leads count").exits(4);
    assert_eq!(ran.err.trim_end().lines().count(), 2, "{}", ran.err);
    let verified = room.run("store verify --json");
    assert_eq!(verified.code, 4);
}

#[test]
fn a_configuration_that_is_wrong_exits_with_5_and_names_its_line() {
    let room = Room::new();
    std::fs::write(room.path("config.toml"), "keymap = \"vim\"\nstoer = \"x\"\n").unwrap();
    let ran = room.run("leads count --config @config.toml").exits(5);
    assert!(ran.err.contains("line 2") && ran.err.contains("stoer"), "{}", ran.err);
    room.run("leads count --config @none.toml").exits(5);
}

#[test]
fn the_configuration_says_where_the_store_is_and_who_is_who() {
    let room = Room::new();
    std::fs::write(room.path("config.toml"), "store = \"other.redb\"\n[operator]\nlogin = \"maria\"\n").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_leadport"));
    command
        .args(["owners", "add", "bo", "--config"])
        .arg(room.path("config.toml"))
        .env_remove("LEADPORT_STORE")
        .env("SUDO_USER", "login");
    assert!(command.output().unwrap().status.success());
    assert!(room.path("other.redb").exists());
    let list = room.run("owners list --json --config @config.toml --store @other.redb").json();
    assert_eq!(
        list["owners"][1]["username"], "maria",
        "behind sudo the operator is who called it, as the configuration maps the name"
    );
}

#[test]
fn a_writer_waits_as_long_as_told_and_says_who_is_writing() {
    let room = Room::new();
    let store = Store::open(&room.store(), Mode::Write, Duration::ZERO, "anna").unwrap();
    let who = Who { operator: "marco".into(), doing: "importing big.xlsx".into(), at: 0 };
    let transaction = store.begin(&who).unwrap();
    let ran = room.run("import sample-data/leads.xlsx --wait 0").exits(4);
    assert!(ran.err.contains("marco") && ran.err.contains("importing big.xlsx"), "{}", ran.err);
    assert_eq!(room.json("leads count")["count"], 0, "a reader does not wait");
    room.run("check sample-data/leads.xlsx").exits(0);
    drop(transaction);
    room.run("import sample-data/leads.xlsx --wait 0").exits(0);
}

#[test]
fn a_reader_of_a_pipe_that_goes_away_is_no_error() {
    let room = Room::new();
    let mut child = room
        .command("sheet sample-data/leads.xlsx --limit 0 --json")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(err, "");
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_as_a_command() {
    let room = Room::new();
    let hostile = "\u{1b}]0;owned\u{7}\u{1b}[31m\u{202e}evil\u{9b}2J";
    room.sheet(
        "evil\u{1b}[31m.xlsx",
        &[&["Email", "City", hostile], &["anna@x.it", hostile, hostile], &[hostile, "", ""]],
    );
    let path = room.path("evil\u{1b}[31m.xlsx");
    let path = path.to_str().unwrap();
    let mut said = String::new();
    for arguments in [
        vec!["sheet", path],
        vec!["check", path],
        vec!["import", path],
        vec!["import", path, "--only-valid"],
        vec!["leads", "list"],
        vec!["leads", "show", "1"],
        vec!["history"],
        vec!["history", "1"],
        vec!["check", path, "--map", hostile],
        vec![hostile, "x"],
    ] {
        let ran = room.run_of(&arguments);
        said.push_str(&ran.out);
        said.push_str(&ran.err);
    }
    let bad: Vec<char> = said.chars().filter(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}').collect();
    assert!(bad.is_empty(), "{bad:?} in {said}");
}

#[test]
fn the_valid_rows_of_a_file_that_is_wrong_as_a_whole_are_refused_with_what_to_do() {
    let room = Room::new();
    room.sheet("twice.xlsx", &[&["City", "City"], &["Rome", "Bari"]]);
    let path = room.path("twice.xlsx");
    let ran = room.run_of(&["import", path.to_str().unwrap(), "--only-valid"]);
    assert_eq!(ran.code, 1, "{} {}", ran.out, ran.err);
    assert!(ran.out.contains("the whole file"), "{} {}", ran.out, ran.err);
    assert!(!ran.err.contains("--only-valid"), "{}", ran.err);
}
