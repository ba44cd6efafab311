//! Words that every other room uses; nothing here knows of Step Functions.

pub mod chance;
pub mod diag;
pub mod time;
pub mod value;
