//! The seal on every record: a version and a checksum over its kind, its key and its content.
//!
//! redb does not verify pages on read, so a bit that flips on the disk would pass for data. A record whose seal does
//! not fit is told as damage, and so is a record that turns up under another key or in another table. Next: `schema`
//! for the tables, `leads` and `block` for what is packed.

use super::trouble::Trouble;

/// What a record is; part of its checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Meta = 1,
    Lead = 2,
    Emails = 3,
    Entry = 4,
    Block = 5,
    Deleted = 6,
    Matching = 7,
    Columns = 8,
    Letter = 9,
    Draft = 10,
}

/// The bytes of a seal: version, then checksum.
pub(crate) const SEAL: usize = 5;

/// The version of all records so far.
const VERSION: u8 = 1;

/// Writes a record into `out`, in the place of what was there: `write` appends the content.
pub(crate) fn seal(out: &mut Vec<u8>, kind: Kind, key: &[u8], write: impl FnOnce(&mut Vec<u8>)) {
    out.clear();
    out.extend_from_slice(&[VERSION, 0, 0, 0, 0]);
    write(out);
    let sum = checksum(kind, key, out[0], &out[SEAL..]);
    out[1..SEAL].copy_from_slice(&sum.to_le_bytes());
}

/// Returns the record of these bytes.
pub(crate) fn sealed(kind: Kind, key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + SEAL);
    seal(&mut out, kind, key, |out| out.extend_from_slice(content));
    out
}

/// Returns the content of a record whose seal fits.
pub(crate) fn unseal<'a>(kind: Kind, key: &[u8], record: &'a [u8]) -> Result<&'a [u8], Trouble> {
    let (head, content) = record.split_at_checked(SEAL).ok_or_else(|| broken(kind, key))?;
    let sum = u32::from_le_bytes([head[1], head[2], head[3], head[4]]);
    if head[0] != VERSION || sum != checksum(kind, key, head[0], content) {
        return Err(broken(kind, key));
    }
    Ok(content)
}

/// Returns the damage of a record that is not what was written.
pub(crate) fn broken(kind: Kind, key: &[u8]) -> Trouble {
    let number = || <[u8; 8]>::try_from(key).map_or(0, u64::from_le_bytes);
    Trouble::damaged(match kind {
        Kind::Meta => format!("its record “{}” is not what was written", String::from_utf8_lossy(key)),
        Kind::Lead => format!("the leads from {} on are not what was written", number()),
        Kind::Emails => "a part of the index of email addresses is not what was written".to_owned(),
        Kind::Entry => "an entry of the history is not what was written".to_owned(),
        Kind::Block => format!("the rows of import {} are not what was written", number() >> 32),
        Kind::Deleted => format!("the note of the deleted lead {} is not what was written", number()),
        Kind::Matching | Kind::Columns => "a saved matching is not what was written".to_owned(),
        Kind::Letter => "a mail in the outbox is not what was written".to_owned(),
        Kind::Draft => "a draft is not what was written".to_owned(),
    })
}

fn checksum(kind: Kind, key: &[u8], version: u8, content: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&[kind as u8, version]);
    sum.update(key);
    sum.update(content);
    sum.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_refused_with_any_bit_flipped_and_under_another_key_or_kind() {
        let record = sealed(Kind::Lead, b"key", b"content");
        assert_eq!(unseal(Kind::Lead, b"key", &record).unwrap(), b"content");
        assert!(unseal(Kind::Lead, b"kez", &record).is_err());
        assert!(unseal(Kind::Block, b"key", &record).is_err());
        for bit in 0..record.len() * 8 {
            let mut flipped = record.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(unseal(Kind::Lead, b"key", &flipped).is_err(), "bit {bit}");
        }
        for length in 0..record.len() {
            assert!(unseal(Kind::Lead, b"key", &record[..length]).is_err());
        }
    }
}
