//! The options that every command takes: where the store is, who asks, and how to answer.
//!
//! They are read here and acted upon in `context` and `print`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// When to write in colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Globals {
    /// The store [default: leadport/leads.redb in your data folder]
    #[arg(long, global = true, value_name = "PATH", env = "LEADPORT_STORE", hide_env_values = true)]
    pub store: Option<PathBuf>,
    /// The configuration [default: leadport/config.toml in your config folder, then /etc/leadport/config.toml]
    #[arg(long, global = true, value_name = "PATH", env = "LEADPORT_CONFIG", hide_env_values = true)]
    pub config: Option<PathBuf>,
    /// The operator [default: your login name, as the configuration maps it]
    #[arg(long = "as", global = true, value_name = "USERNAME")]
    pub operator: Option<String>,
    /// One JSON document on standard output, nothing else there
    #[arg(long, global = true)]
    pub json: bool,
    /// Less on standard error
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub quiet: u8,
    /// More on standard error
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// How long to wait for a store that another process is writing to
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 10)]
    pub wait: u64,
    /// When to write in colour (NO_COLOR counts)
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}
