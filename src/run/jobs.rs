//! Jobs: each on a thread of its own, one per slot, with a flag that stops it and a net that catches its panics.

mod beside;
pub(super) mod browse;
mod check_file;
mod import;
mod load;
mod pressing;
mod preview;
mod save;
mod search;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::thread;

use super::turn::{Incoming, tell};
use super::{Start, panics};
use crate::app::job::{Job, News, Slot, Ticket, Trouble};
use crate::import::store::StoreFault;
use crate::import::{Stop, StoreError};
use crate::sheet::{Cancel, FileError};
use crate::store::{Mode, Patience, Store};
use pressing::Pressing;

/// The jobs that run.
pub(super) struct Jobs {
    office: Arc<Office>,
    to: Sender<Incoming>,
    running: HashMap<usize, Cancel>,
}

/// What every job needs.
#[derive(Debug)]
pub struct Office {
    /// What the program began with.
    pub start: Start,
    /// The file of the drafts, if there is a place for it.
    pub drafts: Option<PathBuf>,
    /// The checks and imports that run.
    pressing: Pressing,
}

impl Office {
    /// Returns an office where nothing runs.
    #[must_use]
    pub fn new(start: Start, drafts: Option<PathBuf>) -> Office {
        Office { start, drafts, pressing: Pressing::default() }
    }
}

/// Takes the news of a job, its last one included.
pub type Tell = Arc<dyn Fn(News) + Send + Sync>;

/// One job at work: what it needs, its flag, whom it tells.
struct Desk {
    office: Arc<Office>,
    cancel: Cancel,
    tell: Tell,
}

impl Jobs {
    pub(super) fn new(start: Start, to: Sender<Incoming>, drafts: Option<PathBuf>) -> Self {
        Jobs { office: Arc::new(Office::new(start, drafts)), to, running: HashMap::new() }
    }

    /// Starts a job; what ran in its slot is told to stop.
    pub(super) fn start(&mut self, ticket: Ticket, job: Job) {
        self.stop(ticket.slot);
        let cancel = Cancel::default();
        self.running.insert(ticket.slot as usize, Arc::clone(&cancel));
        let (office, to) = (Arc::clone(&self.office), self.to.clone());
        let say: Tell = Arc::new(move |news| tell(&to, ticket, news));
        let spawned = thread::Builder::new()
            .name(format!("job {:?}", ticket.slot))
            .spawn(move || work(&office, job, cancel, say));
        if let Err(error) = spawned {
            let trouble = Trouble {
                what: format!("The machine gives no thread for this: {error}."),
                suggestion: "Try again when it has less to do.".into(),
            };
            tell(&self.to, ticket, News::Failed(trouble));
        }
    }

    /// Tells what runs in a slot to stop.
    pub(super) fn stop(&mut self, slot: Slot) {
        if let Some(cancel) = self.running.get(&(slot as usize)) {
            cancel.store(true, Ordering::Relaxed);
        }
    }

    /// Tells all that run to stop.
    pub(super) fn stop_all(&mut self) {
        for cancel in self.running.values() {
            cancel.store(true, Ordering::Relaxed);
        }
    }
}

/// Does a job on this thread and tells what it comes to; a panic in it becomes news as well.
pub fn work(office: &Arc<Office>, job: Job, cancel: Cancel, tell: Tell) {
    let desk = Desk { office: Arc::clone(office), cancel, tell };
    let news = match catch_unwind(AssertUnwindSafe(|| carry_out(&desk, job))) {
        Ok(Ok(news)) => news,
        Ok(Err(trouble)) => News::Failed(trouble),
        Err(payload) => News::Failed(Trouble {
            what: format!("A part of leadport failed ({}); nothing was changed.", panics::words(payload.as_ref())),
            suggestion: "Try it again; if it fails again, report this line.".into(),
        }),
    };
    (desk.tell)(news);
}

fn carry_out(desk: &Desk, job: Job) -> Result<News, Trouble> {
    super::panics::wanted("job");
    match job {
        Job::Load => load::load(desk),
        Job::Browse(path) => Ok(browse::browse(&path)),
        Job::Preview(path) => Ok(preview::preview(desk, &path)),
        Job::Check(work) => {
            let _waited = desk.office.pressing.begin();
            import::check(desk, &work)
        }
        Job::Import(work, seen) => {
            let _waited = desk.office.pressing.begin();
            import::import(desk, &work, seen)
        }
        Job::EditPlatform(edit) => save::platform(desk, edit),
        Job::SaveMatching(name, matching, known) => save::matching(desk, name, &matching, known.as_deref()),
        Job::ChangeMatching(name, new) => save::change_matching(desk, name, new),
        Job::History => load::history(desk),
        Job::ReadRows(path, rows) => check_file::read_rows(desk, &path, &rows),
        Job::WriteCheckFile(what, output, work, report) => check_file::write(desk, what, &output, &work, &report),
        Job::Search(report, search) => Ok(search::search(desk, &report, search)),
        Job::Beside(wish) => beside::beside(desk, wish),
    }
}

impl Desk {
    fn tell(&self, news: News) {
        (self.tell)(news);
    }

    /// Opens the store to look or to write.
    fn store(&self, mode: Mode) -> Result<Store, Trouble> {
        self.store_until(mode, Cancel::default())
    }

    /// Opens the store for work that is given up, while it waits for another writer, when it is told to stop.
    fn store_until(&self, mode: Mode, stop: Cancel) -> Result<Store, Trouble> {
        let start = &self.office.start;
        let tell = Arc::clone(&self.tell);
        let gives_up = move || stop.load(Ordering::Relaxed);
        let patience = Patience::told(start.wait, move |words| tell(News::Waiting(words)), gives_up);
        Store::open(&start.store, mode, patience, &start.operator).map_err(of_store)
    }
}

fn of_store(error: StoreError) -> Trouble {
    Trouble { what: error.what, suggestion: error.suggestion }
}

fn of_file(error: FileError) -> Trouble {
    Trouble { what: error.what, suggestion: error.suggestion }
}

/// Returns the news of work that came to no end.
fn of_stop(stop: Stop) -> Result<News, Trouble> {
    match stop {
        Stop::Cancelled => Ok(News::Cancelled),
        Stop::File(error) => Err(of_file(error)),
        Stop::Store(error) if error.fault == StoreFault::Interrupted => Ok(News::Cancelled),
        Stop::Store(error) => Err(of_store(error)),
        other => Err(Trouble { what: other.to_string(), suggestion: String::new() }),
    }
}
