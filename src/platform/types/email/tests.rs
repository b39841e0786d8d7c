//! More than two hundred addresses: what is taken, what is refused, and what is offered instead.

use super::*;

fn of(text: &str) -> Result<String, Fault> {
    parse(Cell::Text(text)).map(Cow::into_owned)
}

#[test]
fn addresses_that_are_taken_as_they_are() {
    let taken = [
        "a@b.it",
        "anna@example.com",
        "anna.rossi@example.com",
        "anna+news@example.com",
        "anna_rossi@example.com",
        "anna-rossi@example.com",
        "a.b.c.d@example.com",
        "1@example.com",
        "123456@example.com",
        "a1@example.com",
        "o'brien@example.ie",
        "!#$%&'*+-/=?^_`{|}~@example.com",
        "x=y@example.com",
        "a/b@example.com",
        "{a}@example.com",
        "-anna@example.com",
        "anna-@example.com",
        "_@example.com",
        "a--b@example.com",
        "Anna.Rossi@example.com",
        "ANNA@example.com",
        "anna@sub.example.com",
        "anna@a.b.c.d.example.com",
        "anna@ex-ample.com",
        "anna@ex--ample.com",
        "anna@1example.com",
        "anna@example1.com",
        "anna@123.com",
        "anna@1.2.3.com",
        "anna@a.co",
        "anna@example.museum",
        "anna@example.photography",
        "anna@example.co.uk",
        "anna@example.xn--p1ai",
        "anna@xn--bcher-kva.de",
        "anna@bücher.de",
        "anna@münchen.example",
        "anna@例え.jp",
        "anna@παράδειγμα.gr",
        "anna@пример.рф",
        "anna@straße.de",
        "anna@mañana.com",
        "anna@x.io",
        "anna@q.com",
        "anna@t-online.de",
        "anna@libero.it",
        "anna@pec.example.it",
        "info@example.com",
        "no-reply@example.com",
        "x@y.zz",
        "disposable.style.email.with+symbol@example.com",
        "fully-qualified-domain@example.com",
        "user.name+tag+sorting@example.com",
        "example-indeed@strange-example.com",
        "user%example.com@example.org",
        "mailhost!username@example.org",
        "user-@example.org",
        "a.very.long.name@example.com",
        "1234567890123456789012345678901234567890123456789012345678901234@example.com",
        "anna@example.c0",
        "anna@e.travel",
    ];
    for text in taken {
        assert_eq!(of(text).as_deref(), Ok(text));
    }
}

