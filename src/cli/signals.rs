//! Ctrl-C, a hang-up and a polite kill: a flag that work looks at, instead of an end at once.
//!
//! The first signal sets the flag. The second ends the program wherever it is, with the exit code that is true then.
//! Before anybody asks for the flag, a signal ends the program as it ends any other.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::{flag, low_level};

use super::Exit;
use crate::sheet::Cancel;

/// The flag, and what is registered for it; all clones are one.
#[derive(Clone, Default)]
pub struct Signals {
    flag: Cancel,
    registered: Arc<Mutex<Vec<SigId>>>,
}

impl Signals {
    /// Returns the flag, which signals set from now on.
    #[must_use]
    pub fn caught(&self) -> Cancel {
        let mut registered = self.registered.lock().unwrap_or_else(PoisonError::into_inner);
        if registered.is_empty() {
            *registered = register(Exit::Interrupted, &self.flag);
        }
        Arc::clone(&self.flag)
    }

    /// Says that something was committed: a signal came too late for it, and the next stops only what follows.
    pub fn committed(&self) {
        let mut registered = self.registered.lock().unwrap_or_else(PoisonError::into_inner);
        for id in registered.drain(..) {
            low_level::unregister(id);
        }
        self.flag.store(false, Ordering::Relaxed);
        *registered = register(Exit::Output, &self.flag);
    }
}

/// Has each signal end the program where the flag is set already, then set the flag: in this order.
fn register(exit: Exit, set: &Arc<AtomicBool>) -> Vec<SigId> {
    let of = |signal| {
        let ends = flag::register_conditional_shutdown(signal, exit as i32, Arc::clone(set));
        [ends, flag::register(signal, Arc::clone(set))]
    };
    // A signal that cannot be caught keeps its own way of ending the program, which loses nothing either.
    [SIGINT, SIGTERM, SIGHUP].into_iter().flat_map(of).flatten().collect()
}
