//! The settings that the store keeps, one table: name, default, rule and sentence of each.
//!
//! `settings list|get|set|unset`, the Settings screen, the README's table and the limits all read it here. A value is
//! kept in the normal form of its kind, so that whoever reads it need not check it again.
//! Next: `settings/table.rs` for the settings, `settings/kind.rs` for what each kind takes.

mod kind;
mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::types::{DateOrder, DecimalMark};

pub use kind::Kind;
pub use table::SETTINGS;

/// One setting: a line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name for commands (`mail.host`).
    pub name: &'static str,
    /// What holds while it is not set; `None` where that is decided at its use, as its sentence says.
    pub default: Option<&'static str>,
    /// What it takes.
    pub kind: Kind,
    /// What it does, in one sentence.
    pub sentence: &'static str,
}

/// Why a setting cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettingError {
    /// There is no such setting.
    #[error("there is no setting “{}”", crate::text::safe(.name))]
    Unknown {
        /// The name that was given.
        name: String,
        /// The name that was probably meant.
        nearest: Option<&'static str>,
    },
    /// The setting does not take this value.
    #[error("{name} cannot be “{}”: it takes {rule}", crate::text::safe(.value))]
    Invalid {
        /// The setting.
        name: &'static str,
        /// The value that was given.
        value: String,
        /// What the setting takes, as the end of a sentence.
        rule: String,
    },
}

impl SettingError {
    /// Returns what to do about it, in one sentence.
    #[must_use]
    pub fn suggestion(&self) -> String {
        match self {
            SettingError::Unknown { nearest: Some(nearest), .. } => format!("Did you mean {nearest}?"),
            SettingError::Unknown { nearest: None, .. } => "See the names with: leadport settings list".to_owned(),
            SettingError::Invalid { name, .. } => {
                format!("Give another value, or take the default with: leadport settings unset {name}")
            }
        }
    }
}

/// The settings that differ from their defaults, by name, in normal form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(pub BTreeMap<String, String>);

impl Settings {
    /// Returns the value of a setting: what was set, else its default; `None` where there is neither.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).or_else(|| find(name).ok()?.default)
    }

    /// Returns a setting as a whole number; a size in bytes, whatever unit it is written in.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        kind::whole(self.get(name)?)
    }

    /// Returns the order in which dates are read whose column leaves it undecided (`import.date_order`).
    #[must_use]
    pub fn date_order(&self) -> DateOrder {
        match self.get("import.date_order") {
            Some("mdy") => DateOrder::Mdy,
            Some("ymd") => DateOrder::Ymd,
            _ => DateOrder::Dmy,
        }
    }

    /// Returns the decimal separator of numbers whose column leaves it undecided (`import.decimal`).
    #[must_use]
    pub fn decimal(&self) -> DecimalMark {
        match self.get("import.decimal") {
            Some("comma") => DecimalMark::Comma,
            _ => DecimalMark::Point,
        }
    }

    /// Returns how many leads the contract allows; `None` without a limit.
    #[must_use]
    pub fn max_leads(&self) -> Option<u64> {
        self.number("contract.max_leads")
    }

    /// Sets a setting and returns its normal form.
    ///
    /// # Errors
    /// An unknown name, or a value that the setting does not take; nothing is changed then.
    pub fn set(&mut self, name: &str, value: &str) -> Result<String, SettingError> {
        let setting = find(name)?;
        let normal = setting.normal(value)?;
        self.0.insert(setting.name.to_owned(), normal.clone());
        Ok(normal)
    }

    /// Takes a setting back to its default; tells whether it had been set.
    ///
    /// A name that only another version of leadport knows can be taken away too.
    ///
    /// # Errors
    /// A name that is neither in the table nor set.
    pub fn unset(&mut self, name: &str) -> Result<bool, SettingError> {
        if self.0.remove(crate::text::trim(name)).is_some() {
            return Ok(true);
        }
        let setting = find(name)?;
        Ok(self.0.remove(setting.name).is_some())
    }

    /// Walks all settings of the table with their values, and whether each was set.
    pub fn list(&self) -> impl Iterator<Item = (&'static Setting, Option<&str>, bool)> {
        SETTINGS.iter().map(|setting| {
            let set = self.0.get(setting.name).map(String::as_str);
            (setting, set.or(setting.default), set.is_some())
        })
    }
}

impl Setting {
    /// Returns a value in the normal form of this setting.
    ///
    /// # Errors
    /// [`SettingError::Invalid`] with what the setting takes.
    pub fn normal(&self, value: &str) -> Result<String, SettingError> {
        self.kind.normal(crate::text::trim(value)).ok_or_else(|| SettingError::Invalid {
            name: self.name,
            value: value.to_owned(),
            rule: self.kind.rule(),
        })
    }
}

/// Returns the setting with this name.
///
/// # Errors
/// [`SettingError::Unknown`] with the name that was probably meant.
pub fn find(name: &str) -> Result<&'static Setting, SettingError> {
    let name = crate::text::trim(name);
    SETTINGS.iter().find(|setting| setting.name.eq_ignore_ascii_case(name)).ok_or_else(|| SettingError::Unknown {
        name: name.to_owned(),
        nearest: crate::text::nearest(name, SETTINGS.iter().map(|setting| setting.name)),
    })
}

#[cfg(test)]
mod tests;
