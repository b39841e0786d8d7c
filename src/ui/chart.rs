//! Charts of outcomes and gauges of progress.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::theme::{HERE, QUIET, STRONG};
use crate::import::{Counts, Outcome, Progress};
use crate::text::{plural, thousands};

/// Draws a bar per outcome, with its count and share; the counts add up to the rows.
pub fn outcomes(frame: &mut Frame<'_>, area: Rect, counts: &Counts) {
    let rows = counts.rows().max(1);
    let room = u64::from(area.width.saturating_sub(28));
    let lines: Vec<Line<'static>> = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            let count = counts.of(outcome);
            // A bar that stands for something is never empty.
            let long = if count == 0 { 0 } else { (count * room / rows).max(1) };
            let style = if count == 0 { QUIET } else { STRONG };
            Line::from(vec![
                Span::styled(format!("{:<15}{:>11} ", outcome.label(), thousands(count)), style),
                Span::styled("█".repeat(usize::try_from(long).unwrap_or(0)), HERE),
            ])
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), area);
}

/// Draws how far work is: a bar, the rows, and, where the milliseconds since its beginning are known, its pace.
pub fn progress(frame: &mut Frame<'_>, area: Rect, progress: &Progress, ms: Option<u64>) {
    let (done, all) = progress.done;
    let share = done.min(all) * 1000 / all.max(1);
    let room = u64::from(area.width.saturating_sub(8));
    let full = usize::try_from(room * share / 1000).unwrap_or(0);
    let empty = usize::try_from(room).unwrap_or(0).saturating_sub(full);
    let mut lines = vec![
        Line::default(),
        Line::from(vec![
            Span::styled("█".repeat(full), HERE),
            Span::styled("·".repeat(empty), QUIET),
            Span::styled(format!(" {:>3} %", share / 10), STRONG),
        ]),
        Line::default(),
        Line::from(rows_words(progress, share)),
    ];
    if let Some(pace) = ms.and_then(|ms| pace_words(progress, share, ms)) {
        lines.push(Line::from(pace));
    }
    if progress.pass > 1 {
        lines.push(Line::styled("A column turned out to read the other way: the file is read once more.", QUIET));
    }
    if progress.committing {
        lines.push(Line::from("All rows are decided; making them durable. This can no longer be cancelled."));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn rows_words(progress: &Progress, share: u64) -> String {
    if share == 0 {
        return plural(progress.rows, "row", "rows");
    }
    let all = progress.rows.saturating_mul(1000) / share;
    if share >= 1000 {
        plural(progress.rows, "row", "rows")
    } else {
        format!("{} of about {}", thousands(progress.rows), thousands(all))
    }
}

fn pace_words(progress: &Progress, share: u64, ms: u64) -> Option<String> {
    if ms < 200 || share == 0 {
        return None;
    }
    let pace = progress.rows.saturating_mul(1000) / ms;
    let left = (ms * (1000 - share) / share).div_ceil(1000);
    Some(format!("{} records a second, {} left", thousands(pace), crate::app::words::duration(left)))
}
