//! `leadport sheet`: what the reader sees of a file, so that anybody can compare it with another reader.
//!
//! A first pass finds the header and the columns that hold anything, a second one prints the rows as they come; a sheet
//! that is short enough is kept from the first pass, a long one is opened again. Memory does not grow with the sheet.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Serialize, Serializer};
use serde_json::{Map, json};

use super::print::{self, Paint, Table};
use super::progress::Progress;
use super::{Context, Exit, Fault};
use crate::import::problem::{Place, of_sheet};
use crate::import::{Code, LeadStore, Problem, Severity, limits};
use crate::report::json as shapes;
use crate::sheet::header::{Header, letter};
use crate::sheet::{self, Batch, Cancel, FileFault, Limits, Row, SheetInfo};
use crate::store::Mode;
use crate::text::{plural, safe};

/// The command's arguments.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// The file
    file: PathBuf,
    /// How many rows to show; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u64,
    /// Show what an independent second reader (calamine) sees, to compare the two; nothing is ever imported through it
    #[arg(long)]
    second_reader: bool,
}

/// The most rows that are kept from the first pass.
const KEPT: u64 = 20_000;

/// A table lines up its columns, so it is printed in parts of so many rows: the widths of one part are those of its rows.
const PART: usize = 1_000;

/// What a pass over the sheet found.
struct Outline {
    info: SheetInfo,
    header_row: Option<u32>,
    headers: BTreeMap<u16, String>,
    /// Columns with a header or a cell, and whether one has a cell below the header.
    columns: BTreeMap<u16, bool>,
    rows: u64,
    hidden: u64,
    valueless_formulas: u64,
    ended: bool,
    /// The rows themselves, where they are few enough.
    kept: Option<Vec<Batch>>,
}

/// Carries the command out.
///
/// # Errors
/// A file that cannot be taken; standard output that cannot be written; Ctrl-C.
pub fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Fault> {
    let limit = if arguments.limit == 0 { u64::MAX } else { arguments.limit };
    let mut file = File {
        path: &arguments.file,
        second: arguments.second_reader,
        limits: limits_of(context),
        cancel: context.cancel(),
        in_order: false,
    };
    let mut found = outline(&file, limit, &mut Progress::new(context));
    if matches!(&found, Err(error) if error.fault == FileFault::OutOfOrder) {
        file.in_order = true;
        found = outline(&file, limit, &mut Progress::new(context));
    }
    let outline = found.map_err(|error| Fault::of_file(&error, file.path))?;
    let problems = problems(&outline);
    if context.json {
        document(&file, &outline, &problems, limit)?;
    } else {
        table(&file, &outline, &problems, limit, context)?;
    }
    let has_errors = problems.iter().any(|problem| problem.severity() == Severity::Error);
    Ok(if has_errors { Exit::Data } else { Exit::Done })
}

/// The file, and how it is read.
struct File<'a> {
    path: &'a Path,
    /// Whether the second reader is asked.
    second: bool,
    limits: Limits,
    cancel: Cancel,
    /// Whether the rows must be gathered and put in order first.
    in_order: bool,
}

impl File<'_> {
    fn open(&self) -> Result<sheet::Sheet, sheet::FileError> {
        let open = match (self.second, self.in_order) {
            (true, _) => sheet::child::second_opinion,
            (false, true) => sheet::open_in_order,
            (false, false) => sheet::open,
        };
        open(self.path, &self.limits, &self.cancel)
    }
}

/// The limits that an import would keep to; the standard ones where no store can be read, for looking at a sheet needs none.
fn limits_of(context: &Context) -> Limits {
    if !context.store.exists() {
        return Limits::default();
    }
    let platform = context.open(Mode::Read).ok().and_then(|store| store.platform().ok());
    platform.map_or_else(Limits::default, |platform| limits::limits(&platform.settings))
}

/// Reads the sheet as far as it is shown, and a little further to see whether it ends there.
fn outline(file: &File<'_>, limit: u64, progress: &mut Progress) -> Result<Outline, sheet::FileError> {
    let mut source = file.open()?;
    let mut outline = Outline {
        info: source.info.clone(),
        header_row: None,
        headers: BTreeMap::new(),
        columns: BTreeMap::new(),
        rows: 0,
        hidden: 0,
        valueless_formulas: 0,
        ended: false,
        kept: Some(Vec::new()),
    };
    let mut batch = Batch::default();
    while outline.rows < limit || outline.header_row.is_none() {
        source.rows.next(&mut batch)?;
        if batch.is_empty() {
            outline.ended = true;
            break;
        }
        batch.rows().for_each(|row| outline.see(&row));
        if outline.rows > KEPT {
            outline.kept = None;
        }
        if let Some(kept) = &mut outline.kept {
            kept.push(std::mem::take(&mut batch));
        }
        let (done, all) = source.rows.progress();
        progress.show(done, all, outline.rows);
    }
    if !outline.ended {
        source.rows.next(&mut batch)?;
        outline.ended = batch.is_empty();
    }
    if outline.ended {
        let behind = source.rows.behind();
        outline.info.sheets_left_out.extend(behind.sheets);
        outline.valueless_formulas = behind.valueless_formulas;
    }
    progress.end();
    Ok(outline)
}

impl Outline {
    fn see(&mut self, row: &Row<'_>) {
        if row.is_blank() {
            return;
        }
        if self.header_row.is_none() {
            self.header_row = Some(row.number);
            for column in Header::of_row(*row).columns {
                self.columns.insert(column.index, false);
                self.headers.insert(column.index, column.header);
            }
            return;
        }
        self.rows += 1;
        self.hidden += u64::from(row.hidden);
        for (column, _) in row.cells().filter(|(_, cell)| !cell.is_blank()) {
            self.columns.insert(column, true);
        }
    }
}

