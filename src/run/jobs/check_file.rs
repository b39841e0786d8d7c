//! Rows of the file to be shown, and the files that are written from a check.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::browse::stamp;
use super::{Desk, of_file, of_store};
use crate::app::beside::Output;
use crate::app::job::{CheckFile, News, Rejects, Trouble, Work};
use crate::import::mend::exchange;
use crate::import::{LeadStore, Report, limits};
use crate::platform::Platform;
use crate::report::rejects::{self, Reasons};
use crate::report::source::{CopyError, Source};
use crate::report::{Destination, Format, ReportError, marked, problems};
use crate::sheet::{self, Batch, FileError, FileFault, Limits, Sheet};
use crate::store::Mode;
use crate::text::safe;

/// Reads rows by their numbers, which ascend.
pub(super) fn read_rows(desk: &Desk, path: &Path, wanted: &[u32]) -> Result<News, Trouble> {
    let (_, limits) = platform(desk)?;
    let found = match rows_of(sheet::open(path, &limits, &desk.cancel), wanted) {
        Err(error) if error.fault == FileFault::OutOfOrder => {
            rows_of(sheet::open_in_order(path, &limits, &desk.cancel), wanted)
        }
        found => found,
    };
    found.map(News::RowsRead).map_err(of_file)
}

fn rows_of(sheet: Result<Sheet, FileError>, wanted: &[u32]) -> Result<Vec<(u32, Vec<String>)>, FileError> {
    let (mut sheet, mut batch, mut found) = (sheet?, Batch::default(), Vec::new());
    while found.len() < wanted.len() {
        sheet.rows.next(&mut batch)?;
        if batch.is_empty() {
            break;
        }
        for row in batch.rows().filter(|row| wanted.contains(&row.number)) {
            let mut texts = Vec::new();
            for (column, cell) in row.cells() {
                texts.resize(usize::from(column), String::new());
                texts.push(cell.text().into_owned());
            }
            found.push((row.number, texts));
        }
    }
    Ok(found)
}

/// Writes a file from what a check found; where there is one of its name, asks first.
pub(super) fn write(
    desk: &Desk,
    what: CheckFile,
    output: &Output,
    work: &Work,
    report: &Report,
) -> Result<News, Trouble> {
    let place = place(desk, &output.path, work)?;
    if place.replaces() && !output.replace {
        return Ok(News::FileExists(what, output.path.clone(), stamp(&output.path)));
    }
    put(desk, what, place, work, report, "Read it again (upload again), then save.").map(News::Written)
}

/// Writes the rows that an import left out beside its file, under a name that is free.
pub(super) fn write_rejects(desk: &Desk, work: &Work, report: &Report) -> Rejects {
    let stem = work.path.with_extension("");
    let path = (1..1000)
        .map(|number| match number {
            1 => PathBuf::from(format!("{}.rejects.xlsx", stem.display())),
            _ => PathBuf::from(format!("{}.rejects-{number}.xlsx", stem.display())),
        })
        .find(|path| path.symlink_metadata().is_err())
        .ok_or_else(|| Trouble {
            what: "There are a thousand files of rejects beside the file already.".into(),
            suggestion: "Remove those that are done with.".into(),
        })?;
    let advice = "Put the file of the import back in its place: the rows left out are told by their number.";
    put(desk, CheckFile::Rejects, place(desk, &path, work)?, work, report, advice)
}

/// Prepares a file beside the sheet that was checked and the store, which are never written over.
fn place(desk: &Desk, path: &Path, work: &Work) -> Result<Destination, Trouble> {
    Destination::file(path, &[work.path.as_path(), desk.office.start.store.as_path()]).map_err(of_report)
}

/// Writes a file; returns its path, safe to show. What copies the sheet wants the very file that was checked, else it
/// gives the advice.
fn put(
    desk: &Desk,
    what: CheckFile,
    place: Destination,
    work: &Work,
    report: &Report,
    advice: &'static str,
) -> Result<String, Trouble> {
    let (platform, limits) = platform(desk)?;
    let source = Source::new(&work.path, limits, Arc::clone(&desk.cancel));
    if matches!(what, CheckFile::Marked | CheckFile::MaskedSheet | CheckFile::Rejects | CheckFile::Mended) {
        source.require(&report.sha256, advice).map_err(of_copy)?;
    }
    let path = place.path().unwrap_or(Path::new("")).to_owned();
    let file = place.handle().map_err(of_report)?;
    let format = Format::of_path(&path).unwrap_or(Format::Xlsx);
    let list = |file, masked: bool| problems::write_list(format, file, report.problems.iter(), masked);
    match what {
        CheckFile::Marked => marked::write(file, &source, report.problems.iter(), false).map_err(of_copy)?,
        CheckFile::List => list(file, false).map_err(of_report)?,
        CheckFile::Masked => list(file, true).map_err(of_report)?,
        CheckFile::MaskedSheet => marked::write(file, &source, report.problems.iter(), true).map_err(of_copy)?,
        CheckFile::Mends => exchange::write(BufWriter::new(file), &work.mends, &work.columns)
            .map_err(|error| of_report(error.into()))?,
        CheckFile::Rejects => {
            let reasons = Reasons { problems: &report.problems, mends: &work.mends, matching: &work.matching };
            rejects::write(format, file, &source, &report.skipped, &reasons).map_err(of_copy)?;
        }
        CheckFile::Mended => {
            let kind =
                |column: u16| platform.field_by_key(&work.matching.link_of(column)?.field).map(|field| field.kind);
            rejects::write_mended(format, file, &source, &work.mends, &kind).map_err(of_copy)?;
        }
    }
    place.commit().map_err(of_report)?;
    Ok(safe(&path.display().to_string()).into_owned())
}

fn platform(desk: &Desk) -> Result<(Platform, Limits), Trouble> {
    let platform = desk.store(Mode::Read)?.platform().map_err(of_store)?;
    let limits = limits::limits(&platform.settings);
    Ok((platform, limits))
}

fn of_report(error: ReportError) -> Trouble {
    Trouble { what: error.what, suggestion: error.suggestion }
}

fn of_copy(error: CopyError) -> Trouble {
    match error {
        CopyError::File(error) => of_file(error),
        CopyError::Report(error) => of_report(error),
    }
}
