//! Keeps drafts in the operator's own state folder, on a thread of its own: the loop never waits for the disk.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

use super::turn::Incoming;
use crate::app::draft::Draft;
use crate::app::event::Event;
use crate::store::drafts::Drafts as Kept;

/// How long leaving waits for the last draft to be on disk.
const PATIENCE: Duration = Duration::from_millis(400);

/// What is to become of the draft of a file.
enum Wish {
    Save(Box<Draft>),
    Forget,
}

/// The thread that keeps drafts.
pub(super) struct Drafts {
    to: Option<Sender<(PathBuf, Wish)>>,
    done: Receiver<()>,
    place: Option<PathBuf>,
}

impl Drafts {
    /// Starts the thread; what it cannot keep it tells through `tell`.
    pub(super) fn open(tell: Sender<Incoming>) -> Self {
        let place = Xdg::new().ok().and_then(|folders| Some(folders.state_dir()?.join("leadport").join("drafts.redb")));
        let (to, wishes) = mpsc::channel::<(PathBuf, Wish)>();
        let (finished, done) = mpsc::channel();
        let kept = place.as_deref().map(Kept::open);
        let spawned = thread::Builder::new().name("drafts".into()).spawn(move || {
            let mut told = false;
            while let Ok(first) = wishes.recv() {
                // Of many choices made at once only the last state of each file needs the disk.
                let mut newest = HashMap::from([first]);
                newest.extend(wishes.try_iter());
                for (path, wish) in newest {
                    let done = kept.as_ref().map_or(Ok(()), |kept| keep(kept, &path, wish));
                    if let (Err(why), false) = (done, told) {
                        told = true;
                        let _ = tell.send(Incoming::Event(Event::Trouble(why)));
                    }
                }
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
        if let Some(file) = &draft.file {
            self.wish(file.path.clone(), Wish::Save(Box::new(draft)));
        }
    }

    /// Forgets the draft of a file.
    pub(super) fn forget(&self, path: PathBuf) {
        self.wish(path, Wish::Forget);
    }

    fn wish(&self, path: PathBuf, wish: Wish) {
        if let Some(to) = &self.to {
            let _ = to.send((path, wish));
        }
    }

    /// Waits until all is kept, but not for long.
    pub(super) fn finish(&mut self) {
        self.to = None;
        // Nothing is ever sent: the channel closes when the thread has come to its end.
        if self.done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            self.place = None;
        }
    }
}

fn keep(kept: &Kept, path: &Path, wish: Wish) -> Result<(), String> {
    let name = path.to_string_lossy();
    let done = match wish {
        Wish::Forget => kept.remove(&name).map(|_| ()),
        Wish::Save(draft) => {
            let content =
                serde_json::to_vec(&*draft).map_err(|error| format!("The answers cannot be kept: {error}."))?;
            kept.save(&name, draft.at, &content)
        }
    };
    // What to do stands first: a long path would push it off the screen.
    done.map_err(|error| {
        format!(
            "Answers are not kept for next time: see to the state folder, or let XDG_STATE_HOME name another. {}",
            error.what
        )
    })
}

/// Reads the drafts, newest first; one that a newer leadport wrote and this one cannot read is left alone.
pub(super) fn read(place: Option<&Path>) -> Vec<Draft> {
    let kept = place.map(Kept::open).and_then(|kept| kept.list().ok()).unwrap_or_default();
    kept.iter().filter_map(|draft| serde_json::from_slice(&draft.content).ok()).collect()
}
