//! `leadport leads`: list, show, export and count, with conditions and a search.

use std::io::{BufWriter, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::output::{destination, finish};
use super::print::{self, Table};
use super::{Context, Exit, Fault, config};
use crate::import::{LeadStore, Outcome};
use crate::platform::lead::email_key;
use crate::platform::{FieldId, Lead, Platform};
use crate::report::condition::Filter;
use crate::report::leads::{LeadWriter, fields_in_order};
use crate::report::{json as shapes, moment};
use crate::store::drafts::Drafts;
use crate::store::{Mode, Store};
use crate::text::{plural, safe, thousands};

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List leads
    List(Wanted),
    /// Show one lead with its history
    Show {
        /// Its ID or its email address
        #[arg(value_name = "ID|EMAIL")]
        lead: String,
    },
    /// Write leads to a file that can be imported again
    Export {
        /// Which leads.
        #[command(flatten)]
        wanted: Wanted,
        /// The format [default: by the ending of OUT, else csv; json with --json]
        #[arg(long, value_name = "FORMAT", value_parser = ["xlsx", "ods", "csv", "json"])]
        format: Option<String>,
        /// The file to write; one of that name is replaced [default: standard output]
        #[arg(short, long, value_name = "OUT")]
        output: Option<PathBuf>,
    },
    /// Count leads
    Count(Wanted),
    /// Remove a person everywhere, from previous values and saved drafts too, for good
    Erase {
        /// The email address
        email: String,
    },
}

/// Which leads.
#[derive(Clone, Debug, Args)]
pub struct Wanted {
    /// A condition: FIELD=VALUE, !=, <, >, ~ (contains); FIELD= is blank, FIELD!= is not; all must hold
    #[arg(long = "where", value_name = "CONDITION")]
    conditions: Vec<String>,
    /// Text that any value contains, case and accents aside
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// At most so many; 0 for all
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
}

impl Wanted {
    fn limit(&self) -> u64 {
        self.limit.filter(|limit| *limit > 0).unwrap_or(u64::MAX)
    }
}

/// How many leads are listed on a terminal unless said.
const ON_TERMINAL: u64 = 50;

/// Carries the command out.
///
/// # Errors
/// A condition that is not understood, a store that cannot be used, a file that cannot be written.
pub fn run(what: &What, context: &Context) -> Result<Exit, Fault> {
    match what {
        What::List(wanted) => return list(wanted, context),
        What::Show { lead } => show(lead, context)?,
        What::Export { wanted, format, output } => {
            if let Some(format) =
                format.as_deref().filter(|format| context.json && output.is_none() && *format != "json")
            {
                return Err(Fault::usage(&format!("--json and --format {format} contradict each other."))
                    .suggest("Leave one of the two out."));
            }
            let (format, destination) = destination(format.as_deref(), output.as_deref(), context)?;
            let store = context.open(Mode::Read)?;
            let platform = store.platform()?;
            let mut writer = LeadWriter::new(format, destination.handle()?, &platform)?;
            walk(&store, &platform, wanted, context, &mut |lead| Ok(writer.lead(lead)?))?;
            writer.finish()?;
            finish(destination, context)?;
        }
        What::Erase { email } => erase(email, context)?,
        What::Count(wanted) => {
            let store = context.open(Mode::Read)?;
            let mut count = 0_u64;
            if wanted.conditions.is_empty() && wanted.search.is_none() {
                count = store.view()?.count().min(wanted.limit());
            } else {
                walk(&store, &store.platform()?, wanted, context, &mut |_| {
                    count += 1;
                    Ok(())
                })?;
            }
            if context.json {
                print::json(&json!({ "count": count }))?;
            } else {
                print::out(&format!("{count}\n"))?;
            }
        }
    }
    Ok(Exit::Done)
}

/// Walks the leads that are wanted, by ID; tells whether there are more than were wanted.
fn walk(
    store: &Store,
    platform: &Platform,
    wanted: &Wanted,
    context: &Context,
    each: &mut dyn FnMut(&Lead) -> Result<(), Fault>,
) -> Result<bool, Fault> {
    let filter = Filter::read(&wanted.conditions, wanted.search.as_deref(), platform)?;
    let cancel = context.cancel();
    let mut left = wanted.limit();
    let mut fault = None;
    let mut more = false;
    store.leads(&mut |lead| {
        if cancel.load(std::sync::atomic::Ordering::Relaxed) {
            fault = Some(Fault::interrupted());
            return false;
        }
        if !filter.takes(&lead) {
            return true;
        }
        if left == 0 {
            more = true;
            return false;
        }
        left -= 1;
        match each(&lead) {
            Ok(()) => true,
            Err(error) => {
                fault = Some(error);
                false
            }
        }
    })?;
    fault.map_or(Ok(more), Err)
}

