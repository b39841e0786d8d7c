//! A pseudo terminal with the program in it, and what the screen shows.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long anything may take on a busy machine before it counts as never.
const DEADLINE: Duration = Duration::from_secs(30);

/// The program in its terminal.
pub struct Window {
    pub parser: vt100::Parser,
    pub sent: Vec<u8>,
    pub child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    from: Receiver<Vec<u8>>,
    closed: bool,
}

/// A home folder for the program: store, drafts, configuration.
pub struct Home {
    path: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Home { path: folder.path().to_owned(), _folder: Some(folder) }
    }

    /// Returns the home that somebody else made.
    pub fn of(path: PathBuf) -> Self {
        Home { path, _folder: None }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the program with these arguments.
    pub fn open(&self, arguments: &[&str]) -> Window {
        self.open_with(arguments, &[])
    }

    /// Opens the program with these arguments and variables.
    pub fn open_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Window {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_leadport"));
        command.args(arguments);
        command.cwd(self.path());
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("PATH", "/usr/bin:/bin")] {
            command.env(name, value);
        }
        command.env("HOME", self.path());
        for (name, value) in variables {
            command.env(name, value);
        }
        Window::start(command)
    }

    /// Runs a command of the program and returns what it printed.
    pub fn command(&self, arguments: &[&str]) -> String {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_leadport"))
            .args(arguments)
            .env("HOME", self.path())
            .current_dir(self.path())
            .output()
            .expect("the program runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Returns a sheet of the samples.
pub fn sample(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-data").join(name).display().to_string()
}

impl Window {
    fn start(command: CommandBuilder) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let (to, from) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || to.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Window {
            parser: vt100::Parser::new(cells(24), cells(80), 0),
            sent: Vec::new(),
            child,
            master: pair.master,
            writer,
            from,
            closed: false,
        }
    }

    /// Takes what the program sends within this time; false if it sent nothing.
    pub fn take(&mut self, time: Duration) -> bool {
        match self.from.recv_timeout(time) {
            Ok(bytes) => {
                self.parser.process(&bytes);
                self.sent.extend(bytes);
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => {
                self.closed = true;
                false
            }
        }
    }

    /// Waits for words on the screen.
    pub fn wait_for(&mut self, words: &str) -> &mut Self {
        let begun = Instant::now();
        while !self.shows(words) {
            let left = DEADLINE.checked_sub(begun.elapsed());
            let left = left.unwrap_or_else(|| panic!("“{words}” never came:\n{}", self.text()));
            assert!(self.take(left) || !self.closed, "ended before “{words}” came:\n{}", self.text());
        }
        self
    }

    /// Waits until the program has sent nothing for a while, and returns how much came until then.
    pub fn settle(&mut self) -> usize {
        let before = self.sent.len();
        while self.take(Duration::from_millis(400)) {}
        self.sent.len() - before
    }

    pub fn shows(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Sends keys as a terminal sends them.
    pub fn send(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).expect("keys are taken");
        self.writer.flush().expect("keys are taken");
        self
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("a size");
        self.parser.screen_mut().set_size(cells(rows), cells(columns));
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_raw(i32::try_from(self.pid()).expect("a pid")).expect("a pid");
        rustix::process::kill_process(pid, signal).expect("the program is there");
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a pid")
    }

    /// Waits for the program's end and returns how it ended and how long that took.
    pub fn end(&mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        loop {
            self.take(Duration::from_millis(5));
            if let Some(status) = self.child.try_wait().expect("a status") {
                let took = begun.elapsed();
                while self.take(Duration::from_millis(100)) {}
                return (status, took);
            }
            assert!(begun.elapsed() < DEADLINE, "it never ended:\n{}", self.text());
        }
    }

    /// Tells whether the terminal is as it was before: main screen, cursor visible.
    pub fn is_given_back(&self) -> bool {
        !self.parser.screen().alternate_screen() && !self.parser.screen().hide_cursor()
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a window is never without cells")
}

impl Drop for Window {
    fn drop(&mut self) {
        // A test that failed must not leave its program behind.
        let _ = self.child.kill();
    }
}
