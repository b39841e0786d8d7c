//! One lead: all its fields by group, and its history.

use crate::app::beside::{LeadEvent, LeadStory, Visit};
use crate::app::desk::Desk;
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::screen::{Answer, Offer};
use crate::app::screens::imports::one::changes;
use crate::app::screens::imports::when;
use crate::keys::Action;
use crate::platform::{FieldId, Lead, Platform};
use crate::text::safe;

/// The state of a lead that is open.
#[derive(Debug, Default)]
pub struct One {
    /// Its ID.
    pub lead: u64,
    /// Where the fields are.
    pub fields: List,
    /// Where the history is.
    pub history: List,
    /// Whether the history has the keyboard.
    pub in_history: bool,
}

/// One line of a lead: a group, or a field with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldLine {
    /// The name of a group.
    Group(String),
    /// A field's name and value, both safe to show; the value is empty where there is none.
    Field(String, String),
}

impl One {
    /// Returns a lead that was just opened.
    #[must_use]
    pub fn of(lead: u64) -> Self {
        One { lead, ..One::default() }
    }

    /// Returns what was read of it.
    #[must_use]
    pub fn story<'a>(&self, desk: &Desk<'a>) -> Option<&'a LeadStory> {
        desk.world.beside.story.as_deref().filter(|story| story.id == self.lead)
    }

    pub(super) fn refresh(&mut self, desk: &Desk<'_>) {
        let Some(story) = self.story(desk) else { return };
        let fields = story.lead.as_ref().map(|lead| lines(lead, desk)).unwrap_or_default();
        self.fields.refresh(fields.len(), |at| fields[at].words());
        self.history.refresh(story.history.len(), |at| event_words(&story.history[at], desk));
    }

    fn list(&mut self) -> &mut List {
        if self.in_history { &mut self.history } else { &mut self.fields }
    }

    /// Returns the filter of the pane that has the keyboard, while it is typed in.
    pub(super) fn line(&mut self) -> Option<&mut Line> {
        self.list().typing()
    }

    pub(super) fn is_typing(&self) -> bool {
        if self.in_history { self.history.is_typing() } else { self.fields.is_typing() }
    }

    /// Filters the pane that has the keyboard by what was typed.
    pub(super) fn typed(&mut self, desk: &Desk<'_>) {
        let Some(story) = self.story(desk) else { return };
        if self.in_history {
            return self.history.filtered(|at| event_words(&story.history[at], desk));
        }
        let fields = story.lead.as_ref().map(|lead| lines(lead, desk)).unwrap_or_default();
        self.fields.filtered(|at| fields[at].words());
    }

    pub(super) fn offers(&self) -> Vec<Offer> {
        if self.is_typing() {
            return vec![Action::Choose.as_offer("done"), Action::Close.as_offer("show all")];
        }
        let mut offers: Vec<Offer> = vec![Action::NextPane.into(), Action::Filter.into()];
        match self.in_history {
            true if self.history.is_empty() => {}
            true => offers.insert(0, Action::Choose.as_offer("open import")),
            false => offers.push(Action::Copy.into()),
        }
        offers.push(Action::Close.as_offer("all leads"));
        offers
    }

    pub(super) fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        match action {
            Action::NextPane | Action::PreviousPane => self.in_history = !self.in_history,
            _ if self.list().is_typing() => return Answer::taken(self.list().act(action)),
            _ if self.in_history => return self.act_on_history(action, desk),
            Action::Copy => {
                let lead = self.story(desk).and_then(|story| story.lead.as_ref());
                return match lead.map(|lead| lines(lead, desk)).as_deref().zip(self.fields.selected()) {
                    Some((lines, at)) => match lines.get(at) {
                        Some(FieldLine::Field(_, value)) => Answer::Copy(value.clone()),
                        _ => Answer::Stay,
                    },
                    None => Answer::Stay,
                };
            }
            _ => return Answer::taken(self.fields.act(action)),
        }
        Answer::Stay
    }

    fn act_on_history(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        let entry = self.history.selected().and_then(|at| self.story(desk)?.history.get(at));
        match (action, entry) {
            (Action::Choose, Some(one)) => Answer::Visit(Visit::Import(one.import)),
            _ => Answer::taken(self.history.act(action)),
        }
    }
}

impl FieldLine {
    /// Returns the line as it is filtered.
    fn words(&self) -> String {
        match self {
            FieldLine::Group(name) => name.clone(),
            FieldLine::Field(name, value) => format!("{name} {value}"),
        }
    }
}

/// Returns something that happened to a lead as it is filtered.
fn event_words(event: &LeadEvent, desk: &Desk<'_>) -> String {
    let changed = desk.world.platform().map(|platform| changes(&event.row, platform)).unwrap_or_default();
    format!("{} {} {} {changed}", event.import, when(event.at, desk), event.row.outcome.label())
}

/// Returns all fields of a lead by group, in their order.
#[must_use]
pub fn lines(lead: &Lead, desk: &Desk<'_>) -> Vec<FieldLine> {
    desk.world.platform().map(|platform| by_group(lead, platform, desk)).unwrap_or_default()
}

fn by_group(lead: &Lead, platform: &Platform, desk: &Desk<'_>) -> Vec<FieldLine> {
    let mut lines = Vec::new();
    let mut group = "";
    for field in crate::report::leads::fields_in_order(platform) {
        if field.group != group {
            group = &field.group;
            let name = platform.groups.iter().find(|other| other.key == group).map_or(group, |group| &group.name);
            lines.push(FieldLine::Group(safe(name).into_owned()));
        }
        let value = match field.id {
            FieldId::ID => lead.id.to_string(),
            FieldId::CREATED => when(lead.created, desk),
            FieldId::UPDATED => when(lead.updated, desk),
            id => safe(lead.values.get(id).unwrap_or("")).into_owned(),
        };
        lines.push(FieldLine::Field(safe(&field.name).into_owned(), value));
    }
    lines
}
