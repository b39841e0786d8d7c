//! The program: a sheet to read for our parent, a command, or the screen; and the exit code.

use std::process::ExitCode;

use leadport::cli::{self, Arguments, Asked, Exit, Fault};
use leadport::run;
use leadport::sheet::child;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    if arguments.nth(1).is_some_and(|first| first == child::COMMAND) {
        return child::serve(arguments);
    }
    quiet_panics();
    match cli::run(std::env::args_os()) {
        Asked::Done(code) => ExitCode::from(code),
        Asked::Screen(arguments) => match screen(&arguments) {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) => ExitCode::from(cli::tell(&fault, arguments.globals.json, arguments.globals.color)),
        },
    }
}

/// Opens the screen with what options, environment and configuration say.
fn screen(arguments: &Arguments) -> Result<(), Fault> {
    let context = cli::Context::new(&arguments.globals)?;
    context.require_folder()?;
    let keymap = cli::keymap::text_of(None, &context)?;
    let start = run::Start {
        file: arguments.file.clone(),
        store: context.store,
        wait: context.wait,
        operator: context.operator,
        keymap,
        colour: match context.color {
            cli::Color::Auto => None,
            cli::Color::Always => Some(true),
            cli::Color::Never => Some(false),
        },
    };
    run::start(start).map_err(|refusal| {
        let (exit, code) = if refusal.exit == 2 { (Exit::Usage, "usage") } else { (Exit::Internal, "internal") };
        Fault::new(exit, code, &refusal.what).suggest(&refusal.suggestion)
    })
}

/// A fault of the program's own is told in two lines by whoever catches it; the trace only where it was asked for.
fn quiet_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none_or(|value| value == "0") {
        std::panic::set_hook(Box::new(|_| {}));
    }
}
