//! The writer's lock: one process writes at a time, and the others can say who.
//!
//! redb waits without limit for another process's transaction, so whoever wants to write takes this lock first, with
//! a time-out. It is an `flock` on a file beside the store; the kernel frees it when its holder dies, however it
//! dies. The file's content only says who holds it. Readers never come here.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::trouble::Trouble;
use crate::import::store::Who;
use crate::text::safe;

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(crate) struct WriterLock {
    file: File,
}

/// Who holds the lock.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Holder {
    operator: String,
    doing: String,
    since: i64,
    pid: u32,
    host: String,
}

const POLL: Duration = Duration::from_millis(20);

impl WriterLock {
    /// Takes the lock, waiting for another holder no longer than `wait`.
    pub(crate) fn take(place: &Place, who: &Who, wait: Duration) -> Result<Self, Trouble> {
        let mut file = place.open_beside(&place.beside(".lock"), false)?;
        let began = Instant::now();
        loop {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => break,
                Err(rustix::io::Errno::WOULDBLOCK) if began.elapsed() < wait => {
                    std::thread::sleep(POLL.min(wait.saturating_sub(began.elapsed())));
                }
                Err(rustix::io::Errno::WOULDBLOCK) => return Err(Trouble::Busy(sentence(&mut file))),
                Err(error) => return Err(std::io::Error::from(error).into()),
            }
        }
        let mut lock = WriterLock { file };
        // Only words for others: a full disk must not keep anybody from deleting leads.
        let _ = lock.sign(who);
        Ok(lock)
    }

    fn sign(&mut self, who: &Who) -> std::io::Result<()> {
        let holder = Holder {
            operator: who.operator.clone(),
            doing: who.doing.clone(),
            since: jiff::Timestamp::now().as_second(),
            pid: std::process::id(),
            host: crate::import::origin::host(),
        };
        self.file.set_len(0)?;
        self.file.rewind()?;
        serde_json::to_writer(&self.file, &holder)?;
        self.file.flush()
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
        let _ = flock(&self.file, FlockOperation::Unlock);
    }
}

/// Takes the lock that makes a process the only sender of mails, or answers at once that another one has it.
///
/// It is held for as long as the file is open, and no writer waits for it.
pub(crate) fn sender_lock(place: &Place) -> Result<Option<File>, Trouble> {
    let file = place.open_beside(&place.beside(".sending"), false)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(std::io::Error::from(error).into()),
    }
}

/// Says who holds the lock of this file, since when.
fn sentence(file: &mut File) -> String {
    let mut text = String::new();
    let holder = file.read_to_string(&mut text).ok().and_then(|_| serde_json::from_str::<Holder>(&text).ok());
    let Some(holder) = holder else { return "Somebody else is writing to the store.".to_owned() };
    let operator = if holder.operator.is_empty() { "Somebody".to_owned() } else { safe(&holder.operator).into_owned() };
    let doing = if holder.doing.is_empty() { "writing to the store".into() } else { safe(&holder.doing) };
    let since = jiff::Timestamp::from_second(holder.since)
        .map(|time| time.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string())
        .unwrap_or_default();
    format!("{operator} has been {doing} since {since} (process {} on {}).", holder.pid, safe(&holder.host))
}
