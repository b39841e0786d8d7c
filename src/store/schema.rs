//! The tables, the store's own numbers, and how an older store becomes today's.
//!
//! Keys and values are numbers and bytes only, and every value is sealed (`record`), so that neither redb's next
//! version nor ours can misread them. Whoever changes what stands in a table adds a step to [`MIGRATIONS`] and keeps
//! the old ones. A fresh store is made beside its place and moved there whole.

use redb::{Database, ReadTransaction, ReadableTable, TableDefinition, WriteTransaction};

use super::emails;
use super::opening::copy_table;
use super::record::{Kind, broken, sealed, unseal};
use super::trouble::Trouble;
use crate::platform::default::new_platform;

/// Format, state and platform, by name.
pub(crate) const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");
/// The leads in packs, by the ID of the first: see `leads`.
pub(crate) const LEADS: TableDefinition<u64, &[u8]> = TableDefinition::new("leads");
/// The index of email addresses: see `emails`.
pub(crate) const EMAILS: TableDefinition<u64, &[u8]> = TableDefinition::new("emails");
/// The deleted leads by ID: which row deleted them.
pub(crate) const DELETED: TableDefinition<u64, &[u8]> = TableDefinition::new("deleted");
/// The history's entries by number.
pub(crate) const ENTRIES: TableDefinition<u32, &[u8]> = TableDefinition::new("entries");
/// The rows of the imports in blocks, by import and first row: see `block`.
pub(crate) const BLOCKS: TableDefinition<u64, &[u8]> = TableDefinition::new("blocks");
/// Which imports read a file, by its SHA-256 and the import's number.
pub(crate) const FILES: TableDefinition<&[u8], ()> = TableDefinition::new("files");
/// The saved matchings by name.
pub(crate) const MATCHINGS: TableDefinition<&str, &[u8]> = TableDefinition::new("matchings");
/// The matching that was last used for a file with these columns, by their signature.
pub(crate) const COLUMNS: TableDefinition<&str, &[u8]> = TableDefinition::new("columns");
/// The mails that wait, by number.
pub(crate) const OUTBOX: TableDefinition<u64, &[u8]> = TableDefinition::new("outbox");

/// The format that this program writes.
pub(crate) const FORMAT: u32 = 1;

/// Turns one format into the next, within the transaction that all steps share.
pub(crate) type Migration = fn(&WriteTransaction) -> Result<(), Trouble>;

/// The steps from each older format to the next: the first turns format 1 into 2.
pub(crate) const MIGRATIONS: &[Migration] = &[];

const FORMAT_NAME: &str = "format";
const STATE_NAME: &str = "state";
const PLATFORM_NAME: &str = "platform";

/// The store's own numbers, written with every commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// How many leads there are.
    pub(crate) leads: u64,
    /// The ID that the next lead gets.
    pub(crate) next_id: u64,
    /// How many entries the history has.
    pub(crate) imports: u32,
    /// The number that the next mail of the outbox gets.
    pub(crate) next_letter: u64,
    /// How many leads were erased for good.
    pub(crate) erased: u64,
    /// The keys of the email index's hash.
    pub(crate) keys: (u64, u64),
}

impl State {
    /// Returns the numbers of a store without leads.
    pub(crate) fn fresh() -> Self {
        use std::hash::{BuildHasher, Hasher, RandomState};
        let random = || RandomState::new().build_hasher().finish();
        State { leads: 0, next_id: 1, imports: 0, next_letter: 1, erased: 0, keys: (random(), random()) }
    }

    fn to_bytes(self) -> [u8; 56] {
        let numbers = [
            self.leads,
            self.next_id,
            u64::from(self.imports),
            self.next_letter,
            self.erased,
            self.keys.0,
            self.keys.1,
        ];
        let mut out = [0; 56];
        for (place, number) in out.chunks_exact_mut(8).zip(numbers) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        out
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (numbers, []) = bytes.as_chunks::<8>() else { return None };
        let &[leads, next_id, imports, next_letter, erased, first, second] = numbers else { return None };
        Some(State {
            leads: u64::from_le_bytes(leads),
            next_id: u64::from_le_bytes(next_id),
            imports: u64::from_le_bytes(imports).try_into().ok()?,
            next_letter: u64::from_le_bytes(next_letter),
            erased: u64::from_le_bytes(erased),
            keys: (u64::from_le_bytes(first), u64::from_le_bytes(second)),
        })
    }
}

