//! What a check or an import tells: the one document, or a few lines for people.
//!
//! How the dates and numbers of text columns were read, and why, is said by `outcome/proof.rs`.

mod proof;

use std::io::Write as _;

use serde_json::{Map, Value, json};

use super::print::{self, Paint, Table, paint};
use super::{Context, Fault};
use crate::import::mend::Stale;
use crate::import::problem::quoted;
use crate::import::{Code, Outcome, Report, Severity};
use crate::matching::MatchType;
use crate::platform::Platform;
use crate::report::json as shapes;
use crate::sheet::header::letter;
use crate::text::{plural, safe, thousands};

/// How many problems the document holds.
const MOST: u64 = 1_000;
/// How many causes are shown to people, and how many cells of each.
const CAUSES: usize = 12;
/// How many mends that no longer fit are shown to people.
const STALE: usize = 20;

/// Prints what came of a check (`import` false) or an import; `saved` is the matching that was saved all the same.
///
/// # Errors
/// Standard output that cannot be written.
pub fn print(
    report: &Report,
    match_type: MatchType,
    import: bool,
    saved: Option<&str>,
    platform: &Platform,
    context: &Context,
) -> Result<(), Fault> {
    if context.json { document(report, match_type, context) } else { words(report, import, saved, platform, context) }
}

fn document(report: &Report, match_type: MatchType, context: &Context) -> Result<(), Fault> {
    let mut object = Map::new();
    object.insert("import".to_owned(), report.entry.as_ref().map(|entry| entry.import).into());
    object.insert("file".to_owned(), report.file.as_str().into());
    object.insert("format".to_owned(), report.info.format.name().into());
    object.insert("sheet".to_owned(), report.info.sheet.as_str().into());
    object.insert("sheets_left_out".to_owned(), report.info.sheets_left_out.clone().into());
    object.insert("match".to_owned(), shapes::match_name(match_type).into());
    let columns: Vec<Value> = report.columns.iter().map(proof::column).collect();
    object.insert("columns".to_owned(), columns.into());
    object.insert("rows".to_owned(), report.rows.into());
    shapes::put_counts(&mut object, &report.counts);
    object.insert("errors".to_owned(), report.errors.into());
    object.insert("warnings".to_owned(), report.warnings.into());
    let causes: Vec<Value> = report
        .problems
        .causes()
        .iter()
        .map(|cause| {
            let column = cause.place.as_deref().filter(|place| place.column.is_some());
            json!({
                "code": cause.code.id(),
                "severity": cause.code.severity().name(),
                "letter": column.map(|place| place.letter.as_str()),
                "header": column.map(|place| place.header.as_str()),
                "count": cause.count,
            })
        })
        .collect();
    object.insert("problem_counts".to_owned(), causes.into());
    let first = report.problems.iter().take(usize::try_from(MOST).unwrap_or(usize::MAX));
    object.insert("problems".to_owned(), first.map(|problem| shapes::problem(&problem)).collect());
    object.insert("problems_left_out".to_owned(), report.problems.len().saturating_sub(MOST).into());
    let limit = report.limit.map_or(
        Value::Null,
        |limit| json!({ "max_leads": limit.max_leads, "added": limit.added, "not_added": limit.not_added }),
    );
    object.insert("limit".to_owned(), limit);
    if !report.stale_mends.is_empty() {
        let count = plural(report.stale_mends.len() as u64, "mend", "mends");
        context.note(&format!("Warning: no longer fitting the file and not applied: {count}; see stale_mends."));
        object.insert("stale_mends".to_owned(), report.stale_mends.iter().map(|one| stale(one, report)).collect());
    }
    object.insert("seconds".to_owned(), json!((report.seconds * 1000.0).round() / 1000.0));
    print::json(&Value::Object(object))
}

/// Returns a mend that did not fit as JSON; one of a row that was left out has no new value.
fn stale(stale: &Stale, report: &Report) -> Value {
    let mend = &stale.mend;
    json!({
        "row": mend.row,
        "letter": letter(mend.column),
        "header": report.header.get(usize::from(mend.column)).filter(|header| !header.is_empty()),
        "left_out": stale.left_out,
        "old": mend.old,
        "new": (!stale.left_out).then_some(&mend.new),
        "now": stale.now,
    })
}

fn stale_words(stale: &Stale) -> String {
    let (mend, place) = (&stale.mend, format!("{}{}", letter(stale.mend.column), stale.mend.row));
    let now = match &stale.now {
        Some(now) => format!("{place} holds {} instead of {}", quoted(now), quoted(&mend.old)),
        None => "the row is gone".to_owned(),
    };
    if stale.left_out {
        return format!("Row {} is not left out, for it is another one by now: {now}.", mend.row);
    }
    format!("The mend of {place} to {} no longer fits the file and was not applied: {now}.", quoted(&mend.new))
}

