//! Rows whose cells were read by themselves: values and faults, in flat vectors that are used again and again.

use crate::import::problem::Problem;

/// One cell of a read row: where its value stands, or what it is instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    start: u32,
    length: u32,
}

const FAULT: u32 = u32::MAX;
const LATER: u32 = u32::MAX - 1;

impl Span {
    /// A blank cell.
    pub const BLANK: Span = Span { start: 0, length: 0 };
    /// A cell that is not a value of its field.
    pub const FAULT: Span = Span { start: 0, length: FAULT };
    /// A region whose country is known only once its lead is.
    pub const LATER: Span = Span { start: 0, length: LATER };
}

/// What a cell is to the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing in it.
    Blank,
    /// Its value in normal form.
    Is(&'a str),
    /// Not a value of its field; the row has the problem already.
    Fault,
    /// To be read again once the lead is known.
    Later,
}

impl<'a> Value<'a> {
    /// Returns the value, where there is one.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        match self {
            Value::Is(text) => Some(text),
            _ => None,
        }
    }
}

/// What the ID cell of a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id {
    /// Nothing: the row adds a lead.
    Blank,
    /// The lead.
    Is(u64),
    /// No ID.
    Fault,
}

/// What the owner cell of a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerCell {
    /// The file has no such column.
    Unasked,
    /// The owner, by index.
    Is(usize),
    /// Blank or unknown.
    Fault,
}

/// One row, its cells read.
#[derive(Clone, Copy, Debug)]
pub struct ReadRow {
    /// The file's row number.
    pub number: u32,
    /// Its place in the batch of cells that it was read from.
    pub index: u32,
    /// Whether the operator left it out.
    pub left_out: bool,
    /// Whether it deletes its lead.
    pub deletes: bool,
    /// What its ID cell says.
    pub id: Id,
    /// What its owner cell says.
    pub owner: OwnerCell,
    /// What its email address is compared by.
    pub key: Span,
    /// Where its problems begin.
    pub first_problem: u32,
}

/// Many rows, their cells read.
#[derive(Debug, Default)]
pub struct ReadBatch {
    /// How many slots each row has.
    pub width: usize,
    /// The rows.
    pub rows: Vec<ReadRow>,
    /// The cells of all rows, slot by slot.
    pub cells: Vec<Span>,
    /// The text of all values.
    pub text: String,
    /// The problems of all rows that need no look at the store.
    pub problems: Vec<Problem>,
}

impl ReadBatch {
    /// Forgets the rows and keeps the memory.
    pub fn clear(&mut self, width: usize) {
        self.width = width;
        self.rows.clear();
        self.cells.clear();
        self.text.clear();
        self.problems.clear();
    }

    /// Keeps a text and returns where it stands.
    pub fn keep(&mut self, text: &str) -> Span {
        let start = u32::try_from(self.text.len());
        let length = u32::try_from(text.len());
        match (start, length) {
            (Ok(start), Ok(length)) if length < LATER => {
                self.text.push_str(text);
                Span { start, length }
            }
            _ => Span::FAULT,
        }
    }

    /// Returns what stands at a span.
    #[must_use]
    pub fn value(&self, span: Span) -> Value<'_> {
        match span.length {
            0 => Value::Blank,
            FAULT => Value::Fault,
            LATER => Value::Later,
            length => {
                let start = span.start as usize;
                self.text.get(start..start + length as usize).map_or(Value::Fault, Value::Is)
            }
        }
    }

    /// Returns the cells of a row (by its place in [`ReadBatch::rows`]), slot by slot.
    #[must_use]
    pub fn cells_of(&self, row: usize) -> &[Span] {
        self.cells.get(row * self.width..(row + 1) * self.width).unwrap_or(&[])
    }

    /// Returns the value of a row in a slot.
    #[must_use]
    pub fn at(&self, row: usize, slot: usize) -> Value<'_> {
        self.cells_of(row).get(slot).map_or(Value::Blank, |span| self.value(*span))
    }

    /// Returns the problems of a row.
    #[must_use]
    pub fn problems_of(&self, row: usize) -> &[Problem] {
        let start = self.rows.get(row).map_or(0, |row| row.first_problem as usize);
        let end = self.rows.get(row + 1).map_or(self.problems.len(), |row| row.first_problem as usize);
        self.problems.get(start..end).unwrap_or(&[])
    }
}
