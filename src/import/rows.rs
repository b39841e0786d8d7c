//! A set of row numbers that takes little room when rows stand together.

/// Rows of a file by their numbers, kept as runs; rows are put in from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowSet {
    runs: Vec<(u32, u32)>,
    rows: u64,
}

impl RowSet {
    /// Puts a row in; it comes after all rows that are in the set, or is the last of them.
    pub fn push(&mut self, row: u32) {
        match self.runs.last_mut() {
            Some((_, last)) if *last >= row => return,
            Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
            _ => self.runs.push((row, row)),
        }
        self.rows += 1;
    }

    /// Tells whether a row is in the set.
    #[must_use]
    pub fn contains(&self, row: u32) -> bool {
        let after = self.runs.partition_point(|(first, _)| *first <= row);
        after > 0 && self.runs[after - 1].1 >= row
    }

    /// Returns the number of rows in the set.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.rows
    }

    /// Tells whether no row is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Walks the rows from top to bottom.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.runs.iter().flat_map(|(first, last)| *first..=*last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_stand_together_become_one_run() {
        let mut rows = RowSet::default();
        for row in [2, 3, 4, 9, 11, 12, 12] {
            rows.push(row);
        }
        assert_eq!(rows.runs, [(2, 4), (9, 9), (11, 12)]);
        assert_eq!(rows.iter().collect::<Vec<_>>(), [2, 3, 4, 9, 11, 12]);
        assert_eq!(rows.len(), 6);
        assert!(rows.contains(3) && rows.contains(12) && !rows.contains(10) && !rows.contains(1) && !rows.contains(13));
    }
}
