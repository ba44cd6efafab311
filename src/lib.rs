//! `sfn` runs AWS Step Functions workflows on your own machine.
//!
//! The map of the house, in reading order. Arrows run one way: a room uses only the rooms above it, and
//! rooms on one floor do not see each other (a test holds this).
//!
//! ```text
//! text ─load─▶ Document (value, spans) ─validate─▶ diagnostics, or StateMachine (checked, compiled)
//! StateMachine + input ─engine─▶ Execution: pure, cloneable; emits records, asks for calls
//! Order ─session─▶ a run, driven on a virtual or a real clock; calls ⇄ services (mocks, ...)
//! records ─report─▶ trace, history, json, jsonl      cli only arranges these
//! ```
//!
//! `catalog` knows the APIs of AWS; whoever judges a call asks it.
#![forbid(unsafe_code)]

pub mod base;

pub mod catalog;
pub mod expr;
pub mod load;

pub mod asl;

pub mod engine;
pub mod validate;

pub mod project;
pub mod record;
pub mod services;

pub mod session;

pub mod report;

pub mod cli;
