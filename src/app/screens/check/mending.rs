//! Mend here: one cell, all cells with the same value, a whole cause, or a row left out.
//!
//! Every mend goes into the draft's layer, is taken back by undo, and starts the next check. The file is never touched.

use super::Check;
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Prompt};
use crate::app::draft::Change;
use crate::app::job::Job;
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::import::mend::{LeftOut, Mend, Mends, certain, typed};
use crate::import::{Code, Problem, Report};
use crate::text::{plural, safe};

impl Check {
    /// Mends all cells of the selected cause whose mend is certain.
    pub(super) fn mend_all(&self, desk: &Desk<'_>) -> Answer {
        let Some(report) = Self::report(desk) else { return Answer::refuse("The check is not done yet.") };
        let Some((at, cause)) = self.cause(report) else { return Answer::refuse("There is nothing to mend.") };
        let all = certain::of_cause(&report.problems, at);
        if all.is_empty() {
            return Answer::refuse(format!(
                "No mend is certain for “{}”; e edits a cell, d leaves its row out.",
                cause.code.kind().name
            ));
        }
        let left = cause.count - all.len() as u64;
        let mut mends = desk.draft.mends.clone();
        let count = plural(certain::put_all(&mut mends, all) as u64, "cell", "cells");
        let rest = if left > 0 { format!("; {left} more have no certain mend") } else { String::new() };
        mended(
            mends,
            format!("mended {count} of {}", cause.code.id()),
            format!("Mended {count}{rest}. u takes it back."),
        )
    }

    /// Asks what the selected cell should hold.
    pub(super) fn edit(&self, desk: &Desk<'_>) -> Answer {
        let Some((problem, column, row)) = self.cell(desk) else {
            return Answer::refuse("This problem is not about one cell.");
        };
        let start = certain::certain(&problem).map_or_else(|| problem.value.to_string(), str::to_owned);
        let place = problem
            .place
            .as_ref()
            .map_or_else(String::new, |place| format!("{}{row} {}", place.letter, safe(&place.header)));
        let text = format!("{} The file keeps what it has; blank empties the cell.", problem.description());
        Answer::ask(Prompt::new(Question::MendCell(row, column), &format!("What {place} is read as"), text, start))
    }

    /// Takes what was typed for a cell; asks about the other cells that hold the same.
    pub(super) fn typed_mend(&self, row: u32, column: u16, text: &str, desk: &Desk<'_>) -> Answer {
        let (Some(report), Some(platform)) = (Self::report(desk), desk.world.platform()) else { return Answer::Stay };
        let Some((at, _)) = self.cause(report) else { return Answer::Stay };
        let Some((problem, ..)) = self.cell(desk).filter(|(_, c, r)| (*c, *r) == (column, row)) else {
            return Answer::Stay;
        };
        let told = report.columns.iter().find(|told| told.column == column);
        let new = match typed::typed(text, row, column, &report.header, told, &desk.draft.matching, platform) {
            Ok(new) => new,
            Err(problem) => return Answer::refuse(format!("{} {}", problem.description(), problem.suggestion())),
        };
        let same = certain::same_value(&report.problems, at, &problem.value, &new);
        let one = Mend { row, column, old: problem.value.to_string(), new };
        if same.len() < 2 {
            return put(vec![one], desk);
        }
        let others = same.len() as u64;
        let dialog = Dialog::ask(
            Question::MendSame(Box::new(one)),
            format!("{} hold “{}”", plural(others, "cell", "cells"), safe(&problem.value)),
            "Only this cell",
            "All of them",
        )
        .text("The same mend can be put on all cells of this column that have the same problem with the same value.");
        Answer::ask(dialog)
    }

    /// Puts a mend on one cell, or on all that hold the same value.
    pub(super) fn mend_same(&self, one: &Mend, all: bool, desk: &Desk<'_>) -> Answer {
        let Some(report) = Self::report(desk) else { return Answer::Stay };
        let Some((at, _)) = self.cause(report) else { return Answer::Stay };
        put(if all { certain::same_value(&report.problems, at, &one.old, &one.new) } else { vec![one.clone()] }, desk)
    }

