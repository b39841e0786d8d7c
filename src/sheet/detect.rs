//! Tells what a file is from its content, whatever its name says, and refuses what is no spreadsheet in a sentence of its own.
//!
//! Only a few kilobytes are read, and nothing that could block (a FIFO, a device) is ever waited for.
//! `refusal` holds the sentences, `magic` the signatures, `markup` looks into text and XML, `archive` into zips,
//! `compound` into the container of XLS. Next: the reader of the format in `xlsx`, `xls` or `ods`.

mod archive;
mod compound;
mod magic;
mod markup;
mod refusal;

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;

use rustix::fs::OFlags;

use super::Format;
use super::container::Container;
use super::fault::{FileError, FileFault};
use super::limits::Limits;
pub use archive::encrypts_content;
use refusal::Kind;

/// How much of the beginning is looked at.
const HEAD: usize = 64 << 10;

/// Tells the format of a file by its content.
///
/// # Errors
/// Missing, unreadable (a folder, a device, no permission), too big, protected, damaged, or not a spreadsheet: says what it is.
pub fn detect(path: &Path, limits: &Limits) -> Result<Format, FileError> {
    let (file, bytes) = open_file(path, limits)?;
    let mut head = vec![0; HEAD];
    let mut filled = 0;
    while filled < head.len() {
        match file.read_at(&mut head[filled..], filled as u64) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(FileError::io(&error)),
        }
    }
    head.truncate(filled);
    if is_lock_file(path, &head, bytes) {
        return Err(Kind::LockFile.refuse());
    }
    tell(&Arc::new(file), bytes, &head, limits)
}

/// Opens a regular file of at least one byte for reading, without ever waiting for one; returns its size too.
///
/// # Errors
/// Missing, unreadable, empty or too big.
pub fn open_file(path: &Path, limits: &Limits) -> Result<(File, u64), FileError> {
    let kind = std::fs::metadata(path).map_err(|error| FileError::io(&error))?;
    if kind.is_dir() {
        return Err(FileError::new(
            FileFault::Unreadable,
            "This is a folder.",
            "Name the file in it that is to be imported.",
        ));
    }
    if !kind.is_file() {
        return Err(no_regular_file());
    }
    // What the path leads to may have been exchanged since: opening must not block then either.
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or(0);
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(|error| FileError::io(&error))?;
    let opened = file.metadata().map_err(|error| FileError::io(&error))?;
    if !opened.is_file() {
        return Err(no_regular_file());
    }
    match opened.len() {
        0 => Err(Kind::Empty.refuse()),
        bytes if bytes > limits.file_bytes => {
            let what = format!(
                "The file is {} MiB large, more than the {} MiB allowed.",
                bytes >> 20,
                limits.file_bytes >> 20
            );
            Err(FileError::too_big(what, "limits.file_bytes"))
        }
        bytes => Ok((file, bytes)),
    }
}

fn no_regular_file() -> FileError {
    let what = "This is no file but a device, a pipe or a socket.";
    FileError::new(FileFault::Unreadable, what, "Save the sheet as a file, and name that.")
}

fn tell(file: &Arc<File>, bytes: u64, head: &[u8], limits: &Limits) -> Result<Format, FileError> {
    if head.starts_with(b"PK") && head.get(2).is_some_and(|&third| matches!(third, 3 | 5 | 7)) {
        return archive::tell(&Container::open(file.clone(), bytes, limits)?);
    }
    if head.starts_with(&compound::SIGNATURE) {
        return compound::tell(file, bytes, head);
    }
    if magic::is_biff(head) {
        return Ok(Format::Xls);
    }
    if let Some(kind) = magic::tell(head) {
        return Err(kind.refuse());
    }
    if head.iter().all(|&byte| byte == 0) {
        return Err(Kind::Zeros.refuse());
    }
    if let Some(found) = markup::tell(head) {
        return found.map_err(Kind::refuse);
    }
    // An archive may stand behind other bytes (a self-extractor); readers of zips find it from its end.
    if let Ok(container) = Container::open(file.clone(), bytes, limits) {
        return archive::tell(&container);
    }
    Err(Kind::Unknown.refuse())
}

/// Excel leaves `~$name` beside an open workbook, LibreOffice `.~lock.name#`.
fn is_lock_file(path: &Path, head: &[u8], bytes: u64) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let small = bytes < 1024 && !head.starts_with(b"PK");
    let owner_file = matches!(bytes, 54 | 55 | 165)
        && head.first().is_some_and(|&length| (1..=52).contains(&length))
        && head[1..].iter().all(|&byte| byte == b' ' || byte == 0 || !byte.is_ascii_control());
    small && (name.starts_with("~$") || name.starts_with(".~lock.") || owner_file)
}

#[cfg(test)]
mod tests;
