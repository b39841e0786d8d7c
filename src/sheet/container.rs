//! The zip archive that XLSX and ODS files are: its directory, checked before anything is inflated, and its parts as streams.
//!
//! Only what readers need, read by position so that several parts can be read at once; nothing is ever written or unpacked
//! to disk, and a name in the archive is only ever compared. Sizes are those of the central directory, and a part
//! that inflates to more, or whose checksum is another, is an error. Next: `part` for the streams.

use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::fault::{FileError, FileFault};
use super::limits::Limits;

mod part;

pub use part::Part;

const END: [u8; 4] = *b"PK\x05\x06";
const END_64: [u8; 4] = *b"PK\x06\x06";
const LOCATOR_64: [u8; 4] = *b"PK\x06\x07";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const LOCAL: [u8; 4] = *b"PK\x03\x04";

/// More than any directory of 10,000 sane entries; a longer one is not held.
const DIRECTORY_BYTES: u64 = 32 << 20;
/// Parts below this size may be of any ratio: rows of equal cells shrink well.
const RATIO_FREE_BYTES: u64 = 100 << 20;

/// One entry of the archive's central directory.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name, with `/` between its parts and none in front.
    pub name: String,
    /// Bytes in the archive.
    pub packed: u64,
    /// Bytes once inflated.
    pub size: u64,
    method: u16,
    encrypted: bool,
    crc: u32,
    offset: u64,
}

/// An open zip archive.
#[derive(Clone, Debug)]
pub struct Container {
    file: Arc<File>,
    limits: Limits,
    entries: Arc<Vec<Entry>>,
    by_name: Arc<HashMap<String, usize>>,
    shift: u64,
}

impl Container {
    /// Reads the directory of an archive.
    ///
    /// # Errors
    /// Damaged (no directory, or one that contradicts itself), or too big (more entries than the limit).
    pub fn open(file: Arc<File>, bytes: u64, limits: &Limits) -> Result<Self, FileError> {
        let end = find_end(&file, bytes)?;
        if end.size > DIRECTORY_BYTES || end.size > end.at {
            return Err(FileError::damaged("The archive's directory contradicts itself."));
        }
        // Bytes put before the archive (a self-extractor, a mail header) shift every offset by the same amount.
        let start = end.at - end.size;
        let shift = start
            .checked_sub(end.start)
            .ok_or_else(|| FileError::damaged("The archive's directory lies outside the file: the file is cut off."))?;
        let directory = read_at(&file, start, usize::try_from(end.size).unwrap_or(0))?;
        let entries = read_entries(&directory, end.entries, limits.entries)?;
        let mut by_name = HashMap::with_capacity(entries.len());
        // As every other reader has it: of two entries with one name the last counts.
        for (index, entry) in entries.iter().enumerate() {
            by_name.insert(entry.name.clone(), index);
        }
        Ok(Container { file, limits: limits.clone(), entries: Arc::new(entries), by_name: Arc::new(by_name), shift })
    }

    /// Returns all entries in the directory's order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Finds an entry by its name; only where none has exactly this name, case is left aside.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Entry> {
        let name = name.trim_start_matches('/');
        let exact = self.by_name.get(name).map(|&index| &self.entries[index]);
        exact.or_else(|| self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)))
    }

    /// Opens an entry as a stream of its inflated bytes; `kept` tells that the caller holds it in memory whole.
    ///
    /// # Errors
    /// Protected (encrypted), too big (over a limit by its declared size), damaged, or a compression that spreadsheets do not use.
    pub fn part(&self, entry: &Entry, kept: bool) -> Result<Part, FileError> {
        if entry.encrypted {
            return Err(FileError::protected());
        }
        if entry.method != 0 && entry.method != 8 {
            return Err(FileError::new(
                FileFault::Damaged,
                format!("A part of the file is compressed by method {}, which spreadsheets do not use.", entry.method),
                "Open the file in Excel or LibreOffice and save it again as .xlsx.",
            ));
        }
        self.check_size(entry, kept)?;
        let offset = entry.offset.saturating_add(self.shift);
        let header = read_at(&self.file, offset, 30)?;
        if header[..4] != LOCAL {
            return Err(FileError::damaged("A part of the file is not where the archive's directory says."));
        }
        let names = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        let start = offset.saturating_add(30 + names);
        Ok(Part::new(self.file.clone(), start, entry.packed, entry.size, entry.crc, entry.method == 8))
    }

    /// Reads a part whole.
    ///
    /// # Errors
    /// As [`Container::part`], and too big if it passes the limit for parts that are held.
    pub fn read(&self, entry: &Entry) -> Result<Vec<u8>, FileError> {
        let mut bytes = Vec::new();
        let mut part = self.part(entry, true)?;
        std::io::Read::read_to_end(&mut part, &mut bytes).map_err(|error| FileError::io(&error))?;
        Ok(bytes)
    }

    fn check_size(&self, entry: &Entry, kept: bool) -> Result<(), FileError> {
        let (limit, setting) = if kept {
            (self.limits.held_bytes, "limits.held_bytes")
        } else {
            (self.limits.inflated_bytes, "limits.inflated_bytes")
        };
        if entry.size > limit {
            let what = format!(
                "A part of the file is {} MiB large once unpacked, more than the {} MiB allowed.",
                entry.size >> 20,
                limit >> 20
            );
            return Err(FileError::too_big(what, setting));
        }
        if entry.size > RATIO_FREE_BYTES && entry.size / entry.packed.max(1) > self.limits.ratio {
            let what = format!(
                "A part of the file grows {} times when it is unpacked, to {} MiB: it looks like a trap (a zip bomb).",
                entry.size / entry.packed.max(1),
                entry.size >> 20
            );
            let suggestion =
                "Do not open it unless you know who made it. If it is to be trusted, raise the setting limits.ratio.";
            return Err(FileError::new(FileFault::TooBig, what, suggestion));
        }
        Ok(())
    }
}

