//! The settings that the store keeps, one table: name, default, rule and sentence of each.
//!
//! `settings list|get|set|unset`, the Settings screen, the README's table and the limits all read it here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The settings that differ from their defaults, by name, in normal form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(pub BTreeMap<String, String>);

impl Settings {
    /// Returns the value of a setting: what was set, else its default; `None` where there is neither.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Returns a setting as a whole number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }

    /// Returns how many leads the contract allows; `None` without a limit.
    #[must_use]
    pub fn max_leads(&self) -> Option<u64> {
        self.number("contract.max_leads")
    }
}
