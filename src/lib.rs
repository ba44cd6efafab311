//! `sfn` runs AWS Step Functions workflows on your own machine.
#![forbid(unsafe_code)]

pub mod base;
pub mod expr;
pub mod load;
pub mod report;
