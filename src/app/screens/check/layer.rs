//! The layer of mends as a list: what no longer fits the file first; Enter takes one back, on the first line nothing.

use super::Check;
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker};
use crate::app::draft::Change;
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::import::mend::{Mends, Stale};
use crate::keys::Action;
use crate::text::{plural, safe, thousands};

/// The most mends that are listed; the rest is counted.
const MOST: usize = 10_000;
/// The line that takes back everything that no longer fits.
const ALL_STALE: &str = "stale";

impl Check {
    /// Lists the mends once after a check that found some that no longer fit.
    pub(super) fn tell_stale(&mut self, desk: &Desk<'_>) -> Answer {
        let Some(report) = Self::report(desk) else { return Answer::Stay };
        if self.stale == report.stale_mends {
            return Answer::Stay;
        }
        self.stale.clone_from(&report.stale_mends);
        if self.stale.is_empty() { Answer::Stay } else { Self::list_mends(desk) }
    }

    /// Lists all mends and left-out rows.
    pub(super) fn list_mends(desk: &Desk<'_>) -> Answer {
        let mends = &desk.draft.mends;
        if mends.is_empty() {
            return Answer::refuse("Nothing was mended here.");
        }
        let stale = Self::report(desk).map(|report| report.stale_mends.as_slice()).unwrap_or_default();
        let mut items: Vec<Item> = stale.iter().map(|stale| stale_item(stale, desk)).collect();
        if items.len() > 1 {
            let count = format!("All {} that no longer fit", thousands(items.len() as u64));
            items.insert(0, Item::new(ALL_STALE, count, "Enter takes them back"));
        }
        // The list may come up by itself, and its first line is the harmless one.
        items.insert(0, Item::new("", "Keep them all", format!("{} lists them again", desk.key(Action::Mends))));
        let fits = |row: u32, column: Option<u16>| {
            !stale.iter().any(|stale| {
                stale.mend.row == row
                    && stale.left_out == column.is_none()
                    && column.is_none_or(|column| column == stale.mend.column)
            })
        };
        let rows = mends.left_out_rows().filter(|row| fits(row.row, None)).map(|row| {
            let name = format!("Row {}", thousands(row.row.into()));
            Item::new(row.row.to_string(), name, format!("left out: {} “{}”", column(row.column, desk), safe(&row.old)))
        });
        let cells = mends.iter().filter(|mend| fits(mend.row, Some(mend.column))).map(|mend| {
            let name = format!("Row {} {}", thousands(mend.row.into()), column(mend.column, desk));
            let note = format!("“{}” is read as “{}”", safe(&mend.old), safe(&mend.new));
            Item::new(format!("{},{}", mend.row, mend.column), name, note)
        });
        items.extend(rows.chain(cells).take(MOST));
        let mut title = plural(mends.len() as u64, "mend", "mends");
        if !stale.is_empty() {
            let no_longer = plural(stale.len() as u64, "no longer fits", "no longer fit");
            title = format!("{title}, {no_longer} the file and is not applied");
            title = if stale.len() == 1 { title } else { title.replace("and is not", "and are not") };
        }
        let text = if mends.len() > MOST {
            format!("Enter on one takes it back; the first {} are listed.", thousands(MOST as u64))
        } else {
            "Enter on one takes it back.".to_owned()
        };
        Answer::ask(Picker::new(Question::Mends, title, items).text(text))
    }

    /// Takes the chosen mend back.
    pub(super) fn take_mend_back(id: &str, desk: &Desk<'_>) -> Answer {
        let mut mends = desk.draft.mends.clone();
        let words = if id == ALL_STALE {
            let stale = Self::report(desk).map(|report| report.stale_mends.as_slice()).unwrap_or_default();
            for stale in stale {
                take(&mut mends, stale);
            }
            format!("took {} that no longer fit back", plural(stale.len() as u64, "mend", "mends"))
        } else if let Some((row, column)) = id.split_once(',') {
            let (Ok(row), Ok(at)) = (row.parse(), column.parse()) else { return Answer::Stay };
            mends.take(row, at);
            format!("took the mend of row {} back", thousands(row.into()))
        } else {
            let Ok(row) = id.parse() else { return Answer::Stay };
            mends.take_in(row);
            format!("took row {} in again", thousands(row.into()))
        };
        Answer::All(vec![
            Answer::Change(Change::Mends(mends, words)),
            Answer::Tell(format!("Taken back; {} undoes it.", desk.key(Action::Undo))),
        ])
    }
}

fn take(mends: &mut Mends, stale: &Stale) {
    if stale.left_out {
        mends.take_in(stale.mend.row);
    } else {
        mends.take(stale.mend.row, stale.mend.column);
    }
}

/// Says which cell a mend was made for, what it held then and what it holds now.
fn stale_item(stale: &Stale, desk: &Desk<'_>) -> Item {
    let mend = &stale.mend;
    let row = format!("Row {} {}", thousands(mend.row.into()), column(mend.column, desk));
    let now = stale.now.as_deref().map_or_else(|| "the row is gone".into(), |now| format!("now “{}”", safe(now)));
    if stale.left_out {
        let note = format!("left out when it held “{}”, {now}", safe(&mend.old));
        return Item::new(mend.row.to_string(), row, note).mark("!");
    }
    let note = format!("mended “{}” to “{}”, {now}", safe(&mend.old), safe(&mend.new));
    Item::new(format!("{},{}", mend.row, mend.column), row, note).mark("!")
}

fn column(column: u16, desk: &Desk<'_>) -> String {
    let columns = desk.draft.file.as_ref().map(|file| file.columns.as_slice()).unwrap_or_default();
    let named = columns.iter().find(|other| other.column == column).map(crate::matching::ColumnName::shown);
    named.unwrap_or_else(|| crate::matching::ColumnName { column, header: String::new() }.shown())
}
