//! Ten thousand random keys and pastes: no panic, and no lead that no import accounts for.

use super::stage::Stage;
use leadport::app::event::Event;
use leadport::import::{LeadStore, Outcome};
use leadport::keys::{Chord, Key};

/// A small generator of numbers (Steele, Lea, Flood 2014: SplitMix64): the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % (sides as u64)).expect("sides is a usize")
    }
}

const KEYS: &[Key] = &[
    Key::Enter,
    Key::Enter,
    Key::Enter,
    Key::Esc,
    Key::Tab,
    Key::Up,
    Key::Down,
    Key::Down,
    Key::Left,
    Key::Right,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
    Key::Backspace,
    Key::Delete,
    Key::F(8),
];

const PASTES: &[&str] =
    &["", "\u{1b}[2J\u{1b}]52;c;eA==\u{7}", "\u{202e}txt.xslx", "/srv/lists/small.xlsx", "日本語 🙂\n\n\n", "''"];

fn event(dice: &mut Dice) -> Event {
    match dice.roll(40) {
        0 => Event::Paste(PASTES[dice.roll(PASTES.len())].to_owned()),
        1 => {
            Event::Resize(u16::try_from(1 + dice.roll(200)).unwrap_or(1), u16::try_from(1 + dice.roll(60)).unwrap_or(1))
        }
        2..=14 => Event::Key(KEYS[dice.roll(KEYS.len())].into()),
        15..=20 => Event::Key(Chord::char('n')),
        21 => Event::Key(Chord::ctrl(char::from(b'a' + u8::try_from(dice.roll(26)).unwrap_or(0)))),
        _ => Event::Key(Chord::char(char::from(b' ' + u8::try_from(dice.roll(95)).unwrap_or(0)))),
    }
}

/// Writes a sheet of a few leads, one of them wrong.
fn small(folder: &std::path::Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip([
        ["Email", "First name", "Cell?", "Gone"],
        ["anna@example.com", "Anna", "333 1234567", "0"],
        ["bo@example.com", "Bo", "\u{1b}[31mred", ""],
        ["carl@example.com", "\u{202e}lraC", "", "0"],
    ]) {
        for (column, text) in (0..).zip(line) {
            sheet.write_string(row, column, text).expect("a cell");
        }
    }
    book.save(folder.join("small.xlsx")).expect("a sheet");
}

fn play(seed: u64, keys: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    small(folder.path());
    let mut dice = Dice(seed);
    let mut stage = Stage::at(folder.path(), "default", Some("small.xlsx"), (80, 24), Vec::new());
    for turn in 0..keys {
        stage.event(event(&mut dice));
        if stage.left {
            let drafts = stage.drafts.clone();
            stage.left = false;
            stage.event(Event::Resume);
            assert!(drafts.len() <= 1, "one draft per file");
        }
        if turn % 19 == 0 {
            let picture = stage.picture();
            assert!(!picture.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{picture}");
        }
    }
    let store = stage.store();
    let history = store.history().expect("the history");
    let of = |outcome| history.iter().map(|entry| entry.counts.of(outcome)).sum::<u64>();
    assert_eq!(store.view().expect("a view").count(), of(Outcome::Added) - of(Outcome::Deleted));
}

#[test]
fn ten_thousand_random_keys_find_no_panic_and_no_lead_out_of_nowhere() {
    // Side by side: each play waits for its own disk and its own store.
    std::thread::scope(|scope| {
        for first in 1..=2 {
            scope.spawn(move || {
                for seed in (first..=10).step_by(2) {
                    play(seed, 1_000);
                }
            });
        }
    });
}
