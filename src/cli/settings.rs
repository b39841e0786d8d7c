//! `leadport settings`: what the store is set to.

use clap::Subcommand;
use serde_json::json;

use super::print::{self, Table};
use super::{Context, Exit, Fault};
use crate::import::LeadStore;
use crate::mail;
use crate::platform::settings::{self, SettingError};
use crate::store::Mode;

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List all settings with their values
    List,
    /// Print the value of a setting
    Get {
        /// The setting
        name: String,
    },
    /// Set a setting
    Set {
        /// The setting
        name: String,
        /// Its value
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Send a test mail with the mail settings as they are, and say what came of it
    TestMail {
        /// Where to [default: the operator's address]
        to: Option<String>,
    },
    /// Take a setting back to its default
    Unset {
        /// The setting
        name: String,
    },
}

/// Carries the command out.
///
/// # Errors
/// No such setting, a value that it does not take, a store that cannot be used.
pub fn run(what: &What, context: &Context) -> Result<Exit, Fault> {
    match what {
        What::List => list(context)?,
        What::Get { name } => {
            let setting = settings::find(name).map_err(|error| fault(&error))?;
            let platform = context.open(Mode::Read)?.platform()?;
            let value = platform.settings.get(setting.name);
            if context.json {
                print::json(&json!({ "name": setting.name, "value": value }))?;
            } else {
                print::out(&format!("{}\n", value.unwrap_or("")))?;
            }
        }
        What::Set { name, value } => {
            // What the table refuses is refused before a store is made or waited for.
            settings::find(name).and_then(|setting| setting.normal(value)).map_err(|error| fault(&error))?;
            let store = context.open(Mode::Write)?;
            let value = store
                .change_platform("changing a setting", |platform| platform.settings.set(name, value))?
                .map_err(|error| fault(&error))?;
            done(name, Some(&value), context)?;
        }
        What::TestMail { to } => test_mail(to.as_deref(), context)?,
        What::Unset { name } => {
            settings::find(name).map_err(|error| fault(&error))?;
            let store = context.open(Mode::Write)?;
            store
                .change_platform("changing a setting", |platform| platform.settings.unset(name))?
                .map_err(|error| fault(&error))?;
            let platform = store.platform()?;
            done(name, platform.settings.get(name), context)?;
        }
    }
    Ok(Exit::Done)
}

/// Sends a test mail and waits for what comes of it.
fn test_mail(to: Option<&str>, context: &Context) -> Result<(), Fault> {
    let platform = context.open(Mode::Read)?.platform()?;
    let own = crate::mail::address(&platform, &context.operator);
    let to = to.unwrap_or(own);
    if to.is_empty() {
        return Err(Fault::setting("There is no address to send to: the operator has none.")
            .suggest("Name one: leadport settings test-mail ADDRESS."));
    }
    let host = crate::import::origin::host();
    mail::send_test(&platform.settings, to, &host).map_err(|reason| {
        Fault::setting(&format!("The test mail was not sent: {reason}."))
            .suggest("Correct the settings mail.* (leadport settings list) and try again.")
    })?;
    if context.json {
        return print::json(&json!({ "to": to, "sent": true }));
    }
    print::out(&format!("The mail server has taken the test mail to {}.\n", crate::text::safe(to)))
}

fn done(name: &str, value: Option<&str>, context: &Context) -> Result<(), Fault> {
    if context.json {
        return print::json(&json!({ "name": name, "value": value }));
    }
    context.note(&format!("{} is {}.", crate::text::safe(name), value.map_or("not set".into(), crate::text::safe)));
    Ok(())
}

fn list(context: &Context) -> Result<(), Fault> {
    let platform = context.open(Mode::Read)?.platform()?;
    if context.json {
        let list: Vec<_> = platform
            .settings
            .list()
            .map(|(setting, value, set)| json!({ "name": setting.name, "value": value, "set": set, "default": setting.default, "description": setting.sentence }))
            .collect();
        return print::json(&json!({ "settings": list }));
    }
    let mut table = Table::new(&["Setting", "Value", "", "What it does"], context.color);
    for (setting, value, set) in platform.settings.list() {
        table.row(&[setting.name, value.unwrap_or("not set"), if set { "set" } else { "" }, setting.sentence]);
    }
    table.print()
}

fn fault(error: &SettingError) -> Fault {
    Fault::setting(&super::print::sentence(&error.to_string())).suggest(&error.suggestion())
}
