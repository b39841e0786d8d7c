//! Which column is which field, and how the text of each column is to be read.
//!
//! A [`Matching`] is the whole of it: saved under a name, kept in a draft, given by flags, and handed to
//! `import::plan`. [`names`] links equal names, [`options`] does what the command line says, [`evidence`] is gathered
//! from the rows, [`suggest`] finds the likely rest, [`saved`] puts a saved matching onto a file, [`changes`] compares the
//! columns of two files, [`values`] shows what single values become, [`custom`] guesses a field from a column. Nothing
//! here knows a store.

pub mod changes;
pub mod columns;
pub mod custom;
pub mod evidence;
pub mod names;
pub mod options;
pub mod saved;
pub mod suggest;
pub mod values;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::platform::Platform;
use crate::platform::types::{DateOrder, DecimalMark};

/// How a row finds its lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchType {
    /// By the email address: known is updated, unknown is added.
    #[default]
    Email,
    /// By the platform's ID: known is updated, blank is added, unknown is an error.
    Id,
}

/// How a column came to its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// Its name equals the field's.
    Name,
    /// The operator said so.
    Given,
    /// A saved matching said so.
    Saved,
    /// It was suggested and the suggestion accepted.
    Suggested,
}

/// What a blank cell does to the value that a lead has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlankRule {
    /// The value stays.
    #[default]
    Keep,
    /// The value is cleared.
    Clear,
}

/// How a matched column acts on a lead that exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateRule {
    /// The column's value takes the place of the lead's.
    #[default]
    Overwrite,
    /// Only a lead without a value gets the column's.
    IfEmpty,
    /// Only leads that are added get the column's value.
    Never,
}

/// Who the lead belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OwnerRule {
    /// One owner, by username, for all leads that the import adds; leads that it only updates keep theirs.
    One(String),
    /// A column of usernames, for added and updated leads.
    Column(ColumnName),
}

/// A column of the file: its place, and the header by which it is found again in another file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnName {
    /// The column's place, from 0.
    pub column: u16,
    /// The text in the header row.
    pub header: String,
}

/// A column linked to a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The column.
    #[serde(flatten)]
    pub column: ColumnName,
    /// The key of the field.
    pub field: String,
    /// The name that the field had when they were linked; empty where it was not noted. A field that is called otherwise by
    /// now is not taken for the same when the matching is loaded again.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field_name: String,
    /// How they came together.
    pub how: How,
    /// How the column acts on a lead that exists.
    #[serde(default)]
    pub update: UpdateRule,
    /// What a blank cell does; `None`: as the matching says.
    #[serde(default)]
    pub blank: Option<BlankRule>,
    /// The order of dates in digits; `None`: as the matching says, else inferred.
    #[serde(default)]
    pub date_order: Option<DateOrder>,
    /// The decimal separator; `None`: as the matching says, else inferred.
    #[serde(default)]
    pub decimal: Option<DecimalMark>,
    /// Whether bare numbers are serial dates.
    #[serde(default)]
    pub serial_dates: bool,
    /// What single values of the column are read as: the file's value (`values::key`) → a value, empty for blank.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
}

/// The whole set of matches with its options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// How a row finds its lead.
    pub match_type: MatchType,
    /// The linked columns.
    pub links: Vec<Link>,
    /// The column whose 1 deletes the row's lead.
    pub delete: Option<ColumnName>,
    /// Who the leads belong to; `None` where nobody was chosen yet.
    pub owner: Option<OwnerRule>,
    /// Whom the single values of a column of usernames mean: the file's value (`values::owner_key`) → the username of an owner.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub owner_values: BTreeMap<String, String>,
    /// What blank cells do, unless a link says otherwise.
    pub blank: BlankRule,
    /// The order of dates in digits for all columns; `None` infers it per column.
    pub date_order: Option<DateOrder>,
    /// The decimal separator for all columns; `None` infers it per column.
    pub decimal: Option<DecimalMark>,
    /// Headers that are the name of a field and were left unmatched all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

