//! What the command line says about a matching, put onto it: `--map`, `--owner`, `--blank` and their kin.
//!
//! A pure builder: [`Options::apply`] does what is about columns, [`Options::apply_rules`] what is about fields (after
//! suggestions were accepted, so that a rule may name a field that only a suggestion linked). Every word that is not
//! understood is an [`OptionError`] that names the nearest header or field. Saved matchings come before: `saved`. Single
//! values: `options/value.rs`.

use super::columns::named;
use super::names::{can_be_linked, field_named};
use super::{BlankRule, ColumnName, How, Link, MatchType, Matching, OwnerRule, UpdateRule};
use crate::platform::types::{DateOrder, DecimalMark};
use crate::platform::{Field, FieldId, FieldType, Platform};
use crate::text::{nearest, safe, trim};

mod error;
mod value;

pub use error::OptionError;

/// The options of a matching as they were typed; `None` and empty where one was not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `--match email|id`.
    pub match_type: Option<MatchType>,
    /// `--map 'HEADER=FIELD_KEY'` in the order given; `HEADER=` leaves a column unmatched.
    pub map: Vec<String>,
    /// `--delete-column HEADER`; empty for none.
    pub delete_column: Option<String>,
    /// `--owner USERNAME`.
    pub owner: Option<String>,
    /// `--owner-column HEADER`.
    pub owner_column: Option<String>,
    /// `--blank keep|clear` for all fields, `--blank 'FIELD_KEY=clear'` for one.
    pub blank: Vec<String>,
    /// `--update 'FIELD_KEY=overwrite|if-empty|never'`.
    pub update: Vec<String>,
    /// `--date-order auto|dmy|mdy|ymd` for all columns, `--date-order 'FIELD_KEY=mdy'` for one.
    pub date_order: Vec<String>,
    /// `--decimal auto|comma|point` for all columns, `--decimal 'FIELD_KEY=comma'` for one.
    pub decimal: Vec<String>,
    /// `--serial-dates HEADER`: bare numbers of this column are dates.
    pub serial_dates: Vec<String>,
    /// `--value 'FIELD_KEY=VALUE:BECOMES'`: what a single value is read as; `owner=VALUE:USERNAME` for usernames.
    pub value: Vec<String>,
}

impl Options {
    /// Puts onto a matching what the options say about columns, owner and match type, and what they say for all fields.
    ///
    /// A column that is given takes the place of an equal name or a saved match. Two columns that are both given for one
    /// field both stay: that is the problem `field-matched-twice`, told with the others.
    ///
    /// # Errors
    /// The first option that is not understood.
    pub fn apply(
        &self,
        matching: &mut Matching,
        headers: &[ColumnName],
        platform: &Platform,
    ) -> Result<(), OptionError> {
        if let Some(match_type) = self.match_type {
            matching.match_type = match_type;
        }
        if matching.match_type == MatchType::Email
            && let Some(id) = platform.field(FieldId::ID)
        {
            matching.links.retain(|link| link.field != id.key);
        }
        let mut given = Given::default();
        for text in &self.map {
            Self::map_one(text, matching, headers, platform, &mut given)?;
        }
        self.apply_delete_and_owner(matching, headers, platform, &mut given)?;
        self.apply_words(matching)?;
        matching.sort();
        Ok(())
    }

    fn map_one(
        text: &str,
        matching: &mut Matching,
        headers: &[ColumnName],
        platform: &Platform,
        given: &mut Given,
    ) -> Result<(), OptionError> {
        // A header may have a “=” in it, a key never.
        let (name, key) =
            text.rsplit_once('=').ok_or_else(|| OptionError::NoEquals { option: "map", given: shown(text) })?;
        let columns = find("map", headers, name)?;
        if trim(key).is_empty() {
            for column in columns {
                given.note(column, "map")?;
                matching.leave_out(column);
            }
            return Ok(());
        }
        let field = field("map", key, platform)?;
        if !can_be_linked(field, matching.match_type) {
            let instead = match field.id {
                FieldId::ID => "Add --match id to find leads by their ID.",
                FieldId::OWNER => "Use --owner-column HEADER for a column of usernames.",
                _ => "The platform keeps it by itself: leave the column unmatched.",
            };
            return Err(OptionError::Own { field: shown(&field.name), instead });
        }
        let column = columns[0];
        given.note(column, "map")?;
        matching.unlink(column.column);
        matching.links.retain(|link| link.field != field.key || given.has(&link.column));
        matching.left_out.retain(|header| *header != column.header);
        let link = Link::new(column.clone(), &field.key, How::Given);
        matching.links.push(Link { field_name: field.name.clone(), ..link });
        Ok(())
    }

