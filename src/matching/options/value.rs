//! `--value 'FIELD_KEY=VALUE:BECOMES'`: what a single value of a column is read as.
//!
//! The same table as the wizard's (`matching::values`): it holds for the whole column and is kept in a saved matching.

use super::{OptionError, field, linked, near, shown};
use crate::matching::{Matching, OwnerRule, values};
use crate::platform::types::{self, Reading};
use crate::platform::value::Cell;
use crate::platform::{Field, FieldId, Platform};
use crate::text::trim;

/// Puts what `--value` says about one value onto a matching.
pub(super) fn map_one(text: &str, matching: &mut Matching, platform: &Platform) -> Result<(), OptionError> {
    // A key has no “=” in it, a value may.
    let (key, rest) =
        text.split_once('=').ok_or_else(|| OptionError::NoEquals { option: "value", given: shown(text) })?;
    if !rest.contains(':') {
        return Err(OptionError::NoColon { given: shown(text) });
    }
    let field = field("value", key, platform)?;
    if field.id == FieldId::OWNER {
        return map_owner(rest, matching, platform);
    }
    let how = Reading {
        country: platform.settings.get("platform.country"),
        time_zone: platform.settings.get("platform.time_zone"),
        ..Reading::default()
    };
    let link = linked("value", &field.key, matching, platform, |_| true)?;
    let (value, becomes) = split(rest, |becomes| types::parse(field, Cell::Text(becomes), &how).is_ok());
    if !becomes.is_empty()
        && let Err(fault) = types::parse(field, Cell::Text(becomes), &how)
    {
        return Err(no_value(field, becomes, &fault));
    }
    values::map_value(link, value, Some(becomes));
    Ok(())
}

fn map_owner(rest: &str, matching: &mut Matching, platform: &Platform) -> Result<(), OptionError> {
    if !matches!(matching.owner, Some(OwnerRule::Column(_))) {
        return Err(OptionError::NoOwnerColumn);
    }
    let (value, username) = split(rest, |username| platform.owner(username).is_some());
    let owner = platform.owner(username).ok_or_else(|| OptionError::NoOwner {
        option: "value",
        given: shown(username),
        nearest: near(username, platform.owners.iter().map(|owner| &*owner.username)),
    })?;
    values::map_owner(matching, value, Some(&owner.username));
    Ok(())
}

/// Splits a value from what it becomes. Both may have a colon in them: the shortest end counts that the field takes.
fn split(text: &str, takes: impl Fn(&str) -> bool) -> (&str, &str) {
    let at = |place: usize| (trim(&text[..place]), trim(&text[place + 1..]));
    let last = text.rfind(':').map_or((text, ""), at);
    if last.1.is_empty() {
        return last;
    }
    let fitting = text.rmatch_indices(':').map(|(place, _)| at(place)).find(|(_, becomes)| takes(becomes));
    fitting.unwrap_or(last)
}

fn no_value(field: &Field, given: &str, fault: &types::Fault) -> OptionError {
    OptionError::NoValue {
        field: shown(&field.name),
        given: shown(given),
        why: fault.why.trim_end_matches('.').to_owned(),
        nearest: fault.nearest.as_deref().map(shown),
    }
}
