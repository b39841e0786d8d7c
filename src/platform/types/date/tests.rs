//! Dates as people type them and sheets hold them.

use jiff::civil::date;

use super::*;

fn by(text: &str, date_order: DateOrder) -> Result<String, Fault> {
    parse(Cell::Text(text), &Reading { date_order, ..Reading::default() }).map(Cow::into_owned)
}

fn iso_of(text: &str, order: DateOrder) -> Option<String> {
    by(text, order).ok()
}

#[test]
fn digits_are_read_in_the_order_of_their_column() {
    let cases = [
        // text, day first, month first
        ("31/12/2024", Some("2024-12-31"), None),
        ("12/31/2024", None, Some("2024-12-31")),
        ("03/04/2024", Some("2024-04-03"), Some("2024-03-04")),
        ("3.4.2024", Some("2024-04-03"), Some("2024-03-04")),
        ("3-4-2024", Some("2024-04-03"), Some("2024-03-04")),
        ("03 04 2024", Some("2024-04-03"), Some("2024-03-04")),
        ("31. 12. 2024", Some("2024-12-31"), None),
        ("31 / 12 / 2024", Some("2024-12-31"), None),
        ("31.12.2024.", Some("2024-12-31"), None),
        ("29/02/2024", Some("2024-02-29"), None),
        ("29/02/2023", None, None),
        ("31/02/2024", None, None),
        ("31/04/2024", None, None),
        ("0/1/2024", None, None),
        ("1/0/2024", None, None),
        ("32/01/2024", None, None),
        ("13/13/2024", None, None),
        ("31/12/1899", None, None),
        ("31/12/0024", None, None),
        ("31/12/024", None, None),
        ("31/12/24", None, None),
        ("31/12/20244", None, None),
        ("31/12-2024", None, None),
        ("31//12/2024", None, None),
        ("/31/12/2024", None, None),
        ("31/12/", None, None),
        ("31/12", None, None),
        ("1/2/3/2024", None, None),
        ("031/12/2024", None, None),
        ("31/12/2024x", None, None),
    ];
    for (text, dmy, mdy) in cases {
        assert_eq!(iso_of(text, DateOrder::Dmy).as_deref(), dmy, "{text} day first");
        assert_eq!(iso_of(text, DateOrder::Mdy).as_deref(), mdy, "{text} month first");
    }
}

#[test]
fn a_year_that_stands_first_and_a_month_by_name_read_the_same_in_every_order() {
    let cases = [
        ("2024-12-31", "2024-12-31"),
        ("2024-1-5", "2024-01-05"),
        ("2024/12/31", "2024-12-31"),
        ("2024.12.31.", "2024-12-31"),
        ("20241231", "2024-12-31"),
        ("2024-12-31 00:00:00", "2024-12-31"),
        ("2024-12-31T00:00", "2024-12-31"),
        ("5 March 2024", "2024-03-05"),
        ("5 marzo 2024", "2024-03-05"),
        ("5-Mar-2024", "2024-03-05"),
        ("05MAR2024", "2024-03-05"),
        ("March 5, 2024", "2024-03-05"),
        ("Mar. 5th 2024", "2024-03-05"),
        ("1° gennaio 2024", "2024-01-01"),
        ("1º Gen 2024", "2024-01-01"),
        ("Sept 30, 2024", "2024-09-30"),
        ("30 sett. 2024", "2024-09-30"),
        ("lunedì 5 agosto 2024", "2024-08-05"),
        ("Monday, 5 August 2024", "2024-08-05"),
        ("2024 May 5", "2024-05-05"),
        ("31 dicembre 1999", "1999-12-31"),
    ];
    for (text, iso) in cases {
        for order in [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd] {
            assert_eq!(by(text, order).as_deref(), Ok(iso), "{text} {order:?}");
        }
        let all = Readings { dmy: true, mdy: true, ymd: true };
        if !text.starts_with("20241231") {
            assert_eq!(readings(text), all, "{text}");
        }
    }
}

#[test]
fn what_is_no_date_says_why() {
    let why = |text| by(text, DateOrder::Dmy).unwrap_err().why;
    assert_eq!(why("31.02.2024"), "February 2024 has 29 days and no day 31");
    assert_eq!(why("31/12/1899"), "the year 1899 is before 1900");
    assert_eq!(why("12/31/2024"), "there is no month 31");
    assert_eq!(why("March 2024"), "it names no day");
    assert_eq!(why("5 March"), "it names no year");
    assert_eq!(why("5/3/24"), "its year has two digits only");
    assert_eq!(why("soon"), "it is no date in any known form");
}

