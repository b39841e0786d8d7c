//! One number for the quality of a set of leads, and the formula that it comes from.

use serde::Serialize;

/// The shares that the score is made of, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Shares {
    /// Cells of the fields in use that have a value.
    pub complete: f64,
    /// Values that today's rules would take.
    pub valid: f64,
    /// Leads that are likely duplicates of an earlier one.
    pub duplicate: f64,
    /// Leads whose address is a role's or probably misspelled.
    pub doubtful: f64,
    /// Leads that nobody has touched for long.
    pub stale: f64,
}

/// The formula in words and numbers, shown wherever the score is.
pub const FORMULA: &str = "score = 100 × (0.25 × complete + 0.35 × valid + 0.20 × (1 − duplicates) + 0.10 × (1 − role or misspelled addresses) + 0.10 × (1 − stale)); \
complete counts the fields that at least one lead has";

/// Returns the score, from 0 to 100.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the sum of weighted shares lies between 0 and 100"
)]
pub fn score(shares: &Shares) -> u8 {
    let unit = |share: f64| share.clamp(0.0, 1.0);
    let sum = 0.25 * unit(shares.complete)
        + 0.35 * unit(shares.valid)
        + 0.20 * (1.0 - unit(shares.duplicate))
        + 0.10 * (1.0 - unit(shares.doubtful))
        + 0.10 * (1.0 - unit(shares.stale));
    // Anything short of the best is not called the best.
    let most = if sum < 1.0 - f64::EPSILON * 8.0 { 99.0 } else { 100.0 };
    (100.0 * sum).round().min(most) as u8
}

/// Returns a share in percent with one digit; what is not all is never called 100 %, and what is there never 0 %.
#[must_use]
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        some if share > 0.0 && some < 0.05 => "< 0.1 %".to_owned(),
        most if share < 1.0 && most > 99.9 => "99.9 %".to_owned(),
        percent => format!("{percent:.1} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_all_is_not_called_all() {
        assert_eq!(percent(29_999.0 / 30_000.0), "99.9 %");
        assert_eq!(percent(1.0 / 30_000.0), "< 0.1 %");
        assert_eq!((percent(1.0), percent(0.0), percent(0.125)), ("100.0 %".into(), "0.0 %".into(), "12.5 %".into()));
        assert_eq!(score(&Shares { complete: 1.0, valid: 1.0, doubtful: 0.001, ..Shares::default() }), 99);
    }

    #[test]
    fn the_best_leads_score_a_hundred_and_the_worst_nothing() {
        assert_eq!(score(&Shares { complete: 1.0, valid: 1.0, ..Shares::default() }), 100);
        assert_eq!(score(&Shares { complete: 0.0, valid: 0.0, duplicate: 1.0, doubtful: 1.0, stale: 1.0 }), 0);
    }
}
