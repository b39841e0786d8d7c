//! The file that a store lies in: who may use it, on which disks, with how much room.
//!
//! A store holds personal data, so its file is the operator's alone (0600), or a group's on purpose (0660 in a folder
//! whose group may write); it is never a link, never somebody else's, never open to everybody, and never on a network
//! file system, whose locks cannot be trusted. Next: `lock`, then `schema` for what stands in the file.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redb::StorageBackend;
use redb::backends::FileBackend;

use super::trouble::Trouble;
use crate::text::safe;

/// The types of network file systems, as statfs(2) numbers them: NFS, SMB, SMB2, CIFS, AFS, Coda, NCP, Ceph, Lustre.
#[cfg(target_os = "linux")]
const NETWORK: [u64; 9] =
    [0x6969, 0x517b, 0xfe53_4d42, 0xff53_4d42, 0x5346_414f, 0x7375_7245, 0x564c, 0x00c3_6400, 0x0bd0_0bd0];

/// How every redb file begins (redb's docs/design.md, "Super-header").
const REDB: [u8; 9] = *b"redb\x1a\x0a\xa9\x0d\x0a";

/// How the files begin that are most easily taken for a store: zip (XLSX, ODS) and compound files (XLS).
const SHEETS: [&[u8]; 2] = [b"PK", b"\xd0\xcf\x11\xe0"];

/// What a store of no bytes is: the end of a sentence that begins with the store.
pub(crate) const EMPTY: &str = "it holds nothing at all, not even the marks of an empty store";

/// Stands between redb and its file; tests lose writes and break disks with it.
pub type Wrap = Arc<dyn Fn(FileBackend) -> Box<dyn StorageBackend> + Send + Sync>;

/// Where a store lies.
#[derive(Clone)]
pub(crate) struct Place {
    path: PathBuf,
    wrap: Option<Wrap>,
}

/// Which file it was that a path led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileId {
    device: u64,
    inode: u64,
}

impl Place {
    /// Returns the place at a path.
    pub(crate) fn new(path: &Path, wrap: Option<Wrap>) -> Self {
        Place { path: path.to_owned(), wrap }
    }

    /// Returns the same kind of place at another path.
    pub(crate) fn at(&self, path: PathBuf) -> Self {
        Place { path, wrap: self.wrap.clone() }
    }

