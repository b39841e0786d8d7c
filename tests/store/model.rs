//! Imports and undos whose outcome is known beforehand: the store after `n` steps must be what the model says.

use std::collections::BTreeMap;

use leadport::import::outcome::Outcome;
use leadport::import::store::{Action, LeadStore, Planned, StoreError};
use leadport::platform::Lead;
use leadport::store::Store;

use crate::sample::{add, delete, entry, planned, undo_of, update, who};

/// ID → email and city.
pub type Leads = BTreeMap<u64, (String, String)>;

/// What the store holds after some steps.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub leads: Leads,
    before: Leads,
    next_id: u64,
    steps: u32,
}

/// A plain random number for everything here, the same on every machine.
pub fn scramble(n: u64) -> u64 {
    let n = (n ^ (n >> 31)).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0x7fb5_d329_728e_a185);
    (n ^ (n >> 27)).wrapping_mul(0x81da_def4_bc2d_d44d) ^ (n >> 33)
}

impl Model {
    /// Returns the model after so many steps.
    pub fn after(steps: u32) -> Self {
        let mut model = Model { next_id: 1, ..Model::default() };
        for _ in 0..steps {
            model.step();
        }
        model
    }

    /// Takes the next step: what it does to single leads, or `None` for an undo of the step before.
    fn step(&mut self) -> Option<Vec<Step>> {
        self.steps += 1;
        let number = u64::from(self.steps);
        if number % 4 == 0 {
            // Leads that the import added are gone again; their IDs are not given a second time.
            self.leads = std::mem::take(&mut self.before);
            return None;
        }
        self.before = self.leads.clone();
        let mut steps = Vec::new();
        let ids: Vec<u64> = self.leads.keys().copied().collect();
        for (at, id) in ids.iter().enumerate() {
            match scramble(number * 1000 + id) % 12 {
                0 => {
                    self.leads.remove(id);
                    steps.push(Step::Delete(*id));
                }
                1 | 2 => {
                    let email = self.leads[id].0.clone();
                    steps.push(self.update(*id, email, number));
                }
                // Two leads swap their addresses.
                3 if at + 1 < ids.len() && scramble(number * 1000 + ids[at + 1]) % 12 > 3 => {
                    let (one, other) = (self.leads[id].0.clone(), self.leads[&ids[at + 1]].0.clone());
                    steps.push(self.update(*id, other, number));
                    steps.push(self.update(ids[at + 1], one, number));
                }
                _ => {}
            }
        }
        for _ in 0..number * 37 % 150 + 3 {
            let id = self.next_id;
            self.next_id += 1;
            let (email, city) = (format!("p{id}@example.com"), format!("city {number} {}", scramble(id)));
            self.leads.insert(id, (email.clone(), city.clone()));
            steps.push(Step::Add(id, email, city));
        }
        Some(steps)
    }

    fn update(&mut self, id: u64, email: String, number: u64) -> Step {
        let city = format!("moved {number} {}", scramble(id));
        self.leads.insert(id, (email.clone(), city.clone()));
        Step::Update(id, email, city)
    }
}

enum Step {
    Add(u64, String, String),
    Update(u64, String, String),
    Delete(u64),
}

/// Takes the next step in the store, as the model does.
pub fn step(store: &Store, model: &mut Model) -> Result<(), StoreError> {
    let number = model.steps;
    let steps = model.step();
    let mut transaction = store.begin(&who())?;
    let view = transaction.view()?;
    let now = |id: u64| -> Result<Lead, StoreError> { Ok(view.by_id(&[id])?.remove(0).expect("the model has it")) };
    let (rows, entry) = if let Some(steps) = steps {
        let mut rows = Vec::new();
        for (row, step) in (2..).zip(&steps) {
            rows.push(match step {
                Step::Add(id, email, city) => add(row, *id, email, city),
                Step::Update(id, email, city) => update(row, &now(*id)?, email, city),
                Step::Delete(id) => delete(row, &now(*id)?),
            });
        }
        (rows, entry())
    } else {
        let mut done = Vec::new();
        store.rows(number, &mut |row| {
            done.push(row);
            true
        })?;
        let mut rows: Vec<Planned> = Vec::new();
        for (row, done) in (1..).zip(&done) {
            let id = done.lead.expect("every row of the model has a lead");
            let (outcome, action) = match done.outcome {
                Outcome::Added => (Outcome::Deleted, Action::Delete { before: now(id)? }),
                Outcome::Updated => {
                    let before = now(id)?;
                    let lead = done.taken_back(&before).expect("an update has previous values");
                    (Outcome::Updated, Action::Restore { before, lead })
                }
                _ => {
                    let lead = done.before.clone().expect("a deleted row has its lead");
                    (Outcome::Added, Action::Return { lead })
                }
            };
            rows.push(planned(row, outcome, action));
        }
        (rows, undo_of(number))
    };
    drop(view);
    for batch in rows.chunks(40) {
        transaction.apply(batch.to_vec())?;
    }
    transaction.commit(entry).map(drop)
}

/// Returns all leads in the form of the model.
pub fn leads(store: &Store) -> Result<Leads, StoreError> {
    let mut found = Leads::new();
    store.leads(&mut |lead| {
        let city = lead.values.get(leadport::platform::FieldId(20)).unwrap_or("");
        found.insert(lead.id, (lead.email().to_owned(), city.to_owned()));
        true
    })?;
    Ok(found)
}

/// Makes sure that the store is whole and stands after at least `least` and at most `most` steps; returns how many.
pub fn must_stand_between(store: &Store, least: u32, most: u32) -> u32 {
    // First, for it opens the file to write: an import whose commit was refused by the disk may be seen until then.
    let found = store.verify().unwrap();
    assert!(found.ok, "{:?}", found.problems);
    let steps = u32::try_from(store.history().unwrap().len()).unwrap();
    assert!((least..=most).contains(&steps), "{least} to {most} imports were acknowledged, {steps} are there");
    assert_eq!(leads(store).unwrap(), Model::after(steps).leads, "after {steps} imports");
    steps
}

/// How often a test does what it does: a little by default, as CI does with `LEADPORT_SLOW=1`, long with
/// `LEADPORT_LONG=1`.
pub fn times(little: u32, slow: u32, long: u32) -> u32 {
    if std::env::var_os("LEADPORT_LONG").is_some() {
        return long;
    }
    if std::env::var_os("LEADPORT_SLOW").is_some() { slow } else { little }
}
