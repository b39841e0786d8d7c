//! File: a browser with a fuzzy filter, a path line, recent files, and beside it what is in the file.
//!
//! Whatever file is selected is previewed; Enter or `n` takes it. Nothing is read here: folders and previews come
//! from jobs, and `path` beside this file knows how typed and pasted paths are meant.

pub(crate) mod path;

use std::path::{Path, PathBuf};

use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker};
use crate::app::draft::{Change, SourceFile, file_name};
use crate::app::job::{Job, Slot};
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::message::Message;
use crate::app::question::{Question, Reply};
use crate::app::screen::{Answer, Offer, Screen, warn};
use crate::app::world::{FolderEntry, Preview};
use crate::keys::{Action, Context};
use crate::matching::{Matching, OwnerRule, names};

/// The state of the screen.
#[derive(Debug, Default)]
pub struct File {
    /// Which entry of the folder is selected.
    pub list: List,
    /// The path that is typed.
    pub path: Line,
    /// Whether the path line has the keyboard.
    pub typing_path: bool,
    /// The file that is meant: selected, typed, pasted or named on the command line.
    target: Option<PathBuf>,
    /// Whether it was named (typed, pasted, opened before, by the command line), so that no move in the list chose it.
    named: bool,
    /// The folder that a relative path is meant from: the one that was shown when the typing began.
    from: PathBuf,
    /// The folder that the list shows, to begin at its top when it changes.
    folder: PathBuf,
    /// Whether the file is to be taken as soon as its preview is there.
    eager: bool,
}

impl File {
    /// Means this file from the beginning (the command line named it).
    pub fn open(&mut self, path: PathBuf) {
        self.target = Some(path);
        self.named = true;
    }

    /// Returns the file that is meant.
    #[must_use]
    pub fn target(&self) -> Option<&Path> {
        self.target.as_deref()
    }

