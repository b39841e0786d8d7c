//! Adding, editing, moving and removing fields.

use crate::platform::field::{Field, FieldId, MAX_LENGTH};
use crate::platform::types::{self, FieldType, Reading};
use crate::platform::value::Cell;
use crate::platform::{Platform, edit};

use super::{EditError, InUse, Of, checked_name, is_key, key_of, place};

/// A field that is to be added; what is left out is derived or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewField {
    /// The name for people.
    pub name: String,
    /// The key; derived from the name if left out.
    pub key: Option<String>,
    /// The group, by key or name.
    pub group: String,
    /// The type; text if left out.
    pub kind: Option<FieldType>,
    /// Whether a lead that is added must have a value.
    pub required: bool,
    /// The options of a select.
    pub options: Vec<String>,
    /// What fills a blank of an added lead.
    pub default: Option<String>,
    /// The place within the group, from 1; last if left out.
    pub order: Option<u32>,
    /// The most characters of a value; 32,767 if left out.
    pub max_length: Option<u32>,
}

/// What of a field is to be changed; `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldChange {
    /// Another name; the key stays.
    pub name: Option<String>,
    /// Another group, by key or name.
    pub group: Option<String>,
    /// Another type: a change that the store must be asked about.
    pub kind: Option<FieldType>,
    /// Whether it is required.
    pub required: Option<bool>,
    /// Other options: where one is taken away, the store must be asked.
    pub options: Option<Vec<String>>,
    /// Another default, or none.
    pub default: Option<Option<String>>,
    /// Another place within the group, from 1.
    pub order: Option<u32>,
    /// Another limit of characters.
    pub max_length: Option<u32>,
}

impl FieldChange {
    /// Tells whether leads could hold values that the changed field would not take: ask the store how many have one.
    #[must_use]
    pub fn touches_values(&self, field: &Field) -> bool {
        self.kind.is_some_and(|kind| kind != field.kind && !matches!(kind, FieldType::Text | FieldType::Lookup))
            || self.options.as_ref().is_some_and(|options| field.options.iter().any(|option| !options.contains(option)))
    }
}

impl Platform {
    /// Adds a field and returns its id.
    ///
    /// # Errors
    /// A name or key that is taken, an unknown group, options or a default that do not fit the type.
    pub fn add_field(&mut self, new: &NewField) -> Result<FieldId, EditError> {
        let name = checked_name(&new.name)?;
        self.check_field_name(&name, None)?;
        let group = self.group_key(&new.group)?;
        let key = match &new.key {
            Some(key) => key.clone(),
            None => self.free_key(&key_of(&name)),
        };
        if !is_key(&key) {
            return Err(EditError::KeyInvalid { key });
        }
        if let Some(other) = self.field_by_key(&key) {
            return Err(EditError::Taken { name: key, by: other.name.clone() });
        }
        let mut field = Field {
            id: self.next_field,
            key,
            name,
            group,
            kind: new.kind.unwrap_or(FieldType::Text),
            required: new.required,
            protected: false,
            options: checked_options(&new.options)?,
            default: None,
            order: u32::MAX,
            max_length: new.max_length.unwrap_or(MAX_LENGTH).max(1),
        };
        settle(&mut field, new.default.as_deref())?;
        let id = self.next_field;
        self.next_field = FieldId(id.0.checked_add(1).ok_or(EditError::TooMany)?);
        self.insert_field(field, new.order);
        self.version += 1;
        Ok(id)
    }

    /// Changes a field.
    ///
    /// # Errors
    /// What [`Platform::add_field`] refuses; a change of a protected field's nature; values that the store holds.
    pub fn edit_field(&mut self, key: &str, change: &FieldChange, in_use: InUse) -> Result<(), EditError> {
        let mut field = self.find_field(key)?.clone();
        if field.protected {
            let what = [
                (change.name.is_some(), "name"),
                (change.kind.is_some(), "type"),
                (change.required.is_some_and(|required| required != field.required), "being required or not"),
                (change.options.is_some(), "options"),
                (change.default.is_some(), "default"),
            ];
            if let Some((_, what)) = what.into_iter().find(|(asked, _)| *asked) {
                return Err(EditError::Protected { name: field.name, what });
            }
        }
        if change.touches_values(&field) && in_use.blocks() {
            let advice =
                "Look at those leads first; confirm to keep their values as they are, until they are imported again.";
            return Err(EditError::InUse { leads: in_use.leads, of: Of::Field(field.name), advice });
        }
        if let Some(name) = &change.name {
            field.name = checked_name(name)?;
            self.check_field_name(&field.name, Some(field.id))?;
        }
        let moved = change.group.is_some() || change.order.is_some();
        if let Some(group) = &change.group {
            field.group = self.group_key(group)?;
        }
        if let Some(kind) = change.kind {
            field.kind = kind;
            if kind != FieldType::Select && change.options.is_none() {
                field.options.clear();
            }
        }
        if let Some(options) = &change.options {
            field.options = checked_options(options)?;
        }
        field.required = change.required.unwrap_or(field.required);
        field.max_length = change.max_length.unwrap_or(field.max_length).max(1);
        let default = match &change.default {
            Some(default) => default.clone(),
            None => field.default.clone(),
        };
        settle(&mut field, default.as_deref())?;
        let at = self.fields.iter().position(|other| other.id == field.id);
        if moved {
            let order = change.order;
            self.fields.retain(|other| other.id != field.id);
            self.insert_field(field, order);
        } else if let Some(slot) = at.and_then(|at| self.fields.get_mut(at)) {
            *slot = field;
        }
        self.version += 1;
        Ok(())
    }

