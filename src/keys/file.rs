//! Keymap files: TOML, one table per context, an action and its keys on each line.
//!
//! `extends` names the built-in keymap that says the rest (`default` unless said). A list replaces the keys that
//! the action had; `[]` leaves it without any. Whatever is wrong is a [`Fault`] of its line, and the other lines hold.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::action::{Action, Context};
use super::check;
use super::chord::Chord;
use super::keymap::{Binding, Keymap};

/// The keymaps that are built in: name and text.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("default", include_str!("../../keymaps/default.toml")),
    ("vim", include_str!("../../keymaps/vim.toml")),
    ("emacs", include_str!("../../keymaps/emacs.toml")),
];

/// Something wrong in a keymap file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file: a built-in name or a path.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do, naming the key; one sentence without its full stop.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, line {}: {}", crate::text::safe(&self.file), self.line, self.what)
    }
}

/// Returns the text of a built-in keymap.
#[must_use]
pub fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(other, _)| *other == name).map(|(_, text)| *text)
}

/// Reads a keymap and everything that it extends, and finds its clashes.
///
/// `file` is what faults call it: a built-in name or a path. What can be read is always in the keymap.
#[must_use]
pub fn read(file: &str, text: &str) -> (Keymap, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut keymap = layer(file, text, 0, &mut faults);
    faults.extend(check::clashes(&mut keymap));
    faults.sort_by_key(|fault| (fault.file != file, fault.line));
    (keymap, faults)
}

fn layer(file: &str, text: &str, depth: usize, faults: &mut Vec<Fault>) -> Keymap {
    let (table, errors) = DeTable::parse_recoverable(text);
    let table = table.into_inner();
    let fault = |at: usize, what: String| Fault { file: file.to_owned(), line: line_of(text, at), what };
    let mut broken = Vec::new();
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        if !broken.contains(&line_of(text, at)) {
            broken.push(line_of(text, at));
            faults.push(fault(at, format!("the line cannot be read: {}", crate::text::safe(error.message()))));
        }
    }
    let mut keymap = base(file, &table, depth, &fault, faults);
    for (name, value) in &table {
        let at = name.span().start;
        if name.get_ref() == "extends" {
            continue;
        }
        let Some(context) = Context::from_name(name.get_ref()) else {
            let known = Context::ALL.map(Context::name).join(", ");
            faults.push(fault(
                at,
                format!("[{}] is not a context; there are {known}", crate::text::safe(name.get_ref())),
            ));
            continue;
        };
        let Some(lines) = value.get_ref().as_table() else {
            faults.push(fault(at, format!("“{}” must be a table: [{}]", context.name(), context.name())));
            continue;
        };
        for (action, keys) in lines {
            let at = action.span().start;
            if broken.contains(&line_of(text, at)) {
                continue;
            }
            match line(context, action.get_ref(), keys, faults, &fault) {
                Ok((action, sequences)) => {
                    let bindings = sequences
                        .into_iter()
                        .map(|(at, keys)| Binding {
                            context,
                            keys,
                            action,
                            file: file.to_owned(),
                            line: line_of(text, at),
                        })
                        .collect();
                    keymap.bind(context, action, bindings);
                }
                Err(what) => faults.push(fault(at, what)),
            }
        }
    }
    keymap
}

/// Returns the keymap that a file extends.
fn base(
    file: &str,
    table: &DeTable<'_>,
    depth: usize,
    fault: &impl Fn(usize, String) -> Fault,
    faults: &mut Vec<Fault>,
) -> Keymap {
    if file == "default" {
        return Keymap::default();
    }
    let mut name = "default";
    if let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == "extends") {
        match value.get_ref().as_str() {
            Some(wanted) if built_in(wanted).is_some() && wanted != file && depth < BUILT_IN.len() => name = wanted,
            _ => {
                let known = BUILT_IN.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
                faults.push(fault(key.span().start, format!("extends must name a built-in keymap: {known}")));
            }
        }
    }
    layer(name, built_in(name).unwrap_or_default(), depth + 1, faults)
}

type Sequences = Vec<(usize, Vec<Chord>)>;

/// Reads one line: an action of the context, and a key or a list of keys. A bad key does not take the others with it.
fn line(
    context: Context,
    id: &str,
    keys: &Spanned<DeValue<'_>>,
    faults: &mut Vec<Fault>,
    fault: &impl Fn(usize, String) -> Fault,
) -> Result<(Action, Sequences), String> {
    let shown = crate::text::safe(id);
    let Some(action) = Action::from_id(id) else {
        return Err(match nearest(id) {
            Some(near) => format!("there is no action “{shown}”; did you mean {near}?"),
            None => format!("there is no action “{shown}”; `leadport keymap list` shows all of them"),
        });
    };
    if !action.entry().contexts.contains(&context) {
        let places = action.entry().contexts.iter().map(|other| format!("[{}]", other.name())).collect::<Vec<_>>();
        return Err(format!("“{shown}” belongs in {}, not in [{}]", places.join(" or "), context.name()));
    }
    let mut sequences = Vec::new();
    let mut take = |value: &Spanned<DeValue<'_>>| {
        let at = value.span().start;
        match value.get_ref().as_str().map(Chord::parse_sequence) {
            Some(Ok(chords)) => sequences.push((at, chords)),
            Some(Err(what)) => faults.push(fault(at, format!("{shown}: {what}"))),
            None => faults.push(fault(at, format!("{shown}: a key is written in quotes, like \"ctrl-p\""))),
        }
    };
    match keys.get_ref() {
        DeValue::Array(list) => list.iter().for_each(&mut take),
        _ => take(keys),
    }
    Ok((action, sequences))
}

