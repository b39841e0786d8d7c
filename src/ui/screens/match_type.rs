//! Draws Match type: three small panes of choices, each with what it means.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line as TextLine, Span};
use ratatui::widgets::Paragraph;

use crate::app::App;
use crate::app::desk::Desk;
use crate::app::screens::match_type::{LINES, Line, delete_words};
use crate::matching::{BlankRule, MatchType};
use crate::text::fit;
use crate::ui::frame::pane;
use crate::ui::theme::{QUIET, SELECTED, STRONG};

const TITLES: [&str; 3] = ["How a row finds its lead", "Delete column", "Blank cells of a lead that exists"];

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let now = app.screens.match_type.selected();
    // Where not all panes fit, those from the selected one on are shown.
    let first = if area.height < 16 { now.pane() } else { 0 };
    let mut y = area.y;
    for (index, title) in TITLES.iter().enumerate().skip(first) {
        let lines: Vec<Line> = LINES.into_iter().filter(|line| line.pane() == index).collect();
        let rows = u16::try_from(lines.len() * 2).unwrap_or(2) + 2;
        let place = Rect { y, height: rows.min(area.bottom().saturating_sub(y)), ..area };
        if place.height < 3 {
            break;
        }
        let inside = pane(frame, place, title, now.pane() == index);
        for (row, line) in (0..).zip(lines) {
            draw_choice(frame, inside, row * 2, line, line == now, &desk);
        }
        y += rows;
    }
}

fn draw_choice(frame: &mut Frame<'_>, area: Rect, row: u16, line: Line, selected: bool, desk: &Desk<'_>) {
    if row >= area.height {
        return;
    }
    let radio = match (line, line.is_chosen(desk)) {
        (Line::Delete, _) => "",
        (_, true) => "(•) ",
        (_, false) => "( ) ",
    };
    let (name, meaning) = words(line, desk);
    let place = Rect { y: area.y + row, height: 1, ..area };
    let mark = if selected { "▸" } else { " " };
    let room = usize::from(area.width);
    let head = fit(&format!("{mark} {radio}{name}"), room).into_owned();
    frame.render_widget(Paragraph::new(Span::styled(head, if line.is_chosen(desk) { STRONG } else { QUIET })), place);
    if selected {
        frame.buffer_mut().set_style(place, SELECTED);
        frame.set_cursor_position(Position::new(area.x, place.y));
    }
    if row + 1 < area.height {
        let below = Rect { y: place.y + 1, ..place };
        let text = fit(&format!("      {meaning}"), room).into_owned();
        frame.render_widget(Paragraph::new(TextLine::styled(text, QUIET)), below);
    }
}

fn words(line: Line, desk: &Desk<'_>) -> (String, &'static str) {
    match line {
        Line::Match(MatchType::Email) => {
            ("Email".into(), "a known address updates its lead, an unknown one adds a lead")
        }
        Line::Match(MatchType::Id) => {
            ("ID".into(), "a known ID updates its lead, a blank one adds one, an unknown one is an error")
        }
        Line::Delete => (delete_words(desk), "a row with 1 in this column deletes its lead; 0 or blank does not"),
        Line::Blank(BlankRule::Keep) => ("Keep what is there".into(), "a blank cell changes nothing"),
        Line::Blank(BlankRule::Clear) => ("Clear the field".into(), "a blank cell empties the field of the lead"),
    }
}
