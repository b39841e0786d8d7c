//! The shared strings, in one arena and read no further than they are asked for.
//!
//! Writers number strings as they first occur, so a preview of the first rows needs only the beginning of a part that may be
//! hundreds of megabytes. What the part declares of its counts is never believed. As with rows, plain strings are scanned, and from
//! the first one on that is not plain the parser reads the rest.

use super::super::fault::FileError;
use super::super::limits::Limits;
use super::super::xml::{Node, Xml};
use super::stream::Stream;
use super::{Reader, fast, scan, text};

/// What stands before the strings must be found within so many bytes.
const MOST_HEAD: usize = 64 << 10;

/// The shared strings of a workbook.
pub(super) struct Strings {
    arena: String,
    /// Where each string ends; it begins where the one before it ends.
    ends: Vec<u32>,
    source: Source,
    limits: Limits,
    most_bytes: usize,
}

enum Source {
    Fast(Box<Scan>),
    Careful(Box<Xml<Stream>>),
    Done,
}

impl Strings {
    /// Begins with a part; a workbook may have none.
    pub(super) fn new(part: Option<Stream>, limits: &Limits, reader: Reader) -> Result<Self, FileError> {
        let source = match part {
            Some(stream) if reader != Reader::Fast => Source::Careful(Box::new(parser(stream, limits))),
            Some(stream) => match Scan::new(stream, limits)? {
                Ok(scan) => Source::Fast(Box::new(scan)),
                Err(stream) => Source::Careful(Box::new(parser(stream, limits))),
            },
            None => Source::Done,
        };
        let most_bytes = usize::try_from(limits.held_bytes).unwrap_or(usize::MAX).min(u32::MAX as usize);
        Ok(Strings { arena: String::new(), ends: Vec::new(), source, limits: limits.clone(), most_bytes })
    }

    /// Returns the string at `index`; `None` if there are not so many.
    #[inline]
    pub(super) fn get(&mut self, index: usize) -> Result<Option<&str>, FileError> {
        while index >= self.ends.len() && !matches!(self.source, Source::Done) {
            self.read_one()?;
        }
        let Some(&end) = self.ends.get(index) else { return Ok(None) };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        Ok(Some(&self.arena[start as usize..end as usize]))
    }

    /// Reads the next string, or finds that there is none.
    fn read_one(&mut self) -> Result<(), FileError> {
        let start = self.arena.len();
        let most = self.limits.text_bytes as usize;
        let found = match &mut self.source {
            Source::Done => return Ok(()),
            Source::Careful(xml) => read_carefully(xml, &mut self.arena, most)?,
            Source::Fast(scan) => match scan.string(&mut self.arena, most)? {
                Found::String => true,
                Found::End => false,
                Found::Unknown => {
                    self.source = Source::Careful(Box::new(parser(scan.give_way(), &self.limits)));
                    return Ok(());
                }
            },
        };
        if !found {
            self.source = Source::Done;
            return Ok(());
        }
        text::unescape(&mut self.arena, start);
        if self.arena.len() + self.ends.len() * size_of::<u32>() > self.most_bytes {
            let what = format!("The workbook's shared strings are larger than {} MiB.", self.most_bytes >> 20);
            return Err(FileError::too_big(what, "limits.held_bytes"));
        }
        self.ends.push(u32::try_from(self.arena.len()).unwrap_or(u32::MAX));
        Ok(())
    }
}

fn parser(stream: Stream, limits: &Limits) -> Xml<Stream> {
    Xml::new(stream, "The part of the shared strings", limits)
}

/// Appends the text of the next `si` element; `false` if there is none.
fn read_carefully(xml: &mut Xml<Stream>, out: &mut String, most: usize) -> Result<bool, FileError> {
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == "si" => break,
            Node::Eof => return Ok(false),
            Node::End("sst", _) => {
                xml.inner().drain().map_err(|error| FileError::io(&error))?;
                return Ok(false);
            }
            _ => {}
        }
    }
    text::read_rich(xml, out, most)?;
    Ok(true)
}

/// Tells whether the root's tag, the only one of a head, is well-formed.
fn is_sound_head(head: &[u8], limits: &Limits) -> bool {
    let mut xml = Xml::new(head, "The part of the shared strings", limits);
    loop {
        match xml.next() {
            Ok(Node::Start(_)) => return true,
            Ok(Node::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Plain strings, scanned from windows of bytes.
struct Scan {
    stream: Stream,
    window: Vec<u8>,
    from: usize,
}

enum Found {
    String,
    End,
    Unknown,
}

impl Scan {
    /// Looks at what stands before the strings; gives the stream back untouched if it is not plain.
    fn new(mut stream: Stream, limits: &Limits) -> Result<Result<Scan, Stream>, FileError> {
        let mut window = Vec::new();
        while window.len() < MOST_HEAD && stream.extend(&mut window).map_err(|error| FileError::io(&error))? {}
        let head = memchr::memmem::find(&window, b"<si>").unwrap_or(0);
        let bytes = window[..head].strip_prefix(b"\xef\xbb\xbf").unwrap_or(&window[..head]);
        // Nothing but the declaration and the root may stand there: an empty first string counts too.
        let tags = memchr::memchr_iter(b'<', bytes).count().saturating_sub(usize::from(bytes.starts_with(b"<?xml")));
        let alone = bytes.trim_ascii_end().ends_with(b">") && tags == 1;
        if !alone || !fast::is_plain_head(bytes, "<sst") || !is_sound_head(bytes, limits) {
            stream.put_back(window);
            return Ok(Err(stream));
        }
        Ok(Ok(Scan { stream, window, from: head }))
    }

    /// Appends the next string, if it is a plain one.
    fn string(&mut self, out: &mut String, most: usize) -> Result<Found, FileError> {
        loop {
            let rest = self.window[self.from..].trim_ascii_start();
            if let Some((raw, length)) = plain_string(rest) {
                if raw.len() > most {
                    return Err(text::too_long(most));
                }
                let start = out.len();
                let appended = std::str::from_utf8(raw).ok().and_then(|text| scan::resolve(text, out));
                if appended.is_none() {
                    out.truncate(start);
                    return Ok(Found::Unknown);
                }
                self.from = self.window.len() - rest.len() + length;
                return Ok(Found::String);
            }
            if rest.starts_with(b"</sst>") {
                self.stream.drain().map_err(|error| FileError::io(&error))?;
                return Ok(Found::End);
            }
            // What is cut off by the end of the window may be whole in the next one.
            let whole = rest.len() > most.saturating_mul(2) || memchr::memmem::find(rest, b"</si>").is_some();
            if whole || !self.refill()? {
                return Ok(Found::Unknown);
            }
        }
    }

    fn refill(&mut self) -> Result<bool, FileError> {
        self.window.drain(..self.from);
        self.from = 0;
        self.stream.extend(&mut self.window).map_err(|error| FileError::io(&error))
    }

    /// Returns the strings from here on as a document of their own.
    fn give_way(&mut self) -> Stream {
        let mut stream = self.stream.take();
        stream.put_back([b"<sst>", &self.window[self.from..]].concat());
        stream
    }
}

/// The raw text of a plain `si` element at the very beginning, and the bytes that it takes.
fn plain_string(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let text = bytes.strip_prefix(b"<si><t>").or_else(|| bytes.strip_prefix(b"<si><t xml:space=\"preserve\">"))?;
    let length = memchr::memchr(b'<', text)?;
    let after = text[length..].strip_prefix(b"</t></si>")?;
    Some((&text[..length], bytes.len() - after.len()))
}
