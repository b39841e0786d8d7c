//! The styles part: which cell style shows numbers as dates, times or with leading zeros.

use std::collections::HashMap;
use std::io::Read;

use super::super::fault::FileError;
use super::super::format::{self, Shape};
use super::super::limits::Limits;
use super::super::xml::{Node, Tag, Xml};

/// Reads the shape of every cell style (`cellXfs`), in their order.
pub(super) fn read(part: impl Read, limits: &Limits) -> Result<Vec<Shape>, FileError> {
    let mut xml = Xml::new(part, "The styles part", limits);
    let mut codes: HashMap<u32, Shape> = HashMap::new();
    let mut ids: Vec<u32> = Vec::new();
    // Differential and named styles hold number formats and `xf` elements of their own: only these two lists count.
    let (mut in_formats, mut in_cells) = (false, false);
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                "numFmts" => in_formats = true,
                "cellXfs" => in_cells = true,
                "numFmt" if in_formats => {
                    if let Some(id) = id_of(&tag) {
                        codes.insert(id, format::classify(&tag.attribute("formatCode").unwrap_or_default()));
                    }
                }
                "xf" if in_cells => ids.push(id_of(&tag).unwrap_or(0)),
                _ => {}
            },
            Node::End("numFmts", _) => in_formats = false,
            Node::End("cellXfs", _) => in_cells = false,
            Node::Eof => break,
            _ => {}
        }
    }
    let builtin = |id: u32| u16::try_from(id).map_or(format::PLAIN, format::builtin);
    Ok(ids.into_iter().map(|id| codes.get(&id).copied().unwrap_or_else(|| builtin(id))).collect())
}

fn id_of(tag: &Tag<'_>) -> Option<u32> {
    tag.attribute("numFmtId")?.trim().parse().ok()
}
