//! The layer of mends as a file: what the wizard writes and `--mends` takes.
//!
//! Columns are named by their headers there, so that the file can be written by hand and still fits when a column has
//! moved; a letter with a colon (`C:`) or a place from 0 will do as well. Every slip is told with its place and an example.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{LeftOut, Mend, Mends};
use crate::matching::ColumnName;
use crate::matching::columns::{letter, named, of_letter};
use crate::text::{nearest, safe, trim};

/// What such a file looks like.
pub const EXAMPLE: &str = r#"{"cells": [{"row": 2, "column": "Country", "old": "Itlay", "new": "IT"}], "left_out": [{"row": 7, "column": "Email", "old": "anna@"}]}"#;

/// What is wrong with such a file, where, and what to do about it; safe to show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Slip {
    /// What is wrong and where, in one sentence.
    pub what: String,
    /// What to do, in one sentence.
    pub suggestion: String,
}

fn slip(what: impl fmt::Display, suggestion: &str) -> Slip {
    Slip { what: format!("{what}."), suggestion: suggestion.to_owned() }
}

/// Returns the slip of something that has not the shape of the example.
fn misshapen(what: impl fmt::Display) -> Slip {
    slip(what, &format!("A file of mends looks like this: {EXAMPLE}"))
}

/// A file of mends, read but not yet put on the columns of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    cells: Vec<Value>,
    left_out: Vec<Value>,
}

impl Written {
    /// Reads a file of mends: the whole of it, or a list of cells alone.
    ///
    /// # Errors
    /// Where it is no JSON (line and column), or no file of mends.
    pub fn read(text: &str) -> Result<Written, Slip> {
        let value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            misshapen(format!("line {}, column {}: this is no JSON ({})", error.line(), error.column(), safe(words)))
        })?;
        let mut whole = match value {
            Value::Array(cells) => return Ok(Written { cells, left_out: Vec::new() }),
            Value::Object(whole) => whole,
            _ => return Err(misshapen("it holds neither a list of cells nor “cells” and “left_out”")),
        };
        let mut list = |name: &str| match whole.remove(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(list)) => Ok(list),
            Some(_) => Err(misshapen(format!("“{name}” is no list"))),
        };
        let (cells, left_out) = (list("cells")?, list("left_out")?);
        match whole.keys().next() {
            None => Ok(Written { cells, left_out }),
            Some(other) => Err(misshapen(format!("“{}” is neither “cells” nor “left_out”", safe(other)))),
        }
    }

    /// Puts the mends on the columns of a sheet.
    ///
    /// # Errors
    /// The first entry that is no mend, or whose column the sheet does not have.
    pub fn onto(&self, headers: &[ColumnName]) -> Result<Mends, Slip> {
        let mut cells = BTreeMap::new();
        for (at, value) in self.cells.iter().enumerate() {
            let entry = Entry { list: "cells", at, object: value.as_object(), headers };
            let (row, column) = (entry.row("row")?, entry.column()?);
            let mend = Mend { row, column, old: entry.text("old")?, new: entry.text("new")? };
            if let Some(before) = cells.insert((row, column), mend.clone()).filter(|before| *before != mend) {
                let words =
                    format!("column {} of row {row} is mended twice, to {}", entry.shown(), quoted(&before.new));
                return Err(entry.slip(
                    format!("{words} and to {}", quoted(&mend.new)),
                    "Keep the entry of that cell that is right.",
                ));
            }
        }
        let mut left_out = BTreeMap::new();
        for (at, value) in self.left_out.iter().enumerate() {
            let entry = Entry { list: "left_out", at, object: value.as_object(), headers };
            let twin = if entry.get("twin").is_some() { Some(entry.row("twin")?) } else { None };
            let row = LeftOut { row: entry.row("row")?, column: entry.column()?, old: entry.text("old")?, twin };
            left_out.insert(row.row, row);
        }
        Ok(Mends { cells: Arc::new(cells), left_out: Arc::new(left_out) })
    }
}

/// One entry of a list, with what is needed to say where it stands.
struct Entry<'a> {
    list: &'static str,
    at: usize,
    object: Option<&'a Map<String, Value>>,
    headers: &'a [ColumnName],
}

