//! Draws Import: a gauge, the pace, the counts as they grow.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::App;
use crate::app::world::Stage;
use crate::ui::chart;
use crate::ui::frame::pane;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let inside = pane(frame, area, "Importing: everything or nothing", true);
    let Stage::Running(progress) = &app.world.import else { return };
    let ms = app.world.import_at.ms.saturating_sub(app.world.import_began.ms);
    let top = Rect { height: 7.min(inside.height), ..inside };
    chart::progress(frame, top, progress, Some(ms));
    let below = Rect { y: inside.y + top.height, height: inside.height - top.height, ..inside };
    chart::outcomes(frame, below, &progress.counts);
}
