//! Leads on the disk: packs of some dozens in one record, under the ID of the first.
//!
//! A record per lead would be a page entry, a checksum and a system call too many: measured over a million leads,
//! packs of a page's size halve the cost of adding and reading them. A pack holds leads in the order of their IDs;
//! its key is at most its first ID, and a lead lies in the last pack whose key is not above its ID. The layout is this
//! file's alone. Next: `view` for reading, `transaction` for writing.

use redb::{ReadableTable, Table};

use super::record::{Kind, broken, seal, unseal};
use super::trouble::Trouble;
use super::varint::{Reader, put, put_bytes, put_signed};
use crate::platform::{Change, FieldId, Lead, Values};

/// How many bytes a pack should have: with redb's own bytes beside it, four pages.
const TARGET: usize = 4 * 4096 - 128;

/// The table of packs.
pub(crate) type Packs<'txn> = Table<'txn, u64, &'static [u8]>;

/// A lead's content in a pack.
fn put_body(out: &mut Vec<u8>, created: i64, updated: i64, change: Change, values: &Values) {
    put_signed(out, created);
    put_signed(out, updated.wrapping_sub(created));
    put(out, u64::from(change.import));
    put(out, u64::from(change.row));
    let mut last = 0;
    for (field, text) in values.parts() {
        put(out, u64::from(field.0 - last));
        put_bytes(out, text);
        last = field.0;
    }
}

/// Returns a lead's content for [`change`].
pub(crate) fn body(created: i64, updated: i64, change: Change, values: &Values) -> Vec<u8> {
    let mut out = Vec::with_capacity(values.as_bytes().len() + 24);
    put_body(&mut out, created, updated, change, values);
    out
}

fn read_body(id: u64, body: &[u8]) -> Option<Lead> {
    let mut reader = Reader::new(body);
    let created = reader.signed()?;
    let updated = created.wrapping_add(reader.signed()?);
    let change = Change { import: reader.small()?, row: reader.small()? };
    let mut values = Values::with_capacity(body.len() * 3 / 2);
    let mut last = 0_u16;
    while !reader.is_at_end() {
        let step = u16::try_from(reader.number()?).ok().filter(|step| *step > 0)?;
        last = last.checked_add(step)?;
        values.append_bytes(FieldId(last), reader.bytes()?);
    }
    Some(Lead { id, created, updated, change, values })
}

/// A pack that is being filled with leads in the order of their IDs.
#[derive(Debug, Default)]
pub(crate) struct Packer {
    key: u64,
    last: u64,
    body: Vec<u8>,
    content: Vec<u8>,
}

impl Packer {
    /// Adds a lead; returns the pack that it did not fit into any more.
    pub(crate) fn push(
        &mut self,
        id: u64,
        created: i64,
        updated: i64,
        change: Change,
        values: &Values,
    ) -> Option<(u64, Vec<u8>)> {
        let mut body = std::mem::take(&mut self.body);
        body.clear();
        put_body(&mut body, created, updated, change, values);
        let full = self.push_body(id, &body);
        self.body = body;
        full
    }

    fn push_body(&mut self, id: u64, body: &[u8]) -> Option<(u64, Vec<u8>)> {
        let full = if self.content.len() + body.len() + 8 > TARGET { self.finish() } else { None };
        if self.content.is_empty() {
            self.key = id;
            self.last = id;
        }
        put(&mut self.content, id - self.last);
        put_bytes(&mut self.content, body);
        self.last = id;
        full
    }

    /// Returns the pack that is left, under its first ID; `None` if it is empty.
    pub(crate) fn finish(&mut self) -> Option<(u64, Vec<u8>)> {
        if self.content.is_empty() {
            return None;
        }
        let key = self.key;
        let mut record = Vec::with_capacity(self.content.len() + 8);
        seal(&mut record, Kind::Lead, &key.to_le_bytes(), |out| out.extend_from_slice(&self.content));
        self.content.clear();
        Some((key, record))
    }
}

/// A pack that was read.
#[derive(Debug, Default)]
struct Pack {
    key: u64,
    record: Vec<u8>,
    /// ID, and where its content begins and ends.
    leads: Vec<(u64, usize, usize)>,
}

impl Pack {
    fn read(&mut self, key: u64, record: &[u8]) -> Result<(), Trouble> {
        let content = unseal(Kind::Lead, &key.to_le_bytes(), record)?;
        self.key = key;
        self.record.clear();
        self.record.extend_from_slice(content);
        self.leads.clear();
        self.index().ok_or_else(|| broken(Kind::Lead, &key.to_le_bytes()))
    }

    fn index(&mut self) -> Option<()> {
        let mut reader = Reader::new(&self.record);
        let mut id = self.key;
        while !reader.is_at_end() {
            id = id.checked_add(reader.number()?)?;
            let length = reader.bytes()?.len();
            let end = self.record.len() - reader.left();
            self.leads.push((id, end - length, end));
        }
        Some(())
    }

    fn reaches(&self, id: u64) -> bool {
        self.key <= id && self.leads.last().is_some_and(|last| id <= last.0)
    }

    fn lead_at(&self, at: usize) -> Result<Lead, Trouble> {
        let (id, from, to) = self.leads[at];
        read_body(id, &self.record[from..to]).ok_or_else(|| broken(Kind::Lead, &self.key.to_le_bytes()))
    }

    fn get(&self, id: u64) -> Result<Option<Lead>, Trouble> {
        self.leads.binary_search_by_key(&id, |lead| lead.0).ok().map(|at| self.lead_at(at)).transpose()
    }
}

/// Finds leads by ID, best in the order of their IDs: keeps the pack that it read last.
pub(crate) struct Finder<'a, T> {
    table: &'a T,
    pack: Pack,
}

