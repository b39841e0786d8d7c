//! Email: one address by RFC 5321, without comments, quoted local parts or address literals; IDN domains.
//!
//! The normal form is the address as written, its domain in lower case. What counts as the same address is
//! [`crate::platform::email_key`]: an address is found again whatever the case it is written in.

use std::borrow::Cow;

use super::{Fault, FaultKind, read_clean};
use crate::platform::value::Cell;

/// The rule in words.
pub const RULE: &str = "One address, such as anna@example.com: at most 64 characters before the @, 254 in all, a domain with an ending. No names, comments or quotes around it.";

/// RFC 5321, 4.5.3.1.1: octets before the @.
const LOCAL: usize = 64;
/// RFC 5321, 4.5.3.1.3: a path has 256 octets, two of them its angle brackets.
const ADDRESS: usize = 254;
/// RFC 1035, 2.3.4: octets of one label of a domain.
const LABEL: usize = 63;

/// Reads a cell as an email address.
///
/// # Errors
/// [`FaultKind::EmailInvalid`]; `nearest` is the address where something merely stands around it.
pub fn parse(cell: Cell<'_>) -> Result<Cow<'_, str>, Fault> {
    match cell {
        Cell::Text(raw) => read_clean(raw, |text| {
            let address = without_scheme(text);
            match check(address) {
                Ok(lowered) => Ok(lowered.map_or(Cow::Borrowed(address), Cow::Owned)),
                Err(why) => Err(explain(address, why)),
            }
        }),
        _ => Err(Fault::new(FaultKind::EmailInvalid, "the cell holds no text")),
    }
}

/// Drops `mailto:` and the query that a link may carry behind the address.
fn without_scheme(text: &str) -> &str {
    match text.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => {
            let address = text[7..].trim_start();
            address.split_once('?').map_or(address, |(address, _)| address)
        }
        _ => text,
    }
}

/// Checks an address; returns it with its domain lowered where that changes it, or says what is wrong.
fn check(address: &str) -> Result<Option<String>, &'static str> {
    let Some(at) = memchr::memchr(b'@', address.as_bytes()) else {
        return Err("there is no @ in it");
    };
    let (local, domain) = (&address[..at], &address[at + 1..]);
    if address.starts_with('"') {
        return Err("the part before the @ is in quotes, which is not taken");
    }
    check_local(local)?;
    if domain.is_ascii() {
        check_domain(domain)?;
        if address.len() > ADDRESS {
            return Err("it is longer than 254 characters");
        }
        if !domain.bytes().any(|byte| byte.is_ascii_uppercase()) && !has_encoded_label(domain) {
            return Ok(None);
        }
        let lower = domain.to_ascii_lowercase();
        if has_encoded_label(&lower) && idna::domain_to_unicode(&lower).1.is_err() {
            return Err("its domain is not correctly encoded (xn--)");
        }
        return Ok((lower != domain).then(|| format!("{local}@{lower}")));
    }
    if domain.contains('@') {
        return Err("there is more than one @ in it");
    }
    let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| "there is no such domain name")?;
    check_domain(&ascii)?;
    if local.len() + 1 + ascii.len() > ADDRESS {
        return Err("it is longer than 254 characters");
    }
    let lower = domain.to_lowercase();
    let lower = crate::text::normalized(&lower);
    Ok((lower != domain).then(|| format!("{local}@{lower}")))
}

/// Checks the part before the @: a dot-atom of RFC 5321, 4.1.2.
fn check_local(local: &str) -> Result<(), &'static str> {
    let bytes = local.as_bytes();
    if bytes.is_empty() {
        return Err("there is nothing before the @");
    }
    if bytes.len() > LOCAL {
        return Err("there are more than 64 characters before the @");
    }
    let mut before = b'.';
    for &byte in bytes {
        if byte == b'.' && before == b'.' {
            return Err("a dot before the @ stands at the beginning or behind another");
        }
        if !(byte == b'.' || is_atext(byte)) {
            return Err(match byte {
                b' ' | b'\t' | b'\n' => "there is a blank in it",
                b'(' | b')' => "there are brackets in it",
                b'<' | b'>' => "there are angle brackets in it",
                b'"' => "there are quotes in it",
                b',' | b';' | b':' => "there is more than one address in it, or a stray , ; or :",
                0x80.. => "there is a letter before the @ that addresses do not have (accents, invisible characters)",
                _ => "there is a character before the @ that addresses do not have",
            });
        }
        before = byte;
    }
    if before == b'.' {
        return Err("there is a dot right before the @");
    }
    Ok(())
}

