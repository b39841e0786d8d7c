//! What the footer offers and what the message line says at Fields.

use super::{Fields, Pane, missing, owners, pickers, reading, row, rows};
use crate::app::desk::Desk;
use crate::app::message::Message;
use crate::app::screen::{Offer, note, warn};
use crate::keys::Action;
use crate::matching::values::has_table;
use crate::text::plural;

impl Fields {
    /// Returns what can be done here and now.
    pub(super) fn offered_here(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if self.row.is_some() {
            return vec![Action::Right.as_offer("next row"), Action::Left.as_offer("row before"), Action::Close.into()];
        }
        let next = rows::missing(desk).is_empty().then(|| Offer::from(Action::Next));
        let mut offers: Vec<Offer> =
            next.into_iter().chain([Action::Back, Action::NextPane].map(Offer::from)).collect();
        if self.pane == Pane::Fields && self.is_missing(desk) {
            offers.extend([Action::Choose.as_offer("solve"), Action::Unmatch.as_offer("dismiss")]);
            return offers;
        }
        let column = self.column(desk).filter(|column| self.pane == Pane::Columns && !column.is_unnamed());
        let field = self.field(desk).filter(|_| self.pane == Pane::Fields);
        let choose = match self.pane {
            Pane::Saved => pickers::has_saved(desk).then_some("load"),
            Pane::Owner => Some("set the owner"),
            Pane::Groups => Some("fields"),
            Pane::Fields => field.map(|_| "match"),
            Pane::Columns => column.map(|_| "match"),
        };
        offers.extend(choose.map(|label| Action::Choose.as_offer(label)));
        let of_owner = self.pane == Pane::Owner && self.owner.is_some();
        if of_owner || self.suggestion_here(desk).is_some() {
            offers.push(Action::Accept.as_offer("accept ~"));
        }
        if !self.suggestions.is_empty() {
            offers.push(Action::AcceptAll.as_offer("accept all ~"));
        }
        let link = field.and_then(|field| Some((field, desk.draft.link_of(&field.key)?)));
        if link.is_some() {
            offers.extend([Action::Unmatch, Action::ColumnRules].map(Offer::from));
        }
        let valued = match link {
            Some((field, link)) => Some(&link.column).filter(|_| has_table(field.kind)),
            None => owners::column(desk).filter(|_| self.pane == Pane::Owner),
        };
        if valued.is_some_and(|column| reading::evidence(column.column, desk).is_some()) {
            offers.push(Action::Values.into());
        }
        if column.is_some() {
            let several = if self.marked.is_empty() { "new field" } else { "new fields" };
            offers.extend([Action::CreateField.as_offer(several), Action::Toggle.as_offer("mark")]);
        }
        if pickers::has_saved(desk) && self.pane != Pane::Saved {
            offers.push(Action::Saved.as_offer("saved"));
        }
        if self.pane != Pane::Owner {
            offers.push(Action::Owner.into());
        }
        if row::has_rows(desk) {
            offers.push(Action::RowView.into());
        }
        offers
    }

    /// Returns what stands on the message line.
    pub(super) fn hint_here(&self, desk: &Desk<'_>) -> Option<Message> {
        // What the selected line of a row becomes stands below it.
        if self.row.is_some() {
            return None;
        }
        if let Some((_, missing)) = self.missing_here(desk) {
            return warn(format!("Enter solves it, {} dismisses it: {}", desk.key(Action::Unmatch), missing.words()));
        }
        if let Some(one) = self.suggestion_here(desk) {
            return note(rows::suggestion_words(one));
        }
        if let Some(hint) = self.owner_hint(desk).filter(|_| self.pane == Pane::Owner) {
            return Some(hint);
        }
        let field = self.field(desk).filter(|_| self.pane == Pane::Fields);
        if let Some(unknown) = field.and_then(|field| self.unknown_values.get(&field.key)) {
            return warn(unknown);
        }
        if let Some(trouble) = field.and_then(|field| self.troubles.get(&field.key)) {
            return warn(trouble.words());
        }
        let proof = field.and_then(|field| reading::proof(desk.draft.link_of(&field.key)?, field, desk));
        if let Some((_, words)) = proof.as_ref().filter(|(grounds, _)| grounds.is_doubtful()) {
            return warn(words);
        }
        let lacking = rows::missing(desk);
        if let Some(first) = lacking.first() {
            return warn(first);
        }
        let waiting = missing::open(desk).len() as u64;
        if waiting > 0 {
            return warn(format!(
                "{} of the saved matching: see the group Missing.",
                plural(waiting, "match is missing", "matches are missing")
            ));
        }
        if let Some(hint) = self.owner_hint(desk) {
            return Some(hint);
        }
        if !self.marked.is_empty() {
            let columns = plural(self.marked.len() as u64, "column is marked", "columns are marked");
            return note(format!("{columns}: {} makes fields of them.", desk.key(Action::CreateField)));
        }
        if let Some((_, words)) = proof {
            return note(words);
        }
        let count = self.suggestions.len() as u64;
        if count == 0 {
            let owner = self.owner.as_ref()?;
            let (pane, accept) = (desk.key(Action::NextPane), desk.key(Action::Accept));
            return note(format!("{} may hold the owners (~): {pane} to Owner, then {accept}.", owner.column.shown()));
        }
        note(format!("{} to be accepted.", plural(count, "suggestion (~) waits", "suggestions (~) wait")))
    }
}
