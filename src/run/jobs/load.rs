//! Reads what the store and the operator's own state folder hold.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use super::import::now;
use super::{Desk, of_store};
use crate::app::job::{News, Trouble};
use crate::app::world::{Loaded, SavedMatching};
use crate::import::LeadStore;
use crate::mail::deliver::{Which, round};
use crate::mail::{Mail, Outbox, State};
use crate::run::drafts;
use crate::store::{Mode, Store};

/// How many recent files are offered.
const RECENT: usize = 30;

/// Reads fields, owners, saved matchings, drafts and recent files.
pub(super) fn load(desk: &Desk) -> Result<News, Trouble> {
    let drafts = drafts::read(desk.office.drafts.as_deref());
    let store = desk.store(Mode::Read)?;
    let platform = store.platform().map_err(of_store)?;
    let matchings = store.matchings().map_err(of_store)?;
    let leads = store.view().map_err(of_store)?.count();
    send_what_is_due(desk, &store);
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

/// Sends what waited since leadport ran last, beside everything else; what fails waits on.
fn send_what_is_due(desk: &Desk, store: &Store) {
    let due = |mail: &Mail| mail.state == State::Waiting && mail.due <= now();
    if !store.mails().is_ok_and(|mails| mails.iter().any(due)) {
        return;
    }
    let start = desk.office.start.clone();
    thread::spawn(move || {
        let store = Store::open(&start.store, Mode::Write, start.wait, &start.operator);
        store.map(|store| round(&store, &store, Which::Due, now()))
    });
}

/// Reads the history, newest first.
pub(super) fn history(desk: &Desk) -> Result<News, Trouble> {
    Ok(News::History(desk.store(Mode::Read)?.history().map_err(of_store)?))
}
