//! `leadport owners`: the users to whom leads belong.

use clap::Subcommand;
use serde_json::json;

use super::platform::{change, changed, fault, leads_where};
use super::print::{self, Table};
use super::{Context, Exit, Fault};
use crate::import::LeadStore;
use crate::platform::edit::{InUse, OwnerChange};
use crate::store::Mode;
use crate::text::safe;

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List the owners
    List,
    /// Add an owner
    Add {
        /// The username, as files and commands write it
        username: String,
        /// The name that people read
        #[arg(long, value_name = "TEXT", default_value = "")]
        name: String,
        /// Where the summary of an import is mailed
        #[arg(long, value_name = "ADDRESS", default_value = "")]
        email: String,
    },
    /// Change an owner's name or address
    Edit {
        /// The username
        username: String,
        /// Another name
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
        /// Another address; empty for none
        #[arg(long, value_name = "ADDRESS")]
        email: Option<String>,
    },
    /// Remove an owner without leads
    Remove {
        /// The username
        username: String,
    },
}

/// Carries the command out.
///
/// # Errors
/// A change that the platform refuses, a store that cannot be used.
pub fn run(what: &What, context: &Context) -> Result<Exit, Fault> {
    match what {
        What::List => list(context)?,
        What::Add { username, name, email } => {
            change(context, "adding an owner", |platform| platform.add_owner(username, name, email))?;
            changed(&format!("The owner {} is added.", safe(username)), &json!({ "owner": username }), context)?;
        }
        What::Edit { username, name, email } => {
            let new = OwnerChange { name: name.clone(), email: email.clone() };
            change(context, "changing an owner", |platform| platform.edit_owner(username, &new))?;
            changed(&format!("The owner {} is changed.", safe(username)), &json!({ "owner": username }), context)?;
        }
        What::Remove { username } => {
            let store = context.open(Mode::Read)?;
            let found = store.platform()?.find_owner(username).map_err(|error| fault(&error))?.username.clone();
            let in_use = InUse { leads: leads_where(&store, |lead| lead.owner() == found)?, confirmed: false };
            change(context, "removing an owner", |platform| platform.remove_owner(username, in_use))?;
            changed(&format!("The owner {} is removed.", safe(username)), &json!({ "removed": found }), context)?;
        }
    }
    Ok(Exit::Done)
}

fn list(context: &Context) -> Result<(), Fault> {
    let platform = context.open(Mode::Read)?.platform()?;
    if context.json {
        let list: Vec<_> = platform
            .owners
            .iter()
            .map(|owner| json!({ "username": owner.username, "name": owner.name, "email": owner.email }))
            .collect();
        return print::json(&json!({ "owners": list }));
    }
    let mut table = Table::new(&["Username", "Name", "Email"], context.color);
    for owner in &platform.owners {
        table.row(&[owner.username.as_str(), owner.name.as_str(), owner.email.as_str()]);
    }
    table.print()
}
