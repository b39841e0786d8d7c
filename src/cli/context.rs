//! What every command needs to know before it begins: the store, the operator, how to print, and when to stop.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::arguments::{Color, Globals};
use super::{Fault, config, operator};
use crate::sheet::Cancel;
use crate::store::{Mode, Store};

/// The circumstances of one run.
pub struct Context {
    /// The place of the store.
    pub store: PathBuf,
    /// What the configuration says.
    pub config: config::Config,
    /// The operator's username.
    pub operator: String,
    /// Whether to print one JSON document.
    pub json: bool,
    /// How much less is said on standard error.
    pub quiet: u8,
    /// How much more is said on standard error.
    pub verbose: u8,
    /// How long to wait for another writer.
    pub wait: Duration,
    /// Whether to use colour, as far as it was said.
    pub color: Color,
    cancel: Cancel,
}

impl Context {
    /// Puts together what options, environment and configuration say, in this order.
    ///
    /// # Errors
    /// A configuration that cannot be understood; no place for a store.
    pub fn new(globals: &Globals) -> Result<Context, Fault> {
        let config = config::read(globals.config.as_deref())?;
        let store =
            globals.store.clone().or_else(|| config.store.clone()).or_else(config::default_store).ok_or_else(|| {
                Fault::setting("There is no place for a store: you have no home folder.")
                    .suggest("Name one with --store PATH or LEADPORT_STORE.")
            })?;
        let operator = globals.operator.clone().unwrap_or_else(|| {
            let login = operator::login_name();
            config.operator.get(&login).cloned().unwrap_or(login)
        });
        Ok(Context {
            store,
            config,
            operator,
            json: globals.json,
            quiet: globals.quiet,
            verbose: globals.verbose,
            wait: Duration::from_secs(globals.wait),
            color: globals.color,
            cancel: Arc::new(AtomicBool::new(false)),
        })
    }

    /// Returns the flag that Ctrl-C, a hang-up or a polite kill sets from now on, instead of ending the program at once.
    ///
    /// The second Ctrl-C ends it wherever it is; whatever is not committed then is as it was.
    #[must_use]
    pub fn cancel(&self) -> Cancel {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            // A signal that cannot be caught keeps its own way of ending the program, which loses nothing either.
            let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&self.cancel));
            let _ = signal_hook::flag::register(signal, Arc::clone(&self.cancel));
        }
        Arc::clone(&self.cancel)
    }

    /// Opens the store.
    ///
    /// # Errors
    /// A store that cannot be used.
    pub fn open(&self, mode: Mode) -> Result<Store, Fault> {
        Ok(Store::open(&self.store, mode, self.wait, &self.operator)?)
    }

    /// Tells whether the work is to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// Says something on standard error, unless less was asked for.
    pub fn note(&self, line: &str) {
        if self.quiet == 0 {
            super::print::note(line);
        }
    }
}
