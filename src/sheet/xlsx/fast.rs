//! The fast reader of a sheet's rows: scans windows of bytes that look as nearly every writer has them.
//!
//! It knows one spelling: UTF-8, no prefixes, attributes in double quotes, plain inline strings. Whatever else it meets
//! is not its business: a row that it does not understand is handed to the careful reader alone, and where not even the end of the row
//! is certain (comments, CDATA, foreign elements) everything from there on is. So it can only ever be right or give way. Windows end
//! where a row ends, so that a row is always whole while it is scanned. Next: `scan` for a row's bytes.

use super::super::batch::Batch;
use super::super::fault::FileError;
use super::super::limits::Limits;
use super::super::xml::{Node, Xml};
use super::careful::{Careful, Flow, Place};
use super::cell::Book;
use super::rows::Fallbacks;
use super::scan::{self, Scanned};
use super::stream::Stream;

use std::sync::atomic::Ordering;

/// A row that is longer than this is read by the careful reader, in pieces.
const MOST_WINDOW: usize = 16 << 20;
/// What stands before the rows must be found within so many bytes.
const MOST_HEAD: usize = 4 << 20;

const ROW_END: &[u8] = b"</row>";
const DATA_END: &[u8] = b"</sheetData>";
const BEFORE_ROWS: &[u8] = b"<worksheet><sheetData>";
const AFTER_ROWS: &[u8] = b"</sheetData></worksheet>";

/// The rows of one sheet, scanned.
pub(super) struct Fast {
    stream: Stream,
    window: Vec<u8>,
    /// What was scanned of the window, and where the last whole row in it ends.
    from: usize,
    whole: usize,
    place: Place,
    scratch: String,
    limits: Limits,
    fallbacks: Fallbacks,
}

/// How a step of fast reading ended.
pub(super) enum Step {
    /// As the careful reader says it.
    Flow(Flow),
    /// The careful reader must go on from here.
    Over(Box<Careful>),
}

impl Fast {
    /// Looks at what stands before the rows; gives the stream back untouched if it is not as the fast reader knows it.
    pub(super) fn new(
        mut stream: Stream,
        limits: &Limits,
        fallbacks: &Fallbacks,
    ) -> Result<Result<Fast, Stream>, FileError> {
        let mut window = Vec::new();
        let start = loop {
            if let Some(start) = rows_begin(&window) {
                break start;
            }
            let more = window.len() < MOST_HEAD && stream.extend(&mut window).map_err(|error| FileError::io(&error))?;
            if !more {
                break None;
            }
        };
        let Some(from) = start.filter(|&from| is_sound_head(&window[..from], limits)) else {
            stream.put_back(window);
            return Ok(Err(stream));
        };
        let mut fast = Fast {
            stream,
            window,
            from,
            whole: from,
            place: Place::default(),
            scratch: String::new(),
            limits: limits.clone(),
            fallbacks: fallbacks.clone(),
        };
        fast.find_whole();
        Ok(Ok(fast))
    }

    /// Returns how far the stream is.
    pub(super) fn progress(&self) -> (u64, u64) {
        self.stream.progress()
    }

    /// Returns the stream that is read.
    pub(super) fn stream(&mut self) -> &mut Stream {
        &mut self.stream
    }

    /// Makes the parser of what stands behind the rows; to be asked once they are at their end.
    pub(super) fn behind(&mut self) -> Xml<Stream> {
        let mut stream = self.stream.take();
        let rest = self.window.get(self.from..).unwrap_or_default();
        stream.put_back([BEFORE_ROWS, rest].concat());
        Xml::new(stream, "The sheet", &self.limits)
    }

    /// Reads the next row element and adds what it holds.
    pub(super) fn row(&mut self, book: &mut Book, batch: &mut Batch) -> Result<Step, FileError> {
        loop {
            let rest = self.window.get(self.from..).unwrap_or_default();
            let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.from += blank;
            let rest = &rest[blank..];
            if self.from < self.whole {
                break;
            }
            if rest.starts_with(DATA_END) {
                return Ok(Step::Flow(Flow::End));
            }
            let more = rest.len() <= MOST_WINDOW && self.refill()?;
            if !more {
                return Ok(self.give_way());
            }
        }
        let (place, valueless) = (self.place, book.valueless);
        let window = &self.window[self.from..self.whole];
        match scan::row(window, &mut self.place, book, batch, &mut self.scratch)? {
            Scanned::Row(length) => {
                self.from += length;
                Ok(Step::Flow(Flow::Row))
            }
            Scanned::Disorder => Ok(Step::Flow(Flow::Disorder)),
            Scanned::Unknown { begun } => {
                if begun {
                    batch.pop_row();
                }
                (self.place, book.valueless) = (place, valueless);
                self.one_carefully(book, batch)
            }
        }
    }

