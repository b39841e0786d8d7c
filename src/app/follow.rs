//! Does what a screen's answer says: the only place where the step and the draft change.

use super::App;
use super::dialog::{Dialog, Overlay};
use super::draft::{Change, Draft};
use super::effect::Effect;
use super::job::{Job, Slot};
use super::message::Weight;
use super::question::Question;
use super::screen::Answer;
use super::screens::{check::Check, fields::Fields, file::File, match_type::MatchTypeScreen};
use super::step::{Place, Step};
use super::world::Stage;

impl App {
    pub(super) fn follow(&mut self, answer: Answer) {
        match answer {
            Answer::Stay | Answer::Pass => {}
            Answer::Next => {
                self.messages.hide();
                self.step_to(self.draft.step.next());
            }
            Answer::Back => {
                self.messages.hide();
                self.step_to(self.draft.step.back());
            }
            Answer::Refuse(words) => self.tell(Weight::Warning, words),
            Answer::Tell(words) => self.tell(Weight::Note, words),
            Answer::Change(change) => self.change(change),
            Answer::Ask(overlay) => self.overlays.push(*overlay),
            Answer::Run(job) => self.run_job(job),
            Answer::Stop(slot) => self.effects.push(Effect::Stop(slot)),
            Answer::Copy(text) => {
                self.effects.push(Effect::Copy(text));
                self.tell(Weight::Note, "Copied.");
            }
            Answer::Go(place) => self.go(place),
            Answer::Visit(visit) => self.visit(visit),
            Answer::Anew => self.anew(),
            Answer::All(answers) => self.follow_all(answers),
        }
    }

    /// Follows answers one after the other; if one of them asks whether to make other choices void, the rest waits.
    fn follow_all(&mut self, answers: Vec<Answer>) {
        let mut answers = answers.into_iter();
        let covered = self.overlays.len();
        while let Some(answer) = answers.next() {
            self.follow(answer);
            let asks = |overlay: &Overlay| matches!(overlay.question(), Question::Void(_) | Question::Resume(..));
            if self.overlays.len() > covered && self.overlays.last().is_some_and(asks) {
                self.waiting = answers.collect();
                return;
            }
        }
    }

