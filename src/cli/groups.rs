//! `leadport groups`: the named sets that fields stand in.

use clap::Subcommand;
use serde_json::json;

use super::platform::{change, changed};
use super::print::{self, Table};
use super::{Context, Exit, Fault};
use crate::import::LeadStore;
use crate::platform::edit::GroupChange;
use crate::store::Mode;
use crate::text::safe;

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List the groups
    List,
    /// Add a group
    Add {
        /// Its name
        name: String,
        /// Its place, from 1 [default: last]
        #[arg(long, value_name = "N")]
        order: Option<u32>,
    },
    /// Change a group
    Edit {
        /// Its key or name
        group: String,
        /// Another name; the key stays
        #[arg(long)]
        name: Option<String>,
        /// Another place, from 1
        #[arg(long, value_name = "N")]
        order: Option<u32>,
    },
    /// Remove a group
    Remove {
        /// Its key or name
        group: String,
        /// The group that its fields go to
        #[arg(long, value_name = "GROUP")]
        move_to: Option<String>,
    },
}

/// Carries the command out.
///
/// # Errors
/// A change that the platform refuses, a store that cannot be used.
pub fn run(what: &What, context: &Context) -> Result<Exit, Fault> {
    match what {
        What::List => list(context)?,
        What::Add { name, order } => {
            let (_, key) = change(context, "adding a group", |platform| platform.add_group(name, *order))?;
            changed(&format!("The group {} ({key}) is added.", safe(name)), &json!({ "group": key }), context)?;
        }
        What::Edit { group, name, order } => {
            let new = GroupChange { name: name.clone(), order: *order };
            change(context, "changing a group", |platform| platform.edit_group(group, &new))?;
            changed(&format!("The group {} is changed.", safe(group)), &json!({ "group": group }), context)?;
        }
        What::Remove { group, move_to } => {
            change(context, "removing a group", |platform| platform.remove_group(group, move_to.as_deref()))?;
            changed(&format!("The group {} is removed.", safe(group)), &json!({ "removed": group }), context)?;
        }
    }
    Ok(Exit::Done)
}

fn list(context: &Context) -> Result<(), Fault> {
    let platform = context.open(Mode::Read)?.platform()?;
    let fields = |key: &str| platform.fields.iter().filter(|field| field.group == key).count();
    let mut groups: Vec<_> = platform.groups.iter().collect();
    groups.sort_by_key(|group| group.order);
    if context.json {
        let list: Vec<_> = groups
            .iter()
            .map(|group| json!({ "key": group.key, "name": group.name, "order": group.order, "fields": fields(&group.key) }))
            .collect();
        return print::json(&json!({ "groups": list }));
    }
    let mut table = Table::new(&["Group", "Key", ">Fields"], context.color);
    for group in groups {
        table.row(&[group.name.as_str(), group.key.as_str(), fields(&group.key).to_string().as_str()]);
    }
    table.print()
}
