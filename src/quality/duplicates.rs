//! People who probably stand in the store twice.
//!
//! Comparing everybody with everybody is out of the question, so leads are put into blocks by something that a
//! duplicate keeps (the phone, the company, the last name), sorted within the block, and compared with their nearest
//! neighbours only: the sorted-neighbourhood method (Hernández and Stolfo, 1995). 1,000,000 leads take seconds.

use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, RandomState};

use serde::Serialize;

use crate::text::folded;

/// How many neighbours in a block are compared with each lead.
const WINDOW: usize = 12;
/// A phone that more leads share is a switchboard, not a person.
const SHARED_PHONE: usize = 4;
/// How alike two names must be (Jaro-Winkler similarity, 0 to 1).
const ALIKE: f64 = 0.92;

/// Two leads that are probably one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Pair {
    /// The lead with the lower ID.
    pub first: u64,
    /// The lead with the higher ID.
    pub second: u64,
    /// Why, in a few words.
    pub reason: &'static str,
}

/// What is compared of one lead, folded.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The lead's ID.
    pub lead: u64,
    /// First name.
    pub first: Box<str>,
    /// Last name.
    pub last: Box<str>,
    /// Company without its legal form.
    pub company: Box<str>,
    /// What stands before the @ of the email address.
    pub local: Box<str>,
    /// Phone and mobile in normal form, as hashes; 0 where there is none.
    pub phones: [u64; 2],
    /// Birth date in normal form; empty where there is none.
    pub born: Box<str>,
}

/// Forms of companies, folded; they tell nothing about who it is.
const FORMS: &[&str] = &[
    "ag",
    "as",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "ev",
    "gmbh",
    "inc",
    "kg",
    "limited",
    "llc",
    "llp",
    "ltd",
    "mbh",
    "nv",
    "ohg",
    "oy",
    "plc",
    "sa",
    "sarl",
    "sas",
    "snc",
    "soc",
    "spa",
    "srl",
    "srls",
    "sl",
];

/// Returns a company's name for comparing: folded word by word, without its legal form.
#[must_use]
pub fn company_key(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '&'))
        .map(folded)
        .filter(|word| !word.is_empty())
        .collect();
    let kept: Vec<&str> = words.iter().map(String::as_str).filter(|word| !FORMS.contains(word)).collect();
    if kept.is_empty() { words.concat() } else { kept.concat() }
}

