//! The theatre: an [`App`], its jobs done at once on this thread, paths and times that are the same everywhere.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use leadport::app::beside::Found;
use leadport::app::draft::Draft;
use leadport::app::effect::Effect;
use leadport::app::event::{Event, Moment};
use leadport::app::job::{Job, News, Slot, Ticket};
use leadport::app::{App, Setup};
use leadport::keys::{Chord, file};
use leadport::run::Start;
use leadport::run::jobs::{Office, Tell, work};
use leadport::sheet::Cancel;
use leadport::ui::{self, Look};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// What the folder with the sheets is called on every machine.
pub const LISTS: &str = "/srv/lists";
/// When everything happens: 2027-01-15 08:00 UTC.
pub const NOW: i64 = 1_800_000_000;

/// An app with everything around it.
pub struct Stage {
    pub app: App,
    pub drafts: Vec<Draft>,
    pub left: bool,
    pub copied: Vec<String>,
    /// Whether work is told to stop as soon as it waits for another writer.
    pub gives_up: bool,
    /// Work of this kind waits until it is let go.
    pub hold: Option<Slot>,
    held: Vec<(Ticket, Job)>,
    office: Arc<Office>,
    real: PathBuf,
    ms: u64,
    home: Rc<tempfile::TempDir>,
}

impl Stage {
    /// Opens the program on the samples, called with `file`, in a window of this size.
    pub fn open(file: Option<&str>, size: (u16, u16)) -> Self {
        Stage::with_keymap("default", file, size)
    }

    /// Opens the program with a built-in keymap.
    pub fn with_keymap(keymap: &str, file: Option<&str>, size: (u16, u16)) -> Self {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
        Stage::at(&samples, keymap, file, size, Vec::new())
    }

    /// Opens the program on a folder of sheets, with drafts of earlier sessions.
    pub fn at(real: &Path, keymap: &str, file: Option<&str>, size: (u16, u16), drafts: Vec<Draft>) -> Self {
        Stage::in_home(Rc::new(tempfile::tempdir().expect("a folder")), real, keymap, file, size, drafts)
    }

    /// Opens the program once more on the same store and the same folder, called with `file`.
    pub fn again(&self, file: &str) -> Self {
        Stage::in_home(Rc::clone(&self.home), &self.real, "default", Some(file), self.app.size, Vec::new())
    }

    fn in_home(
        home: Rc<tempfile::TempDir>,
        real: &Path,
        keymap: &str,
        file: Option<&str>,
        size: (u16, u16),
        drafts: Vec<Draft>,
    ) -> Self {
        let text = file::built_in(keymap).expect("a built-in keymap");
        let start = Start {
            file: None,
            store: home.path().join("leads.redb"),
            wait: Duration::from_secs(1),
            operator: "anna".into(),
            keymap: (keymap.into(), text.into()),
            colour: None,
        };
        let setup = Setup {
            keymap: file::read(keymap, text).0,
            operator: "anna".into(),
            host: "crm-prod-1".into(),
            folder: LISTS.into(),
            file: file.map(|file| Path::new(LISTS).join(file)),
            size,
            ..Setup::default()
        };
        let mut stage = Stage {
            app: App::new(setup),
            drafts,
            left: false,
            copied: Vec::new(),
            gives_up: false,
            hold: None,
            held: Vec::new(),
            office: Arc::new(Office::new(start, None)),
            real: real.to_owned(),
            ms: 0,
            home,
        };
        let effects = stage.app.begin();
        stage.carry_out(effects);
        stage
    }

