//! What lies over a screen: a small question, a picker with a fuzzy filter, a line to type.
//!
//! Each carries the [`Question`] that it asks; the answer comes back as a [`Reply`] to whoever asked.

use super::line::Line;
use super::list::List;
use super::question::{Question, Reply};
use crate::keys::Action;

/// A small question with buttons. The first button is the harmless one: it is selected, and Esc means it.
#[derive(Clone, Debug)]
pub struct Dialog {
    /// What is asked.
    pub question: Question,
    /// The line in the border.
    pub title: String,
    /// What the operator should know, a paragraph each.
    pub text: Vec<String>,
    /// The buttons.
    pub buttons: Vec<String>,
    /// The selected button.
    pub at: usize,
}

impl Dialog {
    /// Returns a question whose first button does no harm and whose second does the deed.
    #[must_use]
    pub fn ask(question: Question, title: impl Into<String>, harmless: &str, deed: &str) -> Self {
        Dialog {
            question,
            title: title.into(),
            text: Vec::new(),
            buttons: vec![harmless.to_owned(), deed.to_owned()],
            at: 0,
        }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text.push(text.into());
        self
    }

    /// Adds a third button.
    #[must_use]
    pub fn or(mut self, button: &str) -> Self {
        self.buttons.push(button.to_owned());
        self
    }

    fn act(&mut self, action: Action) -> Option<Reply> {
        match action {
            Action::Left | Action::Up | Action::PreviousPane => {
                self.at = self.at.checked_sub(1).unwrap_or(self.buttons.len() - 1);
            }
            Action::Right | Action::Down | Action::NextPane => self.at = (self.at + 1) % self.buttons.len(),
            Action::Choose => return Some(Reply::Button(self.at)),
            Action::Yes => return Some(Reply::Button(1)),
            Action::No | Action::Close => return Some(Reply::Button(0)),
            _ => {}
        }
        None
    }
}

/// One line of a picker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What comes back when it is chosen.
    pub id: String,
    /// A mark before it: `✓`, `~`, `*` …; may be empty.
    pub mark: &'static str,
    /// What it is called.
    pub name: String,
    /// What else is worth knowing, shown behind the name.
    pub note: String,
}

impl Item {
    /// Returns a line without a mark.
    #[must_use]
    pub fn new(id: impl Into<String>, name: impl Into<String>, note: impl Into<String>) -> Self {
        Item { id: id.into(), mark: "", name: name.into(), note: note.into() }
    }

    /// Gives the line a mark.
    #[must_use]
    pub fn mark(mut self, mark: &'static str) -> Self {
        self.mark = mark;
        self
    }
}

/// A list over the screen whose filter has the keyboard: typing narrows it, Enter chooses.
#[derive(Clone, Debug)]
pub struct Picker {
    /// What is asked.
    pub question: Question,
    /// The line in the border.
    pub title: String,
    /// A sentence above the list; may be empty.
    pub text: String,
    /// The lines.
    pub items: Vec<Item>,
    /// Which of them are shown and selected.
    pub list: List,
    /// What else can be done with a line, as the footer says it; `None`: nothing.
    pub more: Option<&'static str>,
}

impl Picker {
    /// Returns a picker of these lines.
    #[must_use]
    pub fn new(question: Question, title: impl Into<String>, items: Vec<Item>) -> Self {
        let mut list = List::of(items.len());
        list.start_typing();
        Picker { question, title: title.into(), text: String::new(), items, list, more: None }
    }

    /// Puts a sentence above the list.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Says what else can be done with a line: the key of the next pane answers [`Reply::More`].
    #[must_use]
    pub fn more(mut self, label: &'static str) -> Self {
        self.more = Some(label);
        self
    }

    /// Selects the line with this id.
    #[must_use]
    pub fn at(mut self, id: &str) -> Self {
        if let Some(at) = self.items.iter().position(|item| item.id == id) {
            self.list.select(at);
        }
        self
    }

    /// Returns the selected line.
    #[must_use]
    pub fn selected(&self) -> Option<&Item> {
        self.items.get(self.list.selected()?)
    }

    fn act(&mut self, action: Action) -> Option<Reply> {
        match action {
            Action::Choose => return self.selected().map(|item| Reply::Item(item.id.clone())),
            Action::NextPane if self.more.is_some() => {
                return self.selected().map(|item| Reply::More(item.id.clone()));
            }
            Action::Close => return Some(Reply::Closed),
            _ => {}
        }
        self.list.act(action);
        None
    }

    fn typed(&mut self) {
        let items = &self.items;
        self.list.filtered(|at| format!("{} {}", items[at].name, items[at].note));
        // Whoever types looks for something: the line that stands for nothing is not what is meant.
        if !self.question.is_read_only() {
            self.list.put_last(|at| items[at].id.is_empty());
        }
    }
}

/// A line to type over the screen.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What is asked.
    pub question: Question,
    /// The line in the border.
    pub title: String,
    /// What the operator should know.
    pub text: String,
    /// What is typed.
    pub line: Line,
}

impl Prompt {
    /// Returns a prompt that begins with `start`.
    #[must_use]
    pub fn new(question: Question, title: &str, text: impl Into<String>, start: impl Into<String>) -> Self {
        Prompt { question, title: title.to_owned(), text: text.into(), line: Line::new(start) }
    }

    fn act(&self, action: Action) -> Option<Reply> {
        match action {
            Action::Choose => Some(Reply::Text(self.line.text().to_owned())),
            Action::Close => Some(Reply::Closed),
            _ => None,
        }
    }
}

/// Something that lies over a screen and has the keyboard.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// A question.
    Dialog(Dialog),
    /// A list to choose from.
    Picker(Picker),
    /// A line to type.
    Prompt(Prompt),
}

impl Overlay {
    /// Returns what is asked.
    #[must_use]
    pub fn question(&self) -> &Question {
        match self {
            Overlay::Dialog(dialog) => &dialog.question,
            Overlay::Picker(picker) => &picker.question,
            Overlay::Prompt(prompt) => &prompt.question,
        }
    }

    /// Returns the input that has the keyboard.
    pub fn line(&mut self) -> Option<&mut Line> {
        match self {
            Overlay::Dialog(_) => None,
            Overlay::Picker(picker) => picker.list.typing(),
            Overlay::Prompt(prompt) => Some(&mut prompt.line),
        }
    }

    /// Takes note that the input's text has changed.
    pub fn typed(&mut self) {
        if let Overlay::Picker(picker) = self {
            picker.typed();
        }
    }

    /// Carries an action out; a reply closes the overlay.
    pub fn act(&mut self, action: Action) -> Option<Reply> {
        match self {
            Overlay::Dialog(dialog) => dialog.act(action),
            Overlay::Picker(picker) => picker.act(action),
            Overlay::Prompt(prompt) => prompt.act(action),
        }
    }
}

impl From<Dialog> for Overlay {
    fn from(dialog: Dialog) -> Self {
        Overlay::Dialog(dialog)
    }
}

impl From<Picker> for Overlay {
    fn from(picker: Picker) -> Self {
        Overlay::Picker(picker)
    }
}

impl From<Prompt> for Overlay {
    fn from(prompt: Prompt) -> Self {
        Overlay::Prompt(prompt)
    }
}
