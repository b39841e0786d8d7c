//! Reads a folder: spreadsheets newest first, then folders by name; the rest is only counted.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::app::job::{News, Trouble};
use crate::app::world::{Folder, FolderEntry};
use crate::text::safe;

/// Endings under which spreadsheets come; what a file really is, its content says.
const ENDINGS: &[&str] = &["xlsx", "xlsm", "xltx", "xls", "xlt", "ods", "ots", "fods", "xlsb"];

/// The most spreadsheets that are listed, and the most folders.
const MOST: usize = 20_000;

/// Reads a folder.
pub(super) fn browse(path: &Path) -> News {
    News::Folder(listed(path, MOST))
}

/// Lists a folder; of more spreadsheets than `most` the newest.
fn listed(path: &Path, most: usize) -> Folder {
    let mut folder = Folder { path: path.to_owned(), ..Folder::default() };
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    match fs::read_dir(path) {
        Ok(entries) => {
            for entry in entries.flatten() {
                let Some(entry) = take(&mut folder, &entry) else { continue };
                if entry.folder { folders.push(entry) } else { files.push(entry) }
            }
        }
        Err(error) => {
            folder.trouble = Some(Trouble {
                what: format!("The folder {} cannot be read: {error}.", safe(&path.display().to_string())),
                suggestion: "Go to another folder, or ask for the right to read this one.".into(),
            });
        }
    }
    files.sort_by(|one: &FolderEntry, other| other.modified.cmp(&one.modified).then_with(|| one.name.cmp(&other.name)));
    folders.sort_by_cached_key(|entry: &FolderEntry| entry.name.to_lowercase());
    folder.left_out = files.len().saturating_sub(most) + folders.len().saturating_sub(most);
    files.truncate(most);
    folders.truncate(most);
    files.append(&mut folders);
    folder.entries = files;
    folder
}

fn take(folder: &mut Folder, entry: &fs::DirEntry) -> Option<FolderEntry> {
    let name = entry.file_name().to_string_lossy().into_owned();
    if name.starts_with('.') {
        return None;
    }
    let ending = Path::new(&name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let is_sheet = ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()));
    // Of a file that is not shown nothing is asked: on a share that takes its time.
    if !is_sheet && entry.file_type().is_ok_and(|kind| kind.is_file()) {
        folder.hidden += 1;
        return None;
    }
    // Follows links: a share is often one.
    let about = fs::metadata(entry.path()).ok()?;
    if !about.is_dir() && !is_sheet {
        folder.hidden += 1;
        return None;
    }
    Some(FolderEntry {
        name: safe(&name).into_owned(),
        path: entry.path(),
        folder: about.is_dir(),
        bytes: about.len(),
        modified: modified(&about),
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_folder_with_too_many_files_lists_the_newest_and_says_how_many_are_left_out() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, at) in [("c.xlsx", 3), ("a.xls", 1), ("d.ods", 4), ("b.xlsx", 2), ("notes.txt", 9)] {
            let file = fs::File::create(folder.path().join(name)).expect("a file");
            file.set_modified(UNIX_EPOCH + Duration::from_secs(at)).expect("a time");
        }
        fs::create_dir(folder.path().join("more")).expect("a folder");
        let listed = listed(folder.path(), 2);
        let names: Vec<_> = listed.entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!((names, listed.left_out, listed.hidden), (vec!["d.ods", "c.xlsx", "more"], 2, 1));
    }
}
