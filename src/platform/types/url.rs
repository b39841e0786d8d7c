//! Url: a web address by http or https, its scheme optional.
//!
//! The normal form has its scheme (`https://` where none was given) and its host in lower case; the rest is as
//! written. Nothing is fetched, and nothing is percent-encoded in silence.

use std::borrow::Cow;

use super::{Fault, FaultKind, read_clean};
use crate::platform::value::Cell;

/// The rule in words.
pub const RULE: &str =
    "A web address: example.com, www.example.com/page or https://example.com. Without a scheme it is https.";

/// Reads a cell as a web address.
///
/// # Errors
/// [`FaultKind::UrlInvalid`]; `nearest` is the address where only its blanks or marks around it are wrong.
pub fn parse(cell: Cell<'_>) -> Result<Cow<'_, str>, Fault> {
    let Cell::Text(raw) = cell else {
        return Err(fault("the cell holds no text"));
    };
    read_clean(raw, |text| match read(text) {
        Ok(address) if address == text => Ok(Cow::Borrowed(text)),
        Ok(address) => Ok(Cow::Owned(address.into_owned())),
        Err(why) => {
            let bare = text.trim_matches(|c: char| "<>()[]'\"“”‘’.,;".contains(c));
            match read(bare) {
                Ok(address) if bare.len() < text.len() => Err(fault(why).nearest(address)),
                _ => Err(fault(why)),
            }
        }
    })
}

fn read(text: &str) -> Result<Cow<'_, str>, &'static str> {
    let (scheme, rest) = split_scheme(text)?;
    let end = memchr::memchr3(b'/', b'?', b'#', rest.as_bytes()).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if authority.contains('@') {
        let mail = scheme.is_none() && tail.is_empty();
        return Err(if mail { "it is an email address" } else { "a user name stands before its host" });
    }
    check_host(authority)?;
    let plain = tail.bytes().all(|byte| byte.is_ascii_graphic());
    if !plain && tail.chars().any(|c| c.is_whitespace() || c.is_control() || crate::text::is_unsafe(c)) {
        return Err("there is a blank in it");
    }
    if tail.contains(['<', '>', '"']) {
        return Err("there are brackets or quotes in it");
    }
    let canonical_scheme = scheme.is_some_and(|scheme| scheme == "http" || scheme == "https");
    let lower_host = if authority.is_ascii() {
        !authority.bytes().any(|byte| byte.is_ascii_uppercase())
    } else {
        !authority.chars().any(char::is_uppercase)
    };
    if canonical_scheme && lower_host {
        return Ok(Cow::Borrowed(text));
    }
    let scheme = scheme.map_or_else(|| "https".to_owned(), str::to_ascii_lowercase);
    Ok(Cow::Owned(format!("{scheme}://{}{tail}", authority.to_lowercase())))
}

/// Splits `http://` or `https://` off; a text without a scheme has none.
fn split_scheme(text: &str) -> Result<(Option<&str>, &str), &'static str> {
    // The two that are taken, as nearly everybody writes them; the long way below says the same of them.
    for scheme in ["https", "http"] {
        if let Some(rest) = text.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://")) {
            return Ok((Some(scheme), rest));
        }
    }
    if let Some(rest) = text.strip_prefix("//") {
        return Ok((None, rest));
    }
    if let Some((scheme, rest)) = text.split_once("://")
        && !scheme.is_empty()
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    {
        if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
            return Ok((Some(scheme), rest));
        }
        return Err("its scheme is neither http nor https");
    }
    // example.com:8080 has a port; mailto:anna and javascript:… have a scheme.
    if let Some((before, after)) = text.split_once(':')
        && !before.contains(['/', '?', '#', '.'])
        && !after.starts_with(|c: char| c.is_ascii_digit())
    {
        return Err("its scheme is neither http nor https");
    }
    Ok((None, text))
}

/// Checks host and port: a domain with an ending, or an IP address.
fn check_host(authority: &str) -> Result<(), &'static str> {
    if authority.starts_with('[') {
        let (host, port) = authority.split_once(']').ok_or("its host is no name")?;
        host[1..].parse::<core::net::Ipv6Addr>().map_err(|_| "its host is no address")?;
        return check_port(port);
    }
    let (host, port) = authority.find(':').map_or((authority, ""), |colon| authority.split_at(colon));
    check_port(port)?;
    if host.is_empty() {
        return Err("there is no host in it");
    }
    if !host.is_ascii() {
        let ascii = idna::domain_to_ascii_strict(host).map_err(|_| "its host is no domain name")?;
        return check_domain(&ascii);
    }
    check_domain(host)
}

