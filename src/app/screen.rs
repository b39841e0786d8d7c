//! What every screen is: state that takes actions and answers what is to become of them.
//!
//! A screen never changes the step, the draft or the world outside: it answers, and [`super::App`] does it.
//! To add a screen: a file here in `screens/` that implements [`Screen`], its drawing in `ui/screens/` under the same
//! name, a line in [`super::screens::Screens`].

use super::beside::{self, Visit, Wish};
use super::desk::Desk;
use super::dialog::Overlay;
use super::draft::Change;
use super::job::{Job, Slot};
use super::line::Line;
use super::message::{Message, Weight};
use super::question::{Question, Reply};
use super::step::Place;
use crate::keys::{Action, Context};

/// What is to become of an action.
#[derive(Debug)]
pub enum Answer {
    /// It was taken; nothing else follows.
    Stay,
    /// It is not for this screen: the program's own meaning of the action holds.
    Pass,
    /// The step is done: on to the next.
    Next,
    /// Back to the step before.
    Back,
    /// It cannot be done; the words say why and what to do.
    Refuse(String),
    /// It was done; the words say what.
    Tell(String),
    /// An answer of the operator: goes into the draft, after a question if it makes others void.
    Change(Change),
    /// A question lies over the screen from now on.
    Ask(Box<Overlay>),
    /// Work for outside.
    Run(Job),
    /// The job in this slot is stopped.
    Stop(Slot),
    /// Text for the operator's own clipboard.
    Copy(String),
    /// Another place of the menu.
    Go(Place),
    /// Another screen, with something in hand.
    Visit(Visit),
    /// The wizard begins anew, without a file.
    Anew,
    /// Several of them, one after the other.
    All(Vec<Answer>),
}

impl Answer {
    /// Returns the answer that asks something.
    #[must_use]
    pub fn ask(overlay: impl Into<Overlay>) -> Self {
        Answer::Ask(Box::new(overlay.into()))
    }

    /// Returns the answer that refuses with these words.
    #[must_use]
    pub fn refuse(words: impl Into<String>) -> Self {
        Answer::Refuse(words.into())
    }

    /// Returns the answer that asks for work beside the wizard.
    #[must_use]
    pub fn wish(wish: Wish) -> Self {
        Answer::Run(Job::Beside(wish))
    }

    /// Returns the answer that changes what the platform is made of.
    #[must_use]
    pub fn change(change: beside::Change) -> Self {
        Answer::wish(Wish::Change(Box::new(change), false))
    }

    /// Returns the answer to an action that a list or an input has taken, or not.
    #[must_use]
    pub fn taken(taken: bool) -> Self {
        if taken { Answer::Stay } else { Answer::Pass }
    }
}

/// An action that makes sense here and now, for the footer; the most useful first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The action.
    pub action: Action,
    /// What it is called here, where the table's label says too little ("match" for `choose`).
    pub label: &'static str,
}

impl From<Action> for Offer {
    fn from(action: Action) -> Self {
        Offer { action, label: action.entry().label }
    }
}

impl Action {
    /// Returns an offer of this action under another label.
    #[must_use]
    pub fn as_offer(self, label: &'static str) -> Offer {
        Offer { action: self, label }
    }
}

/// State and behaviour of one screen; it lives as long as the program.
pub trait Screen {
    /// The context of its own keys, if it has any.
    fn context(&self) -> Option<Context> {
        None
    }

    /// Returns what can be done here and now, for the footer; the most useful first.
    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer>;

    /// Takes an action.
    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer;

    /// Takes the answer to a question that it asked.
    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        let _ = (question, reply, desk);
        Answer::Stay
    }

    /// Is told that it is shown from now on.
    fn enter(&mut self, desk: &Desk<'_>) -> Answer {
        let _ = desk;
        Answer::Stay
    }

    /// Is told that the draft or the world may have changed: lists take note of their lines here.
    fn refresh(&mut self, desk: &Desk<'_>) {
        let _ = desk;
    }

    /// Is told that a job in this slot had news, which are in the world by now.
    fn told(&mut self, slot: Slot, desk: &Desk<'_>) -> Answer {
        let _ = (slot, desk);
        Answer::Stay
    }

    /// Returns the input that has the keyboard, if one has.
    fn line(&mut self) -> Option<&mut Line> {
        None
    }

    /// Tells whether an input has the keyboard, so that letters are text.
    fn is_typing(&self) -> bool {
        false
    }

    /// Takes note that the input's text has changed.
    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        let _ = desk;
        Answer::Stay
    }

    /// Takes text pasted while no input has the keyboard.
    fn pasted(&mut self, text: &str, desk: &Desk<'_>) -> Answer {
        let _ = (text, desk);
        Answer::Pass
    }

    /// Returns what must be seen even while something else is told: a change from outside that waits for an answer.
    fn alarm(&self, desk: &Desk<'_>) -> Option<Message> {
        let _ = desk;
        None
    }

    /// Returns what stands on the message line while nothing else is told: what is still missing here.
    fn hint(&self, desk: &Desk<'_>) -> Option<Message> {
        let _ = desk;
        None
    }
}

/// Returns a hint that is worth knowing.
#[must_use]
pub fn note(text: impl AsRef<str>) -> Option<Message> {
    Some(Message::new(Weight::Note, text))
}

/// Returns a hint that warns.
#[must_use]
pub fn warn(text: impl AsRef<str>) -> Option<Message> {
    Some(Message::new(Weight::Warning, text))
}
