//! An import from its beginning to its end: it owns its answers, and its end is told wherever the operator is by then.

use std::sync::Arc;

use super::App;
use super::beside::Wish;
use super::draft::{Draft, SourceFile};
use super::effect::Effect;
use super::job::{Job, Rejects, Work};
use super::message::Weight;
use super::step::{Place, Step};
use super::world::Stage;
use crate::import::{Progress, Report};

impl App {
    /// Takes note that an import of the present answers begins.
    pub(super) fn import_begins(&mut self) {
        self.world.importing = Some(Box::new(self.draft.clone()));
        self.world.import = Stage::Running(Progress::default());
        self.world.import_began = self.at;
        self.world.import_at = self.at;
    }

    /// An import came to its end: the summary if it changed something, else the check with what was found.
    pub(super) fn imported(&mut self, report: Arc<Report>, rejects: Option<Rejects>) {
        let Some(number) = report.entry.as_ref().map(|entry| entry.import) else { return self.refused(&report) };
        let (draft, is_here) = self.import_ends(Stage::Done(report));
        let name = draft.file.as_ref().map(SourceFile::name).unwrap_or_default();
        if let Some(file) = &draft.file {
            self.effects.push(Effect::ForgetDraft(file.path.clone()));
        }
        self.drop_draft(&draft);
        self.world.rejects = rejects;
        self.world.history = None;
        self.world.beside.mail = None;
        if is_here {
            self.draft = draft;
            self.undo.clear();
            self.step_to(Some(Step::Summary));
        }
        if !is_here || self.place != Place::Import {
            let place = if is_here { Place::Import } else { Place::Imports }.title();
            let words = format!("{name} is imported, as number {number}: see {place} in the menu.");
            self.tell(Weight::Note, words);
        }
        self.start(Job::Beside(Wish::Mail(number)));
    }

    /// Puts the answers of an import that changed nothing back at Check, and returns the name of its file.
    pub(super) fn import_stopped(&mut self, stage: Stage<Arc<Report>>) -> String {
        let (draft, is_here) = self.import_ends(stage);
        self.back_to_check(draft, is_here)
    }

    fn back_to_check(&mut self, mut draft: Draft, is_here: bool) -> String {
        let name = draft.file.as_ref().map(SourceFile::name).unwrap_or_default();
        if is_here {
            self.draft = draft;
            self.step_to(Some(Step::Check));
        } else {
            draft.step = Step::Check;
            self.drop_draft(&draft);
            self.world.loaded.drafts.insert(0, draft);
        }
        name
    }

    /// Returns the answers that the import worked on, and whether the wizard still stands there.
    fn import_ends(&mut self, stage: Stage<Arc<Report>>) -> (Draft, bool) {
        self.world.import = stage;
        let draft = self.world.importing.take().map_or_else(|| self.draft.clone(), |draft| *draft);
        let path = |draft: &Draft| draft.file.as_ref().map(|file| file.path.clone());
        let is_here = self.draft.step == Step::Import && path(&draft) == path(&self.draft);
        (draft, is_here)
    }

    /// Takes an import that found errors by now, or stopped because the store had changed since the check: then it
    /// goes on where the numbers are the same.
    fn refused(&mut self, report: &Arc<Report>) {
        let before = self.world.check.done().filter(|before| before.stand != report.stand);
        let (moved, same) = (before.is_some(), before.is_some_and(|before| report.same_numbers(before)));
        let (draft, is_here) = self.import_ends(Stage::Idle);
        if is_here {
            self.world.check = Stage::Done(Arc::clone(report));
        }
        if let Some(work) = Work::of(&draft).filter(|_| is_here && same) {
            self.draft = draft;
            self.tell(Weight::Note, "The store has changed since the check; the numbers are the same.");
            return self.run_job(Job::Import(Box::new(work), report.seen()));
        }
        let name = self.back_to_check(draft, is_here);
        let words = match (is_here, moved) {
            (true, true) => "The store has changed since the check: nothing was imported, these are the new numbers.",
            (true, false) => "Nothing was imported: the file has errors by now. They are listed here.",
            (false, _) => {
                return self.tell(Weight::Warning, format!("Nothing of {name} was imported: check it again."));
            }
        };
        self.tell(Weight::Warning, words);
    }
}
