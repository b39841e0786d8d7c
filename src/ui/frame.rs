//! The frame around every screen: program and operator, the steps, the message line, the footer.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Borders, Paragraph};

use super::theme::{self, HERE, QUIET, STRONG};
use crate::app::App;
use crate::app::draft::SourceFile;
use crate::app::message::Message;
use crate::app::step::{Place, Step};
use crate::keys::{Action, Context};
use crate::text::{fit, plural, width};

/// The smallest window that is fully usable.
pub const FULL: (u16, u16) = (80, 24);

/// From this width on the menu stands on the left, and screens show a second pane where they have one.
pub const WIDE: u16 = 120;

/// The width of the menu on the left.
const MENU: u16 = 14;

/// Draws the frame and returns the area of the screen's panes.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let small = area.width < FULL.0 || area.height < FULL.1;
    let footer = footer(app, area.width);
    let footer_height = u16::try_from(footer.len()).unwrap_or(1).clamp(1, 2);
    let message = message_lines(app, area.width, !small);
    let message_height = u16::try_from(message.len()).unwrap_or(1).clamp(1, 2);
    let below = message_height + footer_height + u16::from(small);
    let row = |y: u16| Rect { y: area.y + y, height: 1, ..area };
    frame.render_widget(Paragraph::new(first_line(app, area.width)), row(0));
    let beside = app.place != Place::Import && area.width >= WIDE;
    let top = if beside { 1 } else { 2 };
    if !beside {
        frame.render_widget(Paragraph::new(second_line(app, area.width)), row(1));
    }
    if area.height > below + 2 {
        let place = Rect { y: area.y + area.height - below, height: message_height, ..area };
        frame.render_widget(Paragraph::new(message), place);
    }
    let footer_area =
        Rect { y: area.y + area.height - footer_height - u16::from(small), height: footer_height, ..area };
    frame.render_widget(Paragraph::new(footer), footer_area);
    if small {
        let (columns, rows) = FULL;
        let hint = format!("{}x{} is small: {columns}x{rows} shows everything", area.width, area.height);
        frame.render_widget(
            Paragraph::new(Line::styled(fit(&hint, usize::from(area.width)).into_owned(), QUIET)),
            row(area.height - 1),
        );
    }
    let body = Rect { y: area.y + top, height: area.height.saturating_sub(top + below), ..area };
    if beside { side_menu(app, frame, body) } else { body }
}

/// Draws the menu on the left of a wide window and returns the area beside it.
fn side_menu(app: &App, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let key = app.keymap.key_of(&[Context::List, Context::Global], false, Action::Menu).unwrap_or_default();
    let inside = pane(frame, Rect { width: MENU, ..area }, &format!("Menu {key}"), false);
    let lines: Vec<Line<'_>> = Place::MENU
        .iter()
        .map(|place| {
            let here = *place == app.place;
            let (mark, style) = if here { ("▸", HERE) } else { (" ", Style::new()) };
            Line::styled(format!("{mark} {}", place.title()), style)
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inside);
    Rect { x: area.x + MENU, width: area.width - MENU, ..area }
}

/// Says that the window is too small for anything.
pub fn too_small(frame: &mut Frame<'_>, area: Rect) {
    let (columns, rows) = FULL;
    let hint = format!("Too small: {columns}x{rows} please");
    frame.render_widget(Paragraph::new(hint), area);
}

fn first_line(app: &App, columns: u16) -> Line<'static> {
    let columns = usize::from(columns);
    let who = match (app.world.operator.as_str(), app.world.host.as_str()) {
        ("", host) => host.to_owned(),
        (operator, "") => operator.to_owned(),
        (operator, host) => format!("{operator} @ {host}"),
    };
    let who = fit(&crate::text::safe(&who), columns / 2).into_owned();
    let mut file = app.draft.file.as_ref().map(SourceFile::name).unwrap_or_default();
    if let Some(rows) = rows_of(app) {
        file = format!("{file} · {}", plural(rows, "row", "rows"));
    }
    let room = columns.saturating_sub(width(&who) + 14);
    let file = fit(&file, room).into_owned();
    let gap = columns.saturating_sub(11 + width(&file) + width(&who));
    Line::from(vec![
        Span::styled("leadport", STRONG),
        Span::raw("   "),
        Span::raw(file),
        Span::raw(" ".repeat(gap)),
        Span::styled(who, QUIET),
    ])
}

/// Returns the number of rows of the draft's file, as exactly as it is known.
fn rows_of(app: &App) -> Option<u64> {
    let file = app.draft.file.as_ref()?;
    if let Some(report) = app.world.report(&app.draft) {
        return Some(report.rows);
    }
    let preview = app.world.preview.as_ref().filter(|preview| preview.path == file.path);
    preview.and(app.world.counted)
}

fn second_line(app: &App, columns: u16) -> Line<'static> {
    if app.place == Place::Import { steps(app.draft.step, columns) } else { menu(app.place) }
}

