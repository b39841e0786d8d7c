//! What Fields asks beyond columns, fields and owners: custom fields, column rules, values, what is missing.

/// A question of the screen Fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Which part of the new field is to be set, or is it to be made?
    New,
    /// The new field's name.
    NewName,
    /// The new field's type.
    NewType,
    /// The new field's group.
    NewGroup,
    /// The name of a new group.
    NewGroupName,
    /// Which values are options of the new field?
    NewOptions,
    /// Which rule of the column that is matched with this field is to change?
    Rules(String),
    /// Which value of the column that is matched with this field is to be read otherwise?
    Values(String),
    /// What does this value of the column become?
    Value(String, String),
    /// What does this value become, typed.
    ValueText(String, String),
    /// Whom do the usernames in the column of owners mean?
    Owners,
    /// Whom does this username mean?
    OwnerOf(String),
    /// What is to become of the saved matching of this name: another name, or nothing?
    SavedOne(String),
    /// The other name of the saved matching of this name.
    SavedName(String),
    /// Is the saved matching of this name to be removed?
    SavedGone(String),
    /// Which of the new fields is to be set, or are they to be made?
    NewFields,
    /// The group of all new fields.
    NewGroupOfAll,
    /// The name of a new group for all of them.
    NewGroupOfAllName,
    /// Is the matching that was last used for such a file to be loaded?
    Last,
}
