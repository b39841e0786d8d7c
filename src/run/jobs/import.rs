//! Checks and imports: the pipeline, watched.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Desk, check_file, of_stop, of_store};
use crate::app::job::{News, Trouble, Work};
use crate::import::request::Closing;
use crate::import::store::Extra;
use crate::import::{self, LeadStore, Request, Seen, Watch, limits, origin};
use crate::mail;
use crate::matching::changes;
use crate::platform::Platform;
use crate::store::Mode;

/// Checks a file.
pub(super) fn check(desk: &Desk, work: &Work) -> Result<News, Trouble> {
    let store = desk.store(Mode::Read)?;
    let platform = store.platform().map_err(of_store)?;
    match import::check(&store, &request(desk, work, platform), &watch(desk)) {
        Ok(report) => Ok(News::Checked(Arc::new(report))),
        Err(stop) => of_stop(stop),
    }
}

/// Imports a file. The rows that it leaves out for their errors are kept in a file beside it. Its mail is sent by a job of its own (`beside/mail`), so that a slow mail server delays nobody.
pub(super) fn import(desk: &Desk, work: &Work, seen: Seen) -> Result<News, Trouble> {
    let store = desk.store_until(Mode::Write, Arc::clone(&desk.cancel))?;
    let platform = store.platform().map_err(of_store)?;
    let mut request = request(desk, work, platform);
    request.options.seen = Some(seen);
    match import::import(&store, &request, &watch(desk)) {
        Ok(report) => {
            let left_out = work.only_valid && report.entry.is_some() && !report.skipped.is_empty();
            let rejects = left_out.then(|| check_file::write_rejects(desk, work, &report));
            Ok(News::Imported(Arc::new(report), rejects))
        }
        Err(stop) => of_stop(stop),
    }
}

fn request(desk: &Desk, work: &Work, platform: Platform) -> Request {
    let start = &desk.office.start;
    let columns = changes::signature(&work.columns);
    let (operator, host) = (start.operator.clone(), origin::host());
    Request {
        path: work.path.clone(),
        limits: limits::limits(&platform.settings),
        matching: work.matching.clone(),
        options: work.options(),
        operator: operator.clone(),
        host: host.clone(),
        from: origin::came_from(),
        clock: now,
        closing: Closing::new(move |report| {
            let mut extras = vec![Extra::Columns(columns.clone())];
            if let Some(entry) = &report.entry {
                extras.extend(mail::letter(&platform, &operator, entry.import, &host, now()));
            }
            extras
        }),
    }
}

pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(since).unwrap_or(i64::MAX)
}

fn watch(desk: &Desk) -> Watch {
    let tell = Arc::clone(&desk.tell);
    Watch { cancel: Arc::clone(&desk.cancel), progress: Box::new(move |progress| tell(News::Progress(progress))) }
}
