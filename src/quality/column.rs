//! What the survey learns of one field, in bounded memory however many leads there are.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use serde::Serialize;

use crate::platform::types::{self, Reading};
use crate::platform::value::{Cell, days_since_1970};
use crate::platform::{Field, FieldType};

/// The hash of a survey begins the same each time, so that two surveys of the same leads say the same.
type Seedless = BuildHasherDefault<DefaultHasher>;

/// How many different values are counted one by one; beyond, their number is estimated.
const EXACT: usize = 20_000;
/// How many values a sample for the quartiles holds.
const SAMPLE: usize = 4_096;
/// How many of the smallest and of the largest values are kept.
const EXTREMES: usize = 10;

/// What is known of one field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// The field's key.
    pub key: String,
    /// The field's name.
    pub name: String,
    /// The field's type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Whether the field is required.
    pub required: bool,
    /// Leads that have a value.
    pub filled: u64,
    /// Leads that have none.
    pub blank: u64,
    /// Values that today's rules of the type would take.
    pub valid: u64,
    /// Values that they would not take.
    pub invalid: u64,
    /// Leads with such values, the first of them.
    pub invalid_leads: Vec<u64>,
    /// How many different values there are.
    pub different: u64,
    /// Whether that number is an estimate (within about 2 %).
    pub different_estimated: bool,
    /// The most frequent values with their counts; empty where no value stands twice.
    pub most_frequent: Vec<Frequent>,
    /// Values far outside of what the others are (numbers and dates).
    pub outliers: Vec<Outlier>,
}

/// A value and how often it stands in the leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Frequent {
    /// The value in normal form.
    pub value: String,
    /// How many leads have it.
    pub count: u64,
}

/// A value that lies far outside of the others, with its lead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outlier {
    /// The lead's ID.
    pub lead: u64,
    /// The value in normal form.
    pub value: String,
}

/// Gathers a [`Column`] value by value.
pub struct Gathering {
    column: Column,
    field: Field,
    counts: HashMap<Box<str>, Known>,
    sketch: Option<Sketch>,
    random: Seedless,
    sample: Vec<f64>,
    seen: u64,
    lowest: Vec<(f64, u64, Box<str>)>,
    highest: Vec<(f64, u64, Box<str>)>,
}

/// What is known of a value that is counted.
#[derive(Clone, Copy, Debug)]
struct Known {
    count: u64,
    /// Whether today's rules of the type take it; a region's depends on its lead and is asked anew.
    valid: bool,
}

impl Gathering {
    /// Begins with a field.
    #[must_use]
    pub fn new(field: &Field) -> Self {
        let column = Column {
            key: field.key.clone(),
            name: field.name.clone(),
            kind: field.kind,
            required: field.required,
            filled: 0,
            blank: 0,
            valid: 0,
            invalid: 0,
            invalid_leads: Vec::new(),
            different: 0,
            different_estimated: false,
            most_frequent: Vec::new(),
            outliers: Vec::new(),
        };
        Gathering {
            column,
            field: field.clone(),
            counts: HashMap::new(),
            sketch: None,
            random: Seedless::default(),
            sample: Vec::new(),
            seen: 0,
            lowest: Vec::new(),
            highest: Vec::new(),
        }
    }

    /// Takes one lead's value; `None` is blank.
    pub fn note(&mut self, lead: u64, value: Option<&str>, how: &Reading<'_>) {
        let Some(value) = value else {
            self.column.blank += 1;
            return;
        };
        self.column.filled += 1;
        if self.count(value, how) {
            self.column.valid += 1;
        } else {
            self.column.invalid += 1;
            if self.column.invalid_leads.len() < super::survey::LEADS_KEPT {
                self.column.invalid_leads.push(lead);
            }
        }
        if let Some(number) = measure(self.field.kind, value) {
            self.measure(lead, number, value);
        }
    }

    /// Counts a value and tells whether it is valid; one that is counted already is not checked again.
    fn count(&mut self, value: &str, how: &Reading<'_>) -> bool {
        if let Some(known) = self.counts.get_mut(value) {
            known.count += 1;
            if self.field.kind != FieldType::Region {
                return known.valid;
            }
            return self.is_valid(value, how);
        }
        let valid = self.is_valid(value, how);
        if self.counts.len() < EXACT {
            self.counts.insert(value.into(), Known { count: 1, valid });
            return valid;
        }
        let (random, counts) = (&self.random, &self.counts);
        let sketch = self.sketch.get_or_insert_with(|| {
            let mut sketch = Sketch::default();
            for known in counts.keys() {
                sketch.add(random.hash_one(known.as_ref()));
            }
            sketch
        });
        sketch.add(random.hash_one(value));
        valid
    }

    fn is_valid(&self, value: &str, how: &Reading<'_>) -> bool {
        if matches!(self.field.kind, FieldType::Text | FieldType::Lookup) {
            return value.len() <= self.field.max_length as usize
                || value.chars().count() <= self.field.max_length as usize;
        }
        types::parse(&self.field, Cell::Text(value), how).is_ok()
    }

