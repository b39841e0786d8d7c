//! The way of a row: read, turned into values, decided, and (for an import) written.
//!
//! Three threads over bounded channels: one reads batches of rows from the file, one reads their cells
//! (`plan::values`), and the caller's own decides (`plan::decide`) and writes (`apply`), so that two cores are busy and
//! memory does not grow with the file. Batches go round and are used again.
//!
//! A check is an import that stops after the plan. An import opens the store's transaction first and plans against
//! the snapshot that comes with it; at the first error that it may not skip it drops the transaction and goes on as a
//! check. What only the whole file can tell (a column's date order, addresses that move between leads) may turn a pass
//! over: it then starts again, knowing better.

use std::collections::BTreeMap;
use std::time::Instant;

use super::apply::Writer;
use super::plan::columns::Columns;
use super::plan::dialect::Dialects;
use super::report::Report;
use super::request::{Request, Stop, Watch};
use super::store::{LeadStore, Stand};
use crate::sheet::{FileError, FileFault};

mod finish;
mod pass;
mod source;

pub(super) use pass::{joined, named};
pub use source::{FileSource, Source};

/// Passes over one file; each turns over for a reason of its own, so more than a few mean a file that changes.
const MOST_PASSES: u32 = 64;

/// Checks a file: says what its import would do and what is wrong, and changes nothing.
///
/// # Errors
/// Why it came to no end: cancelled, the file, the store.
pub fn check(store: &dyn LeadStore, request: &Request, watch: &Watch) -> Result<Report, Stop> {
    check_source(store, &FileSource::new(&request.path, &request.limits), request, watch)
}

/// Imports a file in one durable transaction; where errors forbid it, the report says so and nothing was changed.
///
/// # Errors
/// Why it came to no end: cancelled, the file, the store, more deletes than allowed.
pub fn import(store: &dyn LeadStore, request: &Request, watch: &Watch) -> Result<Report, Stop> {
    import_source(store, &FileSource::new(&request.path, &request.limits), request, watch)
}

/// Checks what a source holds; see [`check`].
///
/// # Errors
/// As [`check`].
pub fn check_source(
    store: &dyn LeadStore,
    source: &dyn Source,
    request: &Request,
    watch: &Watch,
) -> Result<Report, Stop> {
    run(store, source, request, watch, false)
}

/// Imports what a source holds; see [`import`].
///
/// # Errors
/// As [`import`].
pub fn import_source(
    store: &dyn LeadStore,
    source: &dyn Source,
    request: &Request,
    watch: &Watch,
) -> Result<Report, Stop> {
    run(store, source, request, watch, true)
}

fn run(
    store: &dyn LeadStore,
    source: &dyn Source,
    request: &Request,
    watch: &Watch,
    mut is_import: bool,
) -> Result<Report, Stop> {
    let started = Instant::now();
    // The file first: a file that cannot be taken must not wait for the store, nor the store for it.
    let stamp = source.stamp();
    let mut table = source.open(&watch.cancel)?;
    let hash = source.hash();
    let mut writer = if is_import { Some(Writer::begin(store, request, &table.info)?) } else { None };
    let mut dialects: Option<Dialects> = None;
    let mut taken = BTreeMap::new();
    let mut number = 1;
    loop {
        let platform = store.platform()?;
        let header = source::texts(table.header.as_ref());
        let columns = Columns::new(&request.matching, &header, table.info.date_system, &platform);
        if columns.blocked || table.header.is_none() {
            writer = None;
        }
        let view = match &writer {
            Some(writer) => writer.view()?,
            None => store.view()?,
        };
        let stand = Stand { platform: platform.version, ..view.stand() };
        if request.options.seen.as_ref().is_some_and(|seen| seen.stand != stand) {
            // The operator agreed to other numbers: this import goes on as a check, which tells the new ones.
            writer = None;
            is_import = false;
        }
        let leads_before = view.count();
        let known = dialects.take().filter(|known| known.fits(&columns)).unwrap_or_else(|| Dialects::new(&columns));
        let max_leads = platform.settings.max_leads();
        let pass = pass::Pass { columns: &columns, request, watch, taken: &taken, max_leads, number };
        let mut end = match pass.run(table.rows, table.info.declared, view, known, &mut writer) {
            // Rows out of order were met behind others that were planned already: all over again, in order.
            Err(Stop::File(error)) if error.fault == FileFault::OutOfOrder && source.put_in_order() => {
                number += 1;
                table = source.open(&watch.cancel)?;
                if writer.as_ref().is_some_and(Writer::is_used) {
                    drop(writer.take());
                    writer = Some(Writer::begin(store, request, &table.info)?);
                }
                continue;
            }
            end => end?,
        };
        if end.turns_over && number < MOST_PASSES {
            number += 1;
            table = source.open(&watch.cancel)?;
            // What was written so far was planned on a wrong ground: another transaction, another snapshot.
            if writer.as_ref().is_some_and(Writer::is_used) {
                drop(writer.take());
                writer = Some(Writer::begin(store, request, &table.info)?);
            }
            end.dialects.count_again();
            dialects = Some(end.dialects);
            taken = end.taken;
            continue;
        }
        if source.stamp() != stamp {
            return Err(changed().into());
        }
        let (mut table_info, header_row) = (table.info, table.header);
        table_info.sheets_left_out.append(&mut end.behind.sheets);
        let told = finish::Told { source, table_info, header_row, columns, leads_before, stand, max_leads, is_import };
        return finish::finish(store, request, watch, told, end, writer, &hash, started);
    }
}

fn changed() -> FileError {
    FileError::new(
        FileFault::Unreadable,
        "The file was changed while it was read.",
        "Wait until it is saved or copied completely, then try again; nothing was changed.",
    )
}

#[cfg(test)]
pub(crate) mod tests;
