//! The wizard as one value: events go in at [`App::update`], effects come out, nothing else happens.
//!
//! Read on in this order: [`screen`] is what every screen is and what it may answer; `keyboard` turns a key into an
//! action and an action into a screen's answer; `follow` does what the answer says; `asked` takes the answers to the
//! program's own questions; `news` takes what jobs tell, `importing` the end
//! of an import; `undo` takes choices back. [`draft`] holds the operator's answers, [`world`] what is
//! known of everything outside. Nothing here does I/O or asks a clock: time comes in with events.

pub mod beside;
pub mod desk;
pub mod dialog;
pub mod draft;
pub mod effect;
pub mod event;
pub mod job;
pub mod kept;
pub mod line;
pub mod list;
pub mod message;
pub mod question;
pub mod results;
pub mod screen;
pub mod screens;
pub mod step;
pub mod words;
pub mod world;

mod asked;
mod follow;
mod help;
mod importing;
mod keyboard;
mod news;
mod undo;

use std::path::PathBuf;

use crate::keys::{Action, Chord, Context, Keymap};

use desk::Desk;
use dialog::Overlay;
use draft::Draft;
use effect::Effect;
use event::{Event, Moment};
use job::{Job, Jobs};
use message::{Message, Messages, Weight};
use screen::{Answer, Offer, Screen};
use screens::Screens;
use step::{Place, Step};
use world::World;

/// What the program begins with.
#[derive(Debug, Default)]
pub struct Setup {
    /// The keys.
    pub keymap: Keymap,
    /// What was wrong with the keymap, told at once.
    pub complaints: Vec<String>,
    /// Who runs the program.
    pub operator: String,
    /// The machine that it runs on.
    pub host: String,
    /// The folder that the browser begins in.
    pub folder: PathBuf,
    /// The operator's home folder.
    pub home: Option<PathBuf>,
    /// The file that the program was called with.
    pub file: Option<PathBuf>,
    /// The size of the window.
    pub size: (u16, u16),
    /// When it begins.
    pub at: Moment,
}

/// The whole program as the operator sees it.
#[derive(Debug)]
pub struct App {
    /// The size of the window: columns and rows.
    pub size: (u16, u16),
    /// Where the operator is: the wizard or a place of the menu.
    pub place: Place,
    /// The operator's answers.
    pub draft: Draft,
    /// What is known of everything outside.
    pub world: World,
    /// The screens, all of them alive.
    pub screens: Screens,
    /// What lies over the screen, the last one on top.
    pub overlays: Vec<Overlay>,
    /// What was told.
    pub messages: Messages,
    /// Which key does what.
    pub keymap: Keymap,
    /// The keys of a sequence that is not complete yet.
    pub pending: Vec<Chord>,
    at: Moment,
    jobs: Jobs,
    undo: Vec<(Draft, String)>,
    waiting: Vec<Answer>,
    opened_with: Option<PathBuf>,
    effects: Vec<Effect>,
}

