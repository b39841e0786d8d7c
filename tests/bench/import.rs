//! Measures leadport beside the bare reading of the same file by others, in pairs, and prints ratios.
//!
//! `cargo bench` runs it: it generates its sheets under `target/tmp/bench`, runs every task in a process of its own
//! (so that processor time and peak memory are the task's alone), in rounds, so that what is compared ran one after
//! the other, takes the medians, and prints a table with the goal of each figure. Options and what was learned stand
//! in `tests/bench/README.md`. Next: `rounds` for what is compared, `task` for what is measured.

#[path = "import/plot.rs"]
mod plot;
#[path = "import/reference.rs"]
mod reference;
#[path = "import/rounds.rs"]
mod rounds;
#[path = "import/screen.rs"]
mod screen;
#[path = "import/table.rs"]
mod table;
#[path = "import/task.rs"]
mod task;

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

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

/// What the command line asks for.
pub struct Options {
    /// How many rows the sheets have.
    pub rows: Vec<u32>,
    /// How many rounds; `None` is five, and three for sheets that take long.
    pub pairs: Option<usize>,
    /// Only formats whose name holds this.
    pub only: Option<String>,
    /// Whether to measure a store of 5,000,000 leads too.
    pub large: bool,
    json: Option<PathBuf>,
    plot: Option<PathBuf>,
}

const USAGE: &str = "--rows N,N --pairs N --only FORMAT --large --json FILE --plot FILE";

fn options() -> Outcome<Options> {
    let rows = vec![10_000, 100_000];
    let mut options = Options { rows, pairs: None, only: None, large: false, json: None, plot: None };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} wants something behind it: {USAGE}"));
        match word.as_str() {
            "--rows" => {
                let text = value()?;
                let numbers = text.split(',').filter(|number| !number.is_empty()).map(str::parse);
                options.rows = numbers.collect::<Result<_, _>>()?;
            }
            "--pairs" => options.pairs = Some(value()?.parse()?),
            "--only" => options.only = Some(value()?),
            "--json" => options.json = Some(value()?.into()),
            "--plot" => options.plot = Some(value()?.into()),
            "--large" => options.large = true,
            // What cargo passes to every bench.
            "--bench" => {}
            other => return Err(format!("{other} is not an option: {USAGE}").into()),
        }
    }
    Ok(options)
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
    fs::create_dir_all(&folder)?;
    let lines = rounds::run(&options, &folder)?;
    println!("{}", table::markdown(&lines));
    if let Some(path) = &options.json {
        fs::write(path, serde_json::to_string_pretty(&lines)?)?;
    }
    if let Some(path) = &options.plot {
        fs::write(path, plot::growth(&lines))?;
    }
    Ok(())
}