impl Entry<'_> {
    fn get(&self, key: &str) -> Option<&Value> {
        self.object?.get(key)
    }

    fn slip(&self, what: impl fmt::Display, suggestion: &str) -> Slip {
        slip(format!("entry {} of “{}”: {what}", self.at + 1, self.list), suggestion)
    }

    fn needed(&self, key: &str, what: &str) -> Slip {
        let is = self.get(key).map_or_else(|| "is missing".to_owned(), |value| format!("is {}", safe(&short(value))));
        misshapen(format!("entry {} of “{}”: “{key}” {is}, and must be {what}", self.at + 1, self.list))
    }

    fn row(&self, key: &str) -> Result<u32, Slip> {
        let number = self.get(key).and_then(Value::as_u64).and_then(|row| u32::try_from(row).ok());
        number.filter(|row| *row > 0).ok_or_else(|| self.needed(key, "a row number, as the sheet shows it"))
    }

    /// Returns a text; null is blank.
    fn text(&self, key: &str) -> Result<String, Slip> {
        match self.get(key) {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(Value::Null) => Ok(String::new()),
            _ => Err(self.needed(key, "a text in quotes, empty for a blank cell")),
        }
    }

    fn shown(&self) -> String {
        self.get("column").map(short).unwrap_or_default()
    }

    fn column(&self) -> Result<u16, Slip> {
        const WANTED: &str = "a header, a letter with a colon such as \"C:\", or a place from 0";
        let name = match self.get("column") {
            Some(Value::String(name)) => name.as_str(),
            Some(Value::Number(place)) => {
                let place = place.as_u64().and_then(|place| u16::try_from(place).ok());
                return place.ok_or_else(|| self.needed("column", WANTED));
            }
            _ => return Err(self.needed("column", WANTED)),
        };
        match named(self.headers, name).as_slice() {
            [one] => Ok(one.column),
            [] => match trim(name).strip_suffix(':').and_then(of_letter) {
                Some(place) => Ok(place),
                None => Err(self.unknown(name)),
            },
            [one, other, ..] => {
                let (one, other) = (one.letter(), other.letter());
                Err(self.slip(
                    format!("{} stands in the columns {one} and {other}", quoted(name)),
                    &format!("Name the column by its letter: \"{one}:\" or \"{other}:\"."),
                ))
            }
        }
    }

    fn unknown(&self, name: &str) -> Slip {
        let what = format!("the sheet has no column {}", quoted(name));
        match nearest(name, self.headers.iter().map(|column| column.header.as_str())) {
            Some(meant) => self.slip(what, &format!("{} was probably meant.", quoted(trim(meant)))),
            None => self.slip(what, "Name the column by its header, or by its letter with a colon (\"C:\")."),
        }
    }
}

fn quoted(text: &str) -> String {
    format!("“{}”", safe(text))
}

/// Returns a value as JSON writes it, cut where it would drown its sentence.
fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 40 { text.chars().take(39).chain(['…']).collect() } else { text }
}