#[test]
fn what_is_refused_says_why() {
    let refused = [
        ("", "no @"),
        ("anna", "no @"),
        ("anna.example.com", "no @"),
        ("n/a", "no @"),
        ("@", "nothing before"),
        ("@example.com", "nothing before"),
        ("anna@", "nothing behind"),
        ("anna@@example.com", "more than one @"),
        ("anna@b@example.com", "more than one @"),
        ("anna@ex@mple.com", "more than one @"),
        ("anna@é@mple.com", "more than one @"),
        ("a@b.it@c.it", "more than one @"),
        (".anna@example.com", "a dot before the @"),
        ("anna.@example.com", "a dot right before"),
        ("an..na@example.com", "a dot before the @"),
        (".@example.com", "a dot before the @"),
        ("..@example.com", "a dot before the @"),
        ("an na@example.com", "a blank"),
        ("anna @example.com", "a blank"),
        ("anna@ example.com", "a blank"),
        ("anna@exam ple.com", "a blank"),
        ("anna@example .com", "a blank"),
        ("anna\t@example.com", "a blank"),
        ("anna\n@example.com", "a blank"),
        ("anna@exa\nmple.com", "a blank"),
        ("anna(comment)@example.com", "brackets"),
        ("(comment)anna@example.com", "brackets"),
        ("anna@(comment)example.com", "brackets"),
        ("anna@example.com(comment)", "brackets"),
        ("\"anna\"@example.com", "quotes"),
        ("\"anna rossi\"@example.com", "quotes"),
        ("\"a@b\"@example.com", "quotes"),
        ("an\"na@example.com", "quotes"),
        ("Anna <anna@example.com>", "beside"),
        ("<anna@example.com>", "beside"),
        ("\"Rossi, Anna\" <anna@example.com>", "beside"),
        ("Anna <anna@example", "a blank"),
        ("anna@example.com>", "brackets"),
        ("a@b.it, c@d.it", "more than one address"),
        ("a@b.it; c@d.it", "more than one address"),
        ("a@b.it;c@d.it", "more than one address"),
        ("a@b.it,c@d.it", "more than one address"),
        ("a@b.it c@d.it", "a blank"),
        ("a@b.it / c@d.it", "a blank"),
        ("a@b.it\nc@d.it", "a blank"),
        ("a,b@example.com", "more than one address"),
        ("a;b@example.com", "more than one address"),
        ("a:b@example.com", "more than one address"),
        ("a\\b@example.com", "a character before"),
        ("a[b]@example.com", "a character before"),
        ("usér@example.com", "accents"),
        ("ànna@example.com", "accents"),
        ("анна@example.com", "accents"),
        ("用户@example.com", "accents"),
        ("an\u{200b}na@example.com", "accents"),
        ("an\u{a0}na@example.com", "accents"),
        ("anna\u{202e}@example.com", "accents"),
        ("anna@example", "no ending"),
        ("anna@localhost", "no ending"),
        ("anna@com", "no ending"),
        ("anna@example.c", "ending of its domain"),
        ("anna@example.1", "ending of its domain"),
        ("anna@example.123", "ending of its domain"),
        ("anna@123.123.123.123", "ending of its domain"),
        ("anna@127.0.0.1", "ending of its domain"),
        ("anna@[127.0.0.1]", "in brackets"),
        ("anna@[IPv6:::1]", "in brackets"),
        ("anna@example..com", "a dot in its domain"),
        ("anna@.example.com", "a dot in its domain"),
        ("anna@example.com.", "a dot in its domain"),
        ("anna@.", "a dot in its domain"),
        ("anna@.com", "a dot in its domain"),
        ("anna@-example.com", "a hyphen"),
        ("anna@example-.com", "a hyphen"),
        ("anna@example.-com", "a hyphen"),
        ("anna@example.com-", "a hyphen"),
        ("anna@exa_mple.com", "a _"),
        ("anna@exa!mple.com", "a character in its domain"),
        ("anna@exa#mple.com", "a character in its domain"),
        ("anna@exa+mple.com", "a character in its domain"),
        ("anna@exa/mple.com", "a character in its domain"),
        ("anna@exam'ple.com", "a character in its domain"),
        ("anna@example.com:25", "a character in its domain"),
        ("anna@example.com/", "a character in its domain"),
        ("anna@exa$mple.com", "a character in its domain"),
        ("anna@xn--a-ecp.ru.xn--", "a hyphen"),
        ("anna@xn--zzzzzz99999.com", "not correctly encoded"),
        ("anna@bü cher.de", "no such domain"),
        ("anna@bü_cher.de", "no such domain"),
        ("anna@-bücher.de", "no such domain"),
        ("anna@büc\u{202e}her.de", "no such domain"),
        ("anna@bücher", "no ending"),
        ("12345678901234567890123456789012345678901234567890123456789012345@example.com", "64 characters"),
    ];
    for (text, why) in refused {
        let fault = of(text).expect_err(text);
        assert_eq!(fault.kind, FaultKind::EmailInvalid);
        assert!(fault.why.contains(why), "{text}: {}", fault.why);
    }
}

