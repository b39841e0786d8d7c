//! The configuration file: where the store is, which keymap, who is who.
//!
//! ```toml
//! store = "/srv/leads/leads.redb"
//! keymap = "vim"                    # default, vim, emacs, or a file beside this one
//!
//! [operator]                        # login name = username on the platform
//! "anna.rossi" = "anna"
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, base_strategy::Xdg};
use serde::Deserialize;

use super::Fault;
use crate::text::safe;

/// What the configuration file says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The store.
    pub store: Option<PathBuf>,
    /// The keymap: a name or a file.
    pub keymap: Option<String>,
    /// Usernames by login name.
    #[serde(default)]
    pub operator: BTreeMap<String, String>,
    /// The file that this was read from.
    #[serde(skip)]
    pub path: Option<PathBuf>,
}

/// Reads the file that was named, else the user's, else the machine's; without any, everything is as by default.
///
/// # Errors
/// A file that was named and is not there; one that cannot be read or understood, with its line.
pub fn read(named: Option<&Path>) -> Result<Config, Fault> {
    if let Some(path) = named {
        return read_file(path)?.ok_or_else(|| {
            Fault::setting(&format!("There is no configuration file {}.", safe(&path.display().to_string())))
                .suggest("Look for a slip in --config or LEADPORT_CONFIG, or leave it out.")
        });
    }
    let own = config_folder().map(|folder| folder.join("config.toml"));
    for path in own.into_iter().chain([PathBuf::from("/etc/leadport/config.toml")]) {
        if let Some(config) = read_file(&path)? {
            return Ok(config);
        }
    }
    Ok(Config::default())
}

/// Returns the user's folder for the configuration.
#[must_use]
pub fn config_folder() -> Option<PathBuf> {
    Xdg::new().ok().map(|folders| folders.config_dir().join("leadport"))
}

/// Returns the place of the store where nothing else is said.
#[must_use]
pub fn default_store() -> Option<PathBuf> {
    Xdg::new().ok().map(|folders| folders.data_dir().join("leadport").join("leads.redb"))
}

/// Returns the place of the operator's own drafts.
#[must_use]
pub fn drafts() -> Option<PathBuf> {
    Xdg::new().ok()?.state_dir().map(|folder| folder.join("leadport").join("drafts.redb"))
}

fn read_file(path: &Path) -> Result<Option<Config>, Fault> {
    let shown = safe(&path.display().to_string()).into_owned();
    if std::fs::metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return Ok(None);
    }
    let advice = "Give yourself the right to read it, or name another one with --config.";
    let text = super::input::text("configuration", path, advice)?;
    let mut config: Config = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        Fault::setting(&format!(
            "The configuration {shown}, line {line}: {}.",
            safe(error.message()).trim_end_matches('.')
        ))
        .suggest("Correct that line; store, keymap and [operator] are what it can hold.")
    })?;
    if let Some(store) = &config.store
        && store.is_relative()
        && let Some(folder) = path.parent()
    {
        config.store = Some(folder.join(store));
    }
    config.path = Some(path.to_owned());
    Ok(Some(config))
}
