//! Saved matchings on this file: loading one, offering the last one, and what of it is missing.
//!
//! A missing match is listed under the group Missing with both names until a match solves it or it is dismissed; the
//! draft keeps them. What fits is `matching::saved`'s affair.

use super::ask::Ask;
use super::{Fields, owners, pickers};
use crate::app::desk::Desk;
use crate::app::dialog::Dialog;
use crate::app::draft::{Change, Draft};
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::keys::Action;
use crate::matching::saved::{self, Missing};
use crate::matching::{How, Link, Matching};
use crate::text::{plural, safe, trim};

/// The name of the matching that was last used for a file with the same columns.
pub const LAST: &str = "last one for these columns";

/// Tells whether a missing match still is missing: nothing has taken its place.
fn is_open(missing: &Missing, draft: &Draft) -> bool {
    match missing {
        Missing::Column { link, .. } => draft.link_of(&link.field).is_none(),
        Missing::Field { column, .. } => !draft.matching.uses(column.column),
        Missing::Delete(_) => draft.matching.delete.is_none(),
        Missing::OwnerColumn(_) | Missing::Owner(_) => draft.matching.owner.is_none(),
        Missing::OwnerValue { value, .. } => !draft.matching.owner_values.contains_key(value),
    }
}

/// Returns what is missing of the matching that was loaded, with the place that it has in the draft.
#[must_use]
pub fn open<'a>(desk: &Desk<'a>) -> Vec<(usize, &'a Missing)> {
    let draft: &'a Draft = desk.draft;
    draft.missing.iter().enumerate().filter(|(_, missing)| is_open(missing, draft)).collect()
}

/// Returns both names of a missing match: column and field, safe to show.
#[must_use]
pub fn names(missing: &Missing) -> (String, String) {
    let shown = |text: &str| safe(trim(text)).into_owned();
    match missing {
        Missing::Column { link, field } => (format!("{} (gone)", shown(&link.column.header)), shown(field)),
        Missing::Field { link, column, now } => {
            let named = if link.field_name.is_empty() { &link.field } else { &link.field_name };
            let now = now.as_deref().map_or_else(|| "gone".to_owned(), |now| format!("now {}", shown(now)));
            (column.shown(), format!("{} ({now})", shown(named)))
        }
        Missing::Delete(column) => (format!("{} (gone)", shown(&column.header)), "delete column".into()),
        Missing::OwnerColumn(column) => (format!("{} (gone)", shown(&column.header)), "Owner".into()),
        Missing::Owner(owner) => ("–".into(), format!("Owner {} (gone)", shown(owner))),
        Missing::OwnerValue { value, owner } => {
            (format!("the username {}", shown(value)), format!("Owner {} (gone)", shown(owner)))
        }
    }
}

impl Fields {
    /// Puts a saved matching onto the file; nothing is asked, for one key takes it back.
    pub(super) fn load(&mut self, name: &str, desk: &Desk<'_>) -> Answer {
        let last = desk.world.preview.as_ref().and_then(|preview| preview.last.as_ref()).filter(|_| name == LAST);
        let named = desk.world.loaded.matchings.iter().find(|saved| saved.name == name).map(|saved| &saved.matching);
        let (Some(matching), Some(platform)) = (last.or(named), desk.world.platform()) else { return Answer::Stay };
        let headers = desk.draft.file.as_ref().map_or(&[][..], |file| &file.columns);
        let mut loaded = saved::load(matching, headers, platform);
        // An owner that the saved matching does not name is no answer; the one that is chosen stays.
        if matching.owner.is_none() {
            loaded.matching.owner.clone_from(&desk.draft.matching.owner);
        }
        let mut words = vec![format!("The matching {} is loaded", safe(name))];
        let waiting = loaded.missing.len() as u64;
        if waiting > 0 {
            words.push(plural(waiting, "match of it is missing", "matches of it are missing"));
        }
        let gone = by_hand_and_gone(desk.draft, &loaded.matching);
        if gone > 0 {
            let gone = plural(gone, "match by hand", "matches by hand");
            words.push(format!("{gone} gave way, {} brings them back", desk.key(Action::Undo)));
        }
        self.to_missing = waiting > 0;
        let name = if name == LAST { String::new() } else { name.to_owned() };
        let change = Answer::Change(Change::Saved(name, Box::new(loaded)));
        Answer::All(vec![change, Answer::Tell(format!("{}.", words.join("; ")))])
    }

