//! Signatures: kinds of files that their first bytes give away.

use super::refusal::Kind;

/// First bytes and what they mean; the first row that fits counts.
const SIGNATURES: &[(&[u8], Kind)] = &[
    (b"%PDF-", Kind::Pdf),
    (b"%!PS", Kind::PostScript),
    (b"\x89PNG\r\n", Kind::Image),
    (b"\xff\xd8\xff", Kind::Image),
    (b"GIF8", Kind::Image),
    (b"II*\0", Kind::Image),
    (b"MM\0*", Kind::Image),
    (b"\0\0\x01\0", Kind::Image),
    (b"8BPS", Kind::Image),
    (b"\x1f\x8b", Kind::Archive),
    (b"7z\xbc\xaf\x27\x1c", Kind::Archive),
    (b"Rar!\x1a\x07", Kind::Archive),
    (b"BZh", Kind::Archive),
    (b"\xfd7zXZ\0", Kind::Archive),
    (b"\x28\xb5\x2f\xfd", Kind::Archive),
    (b"{\\rtf", Kind::Rtf),
    (b"SQLite format 3\0", Kind::Database),
    (b"\0\x01\0\0Standard Jet DB", Kind::Database),
    (b"\0\x01\0\0Standard ACE DB", Kind::Database),
    (b"PAR1", Kind::Database),
    (b"\x7fELF", Kind::Program),
    (b"MZ\x90", Kind::Program),
    (b"ID;P", Kind::Sylk),
    (b"TABLE\r\n0,1", Kind::Dif),
    (b"TABLE\n0,1", Kind::Dif),
    // BIFF2, BIFF3 and BIFF4 that hold no worksheet (`is_biff` comes first): a chart or macros.
    (b"\x09\x00\x04\x00", Kind::OldExcel),
    (b"\x09\x00\x06\x00", Kind::OldExcel),
    (b"\x09\x02\x06\x00", Kind::OldExcel),
    (b"\x09\x04\x06\x00", Kind::OldExcel),
    // BOF records of Lotus 1-2-3 (WKS, WK1; WK3, WK4, 123), Quattro Pro (WQ1, WQ2, WB1, WB2) and Works.
    (b"\0\0\x02\0\x04\x04", Kind::Lotus),
    (b"\0\0\x02\0\x06\x04", Kind::Lotus),
    (b"\0\0\x1a\0", Kind::Lotus),
    (b"\0\0\x02\0\x20\x51", Kind::QuattroPro),
    (b"\0\0\x02\0\x21\x51", Kind::QuattroPro),
    (b"\0\0\x02\0\x01\x10", Kind::QuattroPro),
    (b"\0\0\x02\0\x02\x10", Kind::QuattroPro),
    (b"\xff\0\x02\0\x04\x04", Kind::Works),
];

/// Tells a kind by its signature.
pub(super) fn tell(head: &[u8]) -> Option<Kind> {
    let found = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature));
    if let Some(&(_, kind)) = found {
        return Some(kind);
    }
    let at = |position: usize, text: &[u8]| head.get(position..).is_some_and(|rest| rest.starts_with(text));
    let bitmap = head.starts_with(b"BM") && at(6, b"\0\0\0\0") && head.len() > 26;
    let picture = at(4, b"ftypheic") || at(4, b"ftypavif") || (head.starts_with(b"RIFF") && at(8, b"WEBP"));
    if bitmap || picture {
        return Some(Kind::Image);
    }
    at(257, b"ustar").then_some(Kind::Archive)
}

/// Tells whether a stream of BIFF records stands in the file without a container: a workbook of BIFF5 or BIFF8, a workspace (0x0100) of
/// BIFF4, or a single worksheet (0x0010) of any version. Home-made writers leave the version out of the record, which names it itself.
pub(super) fn is_biff(head: &[u8]) -> bool {
    let begins = |version: u8| head.starts_with(&[9, version]) && head.get(3) == Some(&0);
    let new = begins(8) && head.get(5).is_some_and(|&version| matches!(version, 5 | 6));
    let old = [0, 2, 4, 8].into_iter().any(begins) && head.get(6..8) == Some(&[0x10, 0]);
    let workspace = begins(4) && head.get(6..8) == Some(&[0, 1]);
    new || old || workspace
}
