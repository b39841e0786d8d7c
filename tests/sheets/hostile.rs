//! Files that were built to kill a reader, or broken on the way: refused with a sentence, or read whole.
//!
//! No test here measures time: a reader that takes what it should refuse would not come to its end.

use std::path::Path;
use std::process::{Command, Output};

use leadport::sheet::{FileError, FileFault};

use crate::reading::{self, ods_rows, xlsx, xlsx_rows};

const EMAIL: &str = r#"<row r="1"><c r="A1" t="str"><v>Email</v></c></row>"#;

fn refused(file: &[u8]) -> FileError {
    reading::bytes(file).expect_err("a file that must be refused")
}

/// 110 MiB of one short text, over and over.
fn much(of: &str) -> Vec<u8> {
    of.repeat((110 << 20) / of.len()).into_bytes()
}

fn bomb(of: &str) -> Vec<u8> {
    let mut sheet = format!("<worksheet><sheetData>{EMAIL}").into_bytes();
    sheet.extend(much(of));
    sheet.extend(b"</sheetData></worksheet>");
    xlsx(&sheet, &[])
}

fn nested(deep: usize) -> String {
    format!("<row><c>{}{}</c></row>", "<e>".repeat(deep), "</e>".repeat(deep))
}

fn of_entities() -> Vec<u8> {
    let sheet = br#"<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><worksheet><sheetData><row><c t="str"><v>&c;</v></c></row></sheetData></worksheet>"#;
    xlsx(sheet, &[])
}

/// Every place of a text in bytes.
fn places(bytes: &[u8], text: &[u8]) -> Vec<usize> {
    bytes.windows(text.len()).enumerate().filter(|(_, window)| *window == text).map(|(at, _)| at).collect()
}

#[test]
fn a_bomb_of_blank_rows_or_white_space_is_refused_by_what_it_inflates_to() {
    for of in ["<row/>", " "] {
        let file = bomb(of);
        assert!(file.len() < 1 << 20, "{} bytes", file.len());
        let error = refused(&file);
        assert_eq!(error.fault, FileFault::TooBig, "{}", error.what);
        assert!(error.suggestion.contains("limits."), "{}", error.suggestion);
    }
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused_all_the_same() {
    let mut file = bomb(" ");
    // The size is in the directory at the end, 24 bytes into the entry's record; the name stands 46 bytes into it.
    let name = *places(&file, b"xl/worksheets/sheet1.xml").last().expect("the entry of the sheet");
    file[name - 46 + 24..name - 46 + 28].copy_from_slice(&1000_u32.to_le_bytes());
    let error = refused(&file);
    assert!(matches!(error.fault, FileFault::Damaged | FileFault::TooBig), "{}", error.what);
}

#[test]
fn two_cells_in_the_corners_of_the_grid_are_two_cells() {
    let file =
        xlsx_rows(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#);
    let cells = reading::bytes(&file).expect("a sheet of two cells");
    let expected = [(1, 0, "number", "1".to_owned()), (1_048_576, 16_383, "number", "2".to_owned())];
    assert_eq!(cells, expected);
}

#[test]
fn a_whole_grid_said_in_one_repeated_cell_is_refused_if_it_holds_a_value_and_nothing_if_it_is_blank() {
    let cell = |attributes: &str| {
        format!(
            r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell {attributes} table:number-columns-repeated="16384"/></table:table-row>"#
        )
    };
    let error = refused(&ods_rows(&cell(r#"office:value-type="float" office:value="1""#)));
    assert_eq!(error.fault, FileFault::TooBig, "{}", error.what);
    assert_eq!(reading::bytes(&ods_rows(&cell(""))).expect("a blank sheet"), []);
}

#[test]
fn shared_strings_are_taken_as_they_come_whatever_their_number_is_said_to_be() {
    let sheet = br#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>"#;
    for count in ["10000000", "4294967295", "18446744073709551616", "-1", "0"] {
        let strings = format!(r#"<sst count="{count}" uniqueCount="{count}"><si><t>Email</t></si></sst>"#);
        let cells = reading::bytes(&xlsx(sheet, &[("xl/sharedStrings.xml", strings.as_bytes())])).expect("one string");
        assert_eq!(cells, [(1, 0, "text", "Email".to_owned())], "{count}");
    }
}

#[test]
fn entities_are_never_expanded() {
    assert_eq!(refused(&of_entities()).fault, FileFault::Damaged);
}

#[test]
fn xml_a_hundred_thousand_deep_is_refused_by_its_depth() {
    let deep = nested(100_000);
    let table = format!("<table:table-row><table:table-cell>{deep}</table:table-cell></table:table-row>");
    for file in [xlsx_rows(&deep), ods_rows(&table)] {
        let error = refused(&file);
        assert_eq!(error.fault, FileFault::TooBig, "{}", error.what);
        assert!(error.suggestion.contains("limits.depth"), "{}", error.suggestion);
    }
}

#[test]
fn entries_that_lead_out_of_the_package_lead_nowhere() {
    let above = tempfile::tempdir().expect("a temporary folder");
    let folder = above.path().join("one/two");
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("leads.xlsx");
    let evil: [(&str, &[u8]); 2] = [("../../evil.txt", b"out"), ("/tmp/leadport-evil.txt", b"out")];
    let sheet = format!("<worksheet><sheetData>{EMAIL}</sheetData></worksheet>");
    std::fs::write(&path, xlsx(sheet.as_bytes(), &evil)).expect("the file is written");
    // Read whole or refused is both well; nothing may come of the entries.
    if let Ok(cells) = reading::file(&path) {
        assert_eq!(cells, [(1, 0, "text", "Email".to_owned())]);
    }
    assert!(!above.path().join("evil.txt").exists() && !Path::new("/tmp/leadport-evil.txt").exists());
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 1);
}

#[test]
fn two_entries_of_one_name_are_never_both_read() {
    let other = br#"<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Phone</v></c></row></sheetData></worksheet>"#;
    let sheet = format!("<worksheet><sheetData>{EMAIL}</sheetData></worksheet>");
    let mut file = xlsx(sheet.as_bytes(), &[("xl/worksheets/sheet2.xml", other)]);
    for at in places(&file, b"sheet2.xml") {
        file[at + 5] = b'1';
    }
    if let Ok(cells) = reading::bytes(&file) {
        assert_eq!(cells.len(), 1, "{cells:?}");
    }
}

#[test]
fn entries_with_the_flag_of_encryption_are_not_taken_for_data() {
    let mut file = xlsx_rows(EMAIL);
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        for at in places(&file, signature) {
            file[at + flags] |= 1;
        }
    }
    let error = refused(&file);
    assert!(matches!(error.fault, FileFault::Protected | FileFault::Damaged), "{}", error.what);
}

#[test]
fn what_is_no_file_of_cells_is_refused_each_with_its_own_sentence() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("empty.xlsx"), b"").expect("a file");
    std::fs::write(path("zeros.xls"), vec![0; 4096]).expect("a file");
    std::fs::write(path("text.ods"), b"Email,Phone\na@example.com,1\n").expect("a file");
    std::fs::create_dir(path("folder.xlsx")).expect("a folder");
    let made = Command::new("mkfifo").arg(path("pipe.xlsx")).status().expect("mkfifo runs");
    assert!(made.success());
    let names = ["empty.xlsx", "zeros.xls", "text.ods", "folder.xlsx", "pipe.xlsx", "nothing.xlsx"];
    let mut sentences: Vec<String> =
        names.map(|name| reading::file(&path(name)).expect_err("no sheet").what).into_iter().collect();
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), names.len(), "{sentences:#?}");
}

