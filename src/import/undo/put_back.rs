//! Decides for each row of an undone entry how its lead is put back, or why it cannot be.

use std::collections::{BTreeMap, HashSet};

use super::gone;
use super::{ChangedSince, Conflict, Since, TOLD, UndoMode, UndoRequest};
use crate::import::outcome::{Counts, Outcome, RowOutcome, changes};
use crate::import::plan::afterwards::Afterwards;
use crate::import::store::{Action, LeadStore, Planned, StoreError, View};
use crate::platform::{Change, FieldId, Lead, email_key};

/// One pass over the rows of an entry.
pub struct Pass<'a> {
    store: &'a dyn LeadStore,
    import: u32,
    mode: UndoMode,
    /// Rows whose old address belongs to another lead, as an earlier pass found out.
    taken: &'a BTreeMap<u32, u64>,
    /// Leads that an undo put back since.
    came_back: &'a HashSet<u64>,
    after: Afterwards,
    next_row: u32,
    counts: Counts,
    changed_since: u64,
    conflicts: Vec<Conflict>,
}

/// How a lead is put back.
enum Back {
    /// By this action.
    By(Action),
    /// Nothing to do: it is as it was.
    Already,
    /// A later entry touched it, and left it like this.
    Touched(Option<Lead>),
}

impl Back {
    /// Returns the lead as it is now.
    fn now(&self) -> Option<&Lead> {
        match self {
            Back::By(Action::Delete { before } | Action::Restore { before, .. }) => Some(before),
            Back::Touched(now) => now.as_ref(),
            Back::By(_) | Back::Already => None,
        }
    }
}

impl<'a> Pass<'a> {
    pub fn new(
        store: &'a dyn LeadStore,
        request: &UndoRequest,
        taken: &'a BTreeMap<u32, u64>,
        came_back: &'a HashSet<u64>,
    ) -> Self {
        Pass {
            store,
            import: request.import,
            mode: request.mode,
            taken,
            came_back,
            after: Afterwards::default(),
            next_row: 1,
            counts: Counts::default(),
            changed_since: 0,
            conflicts: Vec::new(),
        }
    }

