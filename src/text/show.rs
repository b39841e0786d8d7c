//! Showing text: visible marks for what a terminal would obey, display widths, plurals and grouped numbers.
//!
//! Nothing here changes what is stored; it is for people's eyes only. Comparing is in `fold`.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Returns the text with every character that a terminal could obey, or nobody could see, as a visible mark.
///
/// C0 controls and DEL become their pictures (U+2400 block: `␛`, `␊`), C1 controls, bidirectional marks and overrides,
/// zero-width and other invisible characters their number in angle brackets (`<202E>`).
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{2400}')),
            '\u{7f}' => out.push('\u{2421}'),
            _ if is_unsafe(c) => {
                use std::fmt::Write as _;
                // Writing to a string cannot fail.
                let _ = write!(out, "<{:04X}>", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Tells whether a character must never reach a terminal as it is: controls, line and paragraph separators,
/// bidirectional marks, and characters that take no room and have no use in a name.
///
/// The zero-width joiners (U+200C, U+200D) are among them: they hide differences between two addresses.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns how many columns of a terminal the text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.len();
    }
    text.width()
}

/// Returns the text cut to at most `columns` columns, with `…` in the place of what was cut; graphemes stay whole.
#[must_use]
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let mut used = 0;
    let mut end = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        let columns_of_grapheme = width(grapheme);
        if used + columns_of_grapheme > columns - 1 {
            break;
        }
        used += columns_of_grapheme;
        end = start + grapheme.len();
    }
    Cow::Owned(format!("{}…", text[..end].trim_end()))
}

/// Returns the count with its noun: `1 lead`, `30,000 leads`.
#[must_use]
pub fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// Returns the number with a comma after every three digits: `30,000`.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn controls_become_pictures_and_overrides_their_number() {
        assert_eq!(safe("a\u{1b}[31m\nb\0\u{7f}"), "a␛[31m␊b␀␡");
        assert_eq!(safe("anna\u{202e}ti.b@"), "anna<202E>ti.b@");
        assert_eq!(safe("x\u{9b}y\u{200b}z"), "x<009B>y<200B>z");
    }

    #[test]
    fn ordinary_text_of_any_script_is_left_alone() {
        for text in ["Anna Rossi", "Œuvre – niño", "Łódź", "Ольга", "東京", "محمد", "👍🏽"] {
            assert!(matches!(safe(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn text_is_cut_by_columns_and_never_inside_a_grapheme() {
        assert_eq!(fit("Anna Rossi", 10), "Anna Rossi");
        assert_eq!(fit("Anna Rossi", 6), "Anna…");
        assert_eq!(fit("東京都", 5), "東京…");
        assert_eq!(fit("東京都", 4), "東…");
        assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(fit("abc", 1), "…");
    }

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(30_000), "30,000");
        assert_eq!(thousands(u64::MAX), "18,446,744,073,709,551,615");
        assert_eq!(plural(1, "lead", "leads"), "1 lead");
        assert_eq!(plural(0, "lead", "leads"), "0 leads");
    }

    proptest! {
        #[test]
        fn nothing_that_a_terminal_obeys_passes(text in any::<Vec<char>>()) {
            let text: String = text.into_iter().collect();
            let shown = safe(&text);
            let obeyed = |c: char| {
                c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' | '\u{61c}')
            };
            prop_assert!(!shown.chars().any(obeyed));
            prop_assert_eq!(safe(&shown), shown.as_ref());
        }

        #[test]
        fn hostile_mixtures_do_not_pass(picks in proptest::collection::vec(0usize..12, 0..40)) {
            let parts = ["\u{1b}]52;c;aGk=\u{7}", "\u{9d}", "\u{90}", "\r", "\n", "\u{202e}", "\u{2067}", "\u{200d}", "a", "é", "\u{feff}", "\u{2028}"];
            let text: String = picks.iter().map(|&pick| parts[pick]).collect();
            prop_assert!(!safe(&text).chars().any(is_unsafe));
        }

        #[test]
        fn a_fitted_text_never_passes_its_columns(text in "\\PC{0,40}", columns in 0usize..30) {
            prop_assert!(width(&fit(&text, columns)) <= columns);
        }
    }
}
