//! The columns of two files compared: when a mended file is uploaded again, and to know a file's columns when they come
//! back another day.
//!
//! Columns are the same when their names are (case, spaces, accents and punctuation aside); columns without a header hold
//! nothing that could be matched and are passed over.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::ColumnName;
use super::names::same;
use crate::text::{safe, trim};

/// Returns what files with the same columns have in common, in whatever order the columns stand: 64 hexadecimal digits.
#[must_use]
pub fn signature(headers: &[ColumnName]) -> String {
    let mut names: Vec<String> =
        headers.iter().filter(|column| !column.is_unnamed()).map(|column| same(&column.header)).collect();
    names.sort_unstable();
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What happened to the columns between two files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnChanges {
    /// Columns that stand where they stood, under another name: before and after.
    pub renamed: Vec<(ColumnName, ColumnName)>,
    /// Columns that changed places among the others: before and after.
    pub moved: Vec<(ColumnName, ColumnName)>,
    /// Columns that were not there before.
    pub added: Vec<ColumnName>,
    /// Columns that are there no more.
    pub removed: Vec<ColumnName>,
}

impl ColumnChanges {
    /// Tells whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.renamed.is_empty() && self.moved.is_empty() && self.added.is_empty() && self.removed.is_empty()
    }

    /// Returns one clause for each change, safe to show (`column C “Phone” is now called “Telephone”`).
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let shown = |column: &ColumnName| format!("column {} “{}”", column.letter(), name(column));
        let mut words = Vec::new();
        words.extend(self.renamed.iter().map(|(old, new)| format!("{} is now called “{}”", shown(old), name(new))));
        words.extend(self.moved.iter().map(|(old, new)| {
            if old.column == new.column {
                return format!("{} stands elsewhere among the others", shown(old));
            }
            format!("{} is now column {}", shown(old), new.letter())
        }));
        words.extend(self.added.iter().map(|column| format!("{} is new", shown(column))));
        words.extend(self.removed.iter().map(|column| format!("{} is gone", shown(column))));
        words
    }
}

fn name(column: &ColumnName) -> String {
    safe(trim(&column.header)).into_owned()
}

/// Compares the columns of a file with those of the file that takes its place.
///
/// A column is moved when it changed places among those that both files have; that others were added or removed before
/// it moves nothing. Of the columns that passed one another the fewest are named; where two changed places, both.
#[must_use]
pub fn compare_columns(before: &[ColumnName], after: &[ColumnName]) -> ColumnChanges {
    let before: Vec<&ColumnName> = before.iter().filter(|column| !column.is_unnamed()).collect();
    let after: Vec<&ColumnName> = after.iter().filter(|column| !column.is_unnamed()).collect();
    let partner = partners(&before, &after);
    let kept: Vec<(usize, usize)> = partner.iter().enumerate().filter_map(|(old, new)| Some((old, (*new)?))).collect();
    let steady = longest_rising(&kept);
    let swapped = swapped(&kept, &steady);
    let is_elsewhere = |(old, new): &Pair| before[*old].column != after[*new].column;
    let moved = kept.iter().filter(|pair| !steady.contains(pair) || swapped.contains(pair) && is_elsewhere(pair));
    let mut changes = ColumnChanges {
        moved: moved.map(|(old, new)| (before[*old].clone(), after[*new].clone())).collect(),
        ..ColumnChanges::default()
    };
    let has_partner = |new: usize| partner.contains(&Some(new));
    // Between two columns that stayed lies a gap; what is without a partner in the same gap of both files may have been
    // renamed.
    let mut edges: Vec<(usize, usize)> = steady;
    edges.push((before.len(), after.len()));
    let (mut old_start, mut new_start) = (0, 0);
    for (old_end, new_end) in edges {
        let old: Vec<&ColumnName> =
            (old_start..old_end).filter(|index| partner[*index].is_none()).map(|index| before[index]).collect();
        let new: Vec<&ColumnName> =
            (new_start..new_end).filter(|index| !has_partner(*index)).map(|index| after[index]).collect();
        pair_gap(&old, &new, &mut changes);
        (old_start, new_start) = (old_end + 1, new_end + 1);
    }
    changes
}

