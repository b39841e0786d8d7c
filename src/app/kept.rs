//! Cells that are kept: a file's first rows, so that the screens can show what they would become.
//!
//! A `Cell` borrows from the batch that it was read into; these own what they hold. Long texts are cut: they are for
//! looking at, never for importing.

use crate::platform::value::Cell;

/// How many characters of a text are kept.
const LONGEST: usize = 4_096;

/// A cell that owns what it holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// Text.
    Text(String),
    /// An error value.
    Error(String),
    /// Anything that is not text.
    Other(Cell<'static>),
}

impl Default for Kept {
    fn default() -> Self {
        Kept::Other(Cell::Blank)
    }
}

impl Kept {
    /// Keeps a cell.
    #[must_use]
    pub fn of(cell: Cell<'_>) -> Self {
        let cut = |text: &str| text.chars().take(LONGEST).collect();
        match cell {
            Cell::Text(text) => Kept::Text(cut(text)),
            Cell::Error(text) => Kept::Error(cut(text)),
            Cell::Blank => Kept::Other(Cell::Blank),
            Cell::Number { value, digits } => Kept::Other(Cell::Number { value, digits }),
            Cell::Boolean(value) => Kept::Other(Cell::Boolean(value)),
            Cell::Date(date) => Kept::Other(Cell::Date(date)),
            Cell::DateTime(moment) => Kept::Other(Cell::DateTime(moment)),
            Cell::Time(time) => Kept::Other(Cell::Time(time)),
        }
    }

    /// Returns the cell.
    #[must_use]
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Kept::Text(text) => Cell::Text(text),
            Kept::Error(text) => Cell::Error(text),
            Kept::Other(cell) => *cell,
        }
    }
}
