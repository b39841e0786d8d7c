//! Owners: the users to whom leads belong; added, changed, removed.

use crate::app::beside::{Ask, Change};
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Item, Picker, Prompt};
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen};
use crate::keys::{Action, Context};
use crate::platform::Owner;
use crate::platform::edit::OwnerChange;
use crate::text::safe;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Owners {
    /// Which owner is selected.
    pub list: List,
}

impl Owners {
    /// Returns the owners by username.
    #[must_use]
    pub fn owners<'a>(desk: &Desk<'a>) -> &'a [Owner] {
        desk.world.platform().map_or(&[], |platform| &platform.owners)
    }
}

fn text(owner: &Owner) -> String {
    format!("{} {} {}", owner.username, owner.name, owner.email)
}

fn ask_for_username() -> Answer {
    let words = "The name that files and commands use: no blanks, never changed later.";
    Answer::ask(Prompt::new(Question::Beside(Ask::OwnerUsername), "New owner", words, ""))
}

fn ask_for_part(owner: &Owner) -> Answer {
    let items = vec![Item::new("name", "Name", safe(&owner.name)), Item::new("email", "Email", safe(&owner.email))];
    let question = Question::Beside(Ask::OwnerPart(owner.username.clone()));
    let title = format!("Owner {}", safe(&owner.username));
    Answer::ask(Picker::new(question, title, items).text("What is to be changed?"))
}

fn ask_for_value(owner: &Owner, email: bool) -> Answer {
    let (start, words) = if email {
        (&owner.email, "Where the summaries of this owner's imports are mailed; blank for none.")
    } else {
        (&owner.name, "The name that people read; may be blank.")
    };
    let question = Question::Beside(Ask::OwnerValue(owner.username.clone(), email));
    Answer::ask(Prompt::new(question, &format!("Owner {}", safe(&owner.username)), words, start))
}

impl Screen for Owners {
    fn context(&self) -> Option<Context> {
        Some(Context::Platform)
    }

    fn offers(&self, _: &Desk<'_>) -> Vec<Offer> {
        if self.list.is_typing() {
            return vec![Action::Choose.as_offer("done"), Action::Close.as_offer("show all")];
        }
        let mut offers: Vec<Offer> = vec![Action::Add.into(), Action::Filter.into()];
        if self.list.selected().is_some() {
            offers.insert(0, Action::Choose.as_offer("change"));
            offers.insert(2, Action::Remove.into());
        }
        offers.push(Action::Close.as_offer("back to the import"));
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.list.act(action) {
            return Answer::Stay;
        }
        let owner = self.list.selected().and_then(|at| Self::owners(desk).get(at));
        match (action, owner) {
            (Action::Add, _) => ask_for_username(),
            (Action::Choose, Some(owner)) => ask_for_part(owner),
            (Action::Remove, Some(owner)) => {
                let question = Question::Beside(Ask::RemoveOwner(owner.username.clone()));
                let title = format!("Remove the owner {}?", safe(&owner.username));
                Answer::ask(
                    Dialog::ask(question, title, "Keep it", "Remove it")
                        .text("It is removed only if no lead belongs to it."),
                )
            }
            (Action::Copy, Some(owner)) => Answer::Copy(safe(&owner.username).into_owned()),
            _ => Answer::Pass,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        let Question::Beside(ask) = question else { return Answer::Stay };
        let owner = |username: &String| Self::owners(desk).iter().find(|owner| owner.username == *username);
        match (ask, reply) {
            (Ask::OwnerUsername, Reply::Text(username)) => Answer::change(Change::AddOwner(username.clone())),
            (Ask::OwnerPart(username), Reply::Item(part)) => match owner(username) {
                Some(owner) => ask_for_value(owner, part == "email"),
                None => Answer::Stay,
            },
            (Ask::OwnerValue(username, email), Reply::Text(text)) => {
                let (name, email) = if *email { (None, Some(text.clone())) } else { (Some(text.clone()), None) };
                Answer::change(Change::EditOwner(username.clone(), OwnerChange { name, email }))
            }
            (Ask::RemoveOwner(username), Reply::Button(1)) => Answer::change(Change::RemoveOwner(username.clone())),
            _ => Answer::Stay,
        }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let owners = Self::owners(desk);
        self.list.refresh(owners.len(), |at| text(&owners[at]));
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.list.typing()
    }

    fn is_typing(&self) -> bool {
        self.list.is_typing()
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        let owners = Self::owners(desk);
        self.list.filtered(|at| text(&owners[at]));
        Answer::Stay
    }
}
