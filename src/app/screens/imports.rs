//! Imports: the history as a list, one import with its rows, its report, its undo.
//!
//! The list is here; `one` is the import that is open, `one/undo` what an undo asks and lists.

pub mod one;

use crate::app::beside::{LeadScope, Visit};
use crate::app::desk::Desk;
use crate::app::job::{Job, Slot};
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen};
use crate::import::Entry;
use crate::import::outcome::Kind;
use crate::keys::{Action, Context};
use crate::quality::Scope;
use crate::text::safe;

use one::One;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Imports {
    /// Which entry of the history is selected.
    pub list: List,
    /// The import that is open, if one is.
    pub one: Option<One>,
    /// The number of the selected entry, which stays selected when others come before it.
    number: Option<u32>,
}

impl Imports {
    /// Opens an import.
    pub fn show(&mut self, import: u32) {
        if self.one.as_ref().is_none_or(|one| one.import != import) {
            self.one = Some(One::of(import));
        }
    }

    /// Returns the entries, newest first; none until they are read.
    #[must_use]
    pub fn entries<'a>(desk: &Desk<'a>) -> &'a [Entry] {
        desk.world.history.as_deref().unwrap_or(&[])
    }

    fn selected<'a>(&self, desk: &Desk<'a>) -> Option<&'a Entry> {
        Self::entries(desk).get(self.list.selected()?)
    }

    fn open_selected(&mut self, desk: &Desk<'_>) -> Answer {
        let Some(entry) = self.selected(desk) else {
            return Answer::refuse("Nothing was imported yet; the menu leads to Import.");
        };
        let one = self.one.insert(One::of(entry.import));
        one.find(desk)
    }

    fn act_on_list(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.list.act(action) {
            self.number = self.selected(desk).map(|entry| entry.import);
            return Answer::Stay;
        }
        let entry = self.selected(desk);
        match (action, entry) {
            (Action::Choose, _) => self.open_selected(desk),
            (Action::Refresh, _) => Answer::Run(Job::History),
            (Action::Report, Some(entry)) => Answer::ask(one::report_path(entry, desk)),
            (Action::OverLimit, Some(entry)) => one::over_limit_path(entry, desk),
            (Action::UndoImport, Some(entry)) => Answer::Visit(Visit::Undo(entry.import)),
            (Action::ShowLeads, Some(entry)) => Answer::Visit(Visit::Leads(LeadScope::Import(entry.import))),
            (Action::Survey, Some(entry)) => Answer::Visit(Visit::Survey(Scope::Import(entry.import))),
            (Action::Copy, Some(entry)) => Answer::Copy(words(entry, desk)),
            _ => Answer::Pass,
        }
    }
}

/// Returns what an entry of the history was: an import, or the undo of one.
#[must_use]
pub fn what(entry: &Entry) -> String {
    match entry.kind {
        Kind::Import => "import".into(),
        Kind::Undo { of } => format!("undo of {of}"),
    }
}

/// Tells whether an entry can be taken back: it was not yet, and what was there before is still known.
#[must_use]
pub fn can_undo(entry: &Entry) -> bool {
    entry.undone_by.is_none() && !entry.forgotten
}

/// Returns when something was, in the platform's time zone: "2026-11-22 18:30".
#[must_use]
pub fn when(at: i64, desk: &Desk<'_>) -> String {
    let zone = desk.world.platform().and_then(|platform| platform.settings.get("platform.time_zone"));
    let moment = crate::report::moment(at, zone);
    moment.get(..16).map_or(moment.clone(), |minutes| minutes.replace('T', " "))
}

/// Returns an entry as it is searched and copied, safe to show.
fn words(entry: &Entry, desk: &Desk<'_>) -> String {
    let (what, when) = (what(entry), when(entry.at, desk));
    let (file, operator) = (safe(&entry.file), safe(&entry.operator));
    format!("{} {what} {file} {operator} {when} {} {}", entry.import, safe(&entry.host), safe(&entry.from))
}

/// The least of a file's hash that is taken for one: shorter, it may just as well be a word.
const HASH: usize = 6;

/// Returns an entry as a filter looks at it: by what people read of it, or by its file's hash where one was typed.
fn searched(entry: &Entry, filter: &str, desk: &Desk<'_>) -> String {
    let filter = crate::text::trim(filter).to_ascii_lowercase();
    let is_hash = filter.len() >= HASH && filter.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash && entry.sha256.starts_with(&filter) { filter } else { words(entry, desk) }
}

impl Screen for Imports {
    fn context(&self) -> Option<Context> {
        Some(Context::Imports)
    }

    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if let Some(one) = &self.one {
            return one.offers(desk);
        }
        if self.list.is_typing() {
            return vec![Action::Choose.as_offer("done"), Action::Close.as_offer("show all")];
        }
        if self.selected(desk).is_none() {
            return vec![Action::Refresh.into(), Action::Close.as_offer("back to the import")];
        }
        let mut offers = vec![Action::Choose.as_offer("open"), Action::Filter.into(), Action::Report.into()];
        if self.selected(desk).is_some_and(can_undo) {
            offers.push(Action::UndoImport.into());
        }
        offers.extend([Action::ShowLeads, Action::Survey, Action::Refresh].map(Offer::from));
        offers.push(Action::Close.as_offer("back to the import"));
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        let Some(one) = &mut self.one else { return self.act_on_list(action, desk) };
        match one.act(action, desk) {
            Answer::Pass if action == Action::Refresh => Answer::Run(Job::History),
            Answer::Pass if matches!(action, Action::Close | Action::Back) => {
                self.number = Some(one.import);
                self.one = None;
                Answer::Stay
            }
            answer => answer,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        one::reply(question, reply, desk)
    }

    fn enter(&mut self, desk: &Desk<'_>) -> Answer {
        if desk.world.history.is_none() {
            // Something was imported since: it stands on top.
            (self.list, self.number) = (List::default(), None);
        }
        let history = Answer::Run(Job::History);
        match &mut self.one {
            Some(one) => Answer::All(vec![history, one.find(desk)]),
            None => history,
        }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let entries = Self::entries(desk);
        let filter = self.list.filter().text().to_owned();
        self.list.refresh(entries.len(), |at| searched(&entries[at], &filter, desk));
        if let Some(at) = entries.iter().position(|entry| Some(entry.import) == self.number) {
            self.list.select(at);
        }
        // While they are read anew there are none, and the selected one is not forgotten.
        self.number = self.selected(desk).map(|entry| entry.import).or(self.number);
        if let Some(one) = &mut self.one {
            one.refresh(desk);
        }
    }

    fn told(&mut self, slot: Slot, desk: &Desk<'_>) -> Answer {
        self.one.as_mut().map_or(Answer::Stay, |one| one.told(slot, desk))
    }

    fn line(&mut self) -> Option<&mut Line> {
        match &mut self.one {
            Some(one) => one.line(),
            None => self.list.typing(),
        }
    }

    fn is_typing(&self) -> bool {
        self.one.as_ref().map_or(self.list.is_typing(), One::is_typing)
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        if let Some(one) = &mut self.one {
            one.typed(desk);
            return Answer::Stay;
        }
        let entries = Self::entries(desk);
        let filter = self.list.filter().text().to_owned();
        self.list.filtered(|at| searched(&entries[at], &filter, desk));
        self.number = self.selected(desk).map(|entry| entry.import);
        Answer::Stay
    }
}
