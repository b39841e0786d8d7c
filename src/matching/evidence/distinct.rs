//! The different values of a column with their counts, bounded in memory.

use std::collections::HashMap;

use crate::platform::value::Cell;
use crate::text::trim;

/// How many different values of a column are counted exactly.
pub const MOST_DISTINCT: usize = 1_000;
/// How many bytes of text they may have together; beyond that nobody would choose among them.
const MOST_BYTES: usize = 128 << 10;
/// How many values are kept of a column that has more than were counted.
const KEPT: usize = 20;

/// Counts different values until there are too many, then keeps the most frequent and stops.
#[derive(Debug, Default)]
pub(super) struct Distinct {
    texts: HashMap<Box<str>, u64>,
    /// Cells that are no text, by kind and bits, so that counting a number costs no allocation.
    others: HashMap<(u8, u64), (Cell<'static>, u64)>,
    bytes: usize,
    stopped: bool,
}

impl Distinct {
    pub(super) fn note(&mut self, cell: Cell<'_>) {
        if self.stopped {
            return;
        }
        let (kind, bits, kept) = match cell {
            Cell::Text(text) => return self.note_text(trim(text)),
            Cell::Number { value, digits } => (digits, value.to_bits(), Cell::Number { value, digits }),
            Cell::Boolean(value) => (251, u64::from(value), Cell::Boolean(value)),
            Cell::Time(time) => (252, time.cast_unsigned(), Cell::Time(time)),
            Cell::Date(_) | Cell::DateTime(_) => {
                let bits = cell.number().unwrap_or_default().to_bits();
                let (kind, kept) = match cell {
                    Cell::Date(date) => (253, Cell::Date(date)),
                    Cell::DateTime(moment) => (254, Cell::DateTime(moment)),
                    _ => return,
                };
                (kind, bits, kept)
            }
            Cell::Blank | Cell::Error(_) => return,
        };
        self.others.entry((kind, bits)).or_insert((kept, 0)).1 += 1;
        self.stop_if_too_many();
    }

    fn note_text(&mut self, text: &str) {
        if let Some(count) = self.texts.get_mut(text) {
            *count += 1;
            return;
        }
        self.bytes += text.len();
        if self.bytes <= MOST_BYTES {
            self.texts.insert(text.into(), 1);
        }
        self.stop_if_too_many();
    }

    fn stop_if_too_many(&mut self) {
        if self.texts.len() + self.others.len() <= MOST_DISTINCT && self.bytes <= MOST_BYTES {
            return;
        }
        let kept: Vec<_> = self.values().into_iter().take(KEPT).collect();
        self.stopped = true;
        self.others = HashMap::new();
        self.texts = kept.into_iter().map(|(text, count)| (text.into_boxed_str(), count)).collect();
    }

    pub(super) fn count(&self) -> Option<usize> {
        (!self.stopped).then(|| self.texts.len() + self.others.len())
    }

    pub(super) fn values(&self) -> Vec<(String, u64)> {
        let texts = self.texts.iter().map(|(text, count)| (text.to_string(), *count));
        let others = self.others.values().map(|(cell, count)| (cell.text().into_owned(), *count));
        let mut all: Vec<_> = texts.chain(others).collect();
        all.sort_by(|(one, count), (other, more)| more.cmp(count).then_with(|| one.cmp(other)));
        all
    }
}