#[test]
fn lengths_are_counted_in_octets_and_the_last_that_fits_is_taken() {
    let label = "d".repeat(63);
    assert!(of(&format!("a@{label}.com")).is_ok());
    assert!(of(&format!("a@{label}d.com")).unwrap_err().why.contains("63"));
    let local = "l".repeat(64);
    let domain = |last: usize| format!("{label}.{label}.{}.com", "e".repeat(last));
    let longest = format!("{local}@{}", domain(254 - 65 - 128 - 4));
    assert_eq!(longest.len(), 254);
    assert!(of(&longest).is_ok());
    let longer = format!("{local}@{}", domain(254 - 65 - 128 - 4 + 1));
    assert!(of(&longer).unwrap_err().why.contains("254"));
    // 60 letters of a domain are far more than 63 octets once it is encoded.
    assert!(of(&format!("a@{}.de", "ü".repeat(62))).is_err());
    let accents = "ü".repeat(40);
    assert!(of(&format!("{local}@{accents}.{accents}.{accents}.{accents}.{accents}.de")).is_err());
}

#[test]
fn the_domain_is_lowered_and_the_rest_left_as_written() {
    for (text, address) in [
        ("Anna.Rossi@EXAMPLE.Com", "Anna.Rossi@example.com"),
        ("anna@Bücher.DE", "anna@bücher.de"),
        ("anna@BÜCHER.de", "anna@bücher.de"),
        ("anna@bu\u{308}cher.de", "anna@bücher.de"),
        ("anna@XN--BCHER-KVA.de", "anna@xn--bcher-kva.de"),
        ("  anna@example.com ", "anna@example.com"),
        ("\u{a0}anna@example.com\u{200b}", "anna@example.com"),
        ("anna@example.com\r\n", "anna@example.com"),
        ("\u{feff}anna@example.com", "anna@example.com"),
        ("an\u{7}na@example.com", "anna@example.com"),
        ("mailto:anna@example.com", "anna@example.com"),
        ("MAILTO:Anna@Example.com", "Anna@example.com"),
        ("mailto: anna@example.com", "anna@example.com"),
        ("mailto:anna@example.com?subject=Hi%20there", "anna@example.com"),
    ] {
        assert_eq!(of(text).as_deref(), Ok(address), "{text:?}");
    }
}

#[test]
fn the_address_that_was_meant_is_offered_only_where_there_is_one() {
    let offered = [
        ("Anna <anna@example.com>", Some("anna@example.com")),
        ("\"Rossi, Anna\" <Anna@Example.com>", Some("Anna@example.com")),
        ("Anna <mailto:anna@example.com>", Some("anna@example.com")),
        ("<anna@example.com>", Some("anna@example.com")),
        ("(anna@example.com)", Some("anna@example.com")),
        ("'anna@example.com'", Some("anna@example.com")),
        ("“anna@example.com”", Some("anna@example.com")),
        ("anna@example.com.", Some("anna@example.com")),
        ("anna@example.com;", Some("anna@example.com")),
        ("anna@example.com,", Some("anna@example.com")),
        (".anna@example.com", Some("anna@example.com")),
        ("anna @ example.com", Some("anna@example.com")),
        ("anna@example. com", Some("anna@example.com")),
        ("anna@example,com", Some("anna@example.com")),
        ("an\u{200b}na@example.com", Some("anna@example.com")),
        ("anna rossi@example.com", None),
        ("Anna anna@example.com", None),
        ("a@b.it, c@d.it", None),
        ("anna@example", None),
        ("anna", None),
        ("", None),
    ];
    for (text, nearest) in offered {
        assert_eq!(of(text).unwrap_err().nearest.as_deref(), nearest, "{text}");
    }
}

#[test]
fn cells_that_hold_no_text_are_no_addresses() {
    for cell in [Cell::Number { value: 5.0, digits: 0 }, Cell::Boolean(true), Cell::Time(5)] {
        assert_eq!(parse(cell).unwrap_err().kind, FaultKind::EmailInvalid);
    }
}
