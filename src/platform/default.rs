//! The platform of a new store.
