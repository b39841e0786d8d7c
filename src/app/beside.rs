//! The screens beside the wizard: the work that they ask for, what came of it, and how one leads to another.
//!
//! A screen answers with a [`Wish`]; `run` carries it out on a thread of its own and sends what it [`Found`]; [`Beside`]
//! keeps that, apart from the screens, so that going away and coming back loses nothing. Long lists are read as their
//! keys first, then page by page ([`Paged`]), so that a million leads cost no more than their numbers.

mod change;
mod paged;
mod visit;

use std::path::PathBuf;
use std::sync::Arc;

use super::job::{Slot, Ticket, Trouble, Work};
use crate::import::undo::{UndoMode, UndoReport};
use crate::import::{Outcome, RowOutcome};
use crate::mail::standing::Standing;
use crate::platform::edit::NewField;
use crate::platform::{Lead, Platform};
use crate::quality::{Scope, Survey};

pub use change::Change;
pub use paged::{Page, Paged};
pub use visit::{Visit, undo_words};

/// Which rows of an import are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowQuery {
    /// The import.
    pub import: u32,
    /// Only rows of this outcome.
    pub outcome: Option<Outcome>,
    /// Only rows whose address or changes contain this text.
    pub text: String,
}

/// Where the leads of a list come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LeadScope {
    /// All leads of the store.
    #[default]
    All,
    /// Those that an import touched and that still exist.
    Import(u32),
    /// These, with words that say what they have in common.
    Some(Arc<Vec<u64>>, String),
}

/// Which leads are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadQuery {
    /// Where they come from.
    pub scope: LeadScope,
    /// Conditions and text that they must fit, as they were typed.
    pub text: String,
}

/// A survey that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Surveyed {
    /// What was surveyed.
    pub scope: Scope,
    /// When: seconds since 1970-01-01 UTC.
    pub at: i64,
    /// What it says.
    pub survey: Arc<Survey>,
}

/// One lead with its history.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadStory {
    /// Its ID.
    pub id: u64,
    /// The lead; `None` where it was deleted.
    pub lead: Option<Lead>,
    /// What happened to it, newest first.
    pub history: Vec<LeadEvent>,
}

/// Something that an import did to a lead.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadEvent {
    /// The import's number.
    pub import: u32,
    /// When it was committed.
    pub at: i64,
    /// What its row did.
    pub row: RowOutcome,
}

/// Work that a screen beside the wizard asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Finds the rows of an import.
    Rows(RowQuery),
    /// Reads a page of the rows of an import, by their numbers.
    RowPage(u32, Page<u32>),
    /// Writes the report of an import to a path.
    Report(u32, Output),
    /// Writes the leads of an import that were over the contract's limit; with the work where it was just done here.
    OverLimit(u32, Option<Box<Work>>, Output),
    /// Sends the mail about an import and whatever else is due.
    Mail(u32),
    /// Says what the undo of an import would do.
    UndoCheck(u32),
    /// Undoes an import.
    Undo(u32, UndoMode),
    /// Finds leads.
    Leads(LeadQuery),
    /// Reads a page of leads, by their IDs.
    LeadPage(Page<u64>),
    /// Reads one lead with its history.
    Lead(u64),
    /// Writes leads to a path.
    ExportLeads(LeadQuery, Output),
    /// Surveys the quality of leads.
    Survey(Scope),
    /// Writes a survey to a path: a page, or JSON.
    SaveSurvey(Surveyed, Output),
    /// Changes what the platform is made of; true where the leads that it touches were told of.
    Change(Box<Change>, bool),
}

/// A file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its path; its ending says the format.
    pub path: PathBuf,
    /// Whether a file of that name may be replaced.
    pub replace: bool,
}

/// What came of a wish.
#[derive(Debug)]
pub enum Found {
    /// How many rows or leads were looked at so far.
    Walked(u64),
    /// More rows that fit.
    Rows {
        /// Which were wanted.
        query: RowQuery,
        /// Their numbers, in file order.
        keys: Vec<u32>,
        /// Whether these are the last.
        complete: bool,
    },
    /// A page of rows, with the place of its first.
    RowPage(u32, usize, Vec<Option<RowOutcome>>),
    /// What an undo would do.
    UndoChecked(Arc<UndoReport>),
    /// What an undo did.
    Undone(Arc<UndoReport>),
    /// More leads that fit.
    Leads {
        /// Which were wanted.
        query: LeadQuery,
        /// Their IDs.
        keys: Vec<u64>,
        /// Whether these are the last.
        complete: bool,
    },
    /// How many leads were looked at so far.
    LeadsWalked(u64),
    /// A page of leads, with the place of its first.
    LeadPage(usize, Vec<Option<Lead>>),
    /// One lead.
    Lead(Arc<LeadStory>),
    /// How many leads the survey has looked at.
    Surveying(u64),
    /// A survey.
    Surveyed(Surveyed),
    /// The platform after a change, and what was done.
    Platform(Arc<Platform>, String),
    /// A change would touch leads: the wish, and the words that say how many.
    Touches(Box<Wish>, String),
    /// A file was written.
    Written(PathBuf),
    /// The leads over the limit were written: where, and how many, in words.
    OverLimit(PathBuf, String),
    /// Where the mail about an import stands.
    Mail {
        /// The import.
        import: u32,
        /// Where it stands.
        standing: Standing,
        /// Whether it is being sent at this moment.
        sending: bool,
    },
    /// There is a file of that name already: the wish, to be asked about, and the file's size and time of change.
    Exists(Box<Wish>, (u64, i64)),
}

