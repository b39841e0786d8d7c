//! Imports: the history, newest first.

use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker};
use crate::app::job::Job;
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::question::Question;
use crate::app::screen::{Answer, Offer, Screen};
use crate::app::words::moment;
use crate::import::{Entry, Outcome};
use crate::keys::{Action, Context};
use crate::text::{safe, thousands};

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Imports {
    /// The entries.
    pub list: List,
}

impl Imports {
    /// Returns the entries, newest first; none until they are read.
    #[must_use]
    pub fn entries<'a>(desk: &Desk<'a>) -> &'a [Entry] {
        desk.world.history.as_deref().unwrap_or(&[])
    }
}

/// Returns an entry as it is searched, safe to show.
#[must_use]
pub fn entry_words(entry: &Entry) -> String {
    format!("{} {} {} {}", entry.import, moment(entry.at), safe(&entry.file), safe(&entry.operator))
}

/// Shows one entry.
fn open(entry: &Entry) -> Answer {
    let mut items = vec![
        Item::new("", "File", safe(&entry.path)),
        Item::new("", "Operator", format!("{} at {}", safe(&entry.operator), safe(&entry.host))),
        Item::new("", "Time", format!("{} UTC, {} ms", moment(entry.at), thousands(entry.milliseconds))),
        Item::new("", "Leads after it", thousands(entry.leads_after)),
    ];
    items.extend(
        Outcome::ALL.into_iter().map(|outcome| Item::new("", outcome.label(), thousands(entry.counts.of(outcome)))),
    );
    if let Some(by) = entry.undone_by {
        items.push(Item::new("", "Undone by", by.to_string()));
    }
    Answer::ask(Picker::new(Question::Read, format!("Import {}", entry.import), items))
}

impl Screen for Imports {
    fn context(&self) -> Option<Context> {
        Some(Context::Imports)
    }

    fn offers(&self, _: &Desk<'_>) -> Vec<Offer> {
        vec![Action::Choose.as_offer("open"), Action::Filter.into(), Action::Close.as_offer("back to the import")]
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.list.act(action) {
            return Answer::Stay;
        }
        match action {
            Action::Choose => match self.list.selected().and_then(|at| Self::entries(desk).get(at)) {
                Some(entry) => open(entry),
                None => Answer::Stay,
            },
            _ => Answer::Pass,
        }
    }

    fn enter(&mut self, _: &Desk<'_>) -> Answer {
        Answer::Run(Job::History)
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let entries = Self::entries(desk);
        self.list.refresh(entries.len(), |at| entry_words(&entries[at]));
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.list.typing()
    }

    fn is_typing(&self) -> bool {
        self.list.is_typing()
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        let entries = Self::entries(desk);
        self.list.filtered(|at| entry_words(&entries[at]));
        Answer::Stay
    }
}
