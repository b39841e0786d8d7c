//! What becomes of cells, read from workbooks that are put together here record by record.

use std::io::Write;

use super::*;
use crate::sheet::{Batch, FileFault};

mod writers;

fn record(id: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a short record");
    [&id.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn place(row: u16, column: u16, format: u16) -> Vec<u8> {
    [row.to_le_bytes(), column.to_le_bytes(), format.to_le_bytes()].concat()
}

fn at(row: u16, column: u16, format: u16, value: &[u8]) -> Vec<u8> {
    [&place(row, column, format), value].concat()
}

fn number(row: u16, column: u16, format: u16, value: f64) -> Vec<u8> {
    record(0x0203, &at(row, column, format, &value.to_le_bytes()))
}

/// A Unicode string of BIFF8 with its length in 16 bits; one byte a character where all fit.
fn text8(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(units.len()).expect("a short text").to_le_bytes();
    if units.iter().all(|unit| *unit < 256) {
        let bytes: Vec<u8> = units.iter().map(|unit| unit.to_le_bytes()[0]).collect();
        return [&length[..], &[0], &bytes].concat();
    }
    [&length[..], &[1], &units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>()].concat()
}

const BOF_8: [u8; 4] = [0, 6, 5, 0];
const SHEET_8: [u8; 4] = [0, 6, 16, 0];

/// A workbook of BIFF8: records of its head, and of each sheet with its name, its visibility and its type.
fn workbook(head: &[u8], sheets: &[(&str, u8, u8, Vec<u8>)]) -> Vec<u8> {
    let listed = |start: usize, (name, visibility, kind, _): &(&str, u8, u8, Vec<u8>)| {
        let name_of: Vec<u8> =
            text8(name).into_iter().enumerate().filter(|(index, _)| *index != 1).map(|(_, byte)| byte).collect();
        record(
            0x0085,
            &[&u32::try_from(start).expect("a small stream").to_le_bytes()[..], &[*visibility, *kind], &name_of]
                .concat(),
        )
    };
    let begin = record(0x0809, &BOF_8);
    let lists: usize = sheets.iter().map(|sheet| listed(0, sheet).len()).sum();
    let mut start = begin.len() + head.len() + lists + 4;
    let mut out = [begin, head.to_vec()].concat();
    for sheet in sheets {
        out.extend(listed(start, sheet));
        start += record(0x0809, &SHEET_8).len() + sheet.3.len() + 4;
    }
    out.extend(record(0x000a, &[]));
    for sheet in sheets {
        let kind = if sheet.2 == 2 { [0, 6, 0x20, 0] } else { SHEET_8 };
        out.extend([record(0x0809, &kind), sheet.3.clone(), record(0x000a, &[])].concat());
    }
    out
}

fn one_sheet(head: &[u8], cells: &[Vec<u8>]) -> Vec<u8> {
    workbook(head, &[("Leads", 0, 0, cells.concat())])
}

fn open_bytes(bytes: &[u8]) -> Result<Sheet, FileError> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("the file is written");
    read(file.path(), &Limits::default(), &Cancel::default())
}

fn cells_of(bytes: &[u8]) -> Result<Vec<String>, FileError> {
    let mut sheet = open_bytes(bytes)?;
    let (mut out, mut batch) = (Vec::new(), Batch::default());
    loop {
        sheet.rows.next(&mut batch)?;
        if batch.is_empty() {
            return Ok(out);
        }
        for row in batch.rows() {
            let hidden = if row.hidden { "hidden " } else { "" };
            for (column, cell) in row.cells() {
                out.push(format!("{hidden}{},{column} {}: {}", row.number, cell.type_name(), cell.text()));
            }
        }
    }
}

fn cells(head: &[u8], cells: &[Vec<u8>]) -> Vec<String> {
    cells_of(&one_sheet(head, cells)).expect("the sheet is read")
}

/// Cell formats with these number formats, and codes for some of them.
fn formats(ids: &[u16], codes: &[(u16, &str)]) -> Vec<u8> {
    let codes = codes.iter().flat_map(|(id, code)| record(0x041e, &[&id.to_le_bytes()[..], &text8(code)].concat()));
    let formats = ids.iter().flat_map(|id| record(0x00e0, &[[0, 0], id.to_le_bytes()].concat()));
    codes.chain(formats).collect()
}

/// Shared strings out of pieces, the first in the record itself and the others in its continuations.
fn shared(count: u32, pieces: &[&[u8]]) -> Vec<u8> {
    let first = [&count.to_le_bytes()[..], &count.to_le_bytes(), pieces[0]].concat();
    let mut out = record(0x00fc, &first);
    for piece in &pieces[1..] {
        out.extend(record(0x003c, piece));
    }
    out
}

fn labels(count: u16) -> Vec<Vec<u8>> {
    (0..count).map(|index| record(0x00fd, &at(index, 0, 0, &u32::from(index).to_le_bytes()))).collect()
}

#[test]
fn cells_of_every_kind_arrive_with_their_values() {
    let many: Vec<u8> = [
        &[1, 0, 0, 0][..],
        &[0, 0],
        &((7_u32 << 2) | 2).to_le_bytes(),
        &[0, 0],
        &((1234_u32 << 2) | 3).to_le_bytes(),
        &[1, 0],
    ]
    .concat();
    let records = [
        record(0x0204, &at(0, 0, 0, &text8("Näme"))),
        record(0x0204, &at(0, 1, 0, &text8("東京 😀"))),
        record(0x00bd, &many),
        number(2, 0, 0, 393_331_234_567.0),
        record(0x0205, &at(2, 1, 0, &[1, 0])),
        record(0x0205, &at(2, 2, 0, &[0x2a, 1])),
        record(0x027e, &at(2, 3, 0, &((-5_i32 << 2).cast_unsigned() | 2).to_le_bytes())),
        record(0x0201, &place(2, 4, 0)),
    ];
    let wanted = [
        "1,0 text: Näme",
        "1,1 text: 東京 😀",
        "2,0 number: 7",
        "2,1 number: 12.34",
        "3,0 number: 393331234567",
        "3,1 boolean: true",
        "3,2 error: #N/A",
        "3,3 number: -5",
    ];
    assert_eq!(cells(&[], &records), wanted);
}

#[test]
fn a_formula_counts_as_the_value_that_was_saved() {
    let formula = |id: u16, row: u16, result: [u8; 8]| record(id, &at(row, 0, 0, &[&result[..], &[0; 8]].concat()));
    let special = |kind: u8, value: u8| [kind, 0, value, 0, 0, 0, 0xff, 0xff];
    let long = "x".repeat(8000) + "é";
    let (first, rest) = long.split_at(5000);
    let start =
        [&u16::try_from(long.chars().count()).expect("short").to_le_bytes()[..], &[0], first.as_bytes()].concat();
    let rest: Vec<u8> =
        [0].into_iter().chain(rest.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))).collect();
    let records = [
        formula(0x0006, 0, 2.5_f64.to_le_bytes()),
        formula(0x0206, 1, special(1, 1)),
        formula(0x0406, 2, special(2, 0x07)),
        formula(0x0006, 3, special(0, 0)),
        record(0x04bc, &[0; 10]),
        record(0x0207, &start),
        record(0x003c, &rest),
        formula(0x0006, 4, special(3, 0)),
    ];
    let wanted = [
        "1,0 number: 2.5".to_owned(),
        "2,0 boolean: true".to_owned(),
        "3,0 error: #DIV/0!".to_owned(),
        format!("4,0 text: {long}"),
    ];
    assert_eq!(cells(&[], &records), wanted);
}