fn words(
    report: &Report,
    import: bool,
    saved: Option<&str>,
    platform: &Platform,
    context: &Context,
) -> Result<(), Fault> {
    let mut text = Vec::new();
    let file = safe(&report.file);
    let rows = plural(report.rows, "row", "rows");
    let _ = writeln!(text, "{file}, sheet “{}”: {rows}", safe(&report.info.sheet));
    if let Some(same) = &report.same_file {
        let at = crate::report::moment(same.at, platform.settings.get("platform.time_zone"));
        let _ = writeln!(
            text,
            "The very same file was imported before: number {}, by {}, {at}.",
            same.import,
            safe(&same.operator)
        );
    }
    for stale in report.stale_mends.iter().take(STALE) {
        let _ = writeln!(text, "{}", stale_words(stale));
    }
    if report.stale_mends.len() > STALE {
        let more = thousands((report.stale_mends.len() - STALE) as u64);
        let _ = writeln!(text, "{more} more mends no longer fit; --json lists all.");
    }
    if let Some(limit) = report.limit.filter(|limit| limit.not_added > 0) {
        let (verb, rest) =
            if report.entry.is_some() { ("were added", "were not") } else { ("would be added", "would not") };
        let line = format!(
            "Your contract holds {} leads: {} {verb}, {} {rest}.",
            thousands(limit.max_leads),
            thousands(limit.added),
            thousands(limit.not_added)
        );
        let _ = writeln!(text, "{}", paint(&line, Paint::Care, context.color));
    }
    // What stands in no row comes first among the problems; each missing match is told with both its names.
    let of_file = report.problems.iter().take_while(|problem| problem.row.is_none());
    for missing in of_file.filter(|problem| problem.code == Code::MatchMissing) {
        let _ = writeln!(text, "{}", missing.description());
    }
    for line in report.columns.iter().flat_map(proof::words) {
        let _ = writeln!(text, "{line}");
    }
    print::out(&String::from_utf8_lossy(&text))?;
    causes(report, context)?;
    let heading = match (&report.entry, import, report.errors) {
        (Some(entry), _, _) => paint(&format!("Import {} is done:", entry.import), Paint::Good, context.color),
        (None, true, 1..) => return refused(report, saved, context),
        (None, ..) => "An import would do this:".to_owned(),
    };
    print::out(&format!("{heading}\n"))?;
    for outcome in Outcome::ALL {
        let count = report.counts.of(outcome);
        if count > 0 {
            print::out(&format!("{:>12}  {}\n", thousands(count), outcome.label()))?;
        }
    }
    context.note(&format!("{:.2} s", report.seconds));
    match &report.entry {
        Some(entry) => context.note(&format!(
            "leadport leads list shows the leads, leadport report {0} what each row did, leadport undo {0} takes it all back.",
            entry.import
        )),
        None => match saved {
            Some(name) => context.note(&format!("No lead was changed; the matching is saved as “{}”.", safe(name))),
            None => context.note("Nothing was changed."),
        },
    }
    Ok(())
}

fn refused(report: &Report, saved: Option<&str>, context: &Context) -> Result<(), Fault> {
    let what = if saved.is_some() { "No lead" } else { "Nothing" };
    let why = if report.blocked {
        "an error about the whole file keeps every row out."
    } else {
        "the rows with errors must be mended first."
    };
    print::out(&format!("{}\n", paint(&format!("{what} was changed: {why}"), Paint::Bad, context.color)))?;
    if let Some(name) = saved {
        context.note(&format!("The matching is saved as “{}”.", safe(name)));
    }
    if report.blocked {
        // What stands in no row comes first among the problems.
        for problem in report.problems.iter().take_while(|problem| problem.row.is_none()) {
            if problem.severity() == Severity::Error {
                context.note(&format!("{} {}", problem.description(), problem.suggestion()));
            }
        }
        return Ok(());
    }
    context.note(
        "--problems OUT.xlsx marks every cell in question; --only-valid --rejects OUT.xlsx imports the other rows.",
    );
    Ok(())
}

fn causes(report: &Report, context: &Context) -> Result<(), Fault> {
    let causes = report.problems.causes();
    if causes.is_empty() {
        return Ok(());
    }
    let errors = plural(report.errors, "error", "errors");
    let warnings = plural(report.warnings, "warning", "warnings");
    print::out(&format!("{errors}, {warnings}\n"))?;
    let mut table = Table::new(&[">Count", "", "Problem", "Column", "First"], context.color);
    for (index, cause) in causes.iter().enumerate().take(CAUSES) {
        let first = report.problems.of_cause(index, 0);
        let column =
            cause.place.as_deref().map_or_else(String::new, |place| format!("{} {}", place.letter, place.header));
        let what = first.as_ref().map_or_else(String::new, |problem| match problem.row {
            Some(row) => format!("row {row}: {}", problem.description()),
            None => problem.description(),
        });
        let severity = if cause.code.severity() == Severity::Error { "error" } else { "warning" };
        table.row(&[thousands(cause.count).as_str(), severity, cause.code.kind().name, column.trim(), what.as_str()]);
    }
    table.print()?;
    if causes.len() > CAUSES {
        print::out(&format!("and {} more kinds; --problems OUT.xlsx writes all\n", causes.len() - CAUSES))?;
    }
    Ok(())
}
