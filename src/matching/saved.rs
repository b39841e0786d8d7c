//! Saved matchings: put onto a file by name, and carried between servers as TOML.
//!
//! [`load`] links what a saved matching and the file and the platform still have in common; whatever one of them no longer
//! has becomes a [`Missing`] match with both names. Nothing is dropped in silence. Where matchings are kept is the store's
//! affair.

mod exchange;

use serde::{Deserialize, Serialize};

use super::names::{can_be_linked, link_names, same};
use super::{ColumnName, How, Link, Matching, OwnerRule};
use crate::platform::{Field, Platform};
use crate::text::{folded, plural, safe, trim};

pub use exchange::{ExchangeError, from_toml, to_toml};

/// A saved match that cannot be put onto a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// The file has no such column.
    Column {
        /// The saved link.
        link: Link,
        /// The name of its field.
        field: String,
    },
    /// The platform has no such field, or has renamed it.
    Field {
        /// The saved link.
        link: Link,
        /// The column of the file.
        column: ColumnName,
        /// What the field of that key is called now; `None` where there is none.
        now: Option<String>,
    },
    /// The file has no such column, and it told which leads to delete.
    Delete(ColumnName),
    /// The file has no such column, and it held the owners.
    OwnerColumn(ColumnName),
    /// The platform has no such owner.
    Owner(String),
    /// The platform has no such owner, and a username of the file was said to mean that one.
    OwnerValue {
        /// The username in the file, as the matching keeps it.
        value: String,
        /// The owner whom it meant.
        owner: String,
    },
}

impl Missing {
    /// Returns what is missing, in one sentence with both names, safe to show.
    #[must_use]
    pub fn words(&self) -> String {
        let shown = |text: &str| safe(trim(text)).into_owned();
        match self {
            Missing::Column { link, field } => format!(
                "The column “{}”, which was matched with the field {}, is not in the file.",
                shown(&link.column.header),
                shown(field)
            ),
            Missing::Field { link, column, now: Some(now) } => format!(
                "The field {}, which the column “{}” was matched with, is now called {}.",
                shown(named(link)),
                shown(&column.header),
                shown(now)
            ),
            Missing::Field { link, column, now: None } => format!(
                "The field {}, which the column “{}” was matched with, is no longer on the platform.",
                shown(named(link)),
                shown(&column.header)
            ),
            Missing::Delete(column) => {
                format!("The delete column “{}” is not in the file.", shown(&column.header))
            }
            Missing::OwnerColumn(column) => {
                format!("The column of owners “{}” is not in the file.", shown(&column.header))
            }
            Missing::Owner(username) => format!("The owner {} is no longer on the platform.", shown(username)),
            Missing::OwnerValue { value, owner } => format!(
                "The owner {}, whom the username “{}” in the file was said to mean, is no longer on the platform.",
                shown(owner),
                shown(value)
            ),
        }
    }

    /// Returns both names of the match in few words, safe to show.
    #[must_use]
    pub fn names(&self) -> String {
        let shown = |text: &str| safe(trim(text)).into_owned();
        match self {
            Missing::Column { link, field } => format!("{} → {}", shown(&link.column.header), shown(field)),
            Missing::Field { link, column, .. } => format!("{} → {}", shown(&column.header), shown(named(link))),
            Missing::Delete(column) => format!("delete column {}", shown(&column.header)),
            Missing::OwnerColumn(column) => format!("{} → Owner", shown(&column.header)),
            Missing::Owner(owner) => format!("owner {}", shown(owner)),
            Missing::OwnerValue { value, owner } => format!("username {} → {}", shown(value), shown(owner)),
        }
    }

    /// Returns the match that solves a renamed field, where the operator wants it so.
    #[must_use]
    pub fn solved(&self, platform: &Platform) -> Option<Link> {
        let Missing::Field { link, column, now: Some(_) } = self else { return None };
        let field = platform.field_by_key(&link.field)?;
        Some(Link { column: column.clone(), field_name: field.name.clone(), ..link.clone() })
    }
}

/// Says which matches are lost where a matching is saved again while they are missing; `None` where none is.
#[must_use]
pub fn lost<'a>(missing: impl IntoIterator<Item = &'a Missing>) -> Option<String> {
    const NAMED: usize = 4;
    let names: Vec<_> = missing.into_iter().map(Missing::names).collect();
    let more = match names.len().checked_sub(NAMED) {
        None | Some(0) => String::new(),
        Some(more) => format!(" and {more} more"),
    };
    let count = plural(names.len() as u64, "match", "matches");
    let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    (!names.is_empty()).then(|| format!("{count} of it that this file has nothing for: {shown}{more}"))
}

/// Gives a new link the rules of the saved one whose missing match it solves, if it solves one: how the column acts, what a
/// blank does, how dates and numbers are read, what single values mean.
pub fn keep_rules(link: &mut Link, missing: &[Missing], platform: &Platform) {
    let is_its_field = |saved: &Link| {
        saved.field == link.field || find_field(saved, platform).is_some_and(|field| field.key == link.field)
    };
    let solves = |missing: &&Missing| match missing {
        Missing::Column { link: saved, .. } => is_its_field(saved),
        Missing::Field { link: saved, column, .. } => column.column == link.column.column || is_its_field(saved),
        _ => false,
    };
    let Some(Missing::Column { link: saved, .. } | Missing::Field { link: saved, .. }) = missing.iter().find(solves)
    else {
        return;
    };
    let (column, field) = (link.column.clone(), link.field.clone());
    *link = Link { column, field, field_name: link.field_name.clone(), how: link.how, ..saved.clone() };
}

