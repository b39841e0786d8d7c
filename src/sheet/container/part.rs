//! One part of an archive as a stream of inflated bytes, checked against the size and checksum that the directory declares.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;

/// How much of the packed bytes is read from the file at once.
const WINDOW: usize = 128 << 10;

/// A stream of a part's inflated bytes.
///
/// The last read fails if the part is longer or shorter than declared, or its checksum is another: a damaged
/// sheet must not pass for a shorter one.
#[derive(Debug)]
pub struct Part {
    bytes: Bytes,
    left: u64,
    crc: u32,
    hasher: crc32fast::Hasher,
    done: bool,
    failed: Option<io::ErrorKind>,
}

#[derive(Debug)]
enum Bytes {
    Stored(Slice),
    Deflated(Box<DeflateDecoder<Slice>>),
}

impl Part {
    pub(super) fn new(file: Arc<File>, start: u64, packed: u64, size: u64, crc: u32, deflated: bool) -> Self {
        let slice = Slice { file, at: start, start, end: start.saturating_add(packed), window: Vec::new(), from: 0 };
        let bytes = if deflated { Bytes::Deflated(Box::new(DeflateDecoder::new(slice))) } else { Bytes::Stored(slice) };
        Part { bytes, left: size, crc, hasher: crc32fast::Hasher::new(), done: false, failed: None }
    }

    /// Returns how many packed bytes were taken from the file so far, and how many there are (at least 1).
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        let slice = match &self.bytes {
            Bytes::Stored(slice) => slice,
            Bytes::Deflated(decoder) => decoder.get_ref(),
        };
        (slice.at - slice.start, (slice.end - slice.start).max(1))
    }
}

impl Part {
    fn read_checked(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.bytes {
            Bytes::Stored(slice) => slice.read(buffer)?,
            Bytes::Deflated(decoder) => decoder.read(buffer).map_err(broken_stream)?,
        };
        self.hasher.update(&buffer[..count]);
        if count as u64 > self.left {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "larger than declared"));
        }
        self.left -= count as u64;
        if count > 0 {
            return Ok(count);
        }
        if self.left > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if self.hasher.clone().finalize() != self.crc {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "checksum differs"));
        }
        Ok(0)
    }
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Readers that gather bytes may pass over an error once: it must come again, and never turn into an end.
        if let Some(kind) = self.failed {
            return Err(kind.into());
        }
        if self.done || buffer.is_empty() {
            return Ok(0);
        }
        let result = self.read_checked(buffer);
        match &result {
            Ok(count) => self.done = *count == 0,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => self.failed = Some(error.kind()),
        }
        result
    }
}

/// flate2 calls a broken stream "invalid input"; to us it is the file's data.
fn broken_stream(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::InvalidInput { io::Error::new(io::ErrorKind::InvalidData, error) } else { error }
}

/// The packed bytes, read by position so that the file may be shared.
#[derive(Debug)]
struct Slice {
    file: Arc<File>,
    start: u64,
    at: u64,
    end: u64,
    window: Vec<u8>,
    from: usize,
}

impl io::BufRead for Slice {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.from < self.window.len() || self.at >= self.end {
            return Ok(&self.window[self.from..]);
        }
        let length = usize::try_from(self.end - self.at).unwrap_or(WINDOW).min(WINDOW);
        self.window.resize(length, 0);
        self.from = 0;
        let count = self.file.read_at(&mut self.window, self.at);
        self.window.truncate(*count.as_ref().unwrap_or(&0));
        if count? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += self.window.len() as u64;
        Ok(&self.window)
    }

    fn consume(&mut self, amount: usize) {
        self.from += amount;
    }
}

impl Read for Slice {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = io::BufRead::fill_buf(self)?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        io::BufRead::consume(self, count);
        Ok(count)
    }
}
