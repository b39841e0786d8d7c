//! Reads the cells of rows by themselves: each cell into a value of its field or a problem.
//!
//! Looks neither at the store nor at other rows (but for the dialect of a column), so that it can run ahead of the
//! decisions. Every problem of a row is kept, not only its first; of a delete row only key and delete value count.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::columns::{Columns, Slot, Use};
use super::dialect::Dialects;
use super::row::{Id, OwnerCell, ReadBatch, ReadRow, Span, Value};
use crate::import::mend::{LeftOut, Mend, Mends, Stale};
use crate::import::problem::{Code, Problem};
use crate::import::request::Options;
use crate::matching::values::key;
use crate::matching::{MatchType, UpdateRule};
use crate::platform::types::{self, Reading};
use crate::platform::value::Cell;
use crate::platform::{FieldType, email_key};
use crate::sheet::{Batch, Row};
use crate::text::{nearest, trim};

/// Reads the cells of one pass over a file.
pub struct Reader<'a> {
    columns: &'a Columns,
    options: &'a Options,
    /// How the text of each column is read.
    pub dialects: Dialects,
    /// What was found beside the rows.
    pub found: Found,
    /// By slot: texts that were read before and what they are, where few different ones are read again and again.
    read_before: Vec<HashMap<Box<str>, Box<str>>>,
}

/// How many texts of a column are remembered.
const REMEMBERED: usize = 256;

/// What reading all rows found beside them.
#[derive(Debug, Default)]
pub struct Found {
    /// Values that control characters were taken out of, by slot.
    pub cleaned: Vec<u64>,
    /// Rows that the file hides.
    pub hidden: u64,
    /// Columns that hold data and have no header.
    pub headerless: BTreeSet<u16>,
    /// Mends that did not fit.
    pub stale: Vec<Stale>,
    /// Whether the pass must start again with the dialects as they are now.
    pub again: bool,
    mended_rows: BTreeSet<u32>,
}

type Line<'b> = Vec<(u16, Cell<'b>)>;

impl<'a> Reader<'a> {
    /// Begins a pass.
    #[must_use]
    pub fn new(columns: &'a Columns, options: &'a Options, dialects: Dialects) -> Self {
        let found = Found { cleaned: vec![0; columns.slots.len()], ..Found::default() };
        let read_before = columns.slots.iter().map(|_| HashMap::new()).collect();
        Reader { columns, options, dialects, found, read_before }
    }

    /// Reads a batch; false where the pass must start again because a column turned out to read the other way.
    pub fn read(&mut self, batch: &Batch, into: &mut ReadBatch) -> bool {
        into.clear(self.columns.slots.len());
        if self.dialects.look(batch, self.columns, &self.options.mends) {
            self.found.again = true;
            return false;
        }
        let mut line = Line::new();
        for (index, row) in (0_u32..).zip(batch.rows()) {
            self.found.hidden += u64::from(row.hidden);
            self.fill(row, &mut line);
            self.row(row, index, &line, into);
        }
        true
    }

    /// Lists the mends whose rows the file no longer has.
    pub fn finish(&mut self) {
        let (mends, seen) = (&self.options.mends, &self.found.mended_rows);
        let cells = mends.iter().filter(|mend| !seen.contains(&mend.row));
        let rows = mends.left_out_rows().filter(|row| !seen.contains(&row.row));
        let cells = cells.map(|mend| Stale { mend: mend.clone(), left_out: false, now: None });
        let rows = rows.map(|row| Stale { mend: known_by(row), left_out: true, now: None });
        self.found.stale.extend(cells.chain(rows));
    }

    /// Tells whether the operator left a row out, unless the row is another one by now.
    fn leaves_out(&mut self, row: Row<'_>, line: &Line<'_>) -> bool {
        let mends = &self.options.mends;
        let Some(out) = mends.left_out(row.number) else { return false };
        self.found.mended_rows.insert(row.number);
        if mends.leaves_out(row) {
            return true;
        }
        let now = Some(at(line, out.column).text().into_owned());
        self.found.stale.push(Stale { mend: known_by(out), left_out: true, now });
        false
    }

