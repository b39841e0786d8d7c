//! The package around a workbook (ECMA-376 part 2): which part is the workbook, and which parts it refers to.
//!
//! Parts are found by the types of their relationships, transitional or strict, and never by their usual names first: writers differ.

use super::super::container::{Container, Entry};
use super::super::fault::FileError;
use super::super::limits::Limits;
use super::super::xml::{Node, Xml};

/// One relationship of a part.
pub(super) struct Relation {
    pub id: String,
    /// The last word of its type: `worksheet`, `styles`, `sharedStrings` …
    pub kind: String,
    /// The full name of the part that is meant.
    pub target: String,
}

/// Finds the part that holds the workbook.
pub(super) fn workbook_part<'a>(container: &'a Container, limits: &Limits) -> Result<&'a Entry, FileError> {
    let main = relations(container, "", limits)?.into_iter().find(|relation| relation.kind == "officeDocument");
    if let Some(entry) = main.and_then(|relation| container.find(&relation.target)) {
        return Ok(entry);
    }
    if let Some(entry) = of_content_type(container, "main+xml", limits)? {
        return Ok(entry);
    }
    let usual = container.find("xl/workbook.xml");
    let any = || container.entries().iter().find(|entry| entry.name.to_ascii_lowercase().ends_with("workbook.xml"));
    usual.or_else(any).ok_or_else(|| FileError::damaged("The workbook part is missing from the file."))
}

/// Finds a part by the end of its content type.
pub(super) fn of_content_type<'a>(
    container: &'a Container,
    ending: &str,
    limits: &Limits,
) -> Result<Option<&'a Entry>, FileError> {
    let Some(entry) = container.find("[Content_Types].xml") else { return Ok(None) };
    let mut xml = Xml::new(container.part(entry, true)?, "The list of parts", limits);
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == "Override" => {
                let (kind, name) = (tag.attribute("ContentType"), tag.attribute("PartName"));
                let Some((kind, name)) = kind.zip(name) else { continue };
                if kind.ends_with(ending)
                    && let Some(found) = container.find(&name)
                {
                    return Ok(Some(found));
                }
            }
            Node::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// Reads the relationships of a part; of the package itself if `part` is empty. None if there are none.
pub(super) fn relations(container: &Container, part: &str, limits: &Limits) -> Result<Vec<Relation>, FileError> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let path = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let Some(entry) = container.find(&path) else { return Ok(Vec::new()) };
    let mut xml = Xml::new(container.part(entry, true)?, "The list of relationships", limits);
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == "Relationship" => {
                let kind = tag.attribute("Type").unwrap_or_default();
                let target = tag.attribute("Target").unwrap_or_default();
                found.push(Relation {
                    id: tag.attribute("Id").unwrap_or_default(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolve(container, folder, &target),
                });
            }
            Node::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// Makes the name of a part from a target: absolute from the package's root, or relative to the folder of the part that refers to it.
fn resolve(container: &Container, folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut names: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for name in target.split('/') {
        match name {
            ".." => drop(names.pop()),
            "" | "." => {}
            name => names.push(name),
        }
    }
    names.retain(|name| !name.is_empty());
    let plain = names.join("/");
    if container.find(&plain).is_some() {
        return plain;
    }
    // Some writers give a path from the root without its slash, or escape the name as a URL.
    let from_root = target.trim_start_matches("./");
    if container.find(from_root).is_some() { from_root.to_owned() } else { unescaped(&plain) }
}

fn unescaped(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok())
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        if let (b'%', Some(code)) = (first, code) {
            bytes.push(code);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
