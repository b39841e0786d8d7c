//! Looks at what an undo would do, and undoes.

use std::sync::Arc;

use super::{found, stopped};
use crate::app::beside::Found;
use crate::app::job::{News, Trouble};
use crate::import::Watch;
use crate::import::origin;
use crate::import::undo::{self, UndoMode, UndoReport, UndoRequest};
use crate::run::jobs::Desk;
use crate::run::jobs::import::now;
use crate::store::Mode;

/// Says what the undo of an import would do.
pub(super) fn check(desk: &Desk, import: u32) -> Result<News, Trouble> {
    let store = desk.store(Mode::Read)?;
    told(undo::check(&store, &request(desk, import, UndoMode::Refuse), &watch(desk)), Found::UndoChecked)
}

/// Undoes an import.
pub(super) fn undo(desk: &Desk, import: u32, mode: UndoMode) -> Result<News, Trouble> {
    let store = desk.store(Mode::Write)?;
    let done = undo::undo(&store, &request(desk, import, mode), &watch(desk));
    if done.is_ok() {
        // The undo stands, whatever comes of what is outdated.
        let _ = store.forget_outdated(now());
    }
    told(done, Found::Undone)
}

fn told(
    done: Result<UndoReport, crate::import::Stop>,
    into: impl FnOnce(Arc<UndoReport>) -> Found,
) -> Result<News, Trouble> {
    match done {
        Ok(report) => found(into(Arc::new(report))),
        Err(stop) => stopped(stop),
    }
}

fn request(desk: &Desk, import: u32, mode: UndoMode) -> UndoRequest {
    UndoRequest {
        import,
        mode,
        operator: desk.office.start.operator.clone(),
        host: origin::host(),
        from: origin::came_from(),
        clock: now,
    }
}

fn watch(desk: &Desk) -> Watch {
    let tell = std::sync::Arc::clone(&desk.tell);
    Watch {
        cancel: Arc::clone(&desk.cancel),
        progress: Box::new(move |progress| {
            tell(News::Beside(Found::Walked(progress.rows)));
        }),
    }
}
