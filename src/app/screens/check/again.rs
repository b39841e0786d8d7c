//! Upload again: the same path read once more, or another file in its place; the columns must be those of the first.

use std::path::Path;

use super::Check;
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Prompt};
use crate::app::draft::{Change, SourceFile};
use crate::app::job::{Job, Work};
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::app::screens::file::path;
use crate::matching::changes::compare_columns;
use crate::matching::{ColumnName, Matching, names};

impl Check {
    /// Takes the file as it was read again: the same columns, or a choice to start over.
    pub(super) fn read_again(&mut self, desk: &Desk<'_>) -> Answer {
        let (Some(file), Some(preview)) = (&desk.draft.file, &desk.world.preview) else { return Answer::Stay };
        if self.again.as_ref() != Some(&preview.path) {
            return Answer::Stay;
        }
        self.again = None;
        if let Some(trouble) = &preview.trouble {
            if preview.path == file.path {
                return Answer::refuse(trouble.to_string());
            }
            return Answer::All(vec![look_back(desk), ask_for_other(&trouble.to_string(), &preview.path)]);
        }
        let changes = compare_columns(&file.columns, &preview.columns);
        // A blank column that was put in moves those behind it, though it changes nothing among them.
        if !changes.is_empty() || places(&file.columns).ne(places(&preview.columns)) {
            let mut dialog = Dialog::ask(
                Question::StartOver,
                "columns-changed: the columns have changed",
                "Stay here",
                "Start over with the new columns",
            );
            for words in changes.words() {
                dialog = dialog.text(format!("- {words}"));
            }
            if changes.is_empty() {
                dialog = dialog.text("- the columns have moved: a column without a name was put in or taken out");
            }
            return Answer::ask(dialog.text(
                "Bring the columns back as they were and read the file again, or start over: what still fits is kept.",
            ));
        }
        let file =
            SourceFile { path: preview.path.clone(), bytes: preview.bytes, modified: preview.modified, ..file.clone() };
        let told = Answer::Tell("The file was read again; all settings and mends are kept.".into());
        let again = Change::Again(file);
        let mut draft = desk.draft.clone();
        draft.apply(again.clone());
        // A file that was written within the same second may look as before: who asks for it is not refused.
        match Work::of(&draft).filter(|_| draft == *desk.draft) {
            Some(work) => Answer::All(vec![Answer::Run(Job::Check(Box::new(work))), told]),
            None => Answer::All(vec![Answer::Change(again), told]),
        }
    }

    /// Begins anew at Match type with the columns as they are now.
    pub(super) fn start_over(desk: &Desk<'_>) -> Answer {
        let Some(preview) = &desk.world.preview else { return Answer::Stay };
        let file = SourceFile {
            path: preview.path.clone(),
            bytes: preview.bytes,
            modified: preview.modified,
            columns: preview.columns.clone(),
        };
        let equal = desk.world.platform().map_or_else(Matching::default, |platform| {
            names::initial(&file.columns, platform, desk.draft.matching.match_type)
        });
        Answer::All(vec![Answer::Change(Change::File(file, equal)), Answer::Back])
    }
}

/// Asks for a file that takes the place of this one.
pub(super) fn ask_for_other(text: &str, start: &Path) -> Answer {
    Answer::ask(Prompt::new(Question::OtherFile, "Another file", text, path::typed(start)))
}

/// Looks into the draft's own file again where another one was looked into and not taken.
pub(super) fn look_back(desk: &Desk<'_>) -> Answer {
    let looked = desk.world.preview.as_ref().map(|preview| &preview.path);
    match &desk.draft.file {
        Some(file) if looked != Some(&file.path) => Answer::Run(Job::Preview(file.path.clone())),
        _ => Answer::Stay,
    }
}

/// Walks the places of the columns that have a name.
fn places(columns: &[ColumnName]) -> impl Iterator<Item = u16> {
    columns.iter().filter(|column| !column.is_unnamed()).map(|column| column.column)
}
