//! `leadport fields`: the properties that leads have.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::platform::{change, changed, fault, leads_where};
use super::print::{self, Table};
use super::{Context, Exit, Fault, input, output};
use crate::import::LeadStore;
use crate::platform::edit::{FieldChange, InUse, NewField};
use crate::platform::exchange::FieldsFile;
use crate::platform::{Field, FieldType};
use crate::report::leads::fields_in_order;
use crate::store::{Mode, Store};
use crate::text::safe;

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List all fields
    List,
    /// Add a field
    Add(Add),
    /// Change a field
    Edit(Edit),
    /// Remove a field with its values
    Remove {
        /// Its key or name
        field: String,
        /// Remove it even if leads have values
        #[arg(long)]
        yes: bool,
    },
    /// Write fields and groups as TOML, to be taken to another server
    Export {
        /// The file to write; one of that name is replaced [default: standard output]
        #[arg(short, long, value_name = "OUT.toml")]
        output: Option<PathBuf>,
    },
    /// Take fields and groups from TOML: add what is missing, change what differs, remove nothing
    Import {
        /// The file
        file: PathBuf,
        /// Change fields even if leads have values that may no longer fit
        #[arg(long)]
        yes: bool,
    },
}

/// What it takes to add a field.
#[derive(Clone, Debug, Args)]
pub struct Add {
    /// Its name
    name: String,
    /// What values it takes
    #[arg(long = "type", value_name = "TYPE", value_parser = kind, default_value = "text")]
    kind: FieldType,
    /// Its group, by key or name
    #[arg(long)]
    group: String,
    /// Its key [default: made from the name]
    #[arg(long)]
    key: Option<String>,
    /// Leads that are added must have a value
    #[arg(long)]
    required: bool,
    /// An option of a select; repeated for each
    #[arg(long = "option", value_name = "TEXT")]
    options: Vec<String>,
    /// Fills a blank of an added lead
    #[arg(long, value_name = "TEXT")]
    default: Option<String>,
    /// Its place within the group, from 1 [default: last]
    #[arg(long, value_name = "N")]
    order: Option<u32>,
    /// The most characters of a value
    #[arg(long, value_name = "N")]
    max_length: Option<u32>,
}

/// What it takes to change a field.
#[derive(Clone, Debug, Args)]
pub struct Edit {
    /// Its key or name
    field: String,
    /// Another name; the key stays
    #[arg(long)]
    name: Option<String>,
    /// Another type
    #[arg(long = "type", value_name = "TYPE", value_parser = kind)]
    kind: Option<FieldType>,
    /// Another group, by key or name
    #[arg(long)]
    group: Option<String>,
    /// Leads that are added must have a value
    #[arg(long, conflicts_with = "optional")]
    required: bool,
    /// Leads need no value
    #[arg(long)]
    optional: bool,
    /// The options of a select, all of them; repeated for each
    #[arg(long = "option", value_name = "TEXT")]
    options: Vec<String>,
    /// Fills a blank of an added lead; empty for none
    #[arg(long, value_name = "TEXT")]
    default: Option<String>,
    /// Another place within the group, from 1
    #[arg(long, value_name = "N")]
    order: Option<u32>,
    /// The most characters of a value
    #[arg(long, value_name = "N")]
    max_length: Option<u32>,
    /// Change it even if leads have values that may no longer fit
    #[arg(long)]
    yes: bool,
}

fn kind(name: &str) -> Result<FieldType, String> {
    FieldType::from_name(&name.to_lowercase()).ok_or_else(|| {
        let names: Vec<_> = FieldType::ALL.into_iter().map(FieldType::name).collect();
        format!("there are {}", names.join(", "))
    })
}

/// Carries the command out.
///
/// # Errors
/// A change that the platform refuses, a file that is not understood, a store that cannot be used.
pub fn run(what: &What, context: &Context) -> Result<Exit, Fault> {
    match what {
        What::List => list(context)?,
        What::Add(add) => {
            let new = NewField {
                name: add.name.clone(),
                key: add.key.clone(),
                group: add.group.clone(),
                kind: Some(add.kind),
                required: add.required,
                options: add.options.clone(),
                default: add.default.clone(),
                order: add.order,
                max_length: add.max_length,
            };
            let (store, id) = change(context, "adding a field", |platform| platform.add_field(&new))?;
            told(store.platform()?.field(id), "added", context)?;
        }
        What::Edit(edit) => self::edit(edit, context)?,
        What::Remove { field, yes } => {
            let store = context.open(Mode::Read)?;
            let id = store.platform()?.find_field(field).map_err(|error| fault(&error))?.id;
            let in_use = in_use(&store, id, *yes)?;
            let (_, removed) = change(context, "removing a field", |platform| platform.remove_field(field, in_use))?;
            told(Some(&removed), "removed", context)?;
        }
        What::Export { output: None } if context.json => {
            let fields = context.open(Mode::Read)?.platform()?.export_fields();
            print::json(&serde_json::to_value(&fields).map_err(std::io::Error::from)?)?;
        }
        What::Export { output } => {
            let text = toml::to_string_pretty(&context.open(Mode::Read)?.platform()?.export_fields())
                .map_err(|error| Fault::setting(&format!("The fields cannot be written as TOML: {error}.")))?;
            let path = output.clone().unwrap_or_else(|| PathBuf::from("-"));
            let destination = output::prepare_as(&path, &[context.store.as_path()])?;
            std::io::Write::write_all(&mut destination.handle()?, text.as_bytes())?;
            output::finish(destination, context)?;
        }
        What::Import { file, yes } => import(file, *yes, context)?,
    }
    Ok(Exit::Done)
}

