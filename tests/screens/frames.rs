//! A picture of every screen at 80×24, 120×40 and 60×16.

use super::stage::Stage;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (60, 16)];

/// Goes there in every size and holds the picture against the one that is kept.
fn pictures(name: &str, file: Option<&str>, go: impl Fn(&mut Stage)) {
    for size in SIZES {
        let mut stage = Stage::open(file, size);
        go(&mut stage);
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), stage.picture());
    }
}

#[test]
fn rules() {
    pictures("rules", None, |_| {});
}

#[test]
fn required_fields_are_one_key_away() {
    pictures("rules_required", None, |stage| {
        stage.press("enter");
    });
}

#[test]
fn file() {
    pictures("file", Some("leads.xlsx"), |_| {});
}

#[test]
fn file_with_a_path_being_typed() {
    pictures("file_path", None, |stage| {
        stage.press("n p").type_text("upd");
    });
}

#[test]
fn match_type() {
    pictures("match_type", Some("leads.xlsx"), |stage| {
        stage.press("n");
    });
}

#[test]
fn delete_column() {
    pictures("match_type_delete", Some("update.xlsx"), |stage| {
        stage.press("n tab enter");
    });
}

#[test]
fn fields() {
    pictures("fields", Some("leads.xlsx"), |stage| {
        stage.press("n n");
    });
}

#[test]
fn fields_asks_for_a_name() {
    pictures("fields_name", Some("leads.xlsx"), |stage| {
        stage.press("n n n");
    });
}

#[test]
fn check_without_errors() {
    pictures("check", Some("leads.xlsx"), |stage| {
        stage.press("n n n enter");
    });
}

#[test]
fn check_with_errors() {
    pictures("check_errors", Some("problems.xlsx"), |stage| {
        stage.press("n n n enter");
    });
}

#[test]
fn summary() {
    pictures("summary", Some("leads.xlsx"), |stage| {
        stage.press("n n n enter n");
    });
}

#[test]
fn imports() {
    pictures("imports", Some("leads.xlsx"), |stage| {
        stage.press("n n n enter n m").type_text("Imports").press("enter");
    });
}

#[test]
fn help() {
    pictures("help", None, |stage| {
        stage.press("?").type_text("step");
    });
}

#[test]
fn leaving_is_asked() {
    pictures("quit", Some("leads.xlsx"), |stage| {
        stage.press("n q");
    });
}
