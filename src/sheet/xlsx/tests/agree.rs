//! The fast and the careful reader must say the same of every sheet, ordinary or odd: rows, cells and faults.

use proptest::prelude::*;

use super::{Parts, read};
use crate::sheet::Limits;
use crate::sheet::xlsx::Reader;

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9 @.éß東😀]{0,8}",
        1 => prop::sample::select(vec!["&amp;", "&lt;", "&#10;", "&#xE9;", "&quot;", "&bad;", "&", "_x000D_", "_x005F_", "_xZZ", "\r\n", "\r", "]]>", ">", "\u{a0}", "<![CDATA[<c>]]>", "<!-- x -->", "&#0;"]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (-100_000_000_000_i64..400_000_000_000).prop_map(|number| number.to_string()),
        2 => any::<f64>().prop_map(|number| format!("{number:e}")),
        1 => prop::sample::select(vec!["", " 7 ", "1,5", "1e999", "NaN", "0x1", "+5", "00012", ".5", "-0", "9007199254740993", "60", "44927.5"]).prop_map(str::to_owned),
    ]
}

fn content() -> impl Strategy<Value = String> {
    let formula = prop::sample::select(vec![
        "",
        "<f>A1+1</f>",
        "<f t=\"shared\" si=\"0\"/>",
        "<f>&quot;a&quot;</f> ",
        "<f><![CDATA[1]]></f>",
    ]);
    let value = prop_oneof![
        4 => number().prop_map(|number| format!("<v>{number}</v>")),
        3 => text().prop_map(|text| format!("<is><t>{text}</t></is>")),
        2 => text().prop_map(|text| format!("<v>{text}</v>")),
        1 => text().prop_map(|text| format!("<is><r><rPr/><t xml:space=\"preserve\">{text}</t></r><r><t>b</t></r></is>")),
        1 => prop::sample::select(vec!["", "<v/>", "<is/>", "<v>1</v><v>2</v>", "<v>1</v><is><t>x</t></is>", "<extLst/>", "\n  <v>3</v>\n", "<is><t/></is>", "<is> <t>x</t> </is>", "<V>1</V>", "<v a=\"b\">1</v>"]).prop_map(str::to_owned),
    ];
    (formula, value).prop_map(|(formula, value)| format!("{formula}{value}"))
}

/// A cell at a column; `{row}` is put in later.
fn cell() -> impl Strategy<Value = String> {
    let reference = prop_oneof![
        2 => (0_u8..26, 0_u8..26).prop_map(|(high, low)| format!(" r=\"{}{}{{row}}\"", char::from(b'A' + high), char::from(b'A' + low))),
        6 => (0_u8..26).prop_map(|column| format!(" r=\"{}{{row}}\"", char::from(b'A' + column))),
        1 => prop::sample::select(vec!["", " r=\"\"", " r=\"B\"", " r=\"XFE1\"", " r=\"XFD{row}\"", " r=\"XFE{row}\"", " r=\"A0{row}\"", " r=\"A{row}0\"", " r=\"ABCD{row}\"", " r=\"C7\"", " r='D{row}'", " r=\"$E${row}\"", "\n r=\"aa{row}\""]).prop_map(str::to_owned),
    ];
    let rest = prop::sample::select(vec![
        "",
        " s=\"1\"",
        " t=\"inlineStr\"",
        " t=\"s\"",
        " t=\"str\"",
        " s=\"2\"",
        " t=\"b\"",
        " t=\"e\"",
        " t=\"d\"",
        " t=\"n\" s=\"4\"",
        " s=\"2\" t=\"inlineStr\"",
        " s=\"12\" t=\"s\"",
        " s=\"123\" t=\"s\"",
        " s=\"x\"",
        " t=\"zz\"",
        " cm=\"1\" vm=\"2\"",
        " t = \"b\"",
    ]);
    (reference, rest, prop::option::weighted(0.9, content())).prop_map(|(reference, rest, content)| match content {
        Some(content) => format!("<c{reference}{rest}>{content}</c>"),
        None => format!("<c{reference}{rest}/>"),
    })
}

