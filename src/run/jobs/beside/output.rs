//! Writes files: whole or not at all, and over another only with leave.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::found;
use crate::app::beside::{Found, LeadQuery, Output, Surveyed, Wish};
use crate::app::job::{News, Trouble, Work};
use crate::import::request::Closing;
use crate::import::{Entry, LeadStore, Request, Watch, limits};
use crate::quality::{Scope, html};
use crate::report::leads::LeadWriter;
use crate::report::over_limit::{self, OverLimitError};
use crate::report::rows::RowsWriter;
use crate::report::{Destination, Format, ReportError, moment};
use crate::run::jobs::browse::stamp;
use crate::run::jobs::import::now;
use crate::run::jobs::{Desk, of_stop, of_store};
use crate::store::Mode;
use crate::text::safe;

/// Writes the file that a wish is for; where there is one of its name, asks first.
pub(super) fn write(desk: &Desk, wish: &Wish) -> Result<News, Trouble> {
    match wish {
        Wish::Report(import, output) => report(desk, *import, output, wish),
        Wish::OverLimit(import, work, output) => over_limit(desk, *import, work.as_deref(), output, wish),
        Wish::SaveSurvey(surveyed, output) => survey(desk, surveyed, output, wish),
        Wish::ExportLeads(query, output) => leads(desk, query, output, wish),
        _ => Ok(News::Cancelled),
    }
}

/// Prepares the file, or says that there is one already.
fn prepare(desk: &Desk, output: &Output) -> Result<Option<Destination>, Trouble> {
    let destination = Destination::file(&output.path, &[desk.office.start.store.as_path()]).map_err(of_report)?;
    Ok((output.replace || !destination.replaces()).then_some(destination))
}

/// Tells that there is a file of that name, so that it is asked about.
fn exists(wish: &Wish, output: &Output) -> Result<News, Trouble> {
    found(Found::Exists(Box::new(wish.clone()), stamp(&output.path)))
}

/// Returns the format that a path's ending names.
fn format(path: &Path) -> Result<Format, Trouble> {
    Format::of_path(path).ok_or_else(|| Trouble {
        what: format!("{} has no ending that says its format.", safe(&path.display().to_string())),
        suggestion: "Let the name end in .xlsx, .ods, .csv or .json.".into(),
    })
}

fn report(desk: &Desk, import: u32, output: &Output, wish: &Wish) -> Result<News, Trouble> {
    let format = format(&output.path)?;
    let Some(destination) = prepare(desk, output)? else {
        return exists(wish, output);
    };
    let store = desk.store(Mode::Read)?;
    let platform = store.platform().map_err(of_store)?;
    let entry = entry(&store, import)?;
    let mut writer =
        RowsWriter::new(format, destination.handle().map_err(of_report)?, &entry, &platform).map_err(of_report)?;
    let mut fault = None;
    store
        .rows(import, &mut |row| {
            fault = writer.row(&row).err();
            fault.is_none() && !desk.cancel.load(Ordering::Relaxed)
        })
        .map_err(of_store)?;
    if let Some(fault) = fault {
        return Err(of_report(fault));
    }
    writer.finish().map_err(of_report)?;
    finish(desk, destination, output)
}

