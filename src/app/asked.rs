//! The answers to the program's own questions; a screen's questions go back to the screen.

use super::App;
use super::beside::Ask;
use super::effect::Effect;
use super::job::Job;
use super::message::Weight;
use super::question::{Question, Reply};
use super::step::{Place, Step};
use crate::keys::Action;

impl App {
    pub(super) fn replied(&mut self, question: &Question, reply: &Reply) {
        match (question, reply) {
            (Question::Quit, Reply::Button(1)) => self.leave(),
            (Question::CancelWizard, Reply::Button(1)) => self.give_up(),
            (Question::TakeBack, Reply::Button(1)) => self.take_back_now(),
            (Question::Void(change), Reply::Button(1)) => {
                self.apply((**change).clone());
                self.follow_waiting();
            }
            (Question::Resume(draft, _), Reply::Button(0)) => {
                self.forget_waiting();
                self.resume((**draft).clone());
            }
            (Question::Resume(draft, change), Reply::Button(_)) => {
                self.drop_draft(draft);
                self.draft = super::draft::Draft { step: self.draft.step, ..super::draft::Draft::default() };
                self.apply((**change).clone());
                self.follow_waiting();
            }
            (Question::GoOn, Reply::Item(id)) => self.go_on(id),
            (Question::Beside(Ask::Insist(wish)), Reply::Button(1)) => {
                self.start(Job::Beside((**wish).clone().insisting()));
            }
            (Question::Menu, Reply::Item(id)) => {
                if let Some(place) = Place::MENU.into_iter().find(|place| place.title() == id) {
                    self.go(place);
                }
            }
            (Question::Palette, Reply::Item(id)) => {
                if let Some(action) = Action::from_id(id) {
                    self.act(action);
                }
            }
            (
                Question::Quit
                | Question::CancelWizard
                | Question::TakeBack
                | Question::Void(_)
                | Question::Resume(..)
                | Question::GoOn
                | Question::Menu
                | Question::Palette
                | Question::Help
                | Question::Messages
                | Question::Read,
                _,
            ) => self.forget_waiting(),
            _ => {
                let answer = self.with_screen(|screen, desk| screen.reply(question, reply, desk));
                self.follow(answer);
            }
        }
    }

    /// Goes on with the draft at this place of the list, or leaves them all alone.
    fn go_on(&mut self, id: &str) {
        let Ok(index) = id.parse::<usize>() else { return };
        if let Some(draft) = self.world.loaded.drafts.get(index).cloned() {
            self.resume(draft);
        }
    }

    /// Gives the import up: forgets the draft; nothing was changed.
    fn give_up(&mut self) {
        if let Some(file) = self.draft.file.clone() {
            self.effects.push(Effect::ForgetDraft(file.path));
            let draft = self.draft.clone();
            self.drop_draft(&draft);
            // Without its file the draft is none, so that beginning anew does not keep it.
            self.draft.file = None;
        }
        self.anew();
        self.draft.step = Step::File;
        self.tell(Weight::Note, "The import was given up; nothing was changed.");
    }
}
