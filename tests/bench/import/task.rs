//! The tasks that are measured, each run in a process of its own: `import FILE STORE new`, `undo STORE` and so on.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use leadport::import::request::Closing;
use leadport::import::undo::{self, UndoMode, UndoRequest};
use leadport::import::{LeadStore, Options, Request, Watch, limits, pipeline};
use leadport::matching::{ColumnName, MatchType, OwnerRule, names};
use leadport::platform::Owner;
use leadport::quality::{self, Scope};
use leadport::report::Format;
use leadport::report::rows::RowsWriter;
use leadport::sheet::{self, Batch, Cancel, Limits};
use leadport::store::{Mode, Store};

use super::{Outcome, Took, reference};

/// An XLSX whose texts stand in a table beside the rows, as Excel writes it.
pub const SHARED: &str = "xlsx, shared strings";

pub const OPERATOR: &str = "bench";
/// The owners that the generated sheets name.
const OWNERS: [&str; 10] =
    ["a.schmidt", "b.jones", "c.lopez", "d.wong", "e.novak", "f.rossi", "g.dubois", "h.larsen", "i.petrov", "j.miller"];

/// How many single addresses are looked up.
const LOOKUPS: u64 = 20_000;

/// Runs one task and says what it took.
pub fn run(words: &[String]) -> Outcome<Took> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    prepare(&words)?;
    if let ["lookup", store, leads] = words.as_slice() {
        return lookup(store, leads.parse()?);
    }
    let (cpu, begun) = (own_cpu(), Instant::now());
    let rows = carry_out(&words)?;
    let wall = begun.elapsed().as_secs_f64();
    let peak = if words[0] == "program" { rows.1 } else { peak("/proc/self/status")? };
    Ok(Took { wall, cpu: own_cpu() - cpu, peak, rows: rows.0 })
}

