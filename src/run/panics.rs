//! What happens when the program itself fails: on the main thread the terminal is given back first and then it is
//! told; on another thread the job fails with a message and the screen goes on.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::{Refusal, terminal};

/// Runs the screen; a panic in it becomes a refusal, after the terminal was given back.
pub(super) fn guarded(screen: impl FnOnce() -> Result<(), Refusal>) -> Result<(), Refusal> {
    let place = Arc::new(Mutex::new(String::new()));
    let noted = Arc::clone(&place);
    let main = thread::current().id();
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // Another thread must not touch the terminal: the screen goes on, and the job's message tells of it. Nor is the
        // screen at its end where a damaged store made redb panic: the store catches that and tells it as damage.
        if thread::current().id() == main && !crate::store::panics_are_caught() {
            terminal::give_back();
            *noted.lock().unwrap_or_else(PoisonError::into_inner) =
                info.location().map(ToString::to_string).unwrap_or_default();
            previous(info);
        }
    }));
    let done = catch_unwind(AssertUnwindSafe(screen));
    done.unwrap_or_else(|payload| {
        let place = place.lock().unwrap_or_else(PoisonError::into_inner);
        Err(Refusal {
            exit: 70,
            what: format!("leadport failed inside ({} at {place}); nothing was changed.", words(payload.as_ref())),
            suggestion: "Start it again: it goes on where you were. If it fails again, report this line.".into(),
        })
    })
}

/// Returns what a panic said, safe to show.
pub(super) fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    crate::text::safe(text.unwrap_or("no words")).into_owned()
}

/// Fails on purpose where a test of the real program wants it (`LEADPORT_TEST_PANIC`); never in a release.
pub(super) fn wanted(place: &str) {
    let asked = cfg!(debug_assertions) && std::env::var_os("LEADPORT_TEST_PANIC").is_some_and(|value| value == place);
    assert!(!asked, "as the test wanted");
}
