//! What follows from the answers to what Fields asks; each pane's own file does it.

use super::ask::Ask;
use super::{Fields, column_named, keep, link, mapped, missing, owner_name, owners, pickers, rules};
use crate::app::desk::Desk;
use crate::app::draft::Change;
use crate::app::job::Slot;
use crate::app::question::{Question, Reply};
use crate::app::screen::Answer;
use crate::matching::OwnerRule;

impl Fields {
    /// Takes the answer to a question.
    pub(super) fn replied(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        match (question, reply) {
            (Question::ColumnOf(field), Reply::Item(id)) => match column_named(id, desk) {
                Some(column) => link(column, field, desk),
                None => self.unmatch(desk),
            },
            (Question::FieldOf(column), Reply::Item(field)) => match column_named(&column.to_string(), desk) {
                Some(column) => link(column, field, desk),
                None => Answer::Stay,
            },
            (Question::SavedMatching, Reply::Item(name)) => self.load(name, desk),
            (Question::SavedMatching, Reply::More(name)) => keep::more(name),
            (Question::Fields(ask @ (Ask::SavedOne(_) | Ask::SavedName(_) | Ask::SavedGone(_))), reply) => {
                keep::change(ask, reply, desk)
            }
            (Question::Fields(Ask::Owners), Reply::Item(value)) => owners::ask_value(value, desk),
            (Question::Fields(Ask::OwnerOf(value)), reply) => {
                self.again = matches!(reply, Reply::Item(id) if id == "new").then_some(Ask::Owners);
                owners::set(value, reply, desk)
            }
            (Question::Fields(Ask::Rules(field)), Reply::Item(rule)) => rules::set(field, rule, desk),
            (Question::Fields(Ask::Values(field)), Reply::Item(value)) => mapped::ask_value(field, value, desk),
            (Question::Fields(Ask::Value(field, value) | Ask::ValueText(field, value)), reply) => {
                self.again = matches!(reply, Reply::Item(id) if id == "option").then(|| Ask::Values(field.clone()));
                mapped::set(field, value, reply, desk)
            }
            (Question::Fields(Ask::Last), Reply::Button(1)) => self.load(missing::LAST, desk),
            (Question::Fields(Ask::Rules(_) | Ask::Values(_) | Ask::Owners | Ask::Last), _) => Answer::Stay,
            (Question::Fields(ask), reply) => self.created(ask, reply, desk),
            (Question::OwnerKind, Reply::Item(kind)) if kind == "one" => pickers::owner_name(desk),
            (Question::OwnerKind, Reply::Item(_)) => pickers::owner_column(self.owner.as_ref(), desk),
            (Question::OwnerName, Reply::Item(name)) => {
                let name = desk.world.platform().and_then(|platform| owner_name(platform, name)).unwrap_or(name);
                Answer::Change(Change::Owner(OwnerRule::One(name.to_owned())))
            }
            (Question::OwnerColumn, Reply::Item(id)) => owners::take_column(id, desk),
            (Question::MatchingName, Reply::Text(name)) => Self::named(name, desk),
            (Question::MatchingOverwrite(name), Reply::Button(1)) => Self::save(name, desk),
            (Question::MatchingOverwrite(_), _) => Self::next(desk),
            _ => Answer::Stay,
        }
    }

    /// Asks again what was asked before the platform got something new.
    pub(super) fn ask_again(&mut self, slot: Slot, desk: &Desk<'_>) -> Answer {
        if slot != Slot::Platform {
            return Answer::Stay;
        }
        match (self.again.take(), owners::column(desk)) {
            (Some(Ask::Values(field)), _) => mapped::ask(&field, "", desk),
            (Some(Ask::Owners), Some(column)) => owners::show(column, &desk.draft.matching, "", desk),
            _ => Answer::Stay,
        }
    }
}