fn problems(outline: &Outline) -> Vec<Problem> {
    let read = of_sheet::Read {
        header: outline.header_row.is_some(),
        rows: outline.rows,
        hidden: outline.hidden,
        valueless_formulas: outline.valueless_formulas,
    };
    let mut problems = of_sheet::problems(&outline.info, read);
    for (column, _) in
        outline.columns.iter().filter(|(column, cells)| **cells && !outline.headers.contains_key(*column))
    {
        let place = Place { column: Some(*column), letter: letter(*column), ..Place::default() };
        problems.push(Problem::new(Code::HeaderBlank).of_column(&place.into()));
    }
    problems
}

/// Walks the rows below the header, from what was kept or from the file again.
fn walk(
    file: &File<'_>,
    outline: &Outline,
    limit: u64,
    each: &mut dyn FnMut(&Row<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let header = outline.header_row;
    let mut left = limit;
    let mut show = |batch: &Batch| -> Result<bool, Fault> {
        for row in batch.rows().filter(|row| !row.is_blank() && Some(row.number) != header) {
            if left == 0 {
                return Ok(false);
            }
            left -= 1;
            each(&row)?;
        }
        Ok(left > 0)
    };
    if let Some(kept) = &outline.kept {
        for batch in kept {
            if !show(batch)? {
                break;
            }
        }
        return Ok(());
    }
    let fault = |error| Fault::of_file(&error, file.path);
    let mut source = file.open().map_err(fault)?;
    let mut batch = Batch::default();
    loop {
        source.rows.next(&mut batch).map_err(fault)?;
        if batch.is_empty() || !show(&batch)? {
            return Ok(());
        }
    }
}

/// A row as JSON, written as it is read: a sheet may have a million.
#[derive(Serialize)]
struct Shown<'a> {
    row: u32,
    cells: Cells<'a>,
}

struct Cells<'a>(&'a Row<'a>, &'a [u16]);

#[derive(Serialize)]
struct Shape<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    value: Cow<'a, str>,
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.iter().map(|column| {
            let cell = self.0.cell(*column);
            Shape { kind: cell.type_name(), value: cell.text() }
        }))
    }
}

fn document(file: &File<'_>, outline: &Outline, problems: &[Problem], limit: u64) -> Result<(), Fault> {
    let mut head = Map::new();
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    head.insert("file".to_owned(), name.into());
    head.insert("format".to_owned(), outline.info.format.name().into());
    head.insert("sheet".to_owned(), outline.info.sheet.as_str().into());
    head.insert("sheets_left_out".to_owned(), outline.info.sheets_left_out.clone().into());
    head.insert("header_row".to_owned(), outline.header_row.into());
    let columns: Vec<_> = outline
        .columns
        .keys()
        .map(|column| json!({ "letter": letter(*column), "header": outline.headers.get(column).map_or("", String::as_str) }))
        .collect();
    head.insert("columns".to_owned(), columns.into());
    head.insert("rows_total".to_owned(), outline.ended.then_some(outline.rows).into());
    let mut list = shapes::List::begin(BufWriter::new(io::stdout().lock()), &head, "rows")?;
    let columns: Vec<u16> = outline.columns.keys().copied().collect();
    walk(file, outline, limit, &mut |row| Ok(list.item(&Shown { row: row.number, cells: Cells(row, &columns) })?))?;
    let mut tail = Map::new();
    tail.insert("problems".to_owned(), problems.iter().map(shapes::problem).collect());
    Ok(list.end(&tail)?)
}

fn table(file: &File<'_>, outline: &Outline, problems: &[Problem], limit: u64, context: &Context) -> Result<(), Fault> {
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    let header = outline.header_row.map_or_else(|| "no header".to_owned(), |row| format!("header in row {row}"));
    let rows = plural(outline.rows, "row", "rows");
    let rows = if outline.ended { rows } else { format!("more than {rows}") };
    print::out(&format!(
        "{}: {}, sheet “{}”, {header}, {}, {rows}\n",
        safe(&name),
        outline.info.format.name(),
        safe(&outline.info.sheet),
        plural(outline.columns.len() as u64, "column", "columns"),
    ))?;
    for problem in problems {
        let paint = if problem.severity() == Severity::Error { Paint::Bad } else { Paint::Care };
        print::out(&format!("{}\n", print::paint(&problem.description(), paint, context.color)))?;
    }
    if outline.columns.is_empty() {
        return Ok(());
    }
    let head = |first: bool| {
        let names = outline.columns.keys().map(|column| {
            let header = outline.headers.get(column).map_or("", String::as_str);
            if first { format!("{} {}", letter(*column), safe(header)) } else { letter(*column) }
        });
        let all: Vec<String> = [">Row".to_owned()].into_iter().chain(names).collect();
        Table::new(&all.iter().map(String::as_str).collect::<Vec<_>>(), context.color)
    };
    print::out("\n")?;
    let mut part = head(true);
    walk(file, outline, limit, &mut |row| {
        let cells = outline.columns.keys().map(|column| {
            let cell = row.cell(*column);
            cell.text().into_owned()
        });
        let all: Vec<String> = [row.number.to_string()].into_iter().chain(cells).collect();
        part.row(&all);
        if part.len() == PART {
            part.print()?;
            part = head(false);
        }
        Ok(())
    })?;
    if !part.is_empty() || outline.rows == 0 {
        part.print()?;
    }
    io::stdout().flush()?;
    Ok(())
}
