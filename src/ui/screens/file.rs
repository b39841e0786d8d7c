//! Draws File: the browser, and beside it (below it in a narrow window) what is in the file.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::app::App;
use crate::app::screens::file::File;
use crate::app::words::{ago, size};
use crate::app::world::{FolderEntry, Preview};
use crate::text::{fit, plural, safe, thousands, width};
use crate::ui::frame::pane;
use crate::ui::table::{self, Row, Width};
use crate::ui::theme::{BAD, HERE, QUIET, STRONG};

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let path = Rect { height: 1, ..area };
    draw_path(app, frame, path);
    let rest = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let (left, right) = if area.width >= 76 {
        let wide = (area.width * 2 / 5).clamp(34, 60);
        (Rect { width: wide, ..rest }, Rect { x: rest.x + wide, width: rest.width - wide, ..rest })
    } else {
        let high = rest.height / 2;
        (Rect { height: high, ..rest }, Rect { y: rest.y + high, height: rest.height - high, ..rest })
    };
    draw_folder(app, frame, left);
    draw_preview(app, frame, right);
}

fn draw_path(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let screen = &app.screens.file;
    let room = usize::from(area.width).saturating_sub(7);
    if !screen.typing_path {
        let folder = app.world.folder.path.to_string_lossy();
        let line = Line::from(vec![Span::styled("Folder ", QUIET), Span::raw(tail(&safe(&folder), room))]);
        frame.render_widget(Paragraph::new(line), area);
        return;
    }
    let (shown, cursor) = screen.path.window(room);
    let line = Line::from(vec![Span::styled("Path ▸ ", HERE), Span::raw(safe(&shown).into_owned())]);
    frame.render_widget(Paragraph::new(line), area);
    let x = area.x + 7 + u16::try_from(cursor).unwrap_or(0);
    frame.set_cursor_position(Position::new(x.min(area.right().saturating_sub(1)), area.y));
}

/// Returns the end of a path that is too long, with `…` for what was left out.
fn tail(path: &str, room: usize) -> String {
    if width(path) <= room {
        return path.to_owned();
    }
    let mut kept: Vec<char> = Vec::new();
    let mut used = 1;
    for c in path.chars().rev() {
        used += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if used > room {
            break;
        }
        kept.push(c);
    }
    std::iter::once('…').chain(kept.into_iter().rev()).collect()
}

fn draw_folder(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let screen = &app.screens.file;
    let folder = &app.world.folder;
    let title = match (folder.entries.len(), folder.left_out) {
        (_, 0) => "Files, newest first".into(),
        (listed, more) => format!("Newest {} of {}", thousands(listed as u64), thousands((listed + more) as u64)),
    };
    let inside = pane(frame, area, &title, !screen.typing_path);
    if folder.entries.is_empty() {
        let text = match (&folder.trouble, folder.hidden) {
            (Some(trouble), _) => trouble.to_string(),
            (None, 0) => "This folder is empty.".into(),
            (None, more) => format!("No spreadsheet here; {} of other kinds.", plural(more as u64, "file", "files")),
        };
        frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: false }), inside);
        return;
    }
    let now = app.desk().at.unix;
    let date = if inside.width >= 44 { 16 } else { 0 };
    let widths = [Width::Share(1), Width::Right(9), Width::Right(date)];
    table::draw(frame, inside, &screen.list, !screen.typing_path, &widths, |index| {
        folder.entries.get(index).map(|entry| file_row(entry, now)).unwrap_or_default()
    });
}

fn file_row(entry: &FolderEntry, now: i64) -> Row {
    if entry.folder {
        return Row::new([format!("{}/", entry.name), String::new(), String::new()]);
    }
    Row::new([entry.name.clone(), size(entry.bytes), ago(now, entry.modified)])
}

