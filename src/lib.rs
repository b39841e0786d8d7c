//! leadport imports leads from XLS, XLSX and ODS files into a lead store.
//!
//! This is the map of the house; read it first, then `import::pipeline` for the way of a row and
//! `app` for the way of a key.
//!
//! | room | what it is for | it must never import |
//! |---|---|---|
//! | [`text`] | making text safe to show, folding, widths, plurals | any other room; fs, net, thread, clock |
//! | [`platform`] | fields, groups, owners, leads, settings, field types | any other room but text; fs, net, thread, clock |
//! | [`sheet`] | a file into a header and rows of cells; formats and limits | anything but platform's values and text |
//! | [`matching`] | which column is which field, and how its text is read | store, import, app, ui, run |
//! | [`import`] | problems, plan, apply, undo: what an import does | redb, calamine, app, ui, run, cli |
//! | [`store`] | the lead store in redb behind the traits of [`import`] | sheet, matching's logic, app, ui, run |
//! | [`report`] | outcomes, problems and leads as xlsx, ods, csv, json | app, ui, run, cli |
//! | [`mail`] | the summary mail, the outbox and its transports | app, ui, run, cli |
//! | [`quality`] | the data-quality survey | app, ui, run, cli |
//! | [`keys`] | chords, actions, keymaps | app, ui, run, cli, store, sheet |
//! | [`app`] | the wizard as one value: events in, effects out | ui, run, ratatui, crossterm, fs, net, thread, process, env, the clock |
//! | [`ui`] | drawing an app | run, store, sheet, crossterm |
//! | [`run`] | terminal, threads, jobs, signals | cli |
//! | [`cli`] | the commands: text and JSON | app, ui, run |
//!
//! Only `main` and this file may import `run` and `cli`. `tests/architecture.rs` holds this table.

pub mod app;
pub mod cli;
pub mod import;
pub mod keys;
pub mod mail;
pub mod matching;
pub mod platform;
pub mod quality;
pub mod report;
pub mod run;
pub mod sheet;
pub mod store;
pub mod text;
pub mod ui;
