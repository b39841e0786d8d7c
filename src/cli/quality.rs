//! `leadport quality`: the data-quality survey of all leads or of those of one import.

use std::path::PathBuf;

use clap::Args;

use super::print::{self, Table};
use super::progress::Progress;
use super::{Context, Exit, Fault, history, output};
use crate::import::LeadStore;
use crate::quality::{Scope, Survey, html, survey};
use crate::report::moment;
use crate::store::Mode;
use crate::text::{plural, thousands};

/// The command's arguments.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// Only the leads that this import added or updated
    #[arg(long, value_name = "IMPORT")]
    import: Option<u32>,
    /// Write the survey as a page that needs nothing else
    #[arg(long, value_name = "OUT")]
    html: Option<PathBuf>,
}

/// Carries the command out.
///
/// # Errors
/// No such import, a store that cannot be used, a file that cannot be written.
pub fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Fault> {
    let destination =
        arguments.html.as_deref().map(|path| output::prepare_as(path, &[context.store.as_path()])).transpose()?;
    let store = context.open(Mode::Read)?;
    let scope = match arguments.import {
        Some(number) => Scope::Import(history::entry(&store, number)?.import),
        None => Scope::All,
    };
    let cancel = context.cancel();
    let leads = store.view()?.count();
    let progress = std::cell::RefCell::new(Progress::new(context));
    let now = jiff::Timestamp::now().as_second();
    let found = survey(&store, scope, now, &cancel, &|seen| progress.borrow_mut().show(seen, leads, seen))?;
    progress.borrow_mut().end();
    let found = found.ok_or_else(Fault::interrupted)?;
    if let Some(destination) = destination {
        let platform = store.platform()?;
        let at = moment(now, platform.settings.get("platform.time_zone")).replace('T', " ");
        let what = arguments.import.map_or("All leads".to_owned(), |number| format!("Import {number}"));
        let page = html::page(&found, &format!("{what}, {at}"));
        std::io::Write::write_all(&mut destination.handle()?, page.as_bytes())?;
        let standard_output = destination.path().is_none();
        let path = destination.path().map(|path| path.display().to_string());
        output::commit(destination, context)?;
        if standard_output {
            return Ok(Exit::Done);
        }
        context.note(&format!("{} is written.", crate::text::safe(&path.unwrap_or_default())));
    }
    if context.json {
        let document = serde_json::to_value(&found).map_err(|error| Fault::from(std::io::Error::from(error)))?;
        print::json(&document)?;
    } else {
        words(&found, context)?;
    }
    Ok(Exit::Done)
}

fn words(found: &Survey, context: &Context) -> Result<(), Fault> {
    let Some(score) = found.score else { return print::out(&format!("There is {}.\n", found.score_words())) };
    let leads = plural(found.leads, "lead", "leads");
    print::out(&format!("Score {score} of 100 for {leads}\n{}\n\n", found.formula))?;
    let mut table = Table::new(&["Field", ">Filled", ">Valid", ">Different", "Most frequent"], context.color);
    for column in &found.fields {
        let frequent: Vec<_> =
            column.most_frequent.iter().take(3).map(|one| format!("{} ×{}", one.value, one.count)).collect();
        table.row(&[
            column.name.clone(),
            percent(column.filled, found.leads),
            percent(column.valid, column.filled),
            format!("{}{}", if column.different_estimated { "about " } else { "" }, thousands(column.different)),
            frequent.join(", "),
        ]);
    }
    table.print()?;
    print::out("\n")?;
    let mut table = Table::new(&[">Count", "What"], context.color);
    table.row(&[thousands(found.duplicates), "likely duplicates".to_owned()]);
    table.row(&[thousands(found.role_addresses.count), "role addresses".to_owned()]);
    for slip in &found.misspelled_domains {
        table.row(&[thousands(slip.finding.count), format!("addresses at {}, probably {}", slip.domain, slip.meant)]);
    }
    table.row(&[thousands(found.stale.count), "stale leads".to_owned()]);
    table.print()?;
    if !found.owners_without_leads.is_empty() {
        print::out(&format!("Owners without leads: {}\n", crate::text::safe(&found.owners_without_leads.join(", "))))?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn percent(part: u64, whole: u64) -> String {
    if whole == 0 { "–".to_owned() } else { crate::quality::score::percent(part as f64 / whole as f64) }
}
