//! When a mail that could not be sent is tried again, and when it is given up.
//!
//! RFC 5321, 4.5.4.1 wants retries to go on for four to five days, at first often, then every few hours.

/// Minutes from one try to the next; after the last, every four hours.
const MINUTES: [i64; 6] = [1, 5, 15, 30, 60, 120];
const LATER: i64 = 240;
const DAYS: i64 = 5;

/// Returns the seconds to wait after `tries` failed tries; `spread` (any number) moves it by up to a tenth,
/// so that many servers do not come back in the same second.
#[must_use]
pub fn wait(tries: u32, spread: u64) -> i64 {
    let index = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    let seconds = MINUTES.get(index).copied().unwrap_or(LATER) * 60;
    let tenth = u64::try_from(seconds / 10).unwrap_or(1).max(1);
    seconds + i64::try_from(spread % tenth).unwrap_or(0)
}

/// Tells whether a mail that was written at `queued` is given up at `now`.
#[must_use]
pub fn given_up(queued: i64, now: i64) -> bool {
    now - queued > DAYS * 86_400
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_then_stays_at_four_hours() {
        let waits: Vec<_> = (1..=8).map(|tries| wait(tries, 0) / 60).collect();
        assert_eq!(waits, [1, 5, 15, 30, 60, 120, 240, 240]);
    }

    #[test]
    fn the_spread_never_exceeds_a_tenth() {
        for spread in 0..5000 {
            assert!((14_400..=15_840).contains(&wait(9, spread)));
        }
    }

    #[test]
    fn a_mail_is_given_up_after_five_days() {
        assert!(!given_up(0, 5 * 86_400));
        assert!(given_up(0, 5 * 86_400 + 1));
    }
}
