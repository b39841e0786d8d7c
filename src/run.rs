//! Runs the screen: the only room with threads, a terminal, signals and files for it.
//!
//! [`start`] sets everything up and hands over to `turn`, the loop: events come in through one channel, `App::update`
//! says what is to be done, `jobs` does it on threads of its own, and `ui::draw` draws once the channel is empty.
//! `terminal` owns the terminal and gives it back whatever happens; `input`, `signals` and `hangup` are the threads
//! that send events, `watch` looks at the file; `drafts` keeps drafts.

mod drafts;
mod hangup;
mod input;
pub mod jobs;
mod look;
mod panics;
mod signals;
mod terminal;
mod turn;
mod watch;

use std::path::PathBuf;
use std::time::Duration;

use crate::app::event::Moment;
use crate::app::{App, Setup};
use crate::import::origin;
use crate::keys;
use crate::store::Store;

/// What the program begins with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The file that was named, if one was.
    pub file: Option<PathBuf>,
    /// The place of the store.
    pub store: PathBuf,
    /// How long to wait for another writer.
    pub wait: Duration,
    /// The operator's username.
    pub operator: String,
    /// The keymap: what its faults call it, and its text.
    pub keymap: (String, String),
    /// Whether colours were asked for or forbidden on the command line.
    pub colour: Option<bool>,
}

/// Why the screen could not be opened, or did not come to a good end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Refusal {
    /// 2 where there is no terminal to draw on, 70 where the program itself failed.
    pub exit: u8,
    /// What happened, in one sentence.
    pub what: String,
    /// What to do instead, in one sentence.
    pub suggestion: String,
}

/// Opens the screen and returns when the operator leaves it.
///
/// # Errors
/// No terminal, or one that cannot move its cursor (exit code 2); a fault of the program's own, told after the terminal
/// was given back (any other exit code).
pub fn start(start: Start) -> Result<(), Refusal> {
    look::refuse_without_terminal(start.file.as_deref())?;
    let (keymap, faults) = keys::file::read(&start.keymap.0, &start.keymap.1);
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    // Said at once: a slip in its name must not pass for a store without leads.
    let new_store = (!Store::is_there(&start.store))
        .then(|| format!("The first import makes a new store: {}", start.store.display()));
    let setup = Setup {
        keymap,
        complaints: new_store.into_iter().chain(faults.iter().map(ToString::to_string)).collect(),
        operator: start.operator.clone(),
        host: origin::host(),
        folder: here.clone(),
        home: std::env::var_os("HOME").map(PathBuf::from),
        file: start.file.as_ref().map(|file| here.join(file)),
        size: terminal::size(),
        at: Moment { unix: turn::unix(), ms: 0 },
    };
    let look = look::look(start.colour);
    panics::guarded(move || turn::turn(App::new(setup), look, &start))
}
