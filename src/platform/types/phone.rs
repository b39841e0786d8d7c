//! Phone: a number as E.164, `+` and up to 15 digits; digits alone where nobody can tell the country.
//!
//! A wrong national length or an unassigned range is never an error (that is the survey's matter): what counts is
//! that no number is changed into another one. Next: `phone/countries.rs` for codes, trunk prefixes and lengths.

mod countries;

use std::borrow::Cow;

use super::{Fault, FaultKind, Reading, read_clean};
use crate::platform::value::Cell;

/// The rule in words.
pub const RULE: &str = "One number of 4 to 15 digits, with + or 00 and its country code, or as it is dialled in the platform's country. Blanks, dots, hyphens, slashes and brackets may stand in it; letters and extensions may not.";

/// ITU-T E.164: digits of a number, country code included.
const LEAST: usize = 4;
const MOST: usize = 15;

/// Reads a cell as a telephone number.
///
/// # Errors
/// [`FaultKind::PhoneInvalid`]; `nearest` is the number without what stands beside it.
pub fn parse<'a>(cell: Cell<'a>, how: &Reading<'_>) -> Result<Cow<'a, str>, Fault> {
    match cell {
        Cell::Text(raw) => {
            let trimmed = crate::text::trim(raw);
            if is_international(trimmed.as_bytes()) {
                return Ok(Cow::Borrowed(trimmed));
            }
            if let Some(number) = spaced(trimmed.as_bytes()) {
                return Ok(Cow::Owned(number));
            }
            read_clean(raw, |text| read(text, how).map(Cow::Owned).map_err(|fault| explain(text, how, fault)))
        }
        Cell::Number { value, .. } if value < 0.0 => Err(fault("the cell holds a number below zero")),
        Cell::Number { value, .. } if value.fract() != 0.0 => Err(fault("the cell holds a number with decimals")),
        Cell::Number { value, .. } if value >= 1e15 => Err(fault("it has more than 15 digits")),
        Cell::Number { .. } => from_digits(&cell.text(), how).map(Cow::Owned),
        Cell::Boolean(_) => Err(fault("the cell holds TRUE or FALSE")),
        // What was typed as 06-12-34 is a date for Excel: its serial number is nobody's phone.
        _ => Err(fault(format!("the cell holds the {} {}", cell.type_name(), cell.text()))),
    }
}

/// Tells whether text is in normal form already: the way that most numbers of a clean list take.
fn is_international(text: &[u8]) -> bool {
    let Some((b'+', digits)) = text.split_first() else { return false };
    (LEAST..=MOST).contains(&digits.len())
        && digits.iter().all(u8::is_ascii_digit)
        && countries::country_code(digits).is_some_and(|code| {
            // A trunk prefix behind the code is dropped by the long way.
            digits.get(countries::length(code)) != Some(&b'0') || !countries::zero_is_trunk(code)
        })
}

/// Reads an international number whose digits are set apart by blanks, hyphens or dots: how people write them. Whatever else
/// stands in it, and whatever is wrong with it, is the long way's to tell.
fn spaced(text: &[u8]) -> Option<String> {
    let marked = text.strip_prefix(b"+")?;
    let mut digits = String::with_capacity(MOST + 1);
    for byte in marked {
        match byte {
            b'0'..=b'9' if digits.len() < MOST => digits.push(char::from(*byte)),
            b' ' | b'-' | b'.' => {}
            _ => return None,
        }
    }
    international(&digits).ok()
}

/// Reads clean text that may hold the usual marks between digits.
fn read(text: &str, how: &Reading<'_>) -> Result<String, Fault> {
    let text = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => text[4..].trim_start(),
        _ => text,
    };
    let mut digits = String::with_capacity(MOST + 2);
    let mut plus = false;
    let mut slash = None;
    let mut open: Option<usize> = None;
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() && !plus => plus = true,
            '(' if open.is_none() => open = Some(digits.len()),
            ')' => {
                let Some(start) = open.take() else { return Err(fault("its brackets do not match")) };
                drop_optional_zero(&mut digits, start, plus);
            }
            '/' if slash.is_none() => slash = Some(digits.len()),
            ' '
            | '-'
            | '.'
            | '\u{a0}'
            | '\u{ad}'
            | '\u{2007}'
            | '\u{2009}'..='\u{200b}'
            | '\u{2010}'..='\u{2015}'
            | '\u{202f}'
            | '\u{2212}'
            | '\t' => {}
            '+' => return Err(fault("there is a + inside it")),
            '/' | ',' | ';' | '\n' | '|' => return Err(fault("there is more than one number in it")),
            _ if c.is_alphabetic() => return Err(fault("there are letters in it")),
            _ => return Err(fault(format!("there is a {} in it", crate::text::safe(c.encode_utf8(&mut [0; 4]))))),
        }
    }
    if open.is_some() {
        return Err(fault("its brackets do not match"));
    }
    // 06/1234567 is one number; 1234567/8 and 3331234567/3337654321 are two.
    if let Some(before) = slash
        && (before > 8 || digits.len() < before + 4)
    {
        return Err(fault("there is more than one number in it"));
    }
    if digits.is_empty() {
        return Err(fault("there is no digit in it"));
    }
    if plus { international(&digits) } else { from_digits(&digits, how) }
}

