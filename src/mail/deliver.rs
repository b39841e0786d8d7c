//! Sending what waits in the outbox: one round over all mails, or over those whose time has come.
//!
//! A mail is taken out of the outbox only after the server has taken it: a crash in between sends it a second time
//! under the same Message-ID, and never loses it.

use lettre::Message;

use super::transport::{Carrier, Failure};
use super::{Mail, Outbox, State, schedule};
use super::{attachment, message};
use crate::import::{LeadStore, StoreError};
use crate::platform::Platform;

/// Which mails a round takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All that wait, whenever their next try is due, and those that were stopped.
    All,
    /// Those that wait and whose time has come; if one of them goes out, the others that wait as well, for the server
    /// answers again.
    Due,
}

/// What became of one mail of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The mail, as it was before the round.
    pub mail: Mail,
    /// `None` where it was sent, else why not.
    pub failure: Option<Failure>,
}

/// Sends the mails of a round, oldest first, and notes in the outbox what became of each.
///
/// Answers `None` while somebody else is sending. Wrong settings end the round: no other mail could be sent either.
///
/// # Errors
/// A store that cannot be used; what was sent until then is noted.
pub fn round(
    store: &dyn LeadStore,
    outbox: &dyn Outbox,
    which: Which,
    now: i64,
) -> Result<Option<Vec<Delivery>>, StoreError> {
    let Some(_sender) = outbox.only_sender()? else { return Ok(None) };
    let platform = store.platform()?;
    let mut done: Vec<Delivery> = Vec::new();
    let mut carrier = None;
    let (wanted, later): (Vec<Mail>, Vec<Mail>) = outbox.mails()?.into_iter().partition(|mail| match which {
        Which::All => true,
        Which::Due => mail.state == State::Waiting && mail.due <= now,
    });
    let first = wanted.len();
    let later = later.into_iter().filter(|mail| mail.state == State::Waiting);
    for (at, mail) in wanted.into_iter().chain(later).enumerate() {
        if at >= first && done.iter().all(|delivery| delivery.failure.is_some()) {
            break;
        }
        let failure = match carrier.get_or_insert_with(|| Carrier::new(&platform.settings)) {
            Err(failure) => Some(failure.clone()),
            Ok(carrier) => send(store, carrier, &platform, &mail)?,
        };
        match &failure {
            None => {
                outbox.remove(mail.number)?;
            }
            Some(failure) => outbox.update(&after_failure(&mail, failure, now))?,
        }
        let stop = matches!(failure, Some(Failure::Settings(_)));
        done.push(Delivery { mail, failure });
        if stop {
            break;
        }
    }
    Ok(Some(done))
}

fn send(
    store: &dyn LeadStore,
    carrier: &Carrier,
    platform: &Platform,
    mail: &Mail,
) -> Result<Option<Failure>, StoreError> {
    let Some(entry) = store.entry(mail.import)? else {
        return Ok(Some(Failure::Refused(format!("import {} is no longer in the history", mail.import))));
    };
    let from = platform
        .settings
        .get("mail.from")
        .filter(|from| !from.is_empty())
        .map_or_else(|| mail.to.clone(), str::to_owned);
    let composed: Result<Message, Failure> = attachment::report(store, platform, &entry)
        .map_err(Failure::Later)
        .and_then(|report| message::compose(mail, &from, &entry, &report).map_err(Failure::Refused));
    Ok(composed.and_then(|message| carrier.send(&message)).err())
}

/// Returns the mail as it waits after a failed try.
fn after_failure(mail: &Mail, failure: &Failure, now: i64) -> Mail {
    let tries = mail.tries + 1;
    let state = match failure {
        Failure::Refused(_) => State::Stopped,
        _ if schedule::given_up(mail.queued, now) => State::Stopped,
        _ => State::Waiting,
    };
    Mail {
        state,
        tries,
        due: now + schedule::wait(tries, mail.number),
        reason: failure.reason().to_owned(),
        ..mail.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_mail_stops_and_any_other_failure_waits() {
        let mail = Mail::new(1, "anna@example.com", "host", 1_000);
        let refused = after_failure(&mail, &Failure::Refused("550 no such user".into()), 1_000);
        assert_eq!((refused.state, refused.tries, refused.reason.as_str()), (State::Stopped, 1, "550 no such user"));
        let later = after_failure(&mail, &Failure::Later("connection refused".into()), 1_000);
        assert_eq!((later.state, later.message_id == mail.message_id), (State::Waiting, true));
        assert!(later.due > 1_000);
    }

    #[test]
    fn a_mail_that_waited_five_days_stops() {
        let mail = Mail::new(1, "anna@example.com", "host", 0);
        let late = after_failure(&mail, &Failure::Later("timed out".into()), 6 * 86_400);
        assert_eq!(late.state, State::Stopped);
    }
}