fn sheet() -> impl Strategy<Value = String> {
    let step = prop::sample::select(vec![1_i32, 1, 1, 1, 1, 2, 7, 0, -1]);
    let attributes = prop::sample::select(vec![
        "",
        "",
        " spans=\"1:9\"",
        " hidden=\"1\"",
        " hidden=\"TRUE\"",
        " x14ac:dyDescent=\"0.25\"",
        " ht='15'",
    ]);
    let between = prop::sample::select(vec![
        "",
        "",
        "",
        "",
        "\n  ",
        "<!-- </row> -->",
        "<row/>",
        "<?pi?>",
        "<other><c/></other>",
    ]);
    let row = (step, prop::bool::weighted(0.9), attributes, prop::collection::vec(cell(), 0..6), between);
    prop::collection::vec(row, 0..12).prop_map(|rows| {
        let (mut number, mut out) = (0_i32, String::new());
        for (step, stated, attributes, cells, between) in rows {
            number = (number + step).max(1);
            let stated = if stated { format!(" r=\"{number}\"") } else { String::new() };
            let cells = cells.concat().replace("{row}", &number.to_string());
            out.extend(["<row", &stated, attributes, ">", &cells, "</row>", between]);
        }
        out
    })
}

fn shared() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => text().prop_map(|text| format!("<si><t>{text}</t></si>")),
        2 => text().prop_map(|text| format!("<si><t xml:space=\"preserve\">{text}</t></si>")),
        1 => text().prop_map(|text| format!("<si><r><t>{text}</t></r><r><t>b</t></r><rPh><t>p</t></rPh></si>")),
        1 => prop::sample::select(vec!["<si/>", "<si><t/></si>", "\n ", "<si> <t>x</t> </si>", "<x/>", "<si><t>a</t><phoneticPr/></si>"]).prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_readers_see_the_same_in_any_sheet(rows in sheet(), cut in prop::option::weighted(0.05, 0_usize..400)) {
        let mut sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        if let Some(cut) = cut {
            sheet.truncate(sheet.floor_char_boundary(cut));
        }
        let file = Parts::of_sheet(sheet.clone()).with("xl/sharedStrings.xml", "<sst><si><t>one</t></si><si><t>two</t></si></sst>").zip();
        let (fast, _) = read(&file, &Limits::default(), Reader::Fast);
        let (careful, _) = read(&file, &Limits::default(), Reader::Careful);
        match (fast, careful) {
            (Ok(fast), Ok(careful)) => prop_assert_eq!(fast, careful, "{}", sheet),
            (Err(fast), Err(careful)) => prop_assert_eq!(fast.fault, careful.fault, "{}", sheet),
            (fast, careful) => prop_assert!(false, "{:?} and {:?} of {}", fast, careful, sheet),
        }
    }

    #[test]
    fn both_readers_see_the_same_shared_strings(strings in prop::collection::vec(shared(), 0..8), head in prop::sample::select(vec!["<sst>", "<?xml version=\"1.0\"?>\n<sst xmlns=\"m\" count=\"9\">\n", "<sst><!-- x -->", "\u{feff}<sst a=\">\">"])) {
        let cells: Vec<String> = (0..9).map(|index| format!("<c t=\"s\"><v>{index}</v></c>")).collect();
        let strings = format!("{head}{}</sst>", strings.concat());
        let file = Parts::of_rows(&format!("<row>{}</row>", cells.concat())).with("xl/sharedStrings.xml", strings.clone()).zip();
        let (fast, _) = read(&file, &Limits::default(), Reader::Fast);
        let (careful, _) = read(&file, &Limits::default(), Reader::Careful);
        match (fast, careful) {
            (Ok(fast), Ok(careful)) => prop_assert_eq!(fast, careful, "{}", strings),
            (Err(fast), Err(careful)) => prop_assert_eq!(fast.fault, careful.fault, "{}", strings),
            (fast, careful) => prop_assert!(false, "{:?} and {:?} of {}", fast, careful, strings),
        }
    }
}

/// Every workbook in a folder and those in it.
fn workbooks(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            workbooks(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "xlsx" || ending == "xlsm") {
            found.push(path);
        }
    }
}

#[test]
fn both_readers_see_the_same_in_every_sample() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["sample-data", "tests/files", "tests/fuzz/corpus"] {
        workbooks(&root.join(folder), &mut files);
    }
    assert!(files.iter().any(|file| file.ends_with("sample-data/leads.xlsx")));
    for path in files {
        let file = std::fs::read(&path).unwrap();
        let limits = Limits::default();
        let [(fast, _), (careful, _)] = [Reader::Fast, Reader::Careful].map(|reader| read(&file, &limits, reader));
        match (fast, careful) {
            (Ok(fast), Ok(careful)) => assert_eq!(fast, careful, "{}", path.display()),
            (Err(fast), Err(careful)) => assert_eq!(fast.fault, careful.fault, "{}", path.display()),
            (fast, careful) => panic!("{fast:?} and {careful:?} of {}", path.display()),
        }
    }
}
