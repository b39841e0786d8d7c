//! Any sequence of imports and undos gives what a plain map would hold.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::import::undo::{UndoMode, tests::asked, undo};

/// One row as it is made up: everything of it may be missing or wrong.
#[derive(Clone, Debug)]
struct Row {
    id: Option<u64>,
    email: Option<u8>,
    upper: bool,
    city: Option<u8>,
    deletes: bool,
    bad: bool,
}

#[derive(Clone, Debug)]
enum Step {
    Import { rows: Vec<Row>, by_id: bool, only_valid: bool, limit: Option<u64> },
    Undo { import: u32, mode: u8 },
}

/// A lead of the model; the version tells leads apart whose values are the same by chance.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ModelLead {
    email: String,
    city: Option<u8>,
    version: u32,
}

type Leads = BTreeMap<u64, ModelLead>;

/// A lead that is there, or the version that took it away (0: it has never been).
type State = Result<ModelLead, u32>;

/// What an entry did to one lead: before and after.
type Touched = (u64, State, State);

#[derive(Debug)]
struct Model {
    leads: Leads,
    gone: BTreeMap<u64, u32>,
    next_id: u64,
    version: u32,
    entries: Vec<(Vec<Touched>, Option<u32>)>,
}

fn row() -> impl Strategy<Value = Row> {
    let id = prop::option::weighted(0.6, 1_u64..8);
    let email = prop::option::weighted(0.95, 0_u8..6);
    let city = prop::option::weighted(0.7, 0_u8..3);
    let flags = (any::<bool>(), prop::bool::weighted(0.2), prop::bool::weighted(0.1));
    (id, email, city, flags).prop_map(|(id, email, city, (upper, deletes, bad))| Row {
        id,
        email,
        upper,
        city,
        deletes,
        bad,
    })
}

fn step() -> impl Strategy<Value = Step> {
    let import = (
        prop::collection::vec(row(), 1..7),
        any::<bool>(),
        prop::bool::weighted(0.8),
        prop::option::weighted(0.2, 1_u64..6),
    );
    let import = import.prop_map(|(rows, by_id, only_valid, limit)| Step::Import { rows, by_id, only_valid, limit });
    let undo = (1_u32..8, 0_u8..3).prop_map(|(import, mode)| Step::Undo { import, mode });
    prop_oneof![3 => import, 2 => undo]
}

fn address(row: &Row) -> Option<String> {
    row.email.map(|email| format!("{}@example.com", char::from(if row.upper { b'A' } else { b'a' } + email)))
}

fn key(email: &str) -> String {
    email.to_lowercase()
}

impl Model {
    /// Imports the plain way; returns the outcomes where something was committed.
    fn import(&mut self, rows: &[Row], by_id: bool, only_valid: bool, limit: Option<u64>) -> Option<Vec<Outcome>> {
        let mut failed = self.failed(rows, by_id);
        let wrong = failed.iter().any(|failed| *failed);
        if by_id {
            while self.fail_taken(rows, &mut failed) {}
        }
        if (wrong || failed.iter().any(|failed| *failed)) && !only_valid {
            return None;
        }
        let (before, states) = (self.leads.clone(), self.states());
        self.version += 1;
        let version = self.version;
        let outcomes =
            rows.iter().zip(&failed).map(|(row, failed)| self.row(row, *failed, by_id, &before, limit, version));
        let outcomes: Vec<_> = outcomes.collect();
        self.enter(states);
        Some(outcomes)
    }

    fn state(&self, id: u64) -> State {
        self.leads.get(&id).cloned().ok_or_else(|| self.gone.get(&id).copied().unwrap_or(0))
    }

    fn states(&self) -> BTreeMap<u64, State> {
        (1..self.next_id).map(|id| (id, self.state(id))).collect()
    }

    fn enter(&mut self, mut before: BTreeMap<u64, State>) {
        let touched = (1..self.next_id)
            .map(|id| (id, before.remove(&id).unwrap_or(Err(0)), self.state(id)))
            .filter(|(_, before, after)| before != after)
            .collect();
        self.entries.push((touched, None));
    }

