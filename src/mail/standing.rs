//! Where the mail about an import stands, for whoever shows it.

use super::{Mail, Outbox, Plan, State, address, plan};
use crate::import::StoreError;
use crate::platform::Platform;

/// Where a mail stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// None was written, for this reason.
    Nowhere(&'static str),
    /// It is in the outbox.
    Waiting(Mail),
    /// It was handed over to this address.
    Sent(String),
}

impl Standing {
    /// Tells whether it will go out by itself.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self, Standing::Waiting(mail) if mail.state == State::Waiting)
    }
}

/// Tells where the mail about an import stands that this operator has just made with a mail wanted.
///
/// # Errors
/// A store that cannot be used.
pub fn standing(outbox: &dyn Outbox, platform: &Platform, operator: &str, import: u32) -> Result<Standing, StoreError> {
    if let Some(mail) = outbox.mails()?.into_iter().find(|mail| mail.import == import) {
        return Ok(Standing::Waiting(mail));
    }
    let to = address(platform, operator);
    Ok(match plan(&platform.settings, to) {
        Plan::Nowhere(reason) => Standing::Nowhere(reason),
        // Whoever sent it took it out of the outbox.
        Plan::Send => Standing::Sent(to.to_owned()),
    })
}