fn list(context: &Context) -> Result<(), Fault> {
    let platform = context.open(Mode::Read)?.platform()?;
    let fields = fields_in_order(&platform);
    if context.json {
        let list: Vec<_> = fields.iter().map(|field| document(field)).collect();
        return print::json(&json!({ "fields": list }));
    }
    let mut table = Table::new(&["Group", "Field", "Key", "Type", "", "Options", "Default"], context.color);
    for field in fields {
        let group =
            platform.groups.iter().find(|group| group.key == field.group).map_or("", |group| group.name.as_str());
        let marks = if field.required { "required" } else { "" };
        let options = field.options.join(", ");
        let default = field.default.as_deref().unwrap_or("");
        table.row(&[
            group,
            field.name.as_str(),
            field.key.as_str(),
            field.kind.name(),
            marks,
            options.as_str(),
            default,
        ]);
    }
    table.print()
}

fn document(field: &Field) -> Value {
    json!({
        "key": field.key, "name": field.name, "group": field.group, "type": field.kind.name(), "required": field.required,
        "protected": field.protected, "options": field.options, "default": field.default, "order": field.order,
        "max_length": field.max_length,
    })
}

fn told(field: Option<&Field>, what: &str, context: &Context) -> Result<(), Fault> {
    let Some(field) = field else { return Ok(()) };
    let line = format!("The field {} ({}) is {what}.", safe(&field.name), field.key);
    changed(&line, &json!({ "field": document(field) }), context)
}

fn edit(edit: &Edit, context: &Context) -> Result<(), Fault> {
    let new = FieldChange {
        name: edit.name.clone(),
        group: edit.group.clone(),
        kind: edit.kind,
        required: if edit.required { Some(true) } else { edit.optional.then_some(false) },
        options: (!edit.options.is_empty()).then(|| edit.options.clone()),
        default: edit.default.clone().map(|default| Some(default).filter(|default| !default.is_empty())),
        order: edit.order,
        max_length: edit.max_length,
    };
    let store = context.open(Mode::Read)?;
    let field = store.platform()?.find_field(&edit.field).map_err(|error| fault(&error))?.clone();
    let leads = if new.touches_values(&field) { in_use(&store, field.id, edit.yes)? } else { InUse::NOT };
    let (store, ()) = change(context, "changing a field", |platform| platform.edit_field(&field.key, &new, leads))?;
    told(store.platform()?.field(field.id), "changed", context)
}

fn in_use(store: &Store, field: crate::platform::FieldId, confirmed: bool) -> Result<InUse, Fault> {
    let leads = leads_where(store, |lead| lead.values.get(field).is_some())?;
    Ok(InUse { leads, confirmed })
}

fn import(file: &std::path::Path, yes: bool, context: &Context) -> Result<(), Fault> {
    let shown = safe(&file.display().to_string()).into_owned();
    let text = input::text("fields", file, "Look for a slip in the path.")?;
    let read: FieldsFile = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        Fault::setting(&format!("The fields {shown}, line {line}: {}.", safe(error.message()).trim_end_matches('.')))
            .suggest("Correct that line; leadport fields export shows how fields are written.")
    })?;
    let store = context.open(Mode::Read)?;
    let before = store.platform()?;
    let mut counts = std::collections::BTreeMap::new();
    for entry in &read.fields {
        if let Some(field) = before.field_by_key(&entry.key) {
            counts.insert(field.id, in_use(&store, field.id, yes)?);
        }
    }
    let (_, taken) = change(context, "taking fields from a file", |platform| {
        platform.import_fields(&read, &|field| counts.get(&field.id).copied().unwrap_or(InUse::NOT))
    })?;
    let line = format!(
        "Fields: {} added, {} changed, {} as they were. Groups: {} added.",
        taken.fields_added, taken.fields_changed, taken.fields_unchanged, taken.groups_added
    );
    let document = json!({
        "fields_added": taken.fields_added, "fields_changed": taken.fields_changed,
        "fields_unchanged": taken.fields_unchanged, "groups_added": taken.groups_added,
    });
    changed(&line, &document, context)
}
