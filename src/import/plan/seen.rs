//! The email addresses that stood in earlier rows, each in 16 bytes.
//!
//! Addresses are kept as 96 bits of keyed hash with their row: at 1,000,000 rows two addresses have the same hash
//! once in 10^17 imports, and nobody who writes a file knows the keys.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

/// Takes the first half of a key, which is a hash already.
#[derive(Clone, Copy, Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u32(&mut self, _: u32) {}

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A hash in three words of four bytes, so that it and its row take no room for alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Print([u32; 3]);

impl std::hash::Hash for Print {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.0[0]) << 32 | u64::from(self.0[1]));
    }
}

/// The addresses of the rows so far, by their keys.
#[derive(Debug, Default)]
pub struct Seen {
    first: RandomState,
    second: RandomState,
    rows: HashMap<Print, u32, BuildHasherDefault<AsIs>>,
}

impl Seen {
    /// Returns a set with room for so many rows; the room is taken only as it fills.
    #[must_use]
    pub fn with_room(rows: usize) -> Self {
        let mut seen = Seen::default();
        seen.rows.reserve(rows);
        seen
    }

    /// Notes an address; returns the row that had it first, if one had.
    pub fn note(&mut self, key: &str, row: u32) -> Option<u32> {
        let (one, two) = (self.first.hash_one(key), self.second.hash_one(key));
        #[expect(clippy::cast_possible_truncation, reason = "the halves of a hash")]
        let print = Print([(one >> 32) as u32, one as u32, two as u32]);
        match self.rows.entry(print) {
            Entry::Occupied(entry) => Some(*entry.get()),
            Entry::Vacant(entry) => {
                entry.insert(row);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_by_the_row_that_had_it_first() {
        let mut seen = Seen::with_room(10);
        assert_eq!(seen.note("anna@example.com", 2), None);
        assert_eq!(seen.note("bruno@example.com", 3), None);
        assert_eq!(seen.note("anna@example.com", 4), Some(2));
        assert_eq!(seen.note("anna@example.com", 5), Some(2));
    }
}
