//! `leadport keymap`: the keymaps that there are, one of them in full, and what is wrong with one.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use super::fault::heard;
use super::print::{self, Paint, Table};
use super::{Context, Exit, Fault, config, input};
use crate::keys::action::{ACTIONS, Entry};
use crate::keys::{Context as KeyContext, Keymap, file};
use crate::text::safe;

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List the keymaps, and every action with its keys in the one that is in use
    List,
    /// Print a keymap in full, ready to be saved and changed
    Show {
        /// default, vim, emacs, one of your own, or a file [default: the one in use]
        name: Option<String>,
    },
    /// Say what is wrong with a keymap, line by line
    Check {
        /// default, vim, emacs, one of your own, or a file [default: the one in use]
        name: Option<String>,
    },
}

/// Carries the command out.
///
/// # Errors
/// A keymap that does not exist; standard output that cannot be written.
pub fn run(what: &What, context: &Context) -> Result<Exit, Fault> {
    match what {
        What::List => list(context),
        What::Show { name } => {
            let (shown, text) = text_of(name.as_deref(), context)?;
            let (keymap, faults) = file::read(&shown, &text);
            for fault in &faults {
                context.note(&safe(&fault.to_string()));
            }
            if context.json {
                let bindings: Vec<_> = keymap
                    .bindings
                    .iter()
                    .map(|binding| {
                        let keys: Vec<_> = binding.keys.iter().map(|chord| chord.spelling()).collect();
                        json!({ "context": binding.context.name(), "action": binding.action.id(), "keys": keys.join(" ") })
                    })
                    .collect();
                print::json(&json!({ "keymap": shown, "bindings": bindings }))?;
            } else {
                print::out(&keymap.to_toml())?;
            }
            Ok(Exit::Done)
        }
        What::Check { name } => check(name.as_deref(), context),
    }
}

fn list(context: &Context) -> Result<Exit, Fault> {
    let (shown, text) = text_of(None, context)?;
    let (keymap, _) = file::read(&shown, &text);
    let used = context.config.keymap.clone().unwrap_or_else(|| "default".to_owned());
    let mut names: Vec<(String, String)> =
        file::BUILT_IN.iter().map(|(name, _)| ((*name).to_owned(), "built in".to_owned())).collect();
    for path in own_files() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        names.push((name, path.display().to_string()));
    }
    if context.json {
        let list: Vec<_> =
            names.iter().map(|(name, place)| json!({ "name": name, "place": place, "used": *name == used })).collect();
        let actions: Vec<_> = rows(&keymap)
            .map(|(place, keys, entry)| {
                json!({ "context": place.name(), "action": entry.id, "keys": keys, "sentence": entry.sentence })
            })
            .collect();
        print::json(&json!({ "keymaps": list, "actions": actions }))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&["Keymap", "Place", "In use"], context.color);
    for (name, place) in &names {
        table.row(&[name.as_str(), place.as_str(), if *name == used { "yes" } else { "" }]);
    }
    table.print()?;
    print::out("\n")?;
    let head = format!("{:<9} {:<24} {:<17} What it does", "Where", "Keys", "Action");
    print::out(&format!("{}\n", print::paint(&head, Paint::Strong, context.color)))?;
    for (place, keys, entry) in rows(&keymap) {
        let keys = keys.join("  ");
        print::out(&format!("{:<9} {keys:<24} {:<17} {}\n", place.name(), entry.id, entry.sentence))?;
    }
    Ok(Exit::Done)
}

/// Returns every action with its keys, once for each place where it has a meaning.
fn rows(keymap: &Keymap) -> impl Iterator<Item = (KeyContext, Vec<String>, &'static Entry)> {
    let places = ACTIONS.iter().flat_map(|entry| entry.contexts.iter().map(move |place| (*place, entry)));
    places.map(|(place, entry)| (place, keymap.keys_of(place, entry.action), entry))
}

fn check(name: Option<&str>, context: &Context) -> Result<Exit, Fault> {
    let (shown, text) = text_of(name, context)?;
    let (_, faults) = file::read(&shown, &text);
    let printed = if context.json {
        let list: Vec<_> =
            faults.iter().map(|fault| json!({ "file": fault.file, "line": fault.line, "what": fault.what })).collect();
        print::json(&json!({ "keymap": shown, "ok": faults.is_empty(), "problems": list }))
    } else if faults.is_empty() {
        print::out(&format!("{}: every line is understood and no two keys clash.\n", safe(&shown)))
    } else {
        faults.iter().try_for_each(|fault| print::out(&format!("{}\n", safe(&fault.to_string()))))
    };
    heard(printed, if faults.is_empty() { Exit::Done } else { Exit::Setting })
}

/// Finds a keymap's text by name or path, else that of the keymap in use.
///
/// # Errors
/// A keymap that cannot be read.
pub fn text_of(name: Option<&str>, context: &Context) -> Result<(String, String), Fault> {
    let name =
        name.map(str::to_owned).or_else(|| context.config.keymap.clone()).unwrap_or_else(|| "default".to_owned());
    if let Some(text) = file::built_in(&name) {
        return Ok((name, text.to_owned()));
    }
    let own = own_files().into_iter().find(|path| path.file_stem().is_some_and(|stem| stem.to_string_lossy() == name));
    let path = own.unwrap_or_else(|| beside_config(&name, context));
    let shown = path.display().to_string();
    let advice = "leadport keymap list names those that there are; a file is named by its path.";
    let text = input::text("keymap", &path, advice)?;
    Ok((shown, text))
}

/// A relative path in the configuration starts where the configuration is.
fn beside_config(name: &str, context: &Context) -> PathBuf {
    let here = Path::new(name);
    if here.exists() || here.is_absolute() {
        return here.to_owned();
    }
    let folder = context.config.path.as_deref().and_then(Path::parent);
    folder.map_or_else(|| here.to_owned(), |folder| folder.join(name))
}

/// Returns the keymap files in the user's own folder.
fn own_files() -> Vec<PathBuf> {
    let Some(folder) = config::config_folder().map(|folder| folder.join("keymaps")) else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    files
}
