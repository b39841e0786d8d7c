//! Finds keys that mean two things at once: the same sequence twice, or one that begins another.

use super::action::Context;
use super::chord;
use super::file::Fault;
use super::keymap::{Binding, Keymap};

/// Takes clashing bindings out of a keymap and says where each stands; of two, the one of the user's file goes.
///
/// Two bindings clash where both can be in force at once ([`Context::meets`]) and one sequence is the other or
/// begins it: the longer could then never be pressed.
pub fn clashes(keymap: &mut Keymap) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut kept: Vec<Binding> = Vec::with_capacity(keymap.bindings.len());
    for binding in keymap.bindings.drain(..) {
        match kept.iter().find(|other| clash(other, &binding)) {
            Some(other) => {
                faults.push(Fault { file: binding.file.clone(), line: binding.line, what: sentence(other, &binding) });
            }
            None => kept.push(binding),
        }
    }
    keymap.bindings = kept;
    faults
}

fn clash(one: &Binding, other: &Binding) -> bool {
    one.context.meets(other.context)
        && (one.action != other.action || one.context == other.context)
        && (one.keys.starts_with(&other.keys) || other.keys.starts_with(&one.keys))
        && !hidden_by_typing(one, other)
}

/// While text is typed, sequences that begin with a character are text: they cannot clash there.
fn hidden_by_typing(one: &Binding, other: &Binding) -> bool {
    let typed = |binding: &Binding| binding.keys.first().is_some_and(|first| first.text().is_some());
    one.context == Context::Input && other.context == Context::Input && (typed(one) || typed(other))
}

fn sentence(first: &Binding, second: &Binding) -> String {
    let (key, taken) = (chord::show(&second.keys), chord::show(&first.keys));
    let place = format!(
        "{} ([{}], {}, line {})",
        first.action.id(),
        first.context.name(),
        crate::text::safe(&first.file),
        first.line
    );
    if key == taken {
        return format!(
            "“{key}” of {} is already the key of {place}: give one of them another key",
            second.action.id()
        );
    }
    format!(
        "“{key}” of {} and “{taken}” of {place} begin alike, so that the longer could never be pressed: change one of them",
        second.action.id()
    )
}

#[cfg(test)]
mod tests {
    use crate::keys::action::{Action, Context};
    use crate::keys::chord::Chord;
    use crate::keys::file::read;
    use crate::keys::keymap::Found;

    #[test]
    fn a_clash_names_both_lines_and_the_older_binding_holds() {
        let (keymap, faults) = read("mine.toml", "[fields]\ncreate-field = [\"n\"]\n");
        assert_eq!(faults.len(), 1);
        let told = faults[0].to_string();
        assert!(
            told.starts_with("mine.toml, line 2: “n” of create-field is already the key of next ([global], default")
        );
        let found = keymap.find(&[Context::Fields, Context::Global], false, &[Chord::char('n')]);
        assert_eq!(found, Found::Action(Action::Next));
    }

    #[test]
    fn a_key_that_begins_a_sequence_is_told() {
        let (_, faults) = read("mine.toml", "[list]\nlast = [\"g e\"]\n");
        assert!(faults[0].what.contains("begin alike"), "{}", faults[0].what);
    }

    #[test]
    fn the_same_key_on_two_screens_is_no_clash() {
        let (_, faults) = read("mine.toml", "[check]\nexport = [\"D\"]\n[fields]\nvalues = [\"D\"]\n");
        assert_eq!(faults, []);
    }
}
