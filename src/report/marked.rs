//! The problems as XLSX: the sheet itself with the cells in question marked and commented, and a second sheet that lists them.
//!
//! Cells stand where they stood, so that a problem's row and letter hold in the copy. The sheet is read again and walked
//! beside the problems, which are in row order; nothing of either is held.

use std::collections::BTreeMap;
use std::fs::File;
use std::iter::Peekable;

use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet};

use super::problems::{COLUMNS, cells, masked, masked_problem};
use super::source::{CopyError, Source, sheet_name};
use super::xlsx::{Formats, code_of, error, fault, fitting, put, save};
use super::{MOST_ROWS, Out, ReportError, next_name};
use crate::import::{Problem, Severity};
use crate::platform::value::Cell;
use crate::sheet::Row;

/// The most comments of a copy; spreadsheet programs grow slow with many, and the list has all.
const MOST_NOTES: u32 = 10_000;

/// Writes the marked copy of a sheet; `mask` hides all cells but the header row behind their shape.
///
/// `problems` come without a row first, then in row order.
///
/// # Errors
/// A source that can no longer be read, a disk that is full or gone.
#[expect(
    clippy::needless_pass_by_value,
    reason = "nobody else needs the iterator, and it is walked once more where the copy begins anew"
)]
pub fn write(
    file: File,
    source: &Source,
    problems: impl Iterator<Item = Problem> + Clone,
    mask: bool,
) -> Result<(), CopyError> {
    let mut book = source.restart(&mut || {
        let problems = problems.clone().map(|problem| if mask { masked_problem(&problem) } else { problem });
        copied(source, &mut problems.peekable(), mask)
    })?;
    Ok(save(&mut book, file)?)
}

fn copied(
    source: &Source,
    problems: &mut Peekable<impl Iterator<Item = Problem>>,
    mask: bool,
) -> Result<Workbook, CopyError> {
    let mut copy = Copy { book: Workbook::new(), marks: Marks::default(), list: List::default(), notes: 0, mask };
    let info = source.walk(&mut |info, row| {
        if copy.list.sheets == 0 {
            copy.begin(&sheet_name(&info.sheet, "Sheet"))?;
            let about_columns = copy.list_until(problems, row.number)?;
            return copy.row(row, &about_columns, true);
        }
        copy.list_until(problems, row.number)?;
        let mut of_row = Vec::new();
        while let Some(problem) = problems.next_if(|problem| problem.row == Some(row.number)) {
            copy.list(&problem)?;
            of_row.push(problem);
        }
        copy.row(row, &of_row, false)
    })?;
    if copy.list.sheets == 0 {
        copy.begin(&sheet_name(&info.sheet, "Sheet"))?;
    }
    copy.list_until(problems, u32::MAX)?;
    Ok(copy.book)
}

struct Copy {
    book: Workbook,
    marks: Marks,
    list: List,
    notes: u32,
    mask: bool,
}

/// The sheets of the list: how many, and the next row of the last.
#[derive(Default)]
struct List {
    sheets: u32,
    next: u32,
}

impl Copy {
    fn begin(&mut self, name: &str) -> Result<(), CopyError> {
        // The list is called Problems, and no two sheets may have one name.
        let name = if name.to_lowercase().starts_with("problems") { format!("{name} _") } else { name.to_owned() };
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(fault)?;
        sheet.set_name(name).map_err(fault)?;
        self.begin_list()
    }

    fn begin_list(&mut self) -> Result<(), CopyError> {
        self.list.sheets += 1;
        let name = if self.list.sheets == 1 { "Problems".to_owned() } else { next_name("Problems", self.list.sheets) };
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(fault)?;
        sheet.set_name(name).map_err(fault)?;
        sheet.set_freeze_panes(1, 0).map_err(fault)?;
        for (column, name) in (0_u16..).zip(COLUMNS) {
            let width = if column > 6 { 50.0 } else { 16.0 };
            sheet.set_column_width(column, width).map_err(fault)?;
            sheet.write_string_with_format(0, column, name, &self.marks.formats.head).map_err(fault)?;
        }
        self.list.next = 1;
        Ok(())
    }

