//! What a typed or pasted path means: quotes, `~`, `file://`, blanks escaped by a shell, completion.

use std::path::{Component, Path, PathBuf};

use crate::app::world::Folder;

/// Returns the path that a text means, absolute; `None` where nothing was typed.
pub(crate) fn meant(text: &str, here: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let plain = unquoted(text.trim());
    if plain.is_empty() {
        return None;
    }
    let path = match (plain.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(&plain),
    };
    Some(tidy(&if path.is_absolute() { path } else { here.join(path) }))
}

/// Returns the folder whose entries go with a path that is being typed.
pub(super) fn folder_of(text: &str, here: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let path = meant(text, here, home)?;
    if text.ends_with('/') { Some(path) } else { path.parent().map(Path::to_owned) }
}

/// Returns the typed text made as long as the folder's entries leave no doubt about.
pub(super) fn completed(text: &str, here: &Path, folder: &Folder, home: Option<&Path>) -> Option<String> {
    if folder_of(text, here, home)? != folder.path {
        return None;
    }
    let begun = text.rsplit('/').next().unwrap_or_default();
    let begins = |name: &str| name.to_lowercase().starts_with(&begun.to_lowercase());
    let fitting: Vec<_> = folder.entries.iter().filter(|entry| begins(&entry.name)).collect();
    let first = fitting.first()?;
    let mut common = first.name.clone();
    for entry in &fitting {
        while !entry.name.to_lowercase().starts_with(&common.to_lowercase()) {
            common.pop();
        }
    }
    let end = if fitting.len() == 1 && first.folder { "/" } else { "" };
    (common.len() >= begun.len()).then(|| format!("{}{common}{end}", &text[..text.len() - begun.len()]))
}

/// Returns a folder as it is shown and typed: with a slash at its end, safe to show.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = crate::text::safe(&text);
    if text.ends_with('/') { text.into_owned() } else { format!("{text}/") }
}

/// Returns a path as it is typed, so that [`meant`] reads it back.
pub(crate) fn typed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "\\\\")
}

/// Takes away what terminals and file managers put around a dragged path.
fn unquoted(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default().trim();
    for quote in ['\'', '"'] {
        if let Some(inside) = first.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inside.to_owned();
        }
    }
    if let Some(url) = first.strip_prefix("file://") {
        return from_url(url);
    }
    let mut out = String::with_capacity(first.len());
    let mut chars = first.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// Reads the path of a `file://` URL: its host left out, its percent signs resolved.
fn from_url(url: &str) -> String {
    let path = url.find('/').map_or(url, |at| &url[at..]);
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok())
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        if let (b'%', Some(byte)) = (first, hex) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Resolves `.` and `..` by name alone.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::world::FolderEntry;

    fn read(text: &str) -> String {
        let path = meant(text, Path::new("/srv/lists"), Some(Path::new("/home/anna"))).unwrap_or_default();
        path.to_string_lossy().into_owned()
    }

    #[test]
    fn a_dragged_quoted_escaped_or_relative_path_is_the_file_that_is_meant() {
        assert_eq!(read("'/a b/c.xlsx'\n"), "/a b/c.xlsx");
        assert_eq!(read("\"/a b/c.xlsx\" "), "/a b/c.xlsx");
        assert_eq!(read("/a\\ b/c.xlsx"), "/a b/c.xlsx");
        assert_eq!(read("file:///a%20b/c.xlsx"), "/a b/c.xlsx");
        assert_eq!(read("~/c.xlsx"), "/home/anna/c.xlsx");
        assert_eq!(read("../c.xlsx"), "/srv/c.xlsx");
        assert_eq!(read("  "), "");
    }

    #[test]
    fn a_path_that_a_prompt_begins_with_is_read_back_as_it_is() {
        for path in ["/a b/c.xlsx", "/a\\b/'c'.xlsx", "/srv/~/x.ods"] {
            assert_eq!(read(&typed(Path::new(path))), path);
        }
    }

    #[test]
    fn completion_goes_as_far_as_there_is_no_doubt() {
        let here = Path::new("/srv/lists");
        let entry = |name: &str, folder| FolderEntry { name: name.into(), folder, ..FolderEntry::default() };
        let folder = Folder {
            path: "/srv/lists".into(),
            entries: vec![entry("archive", true), entry("leads-may.xlsx", false), entry("leads-june.xlsx", false)],
            ..Folder::default()
        };
        assert_eq!(completed("/srv/lists/l", here, &folder, None).as_deref(), Some("/srv/lists/leads-"));
        assert_eq!(completed("ar", here, &folder, None).as_deref(), Some("archive/"));
        assert_eq!(completed("/srv/lists/x", here, &folder, None), None);
        assert_eq!(completed("lists/ar", Path::new("/srv"), &folder, None).as_deref(), Some("lists/archive/"));
        assert_eq!(completed("/etc/l", here, &folder, None), None);
    }
}
