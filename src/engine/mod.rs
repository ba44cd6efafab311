//! The engine: a pure state machine. It knows no clock, no files, no randomness of its own and no
//! output. It is given the time and the answers to its calls; it hands out records and calls.
//!
//! `execution/` is one execution of a machine; `fleet/` is many on one clock: the child executions of
//! distributed Maps. [`Fleet::advance`] runs everything that is due; [`Fleet::resolve`] takes what is
//! answered to a call. Cloning a fleet forks the run.

pub mod alone;
pub mod call;
pub mod dataset;
pub mod ids;
pub mod payload;
pub mod setup;
pub mod tally;

mod saving;

mod execution;
mod fleet;

pub use execution::core::{EVENT_QUOTA, EXPRESS_SECONDS, STANDARD_SECONDS};
pub use execution::outcome::Outcome;
pub use execution::states::satisfies;
pub use execution::{failure, history, quota};
pub use fleet::{ChildRecords, Fleet, Held, Likeness, MapRunChange, MapRunView, Next, StrandView, WaitsFor};
pub use saving::Unreadable;
pub use setup::{Called, Setup, Span};

// What a fleet is told, for whoever keeps that.
pub use fleet::{Came, Told};
