//! Small workbooks, one trouble each, written here part by part; and the two readers held against each other.

mod agree;
mod refused;

use std::io::{Cursor, Write};
use std::sync::atomic::Ordering;

use super::*;
use crate::platform::value::Cell;
use crate::sheet::batch::Batch;

/// What a test may change of an ordinary workbook of one sheet.
pub(super) struct Parts {
    parts: Vec<(String, Vec<u8>)>,
}

const WORKBOOK: &str = r#"<workbook xmlns="m" xmlns:r="o"><workbookPr/><sheets><sheet name="Leads" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://x/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="50" formatCode="0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="50"/><xf numFmtId="46"/></cellXfs></styleSheet>"#;

impl Parts {
    /// An ordinary workbook whose first sheet has these rows.
    pub(super) fn of_rows(rows: &str) -> Self {
        Parts::of_sheet(format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="m"><dimension ref="A1:C9"/><sheetData>{rows}</sheetData><pageMargins/></worksheet>"#
        ))
    }

    pub(super) fn of_sheet(sheet: impl Into<Vec<u8>>) -> Self {
        let text = |name: &str, content: &str| (name.to_owned(), content.as_bytes().to_vec());
        let parts = vec![
            text("[Content_Types].xml", "<Types/>"),
            text(
                "_rels/.rels",
                r#"<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
            ),
            text("xl/workbook.xml", WORKBOOK),
            text("xl/_rels/workbook.xml.rels", RELATIONS),
            text("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml".to_owned(), sheet.into()),
        ];
        Parts { parts }
    }

    pub(super) fn with(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.parts.retain(|(other, _)| other != name);
        self.parts.push((name.to_owned(), content.into()));
        self
    }

    pub(super) fn zip(&self) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.parts {
            zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

/// Everything that a reader says of a file: the rows in words, or the fault; and how often the careful reader was called.
pub(super) fn read(file: &[u8], limits: &Limits, reader: Reader) -> (Result<Vec<String>, FileError>, u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.xlsx");
    std::fs::write(&path, file).unwrap();
    let (mut sheet, fallbacks) = match open_with(&path, limits, &Cancel::default(), reader) {
        Ok(opened) => opened,
        Err(error) => return (Err(error), 0),
    };
    let (mut batch, mut rows) = (Batch::default(), Vec::new());
    loop {
        if let Err(error) = sheet.rows.next(&mut batch) {
            return (Err(error), fallbacks.load(Ordering::Relaxed));
        }
        if batch.is_empty() {
            return (Ok(rows), fallbacks.load(Ordering::Relaxed));
        }
        for row in batch.rows() {
            let mut words = format!("{}{}", row.number, if row.hidden { " hidden" } else { "" });
            for (column, cell) in row.cells() {
                words.extend([" ", &column.to_string(), "=", cell.type_name(), ":", &cell.text()]);
            }
            rows.push(words);
        }
    }
}

/// The rows of a workbook, by both readers, which must agree.
fn rows_of(parts: &Parts) -> Vec<String> {
    let file = parts.zip();
    let (fast, _) = read(&file, &Limits::default(), Reader::Fast);
    let (careful, _) = read(&file, &Limits::default(), Reader::Careful);
    let rows = careful.unwrap();
    assert_eq!(fast.unwrap(), rows, "the two readers differ");
    rows
}

fn one(cells: &str) -> String {
    let rows = rows_of(&Parts::of_rows(&format!(r#"<row r="1">{cells}</row>"#)));
    rows.first().map(|row| row.trim_start_matches("1 ").to_owned()).unwrap_or_default()
}

#[test]
fn every_type_of_cell_arrives_as_its_value() {
    for (cell, words) in [
        (r#"<c r="A1"><v>393331234567</v></c>"#, "0=number:393331234567"),
        (r#"<c r="A1"><v>0.30000000000000004</v></c>"#, "0=number:0.30000000000000004"),
        (r#"<c r="A1"><v>3.9E+11</v></c>"#, "0=number:390000000000"),
        (r#"<c r="A1" s="2"><v>123</v></c>"#, "0=number:00123"),
        (r#"<c r="A1" s="1"><v>44927</v></c>"#, "0=date:2023-01-01"),
        (r#"<c r="A1" s="1"><v>393331234567</v></c>"#, "0=number:393331234567"),
        (r#"<c r="A1" s="3"><v>44927</v></c>"#, "0=number:44927"),
        (r#"<c r="A1" s="4"><v>1.5</v></c>"#, "0=time:36:00:00"),
        (r#"<c r="A1" s="99"><v>5</v></c>"#, "0=number:5"),
        (r#"<c r="A1" t="b"><v>1</v></c>"#, "0=boolean:true"),
        (r#"<c r="A1" t="b"><v>FALSE</v></c>"#, "0=boolean:false"),
        (r#"<c r="A1" t="e"><v>#SPILL!</v></c>"#, "0=error:#SPILL!"),
        (r#"<c r="A1" t="str"><f>A2&amp;"x"</f><v>a &lt; b</v></c>"#, "0=text:a < b"),
        (r#"<c r="A1"><f t="shared" si="0"/><v>7</v></c>"#, "0=number:7"),
        (r#"<c r="A1" t="d"><v>2016-05-19T16:39:00</v></c>"#, "0=datetime:2016-05-19T16:39:00"),
        (r#"<c r="A1" t="d"><v>2016-05-19T16:39:00.000+02:00</v></c>"#, "0=datetime:2016-05-19T16:39:00"),
        (r#"<c r="A1" t="d"><v>15:59:59.99999979</v></c>"#, "0=time:16:00:00"),
        (r#"<c r="A1" t="d"><v>PT6M</v></c>"#, "0=time:00:06:00"),
        (r#"<c r="A1"><v>3</v><extLst><ext uri="x"><v>9</v></ext></extLst></c>"#, "0=number:3"),
        (r#"<c r="A1" t="d"><v>hello</v></c>"#, "0=text:hello"),
        (r#"<c r="A1"><v>ERROR</v></c>"#, "0=error:ERROR"),
        (r#"<c r="A1"><v>NaN</v></c>"#, "0=error:#NUM!"),
        (r#"<c r="A1" t="odd"><v>kept</v></c>"#, "0=text:kept"),
        (r#"<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>"#, "0=text: a "),
        (r#"<c r="A1" t="inlineStr"><is><t>a&#10;b_x000D_&#xE9;</t></is></c>"#, "0=text:a\nb\ré"),
        (
            r#"<c r="A1" t="inlineStr"><is><r><t>Example</t></r><r><rPr><b/></rPr><t> rich</t></r><rPh><t>no</t></rPh></is></c>"#,
            "0=text:Example rich",
        ),
        (r#"<c r="A1" t="str"><v><![CDATA[a<b]]></v></c>"#, "0=text:a<b"),
        (
            r#"<c r="A1" s="1"/><c r="B1"><v></v></c><c r="C1" t="s"><v/></c><c r="D1" t="inlineStr"><is><t/></is></c>"#,
            "",
        ),
    ] {
        assert_eq!(one(cell), words, "{cell}");
    }
}

#[test]
fn shared_strings_keep_blanks_between_runs_and_leave_phonetic_hints_out() {
    let strings = "<sst uniqueCount=\"4294967295\"><si><r><t>Example</t></r><r><t> richtext</t></r></si><si><t>東京</t><rPh><t>トウキョウ</t></rPh><phoneticPr/></si><si><t/></si><si/><si><t>last</t></si></sst>";
    let cells: Vec<String> = ["0", "1", "2", "3", "4 ", "5", "abc"]
        .iter()
        .enumerate()
        .map(|(at, index)| format!(r#"<c r="{}1" t="s"><v>{index}</v></c>"#, ["A", "B", "C", "D", "E", "F", "G"][at]))
        .collect();
    let parts = Parts::of_rows(&format!("<row r=\"1\">{}</row>", cells.concat())).with("xl/sharedStrings.xml", strings);
    assert_eq!(rows_of(&parts), ["1 0=text:Example richtext 1=text:東京 4=text:last 5=error:#REF! 6=error:#REF!"]);
}

#[test]
fn rows_and_cells_without_a_reference_follow_the_one_before() {
    let rows = r#"<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row/><row><c><v>4</v></c></row><row r="9"><c r="B9"><v>5</v></c></row>"#;
    assert_eq!(rows_of(&Parts::of_rows(rows)), ["1 0=number:1 3=number:2 4=number:3", "3 0=number:4", "9 1=number:5"]);
}

#[test]
fn cells_and_rows_out_of_order_are_put_in_order_and_the_last_of_two_counts() {
    let rows = r#"<row r="5"><c r="C5"><v>1</v></c><c r="A5"><v>2</v></c><c r="C5"><v>3</v></c></row><row r="2"><c r="A2"><v>4</v></c></row><row r="5"><c r="A5"><v>5</v></c></row><row r="7"><c r="B3"><v>6</v></c></row>"#;
    assert_eq!(rows_of(&Parts::of_rows(rows)), ["2 0=number:4", "3 1=number:6", "5 0=number:5 2=number:3"]);
}

#[test]
fn what_merged_ranges_cover_is_no_text() {
    let cell = |place: &str| format!(r#"<c r="{place}"><v>{}</v></c>"#, &place[1..]);
    let rows: Vec<String> = (1..=4)
        .map(|row| format!(r#"<row r="{row}">{}</row>"#, ["A", "B", "C"].map(|c| cell(&format!("{c}{row}"))).concat()))
        .collect();
    let rows = rows.concat();
    let expected = ["1 0=number:1", "2 0=number:2 1=number:2 2=number:2", "3 0=number:3 1=number:3", "4 0=number:4"];
    let behind = r#"<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="$B$3:C4"/><mergeCell ref="A9:B10"/><mergeCell ref="C2"/><mergeCell/></mergeCells>"#;
    let merged = |rows: &str| {
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData><pageMargins/>{behind}</worksheet>");
        Parts::of_sheet(sheet)
    };
    assert_eq!(rows_of(&merged(&rows)), expected);
    // The same where the careful reader takes over, and where the rows must be put in order.
    assert_eq!(rows_of(&merged(&format!("<!-- note -->{rows}"))), expected);
    let (first, rest) = rows.split_at(rows.find(r#"<row r="2""#).unwrap());
    assert_eq!(rows_of(&merged(&format!("{rest}{first}"))), expected);
}

/// A sheet of so many rows, in each of which the columns A, B and C hold the row's number, with merged ranges behind them.
fn long_and_merged(rows: impl Iterator<Item = u32>, ranges: &[&str]) -> Vec<u8> {
    let cell = |column: &str, row: u32| format!(r#"<c r="{column}{row}"><v>{row}</v></c>"#);
    let row = |row| format!(r#"<row r="{row}">{}</row>"#, ["A", "B", "C"].map(|column| cell(column, row)).concat());
    let ranges: Vec<_> = ranges.iter().map(|range| format!(r#"<mergeCell ref="{range}"/>"#)).collect();
    let ranges = ranges.concat();
    let rows: String = rows.map(row).collect();
    Parts::of_sheet(format!("<worksheet><sheetData>{rows}</sheetData><mergeCells>{ranges}</mergeCells></worksheet>"))
        .zip()
}

#[test]
fn what_is_covered_far_above_the_ranges_is_found_out_and_left_out_by_who_looks_through_the_sheet_first() {
    let file = long_and_merged(1..=9_000, &["A8000:C8001", "B6000:B6002", "A2:C2", "A8999:C9000", "A20000:B20001"]);
    let whole = |row: u32| format!("{row} 0=number:{row} 1=number:{row} 2=number:{row}");
    for reader in [Reader::Fast, Reader::Careful] {
        let error = read(&file, &Limits::default(), reader).0.unwrap_err();
        assert_eq!(error.fault, crate::sheet::FileFault::OutOfOrder, "{}", error.what);
    }
    let rows = read(&file, &Limits::default(), Reader::Gathering).0.unwrap();
    let mut expected: Vec<String> = (1..=9_000).map(whole).collect();
    for (row, words) in
        [(2, "0=number:2"), (6_001, "0=number:6001 2=number:6001"), (6_002, "0=number:6002 2=number:6002")]
    {
        expected[row - 1] = format!("{row} {words}");
    }
    for row in [8_000, 8_999] {
        expected[row - 1] = format!("{row} 0=number:{row}");
    }
    expected.retain(|words| !words.starts_with("8001 ") && !words.starts_with("9000 "));
    assert!(rows == expected);
    // The same where rows have to be put in order besides.
    let disorder = long_and_merged((2..=9_000).chain([1]), &["A8000:C8001", "B6000:B6002", "A2:C2", "A8999:C9000"]);
    assert!(read(&disorder, &Limits::default(), Reader::Gathering).0.unwrap() == expected);
}

#[test]
fn ranges_that_cover_nothing_or_only_the_last_rows_cost_no_second_reading() {
    let whole = |row: u32| format!("{row} 0=number:{row} 1=number:{row} 2=number:{row}");
    for (range, last) in
        [("D1:F9000", whole(9_000)), ("C5000:E5000", whole(9_000)), ("A9000:C9001", "9000 0=number:9000".into())]
    {
        let file = long_and_merged(1..=9_000, &[range, "C1:XFD1"]);
        for reader in [Reader::Fast, Reader::Careful] {
            let rows = read(&file, &Limits::default(), reader).0.unwrap();
            assert_eq!((rows.len(), &rows[0], &rows[8_999]), (9_000, &whole(1), &last), "{range}");
        }
    }
}

#[test]
fn thousands_of_covered_rows_are_not_taken_for_the_end_of_the_sheet() {
    let file = long_and_merged(1..=30_000, &["A1:C29999"]);
    let rows = read(&file, &Limits::default(), Reader::Gathering).0.unwrap();
    assert_eq!(rows, ["1 0=number:1", "30000 0=number:30000 1=number:30000 2=number:30000"]);
}

#[test]
fn ranges_over_one_another_cover_what_each_of_them_does() {
    let file = long_and_merged(1..=5, &["A1:B2", "B2:C3", "A2:A4", "C3:C3"]);
    let rows = read(&file, &Limits::default(), Reader::Fast).0.unwrap();
    let expected = ["1 0=number:1 2=number:1", "4 1=number:4 2=number:4", "5 0=number:5 1=number:5 2=number:5"];
    assert_eq!(rows, expected);
}

#[test]
fn more_merged_ranges_than_may_be_held_and_ranges_without_end_are_refused() {
    let many = long_and_merged(1..=2, &["A1:A2"; 1_000]);
    let few = Limits { held_bytes: 10_000, ..Limits::default() };
    assert_eq!(read(&many, &few, Reader::Fast).0.unwrap_err().fault, crate::sheet::FileFault::TooBig);
    let wide = long_and_merged(1..=2, &["A1:XFD1048576"].repeat(100_000));
    assert_eq!(read(&wide, &Limits::default(), Reader::Fast).0.unwrap_err().fault, crate::sheet::FileFault::Damaged);
}

#[test]
fn hidden_rows_are_told() {
    let rows = r#"<row r="1" hidden="1" ht="15"><c r="A1"><v>1</v></c></row><row r="2" hidden="false"><c r="A2"><v>2</v></c></row>"#;
    assert_eq!(rows_of(&Parts::of_rows(rows)), ["1 hidden 0=number:1", "2 0=number:2"]);
}

#[test]
fn formulas_whose_results_were_never_saved_are_counted_once_by_every_reader() {
    let rows = concat!(
        r#"<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c></row>"#,
        r#"<row r="3"><c r="A3"><f>B3</f><v></v></c><c r="B3"><f>C3</f><v/></c><c r="C3"><v></v></c></row>"#,
        r#"<row r="2"><c r="A2"><f>B2</f></c><c r="B2" t="inlineStr"><is><r><t>rich</t></r></is></c></row>"#,
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.xlsx");
    std::fs::write(&path, Parts::of_rows(rows).zip()).unwrap();
    for reader in [Reader::Fast, Reader::Careful, Reader::Gathering] {
        let (mut sheet, _) = open_with(&path, &Limits::default(), &Cancel::default(), reader).unwrap();
        let mut batch = Batch::default();
        while sheet.rows.next(&mut batch).is_ok() && !batch.is_empty() {}
        assert_eq!(sheet.rows.behind().valueless_formulas, 3);
    }
}

#[test]
fn prefixes_and_other_encodings_change_nothing() {
    let plain = r#"<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Chloé</t></is></c></row></sheetData></worksheet>"#;
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(plain.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let prefixed = r#"<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>Chloé</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"#;
    let latin = plain.replace("UTF-16", "ISO-8859-1").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for sheet in [utf16, prefixed.into(), latin, plain.into()] {
        assert_eq!(rows_of(&Parts::of_sheet(sheet)), ["1 0=text:Chloé"]);
    }
}

#[test]
fn of_alternatives_only_the_fallback_counts() {
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><mc:AlternateContent><mc:Choice Requires="v2"><t>new</t></mc:Choice><mc:Fallback><t>old</t></mc:Fallback></mc:AlternateContent></is></c></row>"#;
    assert_eq!(rows_of(&Parts::of_rows(rows)), ["1 0=text:old"]);
}

#[test]
fn chart_macro_and_module_sheets_are_no_sheets() {
    let workbook = r#"<workbook xmlns:r="o"><workbookPr date1904="1"/><sheets><sheet name="Chart" r:id="c"/><sheet name="Module" r:id=""/><sheet name="Secret" state="veryHidden" r:id="rId1"/><sheet name="Notes" r:id="n"/></sheets><extLst><x14:workbookPr/></extLst></workbook>"#;
    let relations = RELATIONS.replace("</Rel", r#"<Relationship Id="c" Type="http://x/chartsheet" Target="chart.xml"/><Relationship Id="n" Type="http://x/worksheet" Target="/xl/worksheets/sheet1.xml"/></Rel"#);
    let parts = Parts::of_rows(r#"<row r="1"><c r="A1" s="1"><v>0</v></c></row>"#)
        .with("xl/workbook.xml", workbook)
        .with("xl/_rels/workbook.xml.rels", relations)
        .with("xl/chart.xml", "<chartsheet/>");
    assert_eq!(rows_of(&parts), ["1 0=date:1904-01-01"], "dates count from 1904, whatever an extension repeats");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.xlsx");
    std::fs::write(&path, parts.zip()).unwrap();
    let info = open(&path, &Limits::default(), &Cancel::default()).unwrap().info;
    assert_eq!(info.date_system, crate::platform::value::DateSystem::SINCE_1904);
    assert_eq!((info.sheet.as_str(), info.hidden, info.sheets_left_out), ("Secret", true, vec!["Notes".to_owned()]));
    assert_eq!(info.declared, Some((9, 3)));
}

#[test]
fn parts_are_found_under_any_name() {
    let mut parts = Parts::of_rows(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#);
    for (name, _) in &mut parts.parts {
        *name = name
            .replace('/', "\\")
            .replace("xl\\workbook.xml", "xl\\Book One.xml")
            .replace("workbook.xml.rels", "Book One.xml.rels");
    }
    let relations = RELATIONS
        .replace("sharedStrings.xml", "../other/texts.xml")
        .replace("worksheets/sheet1.xml", "/xl/Worksheets/Sheet1.xml");
    let root = r#"<Relationships><Relationship Type="http://purl/officeDocument" Target="xl/Book%20One.xml"/></Relationships>"#;
    let parts = parts
        .with("xl\\_rels\\Book One.xml.rels", relations)
        .with("_rels\\.rels", root)
        .with("other/texts.xml", "<sst><si><t>found</t></si></sst>");
    assert_eq!(rows_of(&parts), ["1 0=text:found"]);
}

#[test]
fn an_archive_that_counts_its_parts_wrong_is_read_all_the_same() {
    let zip = Parts::of_rows(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#).zip();
    let end = memchr::memmem::rfind(&zip, b"PK\x05\x06").unwrap();
    for count in [2_u16, 9] {
        let mut wrong = zip.clone();
        wrong[end + 8..end + 10].copy_from_slice(&count.to_le_bytes());
        wrong[end + 10..end + 12].copy_from_slice(&count.to_le_bytes());
        assert_eq!(read(&wrong, &Limits::default(), Reader::Fast).0.unwrap(), ["1 0=number:1"]);
    }
}

#[test]
fn the_fast_reader_calls_for_help_only_where_it_must() {
    let usual = r#"<row r="1" spans="1:3"><c r="A1" s="1" t="inlineStr"><is><t>a_b &amp; c</t></is></c></row>"#;
    let rich = r#"<row r="2"><c r="A2" t="inlineStr"><is><r><t>x</t></r></is></c></row>"#;
    let calls = |rows: &str| read(&Parts::of_rows(rows).zip(), &Limits::default(), Reader::Fast).1;
    assert_eq!(calls(usual), 0);
    assert_eq!(calls(&[usual, rich, &usual.replace('1', "3")].concat()), 1, "one row");
    assert_eq!(
        calls(&[usual, "<!-- note -->", &usual.replace('1', "3"), &usual.replace('1', "4")].concat()),
        1,
        "the rest at once"
    );
}

#[test]
fn a_cancelled_reading_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.xlsx");
    std::fs::write(&path, Parts::of_rows(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#).zip()).unwrap();
    let cancel = Cancel::default();
    let mut sheet = open(&path, &Limits::default(), &cancel).unwrap();
    cancel.store(true, Ordering::Relaxed);
    let error = sheet.rows.next(&mut Batch::default()).unwrap_err();
    assert_eq!(error.fault, crate::sheet::FileFault::Cancelled);
}

#[test]
fn a_cell_is_as_wide_as_excel_lets_it_be() {
    let long = "é".repeat(32_767);
    let rows =
        rows_of(&Parts::of_rows(&format!(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>{long}</t></is></c></row>"#)));
    assert_eq!(rows[0].len(), "1 0=text:".len() + long.len());
    assert!(Cell::Text(&long).text().ends_with('é'));
}
