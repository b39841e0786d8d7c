//! What goes over the line: nothing while nothing happens, little when something does, and never a command from a file.

use std::time::Duration;

use super::window::{Home, sample};

#[test]
fn an_idle_screen_sends_nothing() {
    let home = Home::new();
    let mut window = home.open(&[&sample("leads.xlsx")]);
    window.wait_for("Sheet ").settle();
    assert!(!window.take(Duration::from_millis(1_500)), "something was sent");
}

/// How often any thread of a process has gone to sleep so far.
fn sleeps(pid: u32) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).expect("the program runs");
    let count = |status: String| {
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:").map(str::trim))?;
        line.parse::<u64>().ok()
    };
    tasks.flatten().filter_map(|task| count(std::fs::read_to_string(task.path().join("status")).ok()?)).sum()
}

#[cfg(target_os = "linux")]
#[test]
fn an_idle_screen_is_woken_once_a_second_and_no_more() {
    let home = Home::new();
    let mut window = home.open(&[&sample("leads.xlsx")]);
    window.wait_for("Sheet ").settle();
    let before = sleeps(window.pid());
    assert!(!window.take(Duration::from_secs(4)), "something was sent");
    let woken = sleeps(window.pid()) - before;
    assert!(woken <= 6, "it was woken {woken} times in four seconds");
}

#[test]
fn a_move_in_a_list_sends_less_than_400_bytes() {
    let home = Home::new();
    let mut window = home.open(&[&sample("leads.xlsx")]);
    window.wait_for("Sheet ").send("n");
    window.wait_for("● Match type").settle();
    for key in ["j", "k", "\u{1b}[B", "\u{1b}[A"] {
        window.send(key);
        let sent = window.settle();
        assert!(sent > 0 && sent < 400, "{key:?} sent {sent} bytes");
    }
    window.send("n").wait_for("● Fields").settle();
    window.send("j");
    let sent = window.settle();
    assert!(sent > 0 && sent < 400, "{sent} bytes");
}

#[test]
fn a_move_that_another_pane_follows_sends_less_than_two_kilobytes() {
    let home = Home::new();
    let mut window = home.open(&[&sample("leads.xlsx")]);
    window.wait_for("Sheet ").settle();
    let before = window.text();
    window.send("k");
    let sent = window.settle();
    assert_ne!(before, window.text());
    // The preview may come in two frames: opened, then counted.
    assert!(sent < 2 * 2_048, "{sent} bytes");
}

#[test]
fn every_frame_is_one_synchronized_update() {
    let home = Home::new();
    let mut window = home.open(&[&sample("leads.xlsx")]);
    window.wait_for("Sheet ").settle();
    let count = |bytes: &[u8], wanted: &[u8]| bytes.windows(wanted.len()).filter(|part| *part == wanted).count();
    let begun = count(&window.sent, b"\x1b[?2026h");
    assert!(begun > 0);
    assert_eq!(begun, count(&window.sent, b"\x1b[?2026l"));
    assert_eq!(count(&window.sent, b"\x1b[6n"), 0, "nothing is asked of the terminal");
}

#[test]
fn what_a_file_holds_is_never_obeyed_by_the_terminal() {
    let home = Home::new();
    let path = home.path().join("hostile\u{1b}]0;x\u{7}.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let hostile = ["Email\u{202e}", "a\u{9b}31mred", "\u{200f}x"];
    for (column, text) in (0..).zip(hostile) {
        sheet.write_string(0, column, text).expect("a header");
        sheet.write_string(1, column, format!("{text} cell")).expect("a cell");
    }
    book.save(&path).expect("a sheet");
    let mut window = home.open(&[&path.display().to_string()]);
    window.wait_for("Sheet ").send("n");
    window.wait_for("● Match type").send("n");
    window.wait_for("● Fields").settle();
    let sent = String::from_utf8_lossy(&window.sent).into_owned();
    for command in ["\u{1b}]0;", "\u{1b}]52", "\u{9b}", "\u{202e}", "\u{200f}", "\u{7}"] {
        assert!(!sent.contains(command), "{command:?} reached the terminal");
    }
}
