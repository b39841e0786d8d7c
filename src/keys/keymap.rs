//! A keymap: which sequence of keys does what in which context.

use super::action::{ACTIONS, Action, Context};
use super::chord::{self, Chord};

/// One sequence of keys bound to one action in one context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// The keys, one after the other.
    pub keys: Vec<Chord>,
    /// What they do.
    pub action: Action,
    /// The file that says so: a built-in name or a path.
    pub file: String,
    /// The line in that file, from 1.
    pub line: usize,
}

/// What a sequence of keys means so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// This action.
    Action(Action),
    /// The beginning of a longer sequence.
    Prefix,
    /// Nothing.
    Nothing,
}

/// All bindings in force.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    /// The bindings, in the order of the files.
    pub bindings: Vec<Binding>,
}

impl Keymap {
    /// Returns what a sequence means where these contexts are in force, the first of them before the others.
    ///
    /// While text is typed (`typing`), sequences that begin with a character are text and never found.
    #[must_use]
    pub fn find(&self, contexts: &[Context], typing: bool, keys: &[Chord]) -> Found {
        if typing && keys.first().is_some_and(|first| first.text().is_some()) {
            return Found::Nothing;
        }
        let mut prefix = false;
        for context in contexts {
            for binding in self.bindings.iter().filter(|binding| binding.context == *context) {
                if binding.keys == keys {
                    return Found::Action(binding.action);
                }
                prefix |= binding.keys.starts_with(keys);
            }
            if prefix {
                return Found::Prefix;
            }
        }
        Found::Nothing
    }

    /// Returns the key to show for an action: the first that can be pressed where these contexts are in force.
    #[must_use]
    pub fn key_of(&self, contexts: &[Context], typing: bool, action: Action) -> Option<String> {
        self.bindings
            .iter()
            .filter(|binding| binding.action == action)
            .find(|binding| self.find(contexts, typing, &binding.keys) == Found::Action(action))
            .map(|binding| chord::show(&binding.keys))
    }

    /// Returns all keys of an action in a context, as they are shown.
    #[must_use]
    pub fn keys_of(&self, context: Context, action: Action) -> Vec<String> {
        self.bindings
            .iter()
            .filter(|binding| binding.action == action && binding.context == context)
            .map(|binding| chord::show(&binding.keys))
            .collect()
    }

    /// Puts the keys of an action in a context in the place of those it had; none unbinds it.
    pub fn bind(&mut self, context: Context, action: Action, keys: Vec<Binding>) {
        self.bindings.retain(|binding| binding.context != context || binding.action != action);
        self.bindings.extend(keys);
    }

    /// Returns the whole keymap as a file that extends nothing: what `leadport keymap show` prints.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        for context in Context::ALL {
            out.extend(["[", context.name(), "]\n"]);
            for entry in ACTIONS.iter().filter(|entry| entry.contexts.contains(&context)) {
                let keys: Vec<String> = self
                    .bindings
                    .iter()
                    .filter(|binding| binding.action == entry.action && binding.context == context)
                    .map(|binding| binding.keys.iter().map(|chord| chord.spelling()).collect::<Vec<_>>().join(" "))
                    .map(|keys| format!("\"{}\"", keys.replace('\\', "\\\\").replace('"', "\\\"")))
                    .collect();
                out.extend([entry.id, " = [", keys.join(", ").as_str(), "]\n"]);
            }
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use crate::keys::file;

    #[test]
    fn a_keymap_that_is_shown_reads_back_as_it_was() {
        let (keymap, _) = file::read("vim", file::built_in("vim").expect("built in"));
        let (again, faults) = file::read("default", &keymap.to_toml());
        assert_eq!(faults, []);
        let plain = |keymap: &super::Keymap| {
            let mut all: Vec<_> = keymap.bindings.iter().map(|b| (b.context, b.action, b.keys.clone())).collect();
            all.sort();
            all
        };
        assert_eq!(plain(&again), plain(&keymap));
    }
}
