//! Summary: what the import did, and where to go next.

use crate::app::beside::{LeadScope, Visit};
use crate::app::desk::Desk;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen};
use crate::app::screens::imports::{Imports, can_undo, one, when};
use crate::app::step::Place;
use crate::import::{Entry, Report};
use crate::keys::{Action, Context};
use crate::mail::State;
use crate::mail::standing::Standing;
use crate::quality::Scope;
use crate::text::{plural, safe, thousands};

/// The screen; it has no state of its own.
#[derive(Debug, Default)]
pub struct Summary;

/// Where the mail stands, in words that are safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Post {
    /// It is sent.
    Good(String),
    /// It is not, and something stands in its way.
    Bad(String),
    /// Nothing to be worried about.
    Quiet(String),
}

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

    /// Returns where the mail about the import stands.
    #[must_use]
    pub fn mail(desk: &Desk<'_>) -> Post {
        let import = Self::report(desk).and_then(|report| report.entry.as_ref()).map(|entry| entry.import);
        let Some((_, standing, sending)) = desk.world.beside.mail.as_ref().filter(|(of, ..)| Some(*of) == import)
        else {
            return Post::Quiet("Mail: …".into());
        };
        match standing {
            Standing::Nowhere(reason) => Post::Quiet((*reason).into()),
            Standing::Sent(to) => Post::Good(format!("Mail: sent to {}.", safe(to))),
            Standing::Waiting(mail) if *sending => Post::Quiet(format!("Mail: being sent to {}…", safe(&mail.to))),
            Standing::Waiting(mail) if mail.state == State::Stopped => {
                Post::Bad(format!("Mail: not sent to {}: {}", safe(&mail.to), safe(&mail.reason)))
            }
            Standing::Waiting(mail) if mail.reason.is_empty() => {
                Post::Quiet(format!("Mail: waits in the outbox for {}.", safe(&mail.to)))
            }
            Standing::Waiting(mail) => Post::Bad(format!(
                "Mail: waits, it will be tried again after {}. {}",
                when(mail.due, desk),
                safe(&mail.reason)
            )),
        }
    }
}

impl Screen for Summary {
    fn context(&self) -> Option<Context> {
        Some(Context::Summary)
    }

    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        let mut offers = vec![Action::Choose.as_offer("new import"), Action::Report.into()];
        if Self::report(desk).is_some_and(|report| report.limit.is_some_and(|limit| limit.not_added > 0)) {
            offers.push(Action::OverLimit.into());
        }
        offers.push(Action::Survey.into());
        let entry = Self::report(desk).and_then(|report| report.entry.as_ref());
        let undone = |entry: &Entry| Imports::entries(desk).iter().any(|e| e.import == entry.import && !can_undo(e));
        if entry.is_some_and(|entry| !undone(entry)) {
            offers.push(Action::UndoImport.into());
        }
        offers.extend([Action::ShowLeads, Action::Quit].map(Offer::from));
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        let entry = Self::report(desk).and_then(|report| report.entry.as_ref());
        if let Some(entry) = entry {
            let import = entry.import;
            match action {
                Action::Report => return Answer::ask(one::report_path(entry, desk)),
                Action::OverLimit => return one::over_limit_path(entry, desk),
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
    format!("{}: {}.", safe(&report.file), counts.collect::<Vec<_>>().join(", "))
}
