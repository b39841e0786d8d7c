//! Draws Fields: the groups on the left, the fields of the selected one beside them.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::App;
use crate::app::desk::Desk;
use crate::app::screens::all_fields::{AllFields, group, groups};
use crate::text::{plural, safe};
use crate::ui::frame::pane;
use crate::ui::table::{self, Row, Width};

/// How wide the groups are.
const GROUPS: u16 = 22;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let screen = &app.screens.all_fields;
    let left = GROUPS.min(area.width / 3);
    draw_groups(screen, &desk, frame, Rect { width: left, ..area });
    draw_fields(screen, &desk, frame, Rect { x: area.x + left, width: area.width - left, ..area });
}

fn draw_groups(screen: &AllFields, desk: &Desk<'_>, frame: &mut Frame<'_>, area: Rect) {
    let inside = pane(frame, area, "Groups", screen.in_groups);
    let Some(platform) = desk.world.platform() else { return };
    let groups = groups::groups(desk);
    let widths = [Width::Share(1), Width::Right(3)];
    table::draw(frame, inside, &screen.groups, screen.in_groups, &widths, |at| {
        match at.checked_sub(1).map(|at| groups.get(at)) {
            None => Row::new(["All".to_owned(), platform.fields.len().to_string()]),
            Some(Some(group)) => {
                Row::new([safe(&group.name).into_owned(), groups::members(group, platform).to_string()])
            }
            Some(None) => Row::default(),
        }
    });
}

fn draw_fields(screen: &AllFields, desk: &Desk<'_>, frame: &mut Frame<'_>, area: Rect) {
    let fields = screen.fields(desk);
    let focused = !screen.in_groups;
    let inside = pane(frame, area, &plural(fields.len() as u64, "field", "fields"), focused);
    let wide = inside.width >= 80;
    let all = screen.groups.selected() == Some(0);
    let widths = [
        Width::Share(4),
        Width::Share(if wide { 3 } else { 0 }),
        Width::Fixed(if all && wide { 14 } else { 0 }),
        Width::Fixed(9),
        Width::Share(4),
    ];
    let names =
        ["Field", if wide { "Key" } else { "" }, if all && wide { "Group" } else { "" }, "Type", "Options, default"];
    let inside = table::header(frame, inside, &widths, &names);
    table::draw(frame, inside, &screen.list, focused, &widths, |at| {
        let Some(field) = fields.get(at) else { return Row::default() };
        let mut notes: Vec<String> = Vec::new();
        if field.protected {
            notes.push("always there".into());
        }
        notes.extend(field.default.as_deref().map(|default| format!("default {}", safe(default))));
        notes.extend(field.options.iter().map(|option| safe(option).into_owned()));
        let row = Row::new([
            safe(&field.name).into_owned(),
            if wide { field.key.clone() } else { String::new() },
            if all && wide { group(field, desk) } else { String::new() },
            field.kind.name().to_owned(),
            notes.join(", "),
        ]);
        if field.required { row.mark("*") } else { row }
    });
}
