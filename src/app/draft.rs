//! The draft: every answer that the operator has given for one file, apart from what is scrolled and typed.
//!
//! A screen answers with a [`Change`]; `App` asks [`Draft::voids`] what that would make void, tells it before, and
//! applies it. One table ([`void::VOIDS`]) says which answer makes which other invalid. The draft is saved after
//! every change, so whatever is added here must be readable from older drafts (`#[serde(default)]`).

pub mod void;

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::step::Step;
use crate::import::mend::Mends;
use crate::matching::saved::{Loaded, Missing};
use crate::matching::values::map_owner;
use crate::matching::{BlankRule, ColumnName, Link, MatchType, Matching, OwnerRule};

/// The file of a draft, as it was when it was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its path, absolute where it could be made so.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was changed last: seconds since 1970-01-01 UTC.
    pub modified: i64,
    /// Its columns.
    pub columns: Vec<ColumnName>,
}

impl SourceFile {
    /// Returns the file's name without its folders, safe to show.
    #[must_use]
    pub fn name(&self) -> String {
        file_name(&self.path)
    }
}

/// Returns the name of a path without its folders, safe to show.
#[must_use]
pub fn file_name(path: &std::path::Path) -> String {
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    crate::text::safe(&name).into_owned()
}

/// All answers given so far for one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The step that the operator is at.
    pub step: Step,
    /// The file; `None` until one is chosen.
    pub file: Option<SourceFile>,
    /// Match type, delete column, blanks, owner and links.
    pub matching: Matching,
    /// The name of the saved matching that was loaded, or under which this one was saved last.
    pub matching_name: Option<String>,
    /// What of the saved matching that was loaded neither the file nor the platform has any more, until dismissed.
    pub missing: Vec<Missing>,
    /// Whether only the valid rows are imported.
    pub only_valid: bool,
    /// Corrections that lie over the file, and the rows that the operator left out.
    pub mends: Mends,
    /// When it was changed last: seconds since 1970-01-01 UTC.
    pub at: i64,
}

/// One answer of the operator.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The file, and the matches that equal names give; earlier matches go before them.
    File(SourceFile, Matching),
    /// The file as it is now, or another one in its place, with the same columns: all answers stay.
    Again(SourceFile),
    /// How a row finds its lead.
    MatchType(MatchType),
    /// The delete column, or none.
    Delete(Option<ColumnName>),
    /// What blank cells do.
    Blank(BlankRule),
    /// Who the leads belong to.
    Owner(OwnerRule),
    /// Whom a username in the column of owners means; `None`: the owner of that name.
    OwnerValue(String, Option<String>),
    /// The links, and what was done to them in words ("matched Phone with F").
    Links(Vec<Link>, String),
    /// A saved matching by its name, put onto this file; without a name the last one for these columns.
    Saved(String, Box<Loaded>),
    /// What is missing of the saved matching, after one of it was dismissed.
    Missing(Vec<Missing>),
    /// The name that this matching was saved under.
    Named(String),
    /// Whether only the valid rows are imported.
    OnlyValid(bool),
    /// The layer of mends, and what was done to it in words.
    Mends(Mends, String),
}

/// A part of the draft; changes and what they make void are told apart by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The file.
    File,
    /// The file, read again.
    Again,
    /// How a row finds its lead.
    MatchType,
    /// The delete column.
    Delete,
    /// What blank cells do.
    Blank,
    /// The owner.
    Owner,
    /// Whom a username means.
    OwnerValue,
    /// The links.
    Links,
    /// The whole matching, from a saved one.
    Saved,
    /// What of it is missing.
    Missing,
    /// The name of the matching.
    Named,
    /// Only the valid rows.
    OnlyValid,
    /// The mends.
    Mends,
}

impl Change {
    /// Returns which part of the draft it changes.
    #[must_use]
    pub fn part(&self) -> Part {
        match self {
            Change::File(..) => Part::File,
            Change::Again(_) => Part::Again,
            Change::MatchType(_) => Part::MatchType,
            Change::Delete(_) => Part::Delete,
            Change::Blank(_) => Part::Blank,
            Change::Owner(_) => Part::Owner,
            Change::OwnerValue(..) => Part::OwnerValue,
            Change::Links(..) => Part::Links,
            Change::Saved(..) => Part::Saved,
            Change::Missing(_) => Part::Missing,
            Change::Named(_) => Part::Named,
            Change::OnlyValid(_) => Part::OnlyValid,
            Change::Mends(..) => Part::Mends,
        }
    }

