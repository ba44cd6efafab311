//! `sfn` runs AWS Step Functions workflows on your own machine.
#![forbid(unsafe_code)]

pub mod base;

pub mod expr;

pub mod asl;

pub mod engine;
pub mod validate;