/// Where the directory is: its own start as the archive counts, its size, how many entries, and where it really ends.
struct End {
    start: u64,
    size: u64,
    entries: u64,
    at: u64,
}

fn find_end(file: &File, bytes: u64) -> Result<End, FileError> {
    let cut_off = || FileError::damaged("The file is cut off: the directory at the end of the archive is missing.");
    let tail = bytes.min(22 + 65_535);
    let from = bytes - tail;
    let data = read_at(file, from, usize::try_from(tail).unwrap_or(0))?;
    let at = memchr::memmem::rfind(&data, &END).filter(|at| at + 22 <= data.len()).ok_or_else(cut_off)?;
    let end = End {
        entries: u64::from(u16_at(&data, at + 10)),
        size: u64::from(u32_at(&data, at + 12)),
        start: u64::from(u32_at(&data, at + 16)),
        at: from + at as u64,
    };
    if at < 20 || data[at - 20..at - 16] != LOCATOR_64 {
        return Ok(end);
    }
    // Zip64: the record lies right before its locator, unless bytes stand before the archive.
    let declared = u64_at(&data, at - 12);
    for position in [declared, (from + at as u64).saturating_sub(76)] {
        if position.checked_add(56).is_none_or(|after| after > bytes) {
            continue;
        }
        let record = read_at(file, position, 56)?;
        if record[..4] == END_64 {
            return Ok(End {
                entries: u64_at(&record, 32),
                size: u64_at(&record, 40),
                start: u64_at(&record, 48),
                at: position,
            });
        }
    }
    Err(cut_off())
}

fn broken() -> FileError {
    FileError::damaged("The archive's directory is broken.")
}

/// Reads all entries that the directory holds. How many they are is written down elsewhere too, and some writers count wrong.
fn read_entries(directory: &[u8], count: u64, most: u32) -> Result<Vec<Entry>, FileError> {
    let mut entries = Vec::new();
    let mut rest = directory;
    while rest.len() >= 4 && rest[..4] == CENTRAL {
        if rest.len() < 46 {
            return Err(broken());
        }
        if entries.len() >= most as usize {
            let what = format!("The file is an archive of more than the {most} parts allowed.");
            return Err(FileError::too_big(what, "limits.entries"));
        }
        let (name, extra, comment) =
            (usize::from(u16_at(rest, 28)), usize::from(u16_at(rest, 30)), usize::from(u16_at(rest, 32)));
        let length = 46 + name + extra + comment;
        if rest.len() < length {
            return Err(broken());
        }
        entries.push(read_entry(&rest[..46], &rest[46..46 + name], &rest[46 + name..46 + name + extra]));
        rest = &rest[length..];
    }
    if !rest.is_empty() && (entries.len() as u64) < count {
        return Err(broken());
    }
    Ok(entries)
}

fn read_entry(fixed: &[u8], name: &[u8], mut extra: &[u8]) -> Entry {
    let mut entry = Entry {
        // Some writers use the Windows separator, or a slash in front.
        name: String::from_utf8_lossy(name).replace('\\', "/").trim_start_matches('/').to_owned(),
        encrypted: u16_at(fixed, 8) & 1 != 0,
        method: u16_at(fixed, 10),
        crc: u32_at(fixed, 16),
        packed: u64::from(u32_at(fixed, 20)),
        size: u64::from(u32_at(fixed, 24)),
        offset: u64::from(u32_at(fixed, 42)),
    };
    while extra.len() >= 4 {
        let length = usize::from(u16_at(extra, 2)).min(extra.len() - 4);
        if u16_at(extra, 0) == 1 {
            let mut values = extra[4..4 + length].chunks_exact(8).map(|eight| u64_at(eight, 0));
            for field in [&mut entry.size, &mut entry.packed, &mut entry.offset] {
                if *field == u64::from(u32::MAX) {
                    *field = values.next().unwrap_or(*field);
                }
            }
        }
        extra = &extra[4 + length..];
    }
    entry
}

fn read_at(file: &File, position: u64, length: usize) -> Result<Vec<u8>, FileError> {
    let mut data = vec![0; length];
    file.read_exact_at(&mut data, position).map_err(|error| FileError::io(&error))?;
    Ok(data)
}

fn u16_at(data: &[u8], at: usize) -> u16 {
    data.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn u32_at(data: &[u8], at: usize) -> u32 {
    data.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn u64_at(data: &[u8], at: usize) -> u64 {
    data.get(at..at + 8).and_then(|eight| eight.try_into().ok()).map_or(0, u64::from_le_bytes)
}