/// What the leads of a block have in common.
type Common<'a> = (&'a str, &'a str, &'a str);
/// The block that a lead belongs to, and what the block is sorted by; `None` where the lead lacks what it takes.
type Key = fn(&Person) -> Option<(Common<'_>, &str)>;

/// Finds the pairs of people who are probably one, lowest IDs first.
#[must_use]
pub fn find(people: &[Person]) -> Vec<Pair> {
    let mut pairs = BTreeSet::new();
    let mut known = HashSet::new();
    let mut add = |a: &Person, b: &Person, reason| {
        let (first, second) = if a.lead < b.lead { (a.lead, b.lead) } else { (b.lead, a.lead) };
        if first != second && known.insert((first, second)) {
            pairs.insert(Pair { first, second, reason });
        }
    };
    same_phone(people, &mut add);
    let keys: [Key; 3] = [
        // The company is spelled alike, the name may not be.
        |person| (!person.company.is_empty()).then(|| ((&*person.company, initial(&person.last), ""), &*person.last)),
        // The last name is spelled alike, the rest may not be.
        |person| {
            let common = (&*person.last, initial(&person.first), initial(&person.company));
            (!person.last.is_empty()).then_some((common, &*person.company))
        },
        // The whole name is spelled alike: the same person under two addresses.
        |person| {
            let named = !person.last.is_empty() && !person.first.is_empty();
            named.then_some(((&*person.first, &*person.last, ""), &*person.local))
        },
    ];
    for key in keys {
        blocks(people, key, &mut add);
    }
    pairs.into_iter().collect()
}

fn initial(text: &str) -> &str {
    text.char_indices().nth(1).map_or(text, |(at, _)| &text[..at])
}

fn same_phone(people: &[Person], add: &mut impl FnMut(&Person, &Person, &'static str)) {
    let mut by_phone: Vec<(u64, usize)> = Vec::new();
    for (index, person) in people.iter().enumerate() {
        let [phone, mobile] = person.phones;
        by_phone.extend([phone, mobile].into_iter().filter(|hash| *hash != 0).map(|hash| (hash, index)));
    }
    by_phone.sort_unstable();
    by_phone.dedup();
    for group in by_phone.chunk_by(|a, b| a.0 == b.0) {
        if !(2..=SHARED_PHONE).contains(&group.len()) {
            continue;
        }
        for (at, (_, one)) in group.iter().enumerate() {
            for (_, other) in &group[at + 1..] {
                let (one, other) = (&people[*one], &people[*other]);
                if !born_apart(one, other) {
                    add(one, other, if alike(&one.last, &other.last) { "same phone and name" } else { "same phone" });
                }
            }
        }
    }
}

/// Compares the neighbours in every block.
///
/// Blocks are told apart by a hash of what their leads have in common: to sort a million texts costs ten times as much, and
/// should two blocks ever fall together, the judgement of each pair still looks at the texts.
fn blocks<'a>(people: &'a [Person], key: Key, add: &mut impl FnMut(&'a Person, &'a Person, &'static str)) {
    let random = RandomState::new();
    let block_of = |(index, person)| key(person).map(|(common, _)| (random.hash_one(common), index));
    let mut keyed: Vec<(u64, u32)> = (0_u32..).zip(people).filter_map(block_of).collect();
    keyed.sort_unstable();
    let mut block: Vec<(&str, &Person)> = Vec::new();
    for group in keyed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        block.clear();
        let members = group.iter().filter_map(|(_, index)| people.get(*index as usize));
        block.extend(members.filter_map(|person| key(person).map(|(_, order)| (order, person))));
        block.sort_unstable_by_key(|(order, person)| (*order, person.lead));
        for (at, (_, one)) in block.iter().enumerate() {
            for (_, other) in block[at + 1..].iter().take(WINDOW) {
                if let Some(reason) = judge(one, other) {
                    add(one, other, reason);
                }
            }
        }
    }
}

/// Says why two leads are probably one person; `None` where they are not.
fn judge(one: &Person, other: &Person) -> Option<&'static str> {
    if born_apart(one, other) || one.last.is_empty() || other.last.is_empty() {
        return None;
    }
    if !alike(&one.last, &other.last) || !alike(&one.first, &other.first) {
        return None;
    }
    if alike(&one.company, &other.company) {
        return Some("near-equal name and company");
    }
    let same_name = one.first == other.first && one.last == other.last && !one.first.is_empty();
    let same_born = !one.born.is_empty() && one.born == other.born;
    let same_local = one.local.len() >= 6 && one.local == other.local;
    (same_name && (same_born || same_local)).then_some("same person, two emails")
}

fn born_apart(one: &Person, other: &Person) -> bool {
    !one.born.is_empty() && !other.born.is_empty() && one.born != other.born
}

/// Tells whether two folded names are spelled nearly alike; blank names are like nothing.
fn alike(one: &str, other: &str) -> bool {
    if one.is_empty() || other.is_empty() {
        return false;
    }
    if one == other {
        return true;
    }
    // Short names differ by one letter and are still two names: Jan and Ján fold alike, Jan and Jon do not.
    let shorter = one.chars().count().min(other.chars().count());
    shorter >= 5 && strsim::damerau_levenshtein(one, other) <= 2 && strsim::jaro_winkler(one, other) >= ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(lead: u64, first: &str, last: &str, company: &str) -> Person {
        Person {
            lead,
            first: folded(first).into(),
            last: folded(last).into(),
            company: company_key(company).into(),
            ..Person::default()
        }
    }

    #[test]
    fn a_slip_in_the_name_and_another_legal_form_do_not_hide_a_duplicate() {
        let people = [
            person(1, "Marta", "Bianchi", "Nord Alpha S.r.l."),
            person(2, "Marta", "Biancchi", "Nord Alpha"),
            person(3, "Luca", "Bianchi", "Nord Alpha S.r.l."),
        ];
        let pairs = find(&people);
        assert_eq!(pairs, [Pair { first: 1, second: 2, reason: "near-equal name and company" }]);
    }

    #[test]
    fn different_birth_dates_are_different_people() {
        let mut people = [person(1, "Marta", "Bianchi", "Nord"), person(2, "Marta", "Bianchi", "Nord")];
        people[0].born = "1980-01-01".into();
        people[1].born = "1981-01-01".into();
        assert_eq!(find(&people), []);
    }

    #[test]
    fn a_phone_that_a_whole_company_shares_makes_no_duplicates() {
        let people: Vec<_> = (1..=9).map(|lead| Person { phones: [77, 0], ..person(lead, "", "", "") }).collect();
        assert_eq!(find(&people), []);
        assert_eq!(find(&people[..2]).len(), 1);
    }
}
