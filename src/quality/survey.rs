//! The survey itself: one walk over the leads, then the judgement of the whole.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use super::addresses;
use super::column::{Column, Gathering};
use super::duplicates::{self, Pair, Person};
use super::score::{self, Shares};
use crate::import::{LeadStore, StoreError};
use crate::platform::types::Reading;
use crate::platform::{FieldId, Lead, Platform};
use crate::text::folded;

/// How many leads of each finding are listed; the counts are always exact.
pub const LEADS_KEPT: usize = 1_000;
/// How many domains that are no slips are remembered.
const SOUND_KEPT: usize = 100_000;
/// Leads that nobody has touched for this many days are stale.
pub const STALE_DAYS: i64 = 730;

/// Which leads are surveyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All leads of the store.
    All,
    /// Those that an import added or updated and that still exist.
    Import(u32),
}

/// Leads that have something in common that somebody should look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How many leads.
    pub count: u64,
    /// The first of them by ID.
    pub leads: Vec<u64>,
}

impl Finding {
    fn add(&mut self, lead: u64) {
        self.count += 1;
        if self.leads.len() < LEADS_KEPT {
            self.leads.push(lead);
        }
    }
}

/// An address whose domain is probably a slip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slip {
    /// The domain as it stands.
    pub domain: String,
    /// The domain that is probably meant.
    pub meant: &'static str,
    /// The leads that have it.
    #[serde(flatten)]
    pub finding: Finding,
}

/// What the survey says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Survey {
    /// The import that was surveyed; `None` for all leads.
    pub import: Option<u32>,
    /// How many leads.
    pub leads: u64,
    /// From 0 to 100; `None` where there is no lead to score.
    pub score: Option<u8>,
    /// How the score is made.
    pub formula: &'static str,
    /// What the score is made of.
    pub shares: Shares,
    /// The fields in their order.
    pub fields: Vec<Column>,
    /// How many likely duplicates there are: leads that repeat an earlier one.
    pub duplicates: u64,
    /// The pairs, the first of them.
    pub duplicate_pairs: Vec<Pair>,
    /// Leads whose address belongs to a role.
    pub role_addresses: Finding,
    /// Mail domains that are probably slips, the most frequent first.
    pub misspelled_domains: Vec<Slip>,
    /// Leads that nobody has touched for [`STALE_DAYS`].
    pub stale: Finding,
    /// Owners to whom no lead belongs (of all leads, whatever the scope).
    pub owners_without_leads: Vec<String>,
}

impl Survey {
    /// Returns the score in words, or why there is none.
    #[must_use]
    pub fn score_words(&self) -> String {
        match (self.score, self.import) {
            (Some(score), _) => format!("{score} of 100"),
            (None, Some(import)) => format!("nothing to score: no lead of import {import} is in the store any more"),
            (None, None) => "nothing to score: the store holds no leads".to_owned(),
        }
    }
}

/// Surveys the leads of a store; `None` where `cancel` was set meanwhile.
///
/// `now` is seconds since 1970-01-01 UTC; `progress` is told the number of leads walked, some thousands at a time.
///
/// # Errors
/// A store that cannot be used.
pub fn survey(
    store: &dyn LeadStore,
    scope: Scope,
    now: i64,
    cancel: &AtomicBool,
    progress: &dyn Fn(u64),
) -> Result<Option<Survey>, StoreError> {
    let platform = store.platform()?;
    let wanted = match scope {
        Scope::All => None,
        Scope::Import(import) => Some(leads_of(store, import)?),
    };
    let mut walk = Walk::new(&platform, now);
    let mut seen = 0_u64;
    store.leads(&mut |lead| {
        seen += 1;
        if seen.is_multiple_of(4_096) {
            progress(seen);
        }
        walk.owners.remove(lead.owner());
        if wanted.as_ref().is_none_or(|wanted| wanted.contains(&lead.id)) {
            walk.note(&lead);
        }
        !cancel.load(Ordering::Relaxed)
    })?;
    if cancel.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let import = match scope {
        Scope::All => None,
        Scope::Import(import) => Some(import),
    };
    Ok(Some(walk.finish(import)))
}

fn leads_of(store: &dyn LeadStore, import: u32) -> Result<HashSet<u64>, StoreError> {
    let mut wanted = HashSet::new();
    store.rows(import, &mut |row| {
        wanted.extend(row.lead);
        true
    })?;
    Ok(wanted)
}

struct Walk<'a> {
    platform: &'a Platform,
    now: i64,
    fields: Vec<(FieldId, Gathering)>,
    known: Known,
    random: RandomState,
    leads: u64,
    people: Vec<Person>,
    roles: Finding,
    slips: HashMap<String, (&'static str, Finding)>,
    /// Domains that were looked at and are no slips: a look costs a hundred comparisons, and most leads share a domain.
    sound: HashSet<Box<str>>,
    stale: Finding,
    owners: HashSet<&'a str>,
}

/// The fields that the survey knows by their keys, where the platform has them.
struct Known {
    first: Option<FieldId>,
    last: Option<FieldId>,
    company: Option<FieldId>,
    phone: Option<FieldId>,
    mobile: Option<FieldId>,
    born: Option<FieldId>,
    contacted: Option<FieldId>,
    country: Option<FieldId>,
}

