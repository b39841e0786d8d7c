//! `leadport outbox`: the mails that wait to be sent.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use clap::Subcommand;
use serde_json::json;

use super::print::{self, Table};
use super::{Context, Exit, Fault};
use crate::import::LeadStore;
use crate::mail::deliver::{Which, round};
use crate::mail::{Outbox, State};
use crate::report::moment;
use crate::store::{Mode, Store};
use crate::text::{plural, safe};

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List the mails that wait, and why
    List,
    /// Try to send the mails that wait, now
    Send {
        /// Only those whose time has come (for cron)
        #[arg(long)]
        due: bool,
    },
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
pub fn run(what: &What, context: &Context) -> Result<Exit, Fault> {
    match *what {
        What::List => list(context)?,
        What::Send { due } => send(due, context)?,
        What::Remove { number } => {
            let store = context.open_existing(Mode::Write)?;
            if !store.remove(number)? {
                return Err(Fault::unknown(&format!("There is no mail {number} in the outbox."))
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
    let mut table = Table::new(&[">No", ">Import", "To", "State", ">Tries", "Due"], context.color);
    for mail in &mails {
        let state = if mail.state == State::Waiting { "waiting" } else { "stopped" };
        table.row(&[
            mail.number.to_string(),
            mail.import.to_string(),
            mail.to.clone(),
            state.to_owned(),
            mail.tries.to_string(),
            moment(mail.due, zone),
        ]);
    }
    table.print()?;
    // A reason ends with what to do; it stands whole, on a line of its own.
    for mail in mails.iter().filter(|mail| !mail.reason.is_empty()) {
        print::out(&format!("Mail {} waits: {}\n", mail.number, safe(&mail.reason)))?;
    }
    Ok(())
}

/// Sends what waits; a mail that could not be sent waits on and is no failure of the command.
fn send(due: bool, context: &Context) -> Result<(), Fault> {
    let store = context.open(Mode::Read)?;
    // The command that cron runs is also the one that keeps the retention where nobody imports any more.
    if store.outdated(jiff::Timestamp::now().as_second())? > 0 {
        super::store::forget_outdated(&context.open(Mode::Write)?, context);
    }
    if store.mails()?.is_empty() {
        return told(0, &[], "No mail waits.", context);
    }
    let store = context.open(Mode::Write)?;
    let which = if due { Which::Due } else { Which::All };
    let Some(done) = round(&store, &store, which, jiff::Timestamp::now().as_second())? else {
        context.note("Somebody else is sending the mails at this moment.");
        return told(0, &[], "No mail was sent.", context);
    };
    let sent = done.iter().filter(|delivery| delivery.failure.is_none()).count();
    let failed: Vec<_> = done
        .iter()
        .filter_map(|delivery| Some((delivery.mail.number, delivery.failure.as_ref()?.reason().to_owned())))
        .collect();
    told(sent as u64, &failed, if due { "No mail is due by now." } else { "No mail waits." }, context)
}

/// Says how many were sent and which were not; `none` where there was nothing to send.
fn told(sent: u64, failed: &[(u64, String)], none: &str, context: &Context) -> Result<(), Fault> {
    if context.json {
        let failed: Vec<_> =
            failed.iter().map(|(number, reason)| json!({ "number": number, "reason": reason })).collect();
        return print::json(&json!({ "sent": sent, "failed": failed }));
    }
    match sent {
        0 if failed.is_empty() => print::out(&format!("{none}\n"))?,
        0 => {}
        _ => print::out(&format!("{} sent.\n", plural(sent, "mail was", "mails were")))?,
    }
    for (number, reason) in failed {
        print::out(&format!("Mail {number} waits: {}\n", safe(reason)))?;
    }
    Ok(())
}

/// Has another process of this program send what is due, so that a slow mail server delays nobody.
///
/// It outlives this one; where it cannot be started, the mails wait for the next round.
pub(super) fn send_in_background(store: &Store, context: &Context) {
    let now = jiff::Timestamp::now().as_second();
    let due = store.mails().is_ok_and(|mails| mails.iter().any(|mail| mail.state == State::Waiting && mail.due <= now));
    let Ok(program) = std::env::current_exe() else { return };
    if !due {
        return;
    }
    let _ = Command::new(program)
        .arg("--store")
        .arg(&context.store)
        .args(["--as", &context.operator, "outbox", "send", "--due"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn();
}
