//! Operations of AWS's own API as plain functions: the JSON of a request in, the JSON of its response or an
//! [`ApiError`] out. How either travels is for others to know: `sfn state --request` reads a file, a server HTTP.
//!
//! [`world`] is what operations act on, [`operations`] the table of them; each has a file below the folder of what it
//! is about.

mod arn;
mod diagnostics;
pub mod error;
mod members;
pub mod reply;
mod shape;

pub mod world;

mod activities;
mod aliases;
mod executions;
mod machines;
mod mapruns;
mod tags;
mod tasks;
pub mod teststate;
mod versions;

pub mod operations;

pub use error::{ApiError, Origin};
pub use machines::refresh::refresh;
pub use reply::{Later, Reply};
pub use world::{Config, Region, World};