/// Returns the action whose name is most like a misspelt one.
fn nearest(id: &str) -> Option<&'static str> {
    super::action::ACTIONS
        .iter()
        .map(|entry| (strsim::damerau_levenshtein(entry.id, id), entry.id))
        .min()
        .filter(|(distance, _)| *distance <= 2)
        .map(|(_, id)| id)
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::action::ACTIONS;
    use crate::keys::keymap::Found;

    fn keys(text: &str) -> Vec<Chord> {
        Chord::parse_sequence(text).expect("a sequence")
    }

    #[test]
    fn the_built_in_keymaps_are_without_fault_and_reach_every_action_over_any_ssh_client() {
        for (name, text) in BUILT_IN {
            let (keymap, faults) = read(name, text);
            assert_eq!(faults, [], "{name}");
            for entry in ACTIONS {
                for context in entry.contexts {
                    let mut bound =
                        keymap.bindings.iter().filter(|b| b.action == entry.action && b.context == *context);
                    assert!(
                        bound.any(|binding| binding.keys.iter().all(|chord| chord.is_plain())),
                        "{name}: {} has no key in {} that every client sends",
                        entry.id,
                        context.name()
                    );
                }
            }
        }
    }

    #[test]
    fn no_built_in_keymap_takes_the_keys_of_tmux_and_screen() {
        for (name, text) in BUILT_IN {
            let (keymap, _) = read(name, text);
            for binding in &keymap.bindings {
                let taken = [Chord::ctrl('a'), Chord::ctrl('b')];
                assert!(!binding.keys.iter().any(|chord| taken.contains(chord)), "{name}: {}", binding.action.id());
            }
        }
    }

    #[test]
    fn a_users_list_replaces_the_default_one_and_an_empty_list_unbinds() {
        let (keymap, faults) = read("mine.toml", "[global]\npalette = \"ctrl-o\"\nmenu = []\n");
        assert_eq!(faults, []);
        let at = [Context::Global];
        assert_eq!(keymap.find(&at, false, &keys("ctrl-o")), Found::Action(Action::Palette));
        assert_eq!(keymap.find(&at, false, &keys("ctrl-p")), Found::Nothing);
        assert_eq!(keymap.find(&at, false, &keys("m")), Found::Nothing);
        assert_eq!(keymap.find(&at, false, &keys("n")), Found::Action(Action::Next));
    }

    #[test]
    fn a_bad_line_is_named_and_never_takes_the_rest_with_it() {
        let text = "extends = \"vim\"\n[global]\npallete = [\"ctrl-o\"]\nmenu = [\"hyper-x\", \"M\"]\nhelp = = 3\nquit = [\"Q\"]\n[nowhere]\nx = []\n[fields]\nup = [\"e\"]\n";
        let (keymap, faults) = read("mine.toml", text);
        let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [3, 4, 5, 7, 10], "{told:#?}");
        assert!(told[0].starts_with("mine.toml, line 3: ") && told[0].contains("did you mean palette?"));
        assert!(told[1].contains("hyper-x") && told[4].contains("belongs in [list]"));
        let at = [Context::Global, Context::List];
        assert_eq!(keymap.find(&at, false, &keys("M")), Found::Action(Action::Menu));
        assert_eq!(keymap.find(&at, false, &keys("Q")), Found::Action(Action::Quit));
        assert_eq!(keymap.find(&at, false, &keys("?")), Found::Action(Action::Help), "the default holds");
        assert_eq!(keymap.find(&at, false, &keys("g")), Found::Prefix, "vim holds");
    }

    #[test]
    fn while_text_is_typed_letters_are_text() {
        let (keymap, _) = read("vim", built_in("vim").expect("built in"));
        let at = [Context::Input, Context::List, Context::Global];
        assert_eq!(keymap.find(&at, true, &keys("n")), Found::Nothing);
        assert_eq!(keymap.find(&at, true, &keys("g")), Found::Nothing);
        assert_eq!(keymap.find(&at, true, &keys("enter")), Found::Action(Action::Choose));
    }

    #[test]
    fn no_text_makes_the_reader_panic() {
        for text in [
            "",
            "[",
            "[[global]]\n",
            "global = 3",
            "[global]\nnext = [[\"n\"]]",
            "extends = 7",
            "\u{0}",
            "[global]\nnext = {a=1}",
        ] {
            let (keymap, _) = read("odd.toml", text);
            assert!(!keymap.bindings.is_empty(), "{text:?}");
        }
    }
}
