//! What is to be said of a sheet as a whole, whoever has read it: an import, a check, `leadport sheet`.

use super::{Code, Problem};
use crate::sheet::SheetInfo;
use crate::text::{plural, safe};

/// What reading a sheet to its end has found out.
#[derive(Clone, Copy, Debug)]
pub struct Read {
    /// Whether there is a header row.
    pub header: bool,
    /// Rows below it.
    pub rows: u64,
    /// Rows that the file hides.
    pub hidden: u64,
    /// Cells with a formula whose value was never saved.
    pub valueless_formulas: u64,
}

/// Returns the problems of a sheet that are about no column and no row.
#[must_use]
pub fn problems(info: &SheetInfo, read: Read) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !read.header {
        problems.push(Problem::new(Code::SheetEmpty).value(info.sheet.as_str()));
    } else if read.rows == 0 {
        problems.push(Problem::new(Code::SheetNoRows).value(info.sheet.as_str()));
    }
    if !info.sheets_left_out.is_empty() {
        let names: Vec<_> = info.sheets_left_out.iter().map(|name| format!("“{}”", safe(name))).collect();
        problems.push(Problem::new(Code::SheetsLeftOut).value(info.sheet.as_str()).detail(names.join(", ")));
    }
    if info.hidden {
        problems.push(Problem::new(Code::SheetHidden).value(info.sheet.as_str()));
    }
    if read.hidden > 0 {
        let detail = format!("{} hidden", plural(read.hidden, "row is", "rows are"));
        problems.push(Problem::new(Code::RowsHidden).detail(detail));
    }
    if read.valueless_formulas > 0 {
        let detail = plural(read.valueless_formulas, "cell holds a formula", "cells hold formulas");
        problems.push(Problem::new(Code::FormulasValueless).detail(detail));
    }
    problems
}
