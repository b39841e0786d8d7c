//! Reads a file in a child process of the same program, so that the worst file costs one clear error.
//!
//! The child ([`serve`], which `main` calls when the first argument is [`COMMAND`]) limits its own memory and processor time
//! before it looks at the file, and writes what it finds to its standard output in `frames`; the parent ([`open`]) checks
//! every length again. The child ends when its parent does: its standard input then is at its end. Where the running
//! program is not leadport (a test, say), nothing is started, and the caller reads in its own process.
//!
//! Two readers work here: our own of XLS (`xls`), and calamine as a second opinion on any format (`second`).

mod frames;
mod second;

use std::ffi::{OsStr, OsString};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::atomic::Ordering;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Resource, Rlimit, Signal, getpid, kill_process, setrlimit};

use super::fault::FileError;
use super::{Batch, Cancel, Limits, Rows, Sheet, xls};
use frames::Frame;

/// The hidden first argument by which the program is told to read a file for its parent.
pub const COMMAND: &str = "__read-sheet";

/// This very program, even if its file was replaced or removed since it was started.
const SELF: &str = "/proc/self/exe";
/// How long a single wait for the child may last before the cancel flag is looked at.
const WAIT: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

/// Who reads in the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Our own reader of XLS.
    Xls,
    /// calamine, for comparison.
    Second,
}

impl Reader {
    fn name(self) -> &'static str {
        match self {
            Reader::Xls => "xls",
            Reader::Second => "second",
        }
    }

    fn read(self, path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Sheet, FileError> {
        match self {
            Reader::Xls => xls::read(path, limits, cancel),
            Reader::Second => second::read(path, limits),
        }
    }
}

