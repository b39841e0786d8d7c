//! Adding, editing, moving and removing groups.

use crate::platform::Platform;
use crate::platform::field::Group;

use super::{EditError, checked_name, key_of, place};

/// What of a group is to be changed; `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupChange {
    /// Another name; the key stays.
    pub name: Option<String>,
    /// Another place among the groups, from 1.
    pub order: Option<u32>,
}

impl Platform {
    /// Adds a group and returns its key.
    ///
    /// # Errors
    /// A name that is taken or cannot be one.
    pub fn add_group(&mut self, name: &str, order: Option<u32>) -> Result<String, EditError> {
        let name = checked_name(name)?;
        self.check_group_name(&name, "")?;
        let wanted = key_of(&name);
        let wanted = if wanted.is_empty() { "group".to_owned() } else { wanted };
        let taken = |key: &str| self.groups.iter().any(|group| group.key == key);
        let key = std::iter::once(wanted.clone())
            .chain((2..=u32::from(u16::MAX)).map(|number| format!("{wanted}_{number}")))
            .find(|key| !taken(key))
            .unwrap_or(wanted);
        let at = place(order, self.groups.len());
        self.groups.insert(at, Group { key: key.clone(), name, order: 0 });
        self.renumber();
        self.version += 1;
        Ok(key)
    }

    /// Changes a group's name or place.
    ///
    /// # Errors
    /// An unknown group, or a name that is taken.
    pub fn edit_group(&mut self, group: &str, change: &GroupChange) -> Result<(), EditError> {
        let key = self.group_key(group)?;
        let name = change.name.as_deref().map(checked_name).transpose()?;
        if let Some(name) = &name {
            self.check_group_name(name, &key)?;
        }
        let Some(at) = self.groups.iter().position(|group| group.key == key) else {
            return Ok(());
        };
        if let Some(name) = name {
            self.groups[at].name = name;
        }
        if change.order.is_some() {
            let group = self.groups.remove(at);
            let at = place(change.order, self.groups.len());
            self.groups.insert(at, group);
        }
        self.renumber();
        self.version += 1;
        Ok(())
    }

    /// Removes a group; its fields go to the other one that is named.
    ///
    /// # Errors
    /// A group with fields and nowhere to put them, or the last one.
    pub fn remove_group(&mut self, group: &str, move_fields_to: Option<&str>) -> Result<(), EditError> {
        let key = self.group_key(group)?;
        if self.groups.len() == 1 {
            return Err(EditError::Last("group"));
        }
        let target = move_fields_to.map(|target| self.group_key(target)).transpose()?.filter(|target| *target != key);
        let members = self.fields.iter().filter(|field| field.group == key).count();
        match target {
            Some(target) => {
                let (staying, mut moving): (Vec<_>, Vec<_>) =
                    std::mem::take(&mut self.fields).into_iter().partition(|field| field.group != key);
                self.fields = staying;
                for field in &mut moving {
                    field.group.clone_from(&target);
                }
                self.fields.append(&mut moving);
            }
            None if members > 0 => {
                let name = self.groups.iter().find(|group| group.key == key).map_or(key, |group| group.name.clone());
                return Err(EditError::GroupNotEmpty { name, fields: members as u64 });
            }
            None => {}
        }
        self.groups.retain(|group| group.key != key);
        self.renumber();
        self.version += 1;
        Ok(())
    }

    /// Returns the key of a group by its key, or else by its name as people write it.
    ///
    /// # Errors
    /// [`EditError::NoGroup`] with the key that was probably meant.
    pub fn group_key(&self, group: &str) -> Result<String, EditError> {
        let wanted = crate::text::folded(group);
        self.groups
            .iter()
            .find(|other| other.key == crate::text::trim(group))
            .or_else(|| self.groups.iter().find(|other| crate::text::folded(&other.name) == wanted))
            .map(|found| found.key.clone())
            .ok_or_else(|| EditError::NoGroup {
                key: group.to_owned(),
                nearest: crate::text::nearest(group, self.groups.iter().map(|group| &*group.key)).map(str::to_owned),
            })
    }

    fn check_group_name(&self, name: &str, own: &str) -> Result<(), EditError> {
        let folded = crate::text::folded(name);
        match self.groups.iter().find(|group| group.key != own && crate::text::folded(&group.name) == folded) {
            Some(other) => Err(EditError::Taken { name: name.to_owned(), by: other.name.clone() }),
            None => Ok(()),
        }
    }
}
