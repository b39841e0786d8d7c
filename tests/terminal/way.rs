//! The whole way through the real program, and windows that change their size.

use super::window::{Home, sample};

#[test]
fn the_wizard_imports_and_the_history_agrees() {
    let home = Home::new();
    let mut window = home.open(&[&sample("leads.xlsx")]);
    window.wait_for("● File").wait_for("Sheet ").send("n");
    window.wait_for("● Match type").send("n");
    window.wait_for("● Fields").send("n");
    window.wait_for("Save this matching").send("fair\r");
    window.wait_for("● Check").wait_for("added").send("n");
    window.wait_for("● Summary").send("q");
    let (status, _) = window.end();
    assert!(status.success() && window.is_given_back());
    let history = home.command(&["history", "--json"]);
    let history: serde_json::Value = serde_json::from_str(&history).expect("JSON");
    assert_eq!(history["imports"].as_array().map(Vec::len), Some(1), "{history}");
    assert!(history["imports"][0]["added"].as_u64() > Some(100), "{history}");
    let matchings = home.command(&["matchings", "list", "--json"]);
    assert!(matchings.contains("fair"), "{matchings}");
}

#[test]
fn a_window_can_be_resized_at_any_moment() {
    let home = Home::new();
    let mut window = home.open(&[]);
    window.wait_for("● Rules").wait_for("? help");
    window.resize(40, 12);
    window.wait_for("40x12 is small");
    window.resize(120, 40);
    window.wait_for("○ Summary").wait_for("? help");
    window.resize(5, 3);
    window.resize(80, 24);
    window.wait_for("○ Summary").wait_for("? help");
}

#[test]
fn a_keymap_of_the_configuration_is_obeyed_and_its_faults_are_told() {
    let home = Home::new();
    std::fs::write(home.path().join("keys.toml"), "[global]\nnext = [\"ctrl-o\"]\nnonsense = [\"z\"]\n")
        .expect("a file");
    std::fs::write(home.path().join("config.toml"), "keymap = \"keys.toml\"\n").expect("a file");
    let config = home.path().join("config.toml").display().to_string();
    let mut window = home.open(&["--config", &config]);
    window.wait_for("line 3").send("\u{f}");
    window.wait_for("● File");
}

#[test]
fn a_file_that_somebody_mends_meanwhile_is_offered_to_be_read_again() {
    let home = Home::new();
    let path = home.path().join("list.xlsx");
    std::fs::copy(sample("problems.xlsx"), &path).expect("a copy");
    let mut window = home.open(&["list.xlsx"]);
    window.wait_for("Sheet ").send("n");
    window.wait_for("● Match type").send("n");
    window.wait_for("● Fields").send("n");
    window.wait_for("Save this matching").send("\r");
    window.wait_for("● Check").wait_for("problems in");
    std::fs::copy(sample("leads.xlsx"), &path).expect("a copy");
    window.wait_for("has changed").send("r");
    window.wait_for("columns have changed");
}
