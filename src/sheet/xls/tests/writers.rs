//! What home-made and old writers leave out of a workbook or mix into it, and what a person still sees the sense of.

use super::*;
use crate::sheet::Format;
use crate::sheet::detect::detect;

fn label5(row: u16, text: &[u8]) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("a short text").to_le_bytes();
    record(0x0204, &at(row, 0, 0, &[&length, text].concat()))
}

/// A cell of BIFF2: place, three bytes of looks, value.
fn old(id: u16, row: u16, looks: [u8; 3], value: &[u8]) -> Vec<u8> {
    record(id, &[&row.to_le_bytes()[..], &[0, 0], &looks, value].concat())
}

fn end() -> Vec<u8> {
    record(0x000a, &[])
}

/// A workbook of BIFF5 with these records in its head, and one sheet with those.
fn biff5(head: &[u8], cells: &[u8]) -> Vec<u8> {
    let begin = [record(0x0809, &[0, 5, 5, 0]), head.to_vec()].concat();
    let start = u32::try_from(begin.len() + 12 + 4).expect("a small stream").to_le_bytes();
    let listed = record(0x0085, &[&start[..], &[0, 0, 1, b'L']].concat());
    [begin, listed, end(), record(0x0809, &[0, 5, 16, 0]), cells.to_vec()].concat()
}

fn read_cells(bytes: &[u8]) -> Vec<String> {
    cells_of(bytes).expect("the sheet is read")
}

#[test]
fn a_bare_stream_that_names_no_version_is_read_by_the_types_of_its_records() {
    for begin in [&[0_u8, 0, 16, 0, 0, 0, 0, 0][..], &[0, 0, 16, 0, 0, 0]] {
        let bytes = [
            record(0x0809, begin),
            label5(0, b"Zip"),
            number(1, 0, 0, 1234.5),
            old(0x0004, 2, [0; 3], b"\x05BIFF2"),
            old(0x0003, 3, [0; 3], &8765.25_f64.to_le_bytes()),
            old(0x0002, 4, [0; 3], &[210, 4]),
            end(),
        ]
        .concat();
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), &bytes).expect("the file is written");
        assert_eq!(detect(file.path(), &Limits::default()).ok(), Some(Format::Xls));
        let wanted =
            ["1,0 text: Zip", "2,0 number: 1234.5", "3,0 text: BIFF2", "4,0 number: 8765.25", "5,0 number: 1234"];
        assert_eq!(read_cells(&bytes), wanted);
    }
}

#[test]
fn a_single_sheet_without_a_head_says_itself_how_its_dates_look() {
    let code = [&164_u16.to_le_bytes()[..], &[10], b"dd.mm.yyyy"].concat();
    let bytes = [
        record(0x0809, &[0, 5, 16, 0]),
        record(0x041e, &code),
        record(0x00e0, &[0, 0, 0, 0]),
        record(0x00e0, &[0, 0, 164, 0]),
        number(0, 0, 1, 31_166.0),
        end(),
    ];
    assert_eq!(read_cells(&bytes.concat()), ["1,0 date: 1985-04-29"]);
}

#[test]
fn a_cell_of_excel_2_names_its_format_itself_or_by_the_record_before_it() {
    let general = record(0x001e, b"\x07General");
    let day = record(0x001e, b"\x0aDD.MM.YYYY");
    let date = 31_166.0_f64.to_le_bytes();
    let begin = record(0x0009, &[2, 0, 16, 0]);
    let without = [begin.clone(), general.clone(), day.clone(), old(0x0003, 0, [0, 1, 0], &date), end()];
    assert_eq!(read_cells(&without.concat()), ["1,0 date: 1985-04-29"], "Excel 2.0 knows no cell formats");
    let formats = [record(0x0043, &[0, 0, 0, 0]), record(0x0043, &[0, 0, 1, 0])].concat();
    let told = record(0x0044, &[1, 0]);
    let cells = [old(0x0003, 0, [0x3f, 0, 0], &date), old(0x0003, 1, [0, 1, 0], &date)].concat();
    let with = [begin, general, day, formats, told, cells, end()];
    assert_eq!(read_cells(&with.concat()), ["1,0 date: 1985-04-29", "2,0 number: 31166"]);
}

