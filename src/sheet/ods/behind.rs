//! The names of the sheets behind the first, found while the rest of a long document is read over.
//!
//! Tokens would cost too much there, so only the start tags of tables are looked for, as bytes. Documents that are not long are
//! looked through before their rows are read (`package`), and these names are then known at once.

use memchr::memmem;

use super::names::Names;
use super::package::{is_sheet, table_name};
use super::xml::tag_length;

/// No start tag of a table is longer.
const LONGEST: usize = 64 << 10;

/// Looks for tables in the bytes that pass.
pub struct Behind {
    /// How the start tag of a table begins, with the prefix that the first one has; white space follows.
    opening: Vec<u8>,
    kept: Vec<u8>,
    found: Vec<String>,
}

impl Behind {
    /// Begins behind a table whose start tag has this name.
    pub fn new(name: &[u8]) -> Self {
        Behind { opening: [b"<", name].concat(), kept: Vec::new(), found: Vec::new() }
    }

    /// Takes the next bytes of the document.
    pub fn see(&mut self, bytes: &[u8], names: &mut Names) {
        self.kept.extend_from_slice(bytes);
        let mut at = 0;
        while let Some(found) = memmem::find(&self.kept[at..], &self.opening) {
            let (start, attributes) = (at + found, at + found + self.opening.len());
            if self.kept.get(attributes).is_some_and(|byte| !byte.is_ascii_whitespace()) {
                at = attributes;
                continue;
            }
            let Some(length) = tag_length(&self.kept[start..]) else {
                // The tag ends in bytes that are still to come.
                at = start;
                break;
            };
            at = start + length;
            self.found.extend(table_name(&self.kept[attributes..at - 1], names).filter(|name| is_sheet(name)));
        }
        let tail = if self.kept[at..].starts_with(&self.opening) { LONGEST } else { self.opening.len() };
        self.kept.drain(..at.max(self.kept.len().saturating_sub(tail)));
    }

    /// Returns the names that were found.
    pub fn names(&mut self) -> Vec<String> {
        std::mem::take(&mut self.found)
    }
}
