//! The compound file that holds a workbook since Excel 5 (MS-CFB): finds the workbook's stream and reads it whole.
//!
//! Every chain is followed once and no sector twice, and nothing is taken from a length that the file merely claims. A chain that
//! leads out of the file or back to itself ends there: what stood before it may well hold the whole sheet, and if it does not, the
//! records say so, for a sheet without its end is refused.
//! Only streams at the root count: an embedded workbook lies deeper. Next: `records`.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use super::{WorkbookStream, damaged};
use crate::sheet::fault::FileError;
use crate::sheet::limits::Limits;

/// The first bytes of every compound file.
pub const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const END_OF_CHAIN: u32 = 0xffff_fffe;
const LAST_SECTOR: u32 = 0xffff_fffa;
const ENTRY: usize = 128;
/// Directory entries looked at; a workbook has a handful, one full of objects some thousands.
const MOST_ENTRIES: usize = 200_000;

struct Compound<'a> {
    file: &'a File,
    bytes: u64,
    shift: u32,
    fat: Vec<u32>,
}

/// One entry of the directory that matters.
#[derive(Clone, Copy)]
struct Stream {
    start: u32,
    size: u64,
}

/// Reads the stream of the workbook: `Workbook` (BIFF8) before `Book` (BIFF5).
///
/// # Errors
/// Damaged, or more than may be held in memory.
pub fn workbook_stream(file: &File, bytes: u64, limits: &Limits) -> Result<WorkbookStream, FileError> {
    let mut header = [0; 512];
    read_exact_at(file, &mut header, 0)?;
    if header[..8] != SIGNATURE {
        return Err(damaged("it does not begin as a compound file does"));
    }
    let shift = u32::from(u16_at(&header, 30));
    if !(7..=16).contains(&shift) {
        return Err(damaged("its sector size makes no sense"));
    }
    let mut compound = Compound { file, bytes, shift, fat: Vec::new() };
    compound.read_fat(&header)?;
    let directory = compound.chain(u32_at(&header, 48), (MOST_ENTRIES * ENTRY) as u64)?;
    let entries: Vec<&[u8]> = directory.chunks_exact(ENTRY).collect();
    let root = entries.first().map(|root| stream_of(root, shift)).ok_or_else(|| damaged("its directory is empty"))?;
    let mut stream = find(&entries, shift).ok_or_else(|| damaged("it holds no stream named Workbook or Book"))?;
    // What a directory claims may be anything; no stream is longer than its file.
    let declared = stream.size;
    stream.size = stream.size.min(bytes);
    if stream.size > limits.held_bytes {
        let what = format!(
            "The workbook's own stream is {} MiB large, more than the {} MiB allowed.",
            stream.size >> 20,
            limits.held_bytes >> 20
        );
        return Err(FileError::too_big(what, "limits.held_bytes"));
    }
    let cutoff = u64::from(u32_at(&header, 56));
    let held = |bytes: Vec<u8>| WorkbookStream { whole: bytes.len() as u64 == declared, bytes };
    if stream.size >= cutoff {
        return compound.chain(stream.start, stream.size).map(held);
    }
    let mini_shift = u32::from(u16_at(&header, 32)).clamp(2, 12);
    let mini_fat = compound.chain(u32_at(&header, 60), u64::MAX)?;
    let mini_fat: Vec<u32> = mini_fat.chunks_exact(4).map(|four| u32_at(four, 0)).collect();
    let mini = compound.chain(root.start, root.size)?;
    Ok(held(short_chain(&mini, &mini_fat, mini_shift, stream)))
}

