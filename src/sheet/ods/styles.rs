//! The little that styles say about cells: how many digits a number shows at least, and which sheets are hidden.
//!
//! Styles stand before the tables, in `styles.xml` and at the head of `content.xml`; they are fed in here as the
//! elements pass. Nothing of how a sheet looks is kept.

use std::collections::{HashMap, HashSet};

use super::names::{Attribute, Element, Names};
use super::xml::Attributes;

type Name = Box<[u8]>;

/// Bytes of style names that are kept at most; more is no sheet that a person made.
const MOST_HELD: usize = 32 << 20;
/// How far a chain of parents is followed.
const MOST_PARENTS: usize = 32;

/// What the styles of one file say.
#[derive(Default)]
pub struct Styles {
    cells: HashMap<Name, Chain>,
    padded: HashMap<Name, u8>,
    hidden: HashSet<Name>,
    held: usize,
    /// The style or number style that is being read.
    current: Name,
    digits: HashMap<Name, u8>,
}

#[derive(Default)]
struct Chain {
    data: Option<Name>,
    parent: Option<Name>,
}

impl Styles {
    /// Takes note of a start tag that may belong to a style.
    pub fn start(&mut self, element: Element, attributes: &[u8], names: &mut Names) {
        match element {
            Element::Style => self.style(attributes, names),
            Element::NumberStyle => self.current = named(attributes, names, Attribute::Name).unwrap_or_default(),
            Element::Number => {
                let digits =
                    named(attributes, names, Attribute::LeastDigits).and_then(|digits| super::cell::whole(&digits));
                if let Some(digits) = digits.filter(|digits| *digits > 1) {
                    let name = self.current.clone();
                    self.hold(name.len());
                    self.padded.entry(name).or_insert(u8::try_from(digits.min(64)).unwrap_or(64));
                }
            }
            Element::TableProperties => {
                let shown = named(attributes, names, Attribute::Display);
                if shown.is_some_and(|shown| *shown == *b"false") && !self.current.is_empty() {
                    let name = self.current.clone();
                    self.hold(name.len());
                    self.hidden.insert(name);
                }
            }
            _ => {}
        }
    }

    fn style(&mut self, attributes: &[u8], names: &mut Names) {
        let (mut name, mut chain, mut cell) = (Name::default(), Chain::default(), false);
        for (key, value) in Attributes::new(attributes) {
            match names.attribute(key) {
                Attribute::Name => name = value.into(),
                Attribute::Family => cell = value == b"table-cell",
                Attribute::ParentStyle => chain.parent = Some(value.into()),
                Attribute::DataStyle => chain.data = Some(value.into()),
                _ => {}
            }
        }
        self.current.clone_from(&name);
        let length = name.len()
            + chain.parent.as_ref().map_or(0, |name| name.len())
            + chain.data.as_ref().map_or(0, |name| name.len());
        if cell && self.hold(length) {
            self.cells.insert(name, chain);
        }
    }

    fn hold(&mut self, length: usize) -> bool {
        self.held += length + 64;
        self.held < MOST_HELD
    }

    /// Works out the digits of every cell style, once all styles were seen.
    pub fn resolve(&mut self) {
        if self.padded.is_empty() {
            self.cells.clear();
            return;
        }
        self.digits = self.cells.keys().filter_map(|name| Some((name.clone(), self.look_up(name)?))).collect();
    }

    fn look_up(&self, name: &[u8]) -> Option<u8> {
        let mut name = name;
        for _ in 0..MOST_PARENTS {
            let chain = self.cells.get(name)?;
            if let Some(data) = &chain.data {
                return self.padded.get(data).copied();
            }
            name = chain.parent.as_deref()?;
        }
        None
    }

    /// Returns the least digits that a cell style shows; 0 for no padding.
    pub fn digits(&self, style: &[u8]) -> u8 {
        self.digits.get(style).copied().unwrap_or(0)
    }

    /// Tells whether any style pads numbers, so that cells need not be asked where none does.
    pub fn pad(&self) -> bool {
        !self.digits.is_empty()
    }

    /// Tells whether a table of this style is hidden.
    pub fn hides(&self, style: &[u8]) -> bool {
        self.hidden.contains(style)
    }
}

fn named(attributes: &[u8], names: &mut Names, wanted: Attribute) -> Option<Name> {
    Attributes::new(attributes).find(|(key, _)| names.attribute(key) == wanted).map(|(_, value)| value.into())
}
