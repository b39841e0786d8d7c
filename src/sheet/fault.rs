//! Why a file cannot be taken: the kinds of fault, and the sentences that every reader shares.
//!
//! A reader says what is wrong and where in the file through the constructors below, so that one kind of
//! trouble reads the same whatever the format. What a file is *instead* of a spreadsheet is said in `detect`.

use std::io;

/// Why a file cannot be taken; each is one code of the catalogue of problems (`file-…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// There is no such file.
    Missing,
    /// No permission, a folder, a device, or an error while reading.
    Unreadable,
    /// The content is something else.
    NotASpreadsheet,
    /// The workbook is encrypted.
    Protected,
    /// Truncated, broken or contradicting itself.
    Damaged,
    /// What stands further down changes rows that were handed on already (a row that belongs before them, merged ranges that cover their
    /// cells): [`super::open_in_order`] reads them.
    OutOfOrder,
    /// Over one of the [`Limits`].
    TooBig,
    /// No worksheet in the workbook.
    NoSheet,
    /// The work was cancelled by the operator; not a fault of the file.
    Cancelled,
}

/// A file that cannot be taken: what, where in it, and what to do.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub struct FileError {
    /// Which code of the catalogue it is.
    pub fault: FileFault,
    /// One sentence: what is wrong, and which part of the file it is about. Safe to show.
    pub what: String,
    /// One sentence: what to do about it.
    pub suggestion: String,
}

impl FileError {
    /// Makes an error of any kind.
    pub fn new(fault: FileFault, what: impl Into<String>, suggestion: impl Into<String>) -> Self {
        FileError { fault, what: what.into(), suggestion: suggestion.into() }
    }

    /// Makes the error for a file that is truncated, broken or contradicts itself; `what` names the part.
    pub fn damaged(what: impl Into<String>) -> Self {
        let suggestion = "Copy the file again from where it came from; if that one is the same, open it in Excel or LibreOffice, \
                          let the program repair it, and save it as a new .xlsx file.";
        FileError::new(FileFault::Damaged, what, suggestion)
    }

    /// Makes the error for a file that passes a limit; `setting` is the one that raises it.
    pub fn too_big(what: impl Into<String>, setting: &str) -> Self {
        let suggestion =
            format!("Split the sheet into smaller files, or raise the setting {setting} if the file is to be trusted.");
        FileError::new(FileFault::TooBig, what, suggestion)
    }

    /// Makes the error for an encrypted workbook.
    #[must_use]
    pub fn protected() -> Self {
        FileError::new(
            FileFault::Protected,
            "The workbook is protected with a password, so its cells cannot be read.",
            "Open it with its password in Excel or LibreOffice and save it without one (Save as, Tools or Options, remove the password).",
        )
    }

    /// Makes the error for a workbook without any sheet of cells.
    #[must_use]
    pub fn no_sheet() -> Self {
        FileError::new(
            FileFault::NoSheet,
            "The workbook holds no sheet of cells.",
            "Put the leads on a worksheet of the workbook and save it again.",
        )
    }

    /// Makes the answer to a cancelled reading.
    #[must_use]
    pub fn cancelled() -> Self {
        FileError::new(FileFault::Cancelled, "The reading was cancelled.", "Nothing was changed.")
    }

    /// Makes the error for a file that the system does not let us read.
    #[must_use]
    pub fn io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => FileError::new(
                FileFault::Missing,
                "There is no such file.",
                "Look for a slip in the path, and whether the file was moved or renamed.",
            ),
            io::ErrorKind::PermissionDenied => FileError::new(
                FileFault::Unreadable,
                "The file may not be read by you.",
                "Ask its owner for the right to read it (chmod +r), or copy it to a folder of your own.",
            ),
            io::ErrorKind::UnexpectedEof => FileError::damaged("The file ends before its content does: it is cut off."),
            io::ErrorKind::InvalidData => FileError::damaged("The file's compressed content is broken."),
            _ => FileError::new(
                FileFault::Unreadable,
                format!("The file could not be read: {error}."),
                "Try again; if it stays so, copy the file to a local disk first.",
            ),
        }
    }
}
