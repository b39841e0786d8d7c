//! Where rows come from: a file, or in tests a table in memory. It can be opened again for another pass.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::SystemTime;

use crate::sheet::header::{Header, Table, open_table};
use crate::sheet::{Cancel, FileError, Limits, fingerprint, open_in_order};

/// Something that a table can be read from, more than once.
pub trait Source: Sync {
    /// Opens the table at its first row.
    ///
    /// # Errors
    /// Whatever the file does wrong.
    fn open(&self, cancel: &Cancel) -> Result<Table, FileError>;

    /// Has the rows gathered and put in order whenever the table is opened from now on; false where they already are, or cannot be.
    fn put_in_order(&self) -> bool {
        false
    }

    /// Begins to compute the SHA-256 of the content and returns where it will arrive.
    fn hash(&self) -> Receiver<Result<String, FileError>>;

    /// Returns size and time of change, by which a file that changes while it is read is known.
    fn stamp(&self) -> Option<(u64, SystemTime)>;

    /// Returns the path as it was given.
    fn path(&self) -> &Path;
}

/// A file.
#[derive(Debug)]
pub struct FileSource {
    path: PathBuf,
    limits: Limits,
    in_order: AtomicBool,
}

impl FileSource {
    /// Returns a file as a source.
    #[must_use]
    pub fn new(path: &Path, limits: &Limits) -> Self {
        FileSource { path: path.to_owned(), limits: limits.clone(), in_order: AtomicBool::new(false) }
    }
}

impl Source for FileSource {
    fn open(&self, cancel: &Cancel) -> Result<Table, FileError> {
        if self.in_order.load(Ordering::Relaxed) {
            return Table::of_sheet(open_in_order(&self.path, &self.limits, cancel)?);
        }
        open_table(&self.path, &self.limits, cancel)
    }

    fn put_in_order(&self) -> bool {
        !self.in_order.swap(true, Ordering::Relaxed)
    }

    fn hash(&self) -> Receiver<Result<String, FileError>> {
        let (sender, receiver) = sync_channel(1);
        let path = self.path.clone();
        // Nobody waits for this thread where the file is refused: it ends by itself.
        std::thread::spawn(move || {
            let hash = fingerprint::fingerprint(&path).map(|bytes| fingerprint::hexadecimal(&bytes));
            let _ = sender.send(hash.map_err(|error| FileError::io(&error)));
        });
        receiver
    }

    fn stamp(&self) -> Option<(u64, SystemTime)> {
        let about = std::fs::metadata(&self.path).ok()?;
        Some((about.len(), about.modified().ok()?))
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

/// Returns the texts of the header row by column; a column without a header has an empty one.
pub fn texts(header: Option<&Header>) -> Vec<String> {
    let mut texts = Vec::new();
    for column in header.map_or(&[][..], |header| header.columns.as_slice()) {
        texts.resize(usize::from(column.index), String::new());
        texts.push(column.header.clone());
    }
    texts
}
