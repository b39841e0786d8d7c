//! Handing a mail over: to a mail server by SMTP (RFC 5321, RFC 3207) or to the sendmail command.
//!
//! What failed is told apart here once: the library says "permanent" for a 5xx reply and tells network faults
//! nothing apart, so everything but a 5xx is worth another try.

use std::ffi::OsString;
use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Message, SendmailTransport, SmtpTransport, Transport};
use secrecy::ExposeSecret;

use super::password;
use crate::platform::Settings;
use crate::text::safe;

/// Why a mail was not handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server could not be reached or asked to come back: try again.
    Later(String),
    /// The server refused this mail for good (a 5xx reply).
    Refused(String),
    /// The settings are wrong or the login failed: no mail can be sent until somebody corrects them.
    Settings(String),
}

impl Failure {
    /// Returns the reason in words.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Failure::Later(reason) | Failure::Refused(reason) | Failure::Settings(reason) => reason,
        }
    }
}

/// A way to hand mails over, made from the settings once for all mails of a round.
#[derive(Debug)]
pub enum Carrier {
    /// A mail server, with its host and port in words.
    Smtp(Box<SmtpTransport>, String),
    /// The sendmail command of this machine.
    Sendmail(SendmailTransport),
}

impl Carrier {
    /// Makes the carrier that the settings ask for; connects to nothing yet.
    ///
    /// # Errors
    /// [`Failure::Settings`] with the setting to correct.
    pub fn new(settings: &Settings) -> Result<Self, Failure> {
        match settings.get("mail.transport").unwrap_or("smtp") {
            "off" => Err(Failure::Settings("mail.transport is off".into())),
            "sendmail" => Ok(Carrier::Sendmail(SendmailTransport::new_with_command(sendmail()))),
            _ => smtp(settings),
        }
    }

    /// Hands one mail over; returns when the server has taken it.
    ///
    /// # Errors
    /// Why not, and whether trying again can help.
    pub fn send(&self, message: &Message) -> Result<(), Failure> {
        match self {
            Carrier::Smtp(transport, server) => {
                transport.send(message).map(|_| ()).map_err(|error| smtp_failure(&error, server))
            }
            Carrier::Sendmail(transport) => {
                transport.send(message).map_err(|error| Failure::Later(sendmail_in_words(&error)))
            }
        }
    }
}

/// Returns the sendmail command: the one in the search path, else where it usually is, which cron's path leaves out.
fn sendmail() -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/lib".into()]);
    let found = folders.map(|folder| folder.join("sendmail")).find(|place| place.is_file());
    found.map_or_else(|| "sendmail".into(), PathBuf::into_os_string)
}

/// Tells whether a host is this machine, where a connection needs no encryption.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn smtp(settings: &Settings) -> Result<Carrier, Failure> {
    let wrong = |sentence: String| Failure::Settings(sentence);
    let host = settings
        .get("mail.host")
        .filter(|host| !host.is_empty())
        .ok_or_else(|| wrong("no mail server is set: settings set mail.host HOST".to_owned()))?;
    let tls = settings.get("mail.tls").unwrap_or(if is_loopback(host) { "none" } else { "starttls" });
    let parameters = || {
        TlsParameters::new(host.to_owned())
            .map_err(|error| wrong(format!("TLS cannot be set up for {}: {}", safe(host), in_words(&error))))
    };
    let (mode, port) = match tls {
        "none" => (Tls::None, 25),
        "implicit" => (Tls::Wrapper(parameters()?), 465),
        _ => (Tls::Required(parameters()?), 587),
    };
    let port = settings.number("mail.port").and_then(|port| u16::try_from(port).ok()).unwrap_or(port);
    let seconds = settings.number("mail.timeout").unwrap_or(30);
    let mut builder =
        SmtpTransport::builder_dangerous(host).port(port).tls(mode).timeout(Some(Duration::from_secs(seconds)));
    if let Some(user) = settings.get("mail.user").filter(|user| !user.is_empty()) {
        let password = password::find(settings).map_err(wrong)?;
        builder = builder.credentials(Credentials::new(user.to_owned(), password.expose_secret().to_owned()));
    }
    Ok(Carrier::Smtp(Box::new(builder.build()), format!("{}:{port}", safe(host))))
}

/// Says why sendmail did not take a mail.
fn sendmail_in_words(error: &dyn std::error::Error) -> String {
    match io_kind(error) {
        Some(io::ErrorKind::NotFound) => {
            "there is no sendmail command on this machine: install one, or name a mail server (mail.transport smtp, mail.host)".into()
        }
        _ => format!("sendmail: {}", in_words(error)),
    }
}

fn smtp_failure(error: &lettre::transport::smtp::Error, server: &str) -> Failure {
    match io_kind(error) {
        Some(io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
            return Failure::Later(format!("the mail server {server} did not answer in time (mail.timeout)"));
        }
        Some(io::ErrorKind::ConnectionRefused) => {
            return Failure::Later(format!("nothing answers at {server}: is mail.host right, and the mail server up?"));
        }
        _ => {}
    }
    let reason = in_words(error);
    if reason.contains("STARTTLS") {
        let advice = "it does not offer STARTTLS; set mail.tls to implicit or, on your own network, to none";
        return Failure::Later(format!("the mail server {server} cannot be used so: {advice}"));
    }
    let Some(code) = error.status().map(u16::from) else {
        return Failure::Later(reason);
    };
    match code {
        // Authentication required, failed or too weak (RFC 4954, section 6): the settings, not the mail.
        530 | 534 | 535 | 538 => Failure::Settings(format!("the mail server refuses the login ({reason})")),
        500..=599 => Failure::Refused(reason),
        _ => Failure::Later(reason),
    }
}

/// Returns what kind of fault of the system lies behind an error, whose own words nobody understands.
fn io_kind(error: &dyn std::error::Error) -> Option<io::ErrorKind> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(error) = inner.downcast_ref::<io::Error>() {
            return Some(error.kind());
        }
        cause = inner.source();
    }
    None
}

/// Returns an error with its causes, on one line and safe to show.
fn in_words(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !out.contains(&words) {
            out.push_str(": ");
            out.push_str(&words);
        }
        cause = inner.source();
    }
    safe(&out.replace(['\r', '\n'], " ")).into_owned()
}
