//! The rows of the first table, one after another, repeats counted and never laid out.
//!
//! A row is put into the batch while it is read. Blank repeats cost nothing: they only move the row or column
//! number on. A repeated row with content is handed out as often as the file says, a batch at a time.

use std::sync::atomic::Ordering;

use super::cell::{Head, Value, names_an_error, whole};
use super::names::{Attribute, Element, Names};
use super::styles::Styles;
use super::text::{self, TextFault};
use super::xml::{Attributes, Token, Xml};
use super::{broken, unreadable_text};
use crate::platform::value::Cell;
use crate::sheet::fault::FileError;
use crate::sheet::limits::{GRID_COLUMNS, GRID_ROWS};
use crate::sheet::{Batch, Cancel, Limits, Rows};

const ROWS_A_BATCH: usize = 4_096;
const CELLS_A_BATCH: usize = 256 << 10;
const TEXT_A_BATCH: usize = 4 << 20;

/// The rows of a table whose start tag was just read.
pub struct Table {
    xml: Xml,
    names: Names,
    styles: Styles,
    limits: Limits,
    cancel: Cancel,
    /// How many elements are open inside the table itself.
    inside: usize,
    /// The default digits of columns: up to which column, and how many.
    columns: Vec<(u64, u8)>,
    /// The number of the next row, from 1.
    next_row: u64,
    /// How deep the groups lie that hide their rows.
    hidden: Vec<usize>,
    /// A row that is still to be repeated, and how often.
    again: Option<(Batch, u64)>,
    done: bool,
    text: String,
    kept: String,
}

/// What a row's start tag says.
struct RowHead {
    repeated: u64,
    hidden: bool,
    digits: Option<u8>,
}

impl Table {
    /// Begins with the rows; `xml` stands right behind the table's start tag, and `styles` are resolved.
    pub fn new(xml: Xml, names: Names, styles: Styles, limits: &Limits, cancel: &Cancel) -> Self {
        let inside = xml.depth();
        Table {
            xml,
            names,
            styles,
            limits: limits.clone(),
            cancel: cancel.clone(),
            inside,
            columns: Vec::new(),
            next_row: 1,
            hidden: Vec::new(),
            again: None,
            done: false,
            text: String::new(),
            kept: String::new(),
        }
    }

    /// Reads the next piece of the table; rows found go to `batch`.
    fn step(&mut self, batch: &mut Batch) -> Result<(), FileError> {
        match self.xml.next().map_err(broken)? {
            Token::Start { name, attributes, empty, depth } => match self.names.element(depth, name, attributes) {
                Element::Row => {
                    let head = row_head(attributes, &mut self.names, &self.styles)?;
                    self.row(&head, empty, batch)?;
                }
                Element::Column => {
                    let (repeated, digits) = column_head(attributes, &mut self.names, &self.styles)?;
                    self.column(repeated, digits);
                    if !empty {
                        self.xml.skip().map_err(broken)?;
                    }
                }
                Element::Holder => {
                    let shown =
                        Attributes::new(attributes).find(|(name, _)| self.names.attribute(name) == Attribute::Display);
                    if !empty && shown.is_some_and(|(_, shown)| shown == b"false") {
                        self.hidden.push(depth);
                    }
                }
                _ if empty => {}
                _ => self.xml.skip().map_err(broken)?,
            },
            Token::End => {
                let depth = self.xml.depth();
                self.hidden.retain(|group| *group <= depth);
                if depth < self.inside {
                    self.done = true;
                    // The rest is other sheets; its checksum must be right all the same.
                    self.xml.drain().map_err(broken)?;
                }
            }
            Token::Text(_) | Token::CData(_) | Token::Eof => {}
        }
        Ok(())
    }

    fn column(&mut self, repeated: u64, digits: u8) {
        let end = self.columns.last().map_or(0, |(end, _)| *end).saturating_add(repeated);
        let stretches = self.columns.len();
        match self.columns.last_mut() {
            Some(last) if last.1 == digits => last.0 = end,
            _ if stretches <= usize::from(GRID_COLUMNS) => self.columns.push((end, digits)),
            _ => {}
        }
    }

    fn column_digits(&self, column: u64) -> u8 {
        let at = self.columns.partition_point(|(end, _)| *end <= column);
        self.columns.get(at).map_or(0, |(_, digits)| *digits)
    }

