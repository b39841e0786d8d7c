//! Draws Imports: the history as a table; one import in `one`.

mod one;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Paragraph, Wrap};

use crate::app::App;
use crate::app::screens::imports::{Imports, what, when};
use crate::import::{Entry, Outcome};
use crate::text::{safe, thousands};
use crate::ui::frame::pane;
use crate::ui::table::{self, Row, Width};

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    match &app.screens.imports.one {
        Some(open) => one::draw(app, open, frame, area),
        None => history(app, frame, area),
    }
}

fn history(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let entries = Imports::entries(&desk);
    let inside = pane(frame, area, "Imports, newest first", true);
    if entries.is_empty() {
        let words = match (&app.world.history, &app.world.load_trouble) {
            (Some(_), _) => "Nothing was imported yet.".to_owned(),
            (None, Some(trouble)) => trouble.to_string(),
            (None, None) => "Reading…".to_owned(),
        };
        frame.render_widget(Paragraph::new(words).wrap(Wrap { trim: false }), inside);
        return;
    }
    let wide = inside.width >= 100;
    let widths = [
        Width::Right(4),
        Width::Fixed(if wide { 12 } else { 10 }),
        Width::Share(3),
        Width::Share(1),
        Width::Fixed(16),
        Width::Right(if wide { 9 } else { 0 }),
        Width::Right(if wide { 9 } else { 7 }),
        Width::Right(if wide { 9 } else { 7 }),
        Width::Right(if wide { 9 } else { 7 }),
        Width::Right(if wide { 9 } else { 4 }),
    ];
    let names = [
        "No",
        "What",
        "File",
        "Operator",
        "At",
        "Rows",
        "Added",
        "Updated",
        "Deleted",
        if wide { "Undone by" } else { "By" },
    ];
    let below = table::header(frame, inside, &widths, &names);
    table::draw(frame, below, &app.screens.imports.list, true, &widths, |at| {
        entries.get(at).map(|entry| row(entry, when(entry.at, &desk))).unwrap_or_default()
    });
}

fn row(entry: &Entry, when: String) -> Row {
    let count = |outcome| thousands(entry.counts.of(outcome));
    let row = Row::new([
        entry.import.to_string(),
        what(entry),
        safe(&entry.file).into_owned(),
        safe(&entry.operator).into_owned(),
        when,
        thousands(entry.counts.rows()),
        count(Outcome::Added),
        count(Outcome::Updated),
        count(Outcome::Deleted),
        entry.undone_by.map_or_else(String::new, |by| by.to_string()),
    ]);
    if entry.undone_by.is_some() { row.quiet() } else { row }
}
