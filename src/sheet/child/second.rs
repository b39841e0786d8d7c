//! A second opinion: the first sheet as calamine reads it.
//!
//! calamine is an independent reader of the same formats. Support compares the two when a file is in doubt, and tests take it as
//! an oracle; nothing is ever imported through it. It keeps whole sheets in memory and trusts what files claim, which is why it
//! runs in the child only.

use std::path::Path;

use calamine::{Data, ExcelDateTime, Range, Reader as _, SheetType, SheetVisible, open_workbook_auto};
use jiff::civil::Date;

use crate::platform::value::{Cell, DateSystem};
use crate::sheet::detect;
use crate::sheet::fault::{FileError, FileFault};
use crate::sheet::{Batch, Limits, Rows, Sheet, SheetInfo};

const ROWS_A_BATCH: usize = 4_096;
const CELLS_A_BATCH: usize = 256 << 10;

/// Reads the first worksheet of a file.
///
/// # Errors
/// What `detect` says of the file, and what calamine says.
pub fn read(path: &Path, limits: &Limits) -> Result<Sheet, FileError> {
    let format = detect::detect(path, limits)?;
    let (_, bytes) = detect::open_file(path, limits)?;
    let refuse = |error: calamine::Error| {
        let what = format!("The second reader cannot read the file: {}.", crate::text::safe(&error.to_string()));
        FileError::new(FileFault::Damaged, what, "Trust the first reader, or open the file in a spreadsheet program.")
    };
    let mut workbook = open_workbook_auto(path).map_err(refuse)?;
    let sheets: Vec<_> =
        workbook.sheets_metadata().iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet).collect();
    let Some(&(index, first)) = sheets.first() else { return Err(FileError::no_sheet()) };
    let info = SheetInfo {
        format,
        sheet: first.name.clone(),
        sheets_left_out: sheets.iter().skip(1).map(|(_, sheet)| sheet.name.clone()).collect(),
        hidden: first.visible != SheetVisible::Visible,
        declared: None,
        date_system: DateSystem::default(),
        bytes,
    };
    let range = workbook.worksheet_range_at(index).ok_or_else(FileError::no_sheet)?.map_err(refuse)?;
    Ok(Sheet { info, rows: Box::new(Dense { range, next: 0 }) })
}

/// The rows of a range that is in memory.
struct Dense {
    range: Range<Data>,
    next: usize,
}

impl Rows for Dense {
    fn next(&mut self, batch: &mut Batch) -> Result<(), FileError> {
        batch.clear();
        let Some((top, left)) = self.range.start() else { return Ok(()) };
        for row in self.range.rows().skip(self.next) {
            if batch.len() >= ROWS_A_BATCH || batch.cell_count() >= CELLS_A_BATCH {
                break;
            }
            let number = u32::try_from(self.next).unwrap_or(u32::MAX).saturating_add(top).saturating_add(1);
            self.next += 1;
            batch.push_row(number, false);
            let before = batch.cell_count();
            for (column, data) in (left..=u32::from(u16::MAX)).zip(row) {
                push(batch, u16::try_from(column).unwrap_or(u16::MAX), data);
            }
            if batch.cell_count() == before {
                batch.pop_row();
            }
        }
        Ok(())
    }

    fn progress(&self) -> (u64, u64) {
        (self.next as u64, self.range.height().max(1) as u64)
    }
}

fn push(batch: &mut Batch, column: u16, data: &Data) {
    match data {
        Data::Empty => {}
        #[expect(clippy::cast_precision_loss, reason = "cells hold 64-bit floating-point numbers")]
        Data::Int(value) => batch.push(column, Cell::Number { value: *value as f64, digits: 0 }),
        Data::Float(value) if value.is_finite() => batch.push(column, Cell::Number { value: *value, digits: 0 }),
        Data::Float(_) => batch.push(column, Cell::Error("#NUM!")),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => batch.push(column, Cell::Text(text)),
        Data::Bool(value) => batch.push(column, Cell::Boolean(*value)),
        Data::DateTime(moment) => batch.push(column, of_moment(moment)),
        Data::Error(error) => batch.push(column, Cell::Error(&error.to_string())),
    }
}

fn of_moment(moment: &ExcelDateTime) -> Cell<'static> {
    let number = moment.as_f64();
    if moment.is_duration() || (0.0..1.0).contains(&number) {
        #[expect(clippy::cast_possible_truncation, reason = "a float out of range saturates, and is shown as it is")]
        return Cell::Time((number * 86_400_000.0).round() as i64);
    }
    let (year, month, day, hour, minute, second, fraction) = moment.to_ymd_hms_milli();
    let small = |value: u8| i8::try_from(value).unwrap_or(0);
    let date = i16::try_from(year).ok().and_then(|year| Date::new(year, small(month), small(day)).ok());
    let Some(date) = date else { return Cell::Number { value: number, digits: 0 } };
    if (hour, minute, second, fraction) == (0, 0, 0, 0) {
        return Cell::Date(date);
    }
    Cell::DateTime(date.at(small(hour), small(minute), small(second), i32::from(fraction) * 1_000_000))
}
