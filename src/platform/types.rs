//! The field types: what each takes, the normal form it is stored in, and its rule in words.
//!
//! One file per type beside this one. Every type is a function from a [`Cell`] to its *normal form*, the string
//! that is stored, compared and shown, or a [`Fault`] that says why not. Blank cells never get here: what a blank
//! means is a rule of the import. The registry is [`FieldType`]; nothing else lists the types.

pub mod boolean;
pub mod country;
pub mod date;
pub mod datetime;
pub mod email;
pub mod number;
pub mod phone;
pub mod region;
pub mod select;
pub mod text;
pub mod time;
pub mod timezone;
mod typed;
pub mod url;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::field::Field;
use super::value::{Cell, DateSystem};

pub use typed::{Typed, compare};

/// What values a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// Anything.
    Text,
    /// A decimal number.
    Number,
    /// True or false.
    Boolean,
    /// A calendar date.
    Date,
    /// A date with a time of day, in the platform's time zone.
    DateTime,
    /// A time of day.
    Time,
    /// One email address.
    Email,
    /// A telephone number.
    Phone,
    /// A web address.
    Url,
    /// A country of ISO 3166.
    Country,
    /// A region of the lead's country.
    Region,
    /// A time zone of the IANA database.
    Timezone,
    /// One of the field's options.
    Select,
    /// Anything; values used before are offered.
    Lookup,
}

/// In which order a date written in digits names day, month and year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year.
    #[default]
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

/// Which character separates the decimals of a number written as text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecimalMark {
    /// `1,234.5`.
    #[default]
    Point,
    /// `1.234,5`.
    Comma,
}

/// How the text of one column is to be read, and what the platform and the row add to it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading<'a> {
    /// The order of dates in digits.
    pub date_order: DateOrder,
    /// The decimal separator.
    pub decimal: DecimalMark,
    /// Whether bare numbers in a date field are serial dates (the operator said so for this column).
    pub serial_dates: bool,
    /// Which day serial dates count from in this file.
    pub date_system: DateSystem,
    /// The platform's country, two letters; phones without a country code belong to it.
    pub country: Option<&'a str>,
    /// The platform's time zone (IANA name); `None` is UTC.
    pub time_zone: Option<&'a str>,
    /// The country of the row's lead, two letters, where it is known; regions are looked up in it.
    pub lead_country: Option<&'a str>,
}

/// Why a cell is not a value of a field: one code of the catalogue, and what only the type knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which problem it is.
    pub kind: FaultKind,
    /// Why, as the end of a sentence ("there is no @ in it"); may be empty.
    pub why: Cow<'static, str>,
    /// The value that it was probably meant to be, in normal form, where there is a certain or likely one.
    pub nearest: Option<String>,
}

impl Fault {
    /// Returns a fault of this kind with its reason.
    #[must_use]
    pub fn new(kind: FaultKind, why: impl Into<Cow<'static, str>>) -> Self {
        Fault { kind, why: why.into(), nearest: None }
    }

    /// Adds the value that was probably meant.
    #[must_use]
    pub fn nearest(mut self, value: impl Into<String>) -> Self {
        self.nearest = Some(value.into());
        self
    }
}

/// The problems that a cell's value can have by its type alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The cell holds an error value.
    CellError,
    /// More characters than the field takes.
    TextTooLong,
    /// Not a number.
    NumberInvalid,
    /// Neither true nor false.
    BooleanInvalid,
    /// Not a date.
    DateInvalid,
    /// A bare number where a date belongs.
    DateIsNumber,
    /// Not a date with a time.
    DatetimeInvalid,
    /// Not a time of day.
    TimeInvalid,
    /// Not an email address.
    EmailInvalid,
    /// Not a telephone number.
    PhoneInvalid,
    /// Not a web address.
    UrlInvalid,
    /// Not a country.
    CountryInvalid,
    /// Not a region of the country.
    RegionInvalid,
    /// Not a time zone.
    TimezoneInvalid,
    /// Not one of the options.
    SelectUnknown,
}