    /// Returns the preview of the file that is meant, once it is there.
    #[must_use]
    pub fn preview<'a>(&self, desk: &Desk<'a>) -> Option<&'a Preview> {
        desk.world.preview.as_ref().filter(|preview| Some(preview.path.as_path()) == self.target())
    }

    fn selected<'a>(&self, desk: &Desk<'a>) -> Option<&'a FolderEntry> {
        desk.world.folder.entries.get(self.list.selected()?)
    }

    /// Means the selected file from now on, and asks for its preview.
    fn follow_selection(&mut self, desk: &Desk<'_>) -> Answer {
        match self.selected(desk) {
            Some(entry) if !entry.folder && self.target() != Some(&entry.path) => self.mean(entry.path.clone()),
            _ => Answer::Stay,
        }
    }

    fn mean(&mut self, path: PathBuf) -> Answer {
        self.eager = false;
        self.target = Some(path.clone());
        Answer::Run(Job::Preview(path))
    }

    /// Means a file that was named, wherever the list stands; the list follows if it shows the file.
    fn mean_named(&mut self, path: PathBuf, desk: &Desk<'_>) -> Answer {
        self.named = true;
        if let Some(entry) = desk.world.folder.entries.iter().position(|entry| entry.path == path) {
            self.list.clear_filter();
            self.list.select(entry);
        }
        self.mean(path)
    }

    /// Goes to another folder; what is selected there is meant then.
    fn browse(&mut self, folder: PathBuf) -> Answer {
        self.named = false;
        Answer::Run(Job::Browse(folder))
    }

    fn choose(&mut self, desk: &Desk<'_>) -> Answer {
        if self.named {
            return self.take(desk);
        }
        match self.selected(desk) {
            Some(entry) if entry.folder => self.browse(entry.path.clone()),
            Some(entry) if self.target() != Some(&entry.path) => self.mean(entry.path.clone()),
            _ => self.take(desk),
        }
    }

    /// Takes the file that is meant and goes on.
    fn take(&mut self, desk: &Desk<'_>) -> Answer {
        let Some(target) = self.target.clone() else {
            return Answer::refuse("No file is chosen: move to one, or type its path.");
        };
        let Some(preview) = self.preview(desk) else {
            self.eager = true;
            return Answer::Tell(format!("{} is being opened…", file_name(&target)));
        };
        self.eager = false;
        if let Some(trouble) = &preview.trouble {
            return Answer::refuse(trouble.to_string());
        }
        let Some(platform) = desk.world.platform() else {
            let why = desk
                .world
                .load_trouble
                .as_ref()
                .map_or_else(|| "It is still being opened.".into(), ToString::to_string);
            return Answer::refuse(format!("The store is needed to go on. {why}"));
        };
        let file = SourceFile {
            path: preview.path.clone(),
            bytes: preview.bytes,
            modified: preview.modified,
            columns: preview.columns.clone(),
        };
        if desk.draft.file.as_ref() == Some(&file) {
            return Answer::Next;
        }
        let mut matching = names::initial(&file.columns, platform, desk.draft.matching.match_type);
        default_owner(&mut matching, platform, &desk.world.operator);
        Answer::All(vec![Answer::Change(Change::File(file, matching)), Answer::Next])
    }

    /// Takes what was typed or pasted: a folder is opened, a file is meant.
    fn take_path(&mut self, text: &str, desk: &Desk<'_>) -> Answer {
        let shown = &desk.world.folder;
        let here = if self.typing_path { self.from.clone() } else { shown.path.clone() };
        let Some(path) = path::meant(text, &here, desk.world.home.as_deref()) else {
            return Answer::Stay;
        };
        self.typing_path = false;
        let is_listed = || shown.entries.iter().any(|entry| entry.folder && entry.path == path);
        if text.trim_end().ends_with('/') || here.starts_with(&path) || is_listed() {
            return self.browse(path);
        }
        // A folder that cannot be read has nothing to choose from: the one before it is shown again.
        let folder = path.parent().filter(|folder| *folder != shown.path).map(Path::to_owned);
        let folder = folder.or_else(|| shown.trouble.is_some().then_some(here));
        let browse = folder.map(|folder| Answer::Run(Job::Browse(folder)));
        Answer::All(browse.into_iter().chain([self.mean_named(path, desk)]).collect())
    }

    fn act_on_path(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        match action {
            Action::Choose => {
                let text = self.path.text().to_owned();
                self.take_path(&text, desk)
            }
            Action::Close => {
                self.typing_path = false;
                Answer::Run(Job::Browse(self.from.clone()))
            }
            Action::NextPane => {
                let (folder, home) = (&desk.world.folder, desk.world.home.as_deref());
                if let Some(longer) = path::completed(self.path.text(), &self.from, folder, home) {
                    self.path.set(longer);
                }
                self.typed(desk)
            }
            // What is typed is what is meant: on with it, once it is open.
            Action::Next => {
                let text = self.path.text().to_owned();
                let answer = self.take_path(&text, desk);
                self.eager = self.named && !self.typing_path;
                answer
            }
            _ => Answer::taken(self.list.act(action)),
        }
    }
}

/// Gives new leads to the operator, if the operator is an owner.
fn default_owner(matching: &mut Matching, platform: &crate::platform::Platform, operator: &str) {
    if matching.owner.is_none()
        && let Some(owner) = platform.owner(operator)
    {
        matching.owner = Some(OwnerRule::One(owner.username.clone()));
    }
}

impl Screen for File {
    fn context(&self) -> Option<Context> {
        Some(Context::File)
    }

    fn offers(&self, desk: &Desk<'_>) -> Vec<Offer> {
        if self.typing_path {
            return vec![
                Action::Choose.as_offer("open"),
                Action::NextPane.as_offer("complete"),
                Action::Close.as_offer("back to the list"),
            ];
        }
        if self.list.is_typing() {
            return vec![Action::Choose.as_offer("done"), Action::Close.as_offer("show all")];
        }
        let takes = self.target.is_some()
            && desk.world.platform().is_some()
            && self.preview(desk).is_none_or(|preview| preview.trouble.is_none());
        let mut offers: Vec<Offer> = takes.then(|| Action::Next.into()).into_iter().collect();
        offers.push(Action::Back.into());
        if !self.named && self.selected(desk).is_some_and(|entry| entry.folder) {
            offers.push(Action::Choose.as_offer("open folder"));
        } else if takes {
            offers.push(Action::Choose.as_offer("take"));
        }
        offers.extend([Action::Filter.into(), Action::Path.as_offer("path")]);
        if !desk.world.loaded.recent.is_empty() {
            offers.push(Action::Recent.as_offer("recent"));
        }
        if desk.world.folder.path.parent().is_some() {
            offers.push(Action::Parent.as_offer("up"));
        }
        offers
    }