/// Writes a layer as [`Written`] reads it, one entry a line; columns by their headers, else by their letters.
///
/// # Errors
/// Whatever the output says.
pub fn write(mut out: impl Write, mends: &Mends, headers: &[ColumnName]) -> io::Result<()> {
    let text = |text: &str| Value::from(text).to_string();
    let column = |column: u16| {
        let header = headers.iter().find(|other| other.column == column).map_or("", |other| trim(&other.header));
        let is_plain = matches!(named(headers, header).as_slice(), [one] if one.column == column);
        if is_plain { text(header) } else { text(&format!("{}:", letter(column))) }
    };
    write!(out, "{{\"cells\": [")?;
    for (at, mend) in mends.iter().enumerate() {
        let (row, old, new) = (mend.row, text(&mend.old), text(&mend.new));
        let comma = if at > 0 { "," } else { "" };
        let column = column(mend.column);
        write!(out, "{comma}\n  {{\"row\": {row}, \"column\": {column}, \"old\": {old}, \"new\": {new}}}")?;
    }
    write!(out, "],\n\"left_out\": [")?;
    for (at, row) in mends.left_out_rows().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let twin = row.twin.map_or_else(String::new, |twin| format!(", \"twin\": {twin}"));
        let (number, column, old) = (row.row, column(row.column), text(&row.old));
        write!(out, "{comma}\n  {{\"row\": {number}, \"column\": {column}, \"old\": {old}{twin}}}")?;
    }
    writeln!(out, "]}}")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::columns_of;

    fn read(text: &str) -> Result<Mends, Slip> {
        Written::read(text)?.onto(&columns_of(&["Email", "Country", "Tag", "Tag", ""]))
    }

    fn mend(row: u32, column: u16, old: &str, new: &str) -> Mend {
        Mend { row, column, old: old.into(), new: new.into() }
    }

    #[test]
    fn the_example_of_the_messages_is_a_file_of_mends() {
        let mends = read(EXAMPLE).unwrap();
        assert_eq!(mends.get(2, 1), Some(&mend(2, 1, "Itlay", "IT")));
        assert_eq!(mends.left_out(7).map(|row| (row.column, row.old.as_str())), Some((0, "anna@")));
    }

    #[test]
    fn what_is_written_is_read_again_whatever_its_columns_are_called() {
        let mut mends = Mends::from(vec![mend(2, 0, "a\"b\n", ""), mend(2, 3, "", "x"), mend(9, 4, "y", "z")]);
        mends.leave_out(LeftOut { row: 7, column: 0, old: "x@".into(), twin: Some(3) });
        let mut text = Vec::new();
        write(&mut text, &mends, &columns_of(&["Email", "Country", "Tag", "Tag", ""])).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("\"Email\"") && text.contains("\"D:\"") && text.contains("\"E:\""), "{text}");
        assert_eq!(read(&text).unwrap(), mends);
        let moved = Written::read(r#"[{"row": 2, "column": "e-mail", "old": "a", "new": "b"}]"#).unwrap();
        assert_eq!(moved.onto(&columns_of(&["Name", "Email"])).unwrap().get(2, 1), Some(&mend(2, 1, "a", "b")));
    }

    #[test]
    fn a_place_from_0_and_a_letter_will_do_and_so_will_a_list_of_cells() {
        let text =
            r#"[{"row": 2, "column": 1, "old": "a", "new": null}, {"row": 3, "column": "C:", "old": "", "new": "b"}]"#;
        assert_eq!(read(text).unwrap(), Mends::from(vec![mend(2, 1, "a", ""), mend(3, 2, "", "b")]));
        assert_eq!(read("\u{feff}{}").unwrap(), Mends::default());
    }

    #[test]
    fn every_slip_is_told_with_its_place_and_what_to_do() {
        let cell = |entry: &str| {
            format!(r#"{{"cells": [{{"row": 2, "column": "Country", "old": "a", "new": "b"}}, {entry}]}}"#)
        };
        for (text, what, to_do) in [
            ("nonsense".to_owned(), "line 1, column 2: this is no JSON", "looks like this: {\"cells\""),
            ("{\"cells\": [\n {\"row\": 2,}]}".to_owned(), "line 2, column 12: this is no JSON", "\"left_out\""),
            ("7".to_owned(), "neither a list of cells nor", "\"cells\""),
            (r#"{"cels": []}"#.to_owned(), "“cels” is neither", "\"cells\""),
            (r#"{"cells": 7}"#.to_owned(), "“cells” is no list", "\"cells\""),
            (cell("7"), "entry 2 of “cells”: “row” is missing, and must be a row number", "\"row\": 2"),
            (cell(r#"{"row": "x"}"#), "“row” is \"x\", and must be a row number", "\"row\": 2"),
            (cell(r#"{"row": 3, "column": 70000}"#), "“column” is 70000, and must be a header", "\"column\": "),
            (
                cell(r#"{"row": 3, "column": "Contry"}"#),
                "the sheet has no column “Contry”",
                "“Country” was probably meant",
            ),
            (cell(r#"{"row": 3, "column": "Q"}"#), "the sheet has no column “Q”", "letter with a colon"),
            (cell(r#"{"row": 3, "column": "Tag"}"#), "“Tag” stands in the columns C and D", "\"C:\" or \"D:\""),
            (cell(r#"{"row": 3, "column": "Tag "}"#), "“Tag ” stands in the columns C and D", "\"C:\" or \"D:\""),
            (cell(r#"{"row": 3, "column": 1, "old": 7}"#), "“old” is 7, and must be a text in quotes", "\"old\": "),
            (cell(r#"{"row": 3, "column": 1, "old": ""}"#), "“new” is missing", "\"new\": "),
            (
                cell(r#"{"row": 2, "column": 1, "old": "a", "new": "c"}"#),
                "column 1 of row 2 is mended twice, to “b” and to “c”",
                "Keep the entry",
            ),
        ] {
            let slip = read(&text).unwrap_err();
            assert!(slip.what.contains(what) && slip.suggestion.contains(to_do), "{text}: {slip:?}");
        }
    }
}
