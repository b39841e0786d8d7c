//! XML as a stream of few kinds of nodes: what the careful readers pull, whatever the encoding, prefix or size of the part.
//!
//! A part may be UTF-8, UTF-16 or anything its declaration names ([`utf8`]); comments and processing instructions vanish, entities
//! that a document type declares are never expanded, and of `mc:AlternateContent` only the fallback is seen (ECMA-376 part 3).
//! One node's bytes and the depth of elements are bounded. Nothing here knows a format.

mod utf8;

use std::borrow::Cow;
use std::io::Read;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::fault::FileError;
use super::limits::Limits;
use utf8::Utf8;

/// A pull parser over one part of a file.
pub struct Xml<R: Read> {
    reader: Reader<Utf8<R>>,
    buffer: Vec<u8>,
    ended: String,
    part: &'static str,
    depth: u32,
    most_depth: u32,
    most_bytes: usize,
    /// The depth of the `mc:Choice` that is being passed over; 0 when none is.
    skipped: u32,
}

/// A node of the stream; an empty element is a start and an end.
pub enum Node<'a> {
    /// An element begins.
    Start(Tag<'a>),
    /// An element ends: its name without prefix, and how many elements are open after it.
    End(&'a str, u32),
    /// Text, one piece of possibly many: references and CDATA sections come as pieces of their own, resolved.
    Text(Cow<'a, str>),
    /// A comment, an instruction, or what an alternative leaves out.
    Nothing,
    /// The part is at its end, with every element closed.
    Eof,
}

/// The start of an element.
pub struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Returns the element's name without its prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// Returns an attribute's value, named with its prefix if it has one; attributes that are not well formed are passed over.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.find(|found| found == name)
    }

    /// Returns the value of the attribute with this local name that has a prefix (`r:id` whatever `r` is called).
    #[must_use]
    pub fn prefixed(&self, name: &str) -> Option<String> {
        self.find(|found| found.split_once(':').is_some_and(|(_, rest)| rest == name))
    }

    fn find(&self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|found| wanted(found.key.into_inner()))?;
        let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        Some(value.map_or_else(|_| found.value.clone().into_owned(), Cow::into_owned))
    }

    /// Calls `see` with every attribute's full name and raw value (references unresolved: for numbers and names only).
    pub fn each_attribute(&self, mut see: impl FnMut(&str, &str)) {
        for attribute in self.0.attributes().with_checks(false).flatten() {
            see(attribute.key.into_inner(), &attribute.value);
        }
    }
}

impl<R: Read> Xml<R> {
    /// Begins to parse; `part` is what messages call it ("The sheet").
    pub fn new(inner: R, part: &'static str, limits: &Limits) -> Self {
        // A node is a tag or a piece of text: eight times the largest text leaves room for its escapes.
        let most_bytes = (limits.text_bytes as usize).saturating_mul(8).saturating_add(1 << 16);
        let mut reader = Reader::from_reader(Utf8::new(inner, most_bytes));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Xml {
            reader,
            buffer: Vec::new(),
            ended: String::new(),
            part,
            depth: 0,
            most_depth: limits.depth,
            most_bytes,
            skipped: 0,
        }
    }

    /// Returns the stream that is parsed.
    pub fn inner(&mut self) -> &mut R {
        self.reader.get_mut().inner()
    }

    /// Returns the stream that is parsed, to look at.
    pub fn source(&self) -> &R {
        self.reader.get_ref().source()
    }

    /// Returns how many elements are open.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Returns the next node; [`Node::Nothing`] where there is one that nobody is to see.
    ///
    /// # Errors
    /// Damaged (not well formed, cut off), or too big (a node too long, elements too deep).
    #[expect(clippy::should_implement_trait, reason = "the node borrows from the parser")]
    pub fn next(&mut self) -> Result<Node<'_>, FileError> {
        self.buffer.clear();
        self.reader.get_mut().begin_node();
        let inside = self.skipped == 0;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(fault(self.part, self.most_bytes, &error)),
        };
        match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > self.most_depth {
                    let what = format!("{} nests its elements more than {} deep.", self.part, self.most_depth);
                    return Err(FileError::too_big(what, "limits.depth"));
                }
                // A quote that is never closed would swallow what follows in silence.
                let sound = !start.attributes_raw().contains('<')
                    && start.attributes().with_checks(false).all(|found| found.is_ok());
                if !sound {
                    return Err(FileError::damaged(format!("{} is no well-formed XML.", self.part)));
                }
                if inside && start.name().into_inner().ends_with(":Choice") {
                    self.skipped = self.depth;
                    return Ok(Node::Nothing);
                }
                Ok(if inside { Node::Start(Tag(start)) } else { Node::Nothing })
            }
            Event::End(end) => {
                let was_skipped = self.skipped == self.depth;
                self.depth = self.depth.saturating_sub(1);
                if was_skipped {
                    self.skipped = 0;
                }
                if !inside {
                    return Ok(Node::Nothing);
                }
                self.ended.clear();
                self.ended.push_str(local(end.name().into_inner()));
                Ok(Node::End(&self.ended, self.depth))
            }
            Event::Text(text) if inside => Ok(Node::Text(normal(text.into_inner()))),
            Event::CData(text) if inside => Ok(Node::Text(normal(text.into_inner()))),
            Event::GeneralRef(reference) if inside => {
                if let Ok(Some(character)) = reference.resolve_char_ref() {
                    return Ok(Node::Text(Cow::Owned(character.to_string())));
                }
                match resolve_xml_entity(&reference.into_inner()) {
                    Some(text) => Ok(Node::Text(Cow::Borrowed(text))),
                    None => Err(FileError::damaged(format!(
                        "{} uses an entity of its own, as no spreadsheet does.",
                        self.part
                    ))),
                }
            }
            Event::Eof if self.depth > 0 => Err(FileError::damaged(format!("{} breaks off in the middle.", self.part))),
            Event::Eof => Ok(Node::Eof),
            _ => Ok(Node::Nothing),
        }
    }

    /// Passes over the rest of the element that began last, with all that is in it.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub fn skip(&mut self) -> Result<(), FileError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }
}

/// Line ends as XML has them: one line feed each (XML 1.0, 2.11).
fn normal(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, rest)| rest)
}

fn fault(part: &str, most_bytes: usize, error: &quick_xml::Error) -> FileError {
    let quick_xml::Error::Io(error) = error else {
        return FileError::damaged(format!("{part} is no well-formed XML."));
    };
    if error.kind() == std::io::ErrorKind::FileTooLarge {
        let what = format!("{part} holds a single piece of more than {} KiB.", most_bytes >> 10);
        return FileError::too_big(what, "limits.text_bytes");
    }
    FileError::io(error)
}
