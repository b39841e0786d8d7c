//! Surveys the quality of leads.

use std::sync::Arc;

use super::found;
use crate::app::beside::{Found, Surveyed};
use crate::app::job::{News, Trouble};
use crate::quality::{Scope, survey};
use crate::run::jobs::import::now;
use crate::run::jobs::{Desk, of_store};
use crate::store::Mode;

/// Makes the survey, and tells how far it is.
pub(super) fn make(desk: &Desk, scope: Scope) -> Result<News, Trouble> {
    let store = desk.store(Mode::Read)?;
    let at = now();
    let progress = |walked| desk.tell(News::Beside(Found::Surveying(walked)));
    match survey(&store, scope, at, &desk.cancel, &progress).map_err(of_store)? {
        Some(survey) => found(Found::Surveyed(Surveyed { scope, at, survey: Arc::new(survey) })),
        None => Ok(News::Cancelled),
    }
}
