//! Copies of a sheet: the rows that were left out, ready to be mended and imported by themselves, and the mended sheet.
//!
//! The original columns stand untouched in their places; rejects have "Problem" and "What to do" behind them, which an
//! import knows and passes over; what they say comes from [`reasons`]. The source is read again, row by row.

use std::borrow::Cow;
use std::fs::File;

use super::source::{CopyError, Source, sheet_name};
use super::{Column, Format, Out, ReportError, SheetWriter, writer};
use crate::import::mend::Mends;
use crate::import::rows::RowSet;
use crate::matching::names::HELPERS;
use crate::platform::FieldType;
use crate::platform::value::Cell;
use crate::sheet::Row;
use crate::text::safe;

mod reasons;

pub use reasons::Reasons;

/// Writes the rows of a set, each with what is wrong with it and what to do.
///
/// # Errors
/// A source that can no longer be read, a disk that is full or gone, JSON (whose documents are no sheets).
pub fn write(
    format: Format,
    file: File,
    source: &Source,
    rows: &RowSet,
    reasons: &Reasons<'_>,
) -> Result<(), CopyError> {
    let mut copy = Copy::new(format, file)?;
    let name = source.path.file_name().map(|name| safe(&name.to_string_lossy()).into_owned()).unwrap_or_default();
    copy_rows(source, &mut copy, true, &mut |row| rows.contains(row.number), &mut |row| {
        Some(reasons.of(row, rows, &name))
    })?;
    Ok(copy.out.finish()?)
}

/// Writes the sheet with its mends in place of what the cells held, without the rows left out by hand; `kind` tells what a column is matched with.
///
/// # Errors
/// As [`write`].
pub fn write_mended(
    format: Format,
    file: File,
    source: &Source,
    mends: &Mends,
    kind: KindOf<'_>,
) -> Result<(), CopyError> {
    let mut copy = Copy::new(format, file)?;
    copy.mends = Some((mends, kind));
    copy_rows(source, &mut copy, false, &mut |row| !mends.leaves_out(*row), &mut |_| None)?;
    Ok(copy.out.finish()?)
}

struct Copy<'a> {
    out: Box<dyn SheetWriter>,
    /// Where the two columns of help stand; `None` until the header is written, and for copies without them.
    help: Option<(usize, usize)>,
    width: usize,
    mends: Option<(&'a Mends, KindOf<'a>)>,
}

/// Tells the type of the field that a column is matched with.
type KindOf<'a> = &'a dyn Fn(u16) -> Option<FieldType>;

impl Copy<'_> {
    fn new(format: Format, file: File) -> Result<Self, ReportError> {
        let out = writer(format, file).ok_or_else(|| {
            ReportError::new(
                "A copy of a sheet cannot be written as JSON.",
                "Name a file that ends in .xlsx, .ods or .csv.",
            )
        })?;
        Ok(Copy { out, help: None, width: 0, mends: None })
    }

    fn header(&mut self, row: &Row<'_>, last: usize, helped: bool, name: &str) -> Result<(), ReportError> {
        let mut names: Vec<String> = vec![String::new(); last];
        for (column, cell) in row.cells() {
            if let Some(name) = names.get_mut(usize::from(column)) {
                *name = cell.text().into_owned();
            }
        }
        if helped {
            let found = HELPERS.map(|helper| names.iter().position(|name| crate::text::trim(name) == helper));
            self.help = Some(if let [Some(problem), Some(what)] = found {
                (problem, what)
            } else {
                names.extend(HELPERS.map(str::to_owned));
                (names.len() - 2, names.len() - 1)
            });
        }
        self.width = names.len();
        let columns: Vec<_> = names
            .into_iter()
            .enumerate()
            .map(|(index, name)| {
                let is_help = self.help.is_some_and(|(problem, what)| index == problem || index == what);
                Column::new(name).wide(if is_help { 60 } else { 18 })
            })
            .collect();
        self.out.sheet(name, &columns)
    }

    fn row(&mut self, row: &Row<'_>, words: Option<(String, String)>) -> Result<(), ReportError> {
        let mut texts: Vec<Option<(Cow<'_, str>, FieldType)>> = vec![None; self.width];
        let mut cells = vec![Out::BLANK; self.width];
        for (column, cell) in row.cells() {
            if let Some(place) = cells.get_mut(usize::from(column)) {
                *place = Out::Value(cell);
            }
        }
        if let Some((mends, kind)) = self.mends {
            for mend in mends.of_row(row.number) {
                if !mend.fits(*row) {
                    continue;
                }
                if let Some(place) = texts.get_mut(usize::from(mend.column)) {
                    *place = Some((Cow::Owned(mend.new.clone()), kind(mend.column).unwrap_or(FieldType::Text)));
                }
            }
        }
        if let (Some((problem, what)), Some((problems, advice))) = (self.help, words) {
            texts[problem] = Some((Cow::Owned(problems), FieldType::Text));
            texts[what] = Some((Cow::Owned(advice), FieldType::Text));
        }
        for (place, text) in cells.iter_mut().zip(&texts) {
            if let Some((text, kind)) = text {
                *place = Out::of_field(*kind, text);
            }
        }
        self.out.row(&cells)
    }
}

/// Walks the source twice: once for the last column that holds anything, once for the rows.
fn copy_rows(
    source: &Source,
    copy: &mut Copy<'_>,
    helped: bool,
    wanted: &mut dyn FnMut(&Row<'_>) -> bool,
    words: &mut dyn FnMut(&Row<'_>) -> Option<(String, String)>,
) -> Result<(), CopyError> {
    let mut last = 0;
    source.restart(&mut || {
        source.walk(&mut |_, row| {
            let end = row.cells().filter(|(_, cell)| *cell != Cell::Blank).last();
            last = last.max(end.map_or(0, |(column, _)| usize::from(column) + 1));
            Ok(())
        })
    })?;
    let mut header = true;
    source.walk(&mut |info, row| {
        if header {
            header = false;
            return Ok(copy.header(row, last, helped, &sheet_name(&info.sheet, "Leads"))?);
        }
        if !wanted(row) {
            return Ok(());
        }
        let words = words(row);
        Ok(copy.row(row, words)?)
    })?;
    Ok(())
}
