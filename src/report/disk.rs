//! The file under a writer of workbooks: it takes everything, and keeps the disk's first failure for whoever asks.
//!
//! A zip writer that meets a full disk would complain on standard error by itself, and a buffer that is dropped forgets
//! what it could not write. So nothing fails in between, and [`Disk::end`] says what came of it.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use super::ReportError;

/// A file with a buffer and a memory for its first failure.
pub(super) struct Disk {
    file: BufWriter<File>,
    at: u64,
    failed: Option<io::Error>,
}

impl Disk {
    pub(super) fn new(file: File) -> Disk {
        Disk { file: BufWriter::with_capacity(1 << 16, file), at: 0, failed: None }
    }

    /// Tells a failure at once, so that nobody goes on for nothing.
    pub(super) fn check(&self) -> Result<(), ReportError> {
        match &self.failed {
            Some(error) => Err(io::Error::from(error.kind()).into()),
            None => Ok(()),
        }
    }

    /// Writes what the buffer still holds, and tells what came of everything.
    pub(super) fn end(mut self) -> Result<(), ReportError> {
        let flushed = self.file.flush();
        Ok(self.failed.map_or(flushed, Err)?)
    }

    fn keep(&mut self, done: io::Result<()>) {
        self.failed = self.failed.take().or(done.err());
    }
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed.is_none() {
            let done = self.file.write_all(bytes);
            self.keep(done);
        }
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Disk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Current(0) => {}
            to => match self.file.seek(to) {
                Ok(at) => self.at = at,
                Err(error) => self.keep(Err(error)),
            },
        }
        Ok(self.at)
    }
}
