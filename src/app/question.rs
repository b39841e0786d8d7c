//! Every question that the program asks over a screen, in one table, and the shape of the answers.
//!
//! The program's own questions are answered in `app/asked.rs`; all others go back to the screen that asked, to its
//! `Screen::reply`.

use std::path::PathBuf;

use super::beside::Ask;
use super::draft::{Change, Draft};
use super::job::CheckFile;

/// What is asked by a dialog, a picker or a prompt.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// The program: leave it although an import is not finished?
    Quit,
    /// The program: go on where the operator was? (a draft's place in the list, or `new`)
    GoOn,
    /// The program: give the import up and forget its answers?
    CancelWizard,
    /// The program: go on with the draft of this file, or start over with it?
    Resume(Box<Draft>, Box<Change>),
    /// The program: make this choice although it makes others void?
    Void(Box<Change>),
    /// The program: take the choice of the file back?
    TakeBack,
    /// The program: which screen?
    Menu,
    /// The program: all keys of this screen (nothing follows).
    Help,
    /// The program: which command?
    Palette,
    /// The program: the messages so far (nothing follows).
    Messages,
    /// Nothing follows: a list or a text to be read.
    Read,

    /// File: which of the files opened before?
    RecentFile,
    /// Match type: which column deletes?
    DeleteColumn,
    /// Fields: custom fields, column rules, values, what is missing.
    Fields(super::screens::fields::ask::Ask),
    /// Fields: which column for the field with this key?
    ColumnOf(String),
    /// Fields: which field for this column?
    FieldOf(u16),
    /// Fields: which saved matching?
    SavedMatching,
    /// Fields: one owner, or a column?
    OwnerKind,
    /// Fields: which owner?
    OwnerName,
    /// Fields: which column holds the owners?
    OwnerColumn,
    /// Fields: a name to save the matching under, blank to move on.
    MatchingName,
    /// Fields: put this matching in the place of the saved one of the same name?
    MatchingOverwrite(String),
    /// Check: the columns of the file changed; start over with it?
    StartOver,
    /// Check: import the valid rows only?
    OnlyValid,
    /// Check: which file takes the place of this one?
    OtherFile,
    /// Check: what this cell (row, column) is read as.
    MendCell(u32, u16),
    /// Check: put this mend on all cells with the same value?
    MendSame(Box<crate::import::mend::Mend>),
    /// Check: which mend is taken back?
    Mends,
    /// Check: take all mends back?
    ForgetMends,
    /// Check: what is to be saved?
    CheckFile,
    /// Check: where the file with this ending is saved.
    CheckFilePath(String),
    /// Check: is the file at this path replaced?
    ReplaceFile(CheckFile, PathBuf),
    /// Check: which of two rows with the same address is kept?
    TwoRows,
    /// Check: the row to jump to.
    JumpToRow,
    /// Check: type the number of leads that will be deleted.
    ConfirmDeletes(u64),
    /// Import: stop it?
    StopImport,

    /// The screens beside the wizard.
    Beside(Ask),
}

impl Question {
    /// Tells whether nothing follows from it: it is only there to be read.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        matches!(self, Question::Help | Question::Messages | Question::Read)
    }
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// This button of a dialog; 0 is always the harmless one.
    Button(usize),
    /// The line of a picker with this id.
    Item(String),
    /// Something else with the line of a picker with this id.
    More(String),
    /// What was typed.
    Text(String),
    /// Nothing: a picker or a prompt was closed.
    Closed,
}
