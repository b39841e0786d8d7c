//! What the elements and attributes of an OpenDocument file are called, whatever prefixes a writer chose.
//!
//! Only what decides about cells has a name here; all else is [`Element::Other`], with its namespace's kind
//! ([`Element::Drawing`] and friends) where text inside must not count. Names once resolved are remembered
//! until a namespace is declared anew, so that a million cells cost a comparison each.

use super::xml::Attributes;

/// An element that matters; what is inside an unnamed one of a text namespace still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// `office:body`.
    Body,
    /// `office:spreadsheet`.
    Spreadsheet,
    /// `office:text` and the other kinds of document.
    OtherDocument,
    /// `table:table`.
    Table,
    /// `table:table-column`.
    Column,
    /// `table:table-row`.
    Row,
    /// `table:table-cell`.
    Cell,
    /// `table:covered-table-cell`.
    CoveredCell,
    /// What holds rows or columns: groups, header rows, and the like.
    Holder,
    /// `text:p` or `text:h`.
    Paragraph,
    /// `text:s`.
    Spaces,
    /// `text:tab` (and `text:tab-stop` of old).
    Tab,
    /// `text:line-break`.
    LineBreak,
    /// Anything in a paragraph or a cell whose text is not the cell's: annotations, ruby text, notes, drawings, sub-tables.
    Apart,
    /// `style:style`.
    Style,
    /// `style:table-properties` (`style:properties` of old).
    TableProperties,
    /// `number:number-style`.
    NumberStyle,
    /// `number:number`.
    Number,
    /// `table:calculation-settings`.
    Settings,
    /// `table:null-date`: the day that serial numbers count from.
    NullDate,
    /// Anything else: passed through where text is looked for.
    Other,
}

/// An attribute that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    ColumnsRepeated,
    RowsRepeated,
    StyleName,
    DefaultCellStyle,
    /// `office:value-type` and its older and newer spellings.
    ValueType,
    /// `calcext:value-type`, which alone says `error`.
    ExtendedValueType,
    Value,
    DateValue,
    TimeValue,
    BooleanValue,
    StringValue,
    Formula,
    Visibility,
    Display,
    /// `table:name`.
    TableName,
    /// `style:name`.
    Name,
    Family,
    ParentStyle,
    DataStyle,
    LeastDigits,
    /// `text:c`.
    Count,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    Office,
    Table,
    Text,
    Style,
    Number,
    Calc,
    Drawing,
    Other,
}

/// Resolves names as written to what they mean at this place of the document.
#[derive(Default)]
pub struct Names {
    /// Declared prefixes with the depth of the element that declared them, innermost last.
    declared: Vec<(usize, Box<[u8]>, Space)>,
    elements: Vec<(Box<[u8]>, Element)>,
    attributes: Vec<(Box<[u8]>, Attribute)>,
    changes: u64,
}

/// Names remembered at most: a hostile file has no end of them.
const REMEMBERED: usize = 512;

impl Names {
    /// Returns what an element is; `depth` counts it and its ancestors, its own declarations hold for it.
    pub fn element(&mut self, depth: usize, name: &[u8], attributes: &[u8]) -> Element {
        self.leave(depth);
        if let Some(at) = self.elements.iter().position(|(known, _)| **known == *name) {
            let element = self.elements[at].1;
            // Cells are many, and what they declare themselves names nothing that we look for.
            if element == Element::Cell || attributes.is_empty() || !self.declare(depth, attributes) {
                self.elements.swap(at, at.saturating_sub(1));
                return element;
            }
        } else {
            self.declare(depth, attributes);
        }
        let (space, local) = self.split(name);
        let element = element_of(space, local);
        if self.elements.len() < REMEMBERED {
            self.elements.push((name.into(), element));
        }
        element
    }

    /// Notes the namespaces that a start tag declares; false where it declares none.
    fn declare(&mut self, depth: usize, attributes: &[u8]) -> bool {
        if memchr::memmem::find(attributes, b"xmlns").is_none() {
            return false;
        }
        for (name, value) in Attributes::new(attributes) {
            let Some(prefix) = name.strip_prefix(b"xmlns") else { continue };
            let prefix = prefix.strip_prefix(b":").unwrap_or(prefix);
            if self.declared.len() < REMEMBERED {
                self.declared.push((depth, prefix.into(), space_of(value)));
            }
        }
        self.forget();
        true
    }

    /// Forgets what elements that are closed by now have declared.
    fn leave(&mut self, depth: usize) {
        while self.declared.last().is_some_and(|(declared, ..)| *declared >= depth) {
            self.declared.pop();
            self.forget();
        }
    }

    /// Returns a number that is another whenever names may mean something else than before; never 0 once one was declared.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    fn forget(&mut self) {
        self.changes += 1;
        self.elements.clear();
        self.attributes.clear();
    }

    /// Returns what an attribute is.
    pub fn attribute(&mut self, name: &[u8]) -> Attribute {
        if let Some(at) = self.attributes.iter().position(|(known, _)| **known == *name) {
            let attribute = self.attributes[at].1;
            self.attributes.swap(at, at.saturating_sub(1));
            return attribute;
        }
        let (space, local) = self.split(name);
        let attribute = attribute_of(space, local);
        if self.attributes.len() < REMEMBERED {
            self.attributes.push((name.into(), attribute));
        }
        attribute
    }

    fn split<'a>(&self, name: &'a [u8]) -> (Space, &'a [u8]) {
        let (prefix, local) = memchr::memchr(b':', name).map_or((&b""[..], name), |at| (&name[..at], &name[at + 1..]));
        let declared = self.declared.iter().rev().find(|(_, declared, _)| **declared == *prefix);
        (declared.map_or_else(|| usual(prefix), |(.., space)| *space), local)
    }
}

