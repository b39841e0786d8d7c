//! Rules: what every file must keep, what the types in use take, which fields are required.

use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker};
use crate::app::list::List;
use crate::app::question::Question;
use crate::app::screen::{Answer, Offer, Screen};
use crate::keys::Action;
use crate::platform::{Field, FieldType, Platform};
use crate::text::plural;

/// The general rules, in the order in which they are shown.
pub const GENERAL: &[&str] = &[
    "The file is XLS, XLSX or ODS and opens without complaint; only its first sheet is read.",
    "The first row that is not blank holds the names of the columns.",
    "A column with email addresses is a must: no address is blank, and none stands twice.",
    "Required fields are matched and filled in for every lead that is added.",
    "The whole file is checked before anything changes, and an import changes everything or nothing.",
];

/// One line of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// What it is about: empty for a general rule.
    pub name: &'static str,
    /// The rule in words.
    pub text: String,
}

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Rules {
    /// Which line is selected.
    pub list: List,
}

impl Rules {
    /// Returns the lines: the general rules, those of the types in use, the required fields.
    #[must_use]
    pub fn lines(desk: &Desk<'_>) -> Vec<RuleLine> {
        let mut lines: Vec<_> = GENERAL.iter().map(|rule| RuleLine { name: "", text: (*rule).to_owned() }).collect();
        let Some(platform) = desk.world.platform() else { return lines };
        for kind in FieldType::ALL {
            if platform.fields.iter().any(|field| field.kind == kind) {
                lines.push(RuleLine { name: kind.name(), text: kind.rule().to_owned() });
            }
        }
        let count = required(platform).count() as u64;
        lines.push(RuleLine { name: "required", text: plural(count, "required field", "required fields") });
        lines
    }

    fn show_required(platform: &Platform) -> Picker {
        let items = required(platform)
            .map(|field| {
                let group = platform.groups.iter().find(|group| group.key == field.group);
                let group = group.map_or("", |group| group.name.as_str());
                Item::new(
                    &field.key,
                    crate::text::safe(&field.name),
                    format!("{} · {}", field.kind.name(), crate::text::safe(group)),
                )
                .mark("*")
            })
            .collect();
        Picker::new(Question::Read, "Required fields", items).text("A lead that is added must have a value in each.")
    }
}

fn required(platform: &Platform) -> impl Iterator<Item = &Field> {
    platform.fields.iter().filter(|field| field.required)
}

impl Screen for Rules {
    fn offers(&self, _: &Desk<'_>) -> Vec<Offer> {
        vec![Action::Next.into(), Action::Choose.as_offer("required fields"), Action::Down.as_offer("scroll")]
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        match (action, desk.world.platform()) {
            (Action::Choose, Some(platform)) => Answer::ask(Self::show_required(platform)),
            _ => Answer::taken(self.list.act(action)),
        }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let lines = Self::lines(desk);
        self.list.refresh(lines.len(), |line| format!("{} {}", lines[line].name, lines[line].text));
    }
}
