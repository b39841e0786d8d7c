//! The survey against leads in which duplicates, misspelled domains and role addresses were planted.

use std::collections::HashSet;

use super::*;
use crate::platform::{Change, Values, default};

/// A small generator of pseudo-random numbers (SplitMix64), so that the leads are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const FIRST: &[&str] = &[
    "Anna",
    "Bernd",
    "Chloé",
    "Dmitri",
    "Élise",
    "Fatima",
    "George",
    "Hiroshi",
    "Ingrid",
    "José",
    "Katarzyna",
    "Liam",
    "Marta",
    "Noah",
    "Olga",
    "Pedro",
    "Quentin",
    "Rosa",
    "Søren",
    "Thuy",
    "Ulrich",
    "Vera",
    "Wei",
    "Ximena",
    "Yusuf",
    "Zoë",
    "Giulia",
    "Francesco",
    "Alessandro",
    "Chiara",
    "Lorenzo",
    "Beatrice",
    "Matteo",
    "Valentina",
    "Stefan",
    "Jürgen",
    "Claudia",
    "Henrik",
];
const STEMS: &[&str] = &[
    "Ross", "Bianc", "Ferr", "Espos", "Ricc", "Marin", "Grec", "Brun", "Gall", "Cont", "Müll", "Schmid", "Fisch",
    "Web", "Mey", "Wagn", "Beck", "Hoffm", "Koch", "Bau", "Klein", "Wolf", "Neum", "Schwarz", "Lang", "Moreau", "Laur",
    "Gir", "Bonn", "Dup",
];
const ENDINGS: &[&str] =
    &["i", "ini", "etti", "ano", "elli", "er", "mann", "ini-Costa", "sson", "ova", "escu", "aldi", "oni", "ier", "and"];
const COMPANIES: &[&str] = &[
    "Nord", "Alpha", "Global", "Delta", "Quantum", "Verde", "Silver", "Prime", "Urban", "Atlas", "Vertex", "Helio",
    "Terra", "Aqua", "Nova", "Orbit", "Pixel", "Cedar", "Falcon", "Adria", "Brenta", "Dolomiti", "Etna", "Fulda",
    "Garda",
];
const TRADES: &[&str] = &[
    "Logistica",
    "Systems",
    "Trasporti",
    "Software",
    "Arredi",
    "Foods",
    "Meccanica",
    "Textil",
    "Energy",
    "Media",
    "Edilizia",
    "Pharma",
];
const FORMS: &[&str] = &["S.r.l.", "SpA", "GmbH", "Inc.", "Ltd", ""];
const DOMAINS: &[&str] =
    &["gmail.com", "hotmail.it", "yahoo.com", "libero.it", "outlook.com", "t-online.de", "orange.fr"];

