//! What the platform knows: fields in groups, owners, the contract, leads and the types of their values.
//!
//! Pure data and rules: nothing here reads a file, a clock or a store. [`Platform`] is the whole of what a
//! store holds beside its leads; [`types`] has one file per field type. Next: `types`, then `lead`.

pub mod default;
pub mod edit;
pub mod exchange;
pub mod field;
pub mod lead;
pub mod settings;
pub mod types;
pub mod value;

use serde::{Deserialize, Serialize};

pub use field::{Field, FieldId, Group};
pub use lead::{Change, Lead, Values, email_key};
pub use settings::Settings;
pub use types::FieldType;

/// A user of the platform to whom leads can belong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The name that files and commands use; unique, compared without case.
    pub username: String,
    /// The name that people read; may be empty.
    pub name: String,
    /// Where the summary of an import is mailed; may be empty.
    pub email: String,
}

/// Fields, groups, owners and settings: everything that a plan must know beside the leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Platform {
    /// Grows by one with every change, so that a screen can tell that it shows yesterday's fields.
    pub version: u64,
    /// The groups in their order.
    pub groups: Vec<Group>,
    /// All fields, protected ones among them, by group and order.
    pub fields: Vec<Field>,
    /// The id that the next custom field gets; ids are never reused.
    pub next_field: FieldId,
    /// The owners by username.
    pub owners: Vec<Owner>,
    /// The settings that differ from their defaults.
    pub settings: Settings,
}

impl Platform {
    /// Returns the field with this id.
    #[must_use]
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Returns the field with this key.
    #[must_use]
    pub fn field_by_key(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Returns the owner with this username, compared without case and surrounding blanks.
    #[must_use]
    pub fn owner(&self, username: &str) -> Option<&Owner> {
        let wanted = crate::text::trim(username);
        self.owners.iter().find(|owner| owner.username == wanted).or_else(|| {
            let wanted = wanted.to_lowercase();
            self.owners.iter().find(|owner| owner.username.to_lowercase() == wanted)
        })
    }
}