impl Default for Matching {
    fn default() -> Self {
        Matching {
            match_type: MatchType::Email,
            links: Vec::new(),
            delete: None,
            owner: None,
            owner_values: BTreeMap::new(),
            blank: BlankRule::Keep,
            date_order: None,
            decimal: None,
            left_out: Vec::new(),
        }
    }
}

impl Link {
    /// Returns a link that acts as links do unless told otherwise.
    #[must_use]
    pub fn new(column: ColumnName, field: &str, how: How) -> Self {
        Link {
            column,
            field: field.to_owned(),
            field_name: String::new(),
            how,
            update: UpdateRule::Overwrite,
            blank: None,
            date_order: None,
            decimal: None,
            serial_dates: false,
            values: BTreeMap::new(),
        }
    }
}

impl Matching {
    /// Returns the link of a column.
    #[must_use]
    pub fn link_of(&self, column: u16) -> Option<&Link> {
        self.links.iter().find(|link| link.column.column == column)
    }

    /// Returns the link to a field.
    #[must_use]
    pub fn link_to(&self, field: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.field == field)
    }

    /// Returns the link to a field, to be changed.
    #[must_use]
    pub fn link_to_mut(&mut self, field: &str) -> Option<&mut Link> {
        self.links.iter_mut().find(|link| link.field == field)
    }

    /// Tells whether a column is used: linked, or the delete column, or the column of owners.
    #[must_use]
    pub fn uses(&self, column: u16) -> bool {
        self.columns().any(|used| used.column == column)
    }

    /// Walks all columns that are used.
    pub fn columns(&self) -> impl Iterator<Item = &ColumnName> {
        let owner = match &self.owner {
            Some(OwnerRule::Column(column)) => Some(column),
            _ => None,
        };
        self.links.iter().map(|link| &link.column).chain(&self.delete).chain(owner)
    }

    /// Links a column to a field, taking the place of whatever either of them was linked to; returns what gave way.
    pub fn link(&mut self, column: ColumnName, field: &str, how: How) -> Vec<Link> {
        let mut gone = self.unlink(column.column);
        self.left_out.retain(|header| *header != column.header);
        let (kept, displaced): (Vec<Link>, Vec<Link>) =
            std::mem::take(&mut self.links).into_iter().partition(|link| link.field != field);
        self.links = kept;
        gone.extend(displaced);
        self.links.push(Link::new(column, field, how));
        self.sort();
        gone
    }

    /// Frees a column: its link, and its use as delete column or column of owners; returns the links that it had.
    pub fn unlink(&mut self, column: u16) -> Vec<Link> {
        self.delete.take_if(|delete| delete.column == column);
        self.owner.take_if(|owner| matches!(owner, OwnerRule::Column(name) if name.column == column));
        let (kept, gone): (Vec<Link>, Vec<Link>) =
            std::mem::take(&mut self.links).into_iter().partition(|link| link.column.column != column);
        self.links = kept;
        gone
    }

    /// Frees a column for good: its equal name is not linked again when the matching is loaded onto a file.
    pub fn leave_out(&mut self, column: &ColumnName) -> Vec<Link> {
        if !self.left_out.contains(&column.header) {
            self.left_out.push(column.header.clone());
        }
        self.unlink(column.column)
    }

    /// Notes the present name of every linked field, so that a renamed field is noticed when the matching is loaded again.
    /// Call it before a matching is saved.
    pub fn note_names(&mut self, platform: &Platform) {
        for link in &mut self.links {
            if let Some(field) = platform.field_by_key(&link.field) {
                link.field_name.clone_from(&field.name);
            }
        }
    }

    /// Puts the links in the order of their columns.
    pub fn sort(&mut self) {
        self.links.sort_by_key(|link| link.column.column);
    }
}

/// Returns columns with these headers, from the first on: for tests.
#[cfg(test)]
pub(crate) fn columns_of(headers: &[&str]) -> Vec<ColumnName> {
    (0..).zip(headers).map(|(column, header)| ColumnName { column, header: (*header).to_owned() }).collect()
}
