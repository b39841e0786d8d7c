//! `leadport check` and `leadport import`: the same work, once without and once with changing anything.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use clap::Args;

use super::matching::{self, MatchingArguments};
use super::outcome;
use super::progress::Progress;
use super::{Context, Exit, Fault};
use crate::import::mend::Mends;
use crate::import::mend::exchange::{self, Slip};
use crate::import::origin;
use crate::import::request::Closing;
use crate::import::store::Extra;
use crate::import::{Entry, Options, Report, Request, Stop, Watch, limits};
use crate::mail::standing::{Standing, standing};
use crate::mail::{self, State};
use crate::matching::ColumnName;
use crate::platform::Platform;
use crate::report::over_limit::{self, OverLimitError};
use crate::report::rejects::{self, Reasons};
use crate::report::rows::RowsWriter;
use crate::report::source::{CopyError, Source};
use crate::report::{Destination, Format, marked, problems};
use crate::sheet::{Cancel, Limits};
use crate::store::{Mode, Store};
use crate::text::safe;

/// Formats of a sheet that is to be imported.
pub(super) const OVER_LIMIT: [Format; 2] = [Format::Xlsx, Format::Ods];

/// The arguments of `check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    common: Common,
}

/// The arguments of `import`.
#[derive(Clone, Debug, Args)]
pub struct ImportArguments {
    #[command(flatten)]
    common: Common,
    /// Import the rows without errors and leave the others out
    #[arg(long)]
    only_valid: bool,
    /// Write the rows that were left out, with what is wrong with them (.xlsx, .ods, .csv)
    #[arg(long, value_name = "OUT.xlsx", requires = "only_valid")]
    rejects: Option<PathBuf>,
    /// Write the leads that did not enter because of the contract's limit, ready to import (.xlsx, .ods)
    #[arg(long, value_name = "OUT.xlsx", conflicts_with = "dry_run")]
    over_limit: Option<PathBuf>,
    /// Write the report of the import (.xlsx, .ods, .csv, .json); may be repeated
    #[arg(long, value_name = "OUT")]
    report: Vec<PathBuf>,
    /// Send no mail
    #[arg(long)]
    no_mail: bool,
    /// Do everything but change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Debug, Args)]
struct Common {
    /// The file
    file: PathBuf,
    #[command(flatten)]
    matching: MatchingArguments,
    /// Write all problems: .xlsx is the sheet with its cells marked, .csv and .json are lists
    #[arg(long, value_name = "OUT")]
    problems: Option<PathBuf>,
    /// Hide cells behind their shape in --problems (letters as a, digits as 9)
    #[arg(long, requires = "problems")]
    masked: bool,
    /// Corrections that lie over the file, as the wizard saves them: JSON with the row, the column's header, what the cell
    /// holds (old) and what it is read as (new)
    #[arg(long, value_name = "FILE.json")]
    mends: Option<PathBuf>,
    /// Stop before anything is changed if more leads would be deleted
    #[arg(long, value_name = "N")]
    max_deletes: Option<u64>,
}

/// Carries `check` out.
///
/// # Errors
/// See [`run`].
pub fn check(arguments: &CheckArguments, context: &Context) -> Result<Exit, Fault> {
    run(&arguments.common, None, context)
}

/// Carries `import` out.
///
/// # Errors
/// See [`run`].
pub fn import(arguments: &ImportArguments, context: &Context) -> Result<Exit, Fault> {
    run(&arguments.common, Some(arguments), context)
}

/// Checks or imports a file and tells what came of it.
///
/// # Errors
/// Everything that keeps the work from coming to an end; nothing was changed then.
fn run(common: &Common, import: Option<&ImportArguments>, context: &Context) -> Result<Exit, Fault> {
    let cancel = context.cancel();
    let path = common.file.as_path();
    let changes = import.is_some_and(|import| !import.dry_run);
    let outputs = Outputs::prepare(common, import, context)?;
    let written = common.mends.as_deref().map(read_mends).transpose()?;
    let onto = |headers: &[ColumnName]| match (&written, &common.mends) {
        (Some(mends), Some(from)) => mends.onto(headers).map_err(|slip| of_slip(&slip, from)),
        _ => Ok(Mends::default()),
    };
    // A file that cannot be taken, and mends that are not for it, must not leave a new store behind.
    if !Store::is_there(&context.store) {
        context.require_folder()?;
        let table = crate::sheet::open_table(path, &Limits::default(), &cancel);
        onto(&matching::headers(&table.map_err(|error| Fault::of_file(&error, path))?))?;
    }
    let store =
        context.open(if changes || common.matching.save_matching.is_some() { Mode::Write } else { Mode::Read })?;
    let platform = crate::import::LeadStore::platform(&store)?;
    let limits = limits::limits(&platform.settings);
    let built = common.matching.build(path, &limits, &store, &platform, context, &cancel)?;
    let mends = onto(&built.headers)?;
    if let Some(lost) = &built.lost {
        super::print::note(&format!("Warning: {lost}"));
    }
    let saved = common.matching.save_matching.as_deref().filter(|_| !changes);
    if let Some(name) = saved {
        store.save_matching(name, &built.matching)?;
    }
    let request = Request {
        path: path.to_owned(),
        limits: limits.clone(),
        matching: built.matching,
        options: Options {
            only_valid: import.is_some_and(|import| import.only_valid),
            max_deletes: common.max_deletes,
            mends,
            known: built.known,
            ..Options::default()
        },
        operator: context.operator.clone(),
        host: origin::host(),
        from: origin::came_from(),
        clock: now,
        closing: closing(common, import, built.signature, &platform, context),
    };
    let report = work(&store, &request, changes, context, &cancel)?;
    if report.entry.is_some() {
        super::outbox::send_in_background(&store, context);
        tell_of_mail(&report, import, &store, &platform, context);
    }
    let source = Source::new(path, limits, cancel);
    outputs.write(&report, &store, &platform, &source, &request, common.masked, context)?;
    outcome::print(&report, request.matching.match_type, import.is_some(), saved, &platform, context)?;
    if report.entry.is_some() {
        super::store::forget_outdated(&store, context);
    }
    let refused = report.errors > 0 && (report.blocked || !(import.is_some_and(|import| import.only_valid)));
    Ok(if refused { Exit::Data } else { Exit::Done })
}

/// Says where the mail about the import stands, unless none is wanted or mail is not set up at all.
fn tell_of_mail(
    report: &Report,
    import: Option<&ImportArguments>,
    store: &Store,
    platform: &Platform,
    context: &Context,
) {
    let Some(entry) = report.entry.as_ref().filter(|_| import.is_some_and(|import| !import.no_mail)) else { return };
    // The import stands, whatever comes of its mail.
    let Ok(standing) = standing(store, platform, &context.operator, entry.import) else { return };
    match standing {
        Standing::Nowhere(reason) if mail::is_set_up(&platform.settings) => context.note(reason),
        Standing::Nowhere(_) => {}
        Standing::Sent(to) => context.note(&format!("Mail: sent to {}.", safe(&to))),
        Standing::Waiting(mail) if mail.state == State::Stopped => context.note(&format!(
            "Mail: not sent to {}: {} (leadport outbox send tries again)",
            safe(&mail.to),
            safe(&mail.reason)
        )),
        Standing::Waiting(mail) => context.note(&format!(
            "Mail: being sent to {}; leadport outbox list shows whether it still waits.",
            safe(&mail.to)
        )),
    }
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Says what the commit writes beside the leads: the saved matching, and the operator's mail.
fn closing(
    common: &Common,
    import: Option<&ImportArguments>,
    columns: String,
    platform: &Platform,
    context: &Context,
) -> Closing {
    let name = common.matching.save_matching.clone();
    let wanted = import.is_some_and(|import| !import.no_mail);
    let (platform, operator, host) = (platform.clone(), context.operator.clone(), origin::host());
    Closing::new(move |report| {
        let mut extras: Vec<Extra> = name.iter().cloned().map(Extra::Matching).collect();
        extras.push(Extra::Columns(columns.clone()));
        if let Some(entry) = report.entry.as_ref().filter(|_| wanted) {
            extras.extend(mail::letter(&platform, &operator, entry.import, &host, now()));
        }
        extras
    })
}

fn work(store: &Store, request: &Request, changes: bool, context: &Context, cancel: &Cancel) -> Result<Report, Fault> {
    let bar = Arc::new(Mutex::new(Progress::new(context)));
    let hand = Arc::clone(&bar);
    let watch = Watch {
        cancel: cancel.clone(),
        progress: Box::new(move |progress| {
            if let Ok(mut bar) = hand.lock() {
                bar.show(progress.done.0, progress.done.1, progress.rows);
            }
        }),
    };
    let done = if changes {
        crate::import::import(store, request, &watch)
    } else {
        crate::import::check(store, request, &watch)
    };
    if let Ok(mut bar) = bar.lock() {
        bar.end();
    }
    done.map_err(|stop| of_stop(stop, &request.path))
}

/// Returns the fault of work that came to no end.
pub(super) fn of_stop(stop: Stop, path: &Path) -> Fault {
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
        Stop::Forgotten(_) => Fault::new(Exit::Data, "forgotten", &words)
            .suggest("Import the file from before again, or take the values from a backup (leadport store restore)."),
        Stop::Failed(_) => Fault::new(Exit::Internal, "internal", &safe(&words))
            .suggest("Run it again with RUST_BACKTRACE=1 and report what it prints."),
    }
}

fn read_mends(path: &Path) -> Result<exchange::Written, Fault> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let shown = path.display().to_string();
        Fault::setting(&format!("The mends {} cannot be read: {error}.", safe(&shown)))
            .suggest("Look for a slip in the path after --mends.")
    })?;
    exchange::Written::read(&text).map_err(|slip| of_slip(&slip, path))
}

