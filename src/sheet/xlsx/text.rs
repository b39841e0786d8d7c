//! Text of strings: rich runs joined, phonetic hints left out, `_xHHHH_` resolved.

use std::io::Read;

use super::super::fault::FileError;
use super::super::xml::{Node, Xml};

/// Reads the text of the `si` or `is` element that just began, to its end: plain, or the runs of rich text, without phonetic runs.
pub(super) fn read_rich(xml: &mut Xml<impl Read>, out: &mut String, most: usize) -> Result<(), FileError> {
    let outside = xml.depth() - 1;
    let start = out.len();
    // The depth of the `t` element whose text counts.
    let mut inside = 0;
    loop {
        let depth = xml.depth();
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                "t" => inside = depth + 1,
                "rPh" => xml.skip()?,
                _ => {}
            },
            Node::Text(piece) if inside > 0 && inside == depth => {
                if out.len() - start + piece.len() > most {
                    return Err(too_long(most));
                }
                out.push_str(&piece);
            }
            Node::End(_, open) => {
                inside = 0;
                if open == outside {
                    return Ok(());
                }
            }
            _ => {}
        }
    }
}

/// The error for a cell whose text passes the limit.
pub(super) fn too_long(most: usize) -> FileError {
    FileError::too_big(format!("A cell holds more than {} KiB of text.", most >> 10), "limits.text_bytes")
}

/// Resolves `_xHHHH_` (ECMA-376 part 1, 22.9.2.19) in what was appended from `start` on, in place.
pub(super) fn unescape(out: &mut String, start: usize) {
    if !has_escape(&out.as_bytes()[start..]) {
        return;
    }
    let tail = out.split_off(start);
    let mut rest = tail.as_str();
    while !rest.is_empty() {
        if let Some((character, length)) = character_at(rest) {
            out.push(character);
            rest = &rest[length..];
            continue;
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let until = rest[first..].find('_').map_or(rest.len(), |at| first + at);
        out.push_str(&rest[..until]);
        rest = &rest[until..];
    }
}

/// The character that an escape at the very beginning stands for, and the bytes it takes. Two escapes may be the halves of one
/// character beyond U+FFFF; half a character alone is none, and stays as it is written.
fn character_at(text: &str) -> Option<(char, usize)> {
    let first = escape_at(text.as_bytes())?;
    if let Some(character) = char::from_u32(u32::from(first)) {
        return Some((character, 7));
    }
    let second = escape_at(text.as_bytes().get(7..)?)?;
    Some((char::decode_utf16([first, second]).next()?.ok()?, 14))
}

/// Tells whether there is an escape anywhere.
fn has_escape(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'_', bytes).any(|at| escape_at(&bytes[at..]).is_some())
}

/// The code unit that an escape at the very beginning stands for.
fn escape_at(bytes: &[u8]) -> Option<u16> {
    let [b'_', b'x', digits @ .., b'_'] = bytes.get(..7)? else { return None };
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_excel_become_their_characters_and_nothing_else_changes() {
        for (raw, text) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("_x00", "_x00"),
            ("_xD801_8", "_xD801_8"),
            ("9_xDC05_", "9_xDC05_"),
            ("snake_case_x1_", "snake_case_x1_"),
            ("__x0041__", "_A_"),
            ("è_x00E8_è", "èèè"),
            ("_x+123_", "_x+123_"),
        ] {
            let mut out = String::from("kept");
            out.push_str(raw);
            unescape(&mut out, 4);
            assert_eq!(&out[4..], text, "{raw}");
        }
    }
}
