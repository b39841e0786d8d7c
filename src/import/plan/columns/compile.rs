//! How a matching is made ready, and the problems of sheet and matching that show before any row is read.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Columns, Part, Slot, Use};
use crate::import::problem::{Code, Place, Problem, Severity};
use crate::import::report::{ColumnHow, ColumnReport, Evidence};
use crate::matching::{
    BlankRule, ColumnName, How, Link, MatchType, Matching, OwnerRule, changes, columns::letter, names,
};
use crate::platform::value::DateSystem;
use crate::platform::{Field, FieldId, FieldType, Platform};
use crate::text::{normalized, safe, trim};

/// Returns the place of a column and the field that it feeds, as problems name them.
#[must_use]
pub fn place_of(column: u16, header: &[String], field: Option<&Field>) -> Arc<Place> {
    Arc::new(Place {
        column: Some(column),
        letter: letter(column),
        header: header.get(usize::from(column)).cloned().unwrap_or_default(),
        field: field.map_or_else(String::new, |field| field.key.clone()),
        field_name: field.map_or_else(String::new, |field| field.name.clone()),
    })
}

fn place_of_field(field: &Field) -> Arc<Place> {
    Arc::new(Place { field: field.key.clone(), field_name: field.name.clone(), ..Place::default() })
}

/// One matching on its way to be ready.
struct Work<'a> {
    matching: &'a Matching,
    header: &'a [String],
    platform: &'a Platform,
    problems: Vec<Problem>,
    gone: Vec<ColumnName>,
}

pub fn compile(matching: &Matching, header: &[String], date_system: DateSystem, platform: &Platform) -> Columns {
    let mut work = Work { matching, header, platform, problems: Vec::new(), gone: Vec::new() };
    let links = work.links();
    let delete = matching.delete.as_ref().filter(|column| work.is_there(column));
    let owner_column = match &matching.owner {
        Some(OwnerRule::Column(column)) if work.is_there(column) => Some(column),
        _ => None,
    };
    let one_owner = work.owner();
    work.required(&links);
    work.duplicates(&links, delete, owner_column);
    work.namesakes(&links);
    if !work.gone.is_empty() {
        let detail = changes::whereabouts(&work.gone, header).words().join("; ");
        work.problems.push(Problem::new(Code::ColumnsChanged).detail(detail));
    }

    let slots = work.slots(&links);
    let id = links.iter().find(|(_, field)| field.id == FieldId::ID);
    let place = |column: u16, field: Option<&Field>| (column, place_of(column, header, field));
    let mut columns = Columns {
        match_type: matching.match_type,
        email: slots.iter().position(|slot| slot.field.id == FieldId::EMAIL),
        id: id.map(|(link, field)| place(link.column.column, Some(field))),
        delete: delete.map(|column| place(column.column, None)),
        owner: owner_column.map(|column| place(column.column, platform.field(FieldId::OWNER))),
        one_owner,
        owners: platform.owners.iter().map(|owner| owner.username.clone()).collect(),
        owner_index: owner_index(platform),
        owner_values: owner_values(matching, platform),
        parts: parts(&slots, platform),
        blocked: work.problems.iter().any(|problem| problem.severity() == Severity::Error),
        problems: work.problems,
        reports: reports(&links, header, delete, owner_column),
        header: header.to_vec(),
        country: platform.settings.get("platform.country").map(str::to_owned),
        time_zone: platform.settings.get("platform.time_zone").map(str::to_owned),
        default_order: platform.settings.date_order(),
        default_decimal: platform.settings.decimal(),
        date_system,
        slots,
        uses: Vec::new(),
        first_use: Vec::new(),
    };
    list_uses(&mut columns);
    columns
}

impl<'a> Work<'a> {
    /// Returns the links that can be followed, each field once; says what is wrong with the rest.
    fn links(&mut self) -> Vec<(&'a Link, &'a Field)> {
        let mut found: Vec<(&Link, &Field)> = Vec::new();
        let mut twice: Vec<(&Field, Vec<String>)> = Vec::new();
        for link in &self.matching.links {
            if !self.is_there(&link.column) {
                continue;
            }
            let Some(field) = self.platform.field_by_key(&link.field) else {
                self.missing(link, "the platform has no such field");
                continue;
            };
            if matches!(field.id, FieldId::OWNER | FieldId::CREATED | FieldId::UPDATED) {
                self.missing(link, "that field is the platform's own and never read from a file");
                continue;
            }
            if field.id == FieldId::ID && self.matching.match_type == MatchType::Email {
                self.missing(link, "IDs are given by the platform, and leads are matched by Email");
                continue;
            }
            match found.iter().find(|(_, other)| other.id == field.id) {
                None => found.push((link, field)),
                Some((first, _)) => match twice.iter_mut().find(|(other, _)| other.id == field.id) {
                    Some((_, shown)) => shown.push(shown_column(&link.column)),
                    None => twice.push((field, vec![shown_column(&first.column), shown_column(&link.column)])),
                },
            }
        }
        for (field, shown) in twice {
            let problem = Problem::new(Code::FieldMatchedTwice).of_column(&place_of_field(field));
            self.problems.push(problem.detail(format!("the columns {}", shown.join(" and "))));
        }
        found
    }

