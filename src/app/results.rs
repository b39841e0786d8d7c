//! A long list with a search: what the screens of leads and of an import's rows have in common.
//!
//! Its lines stand in the store and are read page by page (`beside::Paged`); a search is work for outside, so it begins
//! with Enter and not with every letter.

use std::ops::Range;

use super::beside::{Page, Paged};
use super::line::Line;
use super::list::List;
use crate::keys::Action;

/// Where a long list stands.
#[derive(Debug, Default)]
pub struct Results {
    /// Which line is selected.
    pub list: List,
    /// What is searched for, as it is typed.
    pub search: Line,
    /// Whether the search has the keyboard.
    pub typing: bool,
    /// What was searched for.
    searched: String,
    asked: Range<usize>,
}

/// What became of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is not for the list.
    No,
    /// It was taken.
    Yes,
    /// Another text is searched for from now on.
    Search,
}

impl Results {
    /// Begins another list, from its top; the search stays.
    pub fn anew(&mut self) {
        self.list = List::default();
        self.asked = 0..0;
    }

    /// Forgets what was searched for.
    pub fn forget_search(&mut self) {
        self.typing = false;
        self.search = Line::default();
        self.searched.clear();
    }

    /// Begins with another search.
    pub fn set_search(&mut self, text: String) {
        self.search = Line::new(text.clone());
        self.searched = text;
        self.anew();
    }

    /// Returns what is searched for.
    #[must_use]
    pub fn searched(&self) -> &str {
        &self.searched
    }

    /// Takes note of how many lines there are by now.
    pub fn refresh(&mut self, length: usize) {
        self.list.refresh(length, |_| String::new());
    }

    /// Returns the page to be read now, if one is; it is asked for once.
    pub fn wanted<K: Copy, T>(&mut self, lines: &Paged<K, T>) -> Option<Page<K>> {
        let page = lines.wanted(self.list.line(), &self.asked)?;
        self.asked = page.from..page.from + page.keys.len();
        Some(page)
    }

    /// Carries an action out, if it is one of a list or of its search.
    pub fn act(&mut self, action: Action) -> Taken {
        match action {
            Action::Filter if !self.typing => {
                self.typing = true;
                Taken::Yes
            }
            Action::Choose if self.typing => {
                self.typing = false;
                self.search_for(crate::text::trim(self.search.text()).to_owned())
            }
            Action::Close if self.typing => {
                self.typing = false;
                self.search = Line::new(self.searched.clone());
                Taken::Yes
            }
            Action::Close if !self.searched.is_empty() => {
                self.search = Line::default();
                self.search_for(String::new())
            }
            Action::Filter => Taken::No,
            _ if self.list.act(action) => Taken::Yes,
            _ => Taken::No,
        }
    }

    fn search_for(&mut self, text: String) -> Taken {
        if text == self.searched {
            return Taken::Yes;
        }
        self.searched = text;
        self.anew();
        Taken::Search
    }
}
