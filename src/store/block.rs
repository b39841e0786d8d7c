//! Rows of an import, packed: what happened to some hundred rows in one record.
//!
//! A row keeps its outcome, its lead, its email address, what the lead was like before, and its problems; texts that
//! many rows share (codes and columns of problems) stand once per block. The layout is this file's alone. Next:
//! `transaction`, which writes blocks, `imports`, which reads them, `forget`, which takes values out of them.

use std::sync::Arc;

use super::varint::{Reader, put, put_bytes, put_signed};
use crate::import::outcome::{FieldChange, Outcome, RowOutcome};
use crate::import::problem::{Code, Place, Problem};
use crate::platform::{Change, FieldId, Lead, Values};

/// How many rows a block holds at most.
const ROWS: usize = 256;
/// How many bytes a block should have: with redb's own bytes beside it, two pages. redb gives a record whole pages by
/// powers of two, so that a block of 256 deleted leads would waste a third of its room.
const TARGET: usize = 2 * 4096 - 128;

/// Returns the key of the block that begins with a row of an import.
pub(crate) fn key(import: u32, row: u32) -> u64 {
    u64::from(import) << 32 | u64::from(row)
}

const OUTCOME: u8 = 0b0000_0111;
const HAS_LEAD: u8 = 0b0000_1000;
const HAS_EMAIL: u8 = 0b0001_0000;
const HAS_PROBLEMS: u8 = 0b0010_0000;
const HAS_PREVIOUS: u8 = 0b0100_0000;
const HAS_RESTORES: u8 = 0b1000_0000;

/// What of the lead before is kept.
const NOTHING: u8 = 0;
const CHANGES: u8 = 1;
const WHOLE: u8 = 2;
const FIELDS: u8 = 3;

/// What a row knows of its lead before, as the writer has it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Before<'a> {
    /// Nothing happened to a lead that was there, or nothing of it is kept.
    Nothing,
    /// The lead was changed to these values.
    Changed(&'a Lead, &'a Values),
    /// The lead was deleted.
    Deleted(&'a Lead),
    /// The same as `Changed`, from changes that were read before.
    Changes(Option<&'a Lead>, &'a [FieldChange]),
}

/// One row, as the writer has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    pub(crate) number: u32,
    pub(crate) outcome: Outcome,
    pub(crate) lead: Option<u64>,
    pub(crate) email: &'a str,
    pub(crate) previous: Option<Change>,
    pub(crate) before: Before<'a>,
    pub(crate) restores: Option<Change>,
    pub(crate) problems: &'a [Problem],
}

/// A block that is being filled.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    first: u32,
    count: usize,
    last_row: u32,
    last_lead: u64,
    rows: Vec<u8>,
    shared: Vec<Vec<u8>>,
}

impl Builder {
    /// Returns the block's first row; `None` while it is empty.
    pub(crate) fn first(&self) -> Option<u32> {
        (self.count > 0).then_some(self.first)
    }

    /// Tells whether the block holds as many rows as it should: another one of their size would not fit.
    pub(crate) fn is_full(&self) -> bool {
        self.count >= ROWS || self.count > 0 && self.rows.len() + self.rows.len() / self.count > TARGET
    }

    /// Adds a row; rows come in the order of their numbers.
    pub(crate) fn push(&mut self, row: &Row<'_>) {
        if self.count == 0 {
            self.first = row.number;
            self.last_row = row.number;
        }
        let flags = row.outcome as u8
            | if row.lead.is_some() { HAS_LEAD } else { 0 }
            | if row.email.is_empty() { 0 } else { HAS_EMAIL }
            | if row.problems.is_empty() { 0 } else { HAS_PROBLEMS }
            | if row.previous.is_some() { HAS_PREVIOUS } else { 0 }
            | if row.restores.is_some() { HAS_RESTORES } else { 0 };
        self.rows.push(flags);
        put(&mut self.rows, u64::from(row.number.wrapping_sub(self.last_row)));
        if let Some(lead) = row.lead {
            put_signed(&mut self.rows, lead.wrapping_sub(self.last_lead).cast_signed());
            self.last_lead = lead;
        }
        if !row.email.is_empty() {
            put_bytes(&mut self.rows, row.email.as_bytes());
        }
        if let Some(previous) = row.previous {
            put_change(&mut self.rows, previous);
            put_before(&mut self.rows, row.before);
        }
        if let Some(restores) = row.restores {
            put_change(&mut self.rows, restores);
        }
        if !row.problems.is_empty() {
            put(&mut self.rows, row.problems.len() as u64);
            row.problems.iter().for_each(|problem| self.push_problem(problem));
        }
        self.last_row = row.number;
        self.count += 1;
    }