#[test]
fn a_sample_that_is_cut_off_anywhere_is_refused() {
    let places = if reading::slow() { 200 } else { 40 };
    for sample in reading::samples() {
        let whole = std::fs::read(&sample).expect("a sample");
        let cells = reading::bytes(&whole).expect("a whole sample");
        for place in 0..places {
            let length = whole.len() * place / places;
            match reading::bytes(&whole[..length]) {
                Err(error) => assert_ne!(error.fault, FileFault::Cancelled, "{}", error.what),
                // XLS may end in sectors that hold nothing of the sheet.
                Ok(read) => assert_eq!(read, cells, "{} cut off at {length}", sample.display()),
            }
        }
    }
}

#[test]
fn flipped_bits_are_read_or_refused_and_never_more() {
    let rounds = if reading::slow() { 2_000 } else { 60 };
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).expect("below a size")
    };
    for sample in reading::samples() {
        let whole = std::fs::read(&sample).expect("a sample");
        for _ in 0..rounds {
            let mut broken = whole.clone();
            for _ in 0..=next(8) {
                broken[next(whole.len())] ^= 1 << next(8);
            }
            if let Err(error) = reading::bytes(&broken) {
                assert_ne!(error.fault, FileFault::Cancelled, "{}", error.what);
            }
        }
    }
}

/// Runs the program with an address space of one GiB.
fn bounded(path: &Path) -> Output {
    Command::new("sh")
        .args(["-c", r#"ulimit -v 1048576 && exec "$0" sheet --json --limit 0 "$1""#, env!("CARGO_BIN_EXE_leadport")])
        .arg(path)
        .output()
        .expect("the shell runs")
}

#[test]
fn the_program_refuses_hostile_files_within_a_gibibyte() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let grid = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row>"#;
    let xls = std::fs::read(reading::samples().iter().find(|path| path.ends_with("leads.xls")).expect("the sample"));
    let mut xls = xls.expect("the sample is read");
    xls.truncate(xls.len() / 3);
    let files = [
        ("bomb.xlsx", bomb(" "), "file-too-big"),
        ("deep.xlsx", xlsx_rows(&nested(100_000)), "file-too-big"),
        ("grid.ods", ods_rows(grid), "file-too-big"),
        ("entities.xlsx", of_entities(), "file-damaged"),
        ("cut.xls", xls, "file-damaged"),
        ("empty.xlsx", Vec::new(), "file-"),
    ];
    for (name, bytes, code) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("the file is written");
        let output = bounded(&path);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(3), "{name}: {said} {}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains(code), "{name}: {said}");
    }
    for sample in reading::samples() {
        let output = bounded(&sample);
        assert!(output.status.success(), "{}: {}", sample.display(), String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_look_at_a_sheet_keeps_to_the_limits_of_the_stores_settings() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (store, path) = (folder.path().join("leads.redb"), folder.path().join("leads.xlsx"));
    let row = |row: u32| format!(r#"<row r="{row}"><c t="str"><v>Email</v></c></row>"#);
    std::fs::write(&path, xlsx_rows(&(1..=4).map(row).collect::<String>())).expect("the file is written");
    let leadport = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadport"));
        command.arg("--store").arg(&store).args(arguments).output().expect("the program runs")
    };
    let file = path.to_str().expect("a path of plain letters");
    assert!(leadport(&["sheet", file]).status.success(), "without a store the standard limits hold");
    assert!(leadport(&["settings", "set", "limits.rows", "3"]).status.success());
    let output = leadport(&["sheet", file]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("more than 3 rows") && said.contains("limits.rows"), "{said}");
}
