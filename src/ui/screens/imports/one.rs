//! Draws one import: how it was set, its outcomes as bars, its rows; or the leads that an undo asks about.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::app::App;
use crate::app::desk::Desk;
use crate::app::list::List;
use crate::app::screens::imports::one::{
    One, Pane, changes, conflict_words, contract, facts, field, lines, since, value,
};
use crate::import::{Entry, RowOutcome};
use crate::text::{plural, safe, thousands};
use crate::ui::frame::pane;
use crate::ui::table::{self, Row, Width};
use crate::ui::theme::{HERE, QUIET, STRONG, WARN};

/// From this width on the selected row has a pane of its own.
const WIDE: u16 = 118;

/// Draws the open import.
pub(super) fn draw(app: &App, one: &One, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let Some(entry) = one.entry(&desk) else {
        let inside = pane(frame, area, &format!("Import {}", one.import), true);
        let words = if app.world.history.is_some() { "It is not in the history." } else { "Reading…" };
        frame.render_widget(Paragraph::new(words), inside);
        return;
    };
    if let Some(list) = &one.conflicts {
        return conflicts(app, list, frame, area);
    }
    let mut area = area;
    if let Some(message) = contract(entry) {
        let line = Line::from(vec![Span::styled("! ", WARN), Span::styled(message, STRONG)]);
        frame.render_widget(Paragraph::new(line), Rect { height: 1, ..area });
        area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    }
    let bars = u16::try_from(lines(entry).len()).unwrap_or(8) + 2;
    let high = bars.max(7).min(area.height / 2);
    let left = area.width / 2;
    let top = Rect { height: high, ..area };
    draw_facts(one, entry, &desk, frame, Rect { width: left, ..top });
    draw_outcomes(one, entry, frame, Rect { x: top.x + left, width: top.width - left, ..top });
    let below = Rect { y: area.y + high, height: area.height - high, ..area };
    if area.width < WIDE {
        return draw_rows(app, one, frame, below);
    }
    let right = below.width * 2 / 5;
    draw_rows(app, one, frame, Rect { width: below.width - right, ..below });
    draw_row(app, one, frame, Rect { x: below.x + below.width - right, width: right, ..below });
}

fn draw_facts(one: &One, entry: &Entry, desk: &Desk<'_>, frame: &mut Frame<'_>, area: Rect) {
    let focused = one.pane == Pane::Facts;
    let title = format!("Import {} · {}", entry.import, safe(&entry.file));
    let inside = pane(frame, area, &title, focused);
    let lines = facts(entry, desk);
    table::draw(frame, inside, &one.facts, focused, &[Width::Fixed(13), Width::Share(1)], |at| {
        lines.get(at).map(|(name, value)| Row::new([*name, value])).unwrap_or_default()
    });
}

fn draw_outcomes(one: &One, entry: &Entry, frame: &mut Frame<'_>, area: Rect) {
    let focused = one.pane == Pane::Outcomes;
    let inside = pane(frame, area, "Outcomes", focused);
    let lines = lines(entry);
    let rows = entry.counts.rows();
    let room = usize::from(inside.width).saturating_sub(29);
    table::draw(frame, inside, &one.outcomes, focused, &[Width::Fixed(14), Width::Right(10), Width::Share(1)], |at| {
        let Some((outcome, count)) = lines.get(at) else { return Row::default() };
        match outcome {
            Some(outcome) => Row::new([outcome.label().to_owned(), thousands(*count), table::bar(*count, rows, room)]),
            None => Row::new(["all rows".to_owned(), thousands(*count), String::new()]),
        }
    });
}

