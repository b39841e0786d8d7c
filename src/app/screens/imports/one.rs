//! One import: how it was set, what it did as bars, its rows; its report and its undo.

mod facts;
mod undo;

use crate::app::beside::{Ask, LeadScope, RowQuery, Visit, Wish};
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker, Prompt};
use crate::app::job::{Slot, Work};
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::question::{Question, Reply};
use crate::app::results::{Results, Taken};
use crate::app::screen::{Answer, Offer};
use crate::app::screens::output;
use crate::import::undo::Conflict;
use crate::import::{Entry, Outcome, RowOutcome};
use crate::keys::Action;
use crate::platform::Platform;
use crate::quality::Scope;
use crate::text::safe;

pub use facts::{contract, facts};
pub use undo::since;

/// The panes of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// How it was set.
    Facts,
    /// The outcomes; the selected one says which rows are shown.
    Outcomes,
    /// The rows.
    #[default]
    Rows,
}

/// The state of an import that is open.
#[derive(Debug, Default)]
pub struct One {
    /// Its number.
    pub import: u32,
    /// Which pane has the keyboard.
    pub pane: Pane,
    /// Where the facts are.
    pub facts: List,
    /// Which outcome is selected.
    pub outcomes: List,
    /// Where the rows are.
    pub rows: Results,
    /// The leads that were changed since, while an undo asks about them.
    pub conflicts: Option<List>,
}

impl One {
    /// Returns an import that was just opened.
    #[must_use]
    pub fn of(import: u32) -> Self {
        One { import, ..One::default() }
    }

