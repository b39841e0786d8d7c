//! Check: what is wrong with the file, or, without errors, what its import will do.
//!
//! Entering starts a check unless one of exactly these answers is there already. With errors, the causes and their
//! cells; without, the forecast and the rows that change something.

use crate::app::desk::Desk;
use crate::app::dialog::Dialog;
use crate::app::draft::Change;
use crate::app::job::{Job, Slot, Work};
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::message::Message;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen, warn};
use crate::app::world::Stage;
use crate::import::{Cause, Problem, Report};
use crate::keys::{Action, Context};
use crate::text::{plural, safe};

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
    /// Whether the file is being read again.
    again: bool,
    cause: Option<usize>,
}

impl Check {
    /// Returns the report of exactly these answers.
    #[must_use]
    pub fn report<'a>(desk: &Desk<'a>) -> Option<&'a Report> {
        desk.world.report(desk.draft).map(AsRef::as_ref)
    }

    /// Tells whether problems are shown, or else the forecast.
    #[must_use]
    pub fn shows_problems(report: &Report) -> bool {
        !report.problems.is_empty()
    }

    /// Returns the selected cause with its place among the causes.
    #[must_use]
    pub fn cause<'a>(&self, report: &'a Report) -> Option<(usize, &'a Cause)> {
        let at = self.causes.selected()?;
        Some((at, report.problems.causes().get(at)?))
    }

    /// Returns the selected problem.
    #[must_use]
    pub fn problem(&self, report: &Report) -> Option<Problem> {
        let (at, _) = self.cause(report)?;
        report.problems.of_cause(at, self.cells.selected()? as u64)
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
        if report.errors > 0 && !desk.draft.only_valid {
            let count = plural(report.errors, "error", "errors");
            return Answer::refuse(format!("{count} to mend first; or choose to import only the valid rows."));
        }
        Answer::Next
    }

    /// Takes the file as it was read again: the same columns, or a choice to start over.
    fn read_again(&mut self, desk: &Desk<'_>) -> Answer {
        let (Some(file), Some(preview)) = (&desk.draft.file, &desk.world.preview) else { return Answer::Stay };
        if preview.path != file.path {
            return Answer::Stay;
        }
        self.again = false;
        if let Some(trouble) = &preview.trouble {
            return Answer::refuse(trouble.to_string());
        }
        if preview.columns != file.columns {
            let dialog = Dialog::ask(
                Question::StartOver,
                "The columns have changed",
                "Stay here",
                "Start over with the new columns",
            )
            .text(changes(&file.columns, &preview.columns))
            .text(
                "Bring the columns back as they were and read the file again, or start over: what still fits is kept.",
            );
            return Answer::ask(dialog);
        }
        let mut file = file.clone();
        file.bytes = preview.bytes;
        file.modified = preview.modified;
        Answer::Change(Change::File(file, crate::matching::Matching::default()))
    }
}

