//! What the footer offers and what the message line says at Fields.

use super::{Fields, Pane, missing, owners, rows};
use crate::app::desk::Desk;
use crate::app::message::Message;
use crate::app::screen::{Offer, note, warn};
use crate::keys::Action;
use crate::text::plural;

impl Fields {
    /// Returns what can be done here and now.
    pub(super) fn offered_here(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if self.row.is_some() {
            return vec![Action::Right.as_offer("next row"), Action::Left.as_offer("row before"), Action::Close.into()];
        }
        if self.pane == Pane::Fields && self.is_missing(desk) {
            let own = [Action::Choose.as_offer("solve"), Action::Unmatch.as_offer("dismiss")];
            return [Action::Next, Action::Back, Action::NextPane].map(Offer::from).into_iter().chain(own).collect();
        }
        let choose = match self.pane {
            Pane::Saved => "load",
            Pane::Owner => "set the owner",
            Pane::Groups => "fields",
            Pane::Fields | Pane::Columns => "match",
        };
        let mut offers: Vec<Offer> =
            vec![Action::Next.into(), Action::Back.into(), Action::NextPane.into(), Action::Choose.as_offer(choose)];
        if self.pane == Pane::Owner && self.owner.is_some() {
            offers.push(Action::Accept.as_offer("accept ~"));
        } else if !self.suggestions.is_empty() {
            offers.extend([Action::Accept.as_offer("accept ~"), Action::AcceptAll.as_offer("accept all")]);
        }
        if self.pane == Pane::Fields && self.field(desk).is_some_and(|field| desk.draft.link_of(&field.key).is_some()) {
            offers.push(Action::Unmatch.into());
        }
        if self.pane == Pane::Fields && self.field(desk).is_some_and(|field| desk.draft.link_of(&field.key).is_some()) {
            offers.extend([Action::ColumnRules, Action::Values].map(Offer::from));
        }
        if self.pane == Pane::Columns && self.column(desk).is_some() {
            let several = if self.marked.is_empty() { "new field" } else { "new fields" };
            offers.extend([Action::CreateField.as_offer(several), Action::Toggle.as_offer("mark")]);
        }
        if self.pane == Pane::Owner && owners::column(desk).is_some() {
            offers.push(Action::Values.into());
        }
        offers.extend([Action::Saved.as_offer("saved"), Action::Owner.into(), Action::RowView.into()]);
        offers
    }

    /// Returns what stands on the message line.
    pub(super) fn hint_here(&self, desk: &Desk<'_>) -> Option<Message> {
        if let Some((_, missing)) = self.missing_here(desk) {
            return warn(format!("{} Enter solves it, x dismisses it.", missing.words()));
        }
        if let Some(one) = self.suggestion_here(desk) {
            return note(rows::suggestion_words(one));
        }
        if let Some(hint) = self.owner_hint().filter(|_| self.pane == Pane::Owner) {
            return Some(hint);
        }
        let field = self.field(desk).filter(|_| self.pane == Pane::Fields);
        if let Some(unknown) = field.and_then(|field| self.unknown_values.get(&field.key)) {
            return warn(unknown);
        }
        if let Some(trouble) = field.and_then(|field| self.troubles.get(&field.key)) {
            return warn(trouble.words());
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
        if let Some(hint) = self.owner_hint() {
            return Some(hint);
        }
        if !self.marked.is_empty() {
            let columns = plural(self.marked.len() as u64, "column is marked", "columns are marked");
            return note(format!("{columns}: c makes fields of them."));
        }
        let count = self.suggestions.len() as u64;
        if count == 0 {
            let owner = self.owner.as_ref()?;
            return note(format!("{} may hold the owners (~): Tab to Owner, then a.", owner.column.shown()));
        }
        note(format!("{} to be accepted.", plural(count, "suggestion (~) waits", "suggestions (~) wait")))
    }
}
