//! `leadport completions`: what a shell needs to complete leadport's commands and options.

use std::io;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{Arguments, Exit, Fault, print};

/// Prints the completion script of a shell.
///
/// # Errors
/// Standard output that cannot be written.
pub fn run(shell: Shell) -> Result<Exit, Fault> {
    let mut script = Vec::new();
    generate(shell, &mut Arguments::command(), "leadport", &mut script);
    print::out(&String::from_utf8(script).map_err(|error| Fault::from(io::Error::other(error)))?)?;
    Ok(Exit::Done)
}
