//! Joins what a slow link splits: an Esc, and a moment later the rest of the arrow key that it began.
//!
//! Parted they are a false Esc and letters that act (`[A` would accept all suggestions). An Esc is held for a moment, so
//! that most come together again; of what comes later only the letters are kept back: they mean nothing by themselves.

use std::time::{Duration, Instant};

use crate::keys::{Chord, Key};

/// How long a key is held that may be a part of another one: a key is to be answered within 50 ms.
const HELD: Duration = Duration::from_millis(30);
/// How long after an Esc the rest of a split key may come.
const REST: Duration = Duration::from_secs(1);
/// The most characters that the rest of a split key has (`[15;2~`).
const LONGEST: usize = 8;

/// The keys that are held.
#[derive(Debug, Default)]
pub(super) struct Join {
    /// The last key, where it was an Esc: when it came, and whether it is still held.
    esc: Option<(Instant, bool)>,
    rest: String,
}

impl Join {
    /// Returns how long to wait for the next key before [`Self::release`]; `None` if nothing is held.
    pub(super) fn wait(&self) -> Option<Duration> {
        (!self.rest.is_empty() || self.esc.is_some_and(|esc| esc.1)).then_some(HELD)
    }

    /// Returns what was held and is no part of another key.
    pub(super) fn release(&mut self) -> Vec<Chord> {
        let esc = self.esc.as_mut().filter(|esc| esc.1).map(|esc| {
            esc.1 = false;
            Key::Esc
        });
        esc.into_iter().chain(std::mem::take(&mut self.rest).chars().map(Key::Char)).map(plain).collect()
    }

    /// Takes a key and returns those that can go on.
    pub(super) fn key(&mut self, chord: Chord, now: Instant) -> Vec<Chord> {
        let typed = match chord {
            Chord { key: Key::Char(c), ctrl: false, alt: false, .. } => Some(c),
            _ => None,
        };
        let begins = self.rest.is_empty();
        let is_rest = |c: &char| match self.rest.chars().next() {
            None => matches!(c, '[' | 'O'),
            Some('O') => c.is_ascii_alphabetic(),
            Some(_) => c.is_ascii_graphic() && self.rest.len() < LONGEST,
        };
        if let Some((_, held)) = self.esc.filter(|esc| now.saturating_duration_since(esc.0) < REST)
            && let Some(c) = typed.filter(is_rest)
        {
            self.rest.push(c);
            if begins || !matches!(c, '@'..='~') {
                return Vec::new();
            }
            self.esc = None;
            let whole = named(&std::mem::take(&mut self.rest));
            return whole.filter(|_| held).map(plain).into_iter().collect();
        }
        let mut keys = self.release();
        self.esc = None;
        if chord == plain(Key::Esc) {
            self.esc = Some((now, true));
        } else {
            keys.push(chord);
        }
        keys
    }
}

fn plain(key: Key) -> Chord {
    Chord { key, ctrl: false, alt: false, shift: false }
}

/// Returns the key whose sequence goes on like this behind the Esc; `None` for those that mean nothing here.
fn named(rest: &str) -> Option<Key> {
    Some(match &rest[1..] {
        "A" => Key::Up,
        "B" => Key::Down,
        "C" => Key::Right,
        "D" => Key::Left,
        "H" | "1~" | "7~" => Key::Home,
        "F" | "4~" | "8~" => Key::End,
        "3~" => Key::Delete,
        "5~" => Key::PageUp,
        "6~" => Key::PageDown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what goes on when these keys come after so many milliseconds each; `^` is an Esc.
    fn keys(typed: &[(u64, char)]) -> Vec<Key> {
        let (mut join, mut now, mut keys) = (Join::default(), Instant::now(), Vec::new());
        for (after, c) in typed {
            let after = Duration::from_millis(*after);
            now += after;
            if join.wait().is_some_and(|wait| wait < after) {
                keys.extend(join.release());
            }
            keys.extend(join.key(plain(if *c == '^' { Key::Esc } else { Key::Char(*c) }), now));
        }
        keys.extend(join.release());
        keys.into_iter().map(|chord| chord.key).collect()
    }

    #[test]
    fn an_arrow_key_that_a_link_split_is_the_arrow_key_again() {
        assert_eq!(keys(&[(0, '^'), (20, '['), (0, 'A')]), [Key::Up]);
        assert_eq!(keys(&[(0, '^'), (20, 'O'), (0, 'F')]), [Key::End]);
        assert_eq!(keys(&[(0, '^'), (20, '['), (0, '6'), (0, '~'), (9, 'q')]), [Key::PageDown, Key::Char('q')]);
    }

    #[test]
    fn the_letters_of_an_arrow_key_that_come_late_do_nothing() {
        assert_eq!(keys(&[(0, '^'), (500, '['), (0, 'A')]), [Key::Esc]);
        assert_eq!(keys(&[(0, '^'), (150, '['), (0, '1'), (0, ';'), (0, '5'), (0, 'F'), (9, 'q')]).len(), 2);
    }

    #[test]
    fn what_is_typed_after_an_esc_is_what_was_typed() {
        assert_eq!(keys(&[(0, '^'), (5, 'A')]), [Key::Esc, Key::Char('A')]);
        assert_eq!(keys(&[(0, '^'), (100, 'O'), (100, 'A')]), [Key::Esc, Key::Char('O'), Key::Char('A')]);
        assert_eq!(keys(&[(0, '^'), (2000, '['), (0, 'A')]), [Key::Esc, Key::Char('['), Key::Char('A')]);
        assert_eq!(keys(&[(0, '^'), (9, '^')]), [Key::Esc, Key::Esc]);
    }
}