    fn missing(&mut self, link: &Link, why: &str) {
        let detail =
            format!("Column {} was matched with {}, but {why}.", shown_column(&link.column), safe(&link.field));
        self.problems.push(Problem::new(Code::MatchMissing).value(link.field.as_str()).detail(detail));
    }

    /// Tells whether the file has the column where the matching says, and notes it where not.
    fn is_there(&mut self, column: &ColumnName) -> bool {
        let is_same = |header: &String| names::same(header) == names::same(&column.header);
        let is_there = self.header.get(usize::from(column.column)).is_some_and(is_same);
        if !is_there {
            self.gone.push(column.clone());
        }
        is_there
    }

    /// Finds the one owner, or says why there is none.
    fn owner(&mut self) -> Option<usize> {
        let (detail, advice) = match &self.matching.owner {
            // That such a column is not where it was is told once.
            Some(OwnerRule::Column(_)) => return None,
            Some(OwnerRule::One(username)) => {
                let wanted = trim(username).to_lowercase();
                let found = self.platform.owners.iter().position(|owner| owner.username.to_lowercase() == wanted);
                if found.is_some() {
                    return found;
                }
                (
                    format!("“{}” is not the username of an owner.", safe(username)),
                    "Choose one of the owners, or add this one to the platform.",
                )
            }
            None => (
                "No owner was chosen for the leads that are added.".to_owned(),
                "Choose one owner for all added leads, or the column that holds the usernames.",
            ),
        };
        self.problems.push(Problem::new(Code::OwnerNotMatched).detail(detail).advice(advice));
        None
    }

    /// Says which fields must have a column and have none.
    fn required(&mut self, links: &[(&Link, &Field)]) {
        // That a column is not where it was is told once.
        let is_gone = |field: &Field| {
            let mut of_field = self.matching.links.iter().filter(|link| link.field == field.key);
            of_field.any(|link| self.gone.contains(&link.column))
        };
        let has = |id: FieldId| links.iter().any(|(_, field)| field.id == id);
        for field in &self.platform.fields {
            let code = match field.id {
                FieldId::EMAIL => Code::EmailNotMatched,
                FieldId::ID if self.matching.match_type == MatchType::Id => Code::IdNotMatched,
                _ if field.required && !field.protected => Code::RequiredNotMatched,
                _ => continue,
            };
            if !has(field.id) && !is_gone(field) {
                self.problems.push(Problem::new(code).of_column(&place_of_field(field)));
            }
        }
    }

    /// Says which matched headers stand twice.
    fn duplicates(&mut self, links: &[(&Link, &Field)], delete: Option<&ColumnName>, owner: Option<&ColumnName>) {
        let name = names::spelled;
        let mut told: Vec<String> = Vec::new();
        let of_links = links.iter().map(|(link, field)| (&link.column, Some(*field)));
        for (column, field) in of_links.chain(delete.map(|c| (c, None))).chain(owner.map(|c| (c, None))) {
            let wanted = name(&column.header);
            if wanted.is_empty() || told.contains(&wanted) {
                continue;
            }
            let same: Vec<_> = (0_u16..)
                .zip(self.header)
                .filter(|(_, header)| name(header) == wanted)
                .map(|(column, _)| letter(column))
                .collect();
            if same.len() > 1 {
                let place = place_of(column.column, self.header, field);
                let problem = Problem::new(Code::HeaderDuplicate).of_column(&place).value(column.header.as_str());
                self.problems.push(problem.detail(format!("the columns {}", same.join(" and "))));
            }
            told.push(wanted);
        }
    }

    /// Says which columns were linked because of their name although another free column has that name too, but for case,
    /// accents and punctuation: nobody has said yet which of them is meant.
    fn namesakes(&mut self, links: &[(&Link, &Field)]) {
        let used: Vec<u16> = self.matching.columns().map(|column| column.column).collect();
        for (link, field) in links.iter().filter(|(link, _)| link.how == How::Name) {
            let header = &link.column.header;
            let others = self.header.iter().zip(0_u16..).filter(|(other, column)| {
                !used.contains(column)
                    && names::same(other) == names::same(header)
                    && names::spelled(other) != names::spelled(header)
                    && !self.matching.left_out.iter().any(|left_out| trim(left_out) == trim(other))
            });
            let others: Vec<_> =
                others.map(|(other, column)| shown_column(&ColumnName { column, header: other.clone() })).collect();
            if !others.is_empty() {
                let problem = Problem::new(Code::FieldMatchedTwice).of_column(&place_of_field(field));
                let detail = format!(
                    "column {}, and by its name {} could be it too",
                    shown_column(&link.column),
                    others.join(", ")
                );
                let advice = "Say which is meant: match the field by hand, or leave the other column unmatched (--map 'HEADER=').";
                self.problems.push(problem.detail(detail).advice(advice));
            }
        }
    }

