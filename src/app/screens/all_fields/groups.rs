//! The groups of the platform: added, renamed, moved, removed; a removed one's fields go where the operator says.

use crate::app::beside::{Ask, Change};
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Item, Picker, Prompt};
use crate::app::question::{Question, Reply};
use crate::app::screen::Answer;
use crate::platform::edit::GroupChange;
use crate::platform::{Group, Platform};
use crate::text::{plural, safe, trim};

/// Returns the groups in their order.
#[must_use]
pub fn groups<'a>(desk: &Desk<'a>) -> Vec<&'a Group> {
    let mut groups: Vec<_> = desk.world.platform().map_or(&[][..], |platform| &platform.groups).iter().collect();
    groups.sort_by_key(|group| group.order);
    groups
}

/// Returns how many fields a group has.
#[must_use]
pub fn members(group: &Group, platform: &Platform) -> usize {
    platform.fields.iter().filter(|field| field.group == group.key).count()
}

pub(super) fn ask_for_name() -> Answer {
    let words = "Its name, as people read it. Fields come into it by changing their group.";
    Answer::ask(Prompt::new(Question::Beside(Ask::GroupName), "New group", words, ""))
}

pub(super) fn ask_for_part(group: &Group) -> Answer {
    let items = vec![
        Item::new("name", "Name", safe(&group.name)),
        Item::new("order", "Place among the groups", group.order.to_string()),
    ];
    let question = Question::Beside(Ask::GroupPart(group.key.clone()));
    Answer::ask(Picker::new(question, format!("Group {}", safe(&group.name)), items).text("What is to be changed?"))
}

/// Asks whether to remove a group; where it has fields, where they go.
pub(super) fn ask_to_remove(group: &Group, desk: &Desk<'_>) -> Answer {
    let Some(platform) = desk.world.platform() else { return Answer::Stay };
    if platform.groups.len() == 1 {
        return Answer::refuse("It is the only group; fields need one.");
    }
    let name = safe(&group.name);
    let fields = members(group, platform) as u64;
    if fields == 0 {
        let question = Question::Beside(Ask::RemoveGroup(group.key.clone()));
        let dialog = Dialog::ask(question, format!("Remove the group {name}?"), "Keep it", "Remove it");
        return Answer::ask(dialog.text("It has no fields."));
    }
    let others = groups(desk).into_iter().filter(|other| other.key != group.key);
    // The harmless answer stands first.
    let mut items = vec![Item::new("", "Keep the group", "nothing is changed")];
    items.extend(others.map(|other| Item::new(&other.key, safe(&other.name), "its fields go here")));
    let question = Question::Beside(Ask::FieldsTo(group.key.clone()));
    let fields = plural(fields, "field", "fields");
    let picker = Picker::new(question, format!("Remove the group {name}"), items);
    Answer::ask(picker.text(format!("It has {fields}. Which group do they go to? No lead is changed.")))
}

fn ask_for_value(group: &Group, part: &str) -> Answer {
    let (part, words, start) = match part {
        "order" => ("order", "1 is the first.", group.order.to_string()),
        _ => ("name", "Its name, as people read it; the key stays.", group.name.clone()),
    };
    let question = Question::Beside(Ask::GroupValue(group.key.clone(), part));
    Answer::ask(Prompt::new(question, &format!("Group {}", safe(&group.name)), words, start))
}

/// Takes the answers; `None` where the question is about fields.
pub(super) fn reply(ask: &Ask, reply: &Reply, desk: &Desk<'_>) -> Option<Answer> {
    let answer = match (ask, reply) {
        (Ask::GroupName, Reply::Text(name)) if trim(name).is_empty() => Answer::refuse("A group needs a name."),
        (Ask::GroupName, Reply::Text(name)) => Answer::change(Change::AddGroup(trim(name).to_owned())),
        (Ask::GroupPart(key), Reply::Item(part)) => groups(desk)
            .into_iter()
            .find(|group| group.key == *key)
            .map_or(Answer::Stay, |group| ask_for_value(group, part)),
        (Ask::GroupValue(key, part), Reply::Text(value)) => match change(part, value) {
            Some(change) => Answer::change(Change::EditGroup(key.clone(), change)),
            None => Answer::refuse(format!("“{}” is no number.", safe(value))),
        },
        (Ask::RemoveGroup(key), Reply::Button(1)) => Answer::change(Change::RemoveGroup(key.clone(), None)),
        (Ask::FieldsTo(_), Reply::Item(to)) if to.is_empty() => Answer::Tell("Nothing was removed.".into()),
        (Ask::FieldsTo(key), Reply::Item(to)) => Answer::change(Change::RemoveGroup(key.clone(), Some(to.clone()))),
        (Ask::GroupName | Ask::GroupPart(_) | Ask::GroupValue(..) | Ask::RemoveGroup(_) | Ask::FieldsTo(_), _) => {
            Answer::Stay
        }
        _ => return None,
    };
    Some(answer)
}

fn change(part: &str, value: &str) -> Option<GroupChange> {
    let mut change = GroupChange::default();
    if part == "order" {
        change.order = Some(trim(value).parse().ok()?);
    } else {
        change.name = Some(value.to_owned());
    }
    Some(change)
}