impl Compound<'_> {
    fn sectors(&self) -> usize {
        usize::try_from(self.bytes >> self.shift).unwrap_or(usize::MAX)
    }

    fn sector(&self, number: u32, out: &mut Vec<u8>) -> Result<bool, FileError> {
        let size = 1_usize << self.shift;
        let at = (u64::from(number) + 1) << self.shift;
        let there = usize::try_from(self.bytes.saturating_sub(at)).unwrap_or(size).min(size);
        let from = out.len();
        // The last sector of some writers' files is not filled up.
        out.resize(from + there, 0);
        read_exact_at(self.file, &mut out[from..], at)?;
        Ok(there == size)
    }

    /// Gathers the sector numbers of the FAT, from the header and the chain behind it, and reads it.
    fn read_fat(&mut self, header: &[u8]) -> Result<(), FileError> {
        let mut numbers: Vec<u32> = header[76..512].chunks_exact(4).map(|four| u32_at(four, 0)).collect();
        let per_sector = (1_usize << self.shift) / 4;
        let most = self.sectors() / per_sector + 2;
        let mut next = u32_at(header, 68);
        let mut seen = 0;
        while next < LAST_SECTOR && seen <= most {
            seen += 1;
            let mut sector = Vec::new();
            if !self.sector(next, &mut sector)? {
                break;
            }
            let (list, link) = sector.split_at(sector.len() - 4);
            numbers.extend(list.chunks_exact(4).map(|four| u32_at(four, 0)));
            next = u32_at(link, 0);
        }
        numbers.retain(|&number| number < LAST_SECTOR);
        // How many there are the header says too, not always rightly: the list itself counts.
        numbers.truncate(most.max(109));
        for number in numbers {
            let mut sector = Vec::new();
            // What is not there leads nowhere: a chain ends at it, and the records tell whether it ended too early.
            self.sector(number, &mut sector)?;
            sector.resize(1 << self.shift, 0xff);
            self.fat.extend(sector.chunks_exact(4).map(|four| u32_at(four, 0)));
        }
        Ok(())
    }

    /// Reads a chain of sectors, up to `size` bytes; one that leads out of the file or back to itself ends there.
    fn chain(&self, start: u32, size: u64) -> Result<Vec<u8>, FileError> {
        let mut out = Vec::new();
        let mut seen = vec![false; self.fat.len().min(self.sectors() + 1)];
        let mut next = start;
        while next < LAST_SECTOR && (out.len() as u64) < size {
            let Some(seen) = usize::try_from(next).ok().and_then(|at| seen.get_mut(at)) else { break };
            if std::mem::replace(seen, true) {
                break;
            }
            self.sector(next, &mut out)?;
            next = self.fat[next as usize];
        }
        out.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Ok(out)
    }
}

/// Reads a chain of short sectors out of their container; one that leads back to itself ends there.
fn short_chain(mini: &[u8], fat: &[u32], shift: u32, stream: Stream) -> Vec<u8> {
    let size = usize::try_from(stream.size).unwrap_or(usize::MAX);
    let mut out = Vec::new();
    let mut next = stream.start;
    let mut seen = vec![false; fat.len().max(1)];
    while next < LAST_SECTOR && out.len() < size {
        let from = (next as usize) << shift;
        let Some(rest) = mini.get(from..).filter(|rest| !rest.is_empty()) else { break };
        if seen.get_mut(next as usize).is_some_and(|seen| std::mem::replace(seen, true)) {
            break;
        }
        out.extend_from_slice(&rest[..rest.len().min(1 << shift)]);
        next = fat.get(next as usize).copied().unwrap_or(END_OF_CHAIN);
    }
    out.truncate(size);
    out
}

/// Finds the workbook among the entries at the root; where the tree of entries is broken, among all.
fn find(entries: &[&[u8]], shift: u32) -> Option<Stream> {
    let mut at_root = Vec::new();
    let mut seen = vec![false; entries.len()];
    let mut todo = vec![entries.first().map_or(u32::MAX, |root| u32_at(root, 76))];
    while let Some(index) = todo.pop() {
        let Some(seen) = seen.get_mut(index as usize) else { continue };
        if std::mem::replace(seen, true) {
            continue;
        }
        let entry = entries[index as usize];
        at_root.push(entry);
        todo.extend([u32_at(entry, 68), u32_at(entry, 72)]);
    }
    let named = |list: &[&[u8]], name: &str| {
        let entry = list.iter().find(|entry| entry[66] == 2 && name_of(entry).eq_ignore_ascii_case(name))?;
        Some(stream_of(entry, shift))
    };
    ["Workbook", "Book"]
        .iter()
        .find_map(|name| named(&at_root, name))
        .or_else(|| ["Workbook", "Book"].iter().find_map(|name| named(entries, name)))
}

fn name_of(entry: &[u8]) -> String {
    let length = usize::from(u16_at(entry, 64)).saturating_sub(2).min(62);
    char::decode_utf16(entry[..length].chunks_exact(2).map(|two| u16_at(two, 0)))
        .map(|c| c.unwrap_or('\u{fffd}'))
        .collect()
}

fn stream_of(entry: &[u8], shift: u32) -> Stream {
    let low = u64::from(u32_at(entry, 120));
    // The upper half is only meant in files with long sectors; others leave rubbish there.
    let size = if shift >= 12 { low | u64::from(u32_at(entry, 124)) << 32 } else { low };
    Stream { start: u32_at(entry, 116), size }
}

fn read_exact_at(file: &File, buffer: &mut [u8], at: u64) -> Result<(), FileError> {
    file.read_exact_at(buffer, at).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => damaged("it is cut off"),
        _ => FileError::io(&error),
    })
}

fn u16_at(data: &[u8], at: usize) -> u16 {
    data.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn u32_at(data: &[u8], at: usize) -> u32 {
    data.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}
