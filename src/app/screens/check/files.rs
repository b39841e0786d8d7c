//! What can be saved from the check: the marked sheet, lists, masked copies, the rejects, the mended sheet, the mends.

use std::sync::Arc;

use super::Check;
use crate::app::beside::Output;
use crate::app::desk::Desk;
use crate::app::dialog::{Item, Picker, Prompt};
use crate::app::job::{CheckFile, Job, Work};
use crate::app::question::Question;
use crate::app::screen::Answer;
use crate::app::screens::file::path;
use crate::app::screens::output;
use crate::import::Problem;
use crate::text::{plural, safe, thousands};

/// One kind of file: what it is called in the list, what it says of itself, what its name ends in.
struct Kind {
    what: CheckFile,
    name: &'static str,
    note: &'static str,
    ending: &'static str,
}

const KINDS: &[Kind] = &[
    Kind {
        what: CheckFile::Marked,
        name: "The sheet, marked",
        note: "cells in question coloured and commented (XLSX)",
        ending: "problems.xlsx",
    },
    Kind { what: CheckFile::List, name: "A list", note: "all problems (XLSX)", ending: "list.xlsx" },
    Kind { what: CheckFile::List, name: "A list for programs", note: "all problems (CSV)", ending: "problems.csv" },
    Kind {
        what: CheckFile::List,
        name: "A list for other programs",
        note: "all problems (JSON)",
        ending: "problems.json",
    },
    Kind {
        what: CheckFile::MaskedSheet,
        name: "A masked sheet",
        note: "letters as a, digits as 9: no personal data (XLSX)",
        ending: "masked.xlsx",
    },
    Kind {
        what: CheckFile::Masked,
        name: "A masked list",
        note: "the problems alone, masked (CSV)",
        ending: "masked.csv",
    },
    Kind {
        what: CheckFile::Rejects,
        name: "The rejects",
        note: "rows with errors, to be mended and imported by themselves (XLSX)",
        ending: "rejects.xlsx",
    },
    Kind {
        what: CheckFile::Mended,
        name: "The corrected sheet",
        note: "the whole sheet with the mends made here (XLSX)",
        ending: "mended.xlsx",
    },
    Kind {
        what: CheckFile::Mends,
        name: "The mends alone",
        note: "for leadport import --mends (JSON)",
        ending: "mends.json",
    },
];

/// Returns a problem with its place as plain text, for a reply mail.
pub fn told(problem: &Problem) -> String {
    let row = problem.row.map(|row| format!("row {}", thousands(row.into())));
    let column = problem.place.as_ref().filter(|place| place.column.is_some());
    let column = column.map(|place| format!("column {} {}", place.letter, safe(&place.header)));
    let mut place = [row, column].into_iter().flatten().collect::<Vec<_>>().join(", ");
    if let Some(first) = place.get_mut(..1) {
        first.make_ascii_uppercase();
        place.push_str(": ");
    }
    format!("{place}{} {}", problem.description(), problem.suggestion())
}

impl Check {
    /// Asks what is to be saved.
    pub(super) fn export(desk: &Desk<'_>) -> Answer {
        if Self::report(desk).is_none() {
            return Answer::refuse("The check is not done yet.");
        }
        let line = |kind: &Kind| Item::new(kind.ending, kind.name, kind.note);
        let mut items: Vec<Item> = KINDS.iter().map(line).collect();
        items.push(Item::new("copy", "A summary for a reply mail", "copied to your own clipboard"));
        Answer::ask(Picker::new(Question::CheckFile, "Save or copy", items))
    }

    /// Asks where to, or copies the summary.
    pub(super) fn export_chosen(ending: &str, desk: &Desk<'_>) -> Answer {
        if ending == "copy" {
            return Self::summary(desk).map_or(Answer::Stay, Answer::Copy);
        }
        let Some(file) = &desk.draft.file else { return Answer::Stay };
        let start = path::typed(&file.path.with_extension(ending));
        let text = "The file itself is never written over; before another one of this name is, you are asked.";
        Answer::ask(Prompt::new(Question::CheckFilePath(ending.to_owned()), "Save as", text, start))
    }

    /// Writes the file to the path that was typed.
    pub(super) fn write_file(ending: &str, path: &str, desk: &Desk<'_>) -> Answer {
        let kind = KINDS.iter().find(|kind| kind.ending == ending);
        match kind.zip(output::meant(path, desk)) {
            Some((kind, output)) => Self::write(kind.what, output, desk),
            None => Answer::Stay,
        }
    }

    /// Writes a file.
    pub(super) fn write(what: CheckFile, output: Output, desk: &Desk<'_>) -> Answer {
        let (Some(work), Some(report)) = (Work::of(desk.draft), desk.world.report(desk.draft)) else {
            return Answer::refuse("The check is not done yet.");
        };
        if what == CheckFile::Mends && desk.draft.mends.is_empty() {
            return Answer::refuse("Nothing was mended here.");
        }
        let job = Job::WriteCheckFile(what, output, Box::new(work), Arc::clone(report));
        Answer::All(vec![Answer::Tell("Writing…".into()), Answer::Run(job)])
    }

    /// Returns the problems by cause as plain text.
    fn summary(desk: &Desk<'_>) -> Option<String> {
        let report = Self::report(desk)?;
        let errors = plural(report.errors, "error", "errors");
        let warnings = plural(report.warnings, "warning", "warnings");
        let mut lines =
            vec![format!("{}: {errors}, {warnings} in {}.", safe(&report.file), plural(report.rows, "row", "rows"))];
        for (at, cause) in report.problems.causes().iter().enumerate() {
            let place = cause
                .place
                .as_ref()
                .map_or_else(String::new, |place| format!(", column {} {}", place.letter, safe(&place.header)));
            let first = report.problems.of_cause(at, 0);
            let first = first.map_or_else(String::new, |problem| {
                let row = problem.row.map_or_else(String::new, |row| format!(" (first: row {row})"));
                format!("{row} {}", problem.suggestion())
            });
            lines.push(format!("- {} × {}{place}{first}", thousands(cause.count), cause.code.kind().name));
        }
        Some(lines.join("\n"))
    }
}
