//! Why the platform cannot be changed as asked, and what to do instead.

use thiserror::Error;

use crate::text::{plural, safe};

/// A change that is refused; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// No field has this key.
    #[error("there is no field “{}”", safe(.key))]
    NoField {
        /// What was asked for.
        key: String,
        /// The key that was probably meant.
        nearest: Option<String>,
    },
    /// No group has this key.
    #[error("there is no group “{}”", safe(.key))]
    NoGroup {
        /// What was asked for.
        key: String,
        /// The key that was probably meant.
        nearest: Option<String>,
    },
    /// No owner has this username.
    #[error("there is no owner “{}”", safe(.username))]
    NoOwner {
        /// What was asked for.
        username: String,
        /// The username that was probably meant.
        nearest: Option<String>,
    },
    /// A name without letters or digits, too long, or of several lines.
    #[error("“{}” cannot be a name", safe(.name))]
    NameInvalid {
        /// The name.
        name: String,
    },
    /// A key in another form than keys have.
    #[error("“{}” cannot be a key", safe(.key))]
    KeyInvalid {
        /// The key.
        key: String,
    },
    /// Another field, group or owner is called so already, case, spaces, accents and punctuation aside.
    #[error("{}", taken(.name, .by))]
    Taken {
        /// The name, key or username.
        name: String,
        /// Who has it.
        by: String,
    },
    /// One of the fields that every platform has.
    #[error("{name} is a field that every platform has: its {what} cannot be changed")]
    Protected {
        /// The field's name.
        name: String,
        /// What of it was to be changed.
        what: &'static str,
    },
    /// Leads hold values of the field, or belong to the owner.
    #[error("{}", in_use(*.leads, .of))]
    InUse {
        /// How many.
        leads: u64,
        /// The field or the owner.
        of: Of,
        /// What to do first.
        advice: &'static str,
    },
    /// A group that still has fields.
    #[error("the group “{}” still has {}", safe(.name), plural(*.fields, "field", "fields"))]
    GroupNotEmpty {
        /// The group's name.
        name: String,
        /// How many fields it has.
        fields: u64,
    },
    /// The last group or the last owner.
    #[error("the last {0} cannot be removed")]
    Last(&'static str),
    /// A select without options.
    #[error("a select field needs options")]
    NoOptions,
    /// Options on a field that is no select.
    #[error("only a select field has options")]
    OptionsNotTaken,
    /// An option that is blank or stands twice, case and accents aside.
    #[error("the option “{}” is blank or stands there twice", safe(.0))]
    OptionInvalid(String),
    /// A default that the field itself would not take.
    #[error("the default “{}” is not a value of the field{}", safe(.value), if .why.is_empty() { String::new() } else { format!(": {}", safe(.why)) })]
    DefaultInvalid {
        /// The default.
        value: String,
        /// Why not.
        why: String,
    },
    /// A username that is blank, too long, or holds blanks or controls.
    #[error("“{}” cannot be a username", safe(.0))]
    UsernameInvalid(String),
    /// An owner's address that is none.
    #[error("“{}” is not an email address", safe(.0))]
    EmailInvalid(String),
    /// No id is left.
    #[error("there have been too many fields")]
    TooMany,
}

/// What leads depend on, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// Leads have a value of this field.
    Field(String),
    /// Leads belong to this owner.
    Owner(String),
}

fn in_use(leads: u64, of: &Of) -> String {
    match of {
        Of::Field(name) => {
            format!("{} a value of the field “{}”", plural(leads, "lead has", "leads have"), safe(name))
        }
        Of::Owner(name) => format!("{} to the owner “{}”", plural(leads, "lead belongs", "leads belong"), safe(name)),
    }
}

fn taken(name: &str, by: &str) -> String {
    if name == by {
        return format!("“{}” exists already", safe(name));
    }
    format!("“{}” is too like “{}”, which exists already", safe(name), safe(by))
}

impl EditError {
    /// Returns what to do about it, in one sentence.
    #[must_use]
    pub fn suggestion(&self) -> String {
        let did_you_mean = |nearest: &Option<String>, list: &str| match nearest {
            Some(nearest) => format!("Did you mean {}?", safe(nearest)),
            None => format!("See what there is with: leadport {list} list"),
        };
        match self {
            EditError::NoField { nearest, .. } => did_you_mean(nearest, "fields"),
            EditError::NoGroup { nearest, .. } => did_you_mean(nearest, "groups"),
            EditError::NoOwner { nearest, .. } => did_you_mean(nearest, "owners"),
            EditError::NameInvalid { .. } => {
                "Give a name of one line with a letter or a digit in it, at most 100 characters.".into()
            }
            EditError::KeyInvalid { .. } => "Use lower case letters, digits and _, at most 64 of them.".into(),
            EditError::Taken { .. } => {
                "Choose a name that differs by more than case, spaces, accents and punctuation.".into()
            }
            EditError::Protected { .. } => "Add a field of your own instead.".into(),
            EditError::InUse { advice, .. } => (*advice).into(),
            EditError::GroupNotEmpty { .. } => "Move its fields to another group or remove them first.".into(),
            EditError::Last(_) => "Add another one first.".into(),
            EditError::NoOptions => "Give at least one option.".into(),
            EditError::OptionsNotTaken => "Leave the options out, or make the field a select.".into(),
            EditError::OptionInvalid(_) => "Give every option once.".into(),
            EditError::DefaultInvalid { .. } => "Give a default that the field's type takes, or none.".into(),
            EditError::UsernameInvalid(_) => "Use a name without blanks, at most 64 characters.".into(),
            EditError::EmailInvalid(_) => "Give one address such as anna@example.com, or none.".into(),
            EditError::TooMany => "Export the fields and leads into a new store.".into(),
        }
    }
}
