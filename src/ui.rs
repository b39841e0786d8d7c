//! Draws an [`App`] and changes nothing.
//!
//! [`draw`] is the whole of it: the frame (`frame`), the screen's panes (`screens/`, one file per screen under the name
//! that it has in `app/screens/`), what lies over them (`overlay`). `table` draws lists, `chart` outcomes and gauges, `theme` holds marks and styles;
//! `theme::finish` goes over the drawn cells last, for terminals without colours or UTF-8, and so that no control
//! character ever gets out.

pub mod chart;
pub mod frame;
pub mod overlay;
pub mod screens;
pub mod table;
pub mod theme;

use ratatui::Frame;

use crate::app::App;
pub use theme::Look;

/// Draws the whole screen.
pub fn draw(app: &App, look: Look, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.width < 20 || area.height < 6 {
        frame::too_small(frame, area);
    } else {
        let body = frame::draw(app, frame, area);
        screens::draw(app, frame, body);
        if let Some(overlay) = app.overlays.last() {
            overlay::draw(overlay, frame, area);
        }
    }
    theme::finish(frame.buffer_mut(), look);
}
