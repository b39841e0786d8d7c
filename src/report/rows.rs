//! The report of an import: every row with its outcome, its lead, what changed and what is wrong with it.
//!
//! XLSX and ODS begin with a sheet that says how the import was set, what came of it and how long it took; CSV is one
//! header line and one line per row; JSON has the same beside the rows.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufWriter;

use serde_json::Map;

use super::{Column, Format, Out, ReportError, SheetWriter, json, moment, writer};
use crate::import::outcome::Kind;
use crate::import::{Entry, Outcome, RowOutcome};
use crate::matching::{BlankRule, MatchType, OwnerRule};
use crate::platform::Platform;

/// Writes the report of one import row by row in any format.
pub struct RowsWriter<'a> {
    platform: &'a Platform,
    one_line: bool,
    out: Document,
}

enum Document {
    Sheet(Box<dyn SheetWriter>),
    Json(json::List<BufWriter<File>>),
}

impl<'a> RowsWriter<'a> {
    /// Begins the report of an import.
    ///
    /// # Errors
    /// A disk that is full or gone.
    pub fn new(
        format: Format,
        file: File,
        entry: &Entry,
        platform: &'a Platform,
    ) -> Result<RowsWriter<'a>, ReportError> {
        let Some(mut sheet) = writer(format, file.try_clone()?) else {
            let list = json::List::begin(BufWriter::new(file), &json::report_head(entry, platform), "rows")?;
            return Ok(RowsWriter { platform, one_line: false, out: Document::Json(list) });
        };
        if format != Format::Csv {
            summary(sheet.as_mut(), entry, platform)?;
        }
        let columns = [
            Column::new("Row"),
            Column::new("Outcome").wide(14),
            Column::new("ID"),
            Column::new("Email").wide(32),
            Column::new("Changes").wide(60),
            Column::new("Problems").wide(60),
        ];
        sheet.sheet("Rows", &columns)?;
        Ok(RowsWriter { platform, one_line: format == Format::Csv, out: Document::Sheet(sheet) })
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// A disk that is full or gone.
    pub fn row(&mut self, row: &RowOutcome) -> Result<(), ReportError> {
        let sheet = match &mut self.out {
            Document::Json(list) => return Ok(list.item(&json::row(row, self.platform))?),
            Document::Sheet(sheet) => sheet,
        };
        let changes = changes(row, self.platform);
        let problems = problems(row);
        let (changes, problems) = if self.one_line {
            (one_line(&changes), one_line(&problems))
        } else {
            (Cow::Borrowed(changes.as_str()), Cow::Borrowed(problems.as_str()))
        };
        sheet.row(&[
            Out::count(row.row.into()),
            Out::text(row.outcome.name()),
            row.lead.map_or(Out::BLANK, Out::count),
            Out::text(&row.email),
            Out::text(&changes),
            Out::text(&problems),
        ])
    }

    /// Ends the report.
    ///
    /// # Errors
    /// A disk that is full or gone.
    pub fn finish(self) -> Result<(), ReportError> {
        match self.out {
            Document::Sheet(sheet) => sheet.finish(),
            Document::Json(list) => Ok(list.end(&Map::new())?),
        }
    }
}

/// Shows line breaks as marks: a report in CSV is one line per row.
fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r']) {
        Cow::Owned(text.replace('\r', "").replace('\n', " ⏎ "))
    } else {
        Cow::Borrowed(text)
    }
}

/// Says what a row changed: `City: Roma → Milano; Notes: (blank) → x`.
fn changes(row: &RowOutcome, platform: &Platform) -> String {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "(blank)".to_owned());
    let parts: Vec<_> = row
        .changes
        .iter()
        .map(|change| {
            let name = platform.field(change.field).map_or("(removed field)", |field| field.name.as_str());
            format!("{name}: {} → {}", shown(&change.old), shown(&change.new))
        })
        .collect();
    parts.join("; ")
}

fn problems(row: &RowOutcome) -> String {
    let parts: Vec<_> = row
        .problems
        .iter()
        .map(|problem| {
            let letter = problem.place.as_deref().map_or("", |place| place.letter.as_str());
            let place = if letter.is_empty() { String::new() } else { format!("{letter}{}: ", row.row) };
            format!("{place}{} {}", problem.description(), problem.suggestion())
        })
        .collect();
    parts.join(" | ")
}

/// Writes the sheet that says how the import was set and what came of it.
fn summary(sheet: &mut dyn SheetWriter, entry: &Entry, platform: &Platform) -> Result<(), ReportError> {
    sheet.sheet("Summary", &[Column::new("What").wide(24), Column::new("Value").wide(60)])?;
    let mut line = |what: &str, value: Out<'_>| sheet.row(&[Out::text(what), value]);
    line("Import", Out::count(entry.import.into()))?;
    if let Kind::Undo { of } = entry.kind {
        line("Undo of import", Out::count(of.into()))?;
    }
    line("File", Out::text(&entry.file))?;
    line("Sheet", Out::text(&entry.sheet))?;
    line("Format", Out::text(&entry.format))?;
    line("Operator", Out::text(&entry.operator))?;
    let zone = platform.settings.get("platform.time_zone");
    line("At", Out::text(&format!("{} ({})", moment(entry.at, zone).replace('T', " "), zone.unwrap_or("UTC"))))?;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any run stay far below 2^53")]
    line("Took", Out::text(&format!("{:.2} s", entry.milliseconds as f64 / 1000.0)))?;
    if let Some(max_leads) = entry.max_leads {
        let counts = &entry.counts;
        let (added, not_added) = (counts.of(Outcome::Added), counts.of(Outcome::OverLimit));
        line("Contract", Out::text(&format!("Holds {max_leads} leads: {added} added, {not_added} over the limit")))?;
    }
    line("Rows", Out::count(entry.counts.rows()))?;
    for outcome in Outcome::ALL {
        line(&capital(outcome.label()), Out::count(entry.counts.of(outcome)))?;
    }
    line("Warnings", Out::count(entry.warnings))?;
    line("Leads afterwards", Out::count(entry.leads_after))?;
    let matching = &entry.matching;
    line("Match type", Out::text(if matching.match_type == MatchType::Id { "ID" } else { "Email" }))?;
    line("Delete column", Out::text(matching.delete.as_ref().map_or("none", |column| column.header.as_str())))?;
    let owner = match &matching.owner {
        None => "none".to_owned(),
        Some(OwnerRule::One(username)) => format!("{username}, for added leads"),
        Some(OwnerRule::Column(column)) => format!("column {}", column.header),
    };
    line("Owner of the lead", Out::text(&owner))?;
    let blank = if matching.blank == BlankRule::Keep { "keep what is there" } else { "clear what is there" };
    line("Blank cells", Out::text(blank))?;
    for link in &matching.links {
        let name = platform.field_by_key(&link.field).map_or(link.field.as_str(), |field| field.name.as_str());
        line("Column", Out::text(&format!("{} → {name}", link.column.header)))?;
    }
    Ok(())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
