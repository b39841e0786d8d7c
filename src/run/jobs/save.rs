//! Small things that are written to the store.

use std::sync::Arc;

use super::{Desk, of_store};
use crate::app::job::{News, Trouble};
use crate::app::screens::fields::create::PlatformEdit;
use crate::import::LeadStore;
use crate::matching::Matching;
use crate::platform::edit::{EditError, FieldChange, InUse};
use crate::store::Mode;

/// Adds a field, in a new group where one is wanted, or an option.
pub(super) fn platform(desk: &Desk, edit: Box<PlatformEdit>) -> Result<News, Trouble> {
    let store = desk.store(Mode::Write)?;
    let made = store
        .change_platform("adding a field", |platform| -> Result<(), EditError> {
            match &*edit {
                PlatformEdit::Field { new, new_group, .. } => {
                    if let Some(group) = new_group {
                        platform.add_group(group, None)?;
                    }
                    platform.add_field(new).map(|_| ())
                }
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

/// Saves a matching under a name.
pub(super) fn matching(desk: &Desk, name: String, matching: Matching) -> Result<News, Trouble> {
    desk.store(Mode::Write)?.save_matching(&name, &matching).map_err(of_store)?;
    Ok(News::MatchingSaved(name, matching))
}
