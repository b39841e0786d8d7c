//! Reads what the store and the operator's own state folder hold.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Desk, of_store};
use crate::app::job::{News, Trouble};
use crate::app::world::{Loaded, SavedMatching};
use crate::import::LeadStore;
use crate::run::drafts;
use crate::store::Mode;

/// How many recent files are offered.
const RECENT: usize = 30;

/// Reads fields, owners, saved matchings, drafts and recent files.
pub(super) fn load(desk: &Desk) -> Result<News, Trouble> {
    let drafts = drafts::read(desk.office.drafts.as_deref());
    let store = desk.store(Mode::Read)?;
    let platform = store.platform().map_err(of_store)?;
    let matchings = store.matchings().map_err(of_store)?;
    let leads = store.view().map_err(of_store)?.count();
    let mut recent: Vec<PathBuf> = Vec::new();
    let history = store.history().map_err(of_store)?.into_iter().map(|entry| PathBuf::from(entry.path));
    let drafted = drafts.iter().filter_map(|draft| draft.file.as_ref()).map(|file| file.path.clone());
    for path in drafted.chain(history).filter(|path| path.is_absolute()) {
        if recent.len() < RECENT && !recent.contains(&path) {
            recent.push(path);
        }
    }
    Ok(News::Loaded(Box::new(Loaded {
        platform: Some(Arc::new(platform)),
        leads,
        matchings: matchings.into_iter().map(|(name, matching)| SavedMatching { name, matching }).collect(),
        drafts,
        recent,
    })))
}

/// Reads the history, newest first.
pub(super) fn history(desk: &Desk) -> Result<News, Trouble> {
    Ok(News::History(desk.store(Mode::Read)?.history().map_err(of_store)?))
}