fn read_meta<T>(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    name: &str,
    decode: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<T, Trouble> {
    let record = table.get(name)?.ok_or_else(|| Trouble::damaged(format!("its record “{name}” is missing")))?;
    decode(unseal(Kind::Meta, name.as_bytes(), record.value())?).ok_or_else(|| broken(Kind::Meta, name.as_bytes()))
}

/// Reads the store's numbers.
pub(crate) fn read_state(table: &impl ReadableTable<&'static str, &'static [u8]>) -> Result<State, Trouble> {
    read_meta(table, STATE_NAME, State::from_bytes)
}

/// Writes the store's numbers.
pub(crate) fn write_state(txn: &WriteTransaction, state: State) -> Result<(), Trouble> {
    write_meta(txn, STATE_NAME, &state.to_bytes())
}

/// Reads the platform's record.
pub(crate) fn read_platform(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
) -> Result<crate::platform::Platform, Trouble> {
    read_meta(table, PLATFORM_NAME, |content| serde_json::from_slice(content).ok())
}

/// Writes the platform's record.
pub(crate) fn write_platform(txn: &WriteTransaction, platform: &crate::platform::Platform) -> Result<(), Trouble> {
    let content = serde_json::to_vec(platform)
        .map_err(|error| Trouble::damaged(format!("the platform cannot be written ({error})")))?;
    write_meta(txn, PLATFORM_NAME, &content)
}

fn write_meta(txn: &WriteTransaction, name: &str, content: &[u8]) -> Result<(), Trouble> {
    txn.open_table(META)?.insert(name, sealed(Kind::Meta, name.as_bytes(), content).as_slice())?;
    Ok(())
}

/// Puts an empty store with the default platform into a database.
pub(crate) fn create(database: &Database, operator: &str) -> Result<(), Trouble> {
    let txn = database.begin_write()?;
    write_meta(&txn, FORMAT_NAME, &FORMAT.to_le_bytes())?;
    write_state(&txn, State::fresh())?;
    write_platform(&txn, &new_platform(operator))?;
    txn.open_table(LEADS)?;
    txn.open_table(DELETED)?;
    txn.open_table(ENTRIES)?;
    txn.open_table(BLOCKS)?;
    txn.open_table(FILES)?;
    txn.open_table(MATCHINGS)?;
    txn.open_table(COLUMNS)?;
    txn.open_table(OUTBOX)?;
    emails::create(&mut txn.open_table(EMAILS)?)?;
    txn.commit()?;
    Ok(())
}

/// Takes all tables over into another file.
pub(crate) fn copy(from: &ReadTransaction, to: &WriteTransaction) -> Result<(), Trouble> {
    copy_table(from, to, META)?;
    copy_table(from, to, LEADS)?;
    copy_table(from, to, EMAILS)?;
    copy_table(from, to, DELETED)?;
    copy_table(from, to, ENTRIES)?;
    copy_table(from, to, BLOCKS)?;
    copy_table(from, to, FILES)?;
    copy_table(from, to, MATCHINGS)?;
    copy_table(from, to, COLUMNS)?;
    copy_table(from, to, OUTBOX)
}

/// What has to happen before a store can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// Nothing.
    Today,
    /// It must be migrated from this format.
    Older(u32),
}

/// Tells whether a store has today's format; a newer one is an error.
pub(crate) fn age(txn: &ReadTransaction) -> Result<Age, Trouble> {
    age_of(&txn.open_table(META)?, FORMAT)
}

fn age_of(meta: &impl ReadableTable<&'static str, &'static [u8]>, today: u32) -> Result<Age, Trouble> {
    let format = read_meta(meta, FORMAT_NAME, |content| Some(u32::from_le_bytes(content.try_into().ok()?)))?;
    match format.cmp(&today) {
        std::cmp::Ordering::Equal => Ok(Age::Today),
        std::cmp::Ordering::Less => Ok(Age::Older(format)),
        std::cmp::Ordering::Greater => Err(Trouble::Newer),
    }
}

/// Brings an older store to today's format, all steps in one transaction.
pub(crate) fn migrate(database: &Database) -> Result<(), Trouble> {
    migrate_with(database, FORMAT, MIGRATIONS)
}

fn migrate_with(database: &Database, today: u32, steps: &[Migration]) -> Result<(), Trouble> {
    let txn = database.begin_write()?;
    let Age::Older(from) = age_of(&txn.open_table(META)?, today)? else { return Ok(()) };
    let done = usize::try_from(from.saturating_sub(1)).unwrap_or(usize::MAX);
    for step in steps.iter().skip(done) {
        step(&txn)?;
    }
    write_meta(&txn, FORMAT_NAME, &today.to_le_bytes())?;
    txn.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use redb::ReadableDatabase;
    use redb::backends::InMemoryBackend;

    use super::*;

    fn fresh() -> Database {
        let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        create(&database, "anna").unwrap();
        database
    }

    fn add_a_letter(txn: &WriteTransaction) -> Result<(), Trouble> {
        txn.open_table(OUTBOX)?.insert(7, b"step".as_slice())?;
        Ok(())
    }

    fn fail(_: &WriteTransaction) -> Result<(), Trouble> {
        Err(Trouble::damaged("no"))
    }

    #[test]
    fn an_older_store_goes_through_the_steps_that_it_lacks() {
        let database = fresh();
        migrate_with(&database, 3, &[add_a_letter, |_| Ok(())]).unwrap();
        let txn = database.begin_read().unwrap();
        assert_eq!(txn.open_table(OUTBOX).unwrap().get(7).unwrap().unwrap().value(), b"step");
        assert_eq!(age_of(&txn.open_table(META).unwrap(), 3).unwrap(), Age::Today);
        migrate_with(&database, 3, &[fail, fail]).unwrap();
    }

    #[test]
    fn a_step_that_fails_leaves_the_store_as_it_was() {
        let database = fresh();
        assert!(migrate_with(&database, 3, &[add_a_letter, fail]).is_err());
        let txn = database.begin_read().unwrap();
        assert_eq!(age(&txn).unwrap(), Age::Today);
        assert!(txn.open_table(OUTBOX).unwrap().get(7).unwrap().is_none());
    }

    #[test]
    fn a_store_of_a_newer_format_is_left_alone() {
        let database = fresh();
        migrate_with(&database, FORMAT + 1, &[]).unwrap();
        assert!(matches!(age(&database.begin_read().unwrap()), Err(Trouble::Newer)));
    }
}
