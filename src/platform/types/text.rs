//! Text: anything, in Unicode NFC, trimmed, without control characters.
//!
//! [`clean`] is the one place where text from a file is cleaned; every other type starts from it.

use std::borrow::Cow;

use crate::platform::value::Cell;

/// The rule in words.
pub const RULE: &str = "Anything. Blanks around it vanish; a number arrives with all its digits, and with the zeros that its format shows.";

/// Reads a cell as text: its own text, or what the normal form of its type shows.
#[must_use]
pub fn parse(cell: Cell<'_>) -> Cow<'_, str> {
    match cell.text() {
        Cow::Borrowed(raw) => clean(raw),
        Cow::Owned(shown) => Cow::Owned(shown),
    }
}

/// Returns the text trimmed, in NFC, its line ends as `\n`, and without control characters; borrowed where it is so already.
#[must_use]
pub fn clean(raw: &str) -> Cow<'_, str> {
    let text = crate::text::trim(raw);
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    // C0 controls are one byte, C1 controls two of which the first is 0xC2: without those there is nothing to remove.
    let suspicious = text.bytes().any(|byte| byte < 0x20 || byte == 0x7f || byte == 0xc2);
    if !suspicious || !text.chars().any(|c| c == '\r' || is_removed(c)) {
        return crate::text::normalized(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.chars() {
        let follows_return = std::mem::replace(&mut after_return, c == '\r');
        match c {
            '\r' => out.push('\n'),
            '\n' if follows_return => {}
            _ if is_removed(c) => {}
            _ => out.push(c),
        }
    }
    let composed = crate::text::normalized(&out);
    // What was removed may have stood between the value and the blanks around it.
    Cow::Owned(crate::text::trim(&composed).to_owned())
}

/// Tells whether a text holds characters that [`clean`] removes: controls other than line ends and tabs.
#[must_use]
pub fn holds_controls(text: &str) -> bool {
    // C1 controls are two bytes in UTF-8, 0xC2 first: without such a byte ASCII is all there is to look at.
    text.bytes().any(|byte| byte < 0x20 || byte == 0x7f || byte == 0xc2) && text.chars().any(is_removed)
}

fn is_removed(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clean_text_is_borrowed() {
        for text in ["Anna", "Città di Castello", "東京", "two\nlines", "a\tb", " blanks around "] {
            assert!(matches!(clean(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn controls_are_removed_and_line_ends_are_one_kind() {
        assert_eq!(clean("a\r\nb\rc\nd"), "a\nb\nc\nd");
        assert_eq!(clean("A\u{0}nn\u{7}a\u{9b}"), "Anna");
        assert_eq!(clean("perche\u{301}\u{200b}"), "perché");
        assert_eq!(clean("a \u{1}"), "a");
    }

    #[test]
    fn only_what_is_removed_counts_as_a_control() {
        assert!(holds_controls("a\u{1}"));
        assert!(holds_controls("\u{85}"));
        assert!(!holds_controls("a\r\n\tb é ¿"));
    }

    #[test]
    fn a_number_is_written_with_all_its_digits() {
        assert_eq!(parse(Cell::Number { value: 393_331_234_567.0, digits: 0 }), "393331234567");
        assert_eq!(parse(Cell::Number { value: 123.0, digits: 5 }), "00123");
        assert_eq!(parse(Cell::Boolean(true)), "true");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(raw in any::<String>()) {
            let once = clean(&raw).into_owned();
            prop_assert_eq!(clean(&once), once.as_str());
            prop_assert!(!holds_controls(&once));
        }
    }
}
