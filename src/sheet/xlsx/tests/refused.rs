//! What is refused, and by which fault: hostile files above all.

use super::{Parts, read};
use crate::sheet::xlsx::Reader;
use crate::sheet::{FileFault, Limits};

fn fault(file: &[u8], limits: &Limits) -> FileFault {
    let [fast, careful] = [Reader::Fast, Reader::Careful].map(|reader| read(file, limits, reader).0.unwrap_err());
    assert_eq!(fast.fault, careful.fault, "{} / {}", fast.what, careful.what);
    assert!(!fast.what.is_empty() && !fast.suggestion.is_empty());
    fast.fault
}

fn fault_of(rows: &str) -> FileFault {
    fault(&Parts::of_rows(rows).zip(), &Limits::default())
}

#[test]
fn a_cell_beyond_the_grid_is_damage() {
    for reference in ["ZZZZZZZ1", "A99999999999", "A4294967295", "XFE1"] {
        assert_eq!(
            fault_of(&format!(r#"<row><c r="{reference}"><v>1</v></c></row>"#)),
            FileFault::Damaged,
            "{reference}"
        );
    }
    assert_eq!(fault_of(r#"<row r="1048577"><c><v>1</v></c></row>"#), FileFault::Damaged);
    assert_eq!(fault_of(&format!("<row>{}</row>", "<c><v>1</v></c>".repeat(16_385))), FileFault::Damaged);
}

#[test]
fn broken_xml_is_damage() {
    for rows in [
        "<row r=\"1\"><c r=\"A1\"><v>1</v></row>",
        "<row r=\"1\"><c r=\"A1\"><v>&bomb;</v></c></row>",
        "<row><c><v>1</v></c>",
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>\u{1}<</t></is></c></row>",
    ] {
        assert_eq!(fault_of(rows), FileFault::Damaged, "{rows}");
    }
    let invalid = [
        b"<worksheet><sheetData><row><c t=\"str\"><v>".as_slice(),
        b"\xff\xfe",
        b"</v></c></row></sheetData></worksheet>",
    ]
    .concat();
    assert_eq!(fault(&Parts::of_sheet(invalid).zip(), &Limits::default()), FileFault::Damaged);
}

#[test]
fn entities_are_never_expanded() {
    let sheet = r#"<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="str"><v>&b;&x;</v></c></row></sheetData></worksheet>"#;
    assert_eq!(fault(&Parts::of_sheet(sheet).zip(), &Limits::default()), FileFault::Damaged);
}

#[test]
fn limits_hold() {
    let limits = Limits { text_bytes: 1_000, held_bytes: 10_000, depth: 20, ..Limits::default() };
    let long = "x".repeat(1_001);
    let text = format!(r#"<row><c t="inlineStr"><is><t>{long}</t></is></c></row>"#);
    assert_eq!(fault(&Parts::of_rows(&text).zip(), &limits), FileFault::TooBig, "one text");
    let deep = format!("<row><c>{}{}</c></row>", "<e>".repeat(30), "</e>".repeat(30));
    assert_eq!(fault(&Parts::of_rows(&deep).zip(), &limits), FileFault::TooBig, "depth");
    let shared = Parts::of_rows(r#"<row><c t="s"><v>99999</v></c></row>"#)
        .with("xl/sharedStrings.xml", format!("<sst>{}</sst>", "<si><t>ab</t></si>".repeat(5_000)));
    assert_eq!(fault(&shared.zip(), &limits), FileFault::TooBig, "shared strings");
    let disorder: Vec<String> =
        (0..2_000).map(|row| format!(r#"<row r="{}"><c><v>1</v></c></row>"#, 2_000 - row)).collect();
    assert_eq!(fault(&Parts::of_rows(&disorder.concat()).zip(), &limits), FileFault::TooBig, "rows to be put in order");
    let styles = Parts::of_rows("").with("xl/styles.xml", " ".repeat(20_000));
    assert_eq!(fault(&styles.zip(), &limits), FileFault::TooBig, "a part that is held");
}

#[test]
fn a_million_columns_are_refused_by_the_columns_that_hold_data() {
    let rows: Vec<String> =
        (1..=3).map(|row| format!("<row r=\"{row}\">{}</row>", "<c><v>1</v></c>".repeat(2_000))).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.xlsx");
    std::fs::write(&path, Parts::of_rows(&rows.concat()).zip()).unwrap();
    let mut sheet = crate::sheet::open(&path, &Limits::default(), &crate::sheet::Cancel::default()).unwrap();
    let error = sheet.rows.next(&mut crate::sheet::Batch::default()).unwrap_err();
    assert_eq!(error.fault, FileFault::TooBig);
    assert!(error.suggestion.contains("limits.columns"), "{}", error.suggestion);
}

#[test]
fn a_workbook_without_a_sheet_of_cells_says_so() {
    let parts = Parts::of_rows("").with("xl/workbook.xml", "<workbook><sheets/></workbook>");
    assert_eq!(fault(&parts.zip(), &Limits::default()), FileFault::NoSheet);
}

#[test]
fn a_changed_byte_in_the_rows_is_never_read_as_data() {
    let file = Parts::of_rows(
        &(1..200)
            .map(|row| format!(r#"<row r="{row}"><c r="A{row}"><v>{}</v></c></row>"#, row * 7_919))
            .collect::<Vec<String>>()
            .concat(),
    )
    .zip();
    let whole = read(&file, &Limits::default(), Reader::Fast).0.unwrap();
    for at in (0..file.len()).step_by(7) {
        let mut damaged = file.clone();
        damaged[at] ^= 0x10;
        for reader in [Reader::Fast, Reader::Careful] {
            if let (Ok(rows), _) = read(&damaged, &Limits::default(), reader) {
                assert!(rows == whole || rows.is_empty(), "byte {at} changed the data in silence: {rows:?}");
            }
        }
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_an_error() {
    let file = Parts::of_rows(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#).zip();
    for length in (0..file.len()).step_by(11) {
        let (rows, _) = read(&file[..length], &Limits::default(), Reader::Fast);
        assert!(rows.is_err(), "{length} of {} bytes", file.len());
    }
}

#[test]
fn rows_that_belong_before_others_handed_on_long_ago_are_refused_and_read_by_who_gathers_them_first() {
    let rows: Vec<_> = (1..=5_000).chain([3]).map(|row| format!(r#"<row r="{row}"><c><v>1</v></c></row>"#)).collect();
    let file = Parts::of_rows(&rows.concat()).zip();
    for reader in [Reader::Fast, Reader::Careful] {
        let error = read(&file, &Limits::default(), reader).0.unwrap_err();
        assert_eq!(error.fault, FileFault::OutOfOrder);
        assert_eq!(error.what, "The sheet's rows stand out of order, somewhere behind row 4096.");
        assert!(error.suggestion.contains("save it again"), "{}", error.suggestion);
    }
    assert_eq!(read(&file, &Limits::default(), Reader::Gathering).0.unwrap().len(), 5_000);
    let few = Limits { held_bytes: 10_000, ..Limits::default() };
    assert_eq!(read(&file, &few, Reader::Gathering).0.unwrap_err().fault, FileFault::TooBig);
}

#[test]
fn shared_strings_whose_root_is_broken_are_damage() {
    let broken = br#"<sst uniqueCo"1"><si><t>Email</t></si></sst>"#;
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;
    let file = Parts::of_rows(rows).with("xl/sharedStrings.xml", broken.as_slice()).zip();
    assert_eq!(fault(&file, &Limits::default()), FileFault::Damaged);
}
