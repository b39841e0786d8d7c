//! What a value looks like, whatever its column is called: an address, a phone number, a country, a username …
//!
//! A value may have several shapes. The field types decide what is a value of theirs; what they take out of kindness
//! (any digits are a phone number, `it` is a country) is told apart here, because a likeness must not be imagined.

use std::collections::HashSet;

use crate::platform::types::{self, DateOrder, Reading, country, date, number, timezone};
use crate::platform::value::Cell;
use crate::platform::{Field, FieldId, FieldType, Platform};
use crate::text::trim;

/// What a value can look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An email address.
    Email,
    /// A phone number: seven digits or more, alone or in the dress that phone numbers wear.
    Phone,
    /// A phone number that names its country (ITU E.164: a + or 00 before it).
    International,
    /// A web address that begins with its scheme or `www.`.
    Url,
    /// A value that a web address field takes, with or without a scheme.
    Domain,
    /// A page of a social network: a web address, but hardly anybody's own site.
    Social,
    /// A country by name, or by its code in capital letters.
    Country,
    /// Anything that a country field takes.
    AnyCountry,
    /// An IANA time zone with its area (`Europe/Rome`).
    Timezone,
    /// True or false.
    Boolean,
    /// A date in some reading, with a time or without.
    Date,
    /// A date with a time.
    DateTime,
    /// A time of day.
    Time,
    /// A number in some reading.
    Number,
    /// A bare number that would be a day of the last century or this one.
    Serial,
    /// Digits that are a code and not an amount: with a zero before them, or more than a number holds.
    Code,
    /// The username of an owner.
    Username,
    /// A form of address (Mr, Dott., Frau): what a column called “title” often holds.
    Salutation,
    /// Two words or more.
    Words,
}

const SHAPES: usize = Shape::Words as usize + 1;

/// How many of the values that were looked at have which shape.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    looked_at: u64,
    counts: [u64; SHAPES],
    options: Vec<(FieldId, u64)>,
}

impl Shapes {
    pub(super) fn note(&mut self, cell: Cell<'_>, prober: &Prober) {
        self.looked_at += 1;
        let Cell::Text(text) = cell else {
            return self.note_typed(cell);
        };
        let text = trim(text);
        self.add(prober.shapes(text));
        let fits = |field: &&Field| text.len() <= 100 && prober.takes(field, Cell::Text(text));
        for field in prober.selects.iter().filter(fits) {
            match self.options.iter_mut().find(|(id, _)| *id == field.id) {
                Some((_, count)) => *count += 1,
                None => self.options.push((field.id, 1)),
            }
        }
    }

    fn note_typed(&mut self, cell: Cell<'_>) {
        let shapes = match cell {
            Cell::Number { digits: 2.., .. } => vec![Shape::Number, Shape::Code],
            Cell::Number { value, .. } => number_shapes(value),
            Cell::Boolean(_) => vec![Shape::Boolean],
            Cell::Date(_) => vec![Shape::Date],
            Cell::DateTime(_) => vec![Shape::Date, Shape::DateTime],
            Cell::Time(_) => vec![Shape::Time],
            _ => return,
        };
        self.add(shapes);
    }

    fn add(&mut self, shapes: impl IntoIterator<Item = Shape>) {
        for shape in shapes {
            self.counts[shape as usize] += 1;
        }
    }

    /// Returns how many values were looked at.
    #[must_use]
    pub fn looked_at(&self) -> u64 {
        self.looked_at
    }

    /// Returns the share of the values with this shape, 0 to 1.
    #[must_use]
    pub fn share(&self, shape: Shape) -> f64 {
        share(self.counts[shape as usize], self.looked_at)
    }

    /// Returns the share of the values that are options of a select field, 0 to 1.
    #[must_use]
    pub fn share_of_options(&self, field: FieldId) -> f64 {
        share(self.options.iter().find(|(id, _)| *id == field).map_or(0, |(_, count)| *count), self.looked_at)
    }

    /// Returns the share of the values that a field of this type takes, 0 to 1; 1 for text of any kind.
    #[must_use]
    pub fn share_of_type(&self, field: &Field) -> f64 {
        let shape = match field.kind {
            FieldType::Number => Shape::Number,
            FieldType::Boolean => Shape::Boolean,
            FieldType::Date | FieldType::DateTime => Shape::Date,
            FieldType::Time => Shape::Time,
            FieldType::Email => Shape::Email,
            FieldType::Phone => Shape::Phone,
            FieldType::Url => Shape::Domain,
            FieldType::Country => Shape::AnyCountry,
            FieldType::Timezone => Shape::Timezone,
            FieldType::Select => return self.share_of_options(field.id),
            FieldType::Text | FieldType::Region | FieldType::Lookup => return 1.0,
        };
        self.share(shape)
    }
}

#[expect(clippy::cast_precision_loss, reason = "at most some thousand values are looked at")]
fn share(count: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { count as f64 / of as f64 }
}

fn number_shapes(value: f64) -> Vec<Shape> {
    let mut shapes = vec![Shape::Number];
    let whole = value.fract() == 0.0;
    if whole && (0.0..=1.0).contains(&value) {
        shapes.push(Shape::Boolean);
    }
    if whole && (1e8..1e15).contains(&value) {
        shapes.push(Shape::Phone);
    }
    // From 1927 to 2064: a smaller number is a count, a larger one an amount.
    if (10_000.0..60_000.0).contains(&value) {
        shapes.push(Shape::Serial);
    }
    shapes
}

