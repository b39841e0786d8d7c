//! Checks and imports: the pipeline, watched.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Desk, of_stop};
use crate::app::job::{News, Trouble, Work};
use crate::import::request::Closing;
use crate::import::store::Extra;
use crate::import::{self, Request, Watch};
use crate::matching::changes;
use crate::store::Mode;

/// Checks a file.
pub(super) fn check(desk: &Desk, work: &Work) -> Result<News, Trouble> {
    let store = desk.store(Mode::Read)?;
    match import::check(&store, &request(desk, work), &watch(desk)) {
        Ok(report) => Ok(News::Checked(Arc::new(report))),
        Err(stop) => of_stop(stop),
    }
}

/// Imports a file.
pub(super) fn import(desk: &Desk, work: &Work) -> Result<News, Trouble> {
    let store = desk.store(Mode::Write)?;
    match import::import(&store, &request(desk, work), &watch(desk)) {
        Ok(report) => Ok(News::Imported(Arc::new(report))),
        Err(stop) => of_stop(stop),
    }
}

fn request(desk: &Desk, work: &Work) -> Request {
    let start = &desk.office.start;
    let columns = changes::signature(&work.columns);
    Request {
        path: work.path.clone(),
        limits: crate::sheet::Limits::default(),
        matching: work.matching.clone(),
        options: work.options(),
        operator: start.operator.clone(),
        host: crate::run::look::host(),
        from: came_from(),
        clock: now,
        closing: Closing::new(move |_| vec![Extra::Columns(columns.clone())]),
    }
}

/// Returns the address that the operator came from, as sshd says it.
pub(super) fn came_from() -> String {
    let connection = std::env::var("SSH_CONNECTION").unwrap_or_default();
    connection.split_whitespace().next().unwrap_or_default().to_owned()
}

pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(since).unwrap_or(i64::MAX)
}

fn watch(desk: &Desk) -> Watch {
    let tell = Arc::clone(&desk.tell);
    Watch { cancel: Arc::clone(&desk.cancel), progress: Box::new(move |progress| tell(News::Progress(progress))) }
}
