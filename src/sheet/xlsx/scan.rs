//! Scans the bytes of one row: the hot path of the program, so nothing is allocated and every byte is looked at once or twice.
//!
//! [`row`] is given whole rows only. It adds cells as it goes; at the first thing that it does not know it stops with
//! [`Scanned::Unknown`], and the careful reader does the row anew. What a value *means* is `cell`'s business, as for the careful reader.

use memchr::memchr;

use super::super::batch::Batch;
use super::super::fault::FileError;
use super::super::limits::{GRID_COLUMNS, GRID_ROWS};
use super::careful::Place;
use super::cell::{Book, Kind};
use super::reference::{self, Reference};
use super::workbook::is_true;

/// How the scan of a row ended.
pub(super) enum Scanned {
    /// The row was read; it took so many bytes.
    Row(usize),
    /// The row stands before one that was read already.
    Disorder,
    /// Something is there that the scan does not know; `begun` tells whether a row was begun in the batch.
    Unknown {
        /// Whether `push_row` was called.
        begun: bool,
    },
}

/// Where a scan stands in its bytes. Every step answers `None` for what it does not know.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// An element's attributes that count, and how its tag ended.
struct Attributes<'a> {
    reference: Option<&'a [u8]>,
    style: &'a [u8],
    kind: &'a [u8],
    hidden: bool,
    empty: bool,
}

/// Scans the row at the beginning of `bytes`, which end where a row ends.
pub(super) fn row(
    bytes: &[u8],
    place: &mut Place,
    book: &mut Book,
    batch: &mut Batch,
    scratch: &mut String,
) -> Result<Scanned, FileError> {
    let mut cursor = Cursor { bytes, at: 0 };
    let Some((number, attributes)) = row_start(&mut cursor, place) else {
        return Ok(Scanned::Unknown { begun: false });
    };
    let digits = attributes.reference.unwrap_or_default();
    batch.push_row(number, attributes.hidden);
    let mut next_column = 0;
    let mut sorted = true;
    loop {
        if attributes.empty {
            break;
        }
        cursor.skip_blank();
        if cursor.eat(b"</row>").is_some() {
            break;
        }
        let usual = cursor.usual_cell(digits);
        let Some(cell) = usual.or_else(|| cell_start(&mut cursor, number, next_column)) else {
            return Ok(Scanned::Unknown { begun: true });
        };
        sorted &= cell.column >= next_column;
        next_column = cell.column + 1;
        if cell.empty {
            continue;
        }
        match cell_content(&mut cursor, &cell, book, batch, scratch) {
            Some(Ok(())) => {}
            Some(Err(error)) => return Err(error),
            None => return Ok(Scanned::Unknown { begun: true }),
        }
    }
    place.row = number;
    if batch.end_row(sorted) {
        if number <= place.filled {
            return Ok(Scanned::Disorder);
        }
        place.filled = number;
    }
    Ok(Scanned::Row(cursor.at))
}

fn row_start<'a>(cursor: &mut Cursor<'a>, place: &Place) -> Option<(u32, Attributes<'a>)> {
    cursor.eat(b"<row")?;
    let attributes = cursor.attributes()?;
    let number = match attributes.reference {
        Some(digits) => number_of(digits)?,
        None => place.row + 1,
    };
    (1..=GRID_ROWS).contains(&number).then_some((number, attributes))
}

/// A cell's tag: where it stands and what it declares.
struct CellStart {
    column: u16,
    kind: Kind,
    style: usize,
    empty: bool,
}

fn cell_start(cursor: &mut Cursor<'_>, row: u32, next_column: u16) -> Option<CellStart> {
    cursor.eat(b"<c")?;
    let attributes = cursor.attributes()?;
    let column = match attributes.reference.map(reference::parse) {
        None => next_column,
        Some(Reference::At(column, stated)) if stated == row => column,
        Some(_) => return None,
    };
    let style = if attributes.style.is_empty() { 0 } else { usize::try_from(number_of(attributes.style)?).ok()? };
    let kind = Kind::of(attributes.kind);
    (column < GRID_COLUMNS && kind != Kind::Unknown).then_some(CellStart {
        column,
        kind,
        style,
        empty: attributes.empty,
    })
}

