//! The thread that looks once a second whether the draft's file was changed by somebody.
//!
//! It asks the file system instead of waiting for its events: events do not come from shares (NFS, SMB), and one look
//! a second costs nothing. A file that is still being written is waited for: it is told of when two looks agree.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::jobs::browse::modified;
use super::turn::Incoming;
use crate::app::draft::SourceFile;
use crate::app::event::Event;

/// The file that is watched, with its size and time of change as the draft knows them.
type Watched = Option<(PathBuf, (u64, i64))>;

/// The thread's other end.
pub(super) struct Watcher {
    watched: Arc<Mutex<Watched>>,
}

impl Watcher {
    /// Starts the thread.
    pub(super) fn start(to: Sender<Incoming>) -> std::io::Result<Self> {
        let watched = Arc::new(Mutex::new(None));
        let looked_at = Arc::clone(&watched);
        thread::Builder::new().name("watch".into()).spawn(move || {
            let mut last: Watched = None;
            let mut told: Watched = None;
            loop {
                thread::sleep(Duration::from_secs(1));
                let watched: Watched = looked_at.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let Some((path, known)) = watched else { continue };
                let Ok(about) = fs::metadata(&path) else { continue };
                let now = Some((path.clone(), (about.len(), modified(&about))));
                let settled = now == last;
                last.clone_from(&now);
                let stamp = (about.len(), modified(&about));
                if !settled || stamp == known || now == told {
                    continue;
                }
                told = now;
                if to.send(Incoming::Event(Event::FileChanged(path, stamp.0, stamp.1))).is_err() {
                    return;
                }
            }
        })?;
        Ok(Watcher { watched })
    }

    /// Watches the file of a draft from now on, or none.
    pub(super) fn watch(&self, file: Option<&SourceFile>) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = |file: &SourceFile| (file.bytes, file.modified);
        let same = match (&*watched, file) {
            (Some((path, known)), Some(file)) => *path == file.path && *known == stamp(file),
            (None, None) => true,
            _ => false,
        };
        if !same {
            *watched = file.map(|file| (file.path.clone(), stamp(file)));
        }
    }
}