    fn apply_delete_and_owner(
        &self,
        matching: &mut Matching,
        headers: &[ColumnName],
        platform: &Platform,
        given: &mut Given,
    ) -> Result<(), OptionError> {
        if let Some(name) = &self.delete_column {
            matching.delete = None;
            if !trim(name).is_empty() {
                let column = find("delete-column", headers, name)?[0];
                given.note(column, "delete-column")?;
                matching.unlink(column.column);
                matching.delete = Some(column.clone());
            }
        }
        if self.owner.is_some() && self.owner_column.is_some() {
            return Err(OptionError::TwoOwners);
        }
        if let Some(username) = &self.owner {
            let owner = platform.owner(username).ok_or_else(|| OptionError::NoOwner {
                option: "owner",
                given: shown(username),
                nearest: near(username, platform.owners.iter().map(|owner| &*owner.username)),
            })?;
            matching.owner = Some(OwnerRule::One(owner.username.clone()));
        }
        if let Some(name) = &self.owner_column {
            let column = find("owner-column", headers, name)?[0];
            given.note(column, "owner-column")?;
            matching.unlink(column.column);
            matching.owner = Some(OwnerRule::Column(column.clone()));
        }
        Ok(())
    }

    /// Sets what holds for all fields; what names a field waits for [`Options::apply_rules`].
    ///
    /// # Errors
    /// The first word that is not understood.
    pub fn apply_words(&self, matching: &mut Matching) -> Result<(), OptionError> {
        for word in self.blank.iter().filter(|text| !text.contains('=')) {
            matching.blank = blank_rule(word)?;
        }
        for word in self.date_order.iter().filter(|text| !text.contains('=')) {
            matching.date_order = date_order(word)?;
            matching.links.iter_mut().for_each(|link| link.date_order = None);
        }
        for word in self.decimal.iter().filter(|text| !text.contains('=')) {
            matching.decimal = decimal(word)?;
            matching.links.iter_mut().for_each(|link| link.decimal = None);
        }
        Ok(())
    }

    /// Puts onto a matching what the options say about single fields; call it when all links stand.
    ///
    /// # Errors
    /// The first option that is not understood, or that names a field which no column is matched with.
    pub fn apply_rules(
        &self,
        matching: &mut Matching,
        headers: &[ColumnName],
        platform: &Platform,
    ) -> Result<(), OptionError> {
        for text in &self.update {
            let (key, word) =
                text.rsplit_once('=').ok_or_else(|| OptionError::NoEquals { option: "update", given: shown(text) })?;
            let rule = update_rule(word)?;
            linked("update", key, matching, platform, |_| true)?.update = rule;
        }
        for (key, word) in self.blank.iter().filter_map(|text| text.rsplit_once('=')) {
            let rule = blank_rule(word)?;
            linked("blank", key, matching, platform, |_| true)?.blank = Some(rule);
        }
        for (key, word) in self.date_order.iter().filter_map(|text| text.rsplit_once('=')) {
            let order = date_order(word)?;
            linked("date-order", key, matching, platform, takes_dates)?.date_order = order;
        }
        for (key, word) in self.decimal.iter().filter_map(|text| text.rsplit_once('=')) {
            let mark = decimal(word)?;
            linked("decimal", key, matching, platform, |kind| kind == FieldType::Number)?.decimal = mark;
        }
        for name in &self.serial_dates {
            serial_dates(name, matching, headers, platform)?;
        }
        for text in &self.value {
            value::map_one(text, matching, platform)?;
        }
        Ok(())
    }
}

fn serial_dates(
    name: &str,
    matching: &mut Matching,
    headers: &[ColumnName],
    platform: &Platform,
) -> Result<(), OptionError> {
    const OPTION: &str = "serial-dates";
    let columns = find(OPTION, headers, name)?;
    let place = columns.iter().map(|column| column.column).find(|place| matching.link_of(*place).is_some());
    let Some(link) = place.and_then(|place| matching.links.iter_mut().find(|link| link.column.column == place)) else {
        return Err(OptionError::NotMatched {
            option: OPTION,
            field: format!("of column “{}”", shown(name)),
            key: "FIELD_KEY".into(),
        });
    };
    if let Some(field) = platform.field_by_key(&link.field)
        && !takes_dates(field.kind)
    {
        return Err(OptionError::WrongType { option: OPTION, field: shown(&field.name), kind: field.kind.name() });
    }
    link.serial_dates = true;
    Ok(())
}

