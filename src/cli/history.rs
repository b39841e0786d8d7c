//! `leadport history`: what was imported, by whom, when, and how. What each row did is `report`'s.

use clap::Args;
use serde_json::json;

use super::print::{self, Table};
use super::{Context, Exit, Fault};
use crate::import::outcome::Kind;
use crate::import::{Entry, LeadStore, Outcome};
use crate::matching::{BlankRule, OwnerRule};
use crate::platform::Platform;
use crate::report::{json as shapes, moment};
use crate::store::{Mode, Store};
use crate::text::thousands;

/// The command's arguments.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
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

impl Arguments {
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

/// Carries the command out.
///
/// # Errors
/// A store that cannot be used; no such import.
pub fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Fault> {
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