    /// Has one row read by the careful reader, if it is certain where it ends.
    fn one_carefully(&mut self, book: &mut Book, batch: &mut Batch) -> Result<Step, FileError> {
        let window = &self.window[self.from..self.whole];
        let length = memchr::memmem::find(window, ROW_END).map_or(0, |at| at + ROW_END.len());
        let row = &window[..length];
        let certain = row.starts_with(b"<row")
            && memchr::memmem::find(row, b"<!").is_none()
            && memchr::memmem::find(row, b"<?").is_none();
        if !certain {
            return Ok(self.give_way());
        }
        self.fallbacks.fetch_add(1, Ordering::Relaxed);
        let bytes = [BEFORE_ROWS, row, AFTER_ROWS].concat();
        let mut careful = Careful::new(Xml::new(Stream::of_bytes(bytes), "The sheet", &self.limits), self.place);
        // What looked like one row may be several: blank ones end without an end tag.
        loop {
            match careful.row(book, batch)? {
                Flow::Row => {}
                Flow::End => break,
                Flow::Disorder => return Ok(Step::Flow(Flow::Disorder)),
            }
        }
        self.place = careful.place();
        self.from += length;
        Ok(Step::Flow(Flow::Row))
    }

    /// Makes the careful reader that reads everything from here on.
    fn give_way(&mut self) -> Step {
        self.fallbacks.fetch_add(1, Ordering::Relaxed);
        let mut stream = self.stream.take();
        let rest = self.window.get(self.from..).unwrap_or_default();
        stream.put_back([BEFORE_ROWS, rest].concat());
        Step::Over(Box::new(Careful::new(Xml::new(stream, "The sheet", &self.limits), self.place)))
    }

    /// Moves what is left to the front of the window and appends the next bytes; `false` at the end of the stream.
    fn refill(&mut self) -> Result<bool, FileError> {
        self.window.drain(..self.from);
        self.from = 0;
        let more = self.stream.extend(&mut self.window).map_err(|error| FileError::io(&error))?;
        self.find_whole();
        Ok(more)
    }

    fn find_whole(&mut self) {
        let rest = &self.window[self.from..];
        self.whole = self.from + memchr::memmem::rfind(rest, ROW_END).map_or(0, |at| at + ROW_END.len());
    }
}

/// Finds where the rows begin: `None` if that is not in the window yet, `Some(None)` if the head is not as the fast reader knows it.
#[expect(clippy::option_option, reason = "not yet, not at all, and here are three different answers")]
fn rows_begin(window: &[u8]) -> Option<Option<usize>> {
    let at = memchr::memmem::find(window, b"<sheetData")?;
    let after = at + b"<sheetData".len();
    let next = *window.get(after)?;
    let head = window[..at].strip_prefix(b"\xef\xbb\xbf").unwrap_or(&window[..at]);
    let known = next == b'>' && is_plain_head(head, "<worksheet");
    Some(known.then_some(after + 1))
}

/// Tells whether all before the rows is UTF-8 without comments, document type or prefixes on the root.
pub(super) fn is_plain_head(head: &[u8], root: &str) -> bool {
    let Ok(head) = std::str::from_utf8(head) else { return false };
    let (declaration, rest) = match head.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").unwrap_or(("", "")),
        None => ("", head),
    };
    let encoding = declaration.split("encoding").nth(1).unwrap_or("\"utf-8\"");
    let utf8 = encoding.split(['"', '\'']).nth(1).is_some_and(|name| name.eq_ignore_ascii_case("utf-8"));
    let rest = rest.trim_start();
    utf8 && rest.starts_with(root)
        && !rest.contains("<!")
        && !rest.contains("<?")
        && !rest.contains(":AlternateContent")
}

/// Tells whether all before the rows is well-formed, and the rows begin where they should: right under the root.
fn is_sound_head(head: &[u8], limits: &Limits) -> bool {
    let mut xml = Xml::new(head, "The sheet", limits);
    loop {
        let depth = xml.depth();
        match xml.next() {
            Ok(Node::Start(tag)) if tag.name() == "sheetData" => return depth == 1,
            Err(_) | Ok(Node::Eof) => return false,
            Ok(_) => {}
        }
    }
}

/// What the sheet's `dimension` declares: rows and columns. Found in the first bytes of a sheet, if it is there at all.
pub(super) fn declared(fast: &Fast) -> Option<(u32, u32)> {
    let head = std::str::from_utf8(fast.window.get(..fast.from)?).ok()?;
    let reference = head.split("<dimension ").nth(1)?.split("ref=\"").nth(1)?.split('"').next()?;
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let place = |text: &str| match super::reference::parse(text.as_bytes()) {
        super::reference::Reference::At(column, row) => Some((row, u32::from(column) + 1)),
        _ => None,
    };
    let ((top, left), (bottom, right)) = (place(first)?, place(last)?);
    Some((bottom.checked_sub(top)? + 1, right.checked_sub(left)? + 1))
}
