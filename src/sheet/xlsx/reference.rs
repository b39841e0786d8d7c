//! Cell references such as `AB12`, bounded by the grid.

use super::super::limits::{GRID_COLUMNS, GRID_ROWS};

/// What a reference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// Column from 0, row from 1.
    At(u16, u32),
    /// A well-formed reference to a place that no sheet has.
    Beyond,
    /// No reference at all: the cell follows the one before it.
    Unclear,
}

/// Reads a reference; `$` signs are allowed, small letters too.
pub(super) fn parse(reference: &[u8]) -> Reference {
    let (mut column, mut row) = (0_u64, 0_u64);
    let mut letters = 0;
    for &byte in reference {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => {
                column = (column * 26 + u64::from(byte.to_ascii_uppercase() - b'A') + 1).min(1 << 40);
                letters += 1;
            }
            b'0'..=b'9' if letters > 0 => row = (row * 10 + u64::from(byte - b'0')).min(1 << 40),
            _ => return Reference::Unclear,
        }
    }
    if column == 0 || row == 0 {
        return Reference::Unclear;
    }
    match (u16::try_from(column - 1), u32::try_from(row)) {
        (Ok(column), Ok(row)) if column < GRID_COLUMNS && row <= GRID_ROWS => Reference::At(column, row),
        _ => Reference::Beyond,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_within_the_grid_and_refused_beyond_it() {
        assert_eq!(parse(b"A1"), Reference::At(0, 1));
        assert_eq!(parse(b"$ab$12"), Reference::At(27, 12));
        assert_eq!(parse(b"XFD1048576"), Reference::At(16_383, 1_048_576));
        for beyond in ["XFE1", "A1048577", "ZZZZZZZZZZZZZZZZ1", "A99999999999999999999999"] {
            assert_eq!(parse(beyond.as_bytes()), Reference::Beyond, "{beyond}");
        }
        for unclear in ["", "A", "1", "1A", "R1C1", "A0", "Ä1"] {
            assert_eq!(parse(unclear.as_bytes()), Reference::Unclear, "{unclear}");
        }
    }
}
