//! Leads, rows and stores for the tests of this binary.

use std::path::{Path, PathBuf};
use std::time::Duration;

use leadport::import::outcome::{Counts, Entry, Kind, Outcome};
use leadport::import::store::{Action, LeadStore, Planned, Who};
use leadport::matching::Matching;
use leadport::platform::{FieldId, Lead, Values};
use leadport::store::{Mode, Store};

/// A folder that vanishes with the test, and the store in it.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Self {
        Home { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("data").join("leads.redb")
    }

    pub fn store(&self) -> Store {
        open(&self.path())
    }
}

pub fn open(path: &Path) -> Store {
    Store::open(path, Mode::Write, Duration::from_secs(10), "anna").unwrap()
}

pub fn who() -> Who {
    Who { operator: "anna".into(), doing: "importing leads.xlsx".into(), at: 1_764_000_000 }
}

/// Values of a lead: its email address and a city.
pub fn values(email: &str, city: &str) -> Values {
    let mut values = Values::default();
    values.set(FieldId::EMAIL, email);
    values.set(FieldId(20), city);
    values
}

pub fn planned(row: u32, outcome: Outcome, action: Action) -> Planned {
    Planned { row, outcome, lead: None, email: "".into(), action, problems: Vec::new() }
}

pub fn add(row: u32, id: u64, email: &str, city: &str) -> Planned {
    planned(row, Outcome::Added, Action::Add { id, values: values(email, city) })
}

pub fn update(row: u32, before: &Lead, email: &str, city: &str) -> Planned {
    planned(row, Outcome::Updated, Action::Update { before: before.clone(), after: values(email, city) })
}

pub fn delete(row: u32, before: &Lead) -> Planned {
    planned(row, Outcome::Deleted, Action::Delete { before: before.clone() })
}

pub fn entry() -> Entry {
    Entry {
        import: 0,
        kind: Kind::Import,
        file: "leads.xlsx".into(),
        path: "/home/anna/leads.xlsx".into(),
        sha256: String::new(),
        bytes: 1,
        format: "xlsx".into(),
        sheet: "Leads".into(),
        operator: "anna".into(),
        host: "here".into(),
        from: String::new(),
        at: 0,
        milliseconds: 1,
        matching: Matching::default(),
        counts: Counts::default(),
        warnings: 0,
        max_leads: None,
        leads_after: 0,
        undone_by: None,
        forgotten: false,
    }
}

pub fn undo_of(import: u32) -> Entry {
    Entry { kind: Kind::Undo { of: import }, ..entry() }
}

/// Runs one import of these rows and returns its entry.
pub fn commit(store: &Store, rows: Vec<Planned>, entry: Entry) -> Entry {
    let mut transaction = store.begin(&who()).unwrap();
    transaction.apply(rows).unwrap();
    transaction.commit(entry).unwrap()
}

/// Returns one lead that must be there.
pub fn lead(store: &Store, id: u64) -> Lead {
    store.view().unwrap().by_id(&[id]).unwrap().remove(0).unwrap()
}

/// Returns all leads as ID, email and city.
pub fn all(store: &Store) -> Vec<(u64, String, String)> {
    let mut all = Vec::new();
    store
        .leads(&mut |lead| {
            all.push((lead.id, lead.email().to_owned(), lead.values.get(FieldId(20)).unwrap_or("").to_owned()));
            true
        })
        .unwrap();
    all
}
