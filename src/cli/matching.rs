//! The options that say which column is which field, and the matching that comes of them.
//!
//! In this order: equal names, a saved matching, what was given, accepted suggestions, the operator as owner.

use std::path::Path;

use clap::Args;

use super::{Context, Fault};
use crate::import::{Code, Problem};
use crate::matching::changes::signature;
use crate::matching::columns::of_table;
use crate::matching::options::{OptionError, Options};
use crate::matching::saved::{Loaded, Missing, keep_rules, load, lost};
use crate::matching::suggest::{accept_all, suggest};
use crate::matching::{ColumnName, How, MatchType, Matching, OwnerRule, evidence, names};
use crate::platform::Platform;
use crate::sheet::{self, Batch, Cancel, Limits, Table};
use crate::store::Store;
use crate::text::{nearest, safe};

/// How columns and fields are matched.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Matching")]
pub struct MatchingArguments {
    /// How a row finds its lead
    #[arg(long = "match", value_name = "email|id", value_parser = ["email", "id"])]
    match_type: Option<String>,
    /// The column whose 1 deletes the row's lead
    #[arg(long, value_name = "HEADER")]
    delete_column: Option<String>,
    /// A saved matching; what is given beside it overrides it
    #[arg(long, value_name = "NAME")]
    matching: Option<String>,
    /// Match a column with a field; HEADER= leaves it unmatched; C: names a column by its letter
    #[arg(long, value_name = "HEADER=FIELD_KEY")]
    map: Vec<String>,
    /// Also link the suggested matches (equal names are always linked)
    #[arg(long)]
    accept_suggestions: bool,
    /// One owner for all added leads [default: the operator, if an owner]
    #[arg(long, value_name = "USERNAME")]
    owner: Option<String>,
    /// The column of the owners' usernames
    #[arg(long, value_name = "HEADER")]
    owner_column: Option<String>,
    /// What a blank cell does to a lead that exists: keep or clear; for one field FIELD_KEY=clear
    #[arg(long, value_name = "keep|clear")]
    blank: Vec<String>,
    /// How a column acts on a lead that exists: FIELD_KEY=overwrite, if-empty or never
    #[arg(long, value_name = "FIELD_KEY=RULE")]
    update: Vec<String>,
    /// The order of dates in digits: auto, dmy, mdy, ymd; for one field FIELD_KEY=mdy
    #[arg(long, value_name = "ORDER")]
    date_order: Vec<String>,
    /// The decimal separator of numbers in text: auto, comma, point; for one field FIELD_KEY=comma
    #[arg(long, value_name = "MARK")]
    decimal: Vec<String>,
    /// Read the bare numbers of a column as dates
    #[arg(long, value_name = "HEADER")]
    serial_dates: Vec<String>,
    /// What a single value is read as, in the whole column: FIELD_KEY=VALUE:BECOMES, nothing behind the colon for
    /// blank; owner=VALUE:USERNAME for the column of usernames
    #[arg(long, value_name = "FIELD_KEY=VALUE:BECOMES")]
    value: Vec<String>,
    /// Save the matching under a name, also when nothing else is written
    #[arg(long, value_name = "NAME", value_parser = super::matchings::named)]
    pub save_matching: Option<String>,
}

/// What comes of the options.
pub struct Built {
    /// The matching.
    pub matching: Matching,
    /// What of a saved matching is missing.
    pub known: Vec<Problem>,
    /// What saving it under its own name again loses, in a sentence.
    pub lost: Option<String>,
    /// What files with the same columns have in common.
    pub signature: String,
    /// The columns of the file.
    pub headers: Vec<ColumnName>,
}

/// How many rows the suggestions look at.
const LOOKED_AT: u64 = 10_000;

