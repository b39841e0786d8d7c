//! Marks and styles: 16 colours, readable on light and dark, and never the only sign of anything.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use crate::app::message::Weight;

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether colours are wanted (NO_COLOR).
    pub colour: bool,
    /// Whether the locale is UTF-8.
    pub utf8: bool,
}

impl Default for Look {
    fn default() -> Self {
        Look { colour: true, utf8: true }
    }
}

/// Text that matters less.
pub const QUIET: Style = Style::new().add_modifier(Modifier::DIM);
/// Text that matters more.
pub const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
/// The selected line of the pane that has the keyboard.
pub const SELECTED: Style = Style::new().add_modifier(Modifier::REVERSED);
/// The selected line of another pane.
pub const MARKED: Style = Style::new().add_modifier(Modifier::BOLD);
/// Good news.
pub const GOOD: Style = Style::new().fg(Color::Green);
/// An error.
pub const BAD: Style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
/// A warning.
pub const WARN: Style = Style::new().fg(Color::Magenta);
/// Where the operator is.
pub const HERE: Style = Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD);

/// Returns the style of a mark.
#[must_use]
pub fn style_of(mark: &str) -> Style {
    match mark {
        "✓" => GOOD,
        "✗" => BAD,
        "!" | "*" => WARN,
        "~" | "●" | "▸" => HERE,
        _ => Style::new(),
    }
}

/// Returns the mark and the style of a message.
#[must_use]
pub fn message(weight: Weight) -> (&'static str, Style) {
    let mark = crate::app::words::mark_of(weight);
    (mark, style_of(mark))
}

/// What takes the place of a character where the locale is not UTF-8.
const ASCII: &[(&str, &str)] = &[
    ("✓", "+"),
    ("●", "@"),
    ("○", "o"),
    ("✗", "x"),
    ("▸", ">"),
    ("▾", "v"),
    ("…", "~"),
    ("·", "-"),
    ("–", "-"),
    ("→", ">"),
    ("×", "x"),
    ("“", "\""),
    ("”", "\""),
    ("’", "'"),
    ("‘", "'"),
    ("•", "*"),
    ("█", "#"),
    ("▌", "#"),
    ("─", "-"),
    ("━", "="),
    ("│", "|"),
    ("┃", "|"),
    ("►", ">"),
];

/// Goes over the drawn cells: no colours where none are wanted, ASCII where the locale is not UTF-8, and never a
/// character that a terminal could obey.
pub fn finish(buffer: &mut Buffer, look: Look) {
    for cell in &mut buffer.content {
        if cell.symbol().chars().any(crate::text::is_unsafe) {
            cell.set_symbol("\u{fffd}");
        }
        if !look.colour {
            cell.fg = Color::Reset;
            cell.bg = Color::Reset;
        }
        if !look.utf8 && !cell.symbol().is_ascii() {
            let ascii = ascii_of(cell.symbol());
            cell.set_symbol(ascii);
        }
    }
}

fn ascii_of(symbol: &str) -> &'static str {
    if let Some((_, ascii)) = ASCII.iter().find(|(other, _)| *other == symbol) {
        return ascii;
    }
    let corner = symbol.chars().next().is_some_and(|c| ('\u{2500}'..='\u{257f}').contains(&c));
    match (corner, crate::text::width(symbol)) {
        (true, _) => "+",
        (false, 2) => "??",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    #[test]
    fn no_control_and_no_override_gets_out_whatever_was_drawn() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
        buffer.content[0].set_symbol("\u{1b}]52;c;x");
        buffer.content[1].set_symbol("\u{202e}");
        buffer.content[2].set_symbol("é");
        finish(&mut buffer, Look { colour: true, utf8: false });
        let symbols: Vec<_> = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(symbols, ["?", "?", "?", " "]);
    }
}
