//! Phones as people type them and sheets hold them.

use super::*;

fn at_home(country: &str, text: &str) -> Result<String, Fault> {
    parse(Cell::Text(text), &Reading { country: Some(country), ..Reading::default() }).map(Cow::into_owned)
}

fn nowhere(text: &str) -> Result<String, Fault> {
    parse(Cell::Text(text), &Reading::default()).map(Cow::into_owned)
}

#[test]
fn an_international_number_reads_the_same_everywhere() {
    let cases = [
        ("+393331234567", "+393331234567"),
        ("+39 333 1234567", "+393331234567"),
        ("+39-333-123.45.67", "+393331234567"),
        ("+39\u{a0}333\u{202f}1234567", "+393331234567"),
        ("(+39) 333 1234567", "+393331234567"),
        ("+39 06 1234567", "+39061234567"),
        ("+39 (06) 1234567", "+39061234567"),
        ("+39 (0)6 1234567", "+39061234567"),
        ("0039 333 1234567", "+393331234567"),
        ("00393331234567", "+393331234567"),
        ("tel:+393331234567", "+393331234567"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+44 020 7946 0958", "+442079460958"),
        ("0044 (0) 20 7946 0958", "+442079460958"),
        ("+49 (0) 30/123456", "+4930123456"),
        ("+49 0170 1234567", "+491701234567"),
        ("+1 (212) 555-1234", "+12125551234"),
        ("+1-212-555-1234", "+12125551234"),
        ("+7 916 123-45-67", "+79161234567"),
        ("+225 07 12 34 56 78", "+2250712345678"),
        ("+378 0549 123456", "+3780549123456"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("+881 6 1234 5678", "+881612345678"),
        ("+800 1234 5678", "+80012345678"),
        ("+290 1234", "+2901234"),
        ("+1 1", ""),
        ("+999 123456", ""),
        ("+0 123456", ""),
        ("+210 123456", ""),
        ("+39", ""),
        ("+39333123456789012", ""),
        ("0000 123456", ""),
        ("++39 333 1234567", ""),
        ("39+3331234567", ""),
    ];
    for (text, number) in cases {
        for result in [at_home("IT", text), at_home("US", text), nowhere(text)] {
            assert_eq!(result.as_deref().unwrap_or_default(), number, "{text}");
        }
    }
}

#[test]
fn digits_belong_to_the_platforms_country() {
    let cases = [
        ("IT", "333 1234567", "+393331234567"),
        ("IT", "06 1234567", "+39061234567"),
        ("IT", "06/1234567", "+39061234567"),
        ("IT", "06 / 1234567", "+39061234567"),
        ("IT", "393331234567", "+393331234567"),
        ("IT", "39 06 1234567", "+39061234567"),
        ("IT", "393 1234567", "+393931234567"),
        ("IT", "391 234567", "+39391234567"),
        ("IT", "3921234567", "+393921234567"),
        ("IT", "39312345678", "+39312345678"),
        ("IT", "800 123456", "+39800123456"),
        ("IT", "39800123456", "+39800123456"),
        ("IT", "1234", "+391234"),
        ("DE", "030 123456", "+4930123456"),
        ("DE", "0170/1234567", "+491701234567"),
        ("DE", "170 1234567", "+491701234567"),
        ("DE", "491701234567", "+491701234567"),
        ("DE", "4901701234567", "+491701234567"),
        ("GB", "020 7946 0958", "+442079460958"),
        ("GB", "442079460958", "+442079460958"),
        ("GB", "(020) 7946 0958", "+442079460958"),
        ("FR", "06 12 34 56 78", "+33612345678"),
        ("FR", "33612345678", "+33612345678"),
        ("FR", "612345678", "+33612345678"),
        ("CH", "079 123 45 67", "+41791234567"),
        ("AT", "0660 1234567", "+436601234567"),
        ("US", "(212) 555-1234", "+12125551234"),
        ("US", "1 212 555 1234", "+12125551234"),
        ("US", "212.555.1234", "+12125551234"),
        ("ES", "612 345 678", "+34612345678"),
        ("ES", "34612345678", "+34612345678"),
        ("RU", "8 916 123-45-67", "+79161234567"),
        ("RU", "9161234567", "+79161234567"),
        ("HU", "06 1 123 4567", "+3611234567"),
        ("JP", "03-1234-5678", "+81312345678"),
        ("ZZ", "06 1234567", "061234567"),
    ];
    for (country, text, number) in cases {
        assert_eq!(at_home(country, text).as_deref(), Ok(number), "{text} in {country}");
    }
}

#[test]
fn without_a_country_digits_stay_as_they_are() {
    assert_eq!(nowhere("06 1234567").as_deref(), Ok("061234567"));
    assert_eq!(nowhere("393331234567").as_deref(), Ok("393331234567"));
    assert_eq!(nowhere("(212) 555-1234").as_deref(), Ok("2125551234"));
}

#[test]
fn number_cells_keep_all_their_digits() {
    let italy = Reading { country: Some("IT"), ..Reading::default() };
    let number = |value, digits| Cell::Number { value, digits };
    assert_eq!(parse(number(393_331_234_567.0, 0), &italy).unwrap(), "+393331234567");
    assert_eq!(parse(number(3_331_234_567.0, 0), &italy).unwrap(), "+393331234567");
    assert_eq!(parse(number(61_234_567.0, 9), &italy).unwrap(), "+39061234567");
    assert_eq!(parse(number(393_331_234_567.0, 0), &Reading::default()).unwrap(), "393331234567");
    for value in [-5.0, 1234.5, 1e15, 1e300, 1.0] {
        assert_eq!(parse(number(value, 0), &italy).unwrap_err().kind, FaultKind::PhoneInvalid, "{value}");
    }
}

#[test]
fn what_is_not_one_number_is_refused() {
    let cases = [
        ("", "no digit"),
        ("n/a", "letters"),
        ("1", "fewer than 4"),
        ("1234567890123456", "more than 15"),
        ("06 1234567 / 333 1234567", "more than one number"),
        ("3331234567/8", "more than one number"),
        ("06 1234567, 333 1234567", "more than one number"),
        ("06 1234567; 333 1234567", "more than one number"),
        ("06 1234567\n333 1234567", "more than one number"),
        ("06 1234567 ext 12", "extension"),
        ("06 1234567 x12", "extension"),
        ("06 1234567 int. 5", "extension"),
        ("06 1234567 #5", "extension"),
        ("1-800-FLOWERS", "letters"),
        ("Tel. 06 1234567", "letters"),
        ("06 1234567 (casa)", "letters"),
        ("3.93331E+11", "letters"),
        ("(06 1234567", "brackets"),
        ("06) 1234567", "brackets"),
        ("06*1234567", "a * in it"),
        ("anna@example.com", "letters"),
    ];
    for (text, why) in cases {
        let fault = at_home("IT", text).expect_err(text);
        assert_eq!(fault.kind, FaultKind::PhoneInvalid);
        assert!(fault.why.contains(why), "{text}: {}", fault.why);
    }
    assert!(parse(Cell::Date(jiff::civil::date(2012, 6, 5)), &Reading::default()).is_err());
    assert!(parse(Cell::Boolean(true), &Reading::default()).is_err());
}

#[test]
fn the_number_beside_an_extension_or_a_word_is_offered() {
    let nearest = |text| at_home("IT", text).unwrap_err().nearest;
    assert_eq!(nearest("06 1234567 ext. 12").as_deref(), Some("+39061234567"));
    assert_eq!(nearest("+39 06 1234567 int. 5").as_deref(), Some("+39061234567"));
    assert_eq!(nearest("Tel. 06 1234567").as_deref(), Some("+39061234567"));
    assert_eq!(nearest("'+393331234567").as_deref(), Some("+393331234567"));
    assert_eq!(nearest("3.93331E+11"), None);
    assert_eq!(nearest("06 1234567 / 333 1234567"), None);
}

#[test]
fn a_number_in_normal_form_is_borrowed_and_reads_as_itself() {
    for text in ["+393331234567", "+12125551234", "+39061234567", "+442079460958"] {
        assert!(matches!(parse(Cell::Text(text), &Reading::default()), Ok(Cow::Borrowed(_))), "{text}");
    }
}

#[test]
fn a_zero_that_belongs_to_the_number_stays_behind_a_country_code_without_plus() {
    for (country, text, number) in [
        ("CG", "242061234567", "+242061234567"),
        ("SM", "3780549886377", "+3780549886377"),
        ("CI", "2250123456789", "+2250123456789"),
        ("DE", "4903012345678", "+493012345678"),
    ] {
        assert_eq!(at_home(country, text).unwrap(), number, "{country} {text}");
    }
}

#[test]
fn a_zero_in_brackets_goes_wherever_it_is_dialled_at_home_only() {
    for (text, number) in [
        ("+81 (0)90 1234 5678", "+819012345678"),
        ("+82 (0)10 1234 5678", "+821012345678"),
        ("+62 (0)812 3456 789", "+628123456789"),
        ("0049 (0)30 12345678", "+493012345678"),
        ("+39 (0)6 1234567", "+39061234567"),
        ("+225 (0)1 23 45 67 89", "+2250123456789"),
    ] {
        assert_eq!(at_home("IT", text).unwrap(), number, "{text}");
    }
}

#[test]
fn a_trunk_prefix_goes_where_both_lengths_fit_if_only_that_is_assigned() {
    assert_eq!(at_home("BY", "8 029 491-19-11").unwrap(), "+375294911911");
    assert_eq!(at_home("BY", "29 491-19-11").unwrap(), "+375294911911");
    assert_eq!(at_home("RU", "8 495 123 45 67").unwrap(), "+74951234567");
}
