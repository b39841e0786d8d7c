//! Draws lists and tables: only the lines in view, the selected one marked, the cursor on it.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::overlay::wrapped_height;
use super::theme::{self, HERE, MARKED, QUIET, SELECTED};
use crate::app::list::List;
use crate::app::results::Results;
use crate::text::{fit, width};

/// How wide a column of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// So many columns of the terminal.
    Fixed(usize),
    /// A share of what is left; shares are relative to one another.
    Share(usize),
    /// As `Fixed`, to the right.
    Right(usize),
}

/// One line of a table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The mark before it; may be empty.
    pub mark: &'static str,
    /// Its cells, safe to show.
    pub cells: Vec<String>,
    /// The style of the whole line.
    pub style: Style,
}

impl Row {
    /// Returns a line of these cells.
    #[must_use]
    pub fn new(cells: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Row { cells: cells.into_iter().map(Into::into).collect(), ..Row::default() }
    }

    /// Gives the line a mark.
    #[must_use]
    pub fn mark(mut self, mark: &'static str) -> Self {
        self.mark = mark;
        self
    }

    /// Draws the line quietly.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.style = QUIET;
        self
    }
}

/// Draws a list as a table: `▸` and reversed where it has the keyboard, bold where not; its filter on the first line
/// while it is typed in. The cursor stands on the selected line, or in the filter.
pub fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    list: &List,
    focused: bool,
    widths: &[Width],
    row: impl Fn(usize) -> Row,
) {
    let area = filter_line(frame, area, list, focused);
    if area.is_empty() {
        return;
    }
    let height = usize::from(area.height);
    let top = list.view(height);
    let columns = columns(widths, usize::from(area.width).saturating_sub(2));
    for (y, line) in (top..list.len().min(top + height)).enumerate() {
        let Some(item) = list.item(line) else { continue };
        let row = row(item);
        let y = area.y + u16::try_from(y).unwrap_or(u16::MAX);
        let selected = line == list.line();
        let place = Rect { y, height: 1, ..area };
        frame.render_widget(Paragraph::new(spans(&row, &columns, widths, selected)), place);
        if selected && focused {
            frame.buffer_mut().set_style(place, SELECTED);
            if !list.is_typing() {
                frame.set_cursor_position(Position::new(area.x, y));
            }
        } else if selected {
            frame.buffer_mut().set_style(place, MARKED);
        }
    }
    if list.is_empty() && list.total() > 0 {
        frame.render_widget(Paragraph::new(Line::styled("  nothing contains that", QUIET)), Rect { height: 1, ..area });
    }
}

/// Draws the names of a table's columns over it, quietly, and returns the area below.
pub fn header(frame: &mut Frame<'_>, area: Rect, widths: &[Width], names: &[&str]) -> Rect {
    if area.height < 3 {
        return area;
    }
    let columns = columns(widths, usize::from(area.width).saturating_sub(2));
    let line = spans(&Row::new(names.iter().copied()).quiet(), &columns, widths, false);
    frame.render_widget(Paragraph::new(line), Rect { height: 1, ..area });
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}

/// Draws the selected line of a table whole below it, on so many lines and more where it takes more, half the area at
/// most, and returns the area above; a low area gives its lines to the table.
pub fn whole(frame: &mut Frame<'_>, area: Rect, text: &str, lines: u16) -> Rect {
    if area.height < 8 {
        return area;
    }
    let high = wrapped_height(text, area.width).max(lines).min(area.height / 2);
    let above = Rect { height: area.height - high, ..area };
    let words = Paragraph::new(Line::styled(text.to_owned(), QUIET)).wrap(Wrap { trim: true });
    frame.render_widget(words, Rect { y: above.bottom(), height: high, ..area });
    above
}

/// Returns a bar that stands for a part of a whole; one that stands for something is never empty.
#[must_use]
pub fn bar(part: u64, whole: u64, room: usize) -> String {
    let long = u128::from(part) * (room as u128) / u128::from(whole.max(1));
    let long = usize::try_from(long).unwrap_or(room).min(room).max(usize::from(part > 0 && room > 0));
    "█".repeat(long)
}

