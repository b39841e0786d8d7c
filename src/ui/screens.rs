//! The drawing of every screen: one file each, under the name that it has in `app/screens/`.

pub mod all_fields;
pub mod check;
pub mod fields;
pub mod file;
pub mod import;
pub mod imports;
pub mod leads;
pub mod match_type;
pub mod owners;
pub mod quality;
pub mod rules;
pub mod settings;
pub mod summary;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::App;
use crate::app::step::{Place, Step};

/// Draws the panes of the screen that is shown.
pub fn draw(app: &App, frame: &mut Frame<'_>, area: Rect) {
    if area.is_empty() {
        return;
    }
    match (app.place, app.draft.step) {
        (Place::Imports, _) => imports::draw(app, frame, area),
        (Place::Leads, _) => leads::draw(app, frame, area),
        (Place::Quality, _) => quality::draw(app, frame, area),
        (Place::Fields, _) => all_fields::draw(app, frame, area),
        (Place::Owners, _) => owners::draw(app, frame, area),
        (Place::Settings, _) => settings::draw(app, frame, area),
        (Place::Import, Step::Rules) => rules::draw(app, frame, area),
        (Place::Import, Step::File) => file::draw(app, frame, area),
        (Place::Import, Step::MatchType) => match_type::draw(app, frame, area),
        (Place::Import, Step::Fields) => fields::draw(app, frame, area),
        (Place::Import, Step::Check) => check::draw(app, frame, area),
        (Place::Import, Step::Import) => import::draw(app, frame, area),
        (Place::Import, Step::Summary) => summary::draw(app, frame, area),
    }
}