/// Reads a cell as a value of a field and returns its normal form; the cell is not blank.
///
/// The text of the normal form is trimmed and NFC; control characters in it have been removed.
///
/// # Errors
/// A [`Fault`] that says why the cell is not a value of the field.
pub fn parse<'a>(field: &Field, cell: Cell<'a>, how: &Reading<'_>) -> Result<Cow<'a, str>, Fault> {
    if let Cell::Error(shown) = cell {
        return Err(Fault::new(FaultKind::CellError, format!("the cell shows {}", crate::text::safe(shown))));
    }
    let value = match field.kind {
        FieldType::Number => number::parse(cell, how),
        FieldType::Boolean => boolean::parse(cell),
        FieldType::Date => date::parse(cell, how),
        FieldType::DateTime => datetime::parse(cell, how),
        FieldType::Time => time::parse(cell),
        FieldType::Email => email::parse(cell),
        FieldType::Phone => phone::parse(cell, how),
        FieldType::Url => url::parse(cell),
        FieldType::Country => country::parse(cell),
        FieldType::Region => region::parse(cell, how),
        FieldType::Timezone => timezone::parse(cell),
        FieldType::Select => select::parse(field, cell),
        FieldType::Text | FieldType::Lookup => Ok(text::parse(cell)),
    }?;
    // Bytes are counted first: no text has more characters than bytes, and nearly none comes near the limit.
    let limit = usize::try_from(field.max_length).unwrap_or(usize::MAX);
    if value.len() > limit {
        let characters = value.chars().count();
        if characters > limit {
            return Err(Fault::new(
                FaultKind::TextTooLong,
                format!("it has {characters} characters and the field takes {limit}"),
            ));
        }
    }
    Ok(value)
}

/// Tells whether a text holds control characters that [`parse`] removes; white space is not among them.
///
/// The import counts such cells once per column (`value-cleaned`).
#[must_use]
pub fn holds_controls(text: &str) -> bool {
    text::holds_controls(text)
}

/// Cleans a text and hands it to a type's reader, keeping the borrow where nothing was cleaned.
fn read_clean<'a>(
    raw: &'a str,
    read: impl for<'b> Fn(&'b str) -> Result<Cow<'b, str>, Fault>,
) -> Result<Cow<'a, str>, Fault> {
    match text::clean(raw) {
        Cow::Borrowed(clean) => read(clean),
        Cow::Owned(clean) => read(&clean).map(|value| Cow::Owned(value.into_owned())),
    }
}

impl FieldType {
    /// All types in the order in which they are offered.
    pub const ALL: [FieldType; 14] = [
        FieldType::Text,
        FieldType::Number,
        FieldType::Boolean,
        FieldType::Date,
        FieldType::DateTime,
        FieldType::Time,
        FieldType::Email,
        FieldType::Phone,
        FieldType::Url,
        FieldType::Country,
        FieldType::Region,
        FieldType::Timezone,
        FieldType::Select,
        FieldType::Lookup,
    ];

    /// Returns the type's name as commands and files spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FieldType::Text => "text",
            FieldType::Number => "number",
            FieldType::Boolean => "boolean",
            FieldType::Date => "date",
            FieldType::DateTime => "datetime",
            FieldType::Time => "time",
            FieldType::Email => "email",
            FieldType::Phone => "phone",
            FieldType::Url => "url",
            FieldType::Country => "country",
            FieldType::Region => "region",
            FieldType::Timezone => "timezone",
            FieldType::Select => "select",
            FieldType::Lookup => "lookup",
        }
    }

    /// Returns the type with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<FieldType> {
        FieldType::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Returns the type's rule in words, for the Rules screen and the help.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            FieldType::Text => text::RULE,
            FieldType::Number => number::RULE,
            FieldType::Boolean => boolean::RULE,
            FieldType::Date => date::RULE,
            FieldType::DateTime => datetime::RULE,
            FieldType::Time => time::RULE,
            FieldType::Email => email::RULE,
            FieldType::Phone => phone::RULE,
            FieldType::Url => url::RULE,
            FieldType::Country => country::RULE,
            FieldType::Region => region::RULE,
            FieldType::Timezone => timezone::RULE,
            FieldType::Select => select::RULE,
            FieldType::Lookup => "Anything. Values that were used before are offered.",
        }
    }
}
