//! What follows an import: its mail is sent, with whatever else is due, and outdated previous values are forgotten.

use super::found;
use crate::app::beside::Found;
use crate::app::job::{News, Trouble};
use crate::import::LeadStore;
use crate::mail::deliver::{Which, round};
use crate::mail::standing::{Standing, standing};
use crate::run::jobs::import::now;
use crate::run::jobs::{Desk, of_store};
use crate::store::Mode;

/// Sends the mail about an import and tells where it stands, before and after.
pub(super) fn send(desk: &Desk, import: u32) -> Result<News, Trouble> {
    let store = desk.store(Mode::Write)?;
    let platform = store.platform().map_err(of_store)?;
    let operator = &desk.office.start.operator;
    let stands = || standing(&store, &platform, operator, import).map_err(of_store);
    let before = stands()?;
    if before.is_waiting() {
        desk.tell(News::Beside(Found::Mail { import, standing: before.clone(), sending: true }));
    }
    // What is not sent when the program ends waits in the outbox for the next round.
    let sent = round(&store, &store, Which::Due, now());
    // Neither the mail nor the import fails for what is older than both.
    let _ = store.forget_outdated(now());
    sent.map_err(of_store)?;
    let standing = if matches!(before, Standing::Nowhere(_)) { before } else { stands()? };
    found(Found::Mail { import, standing, sending: false })
}
