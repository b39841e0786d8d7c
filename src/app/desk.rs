//! What lies before every screen: the draft and the world, to look at and not to touch.

use super::draft::Draft;
use super::event::Moment;
use super::world::World;

/// What a screen may see beside its own state.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The operator's answers so far.
    pub draft: &'a Draft,
    /// What is known of the file, the platform and the store.
    pub world: &'a World,
    /// The time of the event that is being handled.
    pub at: Moment,
}