    fn push_problem(&mut self, problem: &Problem) {
        let code = self.share(problem.code.id().as_bytes());
        let place = problem.place.as_ref().and_then(|place| serde_json::to_vec(&**place).ok());
        let place = place.map_or(0, |place| self.share(&place) + 1);
        put(&mut self.rows, code);
        put(&mut self.rows, place);
        put(&mut self.rows, problem.row.map_or(0, |row| u64::from(row) + 1));
        for text in [&problem.value, &problem.detail, &problem.advice] {
            put_bytes(&mut self.rows, text.as_bytes());
        }
        self.rows.push(u8::from(problem.nearest.is_some()));
        if let Some(nearest) = &problem.nearest {
            put_bytes(&mut self.rows, nearest.as_bytes());
        }
    }

    fn share(&mut self, text: &[u8]) -> u64 {
        let at = self.shared.iter().position(|other| other == text).unwrap_or_else(|| {
            self.shared.push(text.to_vec());
            self.shared.len() - 1
        });
        at as u64
    }

    /// Writes the block's content and begins the next one.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        put(out, self.count as u64);
        put(out, self.shared.len() as u64);
        self.shared.iter().for_each(|text| put_bytes(out, text));
        out.extend_from_slice(&self.rows);
        self.count = 0;
        self.last_lead = 0;
        self.rows.clear();
        self.shared.clear();
    }
}

fn put_change(out: &mut Vec<u8>, change: Change) {
    put(out, u64::from(change.import));
    put(out, u64::from(change.row));
}

fn put_before(out: &mut Vec<u8>, before: Before<'_>) {
    match before {
        Before::Nothing => out.push(NOTHING),
        Before::Changed(lead, after) => {
            put_head(out, CHANGES, lead);
            let count_at = out.len();
            put(out, 0);
            let mut count = 0_u64;
            each_difference(&lead.values, after, |field, old, new| {
                put_difference(out, field, old, new);
                count += 1;
            });
            // Nearly always one byte; a lead with more than 127 changed fields moves the rest.
            let mut number = Vec::new();
            put(&mut number, count);
            out.splice(count_at..=count_at, number);
        }
        Before::Deleted(lead) => {
            put_head(out, WHOLE, lead);
            put_bytes(out, lead.values.as_bytes());
        }
        Before::Changes(Some(lead), changes) => {
            put_head(out, CHANGES, lead);
            put(out, changes.len() as u64);
            for change in changes {
                let [old, new] = [&change.old, &change.new].map(|text| text.as_deref().map(str::as_bytes));
                put_difference(out, change.field, old, new);
            }
        }
        Before::Changes(None, changes) => {
            out.push(FIELDS);
            put(out, changes.len() as u64);
            for change in changes {
                put(out, u64::from(change.field.0));
            }
        }
    }
}

fn put_head(out: &mut Vec<u8>, kind: u8, lead: &Lead) {
    out.push(kind);
    put_signed(out, lead.created);
    put_signed(out, lead.updated);
}

fn put_difference(out: &mut Vec<u8>, field: FieldId, old: Option<&[u8]>, new: Option<&[u8]>) {
    put(out, u64::from(field.0));
    out.push(u8::from(old.is_some()) | u8::from(new.is_some()) << 1);
    for text in [old, new].into_iter().flatten() {
        put_bytes(out, text);
    }
}

/// Calls `each` with every field that differs: its value before and after.
fn each_difference<'a>(
    before: &'a Values,
    after: &'a Values,
    mut each: impl FnMut(FieldId, Option<&'a [u8]>, Option<&'a [u8]>),
) {
    let (mut old, mut new) = (before.parts().peekable(), after.parts().peekable());
    loop {
        match (old.peek().copied(), new.peek().copied()) {
            (Some((field, text)), other) if other.is_none_or(|other| field < other.0) => {
                each(field, Some(text), None);
                old.next();
            }
            (Some((field, text)), Some((same, other))) if field == same => {
                if text != other {
                    each(field, Some(text), Some(other));
                }
                old.next();
                new.next();
            }
            (_, Some((field, text))) => {
                each(field, None, Some(text));
                new.next();
            }
            // Both are at their ends: a value without a partner was met above.
            (_, None) => return,
        }
    }
}

