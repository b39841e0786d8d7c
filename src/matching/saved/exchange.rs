//! A saved matching as a TOML file, to move it between servers.

use serde::{Deserialize, Serialize};

use crate::matching::Matching;
use crate::text::safe;

/// The version of the format; a file of a later one is refused.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Document {
    leadport_matching: u32,
    name: String,
    matching: Matching,
}

/// A file that is not a matching.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// It is not the TOML that [`to_toml`] writes.
    #[error("The file is not a saved matching: line {line}: {why}.")]
    Unreadable {
        /// The line in question, from 1.
        line: usize,
        /// Why, safe to show.
        why: String,
    },
    /// It was written by a newer leadport.
    #[error("The saved matching was written by a newer leadport (format {version}).")]
    Newer {
        /// Its version.
        version: u32,
    },
}

impl ExchangeError {
    /// Returns what to do about it, in one sentence.
    #[must_use]
    pub fn suggestion(&self) -> &'static str {
        match self {
            ExchangeError::Unreadable { .. } => "Export the matching again with leadport matchings export.",
            ExchangeError::Newer { .. } => "Bring this leadport up to date.",
        }
    }
}

/// Writes a matching under its name as TOML.
#[must_use]
pub fn to_toml(name: &str, matching: &Matching) -> String {
    let document = Document { leadport_matching: VERSION, name: name.to_owned(), matching: matching.clone() };
    toml::to_string_pretty(&document).expect("a matching holds nothing that TOML cannot say")
}

/// Reads a matching and its name from TOML.
///
/// # Errors
/// [`ExchangeError`] with the line that is not understood.
pub fn from_toml(text: &str) -> Result<(String, Matching), ExchangeError> {
    #[derive(Deserialize)]
    struct Version {
        leadport_matching: u32,
    }
    let unreadable = |error: &toml::de::Error| {
        let place = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text.get(..place).unwrap_or_default().matches('\n').count() + 1;
        let why = error.message().lines().next().unwrap_or_default();
        ExchangeError::Unreadable { line, why: safe(why.trim_end_matches('.')).into_owned() }
    };
    let version: Version = toml::from_str(text).map_err(|error| unreadable(&error))?;
    if version.leadport_matching > VERSION {
        return Err(ExchangeError::Newer { version: version.leadport_matching });
    }
    let document: Document = toml::from_str(text).map_err(|error| unreadable(&error))?;
    Ok((document.name, document.matching))
}
