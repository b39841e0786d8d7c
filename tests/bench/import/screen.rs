//! The program in a terminal of its own: how long until its first frame, and how long a key waits while an import runs.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::Outcome;

/// The program, built as the bench is.
const PROGRAM: &str = env!("CARGO_BIN_EXE_leadport");
/// How a frame ends: everything that it draws stands between two marks (synchronised output).
const FRAME: &[u8] = b"\x1b[?2026l";
/// How long anything may take before it counts as never.
const DEADLINE: Duration = Duration::from_mins(2);

/// Returns the program's own file.
pub fn program() -> PathBuf {
    PROGRAM.into()
}

/// Returns the program with a store and a home of its own.
pub fn leadport(store: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["--store", store]).env("HOME", home(Path::new(store))).stdin(Stdio::null());
    command
}

fn home(store: &Path) -> PathBuf {
    store.with_extension("home")
}

/// Returns how long it takes from the start of the program to its first whole frame.
pub fn first_frame(store: &Path) -> Outcome<Duration> {
    let begun = Instant::now();
    let mut window = Window::open(store, &[])?;
    window.wait(|window| window.frames > 0)?;
    Ok(begun.elapsed())
}

/// Imports a sheet in the wizard, presses keys all the while, and returns how long each waited for its frame.
pub fn keys_during_import(store: &Path, sheet: &Path) -> Outcome<Vec<Duration>> {
    // A home that remembers the file of an earlier run would ask whether to go on with it.
    let _ = std::fs::remove_dir_all(home(store));
    let mut window = Window::open(store, &[sheet.as_os_str().to_owned()])?;
    window.wait(|window| window.shows("● File") && window.shows("Sheet "))?;
    for (key, words) in [("n", "● Match type"), ("n", "● Fields"), ("n", "Save this matching"), ("\r", "● Check")]
    {
        window.send(key)?;
        window.wait(|window| window.shows(words))?;
    }
    window.wait(|window| window.shows("No errors"))?;
    window.send("n")?;
    window.wait(|window| window.shows("Importing") || window.shows(DONE))?;
    window.send("?")?;
    window.wait(|window| window.shows("▸ Up"))?;
    let mut waits = Vec::new();
    while !window.shows(DONE) && waits.len() < 5_000 {
        for (key, words) in [("\x1b[B", "▸ Down"), ("\x1b[A", "▸ Up")] {
            let pressed = Instant::now();
            window.send(key)?;
            window.wait(|window| window.shows(words))?;
            waits.push(pressed.elapsed());
            // As fast as a key repeats that is held down, and no faster: the import is to run meanwhile.
            std::thread::sleep(Duration::from_millis(30));
        }
    }
    Ok(waits)
}

/// What the screen shows once the import is done.
const DONE: &str = "● Summary";

struct Window {
    parser: vt100::Parser,
    frames: usize,
    tail: Vec<u8>,
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    from: Receiver<Vec<u8>>,
    _master: Box<dyn MasterPty + Send>,
}

impl Window {
    fn open(store: &Path, arguments: &[OsString]) -> Outcome<Self> {
        let pair = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 })?;
        let mut command = CommandBuilder::new(PROGRAM);
        command.arg("--store");
        command.arg(store);
        command.args(arguments);
        command.env_clear();
        std::fs::create_dir_all(home(store))?;
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("PATH", "/usr/bin:/bin")] {
            command.env(name, value);
        }
        command.env("HOME", home(store));
        command.cwd(home(store));
        let child = pair.slave.spawn_command(command)?;
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader()?;
        let writer = pair.master.take_writer()?;
        let (to, from) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || to.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        let parser = vt100::Parser::new(size(24)?, size(80)?, 0);
        Ok(Window { parser, frames: 0, tail: Vec::new(), child, writer, from, _master: pair.master })
    }

    fn wait(&mut self, until: impl Fn(&Window) -> bool) -> Outcome<()> {
        let begun = Instant::now();
        while !until(self) {
            let left = DEADLINE.checked_sub(begun.elapsed()).unwrap_or_default();
            let Ok(bytes) = self.from.recv_timeout(left) else {
                return Err(format!("what was waited for never came:\n{}", self.parser.screen().contents()).into());
            };
            self.parser.process(&bytes);
            self.tail.extend(bytes);
            self.frames += self.tail.windows(FRAME.len()).filter(|part| *part == FRAME).count();
            let kept = self.tail.len().min(FRAME.len() - 1);
            self.tail.drain(..self.tail.len() - kept);
        }
        Ok(())
    }

    fn shows(&self, words: &str) -> bool {
        self.parser.screen().contents().contains(words)
    }

    fn send(&mut self, keys: &str) -> Outcome<()> {
        self.writer.write_all(keys.as_bytes())?;
        Ok(self.writer.flush()?)
    }
}

fn size(count: u16) -> Outcome<std::num::NonZero<u16>> {
    std::num::NonZero::new(count).ok_or_else(|| "a window is never without cells".into())
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
