//! How an import was set and what is known of it, as lines of a name and a value, all safe to show.

use crate::app::desk::Desk;
use crate::app::screens::imports::{what, when};
use crate::app::words::{duration, size};
use crate::import::outcome::Kind;
use crate::import::{Entry, Outcome};
use crate::matching::{BlankRule, MatchType, OwnerRule};
use crate::text::{safe, thousands};

/// Returns the contract's message: how many leads entered and how many did not.
#[must_use]
pub fn contract(entry: &Entry) -> Option<String> {
    let max = entry.max_leads?;
    let not = entry.counts.of(Outcome::OverLimit);
    let added = entry.counts.of(Outcome::Added);
    let verb = |count: u64| if count == 1 { "was" } else { "were" };
    (not > 0).then(|| {
        format!(
            "Your contract holds {} leads: {} {} added, {} {} not.",
            thousands(max),
            thousands(added),
            verb(added),
            thousands(not),
            verb(not)
        )
    })
}

/// Returns the lines.
#[must_use]
pub fn facts(entry: &Entry, desk: &Desk<'_>) -> Vec<(&'static str, String)> {
    let text = |text: &str| safe(text).into_owned();
    let from = if entry.from.is_empty() { String::new() } else { format!(" from {}", safe(&entry.from)) };
    let mut lines = vec![
        ("What", what(entry)),
        ("At", when(entry.at, desk)),
        ("Operator", format!("{} @ {}{from}", safe(&entry.operator), safe(&entry.host))),
        ("Took", took(entry.milliseconds)),
    ];
    if let Some(by) = entry.undone_by {
        lines.insert(0, ("Undone by", format!("import {by}")));
    }
    if entry.forgotten {
        lines.push(("Undo", "no longer: its previous values were forgotten".into()));
    }
    lines.push(("Leads after", thousands(entry.leads_after)));
    if let Some(max) = entry.max_leads {
        lines.push(("Contract", thousands(max)));
    }
    lines.push(("File", text(&entry.path)));
    if entry.kind != Kind::Import {
        return lines;
    }
    let format = entry.format.to_uppercase();
    lines.push(("Sheet", format!("{} ({}, {})", safe(&entry.sheet), safe(&format), size(entry.bytes))));
    lines.push(("Warnings", thousands(entry.warnings)));
    let matching = &entry.matching;
    lines.push(("Match type", if matching.match_type == MatchType::Id { "ID" } else { "Email" }.into()));
    if let Some(column) = &matching.delete {
        lines.push(("Delete column", column.shown()));
    }
    let owner = match &matching.owner {
        None => "none".into(),
        Some(OwnerRule::One(username)) => format!("{}, for added leads", safe(username)),
        Some(OwnerRule::Column(column)) => format!("column {}", column.shown()),
    };
    lines.push(("Owner", owner));
    let blank = if matching.blank == BlankRule::Keep { "keep what is there" } else { "clear the field" };
    lines.push(("Blank cells", blank.into()));
    lines.extend(matching.links.iter().map(|link| {
        let field = desk.world.platform().and_then(|platform| platform.field_by_key(&link.field));
        let name = field.map_or(link.field.as_str(), |field| field.name.as_str());
        ("Column", format!("{} → {}", link.column.shown(), safe(name)))
    }));
    lines.push(("SHA-256", text(&entry.sha256)));
    lines
}

fn took(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..10_000 => format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100),
        _ => duration(milliseconds / 1_000),
    }
}
