//! The proof of a date order or a decimal separator: how many values of a column read one way only.

use crate::platform::types::{DateOrder, DecimalMark, date, number};
use crate::text::thousands;

/// How the dates that are written as text can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateProof {
    /// They are dates as day, month, year only.
    pub only_dmy: u64,
    /// They are dates as month, day, year only.
    pub only_mdy: u64,
    /// They are dates both ways.
    pub both: u64,
    /// Their order is beyond doubt: the year first, or the month by name.
    pub certain: u64,
}

impl DateProof {
    pub(super) fn note(&mut self, text: &str) {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) || text.len() > 60 {
            return;
        }
        let readings = date::readings(text);
        match (readings.dmy, readings.mdy, readings.ymd) {
            (_, _, true) => self.certain += 1,
            (true, true, false) => self.both += 1,
            (true, false, false) => self.only_dmy += 1,
            (false, true, false) => self.only_mdy += 1,
            (false, false, false) => {}
        }
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.dates() > 0
    }

    /// Returns how many values are dates in some reading.
    #[must_use]
    pub fn dates(&self) -> u64 {
        self.only_dmy + self.only_mdy + self.both + self.certain
    }

    /// Returns the order that the values prove; `None` where they prove none, or contradict each other.
    #[must_use]
    pub fn order(&self) -> Option<DateOrder> {
        match (self.only_dmy, self.only_mdy) {
            (1.., 0) => Some(DateOrder::Dmy),
            (0, 1..) => Some(DateOrder::Mdy),
            _ => None,
        }
    }

    /// Tells whether some values read both ways and none settles it.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.both > 0 && self.only_dmy == 0 && self.only_mdy == 0
    }

    /// Tells whether some values read one way only and others the other way only.
    #[must_use]
    pub fn is_contradicted(&self) -> bool {
        self.only_dmy > 0 && self.only_mdy > 0
    }

    /// Returns the proof in words ("212 values only fit day/month, 0 only month/day, 1,034 both"); `None` where no value
    /// needs one.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        if self.only_dmy + self.only_mdy + self.both == 0 {
            return None;
        }
        Some(format!(
            "{} only fit day/month, {} only month/day, {} both",
            values(self.only_dmy),
            thousands(self.only_mdy),
            thousands(self.both)
        ))
    }
}

/// How the numbers that are written as text can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumberProof {
    /// They are numbers only where the point separates the decimals.
    pub only_point: u64,
    /// They are numbers only where the comma separates the decimals.
    pub only_comma: u64,
    /// They are numbers both ways, and not the same ones (`1.234`).
    pub both: u64,
    /// They are the same number both ways.
    pub certain: u64,
}

impl NumberProof {
    pub(super) fn note(&mut self, text: &str) {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) || text.len() > 60 {
            return;
        }
        let readings = number::readings(text);
        match (readings.point, readings.comma) {
            (true, true) if readings.differ => self.both += 1,
            (true, true) => self.certain += 1,
            (true, false) => self.only_point += 1,
            (false, true) => self.only_comma += 1,
            (false, false) => {}
        }
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.numbers() > 0
    }

    /// Returns how many values are numbers in some reading.
    #[must_use]
    pub fn numbers(&self) -> u64 {
        self.only_point + self.only_comma + self.both + self.certain
    }

    /// Returns the separator that the values prove; `None` where they prove none, or contradict each other.
    #[must_use]
    pub fn mark(&self) -> Option<DecimalMark> {
        match (self.only_point, self.only_comma) {
            (1.., 0) => Some(DecimalMark::Point),
            (0, 1..) => Some(DecimalMark::Comma),
            _ => None,
        }
    }

    /// Tells whether some values read both ways and none settles it.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.both > 0 && self.only_point == 0 && self.only_comma == 0
    }

    /// Tells whether some values read one way only and others the other way only.
    #[must_use]
    pub fn is_contradicted(&self) -> bool {
        self.only_point > 0 && self.only_comma > 0
    }

    /// Returns the proof in words ("12 values only fit a decimal comma, 0 only a decimal point, 3 both"); `None` where no
    /// value needs one.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        if self.only_point + self.only_comma + self.both == 0 {
            return None;
        }
        Some(format!(
            "{} only fit a decimal comma, {} only a decimal point, {} both",
            values(self.only_comma),
            thousands(self.only_point),
            thousands(self.both)
        ))
    }
}

fn values(count: u64) -> String {
    if count == 1 { "1 value".to_owned() } else { format!("{} values", thousands(count)) }
}
