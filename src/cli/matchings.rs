//! `leadport matchings`: the saved matchings, and how they move between servers.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::matching::no_such_matching;
use super::print::{self, Table, sentence};
use super::{Context, Exit, Fault, input, output};
use crate::matching::saved::{from_toml, to_toml};
use crate::matching::{Matching, OwnerRule};
use crate::report::json::match_name;
use crate::store::{Mode, Store};
use crate::text::{safe, trim};

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List the saved matchings
    List,
    /// Show one in full
    Show {
        /// Its name
        name: String,
    },
    /// Give one another name
    Rename {
        /// Its name
        name: String,
        /// The name that it gets
        new: String,
    },
    /// Remove one
    Remove {
        /// Its name
        name: String,
    },
    /// Write one as TOML
    Export {
        /// Its name
        name: String,
        /// The file to write; one of that name is replaced [default: standard output]
        #[arg(short, long, value_name = "OUT.toml")]
        output: Option<PathBuf>,
    },
    /// Read one from TOML and save it
    Import {
        /// The file
        file: PathBuf,
        /// The name to save it under [default: as the file says]
        #[arg(long)]
        name: Option<String>,
    },
}

/// Carries the command out.
///
/// # Errors
/// No such matching, a file that is not understood, a store that cannot be used.
pub fn run(what: &What, context: &Context) -> Result<Exit, Fault> {
    match what {
        What::List => list(context)?,
        What::Show { name } => {
            let store = context.open(Mode::Read)?;
            let matching = saved(name, &store)?;
            if context.json {
                print::json(&document(name, &matching))?;
            } else {
                print::out(&safe_lines(&to_toml(name, &matching)))?;
            }
        }
        What::Rename { name, new } => rename(name, new, context)?,
        What::Remove { name } => {
            let store = context.open_existing(Mode::Write)?;
            if !store.remove_matching(name)? {
                return Err(no_such_matching(name, &store));
            }
            context.note(&format!("The matching “{}” is removed.", safe(name)));
            if context.json {
                print::json(&json!({ "removed": name }))?;
            }
        }
        What::Export { name, output: None } if context.json => {
            print::json(&document(name, &saved(name, &context.open(Mode::Read)?)?))?;
        }
        What::Export { name, output } => {
            let store = context.open(Mode::Read)?;
            let text = to_toml(name, &saved(name, &store)?);
            let path = output.clone().unwrap_or_else(|| PathBuf::from("-"));
            let destination = output::prepare_as(&path, &[context.store.as_path()])?;
            std::io::Write::write_all(&mut destination.handle()?, text.as_bytes())?;
            output::finish(destination, context)?;
        }
        What::Import { file, name } => {
            let shown = safe(&file.display().to_string()).into_owned();
            let text = input::text("matching", file, "Look for a slip in the path.")?;
            let (written, matching) = from_toml(&text).map_err(|error| {
                Fault::setting(&format!("{shown}: {}", sentence(&error.to_string()))).suggest(error.suggestion())
            })?;
            let name = name.clone().unwrap_or(written);
            let name = named(&name).map_err(|why| refused(&why))?;
            let store = context.open(Mode::Write)?;
            let replaced = store.matching(&name)?.is_some_and(|old| old != matching);
            store.save_matching(&name, &matching)?;
            let in_place = if replaced { ", in place of the one of that name" } else { "" };
            context.note(&format!("The matching is saved as “{}”{in_place}.", safe(&name)));
            if context.json {
                print::json(&json!({ "saved": name }))?;
            }
        }
    }
    Ok(Exit::Done)
}

/// Reads the name of a matching: one line that can be seen.
pub(super) fn named(name: &str) -> Result<String, String> {
    let name = trim(name);
    if name.is_empty() {
        return Err("A matching cannot be without a name.".to_owned());
    }
    if name.contains(char::is_control) {
        return Err("The name of a matching must be one line, without control characters.".to_owned());
    }
    Ok(name.to_owned())
}

fn refused(why: &str) -> Fault {
    Fault::usage(why).suggest("Say what it is to be called.")
}

fn rename(name: &str, new: &str, context: &Context) -> Result<(), Fault> {
    let new = &*named(new).map_err(|why| refused(&why))?;
    let store = context.open(Mode::Write)?;
    if store.matching(name)?.is_none() {
        return Err(no_such_matching(name, &store));
    }
    if name != new && !store.rename_matching(name, new)? {
        let words = format!("A matching is saved as “{}” already.", safe(new));
        return Err(Fault::setting(&words).suggest("Choose another name, or remove that one first."));
    }
    context.note(&format!("The matching “{}” is called “{}” now.", safe(name), safe(new)));
    if context.json {
        print::json(&json!({ "renamed": name, "name": new }))?;
    }
    Ok(())
}

fn saved(name: &str, store: &Store) -> Result<Matching, Fault> {
    store.matching(name)?.ok_or_else(|| no_such_matching(name, store))
}

/// Makes every line safe and keeps the lines.
fn safe_lines(text: &str) -> String {
    text.lines().map(|line| safe(line).into_owned() + "\n").collect()
}

fn document(name: &str, matching: &Matching) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), name.into());
    if let Ok(Value::Object(rest)) = serde_json::to_value(matching) {
        object.extend(rest);
    }
    Value::Object(object)
}

fn list(context: &Context) -> Result<(), Fault> {
    let all = context.open(Mode::Read)?.matchings()?;
    if context.json {
        let list: Vec<_> = all.iter().map(|(name, matching)| document(name, matching)).collect();
        return print::json(&json!({ "matchings": list }));
    }
    let mut table = Table::new(&["Matching", "Match type", ">Columns", "Owner", "Delete column"], context.color);
    for (name, matching) in &all {
        let owner = match &matching.owner {
            Some(OwnerRule::One(username)) => username.clone(),
            Some(OwnerRule::Column(column)) => format!("column {}", column.header),
            None => String::new(),
        };
        let delete = matching.delete.as_ref().map_or("", |column| column.header.as_str());
        let columns = matching.links.len().to_string();
        table.row(&[name.as_str(), match_name(matching.match_type), columns.as_str(), owner.as_str(), delete]);
    }
    if all.is_empty() {
        return print::out("No matching is saved yet.\n");
    }
    table.print()
}
