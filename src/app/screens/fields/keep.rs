//! Keeping matchings: saved under a name on leaving the step; renamed and removed in the list of the saved ones.
//!
//! Loading is `missing`'s affair; where they are kept is the store's.

use super::Fields;
use super::ask::Ask;
use super::{missing, pickers, rows};
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Item, Picker, Prompt};
use crate::app::draft::Change;
use crate::app::job::Job;
use crate::app::question::{Question, Reply};
use crate::app::screen::Answer;
use crate::matching::Matching;
use crate::matching::saved::lost;
use crate::text::{safe, trim};

impl Fields {
    /// Leaves the step, if what a matching must have is there: asks for a name to save it under.
    pub(super) fn next(desk: &Desk<'_>) -> Answer {
        if let Some(missing) = rows::missing(desk).into_iter().next() {
            return Answer::Refuse(missing);
        }
        let name = desk.draft.matching_name.clone().unwrap_or_default();
        let text = "A name keeps this matching for the next file like this one; blank moves on without.";
        Answer::ask(Prompt::new(Question::MatchingName, "Save this matching", text, name))
    }

    pub(super) fn named(name: &str, desk: &Desk<'_>) -> Answer {
        let name = crate::text::trim(name);
        let saved = desk.world.loaded.matchings.iter().find(|saved| saved.name == name);
        match saved {
            _ if name.is_empty() => Answer::Next,
            Some(saved) if saved.matching == noted(desk) => Answer::Next,
            Some(_) => Answer::ask(replace(name, desk)),
            None => Self::save(name, desk),
        }
    }

    pub(super) fn save(name: &str, desk: &Desk<'_>) -> Answer {
        let known = desk.world.loaded.matchings.iter().find(|saved| saved.name == name);
        let known = known.map(|saved| Box::new(saved.matching.clone()));
        let job = Job::SaveMatching(name.to_owned(), Box::new(noted(desk)), known);
        Answer::All(vec![Answer::Run(job), Answer::Change(Change::Named(name.to_owned())), Answer::Next])
    }
}

/// Asks whether a saved matching is to be replaced, and says what of it would be lost.
fn replace(name: &str, desk: &Desk<'_>) -> Dialog {
    let question = Question::MatchingOverwrite(name.to_owned());
    let dialog = Dialog::ask(question, "The name is taken", "Another name", "Replace it")
        .text(format!("A matching is saved as “{}” already.", safe(name)));
    let is_its = desk.draft.matching_name.as_deref() == Some(name);
    match lost(missing::open(desk).into_iter().map(|(_, missing)| missing)).filter(|_| is_its) {
        Some(lost) => dialog.text(format!("Replacing it loses {lost}.")),
        None => dialog,
    }
}

/// Asks what is to become of a saved matching beside loading it.
pub(super) fn more(name: &str) -> Answer {
    if name == missing::LAST {
        return Answer::refuse("It has no name: load it, and a name on leaving this step saves it.");
    }
    let items = vec![
        Item::new("rename", "Rename", "gives it another name"),
        Item::new("remove", "Remove", "asks first; what is matched here stays"),
    ];
    Answer::ask(Picker::new(Question::Fields(Ask::SavedOne(name.to_owned())), safe(name), items))
}

/// Takes what is to become of a saved matching.
pub(super) fn change(ask: &Ask, reply: &Reply, desk: &Desk<'_>) -> Answer {
    match (ask, reply) {
        (Ask::SavedOne(name), Reply::Item(id)) if id == "rename" => {
            let text = "The name that the saved matching gets.";
            Answer::ask(Prompt::new(Question::Fields(Ask::SavedName(name.clone())), "Rename", text, name))
        }
        (Ask::SavedOne(name), Reply::Item(_)) => {
            let question = Question::Fields(Ask::SavedGone(name.clone()));
            let dialog = Dialog::ask(question, "Remove a saved matching", "Keep it", "Remove it");
            Answer::ask(
                dialog.text(format!("“{}” is removed for all operators. What is matched here stays.", safe(name))),
            )
        }
        (Ask::SavedName(name), Reply::Text(new)) => rename(name, trim(new), desk),
        (Ask::SavedGone(name), Reply::Button(1)) => Answer::Run(Job::ChangeMatching(name.clone(), None)),
        (Ask::SavedOne(name) | Ask::SavedName(name) | Ask::SavedGone(name), _) => pickers::saved(name, desk),
        _ => Answer::Stay,
    }
}

fn rename(name: &str, new: &str, desk: &Desk<'_>) -> Answer {
    let taken = |other: &str| desk.world.loaded.matchings.iter().any(|saved| saved.name == other);
    if new.is_empty() || new == name {
        return pickers::saved(name, desk);
    }
    if taken(new) {
        let words = format!("A matching is saved as “{}” already: choose another name.", safe(new));
        return Answer::All(vec![
            Answer::Refuse(words),
            change(&Ask::SavedOne(name.into()), &Reply::Item("rename".into()), desk),
        ]);
    }
    Answer::Run(Job::ChangeMatching(name.to_owned(), Some(new.to_owned())))
}

/// Returns the matching with the present names of its fields, so that a renamed one is noticed when it is loaded.
fn noted(desk: &Desk<'_>) -> Matching {
    let mut matching = desk.draft.matching.clone();
    if let Some(platform) = desk.world.platform() {
        matching.note_names(platform);
    }
    matching
}
