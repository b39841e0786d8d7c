//! A list in which one line is selected: moving, paging, filtering. The lines themselves belong to whoever shows them.
//!
//! A screen tells the list how many lines there are and what text each has ([`List::refresh`]); the list says which
//! are shown and which one is selected. [`List::view`] is the one thing that a drawing notes: how much it had room for.

use std::cell::Cell;
use std::cmp::Reverse;
use std::sync::Arc;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::line::Line;
use crate::keys::Action;

/// What the last drawing showed of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The first line shown.
    pub top: usize,
    /// How many lines there was room for.
    pub height: usize,
}

/// Where a list stands.
#[derive(Clone, Debug, Default)]
pub struct List {
    at: usize,
    length: usize,
    shown: Option<Arc<[u32]>>,
    filter: Line,
    typing: bool,
    view: Cell<View>,
}

impl List {
    /// Returns a list of so many lines, the first of them selected.
    #[must_use]
    pub fn of(length: usize) -> Self {
        List { length, ..List::default() }
    }

    /// Takes note of the lines as they are now; the filter is applied again, the selected line stays if it can.
    pub fn refresh(&mut self, length: usize, text: impl Fn(usize) -> String) {
        let selected = self.selected();
        self.length = length;
        self.shown = matching(self.filter.text(), length, text).map(Arc::from);
        self.at = selected.and_then(|item| self.place_of(item)).unwrap_or(self.at).min(self.len().saturating_sub(1));
    }

    /// Takes note of the lines as they are now where somebody else has applied the filter: the items to show, or all.
    pub fn refresh_found(&mut self, length: usize, found: Option<&Arc<[u32]>>) {
        let selected = self.selected();
        self.length = length;
        self.shown = found.cloned();
        self.at = selected.and_then(|item| self.place_of(item)).unwrap_or(self.at).min(self.len().saturating_sub(1));
    }

    /// Shows all lines again, the selected one still selected.
    pub fn clear_filter(&mut self) {
        let selected = self.selected();
        self.typing = false;
        self.filter = Line::default();
        self.shown = None;
        self.at = selected.unwrap_or(0);
    }

    /// Applies the filter after it was typed in: the best line is selected.
    pub fn filtered(&mut self, text: impl Fn(usize) -> String) {
        self.shown = matching(self.filter.text(), self.length, text).map(Arc::from);
        self.at = 0;
    }

    /// Puts some of the items that the filter shows behind the others, however well they fit.
    pub fn put_last(&mut self, is_last: impl Fn(usize) -> bool) {
        if let Some(shown) = &self.shown {
            let (last, first): (Vec<u32>, Vec<u32>) = shown.iter().partition(|item| is_last(**item as usize));
            self.shown = Some(first.into_iter().chain(last).collect());
        }
    }

