//! The rows of the first table, one after another, repeats counted and never laid out.
//!
//! A row is put into the batch while it is read. Blank repeats cost nothing: they only move the row or column
//! number on. A repeated row with content is handed out as often as the file says, a batch at a time.
//! Next: `row` for the cells of one row.

use std::sync::atomic::Ordering;

use super::behind::Behind;
use super::broken;
use super::cell::whole;
use super::names::{Attribute, Element, Names};
use super::plain::Plain;
use super::styles::Styles;
use super::xml::{Attributes, Token, Xml};
use crate::sheet::fault::FileError;
use crate::sheet::limits::GRID_COLUMNS;
use crate::sheet::{Batch, Cancel, Limits, Rows};

mod row;

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
    /// Looks for the names of the sheets behind this one, where they are not known.
    behind: Option<Behind>,
    plain: Plain,
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
    pub fn new(
        xml: Xml,
        names: Names,
        styles: Styles,
        limits: &Limits,
        cancel: &Cancel,
        behind: Option<Behind>,
    ) -> Self {
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
            behind,
            plain: Plain::default(),
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
                    let Table { xml, names, behind, .. } = self;
                    let see = |bytes: &[u8]| behind.iter_mut().for_each(|behind| behind.see(bytes, names));
                    xml.drain(see).map_err(broken)?;
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

    fn behind(&mut self) -> super::super::Behind {
        let sheets = self.behind.as_mut().map_or_else(Vec::new, Behind::names);
        super::super::Behind { sheets, ..Default::default() }
    }
}

fn is_full(batch: &Batch) -> bool {
    batch.len() >= ROWS_A_BATCH || batch.cell_count() >= CELLS_A_BATCH || batch.text_len() >= TEXT_A_BATCH
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
    FileError::damaged(format!("The sheet's XML is broken: an attribute {attribute} holds no count."))
}
