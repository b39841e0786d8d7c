//! Fields and the groups they stand in.

use serde::{Deserialize, Serialize};

use super::types::FieldType;

/// The number under which a field's values are stored; given once, never reused, stable through renaming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldId(pub u16);

impl FieldId {
    /// The lead's ID: the key of its record, never a stored value.
    pub const ID: FieldId = FieldId(1);
    /// The lead's email address.
    pub const EMAIL: FieldId = FieldId(2);
    /// The username of the lead's owner.
    pub const OWNER: FieldId = FieldId(3);
    /// When the lead was added; kept beside the values.
    pub const CREATED: FieldId = FieldId(4);
    /// When the lead was last changed; kept beside the values.
    pub const UPDATED: FieldId = FieldId(5);
    /// The first id that an ordinary field may have.
    pub const FIRST_FREE: FieldId = FieldId(16);
}

/// A property that leads have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its number in the store.
    pub id: FieldId,
    /// Its name for commands and files: lower case, digits and `_`, unique (`first_name`).
    pub key: String,
    /// Its name for people ("First name"); unique when compared without case, spaces and accents.
    pub name: String,
    /// The key of its group.
    pub group: String,
    /// What values it takes.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Whether a lead that is added must have a value.
    pub required: bool,
    /// Whether every platform has it and nobody can remove it.
    pub protected: bool,
    /// The options of a select, in their order.
    #[serde(default)]
    pub options: Vec<String>,
    /// Fills a blank of an added lead, in normal form.
    #[serde(default)]
    pub default: Option<String>,
    /// Its place within the group, from 1.
    pub order: u32,
    /// The most characters that a value may have.
    #[serde(default = "default_max_length")]
    pub max_length: u32,
}

/// The longest text that a spreadsheet cell can hold (ECMA-376 and Excel: 32,767 characters).
pub const MAX_LENGTH: u32 = 32_767;

fn default_max_length() -> u32 {
    MAX_LENGTH
}

/// A named, ordered set of fields, shown on the left of the match screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its name for commands: lower case, digits and `_`, unique.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// Its place among the groups, from 1.
    pub order: u32,
}
