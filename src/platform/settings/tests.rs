//! Settings as operators give them.

use super::*;

#[test]
fn every_default_is_in_the_normal_form_of_its_setting() {
    for setting in &SETTINGS {
        if let Some(default) = setting.default {
            assert_eq!(setting.normal(default).as_deref(), Ok(default), "{}", setting.name);
        }
        assert!(setting.sentence.ends_with('.'), "{}", setting.name);
    }
}

#[test]
fn names_are_unique_and_those_of_the_command_line_are_there() {
    let mut names: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), SETTINGS.len());
    for name in [
        "contract.max_leads",
        "platform.country",
        "platform.time_zone",
        "import.date_order",
        "import.decimal",
        "mail.transport",
        "mail.host",
        "mail.port",
        "mail.tls",
        "mail.user",
        "mail.password_file",
        "mail.from",
        "mail.to",
        "mail.timeout",
    ] {
        assert!(find(name).is_ok(), "{name}");
    }
}

#[test]
fn a_setting_is_kept_in_its_normal_form() {
    let mut settings = Settings::default();
    for (name, value, normal) in [
        ("contract.max_leads", "50,000", "50000"),
        ("contract.max_leads", " 50000 ", "50000"),
        ("platform.country", "italy", "IT"),
        ("platform.time_zone", "europe/rome", "Europe/Rome"),
        ("import.date_order", "MDY", "mdy"),
        ("import.delete_share", "25 %", "25"),
        ("mail.host", "Mail.Example.com", "mail.example.com"),
        ("mail.from", "Leads@Example.com", "Leads@example.com"),
        ("limits.held_bytes", "512 mb", "512MiB"),
        ("limits.held_bytes", "1048576", "1MiB"),
        ("limits.text_bytes", "131068", "131068"),
        ("MAIL.PORT", "587", "587"),
    ] {
        assert_eq!(settings.set(name, value).as_deref(), Ok(normal), "{name} {value}");
        assert_eq!(settings.get(&name.to_lowercase()), Some(normal));
    }
    assert_eq!(settings.number("limits.held_bytes"), Some(1 << 20));
    assert_eq!(settings.max_leads(), Some(50_000));
}

#[test]
fn a_wrong_value_changes_nothing_and_says_what_is_taken() {
    let mut settings = Settings::default();
    for (name, value) in [
        ("contract.max_leads", "many"),
        ("contract.max_leads", "-1"),
        ("contract.max_leads", "5,0000"),
        ("contract.max_leads", ""),
        ("platform.country", "Atlantis"),
        ("platform.time_zone", "Rome"),
        ("import.date_order", "ydm"),
        ("import.delete_share", "101"),
        ("mail.port", "0"),
        ("mail.host", "http://example.com"),
        ("mail.password_file", "secret"),
        ("mail.user", "a\nb"),
        ("limits.held_bytes", "12 potatoes"),
        ("limits.file_bytes", "99999999999TiB"),
    ] {
        let error = settings.set(name, value).expect_err(name);
        assert!(matches!(error, SettingError::Invalid { .. }), "{name}");
        assert!(error.to_string().contains(" it takes "), "{error}");
    }
    assert_eq!(settings, Settings::default());
}

#[test]
fn an_unknown_name_names_the_nearest() {
    let error = Settings::default().set("mail.hots", "x").unwrap_err();
    assert_eq!(error.suggestion(), "Did you mean mail.host?");
    assert!(Settings::default().unset("zzz").is_err());
}

#[test]
fn what_is_unset_has_its_default_again() {
    let mut settings = Settings::default();
    assert_eq!(settings.get("import.date_order"), Some("dmy"));
    settings.set("import.date_order", "mdy").unwrap();
    assert_eq!(settings.unset("import.date_order"), Ok(true));
    assert_eq!(settings.unset("import.date_order"), Ok(false));
    assert_eq!(settings.get("import.date_order"), Some("dmy"));
    settings.0.insert("future.setting".to_owned(), "1".to_owned());
    assert_eq!(settings.unset("future.setting"), Ok(true), "what another version left can be taken away");
}
