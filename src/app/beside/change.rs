//! Changes of what the platform is made of: settings, owners, fields. They are checked and made by `platform::edit`.

use crate::platform::edit::{FieldChange, GroupChange, NewField, OwnerChange};

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Sets a setting.
    Set(&'static str, String),
    /// Takes a setting back to its default.
    Unset(&'static str),
    /// Adds an owner with this username.
    AddOwner(String),
    /// Changes an owner.
    EditOwner(String, OwnerChange),
    /// Removes an owner.
    RemoveOwner(String),
    /// Adds a field.
    AddField(NewField),
    /// Changes the field with this key.
    EditField(String, FieldChange),
    /// Removes the field with this key.
    RemoveField(String),
    /// Adds a group with this name.
    AddGroup(String),
    /// Changes the group with this key.
    EditGroup(String, GroupChange),
    /// Removes the group with this key; its fields go to the other one.
    RemoveGroup(String, Option<String>),
}

impl Change {
    /// Returns what is being done, shown to others who wait.
    #[must_use]
    pub fn doing(&self) -> &'static str {
        match self {
            Change::Set(..) | Change::Unset(_) => "changing a setting",
            Change::AddOwner(_) => "adding an owner",
            Change::EditOwner(..) => "changing an owner",
            Change::RemoveOwner(_) => "removing an owner",
            Change::AddField(_) => "adding a field",
            Change::EditField(..) => "changing a field",
            Change::RemoveField(_) => "removing a field",
            Change::AddGroup(_) => "adding a group",
            Change::EditGroup(..) => "changing a group",
            Change::RemoveGroup(..) => "removing a group",
        }
    }

    /// Returns what was done, as a sentence.
    #[must_use]
    pub fn done(&self) -> String {
        match self {
            Change::Set(name, value) => format!("{name} is {value} from now on."),
            Change::Unset(name) => format!("{name} is back at its default."),
            Change::AddOwner(name) => format!("The owner {name} is added."),
            Change::EditOwner(name, _) => format!("The owner {name} is changed."),
            Change::RemoveOwner(name) => format!("The owner {name} is removed."),
            Change::AddField(field) => format!("The field {} is added.", field.name),
            Change::EditField(key, _) => format!("The field {key} is changed."),
            Change::RemoveField(key) => format!("The field {key} is removed."),
            Change::AddGroup(name) => format!("The group {name} is added; give it fields by changing their group."),
            Change::EditGroup(key, _) => format!("The group {key} is changed."),
            Change::RemoveGroup(key, None) => format!("The group {key} is removed."),
            Change::RemoveGroup(key, Some(to)) => format!("The group {key} is removed; its fields are in {to} now."),
        }
    }
}
