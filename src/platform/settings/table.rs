//! The settings, every one that there is.
//!
//! The defaults of `limits.…` are those of `sheet::Limits`; a test of the commands holds the two together.

use super::{Kind, Setting};

const ANY: u64 = u64::MAX;
const TIB: u64 = 1 << 40;

const fn setting(name: &'static str, default: Option<&'static str>, kind: Kind, sentence: &'static str) -> Setting {
    Setting { name, default, kind, sentence }
}

/// The settings by subject, in the order in which they are listed.
#[rustfmt::skip]
pub const SETTINGS: [Setting; 30] = [
    setting("contract.max_leads", None, Kind::Whole(0, ANY),
        "How many leads the contract allows; without it there is no limit."),
    setting("platform.country", None, Kind::Country,
        "The country of phone numbers without a country code; without it their digits stay as they are."),
    setting("platform.time_zone", Some("UTC"), Kind::Timezone,
        "The time zone in which dates with a time are stored and shown."),
    setting("import.date_order", Some("dmy"), Kind::Choice(&["dmy", "mdy", "ymd"]),
        "The order of a date in digits where a column's values leave it open."),
    setting("import.decimal", Some("point"), Kind::Choice(&["point", "comma"]),
        "The decimal separator where a column's values leave it open."),
    setting("import.delete_share", Some("10"), Kind::Percent,
        "An import that deletes more than this share of the store, in percent, asks for the number first."),
    setting("import.delete_count", Some("1000"), Kind::Whole(0, ANY),
        "An import that deletes more leads than this asks for the number first."),
    setting("history.keep_previous_values_days", None, Kind::Whole(1, 36_500),
        "After so many days an import's previous values are dropped and it can no longer be undone; without it they are kept."),
    setting("mail.transport", Some("smtp"), Kind::Choice(&["smtp", "sendmail", "off"]),
        "How the summary of an import is sent: through a mail server, by this machine's sendmail, or not at all."),
    setting("mail.host", None, Kind::Host,
        "The mail server; without it, no mail is written."),
    setting("mail.port", None, Kind::Whole(1, 65_535),
        "The port of the mail server; without it, 587, 465 or 25 by mail.tls."),
    setting("mail.tls", None, Kind::Choice(&["none", "starttls", "implicit"]),
        "How the connection is encrypted; without it, starttls, or none to this machine itself."),
    setting("mail.user", None, Kind::Line,
        "The user name for the mail server; without it nobody logs in."),
    setting("mail.password_file", None, Kind::Path,
        "The file whose first line is the password; the password itself is never stored."),
    setting("mail.from", None, Kind::Email,
        "The sender of the mails; without it, the operator's own address."),
    setting("mail.to", None, Kind::Email,
        "Where the mail about an import goes if its operator has no email address of their own."),
    setting("mail.timeout", Some("30"), Kind::Whole(1, 3_600),
        "How many seconds the mail server has for an answer."),
    setting("mail.attach_limit", Some("10MiB"), Kind::Bytes(0, 1 << 30),
        "A report above this size is not attached to the mail."),
    setting("limits.file_bytes", Some("1GiB"), Kind::Bytes(1 << 10, TIB),
        "The largest file that is opened."),
    setting("limits.inflated_bytes", Some("8GiB"), Kind::Bytes(1 << 20, 16 * TIB),
        "The most that the parts of a file may hold once they are unpacked."),
    setting("limits.held_bytes", Some("256MiB"), Kind::Bytes(1 << 20, TIB),
        "The most that a part of a file which is held in memory may hold."),
    setting("limits.rows", Some("1048576"), Kind::Whole(2, 1_048_576),
        "The most rows of a sheet."),
    setting("limits.columns", Some("1024"), Kind::Whole(1, 16_384),
        "The most columns of a sheet that hold data."),
    setting("limits.cells", Some("200000000"), Kind::Whole(1, ANY),
        "The most cells of a sheet that hold data."),
    setting("limits.text_bytes", Some("131068"), Kind::Bytes(1, 1 << 30),
        "The longest text of a cell."),
    setting("limits.entries", Some("10000"), Kind::Whole(1, 1_000_000),
        "The most parts that a file may have."),
    setting("limits.depth", Some("256"), Kind::Whole(8, 10_000),
        "How deep the elements of a file may be nested."),
    setting("limits.ratio", Some("200"), Kind::Whole(10, 100_000),
        "How many times larger than packed a part of a file may be once it is unpacked."),
    setting("limits.child_memory", Some("1GiB"), Kind::Bytes(64 << 20, TIB),
        "The memory that the process reading an XLS file may take."),
    setting("limits.child_seconds", Some("60"), Kind::Whole(1, 86_400),
        "The processor time, in seconds, that the process reading an XLS file may take."),
];
