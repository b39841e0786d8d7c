//! The commands: one file per command, text for people and JSON for scripts.
//!
//! A command reads its arguments, calls the rooms below, and prints. Results go to standard output, everything else to
//! standard error; every failure is a [`Fault`] with one line that says what is wrong, one that says what to do, and the
//! exit code that scripts read. Nothing here knows a screen, and nothing here ends the process.
//!
//! Next: `context` (store, configuration, operator), `print` (tables, JSON, colour), then any command.

pub mod arguments;
pub mod completions;
pub mod config;
pub mod context;
pub mod fault;
pub mod fields;
pub mod globals;
pub mod groups;
pub mod history;
pub mod import;
mod input;
pub mod keymap;
pub mod leads;
pub mod matching;
pub mod matchings;
pub mod operator;
pub mod outbox;
pub mod outcome;
pub mod output;
pub mod owners;
pub mod platform;
pub mod print;
pub mod progress;
pub mod quality;
pub mod report;
pub mod settings;
pub mod sheet;
mod signals;
pub mod store;
pub mod template;
pub mod undo;

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::Parser;
use clap::error::ErrorKind;

pub use arguments::{Arguments, Command};
pub use context::Context;
pub use fault::{Exit, Fault};
pub use globals::{Color, Globals};

/// What the command line asks for.
pub enum Asked {
    /// A command was given; it has been carried out, and this is its exit code.
    Done(u8),
    /// No command: the full-screen program, with the file that was named.
    Screen(Box<Arguments>),
}

/// Reads the command line and carries the command out, if there is one.
#[must_use]
pub fn run(arguments: impl Iterator<Item = OsString>) -> Asked {
    let all: Vec<OsString> = arguments.collect();
    let json = all.iter().any(|argument| argument == "--json");
    let color = Color::Auto;
    let parsed = match Arguments::try_parse_from(&all) {
        Ok(parsed) => parsed,
        Err(error) => return Asked::Done(usage(&error, json, color)),
    };
    let color = parsed.globals.color;
    let Some(command) = parsed.command.clone() else {
        return match refuse_slip(&parsed) {
            Some(fault) => Asked::Done(tell(&fault, json, color)),
            None => Asked::Screen(Box::new(parsed)),
        };
    };
    if parsed.file.is_some() {
        let fault = Fault::usage("A file and a command were given, but the file does not follow the command.")
            .suggest("Write the command first: leadport check FILE.");
        return Asked::Done(tell(&fault, json, color));
    }
    Asked::Done(guarded(&parsed, command))
}

/// Carries a command out; a fault of the program itself is told like any other.
fn guarded(parsed: &Arguments, command: Command) -> u8 {
    let (json, color) = (parsed.globals.json, parsed.globals.color);
    let mut context = match Context::new(&parsed.globals) {
        Ok(context) => context,
        Err(fault) => return tell(&fault, json, color),
    };
    let done = catch_unwind(AssertUnwindSafe(|| arguments::carry_out(command, &mut context)));
    match done {
        Ok(Ok(exit)) => {
            context.tell_of_the_store();
            exit as u8
        }
        Ok(Err(fault)) if fault.code == "unknown" && !store::is_there(&context) => {
            tell(&fault.suggest(&format!("There is no store yet. {}.", context.look_for_a_slip())), json, color)
        }
        Ok(Err(fault)) => tell(&fault, json, color),
        Err(_) => tell(&Fault::internal(), json, color),
    }
}

/// Tells a fault on standard error, or as a document where scripts read; returns the exit code.
#[must_use]
pub fn tell(fault: &Fault, json: bool, color: Color) -> u8 {
    if fault.silent {
        return fault.exit as u8;
    }
    if json {
        let document = serde_json::json!({
            "error": { "code": fault.code, "message": fault.message, "suggestion": fault.suggestion }
        });
        if writeln!(io::stdout(), "{document}").is_ok() {
            return fault.exit as u8;
        }
    }
    // Nobody is left to tell where standard error is gone too.
    let _ = writeln!(io::stderr(), "{}", print::error_line(&fault.message, color));
    if !fault.suggestion.is_empty() {
        let _ = writeln!(io::stderr(), "{}", fault.suggestion);
    }
    fault.exit as u8
}

/// Tells what is wrong with the command line in two lines; help and version are no faults.
fn usage(error: &clap::Error, json: bool, color: Color) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = error.print();
        return Exit::Done as u8;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        if !json {
            let _ = error.print();
            return Exit::Usage as u8;
        }
        let fault = Fault::usage("The command is not complete.").suggest("See leadport --help.");
        return tell(&fault, json, color);
    }
    let text = error.render().to_string();
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let mut message = first.trim_start_matches("error: ").trim_end_matches(':').to_owned();
    let mut details = rest.lines().map(str::trim).filter(|line| !line.is_empty());
    if first.ends_with(':') {
        let missing: Vec<_> = details.by_ref().take_while(|line| !line.starts_with("Usage")).collect();
        message = format!("{message}: {}", missing.join(", "));
    }
    let tip = rest.lines().find_map(|line| line.trim().strip_prefix("tip: "));
    let help = rest
        .lines()
        .find_map(|line| line.strip_prefix("Usage: "))
        .map(|usage| {
            usage.split_whitespace().take_while(|word| !word.starts_with(['[', '<', '-'])).collect::<Vec<_>>().join(" ")
        })
        .filter(|command| !command.is_empty())
        .unwrap_or_else(|| "leadport".to_owned());
    let help = format!("See {help} --help.");
    let possible = rest.lines().find_map(|line| line.trim().strip_prefix("[possible values: ")?.strip_suffix(']'));
    let suggestion = match (possible, tip) {
        (Some(values), _) => format!("It takes one of: {values}."),
        (None, Some(tip)) => format!("{}; {help}", tip.trim()),
        (None, None) => help,
    };
    let fault = Fault::usage(&crate::text::safe(&message)).suggest(&crate::text::safe(&suggestion));
    tell(&fault, json, color)
}

/// Refuses `leadport improt`: a name that is no file but nearly a command.
fn refuse_slip(parsed: &Arguments) -> Option<Fault> {
    let name = parsed.file.as_ref()?.to_str()?;
    if name.contains(['/', '.']) || std::path::Path::new(name).exists() {
        return None;
    }
    let commands: Vec<String> = arguments::command_names();
    let nearest = commands.iter().find(|command| strsim::damerau_levenshtein(command, name) <= 2)?;
    let message = format!("There is no command and no file {}.", crate::text::safe(name));
    Some(Fault::usage(&message).suggest(&format!("Did you mean leadport {nearest}?")))
}
