//! Draws Check: causes and cells, or the forecast and the rows that change something; a gauge while it runs.

use std::fmt::Write;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::app::App;
use crate::app::screens::check::filter::Order;
use crate::app::screens::check::{Check, Pane};
use crate::app::world::Stage;
use crate::import::{Code, Outcome, Report, Severity};
use crate::keys::Action;
use crate::text::{plural, safe, thousands};
use crate::ui::chart;
use crate::ui::frame::pane;
use crate::ui::overlay::wrapped_height;
use crate::ui::table::{self, Row, Width};
use crate::ui::theme::QUIET;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    match (Check::report(&desk), &app.world.check) {
        (Some(report), _) if Check::shows_problems(report, app.draft.only_valid) => {
            draw_problems(app, report, frame, area);
        }
        (Some(report), _) => draw_forecast(app, report, frame, area),
        (None, Stage::Running(progress)) => {
            let inside = pane(frame, area, "Checking the whole file; nothing is changed", true);
            chart::progress(frame, inside, progress, None);
        }
        (None, Stage::Failed(trouble)) => {
            let inside = pane(frame, area, "The check came to no end", true);
            let lines = vec![Line::raw(trouble.what.clone()), Line::default(), Line::raw(trouble.suggestion.clone())];
            frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), inside);
        }
        (None, _) => {
            let inside = pane(frame, area, "Check", true);
            frame.render_widget(Paragraph::new("Not checked yet."), inside);
        }
    }
}

fn mark_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "✗",
        Severity::Warning => "!",
    }
}

fn draw_problems(app: &App, report: &Report, frame: &mut Frame<'_>, area: Rect) {
    let screen = &app.screens.check;
    let causes = report.problems.causes();
    let wanted = u16::try_from(causes.len()).unwrap_or(u16::MAX).saturating_add(2);
    let top = Rect { height: wanted.clamp(3, (area.height * 2 / 5).max(3)).min(area.height), ..area };
    let rest = Rect { y: area.y + top.height, height: area.height - top.height, ..area };
    let count = plural(report.problems.len(), "problem", "problems");
    let mut title = vec![format!("{count} in {}", plural(causes.len() as u64, "cause", "causes"))];
    if screen.order != Order::Weight {
        title.push(screen.order.words().to_owned());
    }
    let mends = &app.draft.mends;
    let parts = [
        (mends.iter().count() as u64, "cell mended", "cells mended"),
        (mends.left_out_rows().count() as u64, "row left out", "rows left out"),
        (report.stale_mends.len() as u64, "mend no longer fits", "mends no longer fit"),
    ];
    title.extend(parts.into_iter().filter(|part| part.0 > 0).map(|(count, one, many)| plural(count, one, many)));
    let title = title.join(" · ");
    let inside = pane(frame, top, &title, screen.pane == Pane::Causes);
    let widths = [Width::Right(9), Width::Fixed(20), Width::Share(2), Width::Share(3)];
    table::draw(frame, inside, &screen.causes, screen.pane == Pane::Causes, &widths, |at| {
        let Some(cause) = causes.get(at) else { return Row::default() };
        let place = cause.place.as_ref().map_or_else(String::new, |p| format!("{} {}", p.letter, safe(&p.header)));
        Row::new([thousands(cause.count), cause.code.id().to_owned(), place, cause.code.kind().name.to_owned()])
            .mark(mark_of(cause.code.severity()))
    });
    if rest.height > 2 {
        draw_cells(screen, report, frame, rest);
    }
}

fn draw_cells(screen: &Check, report: &Report, frame: &mut Frame<'_>, area: Rect) {
    let Some((at, cause)) = screen.cause(report) else { return };
    let (line, shown) = (screen.cells.line() as u64 + 1, screen.cells.len() as u64);
    let mut title = cause.code.id().to_owned();
    if let Some(place) = &cause.place {
        write!(title, " · {} {}", place.letter, safe(&place.header)).unwrap_or_default();
    }
    write!(title, " · {} of {}", thousands(line.min(shown)), thousands(shown)).unwrap_or_default();
    if shown < cause.count {
        write!(title, " found in {}", thousands(cause.count)).unwrap_or_default();
    }
    let inside = pane(frame, area, &title, screen.pane == Pane::Cells);
    let words = 4.min(inside.height / 2);
    let list = Rect { height: inside.height - words, ..inside };
    let widths = [Width::Fixed(12), Width::Share(1), Width::Share(1)];
    table::draw(frame, list, &screen.cells, screen.pane == Pane::Cells, &widths, |index| {
        let Some(problem) = report.problems.of_cause(at, index as u64) else { return Row::default() };
        let row = problem.row.map_or_else(String::new, |row| format!("Row {}", thousands(u64::from(row))));
        let nearest = problem.nearest.as_deref().map_or_else(String::new, |near| format!("→ {}", safe(near)));
        Row::new([row, safe(&problem.value).into_owned(), nearest])
    });
    if let Some(problem) = screen.problem(report, false) {
        let below = Rect { y: inside.y + list.height, height: words, ..inside };
        let text = vec![Line::raw(problem.description()), Line::raw(problem.suggestion())];
        frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: false }), below);
    }
}

