//! What the program tells the operator on the line above the footer, kept to be read again (Ctrl-G).

use super::event::Moment;

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something went well, or is worth knowing.
    Note,
    /// Something needs a look.
    Warning,
    /// Something did not work.
    Error,
}

/// One message; its text has passed `text::safe`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// How much it matters.
    pub weight: Weight,
    /// What happened and what to do about it.
    pub text: String,
}

impl Message {
    /// Returns a message made safe to show.
    #[must_use]
    pub fn new(weight: Weight, text: impl AsRef<str>) -> Self {
        Message { weight, text: crate::text::safe(text.as_ref()).into_owned() }
    }
}

/// How many messages are kept.
const KEPT: usize = 200;

/// How long a message stays at least, in milliseconds, before a key press takes it away.
const STAYS: u64 = 1_500;

/// The messages of a session.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    kept: Vec<(Moment, Message)>,
    shown: bool,
}

impl Messages {
    /// Tells the operator something.
    pub fn tell(&mut self, at: Moment, message: Message) {
        if self.kept.len() == KEPT {
            self.kept.remove(0);
        }
        self.kept.push((at, message));
        self.shown = true;
    }

    /// Returns the message on the line above the footer.
    #[must_use]
    pub fn shown(&self) -> Option<&Message> {
        self.kept.last().filter(|_| self.shown).map(|(_, message)| message)
    }

    /// Takes the message off the line once it had its time; errors stay until something else is told or done.
    pub fn fade(&mut self, at: Moment) {
        if let Some((told, _)) = self.kept.last()
            && at.ms.saturating_sub(told.ms) >= STAYS
        {
            self.shown = false;
        }
    }

    /// Takes the message off the line: it was about another step.
    pub fn hide(&mut self) {
        self.shown = false;
    }

    /// Walks all messages that are kept, the newest first.
    pub fn all(&self) -> impl Iterator<Item = &(Moment, Message)> {
        self.kept.iter().rev()
    }
}
