//! Text from files and stores, made fit to compare and safe to show.
//!
//! Everything that reaches a terminal, a log or a message goes through [`safe`]; everything that is
//! compared by name goes through [`folded`]. Nothing here reads or writes anything.
//! Next: `text/show.rs` for what a screen needs, `text/fold.rs` for comparing.

mod fold;
mod show;

pub use fold::{folded, likeness, loose, nearest, normalized};
pub use show::{fit, is_unsafe, plural, safe, thousands, width};

/// Returns the text without the white space and invisible characters around it (blanks of every width,
/// non-breaking and zero-width spaces, byte-order marks).
#[must_use]
pub fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    if let (Some(first), Some(last)) = (bytes.first(), bytes.last())
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return text;
    }
    text.trim_matches(is_invisible)
}

/// Tells whether a character is white space or takes no room: what may stand around a value without belonging to it.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_around_a_value_vanishes() {
        assert_eq!(trim("\u{a0}\u{200b} anna@b.it\u{feff}\r\n"), "anna@b.it");
        assert_eq!(trim("a b"), "a b");
        assert_eq!(trim(" \u{a0}\u{200b}"), "");
        assert_eq!(trim(""), "");
    }
}
