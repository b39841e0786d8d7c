//! Reading a file to its end through the library, and making the small packages that the tests here need.

use std::io::{Cursor, Write};
use std::path::Path;

use leadport::sheet::{self, Batch, Cancel, FileError, Limits, Sheet};

/// What a whole reading found: for every cell its row, its column, its type and its text.
pub type Cells = Vec<(u32, u16, &'static str, String)>;

/// Reads every row of a sheet that is open.
pub fn all(mut sheet: Sheet) -> Result<Cells, FileError> {
    let (mut batch, mut cells) = (Batch::default(), Cells::new());
    loop {
        sheet.rows.next(&mut batch)?;
        if batch.is_empty() {
            return Ok(cells);
        }
        for row in batch.rows() {
            let number = row.number;
            cells
                .extend(row.cells().map(|(column, cell)| (number, column, cell.type_name(), cell.text().into_owned())));
        }
    }
}

/// Reads a file as an import would; a refusal says what is wrong and what to do, whatever it is about.
pub fn file(path: &Path) -> Result<Cells, FileError> {
    let read = sheet::open(path, &Limits::default(), &Cancel::default()).and_then(all);
    if let Err(error) = &read {
        for sentence in [&error.what, &error.suggestion] {
            assert!(sentence.ends_with(['.', ')']), "{}: no whole sentence: {sentence}", path.display());
            assert!(!sentence.contains(char::is_control), "{}: not safe to show: {sentence:?}", path.display());
        }
    }
    read
}

/// Writes bytes to a file in a folder of their own and reads them.
pub fn bytes(bytes: &[u8]) -> Result<Cells, FileError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("leads");
    std::fs::write(&path, bytes).expect("the file is written");
    file(&path)
}

/// A package of these parts, deflated.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("a package").into_inner()
}

/// A workbook of Office Open XML with these bytes as its sheet, and more parts.
pub fn xlsx(sheet: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", br#"<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<workbook xmlns:r="o"><sheets><sheet name="Leads" sheetId="1" r:id="a"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="a" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    if !more.iter().any(|(name, _)| *name == "xl/sharedStrings.xml") {
        parts.push(("xl/sharedStrings.xml", b"<sst/>"));
    }
    parts.extend(more);
    zip(&parts)
}

/// A workbook of Office Open XML with these rows.
pub fn xlsx_rows(rows: &str) -> Vec<u8> {
    xlsx(format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes(), &[])
}

/// An OpenDocument spreadsheet with these rows.
pub fn ods_rows(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Leads">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

/// The sample sheets, by their paths.
pub fn samples() -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let files = std::fs::read_dir(folder).expect("the folder of samples");
    let mut paths: Vec<_> = files.map(|file| file.expect("a sample").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| ["xlsx", "xls", "ods"].iter().any(|known| end == *known)));
    paths.sort();
    paths
}

/// Whether the long runs are wanted.
pub fn slow() -> bool {
    std::env::var_os("LEADPORT_SLOW").is_some()
}
