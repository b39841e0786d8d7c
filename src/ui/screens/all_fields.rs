//! Draws Fields: all fields of the platform by group.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::App;
use crate::app::screens::all_fields::{AllFields, group};
use crate::text::{plural, safe};
use crate::ui::frame::pane;
use crate::ui::table::{self, Row, Width};

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let fields = AllFields::fields(&desk);
    let inside = pane(frame, area, &plural(fields.len() as u64, "field", "fields"), true);
    let wide = inside.width >= 100;
    let widths =
        [Width::Fixed(14), Width::Share(2), Width::Share(if wide { 2 } else { 0 }), Width::Fixed(9), Width::Share(3)];
    let names = ["Group", "Field", if wide { "Key" } else { "" }, "Type", "Options, default"];
    let inside = table::header(frame, inside, &widths, &names);
    table::draw(frame, inside, &app.screens.all_fields.list, true, &widths, |at| {
        let Some(field) = fields.get(at) else { return Row::default() };
        let mut notes: Vec<String> = Vec::new();
        if field.protected {
            notes.push("always there".into());
        }
        notes.extend(field.default.as_deref().map(|default| format!("default {}", safe(default))));
        notes.extend(field.options.iter().map(|option| safe(option).into_owned()));
        let row = Row::new([
            group(field, &desk),
            safe(&field.name).into_owned(),
            field.key.clone(),
            field.kind.name().to_owned(),
            notes.join(", "),
        ]);
        if field.required { row.mark("*") } else { row }
    });
}
