//! The house keeps its rules: who may import whom, how every module begins, how long a file may be.
//!
//! The table below is the one in `src/lib.rs` and nothing else; a failure says what to do instead.

use std::fs;
use std::path::{Path, PathBuf};

/// What a room must never name in a `use` line or a path, and what to do instead.
struct Rule {
    room: &'static str,
    never: &'static [&'static str],
    instead: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        room: "platform",
        never: &[
            "crate::sheet",
            "crate::matching",
            "crate::import",
            "crate::store",
            "crate::report",
            "crate::mail",
            "crate::quality",
            "crate::keys",
            "crate::app",
            "crate::ui",
            "crate::run",
            "crate::cli",
            "std::fs",
            "std::net",
            "std::thread",
            "std::time",
            "redb",
            "calamine",
        ],
        instead: "platform is pure data and rules: let the caller pass it in",
    },
    Rule {
        room: "text",
        never: &["crate::", "std::fs", "std::net", "std::thread", "std::time"],
        instead: "text stands below all rooms: let the caller pass it in",
    },
    Rule {
        room: "sheet",
        never: &[
            "crate::platform::field",
            "crate::platform::lead",
            "crate::platform::types",
            "crate::platform::settings",
            "crate::matching",
            "crate::import",
            "crate::store",
            "crate::report",
            "crate::mail",
            "crate::quality",
            "crate::keys",
            "crate::app",
            "crate::ui",
            "crate::run",
            "crate::cli",
            "redb",
        ],
        instead: "sheet knows cells, not leads: take platform's values and text only",
    },
    Rule {
        room: "matching",
        never: &[
            "crate::store",
            "crate::import",
            "crate::app",
            "crate::ui",
            "crate::run",
            "crate::cli",
            "redb",
            "calamine",
        ],
        instead: "matching sees headers, values and fields: let the caller fetch them",
    },
    Rule {
        room: "import",
        never: &[
            "redb",
            "calamine",
            "crate::store",
            "crate::app",
            "crate::ui",
            "crate::run",
            "crate::cli",
            "crate::report",
            "crate::mail",
        ],
        instead: "import sees the store through the traits in import/store.rs",
    },
    Rule {
        room: "store",
        never: &["crate::sheet", "crate::app", "crate::ui", "crate::run", "crate::cli", "calamine"],
        instead: "store keeps what it is given: let import decide",
    },
    Rule {
        room: "report",
        never: &["crate::app", "crate::ui", "crate::run", "crate::cli", "redb", "calamine"],
        instead: "report writes what it is given",
    },
    Rule {
        room: "mail",
        never: &["crate::app", "crate::ui", "crate::run", "crate::cli", "redb", "calamine"],
        instead: "mail sends what it is given",
    },
    Rule {
        room: "quality",
        never: &["crate::app", "crate::ui", "crate::run", "crate::cli", "redb", "calamine"],
        instead: "quality walks leads through the LeadStore traits",
    },
    Rule {
        room: "keys",
        never: &["crate::app", "crate::ui", "crate::run", "crate::cli", "crate::store", "crate::sheet", "ratatui"],
        instead: "keys is a pure table: let run read files and app carry actions out",
    },
    Rule {
        room: "app",
        never: &[
            "crate::ui",
            "crate::run",
            "crate::cli",
            "ratatui",
            "crossterm",
            "calamine",
            "redb",
            "lettre",
            "std::fs",
            "std::net",
            "std::thread",
            "std::process",
            "std::env",
            "Instant::now",
            "SystemTime::now",
            "Timestamp::now",
            "Zoned::now",
        ],
        instead: "app does no I/O and asks no clock: return an Effect, take the time from the Event",
    },
    Rule {
        room: "ui",
        never: &[
            "crate::run",
            "crate::store",
            "crate::sheet",
            "crate::cli",
            "crossterm",
            "std::fs",
            "std::net",
            "std::thread",
        ],
        instead: "ui draws an App and changes nothing",
    },
    Rule { room: "run", never: &["crate::cli"], instead: "only main and lib may import cli" },
    Rule {
        room: "cli",
        never: &["crate::app", "crate::ui", "crate::run"],
        instead: "cli calls into the rooms below, never into the screen",
    },
];

