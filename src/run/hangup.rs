//! The thread that looks once a second whether the terminal is still there, and whether the file has changed.
//!
//! It is the only thing that wakes an idle program.
//! With SIGHUP ignored (nohup, some set-ups of sudo) nothing else tells: the reader of the terminal spins at a full
//! core and never reports it (crossterm 0.29).

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::turn::Incoming;
use super::watch::Lookout;
use crate::app::event::Event;

/// Starts the thread.
pub(super) fn watch(to: Sender<Incoming>, mut lookout: Lookout) -> std::io::Result<()> {
    thread::Builder::new().name("hang-up".into()).spawn(move || {
        loop {
            thread::sleep(Duration::from_secs(1));
            let stdin = rustix::stdio::stdin();
            let mut waited = [PollFd::new(&stdin, PollFlags::empty())];
            let now = Timespec { tv_sec: 0, tv_nsec: 0 };
            let gone = poll(&mut waited, Some(&now)).is_ok()
                && waited[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
            if gone {
                let _ = to.send(Incoming::Event(Event::Terminate));
                return;
            }
            if let Some(event) = lookout.look()
                && to.send(Incoming::Event(event)).is_err()
            {
                return;
            }
        }
    })?;
    Ok(())
}
