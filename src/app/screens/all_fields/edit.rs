//! Adding a field (name, group, type, options) and changing one part of a field, question by question.

use crate::app::beside::{Ask, Change};
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker, Prompt};
use crate::app::question::{Question, Reply};
use crate::app::screen::Answer;
use crate::app::screens::all_fields::group;
use crate::platform::edit::{FieldChange, NewField};
use crate::platform::{Field, FieldType};
use crate::text::{safe, trim};

/// Asks for the name of a new field.
pub(super) fn ask_for_name() -> Answer {
    let question = Question::Beside(Ask::NewField(NewField::default(), "name"));
    Answer::ask(Prompt::new(question, "New field", "Its name, as people read it.", ""))
}

/// Asks what of a field is to be changed.
pub(super) fn ask_for_part(field: &Field, desk: &Desk<'_>) -> Answer {
    let mut items = vec![
        Item::new("name", "Name", safe(&field.name)),
        Item::new("group", "Group", group(field, desk)),
        Item::new("type", "Type", field.kind.name()),
        Item::new("required", "Required", if field.required { "yes" } else { "no" }),
        Item::new("default", "Default", field.default.as_deref().map_or("–".into(), safe)),
        Item::new("order", "Place in its group", field.order.to_string()),
    ];
    if field.kind == FieldType::Select {
        items.push(Item::new("options", "Options", safe(&field.options.join("; "))));
    }
    let question = Question::Beside(Ask::FieldPart(field.key.clone()));
    let title = format!("Field {} ({})", safe(&field.name), safe(&field.key));
    Answer::ask(Picker::new(question, title, items).text("What is to be changed?"))
}

fn groups(desk: &Desk<'_>) -> Vec<Item> {
    let groups = desk.world.platform().map_or(&[][..], |platform| &platform.groups);
    groups.iter().map(|group| Item::new(&group.key, safe(&group.name), "")).collect()
}

fn types() -> Vec<Item> {
    FieldType::ALL.into_iter().map(|kind| Item::new(kind.name(), kind.name(), kind.rule())).collect()
}

const OPTIONS: &str = "The values that it may have, with semicolons between them.";

/// Asks for the next part of a new field, or adds it.
fn go_on(field: NewField, after: &str, desk: &Desk<'_>) -> Answer {
    let ask = |part| Question::Beside(Ask::NewField(field.clone(), part));
    match after {
        "name" => Answer::ask(Picker::new(ask("group"), "Its group", groups(desk))),
        "group" => Answer::ask(Picker::new(ask("type"), "Its type", types()).at("text")),
        "type" if field.kind == Some(FieldType::Select) => {
            Answer::ask(Prompt::new(ask("options"), "Its options", OPTIONS, ""))
        }
        _ => Answer::change(Change::AddField(field)),
    }
}

fn options(text: &str) -> Vec<String> {
    text.split(';').map(trim).filter(|option| !option.is_empty()).map(str::to_owned).collect()
}

/// Asks for the new value of a part of a field.
fn ask_for_value(field: &Field, part: &str, desk: &Desk<'_>) -> Answer {
    let (title, words, start) = match part {
        "group" => return pick(field, "group", groups(desk), &field.group),
        "type" => return pick(field, "type", types(), field.kind.name()),
        "required" => {
            let items = vec![
                Item::new("no", "no", "a lead may be added without it"),
                Item::new("yes", "yes", "a lead that is added must have a value"),
            ];
            return pick(field, "required", items, if field.required { "yes" } else { "no" });
        }
        "name" => ("Name", "Its name, as people read it; the key stays.", field.name.clone()),
        "default" => {
            let start = field.default.clone().unwrap_or_default();
            ("Default", "What fills a blank of a lead that is added; blank for nothing.", start)
        }
        "order" => ("Place in its group", "1 is the first.", field.order.to_string()),
        _ => ("Options", OPTIONS, field.options.join("; ")),
    };
    let question = Question::Beside(Ask::FieldValue(field.key.clone(), part.to_owned()));
    Answer::ask(Prompt::new(question, &format!("{title} of {}", safe(&field.name)), words, start))
}

fn pick(field: &Field, part: &str, items: Vec<Item>, at: &str) -> Answer {
    let question = Question::Beside(Ask::FieldValue(field.key.clone(), part.to_owned()));
    Answer::ask(Picker::new(question, format!("The {part} of {}", safe(&field.name)), items).at(at))
}

/// Takes the answers.
pub(super) fn reply(ask: &Ask, reply: &Reply, desk: &Desk<'_>) -> Answer {
    let (Reply::Item(value) | Reply::Text(value)) = reply else { return Answer::Stay };
    match ask {
        Ask::NewField(field, part) => {
            let mut field = field.clone();
            match *part {
                "name" => field.name.clone_from(value),
                "group" => field.group.clone_from(value),
                "type" => field.kind = FieldType::from_name(value),
                _ => field.options = options(value),
            }
            if *part == "name" && trim(value).is_empty() {
                return Answer::refuse("A field needs a name.");
            }
            go_on(field, part, desk)
        }
        Ask::FieldPart(key) => match desk.world.platform().and_then(|platform| platform.field_by_key(key)) {
            Some(field) => ask_for_value(field, value, desk),
            None => Answer::Stay,
        },
        Ask::FieldValue(key, part) => match change(part, value) {
            Some(change) => Answer::change(Change::EditField(key.clone(), change)),
            None => Answer::refuse(format!("“{}” is no number.", safe(value))),
        },
        _ => Answer::Stay,
    }
}

fn change(part: &str, value: &str) -> Option<FieldChange> {
    let mut change = FieldChange::default();
    match part {
        "name" => change.name = Some(value.to_owned()),
        "group" => change.group = Some(value.to_owned()),
        "type" => change.kind = FieldType::from_name(value),
        "required" => change.required = Some(value == "yes"),
        "default" => change.default = Some(Some(value.to_owned()).filter(|value| !trim(value).is_empty())),
        "order" => change.order = Some(trim(value).parse().ok()?),
        _ => change.options = Some(options(value)),
    }
    Some(change)
}
