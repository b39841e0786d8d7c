//! Check: what is wrong with the file, or, without errors, what its import will do.
//!
//! Entering starts a check unless one of exactly these answers is there already. With errors, the causes and their
//! cells; without, the forecast and the rows that change something.

mod again;
mod files;
pub mod filter;
mod layer;
mod mending;
mod moving;
mod rows;

use std::path::PathBuf;

use crate::app::beside::Output;
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Prompt};
use crate::app::draft::Change;
use crate::app::job::{Job, Slot, Work};
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::message::Message;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen, note, warn};
use crate::app::screens::output;
use crate::app::world::Stage;
use crate::import::mend::Stale;
use crate::import::{Cause, Code, Problem, Report};
use crate::keys::{Action, Context};
use crate::platform::Settings;
use crate::text::{plural, safe, thousands};

/// The panes in the order of Tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The causes, or the forecast.
    #[default]
    Causes,
    /// The cells of the selected cause, or the rows that change something.
    Cells,
}

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Check {
    /// The pane that has the keyboard.
    pub pane: Pane,
    /// The causes.
    pub causes: List,
    /// The cells of the selected cause, or the rows that change something.
    pub cells: List,
    /// The order of the causes.
    pub order: filter::Order,
    /// The file that is being read again, in place of the draft's.
    again: Option<PathBuf>,
    /// The rows that are being read to be shown.
    opening: Vec<u32>,
    /// Which cause is selected, so that it stays so when a mend changes their order.
    cause: Option<(Code, Option<u16>)>,
    /// Which check the lists were laid out for.
    shown: Option<Work>,
    /// The mends that no longer fit, as they were listed last.
    stale: Vec<Stale>,
}

impl Check {
    /// Returns the report of exactly these answers.
    #[must_use]
    pub fn report<'a>(desk: &Desk<'a>) -> Option<&'a Report> {
        desk.world.report(desk.draft).map(AsRef::as_ref)
    }

    /// Tells whether problems are shown, or else the forecast with the warnings, if there are any, above it.
    #[must_use]
    pub fn shows_problems(report: &Report, only_valid: bool) -> bool {
        report.errors > 0 && (report.blocked || !only_valid)
    }

    /// Returns the selected cause with its place among the causes.
    #[must_use]
    pub fn cause<'a>(&self, report: &'a Report) -> Option<(usize, &'a Cause)> {
        let at = self.causes.selected()?;
        Some((at, report.problems.causes().get(at)?))
    }

    /// Returns the selected problem; `None` in the forecast, whose rows are no problems.
    #[must_use]
    pub fn problem(&self, report: &Report, only_valid: bool) -> Option<Problem> {
        if !Self::shows_problems(report, only_valid) {
            return None;
        }
        let (at, _) = self.cause(report)?;
        report.problems.of_cause(at, self.cells.selected()? as u64)
    }

    /// Tells whether the forecast is shown, whose list holds rows that change something instead of problems.
    fn is_forecast(desk: &Desk<'_>) -> bool {
        Self::report(desk).is_some_and(|report| !Self::shows_problems(report, desk.draft.only_valid))
    }

    fn list(&mut self) -> &mut List {
        match self.pane {
            Pane::Causes => &mut self.causes,
            Pane::Cells => &mut self.cells,
        }
    }

    /// Starts a check of these answers, unless one is there or under way.
    fn begin(desk: &Desk<'_>) -> Answer {
        let Some(work) = Work::of(desk.draft) else { return Answer::refuse("No file is chosen.") };
        let under_way = desk.world.check.is_running() && desk.world.checked.as_ref() == Some(&work);
        if under_way || desk.world.report(desk.draft).is_some() {
            return Answer::Stay;
        }
        Answer::Run(Job::Check(Box::new(work)))
    }

    fn next(desk: &Desk<'_>) -> Answer {
        let Some(report) = Self::report(desk) else {
            return Answer::refuse("The check is not done yet.");
        };
        if report.errors > 0 && report.blocked {
            return Answer::refuse(whole(report));
        }
        if report.errors > 0 && !desk.draft.only_valid {
            let count = plural(report.errors, "error", "errors");
            return Answer::refuse(format!("{count} to mend first; or choose to import only the valid rows."));
        }
        if let Some(platform) = desk.world.platform()
            && wants_number(report, &platform.settings)
        {
            let (deletes, of) = (report.deletes(), plural(report.leads_before, "lead", "leads"));
            let text = format!("This import deletes {} of {of}. Type that number to go on.", thousands(deletes));
            return Answer::ask(Prompt::new(Question::ConfirmDeletes(deletes), "Many deletes", text, ""));
        }
        Answer::Next
    }
}

