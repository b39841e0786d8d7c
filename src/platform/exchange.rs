//! Moving fields and groups between servers: a plain form of both, ready for TOML and JSON.
//!
//! Protected fields are not in it, for every platform has them. Importing adds what is missing and changes what
//! differs; it removes nothing. Writing and reading the file itself is the command's task.

use serde::{Deserialize, Serialize};

use super::edit::{EditError, FieldChange, GroupChange, InUse, NewField};
use super::field::{Field, MAX_LENGTH};
use super::{FieldType, Platform};

/// Fields and groups as they are written to a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldsFile {
    /// The groups in their order.
    #[serde(default)]
    pub groups: Vec<GroupEntry>,
    /// The fields by group and order.
    #[serde(default)]
    pub fields: Vec<FieldEntry>,
}

/// A group as it is written to a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupEntry {
    /// Its key; derived from the name if left out.
    #[serde(default)]
    pub key: String,
    /// Its name for people.
    pub name: String,
}

/// A field as it is written to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldEntry {
    /// Its key.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// Its group, by key or name.
    pub group: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Whether it is required.
    #[serde(default)]
    pub required: bool,
    /// The options of a select.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// What fills a blank of an added lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The most characters of a value, where it is not the usual limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
}

/// What importing fields did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Groups that were not there before.
    pub groups_added: usize,
    /// Fields that were not there before.
    pub fields_added: usize,
    /// Fields that differed and are now as in the file.
    pub fields_changed: usize,
    /// Fields that were as in the file already.
    pub fields_unchanged: usize,
}

impl Platform {
    /// Returns groups and fields as they are written to a file.
    #[must_use]
    pub fn export_fields(&self) -> FieldsFile {
        let groups = self.groups.iter().map(|group| GroupEntry { key: group.key.clone(), name: group.name.clone() });
        let fields = self.fields.iter().filter(|field| !field.protected).map(FieldEntry::of);
        FieldsFile { groups: groups.collect(), fields: fields.collect() }
    }

    /// Takes groups and fields from a file; all of them or, at the first error, none.
    ///
    /// `in_use` says what the store knows of a field whose type or options are to change.
    ///
    /// # Errors
    /// What adding or editing that field or group refuses.
    pub fn import_fields(&mut self, file: &FieldsFile, in_use: &dyn Fn(&Field) -> InUse) -> Result<Taken, EditError> {
        let mut next = self.clone();
        let mut taken = Taken::default();
        for entry in &file.groups {
            let known = next.group_key(&entry.key).or_else(|_| next.group_key(&entry.name));
            match known {
                Ok(key) if next.groups.iter().any(|group| group.key == key && group.name == entry.name) => {}
                Ok(key) => next.edit_group(&key, &GroupChange { name: Some(entry.name.clone()), order: None })?,
                Err(_) => {
                    next.add_group(&entry.name, None)?;
                    taken.groups_added += 1;
                }
            }
        }
        for entry in &file.fields {
            let Some(field) = next.field_by_key(&entry.key).cloned() else {
                next.add_field(&entry.as_new())?;
                taken.fields_added += 1;
                continue;
            };
            let group = next.group_key(&entry.group)?;
            let entry = FieldEntry { group, ..entry.clone() };
            if FieldEntry::of(&field) == entry {
                taken.fields_unchanged += 1;
                continue;
            }
            next.edit_field(&field.key, &entry.as_change(&field), in_use(&field))?;
            taken.fields_changed += 1;
        }
        if taken.groups_added + taken.fields_added + taken.fields_changed > 0 || next != *self {
            next.version = self.version + 1;
            *self = next;
        }
        Ok(taken)
    }
}

impl FieldEntry {
    fn of(field: &Field) -> FieldEntry {
        FieldEntry {
            key: field.key.clone(),
            name: field.name.clone(),
            group: field.group.clone(),
            kind: field.kind,
            required: field.required,
            options: field.options.clone(),
            default: field.default.clone(),
            max_length: (field.max_length != MAX_LENGTH).then_some(field.max_length),
        }
    }

    fn as_new(&self) -> NewField {
        NewField {
            name: self.name.clone(),
            key: Some(self.key.clone()),
            group: self.group.clone(),
            kind: Some(self.kind),
            required: self.required,
            options: self.options.clone(),
            default: self.default.clone(),
            order: None,
            max_length: self.max_length,
        }
    }

    /// Returns the change that makes a field as this entry says, naming only what differs.
    fn as_change(&self, field: &Field) -> FieldChange {
        FieldChange {
            name: (self.name != field.name).then(|| self.name.clone()),
            group: (self.group != field.group).then(|| self.group.clone()),
            kind: (self.kind != field.kind).then_some(self.kind),
            required: (self.required != field.required).then_some(self.required),
            options: (self.options != field.options).then(|| self.options.clone()),
            default: (self.default != field.default).then(|| self.default.clone()),
            order: None,
            max_length: (self.max_length.unwrap_or(MAX_LENGTH) != field.max_length)
                .then(|| self.max_length.unwrap_or(MAX_LENGTH)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::default::new_platform;

    #[test]
    fn what_is_exported_is_imported_the_same_as_toml_and_as_json() {
        let mut one = new_platform("anna");
        one.add_group("Trade fair", None).unwrap();
        let new = NewField {
            name: "Badge".into(),
            group: "Trade fair".into(),
            kind: Some(FieldType::Select),
            options: vec!["Gold".into(), "Silver".into()],
            default: Some("silver".into()),
            required: true,
            ..NewField::default()
        };
        one.add_field(&new).unwrap();
        let file = one.export_fields();
        let toml: FieldsFile = toml::from_str(&toml::to_string(&file).unwrap()).unwrap();
        let json: FieldsFile = serde_json::from_str(&serde_json::to_string(&file).unwrap()).unwrap();
        assert_eq!(toml, file);
        assert_eq!(json, file);

        let mut other = new_platform("bruno");
        let taken = other.import_fields(&file, &|_| InUse::NOT).unwrap();
        assert_eq!((taken.groups_added, taken.fields_added, taken.fields_changed), (1, 1, 0));
        assert_eq!(other.export_fields(), file);
        let version = other.version;
        let again = other.import_fields(&file, &|_| InUse::NOT).unwrap();
        assert_eq!((again.fields_added, again.fields_changed), (0, 0));
        assert_eq!(other.version, version);
    }

    #[test]
    fn a_file_with_one_wrong_field_changes_nothing() {
        let mut platform = new_platform("anna");
        let before = platform.clone();
        let mut file = before.export_fields();
        file.fields[0].name = "Given name".into();
        file.fields[1].group = "nowhere".into();
        assert!(matches!(platform.import_fields(&file, &|_| InUse::NOT), Err(EditError::NoGroup { .. })));
        assert_eq!(platform, before);
    }

    #[test]
    fn another_type_for_a_field_with_values_is_the_stores_question() {
        let mut platform = new_platform("anna");
        let mut file = platform.export_fields();
        file.fields[0].kind = FieldType::Number;
        let held = |_: &Field| InUse { leads: 3, confirmed: false };
        assert!(matches!(platform.import_fields(&file, &held), Err(EditError::InUse { leads: 3, .. })));
        let taken = platform.import_fields(&file, &|_| InUse { leads: 3, confirmed: true }).unwrap();
        assert_eq!(taken.fields_changed, 1);
    }
}