    fn act(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        if self.typing_path {
            return self.act_on_path(action, desk);
        }
        if self.list.act(action) {
            self.named = false;
            return self.follow_selection(desk);
        }
        match action {
            Action::Choose => self.choose(desk),
            Action::Next => self.take(desk),
            Action::Parent => match desk.world.folder.path.parent() {
                Some(parent) => self.browse(parent.to_owned()),
                None => Answer::Stay,
            },
            Action::Path => {
                self.path = Line::new(path::typed(&desk.world.folder.path.join("")));
                self.from.clone_from(&desk.world.folder.path);
                self.typing_path = true;
                Answer::Stay
            }
            Action::Recent => recent(desk),
            Action::Copy => match self.target() {
                Some(path) => Answer::Copy(path.to_string_lossy().into_owned()),
                None => Answer::Stay,
            },
            _ => Answer::Pass,
        }
    }

    fn reply(&mut self, question: &Question, reply: &Reply, desk: &Desk<'_>) -> Answer {
        let (Question::RecentFile, Reply::Item(id)) = (question, reply) else { return Answer::Stay };
        match id.parse::<usize>().ok().and_then(|index| desk.world.loaded.recent.get(index)) {
            Some(path) => self.mean_named(path.clone(), desk),
            None => Answer::Stay,
        }
    }

    fn enter(&mut self, desk: &Desk<'_>) -> Answer {
        let path = desk.draft.file.as_ref().map(|file| file.path.clone()).or_else(|| self.target.clone());
        match path {
            // What was chosen may have changed on disk since: look again.
            Some(path) => self.mean_named(path, desk),
            None => self.follow_selection(desk),
        }
    }

    fn refresh(&mut self, desk: &Desk<'_>) {
        let folder = &desk.world.folder;
        if self.folder != folder.path {
            self.list = List::default();
            self.folder.clone_from(&folder.path);
        }
        self.list.refresh(folder.entries.len(), |entry| folder.entries[entry].name.clone());
    }

    fn told(&mut self, slot: Slot, desk: &Desk<'_>) -> Answer {
        match slot {
            Slot::Browse => {
                let target = self.target.clone();
                match desk.world.folder.entries.iter().position(|entry| Some(&entry.path) == target.as_ref()) {
                    Some(entry) => self.list.select(entry),
                    None if target.is_none() => {
                        let first = desk.world.folder.entries.iter().position(|entry| !entry.folder);
                        self.list.select(first.unwrap_or(0));
                    }
                    None => {}
                }
                if target.is_none() { self.follow_selection(desk) } else { Answer::Stay }
            }
            Slot::Preview if self.eager && self.preview(desk).is_some() => self.take(desk),
            _ => Answer::Stay,
        }
    }

    fn line(&mut self) -> Option<&mut Line> {
        if self.typing_path { Some(&mut self.path) } else { self.list.typing() }
    }

    fn is_typing(&self) -> bool {
        self.typing_path || self.list.is_typing()
    }

    fn typed(&mut self, desk: &Desk<'_>) -> Answer {
        let folder = &desk.world.folder;
        if !self.typing_path {
            self.named = false;
            self.list.filtered(|entry| folder.entries[entry].name.clone());
            return self.follow_selection(desk);
        }
        match path::folder_of(self.path.text(), &self.from, desk.world.home.as_deref()) {
            Some(other) if other != folder.path => Answer::Run(Job::Browse(other)),
            _ => Answer::Stay,
        }
    }

    fn pasted(&mut self, text: &str, desk: &Desk<'_>) -> Answer {
        self.take_path(text, desk)
    }

    fn hint(&self, desk: &Desk<'_>) -> Option<Message> {
        if let Some(trouble) = &desk.world.folder.trouble {
            return warn(trouble.to_string());
        }
        let trouble = self.preview(desk)?.trouble.as_ref()?;
        warn(trouble.to_string())
    }
}

fn recent(desk: &Desk<'_>) -> Answer {
    if desk.world.loaded.recent.is_empty() {
        return Answer::refuse("No file was opened before.");
    }
    let items = desk
        .world
        .loaded
        .recent
        .iter()
        .enumerate()
        .map(|(index, path)| {
            let folder = path.parent().map(path::shown).unwrap_or_default();
            Item::new(index.to_string(), file_name(path), folder)
        })
        .collect();
    Answer::ask(Picker::new(Question::RecentFile, "Recent files", items))
}