impl Screen for Check {
    fn context(&self) -> Option<Context> {
        Some(Context::Check)
    }

    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if desk.world.check.is_running() {
            return vec![Action::Back.into(), Action::Close.as_offer("stop the check")];
        }
        let mut offers: Vec<Offer> = Vec::new();
        if Self::report(desk).is_some_and(|report| !Self::shows_problems(report, desk.draft.only_valid)) {
            offers.push(Action::Next.as_offer("import"));
        }
        let problems = Self::report(desk).is_some_and(|report| !report.problems.is_empty());
        let errors = Self::report(desk).is_some_and(|report| report.errors > 0);
        let forecast = Self::is_forecast(desk);
        let has_sample = Self::report(desk).is_some_and(|report| !report.sample.is_empty());
        let cell = self.cell(desk).is_some();
        if !forecast && self.has_certain(desk) {
            offers.push(Action::MendAll.into());
        }
        if cell {
            offers.extend([Action::Edit, Action::LeaveOut].map(Offer::from));
        }
        let opens = match (forecast, self.pane) {
            (true, pane) => has_sample && pane == Pane::Cells,
            (false, Pane::Causes) => problems,
            (false, Pane::Cells) => cell,
        };
        if opens {
            offers.push(Action::Choose.as_offer(if self.pane == Pane::Cells { "row" } else { "open" }));
        }
        offers.push(Action::Again.into());
        if problems {
            offers.push(Action::Export.into());
        }
        let blocked = Self::report(desk).is_some_and(|report| errors && report.blocked);
        if (errors && !blocked) || desk.draft.only_valid {
            offers.push(Action::OnlyValid.into());
        }
        offers.extend([Action::NextPane, Action::Back].map(Offer::from));
        if problems && !forecast {
            let last = self.causes.line() + 1 >= self.causes.len() && self.cells.line() + 1 >= self.cells.len();
            offers.extend((!last).then_some(Offer::from(Action::NextProblem)));
            offers.push(Action::Jump.into());
        }
        if !desk.draft.mends.is_empty() {
            offers.push(Action::Mends.into());
        }
        offers.push(Action::AgainOther.into());
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.list().act(action) {
            self.refresh(desk);
            return Answer::Stay;
        }
        let of_problem = matches!(
            action,
            Action::MendAll
                | Action::Edit
                | Action::LeaveOut
                | Action::NextProblem
                | Action::PreviousProblem
                | Action::Jump
        );
        if of_problem && Self::is_forecast(desk) {
            return Answer::refuse(if desk.draft.only_valid {
                "These rows have no problem; go back to all rows to see the problems."
            } else {
                "These rows have no problem."
            });
        }
        match action {
            Action::Next => Self::next(desk),
            Action::NextPane | Action::PreviousPane => {
                self.pane = if self.pane == Pane::Causes { Pane::Cells } else { Pane::Causes };
                Answer::Stay
            }
            Action::Choose if self.pane == Pane::Cells => self.open(desk),
            Action::Choose => {
                self.pane = Pane::Cells;
                Answer::Stay
            }
            Action::MendAll => self.mend_all(desk),
            Action::MendCertain => Self::mend_certain(desk),
            Action::Mends => Self::list_mends(desk),
            Action::Sort => {
                self.order = self.order.next();
                self.lay_out(desk);
                Answer::Stay
            }
            Action::Edit => self.edit(desk),
            Action::LeaveOut => self.leave_out(desk),
            Action::ForgetMends => Self::forget_mends(desk),
            Action::Export => Self::export(desk),
            Action::NextProblem | Action::PreviousProblem => self.step(action == Action::NextProblem, desk),
            Action::Jump => Answer::ask(Prompt::new(
                Question::JumpToRow,
                "Jump to row",
                "The row number as the spreadsheet program shows it; the next problem from there on is selected.",
                "",
            )),
            Action::Close if desk.world.check.is_running() => Answer::Stop(Slot::Check),
            Action::Close => {
                self.pane = Pane::Causes;
                Answer::Stay
            }
            Action::Again => match &desk.draft.file {
                Some(file) => {
                    self.again = Some(file.path.clone());
                    Answer::Run(Job::Preview(file.path.clone()))
                }
                None => Answer::Stay,
            },
            Action::AgainOther => {
                let text = "The file takes the place of this one; its columns must be the same. All settings are kept.";
                desk.draft.file.as_ref().map_or(Answer::Stay, |file| again::ask_for_other(text, &file.path))
            }
            Action::OnlyValid if desk.draft.only_valid => Answer::Change(Change::OnlyValid(false)),
            Action::OnlyValid => {
                if let Some(report) = Self::report(desk).filter(|report| report.errors > 0 && report.blocked) {
                    return Answer::refuse(whole(report));
                }
                let rows = Self::report(desk).map_or(0, |report| report.skipped.len());
                Answer::ask(
                    Dialog::ask(
                        Question::OnlyValid,
                        "Only the valid rows?",
                        "All rows, once they are mended",
                        "Only the valid rows",
                    )
                    .text(format!(
                        "{} with errors would be left out, and kept beside the file as a sheet of rejects that can be \
                         mended and imported by itself.",
                        plural(rows, "row", "rows")
                    )),
                )
            }
            Action::Copy => {
                let problem = Self::report(desk).and_then(|report| self.problem(report, desk.draft.only_valid));
                let told = problem.map(|problem| files::told(&problem)).or_else(|| self.told_change(desk));
                told.map_or(Answer::Stay, Answer::Copy)
            }
            _ => Answer::Pass,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        match (question, reply) {
            (Question::OnlyValid, Reply::Button(1)) => Answer::Change(Change::OnlyValid(true)),
            (Question::StartOver, Reply::Button(1)) => Self::start_over(desk),
            (Question::StartOver, _) => again::look_back(desk),
            (Question::OtherFile, Reply::Text(text)) => match output::path_of(text, desk) {
                Some(path) => {
                    self.again = Some(path.clone());
                    Answer::Run(Job::Preview(path))
                }
                None => Answer::Stay,
            },
            (Question::MendCell(row, column), Reply::Text(text)) => self.typed_mend(*row, *column, text, desk),
            (Question::MendSame(mend), Reply::Button(button)) => Self::mend_same(mend, *button, desk),
            (Question::Mends, Reply::Item(id)) => Self::take_mend_back(id, desk),
            (Question::ForgetMends, Reply::Button(1)) => {
                Answer::Change(Change::Mends(crate::import::mend::Mends::default(), "took all mends back".to_owned()))
            }
            (Question::CheckFile, Reply::Item(ending)) => Self::export_chosen(ending, desk),
            (Question::CheckFilePath(ending), Reply::Text(path)) => Self::write_file(ending, path, desk),
            (Question::ReplaceFile(what, path), Reply::Button(1)) => {
                Self::write(*what, Output { path: path.clone(), replace: true }, desk)
            }
            (Question::TwoRows, Reply::Button(button)) => self.settle_duplicate(*button, desk),
            (Question::JumpToRow, Reply::Text(text)) => self.jump(text, desk),
            (Question::ConfirmDeletes(deletes), Reply::Text(text)) if number(text) == Some(*deletes) => Answer::Next,
            (Question::ConfirmDeletes(deletes), _) => {
                let leads = plural(*deletes, "lead", "leads");
                Answer::refuse(format!("Not imported: {leads} would be deleted, and the number was not typed."))
            }
            _ => Answer::Stay,
        }
    }

