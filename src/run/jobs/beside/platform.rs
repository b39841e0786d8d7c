//! Changes what the platform is made of; counts first the leads that a change would touch.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::found;
use crate::app::beside::{Change, Found, Wish};
use crate::app::job::{News, Trouble};
use crate::import::{LeadStore, StoreError};
use crate::platform::edit::{EditError, InUse};
use crate::platform::settings::SettingError;
use crate::platform::{Lead, Platform};
use crate::run::jobs::{Desk, of_store};
use crate::store::{Mode, Store};

/// Makes a change; where leads would be touched by it and nobody has confirmed that, asks first.
pub(super) fn change(desk: &Desk, change: Change, confirmed: bool) -> Result<News, Trouble> {
    let store = desk.store(Mode::Write)?;
    let leads = touched(desk, &store, &change).map_err(of_store)?;
    if desk.cancel.load(Ordering::Relaxed) {
        return Ok(News::Cancelled);
    }
    let in_use = InUse { leads, confirmed };
    let done = store.change_platform(change.doing(), |platform| make(platform, &change, in_use)).map_err(of_store)?;
    match done {
        Ok(()) => {}
        Err(Refused::InUse(trouble)) if !confirmed && !matches!(change, Change::RemoveOwner(_)) => {
            let wish = Box::new(Wish::Change(Box::new(change), false));
            return found(Found::Touches(wish, format!("{} {}", trouble.what, trouble.suggestion)));
        }
        Err(Refused::InUse(trouble) | Refused::Other(trouble)) => return Err(trouble),
    }
    let platform = store.platform().map_err(of_store)?;
    found(Found::Platform(Arc::new(platform), change.done()))
}

/// Why a change is not made.
enum Refused {
    InUse(Trouble),
    Other(Trouble),
}

/// Counts the leads that a change would touch.
fn touched(desk: &Desk, store: &Store, change: &Change) -> Result<u64, StoreError> {
    let platform = store.platform()?;
    let field = |key: &str| platform.field_by_key(key);
    match change {
        Change::RemoveOwner(username) => {
            let username = platform.owner(username).map(|owner| owner.username.clone()).unwrap_or_default();
            count(desk, store, |lead| lead.owner() == username)
        }
        Change::RemoveField(key) => match field(key).map(|field| field.id) {
            Some(id) => count(desk, store, |lead| lead.values.get(id).is_some()),
            None => Ok(0),
        },
        Change::EditField(key, edit) => match field(key).filter(|field| edit.touches_values(field)) {
            Some(field) => count(desk, store, |lead| lead.values.get(field.id).is_some()),
            None => Ok(0),
        },
        _ => Ok(0),
    }
}

fn count(desk: &Desk, store: &Store, holds: impl Fn(&Lead) -> bool) -> Result<u64, StoreError> {
    let mut count = 0;
    store.leads(&mut |lead| {
        count += u64::from(holds(&lead));
        !desk.cancel.load(Ordering::Relaxed)
    })?;
    Ok(count)
}

fn make(platform: &mut Platform, change: &Change, in_use: InUse) -> Result<(), Refused> {
    match change {
        Change::Set(name, value) => platform.settings.set(name, value).map(drop).map_err(|error| of_setting(&error)),
        Change::Unset(name) => platform.settings.unset(name).map(drop).map_err(|error| of_setting(&error)),
        Change::AddOwner(username) => platform.add_owner(username, "", "").map_err(|error| of_edit(&error)),
        Change::EditOwner(username, edit) => platform.edit_owner(username, edit).map_err(|error| of_edit(&error)),
        Change::RemoveOwner(username) => {
            platform.remove_owner(username, in_use).map(drop).map_err(|error| of_edit(&error))
        }
        Change::AddField(field) => platform.add_field(field).map(drop).map_err(|error| of_edit(&error)),
        Change::EditField(key, edit) => platform.edit_field(key, edit, in_use).map_err(|error| of_edit(&error)),
        Change::RemoveField(key) => platform.remove_field(key, in_use).map(drop).map_err(|error| of_edit(&error)),
        Change::AddGroup(name) => platform.add_group(name, None).map(drop).map_err(|error| of_edit(&error)),
        Change::EditGroup(key, edit) => platform.edit_group(key, edit).map_err(|error| of_edit(&error)),
        Change::RemoveGroup(key, to) => platform.remove_group(key, to.as_deref()).map_err(|error| of_edit(&error)),
    }
}

fn of_setting(error: &SettingError) -> Refused {
    Refused::Other(Trouble { what: sentence(&error.to_string()), suggestion: error.suggestion() })
}

fn of_edit(error: &EditError) -> Refused {
    let trouble = Trouble { what: sentence(&error.to_string()), suggestion: error.suggestion() };
    if matches!(error, EditError::InUse { .. }) { Refused::InUse(trouble) } else { Refused::Other(trouble) }
}

/// Returns words as a sentence: with a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let mut sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    sentence.push('.');
    sentence
}
