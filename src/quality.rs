//! The data-quality survey: how complete, valid and clean the leads are, and where to look.
//!
//! [`survey::survey`] walks the leads of one import or of all once, in bounded memory: `column` keeps what is known of
//! each field, `addresses` looks at emails, `duplicates` finds people who stand in the store twice, `score` says it in
//! one number. `html` writes the result as a page that needs nothing else; its JSON is the [`survey::Survey`] itself.
//! Nothing here changes a lead.

pub mod addresses;
pub mod column;
pub mod duplicates;
pub mod html;
pub mod score;
pub mod survey;

pub use survey::{Finding, Scope, Survey, survey};