#[test]
fn what_was_probably_meant_is_offered_and_not_taken() {
    let nearest = |text| by(text, DateOrder::Dmy).unwrap_err().nearest;
    assert_eq!(nearest("5/3/24").as_deref(), Some("2024-03-05"));
    assert_eq!(nearest("5/3/85").as_deref(), Some("1985-03-05"));
    assert_eq!(nearest("5-mar-24").as_deref(), Some("2024-03-05"));
    assert_eq!(nearest("12/31/2024").as_deref(), Some("2024-12-31"));
    assert_eq!(nearest("31122024").as_deref(), Some("2024-12-31"));
    assert_eq!(nearest("31/12/2024 09:30").as_deref(), Some("2024-12-31"));
    assert_eq!(nearest("31/02/2024"), None);
    assert_eq!(nearest("n/d"), None);
}

#[test]
fn a_bare_number_is_a_date_only_where_the_operator_said_so() {
    let plain = Reading::default();
    let serial = Reading { serial_dates: true, ..Reading::default() };
    let number = |value| Cell::Number { value, digits: 0 };
    for cell in [number(45_292.0), number(45_292.75), Cell::Text("45292"), Cell::Text("45292.75")] {
        let fault = parse(cell, &plain).unwrap_err();
        assert_eq!((fault.kind, fault.nearest.as_deref()), (FaultKind::DateIsNumber, Some("2024-01-01")));
        assert_eq!(parse(cell, &serial).unwrap(), "2024-01-01");
    }
    assert_eq!(parse(number(20_240_131.0), &plain).unwrap_err().nearest.as_deref(), Some("2024-01-31"));
    assert_eq!(parse(number(60.0), &serial).unwrap_err().kind, FaultKind::DateInvalid);
    for value in [-1.0, 0.0, 1e300, -1e300, 99_999_999.0] {
        assert_eq!(parse(number(value), &serial).unwrap_err().kind, FaultKind::DateInvalid, "{value}");
    }
}

#[test]
fn a_bare_number_counts_from_the_day_that_its_file_counts_from() {
    let how = Reading { date_system: DateSystem::SINCE_1904, ..Reading::default() };
    let serial = Reading { serial_dates: true, ..how };
    for cell in [Cell::Number { value: 43_541.0, digits: 0 }, Cell::Text("43541")] {
        assert_eq!(parse(cell, &serial).unwrap(), "2023-03-18");
        assert_eq!(parse(cell, &how).unwrap_err().nearest.as_deref(), Some("2023-03-18"));
        assert_eq!(super::super::datetime::parse(cell, &serial).unwrap(), "2023-03-18T00:00:00");
    }
}

#[test]
fn a_date_cell_is_a_date_however_it_is_shown() {
    let how = Reading::default();
    assert_eq!(parse(Cell::Date(date(2024, 2, 29)), &how).unwrap(), "2024-02-29");
    assert_eq!(parse(Cell::DateTime(date(2024, 2, 29).at(13, 5, 0, 0)), &how).unwrap(), "2024-02-29");
    assert!(parse(Cell::Date(date(1899, 12, 30)), &how).is_err(), "the empty date of other programs");
    assert!(parse(Cell::Time(1000), &how).is_err());
    assert!(parse(Cell::Boolean(true), &how).is_err());
}

#[test]
fn an_iso_date_is_borrowed() {
    assert!(matches!(parse(Cell::Text(" 2024-12-31 "), &Reading::default()), Ok(Cow::Borrowed("2024-12-31"))));
}

#[test]
fn the_readings_of_a_text_settle_the_order_of_a_column() {
    let of = |text: &str| {
        let readings = readings(text);
        (readings.dmy, readings.mdy, readings.ymd)
    };
    assert_eq!(of("31/12/2024"), (true, false, false));
    assert_eq!(of("12/31/2024 09:30"), (false, true, false));
    assert_eq!(of("03/04/2024"), (true, true, false));
    assert_eq!(of("31/31/2024"), (false, false, false));
    for time in
        [" 09:30", " 9.30 pm", " 9 pm", "T09:30", "t09:30:15", ", 9:30", "\u{a0}09:30", " 09:30Z", " 9:30:15 +02:00"]
    {
        assert_eq!(of(&format!("31/12/2024{time}")), (true, false, false), "a time behind it is passed over: {time}");
        assert_eq!(of(&format!("12/31/2024{time}")), (false, true, false), "{time}");
        assert_eq!(of(&format!("03/04/2024{time}")), (true, true, false), "{time}");
        assert_eq!(of(&format!("3 April 2024{time}")), (true, true, true), "{time}");
    }
    assert_eq!(of("hello"), (false, false, false));
    assert_eq!(of(""), (false, false, false));
}