fn of_slip(slip: &Slip, path: &Path) -> Fault {
    let shown = path.display().to_string();
    Fault::setting(&format!("The mends {} are not understood: {}", safe(&shown), slip.what)).suggest(&slip.suggestion)
}

/// Writes the leads of an import that were over the limit, and says how many those are; `request` is the import's own.
pub(super) fn write_over_limit(
    request: &Request,
    entry: &Entry,
    (format, destination): (Format, Destination),
    context: &Context,
) -> Result<over_limit::Written, Fault> {
    let store = Arc::new(context.open(Mode::Read)?);
    let watch = Watch { cancel: context.cancel(), ..Watch::silent() };
    let written = over_limit::write(store, request, entry, &watch, (format, destination.handle()?));
    let written = written.map_err(|error| match error {
        OverLimitError::Stop(stop) => of_stop(stop, &request.path),
        OverLimitError::Report(error) => error.into(),
    })?;
    let path = destination.path().map(|path| path.display().to_string()).unwrap_or_default();
    super::output::commit(destination, context)?;
    context.note(&format!("{}: {}.", safe(&path), written.words(&request.matching)));
    Ok(written)
}

/// Where reports, rejects and problems go: prepared before the work, so that a slip in a path costs nothing.
struct Outputs {
    problems: Option<(Format, Destination)>,
    rejects: Option<(Format, Destination)>,
    over_limit: Option<(Format, Destination)>,
    reports: Vec<(Format, Destination)>,
}

