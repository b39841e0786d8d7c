//! Boolean: TRUE and FALSE cells, 1 and 0, and the pairs of words that leave no doubt; nothing is guessed.

use std::borrow::Cow;

use super::{Fault, FaultKind, read_clean};
use crate::platform::value::Cell;

/// The rule in words.
pub const RULE: &str =
    "True or false: TRUE/FALSE, 1/0, yes/no, y/n, sì/no or on/off. An x or a blank is never guessed.";

/// Reads a cell as `true` or `false`.
///
/// # Errors
/// [`FaultKind::BooleanInvalid`] for everything that the rule does not name.
pub fn parse(cell: Cell<'_>) -> Result<Cow<'_, str>, Fault> {
    match cell {
        Cell::Boolean(value) => Ok(word(value)),
        Cell::Number { value: 1.0, .. } => Ok(word(true)),
        Cell::Number { value: 0.0, .. } => Ok(word(false)),
        Cell::Text(raw) => read_clean(raw, read),
        Cell::Number { .. } => Err(fault("the only numbers that mean true or false are 1 and 0")),
        _ => Err(fault("the cell holds a date or a time")),
    }
}

fn read(text: &str) -> Result<Cow<'_, str>, Fault> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["true", "yes", "y", "1", "on", "si"]) || matches!(text, "sì" | "Sì" | "SÌ" | "sÌ" | "sí" | "Sí" | "SÍ")
    {
        return Ok(word(true));
    }
    if is(&["false", "no", "n", "0", "off"]) {
        return Ok(word(false));
    }
    let invalid = fault("it is none of the words that mean true or false");
    if is(&["vero", "v", "s", "t", "ja", "oui", "wahr", "ok", "ticked", "checked"]) {
        return Err(invalid.nearest("true"));
    }
    if is(&["falso", "f", "nein", "non", "falsch"]) {
        return Err(invalid.nearest("false"));
    }
    Err(invalid)
}

fn word(value: bool) -> Cow<'static, str> {
    Cow::Borrowed(if value { "true" } else { "false" })
}

fn fault(why: &'static str) -> Fault {
    Fault::new(FaultKind::BooleanInvalid, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_rule_are_read_in_any_case() {
        for text in ["TRUE", "yes", "Y", "1", "sì", "SI", "On", " true "] {
            assert_eq!(parse(Cell::Text(text)).unwrap(), "true", "{text}");
        }
        for text in ["False", "no", "N", "0", "off"] {
            assert_eq!(parse(Cell::Text(text)).unwrap(), "false", "{text}");
        }
        assert_eq!(parse(Cell::Number { value: 1.0, digits: 0 }).unwrap(), "true");
        assert_eq!(parse(Cell::Boolean(false)).unwrap(), "false");
    }

    #[test]
    fn nothing_else_is_guessed() {
        for text in ["x", "X", "✓", "-", "2", "maybe", "1.0", "yes no"] {
            let fault = parse(Cell::Text(text)).unwrap_err();
            assert_eq!((fault.kind, fault.nearest), (FaultKind::BooleanInvalid, None), "{text}");
        }
        assert_eq!(parse(Cell::Text("VERO")).unwrap_err().nearest.as_deref(), Some("true"));
        assert!(parse(Cell::Number { value: 2.0, digits: 0 }).is_err());
        assert!(parse(Cell::Time(0)).is_err());
    }
}
