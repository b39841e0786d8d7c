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

#[test]
fn the_corpus_of_every_target_is_read_without_a_panic() {
    for (target, run) in entry::TARGETS {
        let corpus = files(&format!("tests/fuzz/corpus/{target}"));
        // `sheet` tells the format itself: it is fed with what the others have.
        assert!(!corpus.is_empty() || target == "sheet", "no corpus of {target}");
        for file in corpus {
            let bytes = std::fs::read(&file).expect("a file of the corpus");
            run(&bytes);
            entry::run("sheet", &bytes);
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
        for (_, run) in entry::TARGETS {
            run(&bytes);
        }
    }
}
