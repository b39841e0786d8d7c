//! The end of an import: the index, the entry, what is attached, and the one durable commit.

use redb::WriteTransaction;

use super::{Writing, email_key, spoilt, write_blocks};
use crate::import::outcome::{Entry, Kind as EntryKind};
use crate::import::store::Extra;
use crate::matching::Matching;
use crate::platform::Lead;
use crate::store::emails;
use crate::store::imports::{note_file, note_undo, write_entry};
use crate::store::leads;
use crate::store::record::{Kind, sealed};
use crate::store::schema::{COLUMNS, EMAILS, LEADS, MATCHINGS, OUTBOX, write_state};
use crate::store::trouble::Trouble;

impl Writing {
    /// Writes what is left and makes everything durable.
    pub(super) fn commit_entry(&mut self, mut entry: Entry) -> Result<Entry, Trouble> {
        let txn = self.txn.take().ok_or_else(spoilt)?;
        let last = self.finish_block();
        write_blocks(&txn, &last.into_iter().collect())?;
        self.write_changed(&txn)?;
        self.change_index(&txn)?;
        self.state.imports = self.import;
        entry.import = self.import;
        entry.counts = self.counts;
        entry.leads_after = self.state.leads;
        entry.undone_by = None;
        entry.forgotten = false;
        if entry.at == 0 {
            entry.at = self.at;
        }
        write_entry(&txn, &entry)?;
        match entry.kind {
            EntryKind::Import => note_file(&txn, &entry.sha256, entry.import)?,
            EntryKind::Undo { .. } => note_undo(&txn, &entry)?,
        }
        for extra in std::mem::take(&mut self.extras) {
            match extra {
                Extra::Columns(signature) => write_columns(&txn, &signature, &entry.matching)?,
                Extra::Matching(name) => write_matching(&txn, &name, &entry.matching)?,
                Extra::Outbox(mail) => {
                    write_letter(&txn, self.state.next_letter, &mail)?;
                    self.state.next_letter += 1;
                }
            }
        }
        write_state(&txn, self.state)?;
        txn.commit()?;
        Ok(entry)
    }

    fn change_index(&mut self, txn: &WriteTransaction) -> Result<(), Trouble> {
        let (out, put) = (std::mem::take(&mut self.out), std::mem::take(&mut self.put));
        if out.is_empty() && put.is_empty() {
            return Ok(());
        }
        let table = txn.open_table(LEADS)?;
        let lead = |id| -> Result<Lead, Trouble> {
            let found = leads::Finder::new(&table).get(id)?;
            found.ok_or_else(|| Trouble::damaged(format!("the lead {id} is missing")))
        };
        emails::change(&mut txn.open_table(EMAILS)?, out, put, |one, other| {
            Ok(email_key(lead(one)?.email()) == email_key(lead(other)?.email()))
        })
    }
}

/// Saves a matching under a name.
pub(crate) fn write_matching(txn: &WriteTransaction, name: &str, matching: &Matching) -> Result<(), Trouble> {
    let record = sealed(Kind::Matching, name.as_bytes(), &json(matching)?);
    txn.open_table(MATCHINGS)?.insert(name, record.as_slice())?;
    Ok(())
}

/// Keeps the matching that was last used for a file with these columns.
fn write_columns(txn: &WriteTransaction, signature: &str, matching: &Matching) -> Result<(), Trouble> {
    let record = sealed(Kind::Columns, signature.as_bytes(), &json(matching)?);
    txn.open_table(COLUMNS)?.insert(signature, record.as_slice())?;
    Ok(())
}

/// Puts a mail into the outbox.
pub(crate) fn write_letter(txn: &WriteTransaction, number: u64, mail: &serde_json::Value) -> Result<(), Trouble> {
    let record = sealed(Kind::Letter, &number.to_le_bytes(), &json(mail)?);
    txn.open_table(OUTBOX)?.insert(number, record.as_slice())?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Trouble> {
    serde_json::to_vec(value).map_err(|error| Trouble::damaged(format!("a record cannot be written ({error})")))
}