/// Says where these columns are in a file with these headers: none of them is where it was, and of the file that they
/// are from nothing else is known.
#[must_use]
pub fn whereabouts(columns: &[ColumnName], headers: &[String]) -> ColumnChanges {
    let after = (0..).zip(headers).map(|(column, header)| ColumnName { column, header: header.clone() });
    let after: Vec<ColumnName> = after.filter(|column| !column.is_unnamed()).collect();
    let places = partners(&columns.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>());
    let mut changes = ColumnChanges::default();
    for (old, place) in columns.iter().cloned().zip(places) {
        let in_its_place = after.iter().find(|new| new.column == old.column);
        match (place, in_its_place) {
            (Some(place), _) => changes.moved.push((old, after[place].clone())),
            (None, Some(new)) => changes.renamed.push((old, new.clone())),
            (None, None) => changes.removed.push(old),
        }
    }
    changes
}

/// Finds for each column before the one of the same name after; of several with one name, in their order.
fn partners(before: &[&ColumnName], after: &[&ColumnName]) -> Vec<Option<usize>> {
    let mut free: Vec<Option<String>> = after.iter().map(|column| Some(same(&column.header))).collect();
    let find = |column: &&ColumnName| {
        let wanted = Some(same(&column.header));
        let place = free.iter().position(|name| *name == wanted)?;
        free[place] = None;
        Some(place)
    };
    before.iter().map(find).collect()
}

/// A column in both files: its place before and after, among those that have a name.
type Pair = (usize, usize);

/// Returns the most pairs whose places rise in both files: the columns that did not move. Of several such choices the one
/// with the most columns that stand where they stood, in the sheet or among those that both files have.
fn longest_rising(pairs: &[Pair]) -> Vec<Pair> {
    let mut ranks: Vec<usize> = pairs.iter().map(|(_, new)| *new).collect();
    ranks.sort_unstable();
    let worth = |index: usize| {
        let (old, new) = pairs[index];
        (1, usize::from(old == new), usize::from(ranks[index] == new))
    };
    let mut best: Vec<((usize, usize, usize), Option<usize>)> = Vec::with_capacity(pairs.len());
    for (index, (_, new)) in pairs.iter().enumerate() {
        let longest = (0..index).filter(|before| pairs[*before].1 < *new).max_by_key(|before| best[*before].0);
        let (count, still, among) = longest.map_or((0, 0, 0), |before| best[before].0);
        let (one, is_still, is_among) = worth(index);
        best.push(((count + one, still + is_still, among + is_among), longest));
    }
    let mut at = (0..pairs.len()).max_by_key(|index| best[*index].0);
    let mut rising = Vec::new();
    while let Some(index) = at {
        rising.push(pairs[index]);
        at = best[index].1;
    }
    rising.reverse();
    rising
}

/// Returns the steady pairs that a moved column changed places with: those that were its neighbour on the one side and
/// are on the other, other moved columns aside. Which of such two moved, nobody can tell.
fn swapped(pairs: &[Pair], steady: &[Pair]) -> Vec<Pair> {
    let of_moved = |moved: &Pair| {
        let before = steady.iter().filter(|(old, _)| *old < moved.0).count();
        let after = steady.iter().filter(|(_, new)| *new < moved.1).count();
        (before.abs_diff(after) == 1).then(|| steady[before.min(after)])
    };
    pairs.iter().filter(|pair| !steady.contains(pair)).filter_map(of_moved).collect()
}

