//! Words that every other room uses; nothing here knows of Step Functions.

pub mod amount;
pub mod chance;
pub mod diag;
pub mod document;
pub mod glob;
pub mod interrupt;
pub mod layout;
pub mod locate;
pub mod members;
pub mod near;
pub mod percent;
pub mod pointer;
pub mod remarks;
pub mod schema;
pub mod secret;
pub mod source;
pub mod surgery;
pub mod threads;
pub mod time;
pub mod value;
pub mod yaml;
