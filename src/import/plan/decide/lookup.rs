//! Looks up in the store what the rows of a batch need, all at once and in the store's order.

use crate::import::plan::columns::Columns;
use crate::import::plan::row::{Id, ReadBatch, Value};
use crate::import::store::{StoreError, View};
use crate::matching::MatchType;
use crate::platform::{Lead, email_key};

/// What the store has for the rows of a batch, row by row.
pub struct Found {
    /// The leads that rows are matched with; given to the first row that names one.
    pub leads: Vec<Option<Lead>>,
    /// Whether the row's lead exists.
    pub known: Vec<bool>,
    /// Matched by ID: which lead has the row's email address, where that is not the row's own.
    pub holders: Vec<Option<u64>>,
}

impl Found {
    /// Looks up the leads of a batch.
    pub fn of(columns: &Columns, view: &dyn View, read: &ReadBatch) -> Result<Self, StoreError> {
        let rows = read.rows.len();
        let mut found = Found { leads: Vec::new(), known: vec![false; rows], holders: vec![None; rows] };
        found.leads.resize_with(rows, || None);
        if view.count() == 0 || columns.blocked {
            return Ok(found);
        }
        match columns.match_type {
            MatchType::Email => found.by_email(view, read)?,
            MatchType::Id => {
                found.by_id(view, read)?;
                found.holders(view, read)?;
            }
        }
        Ok(found)
    }

    fn by_email(&mut self, view: &dyn View, read: &ReadBatch) -> Result<(), StoreError> {
        let (keys, rows): (Vec<&str>, Vec<usize>) = addresses(read).unzip();
        let mut ids = Vec::with_capacity(rows.len());
        for (lead, row) in view.by_email(&keys)?.into_iter().zip(rows) {
            ids.extend(lead.as_ref().map(|lead| (lead.id, row)));
            self.known[row] = lead.is_some();
            self.leads[row] = lead;
        }
        // Of two rows with one address the first gets the lead.
        ids.sort_unstable();
        for twins in ids.windows(2).filter(|twins| twins[0].0 == twins[1].0) {
            self.leads[twins[1].1] = None;
        }
        Ok(())
    }

    fn by_id(&mut self, view: &dyn View, read: &ReadBatch) -> Result<(), StoreError> {
        let wanted = read.rows.iter().enumerate().filter(|(_, row)| !row.left_out);
        let (ids, rows) = sorted(wanted.filter_map(|(at, row)| match row.id {
            Id::Is(id) => Some((id, at)),
            Id::Blank | Id::Fault => None,
        }));
        let leads = view.by_id(&ids)?;
        self.give(rows, leads);
        Ok(())
    }

    /// Hands the leads to their rows; `rows` says for each row which of the leads is its own.
    fn give(&mut self, rows: Vec<(usize, usize)>, mut leads: Vec<Option<Lead>>) {
        let exists: Vec<bool> = leads.iter().map(Option::is_some).collect();
        for (row, wanted) in rows {
            self.known[row] = exists.get(wanted).copied().unwrap_or(false);
            self.leads[row] = leads.get_mut(wanted).and_then(Option::take);
        }
    }

    fn holders(&mut self, view: &dyn View, read: &ReadBatch) -> Result<(), StoreError> {
        let leads = &self.leads;
        let moves = |(key, at): &(&str, usize)| leads[*at].as_ref().is_none_or(|lead| email_key(lead.email()) != *key);
        let (keys, rows) = sorted(addresses(read).filter(moves));
        let holders = view.ids_by_email(&keys)?;
        for (row, wanted) in rows {
            self.holders[row] = holders.get(wanted).copied().flatten();
        }
        Ok(())
    }
}

/// Walks the keys of the addresses of a batch with their rows.
fn addresses(read: &ReadBatch) -> impl Iterator<Item = (&str, usize)> {
    let rows = read.rows.iter().enumerate().filter(|(_, row)| !row.left_out);
    rows.filter_map(|(at, row)| match read.value(row.key) {
        Value::Is(key) => Some((key, at)),
        _ => None,
    })
}

/// Sorts what is wanted, each once; returns for each row which of them it wants, first rows first.
fn sorted<K: Ord + Copy>(wanted: impl Iterator<Item = (K, usize)>) -> (Vec<K>, Vec<(usize, usize)>) {
    let mut wanted: Vec<(K, usize)> = wanted.collect();
    wanted.sort_unstable();
    let mut keys: Vec<K> = Vec::with_capacity(wanted.len());
    let mut rows = Vec::with_capacity(wanted.len());
    for (key, row) in wanted {
        if keys.last() != Some(&key) {
            keys.push(key);
        }
        rows.push((row, keys.len() - 1));
    }
    (keys, rows)
}