/// A name with one key missed, doubled or swapped, somewhere after its first letter.
fn slip(random: &mut Random, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + random.below(letters.len() - 2);
    match random.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

struct Row {
    first: String,
    last: String,
    company: String,
    email: String,
    mobile: String,
    born: String,
}

fn somebody(random: &mut Random, number: usize) -> Row {
    let first = random.of(FIRST).to_owned();
    let last = format!("{}{}", random.of(STEMS), random.of(ENDINGS));
    let company =
        format!("{} {} {} {}", random.of(COMPANIES), random.of(COMPANIES), random.of(TRADES), random.of(FORMS));
    let domain = if random.below(3) == 0 {
        random.of(DOMAINS).to_owned()
    } else {
        format!("firma{}.example.com", random.below(9_000))
    };
    Row {
        email: format!("{}.{}{number}@{domain}", folded(&first), folded(&last)),
        mobile: format!("+39333{:07}", random.below(9_999_999)),
        born: format!("{}-{:02}-{:02}", 1950 + random.below(55), 1 + random.below(12), 1 + random.below(28)),
        first,
        last,
        company,
    }
}

fn again(random: &mut Random, row: &Row, number: usize) -> Row {
    let mut twin = somebody(random, number);
    match random.below(4) {
        // The same person wrote from another address.
        0 => {
            twin.first.clone_from(&row.first);
            twin.last.clone_from(&row.last);
            twin.company.clone_from(&row.company);
            twin.born.clear();
        }
        // The name was typed from a badge, the company's form left out.
        1 => {
            twin.first.clone_from(&row.first);
            twin.last = slip(random, &row.last);
            twin.company =
                row.company.rsplit_once(' ').map_or_else(|| row.company.clone(), |(name, _)| name.to_owned());
            twin.born.clear();
        }
        // The same mobile, a nickname.
        2 => {
            twin.last.clone_from(&row.last);
            twin.mobile.clone_from(&row.mobile);
            twin.born.clone_from(&row.born);
        }
        // The same person in another company.
        _ => {
            twin.first.clone_from(&row.first);
            twin.last.clone_from(&row.last);
            twin.born.clone_from(&row.born);
        }
    }
    twin
}

#[test]
fn planted_duplicates_slips_and_roles_are_found_and_little_else() {
    let platform = default::new_platform("anna");
    let id = |key: &str| platform.field_by_key(key).unwrap().id;
    let mut walk = Walk::new(&platform, 1_800_000_000);
    let mut random = Random(20_261_122);
    let (mut twins, mut slips, mut roles) = (HashSet::new(), HashSet::new(), HashSet::new());
    // Somebody's twin can have a twin: whoever descends from one person is that person.
    let mut person_of: Vec<u64> = (0..=100_000).collect();
    let mut last: Option<(u64, Row)> = None;
    for number in 0..100_000_usize {
        let lead = number as u64 + 1;
        let mut row = somebody(&mut random, number);
        match random.below(100) {
            0..3 => {
                if let Some((first, original)) = &last {
                    row = again(&mut random, original, number);
                    twins.insert((*first, lead));
                    person_of[number + 1] = person_of[usize::try_from(*first).unwrap()];
                }
            }
            3..5 => {
                let domain = random.of(DOMAINS);
                let (name, ending) = domain.split_once('.').unwrap();
                row.email = format!("someone{number}@{}.{ending}", slip(&mut random, name));
                if !row.email.ends_with(&format!("@{domain}")) {
                    slips.insert(lead);
                }
            }
            5..7 => {
                row.email = format!(
                    "{}@firma{number}.example.com",
                    random.of(&["info", "sales", "office", "kontakt", "noreply", "support", "vendite"])
                );
                roles.insert(lead);
            }
            _ => {}
        }
        let mut values = Values::default();
        for (key, value) in [
            ("email", &row.email),
            ("first_name", &row.first),
            ("last_name", &row.last),
            ("mobile", &row.mobile),
            ("company", &row.company),
            ("birth_date", &row.born),
        ] {
            values.set(id(key), value);
        }
        walk.note(&Lead { id: lead, created: 0, updated: 1_799_000_000, change: Change::default(), values });
        last = Some((lead, row));
    }

    let pairs: HashSet<_> = duplicates::find(&walk.people).into_iter().map(|pair| (pair.first, pair.second)).collect();
    let found = twins.intersection(&pairs).count();
    let person = |lead: u64| person_of[usize::try_from(lead).unwrap()];
    let wrong = pairs.iter().filter(|(first, second)| person(*first) != person(*second)).count();
    let slipped: u64 = walk.slips.values().map(|(_, finding)| finding.count).sum();
    let role_count = walk.roles.count;
    println!(
        "duplicates: {found} of {} found, {wrong} of {} wrong; misspelled domains: {slipped} of {} told; role addresses: {role_count} of {} told",
        twins.len(),
        pairs.len(),
        slips.len(),
        roles.len()
    );
    assert!(found * 100 >= twins.len() * 95, "{found} of {} planted duplicates found", twins.len());
    assert!(wrong * 100 <= pairs.len() * 2, "{wrong} of {} found pairs were not planted", pairs.len());
    let slipped = usize::try_from(slipped).unwrap();
    assert!(slipped * 100 >= slips.len() * 95 && slipped * 100 <= slips.len() * 102, "{slipped} of {}", slips.len());
    assert_eq!(role_count, roles.len() as u64);

    let survey = walk.finish(None);
    assert_eq!(survey.leads, 100_000);
    let born = survey.fields.iter().find(|column| column.key == "birth_date").unwrap();
    assert_eq!(born.filled + born.blank, 100_000);
    assert!(survey.score.is_some_and(|score| score > 0 && score < 100));
}
