//! An empty sheet with every field as header: required ones marked, options as drop-downs, columns formatted by type.
//!
//! The header of a field is its name and nothing else, so that the filled sheet is linked by name.

use std::fs::File;

use rust_xlsxwriter::{Color, DataValidation, Format, Formula, Note, Workbook, Worksheet};

use super::leads::fields_in_order;
use super::xlsx::{fault, fitting, save};
use super::{MOST_ROWS, ReportError};
use crate::platform::{Field, FieldId, FieldType, Platform};

/// Excel takes at most 255 characters of options in a rule itself; longer lists, and those with commas, stand on a sheet of their own.
const MOST_IN_RULE: usize = 255;

/// Writes the template of a platform.
///
/// # Errors
/// A disk that is full or gone.
pub fn write(file: File, platform: &Platform) -> Result<(), ReportError> {
    let mut book = Workbook::new();
    let mut lists: Vec<&Field> = Vec::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Leads").map_err(fault)?;
    sheet.set_freeze_panes(1, 0).map_err(fault)?;
    for (column, field) in (0_u16..).zip(fields_in_order(platform)) {
        head(sheet, column, field)?;
        match options(field) {
            Some(options) if fit_in_rule(&options) => {
                let rule = DataValidation::new().allow_list_strings(&options).map_err(fault)?;
                add(sheet, column, rule, field)?;
            }
            Some(options) => {
                lists.push(field);
                let letter = crate::sheet::header::letter(u16::try_from(lists.len() - 1).unwrap_or(0));
                let range = format!("=Options!${letter}$2:${letter}${}", options.len() + 1);
                add(sheet, column, DataValidation::new().allow_list_formula(Formula::new(range)), field)?;
            }
            None => {}
        }
    }
    if !lists.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name("Options").map_err(fault)?;
        for (column, field) in (0_u16..).zip(&lists) {
            sheet.write_string_with_format(0, column, &field.name, &Format::new().set_bold()).map_err(fault)?;
            for (row, option) in (1_u32..).zip(&field.options) {
                sheet.write_string(row, column, fitting(option)).map_err(fault)?;
            }
        }
    }
    save(&mut book, file)
}

fn head(sheet: &mut Worksheet, column: u16, field: &Field) -> Result<(), ReportError> {
    let mut format = Format::new().set_bold();
    if field.required {
        format = format.set_background_color(Color::RGB(0x00FF_EB9C));
    }
    if is_own(field) {
        format = format.set_font_color(Color::RGB(0x0080_8080));
    }
    sheet.write_string_with_format(0, column, &field.name, &format).map_err(fault)?;
    sheet.set_column_width(column, 18).map_err(fault)?;
    let required = if field.required { "Required. " } else { "" };
    let own = if is_own(field) { "Kept by the platform; leave it blank for new leads. " } else { "" };
    let note = Note::new(format!("{required}{own}Type: {}.", field.kind.name()))
        .set_author("leadport")
        .add_author_prefix(false);
    sheet.insert_note(0, column, &note).map_err(fault)?;
    let code = match field.kind {
        FieldType::Date => "yyyy-mm-dd",
        FieldType::DateTime => "yyyy-mm-dd hh:mm",
        FieldType::Time => "hh:mm",
        FieldType::Number | FieldType::Boolean => return Ok(()),
        // Text keeps the zeros of a zip code and all digits of a phone number.
        _ => "@",
    };
    sheet.set_column_format(column, &Format::new().set_num_format(code)).map_err(fault)?;
    Ok(())
}

fn add(sheet: &mut Worksheet, column: u16, rule: DataValidation, field: &Field) -> Result<(), ReportError> {
    let rule = rule
        .set_error_title("Not one of the options")
        .and_then(|rule| rule.set_error_message("Choose one from the list."))
        .map_err(fault)?
        .ignore_blank(!field.required);
    sheet.add_data_validation(1, column, MOST_ROWS - 1, column, &rule).map_err(fault)?;
    Ok(())
}

/// Tells whether options can stand in a rule itself, where commas part them.
fn fit_in_rule(options: &[&str]) -> bool {
    let long = options.iter().map(|option| option.encode_utf16().count() + 1).sum::<usize>() > MOST_IN_RULE;
    !long && !options.iter().any(|option| option.contains([',', '"']))
}

fn options(field: &Field) -> Option<Vec<&str>> {
    match field.kind {
        FieldType::Select if !field.options.is_empty() => Some(field.options.iter().map(String::as_str).collect()),
        FieldType::Boolean => Some(vec!["yes", "no"]),
        _ => None,
    }
}

/// Tells whether the platform keeps the field by itself.
fn is_own(field: &Field) -> bool {
    [FieldId::ID, FieldId::OWNER, FieldId::CREATED, FieldId::UPDATED].contains(&field.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_with_commas_or_too_many_characters_stand_on_a_sheet_of_their_own() {
        assert!(fit_in_rule(&["Milano", "Roma"]));
        assert!(!fit_in_rule(&["Rossi, Bianchi", "Verdi"]));
        assert!(!fit_in_rule(&["19\" monitor"]));
        assert!(!fit_in_rule(&["x".repeat(255).as_str()]));
    }
}
