//! Problems: what is wrong with a file, a matching, a cell or a store, where, and what to do about it.
//!
//! A [`Problem`] carries a [`Code`] and what is special about this one; its words come from the
//! [`catalogue`]. An error blocks the import, a warning does not.

pub mod catalogue;
pub mod of_sheet;

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::platform::types::{Fault, FaultKind};
use crate::text::safe;

pub use catalogue::{CATALOGUE, Kind};

/// Whether a problem blocks the import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Blocks the import.
    Error,
    /// Does not block the import.
    Warning,
}

impl Severity {
    /// Returns the severity's name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// The code of a problem, in the order of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Code {
    /// No such file.
    FileMissing,
    /// The file cannot be read.
    FileUnreadable,
    /// Not a spreadsheet.
    FileNotASpreadsheet,
    /// Protected with a password.
    FileProtected,
    /// The file is damaged.
    FileDamaged,
    /// The file is too big.
    FileTooBig,
    /// No sheet in the file.
    FileNoSheet,
    /// The sheet is empty.
    SheetEmpty,
    /// No rows below the header.
    SheetNoRows,
    /// Only the first sheet is read.
    SheetsLeftOut,
    /// The sheet is hidden.
    SheetHidden,
    /// Hidden rows.
    RowsHidden,
    /// Formulas whose values were never saved.
    FormulasValueless,
    /// A header stands twice.
    HeaderDuplicate,
    /// A column has no header.
    HeaderBlank,
    /// The columns have changed.
    ColumnsChanged,
    /// No column for Email.
    EmailNotMatched,
    /// No column for ID.
    IdNotMatched,
    /// A required field has no column.
    RequiredNotMatched,
    /// No owner for the leads.
    OwnerNotMatched,
    /// A match is missing.
    MatchMissing,
    /// Two columns for one field.
    FieldMatchedTwice,
    /// No email address.
    EmailBlank,
    /// Not an email address.
    EmailInvalid,
    /// The email address stands twice.
    EmailDuplicate,
    /// Another lead has this email address.
    EmailTaken,
    /// Not an ID.
    IdInvalid,
    /// No lead with this ID.
    IdUnknown,
    /// The ID stands twice.
    IdDuplicate,
    /// A required field is blank.
    RequiredBlank,
    /// No owner.
    OwnerBlank,
    /// No such owner.
    OwnerUnknown,
    /// Neither delete nor keep.
    DeleteInvalid,
    /// Nothing to delete.
    DeleteNotFound,
    /// The cell holds an error.
    CellError,
    /// The text is too long.
    TextTooLong,
    /// Not a number.
    NumberInvalid,
    /// Neither true nor false.
    BooleanInvalid,
    /// Not a date.
    DateInvalid,
    /// Not a date with a time.
    DatetimeInvalid,
    /// Not a time of day.
    TimeInvalid,
    /// Not a phone number.
    PhoneInvalid,
    /// Not a web address.
    UrlInvalid,
    /// Not a country.
    CountryInvalid,
    /// Not a region of the country.
    RegionInvalid,
    /// Not a time zone.
    TimezoneInvalid,
    /// A bare number where a date belongs.
    DateIsNumber,
    /// Dates that read two ways.
    DateAmbiguous,
    /// Numbers that read two ways.
    NumberAmbiguous,
    /// Not one of the options.
    SelectUnknown,
    /// Invisible characters removed.
    ValueCleaned,
    /// The contract's limit is reached.
    LimitReached,
    /// The store is in use.
    StoreBusy,
    /// The store is damaged.
    StoreDamaged,
    /// The disk is full.
    StoreFull,
    /// The store cannot be opened.
    StoreDenied,
    /// The store is newer than this program.
    StoreNewer,
}

