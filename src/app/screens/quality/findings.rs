//! The findings of a survey as lines: a share or a count each, and the leads behind it.

use std::sync::Arc;

use crate::quality::{Finding, Survey};
use crate::text::{safe, thousands};

/// One line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The score.
    Score,
    /// How much is filled in.
    Complete,
    /// How much is valid.
    Valid,
    /// Likely duplicates.
    Duplicates,
    /// Role addresses.
    Roles,
    /// A mail domain that is probably misspelled, by its place.
    Slip(usize),
    /// Leads that nobody has touched for long.
    Stale,
    /// Owners without leads.
    Owners,
}

/// Returns the lines of a survey.
#[must_use]
pub fn lines(survey: &Survey) -> Vec<Line> {
    let mut lines = vec![Line::Score, Line::Complete, Line::Valid, Line::Duplicates, Line::Roles, Line::Stale];
    lines.extend((0..survey.misspelled_domains.len()).map(Line::Slip));
    if !survey.owners_without_leads.is_empty() {
        lines.push(Line::Owners);
    }
    lines
}

/// Returns a share as people read it: "81.2 %".
#[must_use]
pub fn percent(share: f64) -> String {
    crate::quality::score::percent(share)
}

impl Line {
    /// Returns its name, safe to show.
    #[must_use]
    pub fn name(self, survey: &Survey) -> String {
        match self {
            Line::Score => "score".into(),
            Line::Complete => "complete".into(),
            Line::Valid => "valid".into(),
            Line::Duplicates => "likely duplicates".into(),
            Line::Roles => "role addresses".into(),
            Line::Stale => "stale (2 years)".into(),
            Line::Slip(at) => survey
                .misspelled_domains
                .get(at)
                .map(|slip| format!("{} → {}?", safe(&slip.domain), slip.meant))
                .unwrap_or_default(),
            Line::Owners => format!("owners without leads: {}", safe(&survey.owners_without_leads.join(", "))),
        }
    }

    /// Returns its count or share in words, safe to show.
    #[must_use]
    pub fn value(self, survey: &Survey) -> String {
        match self {
            Line::Score => survey.score.map_or_else(|| "–".to_owned(), |_| survey.score_words()),
            Line::Complete => percent(survey.shares.complete),
            Line::Valid => percent(survey.shares.valid),
            Line::Owners => thousands(survey.owners_without_leads.len() as u64),
            _ => thousands(self.count(survey)),
        }
    }

    /// Returns its share in thousandths, for a bar.
    #[must_use]
    pub fn share(self, survey: &Survey) -> u64 {
        let of_one = |share: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is from 0 to 1")]
            let thousandths = (share.clamp(0.0, 1.0) * 1_000.0) as u64;
            thousandths
        };
        match self {
            Line::Score => u64::from(survey.score.unwrap_or(0)) * 10,
            Line::Complete => of_one(survey.shares.complete),
            Line::Valid => of_one(survey.shares.valid),
            Line::Owners => 0,
            _ if self.count(survey) == 0 => 0,
            _ => (self.count(survey) * 1_000 / survey.leads.max(1)).max(1),
        }
    }

    fn count(self, survey: &Survey) -> u64 {
        match self {
            Line::Duplicates => survey.duplicates,
            _ => self.finding(survey).map_or(0, |finding| finding.count),
        }
    }

    fn finding(self, survey: &Survey) -> Option<&Finding> {
        match self {
            Line::Roles => Some(&survey.role_addresses),
            Line::Stale => Some(&survey.stale),
            Line::Slip(at) => survey.misspelled_domains.get(at).map(|slip| &slip.finding),
            _ => None,
        }
    }

    /// Returns the leads behind it with words for them; `None` where it is not about single leads.
    #[must_use]
    pub fn leads(self, survey: &Survey) -> Option<(Arc<Vec<u64>>, String)> {
        if self == Line::Duplicates {
            let mut leads: Vec<u64> = Vec::new();
            for id in survey.duplicate_pairs.iter().flat_map(|pair| [pair.first, pair.second]) {
                if leads.last() != Some(&id) {
                    leads.push(id);
                }
            }
            return Some((Arc::new(leads), "likely duplicates, pair by pair".into()));
        }
        let finding = self.finding(survey)?;
        let name = self.name(survey);
        let kept = finding.leads.len() as u64;
        let words =
            if kept < finding.count { format!("{name}, the first of {}", thousands(finding.count)) } else { name };
        Some((Arc::new(finding.leads.clone()), words))
    }
}
