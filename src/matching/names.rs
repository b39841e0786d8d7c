//! Equal names: which columns are linked at the start, because their header is the name of a field.
//!
//! Case, spaces, accents and punctuation aside; a field's key is a name of it too. Anything less than equal is a
//! suggestion (`suggest`) and never linked here. Of the protected fields only Email, and ID where rows are matched
//! by ID, are ever linked; the others are the platform's own and shown as such.

use super::{ColumnName, How, Link, MatchType, Matching};
use crate::platform::{Field, FieldId, Platform};
use crate::text::{folded, trim};

/// The columns that a rejects file has beside the original ones; where both stand in a file they are passed over.
pub const HELPERS: [&str; 2] = ["Problem", "What to do"];

/// What a column is before anybody has matched it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It can be matched.
    Open,
    /// It has no header and cannot be matched.
    Unnamed,
    /// It is the platform's own (ID, Owner, Created, Updated of an export): shown, never linked by name.
    Own(&'a Field),
    /// It was added to a rejects file by leadport and is passed over.
    Helper,
}

/// Returns what a column is before anybody has matched it.
#[must_use]
pub fn standing<'a>(
    column: &ColumnName,
    headers: &[ColumnName],
    platform: &'a Platform,
    match_type: MatchType,
) -> Standing<'a> {
    if column.is_unnamed() {
        return Standing::Unnamed;
    }
    if is_helper(column, headers) {
        return Standing::Helper;
    }
    match field_named(&column.header, platform) {
        Some(field) if !can_be_linked(field, match_type) => Standing::Own(field),
        _ => Standing::Open,
    }
}

/// Tells whether columns can be linked to a field at all: all fields, but of the protected ones only Email, and ID where
/// rows are matched by ID.
#[must_use]
pub fn can_be_linked(field: &Field, match_type: MatchType) -> bool {
    match field.id {
        FieldId::ID => match_type == MatchType::Id,
        FieldId::OWNER | FieldId::CREATED | FieldId::UPDATED => false,
        _ => true,
    }
}

/// Returns the field whose name, else whose key, equals the text (case, spaces, accents and punctuation aside).
#[must_use]
pub fn field_named<'a>(text: &str, platform: &'a Platform) -> Option<&'a Field> {
    let wanted = folded(text);
    if wanted.is_empty() {
        return None;
    }
    let by = |name: fn(&Field) -> &str| platform.fields.iter().find(|field| folded(name(field)) == wanted);
    by(|field| &field.name).or_else(|| by(|field| &field.key))
}

/// Links every column whose header is the name of a field; the first where a header stands twice, which is then a
/// problem of its own ([`duplicates`]).
#[must_use]
pub fn initial(headers: &[ColumnName], platform: &Platform, match_type: MatchType) -> Matching {
    let mut matching = Matching { match_type, ..Matching::default() };
    link_names(&mut matching, headers, platform);
    matching
}

/// Links equal names among the columns and fields that are still free; columns that were left out stay so.
pub fn link_names(matching: &mut Matching, headers: &[ColumnName], platform: &Platform) {
    for by_key in [false, true] {
        for column in headers {
            let Some(field) = field_named(&column.header, platform) else { continue };
            if by_key == (folded(&field.name) == folded(&column.header))
                || !can_be_linked(field, matching.match_type)
                || matching.uses(column.column)
                || matching.link_to(&field.key).is_some()
                || is_helper(column, headers)
                || matching.left_out.iter().any(|header| same(header) == same(&column.header))
            {
                continue;
            }
            let link = Link::new(column.clone(), &field.key, How::Name);
            matching.links.push(Link { field_name: field.name.clone(), ..link });
        }
    }
    matching.sort();
}

/// Returns the matched columns whose header stands more than once: each linked column with all that share its header.
#[must_use]
pub fn duplicates<'a>(headers: &'a [ColumnName], matching: &Matching) -> Vec<Vec<&'a ColumnName>> {
    let mut found: Vec<Vec<&ColumnName>> = Vec::new();
    for used in matching.columns() {
        let name = spelled(&used.header);
        let sharing: Vec<_> = headers.iter().filter(|column| spelled(&column.header) == name).collect();
        if sharing.len() > 1 && !found.contains(&sharing) {
            found.push(sharing);
        }
    }
    found
}