/// Writes the document; what goes wrong after its beginning stands at its end, so that it stays one that can be read.
fn list_json(wanted: &Wanted, store: &Store, platform: &Platform, context: &Context) -> Result<Exit, Fault> {
    Filter::read(&wanted.conditions, wanted.search.as_deref(), platform)?;
    let mut list = shapes::List::begin(BufWriter::new(std::io::stdout().lock()), &Map::new(), "leads")?;
    let done = walk(store, platform, wanted, context, &mut |lead| Ok(list.item(&shapes::lead(lead, platform))?));
    let mut tail = Map::new();
    let exit = match done {
        Ok(_) => Exit::Done,
        Err(fault) if fault.silent => return Err(fault),
        Err(fault) => {
            let Fault { exit, code, message, suggestion, .. } = fault;
            let told = json!({ "code": code, "message": message, "suggestion": suggestion });
            tail.extend([("error".to_owned(), told)]);
            exit
        }
    };
    list.end(&tail)?;
    Ok(exit)
}

fn list(wanted: &Wanted, context: &Context) -> Result<Exit, Fault> {
    let store = context.open(Mode::Read)?;
    let platform = store.platform()?;
    if context.json {
        return list_json(wanted, &store, &platform, context);
    }
    let mut wanted = wanted.clone();
    if wanted.limit.is_none() && std::io::stdout().is_terminal() {
        wanted.limit = Some(ON_TERMINAL);
    }
    let columns: Vec<_> = ["email", "first_name", "last_name", "company", "city", "country"]
        .iter()
        .filter_map(|key| platform.field_by_key(key))
        .collect();
    let mut names = vec![">ID"];
    names.extend(columns.iter().map(|field| field.name.as_str()));
    names.push("Owner");
    // In parts, so that memory does not grow with the list.
    let mut table = Table::new(&names, context.color);
    let mut any = false;
    let more = walk(&store, &platform, &wanted, context, &mut |lead| {
        any = true;
        let mut cells = vec![lead.id.to_string()];
        cells.extend(columns.iter().map(|field| lead.values.get(field.id).unwrap_or("").to_owned()));
        cells.push(lead.owner().to_owned());
        table.row(&cells);
        if table.len() == 1_000 {
            table.print()?;
            table = Table::new(&names, context.color);
        }
        Ok(())
    })?;
    if !table.is_empty() {
        table.print()?;
    }
    if !any {
        let all = wanted.conditions.is_empty() && wanted.search.is_none();
        context.note(if all { "There are no leads yet." } else { "No lead fits." });
    }
    if more {
        context.note(&format!(
            "There are more; --limit N shows more, leads export writes all ({} in the store).",
            thousands(store.view()?.count())
        ));
    }
    Ok(Exit::Done)
}

/// Finds a lead by ID or email address.
pub(super) fn find(text: &str, store: &Store) -> Result<Lead, Fault> {
    let view = store.view()?;
    let text = crate::text::trim(text);
    let found = match text.parse::<u64>() {
        Ok(id) => view.by_id(&[id])?,
        Err(_) => view.by_email(&[&email_key(text)])?,
    };
    found.into_iter().flatten().next().ok_or_else(|| {
        Fault::unknown(&format!("There is no lead {}.", safe(text)))
            .suggest("Find it with leadport leads list --search TEXT.")
    })
}