    /// Tells whether a conflict forbids the undo.
    pub fn refuses(&self) -> bool {
        self.mode == UndoMode::Refuse && self.changed_since > 0
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    pub fn told(self) -> (Counts, u64, Vec<Conflict>) {
        (self.counts, self.changed_since, self.conflicts)
    }

    /// Returns the rows whose old address belongs to another lead even after all rows, with that lead.
    pub fn taken_after_all(&self) -> BTreeMap<u32, u64> {
        self.after.taken()
    }

    /// Decides some rows of the entry.
    pub fn rows(
        &mut self,
        view: &dyn View,
        rows: impl Iterator<Item = RowOutcome>,
    ) -> Result<Vec<Planned>, StoreError> {
        let rows: Vec<(u64, RowOutcome)> = rows
            .filter(|row| matches!(row.outcome, Outcome::Added | Outcome::Updated | Outcome::Deleted))
            .filter_map(|row| Some((row.lead?, row)))
            .collect();
        let now = leads_now(view, &rows)?;
        let as_left = self.as_left(view, &rows, &now)?;
        let mut backs = Vec::with_capacity(rows.len());
        for (((id, row), now), as_left) in rows.iter().zip(now).zip(as_left) {
            let back = self.back(*id, row, now, as_left)?;
            backs.push(back);
        }
        let holders = holders(view, &backs)?;
        let mut planned = Vec::with_capacity(rows.len());
        for (((id, row), back), holder) in rows.into_iter().zip(backs).zip(holders) {
            planned.extend(self.decide(id, &row, back, holder)?);
        }
        Ok(planned)
    }

    /// Tells of each lead whether it is as the row left it.
    fn as_left(
        &self,
        view: &dyn View,
        rows: &[(u64, RowOutcome)],
        now: &[Option<Lead>],
    ) -> Result<Vec<bool>, StoreError> {
        let of_row = |row: &RowOutcome| Change { import: self.import, row: row.row };
        let changes: Vec<Change> = rows
            .iter()
            .zip(now)
            .flat_map(|((_, row), now)| [of_row(row), now.as_ref().map_or(of_row(row), |lead| lead.change)])
            .collect();
        // Where nobody touched a lead since, its last change is the row itself, and nothing needs to be followed.
        if changes.chunks_exact(2).all(|pair| pair[0] == pair[1]) {
            return Ok(vec![true; rows.len()]);
        }
        let mut wanted = changes.clone();
        wanted.sort_unstable_by_key(|change| (change.import, change.row));
        wanted.dedup();
        let origins = view.origin(&wanted)?;
        let origin = |change: &Change| {
            let at = wanted.binary_search_by_key(&(change.import, change.row), |other| (other.import, other.row));
            at.ok().and_then(|at| origins.get(at).copied())
        };
        Ok(changes.chunks_exact(2).map(|pair| origin(&pair[0]) == origin(&pair[1])).collect())
    }

    /// Says how a lead is put back.
    fn back(&self, id: u64, row: &RowOutcome, now: Option<Lead>, as_left: bool) -> Result<Back, StoreError> {
        Ok(match (row.outcome, now) {
            (Outcome::Added, Some(before)) if as_left || self.overwrites() => Back::By(Action::Delete { before }),
            (Outcome::Added, None) if self.overwrites() => Back::Already,
            (Outcome::Updated, Some(before)) if as_left => match row.taken_back(&before) {
                Some(lead) => Back::By(Action::Restore { before, lead }),
                None => Back::Touched(Some(before)),
            },
            (Outcome::Deleted, None) if self.is_still_gone(id, row)? => match &row.before {
                Some(was) => Back::By(Action::Return { lead: was.clone() }),
                None => Back::Touched(None),
            },
            (Outcome::Updated | Outcome::Deleted, now) if self.overwrites() => {
                match (self.was(id, row, now.as_ref())?, now) {
                    (Some(lead), Some(before)) => Back::By(Action::Restore { before, lead }),
                    (Some(lead), None) => Back::By(Action::Return { lead }),
                    (None, now) => Back::Touched(now),
                }
            }
            (_, now) => Back::Touched(now),
        })
    }

    /// Tells of a lead that the row deleted and that is gone whether nobody touched it in between.
    fn is_still_gone(&self, id: u64, row: &RowOutcome) -> Result<bool, StoreError> {
        Ok(!self.came_back.contains(&id) || gone::as_left(self.store, id, self.import, row.row)?)
    }

    fn overwrites(&self) -> bool {
        self.mode == UndoMode::Overwrite
    }

    /// Returns the lead as it was before the row, by taking back everything since.
    fn was(&self, id: u64, row: &RowOutcome, now: Option<&Lead>) -> Result<Option<Lead>, StoreError> {
        let (left, reached) = self.left(id, row, now)?;
        if !reached {
            return Ok(now.and_then(|lead| row.taken_back(lead)));
        }
        Ok(taken_back(row, left))
    }

    /// Returns the lead as the row left it, and whether the lead's history reaches back to it.
    fn left(&self, id: u64, row: &RowOutcome, now: Option<&Lead>) -> Result<(Option<Lead>, bool), StoreError> {
        let mut lead = now.cloned();
        for (import, later) in self.store.lead_history(id)? {
            if (import, later.row) == (self.import, row.row) {
                return Ok((lead, true));
            }
            lead = taken_back(&later, lead);
        }
        Ok((lead, false))
    }

    /// Returns the entries that changed the lead after the row, newest first, with the fields that each changed.
    fn later(&self, id: u64, row: &RowOutcome) -> Result<Vec<(u32, Vec<FieldId>)>, StoreError> {
        let history = self.store.lead_history(id)?.into_iter();
        let later = history.take_while(|(import, other)| (*import, other.row) != (self.import, row.row));
        Ok(later.map(|(by, row)| (by, row.changes.iter().map(|change| change.field).collect())).collect())
    }

    fn decide(
        &mut self,
        id: u64,
        row: &RowOutcome,
        back: Back,
        holder: Option<u64>,
    ) -> Result<Option<Planned>, StoreError> {
        self.note_addresses(row, &back, holder);
        let action = match back {
            Back::Already => return Ok(None),
            Back::Touched(now) => {
                let since = self.since(id, row, now.as_ref())?;
                return Ok(Some(self.conflict(id, row, since)));
            }
            Back::By(action) => action,
        };
        if let (Some(holder), Action::Return { lead } | Action::Restore { lead, .. }) =
            (self.taken.get(&row.row), &action)
        {
            let since = Since::EmailTaken { email: lead.email().to_owned(), lead: *holder };
            return Ok(Some(self.conflict(id, row, Some(since))));
        }
        let outcome = match &action {
            Action::Delete { .. } => Outcome::Deleted,
            Action::Return { .. } => Outcome::Added,
            _ => Outcome::Updated,
        };
        self.counts.add(outcome);
        Ok(Some(self.planned(id, outcome, action, "")))
    }

    /// Notes whose address a lead takes and gives up by being put back.
    fn note_addresses(&mut self, row: &RowOutcome, back: &Back, holder: Option<u64>) {
        let gives_up = match back {
            Back::By(Action::Delete { before }) => Some(before.id),
            Back::By(Action::Restore { before, lead }) if email_key(before.email()) != email_key(lead.email()) => {
                Some(before.id)
            }
            _ => None,
        };
        if let Some(lead) = gives_up {
            self.after.give_up(lead);
        }
        if let Some(holder) = holder.filter(|holder| back.now().is_none_or(|now| now.id != *holder)) {
            self.after.want(row.row, holder, gives_up);
        }
    }

    fn conflict(&mut self, id: u64, row: &RowOutcome, since: Option<Since>) -> Planned {
        self.changed_since += 1;
        if let Some(since) = since.filter(|_| self.conflicts.len() < TOLD) {
            self.conflicts.push(Conflict { lead: id, email: row.email.clone(), since });
        }
        self.counts.add(Outcome::Skipped);
        self.planned(id, Outcome::Skipped, Action::Nothing, &row.email)
    }

    fn planned(&mut self, id: u64, outcome: Outcome, action: Action, email: &str) -> Planned {
        let row = self.next_row;
        self.next_row += 1;
        Planned { row, outcome, lead: Some(id), email: email.into(), action, problems: Vec::new() }
    }

    /// Says what happened to a lead since the row; nothing once enough was told.
    fn since(&self, id: u64, row: &RowOutcome, now: Option<&Lead>) -> Result<Option<Since>, StoreError> {
        if self.conflicts.len() >= TOLD {
            return Ok(None);
        }
        let Some(lead) = now else {
            let by = self.store.lead_history(id)?.first().map_or(0, |(import, _)| *import);
            return Ok(Some(Since::Deleted { by }));
        };
        let (left, _) = self.left(id, row, now)?;
        let fields = left.map_or_else(Vec::new, |left| changes(&left.values, &lead.values));
        let later = self.later(id, row)?;
        let by = |field| later.iter().find(|(_, fields)| fields.contains(&field)).map(|(import, _)| *import);
        let last = lead.change.import;
        let fields =
            fields.into_iter().map(|change| ChangedSince { by: by(change.field).unwrap_or(last), change }).collect();
        Ok(Some(Since::Changed { by: last, fields }))
    }
}

/// Returns a lead as it was before a row, from the lead as the row left it.
fn taken_back(row: &RowOutcome, lead: Option<Lead>) -> Option<Lead> {
    match row.outcome {
        Outcome::Added => None,
        Outcome::Updated => lead.and_then(|lead| row.taken_back(&lead)),
        Outcome::Deleted => row.before.clone(),
        _ => lead,
    }
}

/// Returns the leads of some rows as they are now.
fn leads_now(view: &dyn View, rows: &[(u64, RowOutcome)]) -> Result<Vec<Option<Lead>>, StoreError> {
    let mut wanted: Vec<(u64, usize)> = rows.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    wanted.sort_unstable();
    let ids: Vec<u64> = wanted.iter().map(|(id, _)| *id).collect();
    let mut now = vec![None; rows.len()];
    for (lead, (_, at)) in view.by_id(&ids)?.into_iter().zip(&wanted) {
        now[*at] = lead;
    }
    Ok(now)
}

/// Returns which lead has the address that each lead gets back, where that is another.
fn holders(view: &dyn View, backs: &[Back]) -> Result<Vec<Option<u64>>, StoreError> {
    let mut wanted: Vec<(String, usize)> = Vec::new();
    for (at, back) in backs.iter().enumerate() {
        let Back::By(Action::Return { lead } | Action::Restore { lead, .. }) = back else { continue };
        let key = email_key(lead.email());
        if back.now().is_none_or(|now| email_key(now.email()) != key) {
            wanted.push((key.into_owned(), at));
        }
    }
    let mut holders = vec![None; backs.len()];
    if wanted.is_empty() {
        return Ok(holders);
    }
    wanted.sort_unstable();
    let keys: Vec<&str> = wanted.iter().map(|(key, _)| key.as_str()).collect();
    for (id, (_, at)) in view.ids_by_email(&keys)?.into_iter().zip(&wanted) {
        holders[*at] = id;
    }
    Ok(holders)
}
