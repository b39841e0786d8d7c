//! Brings the bytes of a document in chunks, inflated and in UTF-8, from a thread of its own.
//!
//! The thread is at most a few chunks ahead, so that memory stays small; it ends by itself once nobody
//! takes chunks any more. Nothing here knows XML beyond the encoding that a declaration names.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::sheet::container::Part;

const CHUNK: usize = 256 << 10;
const AHEAD: usize = 4;

/// A stream that knows how far it is: units taken, and in all.
pub trait Measured: Read {
    /// Returns the units taken and in all; never 0 in all.
    fn progress(&self) -> (u64, u64);
}

impl Measured for Part {
    fn progress(&self) -> (u64, u64) {
        Part::progress(self)
    }
}

/// A file that is read from its start to its end.
pub struct Whole {
    file: File,
    taken: u64,
    bytes: u64,
}

impl Whole {
    /// Takes an open file of a known size.
    pub fn new(file: File, bytes: u64) -> Self {
        Whole { file, taken: 0, bytes }
    }
}

impl Read for Whole {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.taken += count as u64;
        Ok(count)
    }
}

impl Measured for Whole {
    fn progress(&self) -> (u64, u64) {
        (self.taken, self.bytes.max(1))
    }
}

/// The bytes of one document.
pub struct Source {
    kind: Kind,
    /// Units done and in all, for the progress.
    done: Arc<AtomicU64>,
    total: u64,
}

enum Kind {
    Held(Vec<u8>),
    Thread { full: Receiver<io::Result<Vec<u8>>>, empty: Sender<Vec<u8>> },
}

impl Source {
    /// Takes bytes that are in memory already.
    pub fn held(bytes: &[u8]) -> Self {
        let mut kept = Vec::new();
        let mut decode = Decode::default();
        decode.append(bytes, true, &mut kept);
        Source { kind: Kind::Held(kept), done: Arc::default(), total: 1 }
    }

    /// Starts a thread that reads `stream`.
    pub fn threaded(mut stream: impl Measured + Send + 'static) -> io::Result<Self> {
        let (full_in, full) = sync_channel(AHEAD);
        let (empty, empty_out) = channel();
        let done = Arc::new(AtomicU64::new(0));
        let total = stream.progress().1;
        let counted = done.clone();
        thread::Builder::new().name("inflate".into()).spawn(move || {
            if let Err(error) = pump(&mut stream, &counted, &full_in, &empty_out) {
                // Nobody listens any more when this fails: the sheet was closed.
                let _ = full_in.send(Err(error));
            }
        })?;
        Ok(Source { kind: Kind::Thread { full, empty }, done, total })
    }

    /// Appends the next chunk; false at the end.
    pub fn next_chunk(&mut self, window: &mut Vec<u8>) -> io::Result<bool> {
        match &mut self.kind {
            Kind::Held(bytes) => {
                let more = !bytes.is_empty();
                window.append(bytes);
                Ok(more)
            }
            Kind::Thread { full, empty } => {
                let Ok(chunk) = full.recv() else { return Ok(false) };
                let chunk = chunk?;
                window.extend_from_slice(&chunk);
                // The thread may have ended: then the chunk is simply freed.
                let _ = empty.send(chunk);
                Ok(true)
            }
        }
    }

    /// Returns the units done and in all.
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed).min(self.total), self.total)
    }
}

fn pump(
    reader: &mut impl Measured,
    done: &AtomicU64,
    full: &SyncSender<io::Result<Vec<u8>>>,
    empty: &Receiver<Vec<u8>>,
) -> io::Result<()> {
    let mut raw = vec![0; CHUNK];
    let mut decode = Decode::default();
    loop {
        let length = read_full(reader, &mut raw)?;
        let last = length < raw.len();
        done.store(reader.progress().0, Ordering::Relaxed);
        let mut chunk = empty.try_recv().unwrap_or_default();
        chunk.clear();
        decode.append(&raw[..length], last, &mut chunk);
        if (!chunk.is_empty() && full.send(Ok(chunk)).is_err()) || last {
            return Ok(());
        }
    }
}

fn read_full(reader: &mut impl Read, raw: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < raw.len() {
        match reader.read(&mut raw[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// Turns other encodings into UTF-8; UTF-8 itself passes untouched.
#[derive(Default)]
struct Decode {
    begun: bool,
    decoder: Option<Decoder>,
}

impl Decode {
    fn append(&mut self, bytes: &[u8], last: bool, out: &mut Vec<u8>) {
        let mut bytes = bytes;
        if !self.begun {
            self.begun = true;
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            self.decoder = encoding_of(bytes).map(Encoding::new_decoder);
        }
        let Some(decoder) = &mut self.decoder else {
            out.extend_from_slice(bytes);
            return;
        };
        let mut text = String::new();
        loop {
            text.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(CHUNK));
            let (result, taken, _) = decoder.decode_to_string(bytes, &mut text, last);
            bytes = &bytes[taken..];
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        out.extend_from_slice(text.as_bytes());
    }
}

/// Tells which other encoding than UTF-8 the first bytes show or declare.
fn encoding_of(start: &[u8]) -> Option<&'static Encoding> {
    match start {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] | [0, b'<', ..] => return Some(UTF_16BE),
        _ => {}
    }
    let declaration = start.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memchr(b'>', declaration)?];
    let named = &declaration[memchr::memmem::find(declaration, b"encoding")? + 8..];
    let named = named.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, named) = named.split_first()?;
    let encoding = Encoding::for_label(&named[..memchr::memchr(quote, named)?])?;
    // A document whose first bytes can be read as ASCII is no UTF-16, whatever it says.
    (encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}