#[test]
fn a_shared_string_may_be_split_anywhere_and_change_its_width() {
    // "abcd": two characters of one byte, then, in the continuation, two of two bytes.
    let split = shared(2, &[&[4, 0, 0, b'a', b'b'], &[1, b'c', 0, b'd', 0, 2, 0, 0, b'x', b'y']]);
    assert_eq!(cells(&split, &labels(2)), ["1,0 text: abcd", "2,0 text: xy"]);
    // An empty continuation between, and a pair of surrogates cut in two.
    let cut = shared(1, &[&[3, 0, 1, b'a', 0, 0x3d, 0xd8], &[], &[1, 0x00, 0xde]]);
    assert_eq!(cells(&cut, &labels(1)), ["1,0 text: a😀"]);
    // Runs and phonetic text behind the characters, themselves split, are no text.
    let rich = shared(2, &[&[1, 0, 0x0c, 1, 0, 3, 0, 0, 0, b'a', 9, 9], &[9, 9, 7, 7, 7, 1, 0, 0, b'b']]);
    assert_eq!(cells(&rich, &labels(2)), ["1,0 text: a", "2,0 text: b"]);
}

#[test]
fn a_count_of_shared_strings_that_lies_is_not_believed() {
    let lying = [&u32::MAX.to_le_bytes()[..], &u32::MAX.to_le_bytes(), &[1, 0, 0, b'a']].concat();
    assert_eq!(cells(&record(0x00fc, &lying), &labels(2)), ["1,0 text: a", "2,0 error: #REF!"]);
}

