//! What the cells of a matched column become, for the file's first rows: values, or problems shown at once.
//!
//! The same types and the same order of things as the import's plan, on the rows of the preview. Next: `rows`.

use std::sync::Arc;

use crate::app::desk::Desk;
use crate::import::problem::{Place, Problem};
use crate::keys::Action;
use crate::matching::Link;
use crate::matching::evidence::{ColumnEvidence, Evidence};
use crate::matching::values::key;
use crate::platform::types::{self, DateOrder, DecimalMark, Reading};
use crate::platform::value::{Cell, DateSystem};
use crate::platform::{Field, FieldType, Platform};
use crate::text::plural;

/// What a cell becomes.
#[derive(Clone, Debug, PartialEq)]
pub enum Becomes {
    /// Nothing: the cell is blank, or its value is read as blank.
    Blank,
    /// A value in its normal form; true where the operator said so for this value.
    Value(String, bool),
    /// No value of the field.
    Problem(Box<Problem>),
}

/// Returns what is known of the columns of the draft's file, once it was read.
#[must_use]
pub fn evidence_of_file<'a>(desk: &Desk<'a>) -> Option<&'a Evidence> {
    let file = desk.draft.file.as_ref()?;
    desk.world.preview.as_ref().filter(|preview| preview.path == file.path)?;
    desk.world.evidence.as_deref()
}

/// Returns what is known of all values of a column, once the file was read.
#[must_use]
pub fn evidence<'a>(column: u16, desk: &Desk<'a>) -> Option<&'a ColumnEvidence> {
    evidence_of_file(desk)?.column(column)
}

/// What says how the dates or the numbers of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grounds {
    /// The operator.
    Hand,
    /// The column's values.
    Values,
    /// The settings: some values read both ways, and none settles it.
    Undecided,
    /// The settings: the values contradict one another.
    Contradicted,
    /// The settings: no value needs it, or none was read yet.
    Settings,
}

impl Grounds {
    /// Tells whether somebody should look: the settings have decided what the values leave open.
    #[must_use]
    pub fn is_doubtful(self) -> bool {
        matches!(self, Grounds::Undecided | Grounds::Contradicted)
    }

    /// Returns what says so where the operator does not: `doubt` is whether the values are undecided or contradictory.
    fn of<T>(told: Option<T>, proved: Option<T>, doubt: (bool, bool)) -> Self {
        match (told, proved, doubt) {
            (Some(_), ..) => Grounds::Hand,
            (_, Some(_), _) => Grounds::Values,
            (.., (true, _)) => Grounds::Undecided,
            (.., (_, true)) => Grounds::Contradicted,
            _ => Grounds::Settings,
        }
    }

    /// Returns it in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Grounds::Hand => "set by hand",
            Grounds::Values => "as the values say",
            Grounds::Undecided => "both readings are possible",
            Grounds::Contradicted => "the values contradict one another",
            Grounds::Settings => "from the settings",
        }
    }
}

/// Returns the order in which the dates of a column are read, and what says so.
#[must_use]
pub fn date_order(link: &Link, platform: &Platform, desk: &Desk<'_>) -> (DateOrder, Grounds) {
    let told = link.date_order.or(desk.draft.matching.date_order);
    let proof = evidence(link.column.column, desk).map(|values| *values.dates()).unwrap_or_default();
    let order = told.or_else(|| proof.order()).unwrap_or_else(|| platform.settings.date_order());
    (order, Grounds::of(told, proof.order(), (proof.is_undecided(), proof.is_contradicted())))
}

/// Returns the decimal separator of a column's numbers, and what says so.
#[must_use]
pub fn decimal(link: &Link, platform: &Platform, desk: &Desk<'_>) -> (DecimalMark, Grounds) {
    let told = link.decimal.or(desk.draft.matching.decimal);
    let proof = evidence(link.column.column, desk).map(|values| *values.numbers()).unwrap_or_default();
    let mark = told.or_else(|| proof.mark()).unwrap_or_else(|| platform.settings.decimal());
    (mark, Grounds::of(told, proof.mark(), (proof.is_undecided(), proof.is_contradicted())))
}