/// What a screen beside the wizard asks the operator.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Where to write the report of this import?
    ReportPath(u32),
    /// Where to write the leads of this import that were over the limit?
    OverLimitPath(u32),
    /// Where to write these leads?
    ExportPath(LeadQuery),
    /// A row that is shown whole: its lead can be opened.
    Row(u64),
    /// Where to write the survey?
    SurveyPath,
    /// What of the field at this place of the survey is to be opened?
    FieldOf(usize),
    /// Which value for this setting?
    Setting(&'static str),
    /// Take this setting back to its default?
    Unset(&'static str),
    /// The username of a new owner?
    OwnerUsername,
    /// What of this owner is to be changed?
    OwnerPart(String),
    /// The name of this owner, or (true) the address?
    OwnerValue(String, bool),
    /// Remove this owner?
    RemoveOwner(String),
    /// This part of a new field?
    NewField(NewField, &'static str),
    /// What of the field with this key is to be changed?
    FieldPart(String),
    /// The new value of this part of the field with this key?
    FieldValue(String, String),
    /// Remove the field with this key?
    RemoveField(String),
    /// The name of a new group?
    GroupName,
    /// What of the group with this key is to be changed?
    GroupPart(String),
    /// The new value of this part of the group with this key?
    GroupValue(String, &'static str),
    /// Remove the group with this key, which has no fields?
    RemoveGroup(String),
    /// Which group do the fields of the group with this key go to?
    FieldsTo(String),
    /// Do it although a file is replaced, or leads are touched?
    Insist(Box<Wish>),
    /// Undo this import, none of whose leads was changed since?
    Undo(u32),
    /// What about the leads that were changed since this import?
    Conflicts(u32),
}

/// What is known for the screens beside the wizard.
#[derive(Debug, Default)]
pub struct Beside {
    /// Which rows were found.
    pub row_query: RowQuery,
    /// The rows that were found.
    pub rows: Paged<u32, RowOutcome>,
    /// The work that found the rows.
    pub row_ticket: Option<Ticket>,
    /// The work that found the leads.
    pub lead_ticket: Option<Ticket>,
    /// Which leads were found.
    pub lead_query: Option<LeadQuery>,
    /// The leads that were found.
    pub leads: Paged<u64, Lead>,
    /// The lead that was read last.
    pub story: Option<Arc<LeadStory>>,
    /// What the undo that was looked at would do.
    pub undo: Option<Arc<UndoReport>>,
    /// The survey that was made last.
    pub survey: Option<Surveyed>,
    /// How many leads the survey that runs has looked at; `None` while none runs.
    pub surveying: Option<u64>,
    /// Where the mail about the import that was made last stands, and whether it is being sent.
    pub mail: Option<(u32, Standing, bool)>,
    /// Why work came to no end, by what it was for.
    pub trouble: Option<(Slot, Trouble)>,
}

impl Wish {
    /// Returns where the work runs.
    #[must_use]
    pub fn slot(&self) -> Slot {
        match self {
            Wish::Rows(_) => Slot::Rows,
            Wish::RowPage(..) => Slot::RowPage,
            Wish::Report(..) | Wish::OverLimit(..) | Wish::ExportLeads(..) | Wish::SaveSurvey(..) => Slot::Output,
            Wish::Mail(_) => Slot::Mail,
            Wish::Survey(_) => Slot::Survey,
            Wish::Change(..) => Slot::Platform,
            Wish::Leads(_) => Slot::Leads,
            Wish::LeadPage(_) => Slot::LeadPage,
            Wish::Lead(_) => Slot::Lead,
            Wish::UndoCheck(_) | Wish::Undo(..) => Slot::Undo,
        }
    }

    /// Returns the same wish with leave to replace the file, or to touch the leads.
    #[must_use]
    pub fn insisting(mut self) -> Wish {
        if let Some(output) = self.output_mut() {
            output.replace = true;
        }
        if let Wish::Change(_, confirmed) = &mut self {
            *confirmed = true;
        }
        self
    }

    fn output_mut(&mut self) -> Option<&mut Output> {
        match self {
            Wish::Report(_, output)
            | Wish::OverLimit(_, _, output)
            | Wish::ExportLeads(_, output)
            | Wish::SaveSurvey(_, output) => Some(output),
            _ => None,
        }
    }
}

impl Found {
    /// Tells whether the work goes on after this news.
    #[must_use]
    pub fn is_part(&self) -> bool {
        matches!(
            self,
            Found::Walked(_)
                | Found::LeadsWalked(_)
                | Found::Surveying(_)
                | Found::Mail { sending: true, .. }
                | Found::Rows { complete: false, .. }
                | Found::Leads { complete: false, .. }
        )
    }

    /// Tells whether the news says no more than how far the work has come.
    #[must_use]
    pub fn is_progress(&self) -> bool {
        matches!(self, Found::Walked(_) | Found::LeadsWalked(_) | Found::Surveying(_))
    }
}

impl Beside {
    /// Takes note that work begins.
    pub fn begins(&mut self, wish: &Wish) {
        match wish {
            Wish::Survey(_) => self.surveying = Some(0),
            // What an earlier look at an undo said is not asked about again.
            Wish::UndoCheck(_) | Wish::Undo(..) => self.undo = None,
            _ => {}
        }
    }

    /// Takes note that work came to no end.
    pub fn failed(&mut self, slot: Slot, trouble: Option<Trouble>) {
        match slot {
            Slot::Rows => self.rows.end(),
            Slot::Leads => self.leads.end(),
            Slot::Survey => self.surveying = None,
            _ => {}
        }
        self.trouble = trouble.map(|trouble| (slot, trouble));
    }
}
