//! Fields: the groups of the platform and the fields in them; both are added, changed, removed.
//!
//! The selected group says which fields are listed; `groups` and `edit` ask what there is to ask about either.

mod edit;
pub mod groups;

use crate::app::beside::{Ask, Change};
use crate::app::desk::Desk;
use crate::app::dialog::Dialog;
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen};
use crate::keys::{Action, Context};
use crate::platform::{Field, Group};
use crate::report::leads::fields_in_order;
use crate::text::safe;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct AllFields {
    /// Which field is selected.
    pub list: List,
    /// Which group is selected; the first line stands for all of them.
    pub groups: List,
    /// Whether the groups have the keyboard.
    pub in_groups: bool,
}

impl AllFields {
    /// Returns the fields of the selected group, or all of them, by group and order.
    #[must_use]
    pub fn fields<'a>(&self, desk: &Desk<'a>) -> Vec<&'a Field> {
        let mut fields = desk.world.platform().map(fields_in_order).unwrap_or_default();
        if let Some(group) = self.group(desk) {
            fields.retain(|field| field.group == group.key);
        }
        fields
    }

    /// Returns the selected group; `None` for all of them.
    fn group<'a>(&self, desk: &Desk<'a>) -> Option<&'a Group> {
        let at = self.groups.selected()?.checked_sub(1)?;
        groups::groups(desk).get(at).copied()
    }

    fn act_on_groups(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        let before = self.groups.selected();
        if self.groups.act(action) {
            // Another group is begun at its first field.
            if self.groups.selected() != before {
                self.list = List::default();
            }
            self.refresh(desk);
            return Answer::Stay;
        }
        match (action, self.group(desk)) {
            (Action::Add, _) => groups::ask_for_name(),
            (Action::Choose, Some(group)) => groups::ask_for_part(group),
            (Action::Choose, None) => {
                self.in_groups = false;
                Answer::Stay
            }
            (Action::Remove, Some(group)) => groups::ask_to_remove(group, desk),
            (Action::Remove, None) => Answer::refuse("Select the group that is to be removed."),
            (Action::Copy, Some(group)) => Answer::Copy(safe(&group.key).into_owned()),
            _ => Answer::Pass,
        }
    }
}

/// Returns the name of a field's group, safe to show.
#[must_use]
pub fn group(field: &Field, desk: &Desk<'_>) -> String {
    let groups = desk.world.platform().map_or(&[][..], |platform| &platform.groups);
    let group = groups.iter().find(|group| group.key == field.group);
    safe(group.map_or(field.group.as_str(), |group| group.name.as_str())).into_owned()
}

fn text(field: &Field, desk: &Desk<'_>) -> String {
    format!("{} {} {} {}", group(field, desk), field.name, field.key, field.kind.name())
}

impl Screen for AllFields {
    fn context(&self) -> Option<Context> {
        Some(Context::Platform)
    }

    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if self.is_typing() {
            return vec![Action::Choose.as_offer("done"), Action::Close.as_offer("show all")];
        }
        if self.in_groups {
            let mut offers = vec![Action::Add.as_offer("add a group")];
            if self.group(desk).is_some() {
                offers.insert(0, Action::Choose.as_offer("rename, move"));
                if groups::groups(desk).len() > 1 {
                    offers.push(Action::Remove.into());
                }
            }
            offers.extend([Action::NextPane.as_offer("fields"), Action::Close.as_offer("back to the import")]);
            return offers;
        }
        let mut offers: Vec<Offer> = vec![Action::Add.into()];
        if let Some(field) = self.list.selected().and_then(|at| self.fields(desk).get(at).copied()) {
            offers.insert(0, Action::Choose.as_offer("change"));
            if !field.protected {
                offers.push(Action::Remove.into());
            }
        }
        offers.extend([Action::NextPane.as_offer("groups"), Action::Filter.into()]);
        offers.push(Action::Close.as_offer("back to the import"));
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if matches!(action, Action::NextPane | Action::PreviousPane) {
            self.in_groups = !self.in_groups;
            return Answer::Stay;
        }
        if self.in_groups {
            return self.act_on_groups(action, desk);
        }
        if self.list.act(action) {
            return Answer::Stay;
        }
        let fields = self.fields(desk);
        let field = self.list.selected().and_then(|at| fields.get(at));
        match (action, field) {
            (Action::Add, _) => edit::ask_for_name(),
            (Action::Choose, Some(field)) => edit::ask_for_part(field, desk),
            (Action::Remove, Some(field)) if field.protected => {
                Answer::refuse(format!("{} is a field that every platform has; it stays.", safe(&field.name)))
            }
            (Action::Remove, Some(field)) => {
                let question = Question::Beside(Ask::RemoveField(field.key.clone()));
                let title = format!("Remove the field {}?", safe(&field.name));
                Answer::ask(
                    Dialog::ask(question, title, "Keep it", "Remove it")
                        .text("If leads hold values of it, their number is told and you are asked once more."),
                )
            }
            (Action::Copy, Some(field)) => Answer::Copy(safe(&field.key).into_owned()),
            _ => Answer::Pass,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        match (question, reply) {
            (Question::Beside(Ask::RemoveField(key)), Reply::Button(1)) => {
                Answer::change(Change::RemoveField(key.clone()))
            }
            (Question::Beside(ask), reply) => {
                groups::reply(ask, reply, desk).unwrap_or_else(|| edit::reply(ask, reply, desk))
            }
            _ => Answer::Stay,
        }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let groups = groups::groups(desk);
        let name = |at: usize| at.checked_sub(1).and_then(|at| groups.get(at)).map_or("", |group| &group.name);
        self.groups.refresh(groups.len() + 1, |at| name(at).to_owned());
        let fields = self.fields(desk);
        self.list.refresh(fields.len(), |at| text(fields[at], desk));
    }

    fn line(&mut self) -> Option<&mut Line> {
        if self.in_groups { self.groups.typing() } else { self.list.typing() }
    }

    fn is_typing(&self) -> bool {
        if self.in_groups { self.groups.is_typing() } else { self.list.is_typing() }
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        if self.in_groups {
            let groups = groups::groups(desk);
            let name = |at: usize| at.checked_sub(1).and_then(|at| groups.get(at)).map_or("", |group| &group.name);
            self.groups.filtered(|at| name(at).to_owned());
            return Answer::Stay;
        }
        let fields = self.fields(desk);
        self.list.filtered(|at| text(fields[at], desk));
        Answer::Stay
    }
}
