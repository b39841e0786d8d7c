//! Column rules: how a matched column acts on a lead that exists, and how its dates and numbers are read.
//!
//! One line per rule; Enter goes to the rule's next setting, which holds at once.

use super::Fields;
use super::ask::Ask;
use super::reading::{self, mark_words, order_words};
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker};
use crate::app::draft::Change;
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::matching::{BlankRule, Link, UpdateRule};
use crate::platform::types::{DateOrder, DecimalMark};
use crate::platform::{Field, FieldType, Platform};
use crate::text::safe;

impl Fields {
    /// Opens the rules of the selected field's column.
    pub(super) fn rules(&self, desk: &Desk<'_>) -> Answer {
        let field = self.field(desk).filter(|_| self.pane == super::Pane::Fields);
        let (Some(field), Some(platform)) = (field, desk.world.platform()) else {
            return Answer::refuse("Move to a field that has a column to set how the column acts.");
        };
        match desk.draft.link_of(&field.key) {
            Some(link) => ask(link, field, platform, "update", desk),
            None => Answer::refuse("The field has no column yet; its rules come with one."),
        }
    }
}

/// Shows the rules, the line with this id selected.
fn ask(link: &Link, field: &Field, platform: &Platform, at: &str, desk: &Desk<'_>) -> Answer {
    let values = reading::evidence(link.column.column, desk);
    let (mut proof, mut doubtful) = (None, false);
    let mut items = vec![
        Item::new("update", "A lead that exists", update_words(link.update)),
        Item::new("blank", "A blank cell", blank_words(link.blank, desk.draft.matching.blank)),
    ];
    let dated = matches!(field.kind, FieldType::Date | FieldType::DateTime);
    if dated {
        let (order, grounds) = reading::date_order(link, platform, desk);
        doubtful = grounds.is_doubtful();
        proof = values.and_then(|values| values.dates().words());
        items.push(Item::new("order", "Order of dates", format!("{}, {}", order_words(order), grounds.words())));
        let serial = if link.serial_dates { "are dates (44927 is 2023-01-01)" } else { "are errors" };
        items.push(Item::new("serial", "Bare numbers", serial));
    }
    if field.kind == FieldType::Number {
        let (mark, grounds) = reading::decimal(link, platform, desk);
        doubtful = grounds.is_doubtful();
        proof = values.and_then(|values| values.numbers().words());
        items.push(Item::new("decimal", "Decimals", format!("{}, {}", mark_words(mark), grounds.words())));
    }
    let title = format!("{} → {}", link.column.shown(), safe(&field.name));
    let picker = Picker::new(Question::Fields(Ask::Rules(field.key.clone())), title, items);
    let decide = if doubtful { " The settings decide." } else { "" };
    let proof = proof.map_or_else(String::new, |proof| format!("{proof}.{decide} "));
    Answer::ask(picker.text(format!("{proof}Enter goes to the next setting, Esc closes.")).at(at))
}

/// Sets a rule to its next setting and shows them all again.
pub(super) fn set(key: &str, rule: &str, desk: &Desk<'_>) -> Answer {
    let Some(platform) = desk.world.platform() else { return Answer::Stay };
    let (Some(field), Some(link)) = (platform.field_by_key(key), desk.draft.link_of(key)) else { return Answer::Stay };
    let mut link = link.clone();
    let what = match rule {
        "update" => {
            link.update = match link.update {
                UpdateRule::Overwrite => UpdateRule::IfEmpty,
                UpdateRule::IfEmpty => UpdateRule::Never,
                UpdateRule::Never => UpdateRule::Overwrite,
            };
            update_words(link.update).to_owned()
        }
        "blank" => {
            link.blank = match link.blank {
                None => Some(BlankRule::Keep),
                Some(BlankRule::Keep) => Some(BlankRule::Clear),
                Some(BlankRule::Clear) => None,
            };
            blank_words(link.blank, desk.draft.matching.blank)
        }
        "order" => {
            link.date_order = match link.date_order {
                None => Some(DateOrder::Dmy),
                Some(DateOrder::Dmy) => Some(DateOrder::Mdy),
                Some(DateOrder::Mdy) => Some(DateOrder::Ymd),
                Some(DateOrder::Ymd) => None,
            };
            format!("dates are {}", order_words(reading::date_order(&link, platform, desk).0))
        }
        "serial" => {
            link.serial_dates = !link.serial_dates;
            if link.serial_dates { "bare numbers are dates" } else { "bare numbers are errors" }.to_owned()
        }
        _ => {
            link.decimal = match link.decimal {
                None => Some(DecimalMark::Point),
                Some(DecimalMark::Point) => Some(DecimalMark::Comma),
                Some(DecimalMark::Comma) => None,
            };
            "the decimal separator".to_owned()
        }
    };
    let words = format!("{}: {what}", safe(&field.name));
    Answer::All(vec![replace(link.clone(), words, desk), ask(&link, field, platform, rule, desk)])
}

/// Puts a link in the place of the one of its field.
pub(super) fn replace(link: Link, words: String, desk: &Desk<'_>) -> Answer {
    let mut links = desk.draft.matching.links.clone();
    if let Some(old) = links.iter_mut().find(|old| old.field == link.field) {
        *old = link;
    }
    Answer::Change(Change::Links(links, words))
}

fn update_words(rule: UpdateRule) -> &'static str {
    match rule {
        UpdateRule::Overwrite => "overwrite: takes the column's value",
        UpdateRule::IfEmpty => "only if empty: a value that is there stays",
        UpdateRule::Never => "never: only leads that are added get the value",
    }
}

fn blank_words(rule: Option<BlankRule>, matching: BlankRule) -> String {
    let word = |rule: BlankRule| if rule == BlankRule::Keep { "keep what is there" } else { "clear what is there" };
    match rule {
        None => format!("as for all columns: {}", word(matching)),
        Some(rule) => format!("{}, for this column", word(rule)),
    }
}
