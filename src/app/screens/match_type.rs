//! Match type: how a row finds its lead, which column deletes, what blank cells do.

use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker};
use crate::app::draft::Change;
use crate::app::list::List;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen};
use crate::keys::Action;
use crate::matching::{BlankRule, MatchType};
use crate::text::safe;

/// One line that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Match by Email or by ID.
    Match(MatchType),
    /// The delete column.
    Delete,
    /// What blank cells do.
    Blank(BlankRule),
}

/// All lines in their order; a new kind begins a new pane.
pub const LINES: [Line; 5] = [
    Line::Match(MatchType::Email),
    Line::Match(MatchType::Id),
    Line::Delete,
    Line::Blank(BlankRule::Keep),
    Line::Blank(BlankRule::Clear),
];

/// The state of the screen.
#[derive(Debug)]
pub struct MatchTypeScreen {
    /// Which line is selected.
    pub list: List,
}

impl Default for MatchTypeScreen {
    fn default() -> Self {
        MatchTypeScreen { list: List::of(LINES.len()) }
    }
}

impl Line {
    /// Returns the line's pane, from 0.
    #[must_use]
    pub fn pane(self) -> usize {
        match self {
            Line::Match(_) => 0,
            Line::Delete => 1,
            Line::Blank(_) => 2,
        }
    }

    /// Tells whether the draft has chosen it.
    #[must_use]
    pub fn is_chosen(self, desk: &Desk<'_>) -> bool {
        match self {
            Line::Match(kind) => desk.draft.matching.match_type == kind,
            Line::Delete => desk.draft.matching.delete.is_some(),
            Line::Blank(rule) => desk.draft.matching.blank == rule,
        }
    }
}

impl MatchTypeScreen {
    /// Returns the selected line.
    #[must_use]
    pub fn selected(&self) -> Line {
        LINES[self.list.selected().unwrap_or(0).min(LINES.len() - 1)]
    }

    fn answer(&self, desk: &Desk<'_>) -> Answer {
        match self.selected() {
            Line::Match(kind) => Answer::Change(Change::MatchType(kind)),
            Line::Blank(rule) => Answer::Change(Change::Blank(rule)),
            Line::Delete => Answer::ask(delete_picker(desk)),
        }
    }

    /// Moves to the first line of the next pane, or of the one before.
    fn go_to_pane(&mut self, back: bool) {
        let panes = 3;
        let now = self.selected().pane();
        let wanted = if back { (now + panes - 1) % panes } else { (now + 1) % panes };
        if let Some(line) = LINES.iter().position(|line| line.pane() == wanted) {
            self.list.select(line);
        }
    }
}

fn delete_picker(desk: &Desk<'_>) -> Picker {
    let mut items = vec![Item::new("", "No delete column", "no row deletes a lead")];
    for column in desk.draft.file.iter().flat_map(|file| &file.columns).filter(|column| !column.is_unnamed()) {
        let samples = desk.world.samples(column.column).join(", ");
        items.push(Item::new(column.column.to_string(), column.shown(), samples));
    }
    let chosen = desk.draft.matching.delete.as_ref().map_or_else(String::new, |column| column.column.to_string());
    Picker::new(Question::DeleteColumn, "Delete column", items)
        .text("A row with 1 in this column deletes its lead; 0 or blank does not.")
        .at(&chosen)
}

impl Screen for MatchTypeScreen {
    fn offers(&self, _: &Desk<'_>) -> Vec<Offer> {
        vec![Action::Next.into(), Action::Back.into(), Action::Choose.into(), Action::NextPane.into()]
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        match action {
            Action::Choose | Action::Toggle => self.answer(desk),
            Action::NextPane => {
                self.go_to_pane(false);
                Answer::Stay
            }
            Action::PreviousPane => {
                self.go_to_pane(true);
                Answer::Stay
            }
            Action::Filter => Answer::Stay,
            _ => Answer::taken(self.list.act(action)),
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        let (Question::DeleteColumn, Reply::Item(id)) = (question, reply) else { return Answer::Stay };
        let column = id.parse::<u16>().ok();
        let chosen = desk.draft.file.iter().flat_map(|file| &file.columns).find(|other| Some(other.column) == column);
        Answer::Change(Change::Delete(chosen.cloned()))
    }
}

/// Returns the words of the delete column, safe to show.
#[must_use]
pub fn delete_words(desk: &Desk<'_>) -> String {
    match &desk.draft.matching.delete {
        Some(column) => {
            let samples = desk.world.samples(column.column).join(", ");
            format!("{}   {}", column.shown(), safe(&samples))
        }
        None => "none".into(),
    }
}
