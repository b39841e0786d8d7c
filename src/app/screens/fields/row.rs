//! The row view: the cells of one row beside the lead's values that they become, for the file's first rows.
//!
//! It lies over the panes of Fields; left and right go from row to row. Drawn by `ui/screens/fields/row.rs`.

use super::Fields;
use super::reading::{self, Becomes};
use crate::app::desk::Desk;
use crate::app::list::List;
use crate::app::screen::Answer;
use crate::keys::Action;
use crate::matching::{BlankRule, Link, Matching, OwnerRule, UpdateRule, values};
use crate::platform::{Field, FieldType, Platform};
use crate::text::{safe, trim};

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
        if !has_rows(desk) {
            return Answer::refuse("The file has no rows to show yet.");
        }
        self.row = Some(RowView::default());
        Answer::Stay
    }

    /// Takes an action while the row view is open; `None` where it has closed and the action is for the panes.
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
            _ => return Some(Answer::Pass),
        }
        Some(Answer::Stay)
    }
}

/// Tells whether there are rows to show.
pub(super) fn has_rows(desk: &Desk<'_>) -> bool {
    desk.world.preview.as_ref().is_some_and(|preview| !preview.cells.is_empty())
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
            let becomes = reading::becomes(linked, field, kept.cell(), *number, &how);
            (line.mark, line.value) = words(&becomes, &line.cell, linked, field, matching);
        } else if matching.delete.as_ref().is_some_and(|delete| delete.column == column.column) {
            line.field = "delete column".into();
        } else if matches!(&matching.owner, Some(OwnerRule::Column(owner)) if owner.column == column.column) {
            line.field = "Owner".into();
            let text = cells.get(place).map(|kept| kept.cell().text().into_owned()).unwrap_or_default();
            (line.mark, line.value) = owner_words(&text, matching, platform);
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

/// Returns what a cell becomes in words: the value, and whether it was cleaned, defaulted or said, or what a lead keeps.
fn words(becomes: &Becomes, cell: &str, link: &Link, field: &Field, matching: &Matching) -> (&'static str, String) {
    let clears = link.blank.unwrap_or(matching.blank) == BlankRule::Clear && link.update == UpdateRule::Overwrite;
    let (value, why) = match becomes {
        Becomes::Blank if field.key == "email" => return ("✗", "blank: every row must have one".into()),
        Becomes::Blank if field.required && field.default.is_none() => {
            return ("✗", "blank: a new lead must have one".into());
        }
        Becomes::Blank => {
            let others = if clears { "a lead that exists loses its own" } else { "a lead that exists keeps its own" };
            return match &field.default {
                Some(default) => ("✓", format!("{} (default of a new lead; {others})", safe(default))),
                None => ("", format!("– (blank; {others})")),
            };
        }
        Becomes::Problem(problem) => return ("✗", problem.description()),
        Becomes::Value(value, true) => (safe(value).into_owned(), Some("as you said")),
        Becomes::Value(value, false) if safe(value) == cell => (cell.to_owned(), None),
        Becomes::Value(value, false) => (safe(value).into_owned(), Some("cleaned")),
    };
    let rule = match link.update {
        UpdateRule::Overwrite => None,
        UpdateRule::IfEmpty => Some("a lead that has one keeps it"),
        UpdateRule::Never => Some("a lead that exists keeps its own"),
    };
    let notes: Vec<&str> = why.into_iter().chain(rule).collect();
    if notes.is_empty() { ("✓", value) } else { ("✓", format!("{value} ({})", notes.join("; "))) }
}

/// Returns whom the username of a row means, in words.
fn owner_words(text: &str, matching: &Matching, platform: &Platform) -> (&'static str, String) {
    if trim(text).is_empty() {
        return ("✗", "blank: each row must have an owner".into());
    }
    match values::owner(matching, text, platform) {
        values::Becomes::Value(owner) => ("✓", safe(&owner).into_owned()),
        values::Becomes::Mapped(owner) => ("✓", format!("{} (as you said)", safe(&owner))),
        values::Becomes::Unknown { nearest: Some(nearest) } => {
            ("✗", format!("no owner of that name; perhaps {}", safe(&nearest)))
        }
        values::Becomes::Unknown { nearest: None } => ("✗", "no owner of that name".into()),
    }
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
