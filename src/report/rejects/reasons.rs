//! Why a row was left out, in the words of the two columns behind the rejects.
//!
//! The cells beside those words are the file's own. So where a cell was mended the words say what it was mended to: the
//! mends lie over the file and do not go with the rejects. Row numbers are those of the file, which is named with them.

use std::collections::BTreeSet;

use crate::import::mend::{LeftOut, Mend, Mends};
use crate::import::problem::{Place, quoted};
use crate::import::rows::RowSet;
use crate::import::{ProblemLog, Severity};
use crate::matching::columns::letter;
use crate::matching::{MatchType, Matching};
use crate::sheet::Row;

/// What a check or an import found, and what was done by hand.
#[derive(Clone, Copy, Debug)]
pub struct Reasons<'a> {
    /// What is wrong.
    pub problems: &'a ProblemLog,
    /// The layer over the file.
    pub mends: &'a Mends,
    /// By which column a row finds its lead.
    pub matching: &'a Matching,
}

/// What is wrong with a row and what to do, one line each.
#[derive(Default)]
struct Words {
    wrong: Vec<String>,
    advice: Vec<String>,
}

impl Words {
    fn say(&mut self, wrong: String, advice: String) {
        self.wrong.push(wrong);
        if !self.advice.contains(&advice) {
            self.advice.push(advice);
        }
    }
}

impl Reasons<'_> {
    /// Returns what is wrong with a row of the file called `name` and what to do, one line per problem; `rows` are all that
    /// were left out.
    #[must_use]
    pub fn of(&self, row: &Row<'_>, rows: &RowSet, name: &str) -> (String, String) {
        let mut words = Words::default();
        if let Some(out) = self.mends.left_out(row.number).filter(|_| self.mends.leaves_out(*row)) {
            self.by_hand(out, rows, name, &mut words);
        } else {
            self.by_problems(row, rows, name, &mut words);
        }
        (words.wrong.join("\n"), words.advice.join("\n"))
    }

    fn by_hand(&self, out: &LeftOut, rows: &RowSet, name: &str, words: &mut Words) {
        let Some(twin) = out.twin else {
            return words.say("Left out by hand.".into(), "Import the row if it is to go in after all.".into());
        };
        let same = quoted(&out.old);
        let choice = if self.mends.left_out(twin).is_some() { "was left out too" } else { "was kept" };
        let column = letter(out.column);
        let is_key = self.matching.link_of(out.column).is_some_and(|link| self.is_key(&link.field));
        words.say(
            format!("{column}: left out by hand: row {twin} of {name} has {same} as well and {choice}."),
            twin_advice(twin, rows, name, is_key),
        );
    }

    fn by_problems(&self, row: &Row<'_>, rows: &RowSet, name: &str, words: &mut Words) {
        let mended: Vec<&Mend> = self.mends.of_row(row.number).filter(|mend| mend.fits(*row)).collect();
        let mut told = BTreeSet::new();
        let mut index = self.problems.first_from_row(row.number);
        while let Some(problem) = self.problems.get(index).filter(|problem| problem.row == Some(row.number)) {
            let column = problem.place.as_deref().and_then(|place| place.column);
            let mend = mended.iter().find(|mend| Some(mend.column) == column);
            told.extend(mend.map(|mend| mend.column));
            let (description, advice) = match problem.twin() {
                None => (problem.description(), problem.suggestion()),
                Some(twin) => {
                    let is_key = problem.place.as_deref().is_some_and(|place| self.is_key(&place.field));
                    let named = problem.clone().detail(format!("{twin} of {name}"));
                    (named.description(), twin_advice(twin, rows, name, is_key))
                }
            };
            words.say(placed(problem.place.as_deref(), mend.copied(), &description), advice);
            index += 1;
        }
        for mend in mended.iter().filter(|mend| !told.contains(&mend.column)) {
            let letter = letter(mend.column);
            let wrong = format!("{letter}: {}; the cell here is the file's own.", mended_to(mend));
            let new =
                if mend.new.is_empty() { "Empty the cell".into() } else { format!("Write {}", quoted(&mend.new)) };
            words.say(wrong, format!("{new} in column {letter}."));
        }
        if words.wrong.is_empty() {
            // What stands in no row comes first among the problems.
            let of_file = self.problems.iter().take_while(|problem| problem.row.is_none());
            for problem in of_file.filter(|problem| problem.severity() == Severity::Error) {
                words.say(placed(problem.place.as_deref(), None, &problem.description()), problem.suggestion());
            }
        }
    }

    /// Tells whether rows find their leads by this field.
    fn is_key(&self, field: &str) -> bool {
        field == if self.matching.match_type == MatchType::Id { "id" } else { "email" }
    }
}

/// Says what to do about one of two rows with the same address or ID: where the other went in, this one would follow it as
/// an update that nobody asks about.
fn twin_advice(twin: u32, rows: &RowSet, name: &str, is_key: bool) -> String {
    if rows.contains(twin) {
        return format!("Row {twin} of {name} is in this file too: keep one of the two and delete the other.");
    }
    let delete = "Delete the row, or correct the cell if it is another lead";
    if is_key {
        format!("{delete}: imported as it is, it updates the lead of row {twin} with its own values.")
    } else {
        format!("{delete}.")
    }
}

fn mended_to(mend: &Mend) -> String {
    match (mend.old.as_str(), mend.new.as_str()) {
        ("", new) => format!("the blank cell was mended to {}", quoted(new)),
        (old, "") => format!("{} was mended to a blank cell", quoted(old)),
        (old, new) => format!("{} was mended to {}", quoted(old), quoted(new)),
    }
}

/// Puts the column in front, and what its cell was mended to.
fn placed(place: Option<&Place>, mend: Option<&Mend>, description: &str) -> String {
    let letter = place.map_or("", |place| place.letter.as_str());
    let parts = [letter, &mend.map_or_else(String::new, mended_to), description];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}
