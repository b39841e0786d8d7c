//! Small things that are written to the store.

use std::sync::Arc;

use super::{Desk, of_store};
use crate::app::job::{News, Trouble};
use crate::app::screens::fields::create::PlatformEdit;
use crate::import::LeadStore;
use crate::matching::Matching;
use crate::platform::edit::{EditError, FieldChange, InUse};
use crate::store::Mode;
use crate::text::safe;

/// Adds fields, in new groups where such are wanted, an option or an owner: all of it or nothing.
pub(super) fn platform(desk: &Desk, edit: Box<PlatformEdit>) -> Result<News, Trouble> {
    let store = desk.store(Mode::Write)?;
    let made = store
        .change_platform("adding to the platform", |platform| -> Result<(), EditError> {
            match &*edit {
                PlatformEdit::Fields(all) => {
                    for one in all {
                        if let Some(group) = &one.new_group
                            && platform.group_key(group).is_err()
                        {
                            platform.add_group(group, None)?;
                        }
                        platform.add_field(&one.new)?;
                    }
                    Ok(())
                }
                PlatformEdit::Owner(username) => platform.add_owner(username, "", ""),
                PlatformEdit::Option { field, option } => {
                    let mut options = platform.find_field(field)?.options.clone();
                    options.push(option.clone());
                    let change = FieldChange { options: Some(options), ..FieldChange::default() };
                    platform.edit_field(field, &change, InUse::NOT)
                }
            }
        })
        .map_err(of_store)?;
    if let Err(error) = made {
        return Err(Trouble { what: format!("Nothing was added: {error}."), suggestion: error.suggestion() });
    }
    Ok(News::PlatformEdited(Arc::new(store.platform().map_err(of_store)?), edit))
}

/// Saves a matching under a name, unless another than the known one has it by now.
pub(super) fn matching(
    desk: &Desk,
    name: String,
    matching: &Matching,
    known: Option<&Matching>,
) -> Result<News, Trouble> {
    let store = desk.store(Mode::Write)?;
    let there = store.matching(&name).map_err(of_store)?;
    if let Some(other) = there.filter(|there| Some(there) != known && there != matching) {
        return Ok(News::MatchingTaken(name, other));
    }
    store.save_matching(&name, matching).map_err(of_store)?;
    // As it is read back, so that it is known again.
    let saved = store.matching(&name).map_err(of_store)?;
    Ok(News::MatchingSaved(name, saved.unwrap_or_else(|| matching.clone())))
}

/// Gives a saved matching another name, or removes it.
pub(super) fn change_matching(desk: &Desk, name: String, new: Option<String>) -> Result<News, Trouble> {
    let store = desk.store(Mode::Write)?;
    let done = match &new {
        Some(new) => store.rename_matching(&name, new).map_err(of_store)?,
        None => store.remove_matching(&name).map_err(of_store)?,
    };
    if done {
        return Ok(News::MatchingChanged(name, new));
    }
    let taken = match &new {
        Some(new) => store.matching(new).map_err(of_store)?.is_some(),
        None => false,
    };
    let what = match new {
        Some(new) if taken => format!("A matching is saved as “{}” already.", safe(&new)),
        _ => format!("No matching is saved as “{}” any more.", safe(&name)),
    };
    let suggestion = if taken { "Choose another name." } else { "Somebody else has renamed or removed it." };
    Err(Trouble { what, suggestion: suggestion.into() })
}
