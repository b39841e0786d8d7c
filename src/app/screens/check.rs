//! Check: what is wrong with the file, or what its import will do.

use crate::app::desk::Desk;
use crate::app::screen::{Answer, Offer, Screen};
use crate::keys::Action;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Check {}

impl Screen for Check {
    fn offers(&self, _: &Desk<'_>) -> Vec<Offer> {
        vec![Action::Next.into(), Action::Back.into()]
    }

    fn act(&mut self, _: Action, _: &Desk<'_>) -> Answer {
        Answer::Pass
    }
}