    /// Puts the cells of a row into the line, with the mends over them.
    fn fill<'b>(&mut self, row: Row<'b>, line: &mut Line<'b>)
    where
        'a: 'b,
    {
        line.clear();
        line.extend(row.cells());
        if self.options.mends.is_empty() {
            return;
        }
        for mend in self.options.mends.of_row(row.number) {
            self.found.mended_rows.insert(row.number);
            let now = row.cell(mend.column).text();
            if now != mend.old {
                let now = Some(now.into_owned());
                self.found.stale.push(Stale { mend: mend.clone(), left_out: false, now });
                continue;
            }
            let slot = self.columns.slots.iter().find(|slot| slot.column == mend.column);
            let cell = mend.cell(slot.map(|slot| slot.field.kind));
            match line.binary_search_by_key(&mend.column, |(column, _)| *column) {
                Ok(at) => line[at].1 = cell,
                Err(at) => line.insert(at, (mend.column, cell)),
            }
        }
    }

    fn row(&mut self, of: Row<'_>, index: u32, line: &Line<'_>, into: &mut ReadBatch) {
        let (columns, number) = (self.columns, of.number);
        let first_cell = into.cells.len();
        let mut row = ReadRow {
            number,
            index,
            left_out: self.leaves_out(of, line),
            deletes: false,
            id: Id::Blank,
            owner: OwnerCell::Unasked,
            key: Span::BLANK,
            first_problem: u32::try_from(into.problems.len()).unwrap_or(u32::MAX),
        };
        into.cells.resize(first_cell + columns.slots.len(), Span::BLANK);
        if let Some((column, place)) = &columns.delete {
            let cell = at(line, *column);
            match deletes(cell) {
                Some(deletes) => row.deletes = deletes,
                None if row.left_out => {}
                None => into.problems.push(match cell {
                    Cell::Error(shown) => Problem::new(Code::CellError).at(number, place).value(shown),
                    _ => Problem::new(Code::DeleteInvalid).at(number, place).value(cell.text()),
                }),
            }
        }
        let mut has_regions = false;
        for (column, cell) in line {
            let uses = columns.uses(*column);
            if uses.is_empty() {
                self.unmatched(*column);
                continue;
            }
            for to in uses {
                match *to {
                    Use::Slot(slot) if columns.slots[slot].is_region() => has_regions = true,
                    Use::Slot(slot) => self.slot(slot, *cell, None, first_cell, &row, into),
                    Use::Id => row.id = self.id(*cell, &row, into),
                    Use::Owner => row.owner = self.owner(*cell, &row, into),
                }
            }
        }
        if has_regions && !row.deletes {
            self.regions(line, first_cell, &row, into);
        }
        self.blanks(first_cell, &mut row, into);
        if row.left_out {
            into.problems.truncate(row.first_problem as usize);
        }
        into.rows.push(row);
    }

    fn unmatched(&mut self, column: u16) {
        let header = self.columns.header.get(usize::from(column)).map_or("", String::as_str);
        if trim(header).is_empty() {
            self.found.headerless.insert(column);
        }
    }

    /// Reads one cell of a slot and keeps what it is.
    fn slot(
        &mut self,
        index: usize,
        cell: Cell<'_>,
        lead_country: Option<&str>,
        first_cell: usize,
        row: &ReadRow,
        into: &mut ReadBatch,
    ) {
        let is_key = self.columns.email == Some(index) && self.columns.match_type == MatchType::Email;
        if row.deletes && !is_key {
            return;
        }
        let slot = &self.columns.slots[index];
        let is_word = matches!(
            slot.field.kind,
            FieldType::Boolean | FieldType::Country | FieldType::Timezone | FieldType::Select
        );
        if let (true, Cell::Text(raw)) = (is_word, cell)
            && let Some(value) = self.read_before[index].get(raw)
        {
            into.cells[first_cell + index] = into.keep(value);
            return;
        }
        let dialect = self.dialects.of(index);
        let how = Reading {
            date_order: dialect.order,
            decimal: dialect.decimal,
            serial_dates: slot.serial_dates,
            date_system: self.columns.date_system,
            country: self.columns.country.as_deref(),
            time_zone: self.columns.time_zone.as_deref(),
            lead_country,
        };
        into.cells[first_cell + index] = match value_of(slot, cell, &how, row.number) {
            Ok(None) => {
                let cleaned = matches!(cell, Cell::Text(raw) if types::holds_controls(raw));
                self.found.cleaned[index] += u64::from(cleaned);
                Span::BLANK
            }
            Ok(Some(value)) => {
                if let Cell::Text(raw) = cell {
                    // What is as long as before, and still a part of it, lost nothing.
                    let differs = matches!(value, Cow::Owned(_)) || value.len() != raw.len();
                    let cleaned = differs && types::holds_controls(raw);
                    self.found.cleaned[index] += u64::from(cleaned);
                    let known = &mut self.read_before[index];
                    if is_word && !cleaned && known.len() < REMEMBERED {
                        known.insert(raw.into(), (&*value).into());
                    }
                }
                into.keep(&value)
            }
            Err(problem) => {
                into.problems.push(*problem);
                Span::FAULT
            }
        };
    }