/// Scans from after a cell's tag to after its end tag; `None` for what is not known.
fn cell_content(
    cursor: &mut Cursor<'_>,
    cell: &CellStart,
    book: &mut Book,
    batch: &mut Batch,
    scratch: &mut String,
) -> Option<Result<(), FileError>> {
    if let Some(raw) = cursor.usual_content(cell.kind) {
        return value(raw, cell, book, batch, scratch);
    }
    cursor.skip_blank();
    let formula = cursor.eat(b"<f").is_some();
    if formula {
        if !cursor.attributes()?.empty {
            cursor.text()?;
            cursor.eat(b"</f>")?;
        }
        cursor.skip_blank();
    }
    // Programs that write files without calculating them leave it out; an empty text is a value.
    let mut valueless = formula && cell.kind == Kind::Number;
    let mut result = Ok(());
    if cursor.eat(b"<v>").is_some() {
        let raw = cursor.text()?;
        cursor.eat(b"</v>")?;
        valueless &= raw.is_empty();
        result = value(raw, cell, book, batch, scratch)?;
    } else if cell.kind == Kind::Inline && cursor.eat(b"<is>").is_some() {
        if cursor.eat(b"<t/>").is_none() {
            if cursor.eat(b"<t>").is_none() {
                cursor.eat(b"<t xml:space=\"preserve\">")?;
            }
            let raw = cursor.text()?;
            cursor.eat(b"</t>")?;
            result = value(raw, cell, book, batch, scratch)?;
        }
        cursor.eat(b"</is>")?;
    } else if cursor.eat(b"<v/>").is_some() {
        result = value(b"", cell, book, batch, scratch)?;
    }
    cursor.skip_blank();
    cursor.eat(b"</c>")?;
    book.valueless += u64::from(valueless);
    Some(result)
}

/// Adds a raw value. Text without references and escapes, which nearly all is, goes straight into the batch.
fn value(
    raw: &[u8],
    cell: &CellStart,
    book: &mut Book,
    batch: &mut Batch,
    scratch: &mut String,
) -> Option<Result<(), FileError>> {
    let text = std::str::from_utf8(raw).ok()?;
    let is_text = matches!(cell.kind, Kind::Inline | Kind::Formula);
    let special = memchr::memchr3(b'&', b'\r', b'_', raw);
    if special.is_none() && is_text && raw.len() <= book.most_text {
        batch.push_text_with(cell.column, |out| out.push_str(text));
        return Some(Ok(()));
    }
    if special.is_none_or(|at| memchr::memchr2(b'&', b'\r', &raw[at..]).is_none()) {
        return Some(book.push(batch, cell.column, cell.kind, cell.style, text));
    }
    scratch.clear();
    resolve(text, scratch)?;
    Some(book.push(batch, cell.column, cell.kind, cell.style, scratch))
}

/// Resolves references and line ends; `None` for a reference that is not one of XML's own.
pub(super) fn resolve(text: &str, out: &mut String) -> Option<()> {
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'&', b'\r', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        if let Some(after) = tail.strip_prefix('\r') {
            out.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
            continue;
        }
        let (name, after) = tail[1..].split_once(';')?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => character(name)?,
        });
        rest = after;
    }
    out.push_str(rest);
    Some(())
}

/// A character reference: `#10`, `#xA`.
fn character(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix('x') {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
        None if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
        _ => return None,
    };
    char::from_u32(code).filter(|&character| character != '\0')
}

