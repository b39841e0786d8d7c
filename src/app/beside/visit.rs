//! Going from one screen to another with something in hand, and taking in what the work for those screens found.

use std::path::Path;

use super::{Ask, Found, LeadScope, Wish};
use crate::app::App;
use crate::app::dialog::Dialog;
use crate::app::job::{Job, Ticket};
use crate::app::message::Weight;
use crate::app::question::Question;
use crate::app::step::Place;
use crate::app::words::{ago, size};
use crate::import::Outcome;
use crate::import::undo::UndoReport;
use crate::quality::Scope;
use crate::text::{plural, safe};

/// Where a screen leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Visit {
    /// One import, in Imports.
    Import(u32),
    /// The undo of an import, in Imports.
    Undo(u32),
    /// Leads, in Leads.
    Leads(LeadScope),
    /// One lead, in Leads.
    Lead(u64),
    /// Leads that fit what could have been typed, in Leads.
    Search(LeadScope, String),
    /// A survey, in Quality.
    Survey(Scope),
}

impl App {
    /// Goes to another screen with something in hand.
    pub(in crate::app) fn visit(&mut self, visit: Visit) {
        match visit {
            Visit::Import(import) => {
                self.screens.imports.show(import);
                self.go(Place::Imports);
            }
            Visit::Undo(import) => {
                self.screens.imports.show(import);
                self.go(Place::Imports);
                self.run_job(Job::Beside(Wish::UndoCheck(import)));
            }
            Visit::Leads(scope) => {
                self.screens.leads.show(scope);
                self.go(Place::Leads);
            }
            Visit::Search(scope, text) => {
                self.screens.leads.show(scope);
                self.screens.leads.results.set_search(text);
                self.go(Place::Leads);
            }
            Visit::Survey(scope) => {
                self.screens.quality.show(scope);
                self.go(Place::Quality);
            }
            Visit::Lead(lead) => {
                self.screens.leads.show_one(lead);
                self.go(Place::Leads);
            }
        }
    }

    /// Takes in what the work for a screen beside the wizard found.
    pub(in crate::app) fn found(&mut self, ticket: Ticket, found: Found) {
        let beside = &mut self.world.beside;
        beside.trouble = beside.trouble.take().filter(|(slot, _)| *slot != ticket.slot);
        match found {
            Found::Walked(count) => beside.rows.walked = count,
            Found::Rows { query, keys, complete } => {
                if beside.row_ticket.replace(ticket) != Some(ticket) {
                    beside.rows.clear();
                    beside.row_query = query;
                }
                beside.rows.extend(keys, complete);
            }
            Found::RowPage(import, from, page) => {
                if beside.row_query.import == import {
                    beside.rows.turn(from, page);
                }
            }
            Found::LeadsWalked(count) => beside.leads.walked = count,
            Found::Leads { query, keys, complete } => {
                if beside.lead_ticket.replace(ticket) != Some(ticket) {
                    beside.leads.clear();
                    beside.lead_query = Some(query);
                }
                beside.leads.extend(keys, complete);
            }
            Found::LeadPage(from, page) => beside.leads.turn(from, page),
            Found::Lead(story) => beside.story = Some(story),
            Found::UndoChecked(report) => beside.undo = Some(report),
            Found::Undone(report) => self.undone(&report),
            Found::Written(path) => {
                self.tell(Weight::Note, format!("{} is written.", path.display()));
            }
            Found::OverLimit(path, words) => {
                self.tell(Weight::Note, format!("{} is written: {words}.", path.display()));
            }
            Found::Mail { import, standing, sending } => beside.mail = Some((import, standing, sending)),
            Found::Exists(mut wish, about) => {
                if let Some(path) = wish.output_mut().map(|output| output.path.clone()) {
                    self.ask_to_replace(Question::Beside(Ask::Insist(wish)), &path, about);
                }
            }
            Found::Touches(wish, words) => {
                let question = Question::Beside(Ask::Insist(wish));
                let dialog =
                    Dialog::ask(question, "Leads hold values of this", "Leave it as it is", "Do it all the same");
                self.overlays.push(dialog.text(words).into());
            }
            Found::Surveying(count) => beside.surveying = Some(count),
            Found::Surveyed(surveyed) => {
                beside.surveying = None;
                beside.survey = Some(surveyed);
            }
            Found::Platform(platform, done) => {
                self.world.loaded.platform = Some(platform);
                self.tell(Weight::Note, done);
            }
        }
    }

    fn undone(&mut self, report: &UndoReport) {
        self.world.beside.undo = None;
        self.world.history = None;
        let Some(entry) = &report.entry else {
            let leads = plural(report.changed_since, "lead was", "leads were");
            return self.tell(Weight::Warning, format!("Nothing was undone: {leads} changed since."));
        };
        self.world.loaded.leads = entry.leads_after;
        let words = undo_words(report, ["removed", "put back", "returned"]);
        self.tell(Weight::Note, format!("Import {} is undone, by number {}: {words}.", report.of.import, entry.import));
        self.start(Job::History);
    }

    /// Asks whether a file is replaced, and says which: its path, its size, how old it is.
    pub(in crate::app) fn ask_to_replace(&mut self, question: Question, path: &Path, (bytes, modified): (u64, i64)) {
        // That it is being written does not hold any more.
        self.messages.hide();
        let (name, age) = (path.display().to_string(), ago(self.at.unix, modified));
        let dialog = Dialog::ask(question, "There is such a file", "Keep it", "Replace it")
            .text(safe(&name))
            .text(format!("It has {} and was changed {age}. If it is replaced, what is in it is gone.", size(bytes)));
        self.overlays.push(dialog.into());
    }
}

/// Returns what an undo does to how many leads, in these words for removed, put back and returned ones.
#[must_use]
pub fn undo_words(report: &UndoReport, words: [&str; 3]) -> String {
    let kinds = [Outcome::Deleted, Outcome::Updated, Outcome::Added].into_iter().zip(words);
    let parts: Vec<_> = kinds
        .filter(|(outcome, _)| report.counts.of(*outcome) > 0)
        .map(|(outcome, word)| format!("{} {word}", plural(report.counts.of(outcome), "lead", "leads")))
        .collect();
    if parts.is_empty() { "no lead to put back".into() } else { parts.join(", ") }
}
