//! The one table of everything that a key can do.
//!
//! The footer, the help screen, the palette, `leadport keymap list` and the README are made from it; a screen
//! that wants a new key adds a line here and its keys to `keymaps/*.toml`, nothing else.

/// Where a binding holds; keymap files have a table for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// On every screen.
    Global,
    /// Wherever something is selected by moving.
    List,
    /// While text is typed; only here do bindings hide those of other contexts.
    Input,
    /// In a question.
    Dialog,
    /// The step File.
    File,
    /// The step Fields.
    Fields,
    /// The step Check.
    Check,
    /// The step Summary.
    Summary,
    /// The history of imports.
    Imports,
    /// The leads.
    Leads,
    /// The data-quality survey.
    Quality,
    /// What the platform is made of: fields, owners, settings.
    Platform,
}

impl Context {
    /// All contexts in the order in which they are shown.
    pub const ALL: [Context; 12] = [
        Context::Global,
        Context::List,
        Context::Input,
        Context::Dialog,
        Context::File,
        Context::Fields,
        Context::Check,
        Context::Summary,
        Context::Imports,
        Context::Leads,
        Context::Quality,
        Context::Platform,
    ];

    /// Returns the context's name in keymap files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Context::Global => "global",
            Context::List => "list",
            Context::Input => "input",
            Context::Dialog => "dialog",
            Context::File => "file",
            Context::Fields => "fields",
            Context::Check => "check",
            Context::Summary => "summary",
            Context::Imports => "imports",
            Context::Leads => "leads",
            Context::Quality => "quality",
            Context::Platform => "platform",
        }
    }

    /// Returns the context with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Context> {
        Context::ALL.into_iter().find(|context| context.name() == name)
    }

    /// Tells whether the bindings of both can be in force at the same time, so that one key cannot mean two things.
    #[must_use]
    pub fn meets(self, other: Context) -> bool {
        use Context::{Dialog, Global, Input, List};
        match (self, other) {
            _ if self == other => true,
            // Typing hides what stands behind it, and so does a question.
            (Input | Dialog, _) | (_, Input | Dialog) => false,
            (Global | List, _) | (_, Global | List) => true,
            _ => false,
        }
    }
}

/// One line of the table.
#[derive(Debug)]
pub struct Entry {
    /// The action.
    pub action: Action,
    /// Its name in keymap files.
    pub id: &'static str,
    /// Where it can be bound.
    pub contexts: &'static [Context],
    /// What it is called in a footer.
    pub label: &'static str,
    /// What it does, in one sentence.
    pub sentence: &'static str,
}

macro_rules! actions {
    ($($name:ident $id:literal [$($context:ident)+] $label:literal $sentence:literal)+) => {
        /// Something that a key can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $sentence] $name,)+
        }

        /// All actions in the order in which help shows them.
        pub static ACTIONS: &[Entry] = &[
            $(Entry {
                action: Action::$name,
                id: $id,
                contexts: &[$(Context::$context),+],
                label: $label,
                sentence: $sentence,
            },)+
        ];
    };
}