#[test]
fn the_code_page_of_a_biff8_workbook_says_nothing_about_its_text() {
    let head = [record(0x0042, &1252_u16.to_le_bytes()), shared(1, &[&[2, 0, 1, 0x42, 0x04, 0x43, 0x04]])].concat();
    assert_eq!(cells(&head, &labels(1)), ["1,0 text: ту"]);
}

#[test]
fn numbers_are_dates_by_their_format_and_formats_50_to_58_are_the_files_own() {
    let head = formats(&[0, 14, 164, 50, 22, 165], &[(164, "[h]:mm:ss"), (50, "0.00"), (165, "00000")]);
    let records: Vec<_> = (0..6)
        .map(|format| number(0, format, format, [1.5, 31_166.0, 1.5, 39_333.0, 44_927.75, 123.0][usize::from(format)]))
        .collect();
    let wanted = [
        "1,0 number: 1.5",
        "1,1 date: 1985-04-29",
        "1,2 time: 36:00:00",
        "1,3 number: 39333",
        "1,4 datetime: 2023-01-01T18:00:00",
        "1,5 number: 00123",
    ];
    assert_eq!(cells(&head, &records), wanted);
}

#[test]
fn the_1904_date_system_counts() {
    let head = [record(0x0022, &[1, 0]), formats(&[14], &[])].concat();
    assert_eq!(cells(&head, &[number(0, 0, 0, 29_704.0)]), ["1,0 date: 1985-04-29"]);
}

#[test]
fn cells_out_of_order_are_put_in_order_and_the_last_of_two_counts() {
    let records =
        [number(1, 1, 0, 4.0), number(0, 1, 0, 2.0), number(1, 1, 0, 5.0), number(0, 0, 0, 1.0), number(1, 0, 0, 3.0)];
    assert_eq!(cells(&[], &records), ["1,0 number: 1", "1,1 number: 2", "2,0 number: 3", "2,1 number: 5"]);
}

#[test]
fn covered_cells_are_no_text_and_hidden_rows_are_known() {
    let range: Vec<u8> = [1_u16, 0, 1, 0, 1].iter().flat_map(|value| value.to_le_bytes()).collect();
    let hidden = [&1_u16.to_le_bytes()[..], &[0; 10], &0x20_u16.to_le_bytes(), &[0; 2]].concat();
    let records = [
        number(0, 0, 0, 1.0),
        number(0, 1, 0, 2.0),
        number(1, 0, 0, 3.0),
        number(1, 2, 0, 4.0),
        record(0x00e5, &range),
        record(0x0208, &hidden),
    ];
    assert_eq!(cells(&[], &records), ["1,0 number: 1", "hidden 2,2 number: 4"]);
}

#[test]
fn the_first_sheet_of_cells_in_tab_order_is_read_and_the_others_are_named() {
    let chart = record(0x0203, &at(0, 0, 0, &9.0_f64.to_le_bytes()));
    let inner =
        [record(0x0809, &[0, 6, 0x20, 0]), number(0, 0, 0, 8.0), record(0x000a, &[]), number(0, 0, 0, 1.0)].concat();
    let bytes = workbook(
        &[],
        &[
            ("Chart", 0, 2, chart),
            ("Leads", 1, 0, inner),
            ("Leads", 0, 0, number(0, 0, 0, 2.0)),
            ("Notes", 0, 0, vec![]),
        ],
    );
    let info = open_bytes(&bytes).expect("the sheet is opened").info;
    assert_eq!((info.sheet.as_str(), info.hidden), ("Leads", true));
    assert_eq!(info.sheets_left_out, ["Leads", "Notes"]);
    assert_eq!(cells_of(&bytes).expect("the sheet is read"), ["1,0 number: 1"]);
}

