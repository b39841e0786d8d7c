//! The one table of which answer makes which other void, with the sentence that is told before.

use super::{Change, Draft, Part, SourceFile, shown};
use crate::import::mend::Mends;
use crate::matching::{ColumnName, Link, MatchType, OwnerRule};
use crate::text::plural;

/// One line of the table.
pub struct Void {
    /// The part that is changed.
    pub changed: Part,
    /// The part that is then void, wholly or partly.
    pub void: Part,
    /// What would be lost, in a sentence; `None` where this change loses nothing of this draft.
    pub what: fn(&Draft, &Change) -> Option<String>,
    /// Takes it out of the draft.
    pub clear: fn(&mut Draft, &Change),
}

/// All lines of the table.
pub static VOIDS: &[Void] = &[
    Void {
        changed: Part::File,
        void: Part::Links,
        what: |draft, change| {
            let lost: Vec<_> = lost_links(draft, change).map(|link| shown(&link.column)).collect();
            (!lost.is_empty()).then(|| {
                let matches = plural(lost.len() as u64, "match is of a column", "matches are of columns");
                format!("{matches} that the file does not have: {}.", lost.join(", "))
            })
        },
        clear: |draft, change| {
            let lost: Vec<u16> = lost_links(draft, change).map(|link| link.column.column).collect();
            draft.matching.links.retain(|link| !lost.contains(&link.column.column));
        },
    },
    Void {
        changed: Part::File,
        void: Part::Delete,
        what: |draft, change| {
            let column = draft.matching.delete.as_ref()?;
            is_gone(column, change).then(|| format!("The file has no delete column {}.", shown(column)))
        },
        clear: |draft, _| draft.matching.delete = None,
    },
    Void {
        changed: Part::File,
        void: Part::Owner,
        what: |draft, change| {
            let Some(OwnerRule::Column(column)) = &draft.matching.owner else { return None };
            is_gone(column, change).then(|| format!("The file has no owner column {}.", shown(column)))
        },
        clear: |draft, _| draft.matching.owner = None,
    },
    Void {
        changed: Part::File,
        void: Part::Mends,
        what: |draft, change| {
            (other_file(draft, change) && !draft.mends.is_empty())
                .then(|| format!("{} of the other file.", plural(draft.mends.len() as u64, "mend", "mends")))
        },
        clear: |draft, _| draft.mends = Mends::default(),
    },
    Void {
        changed: Part::File,
        void: Part::Mends,
        what: |draft, change| {
            let Change::File(file, _) = change else { return None };
            let lost = draft.mends.len() - moved_mends(draft, file).len();
            (lost > 0 && !other_file(draft, change)).then(|| {
                let mends = plural(lost as u64, "mend or left-out row is", "mends or left-out rows are");
                format!("{mends} of a column that is gone or whose name is there more than once.")
            })
        },
        // What stays is put into its columns with the file, whether anything is lost or not.
        clear: |_, _| (),
    },
    Void {
        changed: Part::File,
        void: Part::OnlyValid,
        what: |draft, change| {
            (other_file(draft, change) && draft.only_valid).then(|| "The choice of the valid rows alone.".into())
        },
        clear: |draft, _| draft.only_valid = false,
    },
    Void {
        changed: Part::MatchType,
        void: Part::Links,
        what: |draft, change| {
            let link = draft.link_of("id")?;
            matches!(change, Change::MatchType(MatchType::Email))
                .then(|| format!("The match of {} with ID: only match by ID reads it.", shown(&link.column)))
        },
        clear: |draft, _| draft.matching.links.retain(|link| link.field != "id"),
    },
    Void {
        changed: Part::Delete,
        void: Part::Links,
        what: |draft, change| {
            let Change::Delete(Some(column)) = change else { return None };
            let link = draft.link_at(column.column)?;
            Some(format!("The match of {} with the field {}.", shown(column), crate::text::safe(&link.field)))
        },
        clear: |draft, change| {
            if let Change::Delete(Some(column)) = change {
                draft.matching.links.retain(|link| link.column.column != column.column);
            }
        },
    },
    Void {
        changed: Part::Links,
        void: Part::Delete,
        what: |draft, change| {
            let (Some(column), Change::Links(links, _)) = (&draft.matching.delete, change) else { return None };
            links
                .iter()
                .any(|link| link.column.column == column.column)
                .then(|| format!("{} is no longer the delete column.", shown(column)))
        },
        clear: |draft, _| draft.matching.delete = None,
    },
    Void {
        changed: Part::Links,
        void: Part::Owner,
        what: |draft, change| {
            let (Some(OwnerRule::Column(column)), Change::Links(links, _)) = (&draft.matching.owner, change) else {
                return None;
            };
            links
                .iter()
                .any(|link| link.column.column == column.column)
                .then(|| format!("{} is no longer the column of owners.", shown(column)))
        },
        clear: |draft, _| draft.matching.owner = None,
    },
    Void {
        changed: Part::Owner,
        void: Part::Links,
        what: |draft, change| {
            let Change::Owner(OwnerRule::Column(column)) = change else { return None };
            let link = draft.link_at(column.column)?;
            Some(format!("The match of {} with the field {}.", shown(column), crate::text::safe(&link.field)))
        },
        clear: |draft, change| {
            if let Change::Owner(OwnerRule::Column(column)) = change {
                draft.matching.links.retain(|link| link.column.column != column.column);
            }
        },
    },
    Void {
        changed: Part::Owner,
        void: Part::Delete,
        what: |draft, change| {
            let (Some(delete), Change::Owner(OwnerRule::Column(column))) = (&draft.matching.delete, change) else {
                return None;
            };
            (delete.column == column.column).then(|| format!("{} is no longer the delete column.", shown(delete)))
        },
        clear: |draft, _| draft.matching.delete = None,
    },
];

