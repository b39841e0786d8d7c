//! Where a report goes: a file that comes into being whole or not at all, or standard output.
//!
//! A file is written beside its place under a temporary name and then renamed, so that a crash leaves no half report and
//! a reader never sees one. It belongs to its writer alone (0600), for it holds personal data. Symbolic links, folders
//! and devices are refused, and so is every file that the caller protects (the sheet, the store).

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::ReportError;
use crate::text::safe;

/// The place of one report.
pub struct Destination {
    path: Option<PathBuf>,
    /// The path with no way round in its folder, by which two names of one file are known.
    place: PathBuf,
    temporary: NamedTempFile,
    replaces: bool,
}

impl Destination {
    /// Prepares a file; nothing is seen at its path before [`Destination::commit`].
    ///
    /// # Errors
    /// A path that is a folder, a link, a device or one of `protected`; a folder that does not exist or may not be written to.
    pub fn file(path: &Path, protected: &[&Path]) -> Result<Destination, ReportError> {
        let shown = safe(&path.display().to_string()).into_owned();
        let replaces = match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() => {
                return Err(ReportError::new(
                    format!("{shown} is a folder."),
                    "Name the file in it that is to be written.",
                ));
            }
            Ok(found) if found.is_symlink() => {
                return Err(ReportError::new(
                    format!("{shown} is a symbolic link, and those are not written through."),
                    "Name the file that it points to, or another one.",
                ));
            }
            Ok(found) if !found.is_file() => {
                return Err(ReportError::new(
                    format!("{shown} is a device or a pipe."),
                    "Name a file, or - for standard output.",
                ));
            }
            Ok(_) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(cannot_write(&shown, &error)),
        };
        let beside = |other: &Path| BESIDE.iter().any(|ending| is_same(path, &with_ending(other, ending)));
        if replaces && protected.iter().any(|other| beside(other)) {
            return Err(ReportError::new(
                format!("{shown} is being read, so it is not written over."),
                "Name another file.",
            ));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary =
            NamedTempFile::with_prefix_in(".leadport-", folder).map_err(|error| cannot_write(&shown, &error))?;
        let place = fs::canonicalize(folder).unwrap_or_default().join(path.file_name().unwrap_or_default());
        Ok(Destination { path: Some(path.to_owned()), place, temporary, replaces })
    }

    /// Prepares standard output: the report is put together in a temporary file, then sent.
    ///
    /// # Errors
    /// No room for the temporary file.
    pub fn standard_output() -> Result<Destination, ReportError> {
        Ok(Destination { path: None, place: PathBuf::new(), temporary: NamedTempFile::new()?, replaces: false })
    }

    /// Returns a handle to write the report through.
    ///
    /// # Errors
    /// The system has no handle left.
    pub fn handle(&self) -> Result<File, ReportError> {
        Ok(self.temporary.reopen()?)
    }

    /// Tells whether a file of that name was there before.
    #[must_use]
    pub fn replaces(&self) -> bool {
        self.replaces
    }

    /// Tells whether both would be one file.
    #[must_use]
    pub fn is(&self, other: &Destination) -> bool {
        self.path.is_some() && self.place == other.place
    }

    /// Returns the path; `None` for standard output.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Puts the report in its place.
    ///
    /// # Errors
    /// A disk that is full or gone; the file of that name is then as it was.
    pub fn commit(self) -> Result<(), ReportError> {
        let Some(path) = self.path else {
            let mut file = self.temporary.into_file();
            file.seek(SeekFrom::Start(0))?;
            let mut out = io::stdout().lock();
            let sent = io::copy(&mut file, &mut out).and_then(|_| out.flush());
            return sent.map_err(ReportError::of_standard_output);
        };
        let shown = safe(&path.display().to_string()).into_owned();
        self.temporary.as_file().sync_data()?;
        self.temporary.persist(&path).map_err(|error| cannot_write(&shown, &error.error))?;
        Ok(())
    }
}

/// What is protected with a file: itself, and what a store keeps beside itself.
const BESIDE: [&str; 4] = ["", ".lock", ".sending", ".new"];

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Tells whether two paths are one file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn cannot_write(shown: &str, error: &io::Error) -> ReportError {
    match error.kind() {
        io::ErrorKind::NotFound => ReportError::new(
            format!("{shown} cannot be written: its folder does not exist."),
            "Make the folder, or name another one.",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => ReportError::new(
            format!("{shown} cannot be written: its folder may not be changed by you."),
            "Name a file in a folder of your own.",
        ),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ReportError::new(
            format!("{shown} cannot be written: the disk is full."),
            "Make room, or name a file on another disk.",
        ),
        _ => ReportError::new(format!("{shown} cannot be written: {error}."), "Name another file."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn nothing_stands_at_the_path_until_the_report_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.csv");
        fs::write(&path, "old").unwrap();
        let destination = Destination::file(&path, &[]).unwrap();
        destination.handle().unwrap().write_all(b"new").unwrap();
        assert!(destination.replaces());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        destination.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_report_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(Destination::file(&folder.path().join("report.csv"), &[]).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn links_folders_and_protected_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let sheet = folder.path().join("leads.xlsx");
        fs::write(&sheet, "x").unwrap();
        let link = folder.path().join("link.csv");
        symlink(&sheet, &link).unwrap();
        assert!(Destination::file(&link, &[]).is_err());
        assert!(Destination::file(folder.path(), &[]).is_err());
        assert!(Destination::file(&folder.path().join("../").join("leads.xlsx"), &[&sheet]).is_ok());
        assert!(Destination::file(&sheet, &[&sheet]).is_err());
        assert!(Destination::file(&folder.path().join("none/report.csv"), &[]).is_err());
    }
}