/// Returns what happened to the columns, in words.
fn changes(old: &[crate::matching::ColumnName], new: &[crate::matching::ColumnName]) -> String {
    let mut words = Vec::new();
    for column in old {
        match new.iter().find(|other| other.header == column.header) {
            None => match new.iter().find(|other| other.column == column.column) {
                Some(other) if !old.iter().any(|o| o.header == other.header) => {
                    words.push(format!("{} is called {} now", column.shown(), safe(&other.header)));
                }
                _ => words.push(format!("{} is gone", column.shown())),
            },
            Some(other) if other.column != column.column => {
                words.push(format!("{} moved to {}", column.shown(), other.letter()));
            }
            Some(_) => {}
        }
    }
    for column in new {
        let known = old.iter().any(|other| other.header == column.header || other.column == column.column);
        if !known {
            words.push(format!("{} is new", column.shown()));
        }
    }
    format!("{}.", words.join("; "))
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
        if Self::report(desk).is_some_and(|report| report.errors == 0 || desk.draft.only_valid) {
            offers.push(Action::Next.as_offer("import"));
        }
        offers.extend([
            Action::Back.into(),
            Action::NextPane.into(),
            Action::Choose.as_offer("open"),
            Action::Again.into(),
            Action::OnlyValid.into(),
        ]);
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.list().act(action) {
            self.refresh(desk);
            return Answer::Stay;
        }
        match action {
            Action::Next => Self::next(desk),
            Action::NextPane | Action::PreviousPane => {
                self.pane = if self.pane == Pane::Causes { Pane::Cells } else { Pane::Causes };
                Answer::Stay
            }
            Action::Choose => {
                self.pane = Pane::Cells;
                Answer::Stay
            }
            Action::Close if desk.world.check.is_running() => Answer::Stop(Slot::Check),
            Action::Close => {
                self.pane = Pane::Causes;
                Answer::Stay
            }
            Action::Again => match &desk.draft.file {
                Some(file) => {
                    self.again = true;
                    Answer::Run(Job::Preview(file.path.clone()))
                }
                None => Answer::Stay,
            },
            Action::OnlyValid if desk.draft.only_valid => Answer::Change(Change::OnlyValid(false)),
            Action::OnlyValid => {
                let rows = Self::report(desk).map_or(0, |report| report.skipped.len());
                Answer::ask(
                    Dialog::ask(
                        Question::OnlyValid,
                        "Only the valid rows?",
                        "All rows, once they are mended",
                        "Only the valid rows",
                    )
                    .text(format!("{} with errors would be left out.", plural(rows, "row", "rows"))),
                )
            }
            Action::Copy => match Self::report(desk).and_then(|report| self.problem(report)) {
                Some(problem) => Answer::Copy(format!("{} {}", problem.description(), problem.suggestion())),
                None => Answer::Stay,
            },
            _ => Answer::Pass,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        match (question, reply) {
            (Question::OnlyValid, Reply::Button(1)) => Answer::Change(Change::OnlyValid(true)),
            (Question::StartOver, Reply::Button(1)) => {
                let Some(preview) = &desk.world.preview else { return Answer::Stay };
                let file = crate::app::draft::SourceFile {
                    path: preview.path.clone(),
                    bytes: preview.bytes,
                    modified: preview.modified,
                    columns: preview.columns.clone(),
                };
                let names = desk.world.platform().map_or_else(crate::matching::Matching::default, |platform| {
                    crate::matching::names::initial(&file.columns, platform, desk.draft.matching.match_type)
                });
                Answer::All(vec![Answer::Change(Change::File(file, names)), Answer::Back])
            }
            _ => Answer::Stay,
        }
    }

    fn enter(&mut self, desk: &Desk<'_>) -> Answer {
        Self::begin(desk)
    }

    fn told(&mut self, slot: Slot, desk: &Desk<'_>) -> Answer {
        match slot {
            Slot::Preview if self.again => match self.read_again(desk) {
                Answer::Change(change) => {
                    Answer::All(vec![Answer::Change(change), Answer::Tell("The file was read again.".into())])
                }
                answer => answer,
            },
            _ => Answer::Stay,
        }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let Some(report) = Self::report(desk) else { return };
        let causes = report.problems.causes();
        self.causes.refresh(causes.len(), |at| cause_words(&causes[at]));
        let cause = self.causes.selected();
        if self.cause != cause {
            self.cells = List::default();
            self.cause = cause;
        }
        let count = match self.cause(report) {
            Some((_, cause)) if Self::shows_problems(report) => usize::try_from(cause.count).unwrap_or(usize::MAX),
            _ => report.sample.len(),
        };
        self.cells.refresh(count, |_| String::new());
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.list().typing()
    }

    fn is_typing(&self) -> bool {
        self.causes.is_typing() || self.cells.is_typing()
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        self.refresh(desk);
        Answer::Stay
    }

    fn hint(&self, desk: &Desk<'_>) -> Option<Message> {
        if let Some((..)) = desk.world.file_changed {
            let name = desk.draft.file.as_ref().map(crate::app::draft::SourceFile::name).unwrap_or_default();
            return warn(format!("{name} has changed; read it again."));
        }
        match &desk.world.check {
            Stage::Failed(trouble) => warn(trouble.to_string()),
            _ => None,
        }
    }
}

/// Returns a cause in words, safe to show.
#[must_use]
pub fn cause_words(cause: &Cause) -> String {
    let place = cause.place.as_ref().map(|place| format!("{} {}", place.letter, safe(&place.header)));
    format!("{} {}", cause.code.id(), place.unwrap_or_default())
}
