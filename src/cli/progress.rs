//! The progress bar: on a terminal only, and only for work that takes more than half a second.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Context;

/// A bar that shows itself when the work turns out to be long.
pub struct Progress {
    wanted: bool,
    begun: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Begins to watch the clock.
    #[must_use]
    pub fn new(context: &Context) -> Progress {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let wanted = context.quiet == 0 && std::io::stderr().is_terminal() && !dumb;
        Progress { wanted, begun: Instant::now(), bar: None }
    }

    /// Shows how far the work is: units done and in all, and rows so far.
    pub fn show(&mut self, done: u64, all: u64, rows: u64) {
        if !self.wanted || (self.bar.is_none() && self.begun.elapsed() < Duration::from_millis(500)) {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::stderr_with_hz(10));
            let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {elapsed}, about {eta} left");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        bar.set_length(all.max(1));
        bar.set_position(done.min(all));
        let seconds = self.begun.elapsed().as_secs().max(1);
        bar.set_message(format!("{rows} rows, {} a second", rows / seconds));
    }

    /// Takes the bar away.
    pub fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}