actions! {
    Next "next" [Global] "next" "Goes to the next step."
    Back "back" [Global] "back" "Goes to the step before; nothing that was entered is lost."
    NextPane "next-pane" [Global] "pane" "Goes to the next pane of the screen."
    PreviousPane "previous-pane" [Global] "pane before" "Goes to the pane before."
    Choose "choose" [Global] "choose" "Chooses, opens or confirms what is selected."
    Close "close" [Global] "close" "Closes what is open or leaves an input; never destroys anything."
    Help "help" [Global] "help" "Shows all keys of this screen."
    Palette "palette" [Global] "commands" "Finds a command by its name and runs it."
    Menu "menu" [Global] "menu" "Opens the menu of the program's screens."
    Messages "messages" [Global] "messages" "Shows the messages of this session again."
    Undo "undo" [Global] "undo" "Takes the last choice back."
    Cancel "cancel" [Global] "cancel" "Gives this import up: forgets the answers, changes nothing."
    Copy "copy" [Global] "copy" "Copies what is selected to your own clipboard."
    Redraw "redraw" [Global] "redraw" "Draws the whole screen again."
    Suspend "suspend" [Global] "suspend" "Goes back to the shell until you bring leadport to the front again (fg)."
    Quit "quit" [Global] "quit" "Leaves leadport."
    Interrupt "interrupt" [Global] "quit" "Asks whether to leave leadport, wherever you are."

    Up "up" [List] "up" "Moves up by one."
    Down "down" [List] "down" "Moves down by one."
    Left "left" [List] "left" "Moves to the left."
    Right "right" [List] "right" "Moves to the right."
    PageUp "page-up" [List] "page up" "Moves up by a page."
    PageDown "page-down" [List] "page down" "Moves down by a page."
    First "first" [List] "first" "Goes to the first line."
    Last "last" [List] "last" "Goes to the last line."
    Toggle "toggle" [List] "toggle" "Switches what is selected on or off."
    Filter "filter" [List] "filter" "Shows only the lines that contain what you type; problems by code:… and column:… too."

    CursorLeft "cursor-left" [Input] "left" "Moves the cursor to the left."
    CursorRight "cursor-right" [Input] "right" "Moves the cursor to the right."
    CursorStart "cursor-start" [Input] "start" "Moves the cursor to the start."
    CursorEnd "cursor-end" [Input] "end" "Moves the cursor to the end."
    WordLeft "word-left" [Input] "word left" "Moves the cursor to the word before."
    WordRight "word-right" [Input] "word right" "Moves the cursor to the next word."
    Erase "erase" [Input] "erase" "Erases the character before the cursor."
    EraseNext "erase-next" [Input] "erase next" "Erases the character under the cursor."
    EraseWord "erase-word" [Input] "erase word" "Erases the word before the cursor."
    EraseLine "erase-line" [Input] "erase line" "Erases everything that was typed."
    EraseEnd "erase-end" [Input] "erase to end" "Erases everything from the cursor on."
    PutBack "put-back" [Input] "put back" "Puts back what was erased last."

    Yes "yes" [Dialog] "yes" "Answers yes."
    No "no" [Dialog] "no" "Answers no."

    Path "path" [File] "type a path" "Types or pastes the path of the file."
    Parent "parent" [File] "folder above" "Goes to the folder above."
    Recent "recent" [File] "recent files" "Chooses among the files that were opened before."

    Saved "saved" [Fields] "saved matchings" "Opens the saved matchings."
    Owner "owner" [Fields] "owner" "Sets the owner of the lead."
    Unmatch "unmatch" [Fields] "unmatch" "Parts the column from its field."
    Accept "accept" [Fields] "accept" "Accepts the suggested match."
    AcceptAll "accept-all" [Fields] "accept all" "Accepts all suggested matches."
    CreateField "create-field" [Fields] "new field" "Makes a custom field of the column and matches it."
    RowView "row-view" [Fields] "rows" "Shows what each row becomes: its cells beside the lead's values."
    Values "values" [Fields] "values" "Shows the different values of the column and what each becomes."
    ColumnRules "column-rules" [Fields] "rules" "Sets how the column acts on a lead that exists."

    MendAll "mend-all" [Check] "mend all like this" "Mends all cells of this cause, where the mend is certain."
    MendCertain "mend-certain" [Check] "mend all certain" "Mends all cells of all causes, where the mend is certain."
    Edit "edit" [Check] "edit cell" "Corrects the cell here; the file itself is never written to."
    Again "again" [Check] "upload again" "Reads the mended file again, with all settings kept."
    AgainOther "again-other" [Check] "another file" "Takes another file in place of this one, with all settings kept."
    Export "export" [Check] "export" "Saves the problems, the rejects or the mended sheet as a file, or copies a summary."
    OnlyValid "only-valid" [Check] "only valid rows" "Imports the valid rows only; the others go to a file of rejects."
    LeaveOut "leave-out" [Check] "leave row out" "Leaves the row of the selected problem out of the import."
    Mends "mends" [Check] "mends" "Lists the mends, those first that no longer fit the file; Enter takes one back."
    ForgetMends "forget-mends" [Check] "forget mends" "Takes all mends and left-out rows back."
    Sort "sort" [Check] "sort" "Sorts the causes by weight, by column or by code, one after the other."
    NextProblem "next-problem" [Check] "next problem" "Goes to the next problem."
    PreviousProblem "previous-problem" [Check] "problem before" "Goes to the problem before."
    Jump "jump" [Check] "jump to row" "Goes to the row with a number."

    Report "report" [Summary Imports] "report" "Saves the report of this import as a file."
    OverLimit "over-limit" [Summary Imports] "leads over the limit" "Saves the leads that were over the contract's limit as a sheet that is ready to import."
    UndoImport "undo-import" [Summary Imports] "undo import" "Takes the whole import back."
    ShowLeads "show-leads" [Summary Imports] "leads" "Shows the leads of this import."
    Survey "survey" [Summary Imports] "survey" "Surveys the quality of the leads of this import."

    ExportLeads "export-leads" [Leads] "export" "Saves these leads as a file that can be imported again."
    Refresh "refresh" [Leads Quality Imports] "look again" "Looks at the store again."

    SaveSurvey "save-survey" [Quality] "save" "Saves the survey as a page (HTML) or as JSON."
    SurveyAll "survey-all" [Quality] "all leads" "Surveys all leads of the store."

    Add "add" [Platform] "add" "Adds another one to the list."
    Remove "remove" [Platform] "remove" "Removes what is selected, or takes a setting back to its default; asks first."
}

impl Action {
    /// Returns the action's line of the table.
    #[must_use]
    pub fn entry(self) -> &'static Entry {
        &ACTIONS[self as usize]
    }

    /// Returns the action's name in keymap files.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.entry().id
    }

    /// Returns the action with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Action> {
        ACTIONS.iter().find(|entry| entry.id == id).map(|entry| entry.action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_actions_and_names_none_twice() {
        for (index, entry) in ACTIONS.iter().enumerate() {
            assert_eq!(entry.action as usize, index);
            assert_eq!(Action::from_id(entry.id), Some(entry.action), "{} stands twice", entry.id);
            assert!(entry.sentence.ends_with('.') && !entry.label.ends_with('.'), "{}", entry.id);
        }
    }
}
