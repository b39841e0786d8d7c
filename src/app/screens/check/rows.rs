//! Whole rows beside their problems: one as a list, two with the same address side by side.

use super::Check;
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Item, Picker};
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::app::screens::imports::one::{field, value};
use crate::text::{fit, plural, safe, width};

/// The most lines of differences that the dialog shows; the rest is counted.
const MOST: usize = 11;
/// The most columns of the terminal that a long value takes.
const LONGEST: usize = 250;
/// The columns of the terminal that a line of the dialog has.
const ROOM: usize = 58;

impl Check {
    /// Shows the rows that were read: one as a list, two side by side with a choice.
    pub(super) fn show_rows(&mut self, desk: &Desk<'_>) -> Answer {
        let rows = &desk.world.rows_read;
        let wanted = std::mem::take(&mut self.opening);
        if wanted.is_empty() || rows.iter().map(|row| row.0).ne(wanted) {
            return Answer::Stay;
        }
        let columns = desk.draft.file.as_ref().map(|file| file.columns.as_slice()).unwrap_or_default();
        let cell = |row: &(u32, Vec<String>), column: u16| {
            let mended = desk.draft.mends.get(row.0, column).map(|mend| format!("{} (mended)", safe(&mend.new)));
            let own = || row.1.get(usize::from(column)).map_or_else(String::new, |text| safe(text).into_owned());
            mended.unwrap_or_else(own)
        };
        match rows.as_slice() {
            [row] => {
                let mut items: Vec<Item> = Self::changes(row.0, desk);
                items.extend(columns.iter().map(|column| Item::new("", column.shown(), cell(row, column.column))));
                Answer::ask(Picker::new(Question::Read, format!("Row {}", row.0), items))
            }
            [first, last] => {
                let lines: Vec<[String; 3]> = columns
                    .iter()
                    .map(|column| [column.shown(), cell(first, column.column), cell(last, column.column)])
                    .filter(|[_, one, other]| one != other)
                    .collect();
                Answer::ask(two_rows(first.0, last.0, &lines))
            }
            _ => Answer::Stay,
        }
    }

    /// Returns what the import will do to the selected row's lead as plain text, a line for each field.
    pub(super) fn told_change(&self, desk: &Desk<'_>) -> Option<String> {
        let change = Self::report(desk)?.sample.get(self.cells.selected()?)?;
        let each = Self::changes(change.row, desk).into_iter().map(|item| format!("\n{}: {}", item.name, item.note));
        Some(format!("Row {}: {}{}", change.row, safe(&change.email), each.collect::<String>()))
    }

    /// Returns what the import will do to the row's lead, field by field; nothing where problems are shown.
    fn changes(row: u32, desk: &Desk<'_>) -> Vec<Item> {
        let (Some(report), Some(platform)) = (Self::report(desk), desk.world.platform()) else { return Vec::new() };
        let Some(change) = report.sample.iter().find(|one| one.row == row && Self::is_forecast(desk)) else {
            return Vec::new();
        };
        let first = Item::new("", "Outcome", change.outcome.label());
        let each = change.changes.iter().map(|one| {
            let (old, new) = (value(one.old.as_deref()), value(one.new.as_deref()));
            Item::new("", field(one.field, platform), format!("{old} → {new}"))
        });
        [first].into_iter().chain(each).collect()
    }
}

/// Returns the dialog with the differences of two rows side by side.
fn two_rows(first: u32, last: u32, lines: &[[String; 3]]) -> Dialog {
    let mut dialog = Dialog::ask(
        Question::TwoRows,
        format!("Row {first} and row {last}: which one counts?"),
        "Close",
        &format!("Keep row {first}"),
    )
    .or(&format!("Keep row {last}"))
    .or("Leave both out");
    if lines.is_empty() {
        return dialog.text("The two rows are the same in every column.");
    }
    let name = lines.iter().take(MOST).map(|line| width(&line[0])).max().unwrap_or(0).min(ROOM / 3);
    let value = (ROOM - name - 4) / 2;
    let line = |[what, one, other]: [&str; 3]| {
        format!("{}  {}  {}", padded(what, name), padded(one, value), fit(other, value))
    };
    dialog = dialog.text(line(["", &format!("Row {first}"), &format!("Row {last}")]));
    let (mut shown, mut used) = (0, 0);
    for [what, one, other] in lines {
        // What is too long for its half of the line stands whole below the other, as far as there is room.
        let whole = width(one).max(width(other)) > value;
        let high = if whole { one.len().div_ceil(ROOM) + other.len().div_ceil(ROOM) + 2 } else { 1 };
        if used + high > MOST && used > 0 {
            break;
        }
        (shown, used) = (shown + 1, used + high);
        if whole {
            dialog = dialog.text(format!("{what}, row {first}: {}", fit(one, LONGEST)));
            dialog = dialog.text(format!("{what}, row {last}: {}", fit(other, LONGEST)));
        } else {
            dialog = dialog.text(line([what, one, other]));
        }
    }
    if lines.len() > shown {
        dialog =
            dialog.text(format!("and {}", plural((lines.len() - shown) as u64, "more difference", "more differences")));
    }
    dialog
}

/// Returns a text cut or filled to so many columns of the terminal.
fn padded(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let room = columns.saturating_sub(width(&text));
    format!("{text}{}", " ".repeat(room))
}
