//! The lines of the table: a figure, what it is held against, and the goal that it should reach.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use serde::Serialize;

use super::Took;

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// Nothing was promised.
    None,
    /// At most so many times what it is held against.
    Most(f64),
    /// Less than so many seconds.
    Under(f64),
}

/// One line of the table.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The sheet's format.
    pub format: String,
    /// How many rows it has.
    pub rows: u32,
    /// What was measured.
    pub task: String,
    /// The task whose time it is held against.
    pub beside: Option<String>,
    /// The median of the ratios, round by round.
    pub ratio: Option<f64>,
    /// The median of the seconds on the wall clock.
    pub seconds: Option<f64>,
    /// The median of the seconds of processor time.
    pub cpu: Option<f64>,
    /// The median of the peak memory, in MiB.
    pub peak_mib: Option<f64>,
    /// How many rows went through it in a second.
    pub rows_a_second: Option<f64>,
    /// The goal in words.
    pub goal: Option<String>,
    /// Whether it is reached.
    pub met: Option<bool>,
    /// How the figure is shown.
    pub figure: String,
}

type About = (String, u32, String);
type Runs = BTreeMap<&'static str, Vec<Took>>;

impl Line {
    fn new((format, rows, task): About) -> Line {
        Line {
            format,
            rows,
            task,
            beside: None,
            ratio: None,
            seconds: None,
            cpu: None,
            peak_mib: None,
            rows_a_second: None,
            goal: None,
            met: None,
            figure: String::new(),
        }
    }

    fn of(about: About, runs: &[Took]) -> Line {
        let mut line = Line::new(about);
        let seconds = median(runs.iter().map(|took| took.wall));
        line.seconds = Some(seconds);
        line.cpu = Some(median(runs.iter().map(|took| took.cpu)));
        line.peak_mib = Some(median(runs.iter().map(|took| took.peak)));
        line.rows_a_second = Some(f64::from(line.rows) / seconds);
        line
    }

    /// A task beside another, where both were run.
    pub fn ratio(about: About, runs: &Runs, task: &str, beside: &str, goal: Goal) -> Option<Line> {
        let (ours, theirs) = (runs.get(task)?, runs.get(beside)?);
        let mut line = Line::of(about, ours);
        let ratio = median(ours.iter().zip(theirs).map(|(one, other)| one.wall / other.wall));
        line.ratio = Some(ratio);
        line.beside = Some(beside.to_owned());
        line.figure = format!("{ratio:.2} × {beside}");
        if let Goal::Most(most) = goal {
            line.goal = Some(format!("≤ {most} ×"));
            line.met = Some(ratio <= most);
        }
        Some(line)
    }

    /// The peak memory of a task.
    pub fn memory(about: About, runs: &Runs, task: &str, most: Option<f64>) -> Option<Line> {
        let mut line = Line::of(about, runs.get(task)?);
        let peak = runs.get(task)?.iter().map(|took| took.peak).fold(0.0, f64::max);
        line.peak_mib = Some(peak);
        line.figure = format!("{peak:.0} MiB");
        line.goal = most.map(|most| format!("< {most} MB"));
        line.met = most.map(|most| peak * 1.048_576 < most);
        Some(line)
    }

    /// The time of a task alone.
    pub fn time(about: About, runs: &Runs, task: &str, most: Option<f64>) -> Option<Line> {
        let mut line = Line::of(about, runs.get(task)?);
        line.rows_a_second = None;
        let goal = most.map_or(Goal::None, Goal::Under);
        line.under(line.seconds?, goal);
        Some(line)
    }

    /// The time that a task took for each of the things that it did.
    pub fn each(about: About, runs: &Runs, task: &str, most: Option<f64>) -> Option<Line> {
        let runs = runs.get(task)?;
        let mut line = Line::of(about, runs);
        line.rows_a_second = None;
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53")]
        let each = median(runs.iter().map(|took| took.wall / took.rows as f64));
        line.seconds = Some(each);
        line.cpu = None;
        line.under(each, most.map_or(Goal::None, Goal::Under));
        Some(line)
    }

    /// How long something was waited for: of all waits the one that so great a share of them does not pass.
    pub fn waits(about: About, waits: &[Duration], share: f64, goal: Goal) -> Line {
        let mut seconds: Vec<f64> = waits.iter().map(Duration::as_secs_f64).collect();
        seconds.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a short list"
        )]
        let place = (seconds.len() as f64 * share) as usize;
        let wait = seconds.get(place.min(seconds.len().saturating_sub(1))).copied().unwrap_or(f64::NAN);
        let mut line = Line::new(about);
        line.seconds = Some(wait);
        line.under(wait, goal);
        line
    }

    /// The size of the program.
    pub fn size(bytes: f64, most: f64) -> Line {
        let mut line = Line::new((String::new(), 0, "size of the program".to_owned()));
        line.figure = format!("{:.1} MB", bytes / 1e6);
        line.goal = Some(format!("< {:.0} MB", most / 1e6));
        line.met = Some(bytes < most);
        line
    }

    fn under(&mut self, seconds: f64, goal: Goal) {
        self.figure = span(seconds);
        if let Goal::Under(most) = goal {
            self.goal = Some(format!("< {}", span(most)));
            self.met = Some(seconds < most);
        }
    }

    /// Says the line at once: a bench takes minutes.
    pub fn tell(&self) {
        let met = self.met.map_or("", |met| if met { "reached" } else { "MISSED" });
        eprintln!(
            "{:<20} {:>9} {:<42} {:<18} {:>9} {:>9} {:>6} {} {met}",
            self.format,
            self.rows,
            self.task,
            self.figure,
            shown(self.seconds, 3),
            shown(self.cpu, 3),
            shown(self.peak_mib, 0),
            self.goal.as_deref().unwrap_or(""),
        );
    }
}

/// Writes seconds in the unit that suits them.
fn span(seconds: f64) -> String {
    if seconds < 1e-3 {
        format!("{:.1} µs", seconds * 1e6)
    } else if seconds < 1.0 {
        format!("{:.0} ms", seconds * 1e3)
    } else {
        format!("{seconds:.2} s")
    }
}

fn shown(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(String::new, |value| format!("{value:.decimals$}"))
}

/// Returns the table as Markdown.
pub fn markdown(lines: &[Line]) -> String {
    let mut out = String::from(
        "| format | rows | task | figure | goal | | wall s | CPU s | MiB | rows/s |\n|---|--:|---|--:|--:|---|--:|--:|--:|--:|\n",
    );
    for line in lines {
        let met = line.met.map_or("", |met| if met { "✓" } else { "✗" });
        let rows = if line.rows == 0 { String::new() } else { leadport::text::thousands(line.rows.into()) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows in a second, not negative")]
        let speed =
            line.rows_a_second.map_or_else(String::new, |speed| leadport::text::thousands(speed.round() as u64));
        let _ = writeln!(
            out,
            "| {} | {rows} | {} | {} | {} | {met} | {} | {} | {} | {speed} |",
            line.format,
            line.task,
            line.figure,
            line.goal.as_deref().unwrap_or(""),
            shown(line.seconds.filter(|seconds| *seconds >= 1e-3), 3),
            shown(line.cpu, 2),
            shown(line.peak_mib, 0),
        );
    }
    out
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
