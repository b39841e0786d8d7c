//! `leadport template`: an empty sheet to fill in.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Exit, Fault, output};
use crate::import::LeadStore;
use crate::report::{Format, template};
use crate::store::Mode;

/// The command's arguments.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// The file to write; one of that name is replaced
    #[arg(short, long, value_name = "OUT.xlsx", default_value = "template.xlsx")]
    output: PathBuf,
}

/// Carries the command out.
///
/// # Errors
/// A store that cannot be used; a file that cannot be written.
pub fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Fault> {
    let protected = [context.store.as_path()];
    let destination = if arguments.output.as_os_str() == "-" {
        output::prepare_as(&arguments.output, &protected)?
    } else {
        output::prepare(&arguments.output, &[Format::Xlsx], &protected)?.1
    };
    let platform = context.open(Mode::Read)?.platform()?;
    template::write(destination.handle()?, &platform)?;
    output::finish(destination, context)?;
    Ok(Exit::Done)
}
