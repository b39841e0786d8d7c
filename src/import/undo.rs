//! The undo of an import (or of an undo): puts every lead that it touched back as it was.
//!
//! Leads that a later entry touched are conflicts: they are listed and nothing is undone, until told to skip or to
//! overwrite them. An undo is an entry of the history itself, and can be undone.

use std::collections::BTreeMap;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use super::apply::Writer;
use super::outcome::{Counts, Entry, FieldChange, Kind, Outcome, RowOutcome};
use super::pipeline::{joined, named};
use super::request::{Progress, Stop, Watch};
use super::store::{LeadStore, Planned, StoreError, View, Who};

mod gone;
mod put_back;

/// What to do about leads that were changed since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UndoMode {
    /// Undo nothing if there is such a lead.
    #[default]
    Refuse,
    /// Leave those leads as they are and undo the rest.
    SkipChanged,
    /// Put those leads back as well, losing the later changes.
    Overwrite,
}

/// One undo, with everything that it must know beside the store.
#[derive(Clone, Debug)]
pub struct UndoRequest {
    /// The number of the entry that is undone.
    pub import: u32,
    /// What to do about leads that were changed since.
    pub mode: UndoMode,
    /// Who runs it.
    pub operator: String,
    /// The machine that it runs on.
    pub host: String,
    /// Where the operator came from, if known.
    pub from: String,
    /// The clock: seconds since 1970-01-01 UTC.
    pub clock: fn() -> i64,
}

/// A field that is not as the undone entry left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedSince {
    /// The field with what the undone entry left and what is there now.
    pub change: FieldChange,
    /// The entry that gave it the value it has now; not always the one that changed the lead last.
    pub by: u32,
}

/// Why a lead cannot simply be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// A later entry changed it: fields with what the undone import left and what is there now.
    Changed {
        /// The entry that changed it last.
        by: u32,
        /// The fields that differ; none where the later changes took each other back.
        fields: Vec<ChangedSince>,
    },
    /// A later entry deleted it.
    Deleted {
        /// The entry that deleted it; 0 where no entry did: the person was erased.
        by: u32,
    },
    /// Its old email address belongs to another lead by now; it cannot be overwritten.
    EmailTaken {
        /// The address.
        email: String,
        /// The lead that has it.
        lead: u64,
    },
}

/// A lead that cannot simply be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The lead.
    pub lead: u64,
    /// Its email address, as the undone import left it.
    pub email: String,
    /// What happened since.
    pub since: Since,
}

