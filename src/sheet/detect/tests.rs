//! What is told from a file's first bytes, and what is said of files that are no spreadsheets.

use std::io::Write;

use super::*;

fn told(name: &str, content: &[u8]) -> Result<Format, FileError> {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("the file is written");
    detect(&path, &Limits::default())
}

fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part is begun");
        zip.write_all(content.as_bytes()).expect("a part is written");
    }
    zip.finish().expect("the archive is closed").into_inner()
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn the_content_decides_and_not_the_name() {
    let workbook =
        zip_of(&[("[Content_Types].xml", "<Types/>"), ("_rels/.rels", ""), ("xl/workbook.xml", "<workbook/>")]);
    assert_eq!(told("leads.xls", &workbook).ok(), Some(Format::Xlsx));
    let ods = zip_of(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>")]);
    assert_eq!(told("leads.xlsx", &ods).ok(), Some(Format::Ods));
    assert_eq!(
        told("old.ods", &zip_of(&[("content.xml", "<x/>")])).ok(),
        Some(Format::Ods),
        "an old export has no mimetype"
    );
    assert_eq!(told("leads.txt", b"\x09\x08\x08\x00\x00\x05\x05\x00rest").ok(), Some(Format::Xls));
    let flat = br#"<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">"#;
    assert_eq!(told("leads.xml", flat).ok(), Some(Format::Fods));
}

#[test]
fn whatever_is_no_spreadsheet_is_named_for_what_it_is() {
    let docx = zip_of(&[("[Content_Types].xml", ""), ("_rels/.rels", "word/document.xml"), ("word/document.xml", "")]);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("web page", b"<html><body><table>".to_vec()),
        ("web page", b"\xef\xbb\xbf\r\n<TABLE border=1><tr><td>Email".to_vec()),
        ("web page archive", b"MIME-Version: 1.0\r\nContent-Type: multipart/related".to_vec()),
        ("(CSV)", b"Email;Name\nanna@example.com;Anna\n".to_vec()),
        ("(CSV)", "Email,Nome\nanna@example.com,Niccol\u{f2}\n".as_bytes().to_vec()),
        ("(CSV)", b"Email,Nome\nanna@example.com,Niccol\xf2\n".to_vec()),
        ("tabs", b"Email\tName\nanna@example.com\tAnna\n".to_vec()),
        ("UTF-16", utf16("Email\tName\nanna@example.com\tAnna\n")),
        ("plain text", b"Dear colleagues\nhere is the list".to_vec()),
        (
            "Excel 2003",
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">".to_vec(),
        ),
        ("PDF", b"%PDF-1.7\n".to_vec()),
        ("image", b"\x89PNG\r\n\x1a\n".to_vec()),
        (".xlsb", zip_of(&[("[Content_Types].xml", ""), ("xl/workbook.bin", "")])),
        ("Numbers", zip_of(&[("Index/Document.iwa", ""), ("Index/Tables/DataList.iwa", "")])),
        ("Word", docx),
        ("OpenDocument text", zip_of(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "")])),
        ("Lotus", b"\0\0\x02\0\x06\x04\x06\0\x08\0".to_vec()),
        ("Excel 2, 3 or 4", b"\x09\x04\x06\0\0\x04\x20\0\0\0".to_vec()),
        ("zip archive of other files", zip_of(&[("leads.csv", "a,b")])),
        ("empty archive", zip_of(&[])),
        ("not a single byte", vec![]),
        ("zero bytes", vec![0; 4096]),
        ("no spreadsheet", (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect()),
    ];
    for (words, content) in cases {
        let error = told("leads.xlsx", &content).expect_err(words);
        assert_eq!(error.fault, FileFault::NotASpreadsheet, "{words}");
        assert!(error.what.contains(words), "{words}: {}", error.what);
        assert!(!error.suggestion.is_empty());
    }
}

#[test]
fn a_lock_file_is_named_as_such() {
    let error = told("~$leads.xlsx", b"\x05Admin   ").expect_err("no workbook");
    assert!(error.what.contains("lock file"), "{}", error.what);
}

#[test]
fn an_encrypted_ods_is_protected() {
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
        ("content.xml", "?"),
    ];
    assert_eq!(told("leads.ods", &zip_of(&parts)).expect_err("protected").fault, FileFault::Protected);
    let entry = |path: &str| {
        format!(r#"<manifest:file-entry manifest:full-path="{path}"><manifest:encryption-data/></manifest:file-entry>"#)
    };
    let (macros, content) = (entry("Basic/Standard/script-lb.xml"), entry("content.xml"));
    let with = |manifest: &str| {
        told("leads.ods", &zip_of(&[parts[0], ("META-INF/manifest.xml", manifest), ("content.xml", "<x/>")]))
    };
    assert_eq!(with(&macros).ok(), Some(Format::Ods), "macros may be protected in a document that is not");
    assert_eq!(with(&[macros, content].concat()).expect_err("protected").fault, FileFault::Protected);
}

#[test]
fn a_zip_without_its_end_is_damaged_and_not_something_else() {
    let whole = zip_of(&[("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")]);
    assert_eq!(told("leads.xlsx", &whole[..whole.len() / 2]).expect_err("cut off").fault, FileFault::Damaged);
}

#[test]
fn folders_and_missing_files_have_errors_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    assert_eq!(detect(folder.path(), &Limits::default()).expect_err("a folder").fault, FileFault::Unreadable);
    assert_eq!(
        detect(&folder.path().join("none.xlsx"), &Limits::default()).expect_err("missing").fault,
        FileFault::Missing
    );
}

#[test]
fn a_fifo_is_refused_and_not_waited_for() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("leads.xlsx");
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0)
        .expect("a FIFO is made");
    assert_eq!(detect(&path, &Limits::default()).expect_err("a FIFO").fault, FileFault::Unreadable);
}
