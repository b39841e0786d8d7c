//! The child process that reads a workbook: what it says, and how it ends.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn record(id: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a short record");
    [&id.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// A worksheet of BIFF8 without a container: a header, and rows of a text and a number each.
fn sheet(rows: u16) -> Vec<u8> {
    let label = |row: u16, column: u16, text: &str| {
        let length = u16::try_from(text.len()).expect("a short text");
        let place: Vec<u8> = [row, column, 0, length].iter().flat_map(|value| value.to_le_bytes()).collect();
        record(0x0204, &[&place[..], &[0], text.as_bytes()].concat())
    };
    let mut out = record(0x0809, &[0, 6, 16, 0]);
    out.extend([label(0, 0, "Email"), label(0, 1, "Score")].concat());
    for row in 1..=rows {
        out.extend(label(row, 0, &format!("p{row}@example.com")));
        let place: Vec<u8> = [row, 1, 0].iter().flat_map(|value| value.to_le_bytes()).collect();
        out.extend(record(0x0203, &[&place[..], &f64::from(row).to_le_bytes()].concat()));
    }
    out.extend(record(0x000a, &[]));
    out
}

fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".xls").tempfile().expect("a temporary file");
    file.write_all(bytes).expect("the file is written");
    file
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_leadport"))
}

fn sheet_json(path: &Path, options: &[&str]) -> Output {
    program().args(["sheet", "--limit", "0", "--json"]).args(options).arg(path).output().expect("the program runs")
}

/// Runs the child as the parent does, with these limits of memory and processor seconds.
fn child(path: &Path, memory: u64, seconds: u64) -> Output {
    let limits = [memory, seconds, 1 << 30, 256 << 20, 131_068].map(|number: u64| number.to_string());
    let mut child = program()
        .args(["__read-sheet", "xls"])
        .args(limits)
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let alive = child.stdin.take();
    let mut stdout = Vec::new();
    child.stdout.take().expect("a pipe").read_to_end(&mut stdout).expect("the pipe is read");
    let status = child.wait().expect("the child ends");
    drop(alive);
    Output { status, stdout, stderr: Vec::new() }
}

#[test]
fn every_row_of_a_workbook_comes_through_the_pipe() {
    let file = file(&sheet(10_000));
    let output = sheet_json(file.path(), &[]);
    assert!(output.status.success());
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(document["format"], "xls");
    assert_eq!(document["rows_total"], 10_000);
    let last = &document["rows"][9_999];
    assert_eq!(last["row"], 10_001);
    assert_eq!(last["cells"][0]["value"], "p10000@example.com");
    assert_eq!(last["cells"][1], serde_json::json!({"type": "number", "value": "10000"}));
}

#[test]
fn a_child_that_comes_to_its_limit_of_memory_ends_alone() {
    let file = file(&sheet(60_000));
    let output = child(file.path(), 1 << 20, 60);
    assert_eq!(output.status.signal(), Some(6), "an allocation that fails aborts the process");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_child_says_what_it_reads_in_frames_and_ends_well() {
    let file = file(&sheet(2));
    let output = child(file.path(), 1 << 30, 60);
    assert!(output.status.success());
    assert_eq!(output.stdout.first(), Some(&b'i'));
    assert!(output.stdout.ends_with(&[b'e', 0, 0, 0, 0]));
}

#[test]
fn a_damaged_workbook_is_told_by_the_child_and_refused_by_its_parent() {
    let whole = sheet(100);
    let file = file(&whole[..whole.len() / 2]);
    let output = sheet_json(file.path(), &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stdout).contains("file-damaged"));
}

#[test]
fn the_child_refuses_arguments_that_are_none_of_its_own() {
    let status = program().arg("__read-sheet").stdin(Stdio::null()).status().expect("the program runs");
    assert_eq!(status.code(), Some(2));
}

#[test]
fn a_reader_that_breaks_off_in_the_child_is_never_run_again_in_the_parent() {
    // calamine panics over this file: the offset of its sheet lies beyond its stream.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/sheet-offset-beyond-the-stream.xls");
    for options in [&[][..], &["--second-reader"]] {
        let output = sheet_json(&path, options);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(3), "{options:?}: {said}");
        assert!(said.contains("file-damaged"), "{options:?}: {said}");
    }
}
