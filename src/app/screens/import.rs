//! Import: how far it is; it can only be cancelled, and that is asked once.

use crate::app::desk::Desk;
use crate::app::dialog::Dialog;
use crate::app::draft::SourceFile;
use crate::app::job::{Job, Slot, Work};
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen};
use crate::app::world::Stage;
use crate::keys::Action;

/// The screen; it has no state of its own.
#[derive(Debug, Default)]
pub struct ImportScreen;

impl Screen for ImportScreen {
    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        let cancel = Action::Close.as_offer("cancel; nothing is changed then");
        if committing(desk) { Vec::new() } else { vec![cancel] }
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        match action {
            Action::Close if committing(desk) => Answer::refuse("All rows are decided; in a moment it is done."),
            Action::Close => Answer::ask(
                Dialog::ask(Question::StopImport, "Cancel the import?", "Go on", "Cancel it")
                    .text("Nothing will have been changed."),
            ),
            Action::Quit | Action::Copy => Answer::Pass,
            Action::Next | Action::Back | Action::Undo | Action::Cancel => {
                Answer::refuse("The import is running; it can only be cancelled.")
            }
            _ => Answer::Stay,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        match (question, reply) {
            (Question::StopImport, Reply::Button(1)) if desk.world.import.is_running() => Answer::Stop(Slot::Import),
            _ => Answer::Stay,
        }
    }

    fn enter(&mut self, desk: &Desk<'_>) -> Answer {
        if let Some(running) = &desk.world.importing {
            if Work::of(running) == Work::of(desk.draft) {
                return Answer::Stay;
            }
            let name = running.file.as_ref().map(SourceFile::name).unwrap_or_default();
            let words = format!("{name} is still being imported: one import at a time.");
            return Answer::All(vec![Answer::Back, Answer::Refuse(words)]);
        }
        match (Work::of(desk.draft), desk.world.report(desk.draft)) {
            (Some(work), Some(report)) => Answer::Run(Job::Import(Box::new(work), report.seen())),
            // Nothing is imported that was not checked.
            _ => Answer::Back,
        }
    }
}

fn committing(desk: &Desk<'_>) -> bool {
    matches!(&desk.world.import, Stage::Running(progress) if progress.committing)
}
