//! The terminal: taken, drawn to in one write per frame, given back whatever happens.
//!
//! Nothing is ever asked of the terminal (cursor position, keyboard protocol): with a thread reading its input the
//! answers get lost and the asking waits two seconds.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

/// Where a frame gathers before it is written.
#[derive(Clone, Default)]
struct Gathered(Rc<RefCell<Vec<u8>>>);

impl Write for Gathered {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal while the program has it; dropping it gives it back.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Gathered>>,
    gathered: Gathered,
}

impl Screen {
    /// Takes the terminal.
    pub(super) fn take() -> io::Result<Self> {
        let gathered = Gathered::default();
        let (columns, rows) = size();
        let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, columns, rows)) };
        let terminal = Terminal::with_options(CrosstermBackend::new(gathered.clone()), options)?;
        enter()?;
        Ok(Screen { terminal, gathered })
    }

    /// Draws a frame and sends what changed, in one write and one synchronized update.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.gathered.0.borrow_mut().clear();
        queue!(self.gathered, BeginSynchronizedUpdate)?;
        self.terminal.draw(draw)?;
        queue!(self.gathered, EndSynchronizedUpdate)?;
        write_all(&self.gathered.0.borrow())
    }

    /// Takes note of the window's size and draws all of it next time.
    pub(super) fn resize(&mut self, columns: u16, rows: u16) -> io::Result<()> {
        self.gathered.0.borrow_mut().clear();
        self.terminal.resize(Rect::new(0, 0, columns, rows))?;
        let mut bytes = Vec::new();
        queue!(bytes, crossterm::style::ResetColor, crossterm::terminal::Clear(crossterm::terminal::ClearType::All))?;
        write_all(&bytes)
    }

    /// Puts text on the operator's own clipboard through the terminal (OSC 52).
    pub(super) fn copy(text: &str) -> io::Result<()> {
        let mut bytes = Vec::new();
        queue!(bytes, CopyToClipboard::to_clipboard_from(text))?;
        write_all(&bytes)
    }

    /// Gives the terminal to the shell, stops the program until it is brought to the front, and takes it again.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)?;
        self.come_back()
    }

    /// Takes the terminal again after somebody else had it.
    pub(super) fn come_back(&mut self) -> io::Result<()> {
        enter()?;
        let (columns, rows) = size();
        self.resize(columns, rows)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Returns the window's size; 80×24 where the terminal does not know it.
pub(super) fn size() -> (u16, u16) {
    match crossterm::terminal::size() {
        Ok((columns, rows)) if columns > 0 && rows > 0 => (columns, rows),
        _ => (80, 24),
    }
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    let mut bytes = Vec::new();
    queue!(bytes, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    write_all(&bytes)
}

/// Gives the terminal back as it was; does what it can where the terminal is gone.
pub(super) fn give_back() {
    let mut bytes = Vec::new();
    // Writing to a vector cannot fail, and a terminal that is gone needs nothing any more.
    let _ = queue!(bytes, EndSynchronizedUpdate, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    let _ = write_all(&bytes);
    let _ = disable_raw_mode();
}

fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(rustix::stdio::stdout(), bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => {
                let stdout = rustix::stdio::stdout();
                let mut waited = [rustix::event::PollFd::new(&stdout, rustix::event::PollFlags::OUT)];
                rustix::event::poll(&mut waited, None)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