fn lost_links<'a>(draft: &'a Draft, change: &'a Change) -> impl Iterator<Item = &'a Link> {
    draft.matching.links.iter().filter(move |link| is_gone(&link.column, change))
}

fn is_gone(column: &ColumnName, change: &Change) -> bool {
    let Change::File(file, _) = change else { return false };
    !file.columns.iter().any(|other| other.header == column.header)
}

/// Returns the mends in the columns where a file has what they were made for: by header, as the links go.
pub(super) fn moved_mends(draft: &Draft, file: &SourceFile) -> Mends {
    let Some(before) = draft.file.as_ref().filter(|before| before.columns != file.columns) else {
        return draft.mends.clone();
    };
    let only = |columns: &[ColumnName], header: &str| {
        let mut found = columns.iter().filter(|column| column.header == header);
        found.next().filter(|_| found.next().is_none()).map(|column| column.column)
    };
    draft.mends.moved(&|column| {
        let old = before.columns.iter().find(|old| old.column == column && !old.is_unnamed())?;
        only(&before.columns, &old.header)?;
        only(&file.columns, &old.header)
    })
}

fn other_file(draft: &Draft, change: &Change) -> bool {
    let (Some(old), Change::File(file, _)) = (&draft.file, change) else { return false };
    old.path != file.path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::mend::{LeftOut, Mend};
    use crate::matching::{How, Matching, columns_of};

    fn draft_of(headers: &[&str]) -> Draft {
        let columns = columns_of(headers);
        let links = columns.iter().map(|c| Link::new(c.clone(), &c.header.to_lowercase(), How::Given)).collect();
        let file = SourceFile { columns, ..SourceFile::default() };
        Draft { file: Some(file), matching: Matching { links, ..Matching::default() }, ..Draft::default() }
    }

    fn file(path: &str, headers: &[&str]) -> Change {
        let file = SourceFile { path: path.into(), columns: columns_of(headers), ..SourceFile::default() };
        Change::File(file, Matching::default())
    }

    #[test]
    fn another_file_keeps_what_fits_and_tells_what_does_not() {
        let mut draft = draft_of(&["Email", "Phone"]);
        let change = file("b.xlsx", &["Name", "Email"]);
        let told = draft.voids(&change);
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("B Phone"), "{told:?}");
        draft.apply(change);
        let links: Vec<_> = draft.matching.links.iter().map(|l| (l.column.column, l.field.as_str())).collect();
        assert_eq!(links, [(1, "email")]);
    }

    #[test]
    fn mends_follow_their_columns_when_these_move_and_are_told_of_when_these_are_gone() {
        let mut draft = draft_of(&["Email", "Notes", "Phone"]);
        let mend = |column, new: &str| Mend { row: 3, column, old: String::new(), new: new.into() };
        draft.mends = Mends::from(vec![mend(0, "blank@x.it"), mend(2, "1")]);
        draft.mends.leave_out(LeftOut { row: 4, column: 0, old: "b@x.it".into(), twin: None });
        let change = file("", &["Notes", "Email", "Other"]);
        let told = draft.voids(&change);
        assert!(told.iter().any(|told| told.starts_with("1 mend or left-out row is of a column")), "{told:?}");
        draft.apply(change);
        assert_eq!(draft.mends.iter().cloned().collect::<Vec<_>>(), [mend(1, "blank@x.it")]);
        assert_eq!(draft.mends.left_out(4).map(|row| row.column), Some(1));
    }

    #[test]
    fn the_delete_column_is_never_matched_as_well() {
        let mut draft = draft_of(&["Email", "Gone"]);
        let column = columns_of(&["Email", "Gone"])[1].clone();
        let change = Change::Delete(Some(column));
        assert_eq!(draft.voids(&change).len(), 1);
        draft.apply(change);
        assert!(draft.link_at(1).is_none());
    }

    #[test]
    fn the_column_of_owners_is_never_matched_as_well() {
        let mut draft = draft_of(&["Email", "Seller"]);
        let change = Change::Owner(OwnerRule::Column(columns_of(&["Email", "Seller"])[1].clone()));
        assert_eq!(draft.voids(&change).len(), 1);
        draft.apply(change);
        assert!(draft.link_at(1).is_none() && draft.matching.owner.is_some());
        let links = draft_of(&["Email", "Seller"]).matching.links;
        let change = Change::Links(links, String::new());
        assert_eq!(draft.voids(&change), ["B Seller is no longer the column of owners."]);
        draft.apply(change);
        assert!(draft.link_at(1).is_some() && draft.matching.owner.is_none());
    }

    #[test]
    fn a_column_that_was_parted_is_not_linked_by_its_name_when_the_matching_is_loaded() {
        let mut draft = draft_of(&["Email", "City"]);
        let links = draft.matching.links.clone();
        draft.apply(Change::Links(links[..1].to_vec(), String::new()));
        assert_eq!(draft.matching.left_out, ["City"]);
        draft.apply(Change::Links(links, String::new()));
        assert_eq!(draft.matching.left_out, [""; 0]);
    }

    #[test]
    fn a_choice_that_costs_nothing_is_not_asked_about() {
        let draft = draft_of(&["Email"]);
        assert_eq!(draft.voids(&Change::MatchType(MatchType::Id)), [""; 0]);
        assert_eq!(draft.voids(&file("a.xlsx", &["Email", "More"])), [""; 0]);
    }
}
