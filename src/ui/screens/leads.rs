//! Draws Leads: the list, with the selected lead beside it in a wide window; one lead with its history.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::app::App;
use crate::app::beside::LeadScope;
use crate::app::screens::imports::one::changes;
use crate::app::screens::imports::when;
use crate::app::screens::leads::one::{FieldLine, One, lines};
use crate::app::screens::leads::{Leads, columns};
use crate::platform::{Lead, Platform};
use crate::text::{plural, safe, thousands, width};
use crate::ui::frame::{WIDE, pane};
use crate::ui::table::{self, Row, Width};
use crate::ui::theme::{HERE, QUIET, STRONG};

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let screen = &app.screens.leads;
    if let Some(one) = &screen.one {
        return draw_one(app, one, frame, area);
    }
    if frame.area().width < WIDE {
        return draw_list(app, screen, frame, area);
    }
    let right = area.width / 3;
    draw_list(app, screen, frame, Rect { width: area.width - right, ..area });
    let beside = Rect { x: area.right() - right, width: right, ..area };
    let Some(Some(lead)) = screen.lead(screen.results.list.line(), &app.desk()) else {
        pane(frame, beside, "Lead", false);
        return;
    };
    let inside = pane(frame, beside, &format!("Lead {}", lead.id), false);
    draw_filled(app, lead, frame, inside);
}

fn title(app: &App, screen: &Leads) -> String {
    let beside = &app.world.beside;
    let count = plural(screen.results.list.len() as u64, "lead", "leads");
    let scope = match &screen.scope {
        LeadScope::All => String::new(),
        LeadScope::Import(import) => format!(" of import {import}"),
        LeadScope::Some(_, words) => format!(": {}", safe(words)),
    };
    if screen.is_current(&app.desk()) && beside.leads.complete {
        return format!("{count}{scope}");
    }
    format!("{count}{scope} so far · {} looked at…", thousands(beside.leads.walked))
}

fn draw_list(app: &App, screen: &Leads, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let inside = pane(frame, area, &title(app, screen), true);
    let inside = table::search_line(frame, inside, &screen.results, true);
    let Some(platform) = desk.world.platform() else {
        let words = app.world.load_trouble.as_ref().map_or_else(|| "Reading…".into(), ToString::to_string);
        frame.render_widget(Paragraph::new(words), inside);
        return;
    };
    let fields = columns(platform, if inside.width >= 90 { 5 } else { 3 });
    let mut widths = vec![Width::Right(8), Width::Share(3)];
    widths.extend(fields.iter().map(|_| Width::Share(2)));
    widths.push(Width::Share(1));
    let mut names = vec!["ID", "Email"];
    names.extend(fields.iter().filter_map(|id| platform.field(*id)).map(|field| field.name.as_str()));
    names.push("Owner");
    let names: Vec<_> = names.into_iter().map(safe).collect();
    let below = table::header(frame, inside, &widths, &names.iter().map(AsRef::as_ref).collect::<Vec<_>>());
    if screen.results.list.is_empty() {
        let found = screen.is_current(&desk) && desk.world.beside.leads.complete;
        let words = match (found, screen.results.searched().is_empty()) {
            (false, _) => "  looking…",
            (true, true) => "  There is no lead here yet.",
            (true, false) => "  No lead fits. Search for text, or for a field: country=IT; score>10; city~rom",
        };
        frame.render_widget(Paragraph::new(Line::styled(words, QUIET)), below);
        return;
    }
    let focused = !screen.results.typing;
    table::draw(frame, below, &screen.results.list, focused, &widths, |at| match screen.lead(at, &desk) {
        Some(Some(lead)) => {
            let mut cells = vec![lead.id.to_string(), safe(lead.email()).into_owned()];
            cells.extend(fields.iter().map(|id| safe(lead.values.get(*id).unwrap_or("")).into_owned()));
            cells.push(safe(lead.owner()).into_owned());
            Row::new(cells)
        }
        Some(None) => Row::new(["", "(deleted meanwhile)"]).quiet(),
        None => Row::new(["…"]).quiet(),
    });
}

