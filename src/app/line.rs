//! One line of text that is being typed: tui-input behind the actions of the keymap.

use tui_input::{Input, InputRequest};

use crate::keys::Action;

/// The most characters that a line takes; a pasted book does not fit in.
const MOST: usize = 4096;

/// A line that is being typed.
#[derive(Clone, Debug, Default)]
pub struct Line {
    input: Input,
}

impl Line {
    /// Returns a line that begins with this text, the cursor behind it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Line { input: Input::new(text.into()) }
    }

    /// Returns what was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Replaces what was typed, the cursor behind it.
    pub fn set(&mut self, text: impl Into<String>) {
        self.input = Input::new(text.into());
    }

    /// Returns the part that fits into `width` cells with the cursor in it, and the cursor's cell.
    #[must_use]
    pub fn window(&self, width: usize) -> (String, usize) {
        let width = width.max(1);
        let scroll = self.input.visual_scroll(width - 1);
        let mut skipped = 0;
        let mut shown = String::new();
        let mut used = 0;
        for c in self.text().chars() {
            let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
            if skipped < scroll {
                skipped += wide;
                continue;
            }
            if used + wide > width {
                break;
            }
            used += wide;
            shown.push(c);
        }
        (shown, self.input.visual_cursor().saturating_sub(skipped.max(scroll)).min(width - 1))
    }

    /// Types a character.
    pub fn insert(&mut self, c: char) {
        if !c.is_control() && self.text().len() < MOST {
            self.input.handle(InputRequest::InsertChar(c));
        }
    }

    /// Pastes text as one line: line ends become blanks, control characters vanish.
    pub fn paste(&mut self, text: &str) {
        for c in text.trim_end_matches(['\r', '\n']).chars().take(MOST) {
            self.insert(if c == '\n' || c == '\t' { ' ' } else { c });
        }
    }

    /// Carries an action of the context `input` out; false if it is none.
    pub fn act(&mut self, action: Action) -> bool {
        let request = match action {
            Action::CursorLeft => InputRequest::GoToPrevChar,
            Action::CursorRight => InputRequest::GoToNextChar,
            Action::CursorStart => InputRequest::GoToStart,
            Action::CursorEnd => InputRequest::GoToEnd,
            Action::WordLeft => InputRequest::GoToPrevWord,
            Action::WordRight => InputRequest::GoToNextWord,
            Action::Erase => InputRequest::DeletePrevChar,
            Action::EraseNext => InputRequest::DeleteNextChar,
            Action::EraseWord => InputRequest::DeletePrevWord,
            Action::EraseLine => InputRequest::DeleteLine,
            Action::EraseEnd => InputRequest::DeleteTillEnd,
            Action::PutBack => InputRequest::Yank,
            _ => return false,
        };
        self.input.handle(request);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_is_one_line_without_control_characters() {
        let mut line = Line::new("a");
        line.paste("b\nc\u{1b}[31m\r\n");
        assert_eq!(line.text(), "ab c[31m");
    }

    #[test]
    fn the_window_follows_the_cursor_over_wide_characters() {
        let mut line = Line::default();
        line.paste("日本語日本語");
        let (shown, cursor) = line.window(6);
        assert!(shown.ends_with('語') && cursor < 6, "{shown} {cursor}");
        line.act(Action::CursorStart);
        assert_eq!(line.window(6), ("日本語".into(), 0));
    }
}