/// Takes the (0) of `+44 (0)20 …` away: dialled at home, never from abroad; Italy's belongs to the number.
fn drop_optional_zero(digits: &mut String, start: usize, plus: bool) {
    if digits.get(start..) != Some("0") {
        return;
    }
    let code = if plus { Some(&digits[..start]) } else { digits[..start].strip_prefix("00") };
    let is_code =
        |code: &str| countries::country_code(code.as_bytes()).filter(|found| countries::length(*found) == code.len());
    if code.and_then(is_code).is_some_and(countries::zero_is_optional) {
        digits.truncate(start);
    }
}

/// Reads digits without a +: behind 00 an international number, else what they are in the platform's country.
fn from_digits(digits: &str, how: &Reading<'_>) -> Result<String, Fault> {
    if let Some(rest) = digits.strip_prefix("00") {
        return international(rest);
    }
    let Some((country, plan)) = how.country.and_then(|country| Some((country, countries::plan(country)?))) else {
        return counted(digits).map(|()| digits.to_owned());
    };
    let (_, code, trunk, lengths) = *plan;
    let fits = |count: usize| lengths.iter().any(|length| usize::from(*length) == count);
    let code_text = code.to_string();
    if let Some(rest) = digits.strip_prefix(&*code_text)
        && is_international_without_plus((country, code), digits, rest, fits)
    {
        return international(digits);
    }
    let national = match digits.strip_prefix(trunk) {
        // Another prefix than 0 can be the first digits of a number too: it goes only where the length says so, and where
        // that allows both readings, the ranges that are assigned.
        Some(rest) if trunk == "0" => rest,
        Some(rest)
            if fits(rest.len())
                && (!fits(digits.len())
                    || (is_assigned(&format!("{code_text}{rest}"))
                        && !is_assigned(&format!("{code_text}{digits}")))) =>
        {
            rest
        }
        _ => digits,
    };
    let whole = format!("+{code_text}{national}");
    counted(&whole[1..]).map(|()| whole)
}

/// Tells whether digits that begin with the country's own code are an international number without its +.
fn is_international_without_plus(
    (country, code): (&str, u16),
    digits: &str,
    rest: &str,
    fits: impl Fn(usize) -> bool,
) -> bool {
    if country == "IT" {
        // Mobile numbers begin with 3 and have 9 or 10 digits, landlines keep their 0; 393 1234567 is a national number.
        return match rest.as_bytes().first() {
            Some(b'3') => matches!(rest.len(), 9 | 10),
            Some(b'0') => (6..=11).contains(&rest.len()),
            Some(b'8') => matches!(rest.len(), 9 | 10),
            _ => false,
        };
    }
    let rest = rest.strip_prefix('0').filter(|_| countries::zero_is_trunk(code)).unwrap_or(rest);
    if !fits(rest.len()) {
        return false;
    }
    // Where the length allows both readings, the ranges that are assigned decide.
    !fits(digits.len()) || is_assigned(digits)
}

fn is_assigned(digits: &str) -> bool {
    let Ok(number) = rlibphonenumber::PHONE_NUMBER_UTIL.parse(format!("+{digits}"), None) else {
        return false;
    };
    // The parser drops a trunk prefix by itself: then it speaks of another number than these digits.
    let rest = digits.strip_prefix(&number.country_code.to_string());
    rest.is_some_and(|rest| rest.trim_start_matches('0') == number.national_number.to_string())
        && rlibphonenumber::PHONE_NUMBER_UTIL.is_valid_number(&number)
}

/// Checks the digits of an international number and writes it with its +.
fn international(digits: &str) -> Result<String, Fault> {
    counted(digits)?;
    let Some(code) = countries::country_code(digits.as_bytes()) else {
        return Err(fault(format!("no country has a code that begins with {}", &digits[..digits.len().min(3)])));
    };
    let (code_digits, rest) = digits.split_at(countries::length(code));
    let rest = rest.strip_prefix('0').filter(|_| countries::zero_is_trunk(code)).unwrap_or(rest);
    if rest.is_empty() {
        return Err(fault("there is nothing behind the country code"));
    }
    let mut whole = String::with_capacity(1 + digits.len());
    for part in ["+", code_digits, rest] {
        whole.push_str(part);
    }
    counted(&whole[1..]).map(|()| whole)
}

fn counted(digits: &str) -> Result<(), Fault> {
    match digits.len() {
        0..LEAST => Err(fault("it has fewer than 4 digits")),
        LEAST..=MOST => Ok(()),
        _ => Err(fault("it has more than 15 digits")),
    }
}

/// Looks for the number that was meant beside an extension, a word or a mark.
fn explain(text: &str, how: &Reading<'_>, fault: Fault) -> Fault {
    let lower = text.to_ascii_lowercase();
    for mark in ["ext", "int.", "interno", "int ", "x", "#", "dw", "durchwahl"] {
        if let Some(start) = lower.find(mark)
            && lower[start..].bytes().any(|byte| byte.is_ascii_digit())
            && let Ok(number) = read(crate::text::trim(&text[..start]), how)
        {
            return Fault { why: "there is an extension behind it".into(), ..fault }.nearest(number);
        }
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let bare = text.trim_matches(|c: char| !c.is_ascii_digit() && !"+()".contains(c));
    if bare.len() < text.len()
        && letters <= 20
        && let Ok(number) = read(bare, how)
    {
        return fault.nearest(number);
    }
    fault
}

fn fault(why: impl Into<Cow<'static, str>>) -> Fault {
    Fault::new(FaultKind::PhoneInvalid, why)
}

#[cfg(test)]
mod tests;