    /// Returns its entry of the history.
    #[must_use]
    pub fn entry<'a>(&self, desk: &Desk<'a>) -> Option<&'a Entry> {
        super::Imports::entries(desk).iter().find(|entry| entry.import == self.import)
    }

    /// Returns which rows are shown.
    fn query(&self, desk: &Desk<'_>) -> RowQuery {
        let chosen = self.entry(desk).and_then(|entry| lines(entry).get(self.outcomes.selected()?).copied());
        let outcome = chosen.and_then(|(outcome, _)| outcome);
        RowQuery { import: self.import, outcome, text: self.rows.searched().to_owned() }
    }

    /// Asks for the rows that are to be shown, unless they are there.
    pub(super) fn find(&mut self, desk: &Desk<'_>) -> Answer {
        let query = self.query(desk);
        if desk.world.beside.row_query == query && desk.world.beside.rows.complete {
            return self.read(desk);
        }
        self.rows.anew();
        Answer::wish(Wish::Rows(query))
    }

    /// Asks for the rows around the selected one, unless they are there.
    fn read(&mut self, desk: &Desk<'_>) -> Answer {
        if !self.is_current(desk) {
            return Answer::Stay;
        }
        match self.rows.wanted(&desk.world.beside.rows) {
            Some(page) => Answer::wish(Wish::RowPage(self.import, page)),
            None => Answer::Stay,
        }
    }

    /// Tells whether the rows that were found are those that are to be shown.
    #[must_use]
    pub fn is_current(&self, desk: &Desk<'_>) -> bool {
        desk.world.beside.row_query == self.query(desk)
    }

    /// Returns the row on a line, if it was read.
    #[must_use]
    pub fn row<'a>(&self, line: usize, desk: &Desk<'a>) -> Option<&'a RowOutcome> {
        let rows = &desk.world.beside.rows;
        // A page of the list that was shown before may come late.
        rows.line(line).flatten().filter(|row| self.is_current(desk) && rows.keys.get(line) == Some(&row.row))
    }

    /// Shows how the import was set with every line whole.
    fn whole_facts(&self, desk: &Desk<'_>) -> Answer {
        let Some(entry) = self.entry(desk) else { return Answer::Stay };
        let items = facts(entry, desk).into_iter().zip(0..);
        let items = items.map(|((name, value), at): (_, usize)| Item::new(at.to_string(), name, value)).collect();
        let at = self.facts.selected().unwrap_or(0).to_string();
        Answer::ask(Picker::new(Question::Read, format!("Import {}", self.import), items).at(&at))
    }

    pub(super) fn refresh(&mut self, desk: &Desk<'_>) {
        let Some(entry) = self.entry(desk) else { return };
        let (facts, lines) = (facts(entry, desk).len(), lines(entry).len());
        self.facts.refresh(facts, |_| String::new());
        self.outcomes.refresh(lines, |_| String::new());
        let length = if self.is_current(desk) { desk.world.beside.rows.keys.len() } else { 0 };
        self.rows.refresh(length);
        if desk.world.beside.undo.is_none() {
            self.conflicts = None;
        }
        if let (Some(list), Some(report)) = (&mut self.conflicts, &desk.world.beside.undo) {
            list.refresh(report.conflicts.len(), |at| conflict_words(&report.conflicts[at], desk));
        }
    }

    /// Returns the input that has the keyboard: the search of the rows, or the filter of the leads changed since.
    pub(super) fn line(&mut self) -> Option<&mut Line> {
        match &mut self.conflicts {
            Some(list) => list.typing(),
            None => self.rows.typing.then_some(&mut self.rows.search),
        }
    }

    pub(super) fn is_typing(&self) -> bool {
        self.conflicts.as_ref().map_or(self.rows.typing, List::is_typing)
    }

    /// Filters the leads changed since by what was typed.
    pub(super) fn typed(&mut self, desk: &Desk<'_>) {
        if let (Some(list), Some(report)) = (&mut self.conflicts, &desk.world.beside.undo) {
            list.filtered(|at| conflict_words(&report.conflicts[at], desk));
        }
    }

    pub(super) fn told(&mut self, slot: Slot, desk: &Desk<'_>) -> Answer {
        match slot {
            Slot::Rows => self.read(desk),
            Slot::Undo => self.undo_told(desk),
            _ => Answer::Stay,
        }
    }

    pub(super) fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if let Some(list) = &self.conflicts {
            if list.is_typing() {
                return vec![Action::Choose.as_offer("done"), Action::Close.as_offer("show all")];
            }
            return vec![
                Action::Choose.as_offer("decide"),
                Action::Filter.into(),
                Action::Copy.into(),
                Action::Close.as_offer("undo nothing"),
            ];
        }
        if self.rows.typing {
            return vec![Action::Choose.as_offer("search"), Action::Close.as_offer("leave it")];
        }
        let mut offers = vec![Action::NextPane.into(), Action::Filter.as_offer("search rows")];
        if self.pane == Pane::Rows && self.row(self.rows.list.line(), desk).is_some() {
            offers.insert(0, Action::Choose.as_offer("whole row"));
        }
        if self.pane == Pane::Facts {
            offers.insert(0, Action::Choose.as_offer("whole lines"));
        }
        offers.push(Action::Report.into());
        if self.entry(desk).is_some_and(|entry| entry.counts.of(Outcome::OverLimit) > 0) {
            offers.push(Action::OverLimit.into());
        }
        if self.entry(desk).is_some_and(super::can_undo) {
            offers.push(Action::UndoImport.into());
        }
        offers.extend([Action::ShowLeads, Action::Survey].map(Offer::from));
        let close = if self.rows.searched().is_empty() { "all imports" } else { "all rows" };
        offers.push(Action::Close.as_offer(close));
        offers
    }

    pub(super) fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.conflicts.is_some() {
            return self.act_on_conflicts(action, desk);
        }
        let Some(entry) = self.entry(desk) else { return Answer::Pass };
        match action {
            Action::NextPane => self.pane = self.pane.next(),
            Action::PreviousPane => self.pane = self.pane.next().next(),
            Action::Report => return Answer::ask(report_path(entry, desk)),
            Action::OverLimit => return over_limit_path(entry, desk),
            Action::UndoImport => {
                let looking = Answer::Tell("Looking at what the undo would do; nothing is changed yet…".into());
                return Answer::All(vec![looking, Answer::wish(Wish::UndoCheck(self.import))]);
            }
            Action::ShowLeads => return Answer::Visit(Visit::Leads(LeadScope::Import(self.import))),
            Action::Survey => return Answer::Visit(Visit::Survey(Scope::Import(self.import))),
            Action::Filter => {
                self.pane = Pane::Rows;
                self.rows.act(action);
            }
            _ => return self.act_on_pane(action, desk),
        }
        Answer::Stay
    }

    fn act_on_pane(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        match self.pane {
            Pane::Facts if action == Action::Choose => self.whole_facts(desk),
            Pane::Facts => Answer::taken(self.facts.act(action)),
            Pane::Outcomes if action == Action::Choose => {
                self.pane = Pane::Rows;
                Answer::Stay
            }
            Pane::Outcomes if self.outcomes.act(action) => self.find(desk),
            Pane::Outcomes => Answer::Pass,
            Pane::Rows => match self.rows.act(action) {
                Taken::Yes => self.read(desk),
                Taken::Search => self.find(desk),
                Taken::No => match (action, self.row(self.rows.list.line(), desk), desk.world.platform()) {
                    (Action::Choose, Some(row), Some(platform)) => Answer::ask(whole_row(row, platform)),
                    (Action::Copy, Some(row), Some(platform)) => {
                        Answer::Copy(format!("row {} {} {}", row.row, safe(&row.email), changes(row, platform)))
                    }
                    _ => Answer::Pass,
                },
            },
        }
    }
}