    /// Reads the regions of a row, now that its country is known, or puts them off until its lead is: where the row's country
    /// is blank or need not become the lead's.
    fn regions(&mut self, line: &Line<'_>, first_cell: usize, row: &ReadRow, into: &mut ReadBatch) {
        for index in 0..self.columns.slots.len() {
            let slot = &self.columns.slots[index];
            let cell = at(line, slot.column);
            if !slot.is_region() || cell.is_blank() {
                continue;
            }
            let country = slot.country_slot.map_or(Value::Blank, |slot| into.value(into.cells[first_cell + slot]));
            let overwrites =
                slot.country_slot.is_some_and(|slot| self.columns.slots[slot].update == UpdateRule::Overwrite);
            match country {
                Value::Blank if slot.country_field.is_some() => into.cells[first_cell + index] = Span::LATER,
                Value::Is(_) if !overwrites => into.cells[first_cell + index] = Span::LATER,
                Value::Is(country) => {
                    let country = country.to_owned();
                    self.slot(index, cell, Some(&country), first_cell, row, into);
                }
                _ => self.slot(index, cell, None, first_cell, row, into),
            }
        }
    }

    fn id(&mut self, cell: Cell<'_>, row: &ReadRow, into: &mut ReadBatch) -> Id {
        if cell.is_blank() {
            return Id::Blank;
        }
        if let Some(id) = id_of(cell) {
            return Id::Is(id);
        }
        let Some((_, place)) = &self.columns.id else { return Id::Fault };
        into.problems.push(match cell {
            Cell::Error(shown) => Problem::new(Code::CellError).at(row.number, place).value(shown),
            _ => Problem::new(Code::IdInvalid).at(row.number, place).value(cell.text()).detail(why_no_id(cell)),
        });
        Id::Fault
    }

    fn owner(&mut self, cell: Cell<'_>, row: &ReadRow, into: &mut ReadBatch) -> OwnerCell {
        if row.deletes || cell.is_blank() {
            return OwnerCell::Unasked;
        }
        let text = cell.text();
        if let (Some(owner), false) = (self.columns.owner_named(&text), matches!(cell, Cell::Error(_))) {
            return OwnerCell::Is(owner);
        }
        let Some((_, place)) = &self.columns.owner else { return OwnerCell::Fault };
        into.problems.push(match cell {
            Cell::Error(shown) => Problem::new(Code::CellError).at(row.number, place).value(shown),
            _ => Problem::new(Code::OwnerUnknown)
                .at(row.number, place)
                .nearest(nearest(&text, self.columns.owners.iter().map(String::as_str)))
                .value(text),
        });
        OwnerCell::Fault
    }

