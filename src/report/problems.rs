//! The list of problems in every format, and problems without anybody's personal data.
//!
//! The sheet itself with its cells marked, and the list behind it, is `marked`'s.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufWriter;

use serde_json::Map;

use super::csv::Csv;
use super::ods::Ods;
use super::xlsx::Xlsx;
use super::{Column, Format, Out, ReportError, SheetWriter, json};
use crate::import::Problem;

/// The columns of the list, named as in JSON.
pub const COLUMNS: [&str; 10] =
    ["code", "severity", "row", "letter", "header", "field", "value", "name", "description", "suggestion"];

/// The columns of whole sentences.
const WORDY: [&str; 2] = ["description", "suggestion"];

/// Writes the list alone: one header line, one line per problem; as JSON what [`write_json`] writes.
///
/// With `mask`, what came from cells is hidden behind its shape.
///
/// # Errors
/// A disk that is full or gone.
pub fn write_list(
    format: Format,
    file: File,
    problems: impl Iterator<Item = Problem>,
    mask: bool,
) -> Result<(), ReportError> {
    let problems = problems.map(|problem| if mask { masked_problem(&problem) } else { problem });
    let mut out = match format {
        Format::Json => return write_json(file, problems),
        Format::Csv => Box::new(Csv::new(file)) as Box<dyn SheetWriter>,
        Format::Xlsx => Box::new(Xlsx::new(file)),
        Format::Ods => Box::new(Ods::new(file)),
    };
    let columns = COLUMNS.map(|name| Column::new(name).wide(if WORDY.contains(&name) { 50 } else { 16 }));
    out.sheet("Problems", &columns)?;
    for problem in problems {
        put(out.as_mut(), &problem)?;
    }
    out.finish()
}

/// Writes the list as JSON: `{"problems": […]}`.
///
/// # Errors
/// A disk that is full or gone.
pub fn write_json(file: File, problems: impl Iterator<Item = Problem>) -> Result<(), ReportError> {
    let mut list = json::List::begin(BufWriter::new(file), &Map::new(), "problems")?;
    for problem in problems {
        list.item(&json::problem(&problem))?;
    }
    Ok(list.end(&Map::new())?)
}

/// Writes one problem as a row of the list.
pub(super) fn put(out: &mut dyn SheetWriter, problem: &Problem) -> Result<(), ReportError> {
    let words = (problem.description(), problem.suggestion());
    out.row(&cells(problem, &words))
}

/// Returns the cells of a problem in the order of [`COLUMNS`].
pub(super) fn cells<'a>(problem: &'a Problem, (description, suggestion): &'a (String, String)) -> [Out<'a>; 10] {
    let place = problem.place.as_deref();
    let column = place.filter(|place| place.column.is_some());
    [
        Out::text(problem.code.id()),
        Out::text(problem.severity().name()),
        problem.row.map_or(Out::BLANK, |row| Out::count(row.into())),
        Out::text(column.map_or("", |place| place.letter.as_str())),
        Out::text(column.map_or("", |place| place.header.as_str())),
        Out::text(place.map_or("", |place| place.field.as_str())),
        Out::text(&problem.value),
        Out::text(problem.name()),
        Out::text(description),
        Out::text(suggestion),
    ]
}

/// Returns text with letters as `a` and digits as `9`, everything else kept: its shape without its content.
#[must_use]
pub fn masked(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            _ if c.is_alphabetic() => 'a',
            _ if c.is_numeric() => '9',
            other => other,
        })
        .collect()
}

/// Returns a problem with everything that came from a cell masked; its words and place stay.
#[must_use]
pub fn masked_problem(problem: &Problem) -> Problem {
    Problem {
        value: masked(&problem.value).into(),
        nearest: problem.nearest.as_deref().map(|nearest| masked(nearest).into()),
        detail: masked_quotes(&problem.detail).into(),
        advice: masked_quotes(&problem.advice).into(),
        ..problem.clone()
    }
}

/// Masks what stands between “ and ”: there a reason quotes what the cell holds.
fn masked_quotes(text: &str) -> Cow<'_, str> {
    if !text.contains('“') {
        return Cow::Borrowed(text);
    }
    let mut quoted = false;
    let mask = |c: char| {
        match c {
            '“' => quoted = true,
            '”' => quoted = false,
            _ if quoted && c.is_alphabetic() => return 'a',
            _ if quoted && c.is_numeric() => return '9',
            _ => {}
        }
        c
    };
    Cow::Owned(text.chars().map(mask).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Code;

    #[test]
    fn a_masked_problem_keeps_its_shape_and_tells_nobodys_data() {
        let problem = Problem::new(Code::EmailInvalid)
            .value("Anna.1@esempio")
            .detail(": “esempio” has no dot")
            .nearest(Some("anna@b.it"));
        let masked = masked_problem(&problem);
        assert_eq!(&*masked.value, "aaaa.9@aaaaaaa");
        assert_eq!(masked.description(), "“aaaa.9@aaaaaaa” is not an email address: “aaaaaaa” has no dot.");
        assert!(!masked.suggestion().contains("anna@b.it"));
    }
}