/// Draws the fields of a lead that have a value, without a selection.
fn draw_filled(app: &App, lead: &Lead, frame: &mut Frame<'_>, area: Rect) {
    let filled: Vec<_> = lines(lead, &app.desk())
        .into_iter()
        .filter(|line| matches!(line, FieldLine::Field(_, value) if !value.is_empty()))
        .collect();
    let text: Vec<Line<'_>> = filled
        .iter()
        .filter_map(|line| match line {
            FieldLine::Field(name, value) => {
                Some(Line::from(vec![Span::styled(format!("{name}  "), QUIET), Span::raw(value.as_str())]))
            }
            FieldLine::Group(_) => None,
        })
        .collect();
    frame.render_widget(Paragraph::new(text), area);
}

fn field_row(line: &FieldLine) -> Row {
    match line {
        FieldLine::Group(name) => {
            let mut row = Row::new([name.as_str()]);
            row.style = STRONG.patch(HERE);
            row
        }
        FieldLine::Field(name, value) if value.is_empty() => Row::new([format!("  {name}"), "–".into()]).quiet(),
        FieldLine::Field(name, value) => Row::new([format!("  {name}"), value.clone()]),
    }
}

fn draw_one(app: &App, one: &One, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let (story, Some(platform)) = (one.story(&desk), desk.world.platform()) else { return };
    let (first, second) = if area.width >= WIDE {
        let left = area.width / 2;
        (Rect { width: left, ..area }, Rect { x: area.x + left, width: area.width - left, ..area })
    } else {
        let low = 7.min(area.height / 2);
        let high = if one.in_history { low } else { area.height - low };
        (Rect { height: high, ..area }, Rect { y: area.y + high, height: area.height - high, ..area })
    };
    let email = story.and_then(|story| story.lead.as_ref()).map_or("", Lead::email);
    let inside = pane(frame, first, &format!("Lead {} {}", one.lead, safe(email)), !one.in_history);
    let below = pane(frame, second, "History, newest first", one.in_history);
    let Some(story) = story else {
        frame.render_widget(Paragraph::new(Line::styled("Reading…", QUIET)), inside);
        return;
    };
    match &story.lead {
        Some(lead) => {
            let lines = lines(lead, &desk);
            let cut = |line: &FieldLine| matches!(line, FieldLine::Field(_, value) if width(value) + 25 > usize::from(inside.width));
            let selected = one.fields.selected().and_then(|at| lines.get(at));
            let inside = match selected {
                Some(FieldLine::Field(_, value)) if lines.iter().any(cut) => table::whole(frame, inside, value, 2),
                Some(_) if lines.iter().any(cut) => table::whole(frame, inside, "", 2),
                _ => inside,
            };
            table::draw(frame, inside, &one.fields, !one.in_history, &[Width::Fixed(22), Width::Share(1)], |at| {
                lines.get(at).map(field_row).unwrap_or_default()
            });
        }
        None => frame.render_widget(Paragraph::new("This lead is not in the store: it was deleted."), inside),
    }
    draw_history(app, one, platform, frame, below);
}

fn draw_history(app: &App, one: &One, platform: &Platform, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let Some(story) = one.story(&desk) else { return };
    let widths = [Width::Right(7), Width::Fixed(16), Width::Fixed(10), Width::Share(1)];
    let selected = one.history.selected().and_then(|at| story.history.get(at)).filter(|_| one.in_history);
    let area = selected.map_or(area, |event| table::whole(frame, area, &changes(&event.row, platform), 2));
    let below = table::header(frame, area, &widths, &["Import", "At", "Outcome", "Changes"]);
    table::draw(frame, below, &one.history, one.in_history, &widths, |at| {
        let Some(event) = story.history.get(at) else { return Row::default() };
        Row::new([
            event.import.to_string(),
            when(event.at, &desk),
            event.row.outcome.label().to_owned(),
            changes(&event.row, platform),
        ])
    });
}