/// Writes the leads over the limit from the import's file, with the mends of the work where it was done just now.
fn over_limit(desk: &Desk, import: u32, work: Option<&Work>, output: &Output, wish: &Wish) -> Result<News, Trouble> {
    let format = format(&output.path)?;
    if !matches!(format, Format::Xlsx | Format::Ods) {
        return Err(Trouble {
            what: "A sheet that is to be imported is XLSX or ODS.".into(),
            suggestion: "Let the name end in .xlsx or .ods.".into(),
        });
    }
    let store = Arc::new(desk.store(Mode::Read)?);
    let entry = entry(store.as_ref(), import)?;
    let source = Path::new(&entry.path);
    if output.path == source {
        return Err(Trouble { what: "That is the file of the import.".into(), suggestion: "Name another one.".into() });
    }
    let Some(destination) = prepare(desk, output)? else {
        return exists(wish, output);
    };
    let platform = store.platform().map_err(of_store)?;
    let request = Request {
        path: source.to_owned(),
        limits: limits::limits(&platform.settings),
        matching: entry.matching.clone(),
        options: work.map(Work::options).unwrap_or_default(),
        operator: entry.operator.clone(),
        host: entry.host.clone(),
        from: entry.from.clone(),
        clock: now,
        closing: Closing::default(),
    };
    let watch = Watch { cancel: Arc::clone(&desk.cancel), ..Watch::silent() };
    let handle = destination.handle().map_err(of_report)?;
    let written = match over_limit::write(store, &request, &entry, &watch, (format, handle)) {
        Ok(written) => written,
        Err(OverLimitError::Stop(stop)) => return of_stop(stop),
        Err(OverLimitError::Report(error)) => return Err(of_report(error)),
    };
    destination.commit().map_err(of_report)?;
    found(Found::OverLimit(output.path.clone(), written.words(&entry.matching)))
}

fn entry(store: &dyn LeadStore, import: u32) -> Result<Entry, Trouble> {
    store.entry(import).map_err(of_store)?.ok_or_else(|| Trouble {
        what: format!("There is no import {import} in the history."),
        suggestion: String::new(),
    })
}

fn leads(desk: &Desk, query: &LeadQuery, output: &Output, wish: &Wish) -> Result<News, Trouble> {
    let format = format(&output.path)?;
    let Some(destination) = prepare(desk, output)? else {
        return exists(wish, output);
    };
    let store = desk.store(Mode::Read)?;
    let platform = store.platform().map_err(of_store)?;
    let mut writer = LeadWriter::new(format, destination.handle().map_err(of_report)?, &platform).map_err(of_report)?;
    let mut fault = None;
    super::leads::walk(desk, &store, &platform, query, &mut |lead| {
        fault = writer.lead(lead).err();
        fault.is_none()
    })
    .map_err(of_store)?;
    if let Some(fault) = fault {
        return Err(of_report(fault));
    }
    writer.finish().map_err(of_report)?;
    finish(desk, destination, output)
}

fn survey(desk: &Desk, surveyed: &Surveyed, output: &Output, wish: &Wish) -> Result<News, Trouble> {
    let ending = output.path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let text = match ending.as_str() {
        "html" | "htm" => page(desk, surveyed)?,
        "json" => {
            serde_json::to_string_pretty(&*surveyed.survey).map_err(|error| of_report(io::Error::from(error).into()))?
        }
        _ => {
            return Err(Trouble {
                what: format!("{} has no ending that says its format.", safe(&output.path.display().to_string())),
                suggestion: "Let the name end in .html or .json.".into(),
            });
        }
    };
    let Some(destination) = prepare(desk, output)? else {
        return exists(wish, output);
    };
    let mut file = destination.handle().map_err(of_report)?;
    file.write_all(text.as_bytes()).map_err(|error| of_report(error.into()))?;
    finish(desk, destination, output)
}

fn page(desk: &Desk, surveyed: &Surveyed) -> Result<String, Trouble> {
    let platform = desk.store(Mode::Read)?.platform().map_err(of_store)?;
    let at = moment(surveyed.at, platform.settings.get("platform.time_zone")).replace('T', " ");
    let what = match surveyed.scope {
        Scope::All => "All leads".to_owned(),
        Scope::Import(import) => format!("Import {import}"),
    };
    Ok(html::page(&surveyed.survey, &format!("{what}, {at}")))
}

/// Puts the file in its place, unless the work was stopped.
fn finish(desk: &Desk, destination: Destination, output: &Output) -> Result<News, Trouble> {
    if desk.cancel.load(Ordering::Relaxed) {
        return Ok(News::Cancelled);
    }
    destination.commit().map_err(of_report)?;
    found(Found::Written(output.path.clone()))
}

fn of_report(error: ReportError) -> Trouble {
    Trouble { what: error.what, suggestion: error.suggestion }
}
