//! Looks into a file: its first rows at once, then, in the background, how many there are and what they look like.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use super::browse::modified;
use super::{Desk, of_file};
use crate::app::job::News;
use crate::app::kept::Kept;
use crate::app::world::Preview;
use crate::import::{LeadStore, limits};
use crate::matching::columns::of_table;
use crate::matching::evidence::Evidence;
use crate::matching::{ColumnName, Matching, changes};
use crate::platform::default::new_platform;
use crate::sheet::header::Table;
use crate::sheet::{self, Batch, Cancel, FileError, FileFault, Limits, Row, Sheet};
use crate::store::Mode;
use crate::text::safe;

/// How many rows are shown.
const ROWS: usize = 100;
/// How many characters of a cell are shown.
const CELL: usize = 120;
/// A file that did not change for so long is not being written.
const RESTS: Duration = Duration::from_secs(2);
/// How long a file that is being written is waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(200);

/// Looks into a file.
pub(super) fn preview(desk: &Desk, path: &Path) -> News {
    match look(desk, path, sheet::open) {
        // What is shown by now was told too early: all over again, in order.
        Err(error) if error.fault == FileFault::OutOfOrder => look(desk, path, sheet::open_in_order),
        looked => looked,
    }
    // The check says what is wrong with the file; here it only stays uncounted.
    .unwrap_or(News::Cancelled)
}

/// A way to open a sheet.
type Open = fn(&Path, &Limits, &Cancel) -> Result<Sheet, FileError>;

/// Shows the first rows and counts them all; fails for what is found out behind the first rows.
fn look(desk: &Desk, path: &Path, open: Open) -> Result<News, FileError> {
    let mut preview = Preview { path: path.to_owned(), ..Preview::default() };
    let mut begun = begin(desk, &mut preview, open);
    if begun.is_err() && settled_anew(desk, path) {
        begun = begin(desk, &mut preview, open);
    }
    match begun {
        Ok((mut table, batch)) => {
            let columns = preview.columns.clone();
            desk.tell(News::Previewed(Box::new(preview)));
            count(desk, &mut table, batch, &columns)
        }
        Err(error) if error.fault == FileFault::Cancelled => Ok(News::Cancelled),
        Err(error) if error.fault == FileFault::OutOfOrder => Err(error),
        Err(error) => {
            preview.trouble = Some(of_file(error));
            desk.tell(News::Previewed(Box::new(preview)));
            Ok(News::Cancelled)
        }
    }
}

/// Waits for a file that cannot be read because it is still being written: tells whether it changed and came to rest.
fn settled_anew(desk: &Desk, path: &Path) -> bool {
    let stamp = || fs::metadata(path).ok().and_then(|about| Some((about.len(), about.modified().ok()?)));
    let first = stamp();
    let mut last = first;
    let began = Instant::now();
    // One that rests for so long is as it is; one that is written for longer is told of by the watcher when it rests.
    while let Some((_, changed)) = last {
        let rests = changed.elapsed().is_ok_and(|age| age >= RESTS);
        if rests || began.elapsed() > PATIENCE || desk.cancel.load(Ordering::Relaxed) {
            break;
        }
        thread::sleep(LOOK);
        last = stamp();
    }
    last.is_some() && last != first
}

/// Opens the file and reads its first rows.
fn begin(desk: &Desk, preview: &mut Preview, open: Open) -> Result<(Table, Batch), FileError> {
    if let Ok(about) = fs::metadata(&preview.path) {
        preview.bytes = about.len();
        preview.modified = modified(&about);
    }
    let platform = desk.store(Mode::Read).ok().and_then(|store| store.platform().ok());
    let limits = platform.map_or_else(Limits::default, |platform| limits::limits(&platform.settings));
    let mut table = Table::of_sheet(open(&preview.path, &limits, &desk.cancel)?)?;
    let info = &table.info;
    info.format.name().clone_into(&mut preview.format);
    preview.sheet.clone_from(&info.sheet);
    preview.sheets_left_out.clone_from(&info.sheets_left_out);
    preview.hidden = info.hidden;
    preview.declared = info.declared;
    preview.date_system = info.date_system;
    preview.columns = of_table(&table);
    preview.last = last(desk, &preview.columns);
    let mut batch = Batch::default();
    table.rows.next(&mut batch)?;
    let last = preview.columns.last().map_or(0, |column| usize::from(column.column) + 1);
    preview.rows = batch.rows().take(ROWS).map(|row| (row.number, texts(row, last))).collect();
    preview.cells = batch.rows().take(ROWS).map(|row| kept(row, last)).collect();
    Ok((table, batch))
}

fn texts(row: Row<'_>, columns: usize) -> Vec<String> {
    let mut texts = vec![String::new(); columns];
    for (column, cell) in row.cells() {
        if let Some(text) = texts.get_mut(usize::from(column)) {
            let whole = cell.text();
            let shown: String = crate::text::trim(&whole).chars().take(CELL).collect();
            *text = safe(&shown).into_owned();
        }
    }
    texts
}

/// Returns the matching that was last used for such columns; a store that cannot be read says so elsewhere.
fn last(desk: &Desk, columns: &[ColumnName]) -> Option<Matching> {
    let store = desk.store(Mode::Read).ok()?;
    store.matching_for_columns(&changes::signature(columns)).ok().flatten()
}

fn kept(row: Row<'_>, columns: usize) -> Vec<Kept> {
    let mut cells = vec![Kept::default(); columns];
    for (column, cell) in row.cells() {
        if let Some(place) = cells.get_mut(usize::from(column)) {
            *place = Kept::of(cell);
        }
    }
    cells
}

/// Reads all rows: how many there are, and what the columns look like.
fn count(desk: &Desk, table: &mut Table, mut batch: Batch, columns: &[ColumnName]) -> Result<News, FileError> {
    let platform = desk.store(Mode::Read).and_then(|store| store.platform().map_err(super::of_store));
    let platform = platform.unwrap_or_else(|_| new_platform(&desk.office.start.operator));
    let mut evidence = Evidence::new(columns, &platform);
    let mut rows = 0;
    while !batch.is_empty() {
        for row in batch.rows() {
            evidence.note_row(&row);
        }
        rows += batch.len() as u64;
        desk.office.pressing.give_way(&desk.cancel);
        table.rows.next(&mut batch)?;
    }
    Ok(News::Counted(rows, Arc::new(evidence)))
}
