//! The README says of the keys what the keymap says: its table is made from it.

use std::fmt::Write;
use std::path::Path;

use leadport::keys::action::ACTIONS;
use leadport::keys::file;

const BEGIN: &str = "<!-- keys: this table is made from the action table; a test keeps it true -->\n";
const END: &str = "<!-- /keys -->";

fn table() -> String {
    let (keymap, _) = file::read("default", file::built_in("default").expect("it is built in"));
    let mut out = String::from("| where | keys | action | what it does |\n|---|---|---|---|\n");
    for entry in ACTIONS {
        for context in entry.contexts {
            let shown = |key: &String| format!("`{}`", key.replace('|', "\\|"));
            let keys: Vec<String> = keymap.keys_of(*context, entry.action).iter().map(shown).collect();
            writeln!(out, "| {} | {} | `{}` | {} |", context.name(), keys.join(" "), entry.id, entry.sentence).unwrap();
        }
    }
    out
}

#[test]
fn the_readmes_table_of_keys_is_the_keymaps() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let begin = text.find(BEGIN).expect("the README marks where its keys begin") + BEGIN.len();
    let end = text.find(END).expect("the README marks where its keys end");
    if std::env::var_os("LEADPORT_BLESS").is_some() {
        std::fs::write(&path, format!("{}{}{}", &text[..begin], table(), &text[end..])).unwrap();
        return;
    }
    assert_eq!(&text[begin..end], table(), "LEADPORT_BLESS=1 cargo test --test commands readme writes the table anew");
}