impl Code {
    /// Returns the code's line in the catalogue.
    #[must_use]
    pub fn kind(self) -> &'static Kind {
        &CATALOGUE[self as usize]
    }

    /// Returns the code as everybody sees it (`email-invalid`).
    #[must_use]
    pub fn id(self) -> &'static str {
        self.kind().id
    }

    /// Returns whether problems of this code block the import.
    #[must_use]
    pub fn severity(self) -> Severity {
        self.kind().severity
    }

    /// Returns the code that everybody sees as `id`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Code> {
        CATALOGUE.iter().find(|kind| kind.id == id).map(|kind| kind.code)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Code::from_id(&id).ok_or_else(|| serde::de::Error::custom(format!("{id} is not a code of the catalogue")))
    }
}

impl From<FaultKind> for Code {
    fn from(kind: FaultKind) -> Self {
        match kind {
            FaultKind::CellError => Code::CellError,
            FaultKind::TextTooLong => Code::TextTooLong,
            FaultKind::NumberInvalid => Code::NumberInvalid,
            FaultKind::BooleanInvalid => Code::BooleanInvalid,
            FaultKind::DateInvalid => Code::DateInvalid,
            FaultKind::DateIsNumber => Code::DateIsNumber,
            FaultKind::DatetimeInvalid => Code::DatetimeInvalid,
            FaultKind::TimeInvalid => Code::TimeInvalid,
            FaultKind::EmailInvalid => Code::EmailInvalid,
            FaultKind::PhoneInvalid => Code::PhoneInvalid,
            FaultKind::UrlInvalid => Code::UrlInvalid,
            FaultKind::CountryInvalid => Code::CountryInvalid,
            FaultKind::RegionInvalid => Code::RegionInvalid,
            FaultKind::TimezoneInvalid => Code::TimezoneInvalid,
            FaultKind::SelectUnknown => Code::SelectUnknown,
        }
    }
}

/// The column that a problem stands in, shared by all problems of the column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The column's place, from 0; `None` for a problem about a field that has no column.
    pub column: Option<u16>,
    /// The column's letter as a spreadsheet program shows it.
    pub letter: String,
    /// The text in its header row.
    pub header: String,
    /// The key of the field that it is matched with; empty where there is none.
    pub field: String,
    /// The name of that field.
    pub field_name: String,
}