/// Tells shapes by the field types, with the platform's owners, options and country at hand.
#[derive(Debug)]
pub(super) struct Prober {
    selects: Vec<Field>,
    usernames: HashSet<String>,
    country: Option<String>,
}

impl Prober {
    pub(super) fn new(platform: &Platform) -> Self {
        Prober {
            selects: platform.fields.iter().filter(|field| field.kind == FieldType::Select).cloned().collect(),
            usernames: platform.owners.iter().map(|owner| owner.username.to_lowercase()).collect(),
            country: platform.settings.get("platform.country").map(str::to_owned),
        }
    }

    /// Tells whether a field takes a cell.
    fn takes(&self, field: &Field, cell: Cell<'_>) -> bool {
        let how = Reading { country: self.country.as_deref(), ..Reading::default() };
        types::parse(field, cell, &how).is_ok()
    }

    fn is(&self, kind: FieldType, text: &str) -> bool {
        self.takes(&field_of(kind), Cell::Text(text))
    }

    /// Returns the shapes of a text, which is trimmed and not empty.
    fn shapes(&self, text: &str) -> Vec<Shape> {
        let mut shapes = Vec::new();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let mut add = |shape: Shape, is: bool| {
            if is {
                shapes.push(shape);
            }
        };
        add(Shape::Email, text.contains('@') && self.is(FieldType::Email, text));
        if digits > 0 && text.len() <= 60 {
            let readings = date::readings(text);
            let order = if readings.dmy { DateOrder::Dmy } else { DateOrder::Mdy };
            let is_date = readings.dmy || readings.mdy || readings.ymd;
            add(Shape::Date, is_date);
            add(Shape::DateTime, is_date && text.contains(':') && self.is_moment(text, order));
            add(Shape::Time, !is_date && self.is(FieldType::Time, text));
            let numbers = number::readings(text);
            add(Shape::Number, numbers.point || numbers.comma);
            let is_code = digits == text.len() && digits > 1 && (text.starts_with('0') || digits > 15);
            add(Shape::Code, is_code);
            add(Shape::Serial, text.len() == 5 && digits == 5 && ("10000".."60000").contains(&text));
            let phone = !is_date && (7..=15).contains(&digits) && letters <= 3 && self.is(FieldType::Phone, text);
            add(Shape::Phone, phone);
            add(
                Shape::International,
                phone && (text.starts_with('+') || text.starts_with("00") || text.starts_with("(+")),
            );
        }
        if text.contains('.') && !text.contains('@') && !text.contains(' ') && letters > 2 {
            let lower = text.to_ascii_lowercase();
            let full = ["http://", "https://", "www."].iter().any(|start| lower.starts_with(start));
            let is_url = self.is(FieldType::Url, text);
            add(Shape::Url, full && is_url);
            add(Shape::Domain, is_url);
            add(Shape::Social, is_url && SOCIAL.iter().any(|host| lower.contains(host)));
        }
        if letters > 0 && text.len() <= 60 {
            // Asked of the tables themselves: a fault would look for the nearest name, a thousand times the work.
            let country = digits == 0 && country::find(text).is_some();
            let certain = letters > 3 || text.bytes().all(|byte| byte.is_ascii_uppercase());
            add(Shape::AnyCountry, country);
            add(Shape::Country, country && certain);
            add(Shape::Timezone, text.contains('/') && timezone::find(text).is_some());
            add(Shape::Username, self.usernames.contains(&text.to_lowercase()));
            add(Shape::Salutation, is_salutation(text));
            add(Shape::Words, text.contains(' ') && text.split_whitespace().count() > 1);
        }
        add(Shape::Boolean, self.is(FieldType::Boolean, text) || is_tick(text));
        shapes
    }

    fn is_moment(&self, text: &str, date_order: DateOrder) -> bool {
        let how = Reading { date_order, country: self.country.as_deref(), ..Reading::default() };
        types::parse(&field_of(FieldType::DateTime), Cell::Text(text), &how).is_ok()
    }
}

/// Hosts of social networks.
const SOCIAL: [&str; 8] = [
    "linkedin.com/",
    "facebook.com/",
    "twitter.com/",
    "//x.com/",
    "instagram.com/",
    "xing.com/",
    "youtube.com/",
    "tiktok.com/",
];

/// Words that mean true or false to people though the boolean type does not take them; they tell what a column is.
fn is_tick(text: &str) -> bool {
    ["vero", "falso", "ja", "nein", "oui", "non", "wahr", "falsch", "sí", "subscribed", "unsubscribed"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

fn is_salutation(text: &str) -> bool {
    const WORDS: [&str; 34] = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "sig", "sigra", "signor", "signora", "signore",
        "dott", "dottssa", "ing", "avv", "arch", "geom", "rag", "herr", "frau", "dring", "profdr", "m", "mme", "mlle",
        "monsieur", "madame", "me", "egr", "spett", "gentma",
    ];
    text.len() <= 12 && WORDS.contains(&crate::text::folded(text).as_str())
}

/// Returns a field that is nothing but its type.
pub(in crate::matching) fn field_of(kind: FieldType) -> Field {
    Field {
        id: FieldId::FIRST_FREE,
        key: String::new(),
        name: String::new(),
        group: String::new(),
        kind,
        required: false,
        protected: false,
        options: Vec::new(),
        default: None,
        order: 1,
        max_length: crate::platform::field::MAX_LENGTH,
    }
}
