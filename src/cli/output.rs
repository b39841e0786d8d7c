//! Where a command writes a file: its format by its ending, and what it must not be written over.
//!
//! A file of the same name is replaced, as `-o` does everywhere, but whole and at once, and it is said.

use std::path::Path;

use super::{Context, Fault};
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
