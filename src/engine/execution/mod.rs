//! One execution of a state machine: what is due when, strands and their states, data, failures, and the
//! history that is recorded.

pub mod failure;
pub mod history;
pub mod quota;

pub(in crate::engine) mod core;
pub(in crate::engine) mod turns;

pub(in crate::engine) mod agenda;
pub(in crate::engine) mod data;
pub(in crate::engine) mod inspector;
pub(in crate::engine) mod outcome;
pub(in crate::engine) mod scope;
pub(in crate::engine) mod states;
pub(in crate::engine) mod strand;
pub(in crate::engine) mod strands;
pub(in crate::engine) mod variables;

mod aborting;
mod alone;
mod arguments;
mod failing;
mod field;
mod leaving;
mod query;
mod redriving;
mod retry;
mod saving;
mod work;