/// Returns a header as columns of one file are told apart by it: without case, its white space as single blanks.
#[must_use]
pub fn spelled(header: &str) -> String {
    trim(header).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Returns what two headers have in common when they are one: the folded name, or the text itself where nothing is
/// left of it (`#`).
#[must_use]
pub fn same(header: &str) -> String {
    let name = folded(header);
    if name.is_empty() { trim(header).to_owned() } else { name }
}

fn is_helper(column: &ColumnName, headers: &[ColumnName]) -> bool {
    let is = |column: &ColumnName, name: &str| trim(&column.header) == name;
    HELPERS.iter().any(|name| is(column, name))
        && HELPERS.iter().all(|name| headers.iter().any(|other| is(other, name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::columns_of;
    use crate::platform::default::new_platform;

    fn linked(headers: &[&str], match_type: MatchType) -> Vec<(u16, String)> {
        initial(&columns_of(headers), &new_platform("anna"), match_type)
            .links
            .into_iter()
            .map(|link| (link.column.column, link.field))
            .collect()
    }

    #[test]
    fn names_are_equal_whatever_their_case_blanks_accents_and_punctuation() {
        assert_eq!(
            linked(&["E-MAIL", "first_name", "  Last\u{a0}Name ", "Zíp", "Mobile?"], MatchType::Email),
            [
                (0, "email".into()),
                (1, "first_name".into()),
                (2, "last_name".into()),
                (3, "zip".into()),
                (4, "mobile".into())
            ]
        );
    }

    #[test]
    fn of_the_protected_fields_only_email_is_linked_and_id_when_it_is_the_key() {
        let export = ["ID", "Email", "Owner", "Created", "Updated"];
        assert_eq!(linked(&export, MatchType::Email), [(1, "email".into())]);
        assert_eq!(linked(&export, MatchType::Id), [(0, "id".into()), (1, "email".into())]);
        let (headers, platform) = (columns_of(&export), new_platform("anna"));
        let own = |column: usize| {
            matches!(standing(&headers[column], &headers, &platform, MatchType::Email), Standing::Own(_))
        };
        assert!(own(0) && !own(1) && own(2) && own(3) && own(4));
    }

    #[test]
    fn two_columns_with_one_name_never_share_a_field_and_are_named_as_a_problem() {
        let headers = columns_of(&["Email", "Fair  Stand!", "FAIR-STAND", " EMAIL"]);
        let matching = initial(&headers, &new_platform("anna"), MatchType::Email);
        assert_eq!(matching.link_to("email").map(|link| link.column.column), Some(0));
        assert_eq!(matching.links.len(), 1);
        let shared = duplicates(&headers, &matching);
        assert_eq!(shared.len(), 1);
        assert_eq!(shared[0].iter().map(|column| column.letter()).collect::<Vec<_>>(), ["A", "D"]);
    }

    #[test]
    fn a_header_that_stands_twice_is_nobody_s_problem_while_it_is_unmatched() {
        let headers = columns_of(&["Email", "Stand", "Stand"]);
        let matching = initial(&headers, &new_platform("anna"), MatchType::Email);
        assert!(duplicates(&headers, &matching).is_empty());
    }

    #[test]
    fn the_helper_columns_of_a_rejects_file_are_passed_over_and_only_there() {
        let mut platform = new_platform("anna");
        let mut field = platform.fields[2].clone();
        field.id = platform.next_field;
        (field.key, field.name) = ("problem".into(), "Problem".into());
        platform.fields.push(field);
        let rejects = columns_of(&["Email", "Problem", "What to do"]);
        assert_eq!(initial(&rejects, &platform, MatchType::Email).links.len(), 1);
        assert_eq!(standing(&rejects[1], &rejects, &platform, MatchType::Email), Standing::Helper);
        let other = columns_of(&["Email", "Problem"]);
        assert_eq!(initial(&other, &platform, MatchType::Email).links.len(), 2);
    }

    #[test]
    fn a_column_without_a_header_or_of_signs_alone_is_never_linked() {
        assert!(linked(&["", " \u{a0}", "#", "–"], MatchType::Id).is_empty());
    }

    #[test]
    fn a_name_comes_before_a_key() {
        let mut platform = new_platform("anna");
        let mut field = platform.fields[2].clone();
        field.id = platform.next_field;
        (field.key, field.name) = ("desk".into(), "Phone at work".into());
        platform.fields.push(field);
        let headers = columns_of(&["desk", "Phone at work"]);
        let matching = initial(&headers, &platform, MatchType::Email);
        assert_eq!(matching.links.len(), 1);
        assert_eq!(matching.links[0].column.column, 1);
    }
}
