//! Summary: what the import did, and where to go next.

use crate::app::beside::{LeadScope, Visit};
use crate::app::desk::Desk;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen};
use crate::app::screens::imports::one;
use crate::app::step::Place;
use crate::import::Report;
use crate::keys::{Action, Context};
use crate::quality::Scope;
use crate::text::{plural, thousands};

/// The screen; it has no state of its own.
#[derive(Debug, Default)]
pub struct Summary;

impl Summary {
    /// Returns the report of the import.
    #[must_use]
    pub fn report<'a>(desk: &Desk<'a>) -> Option<&'a Report> {
        desk.world.import.done().map(AsRef::as_ref)
    }

    /// Returns the contract's message: how many leads entered and how many did not.
    #[must_use]
    pub fn contract(report: &Report) -> Option<String> {
        let limit = report.limit.filter(|limit| limit.not_added > 0)?;
        let (added, not) =
            (plural(limit.added, "was added", "were added"), plural(limit.not_added, "was not", "were not"));
        Some(format!("Your contract holds {} leads: {added}, {not}.", thousands(limit.max_leads)))
    }
}

impl Screen for Summary {
    fn context(&self) -> Option<Context> {
        Some(Context::Summary)
    }

    fn offers(&self, _: &Desk<'_>) -> Vec<Offer> {
        let mut offers = vec![Action::Choose.as_offer("new import")];
        offers.extend(
            [Action::Report, Action::Survey, Action::UndoImport, Action::ShowLeads, Action::Quit].map(Offer::from),
        );
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        let entry = Self::report(desk).and_then(|report| report.entry.as_ref());
        if let Some(entry) = entry {
            let import = entry.import;
            match action {
                Action::Report => return Answer::ask(one::report_path(entry, desk)),
                Action::Survey => return Answer::Visit(Visit::Survey(Scope::Import(import))),
                Action::UndoImport => return Answer::Visit(Visit::Undo(import)),
                Action::ShowLeads => return Answer::Visit(Visit::Leads(LeadScope::Import(import))),
                _ => {}
            }
        }
        match action {
            Action::Choose | Action::Next => Answer::Anew,
            Action::Back => Answer::refuse("The import is done. Enter begins a new one; the menu has the history."),
            Action::Close => Answer::Go(Place::Imports),
            Action::Copy => match Self::report(desk) {
                Some(report) => Answer::Copy(words(report)),
                None => Answer::Stay,
            },
            _ => Answer::Pass,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        one::reply(question, reply, desk)
    }
}

fn words(report: &Report) -> String {
    let counts =
        crate::import::Outcome::ALL.into_iter().map(|o| format!("{} {}", thousands(report.counts.of(o)), o.label()));
    format!("{}: {}.", crate::text::safe(&report.file), counts.collect::<Vec<_>>().join(", "))
}
