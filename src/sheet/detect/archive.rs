//! Looks into a zip archive: which of the many document formats that are zips it is.

use std::io::Read;

use super::refusal::Kind;
use crate::sheet::Format;
use crate::sheet::container::Container;
use crate::sheet::fault::FileError;

/// Tells the format of a document by the parts of its archive.
pub(super) fn tell(container: &Container) -> Result<Format, FileError> {
    let entries = container.entries();
    if entries.is_empty() {
        return Err(Kind::EmptyZip.refuse());
    }
    let has = |name: &str| container.find(name).is_some();
    let under = |folder: &str| entries.iter().any(|entry| starts_with(&entry.name, folder));
    if let Some(kind) = open_document(container)? {
        return kind;
    }
    if has("_rels/.rels") || has("[Content_Types].xml") || under("xl/") {
        return office(container);
    }
    if entries.iter().any(|entry| ends_with(&entry.name, ".iwa") || ends_with(&entry.name, "index.apxl"))
        || has("Index.zip")
    {
        return Err(if under("Index/Tables") || under("Index/CalculationEngine") {
            Kind::Numbers
        } else {
            Kind::Iwork
        }
        .refuse());
    }
    Err(Kind::ZipOfOther.refuse())
}

/// Office Open XML: what its main part is. A workbook may have any name, so that of its content type decides.
fn office(container: &Container) -> Result<Format, FileError> {
    let entries = container.entries();
    let has = |name: &str| container.find(name).is_some();
    let types = beginning(container, "[Content_Types].xml", 256 << 10)?.to_ascii_lowercase();
    let relations = beginning(container, "_rels/.rels", 64 << 10)?.to_ascii_lowercase();
    let says = |words: &str| types.contains(words);
    if has("xl/workbook.bin") || says("sheet.binary.macroenabled") {
        return Err(Kind::Xlsb.refuse());
    }
    let workbook = has("xl/workbook.xml") || relations.contains("workbook") || says("spreadsheetml");
    let main = ["word/document", "ppt/presentation", "visio/document"]
        .into_iter()
        .find(|&main| relations.contains(main) || entries.iter().any(|entry| starts_with(&entry.name, main)));
    match main {
        Some("word/document") if !has("xl/workbook.xml") => Err(Kind::WordDocument.refuse()),
        Some("ppt/presentation") if !has("xl/workbook.xml") => Err(Kind::Presentation.refuse()),
        Some(_) if !has("xl/workbook.xml") => Err(Kind::Ole.refuse()),
        _ if workbook || entries.iter().any(|entry| starts_with(&entry.name, "xl/")) => Ok(Format::Xlsx),
        // The package says nothing of itself: the reader looks for a workbook under any name, and says what is missing.
        _ if entries.iter().any(|entry| ends_with(&entry.name, "workbook.xml")) => Ok(Format::Xlsx),
        _ => Err(Kind::ZipOfOther.refuse()),
    }
}

/// OpenDocument: by its `mimetype`, its manifest, or (old exports have neither) by its content.
fn open_document(container: &Container) -> Result<Option<Result<Format, FileError>>, FileError> {
    let has = |name: &str| container.find(name).is_some();
    let mimetype = beginning(container, "mimetype", 256).unwrap_or_default();
    let manifest = beginning(container, "META-INF/manifest.xml", 1 << 20)?;
    if !has("content.xml") && !mimetype.contains("opendocument") {
        return Ok(None);
    }
    if encrypts_content(&manifest) || has("encrypted-package") {
        return Ok(Some(Err(FileError::protected())));
    }
    let root = if mimetype.trim().is_empty() { root_type(&manifest) } else { &mimetype };
    Ok(Some(match root {
        kind if kind.contains("opendocument.spreadsheet") => Ok(Format::Ods),
        kind if kind.contains("opendocument.text") => Err(Kind::OpenText.refuse()),
        kind if kind.contains("vnd.sun.xml.calc") => Err(Kind::OpenOffice1.refuse()),
        kind if kind.contains("opendocument") => Err(Kind::OpenOther.refuse()),
        kind if kind.contains("vnd.sun.xml") => Err(Kind::OpenOther.refuse()),
        _ => Ok(Format::Ods),
    }))
}

/// Tells whether a manifest calls the content of a document encrypted. What else may be, macros say, keeps nobody out.
#[must_use]
pub fn encrypts_content(manifest: &str) -> bool {
    let entries = manifest.split("file-entry").filter(|entry| entry.contains("encryption-data"));
    entries.into_iter().any(|entry| !entry.contains("full-path") || entry.contains("content.xml"))
}

/// The type that the manifest gives to the document as a whole: the entry with the path `/`.
fn root_type(manifest: &str) -> &str {
    let entry = manifest.split('<').find(|tag| tag.contains("full-path=\"/\""));
    entry.and_then(|tag| tag.split("media-type=\"").nth(1)).and_then(|rest| rest.split('"').next()).unwrap_or("")
}

/// Reads up to `most` bytes of a part as text, UTF-16 too; empty where there is none.
fn beginning(container: &Container, name: &str, most: u64) -> Result<String, FileError> {
    let Some(entry) = container.find(name) else { return Ok(String::new()) };
    let mut bytes = Vec::new();
    container.part(entry, false)?.take(most).read_to_end(&mut bytes).map_err(|error| FileError::io(&error))?;
    let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
    Ok(text.into_owned())
}

fn starts_with(name: &str, start: &str) -> bool {
    name.get(..start.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
}

fn ends_with(name: &str, end: &str) -> bool {
    name.len() >= end.len()
        && name.is_char_boundary(name.len() - end.len())
        && name[name.len() - end.len()..].eq_ignore_ascii_case(end)
}