fn takes_dates(kind: FieldType) -> bool {
    matches!(kind, FieldType::Date | FieldType::DateTime)
}

/// The columns that options have named so far, each for one use.
#[derive(Default)]
struct Given(Vec<(u16, &'static str)>);

impl Given {
    fn note(&mut self, column: &ColumnName, option: &'static str) -> Result<(), OptionError> {
        if let Some((_, first)) = self.0.iter().find(|(place, _)| *place == column.column) {
            return Err(OptionError::GivenTwice { column: shown(&column.header), first, second: option });
        }
        self.0.push((column.column, option));
        Ok(())
    }

    fn has(&self, column: &ColumnName) -> bool {
        self.0.iter().any(|(place, _)| *place == column.column)
    }
}

/// Finds the columns that were named; never an empty list.
fn find<'a>(option: &'static str, headers: &'a [ColumnName], name: &str) -> Result<Vec<&'a ColumnName>, OptionError> {
    let columns = named(headers, name);
    let Some(first) = columns.first() else {
        let nearest = near(name, headers.iter().map(|column| &*column.header));
        return Err(OptionError::NoColumn { option, given: shown(name), nearest });
    };
    if first.is_unnamed() {
        return Err(OptionError::Unnamed { option, letter: first.letter() });
    }
    Ok(columns)
}

fn field<'a>(option: &'static str, key: &str, platform: &'a Platform) -> Result<&'a Field, OptionError> {
    let exact = platform.field_by_key(trim(key));
    exact.or_else(|| field_named(key, platform)).ok_or_else(|| {
        let names = platform.fields.iter().flat_map(|field| [&*field.key, &*field.name]);
        let nearest = nearest(key, names).and_then(|name| field_named(name, platform)).map(|field| field.key.clone());
        OptionError::NoField { option, given: shown(key), nearest }
    })
}

fn linked<'a>(
    option: &'static str,
    key: &str,
    matching: &'a mut Matching,
    platform: &Platform,
    fits: impl Fn(FieldType) -> bool,
) -> Result<&'a mut Link, OptionError> {
    let field = field(option, key, platform)?;
    if !fits(field.kind) {
        return Err(OptionError::WrongType { option, field: shown(&field.name), kind: field.kind.name() });
    }
    matching.link_to_mut(&field.key).ok_or_else(|| OptionError::NotMatched {
        option,
        field: shown(&field.name),
        key: field.key.clone(),
    })
}

fn near<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wanted, names).map(shown)
}

fn shown(text: &str) -> String {
    safe(trim(text)).into_owned()
}

fn word<T>(option: &'static str, given: &str, words: &'static str, value: Option<T>) -> Result<T, OptionError> {
    value.ok_or_else(|| OptionError::NoWord { option, given: shown(given), words })
}

fn blank_rule(text: &str) -> Result<BlankRule, OptionError> {
    let rule = match trim(text) {
        "keep" => Some(BlankRule::Keep),
        "clear" => Some(BlankRule::Clear),
        _ => None,
    };
    word("blank", text, "keep or clear", rule)
}

fn update_rule(text: &str) -> Result<UpdateRule, OptionError> {
    let rule = match trim(text) {
        "overwrite" => Some(UpdateRule::Overwrite),
        "if-empty" => Some(UpdateRule::IfEmpty),
        "never" => Some(UpdateRule::Never),
        _ => None,
    };
    word("update", text, "overwrite, if-empty or never", rule)
}

/// Reads a date order; `auto` is none: it is inferred.
fn date_order(text: &str) -> Result<Option<DateOrder>, OptionError> {
    let order = match trim(text) {
        "auto" => Some(None),
        "dmy" => Some(Some(DateOrder::Dmy)),
        "mdy" => Some(Some(DateOrder::Mdy)),
        "ymd" => Some(Some(DateOrder::Ymd)),
        _ => None,
    };
    word("date-order", text, "auto, dmy, mdy or ymd", order)
}

/// Reads a decimal separator; `auto` is none: it is inferred.
fn decimal(text: &str) -> Result<Option<DecimalMark>, OptionError> {
    let mark = match trim(text) {
        "auto" => Some(None),
        "comma" => Some(Some(DecimalMark::Comma)),
        "point" => Some(Some(DecimalMark::Point)),
        _ => None,
    };
    word("decimal", text, "auto, comma or point", mark)
}

#[cfg(test)]
mod tests;
