//! The writer's lock: one process writes at a time, and the others can say who.
//!
//! redb waits without limit for another process's transaction, so whoever wants to write takes this lock first, with
//! a time-out. It is an `flock` on a file beside the store; the kernel frees it when its holder dies, however it
//! dies. The file's content only says who holds it. Readers never come here.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::trouble::Trouble;
use crate::import::store::Who;
use crate::text::safe;

/// How a writer waits for another.
#[derive(Clone)]
pub struct Patience {
    /// How long.
    pub wait: Duration,
    /// Asked again and again while there is somebody to wait for or much to do, and told once who that somebody is;
    /// true gives up.
    pub meanwhile: Option<Meanwhile>,
}

/// What happens while somebody waits.
pub type Meanwhile = Arc<dyn Fn(Option<&str>) -> bool + Send + Sync>;

impl From<Duration> for Patience {
    fn from(wait: Duration) -> Self {
        Patience { wait, meanwhile: None }
    }
}

impl Patience {
    /// Makes the patience of somebody who is told, in words, how long is waited and for whom, and who may give up.
    #[must_use]
    pub fn told(
        wait: Duration,
        tell: impl Fn(String) + Send + Sync + 'static,
        gives_up: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        let meanwhile = move |who: Option<&str>| {
            if let Some(who) = who {
                tell(format!("Waiting up to {} s: {who}", wait.as_secs()));
            }
            gives_up()
        };
        Patience { wait, meanwhile: Some(Arc::new(meanwhile)) }
    }

    /// Ends work that is to be given up.
    pub(crate) fn check(&self) -> Result<(), Trouble> {
        self.tell(None)
    }

    fn tell(&self, who: Option<&str>) -> Result<(), Trouble> {
        let given_up = self.meanwhile.as_ref().is_some_and(|meanwhile| meanwhile(who));
        if given_up { Err(Trouble::Interrupted) } else { Ok(()) }
    }
}

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
/// A wait that is shorter is not worth a word.
const UNNOTICED: Duration = Duration::from_millis(500);

impl WriterLock {
    /// Takes the lock, waiting for another holder as patience says.
    pub(crate) fn take(place: &Place, who: &Who, patience: &Patience) -> Result<Self, Trouble> {
        let mut file = place.open_beside(&place.beside(".lock"), false)?;
        let (began, wait, mut told) = (Instant::now(), patience.wait, false);
        loop {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => break,
                Err(rustix::io::Errno::WOULDBLOCK) if began.elapsed() < wait => {
                    let news = (!told && began.elapsed() >= UNNOTICED).then(|| sentence(&mut file));
                    told |= news.is_some();
                    patience.tell(news.as_deref())?;
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
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    let holder = read.ok().and_then(|_| serde_json::from_str::<Holder>(&text).ok());
    let Some(holder) = holder else { return "Somebody else is writing to the store.".to_owned() };
    let operator = if holder.operator.is_empty() { "Somebody".to_owned() } else { safe(&holder.operator).into_owned() };
    let doing = if holder.doing.is_empty() { "writing to the store".into() } else { safe(&holder.doing) };
    let since = jiff::Timestamp::from_second(holder.since)
        .map(|time| time.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string())
        .unwrap_or_default();
    format!("{operator} has been {doing} since {since} (process {} on {}).", holder.pid, safe(&holder.host))
}
