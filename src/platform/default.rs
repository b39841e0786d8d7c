//! The platform of a new store, as one table: product.md's groups and fields.
//!
//! Key and name differ by case and spaces only; only Email is required. Whoever wants other fields edits the
//! platform (`edit`); this table never changes what an existing store holds.

use super::field::{Field, FieldId, Group, MAX_LENGTH};
use super::types::FieldType;
use super::{Owner, Platform, Settings};

/// A field of the table: its name, its type, and its id where it is protected.
type Line = (&'static str, FieldType, Option<FieldId>);

/// The groups with their fields in order; the protected fields are marked by an id of their own.
const GROUPS: [(&str, &[Line]); 6] = [
    (
        "Identity",
        &[
            ("ID", FieldType::Number, Some(FieldId::ID)),
            ("Email", FieldType::Email, Some(FieldId::EMAIL)),
            ("First name", FieldType::Text, None),
            ("Last name", FieldType::Text, None),
            ("Owner", FieldType::Text, Some(FieldId::OWNER)),
            ("Created", FieldType::DateTime, Some(FieldId::CREATED)),
            ("Updated", FieldType::DateTime, Some(FieldId::UPDATED)),
        ],
    ),
    (
        "Contact",
        &[("Phone", FieldType::Phone, None), ("Mobile", FieldType::Phone, None), ("Website", FieldType::Url, None)],
    ),
    (
        "Company",
        &[
            ("Company", FieldType::Text, None),
            ("Job title", FieldType::Text, None),
            ("VAT number", FieldType::Text, None),
            ("Industry", FieldType::Lookup, None),
            ("Employees", FieldType::Number, None),
        ],
    ),
    (
        "Address",
        &[
            ("Street", FieldType::Text, None),
            ("City", FieldType::Text, None),
            ("Zip", FieldType::Text, None),
            ("Region", FieldType::Region, None),
            ("Country", FieldType::Country, None),
            ("Time zone", FieldType::Timezone, None),
        ],
    ),
    (
        "Profile",
        &[
            ("Birth date", FieldType::Date, None),
            ("Language", FieldType::Lookup, None),
            ("Notes", FieldType::Text, None),
        ],
    ),
    (
        "Marketing",
        &[
            ("Source", FieldType::Lookup, None),
            ("Subscribed", FieldType::Boolean, None),
            ("Score", FieldType::Number, None),
            ("Tags", FieldType::Text, None),
            ("Last contact", FieldType::DateTime, None),
            ("Call time", FieldType::Time, None),
        ],
    ),
];

/// Returns the platform of a new store: its fields and groups, no settings, and the operator as the only owner.
#[must_use]
pub fn new_platform(operator: &str) -> Platform {
    let mut groups = Vec::new();
    let mut fields = Vec::new();
    let mut next_field = FieldId::FIRST_FREE;
    for (group_order, (group, members)) in (1..).zip(GROUPS) {
        let group_key = key_of(group);
        groups.push(Group { key: group_key.clone(), name: group.to_owned(), order: group_order });
        for (order, &(name, kind, protected)) in (1..).zip(members) {
            let id = protected.unwrap_or(next_field);
            if protected.is_none() {
                next_field = FieldId(next_field.0 + 1);
            }
            fields.push(Field {
                id,
                key: key_of(name),
                name: name.to_owned(),
                group: group_key.clone(),
                kind,
                required: id == FieldId::EMAIL,
                protected: protected.is_some(),
                options: Vec::new(),
                default: None,
                order,
                max_length: MAX_LENGTH,
            });
        }
    }
    let owner = Owner { username: operator.to_owned(), name: String::new(), email: String::new() };
    Platform { version: 1, groups, fields, next_field, owners: vec![owner], settings: Settings::default() }
}

fn key_of(name: &str) -> String {
    name.to_ascii_lowercase().replace(' ', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_store_has_the_fields_of_the_table_and_no_others() {
        let platform = new_platform("anna");
        let table: Vec<String> = platform
            .groups
            .iter()
            .map(|group| {
                let fields: Vec<_> = platform
                    .fields
                    .iter()
                    .filter(|field| field.group == group.key && (!field.protected || field.id <= FieldId::EMAIL))
                    .map(|field| format!("{} ({})", field.name, field.kind.name()))
                    .collect();
                format!("{}: {}", group.name, fields.join(", "))
            })
            .collect();
        assert_eq!(
            table,
            [
                "Identity: ID (number), Email (email), First name (text), Last name (text)",
                "Contact: Phone (phone), Mobile (phone), Website (url)",
                "Company: Company (text), Job title (text), VAT number (text), Industry (lookup), Employees (number)",
                "Address: Street (text), City (text), Zip (text), Region (region), Country (country), Time zone (timezone)",
                "Profile: Birth date (date), Language (lookup), Notes (text)",
                "Marketing: Source (lookup), Subscribed (boolean), Score (number), Tags (text), Last contact (datetime), Call time (time)",
            ]
        );
    }

    #[test]
    fn only_email_is_required_and_five_fields_are_protected() {
        let platform = new_platform("anna");
        let required: Vec<_> = platform.fields.iter().filter(|field| field.required).map(|field| &*field.key).collect();
        assert_eq!(required, ["email"]);
        let protected: Vec<_> =
            platform.fields.iter().filter(|field| field.protected).map(|field| field.id.0).collect();
        assert_eq!(protected, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn keys_follow_names_and_ids_count_up_from_sixteen() {
        let platform = new_platform("anna");
        for key in ["email", "first_name", "vat_number", "birth_date", "time_zone"] {
            assert!(platform.field_by_key(key).is_some(), "{key}");
        }
        let ids: Vec<_> = platform.fields.iter().filter(|field| !field.protected).map(|field| field.id.0).collect();
        assert_eq!(ids, (16..16 + u16::try_from(ids.len()).unwrap()).collect::<Vec<_>>());
        assert_eq!(platform.next_field.0, 16 + u16::try_from(ids.len()).unwrap());
    }

    #[test]
    fn the_operator_is_the_only_owner_and_there_is_no_limit() {
        let platform = new_platform("anna");
        assert_eq!(platform.owners.len(), 1);
        assert_eq!(platform.owners[0].username, "anna");
        assert_eq!(platform.settings.max_leads(), None);
    }
}
