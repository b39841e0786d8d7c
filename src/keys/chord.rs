//! One key press with its modifiers: how keymap files spell it and how screens show it.

use std::fmt;

/// A key of the keyboard, apart from modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A character; capitals are characters of their own.
    Char(char),
    /// Enter or Return.
    Enter,
    /// Escape.
    Esc,
    /// The tabulator.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// A function key, from 1.
    F(u8),
}

/// The keys that have a name: as files spell them, as screens show them.
const NAMES: &[(&str, &str, Key)] = &[
    ("enter", "Enter", Key::Enter),
    ("esc", "Esc", Key::Esc),
    ("tab", "Tab", Key::Tab),
    ("backspace", "Backspace", Key::Backspace),
    ("delete", "Del", Key::Delete),
    ("insert", "Ins", Key::Insert),
    ("home", "Home", Key::Home),
    ("end", "End", Key::End),
    ("pgup", "PgUp", Key::PageUp),
    ("pgdn", "PgDn", Key::PageDown),
    ("up", "Up", Key::Up),
    ("down", "Down", Key::Down),
    ("left", "Left", Key::Left),
    ("right", "Right", Key::Right),
    ("space", "Space", Key::Char(' ')),
];

/// A key with its modifiers. Shift is part of a character (`G`), and a modifier only of a named key (`shift-tab`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    /// The key.
    pub key: Key,
    /// Whether Ctrl is held.
    pub ctrl: bool,
    /// Whether Alt is held (or Esc was sent before, which is how terminals spell it).
    pub alt: bool,
    /// Whether Shift is held with a named key.
    pub shift: bool,
}

impl From<Key> for Chord {
    fn from(key: Key) -> Self {
        Chord { key, ctrl: false, alt: false, shift: false }
    }
}

impl Chord {
    /// Returns the chord of a character without modifiers.
    #[must_use]
    pub fn char(c: char) -> Self {
        Key::Char(c).into()
    }

    /// Returns the chord of a character held with Ctrl.
    #[must_use]
    pub fn ctrl(c: char) -> Self {
        Chord { ctrl: true, ..Chord::char(c) }
    }

    /// Returns the character that the chord writes into an input; `None` for a command.
    #[must_use]
    pub fn text(self) -> Option<char> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Tells whether every SSH client sends it: no Alt, no function key, Ctrl with letters only.
    #[must_use]
    pub fn is_plain(self) -> bool {
        match self.key {
            Key::F(_) => false,
            Key::Char(c) => !self.alt && (!self.ctrl || c.is_ascii_lowercase()),
            _ => !self.alt && !self.ctrl && (!self.shift || self.key == Key::Tab),
        }
    }

    /// Reads a chord as keymap files spell it: `n`, `G`, `ctrl-p`, `shift-tab`, `f8`, `space`.
    ///
    /// # Errors
    /// A sentence that says what cannot be read.
    pub fn parse(text: &str) -> Result<Chord, String> {
        let mut chord = Chord::from(Key::Esc);
        let mut rest = text;
        while let Some((modifier, after)) = split_modifier(rest) {
            match modifier {
                "ctrl" => chord.ctrl = true,
                "alt" => chord.alt = true,
                _ => chord.shift = true,
            }
            rest = after;
        }
        chord.key = read_key(rest).ok_or_else(|| unreadable(text))?;
        match chord.key {
            Key::Char(c) if chord.shift => {
                let upper: String = c.to_uppercase().collect();
                return Err(format!("“{text}” is spelt “{upper}”: a capital is a key of its own"));
            }
            Key::Char(c) if chord.ctrl && c.is_ascii_uppercase() => {
                chord.key = Key::Char(c.to_ascii_lowercase());
            }
            _ => {}
        }
        Ok(chord)
    }

