//! What is compared with what: rounds of tasks, each task in a process of its own, and the lines that they come to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::table::{Goal, Line};
use super::{Options, Outcome, Took, screen, task};

/// From so many rows on a round takes long, and three of them must do.
const MANY: u32 = 500_000;
/// The rows of a sheet whose preview and memory the goals speak of.
const FULL: u32 = 1_000_000;
/// From so many rows on the import is promised to be faster than others read.
const PROMISED: u32 = 65_000;
/// How often the start of the program is measured.
const STARTS: usize = 9;

/// One task of a round: its name and its words.
type Step = (&'static str, Vec<String>);
/// What every task took, round by round.
type Runs = BTreeMap<&'static str, Vec<Took>>;

/// Measures everything that was asked for.
pub fn run(options: &Options, folder: &Path) -> Outcome<Vec<Line>> {
    let mut lines = vec![size_of_program()?];
    let wanted = |format: &str| options.only.as_ref().is_none_or(|only| format.contains(only.as_str()));
    for rows in &options.rows {
        for format in ["xlsx", task::SHARED, "ods", "xls"] {
            if wanted(format) && (format != "xls" || *rows <= 65_000) {
                measure(options, folder, format, *rows, &mut lines)?;
            }
        }
    }
    // A sheet of XLS ends at 65,536 rows: its goal is for one that is nearly full.
    if wanted("xls") && options.rows.iter().any(|rows| *rows > 65_000) {
        measure(options, folder, "xls", 65_000, &mut lines)?;
    }
    if options.large {
        measure_large(options, folder, &mut lines)?;
    }
    Ok(lines)
}

fn measure(options: &Options, folder: &Path, format: &str, rows: u32, lines: &mut Vec<Line>) -> Outcome<()> {
    let store = folder.join("store.redb");
    let steps = steps(folder, format, rows, &store)?;
    let pairs = options.pairs.unwrap_or(if rows >= MANY { 3 } else { 5 });
    let mut runs = Runs::new();
    for _ in 0..pairs {
        for (name, words) in &steps {
            runs.entry(name).or_default().push(one(words)?);
        }
    }
    let mut add = |line: Option<Line>| lines.extend(line.inspect(Line::tell));
    let about = |task: &str| (format.to_owned(), rows, task.to_owned());
    for (task, beside, mut goal) in ratios(format) {
        // Of small files nothing was promised beside others: they are read before anybody could count.
        if rows < PROMISED && beside != "import" {
            goal = Goal::None;
        }
        add(Line::ratio(about(task), &runs, task, beside, goal));
    }
    let goals = rows == FULL;
    let memory = match format {
        "xls" => (rows >= PROMISED).then_some(400.0),
        task::SHARED => goals.then_some(320.0),
        _ => goals.then_some(190.0),
    };
    let importing = if format == "xls" { "program" } else { "import" };
    add(Line::memory(about("memory of an import"), &runs, importing, memory));
    if format == "xlsx" {
        add(Line::time(about("preview"), &runs, "preview", goals.then_some(0.3)));
        add(Line::each(about("lookup by email"), &runs, "lookup", goals.then_some(20e-6)));
        let starts = (0..STARTS).map(|_| screen::first_frame(&store)).collect::<Outcome<Vec<_>>>()?;
        add(Some(Line::waits(about("start to first frame"), &starts, 0.5, Goal::Under(0.05))));
        if goals {
            let sheet = task::sheet(folder, format, rows, 0)?;
            let fresh = folder.join("keys.redb");
            // A store that the program makes itself has its operator for an owner, so that nothing is asked.
            let _ = fs::remove_file(&fresh);
            match screen::keys_during_import(&fresh, &sheet) {
                Ok(waits) => {
                    add(Some(Line::waits(about("key to frame while importing"), &waits, 0.5, Goal::Under(0.05))));
                    add(Some(Line::waits(about("the same, 99 of 100 keys"), &waits, 0.99, Goal::None)));
                }
                // A screen that says something else by now must not cost the minutes before it.
                Err(error) => eprintln!("keys were not measured: {error}"),
            }
            let _ = fs::remove_file(fresh);
        }
    }
    Ok(())
}

/// The tasks of a round in their order: each finds the store as the one before has left it.
fn steps(folder: &Path, format: &str, rows: u32, store: &Path) -> Outcome<Vec<Step>> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let sheet = text(&task::sheet(folder, format, rows, 0)?);
    let store = text(store);
    let checked = text(&folder.join("checked.redb"));
    let mut steps = vec![
        ("calamine", words(&["calamine", &sheet])),
        ("import", words(&["import", &sheet, &store, "new"])),
        ("read", words(&["read", &sheet])),
    ];
    if format == "xls" {
        steps.push(("program", words(&["program", &sheet, &store, "new"])));
    }
    if format != "xlsx" {
        return Ok(steps);
    }
    let changed = text(&task::sheet(folder, format, rows, 10)?);
    steps.extend([
        ("inflate", words(&["inflate", &sheet])),
        ("quick-xml", words(&["tokens", &sheet])),
        ("check", words(&["check", &sheet, &checked, "new"])),
        ("undo", words(&["undo", &store])),
        ("again", words(&["import", &sheet, &store, "new"])),
        ("unchanged", words(&["import", &sheet, &store, "kept"])),
        ("report", words(&["report", &store])),
        ("survey", words(&["survey", &store])),
        ("search", words(&["search", &store])),
        ("lookup", words(&["lookup", &store, &rows.to_string()])),
        ("preview", words(&["preview", &sheet])),
        ("10 % changed", words(&["import", &changed, &store, "kept"])),
    ]);
    Ok(steps)
}

