//! One row of a table: its cells, each to its column, the short way where it can be.

use super::super::cell::{Head, Value, names_an_error, whole};
use super::super::names::{Attribute, Element};
use super::super::plain::as_it_is;
use super::super::text::{self, TextFault};
use super::super::xml::{Attributes, Token, unescape_into};
use super::super::{broken, unreadable_text};
use super::{RowHead, Table};
use crate::platform::value::Cell;
use crate::sheet::Batch;
use crate::sheet::fault::FileError;
use crate::sheet::limits::{GRID_COLUMNS, GRID_ROWS};

/// Text that one row may hold: a repeated cell must not fill the memory before its row is counted.
const MOST_TEXT: usize = 64 << 20;

impl Table {
    /// Reads the row whose start tag was just read.
    pub(super) fn row(&mut self, head: &RowHead, empty: bool, batch: &mut Batch) -> Result<(), FileError> {
        let number = self.next_row;
        self.next_row = number.saturating_add(head.repeated);
        if empty {
            return Ok(());
        }
        let row = u32::try_from(number).ok().filter(|row| *row <= GRID_ROWS);
        let hidden = head.hidden || !self.hidden.is_empty();
        let before = batch.cell_count();
        batch.push_row(row.unwrap_or(0), hidden);
        self.plain.check(self.xml.depth(), &mut self.names);
        let mut column = 0_u64;
        loop {
            column = self.plain_cells(number, column, batch)?;
            match self.xml.next().map_err(broken)? {
                Token::Start { name, attributes, empty, depth } => match self.names.element(depth, name, attributes) {
                    Element::Cell => {
                        self.text.clear();
                        self.kept.clear();
                        let Some(cell) = Head::read(attributes, &mut self.names, &self.styles, &mut self.kept) else {
                            return Err(no_count(number));
                        };
                        if !empty && cell.value == Value::Text && !cell.formula && !cell.kept {
                            self.plain.remember(name, attributes, cell.repeated);
                        }
                        self.cell(&cell, empty, number, column, head, batch)?;
                        column = column.saturating_add(cell.repeated);
                    }
                    Element::CoveredCell => {
                        let repeated = Attributes::new(attributes)
                            .find(|(name, _)| self.names.attribute(name) == Attribute::ColumnsRepeated);
                        let repeated =
                            repeated.map_or(Some(1), |(_, count)| whole(count)).ok_or_else(|| no_count(number))?;
                        column = column.saturating_add(repeated.max(1));
                        if !empty {
                            self.xml.skip().map_err(broken)?;
                        }
                    }
                    _ if empty => {}
                    _ => self.xml.skip().map_err(broken)?,
                },
                Token::End => break,
                Token::Text(_) | Token::CData(_) | Token::Eof => {}
            }
        }
        if batch.cell_count() == before {
            batch.pop_row();
            return Ok(());
        }
        let last = number.saturating_add(head.repeated - 1);
        if row.is_none() || last > u64::from(GRID_ROWS) {
            let what = format!("The sheet has more than {GRID_ROWS} rows with data.");
            return Err(FileError::too_big(what, "limits.rows"));
        }
        if head.repeated > 1 {
            self.again = Some((copy_of_last(batch), head.repeated - 1));
        }
        Ok(())
    }

    fn cell(
        &mut self,
        head: &Head,
        empty: bool,
        row: u64,
        column: u64,
        of_row: &RowHead,
        batch: &mut Batch,
    ) -> Result<(), FileError> {
        if !empty {
            if matches!(head.value, Value::Text | Value::Error) || head.formula {
                let limit = self.limits.text_bytes;
                text::read(&mut self.xml, &mut self.names, limit, &mut self.text)
                    .map_err(|fault| text_fault(fault, row, limit))?;
            } else if !self.plain.skip(&mut self.xml) {
                self.xml.skip().map_err(broken)?;
            }
        }
        if self.kept.len() > self.limits.text_bytes as usize {
            return Err(text_fault(TextFault::TooLong, row, self.limits.text_bytes));
        }
        let cell = match head.value {
            _ if head.formula && names_an_error(&self.text) => Cell::Error(self.text.trim()),
            Value::Error if self.text.is_empty() => Cell::Error("#VALUE!"),
            Value::Error => Cell::Error(self.text.trim()),
            Value::Number(value) => {
                let digits = if self.styles.pad() {
                    head.digits.or(of_row.digits).unwrap_or_else(|| self.column_digits(column))
                } else {
                    0
                };
                Cell::Number { value, digits }
            }
            Value::Boolean(value) => Cell::Boolean(value),
            Value::Date(date) => Cell::Date(date),
            Value::DateTime(moment) => Cell::DateTime(moment),
            Value::Time(milliseconds) => Cell::Time(milliseconds),
            Value::Text if self.text.is_empty() && head.kept => Cell::Text(&self.kept),
            Value::Text => Cell::Text(&self.text),
        };
        push(cell, row, column, head.repeated, batch)
    }

    /// Takes cells the short way for as long as it goes; returns the column behind them.
    fn plain_cells(&mut self, row: u64, mut column: u64, batch: &mut Batch) -> Result<u64, FileError> {
        let limit = self.limits.text_bytes;
        while let Some(taken) = self.plain.take(&mut self.xml) {
            if taken.raw.len() > limit as usize {
                return Err(text_fault(TextFault::TooLong, row, limit));
            }
            if as_it_is(taken.raw) {
                let text = std::str::from_utf8(taken.raw).map_err(|_| unreadable_text(row))?;
                push(Cell::Text(text), row, column, taken.repeated, batch)?;
            } else {
                self.text.clear();
                self.kept.clear();
                unescape_into(taken.raw, &mut self.kept).ok_or_else(|| unreadable_text(row))?;
                text::plain(&self.kept, &mut self.text);
                push(Cell::Text(&self.text), row, column, taken.repeated, batch)?;
            }
            column = column.saturating_add(taken.repeated);
        }
        Ok(column)
    }
}

fn push(cell: Cell<'_>, row: u64, column: u64, repeated: u64, batch: &mut Batch) -> Result<(), FileError> {
    if matches!(cell, Cell::Blank | Cell::Text("")) {
        return Ok(());
    }
    let end = column.saturating_add(repeated);
    if end > u64::from(GRID_COLUMNS) {
        let what = format!("Row {row} has data beyond column {GRID_COLUMNS}.");
        return Err(FileError::too_big(what, "limits.columns"));
    }
    for column in column..end {
        batch.push(u16::try_from(column).unwrap_or(u16::MAX), cell);
        if batch.text_len() > MOST_TEXT {
            let what = format!("Row {row} holds more than {} MiB of text.", MOST_TEXT >> 20);
            return Err(FileError::too_big(what, "limits.text_bytes"));
        }
    }
    Ok(())
}

fn copy_of_last(batch: &Batch) -> Batch {
    let mut copy = Batch::default();
    if let Some(row) = batch.row(batch.len() - 1) {
        copy.push_row(row.number, row.hidden);
        for (column, cell) in row.cells() {
            copy.push(column, cell);
        }
    }
    copy
}

fn no_count(row: u64) -> FileError {
    FileError::damaged(format!(
        "The sheet's XML is broken: in row {row} an attribute number-columns-repeated holds no count."
    ))
}

fn text_fault(fault: TextFault, row: u64, limit: u32) -> FileError {
    match fault {
        TextFault::Xml(fault) => broken(fault),
        TextFault::TooLong => FileError::too_big(
            format!("A cell in row {row} holds more than {limit} bytes of text."),
            "limits.text_bytes",
        ),
        TextFault::Unreadable => unreadable_text(row),
    }
}
