//! A sheet's bytes as they are inflated: by a thread of their own where the part is big, so that inflating and scanning share two cores.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::super::container::Part;

/// Bytes handed over at once.
const CHUNK: usize = 256 << 10;
/// Chunks that may wait.
const WAITING: usize = 4;
/// A part no larger than this is inflated where it is read.
const SMALL: u64 = 1 << 20;

/// Bytes of a part, perhaps with others put before them.
pub(super) struct Stream {
    front: Vec<u8>,
    from: usize,
    source: Source,
}

enum Source {
    Nothing,
    Here(Box<Part>),
    Thread { chunks: Receiver<io::Result<Vec<u8>>>, spent: SyncSender<Vec<u8>>, done: Arc<AtomicU64>, all: u64 },
}

impl Stream {
    /// Streams a part of `size` inflated bytes.
    pub(super) fn of_part(part: Part, size: u64) -> Self {
        let source = if size <= SMALL { Source::Here(Box::new(part)) } else { threaded(part) };
        Stream { front: Vec::new(), from: 0, source }
    }

    /// Streams bytes that are there already.
    pub(super) fn of_bytes(front: Vec<u8>) -> Self {
        Stream { front, from: 0, source: Source::Nothing }
    }

    /// Puts bytes before what is still to come.
    pub(super) fn put_back(&mut self, mut bytes: Vec<u8>) {
        bytes.extend_from_slice(&self.front[self.from..]);
        self.front = bytes;
        self.from = 0;
    }

    /// Takes the stream away, and leaves an empty one.
    pub(super) fn take(&mut self) -> Stream {
        std::mem::replace(self, Stream::of_bytes(Vec::new()))
    }

    /// Returns how many packed bytes were read, and how many there are.
    pub(super) fn progress(&self) -> (u64, u64) {
        match &self.source {
            Source::Nothing => (1, 1),
            Source::Here(part) => part.progress(),
            Source::Thread { done, all, .. } => (done.load(Ordering::Relaxed), *all),
        }
    }

    /// Appends the next bytes to a window; `false` at the end.
    pub(super) fn extend(&mut self, window: &mut Vec<u8>) -> io::Result<bool> {
        if self.from == self.front.len() {
            self.refill()?;
        }
        window.extend_from_slice(&self.front[self.from..]);
        let some = self.from < self.front.len();
        self.from = self.front.len();
        Ok(some)
    }

    /// Reads to the end and forgets it, so that the part's size and checksum are proved.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        loop {
            self.from = self.front.len();
            self.refill()?;
            if self.front.is_empty() {
                return Ok(());
            }
        }
    }

    /// Replaces the spent front by the next chunk; it is empty at the end.
    fn refill(&mut self) -> io::Result<()> {
        let mut spent = std::mem::take(&mut self.front);
        self.from = 0;
        match &mut self.source {
            Source::Nothing => {}
            Source::Here(part) => {
                spent.resize(CHUNK, 0);
                let count = read_full(part, &mut spent)?;
                spent.truncate(count);
                self.front = spent;
            }
            Source::Thread { chunks, spent: back, .. } => {
                // The thread may have ended, or have enough of them.
                let _ = back.try_send(spent);
                self.front = chunks.recv().unwrap_or_else(|_| Ok(Vec::new()))?;
            }
        }
        Ok(())
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.from == self.front.len() {
            self.refill()?;
        }
        let count = (self.front.len() - self.from).min(buffer.len());
        buffer[..count].copy_from_slice(&self.front[self.from..self.from + count]);
        self.from += count;
        Ok(count)
    }
}

/// Starts the thread; it ends with the part, at an error, or when nobody listens any more.
fn threaded(mut part: Part) -> Source {
    let (sender, chunks) = sync_channel::<io::Result<Vec<u8>>>(WAITING);
    let (spent, again) = sync_channel::<Vec<u8>>(WAITING + 2);
    let done = Arc::new(AtomicU64::new(0));
    let (told, (_, all)) = (done.clone(), part.progress());
    let work = move || {
        loop {
            let mut chunk = again.try_recv().unwrap_or_default();
            chunk.resize(CHUNK, 0);
            let result = read_full(&mut part, &mut chunk);
            told.store(part.progress().0, Ordering::Relaxed);
            let last = !matches!(result, Ok(count) if count > 0);
            let message = result.map(|count| {
                chunk.truncate(count);
                chunk
            });
            if sender.send(message).is_err() || last {
                return;
            }
        }
    };
    // Without a thread the channel is closed at once, which would read as an empty sheet: say so instead.
    match thread::Builder::new().name("inflate".into()).spawn(work) {
        Ok(_) => Source::Thread { chunks, spent, done, all },
        Err(error) => {
            let (sender, chunks) = sync_channel(1);
            let _ = sender.send(Err(error));
            Source::Thread { chunks, spent, done, all }
        }
    }
}

fn read_full(part: &mut Part, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match part.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // What was read before the damage still counts: the error comes again with the next call.
            Err(error) if filled == 0 => return Err(error),
            Err(_) => break,
        }
    }
    Ok(filled)
}
