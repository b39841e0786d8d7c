//! The thread that reads the terminal and sends keys, pastes and sizes. It is never joined: nothing can wake it.
//! Next: `join` puts split keys together.

mod join;

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Instant;

use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use self::join::Join;
use super::turn::Incoming;
use crate::app::event::Event;
use crate::keys::{Chord, Key};

/// Starts the thread.
pub(super) fn listen(to: Sender<Incoming>) -> std::io::Result<()> {
    thread::Builder::new().name("input".into()).spawn(move || {
        let mut join = Join::default();
        let send = |event| to.send(Incoming::Event(event)).is_ok();
        loop {
            // Where the terminal cannot be asked it cannot be read either.
            if let Some(wait) = join.wait()
                && event::poll(wait).is_ok_and(|is_there| !is_there)
            {
                if !join.release().into_iter().map(Event::Key).all(send) {
                    return;
                }
                continue;
            }
            let (keys, event) = match event::read() {
                Ok(event::Event::Key(key)) => {
                    (chord_of(key).map_or_else(Vec::new, |chord| join.key(chord, Instant::now())), None)
                }
                Ok(event::Event::Paste(text)) => (join.release(), Some(Event::Paste(text))),
                Ok(event::Event::Resize(columns, rows)) => (Vec::new(), Some(Event::Resize(columns, rows))),
                Ok(_) => continue,
                Err(_) => (Vec::new(), Some(Event::Terminate)),
            };
            let last = matches!(event, Some(Event::Terminate));
            if !keys.into_iter().map(Event::Key).chain(event).all(send) || last {
                return;
            }
        }
    })?;
    Ok(())
}

/// Returns the chord of a key press; `None` for releases and for keys that nothing can be bound to.
fn chord_of(event: KeyEvent) -> Option<Chord> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let held = |modifier| event.modifiers.contains(modifier);
    let mut chord = Chord {
        key: Key::Esc,
        ctrl: held(KeyModifiers::CONTROL),
        alt: held(KeyModifiers::ALT),
        shift: held(KeyModifiers::SHIFT),
    };
    chord.key = match event.code {
        KeyCode::Char(c) => {
            chord.shift = false;
            Key::Char(if chord.ctrl { c.to_ascii_lowercase() } else { c })
        }
        KeyCode::BackTab => {
            chord.shift = true;
            Key::Tab
        }
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Insert => Key::Insert,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::F(number) => Key::F(number),
        _ => return None,
    };
    Some(chord)
}
