//! The thread that turns signals into events, so that the terminal is given back and the draft kept.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;

use super::turn::Incoming;
use crate::app::event::Event;

/// How long the loop has to come to its end before the signal has its own way.
const PATIENCE: Duration = Duration::from_millis(700);

/// Starts the thread. `ended` is closed by the loop when it has come to its end.
pub(super) fn listen(to: Sender<Incoming>, ended: Receiver<()>) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let incoming = match signal {
                SIGTSTP => Incoming::Suspend,
                SIGCONT => Incoming::ComeBack,
                _ => Incoming::Event(Event::Terminate),
            };
            let ends = matches!(incoming, Incoming::Event(_));
            if to.send(incoming).is_err() {
                return;
            }
            // A loop that hangs in a write to a terminal that takes nothing any more must not keep the process alive.
            if ends && matches!(ended.recv_timeout(PATIENCE), Err(RecvTimeoutError::Timeout)) {
                super::terminal::give_back();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        }
    })?;
    Ok(())
}
