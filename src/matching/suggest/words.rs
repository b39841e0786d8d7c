//! The words by which columns are known: the table of synonyms, and how a header is looked up in it.
//!
//! The words themselves stand in `synonyms.toml`; add them there. A header is looked up as it is, then with its words
//! in another order, then without the words that only say whose it is, then with a slip of spelling forgiven.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use toml::{Table, Value};

use crate::matching::MatchType;
use crate::matching::names::can_be_linked;
use crate::platform::{Field, FieldId, Platform};
use crate::text::folded;

const TABLE: &str = include_str!("synonyms.toml");

/// The table taken apart: once, for it never changes, and a choice at Fields must not wait for it each time.
static BUILT_IN: LazyLock<BuiltIn> = LazyLock::new(|| {
    let table: Table = TABLE.parse().expect("the table of synonyms is read by a test");
    let thing = |(name, value): (&String, &Value)| Some(Thing::new(name, value.as_table()?));
    BuiltIn { things: table.iter().filter_map(thing).collect(), table }
});

struct BuiltIn {
    things: Vec<Thing>,
    table: Table,
}

/// How much a spelling must have in common with a word, 0 to 1.
const LIKE: f64 = 0.75;
/// How much closer the likest word must be than the likest of another thing.
const LEAD: f64 = 0.15;

/// The table of synonyms, tied to the fields of a platform.
pub(super) struct Words {
    things: Vec<Thing>,
    /// The thing that a word means, the word folded.
    exact: HashMap<String, usize>,
    /// The thing that some words mean in any order, the words sorted.
    orders: HashMap<String, usize>,
    /// The thing that a word means where the values agree.
    maybe: HashMap<String, usize>,
    /// Words that say whose or which it is, and words that say nothing.
    loose: HashSet<String>,
    secondary: HashSet<String>,
    nameless: HashSet<String>,
}

/// A thing that a column can hold.
#[derive(Clone)]
struct Thing {
    name: String,
    field: Option<FieldId>,
    mixed: bool,
    words: Vec<Vec<String>>,
    maybe: Vec<String>,
}

/// What a header is known as.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Known {
    /// Another word for this.
    As {
        /// The field that takes it; `None` where the platform has none.
        field: Option<FieldId>,
        /// The name of the thing.
        thing: String,
        /// How sure that is, 0 to 1.
        score: f64,
        /// Whether the values must agree.
        maybe: bool,
    },
    /// Another one of its kind (a second address), or something about it.
    Aside,
    /// Nothing that the table knows.
    Unknown,
}

impl Words {
    /// Reads the table and ties it to the fields that a column can be linked to.
    pub(super) fn new(platform: &Platform, match_type: MatchType) -> Self {
        let list = |key: &str| BUILT_IN.table.get(key).into_iter().flat_map(words_of).map(|word| folded(&word));
        let mut things = BUILT_IN.things.clone();
        for field in &platform.fields {
            let place = place_of(field, &mut things);
            things[place].field = can_be_linked(field, match_type).then_some(field.id);
            things[place].words.extend([tokens(&field.name), tokens(&field.key)]);
        }
        let (mut exact, mut orders, mut maybe) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (place, thing) in things.iter().enumerate() {
            for word in &thing.words {
                exact.insert(word.concat(), place);
                if word.len() > 1 {
                    orders.insert(in_order(word), place);
                }
            }
            maybe.extend(thing.maybe.iter().map(|word| (word.clone(), place)));
        }
        let loose = list("qualifiers").chain(list("connectors")).collect();
        let (secondary, nameless) = (list("secondary").collect(), list("nameless").collect());
        Words { things, exact, orders, maybe, loose, secondary, nameless }
    }

