//! Our readers against others': Python's openpyxl, xlrd and odfpy (where they are), calamine, and the careful reader of XLSX.
//!
//! `oracle.py` beside this file prints what Python's readers see; texts are compared as they are, cell by cell.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::Ordering;

use leadport::sheet::detect::detect;
use leadport::sheet::xlsx::{Reader, open_with};
use leadport::sheet::{Cancel, FileError, Format, Limits};

use crate::reading;

type Grid = BTreeMap<(u64, u64), String>;

fn python(argument: &Path) -> Option<Output> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets/oracle.py");
    Command::new("python3").arg(script).arg(argument).output().ok()
}

fn number_of(letter: &str) -> u64 {
    letter.bytes().fold(0, |number, byte| number * 26 + u64::from(byte - b'A') + 1)
}

/// What `leadport sheet --json` says of a file, the header row too.
fn ours(path: &Path, second: bool) -> Grid {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadport"));
    command.args(["sheet", "--limit", "0", "--json"]).arg(path);
    if second {
        command.arg("--second-reader");
    }
    let output = command.output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let columns = document["columns"].as_array().expect("columns");
    let numbers: Vec<u64> =
        columns.iter().map(|column| number_of(column["letter"].as_str().expect("a letter"))).collect();
    let mut grid = Grid::new();
    let header_row = document["header_row"].as_u64().expect("a header");
    for (number, column) in numbers.iter().zip(columns) {
        grid.insert((header_row, *number), column["header"].as_str().expect("a header").to_owned());
    }
    for row in document["rows"].as_array().expect("rows") {
        let cells = row["cells"].as_array().expect("cells");
        for (number, cell) in numbers.iter().zip(cells) {
            let text = cell["value"].as_str().expect("a value").to_owned();
            grid.insert((row["row"].as_u64().expect("a number"), *number), text);
        }
    }
    grid.retain(|_, text| !text.trim().is_empty());
    grid
}

fn compare(path: &Path, ours: &Grid, theirs: &Grid) {
    assert!(!theirs.is_empty(), "{}: the other reader sees nothing", path.display());
    let places = ours.keys().chain(theirs.keys());
    let different: BTreeMap<_, _> = places
        .map(|place| (place, (ours.get(place), theirs.get(place))))
        .filter(|(_, (ours, theirs))| ours != theirs)
        .collect();
    let first: Vec<_> = different.iter().take(10).collect();
    assert!(different.is_empty(), "{}: {} cells differ (ours, theirs): {first:#?}", path.display(), different.len());
}

#[test]
fn every_cell_of_the_samples_is_what_openpyxl_xlrd_and_odfpy_see() {
    if !python(Path::new("--there")).is_some_and(|output| output.status.success()) {
        eprintln!("passed over: no python3 with openpyxl, xlrd and odfpy on this machine");
        return;
    }
    for sample in reading::samples() {
        let output = python(&sample).expect("python3 runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut theirs = Grid::new();
        for line in String::from_utf8(output.stdout).expect("text").lines() {
            let (row, column, text): (u64, u64, String) = serde_json::from_str(line).expect("a cell");
            theirs.insert((row, column), text);
        }
        theirs.retain(|_, text| !text.trim().is_empty());
        compare(&sample, &ours(&sample, false), &theirs);
    }
}

/// The samples, the fuzz corpus, what was trouble once, and every file below the folder that `LEADPORT_SHEETS` names, if it does.
fn all_there_are() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut todo = vec![root.join("sample-data"), root.join("tests/fuzz/corpus"), root.join("tests/files")];
    todo.extend(std::env::var_os("LEADPORT_SHEETS").map(PathBuf::from));
    let mut files = Vec::new();
    while let Some(path) = todo.pop() {
        match std::fs::read_dir(&path) {
            Ok(entries) => todo.extend(entries.map(|entry| entry.expect("an entry").path())),
            Err(_) => files.push(path),
        }
    }
    files
}

#[test]
fn the_fast_and_the_careful_reader_of_xlsx_see_the_same_cells() {
    let (mut read, mut refused, mut helped) = (0, 0, 0);
    for path in all_there_are() {
        if !matches!(detect(&path, &Limits::default()), Ok(Format::Xlsx)) {
            continue;
        }
        let [fast, careful] = [Reader::Fast, Reader::Careful].map(|reader| {
            let (sheet, fallbacks) = open_with(&path, &Limits::default(), &Cancel::default(), reader)?;
            Ok((reading::all(sheet)?, fallbacks.load(Ordering::Relaxed)))
        });
        match (fast, careful) {
            (Ok((fast, fallbacks)), Ok((careful, _))) => {
                assert!(fast == careful, "{}", path.display());
                read += 1;
                helped += u32::from(fallbacks > 0);
            }
            (Err(fast), Err(careful)) => {
                let (fast, careful): (FileError, FileError) = (fast, careful);
                assert_eq!(fast.fault, careful.fault, "{}: {} / {}", path.display(), fast.what, careful.what);
                refused += 1;
            }
            (fast, careful) => {
                panic!("{}: fast {:?}, careful {:?}", path.display(), fast.map(|_| ()), careful.map(|_| ()))
            }
        }
    }
    println!("{read} workbooks read alike, {refused} refused alike; in {helped} the fast reader called for help");
    assert!(read >= 5, "the samples and the corpus are there");
}

#[test]
fn calamine_sees_a_cell_wherever_our_readers_do() {
    for sample in reading::samples() {
        let (ours, theirs) = (ours(&sample, false), ours(&sample, true));
        assert!(!ours.is_empty());
        // Places only: zeros that a format shows, and dates, it reads in its own way.
        let [ours, theirs] = [ours, theirs].map(|grid| grid.into_keys().collect::<Vec<_>>());
        assert!(ours == theirs, "{}", sample.display());
    }
}
