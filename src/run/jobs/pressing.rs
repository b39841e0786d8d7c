//! What the operator waits for comes first: the count of a file's rows, which nobody waits for, stands still while a check
//! or an import runs. Both read the same file and want the same two cores.

use std::sync::atomic::Ordering;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::sheet::Cancel;

/// How often one that stands still looks whether it was told to stop.
const LOOK: Duration = Duration::from_millis(50);

/// The work that is waited for.
#[derive(Debug, Default)]
pub(super) struct Pressing {
    running: Mutex<usize>,
    done: Condvar,
}

/// Work that is waited for, until it is dropped.
pub(super) struct Waited<'a>(&'a Pressing);

impl Pressing {
    /// Begins work that is waited for.
    pub(super) fn begin(&self) -> Waited<'_> {
        *self.count() += 1;
        Waited(self)
    }

    /// Stands still while there is work that is waited for, unless told to stop.
    pub(super) fn give_way(&self, cancel: &Cancel) {
        let mut running = self.count();
        while *running > 0 && !cancel.load(Ordering::Relaxed) {
            running = self.done.wait_timeout(running, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn count(&self) -> MutexGuard<'_, usize> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waited<'_> {
    fn drop(&mut self) {
        *self.0.count() -= 1;
        self.0.done.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::thread;

    #[test]
    fn what_nobody_waits_for_stands_still_until_the_last_check_is_done_or_it_is_told_to_stop() {
        let pressing = Pressing::default();
        pressing.give_way(&Cancel::default());
        let (one, other) = (pressing.begin(), pressing.begin());
        let (to, from) = channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                pressing.give_way(&Cancel::default());
                to.send("went on").expect("somebody listens");
            });
            let stopped = Cancel::default();
            stopped.store(true, Ordering::Relaxed);
            pressing.give_way(&stopped);
            drop(one);
            assert!(from.try_recv().is_err(), "one is still running");
            drop(other);
            assert_eq!(from.recv(), Ok("went on"));
        });
    }
}
