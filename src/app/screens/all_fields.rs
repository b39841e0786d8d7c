//! Fields: all fields of the platform by group; added, changed, removed.

mod edit;

use crate::app::beside::{Ask, Change};
use crate::app::desk::Desk;
use crate::app::dialog::Dialog;
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen};
use crate::keys::{Action, Context};
use crate::platform::Field;
use crate::report::leads::fields_in_order;
use crate::text::safe;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct AllFields {
    /// Which field is selected.
    pub list: List,
}

impl AllFields {
    /// Returns the fields by group and order.
    #[must_use]
    pub fn fields<'a>(desk: &Desk<'a>) -> Vec<&'a Field> {
        desk.world.platform().map(fields_in_order).unwrap_or_default()
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

    fn offers(&self, _: &Desk<'_>) -> Vec<Offer> {
        if self.list.is_typing() {
            return vec![Action::Choose.as_offer("done"), Action::Close.as_offer("show all")];
        }
        vec![
            Action::Choose.as_offer("change"),
            Action::Add.into(),
            Action::Remove.into(),
            Action::Filter.into(),
            Action::Close.as_offer("back to the import"),
        ]
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.list.act(action) {
            return Answer::Stay;
        }
        let fields = Self::fields(desk);
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
            (Question::Beside(ask), reply) => edit::reply(ask, reply, desk),
            _ => Answer::Stay,
        }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let fields = Self::fields(desk);
        self.list.refresh(fields.len(), |at| text(fields[at], desk));
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.list.typing()
    }

    fn is_typing(&self) -> bool {
        self.list.is_typing()
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        let fields = Self::fields(desk);
        self.list.filtered(|at| text(fields[at], desk));
        Answer::Stay
    }
}
