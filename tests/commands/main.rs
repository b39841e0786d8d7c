//! The real program, run as scripts run it: commands, documents, files and exit codes.

mod exits;
mod files;
mod killed;
mod platform;
mod room;
mod rules;
mod samples;
mod shapes;
