//! Where backups lie and what they are called.
//!
//! `leads.redb` keeps its backups in the folder `leads.backups` beside it, named by their time (UTC), so that the
//! newest is the last by name. Next: `care`, which makes them.

use std::path::{Path, PathBuf};

/// Returns the folder of a store's backups.
pub(crate) fn folder(store: &Path) -> PathBuf {
    store.with_extension("backups")
}

/// Returns the name of a backup made at this time, without its folder.
pub(crate) fn name(store: &Path, at: i64) -> String {
    let stem = store.file_stem().unwrap_or_default().to_string_lossy();
    let time = jiff::Timestamp::from_second(at).unwrap_or_default();
    format!("{stem}-{}.redb", time.strftime("%Y%m%dT%H%M%SZ"))
}

/// Returns the newest backup of a store, if there is one.
pub(crate) fn newest(store: &Path) -> Option<PathBuf> {
    let stem = format!("{}-", store.file_stem()?.to_str()?);
    std::fs::read_dir(folder(store))
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "redb"))
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&stem)))
        .max()
}