    fn failed(&self, rows: &[Row], by_id: bool) -> Vec<bool> {
        let (mut emails, mut ids) = (BTreeSet::new(), BTreeSet::new());
        let mut failed = Vec::new();
        for row in rows {
            let mut wrong = row.bad && !row.deletes;
            if !(by_id && row.deletes) {
                wrong |= address(row).is_none_or(|email| !emails.insert(key(&email)));
            }
            if by_id {
                wrong |= row.id.is_some_and(|id| !ids.insert(id));
                wrong |= row.deletes && row.id.is_none();
                wrong |= !row.deletes && row.id.is_some_and(|id| !self.leads.contains_key(&id));
            }
            failed.push(wrong);
        }
        failed
    }

    /// Fails the rows that want an address which its lead keeps after all rows that have not failed.
    fn fail_taken(&self, rows: &[Row], failed: &mut [bool]) -> bool {
        let mut kept: BTreeMap<String, u64> = self.leads.iter().map(|(id, lead)| (key(&lead.email), *id)).collect();
        for (row, _) in rows.iter().zip(failed.iter()).filter(|(_, failed)| !**failed) {
            if let Some(lead) = row.id.and_then(|id| self.leads.get(&id)) {
                let moves = address(row).is_some_and(|email| key(&email) != key(&lead.email));
                if row.deletes || moves {
                    kept.remove(&key(&lead.email));
                }
            }
        }
        let mut more = false;
        for (row, failed) in rows.iter().zip(failed).filter(|(row, failed)| !**failed && !row.deletes) {
            let taken = address(row).and_then(|email| kept.get(&key(&email)).copied());
            if taken.is_some_and(|holder| Some(holder) != row.id) {
                *failed = true;
                more = true;
            }
        }
        more
    }

    fn row(
        &mut self,
        row: &Row,
        failed: bool,
        by_id: bool,
        before: &Leads,
        limit: Option<u64>,
        version: u32,
    ) -> Outcome {
        if failed {
            return Outcome::Skipped;
        }
        let found = if by_id {
            row.id.filter(|id| before.contains_key(id))
        } else {
            let wanted = address(row).map(|email| key(&email));
            before.iter().find(|(_, lead)| Some(key(&lead.email)) == wanted).map(|(id, _)| *id)
        };
        match (found, row.deletes) {
            (Some(id), true) => {
                self.leads.remove(&id);
                self.gone.insert(id, version);
                Outcome::Deleted
            }
            (None, true) => Outcome::NotFound,
            (None, false) if limit.is_some_and(|limit| self.leads.len() as u64 >= limit) => Outcome::OverLimit,
            (None, false) => {
                let email = address(row).expect("a row that has not failed has an address");
                self.leads.insert(self.next_id, ModelLead { email, city: row.city, version });
                self.next_id += 1;
                Outcome::Added
            }
            (Some(id), false) => {
                let was = &before[&id];
                let email = address(row).filter(|email| key(email) != key(&was.email)).unwrap_or(was.email.clone());
                let city = row.city.or(was.city);
                if (&email, city) == (&was.email, was.city) {
                    return Outcome::Unchanged;
                }
                self.leads.insert(id, ModelLead { email, city, version });
                Outcome::Updated
            }
        }
    }

    fn in_effect(&self, import: u32) -> bool {
        match self.entries[import as usize - 1].1 {
            None => true,
            Some(by) => !self.in_effect(by),
        }
    }

    /// Undoes the plain way; returns how many leads were in the way, and whether it was done.
    fn undo(&mut self, import: u32, mode: UndoMode) -> (u64, bool) {
        let touched = self.entries[import as usize - 1].0.clone();
        let mut back: BTreeMap<u64, State> = BTreeMap::new();
        let mut conflicts = 0;
        for (id, before, after) in touched {
            if self.state(id) == after || mode == UndoMode::Overwrite {
                back.insert(id, before);
            } else {
                conflicts += 1;
            }
        }
        while let Some(id) = self.in_the_way(&back) {
            back.remove(&id);
            conflicts += 1;
        }
        let before = self.states();
        let nothing = back.iter().all(|(id, state)| state.is_err() && before[id].is_err());
        if conflicts > 0 && (mode == UndoMode::Refuse || nothing) {
            return (conflicts, false);
        }
        for (id, state) in back {
            match state {
                Ok(lead) => {
                    self.leads.insert(id, lead);
                }
                Err(by) if self.leads.remove(&id).is_some() => {
                    self.gone.insert(id, by);
                }
                Err(_) => {}
            }
        }
        self.enter(before);
        let number = u32::try_from(self.entries.len()).unwrap();
        self.entries[import as usize - 1].1 = Some(number);
        (conflicts, true)
    }

