//! Select: one of the field's options, case and accents aside; stored as the option is written.

use std::borrow::Cow;

use super::{Fault, FaultKind, text};
use crate::platform::field::Field;
use crate::platform::value::Cell;

/// The rule in words.
pub const RULE: &str = "One of the field's options; case and accents do not matter.";

/// Reads a cell as one of the options.
///
/// # Errors
/// [`FaultKind::SelectUnknown`]; `nearest` is the option most like the text.
pub fn parse<'a>(field: &Field, cell: Cell<'a>) -> Result<Cow<'a, str>, Fault> {
    let value = text::parse(cell);
    if field.options.iter().any(|option| *option == *value) {
        return Ok(value);
    }
    let wanted = crate::text::loose(&value);
    if let Some(option) = field.options.iter().find(|option| crate::text::loose(option) == wanted) {
        return Ok(Cow::Owned(option.clone()));
    }
    let fault = Fault::new(FaultKind::SelectUnknown, format!("it is none of the options of {}", field.name));
    match crate::text::nearest(&value, field.options.iter().map(String::as_str)) {
        Some(option) => Err(fault.nearest(option)),
        None => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::types::FieldType;

    fn field() -> Field {
        let mut field = crate::platform::default::new_platform("anna").fields.remove(2);
        field.kind = FieldType::Select;
        field.options = ["Perché no", "C", "C++", "Forse", "2"].map(str::to_owned).to_vec();
        field
    }

    #[test]
    fn an_option_is_known_without_case_and_accents_and_punctuation_counts() {
        let of = |text| parse(&field(), Cell::Text(text)).map(Cow::into_owned).ok();
        assert_eq!(of(" PERCHE  NO ").as_deref(), Some("Perché no"));
        assert_eq!(of("c").as_deref(), Some("C"));
        assert_eq!(of("c++").as_deref(), Some("C++"));
        assert_eq!(parse(&field(), Cell::Number { value: 2.0, digits: 0 }).unwrap(), "2");
        assert!(matches!(parse(&field(), Cell::Text("Forse")), Ok(Cow::Borrowed(_))));
    }

    #[test]
    fn what_is_no_option_names_the_nearest() {
        let fault = parse(&field(), Cell::Text("Frose")).unwrap_err();
        assert_eq!((fault.kind, fault.nearest.as_deref()), (FaultKind::SelectUnknown, Some("Forse")));
        assert_eq!(parse(&field(), Cell::Text("zzz")).unwrap_err().nearest, None);
    }
}
