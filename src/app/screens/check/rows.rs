//! Whole rows beside their problems: one as a list, two with the same address side by side.

use super::Check;
use crate::app::desk::Desk;
use crate::app::dialog::{Dialog, Item, Picker};
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::text::{fit, safe, width};

/// The most differences that the dialog shows; the rest is counted.
const MOST: usize = 10;
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
                let items = columns.iter().map(|column| Item::new("", column.shown(), cell(row, column.column)));
                Answer::ask(Picker::new(Question::Read, format!("Row {}", row.0), items.collect()))
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
    for [what, one, other] in lines.iter().take(MOST) {
        dialog = dialog.text(line([what, one, other]));
    }
    if lines.len() > MOST {
        dialog = dialog.text(format!("and {} more differences", lines.len() - MOST));
    }
    dialog
}

/// Returns a text cut or filled to so many columns of the terminal.
fn padded(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let room = columns.saturating_sub(width(&text));
    format!("{text}{}", " ".repeat(room))
}
