//! What is known of everything outside: the platform, the file, the check. Only news from jobs changes it.

use std::path::PathBuf;
use std::sync::Arc;

use super::beside::Beside;
use super::draft::Draft;
use super::event::Moment;
use super::job::{Rejects, Search, Searched, Trouble, Work};
use crate::import::{Entry, Progress, Report};
use crate::matching::evidence::Evidence;
use crate::matching::{ColumnName, Matching};
use crate::platform::Platform;
use crate::platform::value::DateSystem;

/// Work that has not begun, runs, or came to an end.
#[derive(Clone, Debug, Default)]
pub enum Stage<T> {
    /// Not begun.
    #[default]
    Idle,
    /// Runs; how far it is.
    Running(Progress),
    /// Came to its end.
    Done(T),
    /// Came to no end.
    Failed(Trouble),
}

impl<T> Stage<T> {
    /// Returns what it came to.
    pub fn done(&self) -> Option<&T> {
        match self {
            Stage::Done(result) => Some(result),
            _ => None,
        }
    }

    /// Tells whether it runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self, Stage::Running(_))
    }
}

/// A matching that was saved under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedMatching {
    /// Its name, exactly as it was given.
    pub name: String,
    /// The matching.
    pub matching: Matching,
}

/// What the store and the state folder hold when the program begins.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Fields, groups, owners and settings.
    pub platform: Option<Arc<Platform>>,
    /// How many leads there are.
    pub leads: u64,
    /// The saved matchings by name.
    pub matchings: Vec<SavedMatching>,
    /// The operator's drafts, newest first.
    pub drafts: Vec<Draft>,
    /// Files that were opened before, newest first.
    pub recent: Vec<PathBuf>,
}

/// A file or folder in the browser; its name is safe to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FolderEntry {
    /// The name, safe to show.
    pub name: String,
    /// The whole path.
    pub path: PathBuf,
    /// Whether it is a folder.
    pub folder: bool,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was changed last: seconds since 1970-01-01 UTC.
    pub modified: i64,
}

/// A folder: folders first by name, then files, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// The folder.
    pub path: PathBuf,
    /// What is in it: spreadsheets by their names' endings, and folders.
    pub entries: Vec<FolderEntry>,
    /// How many other files are not shown.
    pub hidden: usize,
    /// How many spreadsheets, the oldest, and folders are left out because there are too many.
    pub left_out: usize,
    /// Why it cannot be read, if it cannot.
    pub trouble: Option<Trouble>,
}

/// The first rows of a file, all text in it safe to show.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was changed last: seconds since 1970-01-01 UTC.
    pub modified: i64,
    /// The format of its content.
    pub format: String,
    /// The sheet that is read.
    pub sheet: String,
    /// The other sheets.
    pub sheets_left_out: Vec<String>,
    /// Whether the sheet is hidden.
    pub hidden: bool,
    /// Rows and columns as the file declares them.
    pub declared: Option<(u32, u32)>,
    /// Which day its serial dates count from.
    pub date_system: DateSystem,
    /// The columns, their headers exactly as the file has them.
    pub columns: Vec<ColumnName>,
    /// The first rows: number and cells by column, safe to show.
    pub rows: Vec<(u32, Vec<String>)>,
    /// The cells of the same rows by column, to show what they become.
    pub cells: Vec<Vec<super::kept::Kept>>,
    /// The matching that was last used for a file with these columns.
    pub last: Option<Matching>,
    /// Why the file cannot be taken, if it cannot.
    pub trouble: Option<Trouble>,
}

/// What is known of everything outside.
#[derive(Debug, Default)]
pub struct World {
    /// Who runs the program.
    pub operator: String,
    /// The machine that it runs on.
    pub host: String,
    /// The folder that the browser begins in.
    pub start_folder: PathBuf,
    /// The operator's home folder, for `~`.
    pub home: Option<PathBuf>,
    /// What the store and the state folder hold.
    pub loaded: Loaded,
    /// Whether drafts cannot be kept for another session.
    pub drafts_are_lost: bool,
    /// Why they could not be read.
    pub load_trouble: Option<Trouble>,
    /// The folder in the browser.
    pub folder: Folder,
    /// The file that is previewed.
    pub preview: Option<Preview>,
    /// The previewed file's exact number of rows, once counted.
    pub counted: Option<u64>,
    /// What the columns of the previewed file look like, once all rows were read.
    pub evidence: Option<Arc<Evidence>>,
    /// The check.
    pub check: Stage<Arc<Report>>,
    /// What was checked, or is being checked.
    pub checked: Option<Work>,
    /// The import.
    pub import: Stage<Arc<Report>>,
    /// The answers that the import works on, while it runs.
    pub importing: Option<Box<Draft>>,
    /// Where the rows lie that the import left out for their errors, if it left any out.
    pub rejects: Option<Rejects>,
    /// When the import began.
    pub import_began: Moment,
    /// The newest moment that the import told of itself.
    pub import_at: Moment,
    /// The history, newest first; `None` until read.
    pub history: Option<Vec<Entry>>,
    /// What the screens beside the wizard show.
    pub beside: Beside,
    /// The rows of the file that were read to be shown: number and texts by column.
    pub rows_read: Vec<(u32, Vec<String>)>,
    /// The last search through the problems of the check, and what it came to.
    pub searched: Option<(Search, Searched)>,
    /// Size and time of the draft's file, if somebody changed it since.
    pub file_changed: Option<(u64, i64)>,
}

impl World {
    /// Returns the platform once it is read.
    #[must_use]
    pub fn platform(&self) -> Option<&Platform> {
        self.loaded.platform.as_deref()
    }

    /// Returns the report of the check if it is of exactly this draft.
    #[must_use]
    pub fn report(&self, draft: &Draft) -> Option<&Arc<Report>> {
        self.check.done().filter(|_| self.checked.is_some() && self.checked == Work::of(draft))
    }

    /// Returns the three sample values of a column, safe to show.
    #[must_use]
    pub fn samples(&self, column: u16) -> Vec<String> {
        let Some(preview) = &self.preview else { return Vec::new() };
        let mut samples: Vec<String> = Vec::new();
        for (_, cells) in &preview.rows {
            if let Some(cell) = cells.get(usize::from(column)).filter(|cell| !cell.trim().is_empty())
                && !samples.contains(cell)
            {
                samples.push(cell.clone());
                if samples.len() == 3 {
                    break;
                }
            }
        }
        samples
    }
}
