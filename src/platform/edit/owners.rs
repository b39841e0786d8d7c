//! Adding, editing and removing owners.

use crate::platform::types::{email, text};
use crate::platform::value::Cell;
use crate::platform::{Owner, Platform};

use super::{EditError, InUse, Of};

/// What of an owner is to be changed; `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnerChange {
    /// Another name for people.
    pub name: Option<String>,
    /// Another address, or an empty one.
    pub email: Option<String>,
}

impl Platform {
    /// Adds an owner; owners stay sorted by username.
    ///
    /// # Errors
    /// A username that is taken or cannot be one, an address that is none.
    pub fn add_owner(&mut self, username: &str, name: &str, address: &str) -> Result<(), EditError> {
        let username = checked_username(username)?;
        if let Some(other) = self.owner(&username) {
            return Err(EditError::Taken { name: username, by: other.username.clone() });
        }
        let owner = Owner { username, name: text::clean(name).into_owned(), email: checked_email(address)? };
        self.owners.push(owner);
        self.owners.sort_by_key(|owner| owner.username.to_lowercase());
        self.version += 1;
        Ok(())
    }

    /// Changes an owner's name or address; a username stays, for leads are stored under it.
    ///
    /// # Errors
    /// An unknown owner, or an address that is none.
    pub fn edit_owner(&mut self, username: &str, change: &OwnerChange) -> Result<(), EditError> {
        let username = self.find_owner(username)?.username.clone();
        let address = change.email.as_deref().map(checked_email).transpose()?;
        if let Some(owner) = self.owners.iter_mut().find(|owner| owner.username == username) {
            if let Some(name) = &change.name {
                owner.name = text::clean(name).into_owned();
            }
            owner.email = address.unwrap_or_else(|| owner.email.clone());
        }
        self.version += 1;
        Ok(())
    }

    /// Removes an owner without leads.
    ///
    /// # Errors
    /// The last owner, or one to whom leads belong (a lead's owner always exists: no confirmation overrides that).
    pub fn remove_owner(&mut self, username: &str, in_use: InUse) -> Result<Owner, EditError> {
        let owner = self.find_owner(username)?.clone();
        if self.owners.len() == 1 {
            return Err(EditError::Last("owner"));
        }
        if in_use.leads > 0 {
            let advice = "Give those leads another owner first: import them with an owner column.";
            return Err(EditError::InUse { leads: in_use.leads, of: Of::Owner(owner.username), advice });
        }
        self.owners.retain(|other| other.username != owner.username);
        self.version += 1;
        Ok(owner)
    }

    /// Finds an owner by the username.
    ///
    /// # Errors
    /// [`EditError::NoOwner`] with the username that was probably meant.
    pub fn find_owner(&self, username: &str) -> Result<&Owner, EditError> {
        self.owner(username).ok_or_else(|| EditError::NoOwner {
            username: username.to_owned(),
            nearest: crate::text::nearest(username, self.owners.iter().map(|owner| &*owner.username))
                .map(str::to_owned),
        })
    }
}

fn checked_username(username: &str) -> Result<String, EditError> {
    let clean = text::clean(username).into_owned();
    let wrong = |c: char| c.is_whitespace() || c.is_control() || crate::text::is_unsafe(c);
    if clean.is_empty() || clean.chars().count() > 64 || clean.contains(wrong) {
        return Err(EditError::UsernameInvalid(username.to_owned()));
    }
    Ok(clean)
}

fn checked_email(address: &str) -> Result<String, EditError> {
    if crate::text::trim(address).is_empty() {
        return Ok(String::new());
    }
    match email::parse(Cell::Text(address)) {
        Ok(address) => Ok(address.into_owned()),
        Err(_) => Err(EditError::EmailInvalid(address.to_owned())),
    }
}
