//! What a finished pass is told as, and, for an import without errors, its commit.

use std::sync::mpsc::Receiver;
use std::time::Instant;

use super::pass::End;
use super::source::Source;
use crate::import::apply::Writer;
use crate::import::outcome::{Counts, Entry, Kind, Outcome};
use crate::import::plan::columns::{Columns, Part, place_of};
use crate::import::plan::dialect::Dialects;
use crate::import::problem::{Code, Problem, Severity, of_sheet};
use crate::import::report::{ColumnHow, ColumnReport, Evidence, LimitReport, Report};
use crate::import::request::{Progress, Request, Stop, Watch};
use crate::import::store::{LeadStore, Stand};
use crate::platform::types::{DateOrder, DecimalMark};
use crate::sheet::header::{Header, letter};
use crate::sheet::{FileError, FileFault, SheetInfo};
use crate::text::{plural, thousands};

/// What is known beside the pass.
pub struct Told<'a> {
    pub source: &'a dyn Source,
    pub table_info: SheetInfo,
    pub header_row: Option<Header>,
    pub columns: Columns,
    pub leads_before: u64,
    pub stand: Stand,
    pub max_leads: Option<u64>,
    /// Whether it is an import and not a check.
    pub is_import: bool,
}

#[expect(clippy::too_many_arguments, reason = "the one place where everything about an import comes together")]
pub fn finish(
    store: &dyn LeadStore,
    request: &Request,
    watch: &Watch,
    told: Told<'_>,
    mut end: End,
    writer: Option<Writer>,
    hash: &Receiver<Result<String, FileError>>,
    started: Instant,
) -> Result<Report, Stop> {
    let empty = tell_sheet(&told, &request.options.known, &mut end);
    tell_columns(&told, &mut end);
    let sha256 = hash.recv().map_err(|_| Stop::Failed("reading the file".into()))??;
    let limit = told.max_leads.map(|max_leads| LimitReport {
        max_leads,
        added: end.tally.counts.of(Outcome::Added),
        not_added: end.tally.counts.of(Outcome::OverLimit),
    });
    if let Some(limit) = limit.filter(|limit| limit.not_added > 0) {
        end.tally.problems.push(Problem::new(Code::LimitReached).detail(limit_words(limit)));
    }
    let same_file = if sha256.is_empty() { None } else { store.same_file(&sha256)? };
    let path = told.source.path();
    let mut problems = end.tally.problems;
    problems.finish();
    let mut report = Report {
        file: path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        info: told.table_info,
        sha256,
        header_row: told.header_row.as_ref().map(|header| header.row),
        columns: columns_told(&told.columns, &end.dialects, &end.found.headerless),
        rows: end.tally.counts.rows(),
        counts: end.tally.counts,
        errors: problems.count(Severity::Error),
        blocked: told.columns.blocked || empty,
        warnings: problems.count(Severity::Warning),
        problems,
        sample: end.tally.sample,
        changed_fields: told
            .columns
            .parts
            .iter()
            .zip(&end.tally.changed)
            .filter(|((_, part), count)| **count > 0 && !matches!(part, Part::Default(_)))
            .map(|((field, _), count)| (*field, *count))
            .collect(),
        header: told.columns.header,
        limit,
        leads_before: told.leads_before,
        stand: told.stand,
        skipped: end.tally.skipped,
        over_limit: end.tally.over_limit,
        stale_mends: end.found.stale,
        same_file,
        entry: None,
        seconds: 0.0,
    };
    let forbidden = report.errors > 0 && (!request.options.only_valid || report.blocked);
    match writer {
        Some(writer) if !forbidden => commit(request, watch, writer, &mut report, path, started)?,
        // An import that changed nothing has no outcomes to tell; a check says what it would do.
        _ if told.is_import => report.counts = Counts::default(),
        _ => {}
    }
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

fn commit(
    request: &Request,
    watch: &Watch,
    mut writer: Writer,
    report: &mut Report,
    path: &std::path::Path,
    started: Instant,
) -> Result<(), Stop> {
    let deletes = report.deletes();
    if let Some(most) = request.options.max_deletes.filter(|most| deletes > *most) {
        return Err(Stop::TooManyDeletes { deletes, most });
    }
    let counts = report.counts;
    let progress = Progress { rows: counts.rows(), done: (1, 1), counts, pass: 1, committing: true };
    (watch.progress)(progress);
    let entry = Entry {
        import: writer.import(),
        kind: Kind::Import,
        file: report.file.clone(),
        // Whole, so that the file is found again from any folder.
        path: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned(),
        sha256: report.sha256.clone(),
        bytes: report.info.bytes,
        format: report.info.format.name().to_owned(),
        sheet: report.info.sheet.clone(),
        operator: request.operator.clone(),
        host: request.host.clone(),
        from: request.from.clone(),
        at: writer.at(),
        milliseconds: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        matching: request.matching.clone(),
        counts,
        warnings: report.warnings,
        max_leads: report.limit.map(|limit| limit.max_leads),
        leads_after: report.leads_before + counts.of(Outcome::Added) - counts.of(Outcome::Deleted),
        undone_by: None,
        forgotten: false,
    };
    report.entry = Some(entry.clone());
    report.seconds = started.elapsed().as_secs_f64();
    for extra in request.closing.extras(report) {
        writer.attach(extra);
    }
    if watch.cancelled() {
        return Err(Stop::Cancelled);
    }
    if request.options.seen.as_ref().is_some_and(|seen| seen.sha256 != report.sha256) {
        return Err(changed_since().into());
    }
    report.entry = Some(writer.commit(entry)?);
    Ok(())
}

fn changed_since() -> FileError {
    FileError::new(
        FileFault::Unreadable,
        "The file is not the one that was checked.",
        "Read it again, look at the new numbers, then import; nothing was changed.",
    )
}

/// Says what is to be said of the sheet; true where it holds no row at all.
fn tell_sheet(told: &Told<'_>, known: &[Problem], end: &mut End) -> bool {
    let rows = end.tally.counts.rows();
    let read = of_sheet::Read {
        header: told.header_row.is_some(),
        rows,
        hidden: end.found.hidden,
        valueless_formulas: end.behind.valueless_formulas,
    };
    let problems = &mut end.tally.problems;
    for problem in of_sheet::problems(&told.table_info, read) {
        problems.push(problem);
    }
    for problem in known {
        problems.push(problem.clone());
    }
    if told.header_row.is_some() {
        for problem in &told.columns.problems {
            problems.push(problem.clone());
        }
        for column in &end.found.headerless {
            problems.push(Problem::new(Code::HeaderBlank).of_column(&place_of(*column, &told.columns.header, None)));
        }
    }
    rows == 0
}

/// Says what is to be said once per column.
fn tell_columns(told: &Told<'_>, end: &mut End) {
    for (index, slot) in told.columns.slots.iter().enumerate() {
        let dialect = end.dialects.of(index);
        if dialect.is_ambiguous() {
            let count = thousands(dialect.evidence.both);
            let (code, detail) = if dialect.has_dates() {
                let taken = if dialect.order == DateOrder::Mdy { "month/day" } else { "day/month" };
                let detail = format!(
                    "All {count} dates in digits read both as day/month and as month/day; they were taken as {taken}."
                );
                (Code::DateAmbiguous, detail)
            } else {
                let taken = if dialect.decimal == DecimalMark::Comma { "comma" } else { "point" };
                let detail = format!(
                    "{count} numbers like 1.234 or 1,234 read two ways; the {taken} was taken as the decimal separator."
                );
                (Code::NumberAmbiguous, detail)
            };
            end.tally.problems.push(Problem::new(code).of_column(&slot.place).detail(detail));
        }
        let cleaned = end.found.cleaned.get(index).copied().unwrap_or(0);
        if cleaned > 0 {
            let values = plural(cleaned, "value", "values");
            let detail = format!("Control characters were removed from {values} of the column.");
            end.tally.problems.push(Problem::new(Code::ValueCleaned).of_column(&slot.place).detail(detail));
        }
    }
}

/// Returns what each column that has a header or data was taken for.
fn columns_told(
    columns: &Columns,
    dialects: &Dialects,
    headerless: &std::collections::BTreeSet<u16>,
) -> Vec<ColumnReport> {
    let mut told: Vec<ColumnReport> = columns
        .reports
        .iter()
        .filter(|report| !report.header.is_empty() || headerless.contains(&report.column))
        .cloned()
        .collect();
    let known = columns.reports.len();
    told.extend(headerless.iter().filter(|column| usize::from(**column) >= known).map(|column| ColumnReport {
        column: *column,
        letter: letter(*column),
        header: String::new(),
        field: None,
        how: ColumnHow::None,
        date_order: None,
        dates: Evidence::default(),
        decimal: None,
        numbers: Evidence::default(),
    }));
    for (index, slot) in columns.slots.iter().enumerate() {
        let Some(report) = told.iter_mut().find(|report| report.column == slot.column) else { continue };
        let dialect = dialects.of(index);
        if dialect.has_dates() {
            report.date_order = Some(dialect.order);
            report.dates = dialect.evidence;
        }
        if dialect.has_numbers() {
            report.decimal = Some(dialect.decimal);
            report.numbers = dialect.evidence;
        }
    }
    told
}

fn limit_words(limit: LimitReport) -> String {
    format!(
        "The contract allows {} leads: {} of this file {} added, {} {} not.",
        thousands(limit.max_leads),
        thousands(limit.added),
        if limit.added == 1 { "is" } else { "are" },
        thousands(limit.not_added),
        if limit.not_added == 1 { "is" } else { "are" },
    )
}
