//! The mail that tells an operator what an import did, and the outbox in which it waits until it is sent.
//!
//! An import writes a [`Mail`] into the store's outbox in its own transaction, so there is a mail for every
//! committed import and none for any other. `deliver` sends what is due: `message` composes it from the import's
//! entry and report, `transport` hands it to a mail server or to sendmail, `schedule` says when to try again. A mail
//! keeps its Message-ID through all tries, so that a second copy can be known as one (RFC 5322, 3.6.4).
//!
//! Nothing here delays or fails an import.

pub mod attachment;
pub mod deliver;
pub mod message;
pub mod password;
pub mod schedule;
pub mod standing;
pub mod transport;

use serde::{Deserialize, Serialize};

use crate::import::StoreError;
use crate::import::store::Extra;
use crate::platform::{Platform, Settings};

/// Whether a mail will be tried again by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It will be tried when its time has come.
    Waiting,
    /// The mail server refused it for good, or it waited too long; it is tried again only when somebody asks for it.
    Stopped,
}

/// A mail that is not sent yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Its number in the outbox, given by the store.
    pub number: u64,
    /// The import that it tells about.
    pub import: u32,
    /// The address that it goes to.
    pub to: String,
    /// Its Message-ID with the angle brackets, the same for every try.
    pub message_id: String,
    /// Whether it will be tried again.
    pub state: State,
    /// When it was written: seconds since 1970-01-01 UTC.
    pub queued: i64,
    /// How often sending was tried.
    pub tries: u32,
    /// When the next try is due: seconds since 1970-01-01 UTC.
    pub due: i64,
    /// Why the last try failed; empty before the first.
    pub reason: String,
}

impl Mail {
    /// Returns the mail that tells `to` about an import, due at once.
    #[must_use]
    pub fn new(import: u32, to: &str, host: &str, now: i64) -> Self {
        Mail {
            number: 0,
            import,
            to: to.to_owned(),
            message_id: message::new_message_id(import, host, now),
            state: State::Waiting,
            queued: now,
            tries: 0,
            due: now,
            reason: String::new(),
        }
    }
}

/// The outbox as the lead store keeps it.
pub trait Outbox {
    /// Makes the caller the only sender for as long as it keeps what it gets; `None` while somebody else is one.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn only_sender(&self) -> Result<Option<Box<dyn Send>>, StoreError>;

    /// Returns all mails that are not sent, oldest first.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn mails(&self) -> Result<Vec<Mail>, StoreError>;

    /// Puts the new state of a mail in the place of the old; a mail that is gone stays gone.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn update(&self, mail: &Mail) -> Result<(), StoreError>;

    /// Takes a mail out of the outbox and tells whether it was there.
    ///
    /// # Errors
    /// A store that cannot be used.
    fn remove(&self, number: u64) -> Result<bool, StoreError>;
}

/// Where mails go, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// To a mail server or sendmail.
    Send,
    /// Nowhere, with the reason in a sentence.
    Nowhere(&'static str),
}

/// Tells from the settings whether an import gets a mail, and why not.
#[must_use]
pub fn plan(settings: &Settings, to: &str) -> Plan {
    if to.is_empty() {
        return Plan::Nowhere(
            "No mail: the operator has no email address (owners edit USERNAME --email ADDRESS, or settings set mail.to ADDRESS).",
        );
    }
    match settings.get("mail.transport") {
        Some("off") => Plan::Nowhere("No mail: mail.transport is off."),
        Some("sendmail") => Plan::Send,
        _ if settings.get("mail.host").is_some_and(|host| !host.is_empty()) => Plan::Send,
        _ => Plan::Nowhere("No mail: no mail server is set (settings set mail.host HOST)."),
    }
}

/// Tells whether the settings name a way for mails, so that an import without one is worth a word.
#[must_use]
pub fn is_set_up(settings: &Settings) -> bool {
    plan(settings, "anybody@example.com") == Plan::Send
}

/// Returns where the mails of an operator go: to their own address, else to `mail.to`; empty without either.
#[must_use]
pub fn address<'a>(platform: &'a Platform, operator: &str) -> &'a str {
    let own = platform.owner(operator).map(|owner| owner.email.as_str()).filter(|own| !own.is_empty());
    own.or_else(|| platform.settings.get("mail.to")).unwrap_or("")
}

/// Returns the mail that an import's commit puts into the outbox; `None` where the operator gets none.
#[must_use]
pub fn letter(platform: &Platform, operator: &str, import: u32, host: &str, now: i64) -> Option<Extra> {
    let to = address(platform, operator);
    if plan(&platform.settings, to) != Plan::Send {
        return None;
    }
    serde_json::to_value(Mail::new(import, to, host, now)).ok().map(Extra::Outbox)
}

/// Sends a mail that says nothing but that it came, and waits for the mail server's answer.
///
/// # Errors
/// Why it was not sent, as the end of a sentence.
pub fn send_test(settings: &Settings, to: &str, host: &str) -> Result<(), String> {
    let carrier = transport::Carrier::new(settings).map_err(|failure| failure.reason().to_owned())?;
    let from = settings.get("mail.from").filter(|from| !from.is_empty()).unwrap_or(to);
    let mail = message::test(from, to, host)?;
    carrier.send(&mail).map_err(|failure| failure.reason().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::default::new_platform;

    #[test]
    fn an_operator_without_an_address_has_the_mail_sent_to_mail_to() {
        let mut platform = new_platform("anna");
        assert_eq!(address(&platform, "anna"), "");
        platform.settings.set("mail.to", "desk@example.com").expect("an address");
        assert_eq!(address(&platform, "anna"), "desk@example.com");
        assert_eq!(address(&platform, "cron"), "desk@example.com", "an operator who is no owner");
        platform.owners[0].email = "anna@example.com".into();
        assert_eq!(address(&platform, "anna"), "anna@example.com");
    }
}
