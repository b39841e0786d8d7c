//! A folder with a store of its own, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rust_xlsxwriter::Workbook;
use serde_json::Value;

/// A folder in which one test works.
pub struct Room {
    folder: tempfile::TempDir,
}

/// What a run of the program gave.
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Reads standard output as one JSON document.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }

    /// Asserts the exit code, and shows what was said where it is another.
    pub fn exits(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Room {
    pub fn new() -> Room {
        let room = Room { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(room.path("store")).unwrap();
        room
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn store(&self) -> PathBuf {
        self.path("store/leads.redb")
    }

    /// Returns the program with arguments (blanks between them, `@` before a name in this folder), as anna, with this room's store.
    pub fn command(&self, line: &str) -> Command {
        let here = |word: &str| {
            word.strip_prefix('@').map_or_else(|| word.to_owned(), |name| self.path(name).display().to_string())
        };
        let words = line.split_whitespace().map(here);
        self.command_of(&words.collect::<Vec<_>>())
    }

    /// Returns the program with arguments that hold blanks.
    pub fn command_of<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadport"));
        command
            .args(arguments)
            .args(["--as", "anna"])
            .env("LEADPORT_STORE", self.store())
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_STATE_HOME", self.path("state"))
            .env_remove("LEADPORT_CONFIG")
            .env_remove("RUST_BACKTRACE")
            .env_remove("SUDO_USER")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null());
        command
    }

    /// Runs the program.
    pub fn run(&self, line: &str) -> Ran {
        self.command(line).output().unwrap().into()
    }

    /// Runs the program with arguments that hold blanks.
    pub fn run_of(&self, arguments: &[&str]) -> Ran {
        self.command_of(arguments).output().unwrap().into()
    }

    /// Runs the program and reads its document; it must exit with 0.
    pub fn json(&self, line: &str) -> Value {
        self.run(&format!("{line} --json")).exits(0).json()
    }

    /// Writes a sheet of text cells and returns its path; the first row is the header.
    pub fn sheet(&self, name: &str, rows: &[&[&str]]) -> PathBuf {
        let path = self.path(name);
        write_sheet(&path, rows);
        path
    }
}

fn write_sheet(path: &Path, rows: &[&[&str]]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    book.save(path).unwrap();
}

/// Returns the number under a key of a document.
pub fn number(document: &Value, key: &str) -> u64 {
    document[key].as_u64().unwrap_or_else(|| panic!("{key} of {document}"))
}

/// Returns the keys of an object in their order.
pub fn keys(document: &Value) -> Vec<&str> {
    document.as_object().unwrap().keys().map(String::as_str).collect()
}