fn draw_forecast(app: &App, report: &Report, frame: &mut Frame<'_>, area: Rect) {
    let screen = &app.screens.check;
    let notes = notes(app, report);
    let wide = area.width.saturating_sub(2);
    let high: usize = notes.iter().map(|note| usize::from(height_of(note, wide))).sum();
    // The rows that change something keep three lines.
    let most = area.height.saturating_sub(5).max(10);
    let wanted = u16::try_from(high).unwrap_or(u16::MAX).saturating_add(9);
    let top = Rect { height: wanted.min(most).min(area.height), ..area };
    let rest = Rect { y: area.y + top.height, height: area.height - top.height, ..area };
    let rows = plural(report.rows, "row", "rows");
    let title = if report.errors > 0 {
        format!("Only the valid rows: what the import will do with {rows}")
    } else {
        format!("No errors: what the import will do with {rows}")
    };
    let inside = pane(frame, top, &title, screen.pane == Pane::Causes);
    chart::outcomes(frame, inside, &report.counts);
    let below = Rect { y: inside.y + 7.min(inside.height), height: inside.height.saturating_sub(7), ..inside };
    let lines = fitting(&notes, &app.desk().key(Action::Export), below);
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), below);
    if rest.height > 2 {
        draw_sample(app, report, frame, rest);
    }
}

/// What stands before a note.
const MARK: &str = "! ";

/// Returns the notes for which there is room, and how many more there are.
fn fitting(notes: &[String], key: &str, area: Rect) -> Vec<Line<'static>> {
    let (mut lines, mut used) = (Vec::new(), 0);
    for (at, note) in notes.iter().enumerate() {
        let high = height_of(note, area.width);
        let last = at + 1 == notes.len();
        if used + high + u16::from(!last) > area.height {
            let more = plural((notes.len() - at) as u64, "more note", "more notes");
            lines.push(Line::styled(format!("{more}: {key} saves them all as a list."), QUIET));
            break;
        }
        used += high;
        lines.push(Line::from(vec![Span::styled(MARK, crate::ui::theme::WARN), Span::raw(note.clone())]));
    }
    lines
}

/// Returns how many lines a note takes with its mark.
fn height_of(note: &str, columns: u16) -> u16 {
    wrapped_height(&format!("{MARK}{note}"), columns)
}

/// Returns what should be known before the import: the limit, the same file, deletes.
fn notes(app: &App, report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    let mut note = |text: String| lines.push(text);
    if let Some(limit) = report.limit.filter(|limit| limit.not_added > 0) {
        note(format!(
            "The contract holds {} leads: {} will not enter.",
            thousands(limit.max_leads),
            thousands(limit.not_added)
        ));
    }
    if let Some(entry) = &report.same_file {
        let when = crate::app::words::moment(entry.at);
        note(format!(
            "This very file was imported before: number {}, {when}, by {}.",
            entry.import,
            safe(&entry.operator)
        ));
    }
    let (cells, out) = (app.draft.mends.iter().count() as u64, app.draft.mends.left_out_rows().count() as u64);
    if cells + out > 0 {
        let (cells, out) = (plural(cells, "cell", "cells"), plural(out, "row", "rows"));
        note(format!("{cells} mended here, {out} left out; the file keeps what it has."));
    }
    for stale in report.stale_mends.iter().take(20) {
        note(format!(
            "A mend of row {} no longer fits and is not applied: the cell holds “{}” now, not “{}”.",
            stale.mend.row,
            safe(stale.now.as_deref().unwrap_or("nothing")),
            safe(&stale.mend.old)
        ));
    }
    for (at, cause) in report.problems.causes().iter().enumerate() {
        if cause.code.severity() == Severity::Warning
            // The limit stands above already.
            && cause.code != Code::LimitReached
            && let Some(problem) = report.problems.of_cause(at, 0)
        {
            note(match cause.count {
                1 => problem.description(),
                count => format!("{} × {}", thousands(count), problem.name()),
            });
        }
    }
    lines
}

fn draw_sample(app: &App, report: &Report, frame: &mut Frame<'_>, area: Rect) {
    let screen = &app.screens.check;
    let inside = pane(frame, area, "Rows that change something", screen.pane == Pane::Cells);
    if report.sample.is_empty() {
        frame.render_widget(Paragraph::new(Line::styled("No row changes anything.", QUIET)), inside);
        return;
    }
    let widths = [Width::Fixed(9), Width::Fixed(10), Width::Share(2), Width::Share(3)];
    table::draw(frame, inside, &screen.cells, screen.pane == Pane::Cells, &widths, |at| {
        let Some(change) = report.sample.get(at) else { return Row::default() };
        let name = |id| {
            let field = app.world.platform().and_then(|platform| platform.field(id));
            field.map_or_else(String::new, |field| safe(&field.name).into_owned())
        };
        let show =
            |value: &Option<String>| value.as_deref().map_or_else(|| "–".into(), |value| safe(value).into_owned());
        let words = change.changes.iter().map(|one| match change.outcome {
            Outcome::Added => format!("{}: {}", name(one.field), show(&one.new)),
            _ => format!("{}: {} → {}", name(one.field), show(&one.old), show(&one.new)),
        });
        let words = words.collect::<Vec<_>>().join(" · ");
        Row::new([
            format!("Row {}", change.row),
            change.outcome.label().into(),
            safe(&change.email).into_owned(),
            words,
        ])
    });
}
