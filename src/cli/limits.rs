//! What a file may cost, by the settings `limits.…`.

use crate::platform::Settings;
use crate::sheet::Limits;

/// Returns the limits that the settings say; what they leave open is as by default.
#[must_use]
pub fn of_settings(settings: &Settings) -> Limits {
    let default = Limits::default();
    let number = |name: &str, otherwise: u64| settings.number(&format!("limits.{name}")).unwrap_or(otherwise);
    let small = |name: &str, otherwise: u32| u32::try_from(number(name, otherwise.into())).unwrap_or(u32::MAX);
    Limits {
        file_bytes: number("file_bytes", default.file_bytes),
        inflated_bytes: number("inflated_bytes", default.inflated_bytes),
        held_bytes: number("held_bytes", default.held_bytes),
        rows: small("rows", default.rows),
        columns: small("columns", default.columns),
        cells: number("cells", default.cells),
        text_bytes: small("text_bytes", default.text_bytes),
        entries: small("entries", default.entries),
        ratio: number("ratio", default.ratio),
        depth: small("depth", default.depth),
        child_memory: number("child_memory", default.child_memory),
        child_seconds: number("child_seconds", default.child_seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_have_the_readers_own_defaults() {
        let (read, default) = (of_settings(&Settings::default()), Limits::default());
        assert_eq!(format!("{read:?}"), format!("{default:?}"));
    }
}
