//! How results are shown to people: tables, columns of words and numbers, colour.
//!
//! Whatever comes from files or stores passes [`crate::text::safe`] here, so that nothing in it can reach the terminal.

use std::io::{self, IsTerminal, Write};

use unicode_width::UnicodeWidthStr;

use super::Fault;
use super::globals::Color;
use crate::report::ReportError;
use crate::text::safe;

/// Writes to standard output; a reader that has gone ends the command in silence.
///
/// # Errors
/// The silent fault of a broken pipe; a full disk.
pub fn out(text: &str) -> Result<(), Fault> {
    io::stdout().lock().write_all(text.as_bytes()).map_err(|error| ReportError::of_standard_output(error).into())
}

/// Writes one JSON document to standard output.
///
/// # Errors
/// As [`out`].
pub fn json(document: &serde_json::Value) -> Result<(), Fault> {
    let mut text = serde_json::to_string_pretty(document).map_err(|error| Fault::from(io::Error::from(error)))?;
    text.push('\n');
    out(&text)
}

/// Writes a line to standard error.
pub fn note(line: &str) {
    // Where standard error is gone, nobody is left to tell.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Returns the first line of an error, in red where that is seen.
#[must_use]
pub fn error_line(message: &str, color: Color) -> String {
    let message = message.replace('\n', " ");
    if is_colored(color, &io::stderr()) {
        format!("\u{1b}[1;31merror:\u{1b}[0m {message}")
    } else {
        format!("error: {message}")
    }
}

/// Tells whether to write colour to a stream: as told, else on a terminal that wants it (no-color.org).
#[must_use]
pub fn is_colored(color: Color, stream: &impl IsTerminal) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            stream.is_terminal() && !set("NO_COLOR") && !dumb
        }
    }
}

/// A colour of the sixteen that every terminal has.
#[derive(Clone, Copy)]
pub enum Paint {
    /// Bold.
    Strong,
    /// Red: errors.
    Bad,
    /// Yellow: warnings.
    Care,
    /// Green: done.
    Good,
    /// Faint: less important.
    Faint,
}

/// Returns text in a colour, where colour is wanted on standard output.
#[must_use]
pub fn paint(text: &str, paint: Paint, color: Color) -> String {
    if !is_colored(color, &io::stdout()) {
        return text.to_owned();
    }
    let code = match paint {
        Paint::Strong => "1",
        Paint::Bad => "31",
        Paint::Care => "33",
        Paint::Good => "32",
        Paint::Faint => "2",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// A table of text that lines itself up; the first row is its header.
pub struct Table {
    rows: Vec<Vec<String>>,
    right: Vec<bool>,
    color: Color,
}

impl Table {
    /// Returns a table with this header; a column whose header begins with `>` is set to the right.
    #[must_use]
    pub fn new(header: &[&str], color: Color) -> Table {
        let right = header.iter().map(|name| name.starts_with('>')).collect();
        let rows = vec![header.iter().map(|name| name.trim_start_matches('>').to_owned()).collect()];
        Table { rows, right, color }
    }

    /// Adds a row; every cell is made safe and put on one line.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) {
        self.rows.push(cells.iter().map(|cell| shown(cell.as_ref())).collect());
    }

    /// Returns the number of rows below the header.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len() - 1
    }

    /// Tells whether there is no row below the header.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the table to standard output.
    ///
    /// # Errors
    /// As [`out`].
    pub fn print(&self) -> Result<(), Fault> {
        let columns = self.right.len();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
            })
            .collect();
        let mut text = String::new();
        for (index, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let space = " ".repeat(widths[column].saturating_sub(cell.width()));
                if self.right[column] {
                    line.push_str(&space);
                    line.push_str(cell);
                } else {
                    line.push_str(cell);
                    line.push_str(&space);
                }
                line.push_str("  ");
            }
            let line = line.trim_end();
            text.push_str(&if index == 0 { paint(line, Paint::Strong, self.color) } else { line.to_owned() });
            text.push('\n');
        }
        out(&text)
    }
}

/// Returns text for one cell of a table: safe, on one line, and not so long that it drowns the rest.
#[must_use]
pub fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let text = safe(text);
    if text.chars().count() <= MOST {
        return text.into_owned();
    }
    let mut out: String = text.chars().take(MOST - 1).collect();
    out.push('…');
    out
}

/// Makes a sentence of words: a capital at the beginning, unless a name with a dot stands there, and one full stop.
#[must_use]
pub fn sentence(words: &str) -> String {
    let first = words.split_whitespace().next().unwrap_or_default();
    let words = words.trim_end_matches('.');
    if first.contains('.') {
        return format!("{words}.");
    }
    let mut letters = words.chars();
    let words: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    format!("{words}.")
}