/// Which tasks are held against which, and what the ratio may be.
fn ratios(format: &str) -> Vec<(&'static str, &'static str, Goal)> {
    let most = if format == "xls" { 3.0 } else { 0.6 };
    vec![
        ("import", "calamine", Goal::Most(most)),
        ("import", "quick-xml", Goal::Most(0.8)),
        ("import", "inflate", Goal::None),
        ("read", "calamine", Goal::None),
        ("check", "import", Goal::Most(1.0)),
        ("unchanged", "import", Goal::Most(1.3)),
        ("10 % changed", "import", Goal::Most(1.3)),
        ("undo", "import", Goal::Most(1.0)),
        ("report", "import", Goal::None),
        ("survey", "import", Goal::None),
        ("search", "import", Goal::None),
    ]
}

/// 1,000,000 rows, half of them known, into 5,000,000 leads, beside the same number into an empty store.
fn measure_large(options: &Options, folder: &Path, lines: &mut Vec<Line>) -> Outcome<()> {
    let half = text(&task::half_known(folder)?);
    let (store, large) = (text(&folder.join("store.redb")), folder.join("large.redb"));
    one(&["fill".to_owned(), text(&large), "5000000".to_owned()])?;
    let mut runs = Runs::new();
    for _ in 0..options.pairs.unwrap_or(3) {
        let new = ["import", &half, &store, "new"].map(str::to_owned);
        let copy = ["import", &half, &text(&large), "copy"].map(str::to_owned);
        runs.entry("an empty store").or_default().push(one(&new)?);
        runs.entry("5,000,000 leads").or_default().push(one(&copy)?);
    }
    let about = |task: &str| ("xlsx".to_owned(), FULL, task.to_owned());
    let mut add = |line: Option<Line>| lines.extend(line.inspect(Line::tell));
    let (task, beside) = ("5,000,000 leads", "an empty store");
    add(Line::ratio(about("half known, into 5,000,000 leads"), &runs, task, beside, Goal::Most(5.0)));
    add(Line::memory(about("memory of that"), &runs, task, Some(200.0)));
    let copy = task::copy_of(&text(&large));
    let mut starts = Vec::new();
    for _ in 0..3 {
        fs::copy(&large, &copy)?;
        kill_an_import(&copy, &half)?;
        starts.push(screen::first_frame(&copy)?);
    }
    fs::remove_file(&copy)?;
    add(Some(Line::waits(about("first frame after a kill, 5,000,000 leads"), &starts, 0.5, Goal::Under(0.25))));
    Ok(())
}

/// Kills an import in the middle of its writing.
fn kill_an_import(store: &Path, sheet: &str) -> Outcome<()> {
    let before = fs::metadata(store)?.modified()?;
    let mut child = screen::leadport(&text(store)).args(["import", sheet, "--owner", task::OPERATOR]).spawn()?;
    let begun = Instant::now();
    // Once the file changes, the import writes: a moment later it is in the middle of it.
    while fs::metadata(store)?.modified()? == before && begun.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(500));
    child.kill()?;
    child.wait()?;
    Ok(())
}

fn size_of_program() -> Outcome<Line> {
    #[expect(clippy::cast_precision_loss, reason = "a program is far smaller than 2^53 bytes")]
    let bytes = fs::metadata(screen::program())?.len() as f64;
    Ok(Line::size(bytes, 15e6))
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Runs a task in a process of its own.
fn one(words: &[String]) -> Outcome<Took> {
    let own: PathBuf = std::env::current_exe()?;
    let output = Command::new(own).arg("task").args(words).output()?;
    if !output.status.success() {
        return Err(format!("{}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