/// RFC 5322, 3.2.3: the characters of an atom.
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// Checks a domain in ASCII: labels of letters, digits and hyphens, the last one not a number and longer than one.
fn check_domain(domain: &str) -> Result<(), &'static str> {
    if domain.is_empty() {
        return Err("there is nothing behind the @");
    }
    if domain.starts_with('[') {
        return Err("its domain is a number in brackets, which is not taken");
    }
    let mut labels = 0;
    let mut last: &[u8] = &[];
    for label in domain.as_bytes().split(|byte| *byte == b'.') {
        let ([first, ..], [.., end]) = (label, label) else {
            return Err("a dot in its domain stands at the end, at the beginning or behind another");
        };
        if label.len() > LABEL {
            return Err("a part of its domain is longer than 63 characters");
        }
        if let Some(wrong) = label.iter().find(|byte| !(byte.is_ascii_alphanumeric() || **byte == b'-')) {
            return Err(match wrong {
                b'@' => "there is more than one @ in it",
                b' ' | b'\t' | b'\n' => "there is a blank in it",
                b',' | b';' => "there is more than one address in it, or a stray , or ;",
                b'_' => "there is a _ in its domain",
                b'>' | b'<' | b')' | b'(' => "there are brackets in it",
                _ => "there is a character in its domain that domains do not have",
            });
        }
        if *first == b'-' || *end == b'-' {
            return Err("a part of its domain begins or ends with a hyphen");
        }
        labels += 1;
        last = label;
    }
    if labels < 2 {
        return Err("its domain has no ending such as .com");
    }
    if last.len() < 2 || last.iter().all(u8::is_ascii_digit) {
        return Err("the ending of its domain is none");
    }
    Ok(())
}

fn has_encoded_label(domain: &str) -> bool {
    domain.split('.').any(|label| label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--")))
}

/// Looks for the one address that was meant: in angle brackets, among blanks, before a stray mark.
fn explain(text: &str, why: &'static str) -> Fault {
    let fault = Fault::new(FaultKind::EmailInvalid, why);
    let accept = |candidate: &str| match check(candidate) {
        Ok(lowered) => Some(lowered.unwrap_or_else(|| candidate.to_owned())),
        Err(_) => None,
    };
    if text.len() > 2_000 || text.matches('@').count() != 1 {
        return fault;
    }
    if let Some((_, rest)) = text.split_once('<')
        && let Some((inner, _)) = rest.split_once('>')
        && let Some(address) = accept(crate::text::trim(without_scheme(inner)))
    {
        return Fault { why: "a name stands beside the address".into(), ..fault }.nearest(address);
    }
    let stray = |c: char| crate::text::is_invisible(c) || ".,;:<>()[]'\"“”‘’/\\".contains(c);
    let bare = text.trim_matches(stray);
    let tight = without_gaps(bare);
    match accept(bare).or_else(|| accept(&tight)) {
        Some(address) => fault.nearest(address),
        None => fault,
    }
}

/// Closes the gaps that cannot be meant: invisible characters, blanks beside the @ or a dot, a comma in the domain.
///
/// A blank between two words stays: nobody knows what the address was.
fn without_gaps(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if crate::text::is_invisible(c) {
            continue;
        }
        if std::mem::take(&mut blank) && !(matches!(c, '@' | '.') || out.ends_with(['@', '.'])) {
            out.push(' ');
        }
        out.push(if c == ',' && out.contains('@') { '.' } else { c });
    }
    out
}

#[cfg(test)]
mod tests;
