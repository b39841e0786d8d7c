//! Reads a folder: spreadsheets newest first, then folders by name; the rest is only counted.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::app::job::{News, Trouble};
use crate::app::world::{Folder, FolderEntry};
use crate::text::safe;

/// Endings under which spreadsheets come; what a file really is, its content says.
const ENDINGS: &[&str] = &["xlsx", "xlsm", "xltx", "xls", "xlt", "ods", "ots", "fods", "xlsb"];

/// The most entries that are listed; a folder with more is no place for lists of leads.
const MOST: usize = 20_000;

/// Reads a folder.
pub(super) fn browse(path: &Path) -> News {
    let mut folder = Folder { path: path.to_owned(), ..Folder::default() };
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().take(MOST).for_each(|entry| take(&mut folder, &entry)),
        Err(error) => {
            folder.trouble = Some(Trouble {
                what: format!("The folder {} cannot be read: {error}.", safe(&path.display().to_string())),
                suggestion: "Go to another folder, or ask for the right to read this one.".into(),
            });
        }
    }
    folder.entries.sort_by(|one, other| match (one.folder, other.folder) {
        (false, false) => other.modified.cmp(&one.modified).then_with(|| one.name.cmp(&other.name)),
        (true, true) => one.name.to_lowercase().cmp(&other.name.to_lowercase()),
        (one, other) => one.cmp(&other),
    });
    News::Folder(folder)
}

fn take(folder: &mut Folder, entry: &fs::DirEntry) {
    let name = entry.file_name().to_string_lossy().into_owned();
    // Follows links: a share is often one.
    let Ok(about) = fs::metadata(entry.path()) else { return };
    if name.starts_with('.') {
        return;
    }
    let ending = Path::new(&name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if !about.is_dir() && !ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
        folder.hidden += 1;
        return;
    }
    folder.entries.push(FolderEntry {
        name: safe(&name).into_owned(),
        path: entry.path(),
        folder: about.is_dir(),
        bytes: about.len(),
        modified: modified(&about),
    });
}

/// Returns a file's size and when it was changed last.
pub(in crate::run) fn stamp(path: &Path) -> (u64, i64) {
    fs::metadata(path).map_or((0, 0), |about| (about.len(), modified(&about)))
}

/// Returns when a file was changed last: seconds since 1970-01-01 UTC.
pub(in crate::run) fn modified(about: &fs::Metadata) -> i64 {
    let since = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
}
