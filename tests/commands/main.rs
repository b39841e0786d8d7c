//! The real program, run as scripts run it: commands, documents, files and exit codes.

#![expect(clippy::unwrap_used, reason = "what helps a test fails it as the test itself would")]

mod after;
mod exits;
mod files;
mod killed;
mod mail;
mod matching;
mod outputs;
mod place;
mod platform;
mod readme;
mod room;
mod rules;
mod samples;
mod shapes;