    fn row(&mut self, head: &RowHead, empty: bool, batch: &mut Batch) -> Result<(), FileError> {
        let number = self.next_row;
        self.next_row = number.saturating_add(head.repeated);
        if empty {
            return Ok(());
        }
        let row = u32::try_from(number).ok().filter(|row| *row <= GRID_ROWS);
        let hidden = head.hidden || !self.hidden.is_empty();
        let before = batch.cell_count();
        batch.push_row(row.unwrap_or(0), hidden);
        let mut column = 0_u64;
        loop {
            match self.xml.next().map_err(broken)? {
                Token::Start { name, attributes, empty, depth } => match self.names.element(depth, name, attributes) {
                    Element::Cell => {
                        self.text.clear();
                        self.kept.clear();
                        let Some(cell) = Head::read(attributes, &mut self.names, &self.styles, &mut self.kept) else {
                            return Err(no_count(number));
                        };
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
            } else {
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
        if matches!(cell, Cell::Blank | Cell::Text("")) {
            return Ok(());
        }
        let end = column.saturating_add(head.repeated);
        if end > u64::from(GRID_COLUMNS) {
            let what = format!("Row {row} has data beyond column {GRID_COLUMNS}.");
            return Err(FileError::too_big(what, "limits.columns"));
        }
        for column in column..end {
            batch.push(u16::try_from(column).unwrap_or(u16::MAX), cell);
        }
        Ok(())
    }
}

impl Rows for Table {
    fn next(&mut self, batch: &mut Batch) -> Result<(), FileError> {
        batch.clear();
        let mut steps = 0_u32;
        while !is_full(batch) {
            if let Some((row, left)) = &mut self.again {
                repeat(row, self.next_row - *left, batch);
                *left -= 1;
                if *left == 0 {
                    self.again = None;
                }
                continue;
            }
            if self.done {
                break;
            }
            steps += 1;
            if steps.is_multiple_of(1024) && self.cancel.load(Ordering::Relaxed) {
                return Err(FileError::cancelled());
            }
            self.step(batch)?;
        }
        Ok(())
    }

    fn progress(&self) -> (u64, u64) {
        self.xml.source().progress()
    }
}

fn is_full(batch: &Batch) -> bool {
    batch.len() >= ROWS_A_BATCH || batch.cell_count() >= CELLS_A_BATCH || batch.text_len() >= TEXT_A_BATCH
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

fn repeat(row: &Batch, number: u64, batch: &mut Batch) {
    let Some(row) = row.row(0) else { return };
    batch.push_row(u32::try_from(number).unwrap_or(u32::MAX), row.hidden);
    for (column, cell) in row.cells() {
        batch.push(column, cell);
    }
}

fn row_head(attributes: &[u8], names: &mut Names, styles: &Styles) -> Result<RowHead, FileError> {
    let mut head = RowHead { repeated: 1, hidden: false, digits: None };
    for (name, value) in Attributes::new(attributes) {
        match names.attribute(name) {
            Attribute::RowsRepeated => {
                head.repeated = whole(value).ok_or_else(|| bad_count("number-rows-repeated"))?.max(1);
            }
            Attribute::Visibility => head.hidden = matches!(value, b"collapse" | b"filter"),
            Attribute::DefaultCellStyle if styles.pad() => head.digits = Some(styles.digits(value)),
            _ => {}
        }
    }
    Ok(head)
}

fn column_head(attributes: &[u8], names: &mut Names, styles: &Styles) -> Result<(u64, u8), FileError> {
    let (mut repeated, mut digits) = (1, 0);
    for (name, value) in Attributes::new(attributes) {
        match names.attribute(name) {
            Attribute::ColumnsRepeated => {
                repeated = whole(value).ok_or_else(|| bad_count("number-columns-repeated"))?.max(1);
            }
            Attribute::DefaultCellStyle => digits = styles.digits(value),
            _ => {}
        }
    }
    Ok((repeated, digits))
}

fn bad_count(attribute: &str) -> FileError {
    FileError::damaged(format!("The sheet's content.xml is broken: an attribute {attribute} holds no count."))
}

fn no_count(row: u64) -> FileError {
    FileError::damaged(format!(
        "The sheet's content.xml is broken: in row {row} an attribute number-columns-repeated holds no count."
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
