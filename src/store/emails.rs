//! The index of email addresses: from the hash of an address to the leads that may have it.
//!
//! Hashes are kept sorted in buckets; each bucket's record says which range of hashes is in it, so that "no such
//! address" can be trusted as much as an answer: a missing or wrong bucket is damage, never a silent no (redb alone
//! would not notice). A hit is only a candidate: callers compare the lead's address, for two addresses may share a
//! hash. An import changes the index once, at its end, in the order of the hashes: measured, that is several times
//! cheaper than an entry per address. Next: `view` for lookups, `transaction` for changes.

use redb::{ReadableTable, Table};

use super::record::{Kind, broken, sealed, unseal};
use super::siphash::siphash;
use super::trouble::Trouble;
use crate::platform::email_key;

/// A lead in the index: the hash of its address, then its ID.
pub(crate) type Item = (u64, u64);

/// How many items a bucket may hold; two full buckets fill a page.
const MOST: usize = 112;
/// How many items a bucket gets when many are written at once: room for later ones.
const FILL: usize = 84;

const ITEM: usize = 16;

/// Returns the hash of an address that is already a key (`platform::email_key`).
pub(crate) fn hash(keys: (u64, u64), key: &str) -> u64 {
    siphash(keys, key.as_bytes())
}

/// Returns the hash of an address as it was written.
pub(crate) fn hash_of(keys: (u64, u64), email: &str) -> u64 {
    hash(keys, &email_key(email))
}

/// Writes the index of a store without leads: one bucket for all hashes.
pub(crate) fn create(table: &mut Table<u64, &[u8]>) -> Result<(), Trouble> {
    write(table, 0, 0, &[])
}

fn write(table: &mut Table<u64, &[u8]>, low: u64, end: u64, items: &[Item]) -> Result<(), Trouble> {
    let mut content = Vec::with_capacity(8 + items.len() * ITEM);
    content.extend_from_slice(&end.to_le_bytes());
    for (hash, id) in items {
        content.extend_from_slice(&hash.to_le_bytes());
        content.extend_from_slice(&id.to_le_bytes());
    }
    table.insert(low, sealed(Kind::Emails, &low.to_le_bytes(), &content).as_slice())?;
    Ok(())
}

/// A bucket: the hashes from `low` up to `end` (exclusive; 0 is the end of all).
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    pub(crate) low: u64,
    end: u64,
    pub(crate) items: Vec<Item>,
}

impl Bucket {
    /// Reads a bucket into this one.
    fn read(&mut self, low: u64, record: &[u8]) -> Result<(), Trouble> {
        let key = low.to_le_bytes();
        let content = unseal(Kind::Emails, &key, record)?;
        let (end, items) = content.split_first_chunk::<8>().ok_or_else(|| broken(Kind::Emails, &key))?;
        self.low = low;
        self.end = u64::from_le_bytes(*end);
        self.items.clear();
        let (words, _) = items.as_chunks::<8>();
        let (pairs, _) = words.as_chunks::<2>();
        self.items.extend(pairs.iter().map(|[hash, id]| (u64::from_le_bytes(*hash), u64::from_le_bytes(*id))));
        Ok(())
    }

    fn covers(&self, hash: u64) -> bool {
        self.low <= hash && (self.end == 0 || hash < self.end)
    }

    /// Returns the leads that may have the address with this hash.
    fn candidates(&self, hash: u64) -> impl Iterator<Item = u64> + '_ {
        let first = self.items.partition_point(|item| item.0 < hash);
        self.items[first..].iter().take_while(move |item| item.0 == hash).map(|item| item.1)
    }
}

/// Finds addresses in the index, best in the order of their hashes.
pub(crate) struct Finder<'a, T> {
    table: &'a T,
    bucket: Option<Bucket>,
}

impl<'a, T: ReadableTable<u64, &'static [u8]>> Finder<'a, T> {
    /// Returns a finder in this index.
    pub(crate) fn new(table: &'a T) -> Self {
        Finder { table, bucket: None }
    }

    /// Calls `each` with the leads that may have the address with this hash.
    pub(crate) fn find(&mut self, hash: u64, each: impl FnMut(u64)) -> Result<(), Trouble> {
        let mut bucket = self.bucket.take().unwrap_or(Bucket { low: 1, end: 1, items: Vec::new() });
        if !bucket.covers(hash) {
            load(self.table, hash, &mut bucket)?;
        }
        bucket.candidates(hash).for_each(each);
        self.bucket = Some(bucket);
        Ok(())
    }
}

