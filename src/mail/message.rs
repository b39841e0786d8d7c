//! The mail itself: subject, text, attachment and headers.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};

use super::Mail;
use crate::import::outcome::Kind;
use crate::import::{Entry, Outcome};
use crate::text::{safe, thousands};

/// What goes with the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The report's bytes, with the name that the attachment gets.
    Attached {
        /// The file name; anything may stand in it, the header encodes it (RFC 2231).
        name: String,
        /// The media type.
        media_type: &'static str,
        /// The content.
        bytes: Vec<u8>,
    },
    /// Too big to attach; the sentence says how to get it.
    Left(String),
}

/// Returns a new Message-ID for the mail about an import (RFC 5322, 3.6.4): unique without asking anybody.
#[must_use]
pub fn new_message_id(import: u32, host: &str, now: i64) -> String {
    let random = RandomState::new().hash_one((import, now));
    let host: String = host.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
    let host = if host.is_empty() { "localhost".to_owned() } else { host };
    format!("<leadport.{import}.{now:x}.{random:016x}@{host}>")
}

/// Composes the mail about an import.
///
/// # Errors
/// A sentence that says which address cannot be used.
pub fn compose(mail: &Mail, from: &str, entry: &Entry, report: &Report) -> Result<Message, String> {
    let from: Mailbox = from.parse().map_err(|_| {
        format!("mail.from is “{}”, which is not an email address: correct it with settings set mail.from", safe(from))
    })?;
    let to: Mailbox = mail.to.parse().map_err(|_| {
        format!(
            "“{}” is not an email address: correct it with owners edit {} --email",
            safe(&mail.to),
            safe(&entry.operator)
        )
    })?;
    let mut text = text(entry);
    let queued = UNIX_EPOCH + Duration::from_secs(u64::try_from(mail.queued).unwrap_or(0));
    let builder = Message::builder()
        .from(from)
        .to(to)
        .subject(subject(entry))
        .date(queued)
        .message_id(Some(mail.message_id.clone()));
    let failed = |error: lettre::error::Error| format!("the mail cannot be composed: {error}");
    match report {
        Report::Left(sentence) => {
            text.push('\n');
            text.push_str(sentence);
            text.push('\n');
            builder.singlepart(SinglePart::plain(text)).map_err(failed)
        }
        Report::Attached { name, media_type, bytes } => {
            let kind =
                ContentType::parse(media_type).map_err(|error| format!("the mail cannot be composed: {error}"))?;
            let attachment = Attachment::new(attachment_name(name)).body(bytes.clone(), kind);
            builder
                .multipart(MultiPart::mixed().singlepart(SinglePart::plain(text)).singlepart(attachment))
                .map_err(failed)
        }
    }
}

/// Composes the mail that only shows that mails arrive.
///
/// # Errors
/// A sentence that says which address cannot be used.
pub fn test(from: &str, to: &str, host: &str) -> Result<Message, String> {
    let address = |text: &str| text.parse::<Mailbox>().map_err(|_| format!("“{}” is not an email address", safe(text)));
    Message::builder()
        .from(address(from)?)
        .to(address(to)?)
        .subject("A test mail of leadport")
        .date_now()
        .message_id(Some(new_message_id(0, host, 0)))
        .singlepart(SinglePart::plain(format!("leadport{} can send mails to this address.\n", at_host(host))))
        .map_err(|error| format!("the mail cannot be composed: {error}"))
}

/// Returns the subject: what was done with which file, and the two numbers that matter most.
#[must_use]
pub fn subject(entry: &Entry) -> String {
    let count = |outcome| entry.counts.of(outcome);
    let what = match entry.kind {
        Kind::Import => format!("Import {}", entry.import),
        Kind::Undo { of } => format!("Import {of} undone"),
    };
    let file = shortened(&safe(&entry.file), 80);
    let limit = count(Outcome::OverLimit);
    let short = if limit > 0 { format!(", {limit} over the limit") } else { String::new() };
    format!("{what}: {file}: {} added, {} updated{short}", count(Outcome::Added), count(Outcome::Updated))
}

/// Returns the text: the contract's message first where there is one, then all counts.
#[must_use]
pub fn text(entry: &Entry) -> String {
    let mut lines: Vec<String> = Vec::new();
    if let Some(message) = contract_message(entry) {
        lines.extend([message, String::new()]);
    }
    lines.push(match entry.kind {
        Kind::Import => format!("Import {} of {} is done.", entry.import, safe(&entry.file)),
        Kind::Undo { of } => format!("Import {of} of {} was undone (entry {}).", safe(&entry.file), entry.import),
    });
    lines.push(String::new());
    let counted = Outcome::ALL.into_iter().map(|outcome| (entry.counts.of(outcome), outcome.label()));
    lines.extend(counted.filter(|(count, _)| *count > 0).map(|(count, label)| format!("{count:>12}  {label}")));
    lines.push(format!("{:>12}  rows in all", entry.counts.rows()));
    lines.push(String::new());
    lines.push(format!("Operator: {}{}", safe(&entry.operator), at_host(&entry.host)));
    lines.push(format!("The store now holds {} leads.", entry.leads_after));
    if count_over_limit(entry) > 0 {
        lines.push(format!(
            "The leads that did not enter, ready to import: leadport report {} --over-limit OUT.xlsx",
            entry.import
        ));
    }
    if entry.kind == Kind::Import {
        lines.push(format!("It can be taken back with: leadport undo {}", entry.import));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn count_over_limit(entry: &Entry) -> u64 {
    entry.counts.of(Outcome::OverLimit)
}

/// Returns what the contract's limit did to the import, where it did anything.
#[must_use]
pub fn contract_message(entry: &Entry) -> Option<String> {
    let max = entry.max_leads?;
    let not_added = entry.counts.of(Outcome::OverLimit);
    (not_added > 0).then(|| {
        let verb = |count: u64| if count == 1 { "was" } else { "were" };
        let added = entry.counts.of(Outcome::Added);
        format!(
            "Your contract holds {} leads: {} {} added, {} {} not.",
            thousands(max),
            thousands(added),
            verb(added),
            thousands(not_added),
            verb(not_added)
        )
    })
}

fn at_host(host: &str) -> String {
    if host.is_empty() { String::new() } else { format!(" on {}", safe(host)) }
}

/// Keeps a file name a file name wherever the mail is saved: no path, no control characters, no giant.
fn attachment_name(name: &str) -> String {
    // What is shown as a mark elsewhere (bidirectional overrides) would hide a name's true ending from its receiver.
    let mut one = [0; 4];
    let mut is_plain = |c: char| !matches!(c, '/' | '\\' | '"') && safe(c.encode_utf8(&mut one)).chars().eq([c]);
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    shortened(&plain, 120)
}

/// Cuts a long name in its middle, so that its ending stays.
fn shortened(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most - 13).collect();
    let tail: String = text.chars().skip(count - 12).collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests;