impl<'a, T: ReadableTable<u64, &'static [u8]>> Finder<'a, T> {
    /// Returns a finder in this table.
    pub(crate) fn new(table: &'a T) -> Self {
        Finder { table, pack: Pack::default() }
    }

    /// Returns the lead with this ID.
    pub(crate) fn get(&mut self, id: u64) -> Result<Option<Lead>, Trouble> {
        if !self.pack.reaches(id) {
            let Some((key, record)) = self.table.range(..=id)?.next_back().transpose()? else { return Ok(None) };
            if key.value() != self.pack.key || self.pack.leads.is_empty() {
                self.pack.read(key.value(), record.value())?;
            }
        }
        self.pack.get(id)
    }
}

/// Returns one lead: for a single look, which need not take the whole pack apart.
pub(crate) fn get(table: &impl ReadableTable<u64, &'static [u8]>, id: u64) -> Result<Option<Lead>, Trouble> {
    let Some((key, record)) = table.range(..=id)?.next_back().transpose()? else { return Ok(None) };
    let key = key.value().to_le_bytes();
    let content = unseal(Kind::Lead, &key, record.value())?;
    let found = seek(u64::from_le_bytes(key), content, id).ok_or_else(|| broken(Kind::Lead, &key))?;
    found.map(|body| read_body(id, body).ok_or_else(|| broken(Kind::Lead, &key))).transpose()
}

/// Finds a lead's content in that of its pack; `None` where the pack is damaged.
#[expect(clippy::option_option, reason = "damage and absence are two answers")]
fn seek(mut at: u64, content: &[u8], id: u64) -> Option<Option<&[u8]>> {
    let mut reader = Reader::new(content);
    while !reader.is_at_end() {
        at = at.checked_add(reader.number()?)?;
        let body = reader.bytes()?;
        if at >= id {
            return Some((at == id).then_some(body));
        }
    }
    Some(None)
}

/// Walks all leads in the order of their IDs until `each` answers false; tells whether it came to the end.
pub(crate) fn walk(
    table: &impl ReadableTable<u64, &'static [u8]>,
    mut each: impl FnMut(Lead) -> Result<bool, Trouble>,
) -> Result<bool, Trouble> {
    let mut pack = Pack::default();
    let mut last = 0;
    for found in table.iter()? {
        let (key, record) = found?;
        pack.read(key.value(), record.value())?;
        for at in 0..pack.leads.len() {
            let id = pack.leads[at].0;
            if id <= last {
                return Err(Trouble::damaged(format!("the lead {id} is there twice, or out of order")));
            }
            last = id;
            if !each(pack.lead_at(at)?)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// What becomes of a lead: its new content, or `None` for one that goes; and whether it was there before.
#[derive(Debug)]
pub(crate) struct Becomes {
    pub(crate) id: u64,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) is_there: bool,
}

/// Changes leads, each at most once, whatever their order.
pub(crate) fn change(table: &mut Packs<'_>, mut changes: Vec<Becomes>) -> Result<(), Trouble> {
    changes.sort_unstable_by_key(|change| change.id);
    let mut changes = changes.as_slice();
    let mut pack = Pack::default();
    while let Some(first) = changes.first() {
        let known = load(table, first.id, &mut pack)?;
        let next = table.range(first.id.saturating_add(1)..)?.next().transpose()?.map(|found| found.0.value());
        let (mine, rest) = changes.split_at(changes.partition_point(|change| next.is_none_or(|next| change.id < next)));
        changes = rest;
        let packs = merge(&pack, mine)?;
        if known && packs.first().is_none_or(|first| first.0 != pack.key) {
            table.remove(pack.key)?;
        }
        for (key, record) in packs {
            table.insert(key, record.as_slice())?;
        }
    }
    Ok(())
}

/// Reads the pack that an ID belongs to; false, and an empty pack for it, where there is none.
fn load(table: &Packs<'_>, id: u64, pack: &mut Pack) -> Result<bool, Trouble> {
    let Some((key, record)) = table.range(..=id)?.next_back().transpose()? else {
        *pack = Pack { key: id, ..Pack::default() };
        return Ok(false);
    };
    pack.read(key.value(), record.value())?;
    Ok(true)
}

/// Returns the packs that a pack becomes.
fn merge(pack: &Pack, changes: &[Becomes]) -> Result<Vec<(u64, Vec<u8>)>, Trouble> {
    let mut packer = Packer::default();
    let mut out = Vec::new();
    let mut changes = changes.iter().peekable();
    for (id, from, to) in &pack.leads {
        while let Some(new) = changes.next_if(|change| change.id < *id) {
            out.extend(put_new(&mut packer, new)?);
        }
        match changes.next_if(|change| change.id == *id) {
            None => out.extend(packer.push_body(*id, &pack.record[*from..*to])),
            Some(change) if !change.is_there => return Err(surprise(*id)),
            Some(Becomes { body: Some(body), .. }) => out.extend(packer.push_body(*id, body)),
            Some(_) => {}
        }
    }
    for new in changes {
        out.extend(put_new(&mut packer, new)?);
    }
    out.extend(packer.finish());
    Ok(out)
}

fn put_new(packer: &mut Packer, new: &Becomes) -> Result<Option<(u64, Vec<u8>)>, Trouble> {
    match &new.body {
        Some(body) if !new.is_there => Ok(packer.push_body(new.id, body)),
        _ => Err(surprise(new.id)),
    }
}

fn surprise(id: u64) -> Trouble {
    Trouble::damaged(format!("the lead {id} is not as it was read a moment ago"))
}

#[cfg(test)]
mod tests;
