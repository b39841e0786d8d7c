//! Draws Rules: every rule in full, wrapped; the selected one in view.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use ratatui::widgets::{Paragraph, Wrap};

use crate::app::App;
use crate::app::screens::rules::{RuleLine, Rules};
use crate::ui::frame::pane;
use crate::ui::overlay::wrapped_height;
use crate::ui::theme::{HERE, SELECTED, STRONG};

/// The columns that names of types take.
const NAMES: u16 = 11;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let inside = pane(frame, area, "What a file must keep to", true);
    let lines = Rules::lines(&app.desk());
    let at = app.screens.rules.list.line().min(lines.len().saturating_sub(1));
    let room = inside.width.saturating_sub(NAMES + 1);
    let heights: Vec<u16> = lines.iter().map(|line| wrapped_height(&line.text, room)).collect();
    let mut top = at;
    let mut used = heights.get(at).copied().unwrap_or(0);
    while top > 0 && used + heights[top - 1] <= inside.height {
        top -= 1;
        used += heights[top];
    }
    let mut y = inside.y;
    for (index, line) in lines.iter().enumerate().skip(top) {
        let height = heights[index].min(inside.bottom().saturating_sub(y));
        if height == 0 {
            break;
        }
        draw_line(frame, Rect { y, height, ..inside }, line, index == at);
        y += height;
    }
}

fn draw_line(frame: &mut Frame<'_>, area: Rect, line: &RuleLine, selected: bool) {
    let mark = if selected { "▸" } else { " " };
    let name = match line.name {
        "" => "•",
        "required" => "*",
        name => name,
    };
    frame.render_widget(Paragraph::new(Span::styled(mark, HERE)), Rect { width: 1.min(area.width), ..area });
    let names = Rect { x: area.x + 1, width: NAMES.min(area.width.saturating_sub(1)), height: 1, ..area };
    frame.render_widget(Paragraph::new(Span::styled(name, STRONG)), names.intersection(area));
    let text = Rect { x: area.x + NAMES + 1, width: area.width.saturating_sub(NAMES + 1), ..area }.intersection(area);
    let style = if selected { SELECTED } else { Style::new() };
    frame.render_widget(Paragraph::new(Span::styled(line.text.as_str(), style)).wrap(Wrap { trim: false }), text);
    if selected {
        frame.set_cursor_position(Position::new(area.x, area.y));
    }
}
