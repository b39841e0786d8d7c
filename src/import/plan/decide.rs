//! Decides in file order what each row does, against the store as it is and the rows before.
//!
//! The only stage that looks at the store, and it only looks. The rules are those of "Rules of an import"; each has
//! a test beside this file. Addresses that move between leads are settled after the last row (`afterwards`).

use std::collections::{BTreeMap, HashMap};

use super::afterwards::Afterwards;
use super::columns::Columns;
use super::merge::{self, RowValues};
use super::row::{Id, OwnerCell, ReadBatch, ReadRow, Value};
use super::seen::Seen;
use super::tally::Tally;
use super::values;
use crate::import::mend::Mends;
use crate::import::outcome::Outcome;
use crate::import::problem::{Code, Problem, Severity};
use crate::import::store::{Action, Planned, StoreError, View};
use crate::matching::{MatchType, UpdateRule};
use crate::platform::{FieldId, Lead, email_key};
use crate::sheet::Batch;

mod lookup;

use lookup::Found;

/// Decides the rows of one pass.
pub struct Decider<'a> {
    columns: &'a Columns,
    mends: &'a Mends,
    view: Box<dyn View>,
    /// Rows that an earlier pass found to want another lead's address, with that lead.
    taken: &'a BTreeMap<u32, u64>,
    emails: Seen,
    ids: HashMap<u64, u32>,
    next_id: u64,
    leads: u64,
    max_leads: Option<u64>,
    after: Afterwards,
    /// What the rows add up to.
    pub tally: Tally,
}

/// What is around a row: its cells as they stand in the file, what was read of them, what the store has.
struct Around<'b> {
    batch: &'b Batch,
    read: &'b ReadBatch,
    at: usize,
    lead: Option<Lead>,
    known: bool,
    holder: Option<u64>,
}

impl<'a> Decider<'a> {
    /// Begins a pass; `rows` is how many there may be, `taken` what an earlier pass found out.
    #[must_use]
    pub fn new(
        columns: &'a Columns,
        mends: &'a Mends,
        view: Box<dyn View>,
        max_leads: Option<u64>,
        taken: &'a BTreeMap<u32, u64>,
        rows: usize,
    ) -> Self {
        let tally = Tally { changed: vec![0; columns.parts.len()], ..Tally::default() };
        Decider {
            columns,
            mends,
            taken,
            emails: Seen::with_room(rows),
            ids: HashMap::new(),
            next_id: view.next_id(),
            leads: view.count(),
            max_leads,
            after: Afterwards::default(),
            view,
            tally,
        }
    }

    /// Decides the rows of a batch.
    ///
    /// # Errors
    /// A store that is damaged or gone.
    pub fn decide(&mut self, batch: &Batch, read: &ReadBatch, out: &mut Vec<Planned>) -> Result<(), StoreError> {
        out.reserve(read.rows.len());
        let mut found = Found::of(self.columns, self.view.as_ref(), read)?;
        for (at, row) in read.rows.iter().enumerate() {
            let around = Around {
                batch,
                read,
                at,
                lead: found.leads[at].take(),
                known: found.known[at],
                holder: found.holders[at],
            };
            let planned = self.row(row, around);
            self.tally.count(&planned);
            out.push(planned);
        }
        Ok(())
    }

    /// Returns the rows whose address belongs to another lead even after all rows, with that lead.
    #[must_use]
    pub fn taken_after_all(&self) -> BTreeMap<u32, u64> {
        self.after.taken()
    }

    fn row(&mut self, row: &ReadRow, around: Around<'_>) -> Planned {
        let mut planned = Planned {
            row: row.number,
            outcome: Outcome::Skipped,
            lead: around.lead.as_ref().map(|lead| lead.id),
            email: Box::default(),
            action: Action::Nothing,
            problems: around.read.problems_of(around.at).to_vec(),
        };
        if row.left_out {
            planned.email = self.address(row, &around);
            return planned;
        }
        self.stands_twice(row, &around, &mut planned.problems);
        let mut later = Vec::new();
        if row.deletes {
            if self.columns.match_type == MatchType::Id && around.lead.is_none() {
                planned.lead = None;
            }
        } else {
            self.unknown_id(row, &around, &mut planned.problems);
            self.required(row, &around, &mut planned.problems);
            self.regions(row, &around, &mut later, &mut planned.problems);
        }
        let failed = planned.problems.iter().any(|problem| problem.severity() == Severity::Error);
        if failed || self.columns.blocked {
            by_column(&mut planned.problems);
            planned.email = self.address(row, &around);
            return planned;
        }
        if row.deletes {
            self.delete(row, around, &mut planned);
        } else if self.moves(row, &around, &mut planned.problems) {
            by_column(&mut planned.problems);
            planned.email = self.address(row, &around);
        } else {
            self.keep(row, around, &later, &mut planned);
        }
        planned
    }