fn draw_preview(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let screen: &File = &app.screens.file;
    let Some(target) = screen.target() else {
        let inside = pane(frame, area, "Preview", false);
        frame.render_widget(Paragraph::new(Line::styled("Move to a file to look into it.", QUIET)), inside);
        return;
    };
    let title = crate::app::draft::file_name(target);
    let inside = pane(frame, area, &title, false);
    let Some(preview) = screen.preview(&app.desk()) else {
        frame.render_widget(Paragraph::new(Line::styled("Opening…", QUIET)), inside);
        return;
    };
    if let Some(trouble) = &preview.trouble {
        let lines = vec![
            Line::from(vec![Span::styled("✗ ", BAD), Span::raw(trouble.what.clone())]),
            Line::default(),
            Line::raw(trouble.suggestion.clone()),
        ];
        frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), inside);
        return;
    }
    let facts = facts(app, preview);
    let height = u16::try_from(facts.len()).unwrap_or(4).min(inside.height);
    frame.render_widget(Paragraph::new(facts), Rect { height, ..inside });
    let below = Rect { y: inside.y + height, height: inside.height - height, ..inside };
    draw_rows(frame, below, preview);
}

fn facts(app: &App, preview: &Preview) -> Vec<Line<'static>> {
    let columns = preview.columns.len() as u64;
    let rows = match (app.world.counted, preview.declared) {
        (Some(rows), _) => plural(rows, "row", "rows"),
        (None, Some((rows, _))) => format!("about {} rows", thousands(u64::from(rows.saturating_sub(1)))),
        (None, None) => "counting rows…".into(),
    };
    let hidden = if preview.hidden { " (hidden)" } else { "" };
    let mut lines = vec![
        Line::from(format!("{}, {}", preview.format.to_uppercase(), size(preview.bytes))),
        Line::from(format!("Sheet {}{hidden}", safe(&preview.sheet))),
        Line::from(vec![
            Span::styled(rows, STRONG),
            Span::raw(" × "),
            Span::styled(plural(columns, "column", "columns"), STRONG),
        ]),
    ];
    if !preview.sheets_left_out.is_empty() {
        let names = preview.sheets_left_out.iter().map(|name| safe(name).into_owned()).collect::<Vec<_>>().join(", ");
        lines.push(Line::from(vec![
            Span::styled("! ", crate::ui::theme::WARN),
            Span::raw(format!("left out: {names}")),
        ]));
    }
    lines
}

/// Draws the header and the first rows; as many columns as fit, each at least eight wide.
fn draw_rows(frame: &mut Frame<'_>, area: Rect, preview: &Preview) {
    if area.height < 3 || area.width < 12 {
        return;
    }
    let room = usize::from(area.width).saturating_sub(6);
    let shown = (room / 13).max(1).min(preview.columns.len().max(1));
    let each = (room / shown).saturating_sub(1);
    let cells = |texts: Vec<String>| -> String {
        let mut line = String::new();
        for text in texts {
            let text = fit(&text, each);
            line.push_str(&text);
            line.push_str(&" ".repeat(each.saturating_sub(width(&text)) + 1));
        }
        line
    };
    let headers = preview.columns.iter().take(shown).map(crate::matching::ColumnName::shown).collect();
    let more = preview.columns.len().saturating_sub(shown);
    let mut lines = vec![Line::default(), Line::styled(format!("      {}", cells(headers)), STRONG)];
    for (number, row) in &preview.rows {
        let texts = preview
            .columns
            .iter()
            .take(shown)
            .map(|column| row.get(usize::from(column.column)).cloned().unwrap_or_default())
            .collect();
        lines.push(Line::from(vec![Span::styled(format!("{number:>5} "), QUIET), Span::raw(cells(texts))]));
    }
    lines.truncate(usize::from(area.height) - usize::from(more > 0));
    if more > 0 {
        lines.push(Line::styled(format!("      and {}", plural(more as u64, "more column", "more columns")), QUIET));
    }
    frame.render_widget(Paragraph::new(lines), area);
}
