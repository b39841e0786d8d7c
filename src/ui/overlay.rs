//! What lies over a screen: dialogs, pickers, prompts.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};

use super::frame::pane;
use super::table::{self, Row, Width};
use super::theme::{QUIET, SELECTED};
use crate::app::dialog::{Dialog, Item, Overlay, Picker, Prompt};
use crate::text::width;

/// The fewest and the most lines under a list whose notes are too long for it, where the selected one stands whole.
const WHOLE_LINES: (u16, u16) = (2, 4);
/// What a table takes for its mark and the space between two columns.
const MARGIN: usize = 4;

/// Draws an overlay in the middle of the window.
pub fn draw(overlay: &Overlay, frame: &mut Frame<'_>, window: Rect) {
    match overlay {
        Overlay::Dialog(dialog) => draw_dialog(dialog, frame, window),
        Overlay::Picker(picker) => draw_picker(picker, frame, window),
        Overlay::Prompt(prompt) => draw_prompt(prompt, frame, window),
    }
}

/// Clears a box in the middle of the window and draws its border.
fn boxed(frame: &mut Frame<'_>, window: Rect, columns: u16, rows: u16, title: &str) -> Rect {
    let (columns, rows) = (columns.min(window.width), rows.min(window.height));
    let area = Rect {
        x: window.x + (window.width - columns) / 2,
        y: window.y + (window.height - rows) / 2,
        width: columns,
        height: rows,
    };
    frame.render_widget(Clear, area);
    pane(frame, area, title, true)
}

/// Returns how many lines a text takes when it is wrapped; never fewer than it needs.
#[must_use]
pub fn wrapped_height(text: &str, columns: u16) -> u16 {
    let columns = usize::from(columns.max(1));
    let mut lines = 1;
    let mut used = 0;
    for word in text.split(' ') {
        let room = width(word);
        if used > 0 && used + 1 + room > columns {
            lines += 1;
            used = 0;
        }
        used += room + usize::from(used > 0);
        while used > columns {
            lines += 1;
            used -= columns;
        }
    }
    u16::try_from(lines).unwrap_or(u16::MAX)
}

fn draw_dialog(dialog: &Dialog, frame: &mut Frame<'_>, window: Rect) {
    let buttons: Vec<String> = dialog.buttons.iter().map(|button| format!("[ {button} ]")).collect();
    let row: usize = buttons.iter().map(|button| width(button) + 2).sum();
    let stacked = row + 4 > usize::from(window.width.min(64));
    let columns = window.width.min(64);
    let inner = columns.saturating_sub(4);
    let text: u16 = dialog.text.iter().map(|text| wrapped_height(text, inner)).sum();
    let button_rows = if stacked { u16::try_from(buttons.len()).unwrap_or(3) } else { 1 };
    let inside = boxed(frame, window, columns, text + button_rows + 3, &dialog.title);
    let lines: Vec<Line<'_>> = dialog.text.iter().map(|text| Line::raw(text.as_str())).collect();
    let text_area = Rect {
        x: inside.x + 1,
        width: inside.width.saturating_sub(2),
        height: inside.height.saturating_sub(button_rows + 1),
        ..inside
    };
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), text_area);
    let mut x = inside.x + 1;
    let mut y = inside.bottom().saturating_sub(button_rows);
    for (index, button) in buttons.iter().enumerate() {
        let columns = u16::try_from(width(button)).unwrap_or(u16::MAX);
        let place = Rect { x, y, width: columns, height: 1 }.intersection(inside);
        let selected = index == dialog.at;
        let style = if selected { SELECTED } else { ratatui::style::Style::new() };
        frame.render_widget(Paragraph::new(Span::styled(button.as_str(), style)), place);
        if selected && !place.is_empty() {
            frame.set_cursor_position(Position::new((x + 2).min(inside.right()), y));
        }
        if stacked {
            y += 1;
        } else {
            x += columns + 2;
        }
    }
}

fn draw_picker(picker: &Picker, frame: &mut Frame<'_>, window: Rect) {
    let columns = window.width.saturating_sub(4).clamp(20, 100).min(window.width);
    let text = if picker.text.is_empty() { 0 } else { wrapped_height(&picker.text, columns.saturating_sub(2)) };
    let longest = picker.items.iter().map(|item| width(&item.name)).max().unwrap_or(0);
    let inner = columns.saturating_sub(2);
    let name = longest.min(usize::from(inner) * 3 / 5);
    let note = usize::from(inner).saturating_sub(name + MARGIN);
    let long = picker.items.iter().filter(|item| width(&item.note) > note || width(&item.name) > name);
    let heights = long.map(|item| wrapped_height(&whole_words(item, name), columns.saturating_sub(2)));
    let whole = heights.max().map_or(0, |height| height.clamp(WHOLE_LINES.0, WHOLE_LINES.1));
    let wanted = u16::try_from(picker.items.len()).unwrap_or(u16::MAX).saturating_add(3 + text + whole);
    let rows = wanted.clamp(6, window.height.saturating_sub(4).max(6));
    let inside = boxed(frame, window, columns, rows, &picker.title);
    let text = text.min(inside.height);
    let paragraph = Paragraph::new(Line::styled(picker.text.as_str(), QUIET)).wrap(Wrap { trim: false });
    frame.render_widget(paragraph, Rect { height: text, ..inside });
    // A low window gives its lines to the list.
    let list = 1 + u16::try_from(picker.items.len().min(3)).unwrap_or(3);
    let whole = if inside.height >= text + whole + list { whole } else { 0 };
    let area = Rect { y: inside.y + text, height: inside.height.saturating_sub(text + whole), ..inside };
    table::draw(frame, area, &picker.list, true, &[Width::Fixed(name), Width::Share(1)], |at| {
        let item = &picker.items[at];
        Row::new([item.name.as_str(), item.note.as_str()]).mark(item.mark)
    });
    let Some(item) = picker.list.selected().and_then(|at| picker.items.get(at)) else { return };
    let words = whole_words(item, name);
    frame.render_widget(
        Paragraph::new(Line::styled(crate::text::safe(&words).into_owned(), QUIET)).wrap(Wrap { trim: true }),
        Rect { y: area.bottom(), height: whole, ..inside },
    );
}

/// Returns what the selected line says in full, its name only where that is cut.
fn whole_words(item: &Item, name: usize) -> String {
    if width(&item.name) > name { format!("{} · {}", item.name, item.note) } else { item.note.clone() }
}

fn draw_prompt(prompt: &Prompt, frame: &mut Frame<'_>, window: Rect) {
    let columns = window.width.min(64);
    let text = wrapped_height(&prompt.text, columns.saturating_sub(4));
    let inside = boxed(frame, window, columns, text + 4, &prompt.title);
    let area = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    frame.render_widget(
        Paragraph::new(prompt.text.as_str()).wrap(Wrap { trim: false }),
        Rect { height: text.min(area.height), ..area },
    );
    let y = (area.y + text + 1).min(area.bottom().saturating_sub(1));
    let (shown, cursor) = prompt.line.window(usize::from(area.width).saturating_sub(2));
    let line = Rect { y, height: 1, ..area }.intersection(inside);
    frame.render_widget(Paragraph::new(format!("> {}", crate::text::safe(&shown))), line);
    let x = area.x + 2 + u16::try_from(cursor).unwrap_or(0);
    frame.set_cursor_position(Position::new(x.min(inside.right().saturating_sub(1)), y));
}
