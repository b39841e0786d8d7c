//! What lies before every screen: the draft, the world and the keys, to look at and not to touch.

use super::draft::Draft;
use super::event::Moment;
use super::world::World;
use crate::keys::{Action, Context, Keymap};

/// What a screen may see beside its own state.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The operator's answers so far.
    pub draft: &'a Draft,
    /// What is known of the file, the platform and the store.
    pub world: &'a World,
    /// The time of the event that is being handled.
    pub at: Moment,
    /// Which key does what.
    pub keymap: &'a Keymap,
}

impl Desk<'_> {
    /// Returns the key of an action as words name it: as this keymap has it, else what the palette calls the action.
    #[must_use]
    pub fn key(&self, action: Action) -> String {
        let contexts = action.entry().contexts.iter().copied().chain([Context::List, Context::Global]);
        let key = self.keymap.key_of(&contexts.collect::<Vec<_>>(), false, action);
        key.unwrap_or_else(|| format!("“{}”", action.entry().label))
    }
}