/// What an undo found and did.
#[derive(Clone, Debug)]
pub struct UndoReport {
    /// The entry that was to be undone.
    pub of: Entry,
    /// What happened to the leads, or would: removed ones are deleted, restored ones updated, returned ones added.
    pub counts: Counts,
    /// How many leads were changed since.
    pub changed_since: u64,
    /// The first of them.
    pub conflicts: Vec<Conflict>,
    /// The committed undo; `None` where nothing was undone, be it that every lead was changed since.
    pub entry: Option<Entry>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// Conflicts that are told one by one; the rest is counted.
const TOLD: usize = 1_000;
/// Rows that are put back at once.
const BATCH: usize = 2_048;
/// Decided batches that wait to be written.
const WAITING: usize = 2;

/// Says what an undo would do, and changes nothing.
///
/// # Errors
/// No such entry, undone or forgotten already, a store that cannot be used, cancelled.
pub fn check(store: &dyn LeadStore, request: &UndoRequest, watch: &Watch) -> Result<UndoReport, Stop> {
    run(store, request, watch, None)
}

/// Undoes an entry of the history; with conflicts and [`UndoMode::Refuse`], nothing.
///
/// # Errors
/// No such entry, undone or forgotten already, a store that cannot be used, cancelled.
pub fn undo(store: &dyn LeadStore, request: &UndoRequest, watch: &Watch) -> Result<UndoReport, Stop> {
    // An entry that cannot be undone is told before anybody waits for the store.
    in_effect(store, request.import)?;
    let writer = begin(store, request)?;
    run(store, request, watch, Some(writer))
}

fn begin(store: &dyn LeadStore, request: &UndoRequest) -> Result<Writer, Stop> {
    let doing = format!("undoing import {}", request.import);
    let who = Who { operator: request.operator.clone(), doing, at: (request.clock)() };
    Ok(Writer::for_(store, &who)?)
}

/// Returns an entry that can be undone: not undone, or undone by an undo that was itself undone.
fn in_effect(store: &dyn LeadStore, import: u32) -> Result<Entry, Stop> {
    let entry = store.entry(import)?.ok_or(Stop::NoSuchImport(import))?;
    let mut by = entry.undone_by;
    let mut undone = false;
    while let Some(other) = by {
        undone = !undone;
        by = store.entry(other)?.and_then(|entry| entry.undone_by);
    }
    if undone {
        return Err(Stop::AlreadyUndone { import, by: entry.undone_by.unwrap_or(0) });
    }
    if entry.forgotten {
        return Err(Stop::Forgotten(import));
    }
    Ok(entry)
}

fn run(
    store: &dyn LeadStore,
    request: &UndoRequest,
    watch: &Watch,
    mut writer: Option<Writer>,
) -> Result<UndoReport, Stop> {
    let started = Instant::now();
    let of = in_effect(store, request.import)?;
    let came_back = gone::came_back_since(store, &of)?;
    let mut taken = BTreeMap::new();
    loop {
        let view = match &writer {
            Some(writer) => writer.view()?,
            None => store.view()?,
        };
        let leads_before = view.count();
        let mut pass = put_back::Pass::new(store, request, &taken, &came_back);
        walk(view, &mut pass, &mut writer, watch, &of)?;
        let taken_now = pass.taken_after_all();
        if taken_now != taken {
            taken = taken_now;
            if writer.as_ref().is_some_and(Writer::is_used) {
                drop(writer.take());
                writer = Some(begin(store, request)?);
            }
            continue;
        }
        let (counts, changed_since, conflicts) = pass.told();
        let seconds = |started: Instant| started.elapsed().as_secs_f64();
        let mut report = UndoReport { of, counts, changed_since, conflicts, entry: None, seconds: 0.0 };
        // An undo that could put nothing back is none: the import is in effect as before, and can be undone later.
        let in_vain = report.changed_since > 0 && counts.rows() == counts.of(Outcome::Skipped);
        if let Some(writer) = writer.filter(|_| !in_vain) {
            report.entry = Some(commit(writer, request, watch, &report, leads_before, started)?);
        }
        report.seconds = seconds(started);
        return Ok(report);
    }
}

/// Some rows of the entry, decided.
struct Decided {
    rows: u64,
    planned: Vec<Planned>,
    counts: Counts,
    refuses: bool,
}

/// Takes all rows of the entry through a pass, which reads and decides in a thread of its own, and writes them; takes
/// the writer away once a conflict forbids the undo.
fn walk(
    view: Box<dyn View>,
    pass: &mut put_back::Pass<'_>,
    writer: &mut Option<Writer>,
    watch: &Watch,
    of: &Entry,
) -> Result<(), Stop> {
    let mut write = |batch: Decided, done: u64| -> Result<(), Stop> {
        if watch.cancelled() {
            return Err(Stop::Cancelled);
        }
        if batch.refuses {
            *writer = None;
        }
        if let Some(writer) = writer {
            writer.apply(batch.planned)?;
        }
        let far = (done, of.counts.rows().max(1));
        let progress = Progress { rows: done, done: far, counts: batch.counts, pass: 1, committing: false };
        (watch.progress)(progress);
        Ok(())
    };
    thread::scope(|scope| {
        let (to, batches) = sync_channel(WAITING);
        let deciding = named("rows").spawn_scoped(scope, move || decide(view.as_ref(), pass, of.import, &to));
        let deciding = deciding.map_err(|error| Stop::Failed(error.to_string()))?;
        let mut done = 0;
        let written = batches.into_iter().try_for_each(|batch| {
            done += batch.rows;
            write(batch, done)
        });
        let decided = joined(deciding, "reading the import")?;
        written?;
        Ok(decided?)
    })
}

/// Reads and decides the rows of an entry until there are no more or nobody wants them.
fn decide(
    view: &dyn View,
    pass: &mut put_back::Pass<'_>,
    import: u32,
    to: &SyncSender<Decided>,
) -> Result<(), StoreError> {
    let mut batch: Vec<RowOutcome> = Vec::with_capacity(BATCH);
    let mut failed = None;
    let mut put = |batch: &mut Vec<RowOutcome>| {
        let rows = batch.len() as u64;
        match pass.rows(view, batch.drain(..)) {
            Ok(planned) => {
                let decided = Decided { rows, planned, counts: pass.counts(), refuses: pass.refuses() };
                to.send(decided).is_ok()
            }
            Err(error) => {
                failed = Some(error);
                false
            }
        }
    };
    view.rows(import, &mut |row| {
        batch.push(row);
        batch.len() < BATCH || put(&mut batch)
    })?;
    if !batch.is_empty() {
        put(&mut batch);
    }
    failed.map_or(Ok(()), Err)
}

fn commit(
    writer: Writer,
    request: &UndoRequest,
    watch: &Watch,
    report: &UndoReport,
    leads_before: u64,
    started: Instant,
) -> Result<Entry, Stop> {
    let (of, counts) = (&report.of, report.counts);
    let entry = Entry {
        import: writer.import(),
        kind: Kind::Undo { of: of.import },
        sha256: String::new(),
        operator: request.operator.clone(),
        host: request.host.clone(),
        from: request.from.clone(),
        at: writer.at(),
        milliseconds: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        counts,
        warnings: 0,
        max_leads: None,
        leads_after: leads_before + counts.of(Outcome::Added) - counts.of(Outcome::Deleted),
        undone_by: None,
        forgotten: false,
        ..of.clone()
    };
    let rows = counts.rows();
    (watch.progress)(Progress { rows, done: (1, 1), counts, pass: 1, committing: true });
    if watch.cancelled() {
        return Err(Stop::Cancelled);
    }
    Ok(writer.commit(entry)?)
}

#[cfg(test)]
pub(crate) mod tests;
