//! Looks into files that are text: web pages, XML of several kinds, mails, separated values; in UTF-8, UTF-16 or an old code page.

use super::refusal::Kind;
use crate::sheet::Format;

/// Tells what a text is; `None` if it is no text. The one text that can be read is the flat OpenDocument spreadsheet.
pub(super) fn tell(head: &[u8]) -> Option<Result<Format, Kind>> {
    let (text, wide) = text_of(head)?;
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let lower: String = start.chars().take(16_384).collect::<String>().to_ascii_lowercase();
    if lower.starts_with('<') {
        return Some(tell_markup(start, &lower));
    }
    let first_lines = &lower[..lower.floor_char_boundary(2_048)];
    if first_lines.starts_with("mime-version:") || first_lines.contains("content-type: multipart/related") {
        return Some(Err(Kind::Mhtml));
    }
    if ["from: ", "received: ", "return-path: ", "delivered-to: "].iter().any(|field| first_lines.starts_with(field)) {
        return Some(Err(Kind::Mail));
    }
    if lower.starts_with("{\"") || lower.starts_with("[{") || lower.starts_with("{\n") || lower.starts_with("{\r\n") {
        return Some(Err(Kind::Json));
    }
    Some(Err(tell_text(start, wide)))
}

fn tell_markup(text: &str, lower: &str) -> Result<Format, Kind> {
    let has = |words: &str| lower.contains(words);
    if has("<!doctype html") || has("<html") {
        return Err(Kind::Html);
    }
    if has("urn:schemas-microsoft-com:office:spreadsheet") || has("progid=\"excel.sheet\"") {
        return Err(Kind::Xml2003);
    }
    // The mimetype of a flat document is an attribute of its root; namespaces may stand before it.
    if has("urn:oasis:names:tc:opendocument:xmlns:office") && has("office:document") || has("opendocument.spreadsheet")
    {
        if has("opendocument.spreadsheet") || text.contains("<office:spreadsheet") {
            return Ok(Format::Fods);
        }
        return Err(if has("opendocument.text") { Kind::OpenText } else { Kind::OpenOther });
    }
    if has("progid=\"word.document\"") || has("schemas.microsoft.com/office/word") {
        return Err(Kind::WordDocument);
    }
    if has("<svg") {
        return Err(Kind::Image);
    }
    if lower.starts_with("<?xml") {
        return Err(Kind::Xml);
    }
    let pieces = [
        "<table", "<head", "<body", "<meta", "<style", "<div", "<!--", "<tr", "<script", "<center", "<font", "<br",
        "<p>",
    ];
    Err(if pieces.iter().any(|piece| lower.starts_with(piece)) || has("<table") { Kind::Html } else { Kind::Xml })
}

fn tell_text(text: &str, wide: bool) -> Kind {
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(20);
    // A separator is one that stands in most of the first lines.
    let common = |separator: char| {
        let (all, with) =
            lines().fold((0, 0), |(all, with), line| (all + 1, with + usize::from(line.contains(separator))));
        with > 0 && with * 3 >= all * 2
    };
    let tabs = common('\t');
    match (tabs || common(',') || common(';') || common('|'), wide) {
        (true, true) => Kind::CsvUtf16,
        (true, false) if tabs => Kind::Tsv,
        (true, false) => Kind::Csv,
        (false, true) => Kind::TextUtf16,
        (false, false) => Kind::Text,
    }
}

/// Decodes the beginning of a file if it looks like text, and tells whether it is UTF-16.
fn text_of(head: &[u8]) -> Option<(String, bool)> {
    let wide = match head {
        [0xff, 0xfe, ..] => Some(encoding_rs::UTF_16LE),
        [0xfe, 0xff, ..] => Some(encoding_rs::UTF_16BE),
        [first, 0, second, 0, ..] if is_plain(*first) && is_plain(*second) => Some(encoding_rs::UTF_16LE),
        [0, first, 0, second, ..] if is_plain(*first) && is_plain(*second) => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        let (text, _, _) = encoding.decode(head);
        return Some((text.into_owned(), true));
    }
    if head.iter().any(|&byte| !is_plain(byte) && byte < 0x80) {
        return None;
    }
    let (text, _, _) = match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_some() => encoding_rs::WINDOWS_1252.decode(head),
        _ => encoding_rs::UTF_8.decode(head),
    };
    Some((text.into_owned(), false))
}

/// A byte that stands in texts: printable, white space, or the end mark that DOS left.
fn is_plain(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte) || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a)
}
