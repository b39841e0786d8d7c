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
    /// Is the matching that was last used for such a file to be loaded?
    Last,
}