impl Pane {
    fn next(self) -> Pane {
        match self {
            Pane::Facts => Pane::Outcomes,
            Pane::Outcomes => Pane::Rows,
            Pane::Rows => Pane::Facts,
        }
    }
}

/// Returns the lines of the outcomes: all rows, then every outcome that there was.
#[must_use]
pub fn lines(entry: &Entry) -> Vec<(Option<Outcome>, u64)> {
    let each = Outcome::ALL.into_iter().map(|outcome| (Some(outcome), entry.counts.of(outcome)));
    [(None, entry.counts.rows())].into_iter().chain(each.filter(|(_, count)| *count > 0)).collect()
}

/// Returns a lead that was changed since as it is filtered, copied and read whole.
#[must_use]
pub fn conflict_words(conflict: &Conflict, desk: &Desk<'_>) -> String {
    let since = desk.world.platform().map(|platform| since(conflict, platform)).unwrap_or_default();
    format!("{} {} {since}", conflict.lead, safe(&conflict.email))
}

/// Returns what a row changed, or why it was left out: `City: Roma → Milano; Notes: (blank) → x`.
#[must_use]
pub fn changes(row: &RowOutcome, platform: &Platform) -> String {
    let changed = row.changes.iter().map(|change| {
        let (old, new) = (value(change.old.as_deref()), value(change.new.as_deref()));
        format!("{}: {old} → {new}", field(change.field, platform))
    });
    let back = row.restores.iter().map(|change| format!("put back as import {} left it", change.import));
    let problems = row.problems.iter().map(|problem| safe(&problem.description()).into_owned());
    changed.chain(back).chain(problems).collect::<Vec<_>>().join("; ")
}

/// Returns a field's name, safe to show.
#[must_use]
pub fn field(id: crate::platform::FieldId, platform: &Platform) -> String {
    platform.field(id).map_or_else(|| "(removed field)".into(), |field| safe(&field.name).into_owned())
}

/// Returns a value, safe to show.
#[must_use]
pub fn value(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty()).map_or_else(|| "(blank)".into(), |text| safe(text).into_owned())
}

