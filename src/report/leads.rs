//! Leads as a sheet or a document: every field a column, in the order of the platform.
//!
//! The headers are the fields' names, so that an export can be imported again.

use std::fs::File;
use std::io::BufWriter;

use serde_json::Map;

use super::{Column, Format, Out, ReportError, SheetWriter, json, moment, writer};
use crate::platform::{Field, FieldId, FieldType, Lead, Platform};

/// Writes leads one by one in any format.
pub struct LeadWriter<'a> {
    platform: &'a Platform,
    fields: Vec<&'a Field>,
    out: Document,
}

enum Document {
    Sheet(Box<dyn SheetWriter>),
    Json(json::List<BufWriter<File>>),
}

impl<'a> LeadWriter<'a> {
    /// Begins an export.
    ///
    /// # Errors
    /// A disk that is full or gone.
    pub fn new(format: Format, file: File, platform: &'a Platform) -> Result<LeadWriter<'a>, ReportError> {
        Self::of_fields(format, file, platform, fields_in_order(platform))
    }

    /// Begins an export of these fields only; a document (JSON) always has all.
    ///
    /// # Errors
    /// A disk that is full or gone.
    pub fn of_fields(
        format: Format,
        file: File,
        platform: &'a Platform,
        fields: Vec<&'a Field>,
    ) -> Result<LeadWriter<'a>, ReportError> {
        let Some(mut sheet) = writer(format, file.try_clone()?) else {
            let list = json::List::begin(BufWriter::new(file), &Map::new(), "leads")?;
            return Ok(LeadWriter { platform, fields, out: Document::Json(list) });
        };
        let columns: Vec<_> = fields.iter().map(|field| Column::new(field.name.as_str()).wide(width(field))).collect();
        sheet.sheet("Leads", &columns)?;
        Ok(LeadWriter { platform, fields, out: Document::Sheet(sheet) })
    }

    /// Writes the next lead.
    ///
    /// # Errors
    /// A disk that is full or gone.
    pub fn lead(&mut self, lead: &Lead) -> Result<(), ReportError> {
        let sheet = match &mut self.out {
            Document::Json(list) => return Ok(list.item(&json::lead(lead, self.platform))?),
            Document::Sheet(sheet) => sheet,
        };
        let zone = self.platform.settings.get("platform.time_zone");
        let created = moment(lead.created, zone);
        let updated = moment(lead.updated, zone);
        let cells: Vec<_> = self
            .fields
            .iter()
            .map(|field| match field.id {
                FieldId::ID => Out::count(lead.id),
                FieldId::CREATED => Out::of_field(FieldType::DateTime, &created),
                FieldId::UPDATED => Out::of_field(FieldType::DateTime, &updated),
                id => Out::of_field(field.kind, lead.values.get(id).unwrap_or("")),
            })
            .collect();
        sheet.row(&cells)
    }

    /// Ends the export.
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

/// Returns all fields by group and order.
#[must_use]
pub fn fields_in_order(platform: &Platform) -> Vec<&Field> {
    let place = |field: &Field| {
        let group = platform.groups.iter().find(|group| group.key == field.group);
        (group.map_or(u32::MAX, |group| group.order), field.order, field.id)
    };
    let mut fields: Vec<_> = platform.fields.iter().collect();
    fields.sort_by_key(|field| place(field));
    fields
}

/// Returns the width of a field's column in characters.
fn width(field: &Field) -> u16 {
    match field.kind {
        FieldType::Email | FieldType::Url => 32,
        FieldType::DateTime => 20,
        FieldType::Text | FieldType::Lookup | FieldType::Phone | FieldType::Timezone => 18,
        _ => 13,
    }
}
