//! `leadport report`: what each row of an import did, or the leads that its contract kept out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::Args;
use serde_json::json;

use super::{Context, Exit, Fault, history, output, print};
use crate::import::request::Closing;
use crate::import::{Entry, LeadStore, Options, Outcome, Request, Watch, limits, origin};
use crate::report::over_limit::{self, OverLimitError, Written};
use crate::report::rows::RowsWriter;
use crate::report::{Destination, Format};
use crate::sheet::Cancel;
use crate::store::{Mode, Store};
use crate::text::safe;

/// Formats of a sheet that is to be imported.
pub(super) const OVER_LIMIT: [Format; 2] = [Format::Xlsx, Format::Ods];

/// The command's arguments.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// The import's number
    #[arg(value_name = "IMPORT")]
    import: u32,
    /// The format [default: by the ending of OUT, else csv; json with --json]
    #[arg(long, value_name = "FORMAT", value_parser = ["xlsx", "ods", "csv", "json"])]
    format: Option<String>,
    /// The file to write; one of that name is replaced [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Write the leads that did not enter because of the contract's limit instead, ready to import (.xlsx, .ods);
    /// the file of the import is read again for it
    #[arg(long, value_name = "OUT.xlsx", conflicts_with_all = ["format", "output"])]
    over_limit: Option<PathBuf>,
}

/// Carries the command out.
///
/// # Errors
/// A store that cannot be used; no such import; a file that cannot be written.
pub fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Fault> {
    if let Some(path) = &arguments.over_limit {
        return leads_over_limit(arguments.import, path, context);
    }
    let cancel = context.cancel();
    let (format, destination) = output::destination(arguments.format.as_deref(), arguments.output.as_deref(), context)?;
    let store = context.open(Mode::Read)?;
    let platform = store.platform()?;
    let entry = history::entry(&store, arguments.import)?;
    let mut rows = RowsWriter::new(format, destination.handle()?, &entry, &platform)?;
    write_rows(&store, entry.import, &mut rows, &cancel)?;
    rows.finish()?;
    output::finish(destination, context)?;
    Ok(Exit::Done)
}

/// Writes the leads of an import that were over the limit, from its file as it lies there now.
fn leads_over_limit(import: u32, path: &Path, context: &Context) -> Result<Exit, Fault> {
    let store = context.open(Mode::Read)?;
    let platform = store.platform()?;
    let entry = history::entry(&store, import)?;
    if entry.counts.of(Outcome::OverLimit) == 0 {
        return Err(Fault::usage(&format!("No lead of import {import} was over the contract's limit."))
            .suggest("See leadport history."));
    }
    let source = PathBuf::from(&entry.path);
    let place = output::prepare(path, &OVER_LIMIT, &[&source, &context.store])?;
    let request = Request {
        path: source,
        limits: limits::limits(&platform.settings),
        matching: entry.matching.clone(),
        options: Options::default(),
        operator: context.operator.clone(),
        host: origin::host(),
        from: origin::came_from(),
        clock: || jiff::Timestamp::now().as_second(),
        closing: Closing::default(),
    };
    let written = write_over_limit(&request, &entry, place, context)?;
    if context.json {
        let file = path.display().to_string();
        print::json(&json!({ "file": file, "leads": written.leads, "left_out": written.left_out }))?;
    }
    Ok(Exit::Done)
}

/// Writes the leads of an import that were over the limit, and says how many those are; `request` is the import's own.
pub(super) fn write_over_limit(
    request: &Request,
    entry: &Entry,
    (format, destination): (Format, Destination),
    context: &Context,
) -> Result<Written, Fault> {
    let store = Arc::new(context.open(Mode::Read)?);
    let watch = Watch { cancel: context.cancel(), ..Watch::silent() };
    let written = over_limit::write(store, request, entry, &watch, (format, destination.handle()?));
    let written = written.map_err(|error| match error {
        OverLimitError::Stop(stop) => Fault::of_stop(stop, &request.path),
        OverLimitError::Report(error) => error.into(),
    })?;
    let path = destination.path().map(|path| path.display().to_string()).unwrap_or_default();
    output::commit(destination, context)?;
    context.note(&format!("{}: {}.", safe(&path), written.words(&request.matching)));
    Ok(written)
}

/// Walks the rows of an import into a report.
pub(super) fn write_rows(store: &Store, import: u32, rows: &mut RowsWriter<'_>, cancel: &Cancel) -> Result<(), Fault> {
    let mut written: Result<(), Fault> = Ok(());
    store.rows(import, &mut |row| {
        written = if cancel.load(Ordering::Relaxed) {
            Err(Fault::interrupted())
        } else {
            rows.row(&row).map_err(Fault::from)
        };
        written.is_ok()
    })?;
    written
}
