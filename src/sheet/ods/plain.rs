//! The short way for the cell that a million cells are: one paragraph of text, without anything inside.
//!
//! Start tags that were read once are known again by their bytes, and `<text:p>`, text, `</text:p></table:table-cell>`
//! are taken in one go. Whatever looks a little different goes the careful way of `table` and `text`, from its start tag on;
//! both give the same cells (`tests` compare them). Only the usual prefixes count, and only while they mean the usual things.

use memchr::memchr;

use super::names::{Element, Names};
use super::xml::Xml;

const CELL: &[u8] = b"table:table-cell";
const OPENING: &[u8] = b"<text:p>";
const CLOSING: &[u8] = b"</text:p></table:table-cell>";
/// Start tags remembered; sheets have a handful of kinds of text cells.
const REMEMBERED: usize = 8;
const LONGEST: usize = 512;

/// Start tags of text cells, known by their bytes.
#[derive(Default)]
pub struct Plain {
    /// Whole tags, and how many columns each fills.
    tags: Vec<(Box<[u8]>, u64)>,
    /// Which declarations of namespaces the tags were read under.
    under: u64,
    usual: bool,
}

/// A cell that was taken the short way.
pub struct Taken<'a> {
    /// The text with its references not yet resolved.
    pub raw: &'a [u8],
    pub repeated: u64,
}

impl Plain {
    /// Remembers the start tag of a cell whose text alone counts.
    pub fn remember(&mut self, name: &[u8], attributes: &[u8], repeated: u64) {
        if name != CELL || attributes.len() > LONGEST || self.tags.len() >= REMEMBERED {
            return;
        }
        let tag = [b"<", name, attributes, b">"].concat();
        if !self.tags.iter().any(|(known, _)| **known == *tag) {
            self.tags.push((tag.into(), repeated));
        }
    }

    /// Looks whether the usual names still mean the usual things; to be asked at the start of a row.
    pub fn check(&mut self, depth: usize, names: &mut Names) {
        if self.under == names.changes() {
            return;
        }
        self.tags.clear();
        self.usual = names.element(depth + 1, CELL, b"") == Element::Cell
            && names.element(depth + 2, b"text:p", b"") == Element::Paragraph;
        self.under = names.changes();
    }

    /// Takes the next cell, if it is a plain one of a known start tag.
    pub fn take<'a>(&mut self, xml: &'a mut Xml) -> Option<Taken<'a>> {
        let rest = xml.rest();
        let at = self.tags.iter().position(|(tag, _)| rest.starts_with(tag))?;
        let (tag, repeated) = &self.tags[at];
        let (start, repeated) = (tag.len(), *repeated);
        self.tags.swap(at, at.saturating_sub(1));
        let length = plain_paragraph(&rest[start..]).filter(|_| self.usual)?;
        let raw = start + OPENING.len()..start + OPENING.len() + length;
        let passed = xml.pass(raw.end + CLOSING.len());
        Some(Taken { raw: &passed[raw], repeated })
    }

    /// Passes over the plain paragraph of the cell that is open, and over the cell's end; false where it is not plain.
    pub fn skip(&self, xml: &mut Xml) -> bool {
        let Some(length) = plain_paragraph(xml.rest()).filter(|_| self.usual) else { return false };
        xml.pass_end(CELL, OPENING.len() + length + CLOSING.len())
    }
}

/// Returns the length of the text of a paragraph that has nothing but text in it and is the cell's last.
fn plain_paragraph(rest: &[u8]) -> Option<usize> {
    let text = rest.strip_prefix(OPENING)?;
    let length = memchr(b'<', text)?;
    text[length..].starts_with(CLOSING).then_some(length)
}

/// Tells whether text may be taken as it is: no reference, and no white space but single blanks inside.
pub fn as_it_is(raw: &[u8]) -> bool {
    let mut before = b' ';
    let mut plain = true;
    for &byte in raw {
        plain &= byte != b'&' && byte >= b' ' && (byte != b' ' || before != b' ');
        before = byte;
    }
    plain
}
