//! The small text files that a command reads beside the sheet: configuration, keymap, fields, matching, mends.
//!
//! Whatever a path leads to, reading comes to an end: no device, no pipe that nobody may ever write to, no more than
//! [`MOST`] bytes.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use super::Fault;
use crate::text::safe;

/// How much is read, in bytes.
const MOST: u64 = 64 << 20;

/// Reads a text file; `what` it is to be, and the `advice` where it is not, are told.
///
/// # Errors
/// A file that is not there, not a file, too large or not UTF-8.
pub(super) fn text(what: &str, path: &Path, advice: &str) -> Result<String, Fault> {
    let fault = |why: &str| {
        let shown = path.display().to_string();
        Fault::setting(&format!("The {what} {} cannot be read: {why}.", safe(&shown))).suggest(advice)
    };
    let bytes = read(path).map_err(|error| fault(&error.to_string()))?;
    if bytes.len() as u64 > MOST {
        return Err(fault("it is larger than 64 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| fault("it is no text in UTF-8"))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let kind = fs::metadata(path)?.file_type();
    // What a shell hands over as /dev/stdin or /dev/fd/63 is a pipe that somebody writes to.
    let handed = kind.is_fifo() && (path.starts_with("/dev") || path.starts_with("/proc"));
    if !kind.is_file() && !handed {
        return Err(io::Error::other(if kind.is_dir() { "it is a folder" } else { "it is a device or a pipe" }));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
