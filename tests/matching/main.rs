//! Header rows as they occur, against what is linked and suggested for them.
//!
//! `headers.txt` beside this file holds the rows and the field that each column belongs to. The test prints the figures
//! that the README gives: `cargo test --test matching -- --nocapture`.

use std::collections::HashMap;
use std::fmt::Write as _;

use leadport::matching::evidence::Evidence;
use leadport::matching::names::initial;
use leadport::matching::suggest::{accept_all, suggest};
use leadport::matching::{ColumnName, How, MatchType};
use leadport::platform::default::new_platform;
use leadport::platform::value::Cell;
use leadport::sheet::Batch;

const HEADERS: &str = include_str!("headers.txt");

/// One file of the corpus.
struct File {
    name: &'static str,
    columns: Vec<Column>,
}

struct Column {
    header: &'static str,
    /// The field that the column belongs to; `None` where there is none.
    field: Option<&'static str>,
    /// Whether it is one of several that would be right.
    one_of: bool,
    values: Vec<&'static str>,
}

#[derive(Default)]
struct Figures {
    files: usize,
    columns: usize,
    wanted: usize,
    linked: usize,
    suggested: usize,
    wrong_names: usize,
    wrong_suggestions: usize,
    missed: usize,
    faults: String,
}

fn corpus() -> Vec<File> {
    let mut pools: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut files: Vec<File> = Vec::new();
    for line in HEADERS.lines().map(str::trim_end) {
        if let Some(name) = line.strip_prefix("## ") {
            files.push(File { name, columns: Vec::new() });
        } else if let Some((name, values)) = line.strip_prefix('@').and_then(|line| line.split_once(" = ")) {
            pools.insert(name, values.split("; ").collect());
        } else if files.is_empty() || line.is_empty() {
            assert!(line.is_empty() || line.starts_with('#'), "not understood: {line}");
        } else {
            let mut parts = line.split('|').map(str::trim);
            let (header, field) =
                (parts.next().unwrap_or_default(), parts.next().unwrap_or_else(|| panic!("no field: {line}")));
            let values = parts.next().unwrap_or("");
            let values = match values.strip_prefix('@') {
                Some(pool) => pools.get(pool).unwrap_or_else(|| panic!("no pool: {line}")).clone(),
                None => values.split("; ").filter(|value| !value.is_empty()).collect(),
            };
            let one_of = field.ends_with('*');
            let field = Some(field.trim_end_matches('*')).filter(|field| *field != "-");
            files.last_mut().expect("a column stands below a file").columns.push(Column {
                header,
                field,
                one_of,
                values,
            });
        }
    }
    files
}

/// Links and suggests for one file; returns for each column the field it got and whether by an equal name.
fn matched(file: &File) -> Vec<Option<(String, bool)>> {
    let platform = new_platform("anna");
    let headers: Vec<ColumnName> =
        (0..).zip(&file.columns).map(|(column, name)| ColumnName { column, header: name.header.to_owned() }).collect();
    let mut batch = Batch::default();
    for (number, row) in (2..).zip(0..5_usize) {
        batch.push_row(number, false);
        for (place, column) in (0..).zip(&file.columns) {
            batch.push(place, column.values.get(row).map_or(Cell::Blank, |value| Cell::Text(value)));
        }
    }
    let mut evidence = Evidence::new(&headers, &platform);
    batch.rows().for_each(|row| evidence.note_row(&row));
    let mut matching = initial(&headers, &platform, MatchType::Email);
    let suggestions = suggest(&headers, &platform, &matching, Some(&evidence));
    assert_eq!(accept_all(&mut matching, &suggestions), suggestions.len(), "{}: two for one", file.name);
    let link = |column: &ColumnName| matching.link_of(column.column);
    headers.iter().map(|column| link(column).map(|link| (link.field.clone(), link.how == How::Name))).collect()
}

fn judge(file: &File, figures: &mut Figures) {
    figures.files += 1;
    let matched = matched(file);
    for (column, got) in file.columns.iter().zip(&matched) {
        figures.columns += 1;
        let is_right = got.as_ref().is_some_and(|(field, _)| column.field == Some(field));
        let note = |figures: &mut Figures, what: &str| {
            let got = got.as_ref().map_or("nothing", |(field, _)| field);
            let _ = writeln!(
                figures.faults,
                "{what}: {} / {}: {got} for {}",
                file.name,
                column.header,
                column.field.unwrap_or("nothing")
            );
        };
        match got {
            Some((_, true)) if is_right => figures.linked += 1,
            Some((_, false)) if is_right => figures.suggested += 1,
            Some((_, by_name)) => {
                *(if *by_name { &mut figures.wrong_names } else { &mut figures.wrong_suggestions }) += 1;
                note(figures, "wrong");
            }
            None if column.field.is_some() && !column.one_of => {
                figures.missed += 1;
                note(figures, "missed");
            }
            None => {}
        }
    }
    // Of several that would be right, one must have got the field.
    let mut groups: Vec<&str> =
        file.columns.iter().filter(|column| column.one_of).filter_map(|column| column.field).collect();
    groups.sort_unstable();
    groups.dedup();
    for field in &groups {
        if !matched.iter().flatten().any(|(got, _)| got == field) {
            figures.missed += 1;
            let _ = writeln!(figures.faults, "missed: {} / one of several for {field}", file.name);
        }
    }
    let alone = file.columns.iter().filter(|column| column.field.is_some() && !column.one_of).count();
    figures.wanted += alone + groups.len();
}

#[test]
fn nine_columns_in_ten_are_linked_or_suggested_rightly_and_hardly_one_in_a_hundred_wrongly() {
    let mut figures = Figures::default();
    for file in corpus() {
        judge(&file, &mut figures);
    }
    let right = figures.linked + figures.suggested;
    let wrong = figures.wrong_names + figures.wrong_suggestions;
    println!("{}", figures.faults);
    println!("{} files, {} columns, {} of them belong to a field", figures.files, figures.columns, figures.wanted);
    println!("linked by name      {:>5}", figures.linked);
    println!("suggested rightly   {:>5}", figures.suggested);
    println!("suggested wrongly   {:>5}", figures.wrong_suggestions);
    println!("wrong equal names   {:>5}", figures.wrong_names);
    println!("missed              {:>5}", figures.missed);
    #[expect(clippy::cast_precision_loss, reason = "some thousand columns")]
    let percent = |part: usize, whole: usize| part as f64 * 100.0 / whole as f64;
    println!("right {:.1} %, wrong {:.1} %", percent(right, figures.wanted), percent(wrong, right + wrong));
    assert!(figures.files >= 60, "the corpus has {} files", figures.files);
    assert_eq!(figures.wrong_names, 0, "{}", figures.faults);
    assert!(right * 100 >= figures.wanted * 90, "{}", figures.faults);
    assert!(wrong * 100 <= right + wrong, "{}", figures.faults);
}
