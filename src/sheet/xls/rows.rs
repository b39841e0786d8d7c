//! Hands on the gathered cells of a sheet, row after row.

use std::sync::atomic::Ordering;

use super::values::error_name;
use super::workbook::Workbook;
use super::worksheet::{Kind, Stored, Worksheet};
use crate::platform::value::Cell;
use crate::sheet::fault::FileError;
use crate::sheet::format;
use crate::sheet::{Batch, Cancel, Rows};

const ROWS_A_BATCH: usize = 4_096;
const CELLS_A_BATCH: usize = 256 << 10;
const TEXT_A_BATCH: usize = 4 << 20;

/// The rows of a sheet that was read whole.
pub struct Gathered {
    workbook: Workbook,
    sheet: Worksheet,
    next: usize,
    most_text: u32,
    cancel: Cancel,
}

impl Gathered {
    /// Begins with the first row; a text of more than `most_text` bytes is refused.
    pub fn new(workbook: Workbook, sheet: Worksheet, most_text: u32, cancel: &Cancel) -> Self {
        Gathered { workbook, sheet, next: 0, most_text, cancel: cancel.clone() }
    }

    fn push(&self, stored: Stored, batch: &mut Batch) -> Result<(), FileError> {
        let cell = match stored.kind {
            Kind::Number => format::cell_of(
                f64::from_bits(stored.bits),
                self.workbook.shape(stored.format),
                self.workbook.epoch_1904,
            ),
            Kind::Boolean => Cell::Boolean(stored.bits != 0),
            Kind::Error => Cell::Error(error_name(u8::try_from(stored.bits).unwrap_or(u8::MAX))),
            // A string that is not in the table is a cell whose text is lost: an error, never a blank.
            Kind::Shared => u32::try_from(stored.bits)
                .ok()
                .and_then(|index| self.workbook.strings.get(index))
                .map_or(Cell::Error("#REF!"), Cell::Text),
            Kind::Text => {
                let start = usize::try_from(stored.bits >> 32).unwrap_or(usize::MAX);
                let length = usize::try_from(stored.bits & u64::from(u32::MAX)).unwrap_or(usize::MAX);
                Cell::Text(self.sheet.text.get(start..start.saturating_add(length)).unwrap_or_default())
            }
        };
        if let Cell::Text(text) = cell
            && text.len() > self.most_text as usize
        {
            let what = format!(
                "A cell in row {} holds more than {} bytes of text.",
                u32::from(stored.row) + 1,
                self.most_text
            );
            return Err(FileError::too_big(what, "limits.text_bytes"));
        }
        batch.push(stored.column, cell);
        Ok(())
    }
}

impl Rows for Gathered {
    fn next(&mut self, batch: &mut Batch) -> Result<(), FileError> {
        batch.clear();
        if self.cancel.load(Ordering::Relaxed) {
            return Err(FileError::cancelled());
        }
        while let Some(first) = self.sheet.cells.get(self.next).copied() {
            if batch.len() >= ROWS_A_BATCH || batch.cell_count() >= CELLS_A_BATCH || batch.text_len() >= TEXT_A_BATCH {
                break;
            }
            let hidden = self.sheet.hidden.get(usize::from(first.row)).copied().unwrap_or(false);
            batch.push_row(u32::from(first.row) + 1, hidden);
            while let Some(cell) = self.sheet.cells.get(self.next).filter(|cell| cell.row == first.row) {
                self.push(*cell, batch)?;
                self.next += 1;
            }
        }
        Ok(())
    }

    fn progress(&self) -> (u64, u64) {
        (self.next as u64, self.sheet.cells.len().max(1) as u64)
    }
}