fn steps(now: Step, columns: u16) -> Line<'static> {
    let mut spans = Vec::new();
    let short = columns < 72;
    for step in Step::ALL {
        let (mark, style) = match step.cmp(&now) {
            std::cmp::Ordering::Less => ("✓", theme::style_of("✓")),
            std::cmp::Ordering::Equal => ("●", HERE),
            std::cmp::Ordering::Greater => ("○", QUIET),
        };
        spans.push(Span::styled(mark, style));
        if !short || step == now {
            let style = if step == now { STRONG } else { Style::new() };
            spans.push(Span::styled(format!(" {}", step.title()), style));
        }
        spans.push(Span::raw(if short { " " } else { "  " }));
    }
    Line::from(spans)
}

fn menu(now: Place) -> Line<'static> {
    let mut spans = Vec::new();
    for place in Place::MENU {
        if !spans.is_empty() {
            spans.push(Span::raw(" · "));
        }
        if place == now {
            spans.push(Span::styled(format!("▸{}", place.title()), HERE));
        } else {
            spans.push(Span::raw(place.title()));
        }
    }
    Line::from(spans)
}

/// Returns the message. What was told takes a second line where it is long, for what to do stands at its end, unless
/// something else must be seen beside it; a hint keeps to one, so that moving in a list does not move the panes.
fn message_lines(app: &App, columns: u16, room: bool) -> Vec<Line<'static>> {
    if !app.pending.is_empty() {
        return vec![Line::styled(format!("{} …", crate::keys::chord::show(&app.pending)), STRONG)];
    }
    let Some(message) = app.notice() else { return vec![Line::default()] };
    let columns = usize::from(columns).saturating_sub(2);
    let line = |message: &Message, text: &str| {
        let (mark, style) = theme::message(message.weight);
        Line::from(vec![Span::styled(mark, style), Span::raw(" "), Span::raw(fit(text, columns).into_owned())])
    };
    if let Some(beside) = app.beside_notice().filter(|_| room) {
        return vec![line(&message, &message.text), line(&beside, &beside.text)];
    }
    let told = room && app.messages.shown().is_some();
    let (first, rest) = if told { first_words(&message.text, columns) } else { (message.text.as_str(), "") };
    let mut lines = vec![line(&message, first)];
    if !rest.is_empty() {
        lines.push(Line::raw(format!("  {}", fit(rest, columns))));
    }
    lines
}

/// Parts a text at the last blank before so many columns; all of it is the first part where it fits.
fn first_words(text: &str, columns: usize) -> (&str, &str) {
    if width(text) <= columns {
        return (text, "");
    }
    let blanks = text.char_indices().filter(|(_, letter)| *letter == ' ').map(|(at, _)| at);
    let last = blanks.take_while(|at| width(&text[..*at]) <= columns).last();
    last.map_or((text, ""), |at| (&text[..at], text[at..].trim_start()))
}

/// Returns the keys that work here and now, over two lines at most; the last of them, help, always has its place.
fn footer(app: &App, columns: u16) -> Vec<Line<'static>> {
    let columns = usize::from(columns);
    let mut offers = app.offers();
    let last = offers.pop();
    let kept = last.as_ref().map_or(0, |(key, label)| width(key) + width(label) + 3);
    let mut lines: Vec<Line<'static>> = vec![Line::default()];
    let mut used = 0;
    for (key, label) in offers {
        let room = width(&key) + 1 + width(label) + if used == 0 { 0 } else { 2 };
        if used + room > columns && lines.len() == 1 {
            lines.push(Line::default());
            used = 0;
        }
        if lines.len() == 1 || used + room + kept <= columns {
            used += put(&mut lines, used, key, label);
        }
    }
    if let Some((key, label)) = last {
        if used + kept > columns && lines.len() == 1 {
            lines.push(Line::default());
            used = 0;
        }
        put(&mut lines, used, key, label);
    }
    lines
}

/// Puts a key and what it does at the end of the last line, and returns how much room that took.
fn put(lines: &mut [Line<'static>], used: usize, key: String, label: &str) -> usize {
    let Some(line) = lines.last_mut() else { return 0 };
    let gap = if used > 0 { "  " } else { "" };
    let room = gap.len() + width(&key) + 1 + width(label);
    line.push_span(gap);
    line.push_span(Span::styled(key, HERE));
    line.push_span(format!(" {label}"));
    room
}

/// Draws the border of a pane and returns what is inside; the pane that has the keyboard is bold and marked.
pub fn pane(frame: &mut Frame<'_>, area: Rect, title: &str, focused: bool) -> Rect {
    let room = usize::from(area.width).saturating_sub(4);
    let title = fit(title, room).into_owned();
    let (title, border, kind) = if focused {
        (format!("▸{title} "), STRONG, BorderType::Thick)
    } else {
        (format!(" {title} "), QUIET, BorderType::Plain)
    };
    let style = if focused { STRONG } else { Style::new() };
    let block =
        Block::new().borders(Borders::ALL).border_type(kind).border_style(border).title(Span::styled(title, style));
    let inside = block.inner(area);
    frame.render_widget(block, area);
    inside
}
