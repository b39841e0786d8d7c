//! The workbook part: its sheets in tab order and its date system.

use super::super::container::Container;
use super::super::fault::FileError;
use super::super::limits::Limits;
use super::super::xml::{Node, Xml};
use super::package::{self, Relation};

/// A workbook, before any sheet of it is read.
pub(super) struct Workbook {
    /// The sheets of cells, in tab order: chart, dialog and macro sheets are none.
    pub sheets: Vec<SheetEntry>,
    /// Whether dates count from 1904.
    pub epoch_1904: bool,
    /// The full name of the part that holds the shared strings, where the workbook has one.
    pub strings: Option<String>,
    /// The full name of the part that holds the styles.
    pub styles: Option<String>,
}

/// One sheet of cells.
pub(super) struct SheetEntry {
    pub name: String,
    pub hidden: bool,
    /// The full name of its part.
    pub part: String,
}

/// Reads the workbook of a package.
pub(super) fn read(container: &Container, limits: &Limits) -> Result<Workbook, FileError> {
    let entry = package::workbook_part(container, limits)?;
    let relations = package::relations(container, &entry.name, limits)?;
    let mut xml = Xml::new(container.part(entry, true)?, "The workbook part", limits);
    let mut workbook = Workbook { sheets: Vec::new(), epoch_1904: false, strings: None, styles: None };
    let mut listed = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                // Extensions repeat the element without the attribute.
                "workbookPr" => {
                    if let Some(value) = tag.attribute("date1904") {
                        workbook.epoch_1904 = is_true(&value);
                    }
                }
                "sheet" => {
                    let state = tag.attribute("state").unwrap_or_default();
                    let hidden = state.eq_ignore_ascii_case("hidden") || state.eq_ignore_ascii_case("veryHidden");
                    let id = tag.prefixed("id").or_else(|| tag.attribute("id")).unwrap_or_default();
                    listed.push((tag.attribute("name").unwrap_or_default(), hidden, id));
                }
                _ => {}
            },
            Node::Eof => break,
            _ => {}
        }
    }
    let mut missing = false;
    for (name, hidden, id) in listed {
        let Some(target) = sheet_part(&relations, &id) else { continue };
        match container.find(target) {
            Some(entry) => workbook.sheets.push(SheetEntry { name, hidden, part: entry.name.clone() }),
            None => missing = true,
        }
    }
    // Others show an empty sheet here. Its leads would be lost without a word: what is named and not there is damage.
    if workbook.sheets.is_empty() && missing {
        return Err(FileError::damaged("The part with the sheet's cells is missing from the file."));
    }
    let part =
        |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.clone());
    workbook.strings = present(container, part("sharedStrings"), "sharedStrings+xml", limits)?;
    workbook.styles = present(container, part("styles"), "spreadsheetml.styles+xml", limits)?;
    Ok(workbook)
}

/// The part of a sheet of cells; `None` for a sheet of another kind and for one without a part (the module sheets of old
/// Excel have an empty relationship).
fn sheet_part<'a>(relations: &'a [Relation], id: &str) -> Option<&'a str> {
    let relation = relations.iter().find(|relation| relation.id == id && !id.is_empty())?;
    let other = ["chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"];
    let of_cells = !other.iter().any(|kind| relation.kind.eq_ignore_ascii_case(kind));
    of_cells.then_some(relation.target.as_str())
}

/// A part by its relationship, or by its content type where that leads nowhere.
fn present(
    container: &Container,
    named: Option<String>,
    content_type: &str,
    limits: &Limits,
) -> Result<Option<String>, FileError> {
    if let Some(entry) = named.and_then(|name| container.find(&name)) {
        return Ok(Some(entry.name.clone()));
    }
    Ok(package::of_content_type(container, content_type, limits)?.map(|entry| entry.name.clone()))
}

/// A boolean of the schema: `1` or `true`; some writers have `on`.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "TRUE" | "True" | "on")
}
