//! Draws Owners: username, name, address.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::App;
use crate::app::screens::owners::Owners;
use crate::text::{plural, safe};
use crate::ui::frame::pane;
use crate::ui::table::{self, Row, Width};

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let owners = Owners::owners(&app.desk());
    let inside = pane(frame, area, &plural(owners.len() as u64, "owner", "owners"), true);
    let widths = [Width::Share(2), Width::Share(3), Width::Share(3)];
    let inside = table::header(frame, inside, &widths, &["Username", "Name", "Email"]);
    table::draw(frame, inside, &app.screens.owners.list, true, &widths, |at| {
        let Some(owner) = owners.get(at) else { return Row::default() };
        Row::new([&owner.username, &owner.name, &owner.email].map(|text| safe(text).into_owned()))
    });
}
