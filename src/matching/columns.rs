//! The columns of a file by name and letter: how flags and messages name them, and how two files' columns compare.
//!
//! Knows headers only; what a column is matched with stands in the [`Matching`](super::Matching). Next: `names`, `saved`.

use super::ColumnName;
use crate::sheet::Table;
use crate::text::{folded, safe, trim};

/// Returns the letter of a column as a spreadsheet program shows it: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn letter(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).expect("a remainder of 26 fits");
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Returns the column that a letter names; `None` where it is no letter of one to three characters.
#[must_use]
pub fn of_letter(text: &str) -> Option<u16> {
    if !(1..=3).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let number = text.bytes().fold(0_u32, |sum, byte| sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    u16::try_from(number - 1).ok()
}

/// Returns the columns of a file.
#[must_use]
pub fn of_table(table: &Table) -> Vec<ColumnName> {
    let columns = table.header.iter().flat_map(|header| &header.columns);
    columns.map(|column| ColumnName { column: column.index, header: column.header.clone() }).collect()
}

impl ColumnName {
    /// Returns the column's letter.
    #[must_use]
    pub fn letter(&self) -> String {
        letter(self.column)
    }

    /// Returns the column as messages name it: letter and header (`G Cell?`), safe to show.
    #[must_use]
    pub fn shown(&self) -> String {
        let header = safe(trim(&self.header)).into_owned();
        if header.is_empty() { self.letter() } else { format!("{} {header}", self.letter()) }
    }

    /// Tells whether the column has no header and so cannot be matched.
    #[must_use]
    pub fn is_unnamed(&self) -> bool {
        trim(&self.header).is_empty()
    }
}

/// Finds the columns that a person named: by header, as written before folded, or by letter and colon (`C:`).
///
/// Returns every column that has the name; a header that stands twice gives two.
#[must_use]
pub fn named<'a>(headers: &'a [ColumnName], name: &str) -> Vec<&'a ColumnName> {
    let wanted = trim(name);
    if wanted.is_empty() {
        return Vec::new();
    }
    let exact: Vec<_> = headers.iter().filter(|column| trim(&column.header) == wanted).collect();
    if !exact.is_empty() {
        return exact;
    }
    if let Some(place) = wanted.strip_suffix(':').and_then(of_letter) {
        return headers.iter().filter(|column| column.column == place).collect();
    }
    let folded_name = folded(wanted);
    if folded_name.is_empty() {
        return Vec::new();
    }
    headers.iter().filter(|column| folded(&column.header) == folded_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::columns_of;

    #[test]
    fn letters_and_columns_are_each_other_s_inverse() {
        for (column, text) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(letter(column), text);
            assert_eq!(of_letter(text), Some(column));
        }
        assert_eq!(of_letter("xfd"), Some(16_383));
        assert_eq!(of_letter("A1"), None);
        assert_eq!(of_letter(""), None);
    }

    #[test]
    fn a_column_is_found_by_header_or_by_letter() {
        let headers = columns_of(&["E-mail", "C:", "Phone", "phone"]);
        let found = |name: &str| named(&headers, name).iter().map(|column| column.column).collect::<Vec<_>>();
        assert_eq!(found("EMAIL"), [0]);
        assert_eq!(found("A:"), [0]);
        assert_eq!(found("C:"), [1], "a header that is written so comes first");
        assert_eq!(found("Phone"), [2], "as written before folded");
        assert_eq!(found("PHONE"), [2, 3]);
        assert!(found("Z:").is_empty());
        assert!(found("").is_empty());
    }
}
