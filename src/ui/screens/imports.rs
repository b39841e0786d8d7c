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

const WIDE_NAMES: [&str; 10] =
    ["No", "What", "File", "Operator", "At", "Rows", "Added", "Updated", "Deleted", "Undone by"];
const WIDE: [Width; 10] = [
    Width::Right(5),
    Width::Fixed(12),
    Width::Share(3),
    Width::Share(1),
    Width::Fixed(16),
    Width::Right(9),
    Width::Right(9),
    Width::Right(9),
    Width::Right(9),
    Width::Right(9),
];
/// Where there is less room, the counts stand together, so that none is ever cut.
const NARROW_NAMES: [&str; 7] = ["No", "What", "File", "Operator", "At", "Added ~ -", "Undone"];
const NARROW: [Width; 7] = [
    Width::Right(4),
    Width::Fixed(9),
    Width::Share(3),
    Width::Share(2),
    Width::Fixed(14),
    Width::Fixed(16),
    Width::Right(6),
];

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
    let (widths, names) = if wide { (&WIDE[..], &WIDE_NAMES[..]) } else { (&NARROW[..], &NARROW_NAMES[..]) };
    let below = table::header(frame, inside, widths, names);
    table::draw(frame, below, &app.screens.imports.list, true, widths, |at| {
        entries.get(at).map(|entry| row(entry, &when(entry.at, &desk), wide)).unwrap_or_default()
    });
}

fn row(entry: &Entry, when: &str, wide: bool) -> Row {
    let count = |outcome| thousands(entry.counts.of(outcome));
    let by = entry.undone_by.map_or_else(String::new, |by| by.to_string());
    let mut cells = vec![entry.import.to_string(), what(entry)];
    cells.extend([safe(&entry.file).into_owned(), safe(&entry.operator).into_owned()]);
    if wide {
        cells.extend([when.to_owned(), thousands(entry.counts.rows()), count(Outcome::Added)]);
        cells.extend([count(Outcome::Updated), count(Outcome::Deleted), by]);
    } else {
        let changed = [("+", Outcome::Added), ("~", Outcome::Updated), ("-", Outcome::Deleted)];
        let changed = changed.map(|(sign, outcome)| format!("{sign}{}", count(outcome)));
        cells.extend([when.get(2..).unwrap_or(when).to_owned(), changed.join(" "), by]);
    }
    let row = Row::new(cells);
    if entry.undone_by.is_some() { row.quiet() } else { row }
}
