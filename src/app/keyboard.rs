//! From a key to an action, and from an action to whoever takes it: what lies on top, the screen, the program.

use super::dialog::Overlay;
use super::effect::Effect;
use super::message::Weight;
use super::screen::Answer;
use super::step::{Place, Step};
use super::{App, help};
use crate::keys::{Action, Chord, Found, Key, chord};

impl App {
    pub(super) fn key(&mut self, chord: Chord) {
        self.messages.fade(self.at);
        self.pending.push(chord);
        let (contexts, typing) = (self.contexts(), self.is_typing());
        match self.keymap.find(&contexts, typing, &self.pending) {
            Found::Action(action) => {
                self.pending.clear();
                self.act(action);
            }
            Found::Prefix => {}
            Found::Nothing => {
                let keys = std::mem::take(&mut self.pending);
                self.unbound(&keys, typing);
            }
        }
    }

    fn unbound(&mut self, keys: &[Chord], typing: bool) {
        if let ([chord], true) = (keys, typing)
            && let Some(c) = chord.text()
        {
            self.type_with(|line| line.insert(c));
            return;
        }
        let gives_up = keys.len() > 1 && keys.last().is_some_and(|last| last.key == Key::Esc);
        if !gives_up && self.overlays.is_empty() {
            let help = self.keymap.key_of(&self.contexts(), typing, Action::Help).unwrap_or_default();
            self.tell(Weight::Warning, format!("{} does nothing here; {help} shows the keys.", chord::show(keys)));
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.pending.clear();
        if self.is_typing() {
            self.type_with(|line| line.paste(text));
        } else if self.overlays.is_empty() {
            let answer = self.with_screen(|screen, desk| screen.pasted(text, desk));
            self.follow(answer);
        }
    }

    /// Lets the input that has the keyboard change, and whoever owns it take note.
    fn type_with(&mut self, change: impl FnOnce(&mut super::line::Line)) {
        if let Some(overlay) = self.overlays.last_mut() {
            if let Some(line) = overlay.line() {
                change(line);
            }
            overlay.typed();
            return;
        }
        let answer = self.with_screen(|screen, desk| {
            if let Some(line) = screen.line() {
                change(line);
            }
            screen.typed(desk)
        });
        self.follow(answer);
    }

    /// Carries an action out, wherever it came from: a key, the palette.
    pub(super) fn act(&mut self, action: Action) {
        match action {
            Action::Suspend => return self.effects.push(Effect::Suspend),
            Action::Redraw => return self.effects.push(Effect::Redraw),
            Action::Interrupt => return self.ask_to_quit(),
            _ => {}
        }
        if action.entry().contexts == [crate::keys::Context::Input] {
            return self.type_with(|line| {
                line.act(action);
            });
        }
        if let Some(top) = self.overlays.last_mut() {
            if let Some(reply) = top.act(action)
                && let Some(top) = self.overlays.pop()
            {
                self.replied(top.question(), &reply);
            }
            return;
        }
        match action {
            Action::Help => return self.overlays.push(help::keys(self).into()),
            Action::Palette => return self.overlays.push(help::palette(self).into()),
            Action::Menu => return self.overlays.push(help::menu(self).into()),
            Action::Messages => return self.overlays.push(help::messages(self).into()),
            _ => {}
        }
        let answer = self.with_screen(|screen, desk| screen.act(action, desk));
        match answer {
            Answer::Pass => self.act_by_default(action),
            answer => self.follow(answer),
        }
    }

    /// What an action means where the screen has no meaning of its own for it.
    fn act_by_default(&mut self, action: Action) {
        match action {
            Action::Next if self.place == Place::Import => self.follow(Answer::Next),
            Action::Back if self.place == Place::Import => self.follow(Answer::Back),
            Action::Back | Action::Close if self.place != Place::Import => self.follow(Answer::Go(Place::Import)),
            Action::Undo => self.take_back(),
            Action::Cancel => self.ask_to_cancel(),
            Action::Quit if self.draft.file.is_some() && self.draft.step != Step::Summary => self.ask_to_quit(),
            Action::Quit => self.leave(),
            _ => {}
        }
    }

    pub(super) fn ask_to_quit(&mut self) {
        let asked = |overlay: &Overlay| *overlay.question() == super::question::Question::Quit;
        if !self.overlays.last().is_some_and(asked) {
            self.overlays.push(help::quit(self).into());
        }
    }

    fn ask_to_cancel(&mut self) {
        if self.can_cancel() {
            return self.overlays.push(help::cancel(self).into());
        }
        let words = match &self.draft.file {
            Some(_) if self.world.importing.is_some() => {
                "The import is running: it is cancelled where it is shown, at Import in the menu.".into()
            }
            Some(file) if self.draft.step < Step::File => {
                let next = self.desk().key(Action::Next);
                format!("The import of {} is given up from File to Check: {next} goes there.", file.name())
            }
            _ => String::from("There is no import to give up."),
        };
        self.tell(Weight::Note, words);
    }
}
