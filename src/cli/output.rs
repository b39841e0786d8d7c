//! Where a command writes a file: its format by its ending, and what it must not be written over.
//!
//! A file of the same name is replaced, as `-o` does everywhere, but whole and at once, and it is said.

use std::io::IsTerminal;
use std::path::Path;

use serde_json::json;

use super::{Context, Fault, print};
use crate::report::{Destination, Format};
use crate::text::safe;

/// Prepares a file; its ending must be that of one of the formats.
///
/// # Errors
/// An ending that is none of them; a place that cannot be written to.
pub fn prepare(path: &Path, formats: &[Format], protected: &[&Path]) -> Result<(Format, Destination), Fault> {
    let format = Format::of_path(path).filter(|format| formats.contains(format)).ok_or_else(|| {
        let endings: Vec<_> = formats.iter().map(|format| format!(".{}", format.name())).collect();
        Fault::usage(&format!("{} has no ending that says its format.", safe(&path.display().to_string())))
            .suggest(&format!("Let the name end in {}.", endings.join(", ")))
    })?;
    Ok((format, prepare_as(path, protected)?))
}

/// Prepares a file of a format that was said; `-` is standard output.
///
/// # Errors
/// A place that cannot be written to.
pub fn prepare_as(path: &Path, protected: &[&Path]) -> Result<Destination, Fault> {
    if path.as_os_str() == "-" {
        return Ok(Destination::standard_output()?);
    }
    Destination::file(path, protected)
        .map_err(|error| Fault::new(super::Exit::Usage, "output", &error.what).suggest(&error.suggestion))
}

/// Puts a file in its place, and says so where that replaced another.
///
/// # Errors
/// A disk that is full or gone; a reader of standard output that has gone.
pub fn commit(destination: Destination, context: &Context) -> Result<(), Fault> {
    let replaced = destination.path().filter(|_| destination.replaces()).map(|path| path.display().to_string());
    destination.commit()?;
    if let Some(path) = replaced {
        context.note(&format!("{} was there before and is replaced.", safe(&path)));
    }
    Ok(())
}

/// Finds format and place of what a command writes: by `--format`, the ending of the file, `--json`, else CSV.
///
/// # Errors
/// A name that says no format; a place that cannot be written to.
pub fn destination(
    format: Option<&str>,
    path: Option<&Path>,
    context: &Context,
) -> Result<(Format, Destination), Fault> {
    let path = path.filter(|path| path.as_os_str() != "-");
    let said = format.and_then(Format::from_name).or(context.json.then_some(Format::Json));
    let Some(path) = path else {
        let format = said.unwrap_or(Format::Csv);
        if matches!(format, Format::Xlsx | Format::Ods) && std::io::stdout().is_terminal() {
            return Err(Fault::usage(&format!("{} is no text for a terminal.", format.name().to_uppercase()))
                .suggest(&format!("Name a file: -o report.{}", format.name())));
        }
        return Ok((format, Destination::standard_output()?));
    };
    // A file is what its name says; --json asks for a document on standard output, and there it names the file.
    let Some(format) = format.map_or_else(|| Format::of_path(path), Format::from_name) else {
        let shown = safe(&path.display().to_string()).into_owned();
        return Err(Fault::usage(&format!("{shown} has no ending that says its format."))
            .suggest("Let the name end in .xlsx, .ods, .csv or .json, or give --format."));
    };
    Ok((format, prepare_as(path, &[context.store.as_path()])?))
}

/// Puts a report in its place and says where it is; in JSON where a script asked for it and the report is not on standard output.
///
/// # Errors
/// As [`commit`].
pub fn finish(destination: Destination, context: &Context) -> Result<(), Fault> {
    let path = destination.path().map(|path| path.display().to_string());
    commit(destination, context)?;
    match path {
        Some(path) if context.json => print::json(&json!({ "file": path })),
        Some(path) => {
            context.note(&format!("{} is written.", safe(&path)));
            Ok(())
        }
        None => Ok(()),
    }
}