/// Crates that only one room may name.
const ONLY: &[(&str, &[&str])] = &[
    ("redb", &["store"]),
    ("calamine", &["sheet"]),
    ("quick_xml", &["sheet", "report"]),
    ("lettre", &["mail"]),
    ("rust_xlsxwriter", &["report"]),
];

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src is readable") {
            let path = entry.expect("src is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("sources lie in the crate").display().to_string()
}

fn room(path: &Path) -> String {
    let name = relative(path).replace("src/", "");
    name.split(['/', '.']).next().unwrap_or_default().to_owned()
}

/// Code lines with their numbers: comments, and everything from the tests module on, left out.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("mod tests"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line))
}

fn names(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + path.len()..].chars().next();
        let starts = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
        let ends = path.ends_with(':') || after.is_none_or(|c| !(c.is_alphanumeric() || c == '_'));
        let used = line.trim_start().starts_with("use ")
            || line.trim_start().starts_with("pub use ")
            || line[at..].contains("::");
        starts && ends && used
    })
}

#[test]
fn no_room_imports_what_it_must_not() {
    let mut faults = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).expect("sources are readable");
        let room = room(&path);
        let Some(rule) = RULES.iter().find(|rule| rule.room == room) else { continue };
        for (number, line) in code(&text) {
            for never in rule.never {
                if names(line, never) {
                    faults.push(format!("{}:{number} uses {never}; {}", relative(&path), rule.instead));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_outside_library_has_one_room() {
    let mut faults = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).expect("sources are readable");
        let room = room(&path);
        for (library, rooms) in ONLY {
            if rooms.contains(&room.as_str()) {
                continue;
            }
            for (number, line) in code(&text) {
                if names(line, library) {
                    faults.push(format!(
                        "{}:{number} uses {library}; only {} may",
                        relative(&path),
                        rooms.join(" and ")
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn run_and_cli_are_imported_by_main_and_lib_only() {
    let mut faults = Vec::new();
    for path in sources() {
        let room = room(&path);
        if ["main", "lib", "run", "cli"].contains(&room.as_str()) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("sources are readable");
        for (number, line) in code(&text) {
            if names(line, "crate::run") || names(line, "crate::cli") {
                faults.push(format!("{}:{number} imports run or cli; only main and lib may", relative(&path)));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_module_begins_by_saying_what_it_is_for() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|path| !fs::read_to_string(path).expect("sources are readable").starts_with("//!"))
        .map(|path| format!("{} does not begin with //!: say what it is for", relative(&path)))
        .collect();
    assert!(silent.is_empty(), "\n{}", silent.join("\n"));
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter_map(|path| {
            let text = fs::read_to_string(&path).expect("sources are readable");
            let lines = text.lines().take_while(|line| !line.starts_with("mod tests")).count();
            (lines > 500).then(|| {
                format!("{} has {lines} lines before its tests: give a part of it a file of its own", relative(&path))
            })
        })
        .collect();
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn no_file_is_called_by_a_name_that_says_nothing() {
    let vague: Vec<_> = sources()
        .into_iter()
        .filter(|path| {
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            ["mod", "utils", "util", "helpers", "helper", "manager", "common", "misc"].contains(&name)
        })
        .map(|path| format!("{}: name a file after what its user would call it", relative(&path)))
        .collect();
    assert!(vague.is_empty(), "\n{}", vague.join("\n"));
}

#[test]
fn nothing_outside_main_ends_the_process() {
    let mut faults = Vec::new();
    for path in sources() {
        if room(&path) == "main" {
            continue;
        }
        let text = fs::read_to_string(&path).expect("sources are readable");
        for (number, line) in code(&text) {
            if line.contains("process::exit") || line.contains("process::abort") {
                faults
                    .push(format!("{}:{number} ends the process; return an ExitCode to main instead", relative(&path)));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