fn draw_rows(app: &App, one: &One, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let beside = &app.world.beside;
    let focused = one.pane == Pane::Rows;
    let current = one.is_current(&desk);
    let count = plural(one.rows.list.len() as u64, "row", "rows");
    let title = match beside.row_query.outcome.filter(|_| current) {
        Some(outcome) => format!("{count}: {}", outcome.label()),
        None => count,
    };
    let title = if current && !beside.rows.complete {
        format!("{title} so far · {} looked at…", thousands(beside.rows.walked))
    } else {
        title
    };
    let inside = pane(frame, area, &title, focused);
    let inside = table::search_line(frame, inside, &one.rows, focused);
    let widths = [Width::Right(8), Width::Fixed(12), Width::Right(9), Width::Share(2), Width::Share(3)];
    let below = table::header(frame, inside, &widths, &["Row", "Outcome", "ID", "Email", "Changes"]);
    if one.rows.list.is_empty() {
        let words = if current && beside.rows.complete { "  no row fits" } else { "  looking…" };
        frame.render_widget(Paragraph::new(Line::styled(words, QUIET)), below);
        return;
    }
    table::draw(frame, below, &one.rows.list, focused && !one.rows.typing, &widths, |at| match one.row(at, &desk) {
        Some(row) => {
            let changed = desk.world.platform().map(|platform| changes(row, platform)).unwrap_or_default();
            Row::new([
                row.row.to_string(),
                row.outcome.label().to_owned(),
                row.lead.map_or_else(String::new, |lead| lead.to_string()),
                safe(&row.email).into_owned(),
                changed,
            ])
        }
        None => Row::new(["…"]).quiet(),
    });
}

/// Draws the selected row beside the others, a line per change.
fn draw_row(app: &App, one: &One, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let row: Option<&RowOutcome> = one.row(one.rows.list.line(), &desk);
    let title = row.map_or_else(|| "Row".to_owned(), |row| format!("Row {}", row.row));
    let inside = pane(frame, area, &title, false);
    let (Some(row), Some(platform)) = (row, desk.world.platform()) else { return };
    let mut text =
        vec![Line::from(vec![Span::styled(row.outcome.label(), HERE), Span::raw(format!(" {}", safe(&row.email)))])];
    text.extend(row.changes.iter().map(|change| {
        let (old, new) = (value(change.old.as_deref()), value(change.new.as_deref()));
        Line::from(vec![
            Span::styled(format!("{}  ", field(change.field, platform)), QUIET),
            Span::raw(format!("{old} → {new}")),
        ])
    }));
    for problem in &row.problems {
        text.push(Line::raw(format!("✗ {}", safe(&problem.description()))));
        text.push(Line::raw(format!("  {}", safe(&problem.suggestion()))));
    }
    if row.changes.is_empty() && row.problems.is_empty() {
        text.push(Line::styled("No field of a lead that was there before and after changed.", QUIET));
    }
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: false }), inside);
}

/// Draws the leads that were changed since.
fn conflicts(app: &App, list: &List, frame: &mut Frame<'_>, area: Rect) {
    let (Some(report), Some(platform)) = (&app.world.beside.undo, app.world.platform()) else { return };
    let leads = plural(report.changed_since, "lead", "leads");
    let title = format!("Undo of import {} · {leads} changed since", report.of.import);
    let inside = pane(frame, area, &title, true);
    let widths = [Width::Right(9), Width::Share(2), Width::Share(3)];
    let below = table::header(frame, inside, &widths, &["ID", "Email", "Since then (what it left → there now)"]);
    let more = report.changed_since.saturating_sub(report.conflicts.len() as u64);
    let bottom = Rect { y: below.bottom().saturating_sub(1), height: 1.min(below.height), ..below };
    let below = Rect { height: below.height.saturating_sub(u16::from(more > 0)), ..below };
    let selected = list.selected().and_then(|at| report.conflicts.get(at));
    let words = selected.map(|conflict| conflict_words(conflict, &app.desk())).unwrap_or_default();
    let below = table::whole(frame, below, &words, 3);
    table::draw(frame, below, list, true, &widths, |at| {
        let Some(conflict) = report.conflicts.get(at) else { return Row::default() };
        Row::new([conflict.lead.to_string(), safe(&conflict.email).into_owned(), since(conflict, platform)])
    });
    if more > 0 {
        let words = format!("  and {}", plural(more, "more lead", "more leads"));
        frame.render_widget(Paragraph::new(Line::styled(words, QUIET)), bottom);
    }
}
