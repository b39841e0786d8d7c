//! What the terminal and the environment say about how to draw, and whether there is a screen at all.

use std::io::IsTerminal;
use std::path::Path;

use super::Refusal;
use crate::ui::Look;

/// Refuses to draw where nothing can be drawn, naming the command that does the same without a screen.
pub(super) fn refuse_without_terminal(file: Option<&Path>) -> Result<(), Refusal> {
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb" || term.is_empty());
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if terminal && !dumb {
        return Ok(());
    }
    let why = if terminal { "This terminal (TERM=dumb) cannot show the wizard" } else { "The wizard needs a terminal" };
    let name = file.map_or_else(|| "FILE".into(), |file| crate::text::safe(&file.display().to_string()).into_owned());
    Err(Refusal {
        exit: 2,
        what: format!("{why}."),
        suggestion: format!("`leadport check {name}` and `leadport import {name}` do the same without a screen."),
    })
}

/// Returns what the terminal can show: colours by NO_COLOR (https://no-color.org), UTF-8 by the locale.
pub(super) fn look(colour: Option<bool>) -> Look {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Look { colour: colour.unwrap_or(!unwanted), utf8: locale_is_utf8() }
}

/// The first of these that is set says the character set of the locale (POSIX, 8.2 Internationalization Variables).
fn locale_is_utf8() -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .is_some_and(|locale| {
            let locale = locale.to_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
}