impl Outputs {
    fn prepare(common: &Common, import: Option<&ImportArguments>, context: &Context) -> Result<Outputs, Fault> {
        let protected = [common.file.as_path(), context.store.as_path()];
        let open = |path: &Path, formats: &[Format]| super::output::prepare(path, formats, &protected);
        let sheets = [Format::Xlsx, Format::Ods, Format::Csv];
        let problems = common.problems.as_deref();
        let rejects = import.and_then(|import| import.rejects.as_deref());
        let over_limit = import.and_then(|import| import.over_limit.as_deref());
        let reports = import.map_or(&[][..], |import| &import.report);
        Ok(Outputs {
            problems: problems.map(|path| open(path, &[Format::Xlsx, Format::Csv, Format::Json])).transpose()?,
            rejects: rejects.map(|path| open(path, &sheets)).transpose()?,
            over_limit: over_limit.map(|path| open(path, &OVER_LIMIT)).transpose()?,
            reports: reports.iter().map(|path| open(path, &Format::ALL)).collect::<Result<_, _>>()?,
        })
    }

    #[expect(clippy::too_many_arguments, reason = "whatever an import wrote may be asked for")]
    fn write(
        self,
        report: &Report,
        store: &Store,
        platform: &Platform,
        source: &Source,
        request: &Request,
        masked: bool,
        context: &Context,
    ) -> Result<(), Fault> {
        if let Some((format, destination)) = self.problems {
            let file = destination.handle()?;
            let all =
                report.problems.iter().map(|problem| if masked { problems::masked_problem(&problem) } else { problem });
            match format {
                Format::Json | Format::Csv => problems::write_list(format, file, all)?,
                _ => source
                    .require(&report.sha256, CHANGED)
                    .and_then(|()| marked::write(file, source, report.problems.iter(), masked))
                    .map_err(|error| of_copy(error, source))?,
            }
            super::output::commit(destination, context)?;
        }
        let committed = report.entry.as_ref();
        if let (Some((format, destination)), Some(_)) = (self.rejects, committed) {
            let file = destination.handle()?;
            let (mends, matching) = (&request.options.mends, &request.matching);
            let reasons = Reasons { problems: &report.problems, mends, matching };
            source
                .require(&report.sha256, CHANGED)
                .and_then(|()| rejects::write(format, file, source, &report.skipped, &reasons))
                .map_err(|error| of_copy(error, source))?;
            super::output::commit(destination, context)?;
        }
        if let (Some(place), Some(entry)) = (self.over_limit, committed) {
            if report.over_limit.is_empty() {
                context.note("All leads entered, so there is no sheet of those over the limit.");
            } else {
                write_over_limit(request, entry, place, context)?;
            }
        }
        for (format, destination) in self.reports {
            let Some(entry) = committed else {
                context.note("Nothing was imported, so there is no report.");
                break;
            };
            let mut rows = RowsWriter::new(format, destination.handle()?, entry, platform)?;
            super::history::write_rows(store, entry.import, &mut rows)?;
            rows.finish()?;
            super::output::commit(destination, context)?;
        }
        Ok(())
    }
}

/// What to do about outputs that would be copies of another file than was read.
const CHANGED: &str = "Put the file back as it was, or check it as it is now; what was imported stands.";

fn of_copy(error: CopyError, source: &Source) -> Fault {
    match error {
        CopyError::File(error) => Fault::of_file(&error, &source.path),
        CopyError::Report(error) => error.into(),
    }
}
