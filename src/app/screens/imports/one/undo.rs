//! The undo of an import: first what it would do, then whether to do it; leads changed since are listed and decided.

use super::One;
use crate::app::beside::{Ask, Wish, undo_words};
use crate::app::desk::Desk;
use crate::app::dialog::Dialog;
use crate::app::list::List;
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::import::undo::{ChangedSince, Conflict, Since, UndoMode, UndoReport};
use crate::keys::Action;
use crate::platform::Platform;
use crate::text::{plural, safe};

impl One {
    /// Takes note of what an undo would do, or did.
    pub(super) fn undo_told(&mut self, desk: &Desk<'_>) -> Answer {
        let report = desk.world.beside.undo.as_ref().filter(|report| report.of.import == self.import);
        let Some(report) = report else {
            self.conflicts = None;
            return Answer::Stay;
        };
        if report.changed_since == 0 {
            return Answer::ask(confirm(report));
        }
        self.conflicts = Some(List::of(report.conflicts.len()));
        let leads = plural(report.changed_since, "lead was", "leads were");
        Answer::refuse(format!("{leads} changed since import {}: nothing is undone until you decide.", self.import))
    }

    pub(super) fn act_on_conflicts(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        let Some(list) = &mut self.conflicts else { return Answer::Pass };
        if list.act(action) {
            return Answer::Stay;
        }
        match (action, &desk.world.beside.undo) {
            (Action::Choose | Action::UndoImport, Some(report)) => Answer::ask(decide(report)),
            (Action::Copy, Some(report)) => match list.selected().and_then(|at| report.conflicts.get(at)) {
                Some(conflict) => Answer::Copy(super::conflict_words(conflict, desk)),
                None => Answer::Stay,
            },
            (Action::Close | Action::Back, _) => {
                self.conflicts = None;
                Answer::Tell("Nothing was undone.".into())
            }
            _ => Answer::Pass,
        }
    }
}

/// Asks whether to undo, saying what it does.
fn confirm(report: &UndoReport) -> Dialog {
    let import = report.of.import;
    Dialog::ask(
        Question::Beside(Ask::Undo(import)),
        format!("Undo import {import}, {}?", safe(&report.of.file)),
        "Leave it as it is",
        "Undo it",
    )
    .text(format!("What the undo does: {}.", effect(report)))
    .text("The undo stands in the history itself and can be undone.")
}

/// Asks what to do about leads that were changed since.
fn decide(report: &UndoReport) -> Dialog {
    let import = report.of.import;
    let leads = plural(report.changed_since, "lead was", "leads were");
    let mut dialog = Dialog::ask(
        Question::Beside(Ask::Conflicts(import)),
        format!("Undo import {import} all the same?"),
        "Undo nothing",
        "Skip those leads",
    )
    .or("Overwrite them")
    .text(format!("{leads} changed since. The others: {}.", effect(report)))
    .text("Skip: those leads stay as they are now, the others are put back.")
    .text("Overwrite: those leads are put back too, and their later changes are lost from view.");
    if report.conflicts.iter().any(|conflict| matches!(conflict.since, Since::EmailTaken { .. })) {
        dialog = dialog.text("A lead whose address belongs to another one by now is left as it is in any case.");
    }
    dialog
}

fn effect(report: &UndoReport) -> String {
    undo_words(report, ["removed", "put back as it was", "returned"])
}

/// Takes the answer to one of the questions above.
pub(super) fn reply(ask: &Ask, button: usize) -> Answer {
    let (import, mode) = match (ask, button) {
        (Ask::Undo(import), 1) => (*import, UndoMode::Refuse),
        (Ask::Conflicts(import), 1) => (*import, UndoMode::SkipChanged),
        (Ask::Conflicts(import), 2) => (*import, UndoMode::Overwrite),
        (Ask::Undo(_), _) => return Answer::Tell("Nothing was undone.".into()),
        _ => return Answer::Stay,
    };
    let doing = Answer::Tell(format!("Undoing import {import}…"));
    Answer::All(vec![doing, Answer::wish(Wish::Undo(import, mode))])
}

/// Returns what happened to a lead since the import, safe to show.
#[must_use]
pub fn since(conflict: &Conflict, platform: &Platform) -> String {
    match &conflict.since {
        Since::Changed { by, fields } => {
            let changed: Vec<_> = fields
                .iter()
                .map(|ChangedSince { change, by }| {
                    let (old, new) = (super::value(change.old.as_deref()), super::value(change.new.as_deref()));
                    format!("by {by} {}: {old} → {new}", super::field(change.field, platform))
                })
                .collect();
            if changed.is_empty() {
                return format!("changed, last by {by}, to the same values");
            }
            changed.join("; ")
        }
        Since::Deleted { by: 0 } => "erased; it cannot come back".into(),
        Since::Deleted { by } => format!("deleted by {by}"),
        Since::EmailTaken { email, lead } => format!("{} belongs to lead {lead} by now", safe(email)),
    }
}
