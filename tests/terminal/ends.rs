//! However the program ends, the terminal is given back and nothing is lost.

use std::time::Duration;

use super::window::{Home, Window, sample};
use rustix::process::Signal;

/// The promise is a second; the rest is for a busy machine.
const SOON: Duration = Duration::from_secs(3);

fn at_fields(home: &Home) -> Window {
    let mut window = home.open(&[&sample("leads.xlsx")]);
    window.wait_for("Sheet ").send("n");
    window.wait_for("● Match type").send("n");
    window.wait_for("● Fields");
    window
}

#[test]
fn a_signal_gives_the_terminal_back_and_keeps_the_draft() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let home = Home::new();
        let mut window = at_fields(&home);
        window.signal(signal);
        let (_, took) = window.end();
        assert!(took < SOON, "{signal:?} took {took:?}");
        assert!(window.is_given_back(), "{signal:?}");
        let mut again = home.open(&[]);
        again.wait_for("Go on where you were?").wait_for("leads.xlsx, at Fields").send("\r");
        again.wait_for("● Fields");
    }
}

#[test]
fn a_terminal_that_vanishes_ends_the_program_and_keeps_the_draft() {
    let home = Home::new();
    // A process of its own holds the terminal and ends: with it goes the terminal, and nobody tells the program.
    let holder = std::process::Command::new(std::env::current_exe().expect("this test"))
        .args(["--ignored", "--exact", "ends::holds_a_terminal_and_ends", "--nocapture"])
        .env(HOLDER, home.path())
        .output()
        .expect("this test runs");
    let told = String::from_utf8_lossy(&holder.stdout).into_owned();
    let pid = told.split("pid=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a pid").to_owned();
    let begun = std::time::Instant::now();
    let stat = format!("/proc/{pid}/stat");
    let runs = || std::fs::read_to_string(&stat).is_ok_and(|text| !text.contains(") Z "));
    while runs() {
        assert!(begun.elapsed() < SOON, "it lives on without a terminal");
        std::thread::yield_now();
    }
    home.open(&[]).wait_for("leads.xlsx, at Fields");
}

/// Names the home folder to the process that holds a terminal.
const HOLDER: &str = "LEADPORT_TEST_HOLDER";

#[test]
#[ignore = "a part of the test above, in a process of its own"]
fn holds_a_terminal_and_ends() {
    let Some(folder) = std::env::var_os(HOLDER) else { return };
    let window = at_fields(&Home::of(folder.into()));
    println!("pid={} ", window.pid());
    std::process::exit(0);
}

#[test]
fn ctrl_z_goes_to_the_shell_and_back() {
    let home = Home::new();
    let mut window = at_fields(&home);
    window.send("\u{1a}");
    let stat = format!("/proc/{}/stat", window.pid());
    let begun = std::time::Instant::now();
    let stopped = |stat: &str| std::fs::read_to_string(stat).is_ok_and(|text| text.contains(") T "));
    while !stopped(&stat) {
        assert!(begun.elapsed() < Duration::from_secs(20), "it was never stopped");
        window.take(Duration::from_millis(20));
    }
    window.settle();
    assert!(window.is_given_back());
    window.signal(Signal::CONT);
    window.wait_for("● Fields").send("b");
    window.wait_for("● Match type");
}

#[test]
fn a_panic_in_a_job_is_a_message_and_the_screen_goes_on() {
    let home = Home::new();
    let mut window = home.open_with(&[], &[("LEADPORT_TEST_PANIC", "job")]);
    window.wait_for("A part of leadport failed").send("n");
    window.wait_for("● File");
}

#[test]
fn a_panic_of_the_program_gives_the_terminal_back_first_and_then_tells() {
    let home = Home::new();
    let mut window = home.open_with(&[], &[("LEADPORT_TEST_PANIC", "main")]);
    window.wait_for("● Rules").send("n");
    let (status, _) = window.end();
    assert!(!status.success() && window.is_given_back());
    assert!(window.shows("leadport failed inside"), "{}", window.text());
}

#[test]
fn without_a_terminal_one_sentence_names_the_command_that_does_the_same() {
    let home = Home::new();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_leadport"))
        .arg("leads.xlsx")
        .env("HOME", home.path())
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("leadport import leads.xlsx"), "{told}");
    let mut window = home.open_with(&[], &[("TERM", "dumb")]);
    let (status, _) = window.end();
    assert_eq!(status.exit_code(), 2, "{}", window.text());
}
