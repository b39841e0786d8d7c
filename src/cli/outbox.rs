//! `leadport outbox`: the mails that wait to be sent.

use clap::{Args, Subcommand};
use serde_json::json;

use super::print::{self, Table};
use super::{Context, Exit, Fault};
use crate::import::LeadStore;
use crate::mail::{Outbox, State};
use crate::report::moment;
use crate::store::Mode;

/// The command's arguments.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// List the mails that wait, and why
    List,
    /// Remove a mail without sending it
    Remove {
        /// Its number
        number: u64,
    },
}

/// Carries the command out.
///
/// # Errors
/// No such mail, a store that cannot be used.
pub fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Fault> {
    match arguments.what {
        What::List => list(context)?,
        What::Remove { number } => {
            let store = context.open(Mode::Write)?;
            if !store.remove(number)? {
                return Err(Fault::usage(&format!("There is no mail {number} in the outbox."))
                    .suggest("See leadport outbox list."));
            }
            context.note(&format!("Mail {number} is removed."));
            if context.json {
                print::json(&json!({ "removed": number }))?;
            }
        }
    }
    Ok(Exit::Done)
}

fn list(context: &Context) -> Result<(), Fault> {
    let store = context.open(Mode::Read)?;
    let platform = store.platform()?;
    let zone = platform.settings.get("platform.time_zone");
    let mails = store.mails()?;
    if context.json {
        let list: Vec<_> = mails
            .iter()
            .map(|mail| {
                json!({
                    "number": mail.number, "import": mail.import, "to": mail.to, "message_id": mail.message_id,
                    "state": if mail.state == State::Waiting { "waiting" } else { "stopped" },
                    "queued": moment(mail.queued, zone), "tries": mail.tries, "due": moment(mail.due, zone), "reason": mail.reason,
                })
            })
            .collect();
        return print::json(&json!({ "outbox": list }));
    }
    if mails.is_empty() {
        return print::out("No mail waits.\n");
    }
    let mut table = Table::new(&[">No", ">Import", "To", "State", ">Tries", "Due", "Why it waits"], context.color);
    for mail in &mails {
        let state = if mail.state == State::Waiting { "waiting" } else { "stopped" };
        table.row(&[
            mail.number.to_string(),
            mail.import.to_string(),
            mail.to.clone(),
            state.to_owned(),
            mail.tries.to_string(),
            moment(mail.due, zone),
            mail.reason.clone(),
        ]);
    }
    table.print()
}