/// A shared place is written as the place itself.
mod shared {
    use super::{Arc, Deserialize, Deserializer, Place, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands the field over by reference")]
    pub fn serialize<S: Serializer>(place: &Option<Arc<Place>>, serializer: S) -> Result<S::Ok, S::Error> {
        place.as_deref().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<Place>>, D::Error> {
        Ok(Option::<Place>::deserialize(deserializer)?.map(Arc::new))
    }
}

/// One problem: its code, its place, and what the catalogue's words need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which problem it is.
    pub code: Code,
    /// The file's row number; `None` where it is about the file, the sheet, the matching or a whole column.
    pub row: Option<u32>,
    /// The column, where it is about one.
    #[serde(with = "shared")]
    pub place: Option<Arc<Place>>,
    /// The value in question, exactly as the file has it.
    pub value: Box<str>,
    /// What the description adds: a reason, a row, an ID, a list.
    pub detail: Box<str>,
    /// The value that was probably meant, in normal form.
    pub nearest: Option<Box<str>>,
    /// What to do, where the catalogue cannot know it.
    pub advice: Box<str>,
}

impl Problem {
    /// Returns a problem without a place.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Problem {
            code,
            row: None,
            place: None,
            value: Box::default(),
            detail: Box::default(),
            nearest: None,
            advice: Box::default(),
        }
    }

    /// Returns the problem of a cell that is not a value of its field.
    #[must_use]
    pub fn of_cell(fault: Fault, row: u32, place: &Arc<Place>, value: &str) -> Self {
        let detail = if fault.why.is_empty() || fault.kind == FaultKind::TextTooLong {
            fault.why.into_owned()
        } else {
            format!(": {}", fault.why)
        };
        Problem {
            nearest: fault.nearest.map(String::into_boxed_str),
            ..Problem::new(fault.kind.into()).at(row, place).value(value).detail(detail)
        }
    }

    /// Gives the problem its row and column.
    #[must_use]
    pub fn at(mut self, row: u32, place: &Arc<Place>) -> Self {
        self.row = Some(row);
        self.place = Some(Arc::clone(place));
        self
    }

    /// Gives the problem its column, for one that is about a whole column.
    #[must_use]
    pub fn of_column(mut self, place: &Arc<Place>) -> Self {
        self.place = Some(Arc::clone(place));
        self
    }

    /// Gives the problem its value.
    #[must_use]
    pub fn value(mut self, value: impl Into<Box<str>>) -> Self {
        self.value = value.into();
        self
    }

    /// Gives the problem what its description adds.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Box<str>>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Gives the problem the value that was probably meant.
    #[must_use]
    pub fn nearest(mut self, nearest: Option<impl Into<Box<str>>>) -> Self {
        self.nearest = nearest.map(Into::into);
        self
    }

    /// Gives the problem what to do, where the catalogue cannot know it.
    #[must_use]
    pub fn advice(mut self, advice: impl Into<Box<str>>) -> Self {
        self.advice = advice.into();
        self
    }

    /// Returns whether it blocks the import.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Returns the earlier row that has the same address or ID, where that is the problem.
    #[must_use]
    pub fn twin(&self) -> Option<u32> {
        let is_twice = matches!(self.code, Code::EmailDuplicate | Code::IdDuplicate);
        self.detail.parse().ok().filter(|_| is_twice)
    }

    /// Takes everything personal out; its sentences then say no more than that.
    pub fn erase(&mut self) {
        self.value = Box::default();
        self.detail = ERASED.into();
        self.advice = Box::default();
        self.nearest = None;
    }

    fn is_erased(&self) -> bool {
        &*self.detail == ERASED
    }

    /// Returns what it is, in a few words.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.code.kind().name
    }

    /// Returns what is wrong in one sentence that names the value; safe to show.
    #[must_use]
    pub fn description(&self) -> String {
        if self.is_erased() {
            return ERASED.to_owned();
        }
        self.fill(self.code.kind().description)
    }

    /// Returns what to do in one sentence; safe to show.
    #[must_use]
    pub fn suggestion(&self) -> String {
        if self.is_erased() {
            return "Nothing is to be done.".to_owned();
        }
        self.fill(self.code.kind().suggestion)
    }

    fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len() + self.value.len() + self.detail.len());
        let mut rest = template;
        while let Some(start) = rest.find('{') {
            out.push_str(&rest[..start]);
            let Some(length) = closing(&rest[start..]) else { break };
            let name = &rest[start + 1..start + length];
            out.push_str(&self.part(name));
            rest = &rest[start + length + 1..];
        }
        out.push_str(rest);
        out
    }

    fn part(&self, name: &str) -> String {
        let place = self.place.as_deref();
        let nearest = self.nearest.as_deref();
        if let Some((of, both)) = name.split_once('?')
            && let Some((with, without)) = both.rsplit_once('|')
        {
            let is_known = if of == "nearest" { nearest.is_some() } else { !self.value.is_empty() };
            return self.fill(if is_known { with } else { without });
        }
        match name {
            "value" => quoted(&self.value),
            "detail" => safe(&self.detail).into_owned(),
            "advice" => safe(&self.advice).into_owned(),
            "nearest" => safe(nearest.unwrap_or("")).into_owned(),
            "letter" => place.map_or_else(String::new, |place| place.letter.clone()),
            "header" => place.map_or_else(String::new, |place| safe(&place.header).into_owned()),
            "field" => place.map_or_else(String::new, |place| safe(&place.field_name).into_owned()),
            _ => String::new(),
        }
    }
}

/// What stands in the place of the detail, and of the sentences, of a problem whose person was erased.
const ERASED: &str = "The values of this row were erased.";

/// Returns where the brace that opens the text is closed, in bytes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Returns a value as the sentences of problems have it: between quotes, safe to show, cut where it would drown them.
#[must_use]
pub fn quoted(value: &str) -> String {
    format!("“{}”", shortened(&safe(value)))
}

/// Cuts a value that would drown its sentence.
fn shortened(value: &str) -> String {
    const MOST: usize = 80;
    if value.chars().count() <= MOST {
        return value.to_owned();
    }
    let mut out: String = value.chars().take(MOST - 1).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests;
