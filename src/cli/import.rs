//! `leadport check` and `leadport import`: the same work, once without and once with changing anything.
//!
//! What an import is told as is `outcome`; the files that it writes beside are `import/outputs.rs`.

mod outputs;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use clap::Args;

use super::fault::heard;
use super::matching::MatchingArguments;
use super::progress::Progress;
use super::{Context, Exit, Fault, input, outcome};
use crate::import::mend::Mends;
use crate::import::mend::exchange::{self, Slip};
use crate::import::origin;
use crate::import::request::Closing;
use crate::import::store::Extra;
use crate::import::{Options, Report, Request, Watch, limits};
use crate::mail::standing::{Standing, standing};
use crate::mail::{self, State};
use crate::matching::ColumnName;
use crate::matching::columns::of_table;
use crate::platform::Platform;
use crate::report::source::Source;
use crate::sheet::{Cancel, Limits};
use crate::store::{Mode, Store};
use crate::text::safe;
use outputs::{Outputs, What, Work};

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
    let outputs = prepare(common, import, context)?;
    let written = common.mends.as_deref().map(read_mends).transpose()?;
    let onto = |headers: &[ColumnName]| match (&written, &common.mends) {
        (Some(mends), Some(from)) => mends.onto(headers).map_err(|slip| of_slip(&slip, from)),
        _ => Ok(Mends::default()),
    };
    // A file that cannot be taken, and mends that are not for it, must not leave a new store behind.
    if !Store::is_there(&context.store) {
        context.require_folder()?;
        let table = crate::sheet::open_table(path, &Limits::default(), &cancel);
        onto(&of_table(&table.map_err(|error| Fault::of_file(&error, path))?))?;
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
        context.signals.committed();
        super::outbox::send_in_background(&store, context);
    }
    // Before anything else can fail, for an import stands by now.
    let printed = outcome::print(&report, request.matching.match_type, import.is_some(), saved, &platform, context);
    tell_of_mail(&report, import, &store, &platform, context);
    let only_valid = request.options.only_valid;
    let written = outputs.write(
        &Work {
            report: &report,
            request: &request,
            source: &Source::new(path, limits, cancel),
            store: &store,
            platform: &platform,
            masked: common.masked,
            dry_run: only_valid && !changes,
        },
        context,
    );
    if report.entry.is_some() {
        super::store::forget_outdated(&store, context);
    }
    let refused = report.errors > 0 && (report.blocked || !only_valid);
    let exit = match written {
        Exit::Interrupted => written,
        _ if refused => Exit::Data,
        _ => written,
    };
    heard(printed, exit).map_err(|fault| match &report.entry {
        Some(entry) => fault.after(entry.import),
        None => fault,
    })
}

/// Prepares the files that are to be written.
fn prepare(common: &Common, import: Option<&ImportArguments>, context: &Context) -> Result<Outputs, Fault> {
    let mut wanted: Vec<(What, &Path)> = Vec::new();
    wanted.extend(common.problems.as_deref().map(|path| (What::Problems, path)));
    if let Some(import) = import {
        wanted.extend(import.rejects.as_deref().map(|path| (What::Rejects, path)));
        wanted.extend(import.over_limit.as_deref().map(|path| (What::OverLimit, path)));
        wanted.extend(import.report.iter().map(|path| (What::Report, path.as_path())));
    }
    let mut inputs = vec![common.file.as_path(), context.store.as_path()];
    inputs.extend(common.mends.as_deref());
    Outputs::prepare(&wanted, &inputs)
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
    done.map_err(|stop| Fault::of_stop(stop, &request.path))
}

fn read_mends(path: &Path) -> Result<exchange::Written, Fault> {
    let text = input::text("mends", path, "Look for a slip in the path after --mends.")?;
    exchange::Written::read(&text).map_err(|slip| of_slip(&slip, path))
}

fn of_slip(slip: &Slip, path: &Path) -> Fault {
    let shown = path.display().to_string();
    Fault::setting(&format!("The mends {} are not understood: {}", safe(&shown), slip.what)).suggest(&slip.suggestion)
}