    fn slots(&self, links: &[(&Link, &Field)]) -> Vec<Slot> {
        let mut slots: Vec<Slot> = links
            .iter()
            .filter(|(_, field)| field.id != FieldId::ID)
            .map(|(link, field)| Slot {
                field: (*field).clone(),
                column: link.column.column,
                place: place_of(link.column.column, self.header, Some(field)),
                update: link.update,
                clear: link.blank.unwrap_or(self.matching.blank) == BlankRule::Clear,
                date_order: link.date_order.or(self.matching.date_order),
                decimal: link.decimal.or(self.matching.decimal),
                serial_dates: link.serial_dates,
                values: link.values.clone().into_iter().collect(),
                country_slot: None,
                country_field: None,
            })
            .collect();
        slots.sort_by_key(|slot| slot.field.id);
        for index in 0..slots.len() {
            if slots[index].is_region() {
                let country = country_of(&slots[index].field, self.platform);
                slots[index].country_field = country;
                slots[index].country_slot = slots.iter().position(|slot| Some(slot.field.id) == country);
            }
        }
        slots
    }
}

/// Returns the field that holds a region's country: the one of its group, else the first.
fn country_of(region: &Field, platform: &Platform) -> Option<FieldId> {
    let countries = || platform.fields.iter().filter(|field| field.kind == FieldType::Country);
    countries().find(|field| field.group == region.group).or_else(|| countries().next()).map(|field| field.id)
}

fn owner_index(platform: &Platform) -> HashMap<String, usize> {
    let mut index = HashMap::new();
    for (at, owner) in platform.owners.iter().enumerate() {
        index.entry(normalized(&owner.username).to_lowercase()).or_insert(at);
    }
    for (at, owner) in platform.owners.iter().enumerate() {
        index.insert(normalized(&owner.username).into_owned(), at);
    }
    index
}

/// Returns whom single usernames mean; one that means an owner who is gone stands for itself, and is told as unknown.
fn owner_values(matching: &Matching, platform: &Platform) -> HashMap<String, usize> {
    let place = |username: &str| {
        let wanted = platform.owner(username)?.username.as_str();
        platform.owners.iter().position(|owner| owner.username == wanted)
    };
    matching.owner_values.iter().filter_map(|(value, owner)| Some((value.clone(), place(owner)?))).collect()
}

fn parts(slots: &[Slot], platform: &Platform) -> Vec<(FieldId, Part)> {
    let mut parts = vec![(FieldId::OWNER, Part::Owner)];
    for (index, slot) in slots.iter().enumerate() {
        parts.push((slot.field.id, Part::Slot { slot: index, default: slot.field.default.clone() }));
    }
    for field in &platform.fields {
        let unfed = !field.protected && slots.iter().all(|slot| slot.field.id != field.id);
        if let Some(default) = field.default.as_ref().filter(|_| unfed) {
            parts.push((field.id, Part::Default(default.clone())));
        }
    }
    parts.sort_by_key(|(id, _)| *id);
    parts
}

fn reports(
    links: &[(&Link, &Field)],
    header: &[String],
    delete: Option<&ColumnName>,
    owner: Option<&ColumnName>,
) -> Vec<ColumnReport> {
    let is = |column: u16, name: Option<&ColumnName>| name.is_some_and(|name| name.column == column);
    (0_u16..)
        .zip(header)
        .map(|(column, header)| {
            let link = links.iter().find(|(link, _)| link.column.column == column);
            let (field, how) = match link {
                Some((link, field)) => (Some(field.key.clone()), ColumnHow::Field(link.how)),
                None if is(column, delete) => (None, ColumnHow::Delete),
                None if is(column, owner) => (Some("owner".to_owned()), ColumnHow::Owner),
                None => (None, ColumnHow::None),
            };
            ColumnReport {
                column,
                letter: letter(column),
                header: header.clone(),
                field,
                how,
                date_order: None,
                dates: Evidence::default(),
                decimal: None,
                numbers: Evidence::default(),
            }
        })
        .collect()
}

/// Lists what each column is read for; regions come last in a row, once the country beside them is known.
fn list_uses(columns: &mut Columns) {
    let mut by_column: Vec<Vec<Use>> = vec![Vec::new(); columns.header.len()];
    let mut put = |column: u16, to: Use| {
        if let Some(uses) = by_column.get_mut(usize::from(column)) {
            uses.push(to);
        }
    };
    for (index, slot) in columns.slots.iter().enumerate() {
        put(slot.column, Use::Slot(index));
    }
    if let Some((column, _)) = &columns.id {
        put(*column, Use::Id);
    }
    if let Some((column, _)) = &columns.owner {
        put(*column, Use::Owner);
    }
    columns.first_use.push(0);
    for uses in by_column {
        columns.uses.extend(uses);
        columns.first_use.push(columns.uses.len());
    }
}

fn shown_column(column: &ColumnName) -> String {
    format!("{} “{}”", letter(column.column), safe(trim(&column.header)))
}
