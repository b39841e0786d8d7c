//! The zip that an ODS file is: its manifest, and the parts beside `content.xml` that say something of the sheet.

use super::behind::Behind;
use super::names::{Attribute, Element, Names};
use super::source::Source;
use super::styles::Styles;
use super::xml::{Attributes, Token, Xml, unescape_into};
use crate::sheet::container::Container;
use crate::sheet::detect::encrypts_content;
use crate::sheet::fault::FileError;
use crate::sheet::limits::Limits;

/// Opens the stream of `content.xml`.
///
/// # Errors
/// Protected, damaged (no such part), or over a limit.
pub fn content(container: &Container) -> Result<Source, FileError> {
    refuse_encrypted(container)?;
    let entry = container.find("content.xml").ok_or_else(|| {
        FileError::damaged("The file looks like an OpenDocument file, but its part content.xml is missing.")
    })?;
    let part = container.part(entry, false)?;
    Source::threaded(part).map_err(|error| FileError::io(&error))
}

/// An encrypted package keeps its directory readable and says so in the manifest.
fn refuse_encrypted(container: &Container) -> Result<(), FileError> {
    if container.find("encrypted-package").is_some() {
        return Err(FileError::protected());
    }
    let Some(entry) = container.find("META-INF/manifest.xml") else { return Ok(()) };
    let manifest = container.read(entry)?;
    if encrypts_content(&String::from_utf8_lossy(&manifest)) {
        return Err(FileError::protected());
    }
    Ok(())
}

/// Reads the styles that all sheets share; a broken `styles.xml` costs the look, not the cells.
pub fn common_styles(container: &Container, limits: &Limits, styles: &mut Styles) {
    let Some(bytes) = container.find("styles.xml").and_then(|entry| container.read(entry).ok()) else { return };
    let (mut xml, mut names) = (Xml::new(Source::held(&bytes), limits.depth), Names::default());
    loop {
        match xml.next() {
            Ok(Token::Start { name, attributes, depth, .. }) => {
                let element = names.element(depth, name, attributes);
                styles.start(element, attributes, &mut names);
            }
            Ok(Token::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Contents up to this size are looked through for the names of the other sheets.
const SCANNED: u64 = 32 << 20;

/// Returns the names of all sheets; `None` where they are not known before the first is read.
///
/// A small content is looked through. For a big one that would cost as much as reading it, so the view
/// settings are asked instead, in which most programs name every sheet.
pub fn sheets(container: &Container, limits: &Limits) -> Option<Vec<String>> {
    let small = container.find("content.xml").filter(|entry| entry.size <= SCANNED);
    let content = || small.and_then(|entry| Source::threaded(container.part(entry, false).ok()?).ok());
    match content() {
        Some(first) => only_table(first, limits).or_else(|| Some(tables_of(content()?, limits))),
        None => Some(named_in_settings(container)).filter(|names| !names.is_empty()),
    }
}

/// Returns the name of the first table where the bytes behind it hold no other; to look at every cell would take several times as long.
fn only_table(source: Source, limits: &Limits) -> Option<Vec<String>> {
    let (mut xml, mut names) = (Xml::new(source, limits.depth), Names::default());
    loop {
        match xml.next().ok()? {
            Token::Start { name, attributes, empty, depth } => match names.element(depth, name, attributes) {
                Element::Table => {
                    let first = table_name(attributes, &mut names).filter(|name| is_sheet(name));
                    let mut behind = Behind::new(name);
                    xml.drain(|bytes| behind.see(bytes, &mut names)).ok()?;
                    return behind.names().is_empty().then(|| first.into_iter().collect());
                }
                Element::Apart if !empty => xml.skip().ok()?,
                _ => {}
            },
            Token::Eof => return None,
            _ => {}
        }
    }
}

/// Tells the name of a sheet from that of a copy of another file's sheet, which LibreOffice keeps as a table for its links
/// (`'file:///home/anna/prices.ods'#$Sheet1`).
pub fn is_sheet(name: &str) -> bool {
    !name.contains("'#$")
}

/// Returns the names of all tables of a document, as far as it can be read.
pub fn tables_of(source: Source, limits: &Limits) -> Vec<String> {
    let (mut xml, mut names) = (Xml::new(source, limits.depth), Names::default());
    let mut found = Vec::new();
    loop {
        let skip = match xml.next() {
            Ok(Token::Start { name, attributes, empty, depth }) => match names.element(depth, name, attributes) {
                Element::Table => {
                    found.extend(table_name(attributes, &mut names).filter(|name| is_sheet(name)));
                    !empty
                }
                Element::Apart => !empty,
                _ => false,
            },
            Ok(Token::Eof) | Err(_) => return found,
            Ok(_) => false,
        };
        if skip && xml.skip().is_err() {
            return found;
        }
    }
}

/// Returns the name that a table's start tag gives.
pub fn table_name(attributes: &[u8], names: &mut Names) -> Option<String> {
    let (_, raw) = Attributes::new(attributes).find(|(name, _)| names.attribute(name) == Attribute::TableName)?;
    let mut name = String::new();
    unescape_into(raw, &mut name)?;
    Some(name)
}

/// Reads the map named "Tables" of `settings.xml`: one entry for each sheet.
fn named_in_settings(container: &Container) -> Vec<String> {
    let Some(bytes) = container.find("settings.xml").and_then(|entry| container.read(entry).ok()) else {
        return Vec::new();
    };
    let mut xml = Xml::new(Source::held(&bytes), 64);
    let (mut found, mut tables) = (Vec::new(), None);
    loop {
        match xml.next() {
            Ok(Token::Start { name, attributes, empty: false, depth }) => {
                let named =
                    Attributes::new(attributes).find(|(key, _)| key.ends_with(b":name")).map(|(_, value)| value);
                if name.ends_with(b"config-item-map-named") && named == Some(b"Tables") {
                    tables = Some(depth);
                } else if name.ends_with(b"config-item-map-entry") && tables.is_some_and(|map| map + 1 == depth) {
                    let mut text = String::new();
                    if named.and_then(|raw| unescape_into(raw, &mut text)).is_some() {
                        found.push(text);
                    }
                }
            }
            Ok(Token::End) => {
                if tables.is_some_and(|map| xml.depth() < map) {
                    return found;
                }
            }
            Ok(Token::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}