/// A number of a few digits; `None` if it is anything else.
fn number_of(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0_u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

impl<'a> Cursor<'a> {
    /// Takes the tag of a cell as most writers spell it: its place in this row, whose digits are given, then style and type.
    ///
    /// Whatever differs leaves the cursor where it was, for the general way.
    #[inline]
    fn usual_cell(&mut self, digits: &[u8]) -> Option<CellStart> {
        let rest = self.bytes.get(self.at..)?.strip_prefix(b"<c r=\"")?;
        let (mut column, mut letters) = (0_u16, 0);
        while let Some(letter @ b'A'..=b'Z') = rest.get(letters).filter(|_| letters < 3) {
            column = column * 26 + u16::from(letter - b'A') + 1;
            letters += 1;
        }
        let rest = rest[letters..].strip_prefix(digits)?.strip_prefix(b"\"")?;
        let (style, rest) = match rest.strip_prefix(b" s=\"") {
            Some([one @ b'0'..=b'9', b'"', rest @ ..]) => (usize::from(one - b'0'), rest),
            Some([one @ b'0'..=b'9', two @ b'0'..=b'9', b'"', rest @ ..]) => {
                (usize::from(one - b'0') * 10 + usize::from(two - b'0'), rest)
            }
            Some(_) => return None,
            None => (0, rest),
        };
        let (kind, rest) = match rest {
            [b'>', rest @ ..] => (Kind::Number, rest),
            [b' ', b't', b'=', b'"', b's', b'"', b'>', rest @ ..] => (Kind::Shared, rest),
            _ => (Kind::Inline, rest.strip_prefix(b" t=\"inlineStr\">")?),
        };
        if digits.is_empty() || !(1..=GRID_COLUMNS).contains(&column) {
            return None;
        }
        self.at = self.bytes.len() - rest.len();
        Some(CellStart { column: column - 1, kind, style, empty: false })
    }

    /// Takes what stands in a cell as most writers spell it, up to the cell's end, and returns the raw value.
    ///
    /// Whatever differs leaves the cursor where it was, for the general way.
    #[inline]
    fn usual_content(&mut self, kind: Kind) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.at..)?;
        let (value, after) = if kind == Kind::Inline {
            let rest = rest.strip_prefix(b"<is><t>")?;
            let (value, rest) = rest.split_at(memchr(b'<', rest)?);
            (value, rest.strip_prefix(b"</t></is></c>")?)
        } else {
            let rest = rest.strip_prefix(b"<v>")?;
            // A number or an index is a few bytes long: too short for the search by vectors to pay.
            let (value, rest) = rest.split_at(rest.iter().position(|byte| *byte == b'<')?);
            (value, rest.strip_prefix(b"</v></c>")?)
        };
        self.at = self.bytes.len() - after.len();
        Some(value)
    }

    /// Passes over exactly these bytes.
    #[inline]
    fn eat(&mut self, literal: &[u8]) -> Option<()> {
        self.bytes.get(self.at..)?.starts_with(literal).then(|| self.at += literal.len())
    }

    #[inline]
    fn skip_blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    /// Takes everything up to the next tag.
    #[inline]
    fn text(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.at..)?;
        let length = memchr(b'<', rest)?;
        self.at += length;
        Some(&rest[..length])
    }

    /// Takes the attributes of a tag whose name was just passed, to the end of the tag.
    #[inline]
    fn attributes(&mut self) -> Option<Attributes<'a>> {
        let mut found = Attributes { reference: None, style: b"", kind: b"", hidden: false, empty: false };
        loop {
            let rest = self.bytes.get(self.at..)?;
            match *rest.first()? {
                b'>' => {
                    self.at += 1;
                    return Some(found);
                }
                b'/' => {
                    self.eat(b"/>")?;
                    found.empty = true;
                    return Some(found);
                }
                b' ' => self.at += 1,
                _ => return None,
            }
            let rest = self.bytes.get(self.at..)?;
            if let [b'>' | b'/' | b' ', ..] = rest {
                continue;
            }
            let name_length =
                rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-')))?;
            let (name, quoted) = rest.split_at(name_length);
            let value = quoted.strip_prefix(b"=\"")?;
            let value_length =
                value.iter().position(|&byte| matches!(byte, b'"' | b'<')).filter(|&at| value[at] == b'"')?;
            let value = &value[..value_length];
            match name {
                b"r" => found.reference = Some(value),
                b"s" => found.style = value,
                b"t" => found.kind = value,
                b"hidden" => found.hidden = is_true(std::str::from_utf8(value).ok()?),
                b"" => return None,
                _ => {}
            }
            self.at += name_length + 2 + value_length + 1;
        }
    }
}
