//! A lead store in memory, for tests: it does what the traits say in the plainest way, and checks its callers.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};

use super::outcome::{Entry, Kind, Outcome, RowOutcome, changes};
use super::store::{Action, Extra, LeadStore, Planned, Stand, StoreError, Transaction, View, Who};
use crate::platform::{Change, FieldId, Lead, Platform, Values, email_key};

#[derive(Clone, Debug, Default)]
pub struct Inner {
    pub leads: BTreeMap<u64, Lead>,
    pub next_id: u64,
    pub entries: Vec<Entry>,
    pub rows: Vec<Vec<RowOutcome>>,
    pub written: u64,
}

/// A store in memory.
pub struct MemoryStore {
    pub platform: Mutex<Platform>,
    pub inner: Arc<Mutex<Inner>>,
}

impl MemoryStore {
    pub fn new(platform: Platform) -> Self {
        let inner = Inner { next_id: 1, ..Inner::default() };
        MemoryStore { platform: Mutex::new(platform), inner: Arc::new(Mutex::new(inner)) }
    }

    /// Puts a lead in as if it had always been there.
    pub fn put(&self, values: &[(FieldId, &str)]) -> u64 {
        let mut inner = self.inner.lock().unwrap();
        let id = inner.next_id;
        inner.next_id += 1;
        let mut lead = Lead { id, created: 1, updated: 1, change: Change::default(), values: Values::default() };
        for (field, value) in values {
            lead.values.set(*field, value);
        }
        inner.leads.insert(id, lead);
        id
    }

    pub fn lead(&self, id: u64) -> Option<Lead> {
        self.inner.lock().unwrap().leads.get(&id).cloned()
    }

    pub fn leads_now(&self) -> BTreeMap<u64, Lead> {
        self.inner.lock().unwrap().leads.clone()
    }

    pub fn rows_of(&self, import: u32) -> Vec<RowOutcome> {
        self.inner.lock().unwrap().rows[import as usize - 1].clone()
    }

    /// How many leads were ever written.
    pub fn written(&self) -> u64 {
        self.inner.lock().unwrap().written
    }
}

struct Snapshot(Inner);

impl View for Snapshot {
    fn by_email(&self, keys: &[&str]) -> Result<Vec<Option<Lead>>, StoreError> {
        let by_key: BTreeMap<String, &Lead> =
            self.0.leads.values().map(|lead| (email_key(lead.email()).into_owned(), lead)).collect();
        Ok(keys.iter().map(|key| by_key.get(*key).map(|lead| (*lead).clone())).collect())
    }

    fn by_id(&self, ids: &[u64]) -> Result<Vec<Option<Lead>>, StoreError> {
        assert!(ids.is_sorted(), "IDs are looked up in their order");
        Ok(ids.iter().map(|id| self.0.leads.get(id).cloned()).collect())
    }

    fn ids_by_email(&self, keys: &[&str]) -> Result<Vec<Option<u64>>, StoreError> {
        Ok(self.by_email(keys)?.into_iter().map(|lead| lead.map(|lead| lead.id)).collect())
    }

    fn origin(&self, changes: &[Change]) -> Result<Vec<Change>, StoreError> {
        let follow = |change: &Change| {
            let mut change = *change;
            while let Some(restored) = self.0.row_of(change).and_then(|row| row.restores) {
                change = restored;
            }
            change
        };
        Ok(changes.iter().map(follow).collect())
    }

    fn rows(&self, import: u32, each: &mut dyn FnMut(RowOutcome) -> bool) -> Result<(), StoreError> {
        let _ = self.0.rows[import as usize - 1].iter().cloned().all(each);
        Ok(())
    }

    fn count(&self) -> u64 {
        self.0.leads.len() as u64
    }

    fn next_id(&self) -> u64 {
        self.0.next_id
    }

    fn stand(&self) -> Stand {
        Stand { imports: u32::try_from(self.0.entries.len()).unwrap(), erased: 0, platform: 0 }
    }
}

impl Inner {
    fn row_of(&self, change: Change) -> Option<&RowOutcome> {
        let rows = self.rows.get((change.import as usize).checked_sub(1)?)?;
        rows.iter().find(|row| row.row == change.row)
    }

    fn write(&mut self, planned: Planned, import: u32, at: i64) -> RowOutcome {
        let change = Change { import, row: planned.row };
        let mut row = RowOutcome {
            row: planned.row,
            outcome: planned.outcome,
            lead: planned.lead,
            email: planned.email.into_string(),
            changes: Vec::new(),
            before: None,
            previous: None,
            restores: None,
            problems: planned.problems,
        };
        match planned.action {
            Action::Nothing => return row,
            Action::Add { id, values } => {
                assert_eq!(id, self.next_id, "IDs count up");
                assert_eq!(planned.lead, Some(id));
                self.next_id += 1;
                row.email = values.get(FieldId::EMAIL).unwrap_or("").to_owned();
                self.leads.insert(id, Lead { id, created: at, updated: at, change, values });
            }
            Action::Update { before, after } => {
                assert_eq!(self.leads.get(&before.id), Some(&before), "an update knows its lead as it is");
                assert_ne!(before.values, after, "an unchanged lead is not written");
                let lead = Lead { updated: at, change, values: after, ..before.clone() };
                self.put_over(&mut row, &before, lead);
            }
            Action::Restore { before, lead } => {
                assert_eq!(self.leads.get(&before.id), Some(&before), "an undo knows its lead as it is");
                row.restores = Some(lead.change);
                self.put_over(&mut row, &before, Lead { change, ..lead });
            }
            Action::Delete { before } => {
                assert_eq!(self.leads.remove(&before.id), Some(before.clone()), "a delete knows its lead as it is");
                row.email = before.email().to_owned();
                row.previous = Some(before.change);
                row.before = Some(before);
            }
            Action::Return { lead } => {
                row.email = lead.email().to_owned();
                row.restores = Some(lead.change);
                assert!(self.leads.insert(lead.id, Lead { change, ..lead }).is_none(), "the lead was gone");
            }
        }
        self.written += 1;
        row
    }

