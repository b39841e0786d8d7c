//! Small things that are written to the store.

use super::{Desk, of_store};
use crate::app::job::{News, Trouble};
use crate::matching::Matching;
use crate::store::Mode;

/// Saves a matching under a name.
pub(super) fn matching(desk: &Desk, name: String, matching: Matching) -> Result<News, Trouble> {
    desk.store(Mode::Write)?.save_matching(&name, &matching).map_err(of_store)?;
    Ok(News::MatchingSaved(name, matching))
}
