//! Values: what the different values of a column become, for the fields that take only certain ones.
//!
//! The table of the match screen: “Deutschland ×412 → DE”, “n/d ×37 → ?”. An unknown value is answered once for the whole
//! column ([`map_value`]); the answer is kept in the link, and so in a saved matching.

use std::collections::HashMap;

use super::evidence::ColumnEvidence;
use super::{Link, Matching};
use crate::platform::types::{self, DateOrder, DecimalMark, Reading};
use crate::platform::value::{Cell, DateSystem};
use crate::platform::{Field, FieldType, Platform};
use crate::text::{nearest, normalized, trim};

/// What a value of the file becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// This value, by the rule of the type.
    Value(String),
    /// This value, because the operator said so; empty for blank.
    Mapped(String),
    /// Nothing yet: the field does not take it.
    Unknown {
        /// The value that was probably meant.
        nearest: Option<String>,
    },
}

/// One value of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueRow {
    /// The value as the file has it; of several spellings, the most frequent. Pass it through `text::safe`.
    pub value: String,
    /// In how many cells it stands.
    pub count: u64,
    /// What it becomes.
    pub becomes: Becomes,
}

/// The values of a column, the unknown ones first, then by count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueTable {
    /// The values.
    pub rows: Vec<ValueRow>,
    /// Whether these are all: a column with more than a thousand different values is cut off.
    pub complete: bool,
}

impl ValueTable {
    /// Returns in how many cells a value stands that the field does not take.
    #[must_use]
    pub fn unknown_cells(&self) -> u64 {
        let unknown = self.rows.iter().filter(|row| matches!(row.becomes, Becomes::Unknown { .. }));
        unknown.map(|row| row.count).sum()
    }
}

/// Tells whether a field takes only certain values, so that a table of them helps.
#[must_use]
pub fn has_table(kind: FieldType) -> bool {
    matches!(
        kind,
        FieldType::Select | FieldType::Boolean | FieldType::Country | FieldType::Region | FieldType::Timezone
    )
}

/// Returns the name under which a link keeps what a value is read as: values are compared without case and surrounding
/// blanks, and nothing else in them is overlooked, for `A`, `A+` and `-` are three values.
#[must_use]
pub fn key(value: &str) -> String {
    normalized(trim(value)).to_lowercase()
}

/// Says what a value of a column is read as from now on: a value of the field, empty for blank; `None` forgets it.
pub fn map_value(link: &mut Link, value: &str, becomes: Option<&str>) {
    match becomes {
        Some(becomes) => link.values.insert(key(value), becomes.to_owned()),
        None => link.values.remove(&key(value)),
    };
}

/// Returns the name under which a matching keeps whom a value of the column of owners means: usernames are compared without
/// case and surrounding blanks, and nothing else in them is overlooked.
#[must_use]
pub fn owner_key(value: &str) -> String {
    key(value)
}

/// Says whom a value of the column of owners means from now on: the username of an owner; `None` forgets it.
pub fn map_owner(matching: &mut Matching, value: &str, owner: Option<&str>) {
    match owner {
        Some(owner) => matching.owner_values.insert(owner_key(value), owner.to_owned()),
        None => matching.owner_values.remove(&owner_key(value)),
    };
}

/// Returns what the values of a linked column become.
#[must_use]
pub fn table(link: &Link, field: &Field, evidence: &ColumnEvidence, platform: &Platform) -> ValueTable {
    let how = Reading {
        date_order: link.date_order.unwrap_or(DateOrder::Dmy),
        decimal: link.decimal.unwrap_or(DecimalMark::Point),
        serial_dates: link.serial_dates,
        date_system: DateSystem::default(),
        country: platform.settings.get("platform.country"),
        time_zone: platform.settings.get("platform.time_zone"),
        lead_country: None,
    };
    rows(evidence, key, |value| {
        if let Some(mapped) = link.values.get(&key(value)) {
            return Becomes::Mapped(mapped.clone());
        }
        match types::parse(field, Cell::Text(value), &how) {
            Ok(value) => Becomes::Value(value.into_owned()),
            Err(fault) => Becomes::Unknown { nearest: fault.nearest },
        }
    })
}

/// Returns which owners the values of a column of usernames are, or were said to be.
#[must_use]
pub fn owners(matching: &Matching, evidence: &ColumnEvidence, platform: &Platform) -> ValueTable {
    rows(evidence, owner_key, |value| owner(matching, value, platform))
}

/// Returns which owner a value of a column of usernames is, or was said to be.
#[must_use]
pub fn owner(matching: &Matching, value: &str, platform: &Platform) -> Becomes {
    let told = matching.owner_values.get(&owner_key(value)).and_then(|username| platform.owner(username));
    if let Some(owner) = told {
        return Becomes::Mapped(owner.username.clone());
    }
    if let Some(owner) = platform.owner(value) {
        return Becomes::Value(owner.username.clone());
    }
    let usernames = platform.owners.iter().map(|owner| &*owner.username);
    Becomes::Unknown { nearest: nearest(value, usernames).map(str::to_owned) }
}

