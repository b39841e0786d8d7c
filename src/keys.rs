//! Which key does what: chords, the table of actions, keymaps.
//!
//! [`action`] is the one table of everything that a key can do; [`chord`] reads and shows keys; [`keymap`] finds the
//! action of a sequence of keys; [`file`] reads keymap files and never lets one bad line take the rest with it;
//! [`check`] finds clashes. Nothing here reads a file or a terminal: `run` and `cli` bring the text.

pub mod action;
pub mod check;
pub mod chord;
pub mod file;
pub mod keymap;

pub use action::{Action, Context};
pub use chord::{Chord, Key};
pub use file::{BUILT_IN, Fault};
pub use keymap::{Found, Keymap};
