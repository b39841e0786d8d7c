//! A lead and its values, held as they are stored.
//!
//! [`Values`] is one packed buffer for all values of a lead, sorted by field: a row of a sheet becomes one
//! allocation, two leads are compared by their bytes, and the store writes the buffer as it is.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::field::FieldId;

/// The values of a lead in the normal form of their types, sorted by field; a blank field is not in it.
///
/// Layout, once per value: field id (`u16`, little endian), length in bytes (`u32`, little endian), UTF-8 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(Vec<u8>);

const HEAD: usize = 6;

impl Values {
    /// Returns values without any field, with room for `bytes`.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Values(Vec::with_capacity(bytes))
    }

    /// Reads values from stored bytes; `None` where they are not in the layout above, sorted and valid UTF-8.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut last = None;
        while !rest.is_empty() {
            let (field, text, after) = split(rest)?;
            std::str::from_utf8(text).ok()?;
            if last.is_some_and(|last| last >= field) {
                return None;
            }
            last = Some(field);
            rest = after;
        }
        Some(Values(bytes.to_vec()))
    }

    /// Returns the stored bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Adds a value behind the others: the fastest way for a writer that goes through the fields in order.
    ///
    /// Falls back to [`Values::set`] where the field does not come last; a blank value is left out.
    pub fn push(&mut self, field: FieldId, value: &str) {
        if self.iter().last().is_some_and(|(last, _)| last >= field) {
            self.set(field, value);
            return;
        }
        self.append(field, value);
    }

    /// Adds a value of a field that is known to come after all others.
    pub fn append(&mut self, field: FieldId, value: &str) {
        self.append_bytes(field, value.as_bytes());
    }

    /// Adds a value as the store keeps it, of a field that comes after all others: its bytes were a text when their
    /// record was sealed, and proving it again for every value costs more than everything else about reading one.
    pub fn append_bytes(&mut self, field: FieldId, value: &[u8]) {
        if value.is_empty() {
            return;
        }
        let length = u32::try_from(value.len()).expect("a value is bounded by the limit on a cell's text");
        self.0.extend_from_slice(&field.0.to_le_bytes());
        self.0.extend_from_slice(&length.to_le_bytes());
        self.0.extend_from_slice(value);
    }

    /// Sets a field; an empty value clears it.
    pub fn set(&mut self, field: FieldId, value: &str) {
        let mut out = Values::with_capacity(self.0.len() + value.len() + HEAD);
        let mut written = false;
        for (other, text) in self.iter() {
            if !written && other >= field {
                out.append(field, value);
                written = true;
            }
            if other != field {
                out.append(other, text);
            }
        }
        if !written {
            out.append(field, value);
        }
        *self = out;
    }

    /// Returns the value of a field; `None` where it is blank.
    #[must_use]
    pub fn get(&self, field: FieldId) -> Option<&str> {
        let (_, text) = self.parts().take_while(|(other, _)| *other <= field).find(|(other, _)| *other == field)?;
        Some(std::str::from_utf8(text).unwrap_or(""))
    }

    /// Walks the values in the order of their fields.
    pub fn iter(&self) -> impl Iterator<Item = (FieldId, &str)> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            let (field, text, after) = split(rest)?;
            rest = after;
            Some((field, std::str::from_utf8(text).unwrap_or("")))
        })
    }

    /// Walks the values as bytes: for the store, which writes them as they are.
    pub fn parts(&self) -> impl Iterator<Item = (FieldId, &[u8])> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            let (field, text, after) = split(rest)?;
            rest = after;
            Some((field, text))
        })
    }

    /// Tells whether no field has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn split(bytes: &[u8]) -> Option<(FieldId, &[u8], &[u8])> {
    let (head, rest) = bytes.split_at_checked(HEAD)?;
    let field = FieldId(u16::from_le_bytes([head[0], head[1]]));
    let length = usize::try_from(u32::from_le_bytes([head[2], head[3], head[4], head[5]])).ok()?;
    let (text, after) = rest.split_at_checked(length)?;
    Some((field, text, after))
}

/// Which row of which import changed a lead last; the links from change to change are the lead's history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The number of the import (or undo); 0 for a lead that no import touched.
    pub import: u32,
    /// The row of that import's file; for an undo, the row of its own list.
    pub row: u32,
}

/// One person in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Given by the platform, counts up, never reused.
    pub id: u64,
    /// When it was added: seconds since 1970-01-01 UTC.
    pub created: i64,
    /// When it was last changed: seconds since 1970-01-01 UTC.
    pub updated: i64,
    /// What changed it last.
    pub change: Change,
    /// Its values, email and owner among them.
    pub values: Values,
}

impl Lead {
    /// Returns the email address as it was written.
    #[must_use]
    pub fn email(&self) -> &str {
        self.values.get(FieldId::EMAIL).unwrap_or("")
    }

    /// Returns the username of the owner.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.values.get(FieldId::OWNER).unwrap_or("")
    }
}

/// Returns what an email address is compared by: without case and surrounding blanks, in Unicode NFC.
///
/// The store's email index is built from it: another answer for the same address needs a migration.
#[must_use]
pub fn email_key(email: &str) -> Cow<'_, str> {
    let email = crate::text::trim(email);
    if email.is_ascii() {
        let upper = email.bytes().any(|byte| byte.is_ascii_uppercase());
        return if upper { Cow::Owned(email.to_ascii_lowercase()) } else { Cow::Borrowed(email) };
    }
    // A final sigma is the same letter: `str::to_lowercase` would write it by its place in the word.
    Cow::Owned(email.nfc().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_sorted_whatever_the_order_they_are_set_in() {
        let mut values = Values::default();
        values.push(FieldId(20), "Roma");
        values.push(FieldId(16), "Anna");
        values.set(FieldId(18), "Rossi");
        values.set(FieldId(20), "Milano");
        let all: Vec<_> = values.iter().map(|(field, text)| (field.0, text.to_owned())).collect();
        assert_eq!(all, [(16, "Anna".into()), (18, "Rossi".into()), (20, "Milano".into())]);
        values.set(FieldId(18), "");
        assert_eq!(values.get(FieldId(18)), None);
        assert_eq!(Values::from_bytes(values.as_bytes()), Some(values));
    }

    #[test]
    fn damaged_bytes_are_no_values() {
        assert_eq!(Values::from_bytes(&[1]), None);
        assert_eq!(Values::from_bytes(&[1, 0, 9, 0, 0, 0, b'x']), None);
        assert_eq!(Values::from_bytes(&[1, 0, 1, 0, 0, 0, 0xff]), None);
    }

    #[test]
    fn addresses_that_differ_by_case_blanks_or_composition_have_one_key() {
        assert_eq!(email_key(" Anna@Example.COM\u{a0}"), "anna@example.com");
        assert_eq!(email_key("Jose\u{301}@example.com"), email_key("JOSÉ@example.com"));
        assert_eq!(email_key("ΣΑΣ@example.com"), email_key("σας@example.com"));
        assert_ne!(email_key("anna@example.com"), email_key("ana@example.com"));
    }
}
