//! Draws Fields: saved matchings and owner on top, groups and fields below, columns without a field at the bottom.

pub mod row;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::app::App;
use crate::app::desk::Desk;
use crate::app::screens::fields::{Fields, Pane, missing, reading, rows};
use crate::matching::ColumnName;
use crate::platform::{Field, Platform};
use crate::text::{fit, safe};
use crate::ui::frame::pane;
use crate::ui::table::{self, Row, Width};
use crate::ui::theme::SELECTED;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let screen = &app.screens.fields;
    let desk = app.desk();
    if let Some(view) = &screen.row {
        return row::draw(view, &desk, frame, area);
    }
    // The top row of panes stays; what is below shares the rest, and in a low window only the pane in use is drawn.
    let top = Rect { height: 3.min(area.height), ..area };
    let rest = Rect { y: area.y + top.height, height: area.height - top.height, ..area };
    draw_top(screen, &desk, frame, top);
    let low = rest.height < 12;
    let bottom_height =
        if low { if screen.pane == Pane::Columns { rest.height } else { 0 } } else { (rest.height / 3).clamp(4, 8) };
    let middle = Rect { height: rest.height - bottom_height, ..rest };
    let bottom = Rect { y: rest.y + middle.height, height: bottom_height, ..rest };
    if middle.height > 2 {
        draw_middle(screen, &desk, frame, middle);
    }
    if bottom.height > 2 {
        draw_columns(screen, &desk, frame, bottom);
    }
}

fn draw_top(screen: &Fields, desk: &Desk<'_>, frame: &mut Frame<'_>, area: Rect) {
    let left = Rect { width: area.width / 4, ..area };
    let right = Rect { x: area.x + left.width, width: area.width - left.width, ..area };
    let saved =
        desk.draft.matching_name.as_deref().map_or_else(|| "none loaded".into(), |name| safe(name).into_owned());
    draw_one(frame, left, "Saved matching", screen.pane == Pane::Saved, &saved);
    let (one, name, column) = rows::owner_words(desk);
    let words = match (one, &screen.owner) {
        (true, Some(suggestion)) => {
            format!("(•) all new leads: {name}   ( ) from column: ~ {}", suggestion.column.shown())
        }
        (true, None) => format!("(•) all new leads: {name}   ( ) from column: {column}"),
        (false, _) => {
            let mark = if screen.unknown_owners.is_some() { " ✗" } else { "" };
            format!("( ) all new leads: {name}   (•) from column: {column}{mark}")
        }
    };
    draw_one(frame, right, "Owner of the lead", screen.pane == Pane::Owner, &words);
}

/// Draws a pane of one line.
fn draw_one(frame: &mut Frame<'_>, area: Rect, title: &str, focused: bool, text: &str) {
    let inside = pane(frame, area, title, focused);
    frame.render_widget(Paragraph::new(fit(text, usize::from(inside.width)).into_owned()), inside);
    if focused && !inside.is_empty() {
        frame.buffer_mut().set_style(inside, SELECTED);
        frame.set_cursor_position(Position::new(inside.x, inside.y));
    }
}

fn draw_middle(screen: &Fields, desk: &Desk<'_>, frame: &mut Frame<'_>, area: Rect) {
    let Some(platform) = desk.world.platform() else {
        let inside = pane(frame, area, "Fields", true);
        frame.render_widget(Paragraph::new(Line::raw("Opening the store…")), inside);
        return;
    };
    let wide = if area.width < 60 { area.width / 3 } else { 18 };
    let left = Rect { width: wide, ..area };
    let right = Rect { x: area.x + wide, width: area.width - wide, ..area };
    let groups = rows::groups(platform);
    let inside = pane(frame, left, "Groups", screen.pane == Pane::Groups);
    let counts: Vec<String> = groups.iter().map(|group| rows::matched(platform, &group.key, desk)).collect();
    let widths = [Width::Share(1), Width::Right(counts.iter().map(String::len).max().unwrap_or(0))];
    table::draw(frame, inside, &screen.groups, screen.pane == Pane::Groups, &widths, |at| {
        match (groups.get(at), counts.get(at)) {
            (Some(group), Some(count)) => Row::new([safe(&group.name), count.into()]),
            _ => Row::new(["Missing".to_owned(), missing::open(desk).len().to_string()]).mark("!"),
        }
    });
    if screen.is_missing(desk) {
        return draw_missing(screen, desk, frame, right);
    }
    let Some(group) = screen.groups.selected().and_then(|at| groups.get(at)) else { return };
    let inside = pane(frame, right, &safe(&group.name), screen.pane == Pane::Fields);
    let fields = rows::fields(platform, &group.key, desk.draft.matching.match_type);
    let widths = [Width::Share(3), Width::Fixed(8), Width::Share(4), Width::Share(5)];
    table::draw(frame, inside, &screen.fields, screen.pane == Pane::Fields, &widths, |at| {
        fields.get(at).map(|field| field_row(screen, desk, field)).unwrap_or_default()
    });
}

