//! `leadport undo`: puts every lead that an import touched back as it was.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Map, Value, json};

use super::fault::heard;
use super::print::{self, Table};
use super::{Context, Exit, Fault};
use crate::import::origin;
use crate::import::undo::{ChangedSince, Since, UndoMode, UndoReport, UndoRequest, undo};
use crate::import::{LeadStore, Outcome, Watch};
use crate::platform::Platform;
use crate::report::json as shapes;
use crate::store::Mode;
use crate::text::{plural, safe, thousands};

/// The command's arguments.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// The import's number
    #[arg(value_name = "IMPORT")]
    import: u32,
    /// Leave the leads that were changed since as they are and undo the rest
    #[arg(long)]
    skip_changed: bool,
}

/// Carries the command out.
///
/// # Errors
/// No such import, one that was undone already, a store that cannot be used.
pub fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Fault> {
    let watch = Watch { cancel: context.cancel(), ..Watch::silent() };
    let store = context.open_existing(Mode::Write)?;
    let platform = store.platform()?;
    let request = UndoRequest {
        import: arguments.import,
        mode: if arguments.skip_changed { UndoMode::SkipChanged } else { UndoMode::Refuse },
        operator: context.operator.clone(),
        host: origin::host(),
        from: origin::came_from(),
        clock: || jiff::Timestamp::now().as_second(),
    };
    let report = undo(&store, &request, &watch).map_err(|stop| Fault::of_stop(stop, std::path::Path::new("")))?;
    if report.entry.is_some() {
        context.signals.committed();
    }
    let printed = if context.json {
        print::json(&document(&report, &platform))
    } else {
        words(&report, arguments, &platform, context)
    };
    let Some(entry) = &report.entry else { return heard(printed, Exit::Data) };
    super::outbox::send_in_background(&store, context);
    super::store::forget_outdated(&store, context);
    heard(printed, Exit::Done).map_err(|fault| fault.after(entry.import))
}

fn document(report: &UndoReport, platform: &Platform) -> Value {
    let mut object = Map::new();
    object.insert("import".to_owned(), report.entry.as_ref().map(|entry| entry.import).into());
    object.insert("undo_of".to_owned(), report.of.import.into());
    object.insert("file".to_owned(), report.of.file.as_str().into());
    // An undo that was refused did nothing, whatever it would have done.
    let counts = report.entry.as_ref().map_or_else(Default::default, |_| report.counts);
    object.insert("rows".to_owned(), counts.rows().into());
    shapes::put_counts(&mut object, &counts);
    object.insert("changed_since".to_owned(), report.changed_since.into());
    let changed: Vec<Value> = report
        .conflicts
        .iter()
        .map(|conflict| {
            let (what, by, fields) = match &conflict.since {
                Since::Changed { by, fields } => ("changed", Some(*by), fields.as_slice()),
                Since::Deleted { by: 0 } => ("erased", None, &[][..]),
                Since::Deleted { by } => ("deleted", Some(*by), &[][..]),
                Since::EmailTaken { .. } => ("email-taken", None, &[][..]),
            };
            let changes: Vec<_> = fields
                .iter()
                .map(|ChangedSince { change, by }| {
                    let key = platform.field(change.field).map_or("", |field| field.key.as_str());
                    json!({ "field": key, "old": change.old, "new": change.new, "by": by })
                })
                .collect();
            json!({ "id": conflict.lead, "email": conflict.email, "since": what, "by": by, "changes": changes })
        })
        .collect();
    object.insert("changed".to_owned(), changed.into());
    object.insert("seconds".to_owned(), json!((report.seconds * 1000.0).round() / 1000.0));
    Value::Object(object)
}

/// Says which later import changed which fields: `City by import 2; Phone, Mobile by import 3`.
fn changed(last: u32, fields: &[ChangedSince], platform: &Platform) -> String {
    let mut by: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for field in fields {
        let name = platform.field(field.change.field).map_or("(removed field)", |field| field.name.as_str());
        by.entry(field.by).or_default().push(name);
    }
    if by.is_empty() {
        return format!("changed by import {last}, to the same values in the end");
    }
    let parts: Vec<_> = by.into_iter().map(|(by, names)| format!("{} by import {by}", names.join(", "))).collect();
    parts.join("; ")
}

fn words(report: &UndoReport, arguments: &Arguments, platform: &Platform, context: &Context) -> Result<(), Fault> {
    if !report.conflicts.is_empty() {
        let mut table = Table::new(&[">ID", "Email", "Since then"], context.color);
        for conflict in &report.conflicts {
            let since = match &conflict.since {
                Since::Changed { by, fields } => changed(*by, fields, platform),
                Since::Deleted { by: 0 } => "erased; it cannot come back".to_owned(),
                Since::Deleted { by } => format!("deleted by import {by}"),
                Since::EmailTaken { email, lead } => format!("{} belongs to lead {lead} by now", safe(email)),
            };
            table.row(&[conflict.lead.to_string(), conflict.email.clone(), since]);
        }
        table.print()?;
    }
    let number = report.of.import;
    let leads = plural(report.changed_since, "lead was changed", "leads were changed");
    let Some(entry) = &report.entry else {
        print::out(&format!("Nothing was undone: {leads} since import {number}.\n"))?;
        context.note(if arguments.skip_changed {
            "It touched no other leads, and stays in effect."
        } else {
            "--skip-changed leaves those as they are and undoes the rest."
        });
        return Ok(());
    };
    print::out(&format!("Import {number} is undone, by number {}:\n", entry.import))?;
    for (outcome, words) in
        [(Outcome::Deleted, "removed"), (Outcome::Updated, "put back as they were"), (Outcome::Added, "returned")]
    {
        let count = report.counts.of(outcome);
        if count > 0 {
            print::out(&format!("{:>12}  {words}\n", thousands(count)))?;
        }
    }
    if report.changed_since > 0 {
        print::out(&format!("{leads} since then and left as they are.\n"))?;
    }
    Ok(())
}
