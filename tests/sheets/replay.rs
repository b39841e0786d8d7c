//! Replays the fuzz corpus, and every file that once was trouble, through the functions that the fuzz targets call.

use std::path::{Path, PathBuf};

#[path = "../fuzz/entry.rs"]
mod entry;

use crate::reading;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

/// What a fuzz target does with one input.
type Target = fn(&[u8]);

#[test]
fn the_corpus_of_every_target_is_read_without_a_panic() {
    let targets: [(&str, Target); 5] = [
        ("xlsx", entry::xlsx),
        ("ods", entry::ods),
        ("xls", entry::xls),
        ("cell", entry::cell),
        ("keymap", entry::keymap),
    ];
    for (target, run) in targets {
        let corpus = files(&format!("tests/fuzz/corpus/{target}"));
        assert!(!corpus.is_empty(), "no corpus of {target}");
        for file in corpus {
            run(&std::fs::read(&file).expect("a file of the corpus"));
        }
    }
}

#[test]
fn the_seeds_of_the_sheets_are_whole_sheets() {
    for format in ["xlsx", "ods", "xls"] {
        let seed = std::fs::read(format!("{}/tests/fuzz/corpus/{format}/small", env!("CARGO_MANIFEST_DIR")));
        let cells = reading::bytes(&seed.expect("a seed")).expect("a sheet");
        assert_eq!(cells[0], (1, 0, "text", "Email".to_owned()), "{format}");
    }
}

#[test]
fn every_file_that_was_trouble_once_is_read_or_refused() {
    for file in files("tests/files") {
        let bytes = std::fs::read(&file).expect("a file");
        for run in [entry::sheet, entry::xlsx, entry::ods, entry::xls, entry::cell, entry::keymap] {
            run(&bytes);
        }
    }
}