/// Pairs the columns without a partner in one gap: in their order where they are as many, else by likeness.
fn pair_gap(old: &[&ColumnName], new: &[&ColumnName], changes: &mut ColumnChanges) {
    const LIKE: f64 = 0.6;
    let mut free: Vec<&ColumnName> = new.to_vec();
    for (index, column) in old.iter().enumerate() {
        let name = same(&column.header);
        let likeness = |other: &&ColumnName| strsim::normalized_damerau_levenshtein(&name, &same(&other.header));
        let place = if old.len() == new.len() {
            free.iter().position(|other| *other == new[index])
        } else {
            let likest = (0..free.len()).max_by(|one, other| likeness(&free[*one]).total_cmp(&likeness(&free[*other])));
            likest.filter(|place| likeness(&free[*place]) >= LIKE)
        };
        match place {
            Some(place) => changes.renamed.push(((*column).clone(), free.remove(place).clone())),
            None => changes.removed.push((*column).clone()),
        }
    }
    changes.added.extend(free.into_iter().cloned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::columns_of;

    fn words(before: &[&str], after: &[&str]) -> Vec<String> {
        compare_columns(&columns_of(before), &columns_of(after)).words()
    }

    #[test]
    fn the_same_columns_have_not_changed_whatever_their_dress() {
        assert!(words(&["Email", "Phone", ""], &["E-MAIL", " phone"]).is_empty());
    }

    #[test]
    fn a_renamed_column_is_named_with_both_names() {
        assert_eq!(
            words(&["Email", "Phone", "City"], &["Email", "Telephone", "City"]),
            ["column B “Phone” is now called “Telephone”"]
        );
        assert_eq!(words(&["A", "B"], &["C", "D"]).len(), 2);
    }

    #[test]
    fn an_added_or_removed_column_moves_nothing() {
        assert_eq!(words(&["Email", "Phone"], &["Name", "Email", "Phone"]), ["column A “Name” is new"]);
        assert_eq!(words(&["Name", "Email", "Phone"], &["Email", "Phone"]), ["column A “Name” is gone"]);
    }

    #[test]
    fn a_moved_column_is_the_one_that_moved() {
        assert_eq!(
            words(&["Email", "Phone", "City", "Zip"], &["Phone", "City", "Zip", "Email"]),
            ["column A “Email” is now column D"]
        );
    }

    #[test]
    fn two_columns_that_changed_places_are_both_named() {
        assert_eq!(
            words(&["Email", "Phone", "City"], &["Phone", "Email", "City"]),
            ["column A “Email” is now column B", "column B “Phone” is now column A"]
        );
        assert_eq!(
            words(&["Email", "Phone", "City"], &["City", "Phone", "Email"]),
            ["column A “Email” is now column C", "column C “City” is now column A"]
        );
        assert_eq!(
            words(&["Email", "Phone", "City", "Zip", "Fax"], &["Email", "Fax", "City", "Zip", "Phone"]),
            ["column B “Phone” is now column E", "column E “Fax” is now column B"]
        );
        assert_eq!(
            words(&["Email", "Phone", "City"], &["New", "Phone", "Email", "City"]),
            ["column A “Email” is now column C", "column A “New” is new"]
        );
    }

    #[test]
    fn an_added_column_that_shifts_twenty_others_is_named_alone() {
        let before: Vec<String> = (0..20).map(|column| format!("Field {column}")).collect();
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        let after = [&["Email"], before.as_slice()].concat();
        assert_eq!(words(&before, &after), ["column A “Email” is new"]);
        let mut swapped = after.clone();
        swapped.swap(10, 15);
        assert_eq!(
            words(&before, &swapped),
            ["column J “Field 9” is now column P", "column O “Field 14” is now column K", "column A “Email” is new"]
        );
    }

    #[test]
    fn of_columns_that_passed_one_another_those_that_stand_where_they_stood_did_not_move() {
        assert_eq!(
            words(&["Old", "Email", "Phone", "City"], &["Phone", "Email", "City"]),
            ["column C “Phone” is now column A", "column A “Old” is gone"]
        );
    }

    #[test]
    fn every_change_is_told_when_there_are_several() {
        let changes = compare_columns(
            &columns_of(&["Email", "Phone", "City", "Fax"]),
            &columns_of(&["Email", "City", "Telefono", "Phone", "New"]),
        );
        assert_eq!(changes.moved.len(), 2, "Phone and City changed places");
        assert_eq!(changes.removed.len() + changes.renamed.len(), 1);
        assert_eq!(changes.added.len() + changes.renamed.len(), 2);
    }

    #[test]
    fn a_header_that_stands_twice_is_counted_twice() {
        assert_eq!(words(&["Email", "Tag", "Tag"], &["Email", "Tag"]), ["column C “Tag” is gone"]);
    }

    #[test]
    fn a_signature_knows_the_columns_again_in_any_order() {
        let one = signature(&columns_of(&["Email", "First name", ""]));
        assert_eq!(one, signature(&columns_of(&["first_name", "E-mail"])));
        assert_ne!(one, signature(&columns_of(&["Email", "First name", "Phone"])));
        assert_ne!(signature(&columns_of(&["ab", "c"])), signature(&columns_of(&["a", "bc"])));
        assert_eq!(one.len(), 64);
    }
}
