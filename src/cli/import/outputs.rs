//! The files that a check or an import writes beside its document: problems, rejects, leads over the limit, reports.
//!
//! Their places are prepared before the work, so that a slip in a path costs nothing. They are written after it, when
//! the document is printed and an import stands: one that fails is told on standard error, with its name and how it
//! can be had all the same, and hides nothing. Next: `report` for what is written of an import in the history.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::Ordering;

use crate::cli::report::{OVER_LIMIT, write_over_limit, write_rows};
use crate::cli::{self, Context, Exit, Fault, output};
use crate::import::{Report, Request};
use crate::platform::Platform;
use crate::report::rejects::{self, Reasons};
use crate::report::rows::RowsWriter;
use crate::report::source::{CopyError, Source};
use crate::report::{Destination, Format, marked, problems};
use crate::store::Store;
use crate::text::safe;

/// What to do about outputs that would be copies of another file than was read.
const CHANGED: &str = "Put the file back as it was, or check it as it is now; what was imported stands.";

/// What an output holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Problems,
    Rejects,
    OverLimit,
    Report,
}

impl What {
    fn option(self) -> &'static str {
        match self {
            What::Problems => "--problems",
            What::Rejects => "--rejects",
            What::OverLimit => "--over-limit",
            What::Report => "--report",
        }
    }

    fn formats(self) -> &'static [Format] {
        match self {
            What::Problems => &[Format::Xlsx, Format::Csv, Format::Json],
            What::Rejects => &[Format::Xlsx, Format::Ods, Format::Csv],
            What::OverLimit => &OVER_LIMIT,
            What::Report => &Format::ALL,
        }
    }

    /// Returns the command that writes it later.
    fn later(self, import: u32, source: &str, path: &str) -> String {
        match self {
            What::Problems => format!("leadport check {source} --problems {path} and the options of the import"),
            What::Rejects => {
                format!(
                    "leadport import {source} --only-valid --dry-run --rejects {path} and the options of the import"
                )
            }
            What::OverLimit => format!("leadport report {import} --over-limit {path}"),
            What::Report => format!("leadport report {import} -o {path}"),
        }
    }
}

/// One output and its place.
struct Output {
    what: What,
    format: Format,
    destination: Destination,
}

/// All outputs that were asked for, in the order in which they are written.
pub(super) struct Outputs(Vec<Output>);

/// The work that the outputs tell of.
pub(super) struct Work<'a> {
    pub report: &'a Report,
    pub request: &'a Request,
    pub source: &'a Source,
    pub store: &'a Store,
    pub platform: &'a Platform,
    pub masked: bool,
    /// Whether the rejects are wanted though nothing was committed.
    pub dry_run: bool,
}

impl Outputs {
    /// Prepares the places; `inputs` are not written over.
    pub(super) fn prepare(wanted: &[(What, &Path)], inputs: &[&Path]) -> Result<Outputs, Fault> {
        let mut outputs: Vec<Output> = Vec::new();
        for (what, path) in wanted {
            let (format, destination) = output::prepare(path, what.formats(), inputs)?;
            if let Some(twin) = outputs.iter().find(|other| other.destination.is(&destination)) {
                let (one, other, path) = (twin.what.option(), what.option(), path.display().to_string());
                return Err(Fault::usage(&format!("{one} and {other} would be one file: {}.", safe(&path)))
                    .suggest("Give each a name of its own."));
            }
            outputs.push(Output { what: *what, format, destination });
        }
        Ok(Outputs(outputs))
    }

    /// Writes all of them; each that fails is told, and the exit code is of the last of those.
    pub(super) fn write(self, work: &Work<'_>, context: &Context) -> Exit {
        let mut exit = Exit::Done;
        for output in self.0 {
            let what = output.what;
            let path = output.destination.path().map(|path| path.display().to_string()).unwrap_or_default();
            let path = safe(&path).into_owned();
            // The writer of workbooks panics where its temporary files find no room.
            let written = catch_unwind(AssertUnwindSafe(|| output.write(work, context))).unwrap_or_else(|_| {
                Err(Fault::new(Exit::Output, "output", "It could not be put together.")
                    .suggest("Look whether the disk of temporary files (TMPDIR) is full."))
            });
            if let Err(fault) = written {
                exit = tell(fault, what, &path, work, context);
            }
        }
        exit
    }
}

/// Tells of an output that is not there; returns the exit code.
fn tell(fault: Fault, what: What, path: &str, work: &Work<'_>, context: &Context) -> Exit {
    let interrupted = fault.exit == Exit::Interrupted;
    let told = match &work.report.entry {
        None if interrupted => fault,
        None => Fault { exit: Exit::Output, message: format!("{path} is missing. {}", fault.message), ..fault },
        Some(entry) => {
            let (why, advice) =
                if interrupted { ("Interrupted.", "") } else { (fault.message.as_str(), fault.suggestion.as_str()) };
            let source = work.source.path.display().to_string();
            let how = what.later(entry.import, &safe(&source), path);
            let message = format!("Import {} is done, but {path} is missing. {why}", entry.import);
            Fault::new(Exit::Output, "output", &message)
                .suggest(format!("{advice} It can be had with: {how}").trim_start())
        }
    };
    // Standard output has its document by now.
    let _ = cli::tell(&told, false, context.color);
    told.exit
}

impl Output {
    fn write(self, work: &Work<'_>, context: &Context) -> Result<(), Fault> {
        let Work { report, source, .. } = *work;
        let entry = report.entry.as_ref();
        if source.cancel.load(Ordering::Relaxed) {
            return Err(Fault::interrupted());
        }
        let (format, destination) = (self.format, self.destination);
        match (self.what, entry) {
            (What::Problems, _) => {
                let (file, all) = (destination.handle()?, report.problems.iter());
                match format {
                    Format::Json | Format::Csv => problems::write_list(format, file, all, work.masked)?,
                    _ => source
                        .require(&report.sha256, CHANGED)
                        .and_then(|()| marked::write(file, source, all, work.masked))
                        .map_err(|error| of_copy(error, source))?,
                }
            }
            (What::Rejects, _) if entry.is_some() || (work.dry_run && !report.blocked) => {
                let (mends, matching) = (&work.request.options.mends, &work.request.matching);
                let reasons = Reasons { problems: &report.problems, mends, matching };
                let file = destination.handle()?;
                source
                    .require(&report.sha256, CHANGED)
                    .and_then(|()| rejects::write(format, file, source, &report.skipped, &reasons))
                    .map_err(|error| of_copy(error, source))?;
            }
            (What::OverLimit, Some(_)) if report.over_limit.is_empty() => {
                context.note("All leads entered, so there is no sheet of those over the limit.");
                return Ok(());
            }
            (What::OverLimit, Some(entry)) => {
                return write_over_limit(work.request, entry, (format, destination), context).map(drop);
            }
            (What::Report, Some(entry)) => {
                let mut rows = RowsWriter::new(format, destination.handle()?, entry, work.platform)?;
                write_rows(work.store, entry.import, &mut rows, &source.cancel)?;
                rows.finish()?;
            }
            (What::Report, None) => {
                context.note("Nothing was imported, so there is no report.");
                return Ok(());
            }
            (What::Rejects | What::OverLimit, _) => return Ok(()),
        }
        output::commit(destination, context)
    }
}

fn of_copy(error: CopyError, source: &Source) -> Fault {
    match error {
        CopyError::File(error) => Fault::of_file(&error, &source.path),
        CopyError::Report(error) => error.into(),
    }
}