impl App {
    /// Returns the program at its beginning; [`App::begin`] says what it wants done first.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let mut app = App {
            size: setup.size,
            place: Place::Import,
            draft: Draft::default(),
            world: World {
                operator: setup.operator,
                host: setup.host,
                start_folder: setup.folder,
                home: setup.home,
                ..World::default()
            },
            screens: Screens::default(),
            overlays: Vec::new(),
            messages: Messages::default(),
            keymap: setup.keymap,
            pending: Vec::new(),
            at: setup.at,
            jobs: Jobs::default(),
            undo: Vec::new(),
            waiting: Vec::new(),
            opened_with: setup.file,
            effects: Vec::new(),
        };
        for complaint in setup.complaints {
            app.tell(Weight::Warning, complaint);
        }
        app
    }

    /// Says what is wanted at the very beginning: the store, the folder, the file.
    pub fn begin(&mut self) -> Vec<Effect> {
        self.start(Job::Load);
        if let Some(path) = self.opened_with.clone() {
            self.draft.step = Step::File;
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            self.world.start_folder = folder.map_or_else(|| self.world.start_folder.clone(), PathBuf::from);
            self.screens.file.open(path.clone());
            self.start(Job::Preview(path));
        }
        self.start(Job::Browse(self.world.start_folder.clone()));
        self.refresh();
        std::mem::take(&mut self.effects)
    }

    /// Takes an event and says what is to be done about it outside.
    pub fn update(&mut self, at: Moment, event: Event) -> Vec<Effect> {
        self.at = at;
        match event {
            Event::Key(chord) => self.key(chord),
            Event::Paste(text) => self.paste(&text),
            Event::Resize(columns, rows) => self.size = (columns, rows),
            Event::Job(ticket, news) => {
                if self.jobs.is_current(ticket) {
                    self.news(ticket, news);
                }
            }
            Event::Resume => self.effects.push(Effect::Redraw),
            Event::FileChanged(path, bytes, modified) => self.file_changed(&path, bytes, modified),
            Event::Trouble(words) => {
                self.world.drafts_are_lost = true;
                self.tell(Weight::Warning, words);
            }
            Event::Terminate => self.leave(),
        }
        self.refresh();
        std::mem::take(&mut self.effects)
    }

    /// Returns the contexts whose keys are in force, the first before the others.
    #[must_use]
    pub fn contexts(&self) -> Vec<Context> {
        match self.overlays.last() {
            Some(Overlay::Dialog(_)) => vec![Context::Dialog, Context::List, Context::Global],
            Some(Overlay::Picker(_) | Overlay::Prompt(_)) => vec![Context::Input, Context::List, Context::Global],
            None => {
                let own = self.screen().context();
                let input = self.screen().is_typing().then_some(Context::Input);
                input.into_iter().chain(own).chain([Context::List, Context::Global]).collect()
            }
        }
    }

    /// Tells whether letters are text now.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        match self.overlays.last() {
            Some(overlay) => !matches!(overlay, Overlay::Dialog(_)),
            None => self.screen().is_typing(),
        }
    }

    /// Returns what can be done here and now with the keys that do it; the footer shows it.
    #[must_use]
    pub fn offers(&self) -> Vec<(String, &'static str)> {
        let offers: Vec<Offer> = match self.overlays.last() {
            Some(Overlay::Dialog(_)) => {
                vec![Action::Choose.into(), Action::Right.as_offer("other button"), Action::Close.into()]
            }
            Some(Overlay::Picker(picker)) if picker.question.is_read_only() => {
                vec![Action::Down.as_offer("move"), Action::Close.into(), Action::EraseLine.as_offer("clear filter")]
            }
            Some(Overlay::Picker(picker)) => [Action::Choose.into()]
                .into_iter()
                .chain(picker.more.map(|label| Action::NextPane.as_offer(label)))
                .chain([
                    Action::Down.as_offer("move"),
                    Action::Close.into(),
                    Action::EraseLine.as_offer("clear filter"),
                ])
                .collect(),
            Some(Overlay::Prompt(_)) => vec![Action::Choose.as_offer("done"), Action::Close.into()],
            None => {
                let mut offers = self.screen().offers(&self.desk());
                if self.place == Place::Import && self.can_cancel() {
                    offers.push(Action::Cancel.into());
                }
                if self.can_take_back() {
                    offers.push(Action::Undo.into());
                }
                offers.extend([Action::Menu, Action::Help].map(Offer::from));
                offers
            }
        };
        let (contexts, typing) = (self.contexts(), self.is_typing());
        offers
            .into_iter()
            .filter_map(|offer| Some((self.keymap.key_of(&contexts, typing, offer.action)?, offer.label)))
            .collect()
    }

    /// Returns the message line: what was told last, else what must be seen, else what is still missing here.
    #[must_use]
    pub fn notice(&self) -> Option<Message> {
        let told = self.messages.shown().cloned();
        told.or_else(|| self.screen().alarm(&self.desk())).or_else(|| self.screen().hint(&self.desk()))
    }

    /// Returns what must be seen beside the message line, which something else has taken.
    #[must_use]
    pub fn beside_notice(&self) -> Option<Message> {
        self.messages.shown().and_then(|_| self.screen().alarm(&self.desk()))
    }

    /// Returns the screen that is shown.
    #[must_use]
    pub fn screen(&self) -> &dyn Screen {
        self.screens.of(self.place, self.draft.step)
    }

    /// Returns what lies before the screens.
    #[must_use]
    pub fn desk(&self) -> Desk<'_> {
        Desk { draft: &self.draft, world: &self.world, at: self.at, keymap: &self.keymap }
    }

    /// Calls the shown screen with the desk before it.
    fn with_screen<T>(&mut self, call: impl FnOnce(&mut dyn Screen, &Desk<'_>) -> T) -> T {
        let desk = Desk { draft: &self.draft, world: &self.world, at: self.at, keymap: &self.keymap };
        call(self.screens.of_mut(self.place, self.draft.step), &desk)
    }

    fn refresh(&mut self) {
        self.with_screen(|screen, desk| screen.refresh(desk));
    }

    fn tell(&mut self, weight: Weight, text: impl AsRef<str>) {
        self.messages.tell(self.at, Message::new(weight, text));
    }

    fn start(&mut self, job: Job) {
        let ticket = self.jobs.start(job.slot());
        self.effects.push(Effect::Start(ticket, job));
    }

    /// Tells whether there is an import to give up: from File to Check, with a file chosen.
    fn can_cancel(&self) -> bool {
        self.draft.file.is_some() && (Step::File..=Step::Check).contains(&self.draft.step)
    }

    fn leave(&mut self) {
        if self.draft.file.is_some() && self.draft.step < Step::Summary {
            self.effects.push(Effect::SaveDraft(Box::new(self.draft.clone())));
        }
        self.effects.push(Effect::Quit);
    }
}