    /// Returns how many lines are shown, the filter applied.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shown.as_ref().map_or(self.length, |shown| shown.len())
    }

    /// Tells whether no line is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how many lines there are without the filter.
    #[must_use]
    pub fn total(&self) -> usize {
        self.length
    }

    /// Returns the item on a shown line.
    #[must_use]
    pub fn item(&self, line: usize) -> Option<usize> {
        match &self.shown {
            Some(shown) => shown.get(line).map(|item| *item as usize),
            None => (line < self.length).then_some(line),
        }
    }

    /// Returns the selected item.
    #[must_use]
    pub fn selected(&self) -> Option<usize> {
        self.item(self.at)
    }

    /// Returns the shown line that is selected.
    #[must_use]
    pub fn line(&self) -> usize {
        self.at
    }

    /// Selects an item if it is shown.
    pub fn select(&mut self, item: usize) {
        if let Some(line) = self.place_of(item) {
            self.at = line;
        }
    }

    /// Returns the filter's input while it has the keyboard.
    pub fn typing(&mut self) -> Option<&mut Line> {
        self.typing.then_some(&mut self.filter)
    }

    /// Tells whether the filter has the keyboard.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    /// Gives the filter the keyboard from the beginning and for good (pickers).
    pub fn start_typing(&mut self) {
        self.typing = true;
    }

    /// Returns the filter's input, to be shown.
    #[must_use]
    pub fn filter(&self) -> &Line {
        &self.filter
    }

    /// Carries out what a list does: moving and the filter. False if the action is none of that.
    pub fn act(&mut self, action: Action) -> bool {
        let last = self.len().saturating_sub(1);
        let page = self.view.get().height.max(2) - 1;
        match action {
            Action::Up => self.at = self.at.saturating_sub(1),
            Action::Down => self.at = (self.at + 1).min(last),
            Action::PageUp => self.at = self.at.saturating_sub(page),
            Action::PageDown => self.at = (self.at + page).min(last),
            Action::First => self.at = 0,
            Action::Last => self.at = last,
            Action::Filter if !self.typing => self.typing = true,
            Action::Choose if self.typing => self.typing = false,
            Action::Close if self.typing || self.shown.is_some() => self.clear_filter(),
            _ => return false,
        }
        true
    }

    /// Returns which line to draw first in this many rows, and notes it for paging.
    pub fn view(&self, height: usize) -> usize {
        let mut top = self.view.get().top.min(self.len().saturating_sub(height));
        if self.at < top {
            top = self.at;
        }
        if height > 0 && self.at >= top + height {
            top = self.at + 1 - height;
        }
        self.view.set(View { top, height });
        top
    }

    fn place_of(&self, item: usize) -> Option<usize> {
        match &self.shown {
            Some(shown) => shown.iter().position(|other| *other as usize == item),
            None => (item < self.length).then_some(item),
        }
    }
}

/// Returns the items that contain what was typed, the best first; `None` where nothing was typed.
#[must_use]
pub fn matching(filter: &str, length: usize, text: impl Fn(usize) -> String) -> Option<Vec<u32>> {
    let filter = crate::text::trim(filter);
    if filter.is_empty() {
        return None;
    }
    let pattern = Pattern::new(filter, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut matcher = Matcher::new(config);
    let mut letters = Vec::new();
    let mut found: Vec<(Reverse<u32>, u32)> = (0..length)
        .filter_map(|item| {
            let score = pattern.score(Utf32Str::new(&text(item), &mut letters), &mut matcher)?;
            Some((Reverse(score), u32::try_from(item).ok()?))
        })
        .collect();
    found.sort_unstable();
    Some(found.into_iter().map(|(_, item)| item).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(item: usize) -> String {
        ["leads-may.xlsx", "leads-june.xlsx", "fair.ods"][item].to_owned()
    }

    #[test]
    fn a_filter_shows_what_fits_and_esc_brings_all_back_on_the_same_line() {
        let mut list = List::of(3);
        assert!(list.act(Action::Filter));
        list.typing().expect("the filter has the keyboard").paste("june");
        list.filtered(names);
        assert_eq!((list.len(), list.selected()), (1, Some(1)));
        assert!(list.act(Action::Close));
        assert_eq!((list.len(), list.selected()), (3, Some(1)));
    }

    #[test]
    fn moving_never_leaves_the_list_even_when_it_shrinks() {
        let mut list = List::of(3);
        list.act(Action::Last);
        list.refresh(1, names);
        assert_eq!(list.selected(), Some(0));
        list.refresh(0, names);
        list.act(Action::Down);
        assert_eq!((list.selected(), list.view(5)), (None, 0));
    }

    #[test]
    fn a_page_moves_by_what_was_drawn_and_the_selected_line_is_always_in_view() {
        let mut list = List::of(100);
        list.view(10);
        list.act(Action::PageDown);
        assert_eq!(list.line(), 9);
        list.act(Action::Down);
        assert_eq!(list.view(10), 1);
        list.act(Action::First);
        assert_eq!(list.view(10), 0);
    }
}
