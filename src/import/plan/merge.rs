//! A row's values as a new lead, or laid over a lead that exists by the rules of blanks and updates.

use super::columns::{Columns, Part};
use super::row::{ReadBatch, Value};
use crate::matching::UpdateRule;
use crate::platform::{FieldId, Lead, Values};

/// The values of one row.
#[derive(Clone, Copy)]
pub struct RowValues<'a> {
    /// The batch that it is in.
    pub read: &'a ReadBatch,
    /// Its place in the batch.
    pub row: usize,
    /// The owner that the row gives its lead.
    pub owner: Option<&'a str>,
    /// Regions that were read once the lead was known, by slot.
    pub later: &'a [(usize, Option<String>)],
    /// Whether the lead keeps the email address that it has.
    pub keeps_email: bool,
}

impl RowValues<'_> {
    fn value(&self, slot: usize) -> Option<&str> {
        match self.read.at(self.row, slot) {
            Value::Is(text) => Some(text),
            Value::Later => self.later.iter().find(|(later, _)| *later == slot)?.1.as_deref(),
            Value::Blank | Value::Fault => None,
        }
    }

    /// Returns what a field of an added lead becomes; `None` is blank.
    fn of_added<'v>(&'v self, part: &'v Part) -> Option<&'v str> {
        match part {
            Part::Slot { slot, default } => self.value(*slot).or(default.as_deref()),
            Part::Owner => self.owner,
            Part::Default(default) => Some(default.as_str()),
        }
    }

    /// Returns what a field of an existing lead becomes, from what it is; `None` is blank. Takes and gives a text or its
    /// bytes, which need not be proved a text again.
    fn becomes<'v, T: ?Sized>(
        &'v self,
        columns: &Columns,
        field: FieldId,
        part: &Part,
        old: Option<&'v T>,
    ) -> Option<&'v T>
    where
        str: AsRef<T>,
    {
        match part {
            Part::Slot { .. } if field == FieldId::EMAIL && self.keeps_email => old,
            Part::Slot { slot, .. } => {
                let rules = &columns.slots[*slot];
                match self.value(*slot).map(AsRef::as_ref) {
                    Some(new) => match rules.update {
                        UpdateRule::Overwrite => Some(new),
                        UpdateRule::IfEmpty => old.or(Some(new)),
                        UpdateRule::Never => old,
                    },
                    None if rules.clears() => None,
                    None => old,
                }
            }
            Part::Owner => self.owner.map(AsRef::as_ref).or(old),
            Part::Default(_) => old,
        }
    }
}

/// Returns what one field of a lead is after a row: of the lead that exists, or of the one that the row adds.
#[must_use]
pub fn afterwards<'v>(
    columns: &'v Columns,
    row: &'v RowValues<'_>,
    field: FieldId,
    lead: Option<&'v Lead>,
) -> Option<&'v str> {
    let old = lead.and_then(|lead| lead.values.get(field));
    let Some((_, part)) = columns.parts.iter().find(|(id, _)| *id == field) else { return old };
    match lead {
        Some(_) => row.becomes(columns, field, part, old),
        None => row.of_added(part),
    }
}

/// Returns the values of the lead that a row adds.
#[must_use]
pub fn added(columns: &Columns, row: &RowValues<'_>) -> Values {
    let room = row.read.cells_of(row.row).len() * 22;
    let mut values = Values::with_capacity(room);
    for (field, part) in &columns.parts {
        values.append(*field, row.of_added(part).unwrap_or(""));
    }
    values
}

/// Returns the values of a lead after a row, `None` where they stay as they are; counts the changes by part.
#[must_use]
pub fn updated(columns: &Columns, row: &RowValues<'_>, lead: &Lead, changed: &mut [u64]) -> Option<Values> {
    let mut differs = false;
    let mut stored = lead.values.parts().peekable();
    for ((field, part), count) in columns.parts.iter().zip(changed) {
        while stored.next_if(|(other, _)| other < field).is_some() {}
        let old = stored.next_if(|(other, _)| other == field).map(|(_, text)| text);
        if row.becomes(columns, *field, part, old) != old {
            differs = true;
            *count += 1;
        }
    }
    differs.then(|| laid_over(columns, row, lead))
}

fn laid_over(columns: &Columns, row: &RowValues<'_>, lead: &Lead) -> Values {
    let mut values = Values::with_capacity(lead.values.as_bytes().len() + 64);
    let mut stored = lead.values.parts().peekable();
    for (field, part) in &columns.parts {
        while let Some((other, text)) = stored.next_if(|(other, _)| other < field) {
            values.append_bytes(other, text);
        }
        let old = stored.next_if(|(other, _)| other == field).map(|(_, text)| text);
        values.append_bytes(*field, row.becomes(columns, *field, part, old).unwrap_or_default());
    }
    for (other, text) in stored {
        values.append_bytes(other, text);
    }
    values
}