    /// Offers the matching that was last used for a file with these columns, once for each file.
    pub(super) fn offer_last(&mut self, desk: &Desk<'_>) -> Answer {
        let (Some(file), Some(preview), Some(platform)) =
            (&desk.draft.file, &desk.world.preview, desk.world.platform())
        else {
            return Answer::Stay;
        };
        let Some(last) = preview.last.as_ref().filter(|_| preview.path == file.path) else { return Answer::Stay };
        if self.offered.as_ref() == Some(&file.path) || desk.draft.matching_name.is_some() {
            return Answer::Stay;
        }
        self.offered = Some(file.path.clone());
        let there = saved::load(last, &file.columns, platform).matching;
        if same(&there, &desk.draft.matching) {
            return Answer::Stay;
        }
        let links = plural(there.links.len() as u64, "column", "columns");
        let now = plural(desk.draft.matching.links.len() as u64, "is matched", "are matched");
        let dialog = Dialog::ask(
            Question::Fields(Ask::Last),
            "A file with the same columns was imported before",
            "Leave it as it is",
            "Use that matching",
        );
        Answer::ask(dialog.text(format!("Its matching links {links}; here {now} by name.")))
    }

    /// Opens what solves the selected missing match.
    pub(super) fn solve(&self, desk: &Desk<'_>) -> Answer {
        let Some((at, missing)) = self.missing_here(desk) else { return Answer::Stay };
        let Some(platform) = desk.world.platform() else { return Answer::Stay };
        if let Some(link) = missing.solved(platform) {
            if desk.draft.link_of(&link.field).is_none() {
                let words = format!("{} matched with {}", link.column.shown(), safe(&link.field_name));
                let mut links = desk.draft.matching.links.clone();
                links.push(link);
                links.sort_by_key(|link| link.column.column);
                return Answer::Change(Change::Links(links, words));
            }
            return dismiss(at, desk);
        }
        let dismiss = desk.key(Action::Unmatch);
        match missing {
            Missing::Column { link, .. } => match platform.field_by_key(&link.field) {
                Some(field) => pickers::column_of(field, desk),
                None => Answer::refuse(format!("Neither its column nor its field is here; {dismiss} dismisses it.")),
            },
            Missing::Field { column, .. } => pickers::field_of(column, desk),
            Missing::Delete(_) => {
                Answer::refuse(format!("The delete column is chosen at Match type; {dismiss} dismisses this."))
            }
            Missing::OwnerColumn(_) | Missing::Owner(_) => pickers::owner_kind(),
            Missing::OwnerValue { value, .. } => owners::ask_value(value, desk),
        }
    }

    /// Returns the selected missing match and its place in the draft.
    #[must_use]
    pub fn missing_here<'a>(&self, desk: &Desk<'a>) -> Option<(usize, &'a Missing)> {
        if !self.is_missing(desk) {
            return None;
        }
        open(desk).get(self.fields.selected()?).copied()
    }

    /// Tells whether the group Missing is selected.
    #[must_use]
    pub fn is_missing(&self, desk: &Desk<'_>) -> bool {
        let groups = desk.world.platform().map_or(0, |platform| platform.groups.len());
        self.groups.selected() == Some(groups) && !open(desk).is_empty()
    }
}

/// Dismisses a missing match.
pub(super) fn dismiss(at: usize, desk: &Desk<'_>) -> Answer {
    let mut missing = desk.draft.missing.clone();
    if at < missing.len() {
        missing.remove(at);
    }
    Answer::Change(Change::Missing(missing))
}

/// Returns how many matches that were made by hand a loaded matching does not have.
fn by_hand_and_gone(draft: &Draft, loaded: &Matching) -> u64 {
    let own = |link: &&Link| matches!(link.how, How::Given | How::Suggested);
    let kept = |link: &&Link| loaded.link_of(link.column.column).is_some_and(|other| other.field == link.field);
    draft.matching.links.iter().filter(own).filter(|link| !kept(link)).count() as u64
}

/// Tells whether the last matching would do here what is matched already. What was answered at Match type just now counts as
/// wanted; only a delete column that is lacking here makes a difference.
fn same(last: &Matching, here: &Matching) -> bool {
    let bare = |matching: &Matching| {
        let mut bare = matching.clone();
        bare.sort();
        bare.left_out.clear();
        for link in &mut bare.links {
            link.how = How::Name;
            link.field_name.clear();
        }
        (bare.match_type, bare.blank) = (here.match_type, here.blank);
        if here.delete.is_some() || last.delete.is_none() {
            bare.delete = None;
        }
        bare
    };
    bare(last) == bare(here)
}
