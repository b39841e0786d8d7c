//! The rules of an import, one sentence each, against a store in memory.

use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::SystemTime;

use super::{Source, check_source, import_source};
use crate::import::memory::MemoryStore;
use crate::import::request::Closing;
use crate::import::{Code, Options, Outcome, Report, Request, Stop, Watch};
use crate::matching::{ColumnName, MatchType, Matching, OwnerRule, names};
use crate::platform::default::new_platform;
use crate::platform::value::{Cell, DateSystem};
use crate::platform::{FieldId, Lead, Owner, Platform};
use crate::sheet::header::Table;
use crate::sheet::{Batch, Cancel, FileError, Format, Limits, Rows, Sheet, SheetInfo};

mod cells;
mod deletes;
mod emails;
mod fields;
mod ids;
mod limit;
mod model;
mod seen;
mod sheet;

/// A sheet in memory, its header row first.
#[derive(Clone)]
pub struct Given {
    rows: Vec<Vec<Cell<'static>>>,
    batch: usize,
    hidden: Vec<u32>,
    pub date_system: DateSystem,
}

/// Makes a sheet of texts; an empty text is a blank cell.
pub fn sheet(rows: &[&[&'static str]]) -> Given {
    let cell = |text: &&'static str| if text.is_empty() { Cell::Blank } else { Cell::Text(text) };
    cells(rows.iter().map(|row| row.iter().map(cell).collect()).collect())
}

pub fn cells(rows: Vec<Vec<Cell<'static>>>) -> Given {
    Given { rows, batch: 2, hidden: Vec::new(), date_system: DateSystem::default() }
}

struct InBatches(std::vec::IntoIter<Batch>);

impl Rows for InBatches {
    fn next(&mut self, batch: &mut Batch) -> Result<(), FileError> {
        *batch = self.0.next().unwrap_or_default();
        Ok(())
    }

    fn progress(&self) -> (u64, u64) {
        (0, 1)
    }
}

impl Source for Given {
    fn open(&self, _: &Cancel) -> Result<Table, FileError> {
        let mut batches = vec![Batch::default()];
        for (number, row) in (1_u32..).zip(&self.rows) {
            if batches.last().unwrap().len() == self.batch {
                batches.push(Batch::default());
            }
            let batch = batches.last_mut().unwrap();
            batch.push_row(number, self.hidden.contains(&number));
            for (column, cell) in (0_u16..).zip(row) {
                batch.push(column, *cell);
            }
        }
        let info = SheetInfo {
            format: Format::Xlsx,
            sheet: "Leads".into(),
            sheets_left_out: Vec::new(),
            hidden: false,
            declared: None,
            date_system: self.date_system,
            bytes: 1,
        };
        Table::of_sheet(Sheet { info, rows: Box::new(InBatches(batches.into_iter())) })
    }

    fn hash(&self) -> Receiver<Result<String, FileError>> {
        let (sender, receiver) = sync_channel(1);
        sender.send(Ok(format!("{:x}", self.rows.len()))).unwrap();
        receiver
    }

    fn stamp(&self) -> Option<(u64, SystemTime)> {
        None
    }

    fn path(&self) -> &Path {
        Path::new("/tmp/leads.xlsx")
    }
}

pub fn platform() -> Platform {
    let mut platform = new_platform("anna");
    platform.owners.push(Owner { username: "bruno".into(), name: String::new(), email: String::new() });
    platform
}

pub fn store() -> MemoryStore {
    MemoryStore::new(platform())
}

/// Returns the id of a field of the platform of a new store.
pub fn id(key: &str) -> FieldId {
    platform().field_by_key(key).expect("a field of a new store").id
}

pub fn put(store: &MemoryStore, values: &[(&str, &str)]) -> u64 {
    let values: Vec<_> = values.iter().map(|(key, value)| (id(key), *value)).collect();
    store.put(&values)
}

pub fn value(lead: &Lead, key: &str) -> String {
    lead.values.get(id(key)).unwrap_or("").to_owned()
}

/// Links equal names, with anna as the owner of added leads.
pub fn matching(store: &MemoryStore, given: &Given, match_type: MatchType) -> Matching {
    let header: Vec<ColumnName> = (0_u16..)
        .zip(&given.rows[0])
        .map(|(column, cell)| ColumnName { column, header: cell.text().into_owned() })
        .collect();
    let platform = store.platform.lock().unwrap();
    Matching { owner: Some(OwnerRule::One("anna".into())), ..names::initial(&header, &platform, match_type) }
}

pub fn column(given: &Given, header: &str) -> ColumnName {
    let place = given.rows[0].iter().position(|cell| cell.text() == header).expect("the sheet has the column");
    ColumnName { column: u16::try_from(place).unwrap(), header: header.to_owned() }
}

pub fn request(matching: Matching) -> Request {
    Request {
        path: "/tmp/leads.xlsx".into(),
        limits: Limits::default(),
        matching,
        options: Options::default(),
        operator: "anna".into(),
        host: "crm".into(),
        from: String::new(),
        clock: || 1_000,
        closing: Closing::default(),
    }
}

/// Checks and imports, and holds that the two agree and that the counts add up.
pub fn run(store: &MemoryStore, given: &Given, request: &Request) -> Report {
    let checked = check_source(store, given, request, &Watch::silent()).expect("the check comes to its end");
    let report = import_source(store, given, request, &Watch::silent()).expect("the import comes to its end");
    assert_eq!(checked.counts.rows(), checked.rows, "the counts add up to the rows");
    assert_eq!((report.errors, report.warnings, report.rows), (checked.errors, checked.warnings, checked.rows));
    assert_eq!(told(&report), told(&checked));
    match &report.entry {
        Some(entry) => assert_eq!((checked.counts, entry.counts), (report.counts, report.counts)),
        None => assert_eq!(report.counts.rows(), 0, "an import that changed nothing has no outcomes"),
    }
    report
}

/// Imports with equal names matched, by email.
pub fn by_email(store: &MemoryStore, rows: &[&[&'static str]]) -> Report {
    let given = sheet(rows);
    run(store, &given, &request(matching(store, &given, MatchType::Email)))
}

/// Imports with equal names matched, by ID.
pub fn by_id(store: &MemoryStore, rows: &[&[&'static str]]) -> Report {
    let given = sheet(rows);
    run(store, &given, &request(matching(store, &given, MatchType::Id)))
}

pub fn only_valid(store: &MemoryStore, rows: &[&[&'static str]], match_type: MatchType) -> Report {
    let given = sheet(rows);
    let mut request = request(matching(store, &given, match_type));
    request.options.only_valid = true;
    run(store, &given, &request)
}

/// Returns code, row and letter of all problems.
pub fn told(report: &Report) -> Vec<(Code, Option<u32>, String)> {
    let letter = |problem: &crate::import::Problem| problem.place.as_ref().map_or("", |place| &place.letter).to_owned();
    report.problems.iter().map(|problem| (problem.code, problem.row, letter(&problem))).collect()
}

/// Returns row and code of the problems of rows.
pub fn in_rows(report: &Report) -> Vec<(u32, Code)> {
    report.problems.iter().filter_map(|problem| Some((problem.row?, problem.code))).collect()
}

pub fn outcomes(store: &MemoryStore, import: u32) -> Vec<Outcome> {
    store.rows_of(import).iter().map(|row| row.outcome).collect()
}

#[test]
fn a_cancelled_import_changes_nothing() {
    let store = store();
    let given = sheet(&[&["Email"], &["a@example.com"]]);
    let request = request(matching(&store, &given, MatchType::Email));
    let watch = Watch::silent();
    watch.cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(matches!(import_source(&store, &given, &request, &watch), Err(Stop::Cancelled)));
    assert!(store.leads_now().is_empty());
}

#[test]
fn an_import_is_an_entry_of_the_history_with_its_settings() {
    let store = store();
    let report = by_email(&store, &[&["Email", "City"], &["a@example.com", "Roma"]]);
    let entry = report.entry.expect("it was committed");
    assert_eq!((entry.import, entry.operator.as_str(), entry.file.as_str()), (1, "anna", "leads.xlsx"));
    assert_eq!((entry.at, entry.leads_after, entry.matching.links.len()), (1_000, 1, 2));
    let lead = store.lead(1).unwrap();
    assert_eq!(
        (value(&lead, "email"), value(&lead, "city"), lead.owner()),
        ("a@example.com".into(), "Roma".into(), "anna")
    );
}

#[test]
fn the_very_same_file_is_told_by_its_content() {
    let store = store();
    let first = by_email(&store, &[&["Email"], &["a@example.com"]]);
    assert!(first.same_file.is_none());
    let second = by_email(&store, &[&["Email"], &["a@example.com"]]);
    assert_eq!(second.same_file.map(|entry| entry.import), Some(1));
}

#[test]
fn a_check_shows_what_would_change_old_and_new() {
    let store = store();
    put(&store, &[("email", "a@example.com"), ("city", "Roma")]);
    let report = by_email(&store, &[&["Email", "City"], &["a@example.com", "Milano"], &["b@example.com", ""]]);
    assert_eq!(report.changed_fields, [(id("city"), 1)]);
    let updated = &report.sample[0];
    assert_eq!((updated.row, updated.outcome, updated.email.as_str()), (2, Outcome::Updated, "a@example.com"));
    let change = &updated.changes[0];
    assert_eq!((change.old.as_deref(), change.new.as_deref()), (Some("Roma"), Some("Milano")));
    assert_eq!(report.sample[1].outcome, Outcome::Added);
}