    /// Says what must not be blank and is, and makes the key of the email address.
    fn blanks(&mut self, first_cell: usize, row: &mut ReadRow, into: &mut ReadBatch) {
        let columns = self.columns;
        if let Some(slot) = columns.email
            && (!row.deletes || columns.match_type == MatchType::Email)
        {
            let span = into.cells[first_cell + slot];
            row.key = match into.value(span) {
                Value::Is(email) => match email_key(email) {
                    Cow::Borrowed(key) if key.len() == email.len() => span,
                    key => {
                        let key = key.into_owned();
                        into.keep(&key)
                    }
                },
                Value::Blank => {
                    into.problems.push(Problem::new(Code::EmailBlank).at(row.number, &columns.slots[slot].place));
                    Span::FAULT
                }
                _ => Span::FAULT,
            };
        }
        if let Some((_, place)) = &columns.id
            && row.deletes
            && row.id == Id::Blank
        {
            let why = ", and a row that deletes a lead must say which";
            into.problems.push(Problem::new(Code::IdInvalid).at(row.number, place).detail(why));
            row.id = Id::Fault;
        }
        if let Some((_, place)) = &columns.owner
            && !row.deletes
            && row.owner == OwnerCell::Unasked
        {
            into.problems.push(Problem::new(Code::OwnerBlank).at(row.number, place));
            row.owner = OwnerCell::Fault;
        }
    }
}

/// Returns the cell that a left-out row is known by, as a mend that changes nothing.
fn known_by(row: &LeftOut) -> Mend {
    Mend { row: row.row, column: row.column, old: row.old.clone(), new: String::new() }
}

/// Reads a region again, once the country of its lead is known.
///
/// # Errors
/// The problem of the cell.
pub fn region<'b>(
    columns: &'b Columns,
    mends: &'b Mends,
    index: usize,
    row: Row<'b>,
    lead_country: Option<&str>,
) -> Result<Option<Cow<'b, str>>, Box<Problem>> {
    let slot = &columns.slots[index];
    let cell = mends.over(row, slot.column, Some(slot.field.kind));
    let how = Reading { lead_country, ..Reading::default() };
    value_of(slot, cell, &how, row.number)
}

/// Reads one cell as a value of its slot; `None` where it is blank.
fn value_of<'b>(
    slot: &'b Slot,
    cell: Cell<'b>,
    how: &Reading<'_>,
    number: u32,
) -> Result<Option<Cow<'b, str>>, Box<Problem>> {
    if cell.is_blank() {
        return Ok(None);
    }
    let mut mapped = cell;
    if !slot.values.is_empty()
        && let Some(value) = slot.values.get(&key(&cell.text()))
    {
        if value.is_empty() {
            return Ok(None);
        }
        mapped = Cell::Text(value);
    }
    match types::parse(&slot.field, mapped, how) {
        Ok(value) => Ok((!value.is_empty()).then_some(value)),
        Err(fault) => Err(Box::new(Problem::of_cell(fault, number, &slot.place, &cell.text()))),
    }
}

fn at<'b>(line: &Line<'b>, column: u16) -> Cell<'b> {
    line.binary_search_by_key(&column, |(column, _)| *column).map_or(Cell::Blank, |at| line[at].1)
}

/// Reads a delete cell: number 1 or text `1` deletes, 0 or blank does not, `None` for anything else.
#[must_use]
pub fn deletes(cell: Cell<'_>) -> Option<bool> {
    match cell {
        Cell::Blank => Some(false),
        Cell::Number { value, .. } if (value - 1.0).abs() < f64::EPSILON => Some(true),
        Cell::Number { value, .. } if value.abs() < f64::EPSILON => Some(false),
        Cell::Text(text) => match trim(text) {
            "1" => Some(true),
            "0" | "" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Reads an ID: a whole number from 1, as a number or as digits.
///
/// A date is none, whatever number is behind it: that depends on the date system of its file, and of an ID that was
/// taken for a day of a month (`5-1`) it is another lead's.
#[must_use]
pub fn id_of(cell: Cell<'_>) -> Option<u64> {
    let value = match cell {
        Cell::Text(text) => {
            let text = trim(text);
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            return text.parse().ok().filter(|id| digits && *id > 0);
        }
        Cell::Number { value, .. } => value,
        _ => return None,
    };
    let whole = value.fract() == 0.0 && (1.0..=9_007_199_254_740_992.0).contains(&value);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and within 1 ..= 2^53")]
    whole.then_some(value as u64)
}

fn why_no_id(cell: Cell<'_>) -> &'static str {
    match cell {
        Cell::Date(_) | Cell::DateTime(_) | Cell::Time(_) => {
            ": the cell is a date or a time. Give the column the number format “General”, look whether these are the IDs, and save the file"
        }
        _ => ": IDs are whole numbers from 1",
    }
}