#[test]
fn the_first_sheet_of_a_workspace_of_excel_4_is_read() {
    let sheet = |text: &[u8]| [record(0x0409, &[0, 0, 16, 0, 0, 0]), label5(0, text), end()].concat();
    let headed = |name: &[u8], sheet: &[u8]| {
        let length = u32::try_from(sheet.len()).expect("a small sheet").to_le_bytes();
        let short = [u8::try_from(name.len()).expect("a short name")];
        [record(0x008f, &[&length[..], &short, name].concat()), sheet.to_vec()].concat()
    };
    let bytes = [
        record(0x0409, &[0, 0, 0, 1, 0, 0]),
        record(0x0085, b"\x03One"),
        headed(b"One", &sheet(b"first")),
        headed(b"Two", &sheet(b"second")),
        end(),
    ]
    .concat();
    let info = open_bytes(&bytes).expect("the sheet is opened").info;
    assert_eq!((info.sheet.as_str(), info.sheets_left_out), ("One", vec!["Two".to_owned()]));
    assert_eq!(read_cells(&bytes), ["1,0 text: first"]);
}

#[test]
fn without_a_code_page_the_first_font_with_a_script_tells_it() {
    let font =
        |set: u8| record(0x0031, &[&[200, 0, 0, 0, 0, 0, 144, 1, 0, 0, 0, 2, set, 0][..], b"\x05Arial"].concat());
    let cyrillic = label5(0, &[0xcf, 0xf0]);
    let cells = [cyrillic, end()].concat();
    assert_eq!(read_cells(&biff5(&[font(0), font(204), font(161)].concat(), &cells)), ["1,0 text: Пр"]);
    let page = record(0x0042, &1252_u16.to_le_bytes());
    for head in [[font(204), page.clone()].concat(), [page, font(204)].concat()] {
        assert_eq!(read_cells(&biff5(&head, &cells)), ["1,0 text: Ïð"], "a code page that is told counts");
    }
}

#[test]
fn a_sheet_without_its_last_record_ends_with_the_stream_or_where_the_next_sheet_begins() {
    let unended = biff5(&[], &number(0, 0, 0, 1.0));
    let of_size = |size: usize| {
        let mut bytes = compound("Book", &unended, &[]);
        // No short streams, and the size that the directory gives to the workbook.
        bytes[56..60].fill(0);
        let place = 1024 + 3 * 128 + 120;
        bytes[place..place + 4].copy_from_slice(&u32::try_from(size).expect("a small size").to_le_bytes());
        bytes
    };
    assert_eq!(read_cells(&of_size(unended.len())), ["1,0 number: 1"]);
    let next = [record(0x0809, &[0, 5, 16, 0]), number(5, 5, 0, 2.0), end()].concat();
    assert_eq!(read_cells(&[unended.clone(), next].concat()), ["1,0 number: 1"]);
    // Where bytes are missing, or were never written, the sheet may have been longer.
    for broken in [unended.clone(), of_size(1_000_000), of_size(4096)] {
        assert_eq!(cells_of(&broken).expect_err("cut off").fault, FileFault::Damaged);
    }
}

#[test]
fn a_sheet_without_its_first_record_is_read_all_the_same() {
    let whole = biff5(&[], &[record(0x0200, &[0; 10]), number(0, 0, 0, 1.0), end()].concat());
    let begin = record(0x0809, &[0, 5, 16, 0]);
    let at = whole.windows(begin.len()).position(|bytes| bytes == begin).expect("the sheet begins");
    let without = [&whole[..at], &whole[at + begin.len()..]].concat();
    assert_eq!(read_cells(&without), ["1,0 number: 1"]);
}

#[test]
fn a_head_without_its_last_record_ends_where_the_first_sheet_begins() {
    let begin = [record(0x0809, &[0, 5, 5, 0])].concat();
    let start = u32::try_from(begin.len() + 12).expect("a small stream").to_le_bytes();
    let listed = record(0x0085, &[&start[..], &[0, 0, 1, b'L']].concat());
    let sheet = [record(0x0809, &[0, 5, 16, 0]), number(0, 0, 0, 1.0), end()].concat();
    assert_eq!(read_cells(&[begin, listed, sheet].concat()), ["1,0 number: 1"]);
}

#[test]
fn a_sector_table_that_is_counted_wrong_or_cut_short_still_leads_to_the_workbook() {
    let whole = compound("Workbook", &one_sheet(&[], &[number(0, 0, 0, 1.0)]), &[]);
    for (count, tables) in [(0_u32, 44), (50_000, 44), (50_000, 72)] {
        let mut bytes = whole.clone();
        bytes[tables..tables + 4].copy_from_slice(&count.to_le_bytes());
        assert_eq!(read_cells(&bytes), ["1,0 number: 1"], "{count} at {tables}");
    }
    // A second table, said to lie behind the end of the file.
    let mut bytes = whole;
    bytes[80..84].copy_from_slice(&70_000_u32.to_le_bytes());
    assert_eq!(read_cells(&bytes), ["1,0 number: 1"]);
}