    /// Says that the row's email or ID stood in an earlier row.
    fn stands_twice(&mut self, row: &ReadRow, around: &Around<'_>, problems: &mut Vec<Problem>) {
        if let (Value::Is(key), Some(slot)) = (around.read.value(row.key), self.columns.email)
            && let Some(first) = self.emails.note(key, row.number)
        {
            let slot = &self.columns.slots[slot];
            let problem = Problem::new(Code::EmailDuplicate).at(row.number, &slot.place);
            problems.push(problem.value(self.shown(row, around, slot.column)).detail(first.to_string()));
        }
        if let (Id::Is(id), Some((column, place))) = (row.id, &self.columns.id) {
            let first = *self.ids.entry(id).or_insert(row.number);
            if first != row.number {
                let problem = Problem::new(Code::IdDuplicate).at(row.number, place);
                problems.push(problem.value(self.shown(row, around, *column)).detail(first.to_string()));
            }
        }
    }

    fn unknown_id(&self, row: &ReadRow, around: &Around<'_>, problems: &mut Vec<Problem>) {
        if let (Id::Is(_), Some((column, place)), false) = (row.id, &self.columns.id, around.known) {
            let problem = Problem::new(Code::IdUnknown).at(row.number, place);
            problems.push(problem.value(self.shown(row, around, *column)));
        }
    }

    /// Tells whether the row would add a lead; one whose address is no address can be of no lead that exists.
    fn adds(&self, row: &ReadRow, around: &Around<'_>) -> bool {
        match self.columns.match_type {
            MatchType::Email => !around.known,
            MatchType::Id => row.id == Id::Blank,
        }
    }

    /// Says which required cells are blank: all of an added lead, of an updated one those that would be cleared.
    fn required(&self, row: &ReadRow, around: &Around<'_>, problems: &mut Vec<Problem>) {
        let adds = self.adds(row, around);
        for (index, slot) in self.columns.slots.iter().enumerate() {
            if !slot.field.required || slot.field.id == FieldId::EMAIL {
                continue;
            }
            let missing = if adds { slot.field.default.is_none() } else { slot.clears() };
            if missing && around.read.at(around.at, index) == Value::Blank {
                problems.push(Problem::new(Code::RequiredBlank).at(row.number, &slot.place));
            }
        }
    }

    /// Reads the regions whose country is known only now: it is the one that the lead has after this row.
    fn regions(
        &self,
        row: &ReadRow,
        around: &Around<'_>,
        later: &mut Vec<(usize, Option<String>)>,
        problems: &mut Vec<Problem>,
    ) {
        for (index, slot) in self.columns.slots.iter().enumerate() {
            if around.read.at(around.at, index) != Value::Later {
                continue;
            }
            let (Some(field), Some(cells)) = (slot.country_field, around.batch.row(row.index as usize)) else {
                continue;
            };
            let values = RowValues { read: around.read, row: around.at, owner: None, later: &[], keeps_email: false };
            let country = merge::afterwards(self.columns, &values, field, around.lead.as_ref());
            match values::region(self.columns, self.mends, index, cells, country) {
                Ok(value) => later.push((index, value.map(std::borrow::Cow::into_owned))),
                Err(problem) => problems.push(*problem),
            }
        }
    }

    fn delete(&mut self, row: &ReadRow, around: Around<'_>, planned: &mut Planned) {
        let Some(before) = around.lead else {
            let key = match self.columns.match_type {
                MatchType::Email => {
                    self.columns.email.map(|slot| &self.columns.slots[slot]).map(|s| (s.column, &s.place))
                }
                MatchType::Id => self.columns.id.as_ref().map(|(column, place)| (*column, place)),
            };
            if let Some((column, place)) = key {
                let problem = Problem::new(Code::DeleteNotFound).at(row.number, place);
                planned.problems.push(problem.value(self.shown(row, &around, column)));
            }
            planned.outcome = Outcome::NotFound;
            planned.email = self.address(row, &around);
            return;
        };
        self.leads = self.leads.saturating_sub(1);
        self.after.give_up(before.id);
        planned.outcome = Outcome::Deleted;
        planned.action = Action::Delete { before };
    }