    /// Looks a header up.
    pub(super) fn look_up(&self, header: &str) -> Known {
        let all = tokens(header);
        if let Some(known) = self.same(&all, 0.95) {
            return known;
        }
        if self.says_nothing(&all) {
            return Known::Unknown;
        }
        if all.iter().any(|token| self.secondary.contains(token)) {
            return Known::Aside;
        }
        if let Some(known) = self.stripped(&all) {
            return known;
        }
        let bare = without_brackets(header).map(|rest| tokens(&rest)).unwrap_or_default();
        if let Some(known) = self.same(&bare, 0.85).or_else(|| self.stripped(&bare)) {
            return known;
        }
        let firm: Vec<String> = all.iter().filter(|token| !self.loose.contains(*token)).cloned().collect();
        match self.spelled(&all) {
            Known::Unknown if firm.len() < all.len() => self.spelled(&firm),
            known => known,
        }
    }

    /// Tells whether a header is one that programs give to columns without one (`Column2`, `Unnamed: 0`).
    fn says_nothing(&self, tokens: &[String]) -> bool {
        let (numbers, words): (Vec<&String>, Vec<&String>) =
            tokens.iter().partition(|token| token.bytes().all(|byte| byte.is_ascii_digit()));
        numbers.len() <= 1 && words.len() == 1 && self.nameless.contains(words[0])
    }

    /// Tells whether a header is a word for a thing, whatever field takes it.
    pub(super) fn is(&self, header: &str, thing: &str) -> bool {
        matches!(self.look_up(header), Known::As { thing: found, .. } if found == thing)
    }

    fn same(&self, tokens: &[String], score: f64) -> Option<Known> {
        let joined = tokens.concat();
        if joined.is_empty() {
            return None;
        }
        if let Some(place) = self.exact.get(&joined) {
            return Some(self.things[*place].known(score, false));
        }
        if let Some(place) = self.maybe.get(&joined) {
            return Some(self.things[*place].known(score - 0.2, true));
        }
        let place = self.orders.get(&in_order(tokens)).filter(|_| tokens.len() > 1)?;
        Some(self.things[*place].known(score - 0.05, false))
    }

    /// Looks a header up without the words that only say whose it is, as few of them left out as will do.
    fn stripped(&self, tokens: &[String]) -> Option<Known> {
        let loose: Vec<usize> =
            (0..tokens.len()).filter(|index| self.loose.contains(&tokens[*index])).take(8).collect();
        let mut choices: Vec<u32> = (1..1_u32 << loose.len()).collect();
        choices.sort_by_key(|choice| choice.count_ones());
        for choice in choices {
            let gone = |index: usize| {
                loose.iter().position(|place| *place == index).is_some_and(|bit| choice & (1 << bit) != 0)
            };
            let rest: Vec<String> =
                (0..tokens.len()).filter(|index| !gone(*index)).map(|index| tokens[index].clone()).collect();
            let score = 0.94 - 0.03 * f64::from(choice.count_ones());
            if let Some(known) = self.same(&rest, score) {
                return Some(known);
            }
        }
        None
    }

    /// Looks a header up with a slip of spelling forgiven: word by word, and only where one thing is clearly the likest.
    fn spelled(&self, tokens: &[String]) -> Known {
        let mut likest: HashMap<usize, f64> = HashMap::new();
        for (index, thing) in self.things.iter().enumerate() {
            let likeness = thing.words.iter().map(|word| likeness(tokens, word)).fold(0.0, f64::max);
            if likeness > 0.0 {
                likest.insert(index, likeness);
            }
        }
        let mut likest: Vec<(usize, f64)> = likest.into_iter().collect();
        likest.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        match likest.as_slice() {
            [(index, first), rest @ ..]
                if *first >= LIKE && rest.first().is_none_or(|(_, second)| first - second >= LEAD) =>
            {
                self.things[*index].known(0.55 + 0.25 * first, false)
            }
            _ => Known::Unknown,
        }
    }
}

