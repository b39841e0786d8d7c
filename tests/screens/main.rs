//! The screens, driven by keystrokes in memory: the real app, the real jobs, a store of their own, no terminal.
//!
//! `stage` is the theatre; `frames` holds a picture of every screen in three sizes (after a wanted change run
//! `INSTA_UPDATE=always cargo test --test screens` and look at the difference before you commit it); `way` walks the
//! wizard; `sizes` and `monkey` look for panics.

mod before_import;
mod beside;
mod depth;
mod exports;
mod footers;
mod frames;
mod harmless;
mod many;
mod matching;
mod meant;
mod monkey;
mod picture;
mod sizes;
mod stage;
mod triage;
mod undo;
mod way;
