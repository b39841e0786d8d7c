//! Draws Summary: the contract's message on top, the counts as a chart, what can be done next.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::app::App;
use crate::app::screens::summary::{Post, Summary};
use crate::keys::Action;
use crate::text::{plural, safe};
use crate::ui::chart;
use crate::ui::frame::pane;
use crate::ui::theme::{GOOD, QUIET, STRONG, WARN};

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let Some(report) = Summary::report(&desk) else {
        let inside = pane(frame, area, "Summary", true);
        frame.render_widget(Paragraph::new("Nothing was imported yet."), inside);
        return;
    };
    let number = report.entry.as_ref().map_or(0, |entry| entry.import);
    let inside = pane(frame, area, &format!("Import {number} · {}", safe(&report.file)), true);
    let mut lines = Vec::new();
    if let Some(contract) = Summary::contract(report) {
        lines.push(Line::from(vec![Span::styled("! ", WARN), Span::styled(contract, STRONG)]));
    }
    let seconds = format!("{} in {:.1} s.", plural(report.rows, "row", "rows"), report.seconds);
    lines.push(Line::from(vec![Span::styled("✓ ", GOOD), Span::raw(format!("The import is done: {seconds}"))]));
    match &app.world.rejects {
        Some(Ok(path)) => {
            let words = format!("The rows with errors lie in {path}; mend them there and import that file.");
            lines.push(Line::from(vec![Span::styled("! ", WARN), Span::raw(words)]));
        }
        Some(Err(trouble)) => {
            let words = format!(
                "The rows with errors could not be saved beside the file: {trouble} {} saves the report, which names them.",
                desk.key(Action::Report)
            );
            lines.push(Line::from(vec![Span::styled("! ", WARN), Span::raw(words)]));
        }
        None => {}
    }
    lines.push(match Summary::mail(&desk) {
        Post::Good(words) => Line::from(vec![Span::styled("✓ ", GOOD), Span::raw(words)]),
        Post::Bad(words) => Line::from(vec![Span::styled("! ", WARN), Span::raw(words)]),
        Post::Quiet(words) => Line::styled(format!("  {words}"), QUIET),
    });
    // A reason why a mail waits may be long; nothing of it is cut as long as the window has room.
    let width = usize::from(inside.width.max(1));
    let high: usize = lines.iter().map(|line| line.width().div_ceil(width).max(1)).sum::<usize>() + 1;
    let height = u16::try_from(high).unwrap_or(u16::MAX).min(inside.height.saturating_sub(7).max(3)).min(inside.height);
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), Rect { height, ..inside });
    let chart = Rect { y: inside.y + height, height: 7.min(inside.height - height), ..inside };
    chart::outcomes(frame, chart, &report.counts);
    let used = height + chart.height;
    let below = Rect { y: inside.y + used, height: inside.height - used, ..inside };
    let mut next = vec![Line::default()];
    if report.limit.is_some_and(|limit| limit.not_added > 0) {
        let words = "The leads over the limit can be saved as a sheet that is ready to import.";
        next.push(Line::styled(words, QUIET));
    }
    next.push(Line::styled("Enter begins a new import with another file.", QUIET));
    frame.render_widget(Paragraph::new(next).wrap(Wrap { trim: false }), below);
}
