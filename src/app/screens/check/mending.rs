//! Mend here: one cell, all cells with the same value, a whole cause, or a row left out.
//!
//! Every mend goes into the draft's layer, is taken back by undo, and starts the next check. The file is never touched.

use std::sync::Arc;

use super::Check;
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Prompt};
use crate::app::draft::Change;
use crate::app::job::{Job, Search, Searched};
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::import::mend::{LeftOut, Mend, Mends, certain, typed};
use crate::import::{Cause, Code, Problem, Report};
use crate::keys::Action;
use crate::matching::Link;
use crate::text::{plural, safe};

/// How many cells of a cause are looked at to tell whether the footer offers to mend it.
const FIRST: u64 = 20;

impl Check {
    /// Mends all cells of the selected cause whose mend is certain; bare numbers are read as dates column by column.
    pub(super) fn mend_all(&self, desk: &Desk<'_>) -> Answer {
        let Some(report) = desk.world.report(desk.draft) else { return Answer::refuse("The check is not done yet.") };
        let Some((at, cause)) = self.cause(report) else { return Answer::refuse("There is nothing to mend.") };
        if let Some((links, words)) = with_serial_dates(desk, |column| holds_serial_dates(cause, column)) {
            let told = format!("{words}: one choice for the column. {} takes it back.", desk.key(Action::Undo));
            return Answer::All(vec![Answer::Change(Change::Links(links, words)), Answer::Tell(told)]);
        }
        Answer::Run(Job::Search(Arc::clone(report), Search::Certain(Some(at), desk.draft.mends.clone())))
    }

    /// Mends all cells of all causes whose mend is certain.
    pub(super) fn mend_certain(desk: &Desk<'_>) -> Answer {
        let Some(report) = desk.world.report(desk.draft) else { return Answer::refuse("The check is not done yet.") };
        Answer::Run(Job::Search(Arc::clone(report), Search::Certain(None, desk.draft.mends.clone())))
    }

    /// Takes what a search for cells to mend came to.
    pub(super) fn searched(desk: &Desk<'_>) -> Answer {
        let Some((search, Searched::Mended(mends, cells))) = &desk.world.searched else { return Answer::Stay };
        let Some(report) = Self::report(desk) else { return Answer::Stay };
        let (Search::Certain(_, before) | Search::Same(_, _, before)) = search else { return Answer::Stay };
        if *before != desk.draft.mends {
            return Answer::refuse("The mends have changed meanwhile; press the key again.");
        }
        let count = plural(*cells, "cell", "cells");
        match search {
            Search::Certain(Some(at), _) => {
                let Some(cause) = report.problems.causes().get(*at) else { return Answer::Stay };
                if *cells == 0 {
                    let name = cause.code.kind().name;
                    return Answer::refuse(format!("No mend is certain for “{name}”; {}.", by_hand(desk)));
                }
                let left = cause.count.saturating_sub(*cells);
                let rest = if left > 0 { format!("; {left} more have no certain mend") } else { String::new() };
                let words = format!("mended {count} of {}", cause.code.id());
                mended(mends.clone(), words, &format!("Mended {count}{rest}."), desk)
            }
            Search::Certain(None, _) => {
                let causes = report.problems.causes();
                let dates =
                    with_serial_dates(desk, |column| causes.iter().any(|cause| holds_serial_dates(cause, column)));
                match dates {
                    None if *cells == 0 => Answer::refuse(format!("No mend is certain; {}.", by_hand(desk))),
                    None => mended_cells(mends, &count, desk),
                    Some((links, words)) => {
                        let undo = desk.key(Action::Undo);
                        let told = Answer::Tell(format!("Mended {count}. {words}. {undo} takes each of the two back."));
                        let dates = Answer::Change(Change::Links(links, words));
                        Answer::All(vec![dates, mended_cells(mends, &count, desk), told])
                    }
                }
            }
            Search::Same(_, one, _) if *cells < 2 => put(one.clone(), desk),
            Search::Same(_, one, _) => {
                let mut dialog = Dialog::ask(
                    Question::MendSame(Box::new(one.clone())),
                    format!("{count} hold “{}”", safe(&one.old)),
                    "Change nothing",
                    "Only this cell",
                )
                .or("All of them")
                .text("The same mend can be put on all cells of this column that have the same problem with the same value.");
                // Esc is the first button and changes nothing; Enter mends what was asked for.
                dialog.at = 1;
                Answer::ask(dialog)
            }
            _ => mended_cells(mends, &count, desk),
        }
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
        let (Some(report), Some(platform)) = (desk.world.report(desk.draft), desk.world.platform()) else {
            return Answer::Stay;
        };
        let Some((at, _)) = self.cause(report) else { return Answer::Stay };
        let Some((problem, ..)) = self.cell(desk).filter(|(_, c, r)| (*c, *r) == (column, row)) else {
            return Answer::Stay;
        };
        let new = match typed::typed(text, row, column, report, &desk.draft.matching, platform) {
            Ok(new) => new,
            Err(wrong) => {
                let why = format!("{} {}", wrong.description(), wrong.suggestion());
                let place = problem.place.as_ref();
                let place = place.map_or_else(String::new, |p| format!("{}{row} {}", p.letter, safe(&p.header)));
                let title = format!("What {place} is read as");
                return Answer::ask(Prompt::new(Question::MendCell(row, column), &title, why, text));
            }
        };
        let one = Mend { row, column, old: problem.value.to_string(), new };
        Answer::Run(Job::Search(Arc::clone(report), Search::Same(at, one, desk.draft.mends.clone())))
    }