impl MatchingArguments {
    /// Puts the matching of a file together.
    ///
    /// # Errors
    /// An option that is not understood, no such saved matching, a file that cannot be taken.
    pub fn build(
        &self,
        path: &Path,
        limits: &Limits,
        store: &Store,
        platform: &Platform,
        context: &Context,
        cancel: &Cancel,
    ) -> Result<Built, Fault> {
        let mut table = sheet::open_table(path, limits, cancel).map_err(|error| Fault::of_file(&error, path))?;
        let headers = of_table(&table);
        let options = self.options();
        let Loaded { mut matching, missing } = self.start(store, &headers, platform)?;
        if let Some(match_type) = options.match_type {
            matching.match_type = match_type;
        }
        if self.matching.is_none() {
            names::link_names(&mut matching, &headers, platform);
        }
        options.apply(&mut matching, &headers, platform).map_err(|error| fault(&error))?;
        if self.accept_suggestions {
            let seen = evidence(&mut table, &headers, platform).map_err(|error| Fault::of_file(&error, path))?;
            let suggestions = suggest(&headers, platform, &matching, Some(&seen));
            accept_all(&mut matching, &suggestions);
        }
        // What takes the place of a missing match acts as the saved one did, but for what the options say.
        for link in matching.links.iter_mut().filter(|link| matches!(link.how, How::Given | How::Suggested)) {
            keep_rules(link, &missing, platform);
        }
        options.apply_words(&mut matching).map_err(|error| fault(&error))?;
        options.apply_rules(&mut matching, &headers, platform).map_err(|error| fault(&error))?;
        let missing: Vec<Missing> = missing.into_iter().filter(|one| !is_solved(one, &matching)).collect();
        let lost_owner = missing.iter().any(|one| matches!(one, Missing::Owner(_) | Missing::OwnerColumn(_)));
        if matching.owner.is_none() && !lost_owner {
            matching.owner = platform.owner(&context.operator).map(|owner| OwnerRule::One(owner.username.clone()));
        }
        let again = self.save_matching.as_ref().filter(|name| self.matching.as_ref() == Some(*name));
        let lost = again.zip(lost(&missing)).map(|(name, lost)| {
            format!("Saving the matching as “{}” again loses {lost}; another name keeps both.", safe(name))
        });
        let known = missing.iter().map(|one| Problem::new(Code::MatchMissing).detail(one.words())).collect();
        Ok(Built { matching, known, lost, signature: signature(&headers), headers })
    }

    /// Returns a saved matching on the file, or nothing matched.
    fn start(&self, store: &Store, headers: &[ColumnName], platform: &Platform) -> Result<Loaded, Fault> {
        let Some(name) = &self.matching else { return Ok(Loaded::default()) };
        let saved = store.matching(name)?.ok_or_else(|| no_such_matching(name, store))?;
        Ok(load(&saved, headers, platform))
    }

    fn options(&self) -> Options {
        Options {
            match_type: self
                .match_type
                .as_deref()
                .map(|name| if name == "id" { MatchType::Id } else { MatchType::Email }),
            map: self.map.clone(),
            delete_column: self.delete_column.clone(),
            owner: self.owner.clone(),
            owner_column: self.owner_column.clone(),
            blank: self.blank.clone(),
            update: self.update.clone(),
            date_order: self.date_order.clone(),
            decimal: self.decimal.clone(),
            serial_dates: self.serial_dates.clone(),
            value: self.value.clone(),
        }
    }
}

/// Returns the fault of a matching that is not saved.
pub(super) fn no_such_matching(name: &str, store: &Store) -> Fault {
    let known = store.matchings().unwrap_or_default();
    let meant = nearest(name, known.iter().map(|(name, _)| name.as_str()));
    let suggestion = match meant {
        Some(meant) => format!("“{}” was probably meant; see leadport matchings list.", safe(meant)),
        None => "See leadport matchings list; --save-matching NAME saves one.".to_owned(),
    };
    Fault::setting(&format!("No matching is saved as “{}”.", safe(name))).suggest(&suggestion)
}

/// Tells whether what was given beside a saved matching takes the place of what is missing.
fn is_solved(missing: &Missing, matching: &Matching) -> bool {
    match missing {
        Missing::Column { link, .. } | Missing::Field { link, .. } => matching.link_to(&link.field).is_some(),
        Missing::Delete(_) => matching.delete.is_some(),
        Missing::OwnerColumn(_) | Missing::Owner(_) => matching.owner.is_some(),
        Missing::OwnerValue { value, .. } => matching.owner_values.contains_key(value),
    }
}

/// Looks at the first rows, for suggestions by what the values look like.
fn evidence(
    table: &mut Table,
    headers: &[ColumnName],
    platform: &Platform,
) -> Result<evidence::Evidence, sheet::FileError> {
    let mut seen = evidence::Evidence::new(headers, platform);
    let mut batch = Batch::default();
    while seen.rows() < LOOKED_AT {
        table.rows.next(&mut batch)?;
        if batch.is_empty() {
            break;
        }
        batch.rows().for_each(|row| seen.note_row(&row));
    }
    Ok(seen)
}

fn fault(error: &OptionError) -> Fault {
    Fault::usage(&error.to_string()).suggest(&error.suggestion())
}
