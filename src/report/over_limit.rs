//! The leads over the contract's limit as a sheet that is ready to import: the headers are the fields' names, the
//! values are as the import read them, so that nothing needs to be matched or set by hand.
//!
//! The import's own file is read again (`import::over_limit`); one that is gone or was changed since is told as such.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::sync::Arc;

use super::leads::{LeadWriter, fields_in_order};
use super::{Format, ReportError};
use crate::import::over_limit::{Told, walk};
use crate::import::rows::RowSet;
use crate::import::{Entry, LeadStore, Outcome, Request, Stop, StoreError, Watch};
use crate::matching::{Matching, OwnerRule};
use crate::platform::{Field, FieldId, Platform};
use crate::text::{plural, safe};

/// Why the sheet was not written.
#[derive(Debug, thiserror::Error)]
pub enum OverLimitError {
    /// The import's file can no longer be read, or the store cannot be used.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// The sheet cannot be written.
    #[error(transparent)]
    Report(#[from] ReportError),
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Leads in the sheet.
    pub leads: u64,
    /// Rows over the limit whose leads are not in it: by now they are in the store, or their values no longer fit.
    pub left_out: u64,
}

impl Written {
    /// Returns what was written in words.
    #[must_use]
    pub fn words(self, matching: &Matching) -> String {
        let mut words = vec![format!("{} over the limit", plural(self.leads, "lead", "leads"))];
        if self.left_out > 0 {
            let rows = plural(self.left_out, "row", "rows");
            words.push(format!("{rows} left out, in the store by now or no longer valid"));
        }
        match &matching.owner {
            Some(OwnerRule::One(owner)) => words.push(format!("their owner: {}", safe(owner))),
            Some(OwnerRule::Column(_)) => words.push("import it with the owners in column Owner".into()),
            None => {}
        }
        words.join("; ")
    }
}

/// Returns the rows of an import that were over the limit.
///
/// # Errors
/// A store that cannot be used.
pub fn rows_of(store: &dyn LeadStore, import: u32) -> Result<RowSet, StoreError> {
    let mut rows = RowSet::default();
    store.rows(import, &mut |row| {
        if row.outcome == Outcome::OverLimit {
            rows.push(row.row);
        }
        true
    })?;
    Ok(rows)
}

/// Writes the leads of an import that were over the limit; `request` is the import's own.
///
/// # Errors
/// A file that is gone or was changed since, a store that cannot be used, a disk that is full or gone.
pub fn write(
    store: Arc<dyn LeadStore>,
    request: &Request,
    entry: &Entry,
    watch: &Watch,
    (format, file): (Format, File),
) -> Result<Written, OverLimitError> {
    let platform = store.platform().map_err(Stop::from)?;
    let rows = rows_of(store.as_ref(), entry.import).map_err(Stop::from)?;
    let fields = fields(&platform, &request.matching);
    let mut leads = 0;
    let mut writer: Option<LeadWriter<'_>> = None;
    let report = walk(store, request, &rows, watch, &mut |told| -> Result<(), ReportError> {
        match (told, &mut writer) {
            (Told::Lead(lead), Some(writer)) => {
                leads += 1;
                writer.lead(&lead)
            }
            (_, before) => {
                // Whatever the writer before still holds goes to the file before it is emptied.
                *before = None;
                leads = 0;
                let mut file = file.try_clone()?;
                file.set_len(0)?;
                file.seek(SeekFrom::Start(0))?;
                *before = Some(LeadWriter::of_fields(format, file, &platform, fields.clone())?);
                Ok(())
            }
        }
    })??;
    if report.sha256 != entry.sha256 {
        return Err(changed(&entry.path).into());
    }
    if report.entry.is_none() {
        return Err(no_longer_fits().into());
    }
    if let Some(writer) = writer {
        writer.finish()?;
    }
    Ok(Written { leads, left_out: rows.len().saturating_sub(leads) })
}

/// Returns the fields that the import gave its leads: those that were matched, and the owner where a column said it.
fn fields<'a>(platform: &'a Platform, matching: &Matching) -> Vec<&'a Field> {
    let by_column = matches!(matching.owner, Some(OwnerRule::Column(_)));
    let mut fields = fields_in_order(platform);
    fields.retain(|field| match field.id {
        FieldId::ID => false,
        FieldId::OWNER => by_column,
        _ => matching.link_to(&field.key).is_some(),
    });
    fields
}

fn changed(path: &str) -> ReportError {
    ReportError::new(
        format!("{} is not the file that was imported any more.", safe(path)),
        "Put the file of the import back in its place; its rows are needed to write the leads that did not enter.",
    )
}

fn no_longer_fits() -> ReportError {
    ReportError::new(
        "The import's matching no longer fits the platform: a field that it used is gone.",
        "Add the field again (leadport fields add), then try again.",
    )
}