impl<'a> Walk<'a> {
    fn new(platform: &'a Platform, now: i64) -> Self {
        let kept_beside = [FieldId::ID, FieldId::CREATED, FieldId::UPDATED];
        let surveyed = platform.fields.iter().filter(|field| !kept_beside.contains(&field.id));
        let mut fields: Vec<_> = surveyed.map(|field| (field.id, Gathering::new(field))).collect();
        fields.sort_by_key(|(id, _)| *id);
        let by_key = |key: &str| platform.field_by_key(key).map(|field| field.id);
        Walk {
            platform,
            now,
            fields,
            known: Known {
                first: by_key("first_name"),
                last: by_key("last_name"),
                company: by_key("company"),
                phone: by_key("phone"),
                mobile: by_key("mobile"),
                born: by_key("birth_date"),
                contacted: by_key("last_contact"),
                country: by_key("country"),
            },
            random: RandomState::new(),
            leads: 0,
            people: Vec::new(),
            roles: Finding::default(),
            slips: HashMap::new(),
            sound: HashSet::new(),
            stale: Finding::default(),
            owners: platform.owners.iter().map(|owner| owner.username.as_str()).collect(),
        }
    }

    fn note(&mut self, lead: &Lead) {
        self.leads += 1;
        let value = |id: Option<FieldId>| id.and_then(|id| lead.values.get(id));
        let how = Reading {
            country: self.platform.settings.get("platform.country"),
            time_zone: self.platform.settings.get("platform.time_zone"),
            lead_country: value(self.known.country),
            ..Reading::default()
        };
        // Values and fields both ascend by id: one walk beside the other.
        let mut values = lead.values.iter().peekable();
        for (id, gathering) in &mut self.fields {
            while values.next_if(|(other, _)| *other < *id).is_some() {}
            gathering.note(lead.id, values.next_if(|(other, _)| *other == *id).map(|(_, text)| text), &how);
        }
        self.note_address(lead);
        self.note_age(lead, value(self.known.contacted));
        let person = self.person(lead);
        self.people.push(person);
    }

    fn note_address(&mut self, lead: &Lead) {
        let email = lead.email();
        if addresses::is_role(email) {
            self.roles.add(lead.id);
        }
        let Some((_, domain)) = email.rsplit_once('@') else { return };
        if self.sound.contains(domain) {
            return;
        }
        if let Some((_, finding)) = self.slips.get_mut(domain) {
            finding.add(lead.id);
        } else if let Some(meant) = addresses::meant_domain(domain) {
            self.slips.entry(domain.to_owned()).or_insert((meant, Finding::default())).1.add(lead.id);
        } else if self.sound.len() < SOUND_KEPT {
            self.sound.insert(domain.into());
        }
    }

    fn note_age(&mut self, lead: &Lead, contacted: Option<&str>) {
        let contacted = contacted
            .and_then(|text| text.parse::<jiff::civil::DateTime>().ok())
            .map(|moment| i64::from(crate::platform::value::days_since_1970(moment.date())) * 86_400);
        let touched = contacted.unwrap_or(lead.updated);
        if self.now - touched > STALE_DAYS * 86_400 {
            self.stale.add(lead.id);
        }
    }

    fn person(&self, lead: &Lead) -> Person {
        let value = |id: Option<FieldId>| id.and_then(|id| lead.values.get(id));
        let fold = |id| value(id).map(folded).unwrap_or_default().into_boxed_str();
        let hash = |id| value(id).map_or(0, |phone| self.random.hash_one(phone).max(1));
        let local = lead.email().rsplit_once('@').map_or("", |(local, _)| local);
        Person {
            lead: lead.id,
            first: fold(self.known.first),
            last: fold(self.known.last),
            company: value(self.known.company).map(duplicates::company_key).unwrap_or_default().into(),
            local: folded(local).into(),
            phones: [hash(self.known.phone), hash(self.known.mobile)],
            born: value(self.known.born).unwrap_or("").into(),
        }
    }

    fn finish(self, import: Option<u32>) -> Survey {
        let mut pairs = duplicates::find(&self.people);
        let repeated: HashSet<u64> = pairs.iter().map(|pair| pair.second).collect();
        pairs.truncate(LEADS_KEPT);
        let mut fields: Vec<Column> = self.fields.into_iter().map(|(_, gathering)| gathering.finish()).collect();
        fields.sort_by_key(|column| self.platform.fields.iter().position(|field| field.key == column.key));
        let mut slips: Vec<Slip> =
            self.slips.into_iter().map(|(domain, (meant, finding))| Slip { domain, meant, finding }).collect();
        slips.sort_by(|a, b| b.finding.count.cmp(&a.finding.count).then_with(|| a.domain.cmp(&b.domain)));
        let misspelled: u64 = slips.iter().map(|slip| slip.finding.count).sum();
        let in_use = fields.iter().filter(|column| column.filled > 0);
        let (filled, cells) = in_use
            .fold((0, 0), |(filled, cells), column| (filled + column.filled, cells + column.filled + column.blank));
        let valid: u64 = fields.iter().map(|column| column.valid).sum();
        let shares = Shares {
            complete: share(filled, cells),
            valid: share(valid, filled),
            duplicate: share(repeated.len() as u64, self.leads),
            doubtful: share(self.roles.count + misspelled, self.leads),
            stale: share(self.stale.count, self.leads),
        };
        let mut owners: Vec<String> = self.owners.into_iter().map(str::to_owned).collect();
        owners.sort();
        Survey {
            import,
            leads: self.leads,
            score: (self.leads > 0).then(|| score::score(&shares)),
            formula: score::FORMULA,
            shares,
            fields,
            duplicates: repeated.len() as u64,
            duplicate_pairs: pairs,
            role_addresses: self.roles,
            misspelled_domains: slips,
            stale: self.stale,
            owners_without_leads: owners,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share needs no more than a float holds")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests;