    /// Reads a sequence of chords separated by blanks (`g g`).
    ///
    /// # Errors
    /// A sentence that says which chord cannot be read.
    pub fn parse_sequence(text: &str) -> Result<Vec<Chord>, String> {
        let chords = text.split_whitespace().map(Chord::parse).collect::<Result<Vec<_>, _>>()?;
        if chords.is_empty() {
            return Err("a key is empty; write “space” for the space bar and [] for no key at all".into());
        }
        Ok(chords)
    }

    /// Returns the chord as keymap files spell it.
    #[must_use]
    pub fn spelling(self) -> String {
        let mut out = String::new();
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                out.push_str(name);
            }
        }
        match (NAMES.iter().find(|(_, _, key)| *key == self.key), self.key) {
            (Some((name, _, _)), _) => out.push_str(name),
            (None, Key::F(number)) => {
                out.push('f');
                out.push_str(&number.to_string());
            }
            (None, Key::Char(c)) => out.push(c),
            (None, _) => {}
        }
        out
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "Ctrl-"), (self.alt, "Alt-"), (self.shift, "Shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match (NAMES.iter().find(|(_, _, key)| *key == self.key), self.key) {
            (Some((_, name, _)), _) => f.write_str(name),
            (None, Key::F(number)) => write!(f, "F{number}"),
            (None, Key::Char(c)) if self.ctrl => write!(f, "{}", c.to_uppercase()),
            (None, Key::Char(c)) => write!(f, "{c}"),
            (None, _) => Ok(()),
        }
    }
}

/// Returns a sequence as screens show it: `g g`, `Ctrl-X n`.
#[must_use]
pub fn show(sequence: &[Chord]) -> String {
    sequence.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn split_modifier(text: &str) -> Option<(&'static str, &str)> {
    ["ctrl", "alt", "shift"].into_iter().find_map(|name| {
        let head = text.get(..name.len())?;
        let rest = text[name.len()..].strip_prefix(['-', '+'])?;
        (head.eq_ignore_ascii_case(name) && !rest.is_empty()).then_some((name, rest))
    })
}

fn read_key(text: &str) -> Option<Key> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && c != ' ').then_some(Key::Char(c));
    }
    let lower = text.to_ascii_lowercase();
    let same = match lower.as_str() {
        "return" => "enter",
        "escape" => "esc",
        "del" => "delete",
        "ins" => "insert",
        "pageup" | "page-up" => "pgup",
        "pagedown" | "page-down" => "pgdn",
        other => other,
    };
    if let Some((_, _, key)) = NAMES.iter().find(|(name, _, _)| *name == same) {
        return Some(*key);
    }
    let number: u8 = lower.strip_prefix('f')?.parse().ok()?;
    (1..=24).contains(&number).then_some(Key::F(number))
}

fn unreadable(text: &str) -> String {
    format!(
        "“{}” is not a key; keys are spelt like n, G, ctrl-p, shift-tab, enter, space, pgup, f8, and “g g” for one after the other",
        crate::text::safe(text)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chord_reads_back_as_it_is_spelt() {
        for text in ["n", "G", "ctrl-p", "shift-tab", "f8", "space", "alt-x", "-", "+", ":", "ctrl-space", "é", "pgdn"]
        {
            let chord = Chord::parse(text).expect(text);
            assert_eq!(chord.spelling(), text);
            assert_eq!(Chord::parse(&chord.to_string()), Ok(chord), "{text} as it is shown");
        }
    }

    #[test]
    fn ctrl_does_not_know_capitals_and_shift_does_not_make_them() {
        assert_eq!(Chord::parse("Ctrl-P"), Ok(Chord::ctrl('p')));
        assert!(Chord::parse("shift-g").expect_err("refused").contains("“G”"));
    }

    #[test]
    fn what_is_no_key_is_said_with_examples() {
        for text in ["", "ctrl-", "hyper-x", "f99", "ab", "\u{7}"] {
            assert!(Chord::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(show(&Chord::parse_sequence("ctrl-x  g").expect("a sequence")), "Ctrl-X g");
    }
}