    /// Returns the path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the folder that the file lies in.
    pub(crate) fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }

    /// Returns the path with something more at its end, for the files beside the store.
    pub(crate) fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(ending);
        name.into()
    }

    /// Tells which file stands here; `None` where there is none. One that was cut to nothing is damaged, not new: IDs would begin again.
    pub(crate) fn file_id(&self) -> Result<Option<FileId>, Trouble> {
        match std::fs::symlink_metadata(&self.path) {
            Ok(found) => Ok(Some(FileId { device: found.dev(), inode: found.ino() })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes the folder, its parents among them, for the operator alone.
    pub(crate) fn create_folder(&self) -> Result<(), Trouble> {
        DirBuilder::new().recursive(true).mode(0o700).create(self.folder())?;
        Ok(())
    }

    /// Opens the file, refusing what must not be a store.
    pub(crate) fn open(&self, write: bool) -> Result<File, Trouble> {
        let file = OpenOptions::new()
            .read(true)
            .write(write)
            .custom_flags((rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed())
            .open(&self.path)
            .map_err(|error| self.refused(error))?;
        self.check_file(&file)?;
        Ok(file)
    }

    /// Opens a file beside the store, creating it for whoever the folder is for.
    pub(crate) fn open_beside(&self, path: &Path, truncate: bool) -> Result<File, Trouble> {
        let mode = if self.is_shared()? { 0o660 } else { 0o600 };
        let before = std::fs::symlink_metadata(path).is_ok();
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(truncate)
            .mode(mode)
            .custom_flags((rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed())
            .open(path)
            .map_err(|error| self.refused(error))?;
        if !before && mode == 0o660 {
            // The umask has no say in a folder that was made for a group.
            file.set_permissions(std::fs::Permissions::from_mode(mode))?;
        }
        Ok(file)
    }

    /// Hands a file to redb.
    pub(crate) fn backend(&self, file: File) -> Result<Backend, Trouble> {
        let backend = FileBackend::new(file)?;
        Ok(match &self.wrap {
            Some(wrap) => Backend::Wrapped(wrap(backend)),
            None => Backend::Plain(backend),
        })
    }

    /// Makes sure that the disk has room for so many bytes more.
    pub(crate) fn room_for(&self, wanted: u64) -> Result<(), Trouble> {
        let disk = rustix::fs::statvfs(self.folder()).map_err(io::Error::from)?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < wanted { Err(Trouble::Full(wanted, free)) } else { Ok(()) }
    }

    /// Tells whether the folder is meant for a group: its group may write in it, and new files belong to that group.
    fn is_shared(&self) -> Result<bool, Trouble> {
        let folder = std::fs::metadata(self.folder())?;
        Ok(folder.mode() & 0o2020 == 0o2020)
    }

    fn refused(&self, error: io::Error) -> Trouble {
        if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
            return self.denied(
                "is a symbolic link, and a store must be the file itself",
                "Name the file that the link leads to with --store.",
            );
        }
        error.into()
    }

    pub(super) fn denied(&self, what: &str, suggestion: &str) -> Trouble {
        Trouble::Denied(format!("{} {what}.", safe(&self.path.display().to_string())), suggestion.to_owned())
    }

    fn check_file(&self, file: &File) -> Result<(), Trouble> {
        let found = file.metadata()?;
        if found.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
        }
        if !found.is_file() {
            return Err(self.denied("is a device or a pipe, not a store", "Name a file with --store."));
        }
        self.check_beginning(file)?;
        let me = rustix::process::geteuid().as_raw();
        let for_group = found.mode() & 0o060 == 0o060;
        if me != 0 && found.uid() != me && !for_group {
            return Err(self.denied(
                "belongs to another user",
                "Let its owner run this, or share it with a group: a folder with mode 2770 and the store with mode 660.",
            ));
        }
        if found.mode() & 0o007 != 0 {
            return Err(self.denied(
                "can be read or written by everybody on this machine",
                &format!("Close it with: chmod o= {}", safe(&self.path.display().to_string())),
            ));
        }
        self.check_disk(file)
    }

    /// Refuses a file that was never a store, before its rights are found fault with.
    fn check_beginning(&self, file: &File) -> Result<(), Trouble> {
        if file.metadata()?.len() == 0 {
            return Err(Trouble::damaged(EMPTY));
        }
        let mut first = [0; REDB.len()];
        match file.read_exact_at(&mut first, 0) {
            Ok(()) if first == REDB => Ok(()),
            Ok(()) if SHEETS.iter().any(|sheet| first.starts_with(sheet)) => Err(self.denied(
                "is a spreadsheet or an archive, not a store",
                "Name the store with --store; a file to import stands without it: leadport import FILE.",
            )),
            Ok(()) => Err(io::Error::new(io::ErrorKind::InvalidData, "it does not begin as a store does").into()),
            Err(error) => Err(error.into()),
        }
    }

    #[cfg(target_os = "linux")]
    fn check_disk(&self, file: &File) -> Result<(), Trouble> {
        let disk = rustix::fs::fstatfs(file).map_err(io::Error::from)?;
        #[expect(clippy::cast_sign_loss, reason = "only the 32 bits of the magic number count")]
        let kind = disk.f_type as u64 & 0xffff_ffff;
        if NETWORK.contains(&kind) {
            return Err(self.denied(
                "lies on a network file system, whose locks cannot be trusted with a shared store",
                "Move the store to a local disk, or name another place with --store.",
            ));
        }
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    fn check_disk(&self, _file: &File) -> Result<(), Trouble> {
        Ok(())
    }
}

/// The file as redb sees it.
#[derive(Debug)]
pub(crate) enum Backend {
    Plain(FileBackend),
    Wrapped(Box<dyn StorageBackend>),
}

impl Backend {
    fn inner(&self) -> &dyn StorageBackend {
        match self {
            Backend::Plain(file) => file,
            Backend::Wrapped(other) => other.as_ref(),
        }
    }
}

type Bound = std::ops::Bound<u64>;
type Locked<T> = Result<T, redb::BackendError>;

impl StorageBackend for Backend {
    fn len(&self) -> io::Result<u64> {
        self.inner().len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.inner().read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.inner().set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.inner().sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.inner().write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.inner().close()
    }

    fn try_lock_range(&self, start: Bound, end: Bound) -> Locked<bool> {
        self.inner().try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound, end: Bound) -> Locked<bool> {
        self.inner().try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound, end: Bound) -> Locked<()> {
        self.inner().lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound, end: Bound) -> Locked<()> {
        self.inner().lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound, end: Bound) -> Locked<()> {
        self.inner().unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound, end: Bound) -> Locked<bool> {
        self.inner().query_lock_range(start, end)
    }
}