#[test]
fn a_biff5_workbook_is_read_by_its_code_page() {
    for (page, byte, letter) in
        [(1252_u16, 0x80, '€'), (10_029, 0xbb, 'Ľ'), (32_768, 0x8a, 'ä'), (437, 0x81, 'ü'), (54_321, 0xe9, 'é')]
    {
        let label = record(0x0204, &at(0, 0, 0, &[2, 0, b'a', byte]));
        let sheet = [record(0x0809, &[0, 5, 16, 0]), label, record(0x000a, &[])].concat();
        let head = [record(0x0809, &[0, 5, 5, 0]), record(0x0042, &page.to_le_bytes())].concat();
        let start = u32::try_from(head.len() + 4 + 7 + 1 + 4).expect("a small stream").to_le_bytes();
        let listed = record(0x0085, &[&start[..], &[0, 0, 1, b'L']].concat());
        let bytes = [head, listed, record(0x000a, &[]), sheet].concat();
        assert_eq!(cells_of(&bytes).expect("the sheet is read"), [format!("1,0 text: a{letter}")], "code page {page}");
    }
}

#[test]
fn sheets_of_excel_2_to_4_are_read() {
    let two = [
        record(0x0009, &[2, 0, 16, 0]),
        record(0x001e, &[7, b'G', b'e', b'n', b'e', b'r', b'a', b'l']),
        record(0x001e, &[10, b'D', b'D', b'.', b'M', b'M', b'.', b'Y', b'Y', b'Y', b'Y']),
        record(0x0043, &[0, 0, 0, 0]),
        record(0x0043, &[0, 0, 1, 0]),
        record(0x0004, &[0, 0, 0, 0, 0, 0, 0, 2, b'N', 0xe4]),
        record(0x0002, &[1, 0, 0, 0, 0, 0, 0, 123, 0]),
        record(0x0003, &[&[1, 0, 1, 0, 1, 0, 0][..], &31_166.0_f64.to_le_bytes()].concat()),
        record(0x000a, &[]),
    ];
    assert_eq!(
        cells_of(&two.concat()).expect("the sheet is read"),
        ["1,0 text: Nä", "2,0 number: 123", "2,1 date: 1985-04-29"]
    );
    for (begin, formula) in [(0x0209, 0x0206), (0x0409, 0x0406)] {
        let result = [0, 0, 0, 0, 0, 0, 0xff, 0xff];
        let sheet = [
            record(begin, &[0, 3, 16, 0, 0, 0]),
            record(formula, &at(0, 0, 0, &result)),
            record(0x0207, &[1, 0, b'x']),
            record(0x000a, &[]),
        ];
        assert_eq!(cells_of(&sheet.concat()).expect("the sheet is read"), ["1,0 text: x"]);
    }
}

#[test]
fn an_encrypted_workbook_is_protected_whatever_the_cipher() {
    for kind in [[0, 0], [1, 0]] {
        let error = cells_of(&one_sheet(&record(0x002f, &kind), &[])).expect_err("encrypted");
        assert_eq!(error.fault, FileFault::Protected);
    }
}

#[test]
fn what_is_broken_is_refused_and_never_read_halfway() {
    let fault = |records: &[Vec<u8>]| cells_of(&one_sheet(&[], records)).expect_err("a fault").fault;
    assert_eq!(fault(&[record(0x0203, &[0, 0, 0])]), FileFault::Damaged);
    assert_eq!(fault(&[record(0x0204, &at(0, 0, 0, &[0xff, 0xff, 0, b'a', b'b']))]), FileFault::Damaged);
    assert_eq!(fault(&[record(0x00bd, &[0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0])]), FileFault::Damaged);
    let whole = one_sheet(&shared(1, &[&[1, 0, 0, b'a']]), &labels(1));
    for length in 0..whole.len() {
        assert!(cells_of(&whole[..length]).is_err(), "cut at byte {length}");
    }
    let no_sheet = workbook(&[], &[("Chart", 0, 2, vec![])]);
    assert_eq!(cells_of(&no_sheet).expect_err("a chart").fault, FileFault::NoSheet);
}

#[test]
fn merged_ranges_that_lie_cost_nothing() {
    let all: Vec<u8> = [0_u16, 65_535, 0, 255].iter().flat_map(|value| value.to_le_bytes()).collect();
    let full = [&1000_u16.to_le_bytes()[..], &all.repeat(1000)].concat();
    let records: Vec<_> =
        std::iter::once(number(0, 0, 0, 1.0)).chain(std::iter::repeat_n(record(0x00e5, &full), 50)).collect();
    assert_eq!(cells(&[], &records), ["1,0 number: 1"]);
    assert_eq!(cells(&[], &[number(0, 0, 0, 1.0), record(0x00e5, &[0xff, 0xff])]), ["1,0 number: 1"]);
}

