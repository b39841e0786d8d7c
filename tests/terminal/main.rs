//! The real program in a terminal of its own: what it sends, what it leaves behind, how it ends.
//!
//! `window` is the terminal; nothing here sleeps: every wait is for words on the screen, with a deadline.

mod bytes;
mod ends;
mod way;
mod window;