/// Returns the leads that may have the address with this hash: for a single look, which need not keep the bucket.
pub(crate) fn candidates(table: &impl ReadableTable<u64, &'static [u8]>, hash: u64) -> Result<Vec<u64>, Trouble> {
    let (low, record) = table.range(..=hash)?.next_back().transpose()?.ok_or_else(gap)?;
    let key = low.value().to_le_bytes();
    let content = unseal(Kind::Emails, &key, record.value())?;
    let (end, items) = content.split_first_chunk::<8>().ok_or_else(|| broken(Kind::Emails, &key))?;
    let end = u64::from_le_bytes(*end);
    if end != 0 && hash >= end {
        return Err(gap());
    }
    let (words, _) = items.as_chunks::<8>();
    let (pairs, _) = words.as_chunks::<2>();
    let first = pairs.partition_point(|pair| u64::from_le_bytes(pair[0]) < hash);
    let same = pairs[first..].iter().take_while(|pair| u64::from_le_bytes(pair[0]) == hash);
    Ok(same.map(|pair| u64::from_le_bytes(pair[1])).collect())
}

/// Reads the bucket that a hash belongs to.
fn load(table: &impl ReadableTable<u64, &'static [u8]>, hash: u64, bucket: &mut Bucket) -> Result<(), Trouble> {
    let found = table.range(..=hash)?.next_back().transpose()?.ok_or_else(gap)?;
    bucket.read(found.0.value(), found.1.value())?;
    if bucket.covers(hash) { Ok(()) } else { Err(gap()) }
}

fn gap() -> Trouble {
    Trouble::damaged("the index of email addresses has a gap")
}

/// Takes items out of the index and puts others in; both are sorted here.
///
/// `same` tells whether two leads with one hash have one address, which is refused: the index holds an address once.
pub(crate) fn change(
    table: &mut Table<u64, &'static [u8]>,
    mut out: Vec<Item>,
    mut put: Vec<Item>,
    mut same: impl FnMut(u64, u64) -> Result<bool, Trouble>,
) -> Result<(), Trouble> {
    out.sort_unstable();
    put.sort_unstable();
    let (mut out, mut put) = (out.as_slice(), put.as_slice());
    let mut bucket = Bucket::default();
    while let Some(hash) = out.first().into_iter().chain(put.first()).map(|item| item.0).min() {
        load(table, hash, &mut bucket)?;
        let split = |items: &[Item]| items.partition_point(|item| bucket.covers(item.0));
        let (gone, rest) = out.split_at(split(out));
        out = rest;
        let (new, rest) = put.split_at(split(put));
        put = rest;
        if !gone.is_empty() {
            take_out(&mut bucket.items, gone)?;
        }
        merge(table, &bucket, new, &mut same)?;
    }
    Ok(())
}

fn take_out(items: &mut Vec<Item>, gone: &[Item]) -> Result<(), Trouble> {
    let before = items.len();
    items.retain(|item| gone.binary_search(item).is_err());
    if before - items.len() == gone.len() {
        return Ok(());
    }
    Err(Trouble::damaged("the index of email addresses lacks a lead that the store has"))
}

/// Writes a bucket together with new items, as one bucket or as many as it takes.
fn merge(
    table: &mut Table<u64, &'static [u8]>,
    bucket: &Bucket,
    new: &[Item],
    same: &mut impl FnMut(u64, u64) -> Result<bool, Trouble>,
) -> Result<(), Trouble> {
    let most = if bucket.items.len() + new.len() > MOST { FILL } else { MOST };
    let mut items: Vec<Item> = Vec::with_capacity(most + 1);
    let mut low = bucket.low;
    let (mut old, mut new) = (bucket.items.as_slice(), new);
    loop {
        let next = match (old, new) {
            ([], []) => break,
            ([first, rest @ ..], []) => {
                old = rest;
                *first
            }
            ([first, rest @ ..], [other, ..]) if first <= other => {
                old = rest;
                *first
            }
            (_, [first, rest @ ..]) => {
                new = rest;
                *first
            }
        };
        for twin in items.iter().rev().take_while(|item| item.0 == next.0) {
            if same(twin.1, next.1)? {
                return Err(Trouble::damaged(format!("the leads {} and {} have one email address", twin.1, next.1)));
            }
        }
        // Items with one hash stay together, so that a bucket knows all of them.
        if items.len() >= most && items.last().is_some_and(|last| last.0 != next.0) {
            write(table, low, next.0, &items)?;
            items.clear();
            low = next.0;
        }
        items.push(next);
    }
    write(table, low, bucket.end, &items)
}

/// Walks all buckets in order, making sure that they cover every hash once; returns how many items they hold.
pub(crate) fn walk(
    table: &impl ReadableTable<u64, &'static [u8]>,
    mut each: impl FnMut(Item) -> Result<(), Trouble>,
) -> Result<u64, Trouble> {
    let mut bucket = Bucket::default();
    let mut expected = Some(0);
    let mut count = 0;
    for found in table.iter()? {
        let (low, record) = found?;
        if expected != Some(low.value()) {
            return Err(gap());
        }
        bucket.read(low.value(), record.value())?;
        expected = (bucket.end != 0).then_some(bucket.end);
        for item in &bucket.items {
            if !bucket.covers(item.0) {
                return Err(gap());
            }
            each(*item)?;
            count += 1;
        }
    }
    if expected.is_some() { Err(gap()) } else { Ok(count) }
}

#[cfg(test)]
mod tests;
