//! What the commands that change the platform share: how a refusal is told, and what a change says.

use serde_json::Value;

use super::{Context, Fault, print};
use crate::import::LeadStore;
use crate::platform::edit::{EditError, Of};
use crate::platform::{Lead, Platform};
use crate::store::{Mode, Store};

/// Returns the fault of a change that the platform refuses.
pub(super) fn fault(error: &EditError) -> Fault {
    let message = super::print::sentence(&error.to_string());
    let confirm = if matches!(error, EditError::InUse { of: Of::Field(_), .. }) { " (--yes confirms)" } else { "" };
    Fault::setting(&message).suggest(&format!("{}{confirm}", error.suggestion()))
}

/// Changes the platform, and returns the store as it is then. What is refused is refused before a store is made or
/// waited for.
pub(super) fn change<T>(
    context: &Context,
    doing: &str,
    change: impl Fn(&mut Platform) -> Result<T, EditError>,
) -> Result<(Store, T), Fault> {
    change(&mut context.open(Mode::Read)?.platform()?).map_err(|error| fault(&error))?;
    let store = context.open(Mode::Write)?;
    let done = store.change_platform(doing, change)?.map_err(|error| fault(&error))?;
    Ok((store, done))
}

/// Says that something was changed: a line for people, a document for scripts.
pub(super) fn changed(line: &str, document: &Value, context: &Context) -> Result<(), Fault> {
    if context.json {
        return print::json(document);
    }
    context.note(line);
    Ok(())
}

/// Counts the leads for which something holds.
pub(super) fn leads_where(store: &Store, holds: impl Fn(&Lead) -> bool) -> Result<u64, Fault> {
    let mut count = 0;
    store.leads(&mut |lead| {
        count += u64::from(holds(&lead));
        true
    })?;
    Ok(count)
}
