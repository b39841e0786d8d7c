//! Searches through the problems of a check: those that contain some words, cells whose mend is certain or the same.

use std::sync::atomic::Ordering;

use super::Desk;
use crate::app::job::{News, Search, Searched};
use crate::import::mend::certain;
use crate::import::{Code, Report};

/// Searches; one that is stopped by the next one's start tells that it was.
pub(super) fn search(desk: &Desk, report: &Report, search: Search) -> News {
    let stopped = || desk.cancel.load(Ordering::Relaxed);
    let log = &report.problems;
    let found = match &search {
        Search::Fitting(cause, words) => Searched::Fitting(log.fitting(*cause, words, &stopped).into()),
        Search::Certain(cause, layer) => {
            let mut mends = layer.clone();
            let causes = cause.map_or(0..log.causes().len(), |cause| cause..cause + 1);
            // Bare numbers are read as dates by one choice for the whole column, not cell by cell.
            let by_cell = |at: &usize| log.causes().get(*at).is_some_and(|cause| cause.code != Code::DateIsNumber);
            let cells: usize =
                causes.filter(by_cell).map(|at| certain::put_all(&mut mends, certain::of_cause(log, at))).sum();
            Searched::Mended(mends, cells as u64)
        }
        Search::Same(cause, one, layer) => {
            let mut mends = layer.clone();
            let same = certain::same_value(log, *cause, &one.old, &one.new);
            let cells = certain::put_all(&mut mends, same);
            Searched::Mended(mends, cells as u64)
        }
    };
    if stopped() { News::Cancelled } else { News::Searched(search, found) }
}
