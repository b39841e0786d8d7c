//! Draws Imports: the history as a table.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::app::App;
use crate::app::screens::imports::Imports;
use crate::app::words::moment;
use crate::import::Outcome;
use crate::import::outcome::Kind;
use crate::text::{safe, thousands};
use crate::ui::frame::pane;
use crate::ui::table::{self, Row, Width};

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let inside = pane(frame, area, "Imports, newest first", true);
    let entries = Imports::entries(&app.desk());
    if entries.is_empty() {
        let words = if app.world.history.is_some() { "Nothing was imported yet." } else { "Reading…" };
        frame.render_widget(Paragraph::new(words), inside);
        return;
    }
    let widths = [
        Width::Right(5),
        Width::Fixed(16),
        Width::Share(2),
        Width::Share(1),
        Width::Right(9),
        Width::Right(9),
        Width::Right(9),
    ];
    table::draw(frame, inside, &app.screens.imports.list, true, &widths, |at| {
        let Some(entry) = entries.get(at) else { return Row::default() };
        let file = match entry.kind {
            Kind::Import => safe(&entry.file).into_owned(),
            Kind::Undo { of } => format!("undo of {of}: {}", safe(&entry.file)),
        };
        let count = |outcome, mark| format!("{mark}{}", thousands(entry.counts.of(outcome)));
        let row = Row::new([
            entry.import.to_string(),
            moment(entry.at),
            file,
            safe(&entry.operator).into_owned(),
            count(Outcome::Added, "+"),
            count(Outcome::Updated, "~"),
            count(Outcome::Deleted, "-"),
        ]);
        if entry.undone_by.is_some() { row.quiet() } else { row }
    });
}
