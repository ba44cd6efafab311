//! The Amazon States Language as data: a checked, compiled [`machine::StateMachine`] and what it is
//! lowered from. Nothing here runs.

pub mod machine;
pub mod resource;
