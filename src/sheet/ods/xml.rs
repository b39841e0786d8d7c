//! Cuts XML into tokens over a small sliding window: what a sheet of a gigabyte needs, and no more.
//!
//! Start tags, end tags and text are handed out as slices of the window; comments, processing instructions
//! and the document type are passed over. **Entities are never declared or expanded** beyond XML's own five
//! and character references ([`unescape_into`]). Long text comes in pieces, so nothing is held that is not
//! asked for. End tags are checked against their start tags. Names are raw here: `names` knows namespaces.

use memchr::{memchr, memchr_iter, memmem};

use super::source::Source;

/// The longest start tag that is taken; longer ones are no sheet's.
const LONGEST_TAG: usize = 4 << 20;
/// Text longer than this comes in pieces.
const PIECE: usize = 64 << 10;

/// Why the tokens end before the document does.
#[derive(Debug)]
pub enum XmlFault {
    /// The bytes end inside an element.
    Ended,
    /// Not well-formed, in words, at a byte of the part.
    Malformed(&'static str, u64),
    /// Elements nested deeper than the limit.
    TooDeep,
    /// A tag longer than any sheet has.
    TooLong,
    /// The bytes could not be read or inflated.
    Read(std::io::Error),
}

/// One token; the slices live until the next is asked for.
#[derive(Debug)]
pub enum Token<'a> {
    /// A start tag, or an empty element (`empty`), which has no end token.
    Start {
        /// The name as written, prefix and all.
        name: &'a [u8],
        /// What stands between the name and the end of the tag, for [`Attributes`].
        attributes: &'a [u8],
        /// Whether the element ends with its start tag.
        empty: bool,
        /// How many elements are open here, this one included.
        depth: usize,
    },
    /// An end tag.
    End,
    /// Text with its references not yet resolved; long text comes as several tokens.
    Text(&'a [u8]),
    /// Text of a CDATA section: exact.
    CData(&'a [u8]),
    /// The end of the document.
    Eof,
}

/// The tokens of one document.
pub struct Xml {
    source: Source,
    window: Vec<u8>,
    at: usize,
    /// Bytes of the document before the window.
    before: u64,
    in_cdata: bool,
    /// Names of the open elements, one after the other, and where each begins.
    open: Vec<u8>,
    begins: Vec<usize>,
    deepest: usize,
}

impl Xml {
    /// Begins a document; more than `deepest` nested elements are refused.
    pub fn new(source: Source, deepest: u32) -> Self {
        Xml {
            source,
            window: Vec::new(),
            at: 0,
            before: 0,
            in_cdata: false,
            open: Vec::new(),
            begins: Vec::new(),
            deepest: deepest as usize,
        }
    }

    /// Returns how many elements are open.
    pub fn depth(&self) -> usize {
        self.begins.len()
    }

    /// Returns the source, for its progress.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the next token.
    pub fn next(&mut self) -> Result<Token<'_>, XmlFault> {
        loop {
            if self.in_cdata {
                if let Some((from, to)) = self.cdata()? {
                    return Ok(Token::CData(&self.window[from..to]));
                }
                continue;
            }
            if self.at == self.window.len() && !self.fill()? {
                return if self.begins.is_empty() { Ok(Token::Eof) } else { Err(XmlFault::Ended) };
            }
            if self.window[self.at] != b'<' {
                let (from, to) = self.text()?;
                return Ok(Token::Text(&self.window[from..to]));
            }
            while self.window.len() < self.at + 2 {
                self.must_fill()?;
            }
            match self.window[self.at + 1] {
                b'/' => {
                    self.end_tag()?;
                    return Ok(Token::End);
                }
                b'!' => self.declaration()?,
                b'?' => self.pass_over(2, b"?>")?,
                _ => {
                    let (name_end, tag_end, empty) = self.start_tag()?;
                    let from = self.at;
                    self.at = tag_end;
                    let close = name_end.max(tag_end - if empty { 2 } else { 1 });
                    let depth = self.begins.len() + usize::from(empty);
                    return Ok(Token::Start {
                        name: &self.window[from + 1..name_end],
                        attributes: &self.window[name_end..close],
                        empty,
                        depth,
                    });
                }
            }
        }
    }

    /// Passes over the rest of the innermost open element, its end tag included.
    pub fn skip(&mut self) -> Result<(), XmlFault> {
        let depth = self.depth();
        while self.depth() >= depth {
            self.next()?;
        }
        Ok(())
    }

    /// Returns what of the window is not yet read.
    pub fn rest(&self) -> &[u8] {
        &self.window[self.at..]
    }

    /// Passes over bytes of the window that hold whole elements, and returns them.
    pub fn pass(&mut self, length: usize) -> &[u8] {
        let (from, to) = self.advance(length);
        &self.window[from..to]
    }

    /// Passes over bytes of the window that end the innermost open element, if that has this name.
    pub fn pass_end(&mut self, name: &[u8], length: usize) -> bool {
        let Some(&begin) = self.begins.last().filter(|begin| self.open[**begin..] == *name) else { return false };
        self.begins.pop();
        self.open.truncate(begin);
        self.at += length;
        true
    }

    /// Passes over `opening` where it comes next, byte for byte; only whole matches inside the window count.
    fn take(&mut self, opening: &[u8]) -> bool {
        let found = self.window[self.at..].starts_with(opening);
        if found {
            self.at += opening.len();
        }
        found
    }

    /// Reads the bytes to their end, so that their checksum is proved, and shows them as they are.
    pub fn drain(&mut self, mut show: impl FnMut(&[u8])) -> Result<(), XmlFault> {
        show(&self.window[self.at..]);
        self.at = 0;
        self.window.clear();
        while self.source.next_chunk(&mut self.window).map_err(XmlFault::Read)? {
            show(&self.window);
            self.window.clear();
        }
        Ok(())
    }

    fn malformed(&self, what: &'static str) -> XmlFault {
        XmlFault::Malformed(what, self.before + self.at as u64)
    }

    /// Moves what is left to the front and appends the next bytes; false at the end of them.
    fn fill(&mut self) -> Result<bool, XmlFault> {
        self.before += self.at as u64;
        self.window.drain(..self.at);
        self.at = 0;
        self.source.next_chunk(&mut self.window).map_err(XmlFault::Read)
    }

    fn must_fill(&mut self) -> Result<(), XmlFault> {
        if self.window.len() - self.at > LONGEST_TAG {
            return Err(XmlFault::TooLong);
        }
        if self.fill()? { Ok(()) } else { Err(XmlFault::Ended) }
    }

    /// Finds text up to the next tag, or a piece of it that ends between characters and references.
    fn text(&mut self) -> Result<(usize, usize), XmlFault> {
        let mut looked = 0;
        loop {
            let rest = &self.window[self.at..];
            if let Some(length) = memchr(b'<', &rest[looked..]) {
                return Ok(self.advance(looked + length));
            }
            if rest.len() >= PIECE {
                let length = piece_of(rest);
                return Ok(self.advance(length));
            }
            looked = rest.len();
            if !self.fill()? {
                let length = self.window.len() - self.at;
                return Ok(self.advance(length));
            }
        }
    }

    fn advance(&mut self, length: usize) -> (usize, usize) {
        let from = self.at;
        self.at += length;
        (from, self.at)
    }

    /// Finds the next piece of a CDATA section; `None` when it has just ended without any.
    fn cdata(&mut self) -> Result<Option<(usize, usize)>, XmlFault> {
        loop {
            let rest = &self.window[self.at..];
            if let Some(length) = memmem::find(rest, b"]]>") {
                self.in_cdata = false;
                let (from, to) = self.advance(length);
                self.at += 3;
                return Ok((to > from).then_some((from, to)));
            }
            if rest.len() >= PIECE {
                let length = whole_characters(&rest[..rest.len() - 2]);
                return Ok(Some(self.advance(length)));
            }
            self.must_fill()?;
        }
    }

    fn end_tag(&mut self) -> Result<(), XmlFault> {
        let mut looked = 2;
        let length = loop {
            let rest = &self.window[self.at..];
            if let Some(found) = rest.get(looked..).and_then(|rest| memchr(b'>', rest)) {
                break looked + found;
            }
            looked = looked.max(rest.len());
            self.must_fill()?;
        };
        let name = &self.window[self.at + 2..self.at + length];
        let Some(&begin) = self.begins.last() else { return Err(self.malformed("an end tag without a start tag")) };
        if &self.open[begin..] != name && &self.open[begin..] != name.trim_ascii_end() {
            return Err(self.malformed("an end tag that does not match its start tag"));
        }
        self.begins.pop();
        self.open.truncate(begin);
        self.at += length + 1;
        Ok(())
    }

    /// Finds a start tag: where its name ends, where the tag ends, and whether it is an empty element.
    fn start_tag(&mut self) -> Result<(usize, usize, bool), XmlFault> {
        let length = loop {
            if let Some(length) = tag_length(&self.window[self.at..]) {
                break length;
            }
            self.must_fill()?;
        };
        let tag = &self.window[self.at..self.at + length];
        let empty = tag[length - 2] == b'/';
        let name_length =
            tag.iter().position(|byte| matches!(byte, b' ' | b'>' | b'/' | b'\t' | b'\n' | b'\r')).unwrap_or(length);
        if name_length < 2 {
            return Err(self.malformed("a tag without a name"));
        }
        if !empty {
            if self.begins.len() >= self.deepest {
                return Err(XmlFault::TooDeep);
            }
            self.begins.push(self.open.len());
            self.open.extend_from_slice(&tag[1..name_length]);
        }
        Ok((self.at + name_length, self.at + length, empty))
    }

    /// Passes over a comment or the document type, or enters a CDATA section.
    fn declaration(&mut self) -> Result<(), XmlFault> {
        while self.window.len() < self.at + 9 {
            if !self.fill()? {
                return Err(XmlFault::Ended);
            }
        }
        if self.take(b"<!--") {
            return self.pass_over(0, b"-->");
        }
        if self.take(b"<![CDATA[") {
            self.in_cdata = true;
            return Ok(());
        }
        if self.window[self.at..].starts_with(b"<!DOCTYPE") && self.begins.is_empty() {
            return self.document_type();
        }
        Err(self.malformed("an unknown declaration"))
    }

    fn pass_over(&mut self, opening: usize, closing: &[u8]) -> Result<(), XmlFault> {
        self.at += opening;
        loop {
            let rest = &self.window[self.at..];
            if let Some(found) = memmem::find(rest, closing) {
                self.at += found + closing.len();
                return Ok(());
            }
            self.at += rest.len().saturating_sub(closing.len() - 1);
            if !self.fill()? {
                return Err(XmlFault::Ended);
            }
        }
    }

    /// Passes over the document type with its declarations, none of which is ever used.
    fn document_type(&mut self) -> Result<(), XmlFault> {
        let (mut quote, mut brackets) = (0_u8, 0_u32);
        loop {
            if self.at == self.window.len() && !self.fill()? {
                return Err(XmlFault::Ended);
            }
            let byte = self.window[self.at];
            self.at += 1;
            match byte {
                _ if quote != 0 => quote = if byte == quote { 0 } else { quote },
                b'"' | b'\'' => quote = byte,
                b'[' => brackets += 1,
                b']' => brackets = brackets.saturating_sub(1),
                b'>' if brackets == 0 => return Ok(()),
                _ => {}
            }
        }
    }
}

/// Returns the length of the tag at the front, its `>` included; `None` where the window ends before it does.
pub fn tag_length(rest: &[u8]) -> Option<usize> {
    let end = memchr(b'>', rest)?;
    let tag = &rest[..end];
    if memchr_iter(b'"', tag).count().is_multiple_of(2) && memchr(b'\'', tag).is_none() {
        return Some(end + 1);
    }
    // A quote may hold a `>`: walk from quote to quote.
    let mut at = 0;
    loop {
        let found = at + memchr::memchr3(b'>', b'"', b'\'', &rest[at..])?;
        if rest[found] == b'>' {
            return Some(found + 1);
        }
        at = found + 1 + memchr(rest[found], &rest[found + 1..])? + 1;
    }
}

/// Returns how much of a long text can be handed out without cutting a character or a reference in two.
fn piece_of(text: &[u8]) -> usize {
    let tail = text.len().saturating_sub(32);
    let end = memchr::memrchr(b'&', &text[tail..]).map_or(text.len(), |at| tail + at);
    whole_characters(&text[..end])
}

/// Returns the length of the text without a last character that is not all there.
fn whole_characters(text: &[u8]) -> usize {
    let length = text.len();
    let Some(back) = (1..=length.min(4)).find(|back| text[length - back] & 0xc0 != 0x80) else { return length };
    let needs = match text[length - back] {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    };
    if needs > back { length - back } else { length }
}

/// The attributes of a start tag, in order: name and value, both as written.
pub struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Attributes<'a> {
    /// Walks what [`Token::Start`] holds.
    pub fn new(attributes: &'a [u8]) -> Self {
        Attributes { rest: attributes }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_ascii_start();
        let equals = memchr(b'=', rest)?;
        let value = rest[equals + 1..].trim_ascii_start();
        let (&quote, value) = value.split_first()?;
        if quote != b'"' && quote != b'\'' {
            return None;
        }
        let end = memchr(quote, value)?;
        self.rest = &value[end + 1..];
        Some((rest[..equals].trim_ascii_end(), &value[..end]))
    }
}

/// Appends text with its references resolved; `None` where it is no UTF-8 or names an entity that XML itself does not know.
pub fn unescape_into(raw: &[u8], out: &mut String) -> Option<()> {
    let mut rest = std::str::from_utf8(raw).ok()?;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let end = at + memchr(b';', &rest.as_bytes()[at..])?;
        out.push(referenced(&rest[at + 1..end])?);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Some(())
}

fn referenced(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let number = match code.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    Some(char::from_u32(number).filter(|&c| c != '\0').unwrap_or('\u{fffd}'))
}