    fn enter(&mut self, desk: &Desk<'_>) -> Answer {
        Self::begin(desk)
    }

    fn told(&mut self, slot: Slot, desk: &Desk<'_>) -> Answer {
        match slot {
            Slot::Preview if self.again.is_some() => self.read_again(desk),
            Slot::ReadRows => self.show_rows(desk),
            Slot::Search => Self::searched(desk),
            Slot::Check => Answer::All(vec![self.search(desk), self.tell_stale(desk)]),
            _ => Answer::Stay,
        }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        self.lay_out(desk);
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.list().typing()
    }

    fn is_typing(&self) -> bool {
        self.causes.is_typing() || self.cells.is_typing()
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        self.refresh(desk);
        self.search(desk)
    }

    fn alarm(&self, desk: &Desk<'_>) -> Option<Message> {
        let file = desk.draft.file.as_ref().filter(|_| desk.world.file_changed.is_some() && !self.is_typing())?;
        let key = desk.key(Action::Again);
        warn(format!("{} has changed: {key} reads it again, all settings and mends kept.", file.name()))
    }

    fn hint(&self, desk: &Desk<'_>) -> Option<Message> {
        if self.is_typing() {
            return note(if self.causes.is_typing() { filter::SYNTAX } else { "Words of the value, or a row number." });
        }
        match &desk.world.check {
            Stage::Failed(trouble) => warn(trouble.to_string()),
            _ => None,
        }
    }
}

/// Tells whether an import deletes so many leads that the number is to be typed: a share of the store, or a count.
fn wants_number(report: &Report, settings: &Settings) -> bool {
    let deletes = report.deletes();
    let share = settings.number("import.delete_share").unwrap_or(10);
    let most = settings.number("import.delete_count").unwrap_or(1_000);
    deletes > most || u128::from(deletes) * 100 > u128::from(report.leads_before) * u128::from(share)
}

/// Says why not even the valid rows can be imported, and what to do.
fn whole(report: &Report) -> String {
    let of_file = |problem: &Problem| problem.row.is_none() && problem.severity() == crate::import::Severity::Error;
    let first = report.problems.iter().take_while(|problem| problem.row.is_none()).find(of_file);
    let why = first.map_or_else(String::new, |one| format!(" {} {}", one.description(), one.suggestion()));
    format!("An error about the whole file keeps every row out.{why}")
}

/// Returns the number that was typed, thousands separators and all.
fn number(text: &str) -> Option<u64> {
    text.trim().replace([',', '.', ' '], "").parse().ok()
}

/// Returns a cause in words, safe to show.
#[must_use]
pub fn cause_words(cause: &Cause) -> String {
    let place = cause.place.as_ref().map(|place| format!("{} {}", place.letter, safe(&place.header)));
    format!("{} {}", cause.code.id(), place.unwrap_or_default())
}
