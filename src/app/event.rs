//! What happens to the program: everything that [`super::App::update`] can be told.

use std::path::PathBuf;

use super::job::{News, Ticket};
use crate::keys::Chord;

/// The time of an event; the only clock that `app` knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970-01-01 UTC.
    pub unix: i64,
    /// Milliseconds since the program began.
    pub ms: u64,
}

/// Something that happened outside.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Chord),
    /// Text was pasted, or a file dragged into the window.
    Paste(String),
    /// The window has a new size: columns and rows.
    Resize(u16, u16),
    /// A job has something to tell.
    Job(Ticket, News),
    /// The program is back from the shell, or the screen was spoilt: draw all of it.
    Resume,
    /// The file of the draft was changed by somebody: its path, its size, its time of change.
    FileChanged(PathBuf, u64, i64),
    /// Something beside the jobs did not work; the words say what.
    Trouble(String),
    /// The terminal or the system wants the program to go (SIGHUP, SIGTERM, a terminal that is gone).
    Terminate,
}