    /// Returns what it does in words, as the end of "Taken back: …"; safe to show.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Change::File(file, _) => format!("the file {}", file.name()),
            Change::Again(file) => format!("{} as it is now", file.name()),
            Change::MatchType(MatchType::Email) => "match by Email".into(),
            Change::MatchType(MatchType::Id) => "match by ID".into(),
            Change::Delete(Some(column)) => format!("delete column {}", shown(column)),
            Change::Delete(None) => "no delete column".into(),
            Change::Blank(BlankRule::Keep) => "blank cells keep what is there".into(),
            Change::Blank(BlankRule::Clear) => "blank cells clear".into(),
            Change::Owner(OwnerRule::One(name)) => format!("owner {}", crate::text::safe(name)),
            Change::Owner(OwnerRule::Column(column)) => format!("owner from column {}", shown(column)),
            Change::OwnerValue(value, Some(owner)) => {
                format!("{} means {}", crate::text::safe(value), crate::text::safe(owner))
            }
            Change::OwnerValue(value, None) => format!("{} means itself", crate::text::safe(value)),
            Change::Links(_, words) | Change::Mends(_, words) => words.clone(),
            Change::Saved(name, _) if name.is_empty() => "the last matching for these columns".into(),
            Change::Missing(_) => "a missing match dismissed".into(),
            Change::Saved(name, _) => format!("the matching {}", crate::text::safe(name)),
            Change::Named(name) => format!("saved as {}", crate::text::safe(name)),
            Change::OnlyValid(true) => "only the valid rows".into(),
            Change::OnlyValid(false) => "all rows".into(),
        }
    }
}

/// Returns a column as messages name it, safe to show.
#[must_use]
pub fn shown(column: &ColumnName) -> String {
    column.shown()
}

impl Draft {
    /// Returns what a change would make void, a sentence each; empty where nothing is lost.
    #[must_use]
    pub fn voids(&self, change: &Change) -> Vec<String> {
        void::VOIDS
            .iter()
            .filter(|void| void.changed == change.part())
            .filter_map(|void| (void.what)(self, change))
            .collect()
    }

    /// Makes a change, and takes out of the other answers what it makes void.
    pub fn apply(&mut self, change: Change) {
        for void in void::VOIDS.iter().filter(|void| void.changed == change.part()) {
            if (void.what)(self, &change).is_some() {
                (void.clear)(self, &change);
            }
        }
        match change {
            Change::File(file, matching) => self.take_file(file, matching),
            Change::Again(file) => self.file = Some(file),
            Change::MatchType(kind) => self.matching.match_type = kind,
            Change::Delete(column) => self.matching.delete = column,
            Change::Blank(rule) => self.matching.blank = rule,
            Change::Owner(rule) => self.matching.owner = Some(rule),
            Change::OwnerValue(value, owner) => map_owner(&mut self.matching, &value, owner.as_deref()),
            Change::Links(links, _) => self.take_links(links),
            Change::Saved(name, loaded) => {
                self.matching = loaded.matching;
                self.missing = loaded.missing;
                self.matching_name = (!name.is_empty()).then_some(name);
            }
            Change::Missing(missing) => self.missing = missing,
            Change::Named(name) => self.matching_name = Some(name),
            Change::OnlyValid(only) => self.only_valid = only,
            Change::Mends(mends, _) => self.mends = mends,
        }
    }

    /// Takes other links; a column that was linked and is no more stays without its equal name when the matching is loaded again.
    fn take_links(&mut self, links: Vec<Link>) {
        let before = std::mem::replace(&mut self.matching.links, links);
        let headers = |links: &[Link]| links.iter().map(|link| link.column.header.clone()).collect::<BTreeSet<_>>();
        let (before, now) = (headers(&before), headers(&self.matching.links));
        self.matching.left_out.retain(|header| !now.contains(header));
        for header in before.difference(&now) {
            if !self.matching.left_out.contains(header) {
                self.matching.left_out.push(header.clone());
            }
        }
    }

    /// Puts the answers onto another file (or the same one, read again): what fits stays, equal names come after.
    fn take_file(&mut self, file: SourceFile, names: Matching) {
        let place = |column: &ColumnName| file.columns.iter().find(|other| other.header == column.header).cloned();
        for link in &mut self.matching.links {
            if let Some(column) = place(&link.column) {
                link.column = column;
            }
        }
        if let Some(column) = self.matching.delete.as_mut().and_then(|column| place(column)) {
            self.matching.delete = Some(column);
        }
        if let Some(OwnerRule::Column(column)) = &self.matching.owner {
            let column = place(column).unwrap_or_else(|| column.clone());
            self.matching.owner = Some(OwnerRule::Column(column));
        }
        for link in names.links {
            let taken = |other: &Link| other.field == link.field || other.column.column == link.column.column;
            let deletes = self.matching.delete.as_ref().is_some_and(|column| column.column == link.column.column);
            if !deletes && !self.matching.links.iter().any(taken) {
                self.matching.links.push(link);
            }
        }
        self.matching.links.sort_by_key(|link| link.column.column);
        if self.matching.owner.is_none() {
            self.matching.owner = names.owner;
        }
        self.mends = void::moved_mends(self, &file);
        self.file = Some(file);
    }

    /// Tells whether nothing was entered that would be a pity to lose.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.file.is_none()
    }

    /// Returns the link of a field.
    #[must_use]
    pub fn link_of(&self, field: &str) -> Option<&Link> {
        self.matching.links.iter().find(|link| link.field == field)
    }

    /// Returns the link of a column.
    #[must_use]
    pub fn link_at(&self, column: u16) -> Option<&Link> {
        self.matching.links.iter().find(|link| link.column.column == column)
    }
}
