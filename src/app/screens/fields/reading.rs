//! What the cells of a matched column become, for the file's first rows: values, or problems shown at once.
//!
//! The same types and the same order of things as the import's plan, on the rows of the preview. Next: `rows`.

use std::sync::Arc;

use crate::app::desk::Desk;
use crate::import::problem::{Place, Problem};
use crate::matching::Link;
use crate::matching::evidence::{ColumnEvidence, Evidence};
use crate::matching::values::key;
use crate::platform::types::{self, DateOrder, DecimalMark, Reading};
use crate::platform::value::Cell;
use crate::platform::{Field, Platform};
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

/// Returns the order in which the dates of a column are read.
#[must_use]
pub fn date_order(link: &Link, platform: &Platform, desk: &Desk<'_>) -> DateOrder {
    let told = link.date_order.or(desk.draft.matching.date_order);
    let proved = || evidence(link.column.column, desk).and_then(|values| values.dates().order());
    told.or_else(proved).unwrap_or_else(|| platform.settings.date_order())
}

/// Returns the decimal separator of a column's numbers.
#[must_use]
pub fn decimal(link: &Link, platform: &Platform, desk: &Desk<'_>) -> DecimalMark {
    let told = link.decimal.or(desk.draft.matching.decimal);
    let proved = || evidence(link.column.column, desk).and_then(|values| values.numbers().mark());
    told.or_else(proved).unwrap_or_else(|| platform.settings.decimal())
}

/// Returns how the cells of a matched column are read.
#[must_use]
pub fn how<'a>(link: &Link, platform: &'a Platform, desk: &Desk<'_>) -> Reading<'a> {
    Reading {
        date_order: date_order(link, platform, desk),
        decimal: decimal(link, platform, desk),
        serial_dates: link.serial_dates,
        country: platform.settings.get("platform.country"),
        time_zone: platform.settings.get("platform.time_zone"),
        lead_country: None,
    }
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