fn show(text: &str, context: &Context) -> Result<(), Fault> {
    let store = context.open(Mode::Read)?;
    let platform = store.platform()?;
    let lead = find(text, &store)?;
    let history = store.lead_history(lead.id)?;
    if context.json {
        let mut object = shapes::lead(&lead, &platform);
        let list: Vec<Value> = history
            .iter()
            .map(|(import, row)| {
                let mut one = Map::new();
                one.insert("import".to_owned(), (*import).into());
                if let Value::Object(row) = shapes::row(row, &platform) {
                    one.extend(row);
                }
                Value::Object(one)
            })
            .collect();
        object["history"] = list.into();
        return print::json(&object);
    }
    let zone = platform.settings.get("platform.time_zone");
    let mut table = Table::new(&["Field", "Value"], context.color);
    for field in fields_in_order(&platform) {
        let value = match field.id {
            FieldId::ID => lead.id.to_string(),
            FieldId::CREATED => moment(lead.created, zone),
            FieldId::UPDATED => moment(lead.updated, zone),
            id => lead.values.get(id).unwrap_or("").to_owned(),
        };
        if !value.is_empty() {
            table.row(&[field.name.as_str(), value.as_str()]);
        }
    }
    table.print()?;
    print::out("\n")?;
    let mut table = Table::new(&[">Import", ">Row", "Outcome", "Changes"], context.color);
    for (import, row) in &history {
        let changes: Vec<_> = row
            .changes
            .iter()
            .filter(|_| row.outcome == Outcome::Updated)
            .map(|change| {
                let name = platform.field(change.field).map_or("?", |field| field.name.as_str());
                let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "(blank)".to_owned());
                format!("{name}: {} → {}", shown(&change.old), shown(&change.new))
            })
            .collect();
        table.row(&[import.to_string(), row.row.to_string(), row.outcome.label().to_owned(), changes.join("; ")]);
    }
    table.print()
}

/// Erasing cannot be undone, so it takes the address itself and nothing shorter.
fn erase(email: &str, context: &Context) -> Result<(), Fault> {
    let store = context.open_existing(Mode::Write)?;
    let erased = store.erase(email)?;
    let wanted = email_key(email).to_lowercase();
    let mut mended = Vec::new();
    let drafts = match config::drafts() {
        Some(path) => Drafts::open(&path).erase(|draft| {
            let is_about = String::from_utf8_lossy(&draft.content).to_lowercase().contains(&wanted);
            if !is_about && has_mended_cells(&draft.content) {
                mended.push(draft.file.clone());
            }
            is_about
        })?,
        None => 0,
    };
    let mut mentions = 0_u64;
    store.leads(&mut |lead| {
        let others = lead.values.iter().filter(|(field, _)| *field != FieldId::EMAIL);
        mentions += u64::from(others.into_iter().any(|(_, value)| mentioned(value, &wanted)));
        true
    })?;
    let nothing = erased.leads == 0 && erased.rows == 0 && drafts == 0;
    let elsewhere: Vec<_> = erased.elsewhere.iter().map(|(id, email)| json!({ "id": id, "email": email })).collect();
    let document = json!({
        "leads": erased.leads, "rows": erased.rows, "drafts": drafts,
        "elsewhere": elsewhere, "mentions": mentions, "mended_drafts": mended,
    });
    if !nothing {
        context.note(
            "Backups, reports and sheets written before, and drafts of other operators may still hold the person: see to them.",
        );
    }
    for (id, email) in &erased.elsewhere {
        let email = safe(email);
        context.note(&format!("This person is lead {id} now, {email}: leads erase {email} removes it too."));
    }
    for file in &mended {
        let name = Path::new(file).file_name().map_or_else(|| file.clone(), |name| name.to_string_lossy().into_owned());
        context.note(&format!(
            "The unfinished import of {} holds mended or left-out cells that may belong to this person: if they do, go on with it in the wizard and give it up.",
            safe(&name)
        ));
    }
    if mentions > 0 {
        let leads = plural(mentions, "lead mentions", "leads mention");
        context
            .note(&format!("{leads} the address in other fields: see leadport leads list --search {}.", safe(&wanted)));
    }
    if nothing {
        let line = format!("Nothing is known of {}; nothing was changed.", safe(email));
        return super::platform::changed(&line, &document, context);
    }
    let line = format!(
        "{}, {} of imports and {} were cleared of this person.",
        plural(erased.leads, "lead", "leads"),
        plural(erased.rows, "row", "rows"),
        plural(drafts as u64, "draft", "drafts")
    );
    super::platform::changed(&line, &document, context)
}

/// Tells whether a draft holds cells of rows that were mended or left out: they need not name the person.
fn has_mended_cells(content: &[u8]) -> bool {
    let draft: Option<Value> = serde_json::from_slice(content).ok();
    let holds = |part| {
        let cells = draft.as_ref().and_then(|draft| draft.pointer(part)).and_then(Value::as_array);
        cells.is_some_and(|cells| !cells.is_empty())
    };
    holds("/mends/cells") || holds("/mends/left_out")
}

/// Tells whether a value holds this address, not only a longer one that ends with it.
fn mentioned(value: &str, address: &str) -> bool {
    let value = value.to_lowercase();
    let is_part = |c: char| c.is_alphanumeric() || "._+-".contains(c);
    !address.is_empty() && value.match_indices(address).any(|(at, _)| !value[..at].ends_with(is_part))
}
