//! What becomes of cells, read from flat files; each sheet is read under the usual prefixes, which go the short way, and under others.

use std::io::Write;

use super::*;
use crate::sheet::{Batch, FileFault};

const NAMESPACES: &str = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0""#;

fn document(before: &str, tables: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:mimetype="application/vnd.oasis.opendocument.spreadsheet">{before}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document>"#
    )
}

fn open_bytes(bytes: &[u8]) -> Result<Sheet, FileError> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("the file is written");
    open(file.path(), &Limits::default(), &Cancel::default())
}

fn read_bytes(bytes: &[u8]) -> Result<Vec<String>, FileError> {
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

/// Reads a document under the usual prefixes and under others, and wants the same of both.
fn read_both(document: &str) -> Result<Vec<String>, FileError> {
    let usual = read_bytes(document.as_bytes());
    let mut other = document.to_owned();
    for (from, to) in [("office", "o"), ("table", "t"), ("text", "x")] {
        for mark in ["<", "</", " "] {
            other = other.replace(&format!("{mark}{from}:"), &format!("{mark}{to}:"));
        }
        other = other.replace(&format!("xmlns:{from}="), &format!("xmlns:{to}="));
    }
    let other = read_bytes(other.as_bytes());
    assert_eq!(usual.as_ref().map_err(|error| error.fault), other.as_ref().map_err(|error| error.fault));
    usual
}

fn cells(rows: &str) -> Vec<String> {
    read_both(&document("", &format!(r#"<table:table table:name="Leads">{rows}</table:table>"#)))
        .expect("the sheet is read")
}

fn row(cells_of_it: &str) -> Vec<String> {
    cells(&format!("<table:table-row>{cells_of_it}</table:table-row>"))
}

fn text_cell(content: &str) -> String {
    let cell = format!(r#"<table:table-cell office:value-type="string">{content}</table:table-cell>"#);
    let once = row(&cell);
    // The second of two equal start tags is known by its bytes.
    let twice = row(&format!("{cell}{cell}"));
    assert_eq!(twice.len(), once.len() * 2);
    let Some(first) = once.first() else { return String::new() };
    assert_eq!(twice[1].split_once(": ").map(|(_, text)| text), first.split_once(": ").map(|(_, text)| text));
    first.strip_prefix("1,0 text: ").expect("a text").to_owned()
}

#[test]
fn text_is_its_paragraphs_with_white_space_as_opendocument_wants_it() {
    assert_eq!(text_cell("<text:p>Ada</text:p>"), "Ada");
    assert_eq!(text_cell("<text:p>Ada</text:p><text:p>Rossi</text:p>"), "Ada\nRossi");
    assert_eq!(text_cell("<text:p>a</text:p><text:p/><text:p>b</text:p>"), "a\n\nb");
    assert_eq!(text_cell("<text:p>  Ada \n\t Rossi</text:p>"), "Ada Rossi");
    assert_eq!(text_cell(r#"<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>"#), "a   b\tc\nd");
    assert_eq!(text_cell("<text:p>Ben &amp; Söhne &#x20AC; &#8364;</text:p>"), "Ben & Söhne € €");
    assert_eq!(text_cell("<text:p><![CDATA[a < b & c]]></text:p>"), "a < b & c");
    assert_eq!(text_cell("<text:p>a<!-- not this -->b</text:p>"), "ab");
    assert_eq!(text_cell("\n  <text:p>Ada</text:p>\n  "), "Ada");
    assert_eq!(text_cell("<text:p><text:span>Ada</text:span> <text:a>Rossi</text:a></text:p>"), "Ada Rossi");
    assert_eq!(text_cell("<text:p></text:p>"), "");
}

#[test]
fn annotations_ruby_and_drawings_are_not_text() {
    assert_eq!(text_cell("<office:annotation><text:p>a note</text:p></office:annotation><text:p>Ada</text:p>"), "Ada");
    assert_eq!(
        text_cell(
            "<text:p><text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby></text:p>"
        ),
        "漢"
    );
    assert_eq!(
        text_cell("<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame><text:p>Ada</text:p>"),
        "Ada"
    );
}

#[test]
fn values_come_from_the_attributes_by_their_type() {
    let one = |attributes: &str, text: &str| {
        row(&format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")).concat()
    };
    assert_eq!(one(r#"office:value-type="float" office:value="393331234567""#, "3.93E+11"), "1,0 number: 393331234567");
    assert_eq!(one(r#"office:value-type="percentage" office:value="0.3""#, "30 %"), "1,0 number: 0.3");
    assert_eq!(one(r#"office:value-type="currency" office:value="12.5""#, "12,50 €"), "1,0 number: 12.5");
    assert_eq!(one(r#"office:value-type="boolean" office:boolean-value="true""#, "WAHR"), "1,0 boolean: true");
    assert_eq!(one(r#"office:value-type="date" office:date-value="1985-04-29""#, "29.4.85"), "1,0 date: 1985-04-29");
    assert_eq!(one(r#"office:value-type="date" office:date-value="1985-04-29T00:00:00""#, ""), "1,0 date: 1985-04-29");
    assert_eq!(
        one(r#"office:value-type="date" office:date-value="1985-04-29T18:30:59.5""#, ""),
        "1,0 datetime: 1985-04-29T18:30:59.5"
    );
    assert_eq!(one(r#"office:value-type="time" office:time-value="PT27H30M00S""#, "03:30"), "1,0 time: 27:30:00");
    assert_eq!(one(r#"office:value-type="string" office:string-value="kept""#, ""), "1,0 text: kept");
    assert_eq!(one(r#"office:value="42""#, "42"), "1,0 number: 42");
    assert_eq!(one("", "Ada"), "1,0 text: Ada");
    assert_eq!(one(r#"office:value-type="nonsense""#, "Ada"), "1,0 text: Ada");
}

#[test]
fn a_value_of_another_type_beside_the_one_that_counts_is_passed_over() {
    let one = |attributes: &str| {
        row(&format!("<table:table-cell {attributes}><text:p>x</text:p></table:table-cell>")).concat()
    };
    let (day, serial) = (r#"office:date-value="1985-04-29""#, r#"office:value="31166""#);
    for both in [[day, serial].join(" "), [serial, day].join(" ")] {
        assert_eq!(one(&format!(r#"office:value-type="date" {both}"#)), "1,0 date: 1985-04-29");
        assert_eq!(one(&format!(r#"office:value-type="float" {both}"#)), "1,0 number: 31166");
    }
    assert_eq!(one(r#"office:value-type="boolean" office:boolean-value="TRUE" office:value="1""#), "1,0 boolean: true");
}

#[test]
fn a_value_that_cannot_be_read_leaves_the_text() {
    let one = |attributes: &str, text: &str| {
        row(&format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")).concat()
    };
    assert_eq!(one(r#"office:value-type="float" office:value="""#, "12"), "1,0 text: 12");
    assert_eq!(one(r#"office:value-type="date" office:date-value="hello""#, "hello"), "1,0 text: hello");
    assert_eq!(one(r#"office:value-type="date" office:date-value="2026-02-30""#, "30.2.26"), "1,0 text: 30.2.26");
    assert_eq!(one(r#"office:value-type="time" office:time-value="P1Y""#, "a year"), "1,0 text: a year");
}

#[test]
fn errors_are_errors_and_text_that_looks_like_one_is_text() {
    let one = |attributes: &str, text: &str| {
        row(&format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")).concat()
    };
    assert_eq!(
        one(
            r#"table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error""#,
            "#N/A"
        ),
        "1,0 error: #N/A"
    );
    assert_eq!(
        one(r#"table:formula="of:=1/0" office:value-type="float" office:value="0""#, "#DIV/0!"),
        "1,0 error: #DIV/0!"
    );
    assert_eq!(
        one(r#"table:formula="of:=A1" office:value-type="float" office:value="0""#, "Err:502"),
        "1,0 error: Err:502"
    );
    assert_eq!(one(r#"office:value-type="float" office:value="NaN""#, "#NUM!"), "1,0 error: #NUM!");
    assert_eq!(one(r#"office:value-type="string""#, "#N/A"), "1,0 text: #N/A");
}

#[test]
fn blank_repeats_cost_nothing_and_repeats_with_content_are_handed_out() {
    let blank = r#"<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let cell = |repeated: &str, text: &str| {
        format!(r#"<table:table-cell {repeated} office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    };
    let rows = format!(
        r#"<table:table-row table:number-rows-repeated="2">{}<table:table-cell table:number-columns-repeated="2"/>{}</table:table-row>{blank}"#,
        cell(r#"table:number-columns-repeated="2""#, "a"),
        cell("", "b")
    );
    assert_eq!(
        cells(&rows),
        ["1,0 text: a", "1,1 text: a", "1,4 text: b", "2,0 text: a", "2,1 text: a", "2,4 text: b"]
    );
}

#[test]
fn covered_cells_hold_their_place_and_give_no_text() {
    let content = r#"<table:table-cell table:number-columns-spanned="2"><text:p>a</text:p></table:table-cell><table:covered-table-cell><text:p>hidden</text:p></table:covered-table-cell><table:table-cell><text:p>b</text:p></table:table-cell>"#;
    assert_eq!(row(content), ["1,0 text: a", "1,2 text: b"]);
}

#[test]
fn groups_header_rows_and_white_space_between_cells_do_not_matter() {
    let cell =
        |text: &str| format!("\n <!-- a cell --> <table:table-cell><text:p>{text}</text:p></table:table-cell>\n");
    let rows = format!(
        r#"<table:table-header-rows><table:table-row>{}</table:table-row></table:table-header-rows><table:table-row-group table:display="false"><table:table-row>{}</table:table-row></table:table-row-group><table:table-row table:visibility="filter">{}</table:table-row><table:table-row>{}</table:table-row>"#,
        cell("head"),
        cell("in a closed group"),
        cell("filtered"),
        cell("shown")
    );
    assert_eq!(
        cells(&rows),
        ["1,0 text: head", "hidden 2,0 text: in a closed group", "hidden 3,0 text: filtered", "4,0 text: shown"]
    );
}

#[test]
fn only_the_first_table_is_read_and_the_others_are_named() {
    let table = |name: &str, text: &str| {
        format!(
            r#"<table:table table:name="{name}"><table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row></table:table>"#
        )
    };
    let tracked = "<table:tracked-changes><table:cell-content-change><table:table-cell><text:p>old</text:p></table:table-cell></table:cell-content-change></table:tracked-changes>";
    let whole =
        document("", &format!("{tracked}{}{}{}", table("Leads", "Ada"), table("Leads", "x"), table("R&amp;D", "y")));
    assert_eq!(read_both(&whole).expect("the sheet is read"), ["1,0 text: Ada"]);
    let info = open_bytes(whole.as_bytes()).expect("the sheet is opened").info;
    assert_eq!(
        (info.sheet.as_str(), info.sheets_left_out, info.format),
        ("Leads", vec!["Leads".to_owned(), "R&D".to_owned()], Format::Fods)
    );
}

#[test]
fn the_sheets_behind_the_first_of_a_long_document_are_named_once_its_rows_are_read() {
    let row = "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>";
    let table = |name: &str| format!(r#"<table:table table:name="{name}">{row}</table:table>"#);
    let cache = table("'file:///home/anna/prices.ods'#$Prices");
    let broken = table("Notes > 2026").replace("<table:table ", "<table:table\n  ");
    // Longer than what is looked through beforehand.
    let blank = format!("<!-- {} -->", " ".repeat(33 << 20));
    let whole = document(
        "",
        &[&blank, &table("Leads"), &blank[..300_000], " -->", &table("A &amp; B"), &cache, &broken].concat(),
    );
    let mut sheet = open_bytes(whole.as_bytes()).expect("the sheet is opened");
    assert_eq!((sheet.info.sheet.as_str(), sheet.info.sheets_left_out.len()), ("Leads", 0));
    let mut batch = Batch::default();
    sheet.rows.next(&mut batch).expect("a row");
    assert_eq!(batch.len(), 1);
    sheet.rows.next(&mut batch).expect("the end");
    assert_eq!(sheet.rows.behind().sheets, ["A & B", "Notes > 2026"]);
}

#[test]
fn the_sheets_of_a_package_are_named_before_its_rows_are_read() {
    let row = "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>";
    let table = |name: &str| format!("<table:table\n table:name=\"{name}\">{row}</table:table>");
    let inside = r#"<table:table table:name="Chart"><table:table-row/></table:table>"#;
    let drawn = format!("<table:table table:name=\"Leads\"><table:shapes>{inside}</table:shapes>{row}</table:table>");
    for (tables, others) in [
        (table("Leads"), vec![]),
        (drawn.clone(), vec![]),
        (format!("{}{}", table("Leads"), table("R&amp;D > 1")), vec!["R&D > 1"]),
        (format!("{drawn}<!-- {} -->{}", table("Draft"), table("Leads")), vec!["Leads"]),
    ] {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("content.xml", zip::write::SimpleFileOptions::default()).expect("a part");
        std::io::Write::write_all(&mut zip, document("", &tables).as_bytes()).expect("its content");
        let info = open_bytes(&zip.finish().expect("a package").into_inner()).expect("the sheet is opened").info;
        assert_eq!(
            (info.sheet.as_str(), info.sheets_left_out),
            ("Leads", others.iter().map(|&name| name.to_owned()).collect())
        );
    }
}

#[test]
fn styles_tell_leading_zeros_and_hidden_sheets() {
    let styles = r#"<office:automatic-styles>
        <style:style style:name="zip" style:family="table-cell" style:data-style-name="N5"/><style:style style:name="bold" style:family="table-cell" style:parent-style-name="zip"/>
        <style:style style:name="ta" style:family="table"><style:table-properties table:display="false"/></style:style>
        <number:number-style style:name="N5"><number:number number:decimal-places="0" number:min-integer-digits="5"/></number:number-style></office:automatic-styles>"#;
    let cell = |style: &str| {
        format!(
            r#"<table:table-cell {style} office:value-type="float" office:value="123"><text:p>x</text:p></table:table-cell>"#
        )
    };
    let table = format!(
        r#"<table:table table:name="L" table:style-name="ta"><table:table-column/><table:table-column table:number-columns-repeated="2" table:default-cell-style-name="zip"/><table:table-row>{}{}{}</table:table-row></table:table>"#,
        cell(r#"table:style-name="bold""#),
        cell(""),
        cell(r#"table:style-name="other""#)
    );
    let whole = document(styles, &table);
    assert_eq!(
        read_both(&whole).expect("the sheet is read"),
        ["1,0 number: 00123", "1,1 number: 00123", "1,2 number: 123"]
    );
    assert!(open_bytes(whole.as_bytes()).expect("the sheet is opened").info.hidden);
}

#[test]
fn what_is_broken_is_refused_and_never_read_halfway() {
    let fault = |rows: &str| {
        read_both(&document("", &format!("<table:table>{rows}</table:table>"))).expect_err("a fault").fault
    };
    let cell =
        |inside: &str| format!("<table:table-row><table:table-cell>{inside}</table:table-cell></table:table-row>");
    assert_eq!(fault(&cell("<text:p>&lol;</text:p>")), FileFault::Damaged);
    assert_eq!(fault(r#"<table:table-row table:number-rows-repeated="-1"/>"#), FileFault::Damaged);
    assert_eq!(fault("<table:table-row></table:wrong>"), FileFault::Damaged);
    assert_eq!(fault(&cell(r#"<text:p>a<text:s text:c="2000000000"/></text:p>"#)), FileFault::TooBig);
    assert_eq!(fault(&cell(&format!("<text:p>{}</text:p>", "x".repeat(200_000)))), FileFault::TooBig);
    assert_eq!(fault(&cell(&"<text:span>".repeat(1000))), FileFault::TooBig);
    let far = r#"<table:table-row table:number-rows-repeated="2000000"/>"#.to_owned() + &cell("<text:p>far</text:p>");
    assert_eq!(fault(&far), FileFault::TooBig);
}

#[test]
fn a_document_cut_off_anywhere_before_the_end_of_its_table_is_damaged() {
    let whole = document(
        "",
        "<table:table><table:table-row><table:table-cell><text:p>Zoë &amp; Ada</text:p></table:table-cell></table:table-row></table:table>",
    );
    let end = whole.find("</table:table>").expect("there is a table") + "</table:table>".len();
    for length in 0..end {
        let error = read_bytes(&whole.as_bytes()[..length]).expect_err("cut off");
        assert!(!error.what.contains("content.xml"), "a flat file has no parts: {}", error.what);
    }
}

#[test]
fn entities_that_a_document_declares_are_never_expanded() {
    let laugh = r#"<!DOCTYPE office:document [<!ENTITY lol "ha"><!ENTITY x SYSTEM "file:///etc/passwd">]>"#;
    let whole = document(
        "",
        "<table:table><table:table-row><table:table-cell><text:p>&lol;</text:p></table:table-cell></table:table-row></table:table>",
    );
    let whole = whole.replacen("<office:document ", &format!("{laugh}<office:document "), 1);
    assert_eq!(read_bytes(whole.as_bytes()).expect_err("an entity").fault, FileFault::Damaged);
}

#[test]
fn utf_16_and_latin_documents_are_read_by_their_declaration() {
    let whole = document(
        "",
        "<table:table><table:table-row><table:table-cell><text:p>Zoë</text:p></table:table-cell></table:table-row></table:table>",
    );
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(whole.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read_bytes(&wide).expect("UTF-16 is read"), ["1,0 text: Zoë"]);
    let latin: Vec<u8> =
        whole.replace("UTF-8", "ISO-8859-1").chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    assert_eq!(read_bytes(&latin).expect("Latin is read"), ["1,0 text: Zoë"]);
}

#[test]
fn the_day_that_serial_numbers_count_from_is_the_one_that_the_document_says() {
    let table = r#"<table:table table:name="Leads"><table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>"#;
    let of = |before: &str| open_bytes(document("", &format!("{before}{table}")).as_bytes()).unwrap().info.date_system;
    let settings = |day| {
        format!(
            r#"<table:calculation-settings table:case-sensitive="false"><table:null-date table:date-value="{day}"/></table:calculation-settings>"#
        )
    };
    assert_eq!(of(""), DateSystem::OPEN_DOCUMENT);
    assert_eq!(of(&settings("1904-01-01")), DateSystem::SINCE_1904);
    assert_eq!(of(&settings("1899-12-30")), DateSystem::OPEN_DOCUMENT);
    assert_eq!(of(&settings("soon")), DateSystem::OPEN_DOCUMENT);
}
