//! `leadport history` and `leadport report`: what was imported, by whom, and what each row did.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::print::{self, Table};
use super::{Context, Exit, Fault, output};
use crate::import::origin;
use crate::import::outcome::Kind;
use crate::import::request::Closing;
use crate::import::{Entry, LeadStore, Options, Outcome, Request, limits};
use crate::matching::{BlankRule, OwnerRule};
use crate::platform::Platform;
use crate::report::rows::RowsWriter;
use crate::report::{Destination, Format, ReportError, json as shapes, moment};
use crate::store::{Mode, Store};
use crate::text::{safe, thousands};

/// The arguments of `history`.
#[derive(Clone, Debug, Args)]
pub struct HistoryArguments {
    /// One import by its number
    #[arg(value_name = "IMPORT")]
    import: Option<u32>,
    /// Only imports that hold this text: file, operator, machine, where from, or the beginning of the file's SHA-256
    #[arg(long, value_name = "TEXT", conflicts_with = "import")]
    search: Option<String>,
    /// Only imports of this operator
    #[arg(long = "operator", value_name = "USERNAME", conflicts_with = "import")]
    by: Option<String>,
    /// Only imports of this day and later (2026-11-30)
    #[arg(long, value_name = "DAY", conflicts_with = "import", value_parser = day)]
    since: Option<String>,
    /// Only imports of this day and before
    #[arg(long, value_name = "DAY", conflicts_with = "import", value_parser = day)]
    until: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", conflicts_with = "import")]
    limit: Option<usize>,
}

/// Reads a day as people write one in ISO.
fn day(text: &str) -> Result<String, String> {
    text.parse::<jiff::civil::Date>().map(|day| day.to_string()).map_err(|_| "a day looks like 2026-11-30".to_owned())
}

impl HistoryArguments {
    /// Tells whether an entry is wanted.
    fn takes(&self, entry: &Entry, platform: &Platform) -> bool {
        let at = at(entry, platform);
        let on = at.get(..10).unwrap_or(&at);
        let holds = |text: &str| {
            let wanted = text.to_lowercase();
            let undo = match entry.kind {
                Kind::Import => String::new(),
                Kind::Undo { of } => format!("undo of {of}"),
            };
            let texts = [&entry.path, &entry.file, &entry.operator, &entry.host, &entry.from, &undo];
            texts.into_iter().any(|text| text.to_lowercase().contains(&wanted)) || entry.sha256.starts_with(&wanted)
        };
        self.search.as_deref().is_none_or(|text| holds(crate::text::trim(text)))
            && self.by.as_deref().is_none_or(|operator| operator == entry.operator)
            && self.since.as_deref().is_none_or(|day| on >= day)
            && self.until.as_deref().is_none_or(|day| on <= day)
    }
}

