//! A matching made ready for one file: which column feeds which field, and what is wrong with that as a whole.
//!
//! Owned and never changed while rows are read, so that all stages can look at it at once. Knows no rows.

use std::collections::HashMap;
use std::sync::Arc;

use crate::import::problem::{Place, Problem};
use crate::import::report::ColumnReport;
use crate::matching::values::owner_key;
use crate::matching::{MatchType, Matching, UpdateRule};
use crate::platform::types::{DateOrder, DecimalMark};
use crate::platform::value::DateSystem;
use crate::platform::{Field, FieldId, FieldType, Platform};

mod compile;

pub use compile::place_of;

/// One field that a column feeds.
#[derive(Debug)]
pub struct Slot {
    /// The field.
    pub field: Field,
    /// The column, from 0.
    pub column: u16,
    /// Column and field as problems name them.
    pub place: Arc<Place>,
    /// How it acts on a lead that exists.
    pub update: UpdateRule,
    /// Whether a blank cell clears the value that a lead has.
    pub clear: bool,
    /// The date order that was set by hand.
    pub date_order: Option<DateOrder>,
    /// The decimal separator that was set by hand.
    pub decimal: Option<DecimalMark>,
    /// Whether bare numbers are serial dates.
    pub serial_dates: bool,
    /// What single values are read as, by `matching::values::key`.
    pub values: HashMap<String, String>,
    /// For a region: the slot of its country, where a column feeds it.
    pub country_slot: Option<usize>,
    /// For a region: the field of its country, where the platform has one.
    pub country_field: Option<FieldId>,
}

impl Slot {
    /// Tells whether its cells must be read again once their lead is known: a region whose country stands in no column.
    #[must_use]
    pub fn is_region(&self) -> bool {
        self.field.kind == FieldType::Region
    }

    /// Tells whether a blank cell takes the value away from a lead that exists.
    #[must_use]
    pub fn clears(&self) -> bool {
        self.clear && self.update == UpdateRule::Overwrite
    }
}

/// What a column is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The field of this slot.
    Slot(usize),
    /// The ID that rows are matched by.
    Id,
    /// The owner's username.
    Owner,
}

/// Where a value of a lead comes from, in the order of the fields.
#[derive(Debug)]
pub enum Part {
    /// A slot, with the default that fills its blank on an added lead.
    Slot {
        /// Its index.
        slot: usize,
        /// Fills a blank of an added lead.
        default: Option<String>,
    },
    /// The owner of the row.
    Owner,
    /// A field without a column: its default, for added leads.
    Default(String),
}

/// A matching made ready for one file.
#[derive(Debug)]
pub struct Columns {
    /// How a row finds its lead.
    pub match_type: MatchType,
    /// The fed fields, in the order of their ids.
    pub slots: Vec<Slot>,
    /// The slot of Email.
    pub email: Option<usize>,
    /// The column of the IDs.
    pub id: Option<(u16, Arc<Place>)>,
    /// The delete column.
    pub delete: Option<(u16, Arc<Place>)>,
    /// The column of the usernames.
    pub owner: Option<(u16, Arc<Place>)>,
    /// The one owner of all added leads; its index among [`Columns::owners`].
    pub one_owner: Option<usize>,
    /// The owners' usernames.
    pub owners: Vec<String>,
    /// The owners by username in lower case.
    pub owner_index: HashMap<String, usize>,
    /// Whom single usernames of the file mean, by `matching::values::owner_key`; mostly empty.
    pub owner_values: HashMap<String, usize>,
    /// All values of an added lead, in the order of their fields.
    pub parts: Vec<(FieldId, Part)>,
    /// What is wrong with sheet and matching as a whole.
    pub problems: Vec<Problem>,
    /// Whether one of them is an error: no row can be imported then.
    pub blocked: bool,
    /// What each column was taken for.
    pub reports: Vec<ColumnReport>,
    /// The texts of the header row.
    pub header: Vec<String>,
    /// The platform's country.
    pub country: Option<String>,
    /// The platform's time zone.
    pub time_zone: Option<String>,
    /// The date order where none is set and none can be inferred.
    pub default_order: DateOrder,
    /// The decimal separator where none is set and none can be inferred.
    pub default_decimal: DecimalMark,
    /// Which day the serial dates of the file count from.
    pub date_system: DateSystem,
    uses: Vec<Use>,
    first_use: Vec<usize>,
}

impl Columns {
    /// Makes a matching ready for a file with this header row.
    #[must_use]
    pub fn new(matching: &Matching, header: &[String], date_system: DateSystem, platform: &Platform) -> Self {
        compile::compile(matching, header, date_system, platform)
    }

    /// Returns what a column is read for.
    #[must_use]
    pub fn uses(&self, column: u16) -> &[Use] {
        let column = usize::from(column);
        match (self.first_use.get(column), self.first_use.get(column + 1)) {
            (Some(&start), Some(&end)) => &self.uses[start..end],
            _ => &[],
        }
    }

    /// Returns the owner that a username of the file means: whom the matching says, else the one of that name, compared
    /// without case and surrounding blanks.
    #[must_use]
    pub fn owner_named(&self, username: &str) -> Option<usize> {
        if !self.owner_values.is_empty()
            && let Some(index) = self.owner_values.get(&owner_key(username))
        {
            return Some(*index);
        }
        let username = crate::text::normalized(crate::text::trim(username));
        if let Some(index) = self.owner_index.get(&*username) {
            return Some(*index);
        }
        self.owner_index.get(&username.to_lowercase()).copied()
    }
}
