//! A part's bytes as UTF-8, whatever its encoding: told by its byte-order mark, its first bytes or its XML declaration.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding};

const WINDOW: usize = 32 << 10;

/// Buffers a stream, converts it to UTF-8 where it is something else, and bounds how much one node may take.
pub(super) struct Utf8<R> {
    inner: R,
    /// Set once the beginning was seen; `None` for what is UTF-8 already.
    decoder: Option<Decoder>,
    begun: bool,
    ended: bool,
    raw: Vec<u8>,
    raw_length: usize,
    ready: Vec<u8>,
    length: usize,
    from: usize,
    /// Bytes taken since the current node began.
    taken: usize,
    most: usize,
}

impl<R: Read> Utf8<R> {
    pub(super) fn new(inner: R, most: usize) -> Self {
        Utf8 {
            inner,
            decoder: None,
            begun: false,
            ended: false,
            raw: vec![0; WINDOW],
            raw_length: 0,
            ready: vec![0; WINDOW * 3],
            length: 0,
            from: 0,
            taken: 0,
            most,
        }
    }

    pub(super) fn inner(&mut self) -> &mut R {
        &mut self.inner
    }

    pub(super) fn source(&self) -> &R {
        &self.inner
    }

    pub(super) fn begin_node(&mut self) {
        self.taken = 0;
    }

    fn fill(&mut self) -> io::Result<()> {
        if !self.begun {
            self.begin()?;
        } else if !self.ended {
            self.raw_length = read_some(&mut self.inner, &mut self.raw)?;
            self.ended = self.raw_length == 0;
        }
        self.from = 0;
        let raw = &self.raw[..self.raw_length];
        let Some(decoder) = &mut self.decoder else {
            self.ready[..raw.len()].copy_from_slice(raw);
            self.length = raw.len();
            self.raw_length = 0;
            return Ok(());
        };
        let (_, _, written, wrong) = decoder.decode_to_utf8(raw, &mut self.ready, self.ended);
        self.raw_length = 0;
        self.length = written;
        if wrong { Err(io::Error::new(io::ErrorKind::InvalidData, "not in its encoding")) } else { Ok(()) }
    }

    /// Reads the first bytes, enough to hold an XML declaration, and settles the encoding.
    fn begin(&mut self) -> io::Result<()> {
        self.begun = true;
        while self.raw_length < 256 && !self.ended {
            let count = read_some(&mut self.inner, &mut self.raw[self.raw_length..])?;
            self.raw_length += count;
            self.ended = count == 0;
        }
        let encoding = encoding_of(&self.raw[..self.raw_length]);
        if encoding != encoding_rs::UTF_8 {
            self.decoder = Some(encoding.new_decoder_with_bom_removal());
        }
        Ok(())
    }
}

/// Tells the encoding of a part from its beginning.
fn encoding_of(head: &[u8]) -> &'static Encoding {
    match head {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => return encoding_rs::UTF_16LE,
        [0xfe, 0xff, ..] | [0, b'<', ..] => return encoding_rs::UTF_16BE,
        _ => {}
    }
    let declaration = head.split(|&byte| byte == b'>').next().unwrap_or_default();
    let declaration = String::from_utf8_lossy(declaration);
    let named = declaration
        .trim_start_matches('\u{feff}')
        .starts_with("<?xml")
        .then(|| declaration.split("encoding").nth(1))
        .flatten();
    let label = named.and_then(|rest| rest.split(['"', '\'']).nth(1)).unwrap_or("utf-8");
    match Encoding::for_label(label.as_bytes()) {
        // Declared as UTF-16 by a writer that then wrote bytes.
        Some(encoding) if encoding.is_ascii_compatible() => encoding,
        _ => encoding_rs::UTF_8,
    }
}

fn read_some(inner: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match inner.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > self.most {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "one node too long"));
        }
        while self.from >= self.length && !(self.ended && self.begun && self.raw_length == 0) {
            self.fill()?;
        }
        Ok(&self.ready[self.from..self.length])
    }

    fn consume(&mut self, amount: usize) {
        self.from += amount;
        self.taken += amount;
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}
