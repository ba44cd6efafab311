//! The Amazon States Language as data: a checked, compiled [`machine::StateMachine`] and how it is
//! lowered from a definition. Nothing here runs.

pub mod call_model;
pub mod codes;
pub mod errors;
pub mod fields;
pub mod integrations;
pub mod machine;
pub mod operators;
pub mod parts;
pub mod resource;
mod rows;
pub mod sdk;
pub mod verdict;

pub(crate) mod lower;
