//! Draws the screen of the same name in `app/screens/`.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::App;
use crate::ui::frame::pane;

/// Draws the screen.
pub fn draw(_: &App, frame: &mut Frame<'_>, area: Rect) {
    pane(frame, area, "fields", true);
}