/// Shows a row with all its changes.
fn whole_row(row: &RowOutcome, platform: &Platform) -> Picker {
    let mut items =
        vec![Item::new("", "Outcome", row.outcome.label()), Item::new("", "Email", value(Some(&row.email)))];
    items.extend(row.lead.map(|lead| Item::new("lead", "Lead", format!("{lead}, Enter opens it"))));
    items.extend(row.changes.iter().map(|change| {
        let (old, new) = (value(change.old.as_deref()), value(change.new.as_deref()));
        Item::new("", field(change.field, platform), format!("{old} → {new}"))
    }));
    if let (Some(before), Outcome::Deleted) = (&row.before, row.outcome) {
        let values = before.values.iter();
        items.extend(values.map(|(id, text)| Item::new("", field(id, platform), format!("{} (before)", safe(text)))));
    }
    for problem in &row.problems {
        items.push(Item::new("", safe(problem.name()), safe(&problem.description())).mark("✗"));
        items.push(Item::new("", "", safe(&problem.suggestion())));
    }
    let question = row.lead.map_or(Question::Read, |lead| Question::Beside(Ask::Row(lead)));
    Picker::new(question, format!("Row {}", row.row), items)
}

/// Asks where the report of an import is to be written.
pub(in crate::app) fn report_path(entry: &Entry, desk: &Desk<'_>) -> Prompt {
    let stem = entry.file.rsplit_once('.').map_or(entry.file.as_str(), |(stem, _)| stem);
    let start = output::start(&format!("{stem}-report-{}.xlsx", entry.import), desk);
    Prompt::new(
        Question::Beside(Ask::ReportPath(entry.import)),
        &format!("Report of import {}", entry.import),
        "Where to? The ending says the format: .xlsx, .ods, .csv or .json.",
        start,
    )
}

/// Asks where the leads that were over the limit are to be written.
pub(in crate::app) fn over_limit_path(entry: &Entry, desk: &Desk<'_>) -> Answer {
    let count = entry.counts.of(Outcome::OverLimit);
    if count == 0 {
        return Answer::refuse("All leads of this import entered: none was over the contract's limit.");
    }
    let stem = entry.file.rsplit_once('.').map_or(entry.file.as_str(), |(stem, _)| stem);
    let prompt = Prompt::new(
        Question::Beside(Ask::OverLimitPath(entry.import)),
        &format!("{} over the limit", crate::text::plural(count, "lead", "leads")),
        "Where to? A sheet (.xlsx or .ods) with the fields' names as headers: it can be imported as it is.",
        output::start(&format!("{stem}-over-limit-{}.xlsx", entry.import), desk),
    );
    Answer::ask(prompt)
}

/// Returns the work of an import that was done just now; its mends and left-out rows are in no history.
fn work_of(import: u32, desk: &Desk<'_>) -> Option<Box<Work>> {
    let entry = desk.world.import.done()?.entry.as_ref()?;
    Work::of(desk.draft).filter(|_| entry.import == import).map(Box::new)
}

/// Takes the answers to what this screen asks.
pub(in crate::app) fn reply(question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
    match (question, reply) {
        (Question::Beside(Ask::ReportPath(import)), Reply::Text(text)) => match output::meant(text, desk) {
            Some(output) => Answer::wish(Wish::Report(*import, output)),
            None => Answer::Stay,
        },
        (Question::Beside(Ask::OverLimitPath(import)), Reply::Text(text)) => match output::meant(text, desk) {
            Some(output) => Answer::All(vec![
                Answer::Tell("Reading the file again for the leads that did not enter…".into()),
                Answer::wish(Wish::OverLimit(*import, work_of(*import, desk), output)),
            ]),
            None => Answer::Stay,
        },
        (Question::Beside(Ask::Row(lead)), Reply::Item(id)) if id == "lead" => Answer::Visit(Visit::Lead(*lead)),
        (Question::Beside(ask), Reply::Button(button)) => undo::reply(ask, *button),
        _ => Answer::Stay,
    }
}
