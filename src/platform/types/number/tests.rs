//! Numbers as people type them and sheets hold them.

use super::*;

fn by(text: &str, decimal: DecimalMark) -> Result<String, Fault> {
    parse(Cell::Text(text), &Reading { decimal, ..Reading::default() }).map(Cow::into_owned)
}

#[test]
fn text_is_read_by_the_decimal_separator_of_its_column() {
    let cases = [
        // text, with a point, with a comma
        ("1234", Some("1234"), Some("1234")),
        ("-12", Some("-12"), Some("-12")),
        ("+12", Some("12"), Some("12")),
        ("\u{2212}12", Some("-12"), Some("-12")),
        ("007", Some("7"), Some("7")),
        ("0", Some("0"), Some("0")),
        ("-0", Some("0"), Some("0")),
        ("1.5", Some("1.5"), None),
        ("1,5", None, Some("1.5")),
        (".5", Some("0.5"), None),
        ("1.50", Some("1.5"), None),
        ("1.234", Some("1.234"), Some("1234")),
        ("1,234", Some("1234"), Some("1.234")),
        ("0.500", Some("0.5"), None),
        ("0,500", None, Some("0.5")),
        ("1,234.5", Some("1234.5"), None),
        ("1.234,5", None, Some("1234.5")),
        ("1.234.567", None, Some("1234567")),
        ("1,234,567.89", Some("1234567.89"), None),
        ("1 234 567", Some("1234567"), Some("1234567")),
        ("1\u{a0}234,5", None, Some("1234.5")),
        ("1\u{202f}234", Some("1234"), Some("1234")),
        ("1\u{2009}234.25", Some("1234.25"), None),
        ("1'234.5", Some("1234.5"), None),
        ("1’234’567", Some("1234567"), Some("1234567")),
        ("12345678901234567890.123", Some("12345678901234567890.123"), None),
        ("1 234,567.8", None, None),
        ("1,23,456", None, None),
        ("12,34", None, Some("12.34")),
        ("1234,567", None, Some("1234.567")),
        ("1.2.3", None, None),
        ("1..5", None, None),
        ("5.", None, None),
        (",", None, None),
        ("-", None, None),
        ("--5", None, None),
        ("(12)", None, None),
        ("12-", None, None),
        ("1 2", None, None),
        ("0x10", None, None),
        ("1e5", None, None),
        ("NaN", None, None),
        ("inf", None, None),
        ("٣", None, None),
        ("50%", None, None),
        ("€ 12", None, None),
        ("12 people", None, None),
    ];
    for (text, point, comma) in cases {
        assert_eq!(by(text, DecimalMark::Point).ok().as_deref(), point, "{text} with a point");
        assert_eq!(by(text, DecimalMark::Comma).ok().as_deref(), comma, "{text} with a comma");
        let both = readings(text);
        assert_eq!((both.point, both.comma), (point.is_some(), comma.is_some()), "{text}");
        assert_eq!(both.differ, point.is_some() && comma.is_some() && point != comma, "{text}");
    }
}

#[test]
fn a_refused_number_says_what_it_probably_is() {
    let nearest = |text| by(text, DecimalMark::Point).unwrap_err().nearest;
    assert_eq!(nearest("1,5").as_deref(), Some("1.5"));
    assert_eq!(nearest("€ 1,200.50").as_deref(), Some("1200.5"));
    assert_eq!(nearest("12 EUR").as_deref(), Some("12"));
    assert_eq!(nearest("3.9E+3").as_deref(), Some("3900"));
    assert_eq!(nearest("50 %"), None);
    assert_eq!(nearest("many"), None);
}

#[test]
fn number_cells_arrive_exactly_and_dates_are_no_numbers() {
    let how = Reading::default();
    assert_eq!(parse(Cell::Number { value: 0.1, digits: 0 }, &how).unwrap(), "0.1");
    assert_eq!(parse(Cell::Number { value: 123.0, digits: 5 }, &how).unwrap(), "123");
    assert_eq!(parse(Cell::Number { value: 1e21, digits: 0 }, &how).unwrap(), "1000000000000000000000");
    assert!(parse(Cell::Date(jiff::civil::date(2024, 2, 1)), &how).is_err());
    assert_eq!(parse(Cell::Boolean(true), &how).unwrap_err().nearest.as_deref(), Some("1"));
}

#[test]
fn a_number_in_normal_form_is_borrowed() {
    for text in ["12", "-7", "0", "1.5"] {
        assert!(matches!(parse(Cell::Text(text), &Reading::default()), Ok(Cow::Borrowed(_))), "{text}");
    }
}

#[test]
fn numbers_compare_by_value_and_not_by_letters() {
    let sorted = ["-100", "-9.5", "-9", "0", "0.05", "0.5", "2", "10", "10.25", "10.3", "12345678901234567890"];
    for pair in sorted.windows(2) {
        assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        assert_eq!(compare(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
    }
    assert_eq!(compare("5", "5"), Ordering::Equal);
}
