//! The row view: the cells of one row beside the lead's values that they become, for the file's first rows.
//!
//! It lies over the panes of Fields; left and right go from row to row. Drawn by `ui/screens/fields/row.rs`.

use super::Fields;
use super::reading::{self, Becomes};
use crate::app::desk::Desk;
use crate::app::list::List;
use crate::app::screen::Answer;
use crate::keys::Action;
use crate::matching::OwnerRule;
use crate::platform::FieldType;
use crate::text::safe;

/// Which row is shown.
#[derive(Clone, Debug, Default)]
pub struct RowView {
    /// Its place among the first rows.
    pub at: usize,
    /// The lines.
    pub list: List,
}

/// One line: a cell and what it becomes; all of it safe to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowLine {
    /// The column, or nothing for a field that gets its default.
    pub column: String,
    /// The cell as the file has it.
    pub cell: String,
    /// The field.
    pub field: String,
    /// What the lead gets.
    pub value: String,
    /// `✓`, `✗` or nothing.
    pub mark: &'static str,
}

impl Fields {
    /// Opens the row view, or closes it.
    pub(super) fn row_view(&mut self, desk: &Desk<'_>) -> Answer {
        if self.row.take().is_some() {
            return Answer::Stay;
        }
        if desk.world.preview.as_ref().is_none_or(|preview| preview.cells.is_empty()) {
            return Answer::refuse("The file has no rows to show yet.");
        }
        self.row = Some(RowView::default());
        Answer::Stay
    }

    /// Takes an action while the row view is open; `None` where it is for the panes or the program.
    pub(super) fn act_in_row(&mut self, action: Action, desk: &Desk<'_>) -> Option<Answer> {
        let last = desk.world.preview.as_ref().map_or(0, |preview| preview.cells.len()).saturating_sub(1);
        let view = self.row.as_mut()?;
        match action {
            Action::Right | Action::NextPane | Action::Choose => view.at = (view.at + 1).min(last),
            Action::Left | Action::PreviousPane => view.at = view.at.saturating_sub(1),
            Action::Close | Action::RowView => self.row = None,
            Action::Filter => {}
            Action::Next | Action::Back => {
                self.row = None;
                return None;
            }
            _ if view.list.act(action) => {}
            Action::Saved
            | Action::Owner
            | Action::Unmatch
            | Action::Accept
            | Action::AcceptAll
            | Action::CreateField
            | Action::Values
            | Action::ColumnRules => return Some(Answer::refuse("Esc closes the row first.")),
            _ => return None,
        }
        Some(Answer::Stay)
    }
}

/// Returns the row's own number and its lines.
#[must_use]
pub fn lines(at: usize, desk: &Desk<'_>) -> (u32, Vec<RowLine>) {
    let (Some(preview), Some(platform)) = (&desk.world.preview, desk.world.platform()) else { return (0, Vec::new()) };
    let (Some(cells), Some((number, texts))) = (preview.cells.get(at), preview.rows.get(at)) else {
        return (0, Vec::new());
    };
    let matching = &desk.draft.matching;
    let mut lines = Vec::new();
    for column in &preview.columns {
        let place = usize::from(column.column);
        let mut line = RowLine {
            column: column.shown(),
            cell: texts.get(place).cloned().unwrap_or_default(),
            ..RowLine::default()
        };
        let linked = matching.link_of(column.column);
        let field = linked.and_then(|link| platform.field_by_key(&link.field));
        if let (Some(linked), Some(field), Some(kept)) = (linked, field, cells.get(place)) {
            line.field = safe(&field.name).into_owned();
            let mut how = reading::how(linked, platform, desk);
            let country = (field.kind == FieldType::Region).then(|| country_of(cells, desk)).flatten();
            how.lead_country = country.as_deref();
            (line.mark, line.value) = match reading::becomes(linked, field, kept.cell(), *number, &how) {
                Becomes::Blank if field.key == "email" => ("✗", "blank: every row must have one".into()),
                Becomes::Blank if field.required && field.default.is_none() => {
                    ("✗", "blank: a new lead must have one".into())
                }
                Becomes::Blank => match &field.default {
                    Some(default) => ("✓", format!("{} (default)", safe(default))),
                    None => ("", "– (blank)".into()),
                },
                Becomes::Value(value, true) => ("✓", format!("{} (as you said)", safe(&value))),
                Becomes::Value(value, false) if safe(&value) == line.cell => ("✓", line.cell.clone()),
                Becomes::Value(value, false) => ("✓", format!("{} (cleaned)", safe(&value))),
                Becomes::Problem(problem) => ("✗", problem.description()),
            };
        } else if matching.delete.as_ref().is_some_and(|delete| delete.column == column.column) {
            line.field = "delete column".into();
        } else if matches!(&matching.owner, Some(OwnerRule::Column(owner)) if owner.column == column.column) {
            line.field = "Owner".into();
            line.value.clone_from(&line.cell);
        } else {
            line.field = "–".into();
        }
        lines.push(line);
    }
    if let Some(OwnerRule::One(owner)) = &matching.owner {
        lines.push(RowLine {
            field: "Owner".into(),
            value: format!("{} (a new lead; others keep theirs)", safe(owner)),
            ..RowLine::default()
        });
    }
    for field in platform.fields.iter().filter(|field| matching.link_to(&field.key).is_none()) {
        if let Some(default) = &field.default {
            let value = format!("{} (default of a new lead)", safe(default));
            lines.push(RowLine { field: safe(&field.name).into_owned(), value, ..RowLine::default() });
        }
    }
    (*number, lines)
}

/// Returns the country of the row's lead, where a column says it.
fn country_of(cells: &[crate::app::kept::Kept], desk: &Desk<'_>) -> Option<String> {
    let platform = desk.world.platform()?;
    let field = platform.field_by_key("country")?;
    let link = desk.draft.link_of("country")?;
    let how = reading::how(link, platform, desk);
    match reading::becomes(link, field, cells.get(usize::from(link.column.column))?.cell(), 0, &how) {
        Becomes::Value(country, _) => Some(country),
        _ => None,
    }
}