fn named(link: &Link) -> &str {
    if link.field_name.is_empty() { &link.field } else { &link.field_name }
}

/// A saved matching on a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// What fits, with equal names of columns that the saved matching did not know.
    pub matching: Matching,
    /// What does not.
    pub missing: Vec<Missing>,
}

/// Puts a saved matching onto a file: columns by header, fields by key and name.
#[must_use]
pub fn load(saved: &Matching, headers: &[ColumnName], platform: &Platform) -> Loaded {
    place(saved, headers, platform, Some(How::Saved))
}

/// Keeps of a matching what still fits the columns of another file: for starting over with changed columns.
#[must_use]
pub fn carry_over(matching: &Matching, headers: &[ColumnName], platform: &Platform) -> Loaded {
    place(matching, headers, platform, None)
}

fn place(saved: &Matching, headers: &[ColumnName], platform: &Platform, how: Option<How>) -> Loaded {
    let mut loaded = Loaded {
        matching: Matching { links: Vec::new(), delete: None, owner: None, ..saved.clone() },
        missing: Vec::new(),
    };
    for link in &saved.links {
        place_link(link, headers, platform, how, &mut loaded);
    }
    if let Some(delete) = &saved.delete {
        match find(delete, headers) {
            Some(column) => loaded.matching.delete = Some(column.clone()),
            None => loaded.missing.push(Missing::Delete(delete.clone())),
        }
    }
    loaded.matching.owner = match &saved.owner {
        Some(OwnerRule::One(username)) => {
            let owner = platform.owner(username);
            if owner.is_none() {
                loaded.missing.push(Missing::Owner(username.clone()));
            }
            owner.map(|owner| OwnerRule::One(owner.username.clone()))
        }
        Some(OwnerRule::Column(name)) => {
            let column = find(name, headers);
            if column.is_none() {
                loaded.missing.push(Missing::OwnerColumn(name.clone()));
            }
            column.map(|column| OwnerRule::Column(column.clone()))
        }
        None => None,
    };
    let gone = |username: &String| platform.owner(username).is_none();
    for (value, owner) in saved.owner_values.iter().filter(|(_, owner)| gone(owner)) {
        loaded.missing.push(Missing::OwnerValue { value: value.clone(), owner: owner.clone() });
    }
    loaded.matching.owner_values.retain(|_, owner| !gone(owner));
    link_names(&mut loaded.matching, headers, platform);
    // A column that waits for its missing field must not be taken by an equal name meanwhile.
    let waits = |place: u16| {
        loaded.missing.iter().any(|missing| matches!(missing, Missing::Field { column, .. } if column.column == place))
    };
    loaded.matching.links.retain(|link| link.how != How::Name || how.is_none() || !waits(link.column.column));
    // An equal name can take the place of a column that is gone.
    for link in loaded.matching.links.iter_mut().filter(|link| link.how == How::Name) {
        keep_rules(link, &loaded.missing, platform);
    }
    loaded
}

fn place_link(link: &Link, headers: &[ColumnName], platform: &Platform, how: Option<How>, loaded: &mut Loaded) {
    let field = find_field(link, platform);
    let Some(column) = find(&link.column, headers) else {
        let field = field.map_or_else(|| named(link).to_owned(), |field| field.name.clone());
        loaded.missing.push(Missing::Column { link: link.clone(), field });
        return;
    };
    let Some(field) = field.filter(|field| can_be_linked(field, loaded.matching.match_type)) else {
        let now = platform.field_by_key(&link.field).map(|field| field.name.clone());
        loaded.missing.push(Missing::Field { link: link.clone(), column: column.clone(), now });
        return;
    };
    loaded.matching.links.push(Link {
        column: column.clone(),
        field: field.key.clone(),
        field_name: field.name.clone(),
        how: how.unwrap_or(link.how),
        ..link.clone()
    });
}

/// Finds the field of a saved link: by key where its name is still the same, else by that name (another server may have
/// given it another key).
fn find_field<'a>(link: &Link, platform: &'a Platform) -> Option<&'a Field> {
    let by_key = platform.field_by_key(&link.field);
    if link.field_name.is_empty() {
        return by_key;
    }
    let wanted = folded(&link.field_name);
    by_key
        .filter(|field| folded(&field.name) == wanted)
        .or_else(|| platform.fields.iter().find(|field| folded(&field.name) == wanted))
}

/// Finds a column by its header: as written before folded; of several, the one that stands where it stood.
fn find<'a>(wanted: &ColumnName, headers: &'a [ColumnName]) -> Option<&'a ColumnName> {
    let exact: Vec<_> = headers.iter().filter(|column| trim(&column.header) == trim(&wanted.header)).collect();
    let found = if exact.is_empty() {
        headers.iter().filter(|column| !column.is_unnamed() && same(&column.header) == same(&wanted.header)).collect()
    } else {
        exact
    };
    found.iter().find(|column| column.column == wanted.column).or_else(|| found.first()).copied()
}

#[cfg(test)]
mod tests;
