//! Measures leadport beside the bare reading of the same file by others, in pairs, and prints ratios.
//!
//! `cargo bench` runs it: it generates its sheets under `target/bench`, runs every task in a process of its own
//! (so that processor time and peak memory are the task's alone), takes the median of several pairs, and prints a
//! table and, with `--json`, one JSON document. `cargo bench -- --rows 10000,100000,1000000 --pairs 5 --large`.

#[path = "import/reference.rs"]
mod reference;
#[path = "import/task.rs"]
mod task;

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What one run of a task took.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Took {
    /// Seconds on the wall clock.
    pub wall: f64,
    /// Seconds of processor time, all threads.
    pub cpu: f64,
    /// The most memory that was resident, in MiB.
    pub peak: f64,
    /// Rows that went through it.
    pub rows: u64,
}

struct Options {
    rows: Vec<u32>,
    pairs: usize,
    json: bool,
    large: bool,
    only: Option<String>,
}

fn options() -> Outcome<Options> {
    let mut options = Options { rows: vec![10_000, 100_000], pairs: 5, json: false, large: false, only: None };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--rows" => {
                let text = words.next().ok_or("--rows wants numbers")?;
                options.rows = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            "--pairs" => options.pairs = words.next().ok_or("--pairs wants a number")?.parse()?,
            "--only" => options.only = words.next(),
            "--json" => options.json = true,
            "--large" => options.large = true,
            // What cargo passes to every bench.
            "--bench" => {}
            other => {
                return Err(format!("{other} is not an option: --rows N,N --pairs N --only TEXT --large --json").into());
            }
        }
    }
    Ok(options)
}

/// One line of the table: a task beside the reference that it is held against.
#[derive(Debug, Serialize)]
struct Line {
    format: String,
    rows: u32,
    task: String,
    seconds: f64,
    cpu: f64,
    peak_mib: f64,
    rows_a_second: f64,
    beside: String,
    ratio: f64,
}

fn main() -> Outcome<()> {
    let words: Vec<String> = env::args().collect();
    if words.get(1).map(String::as_str) == Some("task") {
        let took = task::run(&words[2..])?;
        println!("{}", serde_json::to_string(&took)?);
        return Ok(());
    }
    let options = options()?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
    std::fs::create_dir_all(&folder)?;
    let mut lines = Vec::new();
    for rows in &options.rows {
        for format in ["xlsx", "ods", "xls"] {
            if format == "xls" && *rows > 65_000 {
                continue;
            }
            measure(&options, &folder, format, *rows, &mut lines)?;
        }
    }
    if options.large {
        measure_large(&options, &folder, &mut lines)?;
    }
    if options.json {
        println!("{}", serde_json::to_string_pretty(&lines)?);
    }
    Ok(())
}

fn measure(options: &Options, folder: &Path, format: &str, rows: u32, lines: &mut Vec<Line>) -> Outcome<()> {
    let sheet = task::sheet(folder, format, rows, 0)?;
    let changed = task::sheet(folder, format, rows, 10)?;
    let store = folder.join("store.redb");
    let path = |path: &Path| path.display().to_string();
    let (sheet, changed, store) = (path(&sheet), path(&changed), path(&store));
    let steps: &[(&str, &[&str], &str, &[&str])] = &[
        ("read", &["read", &sheet], "calamine", &["calamine", &sheet]),
        ("import", &["import", &sheet, &store, "new"], "calamine", &["calamine", &sheet]),
        ("import", &["import", &sheet, &store, "new"], "inflate", &["inflate", &sheet]),
        ("import", &["import", &sheet, &store, "new"], "inflate and quick-xml", &["tokens", &sheet]),
        ("check", &["check", &sheet, &store, "new"], "import", &["import", &sheet, &store, "new"]),
        ("unchanged", &["import", &sheet, &store, "kept"], "import", &["import", &sheet, &store, "new"]),
        ("10 % changed", &["import", &changed, &store, "kept"], "import", &["import", &sheet, &store, "new"]),
        // An undo needs an import of its own each time.
        ("undo", &["undo", &sheet, &store], "import", &["import", &sheet, &store, "new"]),
        ("report", &["report", &store], "import", &["import", &sheet, &store, "new"]),
        ("survey", &["survey", &store], "import", &["import", &sheet, &store, "new"]),
        ("search", &["search", &store], "import", &["import", &sheet, &store, "new"]),
    ];
    for (name, words, beside, reference) in steps {
        if format == "xls" && matches!(reference[0], "inflate" | "tokens")
            || options.only.as_ref().is_some_and(|only| !name.contains(only.as_str()))
        {
            continue;
        }
        lines.push(pair(options, (format, rows), name, words, beside, reference)?);
    }
    Ok(())
}

/// 1,000,000 rows, half of them known, into 5,000,000 leads, beside the same into an empty store.
fn measure_large(options: &Options, folder: &Path, lines: &mut Vec<Line>) -> Outcome<()> {
    let sheet = task::sheet(folder, "xlsx", 1_000_000, 0)?.display().to_string();
    let half = task::half_known(folder)?.display().to_string();
    let store = folder.join("store.redb").display().to_string();
    let large = folder.join("large.redb").display().to_string();
    run(&["fill", &large, "5000000"])?;
    lines.push(pair(
        options,
        ("xlsx", 1_000_000),
        "into 5,000,000 leads",
        &["import", &half, &large, "copy"],
        "into an empty store",
        &["import", &sheet, &store, "new"],
    )?);
    Ok(())
}

fn pair(
    options: &Options,
    (format, rows): (&str, u32),
    name: &str,
    words: &[&str],
    beside: &str,
    reference: &[&str],
) -> Outcome<Line> {
    let mut ours = Vec::new();
    let mut ratios = Vec::new();
    for _ in 0..options.pairs {
        let theirs = run(reference)?;
        let took = run(words)?;
        ratios.push(took.wall / theirs.wall);
        ours.push(took);
    }
    let seconds = median(ours.iter().map(|took| took.wall));
    let line = Line {
        format: format.to_owned(),
        rows,
        task: name.to_owned(),
        seconds,
        cpu: median(ours.iter().map(|took| took.cpu)),
        peak_mib: median(ours.iter().map(|took| took.peak)),
        rows_a_second: f64::from(rows) / seconds,
        beside: beside.to_owned(),
        ratio: median(ratios.into_iter()),
    };
    eprintln!(
        "{:<5} {:>9} rows  {:<22} {:>8.3} s {:>8.3} s cpu {:>7.0} MiB {:>10.0} rows/s   {:>6.2} × {}",
        line.format,
        line.rows,
        line.task,
        line.seconds,
        line.cpu,
        line.peak_mib,
        line.rows_a_second,
        line.ratio,
        line.beside
    );
    Ok(line)
}

fn run(words: &[&str]) -> Outcome<Took> {
    let output = Command::new(own_path()?).arg("task").args(words).output()?;
    if !output.status.success() {
        return Err(format!("{}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn own_path() -> Outcome<PathBuf> {
    Ok(env::current_exe()?)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
