//! Disks that forget: a recorder of writes, and a disk that fails at a given write.

use std::io;
use std::ops::Bound;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use leadport::store::Wrap;
use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};

/// What happened to a file, in order.
#[derive(Clone, Debug)]
pub enum Event {
    Write(u64, Vec<u8>),
    Length(u64),
    Sync,
    /// So many imports were acknowledged.
    Acknowledged(u32),
}

/// Decides over every change of the file before it happens.
pub trait Watch: Send + Sync + std::fmt::Debug + 'static {
    fn meets(&self, event: Event) -> io::Result<()>;
}

/// The events of a file, kept.
#[derive(Debug, Default)]
pub struct Recorder(pub Mutex<Vec<Event>>);

impl Watch for Recorder {
    fn meets(&self, event: Event) -> io::Result<()> {
        self.0.lock().unwrap().push(event);
        Ok(())
    }
}

/// Fails at the change with this number (from 0), and at all after it until it is mended.
#[derive(Debug)]
pub struct Failing {
    pub left: AtomicI64,
    pub kind: io::ErrorKind,
}

impl Watch for Failing {
    fn meets(&self, _: Event) -> io::Result<()> {
        if self.left.fetch_sub(1, Ordering::SeqCst) > 0 { Ok(()) } else { Err(self.kind.into()) }
    }
}

/// Returns what puts a watch between the store and its file.
pub fn wrap<W: Watch>(watch: &Arc<W>) -> Wrap {
    let watch = Arc::clone(watch);
    Arc::new(move |file| Box::new(Watched { file, watch: Arc::clone(&watch) }) as Box<dyn StorageBackend>)
}

#[derive(Debug)]
struct Watched<W> {
    file: FileBackend,
    watch: Arc<W>,
}

impl<W: Watch> StorageBackend for Watched<W> {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.watch.meets(Event::Length(len))?;
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        // Written down only once it has happened: what came before is on the disk from here on.
        self.watch.meets(Event::Sync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.watch.meets(Event::Write(offset, data.to_vec()))?;
        self.file.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.query_lock_range(start, end)
    }
}