fn check_domain(host: &str) -> Result<(), &'static str> {
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.len() > 253 {
        return Err("its host is longer than 253 characters");
    }
    let mut labels = 0;
    let mut last = "";
    for label in host.split('.') {
        let holds = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if label.bytes().any(|byte| byte.is_ascii_whitespace()) {
            return Err("there is a blank in it");
        }
        if label.is_empty()
            || label.len() > 63
            || !label.bytes().all(holds)
            || label.starts_with('-')
            || label.ends_with('-')
        {
            return Err("its host is no domain name");
        }
        labels += 1;
        last = label;
    }
    if labels < 2 {
        return Err("its host has no ending such as .com");
    }
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return host.parse::<core::net::Ipv4Addr>().map(|_| ()).map_err(|_| "its host is no domain name");
    }
    if last.len() < 2 || last.contains('_') {
        return Err("the ending of its host is none");
    }
    Ok(())
}

fn check_port(port: &str) -> Result<(), &'static str> {
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok(()),
        Some(digits)
            if digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u16>().is_ok_and(|port| port > 0) =>
        {
            Ok(())
        }
        _ => Err("its port is no number from 1 to 65535"),
    }
}

fn fault(why: &'static str) -> Fault {
    Fault::new(FaultKind::UrlInvalid, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_get_a_scheme_and_a_host_in_lower_case() {
        for (text, address) in [
            ("https://example.com", "https://example.com"),
            ("example.com", "https://example.com"),
            ("www.Example.com", "https://www.example.com"),
            ("HTTP://Example.COM/Path?Q=A#F", "http://example.com/Path?Q=A#F"),
            ("//example.com/a", "https://example.com/a"),
            ("example.com:8080/a", "https://example.com:8080/a"),
            ("http://bücher.de/ü", "http://bücher.de/ü"),
            ("Bücher.de", "https://bücher.de"),
            ("http://192.168.1.10/a", "http://192.168.1.10/a"),
            ("http://[::1]:80/", "http://[::1]:80/"),
            ("example.com?x=1:2", "https://example.com?x=1:2"),
            ("example.com/a:b", "https://example.com/a:b"),
            ("example.com/a@b", "https://example.com/a@b"),
            ("my_shop.example.com", "https://my_shop.example.com"),
            (" https://example.com/ ", "https://example.com/"),
        ] {
            assert_eq!(parse(Cell::Text(text)).map(Cow::into_owned).as_deref(), Ok(address), "{text}");
        }
        assert!(matches!(parse(Cell::Text("http://example.com/A")), Ok(Cow::Borrowed(_))));
    }

    #[test]
    fn what_is_no_web_address_says_why() {
        for (text, why) in [
            ("ftp://example.com", "scheme"),
            ("mailto:anna@example.com", "scheme"),
            ("javascript:alert(1)", "scheme"),
            ("anna@example.com", "email"),
            ("https://anna:secret@example.com", "user name"),
            ("example", "ending"),
            ("localhost", "ending"),
            ("https://", "no host"),
            ("http:///a", "no host"),
            ("n/a", "ending"),
            ("exa mple.com", "blank"),
            ("example.com/a b", "blank"),
            ("example..com", "no domain name"),
            ("-example.com", "no domain name"),
            ("example.123", "no domain name"),
            ("999.1.1.1", "no domain name"),
            ("example.c", "ending"),
            ("example.com:99999", "port"),
            ("example.com:", "port"),
            ("example.com/<script>", "brackets"),
            ("", "no host"),
        ] {
            let fault = parse(Cell::Text(text)).expect_err(text);
            assert!(fault.why.contains(why), "{text}: {}", fault.why);
        }
        assert_eq!(parse(Cell::Text("<example.com>")).unwrap_err().nearest.as_deref(), Some("https://example.com"));
        assert!(parse(Cell::Number { value: 1.5, digits: 0 }).is_err());
    }
}