/// The arguments of `report`.
#[derive(Clone, Debug, Args)]
pub struct ReportArguments {
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

/// Carries `history` out.
///
/// # Errors
/// A store that cannot be used; no such import.
pub fn history(arguments: &HistoryArguments, context: &Context) -> Result<Exit, Fault> {
    let store = context.open(Mode::Read)?;
    let platform = store.platform()?;
    let entries = if let Some(number) = arguments.import {
        vec![entry(&store, number)?]
    } else {
        let wanted = store.history()?.into_iter().filter(|entry| arguments.takes(entry, &platform));
        wanted.take(arguments.limit.unwrap_or(usize::MAX)).collect()
    };
    if context.json {
        let list: Vec<_> = entries.iter().map(|entry| shapes::entry(entry, &platform)).collect();
        print::json(&json!({ "imports": list }))?;
        return Ok(Exit::Done);
    }
    if let (Some(_), [entry]) = (arguments.import, entries.as_slice()) {
        one(entry, &platform, context)?;
        return Ok(Exit::Done);
    }
    if entries.is_empty() {
        let none = store.history()?.is_empty();
        print::out(if none { "Nothing was imported yet.\n" } else { "No import fits.\n" })?;
        return Ok(Exit::Done);
    }
    // So that the counts add up to the rows: what some entry has beside those that are always shown.
    let beside = [
        (Outcome::Unchanged, ">Unchanged"),
        (Outcome::NotFound, ">Not found"),
        (Outcome::OverLimit, ">Over limit"),
        (Outcome::Skipped, ">Skipped"),
    ];
    let some = |(outcome, _): &(Outcome, &str)| entries.iter().any(|entry| entry.counts.of(*outcome) > 0);
    let beside: Vec<_> = beside.into_iter().filter(some).collect();
    let mut header = vec![">No", "What", "File", "Operator", "At", ">Rows", ">Added", ">Updated", ">Deleted"];
    header.extend(beside.iter().map(|(_, name)| *name));
    header.push("Undone by");
    let mut table = Table::new(&header, context.color);
    for entry in &entries {
        let what = match entry.kind {
            Kind::Import => "import".to_owned(),
            Kind::Undo { of } => format!("undo of {of}"),
        };
        let mut cells = vec![
            entry.import.to_string(),
            what,
            entry.file.clone(),
            entry.operator.clone(),
            at(entry, &platform),
            thousands(entry.counts.rows()),
            thousands(entry.counts.of(Outcome::Added)),
            thousands(entry.counts.of(Outcome::Updated)),
            thousands(entry.counts.of(Outcome::Deleted)),
        ];
        cells.extend(beside.iter().map(|(outcome, _)| thousands(entry.counts.of(*outcome))));
        cells.push(entry.undone_by.map_or_else(String::new, |by| by.to_string()));
        table.row(&cells);
    }
    table.print()?;
    Ok(Exit::Done)
}

fn at(entry: &Entry, platform: &Platform) -> String {
    moment(entry.at, platform.settings.get("platform.time_zone")).replace('T', " ")
}

/// Finds an entry of the history.
pub(super) fn entry(store: &Store, number: u32) -> Result<Entry, Fault> {
    store.entry(number)?.ok_or_else(|| {
        Fault::unknown(&format!("There is no import {number} in the history.")).suggest("See leadport history.")
    })
}

fn one(entry: &Entry, platform: &Platform, context: &Context) -> Result<(), Fault> {
    let mut table = Table::new(&["What", "Value"], context.color);
    let mut line = |what: &str, value: &str| table.row(&[what, value]);
    let number = entry.import.to_string();
    line("Import", &number);
    if let Kind::Undo { of } = entry.kind {
        line("Undo of", &of.to_string());
    }
    line("File", &entry.file);
    line("Path", &entry.path);
    line("Sheet", &format!("{} ({})", entry.sheet, entry.format));
    line("SHA-256", &entry.sha256);
    line("Operator", &entry.operator);
    line("Host", &entry.host);
    line("From", &entry.from);
    line("At", &at(entry, platform));
    line("Took", &format!("{:.3} s", std::time::Duration::from_millis(entry.milliseconds).as_secs_f64()));
    line("Match type", shapes::match_name(entry.matching.match_type));
    let matching = &entry.matching;
    line("Blank cells", if matching.blank == BlankRule::Keep { "keep what is there" } else { "clear the field" });
    match &matching.owner {
        None => {}
        Some(OwnerRule::One(owner)) => line("Owner", &format!("{owner}, for added leads")),
        Some(OwnerRule::Column(column)) => line("Owner", &format!("column {}", column.shown())),
    }
    if let Some(column) = &matching.delete {
        line("Delete column", &column.shown());
    }
    for link in &entry.matching.links {
        line("Column", &format!("{} → {}", link.column.shown(), link.field));
    }
    line("Rows", &thousands(entry.counts.rows()));
    for outcome in Outcome::ALL {
        line(outcome.label(), &thousands(entry.counts.of(outcome)));
    }
    line("Warnings", &thousands(entry.warnings));
    if let Some(max_leads) = entry.max_leads {
        line("Contract", &thousands(max_leads));
    }
    line("Leads afterwards", &thousands(entry.leads_after));
    if let Some(by) = entry.undone_by {
        line("Undone by", &by.to_string());
    }
    if entry.forgotten {
        line("Undo", "no longer: its previous values were forgotten");
    }
    table.print()
}

/// Carries `report` out.
///
/// # Errors
/// A store that cannot be used; no such import; a file that cannot be written.
pub fn report(arguments: &ReportArguments, context: &Context) -> Result<Exit, Fault> {
    if let Some(path) = &arguments.over_limit {
        return over_limit(arguments.import, path, context);
    }
    let (format, destination) = destination(arguments.format.as_deref(), arguments.output.as_deref(), context)?;
    let store = context.open(Mode::Read)?;
    let platform = store.platform()?;
    let entry = entry(&store, arguments.import)?;
    let mut rows = RowsWriter::new(format, destination.handle()?, &entry, &platform)?;
    write_rows(&store, entry.import, &mut rows)?;
    rows.finish()?;
    finish(destination, context)?;
    Ok(Exit::Done)
}

/// Writes the leads of an import that were over the limit, from its file as it lies there now.
fn over_limit(import: u32, path: &std::path::Path, context: &Context) -> Result<Exit, Fault> {
    let store = context.open(Mode::Read)?;
    let platform = store.platform()?;
    let entry = entry(&store, import)?;
    if entry.counts.of(Outcome::OverLimit) == 0 {
        return Err(Fault::usage(&format!("No lead of import {import} was over the contract's limit."))
            .suggest("See leadport history."));
    }
    let source = PathBuf::from(&entry.path);
    let place = output::prepare(path, &super::import::OVER_LIMIT, &[&source, &context.store])?;
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
    let written = super::import::write_over_limit(&request, &entry, place, context)?;
    if context.json {
        let file = path.display().to_string();
        print::json(&json!({ "file": file, "leads": written.leads, "left_out": written.left_out }))?;
    }
    Ok(Exit::Done)
}

/// Walks the rows of an import into a report.
pub(super) fn write_rows(store: &Store, import: u32, rows: &mut RowsWriter<'_>) -> Result<(), Fault> {
    let mut fault: Option<ReportError> = None;
    store.rows(import, &mut |row| match rows.row(&row) {
        Ok(()) => true,
        Err(error) => {
            fault = Some(error);
            false
        }
    })?;
    fault.map_or(Ok(()), |error| Err(error.into()))
}

/// Finds format and place of what a command writes: by `--format`, the ending of the file, `--json`, else CSV.
pub(super) fn destination(
    format: Option<&str>,
    path: Option<&std::path::Path>,
    context: &Context,
) -> Result<(Format, Destination), Fault> {
    let path = path.filter(|path| path.as_os_str() != "-");
    let said = format.and_then(Format::from_name).or(context.json.then_some(Format::Json));
    let Some(path) = path else {
        let format = said.unwrap_or(Format::Csv);
        if matches!(format, Format::Xlsx | Format::Ods) && std::io::stdout().is_terminal() {
            return Err(Fault::usage(&format!("{} is no text for a terminal.", format.name().to_uppercase()))
                .suggest(&format!("Name a file: -o report.{}", format.name())));
        }
        return Ok((format, Destination::standard_output()?));
    };
    // A file is what its name says; --json asks for a document on standard output, and there it names the file.
    let Some(format) = format.map_or_else(|| Format::of_path(path), Format::from_name) else {
        let shown = safe(&path.display().to_string()).into_owned();
        return Err(Fault::usage(&format!("{shown} has no ending that says its format."))
            .suggest("Let the name end in .xlsx, .ods, .csv or .json, or give --format."));
    };
    Ok((format, output::prepare_as(path, &[context.store.as_path()])?))
}

/// Puts a report in its place and says where it is; in JSON where a script asked for it and the report is not on standard output.
pub(super) fn finish(destination: Destination, context: &Context) -> Result<(), Fault> {
    let path = destination.path().map(|path| path.display().to_string());
    output::commit(destination, context)?;
    match path {
        Some(path) if context.json => print::json(&json!({ "file": path })),
        Some(path) => {
            context.note(&format!("{} is written.", safe(&path)));
            Ok(())
        }
        None => Ok(()),
    }
}