    fn put_over(&mut self, row: &mut RowOutcome, before: &Lead, lead: Lead) {
        row.email = lead.email().to_owned();
        row.changes = changes(&before.values, &lead.values);
        row.previous = Some(before.change);
        let mut old = Lead { values: Values::default(), ..before.clone() };
        for change in &row.changes {
            old.values.set(change.field, change.old.as_deref().unwrap_or(""));
        }
        row.before = Some(old);
        self.leads.insert(lead.id, lead);
    }
}

struct Writing {
    inner: Inner,
    shared: Arc<Mutex<Inner>>,
    before: Inner,
    at: i64,
    rows: Vec<RowOutcome>,
}

impl Transaction for Writing {
    fn import(&self) -> u32 {
        u32::try_from(self.inner.entries.len()).unwrap() + 1
    }

    fn at(&self) -> i64 {
        self.at
    }

    fn attach(&mut self, _: Extra) {}

    fn view(&self) -> Result<Box<dyn View>, StoreError> {
        Ok(Box::new(Snapshot(self.before.clone())))
    }

    fn apply(&mut self, rows: Vec<Planned>) -> Result<(), StoreError> {
        for planned in rows {
            assert!(self.rows.last().is_none_or(|last| last.row < planned.row), "rows come in order");
            let row = self.inner.write(planned, self.import(), self.at);
            self.rows.push(row);
        }
        Ok(())
    }

    fn commit(mut self: Box<Self>, mut entry: Entry) -> Result<Entry, StoreError> {
        let keys: HashSet<_> = self.inner.leads.values().map(|lead| email_key(lead.email()).into_owned()).collect();
        assert_eq!(keys.len(), self.inner.leads.len(), "no two leads have one email");
        let mut counts = super::outcome::Counts::default();
        self.rows.iter().for_each(|row| counts.add(row.outcome));
        assert_eq!(counts, entry.counts, "the counts are those of the rows");
        assert_eq!(entry.leads_after, self.inner.leads.len() as u64);
        entry.import = self.import();
        if let Kind::Undo { of } = entry.kind {
            self.inner.entries[of as usize - 1].undone_by = Some(entry.import);
        }
        self.inner.entries.push(entry.clone());
        self.inner.rows.push(std::mem::take(&mut self.rows));
        *self.shared.lock().unwrap() = self.inner;
        Ok(entry)
    }
}

impl LeadStore for MemoryStore {
    fn platform(&self) -> Result<Platform, StoreError> {
        Ok(self.platform.lock().unwrap().clone())
    }

    fn view(&self) -> Result<Box<dyn View>, StoreError> {
        Ok(Box::new(Snapshot(self.inner.lock().unwrap().clone())))
    }

    fn begin(&self, who: &Who) -> Result<Box<dyn Transaction>, StoreError> {
        let inner = self.inner.lock().unwrap().clone();
        let shared = Arc::clone(&self.inner);
        Ok(Box::new(Writing { before: inner.clone(), inner, shared, at: who.at, rows: Vec::new() }))
    }

    fn entry(&self, import: u32) -> Result<Option<Entry>, StoreError> {
        Ok(self.inner.lock().unwrap().entries.iter().find(|entry| entry.import == import).cloned())
    }

    fn history(&self) -> Result<Vec<Entry>, StoreError> {
        Ok(self.inner.lock().unwrap().entries.iter().rev().cloned().collect())
    }

    fn lead_history(&self, id: u64) -> Result<Vec<(u32, RowOutcome)>, StoreError> {
        let inner = self.inner.lock().unwrap();
        let all = (1_u32..).zip(&inner.rows).flat_map(|(import, rows)| rows.iter().map(move |row| (import, row)));
        let mut found: Vec<_> = all
            .filter(|(_, row)| row.lead == Some(id))
            .filter(|(_, row)| matches!(row.outcome, Outcome::Added | Outcome::Updated | Outcome::Deleted))
            .map(|(import, row)| (import, row.clone()))
            .collect();
        found.reverse();
        Ok(found)
    }

    fn same_file(&self, sha256: &str) -> Result<Option<Entry>, StoreError> {
        let found = self.history()?.into_iter().find(|entry| entry.sha256 == sha256 && entry.undone_by.is_none());
        Ok(found.filter(|entry| entry.kind == Kind::Import))
    }

    fn rows(&self, import: u32, each: &mut dyn FnMut(RowOutcome) -> bool) -> Result<(), StoreError> {
        for row in self.rows_of(import) {
            if !each(row) {
                break;
            }
        }
        Ok(())
    }

    fn leads(&self, each: &mut dyn FnMut(Lead) -> bool) -> Result<(), StoreError> {
        for lead in self.leads_now().into_values() {
            if !each(lead) {
                break;
            }
        }
        Ok(())
    }
}