    fn measure(&mut self, lead: u64, number: f64, value: &str) {
        self.seen += 1;
        if self.sample.len() < SAMPLE {
            self.sample.push(number);
        } else {
            // Reservoir sampling: every value has the same chance to be in the sample (Vitter's algorithm R).
            let place = usize::try_from(self.random.hash_one(self.seen) % self.seen).unwrap_or(usize::MAX);
            if let Some(slot) = self.sample.get_mut(place) {
                *slot = number;
            }
        }
        keep(&mut self.lowest, (number, lead, value), |a, b| a < b);
        keep(&mut self.highest, (number, lead, value), |a, b| a > b);
    }

    /// Ends the gathering.
    #[must_use]
    pub fn finish(mut self) -> Column {
        self.column.different =
            self.sketch.as_ref().map_or(self.counts.len() as u64, |sketch| sketch.estimate().min(self.column.filled));
        self.column.different_estimated = self.sketch.is_some();
        let counted = self.counts.into_iter().map(|(value, known)| (value, known.count));
        let mut frequent: Vec<_> = counted.filter(|(_, count)| *count > 1).collect();
        frequent.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        frequent.truncate(10);
        self.column.most_frequent =
            frequent.into_iter().map(|(value, count)| Frequent { value: value.into(), count }).collect();
        if let Some((low, high)) = fences(&mut self.sample) {
            let outside = self
                .lowest
                .into_iter()
                .filter(|(number, ..)| *number < low)
                .chain(self.highest.into_iter().filter(|(number, ..)| *number > high));
            self.column.outliers = outside.map(|(_, lead, value)| Outlier { lead, value: value.into() }).collect();
        }
        self.column
    }
}

/// Keeps the most extreme values, the most extreme first.
fn keep(kept: &mut Vec<(f64, u64, Box<str>)>, (number, lead, value): (f64, u64, &str), before: fn(f64, f64) -> bool) {
    if kept.len() == EXTREMES && kept.last().is_some_and(|(last, ..)| !before(number, *last)) {
        return;
    }
    let place = kept.partition_point(|(other, ..)| !before(number, *other));
    kept.insert(place, (number, lead, value.into()));
    kept.truncate(EXTREMES);
}

/// Returns Tukey's outer fences (three interquartile ranges beyond the quartiles); `None` for too few values or no spread.
fn fences(sample: &mut [f64]) -> Option<(f64, f64)> {
    if sample.len() < 20 {
        return None;
    }
    sample.sort_by(f64::total_cmp);
    let (first, third) = (sample[sample.len() / 4], sample[sample.len() * 3 / 4]);
    let range = third - first;
    (range > 0.0).then_some((first - 3.0 * range, third + 3.0 * range))
}

/// Returns a value as a point on a line, for types that have one.
fn measure(kind: FieldType, value: &str) -> Option<f64> {
    match kind {
        FieldType::Number => value.parse().ok(),
        FieldType::Date | FieldType::DateTime => {
            let date: jiff::civil::Date = value.get(..10)?.parse().ok()?;
            Some(f64::from(days_since_1970(date)))
        }
        _ => None,
    }
}

/// Estimates how many different values there are (HyperLogLog with 4,096 registers: about 1.6 % off).
struct Sketch(Vec<u8>);

const REGISTERS: usize = 4_096;

impl Default for Sketch {
    fn default() -> Self {
        Sketch(vec![0; REGISTERS])
    }
}

impl Sketch {
    fn add(&mut self, hash: u64) {
        let register = usize::try_from(hash % REGISTERS as u64).unwrap_or(0);
        let rank = u8::try_from((hash >> 12).trailing_zeros().min(52) + 1).unwrap_or(53);
        self.0[register] = self.0[register].max(rank);
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate needs no more than a float holds"
    )]
    fn estimate(&self) -> u64 {
        let registers = REGISTERS as f64;
        let sum: f64 = self.0.iter().map(|rank| 2_f64.powi(-i32::from(*rank))).sum();
        let raw = 0.7213 / (1.0 + 1.079 / registers) * registers * registers / sum;
        let empty: u32 = self.0.iter().map(|rank| u32::from(*rank == 0)).sum();
        if raw <= 2.5 * registers && empty > 0 {
            return (registers * (registers / f64::from(empty)).ln()).round() as u64;
        }
        raw.round() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_different_values_is_estimated_within_five_in_a_hundred() {
        let mut sketch = Sketch::default();
        let random = Seedless::default();
        for value in 0..200_000_u32 {
            sketch.add(random.hash_one(value));
        }
        assert!((190_000..210_000).contains(&sketch.estimate()), "{}", sketch.estimate());
    }

    #[test]
    fn the_extremes_are_kept_in_their_order() {
        let mut kept = Vec::new();
        for number in [5.0, 1.0, 9.0, 3.0] {
            keep(&mut kept, (number, 0, ""), |a, b| a > b);
        }
        assert_eq!(kept.iter().map(|(number, ..)| *number).collect::<Vec<_>>(), [9.0, 5.0, 3.0, 1.0]);
    }
}
