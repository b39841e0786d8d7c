//! The fingerprint of a file's content, by which the very same file is known again whatever its name.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Returns the SHA-256 of a file's bytes.
///
/// # Errors
/// Whatever the system says about reading it; what is no regular file is refused and not waited for.
pub fn fingerprint(path: &Path) -> io::Result<[u8; 32]> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hash.finalize().into()),
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Returns bytes as hexadecimal digits, as fingerprints are kept and shown.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_of_the_bytes_and_not_of_the_name() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("a.xlsx"), folder.path().join("b.xlsx"));
        std::fs::write(&first, "abc").unwrap();
        std::fs::write(&second, "abc").unwrap();
        assert_eq!(fingerprint(&first).unwrap(), fingerprint(&second).unwrap());
        // FIPS 180-2, appendix B.1.
        assert_eq!(fingerprint(&first).unwrap()[..4], [0xba, 0x78, 0x16, 0xbf]);
    }
}