/// Draws what is missing of the saved matching that was loaded.
fn draw_missing(screen: &Fields, desk: &Desk<'_>, frame: &mut Frame<'_>, area: Rect) {
    let inside = pane(frame, area, "Missing, of the saved matching", screen.pane == Pane::Fields);
    let widths = [Width::Share(1), Width::Share(1)];
    let inside = table::header(frame, inside, &widths, &["Column", "Field"]);
    let open = missing::open(desk);
    table::draw(frame, inside, &screen.fields, screen.pane == Pane::Fields, &widths, |at| {
        let Some((_, one)) = open.get(at) else { return Row::default() };
        let (column, field) = missing::names(one);
        Row::new([column, field]).mark("!")
    });
}

fn field_row(screen: &Fields, desk: &Desk<'_>, field: &Field) -> Row {
    let name = format!("{}{}", safe(&field.name), if field.required { " *" } else { "" });
    let samples = |column: &ColumnName| desk.world.samples(column.column).join(", ");
    if let Some(link) = desk.draft.link_of(&field.key) {
        let wrong = screen.troubles.contains_key(&field.key)
            || screen.unknown_values.contains_key(&field.key)
            || reading::proof(link, field, desk).is_some_and(|(grounds, _)| grounds.is_doubtful());
        let mark = if wrong { "!" } else { "✓" };
        return Row::new([name, field.kind.name().into(), link.column.shown(), samples(&link.column)]).mark(mark);
    }
    if let Some(suggestion) = screen.suggestions.iter().find(|one| one.field == field.key) {
        let column = format!("~ {} · {} %", suggestion.column.shown(), rows::percent(suggestion.score));
        return Row::new([name, field.kind.name().into(), column, samples(&suggestion.column)]).mark("~");
    }
    Row::new([name, field.kind.name().into(), "–".into(), String::new()])
}

fn draw_columns(screen: &Fields, desk: &Desk<'_>, frame: &mut Frame<'_>, area: Rect) {
    let columns = rows::open_columns(desk);
    let marked = if screen.marked.is_empty() { String::new() } else { format!(" · {} marked", screen.marked.len()) };
    let title = format!("Columns without a field ({}){marked}", columns.len());
    let inside = pane(frame, area, &title, screen.pane == Pane::Columns);
    if columns.is_empty() {
        frame.render_widget(Paragraph::new("Every column has its place."), inside);
        return;
    }
    let widths = [Width::Share(2), Width::Share(2), Width::Share(3)];
    table::draw(frame, inside, &screen.columns, screen.pane == Pane::Columns, &widths, |at| {
        let Some(column) = columns.get(at) else { return Row::default() };
        let suggestion = screen.suggestions.iter().find(|one| one.column.column == column.column);
        let name = |key: &str| {
            let field = desk.world.platform().and_then(|platform: &Platform| platform.field_by_key(key));
            field.map_or_else(|| safe(key).into_owned(), |field| safe(&field.name).into_owned())
        };
        let words = suggestion.map_or_else(String::new, |one| format!("~ {}", name(&one.field)));
        let mark = match suggestion {
            _ if screen.marked.contains(&column.column) => "✓",
            Some(_) => "~",
            None => "",
        };
        Row::new([column.shown(), words, desk.world.samples(column.column).join(", ")]).mark(mark)
    });
}
