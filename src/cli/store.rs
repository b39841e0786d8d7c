//! `leadport store`: what is in the store, whether it is whole, backups, compacting.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::fault::heard;
use super::platform::changed;
use super::print::{self, Table};
use super::{Context, Exit, Fault};
use crate::import::LeadStore;
use crate::import::store::StoreFault;
use crate::store::{Mode, Store};
use crate::text::{plural, safe, thousands};

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Show what is in the store
    Info,
    /// Read everything and say whether it is as it was written
    Verify,
    /// Copy the store
    Backup {
        /// The file [default: by time, in the folder of backups beside the store]
        #[arg(value_name = "OUT")]
        to: Option<PathBuf>,
    },
    /// Put a backup in the place of the store, which is kept as a backup itself
    Restore {
        /// The backup
        backup: PathBuf,
    },
    /// Give room that is no longer used back to the disk
    Compact,
    /// Forget the previous values that are older than history.keep_previous_values_days allows (for cron)
    Forget,
}

/// Carries the command out.
///
/// # Errors
/// A store that cannot be used.
pub fn run(what: &What, context: &Context) -> Result<Exit, Fault> {
    match what {
        What::Info => info(context)?,
        What::Verify => return verify(context),
        What::Backup { to } => {
            let path = context.open_existing(Mode::Read)?.backup(to.as_deref())?.display().to_string();
            changed(&format!("The backup is {}.", safe(&path)), &json!({ "backup": path }), context)?;
        }
        What::Restore { backup } => {
            context.require_folder()?;
            let kept = Store::unread(&context.store, context.patience(), &context.operator).restore(backup)?;
            let kept = kept.map(|path| path.display().to_string());
            let line = match &kept {
                Some(kept) => format!("The store is as in the backup; what it was before is kept as {}.", safe(kept)),
                None => "The store is as in the backup.".to_owned(),
            };
            changed(&line, &json!({ "restored": backup.display().to_string(), "kept": kept }), context)?;
        }
        What::Compact => {
            let (before, after) = context.open_existing(Mode::Write)?.compact()?;
            let line = if after < before {
                format!("The store took {} bytes and takes {} now.", thousands(before), thousands(after))
            } else {
                format!("There is nothing to gain: the store takes {} bytes.", thousands(before))
            };
            changed(&line, &json!({ "before": before, "after": after }), context)?;
        }
        What::Forget => forget(context)?,
    }
    Ok(Exit::Done)
}

/// Tells whether there is a store to look into.
#[must_use]
pub fn is_there(context: &Context) -> bool {
    Store::is_there(&context.store)
}

/// Forgets what is outdated now, and writes the store anew so that nothing of it is left in the file.
fn forget(context: &Context) -> Result<(), Fault> {
    let days = context.open_existing(Mode::Read)?.platform()?.settings.number("history.keep_previous_values_days");
    let Some(days) = days else {
        return Err(Fault::setting("history.keep_previous_values_days is not set, so previous values are kept.")
            .suggest("Set it first: leadport settings set history.keep_previous_values_days DAYS."));
    };
    let now = jiff::Timestamp::now().as_second();
    let mut forgotten = 0;
    if context.open(Mode::Read)?.outdated(now)? > 0 {
        let store = context.open(Mode::Write)?;
        forgotten = store.forget_outdated(now)?;
        store.compact()?;
    }
    let line = format!(
        "{} older than {} lost their previous values and can no longer be undone.",
        plural(forgotten.into(), "import", "imports"),
        plural(days, "day", "days")
    );
    changed(&line, &json!({ "forgotten": forgotten }), context)
}

/// Forgets what is outdated by now, after a command that has written; the command is done whatever comes of it.
pub(super) fn forget_outdated(store: &Store, context: &Context) {
    match store.forget_outdated(jiff::Timestamp::now().as_second()) {
        Ok(0) => {}
        Ok(forgotten) => context.note(&format!(
            "{} can no longer be undone: previous values older than history.keep_previous_values_days are forgotten.",
            plural(forgotten.into(), "old import", "old imports")
        )),
        Err(error) => context.note(&format!("Old previous values are still kept: {error}")),
    }
}

fn info(context: &Context) -> Result<(), Fault> {
    let info = context.open(Mode::Read)?.info()?;
    if context.json {
        let document = serde_json::to_value(&info).map_err(|error| Fault::from(std::io::Error::from(error)))?;
        return print::json(&document);
    }
    let mut table = Table::new(&["What", "Value"], context.color);
    table.row(&["File", &info.path.display().to_string()]);
    table.row(&["Bytes", &if info.bytes == 0 { "not made yet".to_owned() } else { thousands(info.bytes) }]);
    table.row(&["Format", &info.format.to_string()]);
    table.row(&["Leads", &thousands(info.leads)]);
    table.row(&["Next ID", &info.next_id.to_string()]);
    table.row(&["Imports", &thousands(info.imports.into())]);
    table.row(&["Deleted leads with a history", &thousands(info.deleted)]);
    table.row(&["Erased leads", &thousands(info.erased)]);
    table.row(&["Mails that wait", &thousands(info.outbox)]);
    let newest = info.newest_backup.map_or_else(|| "none".to_owned(), |path| path.display().to_string());
    table.row(&["Newest backup", &newest]);
    table.print()
}

/// Damage is the answer here and not a failure to answer; the exit code says it all the same.
fn verify(context: &Context) -> Result<Exit, Fault> {
    context.require_store()?;
    let found =
        Store::open(&context.store, Mode::Read, context.patience(), &context.operator).and_then(|store| store.verify());
    let (ok, leads, problems) = match found {
        Ok(found) => (found.ok, found.leads, found.problems),
        Err(error) if error.fault == StoreFault::Damaged => (false, 0, vec![error.what, error.suggestion]),
        Err(error) => return Err(error.into()),
    };
    let printed = if context.json {
        print::json(&json!({ "ok": ok, "leads": leads, "problems": problems }))
    } else if ok {
        print::out(&format!("The store is whole: {} leads.\n", thousands(leads)))
    } else {
        problems.iter().try_for_each(|problem| print::out(&format!("{}\n", safe(problem))))
    };
    heard(printed, if ok { Exit::Done } else { Exit::Store })
}
