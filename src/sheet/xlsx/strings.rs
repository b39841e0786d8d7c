//! The shared strings, in one arena and read no further than they are asked for.
//!
//! Writers number strings as they first occur, so a preview of the first rows needs only the beginning of a part that may be
//! hundreds of megabytes. What the part declares of its counts is never believed.

use super::super::container::Part;
use super::super::fault::FileError;
use super::super::limits::Limits;
use super::super::xml::{Node, Xml};
use super::text;

/// The shared strings of a workbook.
pub(super) struct Strings {
    arena: String,
    /// Where each string ends; it begins where the one before it ends.
    ends: Vec<u32>,
    source: Option<Xml<Part>>,
    most_bytes: usize,
    most_text: usize,
}

impl Strings {
    /// Begins with a part; a workbook may have none.
    pub(super) fn new(part: Option<Part>, limits: &Limits) -> Self {
        Strings {
            arena: String::new(),
            ends: Vec::new(),
            source: part.map(|part| Xml::new(part, "The part of the shared strings", limits)),
            most_bytes: usize::try_from(limits.held_bytes).unwrap_or(usize::MAX).min(u32::MAX as usize),
            most_text: limits.text_bytes as usize,
        }
    }

    /// Returns the string at `index`; `None` if there are not so many.
    pub(super) fn get(&mut self, index: usize) -> Result<Option<&str>, FileError> {
        while index >= self.ends.len() && self.source.is_some() {
            self.read_one()?;
        }
        let Some(&end) = self.ends.get(index) else { return Ok(None) };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        Ok(Some(&self.arena[start as usize..end as usize]))
    }

    /// Reads the next `si` element, or finds that there is none.
    fn read_one(&mut self) -> Result<(), FileError> {
        let Some(xml) = &mut self.source else { return Ok(()) };
        loop {
            match xml.next()? {
                Node::Start(tag) if tag.name() == "si" => break,
                Node::Eof => {
                    self.source = None;
                    return Ok(());
                }
                _ => {}
            }
        }
        let start = self.arena.len();
        text::read_rich(xml, &mut self.arena, self.most_text)?;
        text::unescape(&mut self.arena, start);
        if self.arena.len() + self.ends.len() * size_of::<u32>() > self.most_bytes {
            let what = format!("The workbook's shared strings are larger than {} MiB.", self.most_bytes >> 20);
            return Err(FileError::too_big(what, "limits.held_bytes"));
        }
        self.ends.push(u32::try_from(self.arena.len()).unwrap_or(u32::MAX));
        Ok(())
    }
}
