//! How a command fails: exit code, code for scripts, one line of what and one of what to do.

use std::path::Path;

use crate::import::Stop;
use crate::import::problem::Code;
use crate::import::store::{StoreError, StoreFault};
use crate::keys;
use crate::report::ReportError;
use crate::report::condition::ConditionError;
use crate::sheet::{FileError, FileFault};
use crate::text::safe;

/// The exit codes; part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The data has errors, or an undo met later changes; nothing was changed.
    Data = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The file cannot be taken.
    File = 3,
    /// The store cannot be used.
    Store = 4,
    /// A setting or another input file is wrong.
    Setting = 5,
    /// An output could not be written; everything else is done, and an import stands.
    Output = 6,
    /// The program met a fault of its own.
    Internal = 70,
    /// Interrupted; nothing was changed.
    Interrupted = 130,
}

/// A command that failed.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The exit code.
    pub exit: Exit,
    /// What scripts read: a code of the catalogue, or `usage`, `unknown`, `setting`, `output`, `interrupted`, `internal`.
    pub code: &'static str,
    /// One line: what is wrong. Safe to show.
    pub message: String,
    /// One line: what to do.
    pub suggestion: String,
    /// Whether nothing is to be said (the reader of a pipe has gone).
    pub silent: bool,
}

impl Fault {
    /// Makes a fault; the suggestion comes with [`Fault::suggest`].
    #[must_use]
    pub fn new(exit: Exit, code: &'static str, message: &str) -> Fault {
        Fault { exit, code, message: message.to_owned(), suggestion: String::new(), silent: false }
    }

    /// The command line is wrong.
    #[must_use]
    pub fn usage(message: &str) -> Fault {
        Fault::new(Exit::Usage, "usage", message)
    }

    /// A setting or another input file is wrong.
    #[must_use]
    pub fn setting(message: &str) -> Fault {
        Fault::new(Exit::Setting, "setting", message)
    }

    /// The command line names a lead, an import or a mail that does not exist.
    #[must_use]
    pub fn unknown(message: &str) -> Fault {
        Fault::new(Exit::Usage, "unknown", message)
    }

    /// There is no store where one must be.
    #[must_use]
    pub fn store_missing(message: &str) -> Fault {
        Fault::new(Exit::Store, Code::StoreDenied.id(), message)
    }

    /// The operator interrupted the work.
    #[must_use]
    pub fn interrupted() -> Fault {
        Fault::new(Exit::Interrupted, "interrupted", "Interrupted; nothing was changed.")
            .suggest("Run the command again when you like.")
    }

    /// The program met a fault of its own.
    #[must_use]
    pub fn internal() -> Fault {
        Fault::new(Exit::Internal, "internal", "leadport met a fault of its own and stopped; nothing was changed.")
            .suggest("Run it again with RUST_BACKTRACE=1 and report what it prints.")
    }

    /// Makes of the fault of a document that could not be printed that of an import or undo which stands.
    #[must_use]
    pub fn after(self, import: u32) -> Fault {
        let message = format!("Import {import} is done, but it could not be told. {}", self.message);
        Fault { message, ..self }.suggest(&format!("leadport history {import} shows it."))
    }

    /// Adds what to do.
    #[must_use]
    pub fn suggest(mut self, suggestion: &str) -> Fault {
        suggestion.clone_into(&mut self.suggestion);
        self
    }

    /// Makes the fault of work that came to no end.
    #[must_use]
    pub fn of_stop(stop: Stop, path: &Path) -> Fault {
        let words = stop.to_string();
        match stop {
            Stop::Cancelled => Fault::interrupted(),
            Stop::File(error) => Fault::of_file(&error, path),
            Stop::Store(error) => error.into(),
            Stop::TooManyDeletes { .. } => Fault::new(Exit::Data, "too-many-deletes", &words)
                .suggest("Look at the delete column, or allow more with --max-deletes N."),
            Stop::NoSuchImport(_) => Fault::unknown(&words).suggest("See leadport history."),
            Stop::AlreadyUndone { .. } => Fault::new(Exit::Data, "already-undone", &words)
                .suggest("See leadport history; the undo itself can be undone."),
            Stop::Forgotten(_) => Fault::new(Exit::Data, "forgotten", &words).suggest(
                "Import the file from before again, or take the values from a backup (leadport store restore).",
            ),
            Stop::Failed(_) => Fault::new(Exit::Internal, "internal", &safe(&words))
                .suggest("Run it again with RUST_BACKTRACE=1 and report what it prints."),
        }
    }

    /// Makes the fault of a file that cannot be taken, with its name in front.
    #[must_use]
    pub fn of_file(error: &FileError, path: &Path) -> Fault {
        let code = match error.fault {
            FileFault::Missing => Code::FileMissing,
            FileFault::Unreadable => Code::FileUnreadable,
            FileFault::NotASpreadsheet => Code::FileNotASpreadsheet,
            FileFault::Protected => Code::FileProtected,
            FileFault::Damaged | FileFault::OutOfOrder => Code::FileDamaged,
            FileFault::TooBig => Code::FileTooBig,
            FileFault::NoSheet => Code::FileNoSheet,
            FileFault::Cancelled => return Fault::interrupted(),
        };
        let name = path.display().to_string();
        Fault::new(Exit::File, code.id(), &format!("{}: {}", safe(&name), safe(&error.what)))
            .suggest(&safe(&error.suggestion))
    }
}

/// Returns the exit code of work that came to its end, whether or not the reader of a pipe has heard all of it.
///
/// # Errors
/// Standard output that could not be written.
pub fn heard(printed: Result<(), Fault>, exit: Exit) -> Result<Exit, Fault> {
    match printed {
        Err(fault) if !fault.silent => Err(fault),
        _ => Ok(exit),
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        let code = match error.fault {
            StoreFault::Busy => Code::StoreBusy,
            StoreFault::Damaged => Code::StoreDamaged,
            StoreFault::Full => Code::StoreFull,
            StoreFault::Denied => Code::StoreDenied,
            StoreFault::Newer => Code::StoreNewer,
            StoreFault::Interrupted => return Fault::interrupted(),
        };
        Fault::new(Exit::Store, code.id(), &safe(&error.what)).suggest(&safe(&error.suggestion))
    }
}

impl From<ReportError> for Fault {
    fn from(error: ReportError) -> Fault {
        if error.broken_pipe {
            return Fault { silent: true, ..Fault::new(Exit::Done, "output", "") };
        }
        Fault::new(Exit::Output, "output", &safe(&error.what)).suggest(&safe(&error.suggestion))
    }
}

impl From<ConditionError> for Fault {
    fn from(error: ConditionError) -> Fault {
        Fault::usage(&error.what).suggest(&error.suggestion)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Fault {
        ReportError::from(error).into()
    }
}

impl From<&keys::Fault> for Fault {
    fn from(fault: &keys::Fault) -> Fault {
        Fault::setting(&safe(&fault.to_string()))
            .suggest("Correct that line of the keymap file; leadport keymap check reads it again.")
    }
}