/// Returns what says how the dates or numbers of a matched column are read, with the proof in one line; `None` for other
/// types, and where no value of the column needs one.
#[must_use]
pub fn proof(link: &Link, field: &Field, desk: &Desk<'_>) -> Option<(Grounds, String)> {
    let (values, platform) = (evidence(link.column.column, desk)?, desk.world.platform()?);
    let (grounds, read, proof) = match field.kind {
        FieldType::Date | FieldType::DateTime => {
            let (order, grounds) = date_order(link, platform, desk);
            (grounds, order_words(order), values.dates().words()?)
        }
        FieldType::Number => {
            let (mark, grounds) = decimal(link, platform, desk);
            (grounds, mark_words(mark), values.numbers().words()?)
        }
        _ => return None,
    };
    let (letter, key) = (link.column.letter(), desk.key(Action::ColumnRules));
    let words = match grounds {
        Grounds::Undecided => {
            format!("{letter}: both readings are possible: {read}, from the settings; {key} sets it.")
        }
        Grounds::Contradicted => format!("{letter}: {proof}; {key} sets it."),
        _ => format!("{letter}: {proof}."),
    };
    Some((grounds, words))
}

/// Returns an order of dates in words.
#[must_use]
pub fn order_words(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "day/month/year",
        DateOrder::Mdy => "month/day/year",
        DateOrder::Ymd => "year/month/day",
    }
}

/// Returns a decimal separator in words.
#[must_use]
pub fn mark_words(mark: DecimalMark) -> &'static str {
    match mark {
        DecimalMark::Point => "point (1,234.5)",
        DecimalMark::Comma => "comma (1.234,5)",
    }
}

/// Returns how the cells of a matched column are read.
#[must_use]
pub fn how<'a>(link: &Link, platform: &'a Platform, desk: &Desk<'_>) -> Reading<'a> {
    Reading {
        date_order: date_order(link, platform, desk).0,
        decimal: decimal(link, platform, desk).0,
        serial_dates: link.serial_dates,
        date_system: date_system(desk),
        country: platform.settings.get("platform.country"),
        time_zone: platform.settings.get("platform.time_zone"),
        lead_country: None,
    }
}

/// Returns which day the serial dates of the draft's file count from.
fn date_system(desk: &Desk<'_>) -> DateSystem {
    let file = desk.draft.file.as_ref();
    let preview = desk.world.preview.as_ref().filter(|preview| file.is_some_and(|file| file.path == preview.path));
    preview.map_or_else(DateSystem::default, |preview| preview.date_system)
}

/// Returns what a cell of a matched column becomes.
#[must_use]
pub fn becomes(link: &Link, field: &Field, cell: Cell<'_>, row: u32, how: &Reading<'_>) -> Becomes {
    if cell.is_blank() {
        return Becomes::Blank;
    }
    let told = link.values.get(&key(&cell.text()));
    let read = match told {
        Some(value) if value.is_empty() => return Becomes::Blank,
        Some(value) => Cell::Text(value),
        None => cell,
    };
    match types::parse(field, read, how) {
        Ok(value) if value.is_empty() => Becomes::Blank,
        Ok(value) => Becomes::Value(value.into_owned(), told.is_some()),
        Err(fault) => Becomes::Problem(Box::new(Problem::of_cell(fault, row, &place(link, field), &cell.text()))),
    }
}

fn place(link: &Link, field: &Field) -> Arc<Place> {
    Arc::new(Place {
        column: Some(link.column.column),
        letter: link.column.letter(),
        header: link.column.header.clone(),
        field: field.key.clone(),
        field_name: field.name.clone(),
    })
}

/// What is wrong with the first rows of a matched column.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// How many of the rows looked at hold something that is no value of the field.
    pub cells: u64,
    /// How many rows were looked at.
    pub rows: u64,
    /// The first problem.
    pub first: Problem,
}

impl Trouble {
    /// Returns what is wrong in one line, safe to show.
    #[must_use]
    pub fn words(&self) -> String {
        let cells = plural(self.cells, "cell", "cells");
        let row = self.first.row.map_or_else(String::new, |row| format!("row {row}: "));
        format!("{cells} of the first {} rows: {row}{}", self.rows, self.first.description())
    }
}

/// Returns what is wrong with the first rows of a matched column, if anything is.
#[must_use]
pub fn trouble(link: &Link, field: &Field, platform: &Platform, desk: &Desk<'_>) -> Option<Trouble> {
    let preview = desk.world.preview.as_ref()?;
    let how = how(link, platform, desk);
    let mut found: Option<Trouble> = None;
    for ((number, _), cells) in preview.rows.iter().zip(&preview.cells) {
        let Some(kept) = cells.get(usize::from(link.column.column)) else { continue };
        if let Becomes::Problem(problem) = becomes(link, field, kept.cell(), *number, &how) {
            let rows = preview.rows.len() as u64;
            found.get_or_insert(Trouble { cells: 0, rows, first: *problem }).cells += 1;
        }
    }
    found
}
