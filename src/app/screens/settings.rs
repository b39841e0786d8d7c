//! Settings: what the store is set to, each with its default and its sentence; edited with validation.

use crate::app::beside::{Ask, Change, Wish};
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Item, Picker, Prompt};
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen};
use crate::keys::{Action, Context};
use crate::platform::settings::{Kind, SETTINGS, Setting};
use crate::text::safe;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Settings {
    /// Which setting is selected.
    pub list: List,
}

impl Settings {
    /// Returns the selected setting.
    #[must_use]
    pub fn selected(&self) -> Option<&'static Setting> {
        SETTINGS.get(self.list.selected()?)
    }
}

/// Returns what a setting is set to, if it was set.
#[must_use]
pub fn set<'a>(setting: &Setting, desk: &Desk<'a>) -> Option<&'a str> {
    desk.world.platform()?.settings.0.get(setting.name).map(String::as_str)
}

fn text(at: usize) -> String {
    SETTINGS.get(at).map(|setting| format!("{} {}", setting.name, setting.sentence)).unwrap_or_default()
}

fn edit(setting: &'static Setting, start: &str) -> Answer {
    let question = Question::Beside(Ask::Setting(setting.name));
    if let Kind::Choice(words) = setting.kind {
        let items = words.iter().map(|word| {
            let note = if setting.default == Some(*word) { "the default" } else { "" };
            Item::new(*word, *word, note)
        });
        return Answer::ask(Picker::new(question, setting.name, items.collect()).text(setting.sentence).at(start));
    }
    let words = format!("{} It takes {}.", setting.sentence, setting.kind.rule());
    Answer::ask(Prompt::new(question, setting.name, words, start))
}

impl Screen for Settings {
    fn context(&self) -> Option<Context> {
        Some(Context::Platform)
    }

    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if self.list.is_typing() {
            return vec![Action::Choose.as_offer("done"), Action::Close.as_offer("show all")];
        }
        let mut offers = vec![Action::Choose.as_offer("change"), Action::Filter.into()];
        if self.selected().is_some_and(|setting| set(setting, desk).is_some()) {
            offers.push(Action::Remove.as_offer("default"));
        }
        offers.push(Action::Close.as_offer("back to the import"));
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.list.act(action) {
            return Answer::Stay;
        }
        let Some(setting) = self.selected() else { return Answer::Pass };
        match action {
            Action::Choose => edit(setting, set(setting, desk).or(setting.default).unwrap_or("")),
            Action::Remove if set(setting, desk).is_some() => {
                let default = setting.default.map_or_else(|| "nothing".to_owned(), str::to_owned);
                let question = Question::Beside(Ask::Unset(setting.name));
                let title = format!("Take {} back to its default?", setting.name);
                Answer::ask(
                    Dialog::ask(question, title, "Leave it", "Take it back").text(format!("The default is {default}.")),
                )
            }
            Action::Remove => Answer::Tell("It is at its default already.".into()),
            Action::Copy => Answer::Copy(format!("{}={}", setting.name, set(setting, desk).unwrap_or(""))),
            Action::Add => Answer::refuse("Settings are all here already: Enter changes the selected one."),
            _ => Answer::Pass,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, _: &Desk<'_>) -> Answer {
        let value = match (question, reply) {
            (Question::Beside(Ask::Unset(name)), Reply::Button(1)) => return Answer::change(Change::Unset(name)),
            (Question::Beside(Ask::Setting(_)), Reply::Text(value) | Reply::Item(value)) => value,
            _ => return Answer::Stay,
        };
        let Question::Beside(Ask::Setting(name)) = question else { return Answer::Stay };
        let Some(setting) = SETTINGS.iter().find(|setting| setting.name == *name) else { return Answer::Stay };
        match setting.normal(value) {
            Ok(normal) => Answer::wish(Wish::Change(Box::new(Change::Set(setting.name, normal)), false)),
            // What was typed stays in the line, to be mended.
            Err(_) => Answer::All(vec![
                Answer::Refuse(format!("{} takes {}, and not “{}”.", setting.name, setting.kind.rule(), safe(value))),
                edit(setting, value),
            ]),
        }
    }

    fn refresh(&mut self, _: &Desk<'_>) {
        self.list.refresh(SETTINGS.len(), text);
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.list.typing()
    }

    fn is_typing(&self) -> bool {
        self.list.is_typing()
    }

    fn typed(&mut self, _: &Desk<'_>) -> Answer {
        self.list.filtered(text);
        Answer::Stay
    }
}