    /// Notes whose address the row takes and gives up; true where another lead keeps it after all rows.
    fn moves(&mut self, row: &ReadRow, around: &Around<'_>, problems: &mut Vec<Problem>) -> bool {
        let (MatchType::Id, Value::Is(key), Some(slot)) =
            (self.columns.match_type, around.read.value(row.key), self.columns.email)
        else {
            return false;
        };
        let slot = &self.columns.slots[slot];
        let gives_up = match &around.lead {
            Some(_) if slot.update != UpdateRule::Overwrite => return false,
            Some(lead) if email_key(lead.email()) == key => return false,
            Some(lead) => {
                self.after.give_up(lead.id);
                Some(lead.id)
            }
            None => None,
        };
        if let Some(holder) = around.holder {
            self.after.want(row.number, holder, gives_up);
        }
        let Some(holder) = self.taken.get(&row.number) else { return false };
        let problem = Problem::new(Code::EmailTaken).at(row.number, &slot.place);
        problems.push(problem.value(self.shown(row, around, slot.column)).detail(holder.to_string()));
        true
    }

    /// Adds or updates the row's lead, or leaves it as it is.
    fn keep(&mut self, row: &ReadRow, around: Around<'_>, later: &[(usize, Option<String>)], planned: &mut Planned) {
        let columns = self.columns;
        let from_column = match row.owner {
            OwnerCell::Is(index) => columns.owners.get(index),
            OwnerCell::Unasked | OwnerCell::Fault => None,
        };
        let one = columns.one_owner.and_then(|index| columns.owners.get(index)).filter(|_| around.lead.is_none());
        let values = RowValues {
            read: around.read,
            row: around.at,
            owner: from_column.or(one).map(String::as_str),
            later,
            keeps_email: self.keeps_email(row, &around),
        };
        let Some(before) = around.lead else {
            if self.max_leads.is_some_and(|max| self.leads >= max) {
                planned.outcome = Outcome::OverLimit;
                planned.email = around.read.at(around.at, columns.email.unwrap_or(0)).text().unwrap_or("").into();
                return;
            }
            planned.outcome = Outcome::Added;
            planned.lead = Some(self.next_id);
            planned.action = Action::Add { id: self.next_id, values: merge::added(columns, &values) };
            self.next_id += 1;
            self.leads += 1;
            return;
        };
        if let Some(after) = merge::updated(columns, &values, &before, &mut self.tally.changed) {
            planned.outcome = Outcome::Updated;
            planned.action = Action::Update { before, after };
        } else {
            planned.outcome = Outcome::Unchanged;
            planned.email = before.email().into();
        }
    }

    /// Tells whether the lead keeps its address: the same but for case, composition and blanks.
    fn keeps_email(&self, row: &ReadRow, around: &Around<'_>) -> bool {
        match (&around.lead, self.columns.match_type) {
            (Some(_), MatchType::Email) => true,
            (Some(lead), MatchType::Id) => around.read.value(row.key).text() == Some(&*email_key(lead.email())),
            (None, _) => false,
        }
    }

    /// Returns the email address of a row that changes nothing: as read, else as the file has it.
    fn address(&self, row: &ReadRow, around: &Around<'_>) -> Box<str> {
        let Some(slot) = self.columns.email else { return Box::default() };
        match around.read.at(around.at, slot) {
            Value::Is(email) => email.into(),
            _ => crate::text::trim(&self.shown(row, around, self.columns.slots[slot].column)).into(),
        }
    }

    /// Returns a cell's text as the file has it, or as it was mended.
    fn shown(&self, row: &ReadRow, around: &Around<'_>, column: u16) -> Box<str> {
        let Some(cells) = around.batch.row(row.index as usize) else { return Box::default() };
        match self.mends.get(row.number, column).filter(|mend| mend.fits(cells)) {
            Some(mend) => mend.new.as_str().into(),
            None => cells.cell(column).text().into(),
        }
    }
}

/// Puts the problems of a row in the order of their columns.
fn by_column(problems: &mut [Problem]) {
    problems.sort_by_key(|problem| problem.place.as_ref().and_then(|place| place.column));
}