    /// Returns a lead that would get an address back which another lead has then.
    fn in_the_way(&self, back: &BTreeMap<u64, State>) -> Option<u64> {
        let mut after = self.leads.clone();
        for (id, lead) in back {
            match lead {
                Ok(lead) => after.insert(*id, lead.clone()),
                Err(_) => after.remove(id),
            };
        }
        let gets = |id: &u64| after.get(id).map(|lead| key(&lead.email));
        let had = |id: &u64| self.leads.get(id).map(|lead| key(&lead.email));
        let clashes = |id: &u64| after.iter().any(|(other, lead)| other != id && Some(key(&lead.email)) == gets(id));
        back.keys().find(|id| gets(id).is_some() && gets(id) != had(id) && clashes(id)).copied()
    }
}

fn given(rows: &[Row]) -> Given {
    let text = |text: String| if text.is_empty() { Cell::Blank } else { Cell::Text(Box::leak(text.into_boxed_str())) };
    let mut all = vec![["ID", "Email", "City", "Score", "Delete"].map(Cell::Text).to_vec()];
    for row in rows {
        all.push(vec![
            text(row.id.map_or_else(String::new, |id| id.to_string())),
            text(address(row).unwrap_or_default()),
            text(row.city.map_or_else(String::new, |city| format!("City {city}"))),
            Cell::Text(if row.bad { "?" } else { "1" }),
            if row.deletes { Cell::Number { value: 1.0, digits: 0 } } else { Cell::Blank },
        ]);
    }
    // The score is there to be wrong, never to be stored: all leads have the same.
    cells(all)
}

fn held(store: &MemoryStore) -> BTreeMap<u64, (String, String)> {
    store.leads_now().into_iter().map(|(id, lead)| (id, (lead.email().to_owned(), value(&lead, "city")))).collect()
}

fn modelled(model: &Model) -> BTreeMap<u64, (String, String)> {
    let city = |lead: &ModelLead| lead.city.map_or_else(String::new, |city| format!("City {city}"));
    model.leads.iter().map(|(id, lead)| (*id, (lead.email.clone(), city(lead)))).collect()
}

fn play(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let store = store();
    let mut model = Model { leads: Leads::new(), gone: BTreeMap::new(), next_id: 1, version: 0, entries: Vec::new() };
    for step in steps {
        match step {
            Step::Import { rows, by_id, only_valid, limit } => {
                let mut platform = store.platform.lock().unwrap();
                platform.settings.0.remove("contract.max_leads");
                limit.and_then(|limit| platform.settings.0.insert("contract.max_leads".into(), limit.to_string()));
                drop(platform);
                let given = given(&rows);
                let mut matching = matching(&store, &given, if by_id { MatchType::Id } else { MatchType::Email });
                matching.delete = Some(column(&given, "Delete"));
                let mut request = request(matching);
                request.options.only_valid = only_valid;
                let report = run(&store, &given, &request);
                let expected = model.import(&rows, by_id, only_valid, limit);
                let got = report.entry.map(|entry| outcomes(&store, entry.import));
                prop_assert_eq!(got, expected);
            }
            Step::Undo { import, mode } => {
                if import as usize > model.entries.len() {
                    continue;
                }
                let mode = [UndoMode::Refuse, UndoMode::SkipChanged, UndoMode::Overwrite][usize::from(mode)];
                let undone = undo(&store, &asked(import, mode), &Watch::silent());
                if !model.in_effect(import) {
                    let refused = matches!(undone, Err(Stop::AlreadyUndone { .. }));
                    prop_assert!(refused);
                    continue;
                }
                let undone = undone.expect("it is in effect");
                let (conflicts, done) = model.undo(import, mode);
                prop_assert_eq!((undone.changed_since, undone.entry.is_some()), (conflicts, done));
            }
        }
        prop_assert_eq!(held(&store), modelled(&model));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_imports_and_undos_gives_what_a_plain_map_would(steps in prop::collection::vec(step(), 1..9)) {
        play(steps)?;
    }
}