/// Draws what a long list is searched for, if it is, and returns the area below.
pub fn search_line(frame: &mut Frame<'_>, area: Rect, results: &Results, focused: bool) -> Rect {
    if area.is_empty() || (!results.typing && results.searched().is_empty()) {
        return area;
    }
    let line = Rect { height: 1, ..area };
    let (shown, cursor) = results.search.window(usize::from(area.width).saturating_sub(3));
    let text = crate::text::safe(&shown).into_owned();
    frame.render_widget(Paragraph::new(Line::from(vec![Span::styled("/ ", HERE), Span::raw(text)])), line);
    if results.typing && focused {
        let x = area.x + 2 + u16::try_from(cursor).unwrap_or(0);
        frame.set_cursor_position(Position::new(x.min(area.right().saturating_sub(1)), area.y));
    }
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}

/// Draws what is typed in the filter, if anything is, and returns the area below.
fn filter_line(frame: &mut Frame<'_>, area: Rect, list: &List, focused: bool) -> Rect {
    if area.is_empty() || (!list.is_typing() && list.filter().text().is_empty()) {
        return area;
    }
    let line = Rect { height: 1, ..area };
    frame.render_widget(Paragraph::new(Span::styled("/", HERE)), line);
    let (shown, cursor) = list.filter().window(usize::from(area.width).saturating_sub(3));
    frame.render_widget(
        Paragraph::new(crate::text::safe(&shown).into_owned()),
        Rect { x: line.x + 2.min(line.width), width: line.width.saturating_sub(2), ..line },
    );
    if list.is_typing() && focused {
        let x = area.x + 2 + u16::try_from(cursor).unwrap_or(0);
        frame.set_cursor_position(Position::new(x.min(area.right().saturating_sub(1)), area.y));
    }
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}

fn spans(row: &Row, columns: &[usize], widths: &[Width], selected: bool) -> Line<'static> {
    let mark = if row.mark.is_empty() && selected { "▸" } else { row.mark };
    let mut spans = vec![Span::styled(
        format!("{}{}", mark, " ".repeat(2_usize.saturating_sub(width(mark)))),
        theme::style_of(mark),
    )];
    for (index, (cell, room)) in row.cells.iter().zip(columns).enumerate() {
        let text = fit(cell, *room);
        let pad = " ".repeat(room.saturating_sub(width(&text)));
        let text = match widths.get(index) {
            Some(Width::Right(_)) => format!("{pad}{text}"),
            _ => format!("{text}{pad}"),
        };
        if index > 0 {
            spans.push(Span::raw(" "));
        }
        spans.push(Span::styled(text, row.style));
    }
    Line::from(spans)
}

/// Returns how many columns of the terminal each column of a table gets.
fn columns(widths: &[Width], room: usize) -> Vec<usize> {
    let gaps = widths.len().saturating_sub(1);
    let fixed: usize = widths.iter().map(|w| if let Width::Fixed(n) | Width::Right(n) = w { *n } else { 0 }).sum();
    let shares: usize = widths.iter().map(|w| if let Width::Share(n) = w { *n } else { 0 }).sum();
    let left = room.saturating_sub(fixed + gaps);
    let mut rest = room.saturating_sub(gaps);
    widths
        .iter()
        .map(|width| {
            let wanted = match width {
                Width::Fixed(n) | Width::Right(n) => *n,
                Width::Share(n) => left * n / shares.max(1),
            };
            let given = wanted.min(rest);
            rest -= given;
            given
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_never_take_more_than_there_is() {
        let widths = [Width::Fixed(10), Width::Share(1), Width::Right(5)];
        assert_eq!(columns(&widths, 30), [10, 13, 5]);
        for room in 0..40 {
            assert!(columns(&widths, room).iter().sum::<usize>() <= room);
        }
    }
}