    /// Presses keys: sequences separated by blanks, as keymap files spell them.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for chord in Chord::parse_sequence(keys).expect("keys") {
            self.event(Event::Key(chord));
        }
        self
    }

    /// Types text, a key for each character.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.event(Event::Key(if c == ' ' { Chord::parse("space").expect("a key") } else { Chord::char(c) }));
        }
        self
    }

    /// Lets something happen, two seconds after what happened before.
    pub fn event(&mut self, event: Event) {
        self.ms += 2_000;
        let effects = self.app.update(self.moment(), event);
        self.carry_out(effects);
    }

    /// Lets the work that waits be done.
    pub fn let_go(&mut self) {
        self.hold = None;
        let held = std::mem::take(&mut self.held);
        self.carry_out(held.into_iter().map(|(ticket, job)| Effect::Start(ticket, job)).collect());
    }

    /// Returns the name of the work that waits.
    pub fn held_ticket(&self) -> Option<Ticket> {
        self.held.first().map(|(ticket, _)| *ticket)
    }

    fn moment(&self) -> Moment {
        Moment { unix: NOW, ms: self.ms }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut waiting = VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            match effect {
                Effect::Start(ticket, job) if self.hold == Some(ticket.slot) => self.held.push((ticket, job)),
                Effect::Start(ticket, job) => {
                    for news in self.job(job) {
                        let more = self.app.update(self.moment(), Event::Job(ticket, news));
                        waiting.extend(more);
                    }
                }
                Effect::SaveDraft(draft) => {
                    self.forget(draft.file.as_ref().map(|file| &file.path));
                    self.drafts.insert(0, *draft);
                }
                Effect::ForgetDraft(path) => self.forget(Some(&path)),
                Effect::Copy(text) => self.copied.push(text),
                Effect::Quit => self.left = true,
                Effect::Stop(_) | Effect::Redraw | Effect::Suspend => {}
            }
        }
    }

    fn forget(&mut self, path: Option<&PathBuf>) {
        self.drafts.retain(|draft| draft.file.as_ref().map(|file| &file.path) != path);
    }

    /// Does a job at once and returns what it told.
    fn job(&self, mut job: Job) -> Vec<News> {
        match &mut job {
            Job::Browse(path) | Job::Preview(path) | Job::ReadRows(path, _) => *path = self.real_path(path),
            Job::WriteCheckFile(_, output, work, _) => {
                output.path = self.real_path(&output.path);
                work.path = self.real_path(&work.path);
            }
            Job::Check(work) | Job::Import(work, _) => work.path = self.real_path(&work.path),
            _ => {}
        }
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&told);
        let (cancel, gives_up) = (Cancel::default(), self.gives_up);
        let stop = Arc::clone(&cancel);
        let tell: Tell = Arc::new(move |news| {
            stop.fetch_or(gives_up && matches!(news, News::Waiting(_)), Ordering::Relaxed);
            heard.lock().unwrap_or_else(PoisonError::into_inner).push(news);
        });
        work(&self.office, job, cancel, tell);
        let told = std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
        told.into_iter().map(|news| self.same_everywhere(news)).collect()
    }

    fn real_path(&self, path: &Path) -> PathBuf {
        path.strip_prefix(LISTS).map_or_else(|_| path.to_owned(), |rest| self.real.join(rest))
    }

    fn shown_path(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.real).map_or_else(|_| path.to_owned(), |rest| Path::new(LISTS).join(rest))
    }

    /// Puts paths, sizes and times that differ from machine to machine in the same words.
    fn same_everywhere(&self, mut news: News) -> News {
        match &mut news {
            News::Loaded(loaded) => loaded.drafts.clone_from(&self.drafts),
            News::Folder(folder) => {
                folder.path = self.shown_path(&folder.path);
                folder.hidden = 0;
                for entry in &mut folder.entries {
                    entry.path = self.shown_path(&entry.path);
                    entry.modified = NOW - 3_600;
                    entry.bytes = 61_348;
                }
                folder.entries.sort_by(|one, other| (one.folder, &one.name).cmp(&(other.folder, &other.name)));
            }
            News::Previewed(preview) => {
                preview.path = self.shown_path(&preview.path);
                preview.bytes = 61_348;
            }
            News::FileExists(_, path, about) => {
                *path = self.shown_path(path);
                about.1 = NOW - 3_600;
            }
            News::Beside(Found::Exists(_, about)) => about.1 = NOW - 3_600,
            News::Checked(report) | News::Imported(report, _) => {
                if let Some(report) = Arc::get_mut(report) {
                    report.seconds = 0.1;
                    for entry in report.entry.iter_mut().chain(&mut report.same_file) {
                        entry.at = NOW;
                    }
                }
            }
            News::History(entries) => {
                for entry in entries {
                    entry.at = NOW;
                    entry.milliseconds = 100;
                    entry.path = self.shown_path(Path::new(&entry.path)).display().to_string();
                    entry.host = "crm-prod-1".into();
                }
            }
            _ => {}
        }
        news
    }

    /// Returns the screen as text, the cursor's place below it.
    pub fn picture(&self) -> String {
        self.picture_in(self.app.size, Look::default())
    }

    /// Returns the screen as text in a window of this size.
    pub fn picture_in(&self, size: (u16, u16), look: Look) -> String {
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a terminal in memory");
        let drawn = terminal.draw(|frame| ui::draw(&self.app, look, frame)).expect("drawing");
        let width = usize::from(drawn.area.width.max(1));
        let mut lines: Vec<String> = Vec::new();
        for row in drawn.buffer.content.chunks(width) {
            let mut line = String::new();
            let mut skip = 0;
            for cell in row {
                if skip == 0 {
                    line.push_str(cell.symbol());
                    skip = leadport::text::width(cell.symbol());
                }
                skip = skip.saturating_sub(1);
            }
            lines.push(line.trim_end().to_owned());
        }
        lines.join("\n")
    }

    /// Tells whether the screen shows this text.
    pub fn shows(&self, text: &str) -> bool {
        self.picture().contains(text)
    }

    /// Changes the platform behind the program's back, as another process would.
    pub fn write(&self, change: impl FnOnce(&mut leadport::platform::Platform)) {
        let start = &self.office.start;
        let mode = leadport::store::Mode::Write;
        let store = leadport::store::Store::open(&start.store, mode, start.wait, "anna").expect("the store");
        let change = |platform: &mut leadport::platform::Platform| -> Result<(), ()> {
            change(platform);
            Ok(())
        };
        store.change_platform("a test", change).expect("the store").expect("a change");
    }

    /// Returns the store, to look into.
    pub fn store(&self) -> leadport::store::Store {
        self.open_store(leadport::store::Mode::Read)
    }

    /// Returns the store as another program opens it.
    pub fn open_store(&self, mode: leadport::store::Mode) -> leadport::store::Store {
        let start = &self.office.start;
        leadport::store::Store::open(&start.store, mode, start.wait, "anna").expect("the store")
    }
}
