//! A list that is too long to hold: the keys of all its lines, and the lines around the one that is looked at.

use std::ops::Range;

/// How many lines are read on each side of the selected one.
const AROUND: usize = 150;
/// How near the end of what was read the selected line may come before more is read.
const MARGIN: usize = 60;

/// Lines to be read: the place of the first, and their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page<K> {
    /// The place of the first line.
    pub from: usize,
    /// The keys of the lines.
    pub keys: Vec<K>,
}

/// A long list: all keys, and a page of lines.
#[derive(Clone, Debug)]
pub struct Paged<K, T> {
    /// The keys that were found so far.
    pub keys: Vec<K>,
    /// Whether there are no more.
    pub complete: bool,
    /// How many were looked at.
    pub walked: u64,
    from: usize,
    page: Vec<Option<T>>,
}

impl<K, T> Default for Paged<K, T> {
    fn default() -> Self {
        Paged { keys: Vec::new(), complete: false, walked: 0, from: 0, page: Vec::new() }
    }
}

impl<K: Copy, T> Paged<K, T> {
    /// Forgets all lines.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes note of more keys.
    pub fn extend(&mut self, keys: Vec<K>, complete: bool) {
        self.keys.extend(keys);
        self.complete = complete;
    }

    /// Takes note that no more will come.
    pub fn end(&mut self) {
        self.complete = true;
    }

    /// Puts a page in the place of the one before.
    pub fn turn(&mut self, from: usize, page: Vec<Option<T>>) {
        self.from = from;
        self.page = page;
    }

    /// Returns a line if its page is there; `Some(None)` is a line that is gone from the store.
    #[must_use]
    pub fn line(&self, at: usize) -> Option<Option<&T>> {
        self.page.get(at.checked_sub(self.from)?).map(Option::as_ref)
    }

    /// Returns the page to be read for the line at a place, unless `asked` holds enough around it already.
    #[must_use]
    pub fn wanted(&self, at: usize, asked: &Range<usize>) -> Option<Page<K>> {
        let length = self.keys.len();
        if length == 0 {
            return None;
        }
        let (low, high) = (at.saturating_sub(MARGIN), (at + MARGIN).min(length));
        if asked.start <= low && asked.end >= high {
            return None;
        }
        let (from, to) = (at.saturating_sub(AROUND), (at + AROUND).min(length));
        Some(Page { from, keys: self.keys.get(from..to)?.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_asked_for_once_and_again_only_near_its_end() {
        let mut long: Paged<u32, u32> = Paged::default();
        long.extend((0..1_000).collect(), true);
        let page = long.wanted(0, &(0..0)).expect("nothing was read yet");
        assert_eq!((page.from, page.keys.len()), (0, AROUND));
        let asked = 0..AROUND;
        assert_eq!(long.wanted(AROUND - MARGIN, &asked), None);
        let next = long.wanted(AROUND - MARGIN + 1, &asked).expect("the end is near");
        assert!(next.keys.len() > AROUND);
        assert_eq!(long.line(3), None);
        long.turn(2, vec![Some(7), None]);
        assert_eq!((long.line(2), long.line(3), long.line(1)), (Some(Some(&7)), Some(None), None));
    }

    #[test]
    fn the_last_line_needs_nothing_behind_it() {
        let mut short: Paged<u32, u32> = Paged::default();
        short.extend(vec![1, 2, 3], true);
        assert_eq!(short.wanted(2, &(0..3)), None);
        assert_eq!(Paged::<u32, u32>::default().wanted(0, &(0..0)), None);
    }
}
