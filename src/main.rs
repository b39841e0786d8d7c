//! The program: a sheet to read for our parent, a command, or the screen; and the exit code.

use std::process::ExitCode;

use leadport::cli::{self, Asked};
use leadport::sheet::child;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    if arguments.nth(1).is_some_and(|first| first == child::COMMAND) {
        return child::serve(arguments);
    }
    quiet_panics();
    match cli::run(std::env::args_os()) {
        Asked::Done(code) => ExitCode::from(code),
        Asked::Screen(_) => ExitCode::SUCCESS,
    }
}

/// A fault of the program's own is told in two lines by whoever catches it; the trace only where it was asked for.
fn quiet_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none_or(|value| value == "0") {
        std::panic::set_hook(Box::new(|_| {}));
    }
}