/// Reads the rows of a block; `None` where its content is not a block that begins with `first`.
pub(crate) fn read(first: u32, content: &[u8]) -> Option<Vec<RowOutcome>> {
    let mut reader = Reader::new(content);
    let count = usize::try_from(reader.number()?).ok().filter(|count| *count <= ROWS)?;
    let mut shared = Vec::new();
    for _ in 0..reader.number()? {
        shared.push(Shared { text: reader.text()?, place: None });
    }
    let mut rows = Vec::with_capacity(count);
    let (mut row, mut lead) = (first, 0_u64);
    for _ in 0..count {
        let flags = reader.byte()?;
        row = row.checked_add(reader.small()?)?;
        let has = |flag| flags & flag != 0;
        let mut out = RowOutcome {
            row,
            outcome: *Outcome::ALL.get(usize::from(flags & OUTCOME))?,
            lead: None,
            email: String::new(),
            changes: Vec::new(),
            before: None,
            previous: None,
            restores: None,
            problems: Vec::new(),
        };
        if has(HAS_LEAD) {
            lead = lead.wrapping_add(reader.signed()?.cast_unsigned());
            out.lead = Some(lead);
        }
        if has(HAS_EMAIL) {
            reader.text()?.clone_into(&mut out.email);
        }
        if has(HAS_PREVIOUS) {
            let previous = read_change(&mut reader)?;
            out.previous = Some(previous);
            read_before(&mut reader, &mut out, lead, previous)?;
        }
        if has(HAS_RESTORES) {
            out.restores = Some(read_change(&mut reader)?);
        }
        if has(HAS_PROBLEMS) {
            for _ in 0..reader.number()? {
                read_problem(&mut reader, &mut shared, &mut out.problems)?;
            }
        }
        rows.push(out);
    }
    reader.is_at_end().then_some(rows)
}

/// A text that the block's rows share, and the column that it means once it was asked for.
struct Shared<'a> {
    text: &'a str,
    place: Option<Arc<Place>>,
}

fn read_change(reader: &mut Reader<'_>) -> Option<Change> {
    Some(Change { import: reader.small()?, row: reader.small()? })
}

fn read_before(reader: &mut Reader<'_>, out: &mut RowOutcome, id: u64, change: Change) -> Option<()> {
    let kind = reader.byte()?;
    if kind == CHANGES || kind == WHOLE {
        let (created, updated) = (reader.signed()?, reader.signed()?);
        out.before = Some(Lead { id, created, updated, change, values: Values::default() });
    }
    match kind {
        NOTHING => {}
        WHOLE => out.before.as_mut()?.values = Values::from_bytes(reader.bytes()?)?,
        CHANGES => {
            for _ in 0..reader.number()? {
                let field = FieldId(reader.small()?.try_into().ok()?);
                let has = reader.byte()?;
                let old = if has & 1 == 0 { None } else { Some(reader.text()?.to_owned()) };
                let new = if has & 2 == 0 { None } else { Some(reader.text()?.to_owned()) };
                out.before.as_mut()?.values.push(field, old.as_deref().unwrap_or(""));
                out.changes.push(FieldChange { field, old, new });
            }
        }
        FIELDS => {
            for _ in 0..reader.number()? {
                let field = FieldId(reader.small()?.try_into().ok()?);
                out.changes.push(FieldChange { field, old: None, new: None });
            }
        }
        _ => return None,
    }
    Some(())
}

/// Reads a problem into `out`; one of a code that this program does not know is passed over.
fn read_problem(reader: &mut Reader<'_>, shared: &mut [Shared<'_>], out: &mut Vec<Problem>) -> Option<()> {
    let code = shared.get(usize::try_from(reader.number()?).ok()?)?.text;
    let place = match reader.number()? {
        0 => None,
        at => {
            let entry = shared.get_mut(usize::try_from(at - 1).ok()?)?;
            if entry.place.is_none() {
                entry.place = Some(Arc::new(serde_json::from_str(entry.text).ok()?));
            }
            entry.place.clone()
        }
    };
    let row = reader.small()?.checked_sub(1);
    let value = reader.text()?.into();
    let detail = reader.text()?.into();
    let advice = reader.text()?.into();
    let nearest = if reader.byte()? == 0 { None } else { Some(reader.text()?.into()) };
    out.extend(Code::from_id(code).map(|code| Problem { code, row, place, value, detail, nearest, advice }));
    Some(())
}

/// Returns a row as the writer has it, from one that was read.
pub(crate) fn again(row: &RowOutcome) -> Row<'_> {
    let before = match (&row.before, row.outcome) {
        (Some(lead), Outcome::Deleted) => Before::Deleted(lead),
        (before, _) if before.is_some() || !row.changes.is_empty() => Before::Changes(before.as_ref(), &row.changes),
        _ => Before::Nothing,
    };
    Row {
        number: row.row,
        outcome: row.outcome,
        lead: row.lead,
        email: &row.email,
        previous: row.previous,
        before,
        restores: row.restores,
        problems: &row.problems,
    }
}

#[cfg(test)]
mod tests;
