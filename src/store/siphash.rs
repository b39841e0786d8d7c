//! SipHash-1-3 with the store's own keys: what the email index is sorted by.
//!
//! The keys are random for each store, so that nobody can make a file whose addresses all fall together. The
//! function is part of the file format; the standard library's hasher promises no algorithm, hence one of our own.
//! Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", with one compression and three final rounds.

/// Returns the hash of the bytes under two keys.
pub(crate) fn siphash(keys: (u64, u64), bytes: &[u8]) -> u64 {
    let mut state = [
        keys.0 ^ 0x736f_6d65_7073_6575,
        keys.1 ^ 0x646f_7261_6e64_6f6d,
        keys.0 ^ 0x6c79_6765_6e65_7261,
        keys.1 ^ 0x7465_6462_7974_6573,
    ];
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        absorb(&mut state, u64::from_le_bytes(*word));
    }
    let mut last = [0_u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    last[7] = bytes.len().to_le_bytes()[0];
    absorb(&mut state, u64::from_le_bytes(last));
    state[2] ^= 0xff;
    for _ in 0..3 {
        round(&mut state);
    }
    state[0] ^ state[1] ^ state[2] ^ state[3]
}

fn absorb(state: &mut [u64; 4], word: u64) {
    state[3] ^= word;
    round(state);
    state[0] ^= word;
}

fn round(state: &mut [u64; 4]) {
    let [a, b, c, d] = state;
    *a = a.wrapping_add(*b);
    *b = b.rotate_left(13) ^ *a;
    *a = a.rotate_left(32);
    *c = c.wrapping_add(*d);
    *d = d.rotate_left(16) ^ *c;
    *a = a.wrapping_add(*d);
    *d = d.rotate_left(21) ^ *a;
    *c = c.wrapping_add(*b);
    *b = b.rotate_left(17) ^ *c;
    *c = c.rotate_left(32);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_keys_the_hash_is_the_standard_librarys() {
        use std::hash::Hasher;
        for length in 0..40_u8 {
            let bytes: Vec<u8> = (0..length).collect();
            let mut oracle = std::collections::hash_map::DefaultHasher::new();
            oracle.write(&bytes);
            assert_eq!(siphash((0, 0), &bytes), oracle.finish(), "{length} bytes");
            assert_ne!(siphash((7, 9), &bytes), oracle.finish(), "the keys count");
        }
    }
}
