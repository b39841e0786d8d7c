//! What every command needs to know before it begins: the store, the operator, how to print, and when to stop.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::globals::{Color, Globals};
use super::signals::Signals;
use super::{Fault, config, operator};
use crate::sheet::Cancel;
use crate::store::{Mode, Patience, Store};
use crate::text::safe;

/// The circumstances of one run.
pub struct Context {
    /// The place of the store.
    pub store: PathBuf,
    /// What the configuration says.
    pub config: config::Config,
    /// What named the place of the store; `None` where nothing did and it is the user's own by default.
    pub store_named_by: Option<String>,
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
    /// Ctrl-C and its like.
    pub signals: Signals,
    news_of_the_store: std::cell::Cell<Option<Mode>>,
}

impl Context {
    /// Puts together what options, environment and configuration say, in this order.
    ///
    /// # Errors
    /// A configuration that cannot be understood; no place for a store.
    pub fn new(globals: &Globals) -> Result<Context, Fault> {
        let config = config::read(globals.config.as_deref())?;
        let own = config::default_store();
        let store =
            globals.store.clone().or_else(|| config.store.clone()).or_else(|| own.clone()).ok_or_else(|| {
                Fault::setting("There is no place for a store: you have no home folder.")
                    .suggest("Name one with --store PATH or LEADPORT_STORE.")
            })?;
        let named_by = match (&globals.store, &config.path) {
            _ if Some(&store) == own.as_ref() => None,
            (None, Some(path)) => Some(safe(&path.display().to_string()).into_owned()),
            _ => Some("--store or LEADPORT_STORE".to_owned()),
        };
        let operator = globals.operator.clone().unwrap_or_else(|| {
            let login = operator::login_name();
            config.operator.get(&login).cloned().unwrap_or(login)
        });
        let context = Context {
            store,
            store_named_by: named_by,
            config,
            operator,
            json: globals.json,
            quiet: globals.quiet,
            verbose: globals.verbose,
            wait: Duration::from_secs(globals.wait),
            color: globals.color,
            signals: Signals::default(),
            news_of_the_store: std::cell::Cell::new(None),
        };
        context.say_what_holds();
        Ok(context)
    }

    /// With `-v`: which store, configuration and operator this run goes by.
    fn say_what_holds(&self) {
        if self.verbose == 0 {
            return;
        }
        let configuration = self.config.path.as_deref().map_or_else(|| "none".to_owned(), shown);
        self.note(&format!("Store: {}", shown(&self.store)));
        self.note(&format!("Configuration: {configuration}"));
        self.note(&format!("Operator: {}", safe(&self.operator)));
    }

    /// Returns the flag that Ctrl-C, a hang-up or a polite kill sets from now on, instead of ending the program at once.
    ///
    /// The second Ctrl-C ends it wherever it is; whatever is not committed then is as it was.
    #[must_use]
    pub fn cancel(&self) -> Cancel {
        self.signals.caught()
    }

    /// Returns how this run waits for another writer: it says for whom, and a signal ends the wait.
    #[must_use]
    pub fn patience(&self) -> Patience {
        let (signals, quiet) = (self.signals.clone(), self.quiet > 0);
        let tell = move |words: String| {
            if !quiet {
                super::print::note(&words);
            }
        };
        Patience::told(self.wait, tell, move || signals.caught().load(Ordering::Relaxed))
    }

    /// Opens the store. One that does not exist yet counts as empty and is not made by looking at it; the first that
    /// writes makes it. [`Context::tell_of_the_store`] says either, so that a slip does not pass for a store without leads.
    ///
    /// # Errors
    /// A store that cannot be used, or whose folder does not exist.
    pub fn open(&self, mode: Mode) -> Result<Store, Fault> {
        let there = Store::is_there(&self.store);
        if !there {
            self.require_folder()?;
        }
        let store = Store::open(&self.store, mode, self.patience(), &self.operator)?;
        if !there && self.news_of_the_store.get() != Some(Mode::Write) {
            self.news_of_the_store.set(Some(mode));
        }
        Ok(store)
    }

    /// Says that there was no store, or that there is a new one; after the work, so that an error stands alone.
    pub fn tell_of_the_store(&self) {
        let path = shown(&self.store);
        match self.news_of_the_store.take() {
            Some(Mode::Read) => {
                self.note(&format!("There is no store {path} yet; it counts as empty, and the first import makes it."));
            }
            Some(Mode::Write) => self.note(&format!("A new store was made: {path}")),
            None => {}
        }
    }

    /// Opens a store that must be there: for work that would make no sense on a new one.
    ///
    /// # Errors
    /// A store that does not exist or cannot be used.
    pub fn open_existing(&self, mode: Mode) -> Result<Store, Fault> {
        self.require_store()?;
        self.open(mode)
    }

    /// Refuses to work on a store that does not exist.
    ///
    /// # Errors
    /// There is no such store.
    pub fn require_store(&self) -> Result<(), Fault> {
        self.require_folder()?;
        if Store::is_there(&self.store) {
            return Ok(());
        }
        let message = format!("There is no store {}.", shown(&self.store));
        Err(Fault::store_missing(&message).suggest(&format!("{}; an import makes a new one.", self.look_for_a_slip())))
    }

    /// Refuses a store that was named in a folder that does not exist: only the user's own folder is made.
    ///
    /// # Errors
    /// There is no such folder.
    pub fn require_folder(&self) -> Result<(), Fault> {
        let folder = self.store.parent().filter(|folder| !folder.as_os_str().is_empty());
        let Some(folder) = folder.filter(|folder| self.store_named_by.is_some() && !folder.is_dir()) else {
            return Ok(());
        };
        let (folder, store) = (shown(folder), shown(&self.store));
        Err(Fault::store_missing(&format!("There is no folder {folder} for the store {store}."))
            .suggest(&format!("{}, or make the folder first: mkdir -p {folder}", self.look_for_a_slip())))
    }

    /// Returns what to do about a store that is not the one that was meant.
    #[must_use]
    pub fn look_for_a_slip(&self) -> String {
        match &self.store_named_by {
            Some(what) => format!("Look for a slip in {what}"),
            None => "Name the store with --store".to_owned(),
        }
    }

    /// Says something on standard error, unless less was asked for.
    pub fn note(&self, line: &str) {
        if self.quiet == 0 {
            super::print::note(line);
        }
    }
}

/// Returns a path as messages show it.
fn shown(path: &Path) -> String {
    safe(&path.display().to_string()).into_owned()
}
