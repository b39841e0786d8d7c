//! The program's own questions: help, palette, menu, messages, quit, cancel, go on. Made from the tables, not typed in.

use super::dialog::{Dialog, Item, Picker};
use super::draft::{Draft, SourceFile};
use super::question::Question;
use super::step::{Place, Step};
use super::{App, words};
use crate::keys::action::ACTIONS;
use crate::keys::{Action, Context};

/// Returns all keys of this screen, searchable.
pub(super) fn keys(app: &App) -> Picker {
    let own = app.contexts();
    let order = own.iter().copied().chain([Context::Input, Context::Dialog].into_iter().filter(|c| !own.contains(c)));
    let mut items = Vec::new();
    for context in order {
        for entry in ACTIONS.iter().filter(|entry| entry.contexts.contains(&context)) {
            let keys = app.keymap.keys_of(context, entry.action).join("  ");
            if !keys.is_empty() {
                items.push(Item::new(entry.id, keys, format!("{} {}", entry.sentence, place(context))));
            }
        }
    }
    Picker::new(Question::Help, "Keys of this screen", items).text("Type to search.")
}

fn place(context: Context) -> &'static str {
    match context {
        Context::Input => "(while typing)",
        Context::Dialog => "(in a question)",
        _ => "",
    }
}

/// Returns the commands that make sense on this screen.
pub(super) fn palette(app: &App) -> Picker {
    let contexts = app.contexts();
    let items = ACTIONS
        .iter()
        .filter(|entry| entry.contexts.iter().any(|context| contexts.contains(context)))
        .filter(|entry| entry.contexts != [Context::List] || entry.action == Action::Filter)
        .filter(|entry| !matches!(entry.action, Action::Palette | Action::Interrupt | Action::Close | Action::Choose))
        .map(|entry| {
            let key = app.keymap.key_of(&contexts, false, entry.action).unwrap_or_default();
            Item::new(entry.id, format!("{:<18}{key}", entry.label), entry.sentence)
        })
        .collect();
    Picker::new(Question::Palette, "Commands", items)
}

/// Returns the program's screens.
pub(super) fn menu(app: &App) -> Picker {
    let items =
        Place::MENU.into_iter().map(|place| Item::new(place.title(), place.title(), place.sentence())).collect();
    Picker::new(Question::Menu, "Menu", items).at(app.place.title())
}

/// Returns the messages so far, the newest first.
pub(super) fn messages(app: &App) -> Picker {
    // What stands on the message line without having been told may be cut there; here it is whole.
    let now = app.messages.shown().is_none().then(|| app.notice()).flatten();
    let items = now
        .iter()
        .map(|hint| Item::new("", &hint.text, "now").mark(words::mark_of(hint.weight)))
        .chain(app.messages.all().map(|(at, message)| {
            let ago = words::ago(app.at.unix, at.unix);
            Item::new("", &message.text, ago).mark(words::mark_of(message.weight))
        }))
        .collect();
    Picker::new(Question::Messages, "Messages", items)
}

/// Asks whether to leave.
pub(super) fn quit(app: &App) -> Dialog {
    let dialog = Dialog::ask(Question::Quit, "Leave leadport?", "Stay", "Leave");
    if app.world.import.is_running() {
        return dialog.text("The import is running. Leaving stops it, and nothing will have been changed.");
    }
    match &app.draft.file {
        Some(file) if app.draft.step < Step::Summary && app.world.drafts_are_lost => {
            dialog.text(format!("The answers given for {} could not be kept: they are lost.", file.name()))
        }
        Some(file) if app.draft.step < Step::Summary => {
            dialog.text(format!("{} is kept as it is now: leadport offers to go on with it next time.", file.name()))
        }
        _ => dialog.text("Nothing is unfinished."),
    }
}

/// Asks whether to give the import up.
pub(super) fn cancel(app: &App) -> Dialog {
    let name = app.draft.file.as_ref().map(SourceFile::name).unwrap_or_default();
    Dialog::ask(Question::CancelWizard, "Give this import up?", "Go on with it", "Give it up")
        .text(format!("All answers given for {name} are forgotten. The leads and the file stay as they are."))
}

/// Offers to go on where the operator was.
pub(super) fn go_on(app: &App) -> Picker {
    let mut items: Vec<Item> =
        app.world.loaded.drafts.iter().enumerate().map(|(index, draft)| draft_item(app, index, draft)).collect();
    items.push(Item::new("new", "Begin a new import", "the others stay as they are"));
    Picker::new(Question::GoOn, "Go on where you were?", items)
}

fn draft_item(app: &App, index: usize, draft: &Draft) -> Item {
    let name = draft.file.as_ref().map(SourceFile::name).unwrap_or_default();
    let when = words::ago(app.at.unix, draft.at);
    Item::new(index.to_string(), format!("{name}, at {}", draft.step.title()), when)
}
