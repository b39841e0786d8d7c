//! The leads that an import left out because of the contract's limit, read again from its file as they would be added.
//!
//! The file goes through the same pipeline as the import did, against the store as it is now but without a limit, and
//! every added lead of the wanted rows is handed out instead of being written. So values are read exactly as the
//! import read them, date orders and decimal separators included. Nothing is changed. Next: `report::over_limit`.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::outcome::{Entry, RowOutcome};
use super::pipeline::import;
use super::report::Report;
use super::request::{Closing, Options, Request, Stop, Watch};
use super::rows::RowSet;
use super::store::{Action, Extra, LeadStore, Planned, StoreError, StoreFault, Transaction, View, Who};
use crate::platform::{Change, Lead, Platform};

/// Leads that may wait between reading and writing them.
const WAITING: usize = 4_096;

/// What the walk hands out.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// What was handed out so far is void: the file told late how it is to be read, and the walk begins again.
    Anew,
    /// A lead that was left out; it has no ID yet.
    Lead(Box<Lead>),
}

/// Hands out the leads of these rows of an import's file that are not in the store, in file order.
///
/// # Errors
/// The outer one is what `each` said; the inner one why the file came to no end.
pub fn walk<E>(
    store: Arc<dyn LeadStore>,
    request: &Request,
    rows: &RowSet,
    watch: &Watch,
    each: &mut dyn FnMut(Told) -> Result<(), E>,
) -> Result<Result<Report, Stop>, E> {
    let (sender, receiver) = sync_channel(WAITING);
    let request = Request {
        // Rows with errors did not enter either, and must not stop the others.
        options: Options {
            only_valid: true,
            max_deletes: None,
            known: Vec::new(),
            seen: None,
            ..request.options.clone()
        },
        closing: Closing::default(),
        ..request.clone()
    };
    let aside = Aside { store, rows: Arc::new(rows.clone()), sender };
    thread::scope(|scope| {
        let reading = scope.spawn(move || import(&aside, &request, watch));
        let taken = take(receiver, each);
        let done = reading.join().unwrap_or_else(|_| Err(Stop::Failed("reading the file again".into())));
        taken.map(|()| done)
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "whoever stops listening must hang up, or the reading waits for ever"
)]
fn take<E>(receiver: Receiver<Told>, each: &mut dyn FnMut(Told) -> Result<(), E>) -> Result<(), E> {
    for told in &receiver {
        each(told)?;
    }
    Ok(())
}

/// The store without a limit, whose transactions hand leads out and write nothing.
struct Aside {
    store: Arc<dyn LeadStore>,
    rows: Arc<RowSet>,
    sender: SyncSender<Told>,
}

struct Hand {
    store: Arc<dyn LeadStore>,
    rows: Arc<RowSet>,
    sender: SyncSender<Told>,
    at: i64,
}

impl Hand {
    fn tell(&self, told: Told) -> Result<(), StoreError> {
        // Nobody listens any more where writing the leads failed; whoever failed tells why.
        self.sender.send(told).map_err(|_| StoreError {
            fault: StoreFault::Full,
            what: "The leads could not be written.".into(),
            suggestion: String::new(),
        })
    }
}

impl Transaction for Hand {
    fn import(&self) -> u32 {
        0
    }

    fn at(&self) -> i64 {
        self.at
    }

    fn attach(&mut self, _: Extra) {}

    fn view(&self) -> Result<Box<dyn View>, StoreError> {
        self.store.view()
    }

    fn apply(&mut self, rows: Vec<Planned>) -> Result<(), StoreError> {
        for row in rows {
            let Action::Add { values, .. } = row.action else { continue };
            if self.rows.contains(row.row) {
                let lead = Lead { id: 0, created: self.at, updated: self.at, change: Change::default(), values };
                self.tell(Told::Lead(Box::new(lead)))?;
            }
        }
        Ok(())
    }

    fn commit(self: Box<Self>, entry: Entry) -> Result<Entry, StoreError> {
        Ok(entry)
    }
}

impl LeadStore for Aside {
    fn platform(&self) -> Result<Platform, StoreError> {
        let mut platform = self.store.platform()?;
        platform.settings.0.remove("contract.max_leads");
        Ok(platform)
    }

    fn view(&self) -> Result<Box<dyn View>, StoreError> {
        self.store.view()
    }

    fn begin(&self, who: &Who) -> Result<Box<dyn Transaction>, StoreError> {
        let (store, rows, sender) = (Arc::clone(&self.store), Arc::clone(&self.rows), self.sender.clone());
        let hand = Hand { store, rows, sender, at: who.at };
        hand.tell(Told::Anew)?;
        Ok(Box::new(hand))
    }

    fn entry(&self, import: u32) -> Result<Option<Entry>, StoreError> {
        self.store.entry(import)
    }

    fn history(&self) -> Result<Vec<Entry>, StoreError> {
        self.store.history()
    }

    fn lead_history(&self, id: u64) -> Result<Vec<(u32, RowOutcome)>, StoreError> {
        self.store.lead_history(id)
    }

    fn same_file(&self, sha256: &str) -> Result<Option<Entry>, StoreError> {
        self.store.same_file(sha256)
    }

    fn rows(&self, import: u32, each: &mut dyn FnMut(RowOutcome) -> bool) -> Result<(), StoreError> {
        self.store.rows(import, each)
    }

    fn leads(&self, each: &mut dyn FnMut(Lead) -> bool) -> Result<(), StoreError> {
        self.store.leads(each)
    }
}
