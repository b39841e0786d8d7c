//! What an operator types as a mend, checked as the cell would be and turned into normal form.

use crate::import::plan::columns::{Columns, Use};
use crate::import::plan::values;
use crate::import::problem::{Code, Problem};
use crate::import::report::Report;
use crate::matching::Matching;
use crate::platform::Platform;
use crate::platform::types::{self, Reading};
use crate::platform::value::Cell;
use crate::text::{nearest, trim};

/// Returns the normal form of what was typed for a cell; blank is empty.
///
/// `file` is the report of its check: what is typed is read in the dialect that the column was read in.
///
/// # Errors
/// The problem that the cell would have; whether a blank may stand there is for the next check to say.
pub fn typed(
    text: &str,
    row: u32,
    column: u16,
    file: &Report,
    matching: &Matching,
    platform: &Platform,
) -> Result<String, Box<Problem>> {
    let text = trim(text);
    let told = file.columns.iter().find(|told| told.column == column);
    let columns = Columns::new(matching, &file.header, file.info.date_system, platform);
    if text.is_empty() {
        return Ok(String::new());
    }
    if let Some((_, place)) = columns.delete.as_ref().filter(|(delete, _)| *delete == column) {
        let reads = values::deletes(Cell::Text(text)).is_some();
        let wrong = || Box::new(Problem::new(Code::DeleteInvalid).at(row, place).value(text));
        return if reads { Ok(text.to_owned()) } else { Err(wrong()) };
    }
    for to in columns.uses(column) {
        match *to {
            Use::Id => {
                let place = columns.id.as_ref().map(|(_, place)| place);
                if let Some(place) = place.filter(|_| values::id_of(Cell::Text(text)).is_none()) {
                    let why = ": IDs are whole numbers from 1";
                    return Err(Box::new(Problem::new(Code::IdInvalid).at(row, place).value(text).detail(why)));
                }
            }
            Use::Owner => {
                let place = columns.owner.as_ref().map(|(_, place)| place);
                match (columns.owner_named(text).and_then(|owner| columns.owners.get(owner)), place) {
                    (Some(owner), _) => return Ok(owner.clone()),
                    (None, Some(place)) => {
                        let near = nearest(text, columns.owners.iter().map(String::as_str));
                        let problem = Problem::new(Code::OwnerUnknown).at(row, place).value(text).nearest(near);
                        return Err(Box::new(problem));
                    }
                    (None, None) => {}
                }
            }
            Use::Slot(slot) => {
                let slot = &columns.slots[slot];
                let order = told.and_then(|told| told.date_order).or(slot.date_order);
                let decimal = told.and_then(|told| told.decimal).or(slot.decimal);
                let how = Reading {
                    date_order: order.unwrap_or(columns.default_order),
                    decimal: decimal.unwrap_or(columns.default_decimal),
                    serial_dates: slot.serial_dates,
                    date_system: columns.date_system,
                    country: columns.country.as_deref(),
                    time_zone: columns.time_zone.as_deref(),
                    lead_country: None,
                };
                let value = types::parse(&slot.field, Cell::Text(text), &how);
                return match value {
                    Ok(value) => Ok(value.into_owned()),
                    Err(fault) => Err(Box::new(Problem::of_cell(fault, row, &slot.place, text))),
                };
            }
        }
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::pipeline::tests::{cells, request, run, store};
    use crate::matching::{How, Link, columns_of};
    use crate::platform::value::DateSystem;

    fn try_typed(field: &str, text: &str) -> Result<String, Code> {
        let names = columns_of(&["Email", "Other"]);
        let mut link = Link::new(names[1].clone(), field, How::Given);
        link.serial_dates = true;
        let matching = Matching { links: vec![link], ..Matching::default() };
        let mut given = cells(vec![vec![Cell::Text("Email"), Cell::Text("Other")], vec![Cell::Text("a@example.com")]]);
        given.date_system = DateSystem::SINCE_1904;
        let store = store();
        let report = run(&store, &given, &request(matching.clone()));
        let platform = store.platform.lock().unwrap();
        typed(text, 2, 1, &report, &matching, &platform).map_err(|problem| problem.code)
    }

    #[test]
    fn what_is_typed_becomes_the_normal_form_of_its_field_or_its_problem() {
        assert_eq!(try_typed("birth_date", " 31/12/2001 "), Ok("2001-12-31".into()));
        assert_eq!(try_typed("birth_date", "43541"), Ok("2023-03-18".into()), "of a file that counts from 1904");
        assert_eq!(try_typed("birth_date", "31/13/2001"), Err(Code::DateInvalid));
        assert_eq!(try_typed("email", "Anna@Example.COM"), Ok("Anna@example.com".into()));
        assert_eq!(try_typed("score", ""), Ok(String::new()));
    }
}
