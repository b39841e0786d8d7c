//! One pass over the rows of a file.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use crate::import::apply::Writer;
use crate::import::plan::columns::Columns;
use crate::import::plan::decide::Decider;
use crate::import::plan::dialect::Dialects;
use crate::import::plan::row::ReadBatch;
use crate::import::plan::tally::Tally;
use crate::import::plan::values::{Found, Reader};
use crate::import::request::{Progress, Request, Stop, Watch};
use crate::import::store::View;
use crate::sheet::{Batch, Behind, FileError, Rows};

/// Batches that wait between two stages.
const WAITING: usize = 2;
/// How often progress is told at most.
const TELL: Duration = Duration::from_millis(50);

/// What a pass is made with.
pub struct Pass<'a> {
    pub columns: &'a Columns,
    pub request: &'a Request,
    pub watch: &'a Watch,
    /// Rows that an earlier pass found to want another lead's address.
    pub taken: &'a BTreeMap<u32, u64>,
    pub max_leads: Option<u64>,
    pub number: u32,
}

/// What a pass came to.
pub struct End {
    pub tally: Tally,
    pub found: Found,
    pub dialects: Dialects,
    pub taken: BTreeMap<u32, u64>,
    /// Whether another pass must be made, with the dialects and the taken addresses as they are known now.
    pub turns_over: bool,
    /// What the sheet said only when its rows were at their end.
    pub behind: Behind,
}

/// How far the reading was when a batch was read, in units of the file.
type Far = (u64, u64);

impl Pass<'_> {
    /// Reads, decides and (with a writer) writes all rows; takes the writer away once an error forbids the import.
    pub fn run(
        &self,
        rows: Box<dyn Rows>,
        declared: Option<(u32, u32)>,
        view: Box<dyn View>,
        dialects: Dialects,
        writer: &mut Option<Writer>,
    ) -> Result<End, Stop> {
        let room = declared.map_or(0, |(rows, _)| rows.min(1 << 20) as usize);
        let options = &self.request.options;
        let mut decider = Decider::new(self.columns, &options.mends, view, self.max_leads, self.taken, room);
        thread::scope(|scope| {
            let (to_values, batches) = sync_channel(WAITING);
            let (to_plan, reads) = sync_channel(WAITING);
            let (batch_back, spare_batches) = channel();
            let (read_back, spare_reads) = channel();
            let reading = named("rows").spawn_scoped(scope, move || read_rows(rows, &to_values, &spare_batches));
            let reading = reading.map_err(|error| Stop::Failed(error.to_string()))?;
            let mut reader = Reader::new(self.columns, options, dialects);
            let valuing = named("cells").spawn_scoped(scope, move || {
                read_cells(&mut reader, &batches, &to_plan, &spare_reads);
                (reader.found, reader.dialects)
            });
            let valuing = valuing.map_err(|error| Stop::Failed(error.to_string()))?;
            let outcome = self.decide(&mut decider, reads, writer, |batch, read| {
                let _ = batch_back.send(batch);
                let _ = read_back.send(read);
            });
            let (found, dialects) = joined(valuing, "reading the cells")?;
            let read = joined(reading, "reading the file")?;
            outcome?;
            let behind = if found.again { Behind::default() } else { read? };
            let taken = decider.taken_after_all();
            let turns_over = found.again || taken != *self.taken;
            Ok(End { tally: decider.tally, found, dialects, taken, turns_over, behind })
        })
    }

    fn decide(
        &self,
        decider: &mut Decider<'_>,
        reads: Receiver<(Batch, ReadBatch, Far)>,
        writer: &mut Option<Writer>,
        back: impl Fn(Batch, ReadBatch),
    ) -> Result<(), Stop> {
        let mut planned = Vec::new();
        let mut told = Instant::now();
        for (batch, read, done) in reads {
            if self.watch.cancelled() {
                return Err(Stop::Cancelled);
            }
            decider.decide(&batch, &read, &mut planned)?;
            back(batch, read);
            if !self.request.options.only_valid && decider.tally.has_errors() {
                *writer = None;
            }
            match writer {
                Some(writer) => writer.apply(std::mem::take(&mut planned))?,
                None => planned.clear(),
            }
            if told.elapsed() >= TELL {
                told = Instant::now();
                let counts = decider.tally.counts;
                let progress = Progress { rows: counts.rows(), done, counts, pass: self.number, committing: false };
                (self.watch.progress)(progress);
            }
        }
        if self.watch.cancelled() { Err(Stop::Cancelled) } else { Ok(()) }
    }
}

/// Threads have names, so that a look at the process tells which stage is the slow one.
pub fn named(stage: &str) -> thread::Builder {
    thread::Builder::new().name(stage.to_owned())
}

/// Reads batches of rows until the file ends or nobody wants more; returns the names of sheets that were found on the way.
fn read_rows(
    mut rows: Box<dyn Rows>,
    to: &SyncSender<(Batch, Far)>,
    spare: &Receiver<Batch>,
) -> Result<Behind, FileError> {
    loop {
        let mut batch = spare.try_recv().unwrap_or_default();
        rows.next(&mut batch)?;
        if batch.is_empty() || to.send((batch, rows.progress())).is_err() {
            return Ok(rows.behind());
        }
    }
}

/// Reads the cells of batches until there are no more, nobody wants them, or the pass must start again.
fn read_cells(
    reader: &mut Reader<'_>,
    batches: &Receiver<(Batch, Far)>,
    to: &SyncSender<(Batch, ReadBatch, Far)>,
    spare: &Receiver<ReadBatch>,
) {
    while let Ok((batch, done)) = batches.recv() {
        let mut read = spare.try_recv().unwrap_or_default();
        if !reader.read(&batch, &mut read) || to.send((batch, read, done)).is_err() {
            return;
        }
    }
    reader.finish();
}

/// Waits for a thread; one that fell says while doing what.
pub fn joined<T>(thread: ScopedJoinHandle<'_, T>, doing: &str) -> Result<T, Stop> {
    thread.join().map_err(|_| Stop::Failed(doing.to_owned()))
}