    pub(super) fn follow_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        self.follow_all(waiting);
    }

    pub(super) fn forget_waiting(&mut self) {
        self.waiting.clear();
    }

    pub(super) fn step_to(&mut self, step: Option<Step>) {
        let Some(step) = step else { return };
        self.draft.step = step;
        self.save();
        if self.place == Place::Import {
            self.entered();
        }
    }

    pub(super) fn go(&mut self, place: Place) {
        self.place = place;
        self.entered();
    }

    fn entered(&mut self) {
        let matches = (Step::MatchType..=Step::Fields).contains(&self.draft.step);
        // What others have added since the program began is there as well.
        if self.world.platform().is_some() && (self.place != Place::Import || matches) {
            self.start(Job::Load);
        }
        self.refresh();
        let answer = self.with_screen(|screen, desk| screen.enter(desk));
        self.follow(answer);
    }

    /// Makes a change, or first tells what it would make void.
    fn change(&mut self, change: Change) {
        if let Some(draft) = self.earlier_draft(&change) {
            let when = super::words::ago(self.at.unix, draft.at);
            let name = draft.file.as_ref().map(super::draft::SourceFile::name).unwrap_or_default();
            let dialog = Dialog::ask(
                Question::Resume(Box::new(draft.clone()), Box::new(change)),
                name,
                &format!("Go on at {}", draft.step.title()),
                "Start over with it",
            )
            .text(format!("You were at {} with this file {when}.", draft.step.title()));
            return self.overlays.push(dialog.into());
        }
        let voids = self.draft.voids(&change);
        if voids.is_empty() {
            return self.apply(change);
        }
        let mut dialog = Dialog::ask(
            Question::Void(Box::new(change.clone())),
            "This makes other answers void",
            "Leave all as it is",
            "Do it",
        )
        .text(format!("With {}, this is lost:", change.words()));
        for sentence in voids {
            dialog = dialog.text(format!("- {sentence}"));
        }
        self.overlays.push(dialog.into());
    }

    /// Returns the draft of an earlier session, if the change chooses a file that has one.
    fn earlier_draft(&self, change: &Change) -> Option<Draft> {
        let Change::File(file, _) = change else { return None };
        if self.draft.file.as_ref().is_some_and(|now| now.path == file.path) {
            return None;
        }
        let of_file = |draft: &&Draft| draft.file.as_ref().is_some_and(|other| other.path == file.path);
        self.world.loaded.drafts.iter().find(of_file).filter(|draft| draft.step > Step::File).cloned()
    }

    /// Replaces the whole draft by one of an earlier session.
    pub(super) fn resume(&mut self, draft: Draft) {
        self.keep_draft();
        self.undo.clear();
        self.begin_screens();
        self.draft = draft;
        // What was running when the session ended did not come to its end; nothing was changed by it.
        if self.draft.step >= Step::Import {
            self.draft.step = Step::Check;
        }
        self.place = Place::Import;
        self.changed();
        self.entered();
    }

    /// Begins without a file and without answers; the current draft stays among the drafts.
    pub(super) fn anew(&mut self) {
        self.keep_draft();
        self.undo.clear();
        self.draft = Draft { step: Step::File, ..Draft::default() };
        self.world.check = Stage::Idle;
        self.world.import = Stage::Idle;
        self.world.checked = None;
        self.place = Place::Import;
        self.screens.file = File::default();
        self.begin_screens();
        self.start(Job::Browse(self.world.folder.path.clone()));
        self.entered();
    }

    /// Forgets what was filtered, marked and focused for the file before.
    fn begin_screens(&mut self) {
        self.screens.match_type = MatchTypeScreen::default();
        self.screens.fields = Fields::default();
        self.screens.check = Check::default();
    }

    /// Puts the current draft among the drafts that can be gone on with.
    fn keep_draft(&mut self) {
        let draft = self.draft.clone();
        if draft.file.is_some() && draft.step < Step::Summary {
            self.drop_draft(&draft);
            self.world.loaded.drafts.insert(0, draft);
        }
    }

    pub(super) fn drop_draft(&mut self, draft: &Draft) {
        let path = draft.file.as_ref().map(|file| file.path.clone());
        self.world.loaded.drafts.retain(|other| other.file.as_ref().map(|file| file.path.clone()) != path);
    }

    /// What follows every change of the draft: it is saved, and work on the old answers is stopped.
    pub(super) fn changed(&mut self) {
        self.save();
        if self.jobs.is_running(Slot::Check) {
            self.effects.push(Effect::Stop(Slot::Check));
            self.jobs.forget(Slot::Check);
            self.world.check = Stage::Idle;
        }
        self.forget_old_change();
        let path = self.draft.file.as_ref().map(|file| &file.path);
        if path.is_some() && path != self.world.preview.as_ref().map(|preview| &preview.path) {
            self.start(Job::Preview(path.cloned().unwrap_or_default()));
        }
        // A check of the old answers tells nothing about the new ones: the screen that shows it begins another.
        if self.place == Place::Import && self.draft.step == Step::Check {
            self.entered();
        }
    }

    pub(super) fn save(&mut self) {
        self.draft.at = self.at.unix;
        if self.draft.file.is_some() && self.draft.step < Step::Summary {
            self.effects.push(Effect::SaveDraft(Box::new(self.draft.clone())));
        }
    }

    pub(super) fn run_job(&mut self, job: Job) {
        match &job {
            Job::Check(work) => {
                self.world.check = Stage::Running(crate::import::Progress::default());
                self.world.checked = Some((**work).clone());
            }
            Job::Beside(wish) => self.world.beside.begins(wish),
            Job::Import(..) => self.import_begins(),
            _ => {}
        }
        self.start(job);
    }
}
