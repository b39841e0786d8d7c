//! What jobs tell, put into the world, and what follows from it.

use super::App;
use super::draft::Change;
use super::help;
use super::job::{News, Slot, Ticket, Trouble};
use super::message::Weight;
use super::question::Question;
use super::screens::fields::create::{FieldOfColumn, PlatformEdit};
use super::step::Step;
use super::world::{Loaded, Stage};
use crate::matching::names::field_named;
use crate::matching::{How, Matching};

impl App {
    pub(super) fn news(&mut self, ticket: Ticket, news: News) {
        let goes_on = match &news {
            News::Progress(_) | News::Waiting(_) | News::Previewed(_) => true,
            News::Beside(found) => found.is_part(),
            _ => false,
        };
        // What is being read anew may be older than what was just written.
        if matches!(ticket.slot, Slot::Platform | Slot::Save) && self.world.platform().is_some() {
            self.jobs.forget(Slot::Load);
        }
        // A screen that is told of mere progress would answer what it knew before once more.
        let is_progress = matches!(&news, News::Beside(found) if found.is_progress());
        if !goes_on {
            self.jobs.end(ticket);
        }
        match news {
            News::Progress(progress) => match ticket.slot {
                Slot::Import => {
                    self.world.import = Stage::Running(progress);
                    self.world.import_at = self.at;
                }
                _ => self.world.check = Stage::Running(progress),
            },
            News::Waiting(words) => self.tell(Weight::Warning, words),
            News::Loaded(loaded) if self.world.platform().is_some() => {
                let Loaded { platform, leads, matchings, .. } = *loaded;
                self.world.load_trouble = None;
                // The drafts are this session's own.
                self.world.loaded = Loaded { platform, leads, matchings, ..std::mem::take(&mut self.world.loaded) };
            }
            News::Loaded(loaded) => {
                self.world.loaded = *loaded;
                self.world.load_trouble = None;
                if self.opened_with.is_none() && self.draft.is_empty() && !self.world.loaded.drafts.is_empty() {
                    self.overlays.push(help::go_on(self).into());
                }
            }
            News::Folder(folder) => self.world.folder = folder,
            News::Previewed(preview) => {
                self.warn_of_change(&preview);
                // What was told of the file may be older than what is read of it now.
                let is_its = self.draft.file.as_ref().is_some_and(|file| file.path == preview.path);
                if is_its && self.world.file_changed.is_some() {
                    self.world.file_changed = Some((preview.bytes, preview.modified));
                    self.forget_old_change();
                }
                self.world.preview = Some(*preview);
                self.world.counted = None;
                self.world.evidence = None;
            }
            News::Counted(rows, evidence) => {
                self.world.counted = Some(rows);
                self.world.evidence = Some(evidence);
            }
            News::Checked(report) => {
                self.world.check = Stage::Done(report);
                self.world.searched = None;
                self.jobs.forget(Slot::Search);
            }
            News::Imported(report, rejects) => self.imported(report, rejects),
            News::PlatformEdited(platform, edit) => {
                self.world.loaded.platform = Some(platform);
                self.platform_edited(&edit);
            }
            News::MatchingSaved(name, matching) => {
                self.tell(Weight::Note, format!("The matching is saved as “{name}”."));
                self.know_matching(name, matching);
            }
            News::MatchingTaken(name, matching) => {
                let words = format!(
                    "Somebody else has saved “{name}” meanwhile: theirs stays, yours is not saved. Leave Fields once more to replace it or to give another name."
                );
                self.tell(Weight::Error, words);
                self.know_matching(name, matching);
            }
            News::MatchingChanged(name, new) => self.matching_changed(&name, new),
            News::Searched(search, found) => self.world.searched = Some((search, found)),
            News::RowsRead(rows) => self.world.rows_read = rows,
            News::FileExists(what, path, about) => {
                self.ask_to_replace(Question::ReplaceFile(what, path.clone()), &path, about);
            }
            News::Written(path) => self.tell(Weight::Note, format!("Saved: {path}")),
            News::History(entries) => self.world.history = Some(entries),
            News::Beside(found) => self.found(ticket, found),
            News::Cancelled => self.cancelled(ticket.slot),
            News::Failed(trouble) => self.failed(ticket.slot, trouble),
        }
        self.refresh();
        if is_progress {
            return;
        }
        let answer = self.with_screen(|screen, desk| screen.told(ticket.slot, desk));
        self.follow(answer);
    }

