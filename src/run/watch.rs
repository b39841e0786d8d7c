//! Looks whether the draft's file was changed by somebody, once a second, on the thread of `hangup`.
//!
//! It asks the file system instead of waiting for its events: events do not come from shares (NFS, SMB), and one look
//! a second costs nothing. A file that is still being written is waited for: it is told of when two looks agree.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::jobs::browse::modified;
use crate::app::draft::SourceFile;
use crate::app::event::Event;

/// The file that is watched, with its size and time of change as the draft knows them.
type Watched = Option<(PathBuf, (u64, i64))>;

/// Says which file is watched.
pub(super) struct Watcher {
    watched: Arc<Mutex<Watched>>,
}

/// Looks at the watched file.
pub(super) struct Lookout {
    watched: Arc<Mutex<Watched>>,
    last: Watched,
    told: Watched,
}

/// Returns both ends: who says what is watched, and who looks.
pub(super) fn watcher() -> (Watcher, Lookout) {
    let watched = Arc::new(Mutex::new(None));
    (Watcher { watched: Arc::clone(&watched) }, Lookout { watched, last: None, told: None })
}

impl Lookout {
    /// Looks at the file, and says so where it has changed and is whole.
    pub(super) fn look(&mut self) -> Option<Event> {
        let watched: Watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (path, known) = watched?;
        let about = fs::metadata(&path).ok()?;
        let stamp = (about.len(), modified(&about));
        let now = Some((path.clone(), stamp));
        let settled = now == self.last;
        self.last.clone_from(&now);
        if !settled || stamp == known || now == self.told {
            return None;
        }
        self.told = now;
        Some(Event::FileChanged(path, stamp.0, stamp.1))
    }
}

impl Watcher {
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
