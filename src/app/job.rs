//! Work that is done on threads of its own, and what comes back from it.
//!
//! Each kind of work has a [`Slot`]; starting it again stops what ran there and gives it a new generation, so that
//! a late answer of the old one is dropped ([`Jobs::is_current`]).

use std::path::PathBuf;
use std::sync::Arc;

use super::beside::{Found, Output, Wish};
use super::draft::Draft;
use super::screens::fields::create::PlatformEdit;
use super::world::{Folder, Loaded, Preview};
use crate::import::mend::{Mend, Mends};
use crate::import::{Entry, Options, Progress, Report, Seen};
use crate::matching::{ColumnName, Matching};
use crate::platform::Platform;

/// Where work of one kind runs: one piece at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// What the store and the state folder hold.
    Load,
    /// A folder's files.
    Browse,
    /// A file's first rows, then its count.
    Preview,
    /// A check.
    Check,
    /// An import.
    Import,
    /// Something small that is written to the store.
    Save,
    /// The history.
    History,
    /// The rows of an import that fit.
    Rows,
    /// A page of rows.
    RowPage,
    /// An undo, or a look at one.
    Undo,
    /// A file that is written.
    Output,
    /// The leads that fit.
    Leads,
    /// A page of leads.
    LeadPage,
    /// One lead.
    Lead,
    /// A survey.
    Survey,
    /// A change of fields, owners or settings.
    Platform,
    /// Rows of the file that are read to be shown.
    ReadRows,
    /// A file that is written from the check.
    CheckFile,
    /// A search through the problems of a check.
    Search,
    /// The mail about an import.
    Mail,
}

impl Slot {
    /// How many slots there are.
    pub const COUNT: usize = 20;
}

/// The name of one piece of work: its slot and its generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The slot.
    pub slot: Slot,
    /// Counts up with every start in the slot.
    pub generation: u64,
}

/// What a check or an import works on, as the draft says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The file.
    pub path: PathBuf,
    /// Its size and time of change, so that a file that changed is another piece of work.
    pub stamp: (u64, i64),
    /// All its columns, by which its matching is found again for another file like it.
    pub columns: Vec<ColumnName>,
    /// Which column is which field.
    pub matching: Matching,
    /// Whether rows with errors are left out.
    pub only_valid: bool,
    /// Corrections over the file.
    pub mends: Mends,
}

impl Work {
    /// Returns the work that a draft describes; `None` without a file.
    #[must_use]
    pub fn of(draft: &Draft) -> Option<Work> {
        let file = draft.file.as_ref()?;
        Some(Work {
            path: file.path.clone(),
            stamp: (file.bytes, file.modified),
            columns: file.columns.clone(),
            matching: draft.matching.clone(),
            only_valid: draft.only_valid,
            mends: draft.mends.clone(),
        })
    }

    /// Returns the options of the request.
    #[must_use]
    pub fn options(&self) -> Options {
        Options { only_valid: self.only_valid, mends: self.mends.clone(), ..Options::default() }
    }
}

/// A piece of work.
#[derive(Debug)]
pub enum Job {
    /// Reads fields, owners, settings, saved matchings, drafts and recent files.
    Load,
    /// Reads a folder.
    Browse(PathBuf),
    /// Reads the first rows of a file, then counts them all.
    Preview(PathBuf),
    /// Checks.
    Check(Box<Work>),
    /// Imports, if it stands on what was seen.
    Import(Box<Work>, Seen),
    /// Adds a custom field for a column, or an option to a select.
    EditPlatform(Box<PlatformEdit>),
    /// Saves a matching under a name, in the place of the one that is known to have it.
    SaveMatching(String, Box<Matching>, Option<Box<Matching>>),
    /// Gives a saved matching another name, or removes it.
    ChangeMatching(String, Option<String>),
    /// Reads the history.
    History,
    /// Reads rows of a file by their numbers, in ascending order.
    ReadRows(PathBuf, Vec<u32>),
    /// Writes a file from what a check of this work found.
    WriteCheckFile(CheckFile, Output, Box<Work>, Arc<Report>),
    /// Searches through the problems of a check, which may be a million.
    Search(Arc<Report>, Search),
    /// Work for the screens beside the wizard.
    Beside(Wish),
}

impl Job {
    /// Returns where the work runs.
    #[must_use]
    pub fn slot(&self) -> Slot {
        match self {
            Job::Load => Slot::Load,
            Job::Browse(_) => Slot::Browse,
            Job::Preview(_) => Slot::Preview,
            Job::Check(_) => Slot::Check,
            Job::Import(..) => Slot::Import,
            Job::SaveMatching(..) | Job::ChangeMatching(..) => Slot::Save,
            Job::EditPlatform(_) => Slot::Platform,
            Job::History => Slot::History,
            Job::ReadRows(..) => Slot::ReadRows,
            Job::WriteCheckFile(..) => Slot::CheckFile,
            Job::Search(..) => Slot::Search,
            Job::Beside(wish) => wish.slot(),
        }
    }
}

