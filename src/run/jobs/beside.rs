//! The work of the screens beside the wizard: one file per kind.

mod leads;
mod mail;
mod output;
mod platform;
mod rows;
mod survey;
mod undo;

use super::{Desk, of_stop};
use crate::app::beside::{Found, Wish};
use crate::app::job::{News, Trouble};
use crate::import::Stop;

/// Carries a wish out.
pub(super) fn beside(desk: &Desk, wish: Wish) -> Result<News, Trouble> {
    match wish {
        Wish::Rows(query) => rows::find(desk, query),
        Wish::RowPage(import, page) => rows::page(desk, import, &page),
        Wish::Mail(import) => mail::send(desk, import),
        Wish::UndoCheck(import) => undo::check(desk, import),
        Wish::Undo(import, mode) => undo::undo(desk, import, mode),
        Wish::Leads(query) => leads::find(desk, query),
        Wish::LeadPage(page) => leads::page(desk, &page),
        Wish::Lead(id) => leads::one(desk, id),
        Wish::Survey(scope) => survey::make(desk, scope),
        Wish::Change(change, confirmed) => platform::change(desk, *change, confirmed),
        Wish::Report(..) | Wish::OverLimit(..) | Wish::ExportLeads(..) | Wish::SaveSurvey(..) => {
            output::write(desk, &wish)
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the last step of jobs that can fail before it")]
fn found(found: Found) -> Result<News, Trouble> {
    Ok(News::Beside(found))
}

fn stopped(stop: Stop) -> Result<News, Trouble> {
    of_stop(stop)
}
