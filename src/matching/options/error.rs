//! What is said of an option that is not understood: in one sentence what is wrong, in another what to do.

/// Why an option is not understood; the command line is wrong (exit 2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    /// `--map` without a `=`.
    #[error("--{option} {given} has no “=” in it.")]
    NoEquals {
        /// The option's name.
        option: &'static str,
        /// What was typed.
        given: String,
    },
    /// No column has this header.
    #[error("No column of the file is called “{given}” (--{option}).")]
    NoColumn {
        /// The option's name.
        option: &'static str,
        /// What was typed.
        given: String,
        /// The header that was probably meant.
        nearest: Option<String>,
    },
    /// The column has no header.
    #[error("Column {letter} has no header, so it cannot be matched (--{option}).")]
    Unnamed {
        /// The option's name.
        option: &'static str,
        /// The column's letter.
        letter: String,
    },
    /// No field has this key.
    #[error("There is no field “{given}” (--{option}).")]
    NoField {
        /// The option's name.
        option: &'static str,
        /// What was typed.
        given: String,
        /// The key that was probably meant.
        nearest: Option<String>,
    },
    /// The field is the platform's own.
    #[error("The field {field} cannot be matched with a column.")]
    Own {
        /// The field's name.
        field: String,
        /// What to do instead.
        instead: &'static str,
    },
    /// A rule for a field that no column is matched with.
    #[error("No column is matched with the field {field} (--{option}).")]
    NotMatched {
        /// The option's name.
        option: &'static str,
        /// The field's name.
        field: String,
        /// The field's key.
        key: String,
    },
    /// A rule that the field's type knows nothing of.
    #[error("The field {field} is of type {kind}, which --{option} says nothing about.")]
    WrongType {
        /// The option's name.
        option: &'static str,
        /// The field's name.
        field: String,
        /// The name of its type.
        kind: &'static str,
    },
    /// One column, two uses.
    #[error("The column “{column}” is given twice (--{first} and --{second}).")]
    GivenTwice {
        /// The column's header.
        column: String,
        /// The option that named it first.
        first: &'static str,
        /// The option that named it again.
        second: &'static str,
    },
    /// Two options that exclude each other.
    #[error("--owner and --owner-column exclude each other.")]
    TwoOwners,
    /// Not a user of the platform.
    #[error("There is no owner “{given}” (--{option}).")]
    NoOwner {
        /// The option's name.
        option: &'static str,
        /// What was typed.
        given: String,
        /// The username that was probably meant.
        nearest: Option<String>,
    },
    /// `--value` without a `:`.
    #[error("--value {given} does not say what the value becomes.")]
    NoColon {
        /// What was typed.
        given: String,
    },
    /// What a value is to become is no value of the field.
    #[error("“{given}” is no value of {field} (--value).")]
    NoValue {
        /// The field's name.
        field: String,
        /// What was typed.
        given: String,
        /// Why, as a clause.
        why: String,
        /// The value that was probably meant.
        nearest: Option<String>,
    },
    /// Values of usernames are mapped, and no column holds usernames.
    #[error("No column of usernames is chosen, so none of them can be mapped (--value).")]
    NoOwnerColumn,
    /// A word that the option does not know.
    #[error("--{option} does not know “{given}”.")]
    NoWord {
        /// The option's name.
        option: &'static str,
        /// What was typed.
        given: String,
        /// The words that it knows.
        words: &'static str,
    },
}

impl OptionError {
    /// Returns what to do about it, in one sentence.
    #[must_use]
    pub fn suggestion(&self) -> String {
        let meant = |nearest: &Option<String>, otherwise: &str| {
            nearest
                .as_ref()
                .map_or_else(|| otherwise.to_owned(), |name| format!("“{name}” was probably meant; {otherwise}"))
        };
        match self {
            OptionError::NoEquals { option, .. } if *option == "map" => {
                "Write --map 'HEADER=FIELD_KEY', or --map 'HEADER=' to leave a column unmatched.".into()
            }
            OptionError::NoEquals { option, .. } => format!("Write --{option} 'FIELD_KEY=RULE'."),
            OptionError::NoColumn { nearest, .. } => sentence(&meant(
                nearest,
                "list the headers with leadport sheet FILE; a column may also be named by its letter (C:).",
            )),
            OptionError::Unnamed { .. } => "Put a name in the header row.".into(),
            OptionError::NoField { nearest, .. } => {
                sentence(&meant(nearest, "list all keys with leadport fields list."))
            }
            OptionError::Own { instead, .. } => (*instead).to_owned(),
            OptionError::NotMatched { key, .. } => format!("Match a column with it: --map 'HEADER={key}'."),
            OptionError::WrongType { .. } => "Leave the option out for this field.".into(),
            OptionError::GivenTwice { .. } => "Give every column one use.".into(),
            OptionError::TwoOwners => "Give one owner for all added leads, or the column that holds usernames.".into(),
            OptionError::NoOwner { nearest, .. } => sentence(&meant(
                nearest,
                "list all owners with leadport owners list, or add one with leadport owners add USERNAME.",
            )),
            OptionError::NoColon { .. } => {
                "Write --value 'FIELD_KEY=VALUE:BECOMES' (owner=VALUE:USERNAME for owners); nothing behind the colon is blank."
                    .into()
            }
            OptionError::NoValue { nearest: Some(nearest), .. } => format!("“{nearest}” was probably meant."),
            OptionError::NoValue { why, nearest: None, .. } if why.is_empty() => {
                "Name a value that the field takes; leadport fields list shows the options of a select.".into()
            }
            OptionError::NoValue { why, nearest: None, .. } => format!("Name a value that the field takes: {why}."),
            OptionError::NoOwnerColumn => "Add --owner-column HEADER.".into(),
            OptionError::NoWord { words, .. } => format!("It takes {words}."),
        }
    }
}

/// Makes the first letter a capital.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
