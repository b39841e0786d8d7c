//! What the fuzz targets do with bytes; the tests replay the corpus through the same functions.

use std::io::Write;

use leadport::keys;
use leadport::platform::FieldType;
use leadport::platform::field::{Field, FieldId};
use leadport::platform::types::{self, DateOrder, DecimalMark, Reading};
use leadport::platform::value::Cell;
use leadport::sheet::{self, Batch, Cancel, FileError, Limits, Sheet};

/// Limits that keep a single input small, so that a fuzzer finds panics rather than waits.
fn limits() -> Limits {
    Limits { inflated_bytes: 64 << 20, held_bytes: 16 << 20, rows: 100_000, cells: 1_000_000, ..Limits::default() }
}

fn read(bytes: &[u8], open: impl Fn(&std::path::Path, &Limits) -> Result<Sheet, FileError>) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("the file is written");
    let limits = limits();
    let Ok(mut sheet) = open(file.path(), &limits) else { return };
    let (mut batch, mut last) = (Batch::default(), 0);
    while sheet.rows.next(&mut batch).is_ok() && !batch.is_empty() {
        for row in batch.rows() {
            assert!(row.number > last, "row numbers ascend");
            last = row.number;
            let columns: Vec<u16> = row.cells().map(|(column, _)| column).collect();
            assert!(columns.windows(2).all(|pair| pair[0] < pair[1]), "columns ascend");
            row.cells().for_each(|(_, cell)| drop(cell.text()));
        }
    }
}

/// Reads bytes as a file that somebody names: the format is told from the content.
pub fn sheet(bytes: &[u8]) {
    read(bytes, |path, limits| sheet::open(path, limits, &Cancel::default()));
}

/// Reads bytes as XLSX, whatever they look like.
pub fn xlsx(bytes: &[u8]) {
    read(bytes, |path, limits| sheet::xlsx::open(path, limits, &Cancel::default()));
}

/// Reads bytes as ODS, whatever they look like.
pub fn ods(bytes: &[u8]) {
    read(bytes, |path, limits| sheet::ods::open(path, limits, &Cancel::default()));
}

/// Reads bytes as XLS, in this very process.
pub fn xls(bytes: &[u8]) {
    read(bytes, |path, limits| sheet::xls::read(path, limits, &Cancel::default()));
}

/// Reads a text as a value of every field type: what is taken once is taken again, and stays what it is.
pub fn cell(bytes: &[u8]) {
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
pub fn keymap(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (keymap, faults) = keys::file::read("fuzzed.toml", text);
    drop(keymap.to_toml());
    for fault in faults {
        let _ = fault.to_string();
    }
}
