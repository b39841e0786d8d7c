//! The report that goes with the mail: the XLSX of every row, or how to get it where it is too big to mail.

use std::io::{Read, Seek, SeekFrom};

use super::message::Report;
use crate::import::{Entry, LeadStore};
use crate::platform::Platform;
use crate::report::rows::RowsWriter;
use crate::report::{Format, ReportError};

/// The media type of XLSX (IANA, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet).
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Makes the report of an import for its mail; above `mail.attach_limit` only the sentence that says how to get it.
///
/// # Errors
/// A sentence that says why it cannot be made.
pub fn report(store: &dyn LeadStore, platform: &Platform, entry: &Entry) -> Result<Report, String> {
    let most = platform.settings.number("mail.attach_limit").unwrap_or(u64::MAX);
    let mut file = tempfile::tempfile().map_err(|error| format!("the report cannot be written: {error}"))?;
    let failed = |error: ReportError| format!("the report cannot be written: {error}");
    let handle = file.try_clone().map_err(|error| format!("the report cannot be written: {error}"))?;
    let mut writer = RowsWriter::new(Format::Xlsx, handle, entry, platform).map_err(failed)?;
    let mut outcome = Ok(());
    store
        .rows(entry.import, &mut |row| {
            outcome = writer.row(&row);
            outcome.is_ok()
        })
        .map_err(|error| error.to_string())?;
    outcome.and_then(|()| writer.finish()).map_err(failed)?;
    let size = file.seek(SeekFrom::End(0)).map_err(|error| format!("the report cannot be read: {error}"))?;
    if size > most {
        let sentence = format!(
            "The report has {} kB, more than mail.attach_limit allows. Get it with: leadport report {} -o report-{}.xlsx",
            crate::text::thousands(size.div_ceil(1000)),
            entry.import,
            entry.import
        );
        return Ok(Report::Left(sentence));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.rewind()
        .and_then(|()| file.read_to_end(&mut bytes))
        .map_err(|error| format!("the report cannot be read: {error}"))?;
    let name = format!("report-{}-{}.xlsx", entry.import, stem(&entry.file));
    Ok(Report::Attached { name, media_type: XLSX, bytes })
}

/// Returns a file's name without its ending.
fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}
