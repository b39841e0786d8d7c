//! The loop: an event in, effects out, a frame drawn when nothing more is waiting.

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::drafts::Drafts;
use super::jobs::Jobs;
use super::terminal::Screen;
use super::watch::{self, Watcher};
use super::{Refusal, Start, hangup, input, signals, terminal};
use crate::app::App;
use crate::app::effect::Effect;
use crate::app::event::{Event, Moment};
use crate::app::job::{News, Ticket};
use crate::ui::{self, Look};

/// What comes through the one channel.
pub(super) enum Incoming {
    /// Something for the app.
    Event(Event),
    /// A job has something to tell.
    News(Ticket, News),
    /// Somebody outside wants the program stopped (SIGTSTP).
    Suspend,
    /// The program was stopped and goes on (SIGCONT).
    ComeBack,
}

/// How long events may keep coming before a frame is drawn all the same.
const LONGEST_WITHOUT_FRAME: Duration = Duration::from_millis(40);

struct Turn {
    app: App,
    look: Look,
    screen: Screen,
    jobs: Jobs,
    drafts: Drafts,
    watcher: Watcher,
    began: Instant,
    leaving: bool,
}

/// Runs the screen to its end.
pub(super) fn turn(app: App, look: Look, start: &Start) -> Result<(), Refusal> {
    let (to, from) = mpsc::channel();
    let (ended, end) = mpsc::channel();
    let lost = |error: io::Error| Refusal {
        exit: 70,
        what: format!("The terminal cannot be used: {error}."),
        suggestion: "Start leadport again in another terminal; it goes on where you were.".into(),
    };
    signals::listen(to.clone(), end).map_err(lost)?;
    let screen = Screen::take().map_err(lost)?;
    input::listen(to.clone()).map_err(lost)?;
    let (watcher, lookout) = watch::watcher();
    hangup::watch(to.clone(), lookout).map_err(lost)?;
    let drafts = Drafts::open(to.clone());
    let jobs = Jobs::new(start.clone(), to, drafts.place());
    let mut turn = Turn { app, look, screen, jobs, drafts, watcher, began: Instant::now(), leaving: false };
    // A terminal that is gone is no error of anybody's: the draft is kept, and there is nobody left to tell.
    let _ = turn.run(&from);
    turn.jobs.stop_all();
    turn.drafts.finish();
    drop(turn);
    drop(ended);
    Ok(())
}

impl Turn {
    fn run(&mut self, from: &Receiver<Incoming>) -> io::Result<()> {
        let effects = self.app.begin();
        self.carry_out(effects)?;
        self.draw()?;
        while !self.leaving {
            let Ok(first) = from.recv() else { return Ok(()) };
            let begun = Instant::now();
            self.take(first)?;
            while !self.leaving && begun.elapsed() < LONGEST_WITHOUT_FRAME {
                match from.try_recv() {
                    Ok(next) => self.take(next)?,
                    Err(_) => break,
                }
            }
            if !self.leaving {
                self.draw()?;
            }
        }
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        let (app, look) = (&self.app, self.look);
        self.screen.draw(|frame| ui::draw(app, look, frame))
    }

    fn take(&mut self, incoming: Incoming) -> io::Result<()> {
        let event = match incoming {
            Incoming::Suspend => return self.screen.suspend(),
            Incoming::ComeBack => {
                self.screen.come_back()?;
                let (columns, rows) = terminal::size();
                Event::Resize(columns, rows)
            }
            Incoming::News(ticket, news) => Event::Job(ticket, news),
            Incoming::Event(event) => event,
        };
        if let Event::Resize(columns, rows) = event {
            self.screen.resize(columns, rows)?;
        }
        if matches!(event, Event::Key(_)) {
            super::panics::wanted("main");
        }
        let at = self.now();
        let effects = self.app.update(at, event);
        self.watcher.watch(self.app.draft.file.as_ref());
        self.carry_out(effects)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Start(ticket, job) => self.jobs.start(ticket, job),
                Effect::Stop(slot) => self.jobs.stop(slot),
                Effect::SaveDraft(draft) => self.drafts.save(*draft),
                Effect::ForgetDraft(path) => self.drafts.forget(path),
                Effect::Copy(text) => Screen::copy(&text)?,
                Effect::Redraw => {
                    let (columns, rows) = terminal::size();
                    self.screen.resize(columns, rows)?;
                }
                Effect::Suspend => self.screen.suspend()?,
                Effect::Quit => self.leaving = true,
            }
        }
        Ok(())
    }

    fn now(&self) -> Moment {
        Moment { unix: unix(), ms: u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX) }
    }
}

/// Returns the time: seconds since 1970-01-01 UTC.
pub(super) fn unix() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(since).unwrap_or(i64::MAX)
}

/// Sends news of a job; nobody may be left to hear them.
pub(super) fn tell(to: &Sender<Incoming>, ticket: Ticket, news: News) {
    let _ = to.send(Incoming::News(ticket, news));
}
