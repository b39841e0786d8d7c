//! What the platform knows: fields in groups, owners, the contract, leads and the types of their values.
pub mod value;
