//! In which order the dates of a text column are written and which separator its numbers have, settled by its values.
//!
//! The first value that reads one way only settles a column. Values that read both ways were taken by the default
//! until then; where that turns out wrong the pass must start again, which [`Dialects::look`] says.

use super::columns::Columns;
use super::values;
use crate::import::mend::Mends;
use crate::import::report::Evidence;
use crate::platform::FieldType;
use crate::platform::types::{DateOrder, DecimalMark, date, number};
use crate::platform::value::Cell;
use crate::sheet::{Batch, Row};

/// How the text of one slot is read.
#[derive(Clone, Debug)]
pub struct Dialect {
    /// The order of its dates.
    pub order: DateOrder,
    /// The decimal separator of its numbers.
    pub decimal: DecimalMark,
    /// How many of its values read which way.
    pub evidence: Evidence,
    /// Whether it was set by hand.
    by_hand: bool,
    /// Whether a value has settled it.
    settled: bool,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Dates,
    Numbers,
    Neither,
}

/// How the text of every slot is read.
#[derive(Clone, Debug)]
pub struct Dialects {
    slots: Vec<Dialect>,
}

impl Dialects {
    /// Returns the dialects before any row was seen.
    #[must_use]
    pub fn new(columns: &Columns) -> Self {
        let slots = columns.slots.iter().map(|slot| {
            let what = match slot.field.kind {
                FieldType::Date | FieldType::DateTime => What::Dates,
                FieldType::Number => What::Numbers,
                _ => What::Neither,
            };
            Dialect {
                order: slot.date_order.unwrap_or(columns.default_order),
                decimal: slot.decimal.unwrap_or(columns.default_decimal),
                evidence: Evidence::default(),
                by_hand: match what {
                    What::Dates => slot.date_order.is_some(),
                    What::Numbers => slot.decimal.is_some(),
                    What::Neither => true,
                },
                settled: false,
                what,
            }
        });
        Dialects { slots: slots.collect() }
    }

    /// Returns the dialect of a slot.
    #[must_use]
    pub fn of(&self, slot: usize) -> &Dialect {
        &self.slots[slot]
    }

    /// Tells whether these are dialects for these columns; the platform may have changed between two passes.
    #[must_use]
    pub fn fits(&self, columns: &Columns) -> bool {
        self.slots.len() == columns.slots.len()
    }

    /// Forgets what was counted and keeps what was settled: for another pass.
    pub fn count_again(&mut self) {
        for dialect in &mut self.slots {
            dialect.evidence = Evidence::default();
        }
    }

    /// Looks at the values of a batch, as mended, before they are read; rows that are left out or delete settle nothing.
    ///
    /// Returns true where values of earlier batches were read the wrong way, so that the pass must start again.
    pub fn look(&mut self, batch: &Batch, columns: &Columns, mends: &Mends) -> bool {
        let mended = !mends.is_empty();
        // Of a delete row nothing but its key is read.
        let deletes = |row: Row<'_>| {
            let Some((column, _)) = &columns.delete else { return false };
            values::deletes(if mended { mends.over(row, *column, None) } else { row.cell(*column) }) == Some(true)
        };
        let mut again = false;
        for (slot, dialect) in columns.slots.iter().zip(&mut self.slots) {
            if dialect.what == What::Neither {
                continue;
            }
            let before = dialect.evidence.both;
            for row in batch.rows() {
                let cell = match mended {
                    false => row.cell(slot.column),
                    true if mends.leaves_out(row) => continue,
                    true => mends.over(row, slot.column, Some(slot.field.kind)),
                };
                if let Cell::Text(text) = cell
                    && !deletes(row)
                {
                    again |= dialect.see(text, before);
                }
            }
        }
        again
    }
}

impl Dialect {
    /// Counts one value; true where it settles the slot against how `before` earlier values were read.
    fn see(&mut self, text: &str, before: u64) -> bool {
        let (first, second, differ) = if self.what == What::Dates {
            let read = date::readings(text);
            (read.dmy, read.mdy, read.dmy && read.mdy && !read.ymd)
        } else {
            let read = number::readings(text);
            (read.point, read.comma, read.differ)
        };
        let count = match (first, second) {
            (true, true) if differ => &mut self.evidence.both,
            (true, false) => &mut self.evidence.first_only,
            (false, true) => &mut self.evidence.second_only,
            _ => return false,
        };
        *count += 1;
        if first == second || self.settled || self.by_hand {
            return false;
        }
        self.settled = true;
        let turned = if self.what == What::Dates {
            let order = if first { DateOrder::Dmy } else { DateOrder::Mdy };
            std::mem::replace(&mut self.order, order) != order
        } else {
            let decimal = if first { DecimalMark::Point } else { DecimalMark::Comma };
            std::mem::replace(&mut self.decimal, decimal) != decimal
        };
        turned && before > 0
    }

    /// Tells whether it holds dates whose order matters.
    #[must_use]
    pub fn has_dates(&self) -> bool {
        self.what == What::Dates && self.evidence != Evidence::default()
    }

    /// Tells whether it holds numbers whose separator matters.
    #[must_use]
    pub fn has_numbers(&self) -> bool {
        self.what == What::Numbers && self.evidence != Evidence::default()
    }

    /// Tells whether every value that could settle it reads both ways, and nobody has settled it.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        !self.by_hand && !self.settled && self.evidence.both > 0
    }
}