    /// Removes a field; its id is never given again.
    ///
    /// # Errors
    /// A protected field, or one that leads hold values of.
    pub fn remove_field(&mut self, key: &str, in_use: InUse) -> Result<Field, EditError> {
        let field = self.find_field(key)?.clone();
        if field.protected {
            return Err(EditError::Protected { name: field.name, what: "place on the platform" });
        }
        if in_use.blocks() {
            let advice = "Export those leads first; confirm to remove the field with all its values.";
            return Err(EditError::InUse { leads: in_use.leads, of: Of::Field(field.name), advice });
        }
        self.fields.retain(|other| other.id != field.id);
        self.renumber();
        self.version += 1;
        Ok(field)
    }

    /// Finds a field by its key, or else by its name as people write it.
    ///
    /// # Errors
    /// [`EditError::NoField`] with the key that was probably meant.
    pub fn find_field(&self, key: &str) -> Result<&Field, EditError> {
        let wanted = crate::text::folded(key);
        self.field_by_key(crate::text::trim(key))
            .or_else(|| self.fields.iter().find(|field| crate::text::folded(&field.name) == wanted))
            .ok_or_else(|| EditError::NoField {
                key: key.to_owned(),
                nearest: crate::text::nearest(key, self.fields.iter().map(|field| &*field.key)).map(str::to_owned),
            })
    }

    fn check_field_name(&self, name: &str, own: Option<FieldId>) -> Result<(), EditError> {
        let folded = crate::text::folded(name);
        // A key names its field too: "First-Name" would be found under two fields.
        let takes = |field: &&Field| {
            Some(field.id) != own
                && (crate::text::folded(&field.name) == folded || crate::text::folded(&field.key) == folded)
        };
        match self.fields.iter().find(takes) {
            Some(other) => Err(EditError::Taken { name: name.to_owned(), by: other.name.clone() }),
            None => Ok(()),
        }
    }

    /// Returns a key that no field has: the wanted one, or with a number behind it.
    fn free_key(&self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "field" } else { wanted };
        if self.field_by_key(wanted).is_none() {
            return wanted.to_owned();
        }
        (2..=u32::from(u16::MAX))
            .map(|number| format!("{wanted}_{number}"))
            .find(|key| self.field_by_key(key).is_none())
            .unwrap_or_else(|| wanted.to_owned())
    }

    /// Puts a field into its group and numbers the group again.
    fn insert_field(&mut self, field: Field, order: Option<u32>) {
        let members: Vec<usize> =
            (0..self.fields.len()).filter(|index| self.fields[*index].group == field.group).collect();
        let within = place(order, members.len());
        let at =
            members.get(within).copied().unwrap_or_else(|| members.last().map_or(self.fields.len(), |last| last + 1));
        self.fields.insert(at, field);
        self.renumber();
    }

    /// Sorts the fields by group and place, and numbers the places from 1.
    pub(super) fn renumber(&mut self) {
        let order: Vec<String> = self.groups.iter().map(|group| group.key.clone()).collect();
        let of = |key: &str| order.iter().position(|group| group == key).unwrap_or(order.len());
        self.fields.sort_by_key(|field| of(&field.group));
        let mut place = 0;
        let mut group = String::new();
        for field in &mut self.fields {
            if field.group != group {
                group.clone_from(&field.group);
                place = 0;
            }
            place += 1;
            field.order = place;
        }
        for (order, group) in (1..).zip(&mut self.groups) {
            group.order = order;
        }
    }
}

/// Checks options and default against the type, and puts the default into normal form.
fn settle(field: &mut Field, default: Option<&str>) -> Result<(), EditError> {
    match (field.kind, field.options.is_empty()) {
        (FieldType::Select, true) => return Err(EditError::NoOptions),
        (FieldType::Select, false) | (_, true) => {}
        (_, false) => return Err(EditError::OptionsNotTaken),
    }
    let default = default.filter(|default| !crate::text::trim(default).is_empty());
    field.default = match default {
        None => None,
        Some(value) => match types::parse(field, Cell::Text(value), &Reading::default()) {
            Ok(normal) => Some(normal.into_owned()),
            Err(fault) => {
                return Err(EditError::DefaultInvalid { value: value.to_owned(), why: fault.why.into_owned() });
            }
        },
    };
    Ok(())
}

/// Returns options trimmed, each once.
fn checked_options(options: &[String]) -> Result<Vec<String>, EditError> {
    let mut checked: Vec<String> = Vec::with_capacity(options.len());
    let mut seen = std::collections::BTreeSet::new();
    for option in options {
        let clean = types::text::clean(option).into_owned();
        if clean.is_empty() || !seen.insert(crate::text::loose(&clean)) {
            return Err(edit::EditError::OptionInvalid(option.clone()));
        }
        checked.push(clean);
    }
    Ok(checked)
}