/// Reads the first sheet of a file as calamine sees it, for comparing two independent readers.
///
/// # Errors
/// Whatever calamine says, and that the child came to its limits.
pub fn second_opinion(path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Sheet, FileError> {
    open(Reader::Second, path, limits, cancel)
}

/// Opens a file in a child process; in this process where no child can be had.
///
/// # Errors
/// Whatever the reader says of the file, and that the child came to its limits.
pub fn open(reader: Reader, path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Sheet, FileError> {
    let Some(mut piped) = Piped::start(reader, path, limits, cancel) else {
        return reader.read(path, limits, cancel);
    };
    match piped.frame()? {
        Some(Frame::Info(info)) => Ok(Sheet { info, rows: Box::new(piped) }),
        Some(Frame::Fault(error)) => Err(error),
        // Not a single frame, and the code for a wrong command line: a program that does not know the command. Any other end is
        // that of a reader which broke off, and what broke it must not come into this process.
        None if piped.child.wait().is_ok_and(|status| status.code() == Some(2)) => reader.read(path, limits, cancel),
        _ => Err(piped.how_it_ended()),
    }
}

/// A child that reads, and the parent's end of the pipe.
struct Piped {
    child: Child,
    /// Held open for as long as the child is wanted.
    _alive: Option<ChildStdin>,
    output: BufReader<Waiting>,
    limits: Limits,
    cancel: Cancel,
    progress: (u64, u64),
    done: bool,
}

/// The pipe, read without ever waiting longer than a moment for a child that does not come.
struct Waiting {
    pipe: ChildStdout,
    cancel: Cancel,
}

impl Read for Waiting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(io::Error::other("cancelled"));
            }
            let ready = poll(&mut [PollFd::new(&self.pipe, PollFlags::IN)], Some(&WAIT));
            match ready {
                Ok(0) | Err(rustix::io::Errno::INTR) => {}
                Ok(_) => return self.pipe.read(buffer),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Piped {
    fn start(reader: Reader, path: &Path, limits: &Limits, cancel: &Cancel) -> Option<Self> {
        let program = std::fs::read_link(SELF).ok()?;
        if !is_leadport(program.file_name()?.to_str()?) {
            return None;
        }
        let numbers =
            [limits.child_memory, limits.child_seconds, limits.file_bytes, limits.held_bytes, limits.text_bytes.into()];
        let mut child = Command::new(SELF)
            .arg0("leadport")
            .args([COMMAND, reader.name()])
            .args(numbers.map(|number| number.to_string()))
            .arg(path)
            // A Ctrl-C is the parent's to answer: of itself it ends no child.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let pipe = child.stdout.take()?;
        let alive = child.stdin.take();
        let output = BufReader::with_capacity(64 << 10, Waiting { pipe, cancel: cancel.clone() });
        Some(Piped {
            child,
            _alive: alive,
            output,
            limits: limits.clone(),
            cancel: cancel.clone(),
            progress: (0, 1),
            done: false,
        })
    }

    /// Returns the next frame; `None` where the child's output ends without one.
    fn frame(&mut self) -> Result<Option<Frame>, FileError> {
        match frames::read(&mut self.output) {
            Ok(frame) => Ok(frame),
            Err(_) if self.cancel.load(Ordering::Relaxed) => Err(FileError::cancelled()),
            Err(_) => Err(self.how_it_ended()),
        }
    }

    /// Says why a child ended before it was done.
    fn how_it_ended(&mut self) -> FileError {
        // It may still run if it wrote nonsense; it is not wanted any more.
        let ended = self.child.try_wait().ok().flatten();
        if ended.is_none() {
            let _ = self.child.kill();
        }
        let Ok(status) = self.child.wait() else { return damaged() };
        match status.signal() {
            Some(signal) if signal == Signal::XCPU.as_raw() => {
                let what = format!(
                    "Reading the workbook took more than {} seconds of processor time.",
                    self.limits.child_seconds
                );
                FileError::too_big(what, "limits.child_seconds")
            }
            Some(signal) if signal == Signal::ABORT.as_raw() => {
                let what =
                    format!("Reading the workbook took more than {} MiB of memory.", self.limits.child_memory >> 20);
                FileError::too_big(what, "limits.child_memory")
            }
            _ => damaged(),
        }
    }
}

impl Rows for Piped {
    fn next(&mut self, batch: &mut Batch) -> Result<(), FileError> {
        batch.clear();
        if self.done {
            return Ok(());
        }
        match self.frame()? {
            Some(Frame::Rows(bytes, progress)) => {
                self.progress = progress;
                frames::unpack_rows(&bytes, batch).ok_or_else(damaged)
            }
            Some(Frame::End) => {
                self.done = true;
                let _ = self.child.wait();
                Ok(())
            }
            Some(Frame::Fault(error)) => {
                self.done = true;
                Err(error)
            }
            Some(Frame::Info(_)) | None => Err(self.how_it_ended()),
        }
    }

    fn progress(&self) -> (u64, u64) {
        self.progress
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        // It may be done already; then there is nothing to kill, and only its number to give back.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn damaged() -> FileError {
    FileError::damaged("The workbook could not be read safely: its reader broke off, as it does with damaged files.")
}

/// Tells the program, under whatever version it is installed, from its unit tests: cargo names those by a hash of 16 digits.
fn is_leadport(name: &str) -> bool {
    let hash =
        name.rsplit('-').next().is_some_and(|end| end.len() == 16 && end.bytes().all(|byte| byte.is_ascii_hexdigit()));
    name.starts_with("leadport") && !hash
}

/// Reads a file for the parent: the rest of the program's arguments after [`COMMAND`], in; frames, out.
pub fn serve(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let [reader, memory, seconds, file, held, text, path] = arguments.as_slice() else { return ExitCode::from(2) };
    let number = |text: &OsStr| text.to_str().and_then(|text| text.parse::<u64>().ok());
    let reader = [Reader::Xls, Reader::Second].into_iter().find(|known| reader == known.name());
    let (Some(reader), Some(memory), Some(seconds), Some(file_bytes), Some(held_bytes), Some(text_bytes)) =
        (reader, number(memory), number(seconds), number(file), number(held), number(text))
    else {
        return ExitCode::from(2);
    };
    end_with_parent();
    limit(memory, seconds);
    let limits = Limits {
        file_bytes,
        held_bytes,
        text_bytes: u32::try_from(text_bytes).unwrap_or(u32::MAX),
        ..Limits::default()
    };
    let mut out = BufWriter::with_capacity(256 << 10, io::stdout().lock());
    // A pipe that nobody reads any more is no fault: the sheet was closed.
    let told = tell(reader, Path::new(path), &limits, &mut out).and_then(|()| out.flush());
    if told.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tell(reader: Reader, path: &Path, limits: &Limits, out: &mut impl Write) -> io::Result<()> {
    let mut sheet = match reader.read(path, limits, &Cancel::default()) {
        Ok(sheet) => sheet,
        Err(error) => return frames::write_fault(out, &error),
    };
    frames::write_info(out, &sheet.info)?;
    let mut batch = Batch::default();
    loop {
        match sheet.rows.next(&mut batch) {
            Err(error) => return frames::write_fault(out, &error),
            Ok(()) if batch.is_empty() => return frames::write_end(out),
            Ok(()) => frames::write_rows(out, &batch, sheet.rows.progress())?,
        }
    }
}

/// Waits in a thread for the parent to be gone, and then ends this process at once.
fn end_with_parent() {
    let watch = || {
        let mut nothing = [0; 1];
        // Nothing is ever written to it: a read that returns means that the other end is closed.
        let _ = io::stdin().read(&mut nothing);
        let _ = kill_process(getpid(), Signal::KILL);
    };
    // Without the thread the pipe still ends the process, with the next rows that it writes.
    let _ = std::thread::Builder::new().stack_size(64 << 10).spawn(watch);
}

/// Limits this process; a limit that cannot be set leaves those of the readers themselves.
fn limit(memory: u64, seconds: u64) {
    let most = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    let _ = setrlimit(Resource::Core, most(0));
    let _ = setrlimit(Resource::As, most(memory));
    // The soft limit comes first, with a signal of its own by which it is known.
    let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(seconds), maximum: Some(seconds.saturating_add(1)) });
}
