//! What stands in the panes of Fields, made from the platform, the draft and what is known of the file.

use std::path::PathBuf;
use std::sync::{Arc, Weak};

use crate::app::desk::Desk;
use crate::matching::evidence::Evidence;
use crate::matching::names::{self, can_be_linked};
use crate::matching::suggest::Suggestion;
use crate::matching::{ColumnName, MatchType, Matching, OwnerRule};
use crate::platform::{Field, Group, Platform};
use crate::text::safe;

/// What suggestions are made of; they are looked for again only when one of these has changed.
#[derive(Clone, Debug)]
pub struct Seen {
    file: Option<PathBuf>,
    matching: Matching,
    platform: Option<u64>,
    evidence: Weak<Evidence>,
}

impl Seen {
    /// Returns what they are made of now.
    #[must_use]
    pub fn of(desk: &Desk<'_>) -> Seen {
        Seen {
            file: desk.draft.file.as_ref().map(|file| file.path.clone()),
            matching: desk.draft.matching.clone(),
            platform: desk.world.platform().map(|platform| platform.version),
            evidence: desk.world.evidence.as_ref().map(Arc::downgrade).unwrap_or_default(),
        }
    }
}

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file
            && self.matching == other.matching
            && self.platform == other.platform
            && self.evidence.ptr_eq(&other.evidence)
    }
}

/// Returns the groups in their order.
#[must_use]
pub fn groups(platform: &Platform) -> Vec<&Group> {
    let mut groups: Vec<_> = platform.groups.iter().collect();
    groups.sort_by_key(|group| group.order);
    groups
}

/// Returns the fields of a group that columns can be linked with, in their order.
#[must_use]
pub fn fields<'a>(platform: &'a Platform, group: &str, match_type: MatchType) -> Vec<&'a Field> {
    let mut fields: Vec<_> =
        platform.fields.iter().filter(|field| field.group == group && can_be_linked(field, match_type)).collect();
    fields.sort_by_key(|field| field.order);
    fields
}

/// Returns how many fields of a group are matched, and how many there are: `3/4`.
#[must_use]
pub fn matched(platform: &Platform, group: &str, desk: &Desk<'_>) -> String {
    let fields = fields(platform, group, desk.draft.matching.match_type);
    format!("{}/{}", fields.iter().filter(|field| desk.draft.link_of(&field.key).is_some()).count(), fields.len())
}

/// Returns the columns that nothing was done with yet: no field, not the delete column, not the owners'.
#[must_use]
pub fn open_columns<'a>(desk: &Desk<'a>) -> Vec<&'a ColumnName> {
    let columns = desk.draft.file.iter().flat_map(|file| &file.columns);
    columns.filter(|column| !desk.draft.matching.uses(column.column)).collect()
}

/// Returns what must still be matched or chosen before the step can be left, a sentence each.
#[must_use]
pub fn missing(desk: &Desk<'_>) -> Vec<String> {
    let mut missing = Vec::new();
    let Some(platform) = desk.world.platform() else {
        return vec!["The store is still being opened.".into()];
    };
    let matching = &desk.draft.matching;
    if desk.draft.link_of("email").is_none() {
        missing.push("No column is matched with Email: move to Email and press Enter.".into());
    }
    if matching.match_type == MatchType::Id && desk.draft.link_of("id").is_none() {
        missing.push("Match type is ID, and no column is matched with ID.".into());
    }
    for field in platform.fields.iter().filter(|field| field.required && field.key != "email") {
        if can_be_linked(field, matching.match_type) && desk.draft.link_of(&field.key).is_none() {
            missing.push(format!("The required field {} has no column.", safe(&field.name)));
        }
    }
    match &matching.owner {
        None => missing.push("No owner is chosen for the new leads.".into()),
        Some(OwnerRule::One(name)) if platform.owner(name).is_none() => {
            missing.push(format!("{} is not an owner of the platform.", safe(name)));
        }
        Some(_) => {}
    }
    let headers = desk.draft.file.as_ref().map_or(&[][..], |file| &file.columns);
    for columns in names::duplicates(headers, matching) {
        let shown = columns.iter().map(|column| column.shown()).collect::<Vec<_>>().join(" and ");
        missing.push(format!("Rename one in the file, or part it from its field: {shown} have the same name."));
    }
    missing
}

/// Returns the words of the owner pane: whether one owner is chosen, the owner, the column.
#[must_use]
pub fn owner_words(desk: &Desk<'_>) -> (bool, String, String) {
    match &desk.draft.matching.owner {
        Some(OwnerRule::One(name)) => (true, safe(name).into_owned(), "–".into()),
        Some(OwnerRule::Column(column)) => (false, "–".into(), column.shown()),
        None => (true, "nobody yet".into(), "–".into()),
    }
}

/// Returns how sure a suggestion is and why, safe to show.
#[must_use]
pub fn suggestion_words(suggestion: &Suggestion) -> String {
    format!("~ {}: {} % sure; {}", suggestion.column.shown(), percent(suggestion.score), suggestion.reason)
}

/// Returns a score as a whole percentage.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score lies between 0 and 1")]
pub fn percent(score: f64) -> u32 {
    (score * 100.0).floor() as u32
}
