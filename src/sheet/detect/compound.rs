//! Looks into a compound file (MS-CFB), the container of XLS, of encrypted workbooks and of many other documents.
//!
//! Only the directory's root level is looked at: a workbook that is embedded in another document does not count.

use std::fs::File;
use std::os::unix::fs::FileExt;

use super::refusal::Kind;
use crate::sheet::Format;
use crate::sheet::fault::FileError;

/// The first bytes of every compound file.
pub(super) const SIGNATURE: [u8; 8] = *b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Sectors of the directory that are looked at; each holds 4 or 32 entries.
const DIRECTORY_SECTORS: usize = 4_096;
const NONE: u32 = 0xffff_ffff;

/// Tells what a compound file holds. One whose directory cannot be followed is left to the reader of XLS, which says what is wrong.
pub(super) fn tell(file: &File, bytes: u64, head: &[u8]) -> Result<Format, FileError> {
    if bytes < 1536 {
        return Err(FileError::damaged("The file is cut off: not even its directory is there."));
    }
    let names = root_names(file, head);
    let has = |name: &str| names.iter().any(|found| found.eq_ignore_ascii_case(name));
    if has("EncryptedPackage") || has("EncryptionInfo") {
        return Err(FileError::protected());
    }
    if has("Workbook") || has("Book") || names.is_empty() {
        return Ok(Format::Xls);
    }
    let kind = match () {
        () if has("WordDocument") => Kind::WordDocument,
        () if has("PowerPoint Document") || has("PP40") => Kind::Presentation,
        () if has("MatOST") || has("WksSSWorkBook") => Kind::Works,
        () if has("NativeContent_MAIN") || has("PerfectOffice_MAIN") => Kind::QuattroPro,
        () if names.iter().any(|name| name.starts_with("__substg1.0") || name.starts_with("__nameid")) => Kind::Mail,
        () => Kind::Ole,
    };
    Err(kind.refuse())
}

/// The names on the root level, in no order; empty if the directory is broken.
fn root_names(file: &File, head: &[u8]) -> Vec<String> {
    let directory = directory(file, head).unwrap_or_default();
    let entry = |index: u32| {
        let start = usize::try_from(index).ok()?.checked_mul(128)?;
        directory.get(start..start.checked_add(128)?)
    };
    let mut names = Vec::new();
    let mut waiting: Vec<u32> = entry(0).and_then(|root| u32_at(root, 76)).into_iter().collect();
    let mut seen = std::collections::HashSet::new();
    while let Some(index) = waiting.pop() {
        let Some(entry) = entry(index).filter(|_| index != NONE && seen.insert(index)) else { continue };
        let length = usize::from(u16::from_le_bytes([entry[64], entry[65]])).clamp(2, 64) - 2;
        let units: Vec<u16> =
            entry[..length].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        names.push(String::from_utf16_lossy(&units));
        waiting.extend(u32_at(entry, 68));
        waiting.extend(u32_at(entry, 72));
    }
    names
}

/// Follows the chain of the directory's sectors.
fn directory(file: &File, head: &[u8]) -> Option<Vec<u8>> {
    let size = match head.get(30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let sector = |number: u32| {
        let mut data = vec![0; size];
        let position = (u64::from(number) + 1).checked_mul(size as u64)?;
        // The last sector of a file may be cut short by careless writers; what is there counts.
        let count = file.read_at(&mut data, position).ok().filter(|&count| count >= 128)?;
        data.truncate(count);
        Some(data)
    };
    let mut tables: Vec<u32> =
        (0..109).map_while(|index| u32_at(head, 76 + index * 4)).filter(|&number| number < 0xffff_fffa).collect();
    let mut more = u32_at(head, 68)?;
    while more < 0xffff_fffa && tables.len() < 1 << 16 {
        let data = sector(more)?;
        let mut numbers: Vec<u32> = (0..size / 4).map_while(|index| u32_at(&data, index * 4)).collect();
        more = numbers.pop()?;
        tables.extend(numbers.into_iter().filter(|&number| number < 0xffff_fffa));
    }
    let mut directory = Vec::new();
    let mut next = u32_at(head, 48)?;
    for _ in 0..DIRECTORY_SECTORS {
        if next >= 0xffff_fffa {
            break;
        }
        let mut data = sector(next)?;
        data.resize(size, 0);
        directory.extend_from_slice(&data);
        let number = usize::try_from(next).ok()?;
        let table = sector(*tables.get(number / (size / 4))?)?;
        next = u32_at(&table, number % (size / 4) * 4)?;
    }
    Some(directory)
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}
