//! The careful reader of a sheet's rows: any prefix, encoding, order of attributes, pretty-printing or damage that can be lived with.
//!
//! It pulls nodes from [`Xml`] and is the reference for the fast one. Rows and cells without a reference follow
//! the one before; cells that stand out of order within a row are sorted, the last of two in one place counts. Rows out of
//! order are reported as [`Flow::Disorder`], for a stream cannot take back what it has handed on.

use super::super::batch::Batch;
use super::super::fault::FileError;
use super::super::limits::{GRID_COLUMNS, GRID_ROWS, Limits};
use super::super::xml::{Node, Xml};
use super::cell::{Book, Kind};
use super::merged::Merged;
use super::reference::{self, Reference};
use super::stream::Stream;
use super::text;
use super::workbook::is_true;

/// How a step of reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// A row was read (it may have been blank, and then nothing was added).
    Row,
    /// There are no more rows.
    End,
    /// A row or a cell stands before one that was read already.
    Disorder,
}

/// The rows of one sheet, as a stream.
pub(super) struct Careful {
    xml: Xml<Stream>,
    place: Place,
    /// What is read of the current cell.
    value: String,
    begun: bool,
}

/// Where the reading stands, and whether rows may come in any order.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// The number of the last row element.
    pub row: u32,
    /// The number of the last row that held anything.
    pub filled: u32,
    /// Rows and cells may stand anywhere: whoever reads puts them in order.
    pub any_order: bool,
}

/// The attributes of a `c` element.
struct Head {
    place: Reference,
    kind: Kind,
    style: usize,
}

impl Careful {
    pub(super) fn new(xml: Xml<Stream>, place: Place) -> Self {
        Careful { xml, place, value: String::new(), begun: false }
    }

    /// Where the reading stands.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Returns the stream that is read.
    pub(super) fn inner(&mut self) -> &mut Stream {
        self.xml.inner()
    }

    /// Reads the merged ranges, which stand behind the rows; to be asked once the rows are at their end.
    pub(super) fn merged(&mut self, limits: &Limits) -> Result<Merged, FileError> {
        Merged::read(&mut self.xml, limits)
    }

    /// Returns how far the stream is.
    pub(super) fn progress(&self) -> (u64, u64) {
        self.xml.source().progress()
    }

    /// Reads the next row element and adds what it holds.
    pub(super) fn row(&mut self, book: &mut Book, batch: &mut Batch) -> Result<Flow, FileError> {
        loop {
            match self.xml.next()? {
                Node::Start(tag) => match tag.name() {
                    "sheetData" => self.begun = true,
                    "row" if self.begun => {
                        let number = tag.attribute("r").and_then(|number| number.trim().parse::<u64>().ok());
                        let hidden = tag.attribute("hidden").is_some_and(|value| is_true(&value));
                        return self.cells(book, batch, number, hidden);
                    }
                    _ => {}
                },
                Node::End("sheetData", _) | Node::Eof => return Ok(Flow::End),
                _ => {}
            }
        }
    }

    /// Reads the cells of the row that just began, to its end.
    fn cells(
        &mut self,
        book: &mut Book,
        batch: &mut Batch,
        number: Option<u64>,
        hidden: bool,
    ) -> Result<Flow, FileError> {
        let outside = self.xml.depth() - 1;
        let given = number.filter(|&number| number > 0);
        let number = given.unwrap_or(u64::from(self.place.row) + 1);
        let mut row = u32::try_from(number).ok().filter(|&row| row <= GRID_ROWS).ok_or_else(beyond)?;
        let mut fresh = true;
        let mut next_column = 0;
        let mut sorted = true;
        batch.push_row(row, hidden);
        loop {
            match self.xml.next()? {
                Node::Start(tag) if tag.name() == "c" => {
                    let head = head_of(|see| tag.each_attribute(see));
                    let (column, stated) = match head.place {
                        Reference::At(column, stated) => (column, stated),
                        Reference::Unclear => (next_column, row),
                        Reference::Beyond => return Err(beyond()),
                    };
                    if column >= GRID_COLUMNS {
                        return Err(beyond());
                    }
                    if stated != row {
                        // A row without a number of its own has that of its cells; a stray cell stands where it says.
                        let adopted = fresh && given.is_none();
                        if !adopted && !self.place.any_order {
                            return Ok(Flow::Disorder);
                        }
                        batch.end_row(sorted);
                        row = stated;
                        sorted = true;
                        batch.push_row(row, hidden);
                    }
                    sorted &= fresh || column >= next_column;
                    fresh = false;
                    next_column = column + 1;
                    self.cell(book, batch, column, &head)?;
                }
                Node::End(_, open) if open == outside => break,
                _ => {}
            }
        }
        self.place.row = row;
        if batch.end_row(sorted) {
            if row <= self.place.filled && !self.place.any_order {
                return Ok(Flow::Disorder);
            }
            self.place.filled = row;
        }
        Ok(Flow::Row)
    }

    /// Reads the cell that just began, to its end.
    fn cell(&mut self, book: &mut Book, batch: &mut Batch, column: u16, head: &Head) -> Result<(), FileError> {
        let outside = self.xml.depth() - 1;
        self.value.clear();
        let mut kind = head.kind;
        let mut in_value = 0;
        let (mut has_value, mut formula) = (false, false);
        loop {
            let depth = self.xml.depth();
            match self.xml.next()? {
                Node::Start(tag) => match tag.name() {
                    "v" => {
                        in_value = depth + 1;
                        has_value = true;
                        self.value.clear();
                    }
                    "f" => formula = true,
                    "extLst" => self.xml.skip()?,
                    // What is written inline is text, whatever the type says; a value beside it goes first.
                    "is" if !has_value || kind == Kind::Inline => {
                        self.value.clear();
                        text::read_rich(&mut self.xml, &mut self.value, book.most_text)?;
                        kind = Kind::Inline;
                    }
                    _ => {}
                },
                Node::Text(piece) if in_value > 0 && depth == in_value => {
                    if self.value.len() + piece.len() > book.most_text {
                        return Err(text::too_long(book.most_text));
                    }
                    self.value.push_str(&piece);
                }
                Node::End(_, open) => {
                    in_value = 0;
                    if open == outside {
                        break;
                    }
                }
                _ => {}
            }
        }
        book.valueless += u64::from(formula && kind == Kind::Number && self.value.is_empty());
        if has_value || kind == Kind::Inline { book.push(batch, column, kind, head.style, &self.value) } else { Ok(()) }
    }
}

fn head_of(each: impl FnOnce(&mut dyn FnMut(&str, &str))) -> Head {
    let mut head = Head { place: Reference::Unclear, kind: Kind::Number, style: 0 };
    each(&mut |name, value| match name {
        "r" => head.place = reference::parse(value.trim().as_bytes()),
        "t" => head.kind = Kind::of(value.trim().as_bytes()),
        "s" => head.style = value.trim().parse().unwrap_or(0),
        _ => {}
    });
    head
}

fn beyond() -> FileError {
    FileError::damaged("A cell says that it stands beyond the last row or column that a sheet can have (XFD1048576).")
}
