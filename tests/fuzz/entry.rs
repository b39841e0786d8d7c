//! What the fuzz targets do with bytes; the tests replay the corpus through the same functions.

use std::borrow::Cow;
use std::io::{Cursor, Write};
use std::path::Path;

use leadport::keys;
use leadport::platform::FieldType;
use leadport::platform::field::{Field, FieldId};
use leadport::platform::types::{self, DateOrder, DecimalMark, Reading};
use leadport::platform::value::Cell;
use leadport::sheet::xlsx::Reader;
use leadport::sheet::{self, Batch, Cancel, FileError, Limits, Sheet};

/// What a fuzz target does with one input.
pub type Target = fn(&[u8]);

/// All targets by their names, which are those of their folders in `corpus`.
pub const TARGETS: [(&str, Target); 6] =
    [("sheet", sheet), ("xlsx", xlsx), ("ods", ods), ("xls", xls), ("cell", cell), ("keymap", keymap)];

/// Gives an input to the target of this name.
pub fn run(target: &str, bytes: &[u8]) {
    TARGETS.iter().filter(|(name, _)| *name == target).for_each(|(_, run)| run(bytes));
}

/// Limits that keep a single input small, so that a fuzzer finds panics rather than waits.
fn limits() -> Limits {
    Limits { inflated_bytes: 64 << 20, held_bytes: 16 << 20, rows: 100_000, cells: 1_000_000, ..Limits::default() }
}

/// What a sheet holds: for every row its number, and whether it is hidden; for every cell its column, type and text.
type Rows = Vec<(u32, bool, Vec<(u16, &'static str, String)>)>;

fn read(bytes: &[u8], open: impl Fn(&Path, &Limits) -> Result<Sheet, FileError>) -> Result<Rows, FileError> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("the file is written");
    let mut sheet = open(file.path(), &limits())?;
    let (mut batch, mut last, mut rows) = (Batch::default(), 0, Rows::new());
    loop {
        sheet.rows.next(&mut batch)?;
        if batch.is_empty() {
            return Ok(rows);
        }
        for row in batch.rows() {
            assert!(row.number > last, "row numbers ascend");
            last = row.number;
            let cells: Vec<_> =
                row.cells().map(|(column, cell)| (column, cell.type_name(), cell.text().into_owned())).collect();
            assert!(cells.windows(2).all(|pair| pair[0].0 < pair[1].0), "columns ascend");
            rows.push((row.number, row.hidden, cells));
        }
    }
}

/// Reads bytes as a file that somebody names: the format is told from the content.
fn sheet(bytes: &[u8]) {
    let _ = read(bytes, |path, limits| sheet::open(path, limits, &Cancel::default()));
}

/// Reads bytes as XLSX, whatever they look like, by the fast reader, by the careful one and by the one that looks through the sheet first, which
/// must agree. What is no package is taken for the parts of one: a mutation of packed bytes is found out by its checksum and never comes to the
/// rows.
fn xlsx(bytes: &[u8]) {
    let packed = if bytes.starts_with(b"PK") { Cow::Borrowed(bytes) } else { Cow::Owned(package(bytes)) };
    let [fast, careful, looked_through] = [Reader::Fast, Reader::Careful, Reader::Gathering].map(|reader| {
        read(&packed, |path, limits| {
            sheet::xlsx::open_with(path, limits, &Cancel::default(), reader).map(|(sheet, _)| sheet)
        })
    });
    match (fast, careful) {
        (Ok(fast), Ok(careful)) => {
            assert_eq!(fast, careful, "the fast and the careful reader see the same");
            assert_eq!(Some(fast), looked_through.ok(), "a second look sees the same");
        }
        (Err(_), Err(_)) => {}
        (fast, careful) => {
            panic!("one reader refuses: fast {:?}, careful {:?}", fast.map(|_| ()), careful.map(|_| ()))
        }
    }
}

/// A package of a sheet, its shared strings and its styles, divided by NUL bytes in the input.
fn package(bytes: &[u8]) -> Vec<u8> {
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let given = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
        .into_iter()
        .map_while(|name| parts.next().map(|part| (name, part)));
    for (name, content) in FRAME.into_iter().chain(given) {
        let how = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, how).expect("an entry");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("a package").into_inner()
}

const FRAME: [(&str, &[u8]); 3] = [
    (
        "_rels/.rels",
        br#"<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        br#"<workbook xmlns:r="o"><sheets><sheet name="Leads" sheetId="1" r:id="a"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        br#"<Relationships><Relationship Id="a" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="c" Type="http://x/styles" Target="styles.xml"/></Relationships>"#,
    ),
];

/// Reads bytes as ODS, whatever they look like: as a package, or as flat XML.
fn ods(bytes: &[u8]) {
    let _ = read(bytes, |path, limits| sheet::ods::open(path, limits, &Cancel::default()));
}

/// Reads bytes as XLS, in this very process: as a compound file, or as bare records.
fn xls(bytes: &[u8]) {
    let _ = read(bytes, |path, limits| sheet::xls::read(path, limits, &Cancel::default()));
}

/// Reads a text as a value of every field type: what is taken once is taken again, and stays what it is.
fn cell(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let cell = Cell::Text(text);
    if cell.is_blank() {
        return;
    }
    for kind in FieldType::ALL {
        let field = Field {
            id: FieldId(1),
            key: "field".to_owned(),
            name: "Field".to_owned(),
            group: "contact".to_owned(),
            kind,
            required: false,
            protected: false,
            options: vec!["Wine".to_owned(), "Beer".to_owned()],
            default: None,
            order: 1,
            max_length: 1_000,
        };
        for (date_order, decimal) in [(DateOrder::Dmy, DecimalMark::Point), (DateOrder::Mdy, DecimalMark::Comma)] {
            let how =
                Reading { date_order, decimal, country: Some("IT"), lead_country: Some("IT"), ..Reading::default() };
            let Ok(normal) = types::parse(&field, cell, &how) else { continue };
            // A stored number has a point, whatever the column's comma: its normal form is read as it is stored.
            let stored = Reading { decimal: DecimalMark::Point, ..how };
            if matches!(kind, FieldType::Email | FieldType::Phone | FieldType::Date) {
                let again = types::parse(&field, Cell::Text(&normal), &stored);
                assert_eq!(again.as_deref().ok(), Some(&*normal), "{}: a normal form stays what it is", kind.name());
            }
        }
    }
}

/// Reads bytes as a keymap file; what comes of it can be written.
fn keymap(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (keymap, faults) = keys::file::read("fuzzed.toml", text);
    drop(keymap.to_toml());
    for fault in faults {
        let _ = fault.to_string();
    }
}
