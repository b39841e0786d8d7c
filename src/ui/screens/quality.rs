//! Draws Quality: the findings with bars, the fields as a table.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use crate::app::App;
use crate::app::screens::imports::when;
use crate::app::screens::quality::{Quality, lines};
use crate::quality::{Scope, Survey};
use crate::text::{plural, safe, thousands};
use crate::ui::frame::pane;
use crate::ui::overlay::wrapped_height;
use crate::ui::table::{self, Row, Width};
use crate::ui::theme::{HERE, QUIET};

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let screen = &app.screens.quality;
    let scope = match screen.scope {
        Scope::All => "all leads".to_owned(),
        Scope::Import(import) => format!("import {import}"),
    };
    if let Some(walked) = app.world.beside.surveying {
        let inside = pane(frame, area, &format!("Survey of {scope}"), true);
        return progress(app, walked, frame, inside);
    }
    let Some(surveyed) = screen.surveyed(&desk) else {
        let inside = pane(frame, area, &format!("Survey of {scope}"), true);
        frame.render_widget(Paragraph::new(Line::styled("Not made yet.", QUIET)), inside);
        return;
    };
    let survey = &*surveyed.survey;
    let high = u16::try_from(lines(survey).len()).unwrap_or(u16::MAX).saturating_add(2);
    let high = high.min(area.height / 2);
    let leads = plural(survey.leads, "lead", "leads");
    let title = format!("Survey of {scope} · {leads} · {}", when(surveyed.at, &desk));
    let inside = pane(frame, Rect { height: high, ..area }, &title, !screen.in_fields);
    draw_findings(screen, survey, frame, inside);
    let mut below = Rect { y: area.y + high, height: area.height - high, ..area };
    let formula = wrapped_height(survey.formula, below.width);
    if below.height >= 18 + formula {
        below.height -= formula;
        let place = Rect { y: below.bottom(), height: formula, ..below };
        frame.render_widget(Paragraph::new(Line::styled(survey.formula, QUIET)).wrap(Wrap { trim: false }), place);
    }
    let inside = pane(frame, below, "Fields", screen.in_fields);
    draw_fields(screen, survey, frame, inside);
}

fn progress(app: &App, walked: u64, frame: &mut Frame<'_>, area: Rect) {
    let all = app.world.loaded.leads.max(walked);
    let room = usize::from(area.width).saturating_sub(2);
    let text = vec![
        Line::default(),
        Line::styled(table::bar(walked, all, room), HERE),
        Line::raw(format!("{} of {} leads looked at", thousands(walked), thousands(all))),
        Line::styled("Then they are compared with one another.", QUIET),
    ];
    frame.render_widget(Paragraph::new(text), area);
}

fn draw_findings(screen: &Quality, survey: &Survey, frame: &mut Frame<'_>, area: Rect) {
    let lines = lines(survey);
    let room = usize::from(area.width).saturating_sub(46);
    let widths = [Width::Fixed(30), Width::Right(12), Width::Share(1)];
    table::draw(frame, area, &screen.findings, !screen.in_fields, &widths, |at| {
        let Some(line) = lines.get(at) else { return Row::default() };
        Row::new([line.name(survey), line.value(survey), table::bar(line.share(survey), 1_000, room)])
    });
}

fn draw_fields(screen: &Quality, survey: &Survey, frame: &mut Frame<'_>, area: Rect) {
    let wide = area.width >= 100;
    let bar = if wide { 20 } else { 8 };
    let widths = [
        Width::Fixed(if wide { 22 } else { 15 }),
        Width::Right(7),
        Width::Fixed(bar),
        Width::Right(7),
        Width::Right(10),
        Width::Share(1),
    ];
    let names = ["Field", "Filled", "", "Valid", "Different", "Most frequent"];
    let below = table::header(frame, area, &widths, &names);
    table::draw(frame, below, &screen.fields, screen.in_fields, &widths, |at| {
        let Some(column) = survey.fields.get(at) else { return Row::default() };
        let about = if column.different_estimated { "~" } else { "" };
        let frequent: Vec<_> = column
            .most_frequent
            .iter()
            .take(3)
            .map(|one| format!("{} ×{}", safe(&one.value), thousands(one.count)))
            .collect();
        let row = Row::new([
            safe(&column.name).into_owned(),
            share(column.filled, column.filled + column.blank),
            table::bar(column.filled, column.filled + column.blank, bar),
            share(column.valid, column.filled),
            format!("{about}{}", thousands(column.different)),
            frequent.join(", "),
        ]);
        let row = if column.invalid > 0 { row.mark("✗") } else { row };
        if column.filled == 0 { row.quiet() } else { row }
    });
}

fn share(part: u64, whole: u64) -> String {
    match (part, whole) {
        (_, 0) => "–".into(),
        (part, whole) if part == whole => "100 %".into(),
        // Never rounded up to all.
        (part, whole) => format!("{}.{} %", part * 100 / whole, part * 1_000 / whole % 10),
    }
}
