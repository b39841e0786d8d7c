//! Taking choices back: only where they were made and can be seen, and never a file without a question.

use super::App;
use super::dialog::Dialog;
use super::draft::{Change, Draft, SourceFile};
use super::effect::Effect;
use super::message::Weight;
use super::question::Question;
use super::step::{Place, Step};

/// How many choices can be taken back.
const UNDO: usize = 100;
/// How many mends they may hold together.
const UNDO_MENDS: usize = 400_000;

impl App {
    /// Makes a change without another question.
    pub(super) fn apply(&mut self, change: Change) {
        let before = self.draft.clone();
        let words = change.words();
        let is_again = matches!(change, Change::Again(_));
        let is_named = matches!(change, Change::Named(_));
        self.draft.apply(change);
        if self.draft == before {
            return;
        }
        // What is saved stays saved: earlier choices are taken back under the name that the matching has now.
        if is_named {
            let of_it = |past: &&mut (Draft, String)| past.0.matching_name == before.matching_name;
            for (draft, _) in self.undo.iter_mut().filter(of_it) {
                draft.matching_name.clone_from(&self.draft.matching_name);
            }
            return self.changed();
        }
        if self.undo.len() == UNDO {
            self.undo.remove(0);
        }
        // The draft has moved to the other file with all its answers: none is left behind under the old name.
        let path = |draft: &Draft| draft.file.as_ref().map(|file| file.path.clone());
        if is_again
            && let Some(old) = path(&before)
            && Some(&old) != path(&self.draft).as_ref()
        {
            self.drop_draft(&before);
            self.effects.push(Effect::ForgetDraft(old));
        }
        self.undo.push((before, words));
        self.forget_heavy_undo();
        self.changed();
    }

    /// Forgets the oldest choices where they hold more mends than is good for the memory.
    fn forget_heavy_undo(&mut self) {
        let mut mends = 0;
        let keeps = self.undo.iter().rev().take_while(|(draft, _)| {
            mends += draft.mends.len();
            mends <= UNDO_MENDS
        });
        let keeps = keeps.count().max(1);
        self.undo.drain(..self.undo.len() - keeps);
    }

    /// Tells whether the last choice belongs to what is seen.
    pub(super) fn can_take_back(&self) -> bool {
        let made_here = |(before, _): &(Draft, String)| before.step == self.draft.step;
        self.place == Place::Import && self.undo.last().is_some_and(made_here)
    }

    /// Takes the last choice back if it was made where the operator is; one that takes a file away is asked about.
    pub(super) fn take_back(&mut self) {
        if self.place != Place::Import {
            return self.tell(Weight::Note, "Choices of the import are taken back where they were made, at its steps.");
        }
        let Some((before, words)) = self.undo.last() else {
            return self.tell(Weight::Note, "There is nothing to take back.");
        };
        if !self.can_take_back() {
            let told =
                format!("The last choice was made at {}, and is taken back there: {words}.", before.step.title());
            return self.tell(Weight::Note, told);
        }
        let path = |draft: &Draft| draft.file.as_ref().map(|file| file.path.clone());
        if path(before) == path(&self.draft) {
            return self.take_back_now();
        }
        let name = |draft: &Draft| draft.file.as_ref().map(SourceFile::name);
        let now = name(&self.draft).unwrap_or_default();
        let text = match name(before) {
            Some(other) => format!("{other} takes the place of {now} again, with the answers given for it before."),
            None => format!("{now} is chosen no more. Neither the file nor a lead changes."),
        };
        let dialog = Dialog::ask(Question::TakeBack, "Take the file back?", "Leave it", "Take it back");
        self.overlays.push(dialog.text(text).into());
    }

    /// Takes the last choice back without another question.
    pub(super) fn take_back_now(&mut self) {
        let Some((mut draft, words)) = self.undo.pop() else { return };
        draft.step = if draft.file.is_none() { self.draft.step.min(Step::File) } else { self.draft.step };
        self.draft = draft;
        self.tell(Weight::Note, format!("Taken back: {words}."));
        self.changed();
    }
}
