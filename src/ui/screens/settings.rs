//! Draws Settings: the list, and below what the selected one does and takes.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::app::App;
use crate::app::screens::settings::set;
use crate::platform::settings::SETTINGS;
use crate::text::safe;
use crate::ui::frame::pane;
use crate::ui::table::{self, Row, Width};
use crate::ui::theme::{QUIET, STRONG};

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let desk = app.desk();
    let screen = &app.screens.settings;
    let below = 5.min(area.height / 3);
    let top = Rect { height: area.height - below, ..area };
    let inside = pane(frame, top, "Settings", true);
    let wide = inside.width >= 100;
    let widths = [Width::Fixed(34), Width::Share(1), Width::Share(if wide { 2 } else { 0 })];
    let inside = table::header(frame, inside, &widths, &["Setting", "Value", if wide { "What it does" } else { "" }]);
    table::draw(frame, inside, &screen.list, true, &widths, |at| {
        let Some(setting) = SETTINGS.get(at) else { return Row::default() };
        let value = set(setting, &desk);
        let shown = value.or(setting.default).map_or_else(|| "–".into(), safe).into_owned();
        let row = Row::new([setting.name.to_owned(), shown, setting.sentence.to_owned()]);
        if value.is_some() { row.mark("●") } else { row.quiet() }
    });
    let place = Rect { y: area.y + top.height, height: below, ..area };
    let Some(setting) = screen.selected() else { return };
    let inside = pane(frame, place, setting.name, false);
    let default = setting.default.unwrap_or("nothing");
    let text = vec![
        Line::styled(setting.sentence, STRONG),
        Line::from(vec![
            Span::styled("takes ", QUIET),
            Span::raw(setting.kind.rule()),
            Span::styled(" · default ", QUIET),
            Span::raw(default),
        ]),
    ];
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: false }), inside);
}
