//! The limits of a file as the platform's settings have them.

use crate::platform::Settings;
use crate::sheet::Limits;

/// Returns the limits that the settings `limits.*` ask for.
#[must_use]
pub fn limits(settings: &Settings) -> Limits {
    let standard = Limits::default();
    let long = |name: &str, otherwise: u64| settings.number(name).unwrap_or(otherwise);
    let short = |name: &str, otherwise: u32| u32::try_from(long(name, otherwise.into())).unwrap_or(u32::MAX);
    Limits {
        file_bytes: long("limits.file_bytes", standard.file_bytes),
        inflated_bytes: long("limits.inflated_bytes", standard.inflated_bytes),
        held_bytes: long("limits.held_bytes", standard.held_bytes),
        rows: short("limits.rows", standard.rows),
        columns: short("limits.columns", standard.columns),
        cells: long("limits.cells", standard.cells),
        text_bytes: short("limits.text_bytes", standard.text_bytes),
        ratio: long("limits.ratio", standard.ratio),
        entries: short("limits.entries", standard.entries),
        depth: short("limits.depth", standard.depth),
        child_memory: long("limits.child_memory", standard.child_memory),
        child_seconds: long("limits.child_seconds", standard.child_seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_can_be_raised_by_the_setting_of_its_name() {
        let mut settings = Settings::default();
        assert_eq!(
            format!("{:?}", limits(&settings)),
            format!("{:?}", Limits::default()),
            "the defaults are one table"
        );
        for (name, value) in
            [("limits.rows", "5"), ("limits.columns", "6"), ("limits.cells", "7000"), ("limits.held_bytes", "2MiB")]
        {
            settings.set(name, value).unwrap();
        }
        let raised = limits(&settings);
        assert_eq!((raised.rows, raised.columns, raised.cells, raised.held_bytes), (5, 6, 7_000, 2 << 20));
    }
}
