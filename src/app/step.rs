//! The steps of the wizard and the places of the menu: one table each.

use serde::{Deserialize, Serialize};

/// A step of the wizard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The rules that a file must keep.
    #[default]
    Rules,
    /// The file.
    File,
    /// How a row finds its lead.
    MatchType,
    /// Which column is which field.
    Fields,
    /// What is wrong, or what will happen.
    Check,
    /// The import itself.
    Import,
    /// What it did.
    Summary,
}

impl Step {
    /// All steps in their order.
    pub const ALL: [Step; 7] =
        [Step::Rules, Step::File, Step::MatchType, Step::Fields, Step::Check, Step::Import, Step::Summary];

    /// Returns the step's name on the line of steps.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Step::Rules => "Rules",
            Step::File => "File",
            Step::MatchType => "Match type",
            Step::Fields => "Fields",
            Step::Check => "Check",
            Step::Import => "Import",
            Step::Summary => "Summary",
        }
    }

    /// Returns the step that follows.
    #[must_use]
    pub fn next(self) -> Option<Step> {
        Step::ALL.get(self as usize + 1).copied()
    }

    /// Returns the step before.
    #[must_use]
    pub fn back(self) -> Option<Step> {
        (self as usize).checked_sub(1).map(|at| Step::ALL[at])
    }
}

/// A place of the program: the wizard, or one of the screens beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The wizard.
    #[default]
    Import,
    /// The history of imports.
    Imports,
    /// The leads of the store.
    Leads,
    /// The data-quality survey.
    Quality,
    /// The fields of the platform.
    Fields,
    /// The owners.
    Owners,
    /// The settings.
    Settings,
}

impl Place {
    /// The places in the order of the menu; what is not built yet is not in it.
    pub const MENU: [Place; 7] =
        [Place::Leads, Place::Import, Place::Imports, Place::Quality, Place::Fields, Place::Owners, Place::Settings];

    /// Returns the place's name in the menu.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Place::Import => "Import",
            Place::Imports => "Imports",
            Place::Leads => "Leads",
            Place::Quality => "Quality",
            Place::Fields => "Fields",
            Place::Owners => "Owners",
            Place::Settings => "Settings",
        }
    }

    /// Returns what the place is for, in one sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Place::Import => "Imports the leads of a file, step by step.",
            Place::Leads => "The leads of the store: search them, look at one and its history, export them.",
            Place::Quality => "How complete, valid and clean the leads are, and where to look.",
            Place::Fields => "The fields of the platform by group: add, change, remove.",
            Place::Owners => "The users to whom leads belong: add, change, remove.",
            Place::Settings => "Contract limit, mail, limits and defaults, each with what it does.",
            Place::Imports => "All imports so far: what each did, its report, its undo.",
        }
    }
}