/// Returns the thing that a field takes: the one of its key, else the one that it is named by, else a new one.
fn place_of(field: &Field, things: &mut Vec<Thing>) -> usize {
    if let Some(place) = things.iter().position(|thing| thing.name == field.key) {
        return place;
    }
    let is_name = |word: &Vec<String>| [&field.name, &field.key].iter().any(|name| folded(name) == word.concat());
    if let Some(place) = things.iter().position(|thing| thing.field.is_none() && thing.words.iter().any(is_name)) {
        things[place].words.retain(|word| !is_name(word));
        if !things[place].mixed {
            return place;
        }
    }
    things.push(Thing { name: field.key.clone(), field: None, mixed: false, words: Vec::new(), maybe: Vec::new() });
    things.len() - 1
}

impl Thing {
    fn new(name: &str, section: &Table) -> Self {
        let mut thing =
            Thing { name: name.to_owned(), field: None, mixed: false, words: Vec::new(), maybe: Vec::new() };
        for (key, value) in section {
            match key.as_str() {
                "mixed" => thing.mixed = true,
                "maybe" => thing.maybe.extend(words_of(value).map(|word| folded(&word))),
                _ => thing.words.extend(words_of(value).map(|word| tokens(&word))),
            }
        }
        thing
    }

    fn known(&self, score: f64, maybe: bool) -> Known {
        Known::As { field: self.field, thing: self.name.clone(), score, maybe }
    }
}

fn words_of(value: &Value) -> impl Iterator<Item = String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned)
}

/// Takes a header apart into its words, folded: at everything that is no letter or digit, between letters and digits, and
/// where a capital follows a small letter (`MobilePhone1`).
pub(super) fn tokens(header: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut before: Option<char> = None;
    // A combining mark is no letter, and must not cut the word that it stands in.
    for c in header.chars().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        let breaks = before
            .is_some_and(|last| (last.is_lowercase() && c.is_uppercase()) || (last.is_numeric() != c.is_numeric()));
        if breaks || !c.is_alphanumeric() {
            end_word(&mut word, &mut tokens);
        }
        if c.is_alphanumeric() {
            word.push(c);
        }
        before = c.is_alphanumeric().then_some(c);
    }
    end_word(&mut word, &mut tokens);
    tokens
}

/// Returns a header without what stands in brackets; `None` where nothing does.
fn without_brackets(header: &str) -> Option<String> {
    let (before, rest) = header.split_once('(')?;
    let (_, after) = rest.split_once(')')?;
    Some(format!("{before} {after}"))
}

fn end_word(word: &mut String, tokens: &mut Vec<String>) {
    let token = folded(word);
    if !token.is_empty() {
        tokens.push(token);
    }
    word.clear();
}

fn in_order(tokens: &[String]) -> String {
    let mut sorted: Vec<&str> = tokens.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    sorted.join(" ")
}

/// Returns how like two names are, 0 to 1: word by word where they have as many, else as one word. A whole other word is
/// no slip of spelling, and short words are told apart by every letter.
fn likeness(one: &[String], other: &[String]) -> f64 {
    if one.len() == other.len() {
        let pairs: Vec<f64> = one.iter().zip(other).map(|(one, other)| likeness_of_words(one, other)).collect();
        if pairs.contains(&0.0) || pairs.is_empty() {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a header has a handful of words")]
        return pairs.iter().sum::<f64>() / pairs.len() as f64;
    }
    if one.len() == 1 || other.len() == 1 {
        return likeness_of_words(&one.concat(), &other.concat());
    }
    0.0
}

fn likeness_of_words(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let shorter = one.chars().count().min(other.chars().count());
    let slips = match shorter {
        0..=4 => 0,
        // Of five letters, two may have changed places; another letter makes another word (store, score).
        5 if !same_letters(one, other) => 0,
        5..=7 => 1,
        _ => 2,
    };
    let same_start = one.chars().next() == other.chars().next();
    if !same_start || slips == 0 || strsim::damerau_levenshtein(one, other) > slips {
        return 0.0;
    }
    let likeness = strsim::normalized_damerau_levenshtein(one, other);
    if likeness < LIKE { 0.0 } else { likeness }
}

fn same_letters(one: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests;
