//! Draws the row view of Fields: the cells of a row beside the lead's values.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Paragraph, Wrap};

use crate::app::desk::Desk;
use crate::app::screens::fields::row::{RowLine, RowView, lines};
use crate::ui::frame::pane;
use crate::ui::table::{self, Row, Width};

/// Draws the row view over the panes of the screen.
pub fn draw(view: &RowView, desk: &Desk<'_>, frame: &mut Frame<'_>, area: Rect) {
    let (number, lines) = lines(view.at, desk);
    let all = desk.world.preview.as_ref().map_or(0, |preview| preview.cells.len());
    let title = format!("Row {number} · {} of the first {all} · ← → other rows", view.at + 1);
    let inside = pane(frame, area, &title, true);
    let widths = [Width::Share(3), Width::Share(4), Width::Share(2), Width::Share(5)];
    let whole = |line: &RowLine| match (line.column.as_str(), line.cell.as_str()) {
        ("", _) => format!("{}: {}", line.field, line.value),
        (column, "") => format!("{column} (blank) → {}: {}", line.field, line.value),
        (column, cell) => format!("{column} “{cell}” → {}: {}", line.field, line.value),
    };
    let selected = view.list.selected().and_then(|at| lines.get(at)).map(whole).unwrap_or_default();
    // What is cut in the table is shown whole below it.
    let below = if inside.height > 8 { 3 } else { 0 };
    let bottom = Rect { y: inside.bottom() - below, height: below, ..inside };
    let inside = Rect { height: inside.height - below, ..inside };
    frame.render_widget(Paragraph::new(selected).wrap(Wrap { trim: false }), bottom);
    let inside = table::header(frame, inside, &widths, &["Column", "Cell", "Field", "The lead gets"]);
    table::draw(frame, inside, &view.list, true, &widths, |at| {
        let Some(line) = lines.get(at) else { return Row::default() };
        let cells = [&line.column, &line.cell, &line.field, &line.value].map(String::as_str);
        Row::new(cells).mark(line.mark)
    });
}