/// Puts spellings of one value together, and asks of each what it becomes.
fn rows(evidence: &ColumnEvidence, key: impl Fn(&str) -> String, becomes: impl Fn(&str) -> Becomes) -> ValueTable {
    let mut rows: Vec<ValueRow> = Vec::new();
    let mut places: HashMap<(String, bool), usize> = HashMap::new();
    for (value, count) in evidence.values() {
        let becomes = becomes(&value);
        // Values that the type tells apart stay apart.
        let known = !matches!(becomes, Becomes::Unknown { .. });
        let name = (key(&value), known);
        match places.get(&name).map(|place| &mut rows[*place]) {
            Some(row) if row.becomes == becomes => row.count += count,
            _ => {
                places.insert(name, rows.len());
                rows.push(ValueRow { value, count, becomes });
            }
        }
    }
    rows.sort_by_key(|row| (!matches!(row.becomes, Becomes::Unknown { .. }), std::cmp::Reverse(row.count)));
    ValueTable { rows, complete: evidence.distinct().is_some() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::evidence::Evidence;
    use crate::matching::{How, columns_of};
    use crate::platform::default::new_platform;
    use crate::sheet::Batch;

    fn evidence(values: &[&str]) -> Evidence {
        let mut batch = Batch::default();
        for (number, value) in (2..).zip(values) {
            batch.push_row(number, false);
            batch.push(0, Cell::Text(value));
        }
        let mut evidence = Evidence::new(&columns_of(&["A"]), &new_platform("anna"));
        batch.rows().for_each(|row| evidence.note_row(&row));
        evidence
    }

    fn link(field: &str) -> Link {
        Link::new(columns_of(&["A"])[0].clone(), field, How::Given)
    }

    fn shown(table: &ValueTable) -> Vec<String> {
        let becomes = |row: &ValueRow| match &row.becomes {
            Becomes::Value(value) => value.clone(),
            Becomes::Mapped(value) => format!("={value}"),
            Becomes::Unknown { nearest } => format!("?{}", nearest.as_deref().unwrap_or("")),
        };
        table.rows.iter().map(|row| format!("{} ×{} → {}", row.value, row.count, becomes(row))).collect()
    }

    #[test]
    fn countries_are_shown_with_what_they_become_the_unknown_first() {
        let platform = new_platform("anna");
        let field = platform.field_by_key("country").unwrap();
        let evidence = evidence(&["Italy", "ITALY", "n/d", "Italy", "Germany", "-"]);
        let table = table(&link("country"), field, evidence.column(0).unwrap(), &platform);
        assert_eq!(shown(&table), ["- ×1 → ?", "n/d ×1 → ?", "Italy ×3 → IT", "Germany ×1 → DE"]);
        assert_eq!((table.unknown_cells(), table.complete), (2, true));
    }

    #[test]
    fn an_answer_holds_for_every_spelling_and_can_be_forgotten() {
        let platform = new_platform("anna");
        let field = platform.field_by_key("country").unwrap();
        let evidence = evidence(&["N/D", "n/d"]);
        let mut link = link("country");
        map_value(&mut link, "n/d", Some(""));
        let all = table(&link, field, evidence.column(0).unwrap(), &platform);
        assert_eq!(shown(&all), ["N/D ×2 → ="]);
        map_value(&mut link, "N/D", None);
        assert!(table(&link, field, evidence.column(0).unwrap(), &platform).unknown_cells() == 2);
    }

    #[test]
    fn an_answer_holds_for_no_other_value_however_alike_it_looks() {
        let platform = new_platform("anna");
        let field = platform.field_by_key("country").unwrap();
        let evidence = evidence(&["-", "?", "+", "I-T", "IT", "n/d", "nd"]);
        let mut link = link("country");
        map_value(&mut link, "-", Some(""));
        map_value(&mut link, "I-T", Some("FR"));
        map_value(&mut link, "n/d", Some("DE"));
        let all = shown(&table(&link, field, evidence.column(0).unwrap(), &platform));
        for row in ["- ×1 → =", "I-T ×1 → =FR", "IT ×1 → IT", "n/d ×1 → =DE"] {
            assert!(all.iter().any(|shown| shown == row), "{row}: {all:?}");
        }
        assert_eq!(all.iter().filter(|row| row.contains("→ ?")).count(), 3, "{all:?}");
        assert_eq!(key("A+"), "a+");
        assert!(key("1.5") != key("15") && key("15") != key("-15"));
    }

    #[test]
    fn unknown_usernames_come_with_counts_and_the_nearest() {
        let platform = new_platform("anna");
        let evidence = evidence(&["Anna", "anan", "anan", "ugo"]);
        let table = owners(&Matching::default(), evidence.column(0).unwrap(), &platform);
        assert_eq!(shown(&table), ["anan ×2 → ?anna", "ugo ×1 → ?", "Anna ×1 → anna"]);
    }

    #[test]
    fn a_username_is_said_to_mean_an_owner_whatever_its_case_and_nobody_else_is_meant() {
        let platform = new_platform("anna");
        let evidence = evidence(&["A.Rossi", "a.rossi ", "arossi"]);
        let mut matching = Matching::default();
        map_owner(&mut matching, "a.rossi", Some("anna"));
        let table = owners(&matching, evidence.column(0).unwrap(), &platform);
        assert_eq!(shown(&table), ["arossi ×1 → ?", "A.Rossi ×2 → =anna"]);
        map_owner(&mut matching, "A.ROSSI", None);
        assert!(matching.owner_values.is_empty());
    }

    #[test]
    fn a_username_that_was_said_to_mean_an_owner_who_is_gone_is_unknown_again() {
        let platform = new_platform("anna");
        let evidence = evidence(&["mk"]);
        let mut matching = Matching::default();
        map_owner(&mut matching, "mk", Some("marco"));
        assert_eq!(shown(&owners(&matching, evidence.column(0).unwrap(), &platform)), ["mk ×1 → ?"]);
    }

    #[test]
    fn tables_are_for_fields_that_take_certain_values() {
        let with: Vec<_> = FieldType::ALL.into_iter().filter(|kind| has_table(*kind)).map(FieldType::name).collect();
        assert_eq!(with, ["boolean", "country", "region", "timezone", "select"]);
    }
}