    /// Lists the problems that stand before a row, and returns those about a whole column.
    fn list_until(
        &mut self,
        problems: &mut Peekable<impl Iterator<Item = Problem>>,
        row: u32,
    ) -> Result<Vec<Problem>, CopyError> {
        let mut about_columns = Vec::new();
        while let Some(problem) = problems.next_if(|problem| problem.row.is_none_or(|at| at < row)) {
            self.list(&problem)?;
            if problem.row.is_none() && problem.place.is_some() {
                about_columns.push(problem);
            }
        }
        Ok(about_columns)
    }

    fn list(&mut self, problem: &Problem) -> Result<(), CopyError> {
        if self.list.next == MOST_ROWS {
            self.begin_list()?;
        }
        let row = self.list.next;
        let index = usize::try_from(self.list.sheets).unwrap_or(1);
        let sheet = self.book.worksheet_from_index(index).map_err(fault)?;
        let words = (problem.description(), problem.suggestion());
        for (column, cell) in (0_u16..).zip(cells(problem, &words)) {
            put(sheet, &mut self.marks.formats, row, column, cell)?;
        }
        self.list.next += 1;
        Ok(())
    }

    fn row(&mut self, row: &Row<'_>, problems: &[Problem], is_header: bool) -> Result<(), CopyError> {
        let sheet = self.book.worksheet_from_index(0).map_err(fault)?;
        let at = row.number - 1;
        let mut by_column: BTreeMap<u16, Vec<&Problem>> = BTreeMap::new();
        for problem in problems {
            if let Some(column) = problem.place.as_deref().and_then(|place| place.column) {
                by_column.entry(column).or_default().push(problem);
            }
        }
        if row.hidden {
            sheet.set_row_hidden(at).map_err(fault)?;
        }
        for (column, cell) in row.cells() {
            let severity = by_column.get(&column).and_then(|list| list.iter().map(|problem| problem.severity()).min());
            let hidden = masked(&cell.text());
            let cell = if self.mask && !is_header { Out::text(&hidden) } else { Out::Value(cell) };
            self.marks.put(sheet, at, column, cell, severity)?;
        }
        for (column, list) in &by_column {
            if row.cell(*column) == Cell::Blank {
                let severity = list.iter().map(|problem| problem.severity()).min();
                self.marks.put(sheet, at, *column, Out::BLANK, severity)?;
            }
            if self.notes < MOST_NOTES {
                let words: Vec<_> = list
                    .iter()
                    .map(|problem| format!("{}\n{}\n{}", problem.name(), problem.description(), problem.suggestion()))
                    .collect();
                let words = words.join("\n\n");
                let note = Note::new(fitting(&words)).set_author("leadport").add_author_prefix(false).set_width(320);
                sheet.insert_note(at, *column, &note).map_err(fault)?;
                self.notes += 1;
            }
        }
        Ok(())
    }
}

/// The formats of marked cells: the number format that shows the value, and the colour of the worst problem.
#[derive(Default)]
struct Marks {
    formats: Formats,
    marked: BTreeMap<(String, bool), Format>,
}

impl Marks {
    fn put(
        &mut self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        cell: Out<'_>,
        severity: Option<Severity>,
    ) -> Result<(), ReportError> {
        let Some(severity) = severity else { return put(sheet, &mut self.formats, row, column, cell) };
        let code = match &cell {
            Out::Value(cell) => code_of(cell).unwrap_or_default(),
            Out::Plain(_) => String::new(),
        };
        let is_error = severity == Severity::Error;
        let format = self.marked.entry((code.clone(), is_error)).or_insert_with(|| {
            let color = Color::RGB(if is_error { 0x00FF_C7CE } else { 0x00FF_EB9C });
            let format = Format::new().set_background_color(color);
            if code.is_empty() { format } else { format.set_num_format(code) }
        });
        let written = match cell {
            Out::Value(Cell::Blank) => sheet.write_blank(row, column, format),
            Out::Value(Cell::Error(text)) => sheet.write_formula_with_format(row, column, error(text), format),
            Out::Plain(text) | Out::Value(Cell::Text(text)) => {
                sheet.write_string_with_format(row, column, fitting(text), format)
            }
            Out::Value(Cell::Boolean(value)) => sheet.write_boolean_with_format(row, column, value, format),
            Out::Value(cell) => match (code_of(&cell), cell.number()) {
                (Some(_), Some(value)) => sheet.write_number_with_format(row, column, value, format),
                _ => sheet.write_string_with_format(row, column, cell.text(), format),
            },
        };
        written.map(|_| ()).map_err(fault)
    }
}
