//! The command line as one definition: help, completions and the commands all come from it.

use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use super::{
    Context, Exit, Fault, Globals, completions, fields, groups, history, import, keymap, leads, matchings, outbox,
    owners, quality, report, settings, sheet, store, template, undo,
};

/// Imports leads from XLS, XLSX and ODS files.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "leadport",
    version,
    about = "Imports leads from XLS, XLSX and ODS files: in a full-screen wizard, or by one command.",
    after_help = "Without a command the full-screen program opens, with FILE chosen if one is named.\n\
                  Exit codes: 0 done, 1 the data has errors, 2 the command line is wrong or names a lead, import or mail\n\
                  that does not exist, 3 the file cannot be taken, 4 the store cannot be used, 5 a setting or another\n\
                  input file is wrong or none has that name, 6 an output could not be written though the rest is done,\n\
                  130 interrupted.",
    max_term_width = 100
)]
pub struct Arguments {
    /// The file to open in the wizard.
    pub file: Option<PathBuf>,
    /// What every command takes.
    #[command(flatten)]
    pub globals: Globals,
    /// The command.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Say what the import of a file would do and what is wrong with it; change nothing
    Check(Box<import::CheckArguments>),
    /// Import a file: all of it or nothing
    Import(Box<import::ImportArguments>),
    /// Show what the reader sees of a file: format, sheet, header, rows
    Sheet(sheet::Arguments),
    /// Put every lead that an import touched back as it was
    Undo(undo::Arguments),
    /// List the imports, or show one
    History(history::Arguments),
    /// Write what each row of an import did
    Report(report::Arguments),
    /// List, show, export, count or erase leads
    #[command(subcommand)]
    Leads(leads::What),
    /// Say how complete, valid and clean the leads are
    Quality(quality::Arguments),
    /// List, add, edit, remove, export or import fields
    #[command(subcommand)]
    Fields(fields::What),
    /// List, add, edit or remove groups of fields
    #[command(subcommand)]
    Groups(groups::What),
    /// List, add, edit or remove owners
    #[command(subcommand)]
    Owners(owners::What),
    /// List, show, rename, remove, export or import saved matchings
    #[command(subcommand)]
    Matchings(matchings::What),
    /// List, send or remove mails that wait
    #[command(subcommand)]
    Outbox(outbox::What),
    /// List, get, set or unset settings
    #[command(subcommand)]
    Settings(settings::What),
    /// Look after the store: info, verify, backup, restore, compact, forget
    #[command(subcommand)]
    Store(store::What),
    /// Write an empty sheet with every field as header
    Template(template::Arguments),
    /// List, show or check keymaps
    #[command(subcommand)]
    Keymap(keymap::What),
    /// Print the completions of a shell
    Completions {
        /// The shell
        #[arg(value_name = "bash|zsh|fish", value_parser = ["bash", "zsh", "fish"])]
        shell: String,
    },
}

/// Carries a command out.
pub(super) fn carry_out(command: Command, context: &mut Context) -> Result<Exit, Fault> {
    match command {
        Command::Check(arguments) => import::check(&arguments, context),
        Command::Import(arguments) => import::import(&arguments, context),
        Command::Sheet(arguments) => sheet::run(&arguments, context),
        Command::Undo(arguments) => undo::run(&arguments, context),
        Command::History(arguments) => history::run(&arguments, context),
        Command::Report(arguments) => report::run(&arguments, context),
        Command::Leads(what) => leads::run(&what, context),
        Command::Quality(arguments) => quality::run(&arguments, context),
        Command::Fields(what) => fields::run(&what, context),
        Command::Groups(what) => groups::run(&what, context),
        Command::Owners(what) => owners::run(&what, context),
        Command::Store(what) => store::run(&what, context),
        Command::Matchings(what) => matchings::run(&what, context),
        Command::Outbox(what) => outbox::run(&what, context),
        Command::Settings(what) => settings::run(&what, context),
        Command::Template(arguments) => template::run(&arguments, context),
        Command::Keymap(what) => keymap::run(&what, context),
        Command::Completions { shell } => completions::run(shell.parse().unwrap_or(Shell::Bash)),
    }
}

/// Returns the names of all commands.
#[must_use]
pub fn command_names() -> Vec<String> {
    Arguments::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_defined() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn options_of_every_command_may_stand_before_and_behind_it() {
        for line in [["leadport", "--json", "sheet", "x.xlsx"], ["leadport", "sheet", "x.xlsx", "--json"]] {
            let parsed = Arguments::try_parse_from(line).unwrap();
            assert!(parsed.globals.json && parsed.file.is_none() && parsed.command.is_some());
        }
        let parsed = Arguments::try_parse_from(["leadport", "leads.xlsx", "--as", "anna"]).unwrap();
        assert!(parsed.file.is_some() && parsed.command.is_none());
    }
}