/// A compound file whose stream of this name lies at the root, and another of the same name inside a storage.
fn compound(name: &str, stream: &[u8], embedded: &[u8]) -> Vec<u8> {
    let pad = |bytes: &[u8]| {
        let mut padded = bytes.to_vec();
        padded.resize(bytes.len().max(4096).next_multiple_of(512), 0);
        padded
    };
    let (stream, embedded) = (pad(stream), pad(embedded));
    let sectors = |bytes: &[u8]| u32::try_from(bytes.len() / 512).expect("a small stream");
    let entry = |name: &str, kind: u8, links: [u32; 3], start: u32, size: usize| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(entry.len() + 2).expect("a short name").to_le_bytes();
        entry.resize(64, 0);
        entry.extend(length);
        entry.extend([kind, 1]);
        entry.extend(links.iter().flat_map(|link| link.to_le_bytes()));
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend((size as u64).to_le_bytes());
        entry
    };
    let none = u32::MAX;
    let (first, second) = (2, 2 + sectors(&stream));
    // The embedded workbook's entry comes first, as it may.
    let directory = [
        entry("Root Entry", 5, [none, none, 2], none - 1, 0),
        entry(name, 2, [none, none, none], second, embedded.len()),
        entry("MBD0001", 1, [none, 3, 1], 0, 0),
        entry(name, 2, [none, none, none], first, stream.len()),
    ];
    let mut fat = vec![0xffff_fffd, 0xffff_fffe];
    for count in [sectors(&stream), sectors(&embedded)] {
        let start = u32::try_from(fat.len()).expect("few sectors");
        fat.extend((start + 1)..(start + count));
        fat.push(0xffff_fffe);
    }
    fat.resize(128, none);
    let mut header = cfb::SIGNATURE.to_vec();
    header.resize(24, 0);
    header.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    header.resize(44, 0);
    header.extend([1_u32, 1, 0, 4096, none - 1, 0, none - 1, 0, 0].iter().flat_map(|value| value.to_le_bytes()));
    header.resize(512, 0xff);
    let fat: Vec<u8> = fat.iter().flat_map(|value| value.to_le_bytes()).collect();
    [header, fat, directory.concat(), stream, embedded].concat()
}

#[test]
fn only_a_workbook_at_the_root_of_the_file_is_read_never_an_embedded_one() {
    let (ours, other) = (one_sheet(&[], &[number(0, 0, 0, 1.0)]), one_sheet(&[], &[number(0, 0, 0, 2.0)]));
    for name in ["Workbook", "Book", "WORKBOOK"] {
        assert_eq!(cells_of(&compound(name, &ours, &other)).expect("the sheet is read"), ["1,0 number: 1"]);
    }
}

#[test]
fn a_chain_of_sectors_that_runs_in_a_circle_ends_there_and_the_records_tell_whether_the_sheet_is_whole() {
    let short = one_sheet(&[], &[number(0, 0, 0, 1.0)]);
    let long: Vec<_> = (0..200).map(|row| number(row, 0, 0, 1.0)).collect();
    let long = one_sheet(&[], &long);
    for (stream, whole) in [(short, true), (long, false)] {
        let mut bytes = compound("Workbook", &stream, &[]);
        // The third sector of the stream leads back to its first, and the directory claims two gigabytes.
        bytes[512 + 4 * 4..512 + 4 * 5].copy_from_slice(&2_u32.to_le_bytes());
        let size = 1024 + 3 * 128 + 120;
        bytes[size..size + 4].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
        match cells_of(&bytes) {
            Ok(cells) => assert_eq!((cells, whole), (vec!["1,0 number: 1".to_owned()], true)),
            Err(error) => assert_eq!((error.fault, whole), (FileFault::Damaged, false), "{}", error.what),
        }
    }
}

#[test]
fn a_compound_file_cut_off_before_the_end_of_its_first_sheet_is_damaged() {
    let bytes = compound("Workbook", &one_sheet(&[], &[number(0, 0, 0, 1.0)]), &[]);
    let whole = cells_of(&bytes).expect("whole");
    let mut refused = 0;
    for length in (8..1024 + 4096).step_by(97) {
        match cells_of(&bytes[..length]) {
            Err(error) => {
                assert_eq!(error.fault, FileFault::Damaged, "cut at byte {length}");
                refused += 1;
            }
            // Nothing but what pads the sectors is gone.
            Ok(cells) => assert_eq!(cells, whole, "cut at byte {length}"),
        }
    }
    assert!(refused > 10, "most cuts go through the workbook");
}
