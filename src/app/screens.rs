//! All screens, each a file here and a file of the same name in `ui/screens/`.

pub mod all_fields;
pub mod check;
pub mod fields;
pub mod file;
pub mod import;
pub mod imports;
pub mod leads;
pub mod match_type;
pub mod output;
pub mod owners;
pub mod quality;
pub mod rules;
pub mod settings;
pub mod summary;

use super::screen::Screen;
use super::step::{Place, Step};

/// Every screen of the program; they live as long as it does, so that back and forth loses nothing.
#[derive(Debug, Default)]
pub struct Screens {
    /// The rules that a file must keep.
    pub rules: rules::Rules,
    /// The file.
    pub file: file::File,
    /// How a row finds its lead.
    pub match_type: match_type::MatchTypeScreen,
    /// Which column is which field.
    pub fields: fields::Fields,
    /// What is wrong, or what will happen.
    pub check: check::Check,
    /// The import itself.
    pub import: import::ImportScreen,
    /// What it did.
    pub summary: summary::Summary,
    /// The history.
    pub imports: imports::Imports,
    /// The leads.
    pub leads: leads::Leads,
    /// The data-quality survey.
    pub quality: quality::Quality,
    /// All fields of the platform.
    pub all_fields: all_fields::AllFields,
    /// The owners.
    pub owners: owners::Owners,
    /// The settings.
    pub settings: settings::Settings,
}

impl Screens {
    /// Returns the screen of a place, or of a step of the wizard.
    #[must_use]
    pub fn of(&self, place: Place, step: Step) -> &dyn Screen {
        match (place, step) {
            (Place::Imports, _) => &self.imports,
            (Place::Leads, _) => &self.leads,
            (Place::Quality, _) => &self.quality,
            (Place::Fields, _) => &self.all_fields,
            (Place::Owners, _) => &self.owners,
            (Place::Settings, _) => &self.settings,
            (Place::Import, Step::Rules) => &self.rules,
            (Place::Import, Step::File) => &self.file,
            (Place::Import, Step::MatchType) => &self.match_type,
            (Place::Import, Step::Fields) => &self.fields,
            (Place::Import, Step::Check) => &self.check,
            (Place::Import, Step::Import) => &self.import,
            (Place::Import, Step::Summary) => &self.summary,
        }
    }

    /// Returns the same screen to be changed.
    pub fn of_mut(&mut self, place: Place, step: Step) -> &mut dyn Screen {
        match (place, step) {
            (Place::Imports, _) => &mut self.imports,
            (Place::Leads, _) => &mut self.leads,
            (Place::Quality, _) => &mut self.quality,
            (Place::Fields, _) => &mut self.all_fields,
            (Place::Owners, _) => &mut self.owners,
            (Place::Settings, _) => &mut self.settings,
            (Place::Import, Step::Rules) => &mut self.rules,
            (Place::Import, Step::File) => &mut self.file,
            (Place::Import, Step::MatchType) => &mut self.match_type,
            (Place::Import, Step::Fields) => &mut self.fields,
            (Place::Import, Step::Check) => &mut self.check,
            (Place::Import, Step::Import) => &mut self.import,
            (Place::Import, Step::Summary) => &mut self.summary,
        }
    }
}