/// Lays the store as the task wants to find it; not measured.
fn prepare(words: &[&str]) -> Outcome<()> {
    match words {
        ["import" | "check" | "program", _, store, "new"] => new_store(Path::new(store)),
        ["import", _, store, "copy"] => {
            fs::copy(store, copy_of(store))?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Returns how many rows went through, and the peak memory of a program that was run for it.
fn carry_out(words: &[&str]) -> Outcome<(u64, f64)> {
    let rows = match words {
        ["calamine", sheet] => reference::calamine(Path::new(sheet)),
        ["inflate", sheet] => reference::inflate(Path::new(sheet)),
        ["tokens", sheet] => reference::tokens(Path::new(sheet)),
        ["read", sheet] => read(Path::new(sheet)),
        ["import", sheet, store, "copy"] => import(sheet, &copy_of(store).display().to_string()),
        ["import", sheet, store, _] => import(sheet, store),
        ["check", sheet, store, _] => check(sheet, store),
        ["fill", store, leads] => fill(store, leads.parse()?),
        ["preview", sheet] => preview(Path::new(sheet)),
        ["program", sheet, store, _] => return program(sheet, store),
        ["undo", store] => undo_newest(store),
        ["report", store] => write_report(store),
        ["survey", store] => survey(store),
        ["search", store] => search(store),
        _ => Err(format!("{} is not a task", words.join(" ")).into()),
    }?;
    Ok((rows, 0.0))
}

pub fn copy_of(store: &str) -> PathBuf {
    PathBuf::from(format!("{store}.copy"))
}

fn open(store: &str) -> Outcome<Store> {
    Ok(Store::open(Path::new(store), Mode::Write, Duration::from_secs(10), OPERATOR)?)
}

/// Makes an empty store whose owners are those that the sheets name.
fn new_store(path: &Path) -> Outcome<()> {
    let _ = fs::remove_file(path);
    let store = Store::open(path, Mode::Write, Duration::from_secs(10), OPERATOR)?;
    store.change_platform("bench", |platform| {
        for username in OWNERS {
            platform.owners.push(Owner { username: username.to_owned(), name: String::new(), email: String::new() });
        }
        Ok::<(), std::convert::Infallible>(())
    })?;
    Ok(())
}

fn request(store: &Store, sheet: &str) -> Outcome<Request> {
    let platform = store.platform()?;
    let limits = limits::limits(&platform.settings);
    let table = sheet::open_table(Path::new(sheet), &limits, &Cancel::default())?;
    let headers = table.header.map(|header| header.columns).unwrap_or_default();
    let headers: Vec<ColumnName> =
        headers.into_iter().map(|column| ColumnName { column: column.index, header: column.header }).collect();
    let mut matching = names::initial(&headers, &platform, MatchType::Email);
    let column = |name: &str| headers.iter().find(|column| column.header == name).cloned();
    matching.delete = column("Delete");
    matching.owner = Some(column("Owner").map_or_else(|| OwnerRule::One(OPERATOR.into()), OwnerRule::Column));
    Ok(Request {
        path: sheet.into(),
        limits,
        matching,
        options: Options::default(),
        closing: Closing::default(),
        operator: OPERATOR.into(),
        host: String::new(),
        from: String::new(),
        clock: || jiff::Timestamp::now().as_second(),
    })
}

fn import(sheet: &str, store: &str) -> Outcome<u64> {
    let store = open(store)?;
    let report = pipeline::import(&store, &request(&store, sheet)?, &Watch::silent())?;
    if report.entry.is_none() {
        let first = report.problems.iter().next().map(|problem| problem.description()).unwrap_or_default();
        return Err(format!("{} errors, the first: {first}", report.errors).into());
    }
    Ok(report.rows)
}

fn check(sheet: &str, store: &str) -> Outcome<u64> {
    let store = open(store)?;
    Ok(pipeline::check(&store, &request(&store, sheet)?, &Watch::silent())?.rows)
}

fn read(path: &Path) -> Outcome<u64> {
    let mut sheet = sheet::open(path, &Limits::default(), &Cancel::default())?;
    let (mut batch, mut rows) = (Batch::default(), 0);
    loop {
        sheet.rows.next(&mut batch)?;
        if batch.is_empty() {
            return Ok(rows);
        }
        rows += batch.len() as u64;
    }
}

/// Reads what the wizard shows of a file: its header and its first rows.
fn preview(path: &Path) -> Outcome<u64> {
    let mut table = sheet::open_table(path, &Limits::default(), &Cancel::default())?;
    let mut batch = Batch::default();
    table.rows.next(&mut batch)?;
    Ok(batch.len() as u64)
}

/// Looks single addresses up, one after the other, in a store that is open.
fn lookup(store: &str, leads: u64) -> Outcome<Took> {
    let store = open(store)?;
    let view = LeadStore::view(&store)?;
    let keys: Vec<String> = (0..LOOKUPS)
        .map(|at| at.wrapping_mul(0x9E37_79B9_7F4A_7C15) % leads)
        .map(|number| format!("lead{number}@example{}.com", number % 97))
        .collect();
    let (cpu, begun) = (own_cpu(), Instant::now());
    for key in &keys {
        if view.by_email(&[key])?.iter().flatten().count() != 1 {
            return Err(format!("{key} was not found").into());
        }
    }
    let wall = begun.elapsed().as_secs_f64();
    Ok(Took { wall, cpu: own_cpu() - cpu, peak: peak("/proc/self/status")?, rows: LOOKUPS })
}

/// Runs the program itself, and watches how much memory it and its child (the reader of XLS) have at most.
fn program(sheet: &str, store: &str) -> Outcome<(u64, f64)> {
    let mut child = super::screen::leadport(store)
        .args(["import", sheet, "--owner", OPERATOR])
        .stdout(std::process::Stdio::null())
        .spawn()?;
    let (mut own, mut others) = (0.0_f64, std::collections::BTreeMap::new());
    loop {
        own = peak(&format!("/proc/{}/status", child.id())).unwrap_or(own).max(own);
        for other in children_of(child.id()) {
            let seen = peak(&format!("/proc/{other}/status")).unwrap_or(0.0);
            let most: &mut f64 = others.entry(other).or_insert(seen);
            *most = most.max(seen);
        }
        if let Some(status) = child.try_wait()? {
            let peak = own + others.values().copied().fold(0.0, f64::max);
            return if status.success() { Ok((0, peak)) } else { Err("the import failed".into()) };
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The children of all threads of a process.
fn children_of(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let lists = threads.flatten().filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>()).collect()
}

fn undo_newest(store: &str) -> Outcome<u64> {
    let store = open(store)?;
    let import = store.history()?.first().map(|entry| entry.import).ok_or("nothing to undo")?;
    let request = UndoRequest {
        import,
        mode: UndoMode::Refuse,
        operator: OPERATOR.into(),
        host: String::new(),
        from: String::new(),
        clock: || jiff::Timestamp::now().as_second(),
    };
    let report = undo::undo(&store, &request, &Watch::silent())?;
    Ok(report.counts.rows())
}

fn write_report(store: &str) -> Outcome<u64> {
    let store = open(store)?;
    let entry = store.history()?.into_iter().next().ok_or("nothing to report")?;
    let platform = store.platform()?;
    let mut writer = RowsWriter::new(Format::Xlsx, tempfile::tempfile()?, &entry, &platform)?;
    let (mut rows, mut outcome) = (0, Ok(()));
    store.rows(entry.import, &mut |row| {
        rows += 1;
        outcome = writer.row(&row);
        outcome.is_ok()
    })?;
    outcome?;
    writer.finish()?;
    Ok(rows)
}

fn survey(store: &str) -> Outcome<u64> {
    let store = open(store)?;
    let now = jiff::Timestamp::now().as_second();
    let survey = quality::survey(&store, Scope::All, now, &AtomicBool::new(false), &|_| {})?;
    Ok(survey.map_or(0, |survey| survey.leads))
}

/// Looks for a text that no lead holds, so that every lead is looked at.
fn search(store: &str) -> Outcome<u64> {
    let store = open(store)?;
    let (mut rows, mut found) = (0, 0);
    store.leads(&mut |lead| {
        rows += 1;
        found += u64::from(lead.values.iter().any(|(_, value)| value.contains("nobody has this")));
        true
    })?;
    if found > 0 { Err("the search found what is not there".into()) } else { Ok(rows) }
}

/// Processor seconds of this process and the children that it waited for (the XLS reader is one).
fn own_cpu() -> f64 {
    let seconds = |text: &str| -> f64 {
        let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let ticks: f64 = (11..15).filter_map(|at| fields.get(at)?.parse::<f64>().ok()).sum();
        // Clock ticks of the kernel's interface are hundredths of a second on every Linux (proc(5), sysconf(3)).
        ticks / 100.0
    };
    fs::read_to_string("/proc/self/stat").map_or(0.0, |text| seconds(&text))
}

/// The most memory that a process had resident so far, in MiB.
fn peak(status: &str) -> Outcome<f64> {
    let status = fs::read_to_string(status)?;
    let line = status.lines().find(|line| line.starts_with("VmHWM")).ok_or("the kernel tells no peak memory")?;
    let kib: f64 = line.split_whitespace().nth(1).ok_or("the kernel tells no peak memory")?.parse()?;
    Ok(kib / 1024.0)
}

/// Returns a sheet of so many rows, made once; with `changed`, every so-manieth row differs from the plain one.
pub fn sheet(folder: &Path, format: &str, rows: u32, changed: u32) -> Outcome<PathBuf> {
    let (ending, shared) = if format == SHARED { ("xlsx", "-shared") } else { (format, "") };
    let path = folder.join(format!("leads-{rows}-{changed}{shared}.{ending}"));
    let mut words = vec![rows.to_string(), "--changed".to_owned(), changed.to_string()];
    if format == SHARED {
        words.push("--shared".to_owned());
    }
    make(&path, &words)?;
    Ok(path)
}

/// Returns a sheet of 1,000,000 rows out of order, half of whom the large store knows.
pub fn half_known(folder: &Path) -> Outcome<PathBuf> {
    let path = folder.join("half-known-shuffled.xlsx");
    make(&path, &["1000000", "--known", "4500000", "--shuffled"].map(str::to_owned))?;
    Ok(path)
}

/// Has the example that writes big sheets write one, unless it is there.
fn make(path: &Path, words: &[String]) -> Outcome<()> {
    if path.exists() {
        return Ok(());
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--release", "--example", "big_sheet", "--"]).args(words).arg(path);
    // What cargo tells of this package would make the build scripts of crates that ask for it run again (ring's does),
    // and with them minutes of building.
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") || name.to_string_lossy().starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    let status = cargo.status()?;
    if status.success() { Ok(()) } else { Err(format!("{} was not written", path.display()).into()) }
}

/// Fills a new store with so many leads, a million at a time; not measured, done once.
fn fill(store: &str, leads: u32) -> Outcome<u64> {
    if Path::new(store).exists() {
        return Ok(0);
    }
    new_store(Path::new(store))?;
    let sheet = Path::new(store).with_extension("part.xlsx");
    for known in (0..leads).step_by(1_000_000) {
        let _ = fs::remove_file(&sheet);
        make(&sheet, &["1000000".to_owned(), "--known".to_owned(), known.to_string()])?;
        import(&sheet.display().to_string(), store)?;
    }
    Ok(u64::from(leads))
}