    /// Puts a mend on one cell (button 1), or on all that hold the same value (2).
    pub(super) fn mend_same(one: &Mend, button: usize, desk: &Desk<'_>) -> Answer {
        match &desk.world.searched {
            Some((Search::Same(_, searched, before), Searched::Mended(mends, cells)))
                if button == 2 && searched == one && *before == desk.draft.mends =>
            {
                mended_cells(mends, &plural(*cells, "cell", "cells"), desk)
            }
            _ if button > 0 => put(one.clone(), desk),
            _ => Answer::Stay,
        }
    }

    /// Leaves the row of the selected problem out of the import.
    pub(super) fn leave_out(&self, desk: &Desk<'_>) -> Answer {
        let Some((problem, column, row)) = self.cell(desk) else {
            return Answer::refuse("This problem is not about one row.");
        };
        let twin = problem.twin();
        left_out(vec![LeftOut { row, column, old: problem.value.into(), twin }], desk)
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
        let Some(file) = &desk.draft.file else { return Answer::Stay };
        if Self::is_forecast(desk) {
            let at = self.cells.selected();
            let Some(change) = at.and_then(|at| Self::report(desk)?.sample.get(at)) else { return Answer::Stay };
            self.opening = vec![change.row];
            return Answer::Run(Job::ReadRows(file.path.clone(), vec![change.row]));
        }
        let Some((problem, _, row)) = self.cell(desk) else {
            return Answer::refuse("This problem is not about one row.");
        };
        let mut rows = vec![row];
        rows.extend(problem.twin());
        rows.sort_unstable();
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
        let out = |row: &(u32, Vec<String>), twin: u32| LeftOut {
            row: row.0,
            column,
            old: row.1.get(usize::from(column)).cloned().unwrap_or_default(),
            twin: Some(twin),
        };
        match button {
            1 => left_out(vec![out(last, first.0)], desk),
            2 => left_out(vec![out(first, last.0)], desk),
            3 => left_out(vec![out(first, last.0), out(last, first.0)], desk),
            _ => Answer::Stay,
        }
    }

    /// Tells whether cells of the selected cause have a certain mend: the selected one, or one of the first.
    pub(super) fn has_certain(&self, desk: &Desk<'_>) -> bool {
        let Some(report) = Self::report(desk) else { return false };
        let Some((at, cause)) = self.cause(report) else { return false };
        let serial = |link: &Link| holds_serial_dates(cause, link.column.column) && !link.serial_dates;
        let first = (0..FIRST).map_while(|cell| report.problems.of_cause(at, cell));
        desk.draft.matching.links.iter().any(serial)
            || self
                .problem(report, desk.draft.only_valid)
                .into_iter()
                .chain(first)
                .any(|one| certain::certain(&one).is_some())
    }

    /// Returns the selected problem with its column and row, where it is about a cell.
    pub(super) fn cell(&self, desk: &Desk<'_>) -> Option<(Problem, u16, u32)> {
        let report: &Report = Self::report(desk)?;
        let problem = self.problem(report, desk.draft.only_valid)?;
        let (column, row) = (problem.place.as_ref()?.column?, problem.row?);
        Some((problem, column, row))
    }
}

fn put(one: Mend, desk: &Desk<'_>) -> Answer {
    let mut mends = desk.draft.mends.clone();
    let words = format!("mended the cell in row {}", one.row);
    mends.put(one);
    mended(mends, words, "Mended 1 cell.", desk)
}

/// Returns the matching's links with bare numbers read as dates in these columns, and what that is in words.
fn with_serial_dates(desk: &Desk<'_>, wanted: impl Fn(u16) -> bool) -> Option<(Vec<Link>, String)> {
    let mut links = desk.draft.matching.links.clone();
    let columns: Vec<_> = links.iter_mut().filter(|link| wanted(link.column.column) && !link.serial_dates).collect();
    let names: Vec<_> = columns.iter().map(|link| link.column.shown()).collect();
    for link in columns {
        link.serial_dates = true;
    }
    (!names.is_empty()).then(|| (links, format!("Bare numbers in {} are read as dates", names.join(", "))))
}

/// Tells whether a cause is about bare numbers where dates belong, in this column.
fn holds_serial_dates(cause: &Cause, column: u16) -> bool {
    cause.code == Code::DateIsNumber && cause.place.as_ref().is_some_and(|place| place.column == Some(column))
}

fn left_out(rows: Vec<LeftOut>, desk: &Desk<'_>) -> Answer {
    let mut mends = desk.draft.mends.clone();
    let words: Vec<String> = rows.iter().map(|row| row.row.to_string()).collect();
    let words = words.join(" and ");
    for row in rows {
        mends.leave_out(row);
    }
    mended(mends, format!("left row {words} out"), &format!("Row {words} is left out of the import."), desk)
}

fn mended_cells(mends: &Mends, count: &str, desk: &Desk<'_>) -> Answer {
    mended(mends.clone(), format!("mended {count}"), &format!("Mended {count}."), desk)
}

fn mended(mends: Mends, words: String, told: &str, desk: &Desk<'_>) -> Answer {
    let told = format!("{told} {} takes it back.", desk.key(Action::Undo));
    Answer::All(vec![Answer::Change(Change::Mends(mends, words)), Answer::Tell(told)])
}

/// Says what can be done where no mend is certain.
fn by_hand(desk: &Desk<'_>) -> String {
    format!("{} edits a cell, {} leaves its row out", desk.key(Action::Edit), desk.key(Action::LeaveOut))
}
