//! The cells that merged ranges cover: they are not seen, so they are not text.

const COLUMNS: usize = 256;
const WORDS: usize = COLUMNS / 64;
/// Rows marked at most over all ranges, so that a file full of ranges of whole sheets costs no time.
const MOST_MARKED: usize = 4 << 20;

/// A bit for each place of the grid, from the first row that is covered at all.
#[derive(Default)]
pub struct Merged {
    rows: Vec<[u64; WORDS]>,
    marked: usize,
}

impl Merged {
    /// Takes a MERGECELLS record: ranges of first and last row, first and last column. A count that lies is not believed.
    pub fn note(&mut self, data: &[u8]) {
        let count = data.first_chunk().map_or(0, |two| usize::from(u16::from_le_bytes(*two)));
        for range in data.get(2..).unwrap_or_default().chunks_exact(8).take(count) {
            let at = |index: usize| usize::from(u16::from_le_bytes([range[index * 2], range[index * 2 + 1]]));
            self.cover((at(0), at(1)), (at(2), at(3)));
        }
    }

    fn cover(&mut self, (top, bottom): (usize, usize), (left, right): (usize, usize)) {
        if bottom < top || right < left || right >= COLUMNS || self.marked > MOST_MARKED {
            return;
        }
        self.marked += bottom - top + 1;
        if self.rows.len() <= bottom {
            self.rows.resize(bottom + 1, [0; WORDS]);
        }
        let mut bits = [0_u64; WORDS];
        for column in left..=right {
            bits[column / 64] |= 1 << (column % 64);
        }
        let shown = (left / 64, 1_u64 << (left % 64));
        let before = self.rows[top][shown.0] & shown.1;
        for row in &mut self.rows[top..=bottom] {
            for (word, more) in row.iter_mut().zip(bits) {
                *word |= more;
            }
        }
        // The first cell of a range is the one that shows.
        self.rows[top][shown.0] &= !shown.1 | before;
    }

    /// Tells whether any place is covered.
    pub fn any(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Tells whether a place is covered.
    pub fn covers(&self, row: u16, column: u16) -> bool {
        let (row, column) = (usize::from(row), usize::from(column));
        column < COLUMNS && self.rows.get(row).is_some_and(|bits| bits[column / 64] >> (column % 64) & 1 == 1)
    }
}