/// What is searched for among the problems of a check; causes are named by their places.
#[derive(Clone, Debug, PartialEq)]
pub enum Search {
    /// The problems of a cause that contain these words.
    Fitting(usize, String),
    /// The cells of a cause, or of all, whose mend is certain; they are put onto this layer.
    Certain(Option<usize>, Mends),
    /// The cells of a cause that hold the same as this mend's; they are put onto this layer.
    Same(usize, Mend, Mends),
}

/// What a search came to.
#[derive(Clone, Debug)]
pub enum Searched {
    /// The problems that contain the words, by their places in the cause.
    Fitting(Arc<[u32]>),
    /// The layer with so many cells more.
    Mended(Mends, u64),
}

/// What can be written from a check; the format is told by the path's ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckFile {
    /// The sheet with its cells marked and commented.
    Marked,
    /// The list of all problems.
    List,
    /// The list with personal data hidden behind its shape.
    Masked,
    /// The rows with errors.
    Rejects,
    /// The same sheet with personal data hidden behind its shape.
    MaskedSheet,
    /// The whole sheet with the mends in it.
    Mended,
    /// The layer of mends, as `--mends` takes it.
    Mends,
}

/// Why a job came to no end: what happened and what to do; safe to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// What happened, in one sentence.
    pub what: String,
    /// What to do about it, in one sentence; may be empty.
    pub suggestion: String,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.what.trim_end())?;
        if !self.suggestion.is_empty() {
            write!(f, " {}", self.suggestion)?;
        }
        Ok(())
    }
}

/// The path of a file of rejects, safe to show, or why it could not be written.
pub type Rejects = Result<String, Trouble>;

/// What a job has to tell.
#[derive(Debug)]
pub enum News {
    /// How far a check or an import is.
    Progress(Progress),
    /// Somebody else is writing to the store: how long is waited, for whom, since when.
    Waiting(String),
    /// What the store and the state folder hold.
    Loaded(Box<Loaded>),
    /// A folder's files.
    Folder(Folder),
    /// The first rows of a file.
    Previewed(Box<Preview>),
    /// How many rows the previewed file has, and what its columns look like.
    Counted(u64, Arc<crate::matching::evidence::Evidence>),
    /// What a check found.
    Checked(Arc<Report>),
    /// What an import did, or found; and where the rows that it left out for their errors lie.
    Imported(Arc<Report>, Option<Rejects>),
    /// The platform has the field or the option that was asked for.
    PlatformEdited(Arc<Platform>, Box<PlatformEdit>),
    /// A matching was saved under this name.
    MatchingSaved(String, Matching),
    /// Another matching was saved under this name meanwhile, which is left as it is.
    MatchingTaken(String, Matching),
    /// The saved matching of this name has another name, or is gone.
    MatchingChanged(String, Option<String>),
    /// The history, newest first.
    History(Vec<Entry>),
    /// Rows of a file: number and texts by column.
    RowsRead(Vec<(u32, Vec<String>)>),
    /// What a search came to.
    Searched(Search, Searched),
    /// A file was written; its path, safe to show.
    Written(String),
    /// A file of that name is there already: what was to be written, its path, size and time of change.
    FileExists(CheckFile, PathBuf, (u64, i64)),
    /// What work for the screens beside the wizard found.
    Beside(Found),
    /// It was cancelled; nothing was changed.
    Cancelled,
    /// It failed; nothing was changed.
    Failed(Trouble),
}

/// The generations of all slots.
#[derive(Clone, Debug, Default)]
pub struct Jobs {
    generations: [u64; Slot::COUNT],
    running: [bool; Slot::COUNT],
}

impl Jobs {
    /// Notes a start in the slot and returns its ticket.
    pub fn start(&mut self, slot: Slot) -> Ticket {
        self.generations[slot as usize] += 1;
        self.running[slot as usize] = true;
        Ticket { slot, generation: self.generations[slot as usize] }
    }

    /// Notes that whatever runs in the slot is of no interest any more.
    pub fn forget(&mut self, slot: Slot) {
        self.generations[slot as usize] += 1;
        self.running[slot as usize] = false;
    }

    /// Notes that the work came to its end.
    pub fn end(&mut self, ticket: Ticket) {
        self.running[ticket.slot as usize] = false;
    }

    /// Tells whether the ticket is the slot's newest.
    #[must_use]
    pub fn is_current(&self, ticket: Ticket) -> bool {
        self.generations[ticket.slot as usize] == ticket.generation
    }

    /// Tells whether something runs in the slot.
    #[must_use]
    pub fn is_running(&self, slot: Slot) -> bool {
        self.running[slot as usize]
    }
}
