//! What the mail says, and that no file name can say anything else in its headers.

use super::*;
use crate::import::Counts;
use crate::matching::Matching;

fn entry(file: &str) -> Entry {
    let mut counts = Counts::default();
    for _ in 0..3 {
        counts.add(Outcome::Added);
    }
    counts.add(Outcome::OverLimit);
    Entry {
        import: 7,
        kind: Kind::Import,
        file: file.to_owned(),
        path: String::new(),
        sha256: String::new(),
        bytes: 0,
        format: "xlsx".into(),
        sheet: "Leads".into(),
        operator: "anna".into(),
        host: "crm-prod-1".into(),
        from: String::new(),
        at: 0,
        milliseconds: 0,
        matching: Matching::default(),
        counts,
        warnings: 0,
        max_leads: Some(3),
        leads_after: 3,
        undone_by: None,
        forgotten: false,
    }
}

fn headers(message: &Message) -> Vec<String> {
    let formatted = String::from_utf8(message.formatted()).expect("a mail of ours is ASCII");
    let head = formatted.split("\r\n\r\n").next().expect("a mail has headers").to_owned();
    head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n").map(str::to_owned).collect()
}

#[test]
fn the_contract_comes_first_and_the_counts_add_up() {
    let text = text(&entry("leads.xlsx"));
    assert!(text.starts_with("Your contract holds 3 leads: 3 were added, 1 was not.\n"));
    assert!(text.contains("           4  rows in all"));
}

#[test]
fn no_file_name_adds_a_header_or_breaks_the_mail() {
    let long = "a".repeat(200);
    for name in [
        "a\r\nBcc: eve@example.com",
        "quote\".xlsx",
        long.as_str(),
        "🚀 lead\u{202e}s.xlsx",
        "../../etc/passwd",
        "\0",
        "",
    ] {
        let mail = Mail::new(7, "anna@example.com", "crm-prod-1", 0);
        let report = Report::Attached { name: name.to_owned(), media_type: "application/zip", bytes: vec![1, 2, 3] };
        let message = compose(&mail, "leadport@example.com", &entry(name), &report).expect("every name can be sent");
        let mut names: Vec<_> =
            headers(&message).iter().map(|line| line.split(':').next().unwrap_or("").to_owned()).collect();
        names.sort();
        assert_eq!(names, ["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"], "{name:?}");
    }
}

#[test]
fn the_message_id_is_the_same_for_every_try_and_another_for_every_mail() {
    let mail = Mail::new(7, "anna@example.com", "crm prod\r\n", 5);
    assert_ne!(mail.message_id, Mail::new(7, "anna@example.com", "crm prod\r\n", 5).message_id);
    let report = Report::Left("Get it with: leadport report 7".into());
    let first = compose(&mail, "a@example.com", &entry("x"), &report).expect("the addresses are good");
    let second = compose(&mail, "a@example.com", &entry("x"), &report).expect("the addresses are good");
    let id = |message: &Message| {
        headers(message).into_iter().find(|line| line.starts_with("Message-ID")).expect("it is set")
    };
    assert_eq!(id(&first), id(&second));
    assert!(id(&first).ends_with("@crmprod>"));
}

#[test]
fn a_bad_sender_is_told_with_the_setting_to_correct() {
    let mail = Mail::new(7, "anna@example.com", "h", 0);
    let error =
        compose(&mail, "nobody", &entry("x"), &Report::Left(String::new())).expect_err("the sender is no address");
    assert!(error.contains("mail.from"));
}
