//! The text of a cell: paragraphs joined by line breaks, as OpenDocument wants white space (part 1, 6.1.2).
//!
//! Annotations, ruby text, notes, drawings and sub-tables stand inside a cell without being its text.

use super::names::{Attribute, Element, Names};
use super::xml::{Attributes, Token, Xml, XmlFault, unescape_into};

/// Why a cell's text cannot be taken.
pub enum TextFault {
    /// The XML is broken.
    Xml(XmlFault),
    /// Longer than the limit.
    TooLong,
    /// No UTF-8, or an entity that XML does not know.
    Unreadable,
}

impl From<XmlFault> for TextFault {
    fn from(fault: XmlFault) -> Self {
        TextFault::Xml(fault)
    }
}

/// Where the text stands among blanks.
#[derive(Default)]
struct Flow {
    /// How deep the paragraph lies that is open; 0: none.
    paragraph: usize,
    paragraphs: usize,
    /// Whether white space comes to nothing here: at the start, or after white space.
    swallow: bool,
    raw: String,
}

/// Reads the rest of the open cell element, end tag included, and appends its text.
pub fn read(xml: &mut Xml, names: &mut Names, limit: u32, out: &mut String) -> Result<(), TextFault> {
    let outside = xml.depth() - 1;
    let mut flow = Flow::default();
    loop {
        let mut apart = false;
        match xml.next()? {
            Token::Start { name, attributes, empty, depth } => match names.element(depth, name, attributes) {
                Element::Paragraph => flow.begin(if empty { 0 } else { depth }, out),
                Element::Spaces if flow.paragraph > 0 => flow.spaces(attributes, names, limit, out)?,
                Element::Tab if flow.paragraph > 0 => flow.push('\t', out),
                Element::LineBreak if flow.paragraph > 0 => flow.push('\n', out),
                Element::Apart | Element::Table => apart = !empty,
                _ => {}
            },
            Token::Text(raw) if flow.paragraph > 0 => flow.text(raw, out)?,
            Token::CData(exact) if flow.paragraph > 0 => {
                flow.exact(std::str::from_utf8(exact).map_err(|_| TextFault::Unreadable)?, out);
            }
            Token::Text(_) | Token::CData(_) | Token::Eof => {}
            Token::End => {
                let depth = xml.depth();
                if depth <= outside {
                    return Ok(());
                }
                if depth < flow.paragraph {
                    flow.paragraph = 0;
                }
            }
        }
        if apart {
            xml.skip()?;
        }
        if out.len() > limit as usize {
            return Err(TextFault::TooLong);
        }
    }
}

/// Appends the text of a paragraph that has nothing but text in it.
pub fn plain(text: &str, out: &mut String) {
    Flow { swallow: true, ..Flow::default() }.exact(text, out);
}

impl Flow {
    fn begin(&mut self, depth: usize, out: &mut String) {
        if self.paragraphs > 0 {
            out.push('\n');
        }
        self.paragraphs += 1;
        self.paragraph = depth;
        self.swallow = true;
    }

    fn push(&mut self, c: char, out: &mut String) {
        out.push(c);
        self.swallow = false;
    }

    fn spaces(&mut self, attributes: &[u8], names: &mut Names, limit: u32, out: &mut String) -> Result<(), TextFault> {
        let count = Attributes::new(attributes).find(|(name, _)| names.attribute(name) == Attribute::Count);
        let count = count.map_or(Some(1), |(_, count)| super::cell::whole(count)).unwrap_or(1);
        if count > u64::from(limit) {
            return Err(TextFault::TooLong);
        }
        for _ in 0..count {
            out.push(' ');
        }
        self.swallow = false;
        Ok(())
    }

    fn text(&mut self, raw: &[u8], out: &mut String) -> Result<(), TextFault> {
        let mut unescaped = std::mem::take(&mut self.raw);
        unescaped.clear();
        if unescape_into(raw, &mut unescaped).is_none() {
            return Err(TextFault::Unreadable);
        }
        self.exact(&unescaped, out);
        self.raw = unescaped;
        Ok(())
    }

    /// Appends text with each run of white space as one blank.
    fn exact(&mut self, text: &str, out: &mut String) {
        let blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let word = bytes[at..].iter().position(|&byte| blank(byte)).map_or(bytes.len(), |length| at + length);
            if word > at {
                out.push_str(&text[at..word]);
                self.swallow = false;
            }
            if word < bytes.len() && !self.swallow {
                out.push(' ');
                self.swallow = true;
            }
            at = word + 1;
        }
    }
}