/// The prefixes that everybody uses, for files that forgot to declare them.
fn usual(prefix: &[u8]) -> Space {
    match prefix {
        b"office" => Space::Office,
        b"table" => Space::Table,
        b"text" => Space::Text,
        b"style" => Space::Style,
        b"number" => Space::Number,
        b"calcext" => Space::Calc,
        b"draw" | b"dr3d" | b"chart" | b"form" => Space::Drawing,
        _ => Space::Other,
    }
}

/// Namespaces of OpenDocument 1.x and of its forerunner in OpenOffice.org 1.x.
fn space_of(uri: &[u8]) -> Space {
    let new = uri
        .strip_prefix(b"urn:oasis:names:tc:opendocument:xmlns:")
        .map(|rest| rest.strip_suffix(b":1.0").unwrap_or(rest));
    match new.or_else(|| uri.strip_prefix(b"http://openoffice.org/2000/")) {
        Some(b"office") => Space::Office,
        Some(b"table") => Space::Table,
        Some(b"text") => Space::Text,
        Some(b"style") => Space::Style,
        Some(b"datastyle") => Space::Number,
        Some(b"drawing" | b"dr3d" | b"chart" | b"form" | b"presentation") => Space::Drawing,
        _ if uri.ends_with(b":calc:xmlns:calcext:1.0") => Space::Calc,
        _ => Space::Other,
    }
}

fn element_of(space: Space, local: &[u8]) -> Element {
    match (space, local) {
        (Space::Office, b"body") => Element::Body,
        (Space::Office, b"spreadsheet") => Element::Spreadsheet,
        (Space::Office, b"text" | b"drawing" | b"presentation" | b"chart" | b"database" | b"image") => {
            Element::OtherDocument
        }
        (Space::Table, b"calculation-settings") => Element::Settings,
        (Space::Table, b"null-date") => Element::NullDate,
        (Space::Table, b"table" | b"sub-table") => Element::Table,
        (Space::Table, b"table-column") => Element::Column,
        (Space::Table, b"table-row") => Element::Row,
        (Space::Table, b"table-cell") => Element::Cell,
        (Space::Table, b"covered-table-cell") => Element::CoveredCell,
        (
            Space::Table,
            b"table-header-rows"
            | b"table-row-group"
            | b"table-rows"
            | b"table-columns"
            | b"table-column-group"
            | b"table-header-columns",
        ) => Element::Holder,
        (Space::Office, b"annotation" | b"forms")
        | (Space::Text, b"ruby-text" | b"note" | b"footnote" | b"endnote" | b"tracked-changes")
        | (Space::Drawing | Space::Table, _) => Element::Apart,
        (Space::Text, b"p" | b"h") => Element::Paragraph,
        (Space::Text, b"s") => Element::Spaces,
        (Space::Text, b"tab" | b"tab-stop") => Element::Tab,
        (Space::Text, b"line-break") => Element::LineBreak,
        (Space::Style, b"style") => Element::Style,
        (Space::Style, b"table-properties" | b"properties") => Element::TableProperties,
        (Space::Number, b"number-style") => Element::NumberStyle,
        (Space::Number, b"number") => Element::Number,
        _ => Element::Other,
    }
}

fn attribute_of(space: Space, local: &[u8]) -> Attribute {
    match (space, local) {
        (Space::Table, b"number-columns-repeated") => Attribute::ColumnsRepeated,
        (Space::Table, b"number-rows-repeated") => Attribute::RowsRepeated,
        (Space::Table, b"style-name") => Attribute::StyleName,
        (Space::Table, b"default-cell-style-name") => Attribute::DefaultCellStyle,
        (Space::Office | Space::Table, b"value-type") => Attribute::ValueType,
        (Space::Calc, b"value-type") => Attribute::ExtendedValueType,
        (Space::Office | Space::Table, b"value") => Attribute::Value,
        (Space::Office | Space::Table, b"date-value") => Attribute::DateValue,
        (Space::Office | Space::Table, b"time-value") => Attribute::TimeValue,
        (Space::Office | Space::Table, b"boolean-value") => Attribute::BooleanValue,
        (Space::Office | Space::Table, b"string-value") => Attribute::StringValue,
        (Space::Table, b"formula") => Attribute::Formula,
        (Space::Table, b"visibility") => Attribute::Visibility,
        (Space::Table, b"display") => Attribute::Display,
        (Space::Table, b"name") => Attribute::TableName,
        (Space::Style, b"name") => Attribute::Name,
        (Space::Style, b"family") => Attribute::Family,
        (Space::Style, b"parent-style-name") => Attribute::ParentStyle,
        (Space::Style, b"data-style-name") => Attribute::DataStyle,
        (Space::Number, b"min-integer-digits") => Attribute::LeastDigits,
        (Space::Text, b"c") => Attribute::Count,
        _ => Attribute::Other,
    }
}
