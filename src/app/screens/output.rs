//! Paths of files to write, as the screens ask for them: relative ones belong to the folder that the browser shows.

use std::path::{Path, PathBuf};

use super::file::path;
use crate::app::beside::Output;
use crate::app::desk::Desk;

/// Returns the folder that a path without one belongs to.
#[must_use]
pub fn folder<'a>(desk: &Desk<'a>) -> &'a Path {
    let browsed = &desk.world.folder.path;
    if browsed.as_os_str().is_empty() { &desk.world.start_folder } else { browsed }
}

/// Returns the path that a prompt begins with.
#[must_use]
pub fn start(name: &str, desk: &Desk<'_>) -> String {
    path::typed(&folder(desk).join(name))
}

/// Returns the path that a typed text means, as the screen File takes it: quotes, `~`, escaped blanks, relative ones.
#[must_use]
pub fn path_of(text: &str, desk: &Desk<'_>) -> Option<PathBuf> {
    path::meant(text, folder(desk), desk.world.home.as_deref())
}

/// Returns the file that a typed path means; it does not replace another.
#[must_use]
pub fn meant(text: &str, desk: &Desk<'_>) -> Option<Output> {
    Some(Output { path: path_of(text, desk)?, replace: false })
}