    /// Leaves the row of the selected problem out of the import.
    pub(super) fn leave_out(&self, desk: &Desk<'_>) -> Answer {
        let Some((problem, column, row)) = self.cell(desk) else {
            return Answer::refuse("This problem is not about one row.");
        };
        left_out(vec![LeftOut { row, column, old: problem.value.into() }], desk)
    }

    /// Takes all mends back, after a question.
    pub(super) fn forget_mends(desk: &Desk<'_>) -> Answer {
        let rows = desk.draft.mends.left_out_rows().count() as u64;
        let cells = desk.draft.mends.iter().count() as u64;
        if cells + rows == 0 {
            return Answer::refuse("Nothing was mended here.");
        }
        Answer::ask(
            Dialog::ask(Question::ForgetMends, "Take all mends back?", "Keep them", "Take all back").text(format!(
                "{} mended, {} left out.",
                plural(cells, "cell", "cells"),
                plural(rows, "row", "rows")
            )),
        )
    }

    /// Opens what stands behind the selected problem: its whole row, for a duplicate both rows.
    pub(super) fn open(&mut self, desk: &Desk<'_>) -> Answer {
        let Some((problem, _, row)) = self.cell(desk) else { return Answer::Stay };
        let Some(file) = &desk.draft.file else { return Answer::Stay };
        let mut rows = vec![row];
        if matches!(problem.code, Code::EmailDuplicate | Code::IdDuplicate) {
            rows.extend(problem.detail.parse::<u32>().ok());
            rows.sort_unstable();
        }
        self.opening.clone_from(&rows);
        Answer::Run(Job::ReadRows(file.path.clone(), rows))
    }

    /// Answers a choice between two rows with the same address: button 1 keeps the first, 2 the last, 3 neither.
    pub(super) fn settle_duplicate(&self, button: usize, desk: &Desk<'_>) -> Answer {
        let rows = &desk.world.rows_read;
        let Some((problem, column, _)) = self.cell(desk) else { return Answer::Stay };
        let ([first, last], true) =
            (rows.as_slice(), problem.code == Code::EmailDuplicate || problem.code == Code::IdDuplicate)
        else {
            return Answer::Stay;
        };
        let out = |row: &(u32, Vec<String>)| LeftOut {
            row: row.0,
            column,
            old: row.1.get(usize::from(column)).cloned().unwrap_or_default(),
        };
        match button {
            1 => left_out(vec![out(last)], desk),
            2 => left_out(vec![out(first)], desk),
            3 => left_out(vec![out(first), out(last)], desk),
            _ => Answer::Stay,
        }
    }

    /// Returns the selected problem with its column and row, where it is about a cell.
    fn cell(&self, desk: &Desk<'_>) -> Option<(Problem, u16, u32)> {
        let report: &Report = Self::report(desk)?;
        let problem = self.problem(report)?;
        let (column, row) = (problem.place.as_ref()?.column?, problem.row?);
        Some((problem, column, row))
    }
}

fn put(all: Vec<Mend>, desk: &Desk<'_>) -> Answer {
    let mut mends = desk.draft.mends.clone();
    let count = plural(certain::put_all(&mut mends, all) as u64, "cell", "cells");
    mended(mends, format!("mended {count}"), format!("Mended {count}. u takes it back."))
}

fn left_out(rows: Vec<LeftOut>, desk: &Desk<'_>) -> Answer {
    let mut mends = desk.draft.mends.clone();
    let words: Vec<String> = rows.iter().map(|row| row.row.to_string()).collect();
    let words = words.join(" and ");
    for row in rows {
        mends.leave_out(row);
    }
    mended(
        mends,
        format!("left row {words} out"),
        format!("Row {words} is left out of the import. u takes it in again."),
    )
}

fn mended(mends: Mends, words: String, told: String) -> Answer {
    Answer::All(vec![Answer::Change(Change::Mends(mends, words)), Answer::Tell(told)])
}
