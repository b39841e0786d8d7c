//! Changing the platform: fields, groups and owners are added, edited, moved and removed here and nowhere else.
//!
//! Every change is checked whole before anything is changed, and then counts the platform's version up. What only the
//! store can know (do leads hold values of this field, does a lead belong to this owner) comes in as [`InUse`].
//! Next: `edit/fields.rs`, `edit/groups.rs`, `edit/owners.rs`; `exchange` moves fields between servers.

mod error;
mod fields;
mod groups;
mod owners;

pub use error::{EditError, Of};
pub use fields::{FieldChange, NewField};
pub use groups::GroupChange;
pub use owners::OwnerChange;

/// What the store says about the thing that is to be changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InUse {
    /// How many leads hold a value of the field, or belong to the owner.
    pub leads: u64,
    /// Whether the person who asks has been told and wants it all the same.
    pub confirmed: bool,
}

impl InUse {
    /// Nothing in the store depends on it.
    pub const NOT: InUse = InUse { leads: 0, confirmed: false };

    fn blocks(self) -> bool {
        self.leads > 0 && !self.confirmed
    }
}

/// Derives a key from a name: lower case letters and digits, `_` between words.
#[must_use]
pub fn key_of(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        let word: String = crate::text::folded(word).chars().filter(char::is_ascii_alphanumeric).collect();
        if word.is_empty() {
            continue;
        }
        if !key.is_empty() {
            key.push('_');
        }
        key.push_str(&word);
    }
    key.truncate(MOST_KEY);
    key
}

/// The longest key and the longest name, in characters.
const MOST_KEY: usize = 64;
const MOST_NAME: usize = 100;

/// Tells whether a text is a key: lower case ASCII letters, digits and `_`, beginning with a letter or digit.
fn is_key(key: &str) -> bool {
    (1..=MOST_KEY).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !key.starts_with('_')
}

/// Returns a name trimmed and in NFC; refuses one that is empty, too long, or without letters and digits.
fn checked_name(name: &str) -> Result<String, EditError> {
    let name = super::types::text::clean(name).into_owned();
    if name.chars().count() > MOST_NAME || name.contains(['\n', '\t']) || crate::text::folded(&name).is_empty() {
        return Err(EditError::NameInvalid { name });
    }
    Ok(name)
}

/// Puts an item at its place (from 1) among `count` others.
fn place(wanted: Option<u32>, count: usize) -> usize {
    wanted.map_or(count, |order| usize::try_from(order.max(1) - 1).unwrap_or(count).min(count))
}

#[cfg(test)]
mod tests;
