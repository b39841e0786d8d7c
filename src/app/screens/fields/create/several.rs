//! The table of several new fields: a line for each column, one line that makes them all.
//!
//! Enter on a line opens its form; nothing is added before the first line is chosen, and then all of it or nothing.

use super::{Ask, Forms, PlatformEdit, ask_group, ask_group_name};
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker};
use crate::app::job::Job;
use crate::app::question::{Question, Reply};
use crate::app::screen::Answer;
use crate::matching::names::field_named;
use crate::platform::{FieldType, Platform};
use crate::text::{folded, safe, trim};

impl Forms {
    /// Shows the form, or the table where there are several, the line with this id selected.
    pub(super) fn ask(&self, at: &str, desk: &Desk<'_>) -> Answer {
        if let [form] = self.forms.as_slice() {
            return form.ask(at, true, desk);
        }
        let platform = desk.world.platform();
        let words = "adds these fields to the platform and matches the columns with them";
        let mut items = vec![Item::new("make", "Make them", words)];
        for (place, form) in self.forms.iter().enumerate() {
            let mut note = vec![safe(&form.name).into_owned(), form.kind.name().to_owned(), form.evidence.clone()];
            if form.kind == FieldType::Select {
                note.push(form.options_words());
            }
            note.push(form.group_words(desk));
            note.extend(form.required.then(|| "required".to_owned()));
            let wrong = platform.and_then(|platform| self.wrong(place, platform));
            let mark = if wrong.is_some() { "✗" } else { "✓" };
            items.push(Item::new(place.to_string(), form.column.shown(), note.join(" · ")).mark(mark));
        }
        items.push(Item::new("group", "Group of all", "sets one group for all of them"));
        let title = format!("{} new fields", self.forms.len());
        let picker = Picker::new(Question::Fields(Ask::NewFields), title, items);
        Answer::ask(picker.text("Enter on a column sets its name, type, group, options, required.").at(at))
    }

    /// Takes the answers of the table.
    pub(super) fn replied(&mut self, ask: &Ask, reply: &Reply, platform: &Platform, desk: &Desk<'_>) -> Answer {
        match (ask, reply) {
            (Ask::NewFields, Reply::Item(id)) if id == "make" => return self.make(platform, desk),
            (Ask::NewFields, Reply::Item(id)) if id == "group" => {
                let at = self.forms.first().map_or("", |form| &form.group);
                return ask_group(Ask::NewGroupOfAll, at, platform);
            }
            (Ask::NewFields, Reply::Item(id)) => {
                self.at = id.parse().unwrap_or(0);
                return self.forms.get(self.at).map_or(Answer::Stay, |form| form.ask("make", false, desk));
            }
            (Ask::NewGroupOfAll, Reply::Item(group)) if group.is_empty() => {
                return ask_group_name(Ask::NewGroupOfAllName);
            }
            (Ask::NewGroupOfAll, Reply::Item(group)) => {
                for form in &mut self.forms {
                    form.group.clone_from(group);
                    form.new_group = None;
                }
            }
            (Ask::NewGroupOfAllName, Reply::Text(name)) if !trim(name).is_empty() => {
                self.forms.iter_mut().for_each(|form| form.new_group = Some(trim(name).to_owned()));
            }
            _ => {}
        }
        self.ask("group", desk)
    }

    /// Sends the fields on their way, unless something is wrong with one of them.
    pub(super) fn make(&mut self, platform: &Platform, desk: &Desk<'_>) -> Answer {
        let found = (0..self.forms.len()).find_map(|place| Some((place, self.wrong(place, platform)?)));
        if let Some((place, (part, words))) = found {
            self.at = place;
            let alone = self.forms.len() == 1;
            let form = self.forms.get(place).map_or(Answer::Stay, |form| form.ask(part, alone, desk));
            return Answer::All(vec![Answer::Refuse(words), form]);
        }
        let edits = self.forms.iter().map(super::Form::edit).collect();
        Answer::Run(Job::EditPlatform(Box::new(PlatformEdit::Fields(edits))))
    }

    /// Returns what is wrong with one of the fields: the part of its form, and words.
    fn wrong(&self, place: usize, platform: &Platform) -> Option<(&'static str, String)> {
        let form = self.forms.get(place)?;
        if let Some(field) = field_named(&form.name, platform) {
            let words = format!(
                "A field is called {} already: match the column with that one, or give this another name.",
                safe(&field.name)
            );
            return Some(("name", words));
        }
        let name = folded(&form.name);
        if let Some(other) = self.forms.iter().take(place).find(|other| folded(&other.name) == name) {
            let words = format!(
                "Column {} makes a field {} too: give one of them another name.",
                other.column.shown(),
                safe(&form.name)
            );
            return Some(("name", words));
        }
        let lacks_options = form.kind == FieldType::Select && form.chosen().next().is_none();
        lacks_options.then(|| ("options", "A select needs options: choose some, or another type.".to_owned()))
    }
}
