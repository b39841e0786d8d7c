//! Comparing text as people do: without case, accents, spaces or punctuation, and by likeness.
//!
//! [`folded`] is for names of fields, columns, groups; [`loose`] for values, where `C` and `C++` are not the same.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Returns the letters and digits of a text alone, in lower case and without accents: `E-Mail ` and `email` fold to the same.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        out.extend(text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())));
        return out;
    }
    out.extend(unaccented(text).filter(|c| c.is_alphanumeric()));
    out
}

/// Returns a text in lower case and without accents, its white space as single blanks; punctuation stays.
#[must_use]
pub fn loose(text: &str) -> String {
    let text = super::trim(text);
    if text.is_ascii() {
        return single_blanks(text.chars().map(|c| c.to_ascii_lowercase()), text.len());
    }
    single_blanks(unaccented(text), text.len())
}

/// Writes white space as single blanks.
fn single_blanks(chars: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    let mut blank = false;
    for c in chars {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// Takes compatibility forms apart, drops the marks, lowers the case, and spells the letters that have no accent to lose.
fn unaccented(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .flat_map(|c| {
            let spelled = match c {
                'ß' => "ss",
                'æ' => "ae",
                'œ' => "oe",
                'ø' => "o",
                'đ' | 'ð' => "d",
                'ł' => "l",
                'ı' => "i",
                'þ' => "th",
                _ => "",
            };
            spelled.chars().chain(spelled.is_empty().then_some(c))
        })
        // Lowering a letter can bring a mark of its own (İ becomes i with a dot above).
        .filter(|c| !is_combining_mark(*c))
}

/// Returns the text in Unicode NFC, borrowed where it is so already.
#[must_use]
pub fn normalized(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_settled) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    let composed: String = text.nfc().collect();
    if composed == text { Cow::Borrowed(text) } else { Cow::Owned(composed) }
}

/// Tells whether a character is in NFC whatever stands beside it: the letters of most texts, without a look at the tables.
fn is_settled(c: char) -> bool {
    matches!(c,
        '\0'..='\u{2ff}'
        | '\u{388}'..='\u{482}'
        | '\u{2010}'..='\u{2027}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}')
}

/// How like two names must be for one to be near the other.
const NEAR: f64 = 0.6;

/// Counts letters and digits, those of other scripts together.
fn tally(name: &str) -> [u8; 37] {
    let mut counts = [0_u8; 37];
    for c in name.chars() {
        let place = match c {
            'a'..='z' => c as usize - 'a' as usize,
            '0'..='9' => c as usize - '0' as usize + 26,
            _ => 36,
        };
        counts[place] = counts[place].saturating_add(1);
    }
    counts
}

/// Returns how many edits two names are apart at least: letters that the one has and the other has not.
fn apart(one: &[u8; 37], other: &[u8; 37]) -> usize {
    let more =
        |a: &[u8; 37], b: &[u8; 37]| a.iter().zip(b).map(|(a, b)| usize::from(a.saturating_sub(*b))).sum::<usize>();
    more(one, other).max(more(other, one))
}

/// Returns the share of a name's letters that need no edit.
#[expect(clippy::cast_precision_loss, reason = "names have some hundred letters at most")]
fn share_kept(edits: usize, letters: usize) -> f64 {
    1.0 - edits as f64 / letters.max(1) as f64
}

/// Returns how alike two texts are after [`folded`]: the share of letters that need no edit, from 0 to 1.
#[must_use]
pub fn likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (folded(one), folded(other));
    let longest = one.chars().count().max(other.chars().count());
    if longest > 200 { 0.0 } else { share_kept(strsim::osa_distance(&one, &other), longest) }
}

/// Returns the candidate that is most like the wanted text, if any is like it at all.
///
/// Likeness is the share of letters that need no edit after [`folded`] (one added, left out, put for another, or two
/// swapped); below six tenths nothing is near.
#[must_use]
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(wanted);
    if wanted.is_empty() || wanted.len() > 200 {
        return None;
    }
    let letters = tally(&wanted);
    let length = wanted.chars().count();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let is_folded = candidate.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let name = if is_folded { Cow::Borrowed(candidate) } else { Cow::Owned(folded(candidate)) };
        let other = name.chars().count();
        let (longest, bar) = (length.max(other), best.map_or(NEAR, |(most, _)| most));
        if share_kept(length.abs_diff(other), longest) < bar {
            continue;
        }
        // Every letter that the other does not have costs an edit: most candidates are too far by that alone, and the
        // distance itself is dear enough to be felt where thousands of cells look for their nearest.
        let least = apart(&letters, &tally(&name));
        if share_kept(least, longest) < bar {
            continue;
        }
        let likeness = share_kept(strsim::osa_distance(&wanted, &name), longest);
        if likeness >= NEAR && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_by_case_blanks_accents_or_punctuation_fold_to_the_same() {
        for (one, other) in [
            ("E-Mail", "email"),
            ("First  name", "first_name"),
            ("Città", "citta"),
            ("Straße", "STRASSE"),
            ("ﬁeld", "Field"),
            ("Łódź", "lodz"),
            ("İstanbul", "istanbul"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} and {other}");
        }
        assert_eq!(folded("電話 1"), "電話1");
        assert_eq!(folded("–"), "");
    }

    #[test]
    fn values_that_differ_by_punctuation_stay_apart() {
        assert_ne!(loose("C"), loose("C++"));
        assert_eq!(loose(" Più\u{a0} info "), "piu info");
    }

    #[test]
    fn the_nearest_is_found_and_nothing_is_near_to_nonsense() {
        let options = ["Italy", "France", "Germany"];
        assert_eq!(nearest("Itlay", options), Some("Italy"));
        assert_eq!(nearest("zzz", options), None);
        assert_eq!(nearest("", options), None);
    }

    #[test]
    fn what_is_taken_for_settled_is_in_nfc_beside_anything() {
        for c in ('\0'..=char::MAX).filter(|c| is_settled(*c)) {
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0, "{c:?}");
            assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
        }
    }

    #[test]
    fn composed_text_is_borrowed_and_decomposed_text_is_composed() {
        assert!(matches!(normalized("perché"), Cow::Borrowed(_)));
        assert_eq!(normalized("perche\u{301}"), "perché");
    }
}