    /// Tells an operator who goes on with a draft that its file is not what it was.
    fn warn_of_change(&mut self, preview: &super::world::Preview) {
        let Some(file) = self.draft.file.as_ref().filter(|file| file.path == preview.path) else { return };
        if !(Step::MatchType..=Step::Fields).contains(&self.draft.step) {
            return;
        }
        if let Some(trouble) = &preview.trouble {
            let words = format!("{}: {trouble}", file.name());
            self.tell(Weight::Error, words);
        } else if preview.columns != file.columns {
            let words = format!("The columns of {} have changed: go back to File and take it again.", file.name());
            self.tell(Weight::Warning, words);
        }
    }

    /// The file of the draft was changed by somebody.
    pub(super) fn file_changed(&mut self, path: &std::path::Path, bytes: u64, modified: i64) {
        if self.draft.file.as_ref().is_some_and(|file| file.path == path) {
            self.world.file_changed = Some((bytes, modified));
            self.forget_old_change();
            // What had its time makes way: in a low window there is room for one of the two.
            self.messages.fade(self.at);
        }
    }

    /// Forgets a change of the file that has been taken over since.
    pub(super) fn forget_old_change(&mut self) {
        let known = self.draft.file.as_ref().map(|file| (file.bytes, file.modified));
        if self.world.file_changed == known {
            self.world.file_changed = None;
        }
    }

    /// Takes note of what is saved under a name.
    fn know_matching(&mut self, name: String, matching: Matching) {
        let saved = &mut self.world.loaded.matchings;
        saved.retain(|saved| saved.name != name);
        saved.push(super::world::SavedMatching { name, matching });
        saved.sort_by(|one, other| one.name.cmp(&other.name));
    }

    /// A saved matching has another name, or is gone.
    fn matching_changed(&mut self, name: &str, new: Option<String>) {
        let saved = &mut self.world.loaded.matchings;
        let shown = crate::text::safe(name).into_owned();
        let words = if let Some(new) = &new {
            saved.iter_mut().filter(|saved| saved.name == name).for_each(|saved| saved.name.clone_from(new));
            saved.sort_by(|one, other| one.name.cmp(&other.name));
            format!("The matching “{shown}” is called “{}” now.", crate::text::safe(new))
        } else {
            saved.retain(|saved| saved.name != name);
            format!("The matching “{shown}” is removed; what is matched here stays.")
        };
        self.tell(Weight::Note, words);
        if self.draft.matching_name.as_deref() == Some(name) {
            self.draft.matching_name = new;
            self.save();
        }
    }

    /// The platform has fields, an option or an owner more: columns that fields were made for are matched with them.
    fn platform_edited(&mut self, edit: &PlatformEdit) {
        let all = match edit {
            PlatformEdit::Fields(all) => all,
            PlatformEdit::Option { option, .. } => {
                return self.tell(Weight::Note, format!("{} is an option now.", crate::text::safe(option)));
            }
            PlatformEdit::Owner(username) => {
                return self.tell(Weight::Note, format!("{} is an owner now.", crate::text::safe(username)));
            }
        };
        let mut matching = self.draft.matching.clone();
        let mut linked = Vec::new();
        for FieldOfColumn { column, new, .. } in all {
            let field = self.world.platform().and_then(|platform| field_named(&new.name, platform));
            let here = self.draft.file.as_ref().is_some_and(|file| file.columns.contains(column));
            if let Some(field) = field.filter(|_| here && !matching.uses(column.column)) {
                matching.link(column.clone(), &field.key, How::Given);
                linked.push(format!("{} matched with {}", column.shown(), crate::text::safe(&new.name)));
            }
        }
        let words = match all.as_slice() {
            [one] => format!("The field {} is on the platform now.", crate::text::safe(&one.new.name)),
            all => format!("{} fields are on the platform now.", all.len()),
        };
        self.tell(Weight::Note, words);
        // What an import works on stays as it is until its end.
        if !linked.is_empty() && self.world.importing.is_none() {
            self.apply(Change::Links(matching.links, linked.join(", ")));
        }
    }

    fn cancelled(&mut self, slot: Slot) {
        match slot {
            Slot::Import => {
                let name = self.import_stopped(Stage::Idle);
                self.tell(Weight::Note, format!("The import of {name} was cancelled; nothing was changed."));
            }
            Slot::Check => self.world.check = Stage::Idle,
            slot => self.world.beside.failed(slot, None),
        }
    }

    fn failed(&mut self, slot: Slot, trouble: Trouble) {
        if slot == Slot::Import {
            let name = self.import_stopped(Stage::Failed(trouble.clone()));
            return self.tell(Weight::Error, format!("{name} was not imported. {trouble}"));
        }
        self.tell(Weight::Error, trouble.to_string());
        match slot {
            Slot::Load => self.world.load_trouble = Some(trouble),
            Slot::Check => self.world.check = Stage::Failed(trouble),
            slot => self.world.beside.failed(slot, Some(trouble)),
        }
    }
}
