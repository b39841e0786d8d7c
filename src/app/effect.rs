//! What `app` wants done outside: `run` carries it out and sends events back.

use std::path::PathBuf;

use super::draft::Draft;
use super::job::{Job, Slot, Ticket};

/// Something to be done outside.
#[derive(Debug)]
pub enum Effect {
    /// Starts a job on a thread of its own.
    Start(Ticket, Job),
    /// Sets the cancel flag of the job in this slot.
    Stop(Slot),
    /// Keeps the draft in the operator's drafts file.
    SaveDraft(Box<Draft>),
    /// Forgets the draft of this file.
    ForgetDraft(PathBuf),
    /// Puts text on the operator's own clipboard (OSC 52).
    Copy(String),
    /// Draws the whole screen again.
    Redraw,
    /// Gives the terminal back to the shell until the program is brought to the front.
    Suspend,
    /// Leaves the program.
    Quit,
}
