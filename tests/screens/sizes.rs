//! No window is too small or too large to be drawn in.

use super::stage::Stage;
use leadport::ui::Look;

/// Every width and every height once or more, in ever other company, and all that is smaller than a few cells.
fn sizes() -> impl Iterator<Item = (u16, u16)> {
    let wide = (1..=200).map(|columns| (columns, 1 + columns * 7 % 60));
    let high = (1..=60).map(|rows| (1 + rows * 37 % 200, rows));
    let tiny = (1..=8).flat_map(|columns| (1..=8).map(move |rows| (columns * 4, rows)));
    wide.chain(high).chain(tiny).chain([(200, 60), (80, 24), (40, 12)])
}

fn sweep(stage: &Stage) {
    for size in sizes() {
        let picture = stage.picture_in(size, Look { colour: false, utf8: size.0 % 2 == 0 });
        assert!(picture.lines().count() <= usize::from(size.1), "{size:?}");
    }
}

#[test]
fn every_step_is_drawn_in_every_window() {
    let mut stage = Stage::open(Some("leads.xlsx"), (80, 24));
    sweep(&stage);
    for keys in ["b", "n n", "n", "n", "enter", "n", "enter"] {
        stage.press(keys);
        sweep(&stage);
    }
}

#[test]
fn problems_and_what_lies_over_the_screen_are_drawn_in_every_window() {
    let mut stage = Stage::open(Some("problems.xlsx"), (80, 24));
    stage.press("n n n enter");
    sweep(&stage);
    for keys in ["enter", "?", "esc :", "esc m", "esc q", "esc X", "esc ctrl-g"] {
        stage.press(keys);
        sweep(&stage);
    }
}

#[test]
fn a_small_window_says_how_large_it_must_be() {
    let stage = Stage::open(None, (40, 12));
    assert!(stage.shows("80x24"), "{}", stage.picture());
}

#[test]
fn without_utf8_everything_is_ascii() {
    let mut stage = Stage::open(Some("leads.xlsx"), (80, 24));
    for keys in ["n", "n", "n", "enter"] {
        stage.press(keys);
        let picture = stage.picture_in((80, 24), Look { colour: true, utf8: false });
        assert!(picture.is_ascii(), "{picture}");
    }
}
